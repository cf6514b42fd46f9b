"""Elevation and slope rasters: cut to the plan's surroundings, in its plane CRS. The one place that reads rasters.

Everything is done by GDAL itself. A raster without CRS, in Tokyo datum, of another place, of several bands or with
numbers that are no metres or degrees is refused in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from ..errors import KosozuError
from . import crs
from .arrays import Array
from .report import ImportReport

NODATA = -9999.0
_LIMITS = {"elevation": (-500.0, 4000.0), "slope": (0.0, 90.0)}
_MOST_CELLS = 120_000_000


@dataclass(frozen=True)
class Grid:
    """Numbers of a raster, NaN where there is none; ``transform`` is GDAL's (west, width, 0, north, 0, −height)."""

    values: Array
    transform: tuple[float, float, float, float, float, float]
    epsg: int


@contextmanager
def _quiet() -> Iterator[None]:
    """GDAL's errors as RuntimeErrors and nothing on the terminal; the switch is process-wide, so it is put back."""
    before = bool(gdal.GetUseExceptions())
    gdal.UseExceptions()
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()
        (gdal.UseExceptions if before else gdal.DontUseExceptions)()


def load(path: str | Path, *, epsg: int = 0) -> Grid:
    """A raster of one band that :func:`cut` has written. Raises SRC-NOT-READABLE."""
    with _quiet():
        try:
            data = gdal.Open(str(path))
            band = data.GetRasterBand(1)
            values = band.ReadAsArray().astype(np.float64)
            nodata, transform = band.GetNoDataValue(), tuple(data.GetGeoTransform())
        except (RuntimeError, AttributeError) as error:
            raise KosozuError("SRC-NOT-READABLE", file=Path(path).name, reason=str(error)[:200]) from None
    if nodata is not None:
        values[values == nodata] = np.nan
    return Grid(values, transform, epsg)


def is_grid(path: str | Path) -> bool:
    """Whether a raster has one band of numbers, and is no picture or map of classes; False for what cannot be read."""
    with _quiet():
        try:
            data = gdal.Open(str(path))
            band = data.GetRasterBand(1)
            return data.RasterCount == 1 and band.DataType != gdal.GDT_Byte and band.GetColorTable() is None
        except (RuntimeError, AttributeError):
            return False


def cut(
    path: str | Path,
    kind: str,
    target: str | Path,
    *,
    epsg: int,
    extent: tuple[float, float, float, float],
    given_crs: str,
    report: ImportReport,
) -> None:
    """Write the part of a raster within ``extent`` (EPSG ``epsg``) to ``target`` as GeoTIFF, 32-bit, nodata −9999.

    ``kind`` is elevation (m) or slope (degrees). READ_COUNT is cells of the part, USED_COUNT those with a number.
    Raises SRC-RASTER-… .
    """
    file = Path(path)
    if not file.is_file():
        raise KosozuError("SRC-NO-FILE", file=str(path))
    with _quiet():
        try:
            data = gdal.Open(str(path))
        except RuntimeError as error:
            raise KosozuError("SRC-NOT-READABLE", file=file.name, reason=str(error)[:200]) from None
        source = _system(data, file.name, epsg, given_crs, report)
        try:
            made = _warp(data, str(target), source, epsg, extent, file.name)
            values = made.GetRasterBand(1).ReadAsArray()
            made = None
        except RuntimeError as error:
            raise KosozuError("SRC-NOT-READABLE", file=file.name, reason=str(error)[:200]) from None
    _judge(values, kind, file.name, report)


