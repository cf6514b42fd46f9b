"""The valley itself: an axis down which the river runs, its floor, its sides, and three side valleys.

A place is given by ``s``, metres downstream along the axis, and ``d``, metres from it (north side positive).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .geo import Point

LENGTH = 4400.0
_STEP = 5.0
_CENTRE = (-35900.0, 33300.0)
_TURN = math.radians(17.0)


class Axis:
    """A smooth line, measured along; ``place(s, d)`` is the point d metres to its left."""

    def __init__(self, points: np.ndarray) -> None:
        lengths = np.hypot(*np.diff(points, axis=0).T)
        along = np.concatenate([[0.0], np.cumsum(lengths)])
        self.length = float(along[-1])
        self.s = np.arange(0.0, self.length, _STEP)
        self.x = np.interp(self.s, along, points[:, 0])
        self.y = np.interp(self.s, along, points[:, 1])
        tx, ty = np.gradient(self.x), np.gradient(self.y)
        norm = np.hypot(tx, ty)
        self.nx, self.ny = -ty / norm, tx / norm

    def place(self, s: float, d: float) -> Point:
        x, y = np.interp(s, self.s, self.x), np.interp(s, self.s, self.y)
        nx, ny = np.interp(s, self.s, self.nx), np.interp(s, self.s, self.ny)
        return round(float(x + d * nx), 3), round(float(y + d * ny), 3)

    def locate(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(s, d) of many points, by the nearest point of the line."""
        s, d = np.empty(len(x)), np.empty(len(x))
        for start in range(0, len(x), 2000):
            part = slice(start, start + 2000)
            dx, dy = x[part, None] - self.x, y[part, None] - self.y
            near = np.argmin(dx**2 + dy**2, axis=1)
            rows = np.arange(len(near))
            along = dx[rows, near] * self.ny[near] - dy[rows, near] * self.nx[near]
            s[part] = self.s[near] + along
            d[part] = dx[rows, near] * self.nx[near] + dy[rows, near] * self.ny[near]
        return s, d


def _main_axis() -> Axis:
    u = np.arange(-400.0, LENGTH + 400.0, 10.0)
    v = 120 * np.sin(2 * math.pi * u / 2700 + 0.6) + 38 * np.sin(2 * math.pi * u / 1450 + 2.0)
    u = u - LENGTH / 2
    x = _CENTRE[0] + u * math.cos(_TURN) - v * math.sin(_TURN)
    y = _CENTRE[1] + u * math.sin(_TURN) + v * math.cos(_TURN)
    return Axis(np.column_stack([x, y]))


AXIS = _main_axis()
START = 400.0  # of the axis' own measure: s = 0 of the valley


def place(s: float, d: float) -> Point:
    """Plane point of a valley place."""
    return AXIS.place(s + START, d)


def locate(points: list[Point]) -> tuple[np.ndarray, np.ndarray]:
    """Valley places of plane points."""
    xy = np.array(points)
    s, d = AXIS.locate(xy[:, 0], xy[:, 1])
    return s - START, d


def river(s: np.ndarray | float) -> np.ndarray:
    """Offset of the river's middle from the axis."""
    s = np.asarray(s, dtype=float)
    return 16 * np.sin(s / 190) + 9 * np.sin(s / 83 + 1.0)


def bank(s: np.ndarray | float) -> np.ndarray:
    """Half the width that river and dykes take."""
    return 9 + 6 * np.clip(np.asarray(s, dtype=float) / LENGTH, 0, 1)


def foot(s: np.ndarray | float, side: int) -> np.ndarray:
    """Distance from the axis to the foot of the slope: the floor widens downstream, spurs push in."""
    s = np.asarray(s, dtype=float)
    phase = 0.3 if side > 0 else 2.1
    wide = 74 + 92 * np.clip(s / LENGTH, -0.1, 1.1)
    swing = 1 + 0.22 * np.sin(s / 310 + phase) + 0.11 * np.sin(s / 131 + 2 * phase)
    return wide * swing * (1.08 if side > 0 else 0.95)


