"""Core places on and off: how many people reach one in time, now and later, moves with every tick."""

from __future__ import annotations

from typing import Any

import numpy as np
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QSpinBox, QTableView, QVBoxLayout, QWidget

from ...core.jobs.landview import Band, reach_bands
from ...core.jobs.plancoverage import LATER, NOW, OLD, Reach, read_reach
from ...core.plan import PlanFile
from ...gis.words import lang, tr
from .base import TOUCH, heading, note

CORE, FIRST, LOST, CHOICE = range(4)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class CoreModel(QAbstractTableModel):
    """One row for each core place, with a tick."""

    moved = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[dict[str, Any]] = []
        self.open = np.zeros(0, dtype=bool)

    def show(self, rows: list[dict[str, Any]]) -> None:
        """Rows of ``reach_core``, all ticked."""
        self.beginResetModel()
        self._rows, self.open = rows, np.ones(len(rows), dtype=bool)
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """A row for each core."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Core to rank."""
        return 0 if parent.isValid() else CHOICE + 1

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Short titles, with the long ones as tips."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("Core place"), tr("Nearest for"), tr("Lost without it"), tr("Order"))[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                tr("Ticked: counted as open"), tr("People who reach it before any other, in time"),
                tr("People who reach none in time if this one closes"),
                tr("Order in which cores would be chosen so that most people are reached"),
            )[section]  # fmt: skip
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == CORE:
            state = Qt.CheckState
            return state.Checked if self.open[index.row()] else state.Unchecked
        if role == Qt.ItemDataRole.DisplayRole:
            return (row["core"], f"{row['first']:,.0f}", f"{row['lost']:,.0f}", f"{row['choice']}")[column]
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column != CORE else None

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != CORE:
            return False
        self.open[index.row()] = Qt.CheckState(value) == Qt.CheckState.Checked
        self.dataChanged.emit(index, index)
        self.moved.emit()
        return True

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Ticks in the first column."""
        flag = Qt.ItemFlag
        base = flag.ItemIsEnabled | flag.ItemIsSelectable
        return base | flag.ItemIsUserCheckable if index.column() == CORE else base


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
        self.view = QTableView()
        self.view.setAccessibleName(tr("Core places"))
        self.view.setModel(self.model)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(TOUCH)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(CORE, QHeaderView.ResizeMode.Stretch)
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
