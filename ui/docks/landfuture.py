"""The coming years: people, and land that nobody manages, if nothing is done and with the classes as drawn."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from qgis.PyQt.QtWidgets import QHeaderView, QTableView, QVBoxLayout, QWidget

from ...core.jobs.forecast import NOTHING, PRESENT
from ...core.jobs.forecastpeople import AGES
from ...core.plan import PlanFile
from ...gis.words import tr
from .barcell import BarDelegate
from .base import TOUCH, heading, note

YEAR, PEOPLE, OLD, IDLE, DRAWN = range(5)
_HA = 10_000.0
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_COLUMNS = [
    *("scope", "year", "picture", "area_m2", "unmanaged_low_m2", "unmanaged_middle_m2", "unmanaged_high_m2"),
    *("people_low", "people_middle", "people_high", "share65", *(f"people_{name}" for name in AGES)),
    *("unknown_m2", "based_on"),
]


class FutureModel(QAbstractTableModel):
    """A row for each year of the whole plan."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def show(self, rows: list[dict[str, Any]]) -> None:
        """Rows of ``forecast`` of the whole plan: both pictures of each year go into one."""
        self.beginResetModel()
        by_key = {(row["year"], row["picture"]): row for row in rows}
        years = sorted({row["year"] for row in rows})
        self._rows = [(by_key[year, NOTHING], by_key[year, PRESENT]) for year in years]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """A row for each year."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Year to land with the classes drawn."""
        return 0 if parent.isValid() else DRAWN + 1

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Short titles, with the long ones as tips."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (tr("Year"), tr("People"), tr("65+"), tr("If nothing is done"), tr("As drawn"))[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                "", tr("People in the communities (low to high)"), tr("Share of 65 and over"),
                tr("Land without a manager if nothing is done, in ha (low to high)"),
                tr("Land without a manager with the classes and managers as drawn, in ha (low to high)"),
            )[section]  # fmt: skip
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell; the share of all land for the bar."""
        nothing, drawn = self._rows[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(nothing, drawn, column)
        if role == Qt.ItemDataRole.UserRole and column in (IDLE, DRAWN):
            row = nothing if column == IDLE else drawn
            middle = row["unmanaged_middle_m2"] or 0.0  # no bar where nothing is known
            return float(middle / row["area_m2"]) if row["area_m2"] else 0.0
        if role == Qt.ItemDataRole.ToolTipRole and column in (PEOPLE, OLD):
            ages = [nothing[f"people_{name}"] for name in AGES]
            told = [tr("unknown") if value is None else f"{value:,.0f}" for value in ages]
            return tr("Under 15: {0}, 15–64: {1}, 65–74: {2}, 75 and over: {3}").format(*told)
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column else None

    @staticmethod
    def _text(nothing: dict[str, Any], drawn: dict[str, Any], column: int) -> str:
        if column == YEAR:
            return str(nothing["year"])
        if column == PEOPLE:
            return _range(nothing, "people_{}", 1.0, 0)
        if column == OLD:
            return tr("unknown") if nothing["share65"] is None else f"{100.0 * nothing['share65']:.0f} %"
        return _range(nothing if column == IDLE else drawn, "unmanaged_{}_m2", _HA, 1)


def _range(row: dict[str, Any], name: str, scale: float, digits: int) -> str:
    low, middle, high = (row[name.format(part)] for part in ("low", "middle", "high"))
    if middle is None:
        return tr("unknown")
    told = [f"{value / scale:,.{digits}f}" for value in (low, middle, high)]
    return told[1] if told[0] == told[2] else f"{told[1]}（{told[0]}～{told[2]}）"


class FuturePart(QWidget):
    """The table, and what it was computed from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = FutureModel(self)
        self.basis = note()
        self.view = QTableView()
        self.view.setAccessibleName(tr("Coming years"))
        self.view.setModel(self.model)
        self.view.setItemDelegate(BarDelegate(self.view))
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(TOUCH - 4)
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(DRAWN, QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("Coming years: people, and land without a manager (ha)")))
        column.addWidget(self.view)
        column.addWidget(self.basis)

    def read(self, plan: PlanFile | None) -> None:
        """The plan's last forecast."""
        rows: list[dict[str, Any]] = []
        if plan is not None:
            found = plan.read("forecast", _COLUMNS, where={"scope": "plan"})
            rows = [dict(zip(found, values)) for values in zip(*found.values())]
        self.model.show(rows)
        self.view.setFixedHeight((self.model.rowCount() + 1) * (TOUCH - 4) + 8)
        unknown = (
            tr("Not known: {area} ha").format(area=f"{rows[0]['unknown_m2'] / _HA:,.1f}") if rows else ""
        )
        self.basis.setText(f"{rows[-1]['based_on']}{unknown}" if rows else "")
