"""Places → the nearest point of a road; cuts → the roads they close."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from ..blocks import in_blocks
from .graph import Places, Turns

Array = np.ndarray[Any, Any]


class Lines:
    """Lines that points are brought to, in a tree. ``edges``: numbers of the ``shapes`` looked at (None: all)."""

    def __init__(self, shapes: Array, edges: Array | None = None) -> None:
        self._edges = np.arange(len(shapes)) if edges is None else edges
        # Small nodes: what is nearest is found in three quarters of the time that ten children a node take.
        self._tree = shapely.STRtree(shapes[self._edges], node_capacity=4)

    def nearest(self, points: Array) -> Array:
        """Number of the line nearest to each point (P,), however far it is; -1 where there is no point or no line."""
        found = np.full(len(points), -1, dtype=np.int64)
        usable = np.flatnonzero(~shapely.is_missing(points) & ~shapely.is_empty(points))
        if not len(self._edges) or not len(usable):
            return found
        # The tree has filled what GEOS keeps inside each line, so that lines may be met by several threads.
        self._tree.query(points[usable[0]])
        lines = in_blocks(len(usable), lambda start, stop: self._tree.nearest(points[usable[start:stop]]))
        found[usable] = self._edges[np.concatenate(lines)]
        return found


def stand(points: Array, shapes: Array, line: Array, reach: float, access_kmh: float) -> Places:
    """Points (P,) on the lines of these numbers (-1: none), at any place along them, not only at their ends.

    The way to the road is straight, at ``access_kmh``. A point that is farther than ``reach`` metres from its line
    stands on edge -1.
    """
    edge, along = np.full(len(points), -1, dtype=np.int64), np.zeros(len(points))
    access = np.full(len(points), np.inf)
    found = np.flatnonzero(line >= 0)
    distance = shapely.distance(points[found], shapes[line[found]])
    near = distance <= max(reach, 1e-9)  # a point on the road itself is within any reach
    place, distance = found[near], distance[near]
    with np.errstate(invalid="ignore"):  # a piece without length has no share of it
        share = shapely.line_locate_point(shapes[line[place]], points[place], normalized=True)
    edge[place], along[place] = line[place], np.nan_to_num(share)
    access[place] = distance / (access_kmh * (1000.0 / 60.0))
    return Places(edge, along, access)


def snap(points: Array, shapes: Array, reach: float, access_kmh: float) -> Places:
    """Points (P,) on the nearest of some lines; see :func:`stand`."""
    return stand(points, shapes, Lines(shapes).nearest(points), reach, access_kmh)


def fastest(options: list[tuple[Array, Array, Places]]) -> tuple[Array, Array, Places]:
    """Of several (minutes, core, places) the quickest one for each place; earlier ones win where equal.

    A place that no option brings to a core keeps the road of the first option that has one.
    """
    minutes, core, places = (options[0][0].copy(), options[0][1].copy(), options[0][2])
    edge, along, access = places.edge.copy(), places.along.copy(), places.access.copy()
    for other, its_core, its_places in options[1:]:
        better = (other < minutes) | ((edge < 0) & (its_places.edge >= 0))
        minutes[better], core[better] = other[better], its_core[better]
        for mine, its in zip((edge, along, access), (its_places.edge, its_places.along, its_places.access)):
            mine[better] = its[better]
    return minutes, core, Places(edge, along, access)


def close_roads(shapes: Array, cuts: Array, distance: float) -> tuple[Array, Array]:
    """(which lines are closed, distance of each cut from the nearest line in metres).

    A line is closed as a whole where a cut (any geometry) lies within ``distance`` metres of it. A missing cut has
    the distance NaN, and any cut is infinitely far from no lines at all.
    """
    closed = np.zeros(len(shapes), dtype=bool)
    away = np.full(len(cuts), np.nan)
    usable = np.flatnonzero(~shapely.is_missing(cuts) & ~shapely.is_empty(cuts))
    if not len(usable):
        return closed, away
    away[usable] = np.inf
    if not len(shapes):
        return closed, away
    tree = shapely.STRtree(shapes)
    _, line = tree.query(cuts[usable], predicate="dwithin", distance=distance)
    closed[line] = True
    (place, _), metres = tree.query_nearest(cuts[usable], return_distance=True, all_matches=False)
    away[usable[place]] = metres
    return closed, away


def find_turns(lines: Array, shapes: Array, tail: Array, head: Array, reach: float) -> tuple[Turns, Array]:
    """Forbidden turns drawn as lines from the road one comes by, over the junction, to the road one may not take.

    Returns the turns and which lines (T,) name none: an end farther than ``reach`` metres from any road, or two roads
    that do not meet. Of two junctions that both roads share, the one nearer to the line counts.
    """
    parts = np.array([None] * len(lines), dtype=object)
    whole, which = shapely.get_parts(lines, return_index=True)
    parts[which[::-1]] = whole[::-1]  # the first part of a multi-part line
    drawn = np.flatnonzero(shapely.get_type_id(parts) == 1)
    lost = np.ones(len(lines), dtype=bool)
    none = Turns(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    if not len(drawn) or not len(shapes):
        return none, lost
    into, out = (snap(shapely.get_point(parts[drawn], at), shapes, reach, 1.0).edge for at in (0, -1))
    node, far = np.full(len(drawn), -1, dtype=np.int64), np.full(len(drawn), np.inf)
    for mine, at in ((tail, 0), (head, -1)):
        shared = (into >= 0) & (out >= 0)
        shared &= (mine[into] == tail[out]) | (mine[into] == head[out])
        metres = np.where(shared, shapely.distance(shapely.get_point(shapes[into], at), parts[drawn]), np.inf)
        nearer = metres < far
        node[nearer], far[nearer] = mine[into][nearer], metres[nearer]
    found = node >= 0
    lost[drawn[found]] = False
    return Turns(into[found], node[found], out[found]), lost
