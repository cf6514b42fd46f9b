"""Outlines of zones made of units: each one polygon, none on another, gaps between its own units closed."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from ..progress import SILENT, Progress, check
from .blocks import in_blocks
from .contiguity import WAY, Contiguity
from .polygons import polygonal, valid

Array = np.ndarray[Any, Any]


_GRID = 1e-6
"""Metres: what is cut and joined here lies on a grid this fine."""
_LOST = 1e-3


def outlines(
    shapes: Array,
    region: Array,
    joins: Contiguity,
    gap: float,
    blocks: Array,
    *,
    progress: Progress = SILENT,
) -> Array:
    """One polygon for each region (−1: none), holding all its units.

    Roads and ditches up to ``gap`` between units of one region become part of it, but never land of other units, or
    of ``blocks``; where two regions would both close the same spot, the earlier one does. The units of a region hang
    together by the ways of a minimum spanning tree (Kruskal's, by distance) even where nothing else joins them.
    """
    count = int(region.max(initial=-1)) + 1
    if not count:
        return np.empty(0, dtype=object)
    part = np.flatnonzero(region >= 0)
    order = part[np.argsort(region[part], kind="stable")]
    cuts = np.searchsorted(region[order], np.arange(count + 1))
    groups = [shapes[order[a:b]] for a, b in zip(cuts[:-1], cuts[1:])]
    recipes = [shapely.to_wkb(group) for group in groups]
    made = in_blocks(count, lambda a, b: [_whole(shapely.from_wkb(one), gap) for one in recipes[a:b]], size=8)
    base = np.array([one for block in made for one, _ in block], dtype=object)
    closed = valid(np.array([two for block in made for _, two in block], dtype=object))
    check(progress)
    closed = _off_each_other(_off_others(closed, shapes, region, blocks))
    check(progress)
    joined = np.concatenate(in_blocks(count, lambda a, b: _union(base[a:b], closed[a:b]), size=8))
    whole = _fine(joined, base, gap, shapes, blocks)
    strips = np.full(count, None, dtype=object)
    while True:
        # A strip may cut through what another region has closed, which then wants strips of its own.
        check(progress)
        bare = np.flatnonzero((shapely.get_num_geometries(whole) > 1) & shapely.is_missing(strips))
        if not len(bare):
            return whole
        strips[bare] = _strips(shapes, region, joins, bare, blocks)
        there = np.flatnonzero(~shapely.is_missing(strips))
        zone, other = shapely.STRtree(strips[there]).query(whole, predicate="intersects")
        apart = zone != there[other]
        touched = np.unique(np.r_[zone[apart], bare])
        cut = _minus(whole, zone[apart], strips[there[other[apart]]])
        joined = shapely.union_all(np.column_stack([base, cut, strips])[touched], axis=1, grid_size=_GRID)
        whole[touched] = _fine(joined, base[touched], gap, shapes, blocks, whole)


def _whole(group: Array, gap: float) -> tuple[Any, Any]:
    """The units joined, and with the gaps between them closed."""
    joined = shapely.union_all(group)
    if abs(shapely.area(group).sum() - joined.area) > _LOST:  # a unit was lost, or units lie on one another
        joined = shapely.union_all(group, grid_size=_GRID)
    reach = gap / 2 + 0.01
    wide = shapely.buffer(joined, reach, quad_segs=2, join_style="mitre", mitre_limit=2.0)
    closed = shapely.buffer(wide, -reach, quad_segs=2, join_style="mitre", mitre_limit=2.0)
    return joined, shapely.set_precision(closed, _GRID)


def _union(one: Array, two: Array) -> Array:
    """On the grid: where edges all but coincide GEOS may lose whole units off it."""
    return np.asarray(shapely.union(one, two, grid_size=_GRID))


def _off_others(closed: Array, shapes: Array, region: Array, blocks: Array) -> Array:
    """Without the land of units of other regions (or of none), and of what blocks."""
    everything = np.concatenate([shapes, blocks])
    owner = np.concatenate([region, np.full(len(blocks), -1)])
    zone, other = shapely.STRtree(everything).query(closed)
    foreign = owner[other] != zone
    zone, other = zone[foreign], other[foreign]
    shapely.prepare(closed)
    met = shapely.intersects(closed[zone], everything[other])
    return _minus(closed, zone[met], everything[other[met]])


def _minus(closed: Array, zone: Array, taken: Array) -> Array:
    """``closed`` without what is taken from each (``zone`` names the places)."""
    found = closed.copy()
    order = np.argsort(zone, kind="stable")
    zone, taken = zone[order], taken[order]
    touched, start = np.unique(zone, return_index=True)
    if not len(touched):
        return found
    pieces = [shapely.to_wkb(one) for one in np.split(taken, start[1:])]  # each thread has copies of its own

    def block(a: int, b: int) -> list[Any]:
        return [
            shapely.difference(
                found[touched[at]],
                shapely.union_all(shapely.from_wkb(pieces[at]), grid_size=_GRID),
                grid_size=_GRID,
            )
            for at in range(a, b)
        ]

    made = in_blocks(len(touched), block, size=8)
    # A difference along edges that all but touch may come back twisted.
    found[touched] = valid(np.array([one for some in made for one in some], dtype=object))
    return found


def _strips(shapes: Array, region: Array, joins: Contiguity, wanted: Array, blocks: Array) -> Array:
    """Strips along the ways of the spanning trees of some regions."""
    own = np.isin(region[joins.first], wanted) & (region[joins.first] == region[joins.second])
    inside = np.flatnonzero(own)
    size = len(shapes)
    pairs = (joins.first[inside], joins.second[inside])
    number = coo_matrix((inside + 1, pairs), shape=(size, size)).tocsr()
    tree = minimum_spanning_tree(
        coo_matrix((joins.distance[inside] + 1.0, pairs), shape=(size, size))
    ).tocoo()
    used = np.sort(np.asarray(number[tree.row, tree.col]).ravel() - 1)
    used = used[joins.distance[used] > 0]
    strips = shapely.buffer(joins.way[used], WAY, quad_segs=2)
    everything = np.concatenate([shapes, blocks])
    strip, other = shapely.STRtree(everything).query(strips, predicate="intersects")
    third = (other != joins.first[used[strip]]) & (other != joins.second[used[strip]])
    strips = _minus(strips, strip[third], everything[other[third]])
    zone = region[joins.first[used]]
    return np.array([shapely.union_all(strips[zone == one], grid_size=_GRID) for one in wanted], dtype=object)


def _off_each_other(closed: Array) -> Array:
    """Later regions give way to earlier ones."""
    one, other = shapely.STRtree(closed).query(closed, predicate="intersects")
    return _minus(closed, one[other < one], closed[other[other < one]])


def _fine(
    whole: Array, base: Array, gap: float, shapes: Array, blocks: Array, others: Array | None = None
) -> Array:
    """Without crumbs that hold no unit, and without small holes in which nothing lies."""
    whole = valid(polygonal(whole))
    others = whole if others is None else others
    parts, owner = shapely.get_parts(whole, return_index=True)
    rings, at = shapely.get_rings(parts, return_index=True)
    outer = np.r_[True, at[1:] != at[:-1]]
    holes = shapely.polygons(rings)
    small = ~outer & (shapely.area(holes) <= 4 * gap * gap)
    everything = np.concatenate([shapes, blocks, others])
    inner = np.flatnonzero(small)
    hole, _ = shapely.STRtree(everything).query(shapely.buffer(holes[inner], -0.01), predicate="intersects")
    small[inner[hole]] = False
    found = shapely.polygons(rings[outer])
    kept = np.flatnonzero(~outer & ~small)
    for place in np.unique(at[kept]):
        found[place] = shapely.Polygon(found[place].exterior, list(rings[kept[at[kept] == place]]))
    alone = np.bincount(owner, minlength=len(whole))[owner] == 1
    real = alone.copy()
    several = np.flatnonzero(~alone)
    real[several] = shapely.area(shapely.intersection(found[several], base[owner[several]])) > 1e-6
    result = np.full(len(whole), None, dtype=object)
    for place in range(len(whole)):
        own = found[(owner == place) & real]
        result[place] = own[0] if len(own) == 1 else shapely.multipolygons(own)
    return result
