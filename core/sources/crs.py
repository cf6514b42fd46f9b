"""The one place that transforms coordinates, by ``osgeo.osr``; frames carry no CRS, an EPSG number stands beside them.

Tokyo datum goes to JGD2000 (EPSG:4612) first, by the grid file where PROJ has it, else by the three-parameter shift of
EPSG:15483 (9 m). A "ballpark" operation, which pretends that two datums are one (446 m off), is refused. JGD2011,
JGD2000 and WGS 84 are within 1 m of each other but for the north-east, where the ground moved up to 5.3 m in 2011.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from osgeo import gdal, osr

from ..errors import KosozuError
from .arrays import Array
from .text import half

GEOGRAPHIC = 6668
_TOKYO, _JGD2000 = 4301, 4612
_JAPAN = (122.0, 20.0, 154.5, 46.5)
# Where the ground moved by more than about half a metre in 2011: west, south, east, north.
_MOVED_2011 = (139.4, 35.5, 142.2, 40.5)
_MOVED_METRES = 5.3
_ACCURACIES = (0.1, 0.2, 0.3, 0.5, 1.0, 2.0, 4.0, 6.0, 9.0, 15.0, 30.0)


@dataclass(frozen=True)
class Operation:
    """How coordinates were transformed: ``name`` for the report, ``accuracy_m`` of it (0 where none was needed)."""

    name: str
    accuracy_m: float


@contextmanager
def _exceptions(wanted: bool = True) -> Iterator[None]:
    # osr's switch is process-wide and QGIS may rely on the other position.
    before = bool(osr.GetUseExceptions())
    (osr.UseExceptions if wanted else osr.DontUseExceptions)()
    try:
        yield
    finally:
        (osr.UseExceptions if before else osr.DontUseExceptions)()


def _run(step: Any, coordinates: Array) -> Array:
    """Transformed (n, 2) coordinates, infinite where one could not be; one bad point must not stop the others."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        with _exceptions(False):
            return np.asarray(step.TransformPoints(np.ascontiguousarray(coordinates)))[:, :2]
    finally:
        gdal.PopErrorHandler()


def _system(epsg: int) -> Any:
    system = osr.SpatialReference()
    try:
        system.ImportFromEPSG(int(epsg))
    except RuntimeError:
        raise KosozuError("SRC-CRS-NAME", crs=f"EPSG:{epsg}") from None
    system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    return system


def label(epsg: int) -> str:
    """``EPSG:6676 JGD2011 / Japan Plane Rectangular CS VIII``."""
    with _exceptions():
        return f"EPSG:{epsg} {_system(epsg).GetName()}"


def is_geographic(epsg: int) -> bool:
    """Whether coordinates are degrees."""
    with _exceptions():
        return bool(_system(epsg).IsGeographic())


def is_tokyo(epsg: int) -> bool:
    """Whether a CRS is of Tokyo datum, some 400 m away from JGD."""
    return _base(epsg) == _TOKYO


@lru_cache(maxsize=256)
def _base(epsg: int) -> int:
    """EPSG of the geographic system below a projected one (30168 → 4301)."""
    if 30161 <= epsg <= 30179:
        return _TOKYO
    with _exceptions():
        system = _system(epsg)
        if system.IsGeographic():
            return epsg
        code = system.GetAuthorityCode("GEOGCS") or system.CloneGeogCS().GetAuthorityCode(None)
    return int(code) if code else epsg


def parse(text: str) -> int:
    """EPSG number of a CRS given by a person or a file (EPSG:6676, 6676, a WKT or .prj text). Raises SRC-CRS-NAME."""
    value = half(text).upper().replace("EPSG::", "EPSG:")
    number = value.rsplit("EPSG:", 1)[-1]
    with _exceptions():
        if number.isascii() and number.isdigit():
            _system(int(number))
            return int(number)
        if "CRS84" in value:
            return 4326
        found = identify(text)
    if found is None:
        raise KosozuError("SRC-CRS-NAME", crs=text[:80])
    return found


def identify(text: str) -> int | None:
    """EPSG number of a CRS as GDAL names it (an authority code or WKT, ESRI's included); None where it has none."""
    with _exceptions():
        system = osr.SpatialReference()
        try:
            system.SetFromUserInput(text)
        except RuntimeError:
            return None
        if system.GetAuthorityName(None) == "EPSG":
            return int(system.GetAuthorityCode(None))
        matches = [(entry, int(rank)) for entry, rank in system.FindMatches() if rank >= 90]
        for entry, _ in sorted(matches, key=lambda match: -match[1]):
            if entry.GetAuthorityName(None) == "EPSG":
                return int(entry.GetAuthorityCode(None))
    return None


def _transformation(source: int, target: int, accuracy: float | None = None) -> Any:
    """A transformation without ballparks, or None."""
    options = osr.CoordinateTransformationOptions()
    options.SetBallparkAllowed(False)
    if accuracy is not None:
        options.SetDesiredAccuracy(accuracy)
    try:
        return osr.CoordinateTransformation(_system(source), _system(target), options)
    except RuntimeError:
        return None


@lru_cache(maxsize=256)
def _accuracy(source: int, target: int) -> float:
    """Accuracy in metres that PROJ states for its best operation at hand."""
    for metres in _ACCURACIES:
        if _transformation(source, target, metres) is not None:
            return metres
    return float("inf")


def _steps(source: int, target: int) -> list[tuple[int, int]]:
    if _base(source) == _base(target):
        return [(source, target)]
    if _TOKYO in (_base(source), _base(target)) and _JGD2000 not in (source, target):
        return [(source, _JGD2000), (_JGD2000, target)]
    return [(source, target)]


