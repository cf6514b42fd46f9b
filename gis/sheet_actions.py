"""The map of the action plan (行動計画図): zones by term, with who manages them."""

from __future__ import annotations

import geopandas as gpd
import numpy as np

from ..core.analysis.looks import looks
from ..core.analysis.tallies import Tally
from ..core.jobs.mapfigures import Actions
from ..core.reports import wareki
from ..core.reports.words import word
from .sheet_data import SheetData
from .sheet_theme import Content, Legend, Listing, Row, Theme, coded, nothing

NONE = "NONE"
_HA = 10_000.0
_MOST_MARKS = 3


def actions(data: SheetData) -> Content:
    """The content of a 行動計画図."""
    assert data.actions is not None  # noqa: S101 - read_sheet has read it for this kind
    plan = data.actions
    found = looks(data.catalogue, "term", data.wish.colours)
    term = data.zones["zone_id"].map(plan.zone_terms)
    here = term.notna().to_numpy()
    codes = term.fillna("").replace("", NONE).to_numpy(dtype=object)
    shapes = data.zones.geometry.to_numpy()
    theme = Theme(
        looks=found, areas=coded(codes[here], shapes[here]), context=coded(codes[~here], shapes[~here])
    )
    theme.hatched = theme.areas
    numbers = {row.code: str(at + 1) for at, row in enumerate(row for row in plan.managers if row.code)}
    theme.letters = _letters(data, plan, numbers)
    drawn = set(codes[here])
    legend = _legend(data, plan, theme, drawn)
    return Content(
        word("map_actions", "ja"), [theme], legend, [_managers(plan, numbers), _list(plan, numbers)]
    )


def _letters(data: SheetData, plan: Actions, numbers: dict[str, str]) -> gpd.GeoDataFrame:
    """The numbers of the managers on each zone; 「－」 where nobody is named."""
    zones = data.zones[data.zones["zone_id"].isin(plan.zone_managers)]
    if not len(zones):
        return nothing()
    frame = zones[["zone_id", "name"]].copy()
    marks = []
    for zone in frame["zone_id"]:
        held = [numbers[label] for label in plan.zone_managers[zone] if label][:_MOST_MARKS]
        marks.append("・".join(held) or "–")
    frame["letter"] = marks
    return gpd.GeoDataFrame(frame, geometry=zones.geometry.to_numpy())


def _legend(data: SheetData, plan: Actions, theme: Theme, drawn: set[str]) -> Legend:
    rows = []
    for row in plan.terms:
        code = row.code or NONE
        if code not in drawn:
            continue
        label = data.catalogue.code_label("term", row.code, "ja") if row.code else word("map_no_term", "ja")
        numbers = (f"{row.places:,}", f"{row.count:,}", f"{row.area_m2 / _HA:,.2f}", f"{row.share:.1f}")
        rows.append(Row(code, label, numbers, look=theme.looks[code]))
    columns = (
        (word("map_zones", "ja"), 9.0),
        (word("map_action_count", "ja"), 9.0),
        (word("map_zone_area", "ja"), 13.0),
        (word("map_share", "ja"), 9.0),
    )
    notes = [
        word("map_terms_note", "ja"),
        word("map_share_of", "ja", whole=word("map_whole_actions", "ja")),
        data.catalogue.phrase("area_note", "ja").format(crs=f"EPSG:{data.epsg}"),
    ]
    short = ((word("map_short_zones", "ja"), 0), ("ha", 2), ("%", 3))
    if data.wish.large:
        notes = [word("map_terms_note", "ja")]
    return Legend(word("map_legend_term", "ja"), columns, rows, [], notes, short)


def _managers(plan: Actions, numbers: dict[str, str]) -> Listing:
    rows = [
        (numbers.get(row.code, "–"), row.code or word("map_nobody", "ja"), f"{row.count:,}", _area(row))
        for row in plan.managers
    ]
    columns = (
        ("", 5.0, False),
        (word("map_manager", "ja"), 0.0, False),
        (word("map_action_count", "ja"), 12.0, True),
        (word("map_zone_area", "ja"), 15.0, True),
    )
    return Listing(
        word("map_managers", "ja"), columns, rows, more=word("map_more_managers", "ja", count="{count}")
    )


def _area(row: Tally) -> str:
    return f"{row.area_m2 / _HA:,.2f}" if row.area_m2 else "–"


def _list(plan: Actions, numbers: dict[str, str]) -> Listing:
    """The actions themselves, in the order of the action plan; work first, since that is what is done on the land."""
    table = plan.actions
    rank = table["kind"].map({"work": 0, "watch": 1}).fillna(2).to_numpy()
    table = table.iloc[np.argsort(rank, kind="stable")]
    rows = [
        (str(row.title), numbers.get(row.manager, "–"), _years(row.start_fy, row.end_fy))
        for row in table[["title", "manager", "start_fy", "end_fy"]].itertuples(index=False)
    ]
    columns = (
        (word("map_action", "ja"), 0.0, False),
        (word("map_manager_no", "ja"), 9.0, True),
        (word("map_years", "ja"), 20.0, True),
    )
    return Listing(
        word("map_action_list", "ja"), columns, rows, more=word("map_more_actions", "ja", count="{count}")
    )


def _years(start: float | None, end: float | None) -> str:
    """「令和9〜13」, the fiscal years of an action; '' where they are not known."""
    if start is None or start != start:
        return ""
    last = start if end is None or end != end else end
    return wareki.era_years(int(start), int(last)).replace("年度", "")
