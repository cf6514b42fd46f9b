"""Numbers of raster cells by polygon: polygons' numbers are burnt into the raster's own cells by GDAL, numpy counts.

A raster here is an array with NaN for no number, and GDAL's transform (west, width, 0, north, 0, −height).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from osgeo import gdal, ogr

Array = np.ndarray[Any, Any]
Transform = tuple[float, float, float, float, float, float]


def burn(shapes: Array, transform: Transform, size: tuple[int, int]) -> Array:
    """(rows, columns) whole numbers: 1 + position of the polygon that holds the cell's centre, 0 for none.

    Where polygons overlap the later one stands. Missing and empty geometries are passed over.
    """
    target = gdal.GetDriverByName("MEM").Create("", size[1], size[0], 1, gdal.GDT_Int32)
    target.SetGeoTransform(transform)
    holder = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = holder.CreateLayer("shapes", geom_type=ogr.wkbUnknown)
    layer.CreateField(ogr.FieldDefn("number", ogr.OFTInteger))
    definition = layer.GetLayerDefn()
    usable = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_empty(shapes))
    blobs = shapely.to_wkb(shapes[usable])
    for number, blob in zip((usable + 1).tolist(), blobs):  # GDAL takes features one by one
        feature = ogr.Feature(definition)
        feature.SetField(0, number)
        feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(bytes(blob)))
        layer.CreateFeature(feature)
    gdal.PushErrorHandler(
        "CPLQuietErrorHandler"
    )  # it would say that neither side names a CRS; they are the same
    try:
        gdal.RasterizeLayer(target, [1], layer, options=["ATTRIBUTE=number"])
    finally:
        gdal.PopErrorHandler()
    found: Array = target.ReadAsArray()
    return found


def cells_of(points: Array, transform: Transform, size: tuple[int, int]) -> Array:
    """Flat index of the cell under each point (shapely), −1 outside of the raster."""
    column = np.floor((shapely.get_x(points) - transform[0]) / transform[1])
    row = np.floor((shapely.get_y(points) - transform[3]) / transform[5])
    with np.errstate(invalid="ignore"):
        inside = (column >= 0) & (column < size[1]) & (row >= 0) & (row < size[0])
    flat = np.full(len(points), -1, dtype=np.int64)
    flat[inside] = row[inside].astype(np.int64) * size[1] + column[inside].astype(np.int64)
    return flat


def statistics(
    shapes: Array, points: Array, values: Array, transform: Transform, limits: dict[str, float]
) -> dict[str, Array]:
    """``mean``, and for each limit the share (0–1) of cells at or above it, by polygon; NaN where no cell has a number.

    ``points`` lie on the polygons' surfaces: a polygon without a cell centre of its own takes the cell under its point.
    """
    size = values.shape
    number = burn(shapes, transform, (size[0], size[1])).ravel()
    flat = values.ravel()
    cell = np.flatnonzero(number)
    owner = number[cell].astype(np.int64) - 1
    bare = np.flatnonzero(np.bincount(owner, minlength=len(shapes)) == 0)
    under = cells_of(points[bare], transform, (size[0], size[1]))
    cell = np.concatenate([cell, under[under >= 0]])
    owner = np.concatenate([owner, bare[under >= 0]])
    known = np.isfinite(flat[cell])
    cell, owner = cell[known], owner[known]
    count = np.bincount(owner, minlength=len(shapes)).astype(float)
    count[count == 0] = np.nan
    found = {"mean": np.bincount(owner, flat[cell], minlength=len(shapes)) / count}
    for name, limit in limits.items():
        found[name] = np.bincount(owner, flat[cell] >= limit, minlength=len(shapes)) / count
    return found


def slope_of(elevation: Array, transform: Transform) -> Array:
    """Slope in degrees of a raster of heights in a plane CRS (Horn's method, as GDAL has it)."""
    nothing = -9999.0
    source = gdal.GetDriverByName("MEM").Create(
        "", elevation.shape[1], elevation.shape[0], 1, gdal.GDT_Float32
    )
    source.SetGeoTransform(transform)
    band = source.GetRasterBand(1)
    band.WriteArray(np.where(np.isfinite(elevation), elevation, nothing).astype(np.float32))
    band.SetNoDataValue(nothing)
    made = gdal.DEMProcessing("", source, "slope", format="MEM", computeEdges=True)
    slope: Array = made.ReadAsArray().astype(np.float64)
    slope[slope == nothing] = np.nan
    return slope
