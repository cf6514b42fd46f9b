"""Shape, distance, hazard and reach: arrays of polygons in the plan's plane CRS in, arrays of numbers out."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import shapely
from scipy.spatial import cKDTree

from ..blocks import in_blocks
from ..overlay import overlay
from ..polygons import valid

Array = np.ndarray[Any, Any]
_BLOCK = 20_000


def compactness(shapes: Array) -> Array:
    """4π·area/perimeter², NaN for what has no perimeter."""
    around = shapely.length(shapes)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = np.where(around > 0, 4.0 * np.pi * shapely.area(shapes) / around**2, np.nan)
    return found


def nearest(shapes: Array, others: Array, limit: float) -> Array:
    """Metres to the nearest of ``others``; NaN where there is none within ``limit``."""
    others = others[~shapely.is_missing(others) & ~shapely.is_empty(others)]
    if not len(others) or not len(shapes):
        return np.full(len(shapes), np.nan)
    recipe = shapely.to_wkb(others)
    own = threading.local()

    def block(start: int, stop: int) -> Array:
        if not hasattr(own, "tree"):  # geometries fill caches on first use, so every thread has its own
            own.tree = shapely.STRtree(shapely.from_wkb(recipe))
        found = np.full(stop - start, np.nan)
        (at, _), metres = own.tree.query_nearest(
            shapes[start:stop], max_distance=limit, return_distance=True, all_matches=False
        )
        found[at] = metres
        return found

    return np.concatenate(in_blocks(len(shapes), block, size=_BLOCK))


def share_within(shapes: Array, areas: Array) -> Array:
    """Share (0–1) of each polygon that lies in any of ``areas``, which may overlap one another."""
    whole = shapely.area(shapes)
    if not len(areas):
        return np.zeros(len(shapes))
    parts = shapely.get_parts(shapely.union_all(valid(areas)))
    pairs = overlay(shapes, parts)
    covered = np.bincount(pairs.unit, pairs.area, minlength=len(shapes))
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = np.where(whole > 0, np.minimum(covered / whole, 1.0), np.nan)
    return found


def reach(points: Array, places: Array, kinds: Array, radius: float, limit: float) -> tuple[Array, Array]:
    """Straight metres to the nearest place (NaN beyond ``limit``), and how many kinds are within ``radius``."""
    at = shapely.get_coordinates(points)
    where = shapely.get_coordinates(shapely.centroid(places))
    if not len(where):
        return np.full(len(points), np.nan), np.full(len(points), np.nan)
    metres = cKDTree(where).query(at)[0]
    count = np.zeros(len(points))
    for kind in np.unique(kinds.astype(str)):  # a handful of kinds
        count += cKDTree(where[kinds == kind]).query(at)[0] <= radius
    return np.where(metres <= limit, metres, np.nan), count


def holder(points: Array, areas: Array) -> Array:
    """Position of the area that holds each point, −1 for none; of several the first."""
    found = np.full(len(points), -1)
    if len(areas):
        point, area = shapely.STRtree(areas).query(points, predicate="intersects")
        order = np.lexsort((-area, point))
        found[point[order]] = area[order]
    return found


def weighted(values: Array, weight: Array, owner: Array, count: int) -> Array:
    """Mean by owner (−1: none) of the values that are known, weighted; NaN where none is."""
    fine = (owner >= 0) & np.isfinite(values)
    top = np.bincount(owner[fine], values[fine] * weight[fine], minlength=count)
    below = np.bincount(owner[fine], weight[fine], minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Array = np.where(below > 0, top / below, np.nan)
    return found
