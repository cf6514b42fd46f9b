"""The map of the difficulty of management (管理の難しさ図), with the weights that it follows from."""

from __future__ import annotations

from ..core.jobs.landfigures import DIFFICULTY
from ..core.reports.words import coded, word
from .sheet_data import SheetData
from .sheet_land import land_legend, painted
from .sheet_theme import Content, Listing

_AXES = ("hard", "harm")


def difficulty(data: SheetData) -> Content:
    """The content of a 管理の難しさ図."""
    assert data.difficulty is not None  # noqa: S101 - read_sheet has read it for this kind
    made = painted(data, data.difficulty.units, "difficulty", DIFFICULTY)
    labels = {code: coded(data.catalogue, "difficulty", code, "ja") for code in DIFFICULTY}
    notes = [word("map_difficulty_note", "ja"), word("map_factors_note", "ja")]
    alone = data.wish.large or made.page  # without the weights, which are those of the whole plan
    if alone:
        notes = [word("map_difficulty_short", "ja")]
    legend = land_legend(data, made, word("map_legend_difficulty", "ja"), labels, notes)
    listings = [] if alone else [_weights(data, axis) for axis in _AXES]
    return Content(word("map_difficulty", "ja"), [made.theme], legend, listings)


def _weights(data: SheetData, axis: str) -> Listing:
    """The weights of one axis, never cut: what is known, and how much land changes its class with each."""
    assert data.difficulty is not None  # noqa: S101
    table = data.difficulty.factors
    rows = [
        (
            str(row.label_ja),
            f"{row.weight:g}",
            f"{int(row.known):,}",
            f"{int(row.unknown):,}",
            f"{100.0 * row.less:.1f}" if row.known else "–",
            f"{100.0 * row.more:.1f}" if row.known else "–",
        )
        for row in table[table["axis"] == axis].itertuples(index=False)
    ]
    columns = (
        (word("map_factor", "ja"), 0.0, False),
        (word("map_weight", "ja"), 8.0, True),
        (word("map_known", "ja"), 11.0, True),
        (word("map_unknown", "ja"), 11.0, True),
        (word("map_less", "ja"), 11.0, True),
        (word("map_more", "ja"), 11.0, True),
    )
    return Listing(word(f"map_factors_{axis}", "ja"), columns, rows)
