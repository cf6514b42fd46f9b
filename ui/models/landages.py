"""People by cohort of five years, oldest above: in the first year of the forecast and in a later one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt

from ...gis.words import tr
from .rows import RowModel

AGE, FIRST, LATER = range(3)
READ = ("year", "age", "people")
"""Columns of the plan's ``forecast_age`` that are shown."""
_Row = tuple[int, float, float]


class AgeModel(RowModel):
    """A row for each cohort of the whole plan; no rows where ages are not known, or of one year alone."""

    NUMBERS = frozenset({FIRST, LATER})

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._people: dict[tuple[int, int], float] = {}
        self._years: list[int] = []
        self._later = 0
        self._most = 0.0

    def show(self, found: Mapping[str, Sequence[Any]]) -> None:
        """Rows of ``forecast_age`` of the whole plan, as columns."""
        self._people = {
            (year, age): people for year, age, people in zip(found["year"], found["age"], found["people"])
        }
        self._years = sorted({year for year, _ in self._people})
        self._most = max(self._people.values(), default=0.0)
        self.turn_to(self._later)

    def turn_to(self, year: int) -> None:
        """The later year; the last one where ages of this are not known. Bars of all years have one scale."""
        self._later = year
        self.put(self._rows())
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, FIRST, LATER)

    def _shown(self) -> tuple[int, int]:
        return self._years[0], self._later if self._later in self._years else self._years[-1]

    def _rows(self) -> list[_Row]:
        if len(self._years) < 2:
            return []
        first, later = self._shown()
        ages = sorted({age for _, age in self._people}, reverse=True)
        return [(age, self._people[first, age], self._people[later, age]) for age in ages]

    def heads(self) -> Sequence[str]:
        """Age and both years."""
        return tr("Age"), *(str(year) for year in (self._shown() if self.rows else ("", "")))

    def text(self, row: _Row, column: int) -> str:
        """One cell in words."""
        if column != AGE:
            return f"{row[column]:,.0f}"
        if row[0] == self.rows[0][0]:
            return tr("{0} and over").format(row[0])
        return tr("{0} to {1} years").format(row[0], row[0] + 4)

    def more(self, row: _Row, column: int, role: int) -> Any:
        """The length of the bar: of the most people that any cohort has."""
        if role == Qt.ItemDataRole.UserRole and column != AGE:
            return float(row[column] / self._most) if self._most else 0.0
        return None
