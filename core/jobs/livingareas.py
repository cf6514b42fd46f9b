"""Living areas: settlements gathered into 集落生活圏, 地域生活圏, 広域圏, carried in the plan as groups of parcels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .coverage_inputs import check_place, in_plane, only, people_of, points_of, texts_of
from .coverage_setting import Note
from .tables import columns, geoframe, wkb

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..plan import PlanFile

    Array = np.ndarray[Any, Any]
    Layer = tuple[gpd.GeoDataFrame, int]

LEVELS = ("wide", "region", "settlement")
"""From the widest to the smallest."""

_TOUCH = 0.01
"""A parcel with a smaller share in every area only touches them."""


@dataclass(frozen=True)
class Wish:
    """What is asked: levels, the field that names each level's area, fields of people, the field of services."""

    levels: tuple[str, ...] = LEVELS
    fields: Mapping[str, str] | None = None
    people_fields: tuple[str, ...] = ()
    service_field: str = ""


def check_levels(levels: Sequence[str]) -> tuple[str, ...]:
    """The levels asked for in their order, each once. Raises JOB-LIV-LEVELS."""
    for level in levels:
        if level not in LEVELS:
            raise KosozuError("JOB-LIV-LEVELS", level=level)
    if not levels:
        raise KosozuError("JOB-LIV-LEVELS", level="–")
    return tuple(level for level in LEVELS if level in levels)


def living_areas(
    plan_path: str,
    wish: Wish,
    *,
    settlements: Layer | None = None,
    services: Layer | None = None,
    progress: Progress = SILENT,
) -> tuple[gpd.GeoDataFrame, dict[str, int], list[Note]]:
    """Areas (level, group_id, name, parent, places, people …, services, gaps), counts and notes; the plan is written.

    Without ``settlements`` (polygons) the outlines of the plan's agricultural communities are the settlements. Raises
    JOB-LIV-…, JOB-EMPTY, JOB-NO-CRS, JOB-COV-….
    """
    from ..analysis.polygons import valid
    from ..plan import PlanFile

    levels = check_levels(wish.levels)
    notes: list[Note] = []
    with PlanFile.open(plan_path) as plan:
        places, shapes = _places(plan, settlements)
        shapes = valid(shapes)
        names = {level: _names(plan, level, places, shapes, wish, notes) for level in levels}
        progress.step("Joining settlements", "集落をまとめています")
        areas, member = _areas(names, shapes, notes)
        _people(areas, member, places, wish.people_fields, notes)
        if services is not None:
            check_place("SERVICES", services)
            _services(areas, services, int(plan.info["crs_epsg"]), wish.service_field)
        check(progress)
        progress.step("Writing the plan", "構想ファイルに書いています")
        units = _units(plan, areas, levels)
        with plan.stroke("圏域の作成") as stroke:
            for level in LEVELS:
                mine = areas[areas["level"] == level]
                kind = {"kind": f"living_{level}"}
                rows = units[units["kind"] == kind["kind"]]
                stroke.replace("unit_group", kind, columns(rows))
                outline = mine[["group_id", "name"]].assign(row_id=kind["kind"] + "/" + mine["group_id"])
                stroke.replace("unit_group_area", kind, columns(outline), wkb(mine.geometry.to_numpy()))
                check(progress)
    counts = {
        "AREA_COUNT": len(areas),
        "UNIT_COUNT": int(units["unit_id"].nunique()),
        "UNPLACED_COUNT": int((member[levels[-1]] < 0).sum()),
    }
    return areas, counts, notes


def _places(plan: PlanFile, settlements: Layer | None) -> tuple[gpd.GeoDataFrame, Array]:
    """The settlements' rows and their polygons in the plan's plane system."""
    if settlements is None:
        found = geoframe(plan, "unit_group_area", ["kind", "group_id", "name"])
        found = found[found["kind"] == "community"].reset_index(drop=True)
        if found.empty:
            raise KosozuError("JOB-LIV-NO-PLACES")
        return found, found.geometry.to_numpy()
    check_place("SETTLEMENTS", settlements)
    shapes = in_plane(settlements, int(plan.info["crs_epsg"]))
    return settlements[0].reset_index(drop=True), only("SETTLEMENTS", shapes, (3, 6), ("面", "polygons"))


def _names(
    plan: PlanFile, level: str, places: pd.DataFrame, shapes: Array, wish: Wish, notes: list[Note]
) -> Array:
    """The name of each place's area at one level; '' where it has none."""
    import numpy as np
    import shapely

    field = (wish.fields or {}).get(level, "")
    if field:
        found = texts_of(places[field])
    elif level == "wide":
        found = np.full(len(places), plan.info["jurisdiction_name"] or plan.info["title"], dtype=object)
    elif level == "region":
        found = _nearest_core(plan, shapes)
        notes.append(("living_straight", {}))
    else:
        found = np.array([str(number) for number in range(1, len(places) + 1)], dtype=object)
        if "name" in places:
            given = texts_of(places["name"])
            found = np.where(given == "", found, given)
    found = np.where(shapely.is_missing(shapes) | shapely.is_empty(shapes), "", found)
    if (found == "").all():
        raise KosozuError("JOB-LIV-NO-NAME", field=field or level)
    # A slash parts the levels of a path.
    return np.array([str(name).replace("/", "／") for name in found], dtype=object)


