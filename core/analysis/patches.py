"""Land as areas instead of parcels: neighbouring parcels of one kind become one patch without inner borders.

What is shown to the public shows no single parcel: a patch of fewer than three parcels is left out, since it would
point at one family's land.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

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
    made_codes: list[str] = []
    made: list[Any] = []
    for code in sorted(set(codes) - {""}):
        mine = np.flatnonzero(codes == code)
        shapes = _joined(parcels[mine], gap)
        tree = shapely.STRtree(shapes)
        member, patch = tree.query(shapely.point_on_surface(parcels[mine]), predicate="intersects")
        counts = np.bincount(patch, minlength=len(shapes))
        enough = counts >= least
        shown[mine[member[enough[patch]]]] = True
        made += list(shapes[enough])
        made_codes += [code] * int(enough.sum())
    return Patches(np.array(made_codes, dtype=object), np.array(made, dtype=object), shown)


def _joined(shapes: Array, gap: float) -> Array:
    """Polygons that cover the shapes and the gaps between them, with corners where the shapes have them."""
    half = gap / 2.0
    grown = shapely.buffer(shapely.make_valid(shapes), half, join_style="mitre", mitre_limit=2.0)
    together = shapely.buffer(shapely.union_all(grown), -half, join_style="mitre", mitre_limit=2.0)
    parts = shapely.get_parts(together)
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
