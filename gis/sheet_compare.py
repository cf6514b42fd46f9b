"""The map of before and after (比較図): the last agreed edition beside the plan as it stands, and what changed."""

from __future__ import annotations

from ..core.analysis.looks import Look, looks
from ..core.analysis.tallies import Change, changed_area
from ..core.jobs.mapfigures import Compared
from ..core.reports import wareki
from ..core.reports.words import word
from .sheet_class_legend import hectares, line
from .sheet_concept import class_theme, letters, level_of, merged
from .sheet_data import SheetData
from .sheet_theme import Content, Legend, Row, Theme

_HA = 10_000.0


def compare(data: SheetData) -> Content:
    """The content of a 比較図: two maps under one legend."""
    assert data.compared is not None  # noqa: S101 - read_sheet has read it for this kind
    then = data.compared
    level = level_of(data)
    found = looks(data.catalogue, "level1" if data.wish.large else "class", data.wish.colours)
    before = class_theme(data, then.zones, then.units, level, found)
    now = class_theme(data, data.zones, data.units, level, found)
    now.letters = letters(data, data.zones)
    before.letters = letters(data, then.zones)
    if data.wish.single_parcels:
        now.highlight = changed_area(
            merged(data, then.zones, then.units), merged(data, data.zones, data.units)
        )
    else:
        now.highlight = changed_area(before.areas, now.areas)  # no outline of a single parcel either
    before.caption = word("map_before", "ja", edition=then.edition, day=wareki.date(then.on))
    now.caption = word("map_now", "ja", day=wareki.date(data.day))
    drawn = _drawn(before) | _drawn(now)
    legend = _legend(data, then, found, drawn, level)
    if not now.highlight.is_empty:
        legend.notes.insert(0, word("map_changed", "ja", area=hectares(now.highlight.area)))
    return Content(word("map_compare", "ja"), [before, now], legend)


def _drawn(theme: Theme) -> set[str]:
    return {code for frame in (theme.areas, theme.parcels, theme.hatched) for code in frame["code"]} - {""}


def _legend(
    data: SheetData, then: Compared, found: dict[str, Look], drawn: set[str], level: dict[str, str]
) -> Legend:
    """区域面積 before, now and the difference; うち農地 where the plan has no zones."""
    farmland = not any(row.before_m2 or row.now_m2 for row in then.changes)
    sums: dict[str, list[float]] = {}
    for row in then.changes:
        was, becomes = _areas(row, farmland=farmland)
        pair = sums.setdefault(level[row.code], [0.0, 0.0])
        pair[0] += was
        pair[1] += becomes
    lines = []
    for code, look in found.items():
        if code not in drawn:
            continue
        was, becomes = sums.get(code, [0.0, 0.0])
        lines.append(line(data, code, _values(was, becomes), look))
    total = (then.total, data.figures.total)
    was, becomes = (row.farmland_m2 if farmland else row.area_m2 for row in total)
    phrase = data.catalogue.phrase
    lines_of_sum = [
        Row("", phrase("total", "ja"), _values(was, becomes), bold=True),
        Row("", phrase("no_class", "ja"), _values(then.blank.area_m2, data.figures.blank.area_m2),
            look=Look("#FFFFFF", "bare", 0.0)),
    ]  # fmt: skip
    columns = (
        (word("map_was", "ja"), 14.0),
        (word("map_is", "ja"), 14.0),
        (word("map_difference", "ja"), 15.0),
    )
    title = word("map_legend_compare_farmland" if farmland else "map_legend_compare", "ja")
    notes = [phrase("area_note", "ja").format(crs=f"EPSG:{data.epsg}")]
    # In large type without the difference: the classes' names need the room.
    short = ((word("map_short_was", "ja"), 0), (word("map_short_is", "ja"), 1))
    return Legend(title, columns, lines, lines_of_sum, notes, short)


def _areas(row: Change, *, farmland: bool) -> tuple[float, float]:
    return (row.farmland_before_m2, row.farmland_now_m2) if farmland else (row.before_m2, row.now_m2)


def _values(was: float, becomes: float) -> tuple[str, ...]:
    difference = round(becomes / _HA, 2) - round(was / _HA, 2)
    sign = "±0" if abs(difference) < 0.005 else f"{difference:+,.2f}"
    return hectares(was), hectares(becomes), sign
