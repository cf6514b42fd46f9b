"""From a file's features to geometries in the plan's CRS: CRS decided, broken ones refused, invalid ones repaired."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from . import crs
from .arrays import Array
from .report import ImportReport
from .vector import Info

_POLYGONS, _LINES, _POINTS = (3, 6), (1, 2, 5), (0, 4)
TYPES = {"polygon": _POLYGONS, "line": _LINES, "point": _POINTS}
# No municipality is wider than this, parcels farther from the others' median are an error of the file.
FAR_MUNICIPALITY = 100_000.0
FAR_PREFECTURE = 500_000.0
FAR_ISLANDS = 1_500_000.0
_SCATTERED = ("01", "13", "46", "47")


def far_limit(prefecture: str, is_prefecture: bool) -> float:
    """Metres from the median beyond which a geometry is absurdly far, for a jurisdiction."""
    if not is_prefecture:
        return FAR_ISLANDS if prefecture == "13" else FAR_MUNICIPALITY
    return FAR_ISLANDS if prefecture in _SCATTERED else FAR_PREFECTURE


def resolve_crs(
    geometry: Array, declared: int | None, info: Info, given: str, plane: int, report: ImportReport
) -> int:
    """The EPSG number to read a file in: the given one, else the declared one, tested for plausibility.

    Raises SRC-CRS-UNKNOWN (undeclared; with a proposal by the plan's plane system) or SRC-CRS-IMPLAUSIBLE.
    """
    coordinates = shapely.get_coordinates(geometry)
    proposals = crs.propose(coordinates, plane)
    hint = ", ".join(crs.label(epsg) for epsg in proposals) or "-"
    if given.strip():
        epsg = crs.parse(given)
        if declared is not None and declared != epsg and not info.assumed_crs:
            report.add("CRS_OVERRIDDEN", "note", len(geometry), [crs.label(declared)])
    elif declared is None:
        raise KosozuError("SRC-CRS-UNKNOWN", file=info.file_name, hint=hint)
    else:
        epsg = declared
    usable = bool(np.isfinite(coordinates).all(axis=1).any())
    if usable and not crs.plausible(coordinates, epsg, plane):
        raise KosozuError("SRC-CRS-IMPLAUSIBLE", file=info.file_name, crs=crs.label(epsg), hint=hint)
    report.fact("CRS", crs.label(epsg))
    if info.assumed_crs and not given.strip():
        report.fact("CRS_ASSUMED", "RFC 7946")
    return epsg


def to_plan(
    geometry: Array,
    src: int,
    dst: int,
    report: ImportReport,
    rows: pd.Series,
    kinds: tuple[str, ...],
    far: float,
) -> Array:
    """Geometries in the plan's CRS; None where one was rejected, each reason noted with rows as examples.

    ``kinds`` of "polygon", "line", "point" are taken; polygons come out as valid MultiPolygons, of an invalid one
    only the polygonal part. ``far``: metres from the median beyond which one is refused (0: no test).
    """
    out = np.array(geometry, dtype=object)
    keep = np.ones(len(out), dtype=bool)

    def refuse(code: str, wrong: Array) -> None:
        bad = keep & wrong
        report.add(code, "rejected", int(bad.sum()), rows[bad])
        keep[bad] = False

    refuse("GEOMETRY_MISSING", shapely.is_missing(out))
    refuse("GEOMETRY_EMPTY", shapely.is_empty(out))
    refuse("GEOMETRY_NOT_FINITE", ~_finite(out))
    wanted = [number for kind in kinds for number in TYPES[kind]] + ([7] if "polygon" in kinds else [])
    if crs.is_geographic(src):  # PROJ would wrap a longitude of 500 to Japan's 140
        degrees = np.abs(shapely.bounds(out))
        refuse("GEOMETRY_FAR", (degrees > (180.0, 90.0, 180.0, 90.0)).any(axis=1))
    refuse("GEOMETRY_TYPE", ~np.isin(shapely.get_type_id(out), wanted))
    if keep.any():
        out[keep], operation = crs.transform(out[keep], src, dst)
        if operation.name:
            report.fact("OPERATION", operation.name)
            report.fact("ACCURACY_M", f"{operation.accuracy_m:g}")
        refuse("GEOMETRY_FAR", ~_finite(out) | _far(out, keep, dst, far))
    if "polygon" in kinds:
        areal = keep & ((shapely.get_dimensions(out) == 2) | (len(kinds) == 1))
        _repair(out, areal, report, rows)
        refuse("GEOMETRY_NO_AREA", areal & (shapely.is_missing(out) | shapely.is_empty(out)))
        areal &= keep
        out[areal] = multi(out[areal])
    out[~keep] = None
    return out


def _finite(geometry: Array) -> Array:
    coordinates, index = shapely.get_coordinates(geometry, return_index=True)
    finite = np.ones(len(geometry), dtype=bool)
    finite[index[~np.isfinite(coordinates).all(axis=1)]] = False
    return finite


def _far(geometry: Array, keep: Array, epsg: int, limit: float) -> Array:
    """Outside Japan, or farther than ``limit`` metres from the median of all."""
    bounds = shapely.bounds(geometry)
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    usable = keep & np.isfinite(bounds).all(axis=1)
    far: Array = ~usable
    far[usable] = ~crs.in_japan(bounds[usable, :2], epsg) | ~crs.in_japan(bounds[usable, 2:], epsg)
    if limit and (usable & ~far).any():
        median = np.median(middle[usable & ~far], axis=0)
        far |= usable & (np.hypot(*(middle - median).T) > limit)
    return far


def _repair(geometry: Array, keep: Array, report: ImportReport, rows: pd.Series) -> None:
    """make_valid in place where needed; of the result and of collections only the polygonal part."""
    invalid = keep & ~shapely.is_valid(geometry)
    report.add("GEOMETRY_REPAIRED", "repaired", int(invalid.sum()), rows[invalid])
    geometry[invalid] = shapely.make_valid(geometry[invalid])
    mixed = keep & ~np.isin(shapely.get_type_id(geometry), _POLYGONS)
    geometry[mixed] = polygonal(geometry[mixed])


def polygonal(geometry: Array) -> Array:
    """The polygonal part of each geometry as one MultiPolygon; None where it has none."""
    parts, index = shapely.get_parts(geometry, return_index=True)
    while (shapely.get_type_id(parts) >= 4).any():
        parts, inner = shapely.get_parts(parts, return_index=True)
        index = index[inner]
    areal = shapely.get_type_id(parts) == 3
    out = np.full(len(geometry), None, dtype=object)
    for number in np.unique(index[areal]):  # over repaired geometries only, of which there are few
        out[number] = shapely.union_all(parts[areal & (index == number)])
    return out


_BUILDERS = {0: shapely.multipoints, 1: shapely.multilinestrings, 3: shapely.multipolygons}


def multi(geometry: Array, kinds: Iterable[int] = tuple(_BUILDERS)) -> Array:
    """Single shapes of some kinds (GEOS's numbers: points, lines, polygons) as multi ones; anything else as it is."""
    result: Array = np.array(geometry, dtype=object)
    found = shapely.get_type_id(result)
    for kind in kinds:
        here = np.flatnonzero(found == kind)
        if len(here):
            result[here] = _BUILDERS[kind](result[here], indices=np.arange(len(here)))
    return result


def representative(geometry: Array) -> Array:
    """A point inside each polygon."""
    points: Array = shapely.point_on_surface(geometry)
    return points


def largest_overlap(first: Array, second: Array) -> tuple[Array, Array]:
    """For each of ``first`` the index of the ``second`` with the largest common area (−1: none) and that area.

    Equal areas go to the smaller index. Where one lies wholly inside another nothing is cut.
    """
    best = np.full(len(first), -1)
    area = np.zeros(len(first))
    if not len(first) or not len(second):
        return best, area
    shapely.prepare(second)
    left, right = shapely.STRtree(first).query(second, predicate="intersects")[::-1]
    whole = shapely.contains_properly(second[right], first[left])
    common = np.empty(len(left))
    common[whole] = shapely.area(first[left[whole]])
    common[~whole] = shapely.area(shapely.intersection(first[left[~whole]], second[right[~whole]]))
    order = np.lexsort((right, -common, left))
    left, right, common = left[order], right[order], common[order]
    leads = np.ones(len(left), dtype=bool)
    leads[1:] = left[1:] != left[:-1]
    leads &= common > 0
    best[left[leads]] = right[leads]
    area[left[leads]] = common[leads]
    return best, area
