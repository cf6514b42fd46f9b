"""Hatches as geometry: lines and dots cut to the areas they fill.

A pattern fill per parcel makes a sheet of 161 MB; the same lines, cut here and drawn as one layer, make less than one.
All lines of a hatch lie on one grid, so that the patterns of neighbouring areas run on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from ..catalogue.hatches import ANGLES, CROSSED, DOTTED

Array = np.ndarray[Any, Any]


def hatched(areas: Array, hatch: str, spacing: float) -> tuple[Array, Array]:
    """Lines and dots of a hatch over polygons, ``spacing`` in the units of the ground.

    Returns a (multi)line for each area and angle, and points; either may be empty. A hatch without lines gives nothing.
    """
    parts = _polygons(areas)
    if hatch == "dots":
        return np.array([], dtype=object), _dots(parts, spacing * DOTTED)
    angles = ANGLES.get(hatch, ())
    step = spacing * (CROSSED if len(angles) > 1 else 1.0)
    made = [_lines(parts, angle, step) for angle in angles]
    lines = np.concatenate(made) if made else np.array([], dtype=object)
    return lines, np.array([], dtype=object)


def _polygons(areas: Array) -> Array:
    """Single valid polygons: lines are cut faster to small parts."""
    there = np.asarray(areas, dtype=object)
    there = there[~(shapely.is_missing(there) | shapely.is_empty(there))]
    parts = shapely.get_parts(shapely.make_valid(there))
    return np.asarray(parts[shapely.get_dimensions(parts) == 2], dtype=object)


def _turned(shapes: Array, degrees: float) -> Array:
    cosine, sine = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turn = np.array([[cosine, sine], [-sine, cosine]])
    return np.asarray(shapely.transform(shapes, lambda points: points @ turn), dtype=object)


def _lines(areas: Array, angle: float, step: float) -> Array:
    if not len(areas):
        return areas
    level = _turned(areas, -angle)
    west, south, east, north = shapely.bounds(level).T
    first = np.ceil(south / step).astype(np.int64)
    count = np.maximum(np.floor(north / step).astype(np.int64) - first + 1, 0)
    owner = np.repeat(np.arange(len(level)), count)
    if not len(owner):
        return np.array([], dtype=object)
    within = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    y = (first[owner] + within) * step
    ends = np.stack([np.column_stack([west[owner], y]), np.column_stack([east[owner], y])], axis=1)
    met = np.unique(owner)
    combs = shapely.multilinestrings(shapely.linestrings(ends), indices=np.searchsorted(met, owner))
    with np.errstate(invalid="ignore"):  # GEOS leaves the processor's flag set on touching lines
        cut = shapely.intersection(combs, level[met])
    parts, index = shapely.get_parts(cut, return_index=True)
    straight = shapely.get_dimensions(parts) == 1
    parts, index = parts[straight], index[straight]
    if not len(parts):
        return np.array([], dtype=object)
    _, index = np.unique(index, return_inverse=True)
    return _turned(np.asarray(shapely.multilinestrings(parts, indices=index), dtype=object), angle)


def _dots(areas: Array, step: float) -> Array:
    """Points of a grid whose every second row is shifted by half a step, where they lie in an area."""
    found = []
    shapely.prepare(areas)
    for area in areas:
        west, south, east, north = area.bounds
        rows = np.arange(np.ceil(south / step), np.floor(north / step) + 1)
        columns = np.arange(np.floor(west / step), np.ceil(east / step) + 1)
        row, column = (axis.ravel() for axis in np.meshgrid(rows, columns, indexing="ij"))
        x, y = (column + 0.5 * (row % 2)) * step, row * step
        inside = shapely.contains_xy(area, x, y)
        found.append(shapely.points(x[inside], y[inside]))
    return np.asarray(np.concatenate(found), dtype=object) if found else np.array([], dtype=object)
