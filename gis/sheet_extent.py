"""How much ground a map shows, and at which round scale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from qgis.core import QgsPointXY, QgsRectangle

from ..core.errors import KosozuError
from .sheet_data import SheetData

_STEPS = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
_EDGE_MM = 1.0


def beside(plan_path: str) -> list[str]:
    """The background file that stands beside a plan, where there is one."""
    path = Path(plan_path).with_suffix(".background.gpkg")
    return [str(path)] if path.exists() else []


def ground(data: SheetData) -> QgsRectangle:
    """What has to be on the map: the plan area, else zones and parcels; where people live, for who reaches what."""
    if data.reach is not None:
        places = data.reach.places
        lived = places.geometry.to_numpy()[(places["code"] != "uninhabited").to_numpy()]
        cores = shapely.points(data.reach.cores["x"], data.reach.cores["y"])
        own = data.units.geometry.to_numpy() if data.area is None else np.array([data.area], dtype=object)
        return extent_of(np.concatenate([lived, np.atleast_1d(cores), own]))
    if data.area is not None:
        return extent_of([data.area])
    return extent_of(np.concatenate([data.zones.geometry.to_numpy(), data.units.geometry.to_numpy()]))


def extent_of(shapes: Any) -> QgsRectangle:
    """The rectangle around shapes. Raises GIS-EXTENT where none has a place."""
    bounds = shapely.total_bounds(np.asarray(shapes, dtype=object))
    west, south, east, north = (float(value) for value in bounds)
    if not np.isfinite([west, south, east, north]).all():
        raise KosozuError("GIS-EXTENT")
    return QgsRectangle(west, south, east, north)


def around(centre: QgsPointXY, width_mm: float, height_mm: float, scale: float) -> QgsRectangle:
    """The ground that a map of this size shows around a point."""
    width, height = width_mm / 1000.0 * scale, height_mm / 1000.0 * scale
    west, south = centre.x() - width / 2, centre.y() - height / 2
    return QgsRectangle(west, south, west + width, south + height)


def round_scale(extent: QgsRectangle, width_mm: float, height_mm: float) -> float:
    """The largest scale of the ruler (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8 × 10ⁿ, from 1:500) at which all fits."""
    needed = needed_scale(extent, width_mm, height_mm)
    for power in range(2, 8):
        for step in _STEPS:
            scale = step * 10.0**power
            if scale >= max(needed, 500.0):
                return scale
    raise KosozuError("GIS-EXTENT")


def needed_scale(extent: QgsRectangle, width_mm: float, height_mm: float) -> float:
    """The scale, not rounded, at which all just fits."""
    across, up = width_mm - 2 * _EDGE_MM, height_mm - 2 * _EDGE_MM
    return max(extent.width() / across, extent.height() / up) * 1000.0


def round_down(value: float) -> float:
    """The largest of 1, 2, 2.5 and 5 × 10ⁿ that is not above the value."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(step * power for step in (1.0, 2.0, 2.5, 5.0) if step * power <= value * 1.000001))
