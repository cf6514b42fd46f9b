"""The map of who reaches the core places (到達圏図): travel time by place, core places, people now and later.

It stands on how roads join and on speeds by class, not on NITAS, and says so in its title.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..core.analysis.looks import looks
from ..core.analysis.patches import dissolved
from ..core.jobs.plancoverage import LATER, NOW, OLD
from ..core.jobs.reachfigures import ReachMap
from ..core.reports.words import coded as label_of
from ..core.reports.words import phrase, word
from .sheet_background import Ground
from .sheet_data import SheetData
from .sheet_future import number
from .sheet_theme import Content, Legend, Listing, Row, Theme, coded, nothing

_CORE_M = 1.0
_WITHIN = "within2"
"""In large type all who arrive in time are one class."""


def reach(data: SheetData) -> Content:
    """The content of a 到達圏図."""
    assert data.reach is not None  # noqa: S101 - read_sheet has read it for this kind
    found = data.reach
    theme = Theme(looks=looks(data.catalogue, "reach", data.wish.colours), veil=False, edge_mm=0.12)
    codes = found.places["code"].to_numpy(dtype=object)
    if data.wish.large:
        codes = np.where(found.places["code"].str.startswith("within"), _WITHIN, codes)
    kinds, shapes = dissolved(found.places.geometry.to_numpy(), codes)
    theme.areas = theme.hatched = coded(kinds, shapes)
    theme.letters = _cores(found)
    if data.area is None:
        theme.context = _land(data)
    mark = phrase(data.catalogue, "not_nitas", "ja")
    listings = [_sums(found, large=data.wish.large), _by_core(found, large=data.wish.large)]
    return Content(
        word("map_reach", "ja", mark=mark),
        [theme],
        _legend(data, found, theme, mark),
        listings,
        context_label=word("map_reach_place", "ja"),
        mark=mark,
    )


def road_ground(data: SheetData) -> list[Ground]:
    """The plan's own roads under the map, where the kind of sheet has them; their credits are among the plan's."""
    if data.reach is None or not len(data.reach.roads):
        return []
    lines = gpd.GeoDataFrame({"name": [""] * len(data.reach.roads)}, geometry=data.reach.roads)
    return [Ground("road", "road", lines, own=True)]


def _cores(found: ReachMap) -> gpd.GeoDataFrame:
    """The core places as numbered points with their names."""
    if found.cores.empty:
        return nothing()
    numbers = [str(number) for number in range(1, len(found.cores) + 1)]
    points = shapely.buffer(shapely.points(found.cores["x"], found.cores["y"]), _CORE_M)
    frame = {"zone_id": numbers, "letter": numbers, "name": found.cores["core"].astype(str)}
    return gpd.GeoDataFrame(frame, geometry=np.asarray(points, dtype=object))


def _land(data: SheetData) -> gpd.GeoDataFrame:
    """Where the plan lies, if it has no area: around its zones, else its parcels."""
    shapes = (data.zones if len(data.zones) else data.units).geometry.to_numpy()
    around = shapely.buffer(shapely.union_all(shapely.buffer(shapes, 20.0)), -10.0)
    return coded([""], [around])


def labels_of(data: SheetData, found: ReachMap) -> dict[str, str]:
    """Code → what the legend calls it."""
    texts = [f"{step:g}" for step in found.steps]
    labels = {"within1": word("map_minutes_first", "ja", to=texts[0])}
    for at in range(1, len(texts)):
        labels[f"within{at + 1}"] = word("map_minutes", "ja", since=texts[at - 1], to=texts[at])
    labels["beyond"] = word("map_beyond", "ja", to=texts[-1])
    for code in ("uninhabited", "unknown"):
        labels[code] = label_of(data.catalogue, "reach", code, "ja")
    return labels


def _legend(data: SheetData, found: ReachMap, theme: Theme, mark: str) -> Legend:
    years, labels = found.years, labels_of(data, found)
    whole = float(found.sums.set_index("field").at[NOW, "total"])

    def values(people: dict[str, float]) -> tuple[str, ...]:
        now = people[NOW]
        share = 100.0 * now / whole if whole and now == now else float("nan")
        cells = [number(now), f"{share:.1f}" if share == share else "–"]
        return (*cells, *(number(people[name]) for name in (LATER, OLD) if name in years))

    table = found.sums.set_index("field")
    to = f"{found.steps[-1]:g}"
    reached, total = (values(table[name].to_dict()) for name in ("reached", "total"))
    lines = [
        Row(row.code, labels[row.code], values(row.people), look=theme.looks[row.code]) for row in found.rows
    ]
    sums = [
        Row("", word("map_reached", "ja", to=to), reached, bold=True),
        Row("", word("map_people_total", "ja"), total, bold=True),
    ]
    if data.wish.large:
        arrive = [row for row in lines if row.code.startswith("within")][:1]
        label = word("map_within", "ja", to=to)
        lines = [Row(_WITHIN, label, reached, look=theme.looks[_WITHIN]) for row in arrive] + [
            row for row in lines if not row.code.startswith("within")
        ]
        del sums[0]
    columns = [(word("map_people_year", "ja", year=years[NOW]), 13.0), (word("map_share_year", "ja"), 9.0)]
    if LATER in years:
        columns.append((word("map_people_year", "ja", year=years[LATER]), 13.0))
    if OLD in years:
        columns.append((word("map_people65_year", "ja", year=years[OLD]), 14.0))
    notes = [
        f"{mark}：" + word("map_reach_note", "ja", year=years[NOW]),
        word("map_reach_based", "ja", text=str(found.sums["based_on"].iloc[0] or "")),
    ]
    unknown = int(pd.to_numeric(table["unknown"]).fillna(0)[NOW])
    if unknown:
        notes.append(word("map_reach_unknown", "ja", count=f"{unknown:,}"))
    short = ((word("map_short_people", "ja"), 0), ("%", 1))
    if data.wish.large:
        notes = [f"{mark}：" + word("map_reach_large", "ja")]
    return Legend(word("map_legend_reach", "ja"), tuple(columns), lines, sums, notes, short)


def _sums(found: ReachMap, *, large: bool) -> Listing:
    """Who arrives in time, now, later, and of 65 and over."""
    rows, end = [], "_large" if large else ""
    for row in found.sums.itertuples(index=False):
        name = word(
            ("map_reach_old" if row.field == OLD else "map_reach_people") + end, "ja", year=int(row.year)
        )
        share = f"{row.share:.1f}%" if row.share == row.share else word("map_unknown_word", "ja")
        cells = (number(row.total), number(row.reached), share)
        short = (word("map_count_people", "ja", count=cells[1]), share)
        rows.append((name, *(short if large else cells)))
    columns = [
        ("", 0.0, False),
        (word("map_reach_all", "ja"), 16.0, True),
        (word("map_reach_in", "ja"), 16.0, True),
        (word("map_share", "ja").partition("|")[0], 14.0, True),
    ]
    if large:
        columns = [("", 0.0, False), ("", 13.0, True), ("", 9.5, True)]
    return Listing(word("map_reach_sums", "ja", to=f"{found.steps[-1]:g}"), tuple(columns), rows)


def _by_core(found: ReachMap, *, large: bool) -> Listing:
    """The core places: who reaches each in time, whose nearest it is, who would reach none without it."""
    rows = []
    for at, row in enumerate(found.cores.itertuples(index=False)):
        cells = (number(row.alone), number(row.first), number(row.lost))
        own = (word("map_count_people", "ja", count=cells[0]),) if large else cells
        rows.append((str(at + 1), str(row.core), *own))
    columns = [
        ("", 6.0, False),
        (word("map_core", "ja"), 0.0, False),
        (word("map_core_alone", "ja"), 15.0, True),
        (word("map_core_first", "ja"), 18.0, True),
        (word("map_core_lost", "ja"), 18.0, True),
    ]
    title = word("map_reach_cores", "ja", year=found.years[NOW])
    more = word("map_more_cores", "ja", count="{count}")
    return Listing(title, tuple(columns[: 3 if large else 5]), rows, more=more)
