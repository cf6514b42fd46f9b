"""Corners on quarters of a dot: a PDF writes whole numbers short, and its size falls to half.

Qt writes nine digits of every coordinate, ten thousandths of a dot among them. A quarter of a dot at 300 dots an inch
is 0.02 mm on paper.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from qgis.core import QgsRectangle

DPI = 300
_PARTS = 4
_LITTLE = 1e-6
"""Dots by which a corner lies beyond its quarter: just below it, a number would be written with all its digits."""


@dataclass(frozen=True)
class Raster:
    """A grid over a map: its north-west corner, and the size of a step on the ground."""

    west: float
    north: float
    step: float

    def moved(self, shapes: np.ndarray) -> np.ndarray:
        """The shapes with their corners on the grid, corners that meet there once; what vanishes stays as it was."""
        corner, step = np.array([self.west, self.north]), np.array([self.step, -self.step])

        def snap(points: np.ndarray) -> np.ndarray:
            return corner + (np.round((points - corner) / step) + _LITTLE * _PARTS) * step

        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        found = np.array(shapes, dtype=object)
        with np.errstate(invalid="ignore"):
            snapped = shapely.transform(found[there], snap)
            found[there] = np.where(_whole(snapped), shapely.remove_repeated_points(snapped), found[there])
        return found


def _whole(shapes: np.ndarray) -> np.ndarray:
    """Shapes that still have an extent."""
    west, south, east, north = shapely.bounds(shapes).T
    return (east > west) & (north > south) | (shapely.get_dimensions(shapes) < 2)


def raster_of(extent: QgsRectangle, width_mm: float, height_mm: float) -> Raster:
    """The grid of a map of this size that shows ``extent``, as QGIS draws it: in whole dots."""
    across, up = (max(1, round(side * DPI / 25.4)) for side in (width_mm, height_mm))
    dot = max(extent.width() / across, extent.height() / up)  # QGIS's dots are square; it shows a little more
    centre = extent.center()
    return Raster(centre.x() - across * dot / 2, centre.y() + up * dot / 2, dot / _PARTS)
