"""The area that two simple polygons share, for many pairs at once: many times as fast as cutting each pair by GEOS."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

Array = np.ndarray[Any, Any]

MOST = 64
"""Corners of a polygon that is looked at here."""
_ASIDE = np.array([1.31e-6, 0.73e-6])
"""Metres by which one of two polygons is moved, so that no corner lies on an edge and no edge on another."""


def rings_of(shapes: Array) -> tuple[Array, Array]:
    """(corners (N, M, 2), counter-clockwise, the last one repeated; how many there are (N,)).

    There are 0 corners of whatever is no polygon, has a hole or more than :data:`MOST` corners.
    """
    plain = (shapely.get_type_id(shapes) == 3) & (shapely.get_num_interior_rings(shapes) == 0)
    plain &= ~shapely.is_empty(shapes) & (shapely.get_num_coordinates(shapes) <= MOST + 1)
    at = np.flatnonzero(plain)
    count = np.zeros(len(shapes), dtype=np.int64)
    if not len(at):
        return np.zeros((len(shapes), 1, 2)), count
    xy, which = shapely.get_coordinates(shapes[at], return_index=True)
    own = np.bincount(which, minlength=len(at)) - 1  # the first corner comes again at the end
    begin = np.r_[0, np.cumsum(own + 1)[:-1]]
    step = np.minimum(np.arange(own.max())[None, :], own[:, None] - 1)
    corners = xy[begin[:, None] + step]
    clockwise = (_turned(corners - corners[:, :1]) < 0)[:, None]
    corners = xy[begin[:, None] + np.where(clockwise, own[:, None] - 1 - step, step)]
    rings = np.zeros((len(shapes), corners.shape[1], 2))
    rings[at], count[at] = corners, own
    return rings, count


def shared_area(one: Array, two: Array) -> Array:
    """Square metres (K,) that two rings share, of K pairs of rings (K, M, 2) as :func:`rings_of` makes them.

    What is shared is bounded by the parts of each ring's edges that lie within the other, and has half the sum of their
    cross products for its area. Right to about a thousandth of a square metre; NaN where rounding leaves it open
    whether edges cross.
    """
    origin = two[:, :1]
    one, two = one - origin + _ASIDE, two - origin
    side, wall = (np.roll(ring, -1, axis=1) - ring for ring in (one, two))
    # How far each corner lies to the left of each edge of the other ring; the next corner's along the corners' axis.
    left = _left(one, two, wall)
    other = _left(two, one, side).transpose(0, 2, 1)
    following, beyond = np.roll(left, -1, axis=1), np.roll(other, -1, axis=2)
    into = (following >= 0).astype(np.int8) - (left >= 0)
    meets = (into != 0) & ((other >= 0) != (beyond >= 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        at_side = np.where(meets, into * (1.0 - left / (left - following)), 0.0)
        # Where one ring comes in, the other one goes out.
        at_wall = np.where(meets, -into * (1.0 - other / (other - beyond)), 0.0)
    turns = np.where(meets, into, 0)
    total = np.zeros(len(one))
    for ring, edge, steps, parts, host in (
        (one, side, turns.sum(axis=2), at_side.sum(axis=2), two),
        (two, wall, -turns.sum(axis=1), at_wall.sum(axis=1), one),
    ):
        inside = _holds(host, ring[:, 0])[:, None] + np.cumsum(steps, axis=1) - steps
        share = np.clip(inside + parts, 0.0, 1.0)
        total += (share * (ring[..., 0] * edge[..., 1] - ring[..., 1] * edge[..., 0])).sum(axis=1) / 2.0
        clear = (steps.sum(axis=1) == 0) & ((inside == 0) | (inside == 1)).all(axis=1)
        total[~clear] = np.nan
    return np.maximum(total, 0.0)


def _left(points: Array, begin: Array, edge: Array) -> Array:
    """Cross products (K, points, edges): above 0 where a point lies to the left of an edge."""
    found: Array = edge[:, None, :, 0] * (points[:, :, None, 1] - begin[:, None, :, 1])
    found -= edge[:, None, :, 1] * (points[:, :, None, 0] - begin[:, None, :, 0])
    return found


def _holds(rings: Array, points: Array) -> Array:
    """Whether each ring holds its point (0 or 1), by the crossings of a ray to the east."""
    x, y = (rings[..., axis] - points[:, None, axis] for axis in (0, 1))
    next_x, next_y = np.roll(x, -1, axis=1), np.roll(y, -1, axis=1)
    crosses = (y > 0) != (next_y > 0)
    east = (x * next_y - next_x * y) * (next_y - y) > 0
    found: Array = (crosses & east).sum(axis=1) % 2
    return found


def _turned(rings: Array) -> Array:
    """Twice the signed area of each ring."""
    following = np.roll(rings, -1, axis=1)
    found: Array = (rings[..., 0] * following[..., 1] - rings[..., 1] * following[..., 0]).sum(axis=1)
    return found
