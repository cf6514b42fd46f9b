"""People around units and inside communities: the part of the indicators that areal interpolation gives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..progress import check

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

    from .indicators import Work

    Array = np.ndarray[Any, Any]


def people(work: Work) -> None:
    """People around units and inside communities, now and by year."""
    work.progress.step("People around", "周りの人口を求めています")
    made: dict[Any, Any] = {}
    for year in (None, *range(2020, 2071, 5)):
        suffix = "now" if year is None else str(year)
        people_in(work, year, suffix, made)
        check(work.progress)


def people_in(work: Work, year: int | None, suffix: str, made: dict[Any, Any]) -> None:
    """People and share of 65 and over of one year (None: the latest census), as columns named by ``suffix``.

    ``made`` keeps how areas' people are spread from one year to the next.
    """
    import numpy as np

    from ..analysis.indicators import people as spreading

    areas, found_year, cited = work.layers.people(year)
    names = [f"people_{suffix}", f"share65_{suffix}"] + (["households_now"] if year is None else [])
    if areas is None:
        for name in names:
            work.put(name, None, cited, "no_data")
            work.by_group[name] = np.full(len(work.outlines), np.nan)
        return
    if cited.source_id not in made:
        made[cited.source_id] = _spread(work, areas)
    spread, known, known_groups, method = made[cited.source_id]
    radius = work.limits["people_radius_m"]

    def told(item: str, only: Array) -> tuple[Array, Array]:
        column = f"{item}_{found_year}"
        if column not in areas:
            return work.nothing, np.full(len(work.outlines), np.nan)
        values = np.where(only, areas[column].to_numpy(dtype=float), np.nan)
        cells = spread.on_cells(values)
        near = spreading.within(spread, cells, work.points, radius)
        outlines = work.outlines.geometry.to_numpy()
        return np.where(known, near, np.nan), np.where(
            known_groups, spreading.inside(spread, cells, outlines), np.nan
        )

    total, old = areas[f"total_{found_year}"].to_numpy(dtype=float), f"a65_{found_year}"
    both = np.isfinite(total) & (np.isfinite(areas[old].to_numpy(dtype=float)) if old in areas else False)
    everyone = np.ones(len(areas), dtype=bool)
    for name, values in (
        (names[0], told("total", everyone)),
        (names[1], _ratio(told("a65", both), told("total", both))),
    ):
        work.put(name, values[0], cited, method)
        work.by_group[name] = values[1]
    if year is None:
        values = told("households", everyone)
        work.put("households_now", values[0], cited, method)
        work.by_group["households_now"] = values[1]


def inside_outlines(work: Work, year: int, items: Sequence[str], made: dict[Any, Any]) -> Array:
    """Everybody inside each outline by some items (see :mod:`core.sources.people`): outlines × items, NaN: not known.

    Where the ages of some places are kept secret, everybody is parted as those are whose ages are known.
    """
    import numpy as np

    from ..analysis.indicators import people as spreading

    found = np.full((len(work.outlines), len(items)), np.nan)
    areas, found_year, cited = work.layers.people(year)
    if areas is None or any(f"{item}_{found_year}" not in areas for item in items):
        return found
    if cited.source_id not in made:
        made[cited.source_id] = _spread(work, areas)
    spread, _, known, _ = made[cited.source_id]
    key = (cited.source_id, "shares")
    if key not in made:
        made[key] = spreading.shares_inside(spread, work.outlines.geometry.to_numpy())
    total = areas[f"total_{found_year}"].to_numpy(dtype=float)
    each = np.column_stack([areas[f"{item}_{found_year}"].to_numpy(dtype=float) for item in items])
    told = np.isfinite(each).all(axis=1) & np.isfinite(total)
    everyone, counted = (made[key] @ np.where(which, total, 0.0) for which in (np.isfinite(total), told))
    parts = made[key] @ np.where(told[:, None], each, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(counted[:, None] > 1e-6, parts / counted[:, None], np.nan)
    by_item = np.where(everyone[:, None] == 0, 0.0, everyone[:, None] * parts)
    return np.where(known[:, None], by_item, np.nan)


def _ratio(part: tuple[Array, Array], whole: tuple[Array, Array]) -> tuple[Array, Array]:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (
            np.where(below > 1e-6, np.minimum(top / below, 1.0), np.nan) for top, below in zip(part, whole)
        )
    return first, second


def _spread(work: Work, areas: gpd.GeoDataFrame) -> tuple[Any, Array, Array, str]:
    """How the people of areas are spread; which units and communities lie where people are counted at all."""
    import shapely

    from ..analysis.indicators import people as spreading
    from ..sources.mesh import level_of

    shapes = areas.geometry.to_numpy()
    transform, size = spreading.frame_of(shapes)
    buildings, _ = work.layers.buildings()
    if len(buildings):
        weight, method = spreading.by_building(buildings, transform, size), "by_building"
    else:
        kind = work.units["land_kind"].isin(["paddy", "field", "orchard", "meadow"]).to_numpy()
        weight, method = spreading.farmland_free(work.shapes[kind], transform, size), "by_farmland_free"
    made = spreading.spread(shapes, weight, transform, size)
    covered = _counted(areas, work.layers.epsg) if level_of(areas["code"]) else shapely.union_all(shapes)
    shapely.prepare(covered)
    outlines = work.outlines.geometry.to_numpy()
    return made, shapely.intersects(covered, work.points), shapely.intersects(covered, outlines), method


def _counted(areas: gpd.GeoDataFrame, epsg: int) -> Any:
    """Where a grid file says that nobody lives in the squares it does not list: the primary squares that it has."""
    import pandas as pd
    import shapely

    from ..sources import crs, mesh

    primary = pd.Series(sorted(set(areas["code"].str[:4])), dtype=object)
    squares = shapely.segmentize(mesh.polygons(primary, "80km"), 0.05)
    return shapely.union_all(crs.transform(squares, mesh.EPSG, epsg)[0])
