"""Which units lie together: pairs that face one another across no more than a gap (a farm road, a ditch).

A pair has a way across that can be drawn without crossing another unit, anything that blocks the way, or another
pair's way. Zones made of such pairs can each be one polygon without lying on one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ..progress import SILENT, Progress, check
from .blocks import in_blocks
from .shared import rings_of, shared_area

Array = np.ndarray[Any, Any]

_BLUNT = 1.0
_PAIRS = 2_000
"""Pairs that are looked at together: what they take fits in a processor's cache."""
WAY = 0.2
"""Half the width, in metres, of the strip that joins two units of a zone where nothing else does."""


@dataclass(frozen=True)
class Contiguity:
    """Rows of pairs (``first`` < ``second``): metres between the two, metres that they face, the way across."""

    first: Array
    second: Array
    distance: Array
    border: Array
    way: Array


def contiguity(
    shapes: Array, free: Array, gap: float, blocks: Array, *, progress: Progress = SILENT
) -> Contiguity:
    """Pairs of ``free`` units (a mask) within ``gap`` metres; ``blocks`` are shapes that no way may cross.

    ``border`` is how long the two face one another, as the area that both reach within half the gap over the gap's
    width; a pair that faces less than the gap is wide meets at a corner only, and is left out.
    """
    own = np.flatnonzero(free)
    # Boxes are enough to begin with: how far apart two units are is measured where they face one another.
    west, south, east, north = shapely.bounds(shapes[own]).T
    near = shapely.box(west - gap, south - gap, east + gap, north + gap)
    here, there = shapely.STRtree(shapes[own]).query(near)
    once = here < there
    order = np.lexsort((there[once], here[once]))
    first, second = own[here[once][order]], own[there[once][order]]
    check(progress)
    border = _facing(shapes, own, first, second, gap)
    check(progress)
    keep = border >= gap
    first, second, border = first[keep], second[keep], border[keep]
    way = shapely.shortest_line(shapes[first], shapes[second])
    keep = shapely.length(way) <= gap
    first, second, border, way = first[keep], second[keep], border[keep], way[keep]
    fine = _clear(shapes, first, second, way, blocks)
    check(progress)
    return Contiguity(first[fine], second[fine], shapely.length(way[fine]), border[fine], way[fine])


def _facing(shapes: Array, own: Array, first: Array, second: Array, gap: float) -> Array:
    reach = np.full(len(shapes), None, dtype=object)

    def wide(a: int, b: int) -> Array:
        plain = shapely.simplify(shapes[own[a:b]], _BLUNT)  # a metre of border more or less does not matter
        return np.asarray(shapely.buffer(plain, gap / 2, quad_segs=1, join_style="bevel"))

    made = in_blocks(len(own), wide, size=5_000)
    if made:
        reach[own] = np.concatenate(made)
    bounds = shapely.bounds(reach)
    corner = np.maximum(bounds[first, :2], bounds[second, :2])
    size = np.minimum(bounds[first, 2:], bounds[second, 2:]) - corner
    across = np.maximum(size, 0.0).prod(axis=1)
    maybe = np.flatnonzero(across >= gap * gap)  # no more than the boxes share can be shared
    found = np.zeros(len(first))
    found[maybe] = _shared(reach, first[maybe], second[maybe]) / gap
    maybe = maybe[np.isnan(found[maybe])]
    # Each geometry is met by one thread only: those of a block are copied.
    recipe = shapely.to_wkb(reach)

    def block(start: int, stop: int) -> Array:
        pairs = maybe[start:stop]
        one, two = (shapely.from_wkb(recipe[side[pairs]]) for side in (first, second))
        with np.errstate(
            all="ignore"
        ):  # GEOS tries, and tries again more robustly, which leaves flags behind
            return np.asarray(shapely.area(shapely.intersection(one, two)))

    if len(maybe):
        found[maybe] = np.concatenate(in_blocks(len(maybe), block, size=10_000)) / gap
    return found


def _shared(shapes: Array, first: Array, second: Array) -> Array:
    """Area that the two of each pair share; NaN where one is no simple polygon, or rounding leaves it open."""
    rings, corners = rings_of(shapes)
    found = np.full(len(first), np.nan)
    most = np.maximum(corners[first], corners[second])
    simple = np.flatnonzero(np.minimum(corners[first], corners[second]) > 0)
    order = simple[np.argsort(most[simple], kind="stable")]  # small ones together, which need little room

    def block(start: int, stop: int) -> Array:
        pairs = order[start:stop]
        room = int(most[pairs].max())
        return shared_area(rings[first[pairs], :room], rings[second[pairs], :room])

    if len(order):
        found[order] = np.concatenate(in_blocks(len(order), block, size=_PAIRS))
    return found


def _clear(shapes: Array, first: Array, second: Array, way: Array, blocks: Array) -> Array:
    """Where a way crosses no third unit, nothing that blocks, and no shorter way of other units."""
    length = shapely.length(way)
    fine = np.ones(len(way), dtype=bool)
    open_ = np.flatnonzero(length > 0)
    if not len(open_):
        return fine
    inner = shapely.linestrings(
        np.stack(
            [
                shapely.get_coordinates(shapely.line_interpolate_point(way[open_], share, normalized=True))
                for share in (0.02, 0.98)
            ],
            axis=1,
        )
    )
    line, unit = shapely.STRtree(shapes).query(inner, predicate="intersects")
    other = (unit != first[open_[line]]) & (unit != second[open_[line]])
    fine[open_[line[other]]] = False
    if len(blocks):
        line, _ = shapely.STRtree(blocks).query(inner, predicate="intersects")
        fine[open_[line]] = False
    left = np.flatnonzero(fine[open_])
    one, two = shapely.STRtree(inner[left]).query(inner[left], predicate="dwithin", distance=4 * WAY)
    one, two = open_[left[one]], open_[left[two]]
    apart = (
        (first[one] != first[two]) & (first[one] != second[two])
        & (second[one] != first[two]) & (second[one] != second[two])
    )  # fmt: skip
    later = (length[one] > length[two]) | ((length[one] == length[two]) & (one > two))
    fine[one[apart & later]] = False
    return fine
