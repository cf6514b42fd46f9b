"""Land as areas instead of parcels: neighbouring parcels of one kind become one patch without inner borders.

What is shown to the public shows no single parcel: a patch of fewer than three parcels is left out, since it would
point at one family's land.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from .blocks import in_blocks

Array = np.ndarray[Any, Any]

LEAST_PARCELS = 3
"""Fewer parcels than this in one patch are not shown to the public."""


@dataclass(frozen=True)
class Patches:
    """``shapes`` and ``codes`` go together; ``shown`` tells for each parcel whether its patch is among them."""

    codes: Array
    shapes: Array
    shown: Array


def patches(parcels: Array, codes: Array, gap: float, least: int = LEAST_PARCELS) -> Patches:
    """Patches of parcels with the same code, ``''`` left out.

    ``parcels`` are polygons in metres; those not farther apart than ``gap`` (a farm road's width) are one patch, which
    fills the gap; ``least`` is how many parcels a patch must have.
    """
    shown = np.zeros(len(parcels), dtype=bool)
    made_codes: list[Array] = []
    made: list[Array] = []
    for code in sorted(set(codes) - {""}):
        mine = np.flatnonzero(codes == code)
        grown = shapely.buffer(
            shapely.make_valid(parcels[mine]), gap / 2.0, join_style="mitre", mitre_limit=2.0
        )
        patch = _neighbours(grown)
        likely = (np.bincount(patch) >= least)[patch]
        parts = _joined(grown[likely], patch[likely], gap / 2.0)
        # Parcels that only meet at a corner come apart again: what is left is counted.
        inside = shapely.point_on_surface(parcels[mine[likely]])
        member, part = shapely.STRtree(parts).query(inside, predicate="intersects")
        enough = np.bincount(part, minlength=len(parts)) >= least
        shown[mine[likely][member[enough[part]]]] = True
        made.append(parts[enough])
        made_codes.append(np.full(int(enough.sum()), code, dtype=object))
    if not made:
        return Patches(np.array([], dtype=object), np.array([], dtype=object), shown)
    return Patches(np.concatenate(made_codes), np.concatenate(made), shown)


def of_several(made: Patches, parcels: Array, codes: Array, holders: Array, least: int) -> Patches:
    """The patches in which at least ``least`` users have a parcel, so that none is one family's.

    ``holders`` is a whole number for each parcel's user; 0, a user who is not known, counts as one of its own.
    """
    mine = np.flatnonzero(made.shown)
    if not len(mine) or least < 2:
        return made
    inside = shapely.point_on_surface(parcels[mine])
    at, part = shapely.STRtree(made.shapes).query(inside, predicate="intersects")
    same = codes[mine[at]] == made.codes[part]
    member, part = mine[at[same]], part[same]
    who = np.where(holders[member] > 0, holders[member], -1 - member)
    pairs = np.unique(np.column_stack([part, who]), axis=0)
    enough = np.bincount(pairs[:, 0].astype(np.int64), minlength=len(made.shapes)) >= least
    shown = np.zeros(len(parcels), dtype=bool)
    shown[member[enough[part]]] = True
    return Patches(made.codes[enough], made.shapes[enough], shown)


def _neighbours(shapes: Array) -> Array:
    """For each shape the number of its patch: those that meet are one, and so are those that meet these."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    links = coo_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(len(shapes), len(shapes)))
    return np.asarray(connected_components(links, directed=False)[1])


def _joined(grown: Array, patch: Array, half: float) -> Array:
    """Polygons of the patches, with corners where the shapes have them.

    Each patch by itself: to shrink all at once takes ten times as long.
    """
    if not len(grown):
        return grown
    order = np.argsort(patch, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(patch[order]) > 0])
    members = np.split(grown[order], starts[1:])

    def block(start: int, stop: int) -> Array:
        together = np.array([shapely.union_all(shapes) for shapes in members[start:stop]], dtype=object)
        shrunk = shapely.buffer(together, -half, join_style="mitre", mitre_limit=2.0)
        return np.asarray(shapely.get_parts(shrunk), dtype=object)

    parts = np.concatenate(in_blocks(len(members), block, size=200))
    return np.asarray(parts[shapely.get_dimensions(parts) == 2], dtype=object)


def dissolved(shapes: Array, codes: Array) -> tuple[Array, Array]:
    """One (multi)polygon per code, in the codes' order; ``''`` is a code like the others."""
    kinds = sorted(set(codes))
    merged = [shapely.union_all(shapely.make_valid(shapes[codes == kind])) for kind in kinds]
    return np.array(kinds, dtype=object), np.array(merged, dtype=object)


def overlaid(under: tuple[Array, Array], over: tuple[Array, Array]) -> tuple[Array, Array]:
    """Codes and shapes of ``over`` on top of ``under``, which keeps only what lies outside them, dissolved by code."""
    if not len(over[0]):
        return dissolved(under[1], under[0]) if len(under[0]) else under
    cover = shapely.union_all(shapely.make_valid(over[1]))
    left = shapely.difference(shapely.make_valid(under[1]), cover) if len(under[0]) else under[1]
    codes = np.concatenate([under[0], over[0]])
    return dissolved(np.concatenate([left, over[1]]), codes)
