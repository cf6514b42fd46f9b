"""People of areas (grid squares, small areas) spread over a fine grid, and gathered again for other places.

An area's people go to the cells within it by a weight (floor area of buildings, else land that is no farmland), evenly
where no cell of it has any. All of an area's people stay in it, so that the sum over any set of places that part the
land is the sum over the areas (to 1e-9).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from scipy.signal import fftconvolve
from scipy.sparse import coo_matrix, csr_matrix

from .rasters import Transform, burn, cells_of

Array = np.ndarray[Any, Any]
CELL = 50.0
_MOST_CELLS = 6_000_000
_FINER = 5


@dataclass(frozen=True)
class Spread:
    """``share[i]`` of the people of area ``area[i]`` live in cell ``cell[i]`` (flat index)."""

    transform: Transform
    size: tuple[int, int]
    cell: Array
    area: Array
    share: Array

    def on_cells(self, values: Array) -> Array:
        """Values of the areas as numbers of cells; areas with NaN are left out."""
        given = np.where(np.isfinite(values), values, 0.0)
        found: Array = np.bincount(
            self.cell, self.share * given[self.area], minlength=self.size[0] * self.size[1]
        )
        return found


def frame_of(areas: Array) -> tuple[Transform, tuple[int, int]]:
    """A grid over all areas, of 50 m cells, or coarser ones (twice, four times …) where that would be too many."""
    west, south, east, north = shapely.total_bounds(areas)
    cell = CELL
    while (east - west) * (north - south) / cell**2 > _MOST_CELLS:
        cell *= 2
    west, south = np.floor(west / cell) * cell, np.floor(south / cell) * cell
    columns, rows = int(np.ceil((east - west) / cell)) + 1, int(np.ceil((north - south) / cell)) + 1
    return (float(west), cell, 0.0, float(south + rows * cell), 0.0, -cell), (rows, columns)


def farmland_free(farmland: Array, transform: Transform, size: tuple[int, int]) -> Array:
    """Weight of each cell: the part of it that is no farmland."""
    fine = (transform[0], transform[1] / _FINER, 0.0, transform[3], 0.0, transform[5] / _FINER)
    taken = burn(farmland, fine, (size[0] * _FINER, size[1] * _FINER)) > 0
    part = taken.reshape(size[0], _FINER, size[1], _FINER).mean(axis=(1, 3))
    return (1.0 - part).ravel()


def by_building(buildings: Array, transform: Transform, size: tuple[int, int]) -> Array:
    """Weight of each cell: area of the buildings whose middle lies in it (a point counts as 100 m²)."""
    area = np.where(shapely.get_dimensions(buildings) == 2, shapely.area(buildings), 100.0)
    flat = cells_of(shapely.centroid(buildings), transform, size)
    weight: Array = np.bincount(flat[flat >= 0], area[flat >= 0], minlength=size[0] * size[1])
    return weight


def spread(areas: Array, weight: Array, transform: Transform, size: tuple[int, int]) -> Spread:
    """How areas' people are spread. An area without a cell centre of its own goes to the cell under a point of it."""
    number = burn(areas, transform, size).ravel()
    cell = np.flatnonzero(number)
    area = number[cell].astype(np.int64) - 1
    bare = np.flatnonzero(np.bincount(area, minlength=len(areas)) == 0)
    under = cells_of(shapely.point_on_surface(areas[bare]), transform, size)
    cell, area = np.concatenate([cell, under]), np.concatenate([area, bare])
    own = weight[cell]
    total = np.bincount(area, own, minlength=len(areas))
    count = np.bincount(area, minlength=len(areas))
    even = total[area] <= 0
    share = np.where(even, 1.0 / count[area], own / np.where(even, 1.0, total[area]))
    return Spread(transform, size, cell, area, share)


def within(made: Spread, cells: Array, points: Array, radius: float) -> Array:
    """Sum of cells' numbers whose middle lies within ``radius`` metres of the middle of each point's cell."""
    step = made.transform[1]
    reach = int(np.ceil(radius / step))
    axis = np.arange(-reach, reach + 1) * step
    disc = (np.hypot(*np.meshgrid(axis, axis)) <= radius).astype(float)
    summed = np.maximum(fftconvolve(cells.reshape(made.size), disc, mode="same"), 0.0).ravel()
    flat = cells_of(points, made.transform, made.size)
    return np.where(flat >= 0, np.round(summed[flat], 6), 0.0)


def inside(made: Spread, outlines: Array) -> csr_matrix:
    """Outlines × areas: the part of each area's people that lives in each outline.

    A cell belongs to the outline that holds its middle (the later one of two).
    """
    owner = burn(outlines, made.transform, made.size).ravel()[made.cell].astype(np.int64) - 1
    known, areas = owner >= 0, int(made.area.max(initial=-1)) + 1
    shape = len(outlines), areas
    return coo_matrix((made.share[known], (owner[known], made.area[known])), shape=shape).tocsr()