def height(s: np.ndarray, d: np.ndarray, u: np.ndarray | None = None) -> np.ndarray:
    """Metres above the sea of the main valley's surface.

    ``u`` is the place along the straight heading of the valley: far from the axis, where two stretches of it are
    equally near, it takes the part of ``s`` so that the surface has no cliff there.
    """
    if u is not None:
        far = np.clip((np.abs(d) - 160.0) / 300.0, 0, 1)
        s = s + (u - s) * far * far * (3 - 2 * far)
    out = np.empty(np.broadcast(s, d).shape)
    for side in (1, -1):
        at = (d >= 0) if side > 0 else (d < 0)
        ss, away = s[at], np.abs(d[at])
        x = np.maximum(0.0, away - foot(ss, side))
        floor = 0.012 * np.minimum(away, foot(ss, side))
        spur = 1 + 0.28 * np.sin(ss / 240 + 1.3 * side) + 0.14 * np.sin(ss / 97 + side)
        steep = np.maximum(0.0, x - 150.0)
        slope = 0.11 * np.minimum(x, 150.0) + spur * 260 * (1 - np.exp(-steep / 520))
        out[at] = floor + slope
    low = np.exp(-(((d - river(s)) / 11) ** 2)) * 3.0
    return 712.0 - 0.021 * s + 60 * np.exp(-(s + 400) / 900) + out - low


@dataclass(frozen=True)
class SideValley:
    """A side valley: where it leaves the floor, which way it climbs and how far the paddies go."""

    name: str
    s: float
    side: int
    lean: float  # metres upstream per metre away from the axis
    length: float
    width: float

    def axis(self) -> Axis:
        away = np.arange(0.0, self.length + 150.0, 10.0)
        bend = 24 * np.sin(away / 115 + self.s) + 11 * np.sin(away / 52)
        start = float(foot(self.s, self.side)) + 18
        points = [place(self.s - self.lean * a + b, self.side * (start + a)) for a, b in zip(away, bend)]
        return Axis(np.array(points))

    def half_width(self, t: np.ndarray | float) -> np.ndarray:
        t = np.asarray(t, dtype=float)
        swing = 1 + 0.25 * np.sin(t / 61 + self.s) + 0.12 * np.sin(t / 23)
        return self.width * swing * (1 - 0.62 * np.clip(t / self.length, 0, 1))


SIDE_VALLEYS = (
    SideValley("上沢", 860.0, 1, 0.42, 640.0, 34.0),
    SideValley("中沢", 2050.0, -1, 0.30, 720.0, 40.0),
    SideValley("下沢", 3380.0, 1, 0.36, 700.0, 42.0),
)


def elevation(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Metres above the sea at plane points, side valleys carved in."""
    s, d = AXIS.locate(x, y)
    s = s - START
    u = (x - _CENTRE[0]) * math.cos(_TURN) + (y - _CENTRE[1]) * math.sin(_TURN) + LENGTH / 2
    z = height(s, d, u)
    for valley in SIDE_VALLEYS:
        t, r = valley.axis().locate(x, y)
        mouth = height(
            np.array([valley.s]), np.array([valley.side * (float(foot(valley.s, valley.side)) + 18)])
        )[0]
        beyond = np.maximum(0.0, np.abs(r) - valley.half_width(t))
        carved = mouth + 0.11 * np.maximum(t, 0.0) + 0.00009 * np.maximum(t, 0.0) ** 2 + 0.015 * np.abs(r)
        carved = (
            carved
            + 0.42 * beyond
            + 0.0012 * beyond**2
            + 2.0 * np.maximum(0.0, -t - 2)
            + 0.55 * np.maximum(0.0, t - valley.length)
        )
        z = np.minimum(z, carved)
    return z
