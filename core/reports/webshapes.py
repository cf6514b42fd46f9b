"""Shapes for a page: simplified, and on a grid of whole numbers whose y goes down, as screens have it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

Array = np.ndarray[Any, Any]
Rings = list[list[int]]
"""Each ring or line: x, y of its first point, then the steps to the next ones."""

MOST_CELLS = 30_000
FINEST_M = 0.25
_MARGIN = 0.02


@dataclass(frozen=True)
class Grid:
    """West and north edge in the plan's plane system, metres of one step, and how many steps there are."""

    west: float
    north: float
    step: float
    width: int
    height: int

    def points(self, points: Array) -> Array:
        """(n, 2) coordinates as whole numbers."""
        placed = (points - [self.west, self.north]) * [1.0 / self.step, -1.0 / self.step]
        return np.rint(placed).astype(np.int64)

    def rings(self, shape: Any, tolerance: float) -> Rings:
        """Rings of a polygon, or lines, simplified by ``tolerance`` metres; what becomes a point is left out."""
        if shape is None or shapely.is_empty(shape):
            return []
        simple = shapely.simplify(shape, tolerance)
        closed = shapely.get_dimensions(simple) == 2
        parts = shapely.get_rings(shapely.get_parts(simple)) if closed else shapely.get_parts(simple)
        points, owner = shapely.get_coordinates(parts, return_index=True)
        placed = self.points(points)
        found = []
        for ring in np.split(placed, np.flatnonzero(np.diff(owner)) + 1):
            kept = ring[np.r_[True, (np.diff(ring, axis=0) != 0).any(axis=1)]]
            kept = kept[:-1] if closed and len(kept) > 1 and (kept[0] == kept[-1]).all() else kept
            if len(kept) >= (3 if closed else 2):
                found.append(np.vstack([kept[:1], np.diff(kept, axis=0)]).ravel().tolist())
        return found


def grid_of(shapes: Sequence[Any]) -> Grid:
    """A grid over everything drawn, with a margin; a small one where nothing is."""
    there = [shape for shape in shapes if shape is not None and not shapely.is_empty(shape)]
    if not there:
        return Grid(0.0, 0.0, 1.0, 100, 60)
    west, south, east, north = shapely.total_bounds(np.array(there, dtype=object))
    margin = max(east - west, north - south, 20.0) * _MARGIN
    wide, high = east - west + 2 * margin, north - south + 2 * margin
    step = max(FINEST_M, max(wide, high) / MOST_CELLS)
    return Grid(west - margin, north + margin, step, math.ceil(wide / step), math.ceil(high / step))


def path(rings: Rings, *, closed: bool = True) -> str:
    """The same as data of an SVG path."""
    end = "z" if closed else ""
    return "".join(f"M{ring[0]} {ring[1]}l{' '.join(map(str, ring[2:]))}{end}" for ring in rings)


def inner_point(shape: Any) -> tuple[Any, float]:
    """A point well inside the largest part of a polygon, and how far it is from the border, in metres."""
    parts = shapely.get_parts(shapely.make_valid(shape))
    parts = parts[shapely.get_dimensions(parts) == 2]
    if not len(parts):
        return shapely.centroid(shape), 0.0
    largest = parts[int(np.argmax(shapely.area(parts)))]
    reach = shapely.maximum_inscribed_circle(largest, tolerance=max(math.sqrt(largest.area) / 100, 0.1))
    return shapely.get_point(reach, 0), float(shapely.length(reach))


def scale_bar(metres_wide: float) -> tuple[float, str]:
    """A round length of at most a fifth of the picture, and its text."""
    most = metres_wide / 5
    power = 10 ** math.floor(math.log10(most)) if most > 0 else 1
    length = max(step * power for step in (1, 2, 5) if step * power <= most)
    return length, f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