def _system(data: Any, name: str, epsg: int, given: str, report: ImportReport) -> int:
    if data.RasterCount != 1:
        raise KosozuError("SRC-RASTER-BANDS", file=name, count=data.RasterCount)
    west, width, turned, north, sheared, height = data.GetGeoTransform(can_return_null=True) or (
        0,
        1,
        0,
        0,
        0,
        1,
    )
    across, down = data.RasterXSize, data.RasterYSize
    middle = np.array([[west + width * across / 2, north + height * down / 2]])
    wkt = data.GetProjectionRef()
    if given.strip():
        source = crs.parse(given)
    elif not wkt:
        hint = ", ".join(crs.label(one) for one in crs.propose(middle, epsg)) or "-"
        raise KosozuError("SRC-CRS-UNKNOWN", file=name, hint=hint)
    else:
        found = crs.identify(wkt)
        if found is None:
            raise KosozuError("SRC-CRS-NAME", crs=wkt[:80])
        source = found
    if turned or sheared or not crs.plausible(middle, source, epsg):
        raise KosozuError("SRC-RASTER-PLACE", file=name, crs=crs.label(source))
    if crs.is_tokyo(source):
        raise KosozuError("SRC-RASTER-DATUM", file=name, crs=crs.label(source))
    report.fact("CRS", crs.label(source))
    return source


def _warp(
    data: Any, target: str, source: int, epsg: int, extent: tuple[float, float, float, float], name: str
) -> Any:
    """Where the CRS is the plan's own, cells stay as they are; else they are resampled (bilinear)."""
    if source == epsg:
        window = _window(data, extent)
        if window is None:
            raise KosozuError("SRC-RASTER-APART", file=name)
        _bound(window[2] * window[3], name)
        part = gdal.Translate("", data, format="MEM", srcWin=window, outputType=gdal.GDT_Float32)
    else:
        part = gdal.Warp(
            "", data, format="MEM", srcSRS=f"EPSG:{source}", dstSRS=f"EPSG:{epsg}", outputBounds=extent,
            resampleAlg="bilinear", outputType=gdal.GDT_Float32, dstNodata=NODATA,
        )  # fmt: skip
        _bound(part.RasterXSize * part.RasterYSize, name)
    band = part.GetRasterBand(1)
    values, was = band.ReadAsArray(), band.GetNoDataValue()
    nothing = ~np.isfinite(values) if was is None else ~np.isfinite(values) | (values == np.float32(was))
    values[nothing] = NODATA
    band.WriteArray(values)
    band.SetNoDataValue(NODATA)
    options = ["COMPRESS=DEFLATE", "PREDICTOR=3", "TILED=YES"]
    return gdal.Translate(target, part, outputSRS=f"EPSG:{epsg}", creationOptions=options)


def _bound(cells: int, name: str) -> None:
    if cells > _MOST_CELLS:
        raise KosozuError("SRC-RASTER-SIZE", file=name, cells=cells)


def _window(data: Any, extent: tuple[float, float, float, float]) -> list[int] | None:
    """Columns and rows of whole cells that cover the extent, cut to the raster; None where they do not meet."""
    west, width, _, north, _, height = data.GetGeoTransform()
    left = max(0, int(np.floor((extent[0] - west) / width)))
    right = min(data.RasterXSize, int(np.ceil((extent[2] - west) / width)))
    top = max(0, int(np.floor((extent[3] - north) / height)))
    bottom = min(data.RasterYSize, int(np.ceil((extent[1] - north) / height)))
    return [left, top, right - left, bottom - top] if right > left and bottom > top else None


def _judge(values: Array, kind: str, name: str, report: ImportReport) -> None:
    known = values[(values != NODATA) & np.isfinite(values)]
    report.counts.update(READ_COUNT=int(values.size), USED_COUNT=int(known.size))
    report.counts["REJECTED_COUNT"] = int(values.size - known.size)
    report.add("RASTER_NODATA", "rejected", int(values.size - known.size))
    if not known.size:
        raise KosozuError("SRC-RASTER-APART", file=name)
    low, high = _LIMITS[kind]
    if known.min() < low or known.max() > high:
        raise KosozuError(
            "SRC-RASTER-VALUES",
            file=name,
            low=f"{known.min():g}",
            high=f"{known.max():g}",
            least=f"{low:g}",
            most=f"{high:g}",
        )
    report.fact("RASTER_RANGE", f"{known.min():.1f} – {known.max():.1f}")
