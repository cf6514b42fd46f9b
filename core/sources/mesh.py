"""Grid squares of JIS X 0410 (地域メッシュ): codes to polygons and back, for whole columns at once.

Levels: ``80km`` (4 digits), ``10km`` (6), ``1km`` (8), ``500m`` (9), ``250m`` (10), ``125m`` (11), and ``100m``, the
tenth of a 1 km square of the land use grid, which has 10 digits as ``250m`` has: a file says which one it is. Squares
are of longitude and latitude of JGD2000 and JGD2011 alike (EPSG:6668); codes of Tokyo datum look the same and lie
some 400 m elsewhere.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from .arrays import Array

EPSG = 6668
_DIGITS = {"80km": 4, "10km": 6, "1km": 8, "500m": 9, "250m": 10, "125m": 11, "100m": 10}
LEVELS = tuple(_DIGITS)
# All squares in whole numbers of 1/80 of a 1 km square: 30 seconds of latitude, 45 of longitude.
_UNIT = 80
_STEPS = {"80km": 80 * 80, "10km": 10 * 80, "1km": 80, "500m": 40, "250m": 20, "125m": 10, "100m": 8}
_LAT, _LON = 120 * _UNIT, 80 * _UNIT
"""Units to a degree."""
_SOUTH, _NORTH, _WEST, _EAST = 20, 46, 122, 155


def level_of(codes: pd.Series) -> str:
    """The level that most codes have by their digits (10 digits: ``250m``); '' where none is a code."""
    digits = codes[codes.str.fullmatch(r"\d{4}|\d{6}|\d{8,11}")].str.len()
    if digits.empty:
        return ""
    most = int(digits.mode().iloc[0])
    return next(level for level, count in _DIGITS.items() if count == most)


def _digit_rows(codes: pd.Series, count: int) -> tuple[Array, Array]:
    """(n, count) digits, zeros for what is no code, and which are of ``count`` digits."""
    fine = codes.str.fullmatch(rf"\d{{{count}}}").to_numpy(dtype=bool)
    text = codes.where(fine, "0" * count).to_numpy(dtype=f"U{count}")
    rows = text.view(np.uint32).reshape(len(text), count).astype(np.int64) - ord("0")
    return rows, fine


def corners(codes: pd.Series, level: str) -> tuple[Array, Array, Array]:
    """South and west edge in units, and which codes are squares within Japan's box."""
    rows, fine = _digit_rows(codes, _DIGITS[level])
    south = (rows[:, 0] * 10 + rows[:, 1]) * (_LAT * 2 // 3)
    west = (rows[:, 2] * 10 + rows[:, 3] + 100) * _LON
    if level != "80km":
        fine &= (rows[:, 4] < 8) & (rows[:, 5] < 8)
        south, west = south + rows[:, 4] * 10 * _UNIT, west + rows[:, 5] * 10 * _UNIT
    if level not in ("80km", "10km"):
        south, west = south + rows[:, 6] * _UNIT, west + rows[:, 7] * _UNIT
    if level == "100m":
        south, west = south + rows[:, 8] * 8, west + rows[:, 9] * 8
    elif _DIGITS[level] > 8:
        for place in range(8, _DIGITS[level]):
            step = _UNIT >> (place - 7)
            fine &= (rows[:, place] >= 1) & (rows[:, place] <= 4)
            south = south + (rows[:, place] > 2) * step
            west = west + (rows[:, place] % 2 == 0) * step
    fine &= (
        (south >= _SOUTH * _LAT) & (south < _NORTH * _LAT) & (west >= _WEST * _LON) & (west < _EAST * _LON)
    )
    return south, west, fine


def polygons(codes: pd.Series, level: str) -> Array:
    """Squares in degrees (EPSG:6668), None for a text that is no code of this level or no place in Japan.

    Neighbours share their edge to the last bit.
    """
    south, west, fine = corners(codes, level)
    step = _STEPS[level]
    out = np.full(len(codes), None, dtype=object)
    out[fine] = shapely.box(
        west[fine] / _LON, south[fine] / _LAT, (west[fine] + step) / _LON, (south[fine] + step) / _LAT
    )
    return out


def codes_at(lonlat: Array, level: str) -> Array:
    """Codes of the squares that hold (n, 2) longitudes and latitudes; '' outside of Japan's box.

    A point on an edge is of the square north or east of it.
    """
    lonlat = np.asarray(lonlat, dtype=float)
    inside = (lonlat >= (_WEST, _SOUTH)).all(axis=1) & (lonlat < (_EAST, _NORTH)).all(axis=1)
    safe = np.where(inside[:, None], lonlat, (_WEST, _SOUTH))
    # A point on an edge, written in decimals, may fall a billionth short of it.
    west = np.floor(safe[:, 0] * _LON + 1e-6).astype(np.int64)
    south = np.floor(safe[:, 1] * _LAT + 1e-6).astype(np.int64)
    high = _LAT * 2 // 3
    parts = [south // high, west // _LON - 100]
    text = np.char.add(np.char.zfill(parts[0].astype(str), 2), np.char.zfill(parts[1].astype(str), 2))
    south, west = south % high, west % _LON
    for step in [10 * _UNIT, _UNIT]:
        if _STEPS[level] > step:
            break
        text = np.char.add(np.char.add(text, (south // step).astype(str)), (west // step).astype(str))
        south, west = south % step, west % step
    if level == "100m":
        text = np.char.add(np.char.add(text, (south // 8).astype(str)), (west // 8).astype(str))
    elif _DIGITS[level] > 8:
        for place in range(8, _DIGITS[level]):
            step = _UNIT >> (place - 7)
            text = np.char.add(text, (1 + 2 * (south // step) + west // step).astype(str))
            south, west = south % step, west % step
    return np.where(inside, text, "").astype(object)
