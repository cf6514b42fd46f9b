"""The coming years: people, and land that nobody manages, if nothing is done and with the classes as drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import Qt

from ...core.jobs.forecast import NOTHING, PRESENT
from ...core.jobs.forecastpeople import AGES
from ...gis.words import tr
from .rows import RowModel

YEAR, PEOPLE, OLD, IDLE, DRAWN = range(5)
HA = 10_000.0
READ = (
    *("scope", "year", "picture", "area_m2", "unmanaged_low_m2", "unmanaged_middle_m2", "unmanaged_high_m2"),
    *("people_low", "people_middle", "people_high", "share65", *(f"people_{name}" for name in AGES)),
    *("unknown_m2", "based_on"),
)
"""Columns of the plan's ``forecast`` that are shown."""
_Pictures = tuple[dict[str, Any], dict[str, Any]]


class YearModel(RowModel):
    """A row for each year of the whole plan: both pictures of it."""

    NUMBERS = frozenset({PEOPLE, OLD, IDLE, DRAWN})

    def show(self, rows: list[dict[str, Any]]) -> None:
        """Rows of ``forecast`` of the whole plan."""
        by_key = {(row["year"], row["picture"]): row for row in rows}
        years = sorted({row["year"] for row in rows})
        self.put([(by_key[year, NOTHING], by_key[year, PRESENT]) for year in years])

    def heads(self) -> Sequence[str]:
        """Year to land with the classes drawn."""
        return tr("Year"), tr("People"), tr("65+"), tr("If nothing is done"), tr("As drawn")

    def tips(self) -> Sequence[str]:
        """What the numbers are."""
        return (
            "", tr("People in the communities (low to high)"), tr("Share of 65 and over"),
            tr("Land without a manager if nothing is done, in ha (low to high)"),
            tr("Land without a manager with the classes and managers as drawn, in ha (low to high)"),
        )  # fmt: skip

    def text(self, row: _Pictures, column: int) -> str:
        """One cell in words."""
        nothing, drawn = row
        if column == YEAR:
            return str(nothing["year"])
        if column == PEOPLE:
            middle = nothing[
                "people_middle"
            ]  # the range is in the tip: beside two ranges of land it has no room
            return tr("unknown") if middle is None else f"{middle:,.0f}"
        if column == OLD:
            return tr("unknown") if nothing["share65"] is None else f"{100.0 * nothing['share65']:.0f} %"
        return _range(nothing if column == IDLE else drawn, "unmanaged_{}_m2", HA, 1)

    def more(self, row: _Pictures, column: int, role: int) -> Any:
        """The share of all land for the bar; people by age as a tip."""
        nothing, drawn = row
        if role == Qt.ItemDataRole.UserRole and column in (IDLE, DRAWN):
            of = nothing if column == IDLE else drawn
            middle = of["unmanaged_middle_m2"] or 0.0  # no bar where nothing is known
            return float(middle / of["area_m2"]) if of["area_m2"] else 0.0
        if role == Qt.ItemDataRole.ToolTipRole and column in (PEOPLE, OLD):
            ages = [nothing[f"people_{name}"] for name in AGES]
            told = [tr("unknown") if value is None else f"{value:,.0f}" for value in ages]
            by_age = tr("Under 15: {0}, 15–64: {1}, 65–74: {2}, 75 and over: {3}").format(*told)
            return f"{_range(nothing, 'people_{}', 1.0, 0)}\n{by_age}"
        return None


def _range(row: dict[str, Any], name: str, scale: float, digits: int) -> str:
    low, middle, high = (row[name.format(part)] for part in ("low", "middle", "high"))
    if middle is None:
        return tr("unknown")
    told = [f"{value / scale:,.{digits}f}" for value in (low, middle, high)]
    return told[1] if told[0] == told[2] else f"{told[1]}（{told[0]}～{told[2]}）"
