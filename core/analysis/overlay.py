"""Which parcel lies under which zone, and with how much of its area."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ..progress import SILENT, Progress
from .blocks import in_blocks
from .polygons import valid

Array = np.ndarray[Any, Any]

#: A part smaller than this share of its parcel is noise of floating point, not a part.
NOISE = 1e-7


@dataclass(frozen=True)
class Pairs:
    """One row per parcel and zone that share area, ordered by parcel, then zone (positions in the input)."""

    unit: Array
    zone: Array
    area: Array

    def __len__(self) -> int:
        return len(self.unit)


def overlay(
    units: Array, zones: Array, *, progress: Progress = SILENT, checked: bool = False, size: int = 25_000
) -> Pairs:
    """Pairs of parcels and zones with the area they share, in square metres of the inputs' common plane CRS.

    ``units`` and ``zones`` are arrays of polygons; invalid ones are made valid first, unless ``checked`` says that
    the caller has done so. Zones may overlap. A zone is asked with ``contains_properly`` (prepared), and only
    what stands on its border is cut.
    """
    units = units if checked else valid(units)
    zones = zones if checked else valid(zones)
    areas = shapely.area(units)
    recipe = shapely.to_wkb(zones)
    own = threading.local()

    def block(start: int, stop: int) -> tuple[Array, Array, Array]:
        # Prepared geometries build their indexes on first use, so every thread has its own copies.
        if not hasattr(own, "zones"):
            own.zones = shapely.from_wkb(recipe)
            shapely.prepare(own.zones)
        return _cut(units[start:stop], own.zones, areas[start:stop], start)

    found = in_blocks(len(units), block, progress=progress, size=size) if len(zones) else []
    if not found:
        nothing = np.zeros(0, dtype=np.intp)
        return Pairs(nothing, nothing.copy(), np.zeros(0))
    unit, zone, area = (np.concatenate(column) for column in zip(*found))
    return Pairs(unit, zone, area)


def _cut(units: Array, zones: Array, areas: Array, offset: int) -> tuple[Array, Array, Array]:
    zone, unit = shapely.STRtree(units).query(zones)
    inside = shapely.contains_properly(zones[zone], units[unit])
    border = np.flatnonzero(~inside)
    border = border[shapely.intersects(zones[zone[border]], units[unit[border]])]
    area = np.where(inside, areas[unit], 0.0)
    with np.errstate(
        invalid="ignore"
    ):  # GEOS tries, and tries again more robustly, which leaves a flag behind
        area[border] = shapely.area(shapely.intersection(zones[zone[border]], units[unit[border]]))
    whole = areas[unit]
    # A parcel that fills its zone, or touches its border from within, comes back with the last digit astray.
    area = np.where(np.abs(area - whole) <= NOISE * whole, whole, area)
    keep = np.flatnonzero(area > NOISE * whole)
    order = keep[np.lexsort((zone[keep], unit[keep]))]
    return unit[order] + offset, zone[order], area[order]
