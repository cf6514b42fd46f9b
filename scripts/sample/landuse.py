"""What covers the valley by squares of 100 m, in the layout of 国土数値情報 土地利用細分メッシュ (L03-b)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from . import terrain
from .geo import SYNTHETIC, Point, feature, to_lonlat, write_geojson
from .parcels import SETTLEMENTS, Parcel

FILE = "L03-b-21_5438.geojson"
GEOGRAPHIC = 6668
_WIDE, _HIGH = 1 / 800, 1 / 1200
"""Degrees of a tenth of the standard mesh."""
_FAR = 250.0
"""Squares farther than this from all parcels are left out, in metres."""
_RICE, _FIELD, _FOREST, _HOMES, _RIVER = "0100", "0200", "0500", "0700", "1100"


def _code(column: int, row: int) -> str:
    """Ten digits of the square that begins ``column`` wide and ``row`` high squares from 100° E and the equator."""
    p, q = row // 800, column // 800
    v, u = row % 800, column % 800
    return f"{p}{q}{v // 100}{u // 100}{v // 10 % 10}{u // 10 % 10}{v % 10}{u % 10}"


def _squares(parcels: list[Parcel]) -> list[tuple[int, int]]:
    corners = [to_lonlat(point) for parcel in parcels for point in parcel.ring]
    lon, lat = np.array(corners).T
    margin = 3  # squares
    columns = range(int((lon.min() - 100) / _WIDE) - margin, int((lon.max() - 100) / _WIDE) + margin + 1)
    rows = range(int(lat.min() / _HIGH) - margin, int(lat.max() / _HIGH) + margin + 1)
    return [(column, row) for row in rows for column in columns]


def _covers(parcels: list[Parcel], middles: np.ndarray) -> list[str]:
    """What covers each square, by its middle (plane coordinates); '' for what is left out."""
    own = np.array([parcel.middle for parcel in parcels])
    away = np.hypot(*(middles[:, None] - own[None]).transpose(2, 0, 1))
    nearest, metres = away.argmin(axis=1), away.min(axis=1)
    s, d = terrain.locate([(float(x), float(y)) for x, y in middles])
    found = []
    for at in range(len(middles)):
        parcel = parcels[nearest[at]]
        if metres[at] > _FAR:
            found.append("")
        elif _settled(float(s[at]), float(d[at])):
            found.append(_HOMES)
        elif abs(d[at] - float(terrain.river(s[at]))) < 15:
            found.append(_RIVER)
        elif metres[at] < 45:
            found.append(_FIELD if parcel.land == 200 else _RICE)
        else:
            found.append(_FOREST)
    return found


def _settled(s: float, d: float) -> bool:
    for _, _, side, middle, above, length, depth, _ in SETTLEMENTS:
        x = side * d - float(terrain.foot(s, side)) - above
        if side * d > 0 and abs(s - middle) < length and abs(x) < depth:
            return True
    return False


def _middle(column: int, row: int, near: Point) -> Point:
    """Plane coordinates of a square's middle, from a place ``near`` it, by steps that each leave a thousandth."""
    lon, lat = 100 + (column + 0.5) * _WIDE, (row + 0.5) * _HIGH
    x, y = near
    for _ in range(4):
        here = to_lonlat((x, y))
        x, y = x + (lon - here[0]) * 89_800.0, y + (lat - here[1]) * 110_950.0
    return x, y


def write(folder: Path, parcels: list[Parcel]) -> dict[str, Any]:
    """One square a row."""
    squares = _squares(parcels)
    centres = [_middle(column, row, parcels[0].middle) for column, row in squares]
    rows = []
    for (column, row), cover in zip(squares, _covers(parcels, np.array(centres))):
        if not cover:
            continue
        ring = [
            [round(100 + (column + x) * _WIDE, 7), round((row + y) * _HIGH, 7)]
            for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
        ]
        told = {
            "L03b_001": _code(column, row),
            "L03b_002": cover,
            "L03b_003": "20210000",
            "SYNTHETIC": SYNTHETIC,
        }
        rows.append(feature(told, "Polygon", [ring]))
    write_geojson(folder / FILE, rows, GEOGRAPHIC)
    covers = [row["properties"]["L03b_002"] for row in rows]
    forest = covers.count(_FOREST)
    return {"READ_COUNT": len(rows), "forest": forest, "USED_COUNT": forest + covers.count(_HOMES)}
