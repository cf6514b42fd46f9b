"""Polygons made fit for measuring: valid, areal, two-dimensional."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from ..progress import SILENT, Progress
from .blocks import in_blocks, piecemeal

Array = np.ndarray[Any, Any]

_POLYGON, _MULTI = 3, 6


def polygonal(geometries: Array) -> Array:
    """Only the areal parts of each geometry; ``POLYGON EMPTY`` where there are none."""
    out = np.asarray(geometries, dtype=object).copy()
    kinds = shapely.get_type_id(out)
    odd = np.flatnonzero((kinds != _POLYGON) & (kinds != _MULTI))
    if not len(odd):
        return out
    parts, owner = shapely.get_parts(out[odd], return_index=True)
    nested, inner = shapely.get_parts(parts, return_index=True)
    owner = owner[inner]
    areal = shapely.get_type_id(nested) == _POLYGON
    out[odd] = shapely.Polygon()
    if areal.any():
        holders, groups = np.unique(owner[areal], return_inverse=True)
        out[odd[holders]] = shapely.multipolygons(nested[areal], indices=groups)
    return out


def valid(geometries: Array, *, progress: Progress = SILENT) -> Array:
    """The same geometries with invalid ones made valid and everything that has no area emptied."""
    out = np.asarray(geometries, dtype=object)
    if not len(out):
        return out
    fine = np.concatenate(in_blocks(len(out), lambda a, b: shapely.is_valid(out[a:b]), progress=progress))
    kinds = shapely.get_type_id(out)
    wrong = np.flatnonzero(~fine | ((kinds != _POLYGON) & (kinds != _MULTI)))
    if len(wrong):
        out = out.copy()
        out[wrong] = polygonal(shapely.make_valid(out[wrong]))
    return out


def merged(geometries: Array, owners: Array, count: int) -> Array:
    """Union of the geometries of each owner (0 … count−1), pairwise and in order; ``None`` for an owner without.

    ``owners`` must be sorted.
    """
    out = np.full(count, None, dtype=object)
    if not len(geometries):
        return out
    first = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    sizes = np.diff(np.r_[first, len(owners)])
    out[owners[first]] = geometries[first]
    for step in range(1, int(sizes.max())):
        more = first[sizes > step]
        out[owners[more]] = shapely.union(out[owners[more]], geometries[more + step])
    return out


def label_points(geometries: Array) -> Array:
    """A point inside each polygon: the centroid where that lies inside, else a point on the surface."""
    return piecemeal(_inner_points, geometries)


def _inner_points(geometries: Array) -> Array:
    points = shapely.centroid(geometries)
    outside = ~shapely.intersects(geometries, points)
    if outside.any():
        points[outside] = shapely.point_on_surface(geometries[outside])
    return points
