"""Places for signs inside areas, so that they do not cover one another."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

_GRID = 14


def place_anchors(areas: np.ndarray, room: float, reach: np.ndarray, taken: np.ndarray) -> np.ndarray:
    """One point in each area for a sign that needs ``room`` around it and ``reach`` to its right, in metres.

    Narrow areas choose first. A place is the better the less it meets signs placed before it and the rectangles around
    what is ``taken``, then the deeper it lies in its area. Returns points in the order of ``areas``.
    """
    points = np.empty(len(areas), dtype=object)
    there = np.array([shape for shape in np.atleast_1d(taken) if shape is not None], dtype=object)
    used = np.empty((len(there) + len(areas), 4))
    count = len(there)
    used[:count] = shapely.bounds(there).reshape(-1, 4)
    largest = [_largest_part(area) for area in areas]
    for index in sorted(range(len(areas)), key=lambda number: (largest[number].area, number)):
        places, depth = _candidates(largest[index], room)
        x, y = shapely.get_x(places), shapely.get_y(places)
        boxes = np.column_stack([x - room, y - room, x + room + float(reach[index]), y + room])
        covered = _covered(boxes, used[:count])
        best = np.lexsort((-depth, np.round(covered / (room * room), 2)))[0]
        points[index] = places[best]
        used[count] = boxes[best]
        count += 1
    return points


def _largest_part(area: Any) -> Any:
    parts = shapely.get_parts(area)
    parts = parts[shapely.get_dimensions(parts) == 2]
    return parts[int(np.argmax(shapely.area(parts)))] if len(parts) else area


def _candidates(area: Any, room: float) -> tuple[np.ndarray, np.ndarray]:
    """Points inside the area, its deepest first, and how deep each lies (no deeper than a sign needs)."""
    if shapely.get_dimensions(area) != 2:
        return np.array([shapely.centroid(area)], dtype=object), np.zeros(1)
    tolerance = max(float(np.sqrt(area.area)) / 50.0, 0.01)
    deepest = shapely.get_point(shapely.maximum_inscribed_circle(area, tolerance), 0)
    west, south, east, north = area.bounds
    columns, rows = np.meshgrid(np.linspace(west, east, _GRID), np.linspace(south, north, _GRID))
    grid = shapely.points(columns.ravel(), rows.ravel())
    places = np.append(np.array([deepest], dtype=object), grid[shapely.contains(area, grid)])
    depth = shapely.distance(places, shapely.boundary(area))
    enough = depth >= min(float(depth[0]), room) * 0.6
    return places[enough], np.minimum(depth[enough], 1.5 * room)


def _covered(boxes: np.ndarray, used: np.ndarray) -> np.ndarray:
    """How much of each rectangle lies under those that are used: (n, 4) and (m, 4) of west, south, east, north."""
    low = np.maximum(boxes[:, None, :2], used[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], used[None, :, 2:])
    return np.maximum(high - low, 0.0).prod(axis=2).sum(axis=1)