def _points(coordinates: Array, source: int, target: int) -> tuple[Array, float]:
    """Transformed (n, 2) coordinates and the accuracy of the datum shift."""
    accuracy = 0.0
    with _exceptions():
        for start, end in _steps(source, target):
            step = _transformation(start, end)
            if step is None:
                raise KosozuError("SRC-CRS-BALLPARK", source=f"EPSG:{source}", target=f"EPSG:{target}")
            if _base(start) != _base(end):
                accuracy = max(accuracy, _accuracy(_base(start), _base(end)))
            if len(coordinates):
                coordinates = _run(step, coordinates)
    return coordinates, accuracy


def _name(source: int, target: int, accuracy: float) -> str:
    bases = [_base(source), _base(target)]
    if bases[0] == bases[1]:
        return f"EPSG:{source} → EPSG:{target}"
    way = " → ".join(f"EPSG:{start}" for start, _ in _steps(source, target)) + f" → EPSG:{target}"
    if _TOKYO in bases:
        return way + (" (TKY2JGD grid)" if accuracy < 2 else " (EPSG:15483)")
    return way


def transform(geometries: Array, src_epsg: int, dst_epsg: int) -> tuple[Array, Operation]:
    """Geometries brought from one EPSG to another; x is east and y north in both, whatever the CRS declares.

    Raises SRC-CRS-BALLPARK where only a ballpark operation is at hand, SRC-CRS-NAME for an unknown number. What
    cannot be transformed comes back with infinite coordinates.
    """
    if src_epsg == dst_epsg:
        return geometries, Operation("", 0.0)
    coordinates = shapely.get_coordinates(geometries)
    moved, accuracy = _points(coordinates, src_epsg, dst_epsg)
    jgd2011 = (6668, 6697)
    if _base(dst_epsg) in jgd2011 and _base(src_epsg) in (_TOKYO, _JGD2000) and accuracy > 0.5:
        accuracy = max(accuracy, _moved(coordinates, src_epsg))
    out = shapely.set_coordinates(np.array(geometries, dtype=object), moved)
    return out, Operation(_name(src_epsg, dst_epsg, accuracy), accuracy)


def _moved(coordinates: Array, epsg: int) -> float:
    """Metres by which the ground of these coordinates may have moved in 2011, 0 outside the region."""
    if not len(coordinates):
        return 0.0
    centre = lonlat(np.nanmedian(coordinates, axis=0)[None, :], epsg)[0]
    west, south, east, north = _MOVED_2011
    return _MOVED_METRES if west <= centre[0] <= east and south <= centre[1] <= north else 0.0


def lonlat(coordinates: Array, epsg: int) -> Array:
    """(n, 2) coordinates as longitude and latitude of JGD2011."""
    return coordinates if epsg == GEOGRAPHIC else _points(coordinates, epsg, GEOGRAPHIC)[0]


def in_japan(coordinates: Array, epsg: int) -> Array:
    """Which coordinates lie in Japan's box once read in this CRS."""
    west, south, east, north = _JAPAN
    inside: Array = np.isfinite(coordinates).all(axis=1)
    found = lonlat(coordinates[inside], epsg)
    inside[inside] = (
        (found[:, 0] >= west) & (found[:, 0] <= east) & (found[:, 1] >= south) & (found[:, 1] <= north)
    )
    return inside


def distance_from_origin(coordinates: Array, epsg: int, plane: int) -> Array:
    """(n, 2) absolute metres east and north of the origin of a plane system, of coordinates read in ``epsg``."""
    return np.abs(_points(coordinates, epsg, plane)[0])


def propose(coordinates: Array, plane: int) -> list[int]:
    """EPSG numbers that undeclared coordinates may be in, most likely first; empty where none is plausible.

    Degrees: JGD2011, then Tokyo datum. Metres: the plane system of the jurisdiction in JGD2011, JGD2000, Tokyo datum.
    A proposal is plausible where the median lies in the part of Japan that the plane system serves.
    """
    usable = coordinates[np.isfinite(coordinates).all(axis=1)]
    if not len(usable):
        return []
    centre = np.median(usable, axis=0)[None, :]
    degrees = bool((np.abs(usable) <= 180.0).mean() > 0.5)
    zone = plane - 6669
    candidates = [GEOGRAPHIC, _TOKYO] if degrees else [plane, 2443 + zone, 30161 + zone]
    return [epsg for epsg in candidates if plausible(centre, epsg, plane)]


def plausible(coordinates: Array, epsg: int, plane: int) -> bool:
    """Whether the median of coordinates, read in ``epsg``, lies in Japan and in the part that ``plane`` serves."""
    usable = coordinates[np.isfinite(coordinates).all(axis=1)]
    if not len(usable):
        return False
    centre = np.median(usable, axis=0)[None, :]
    if is_geographic(epsg) and not bool((np.abs(centre) <= 180.0).all() and abs(centre[0, 1]) <= 90.0):
        return False
    if not bool(in_japan(centre, epsg)[0]):
        return False
    east, north = distance_from_origin(centre, epsg, plane)[0]
    # The widest systems: XI and XIII reach 250 km east or west, I and IX 600 km north or south (islands).
    return bool(east <= 300_000 and north <= 700_000)


def is_local_plane(epsg: int) -> bool:
    """Whether metres of a projected system are metres on the ground: transverse Mercator, no web map's Mercator."""
    with _exceptions():
        return str(_system(epsg).GetAttrValue("PROJECTION") or "").startswith("Transverse_Mercator")
