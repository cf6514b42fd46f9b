"""書き出す: choose what, see what can be set, write it in the background, open it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...core.catalogue import label, load
from ...gis.words import lang, tr
from ..docks.base import TOUCH, button, note
from ..problems import guarded
from ..session import Session
from .form import ParameterForm
from .offers import Offer, offers

_LIST_WIDTH = 300
_CODES = {
    "EDITION": "edition",
    "KIND": "map_kind",
    "ORIENTATION": "orientation",
    "COLOURS": "map_colours",
    "BY": "atlas_by",
}
"""Parameter → the catalogue's codes that name its choices; others name themselves (A3)."""


class OutputDialog(QDialog):
    """Outputs on the left, what can be chosen on the right; stays open, so that several can be made."""

    def __init__(
        self,
        session: Session,
        backgrounds: Callable[[], list[str]],
        written: Callable[[Offer, dict[str, Any]], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("kosozuOutputs")
        self.setWindowTitle(tr("Print and export"))
        self._session, self._backgrounds, self._written = session, backgrounds, written
        registry = QgsApplication.processingRegistry()
        self.offers = [offer for offer in offers() if registry.algorithmById(offer.algorithm) is not None]
        self.list, self.who = QListWidget(), note()
        self.form: ParameterForm | None = None
        self.go = button(tr("Write"), "export", self.write, wide=True)
        self.close_button = button(tr("Close"), "close", self.reject, wide=True)
        self._place = QVBoxLayout()
        self._fill()
        self._lay_out()
        self.list.currentRowChanged.connect(self._chosen)
        session.availability.connect(self._available)
        self.finished.connect(self._let_go)
        self.list.setCurrentRow(0)
        self._available()
        self.resize(820, 480)

    def leave(self) -> None:
        """Go at once."""
        self.reject()

    def choose(self, key: str) -> None:
        """Take an output by its key."""
        self.list.setCurrentRow([offer.key for offer in self.offers].index(key))

    @property
    def offer(self) -> Offer:
        """The output that is chosen."""
        return self.offers[self.list.currentRow()]

    @guarded
    def write(self) -> None:
        """Make it."""
        if self.form is None:
            return
        offer = self.offer
        given = {name: value for name, value in offer.given.items() if value is not None}
        given.update(self.form.values())
        if any(definition.name() == "BACKGROUND" for definition in self._definitions(offer)):
            given["BACKGROUND"] = self._backgrounds()
        self._session.run(offer.algorithm, given, lambda results: self._written(offer, results))

    def _let_go(self, *_: object) -> None:
        self._session.availability.disconnect(self._available)
        self.deleteLater()

    def _fill(self) -> None:
        for offer in self.offers:
            item = QListWidgetItem(f"{offer.title}\n{offer.who}")
            item.setToolTip(offer.who)
            self.list.addItem(item)
        self.list.setAccessibleName(tr("What to write"))
        self.list.setMinimumWidth(_LIST_WIDTH)
        self.list.setSpacing(2)
        self.list.setWordWrap(True)

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        self.title = QLabel()
        self.title.setTextFormat(Qt.TextFormat.RichText)
        right.addWidget(self.title)
        right.addWidget(self.who)
        right.addLayout(self._place)
        right.addStretch(1)
        below = QHBoxLayout()
        below.addStretch(1)
        for one in (self.go, self.close_button):
            one.setMinimumHeight(TOUCH)
            below.addWidget(one)
        right.addLayout(below)
        whole = QHBoxLayout(self)
        whole.addWidget(self.list)
        whole.addLayout(right, 1)

    @guarded
    def _chosen(self, *_: object) -> None:
        """Another output: its own form, with a file beside the plan proposed."""
        offer = self.offer
        if self.form is not None:
            self._place.removeWidget(self.form)
            self.form.deleteLater()
        home = Path(self._session.home)
        self.form = ParameterForm(
            self._definitions(offer),
            ["PLAN", "BACKGROUND", *offer.given],
            self._label,
            str(home.with_name(f"{home.stem} {offer.stem}")),
            offer.suffixes,
        )
        self._place.addWidget(self.form)
        self.title.setText(f"<b>{offer.title}</b>")
        self.who.setText(offer.who)

    def _definitions(self, offer: Offer) -> list[Any]:
        algorithm = QgsApplication.processingRegistry().algorithmById(offer.algorithm)
        return list(algorithm.parameterDefinitions())

    def _label(self, parameter: str, code: str) -> str:
        known = load().codes.get(_CODES.get(parameter, ""), {})
        return label(known[code], lang()) if code in known else code

    @guarded
    def _available(self) -> None:
        idle = self._session.is_open and not self._session.work.running
        self.go.setEnabled(idle)
