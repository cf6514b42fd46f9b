"""The map of the future (将来図): when nobody manages the land any more if nothing is done, and people by year.

In public, land that nobody uses today is not told apart from what follows by the first of the years: it would say of
families what the map of the present state keeps back.
"""

from __future__ import annotations

from typing import Any

from ..core.jobs.landfigures import FUTURE, STEPS
from ..core.reports.words import coded, word
from .sheet_data import SheetData
from .sheet_land import land_legend, painted
from .sheet_theme import Content, Listing

_HA = 10_000.0
_WHOLE = 100.0
_FIRST = f"y{STEPS[0]}"


def future(data: SheetData) -> Content:
    """The content of a 将来図."""
    assert data.future is not None  # noqa: S101 - read_sheet has read it for this kind
    large = data.wish.large
    labels = _large_labels(data) if large else _labels(data)
    units = data.future.units
    if not data.wish.single_parcels:
        units = units.assign(code=units["code"].replace("now", _FIRST))
        if not large:  # large type says so under the map
            labels[_FIRST] = word("map_future_public_now", "ja")
    made = painted(data, units, "future", FUTURE)
    notes = [word("map_future_note", "ja")]
    years = data.future.years
    if large:
        notes.append(word("map_future_short_note", "ja"))
    elif len(years):
        notes.append(word("map_future_lead", "ja"))
        if years["nothing_low"].notna().any():
            notes.append(word("map_future_hours", "ja"))
        if data.future.based_on:
            notes.append(word("map_future_based", "ja", text=data.future.based_on))
    end = "_large" if large else ""
    legend = land_legend(data, made, word(f"map_legend_future{end}", "ja"), labels, notes)
    listing = _short(years) if large else _years(years, page=made.page)
    return Content(word(f"map_future{end}", "ja"), [made.theme], legend, [listing])


def _labels(data: SheetData) -> dict[str, str]:
    return {code: coded(data.catalogue, "future", code, "ja") for code in FUTURE}


def _large_labels(data: SheetData) -> dict[str, str]:
    """Short ones: the legend's heading says what it is that ends."""
    labels = {f"y{year}": word("map_future_by_large", "ja", year=year) for year in STEPS}
    labels["now"] = word("map_future_now_large", "ja")
    labels["later"] = word("map_future_later_large", "ja")
    labels["unknown"] = coded(data.catalogue, "future", "unknown", "ja")
    return labels


def _years(years: Any, *, page: bool) -> Listing:
    """A line a year: people, of 65 and over, and land that nobody manages in both pictures.

    A page of an atlas has it of its community, cut to its room, since it has no second page.
    """
    rows = [
        (
            str(int(row.year)),
            number(row.people_middle),
            number(100.0 * row.share65, 1),
            _span(row.nothing_low, row.nothing_high),
            _span(row.classes_low, row.classes_high),
        )
        for row in years.itertuples(index=False)
    ]
    columns = (
        (word("map_year", "ja"), 10.0, False),
        (word("map_people", "ja"), 15.0, True),
        (word("map_share65", "ja"), 15.0, True),
        (word("map_idle_nothing", "ja"), 26.0, True),
        (word("map_idle_classes", "ja"), 0.0, True),
    )
    if page:
        more = word("map_more_years", "ja", count="{count}")
        return Listing(word("map_future_community", "ja"), columns, rows, more=more)
    return Listing(word("map_future_table", "ja"), columns, rows)


def _short(years: Any) -> Listing:
    """For residents: people and land that nobody manages if nothing is done, every ten years."""
    wanted = years[(years["year"] % 10 == 0) | (years["year"] == years["year"].min())]
    rows = []
    for row in wanted.itertuples(index=False):
        people, land = number(row.people_middle), _span(row.nothing_low, row.nothing_high)
        known = row.people_middle == row.people_middle
        land_known = row.nothing_low == row.nothing_low
        rows.append(
            (f"{int(row.year)}年", f"{people}人" if known else people, f"{land} ha" if land_known else land)
        )
    columns = (("", 0.0, False), ("", 14.0, True), ("", 24.0, True))
    return Listing(word("map_future_short", "ja"), columns, rows)


def number(value: float, digits: int = 0) -> str:
    """A number with its thousands, 不明 where it is not known."""
    return f"{value:,.{digits}f}" if value == value else word("map_unknown_word", "ja")


def _span(low: float, high: float) -> str:
    """「1.2〜3.4」 hectares; one digit, from a hundred on none, since a forecast knows no more."""
    if low != low or high != high:
        return word("map_unknown_word", "ja")
    digits = 1 if high < _WHOLE * _HA else 0
    first, last = f"{low / _HA:,.{digits}f}", f"{high / _HA:,.{digits}f}"
    return first if first == last else f"{first}〜{last}"