def _nearest_core(plan: PlanFile, shapes: Array) -> Array:
    """The plan's core place (mark of kind base) that is nearest to each place, on the straight line."""
    import numpy as np
    import shapely

    marks = geoframe(plan, "mark", ["mark_id", "kind", "name"])
    marks = marks[(marks["kind"] == "base") & ~shapely.is_missing(marks.geometry.to_numpy())]
    if marks.empty:
        raise KosozuError("JOB-LIV-NO-CORE")
    called = np.where(marks["name"] == "", marks["mark_id"], marks["name"])
    usable = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    found = np.full(len(shapes), "", dtype=object)
    tree = shapely.STRtree(marks.geometry.to_numpy())
    found[usable] = called[tree.nearest(shapely.point_on_surface(shapes[usable]))]
    return found


def _areas(
    names: dict[str, Array], shapes: Array, notes: list[Note]
) -> tuple[gpd.GeoDataFrame, dict[str, Array]]:
    """A row per area, wide ones first, and for each level the area (row within the level, -1: none) of each place."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    from ..analysis.nesting import nest
    from ..analysis.polygons import merged

    found = nest(names, np.nan_to_num(shapely.area(shapes)))
    for level, count in found.moved.items():
        if count:
            notes.append(("living_moved", {"level": f"living_{level}", "count": f"{count:,}"}))
    tables, outlines, member = [], [], {}
    for level, path in found.path.items():
        number, distinct = pd.factorize(pd.Series(path, dtype=object).where(path != "", None), sort=True)
        order = np.argsort(number, kind="stable")
        order = order[number[order] >= 0]
        outlines.append(merged(shapes[order], number[order], len(distinct)))
        member[level] = number
        tables.append(
            pd.DataFrame(
                {
                    "level": level,
                    "group_id": distinct,
                    "name": [one.rsplit("/", 1)[-1] for one in distinct],
                    "parent": [one.rpartition("/")[0] for one in distinct],
                    "places": np.bincount(number[number >= 0], minlength=len(distinct)),
                }
            )
        )
    lost = int((next(iter(member.values())) < 0).sum())
    if lost:
        notes.append(("living_unplaced", {"count": f"{lost:,}"}))
    return gpd.GeoDataFrame(pd.concat(tables, ignore_index=True), geometry=np.concatenate(outlines)), member


def _people(
    areas: gpd.GeoDataFrame,
    member: dict[str, Array],
    places: pd.DataFrame,
    fields: Sequence[str],
    notes: list[Note],
) -> None:
    """Sums of people of each area, one column per field; an area of which nothing is known has none."""
    import numpy as np

    for field in fields:
        people = people_of(places, field)
        known = ~np.isnan(people)
        sums = []
        for level, number in member.items():
            size = int((areas["level"] == level).sum())
            here = known & (number >= 0)
            total = np.bincount(number[here], weights=people[here], minlength=size)
            sums.append(np.where(np.bincount(number[here], minlength=size) > 0, total, np.nan))
        areas[f"people_{field}"] = np.concatenate(sums)
        if not known.all():
            notes.append(("living_unknown", {"field": field, "count": f"{int((~known).sum()):,}"}))


def _services(areas: gpd.GeoDataFrame, services: Layer, epsg: int, field: str) -> None:
    """Which services each area has (kind and how many), and which of all kinds it lacks."""
    import numpy as np
    import pandas as pd
    import shapely

    frame = services[0]
    points = points_of("SERVICES", in_plane(services, epsg))
    kinds = texts_of(frame[field]) if field else np.full(len(frame), "services", dtype=object)
    kinds = np.where(kinds == "", "–", kinds)
    every = sorted(set(kinds[~shapely.is_missing(points)]))
    area, place = shapely.STRtree(points).query(areas.geometry.to_numpy(), predicate="intersects")
    table = pd.crosstab(
        pd.Categorical(area, categories=range(len(areas))), pd.Categorical(kinds[place], every), dropna=False
    ).to_numpy()
    there = [" ".join(f"{kind}:{count}" for kind, count in zip(every, row) if count) for row in table]
    lacking = [" ".join(kind for kind, count in zip(every, row) if not count) for row in table]
    areas["services"], areas["gaps"] = there, lacking


def _units(plan: PlanFile, areas: gpd.GeoDataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """Which parcel is in which area at each level: by the lowest level's area with the largest part of it."""
    import numpy as np
    import pandas as pd
    import shapely

    from ..sources.geometry import largest_overlap

    units = geoframe(plan, "unit", ["unit_id"])
    low = areas[areas["level"] == levels[-1]]
    best, common = largest_overlap(units.geometry.to_numpy(), low.geometry.to_numpy())
    hit = (best >= 0) & (common > _TOUCH * shapely.area(units.geometry.to_numpy()))
    path = low["group_id"].to_numpy()[best[hit]]
    tables = []
    for level in reversed(levels):
        kind = f"living_{level}"
        named = [one.rsplit("/", 1)[-1] for one in path]
        table = pd.DataFrame({"unit_id": units["unit_id"].to_numpy()[hit], "kind": kind, "group_id": path})
        table["name"] = named
        table["row_id"] = table["unit_id"] + "/" + kind
        tables.append(table)
        path = np.array([one.rpartition("/")[0] for one in path], dtype=object)
    return pd.concat(tables, ignore_index=True).astype(object)
