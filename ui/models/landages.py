"""People by cohort of five years, oldest above: in the first year of the forecast and in its last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt

from ...gis.words import tr
from .rows import RowModel

AGE, FIRST, LAST = range(3)
READ = ("year", "age", "people")
"""Columns of the plan's ``forecast_age`` that are shown."""
_Row = tuple[int, float, float]


class AgeModel(RowModel):
    """A row for each cohort of the whole plan; no rows where ages are not known, or of one year alone."""

    NUMBERS = frozenset({FIRST, LAST})

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self._years = (0, 0)
        self._most = 0.0

    def show(self, found: Mapping[str, Sequence[Any]]) -> None:
        """Rows of ``forecast_age`` of the whole plan, as columns."""
        people = {
            (year, age): value for year, age, value in zip(found["year"], found["age"], found["people"])
        }
        years = sorted({year for year, _ in people})
        self._years = (years[0], years[-1]) if len(years) > 1 else (0, 0)
        ages = sorted({age for _, age in people}, reverse=True) if len(years) > 1 else []
        rows = [(age, people[self._years[0], age], people[self._years[1], age]) for age in ages]
        self._most = max((value for _, *both in rows for value in both), default=0.0)
        self.put(rows)

    def heads(self) -> Sequence[str]:
        """Age and both years."""
        return tr("Age"), *(str(year) for year in self._years)

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
