"""Zones proposed for land that nobody has decided on: a button, and how small they may be."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QWidget

from ...core.jobs.draftzones import DEFAULT_MIN_AREA
from ...gis.words import tr
from ..problems import guarded, say
from ..session import Session
from .base import TOUCH, button


class DraftPart(QWidget):
    """Runs ``kosozu:draftzones`` on the plan at hand."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.least = QDoubleSpinBox()
        self.least.setDecimals(0)
        self.least.setRange(100.0, 1e7)
        self.least.setSingleStep(1000.0)
        self.least.setValue(DEFAULT_MIN_AREA)
        self.least.setSuffix(" ㎡")
        self.least.setGroupSeparatorShown(True)
        self.least.setMinimumHeight(TOUCH)
        self.least.setAccessibleName(tr("Least area of a zone"))
        self.draft = button(
            tr("Draft zones"), "draft", self._draft, wide=True,
            tip=tr("Propose zones of land that nobody has decided on yet; they are drafts, and undo takes them away"),
        )  # fmt: skip
        caption = QLabel(tr("not smaller than"))
        caption.setBuddy(self.least)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.draft, caption, self.least):
            row.addWidget(part)
        row.addStretch(1)

    @guarded
    def _draft(self) -> None:
        self._session.run("kosozu:draftzones", {"MIN_AREA": self.least.value()}, self._drafted)

    @staticmethod
    def _drafted(results: dict[str, Any]) -> None:
        text = tr("{count} zones are drafted on land that nobody had decided on. Change them, or undo.")
        say(text.format(count=results["ZONE_COUNT"]), seconds=15)
