"""Core places on and off: how many people reach one in time, now and later, moves with every tick."""

from __future__ import annotations

from typing import Any

import numpy as np
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from ...core.jobs.landview import Band, reach_bands
from ...core.jobs.plancoverage import LATER, NOW, OLD, Reach, read_reach
from ...core.plan import PlanFile
from ...gis.words import lang, tr
from ..models.landcores import CORE, CoreModel
from .base import TOUCH, heading, note
from .shared import table


class ReachPart(QWidget):
    """Minutes, cores, and the shares; ``moved`` says that the map is to be drawn anew."""

    moved = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reach: Reach | None = None
        self.model = CoreModel(self)
        self.minutes = QSpinBox()
        self.minutes.setRange(1, 240)
        self.minutes.setSuffix(tr(" min"))
        self.minutes.setMinimumHeight(TOUCH)
        self.minutes.setAccessibleName(tr("Minutes"))
        self.shares = note()
        self.view = table(tr("Core places"), self.model, CORE)
        row = QHBoxLayout()
        label = QLabel(tr("Within"))
        label.setBuddy(self.minutes)
        row.addWidget(label)
        row.addWidget(self.minutes)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("People within reach of core places")))
        column.addLayout(row)
        column.addWidget(self.shares)
        column.addWidget(self.view)
        self.model.moved.connect(self._moved)
        self.minutes.valueChanged.connect(self._moved)

    def read(self, plan: PlanFile | None) -> None:
        """The plan's last result; every core is open, and the minutes are those that were asked for."""
        self.reach = read_reach(plan) if plan is not None else None
        self.model.show(self.reach.cores.to_dict("records") if self.reach is not None else [])
        self.view.setFixedHeight(min(8, self.model.rowCount() + 1) * TOUCH + 6)
        if self.reach is not None:
            self.minutes.blockSignals(True)
            self.minutes.setValue(max(1, round(self.reach.limit)))
            self.minutes.blockSignals(False)
        self._tell(plan.catalogue.phrase("not_nitas", lang()) if plan is not None else "")

    @property
    def limit(self) -> float:
        """Minutes that count as in time: those asked for, to the digit, until somebody turns them."""
        asked = self.reach.limit if self.reach is not None else 0.0
        return asked if self.minutes.value() == max(1, round(asked)) else float(self.minutes.value())

    def bands(self, catalogue: Any) -> tuple[Band, ...]:
        """Places by the quickest way to an open core."""
        assert self.reach is not None  # noqa: S101 - the view is offered only where there is a result
        times = self.reach.minutes[self.model.open]
        with np.errstate(invalid="ignore"):
            quickest = (
                np.fmin.reduce(times, axis=0) if len(times) else np.full(len(self.reach.places), np.nan)
            )
        people = self.reach.places[NOW].to_numpy(dtype=float)
        return reach_bands(quickest, people, self.limit, catalogue, lang())

    def told(self) -> dict[str, tuple[float, float]]:
        """By field of people: reached, and all."""
        if self.reach is None:
            return {}
        inside = self.reach.reached(self.model.open, self.limit)
        found = {}
        for name in self.reach.sums["field"]:
            people = self.reach.places[name].to_numpy(dtype=float)
            found[name] = float(np.nansum(people[inside])), float(np.nansum(people))
        return found

    def _moved(self, *_: object) -> None:
        self._tell(self._mark)
        self.moved.emit()

    def _tell(self, mark: str) -> None:
        self._mark = mark
        years = dict(zip(self.reach.sums["field"], self.reach.sums["year"])) if self.reach is not None else {}
        names = {NOW: tr("{year}"), LATER: tr("{year} (projected)"), OLD: tr("65 and over, {year}")}
        lines = []
        for name, (reached, whole) in self.told().items():
            share = f"{100.0 * reached / whole:.1f}" if whole else "–"
            text = tr("{share} % ({reached} of {whole} people)")
            said = text.format(share=share, reached=f"{reached:,.0f}", whole=f"{whole:,.0f}")
            lines.append(f"{names[name].format(year=int(years[name]))}：{said}")
        self.shares.setText("\n".join([*lines, mark] if lines else []))
