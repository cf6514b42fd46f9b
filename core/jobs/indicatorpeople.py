"""People around units and inside communities: the part of the indicators that areal interpolation gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..progress import check

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np

    from ..analysis.indicators.people import Spread
    from .indicators import Work

    Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Homes:
    """Where the people of one source live: ``spread`` over cells, by ``method``; ``inside`` outlines × areas.

    ``around`` and ``counted``: which units and which outlines lie where people are counted at all.
    """

    spread: Spread
    method: str
    inside: Any
    around: Array
    counted: Array


Known = dict[str, Homes]
"""Homes by the id of their source, kept from one year to the next."""


def people(work: Work) -> None:
    """People around units and inside communities, now and by year."""
    work.progress.step("People around", "周りの人口を求めています")
    known: Known = {}
    for year in (None, *range(2020, 2071, 5)):
        _of_year(work, year, "now" if year is None else str(year), known)
        check(work.progress)


def _of_year(work: Work, year: int | None, suffix: str, known: Known) -> None:
    """People and share of 65 and over of one year (None: the latest census), as columns named by ``suffix``."""
    import numpy as np

    from ..analysis.indicators.people import within

    areas, found_year, cited = work.layers.people(year)
    names = [f"people_{suffix}", f"share65_{suffix}"] + (["households_now"] if year is None else [])
    if areas is None:
        for name in names:
            work.put(name, None, cited, "no_data")
            work.by_group[name] = np.full(len(work.outlines), np.nan)
        return
    homes = _homes(work, areas, cited.source_id, known)

    def told(item: str, only: Array) -> tuple[Array, Array]:
        column = f"{item}_{found_year}"
        if column not in areas:
            return work.nothing, np.full(len(work.outlines), np.nan)
        values = np.where(only, areas[column].to_numpy(dtype=float), np.nan)
        near = within(
            homes.spread, homes.spread.on_cells(values), work.points, work.limits["people_radius_m"]
        )
        inside = homes.inside @ np.nan_to_num(values)
        return np.where(homes.around, near, np.nan), np.where(homes.counted, inside, np.nan)

    total, old = areas[f"total_{found_year}"].to_numpy(dtype=float), f"a65_{found_year}"
    both = np.isfinite(total) & (np.isfinite(areas[old].to_numpy(dtype=float)) if old in areas else False)
    everyone = np.ones(len(areas), dtype=bool)
    found = [told("total", everyone), _ratio(told("a65", both), told("total", both))]
    if year is None:
        found.append(told("households", everyone))
    for name, (units, groups) in zip(names, found):
        work.put(name, units, cited, homes.method)
        work.by_group[name] = groups


def inside_outlines(work: Work, year: int, items: Sequence[str], known: Known) -> Array:
    """Everybody inside each outline by some items (see :mod:`core.sources.people`): outlines × items, NaN: not known.

    Where the ages of some places are kept secret, everybody is parted as those are whose ages are known.
    """
    import numpy as np

    found = np.full((len(work.outlines), len(items)), np.nan)
    areas, found_year, cited = work.layers.people(year)
    if areas is None or any(f"{item}_{found_year}" not in areas for item in items):
        return found
    homes = _homes(work, areas, cited.source_id, known)
    total = areas[f"total_{found_year}"].to_numpy(dtype=float)
    each = np.column_stack([areas[f"{item}_{found_year}"].to_numpy(dtype=float) for item in items])
    told = np.isfinite(each).all(axis=1) & np.isfinite(total)
    everyone, parted = (homes.inside @ np.where(which, total, 0.0) for which in (np.isfinite(total), told))
    parts = homes.inside @ np.where(told[:, None], each, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(parted[:, None] > 1e-6, parts / parted[:, None], np.nan)
    by_item = np.where(everyone[:, None] == 0, 0.0, everyone[:, None] * parts)
    return np.where(homes.counted[:, None], by_item, np.nan)


def _ratio(part: tuple[Array, Array], whole: tuple[Array, Array]) -> tuple[Array, Array]:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = (
            np.where(below > 1e-6, np.minimum(top / below, 1.0), np.nan) for top, below in zip(part, whole)
        )
    return first, second


def _homes(work: Work, areas: gpd.GeoDataFrame, source_id: str, known: Known) -> Homes:
    """Where the people of areas live, by the plan's buildings, else off its farmland."""
    import shapely

    from ..analysis.indicators import people as spreading
    from ..sources.mesh import level_of

    if source_id in known:
        return known[source_id]
    shapes, outlines = areas.geometry.to_numpy(), work.outlines.geometry.to_numpy()
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
    around, counted = shapely.intersects(covered, work.points), shapely.intersects(covered, outlines)
    known[source_id] = Homes(made, method, spreading.inside(made, outlines), around, counted)
    return known[source_id]


def _counted(areas: gpd.GeoDataFrame, epsg: int) -> Any:
    """Where a grid file says that nobody lives in the squares it does not list: the primary squares that it has."""
    import pandas as pd
    import shapely

    from ..sources import crs, mesh

    primary = pd.Series(sorted(set(areas["code"].str[:4])), dtype=object)
    squares = shapely.segmentize(mesh.polygons(primary, "80km"), 0.05)
    return shapely.union_all(crs.transform(squares, mesh.EPSG, epsg)[0])
