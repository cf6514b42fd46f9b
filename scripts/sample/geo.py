"""Plane geometry and the map projection of the sample, in plain Python so that every machine writes the same bytes.

Plane coordinates are (east, north) in metres in EPSG:6676 (plane rectangular system VIII, JGD2011), kept to 1 mm.
"""

from __future__ import annotations

import json
import math
import random
import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]

SEED = "kosozu-sample-1"
SYNTHETIC = "架空"
PLANE = 6676

_A, _F = 6378137.0, 1 / 298.257222101
_LAT0, _LON0, _M0 = math.radians(36.0), math.radians(138.5), 0.9999
_N = _F / (2 - _F)
_ALPHA = [
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16 + 41 * _N**4 / 180,
    13 * _N**2 / 48 - 3 * _N**3 / 5 + 557 * _N**4 / 1440,
    61 * _N**3 / 240 - 103 * _N**4 / 140,
    49561 * _N**4 / 161280,
]
_BETA = [
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96 - _N**4 / 360,
    _N**2 / 48 + _N**3 / 15 - 437 * _N**4 / 1440,
    17 * _N**3 / 480 - 37 * _N**4 / 840,
    4397 * _N**4 / 161280,
]
_RECTIFYING = _A / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_E = 2 * math.sqrt(_N) / (1 + _N)


def _conformal(lat: float) -> float:
    return math.sinh(math.atanh(math.sin(lat)) - _E * math.atanh(_E * math.sin(lat)))


def _northing(lat: float) -> float:
    """Distance along the central meridian from the equator, before the scale factor."""
    chi = math.atan(_conformal(lat))
    return _RECTIFYING * (chi + sum(a * math.sin(2 * j * chi) for j, a in enumerate(_ALPHA, 1)))


_ORIGIN = _northing(_LAT0)


def to_lonlat(point: Point) -> Point:
    """Plane (east, north) in EPSG:6676 to (longitude, latitude) in EPSG:6668, degrees (Krueger's series)."""
    east, north = point
    xi = (north / _M0 + _ORIGIN) / _RECTIFYING
    eta = east / _M0 / _RECTIFYING
    xi1, eta1 = xi, eta
    for j, beta in enumerate(_BETA, 1):
        xi1 -= beta * math.sin(2 * j * xi) * math.cosh(2 * j * eta)
        eta1 -= beta * math.cos(2 * j * xi) * math.sinh(2 * j * eta)
    tau1 = math.sin(xi1) / math.hypot(math.sinh(eta1), math.cos(xi1))
    lat = math.atan(tau1)
    for _ in range(6):
        lat += (tau1 - _conformal(lat)) / math.hypot(1, _conformal(lat)) * math.cos(lat)
    return math.degrees(_LON0 + math.atan2(math.sinh(eta1), math.cos(xi1))), math.degrees(lat)


def lonlat_ring(ring: Sequence[Point], digits: int = 9) -> list[list[float]]:
    """A closed ring of the same corners in degrees."""
    out = [[round(value, digits) for value in to_lonlat(point)] for point in ring]
    return [*out, out[0]]


def plane_ring(ring: Sequence[Point], digits: int = 2) -> list[list[float]]:
    """A closed ring in plane metres."""
    out = [[round(x, digits), round(y, digits)] for x, y in ring]
    return [*out, out[0]]


def stream(name: str) -> random.Random:
    """A random stream of its own for each part: changing one part leaves the others as they are."""
    return random.Random(f"{SEED}:{name}")


def new_uuid(rng: random.Random) -> str:
    """A random (version 4) uuid of the seeded stream."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def check_digit(code5: str) -> str:
    """The sixth digit of a municipality code: last digit of 11 - (6a+5b+4c+3d+2e) mod 11."""
    total = sum(int(digit) * weight for digit, weight in zip(code5, (6, 5, 4, 3, 2)))
    return str((11 - total % 11) % 10)


def area(ring: Sequence[Point]) -> float:
    """Signed area in square metres, positive counter-clockwise."""
    x0, y0 = ring[0]
    total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]]):
        total += (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
    return total / 2


def centroid(ring: Sequence[Point]) -> Point:
    """Centre of gravity of a simple ring."""
    x0, y0 = ring[0]
    sx = sy = total = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]]):
        cross = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)
        total += cross
        sx += (x1 + x2 - 2 * x0) * cross
        sy += (y1 + y2 - 2 * y0) * cross
    return x0 + sx / (3 * total), y0 + sy / (3 * total)


def inside(point: Point, ring: Sequence[Point]) -> bool:
    """Whether the point lies in the ring (even-odd)."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]]):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            odd = not odd
    return odd


def distance(point: Point, ring: Sequence[Point], closed: bool = True) -> float:
    """Distance from a point to a ring's edge, or to a line."""
    x, y = point
    best = math.inf
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]] if closed else ring[1:]):
        dx, dy = x2 - x1, y2 - y1
        length = dx * dx + dy * dy
        t = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * dx + (y - y1) * dy) / length))
        best = min(best, math.hypot(x1 + t * dx - x, y1 + t * dy - y))
    return best


def crosses(a: Sequence[Point], b: Sequence[Point]) -> bool:
    """Whether an edge of ring ``a`` properly crosses one of ring ``b``."""

    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    for p, q in zip(a, [*a[1:], a[0]]):
        for r, s in zip(b, [*b[1:], b[0]]):
            if side(p, q, r) * side(p, q, s) < 0 and side(r, s, p) * side(r, s, q) < 0:
                return True
    return False


def clip(ring: Sequence[Point], at: float, keep_east: bool) -> Ring:
    """The part of a ring east or west of a north-south line (Sutherland-Hodgman)."""
    sign = 1 if keep_east else -1
    out: Ring = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]]):
        in1, in2 = sign * (x1 - at) >= 0, sign * (x2 - at) >= 0
        if in1:
            out.append((x1, y1))
        if in1 != in2:
            out.append((at, round(y1 + (at - x1) * (y2 - y1) / (x2 - x1), 3)))
    return out


def feature(properties: dict[str, Any], kind: str | None, coordinates: Any) -> dict[str, Any]:
    """One GeoJSON feature; ``kind`` None gives an empty geometry."""
    geometry = None if kind is None else {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def write_geojson(path: Path, features: Iterable[dict[str, Any]], epsg: int | None, name: str = "") -> int:
    """A feature collection with one feature per line, marked SYNTHETIC as a whole; returns the number of features."""
    head: dict[str, Any] = {"type": "FeatureCollection", "name": name or path.stem, "SYNTHETIC": SYNTHETIC}
    if epsg is not None:
        head["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
    rows = [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in features]
    text = json.dumps(head, ensure_ascii=False)[:-1] + ',\n"features": [\n' + ",\n".join(rows) + "\n]\n}\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return len(rows)
