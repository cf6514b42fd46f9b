"""About 1,500 parcels: blocks and old paddies on the floor, terraces along the contours, side valleys, hill plots.

Parcels are cut out of strips. Two strips that touch share one curve with one set of corners, so neighbours share
their edges exactly, as digitised parcels do; a bank, road or ditch between strips is a gap.
"""

from __future__ import annotations

import bisect
import math
import random
from dataclasses import dataclass, field
from typing import Callable

from . import terrain
from .geo import Point, Ring, area, centroid, new_uuid, stream

Place = Callable[[float, float], Point]
Offset = Callable[[float], float]
VILLAGE, CITY = "20999", "20998"


@dataclass
class Parcel:
    """One parcel of the finished valley; ``ring`` is clockwise, as in the official files."""

    ring: Ring
    part: str  # floor, block, terrace, side, hill
    side: int
    s: float = 0.0
    d: float = 0.0
    valley: str = ""
    uuid: str = ""
    last_uuid: str = ""
    land: int = 100
    municipality: str = ""
    aza: str = ""
    chiban: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def area(self) -> float:
        return abs(area(self.ring))

    @property
    def middle(self) -> Point:
        return centroid(self.ring)


class Curve:
    """An edge between strips: an offset over ``s``, straight between breaks, with every corner that lies on it."""

    def __init__(self, offset: Offset, start: float, end: float, step: float, rough: float,
                 rng: random.Random) -> None:  # fmt: skip
        count = max(2, round((end - start) / step))
        self.breaks = [start + (end - start) * i / count for i in range(count + 1)]
        self.breaks = [
            b + (rng.uniform(-0.3, 0.3) * step if 0 < i < count else 0) for i, b in enumerate(self.breaks)
        ]
        self.values = [offset(b) + rng.uniform(-rough, rough) for b in self.breaks]
        self.corners = list(self.breaks)

    def at(self, s: float) -> float:
        i = min(max(bisect.bisect_right(self.breaks, s) - 1, 0), len(self.breaks) - 2)
        a, b = self.breaks[i], self.breaks[i + 1]
        return self.values[i] + (self.values[i + 1] - self.values[i]) * (s - a) / (b - a)

    def snap(self, s: float, within: float) -> float:
        """The break that is near enough, else ``s`` itself as a new corner."""
        near = min(self.breaks, key=lambda b: abs(b - s))
        if abs(near - s) < within:
            return near
        self.corners.append(s)
        return s

    def run(self, a: float, b: float) -> list[float]:
        return sorted({c for c in self.corners if a < c < b} | {a, b})


@dataclass
class Strip:
    """The land between two curves, cut across at places that lean (``cuts``: s on the low and on the high curve)."""

    low: Curve
    high: Curve
    cuts: list[tuple[float, float]]
    roads: set[int]

    def rings(self, place: Place) -> list[tuple[Ring, float, float]]:
        out = []
        for i, ((a1, a2), (b1, b2)) in enumerate(zip(self.cuts, self.cuts[1:])):
            if i in self.roads:
                continue
            low, high = self.low.run(a1, b1), self.high.run(a2, b2)
            corners = [(s, self.low.at(s)) for s in low] + [(s, self.high.at(s)) for s in reversed(high)]
            ring = [place(s, d) for s, d in corners]
            middle_s, middle_d = (
                (a1 + a2 + b1 + b2) / 4,
                (self.low.at((a1 + b1) / 2) + self.high.at((a2 + b2) / 2)) / 2,
            )
            out.append((ring if area(ring) < 0 else ring[::-1], middle_s, middle_d))
        return out


def cut(low: Curve, high: Curve, start: float, end: float, width: tuple[float, float], lean: float, road: float,
        rng: random.Random) -> Strip:  # fmt: skip
    """A strip cut at irregular distances; every ``road`` metres or so a farm road of 4 m crosses it."""
    cuts, roads = [(low.snap(start, 2.0), high.snap(start, 2.0))], set()
    s, since = start, 0.0
    while True:
        step = rng.triangular(*width)
        if s + step > end - width[0]:
            break
        s, since = s + step, since + step
        slant = rng.uniform(-lean, lean)
        cuts.append((low.snap(s - slant, 3.0), high.snap(s + slant, 3.0)))
        if road and since > road:
            roads.add(len(cuts) - 1)
            s, since = s + 4.0, 0.0
            cuts.append((low.snap(s - slant, 0.0), high.snap(s + slant, 0.0)))
    return Strip(low, high, cuts, roads)


def _across(side: int, share: float, shift: float) -> Offset:
    """A line over the floor, at a share of the way from the dyke to the foot of the slope."""

    def at(s: float) -> float:
        low = side * float(terrain.river(s)) + float(terrain.bank(s)) + 3
        high = float(terrain.foot(s, side)) - 7
        return side * (low + (high - low) * share + shift)

    return at


def _up_valley(valley: terrain.SideValley, side: int, share: float) -> Offset:
    """A line up a side valley, at a share of the way from the brook to its edge."""
    return lambda t: side * (1.6 + (float(valley.half_width(t)) - 1.6) * share)


def floor(rng: random.Random) -> list[Parcel]:
    """Paddies of the valley floor: old irregular ones, and blocks of land improvement downstream."""
    spans = [  # side, from, to, strips, cut widths, lean, block?
        (1, 40.0, 2070.0, 3, (24.0, 62.0), 7.0, False),
        (1, 2100.0, 4350.0, 2, (21.0, 34.0), 0.6, True),
        (-1, 60.0, 1570.0, 3, (20.0, 58.0), 7.0, False),
        (-1, 1600.0, 2880.0, 3, (22.0, 66.0), 6.0, False),
        (-1, 2910.0, 4350.0, 2, (20.0, 33.0), 0.6, True),
    ]
    out = []
    for side, start, end, strips, width, lean, block in spans:
        step, rough = (46.0, 0.4) if block else (27.0, 2.0)
        curves = [Curve(_across(side, 0.0, 0.0), start, end, 24.0, 1.0, rng)]
        for k in range(1, strips):
            share = k / strips + (0.0 if block else rng.uniform(-0.06, 0.06))
            curves.append(Curve(_across(side, share, -2.2 if block else 0.0), start, end, step, rough, rng))
            curves.append(
                Curve(_across(side, share, 2.2), start, end, step, rough, rng) if block else curves[-1]
            )
        curves.append(Curve(_across(side, 1.0, 0.0), start, end, 24.0, 1.2, rng))
        made = []
        for k in range(strips):
            low, high = curves[2 * k], curves[2 * k + 1]
            made.append(cut(low, high, start, end, width, lean, 165.0 if block else 0.0, rng))
        for strip in made:
            out += [
                Parcel(r, "block" if block else "floor", side, s, d) for r, s, d in strip.rings(terrain.place)
            ]
    return out


def _worked(s: float, x: float, side: int) -> float:
    """How likely a place on the slope was ever terraced: spurs and shady hollows were left as wood."""
    field_ = (
        math.sin(s / 215 + 1.7 * side)
        + 0.55 * math.sin(s / 83 + x / 40 + side)
        + 0.3 * math.sin(x / 21 + s / 160)
    )
    return field_ - x / 150


def _contour(x: float, side: int, wave: float, phase: float) -> Offset:
    """A line x metres above the foot of the slope, with a little swing of its own."""
    return lambda s: side * (float(terrain.foot(s, side)) + x + wave * math.sin(s / 47 + phase))


def terraces(rng: random.Random) -> list[Parcel]:
    """Terraced paddies and fields on the lower slope, along the contours; steps have banks between them."""
    out = []
    for side in (1, -1):
        x, step_no, wave, phase = 4.0, 0, 2.0, float(side)
        strips = []
        low = None
        while x < 138:
            width = rng.uniform(11.0, 19.0)

            low = low or Curve(
                _contour(x, side, wave, phase), 30, 4370, 17.0, 0.7, rng
            )  # above a bank: its line, 3 m higher
            wave, phase = rng.uniform(1.0, 3.0), phase + rng.uniform(-0.8, 0.8)
            high = Curve(_contour(x + width, side, wave, phase), 30, 4370, 17.0, 0.7, rng)
            strips.append(
                (x + width / 2, cut(low, high, 30 + rng.uniform(0, 25), 4365, (19.0, 68.0), 3.5, 0.0, rng))
            )
            bank = step_no % 2 == 1  # every second step is a high bank of grass
            x += width + (3.0 if bank else 0.0)
            low = None if bank else high
            step_no += 1
        for middle, strip in strips:
            for ring, s, d in strip.rings(terrain.place):
                if _worked(s, middle, side) > -0.12 and rng.random() > 0.05:
                    out.append(Parcel(ring, "terrace", side, s, d))
    return out


def hill_plots(rng: random.Random) -> list[Parcel]:
    """Small fields and orchards in clusters high on the slope, many given up around them."""
    out = []
    for side in (1, -1):
        x, low = 152.0, None
        strips = []
        while x < 250:
            width = rng.uniform(15.0, 23.0)
            edges = [
                Curve(
                    lambda s, v=v, side=side: (
                        side * (float(terrain.foot(s, side)) + v + 4 * math.sin(s / 38 + v))
                    ),
                    60,
                    4340,
                    14.0,
                    1.5,
                    rng,
                )
                for v in (x, x + width)
            ]
            low = low or edges[0]
            strips.append((x, cut(low, edges[1], 60 + rng.uniform(0, 30), 4330, (17.0, 44.0), 5.0, 0.0, rng)))
            low = edges[1]
            x += width
        for x, strip in strips:
            for ring, s, d in strip.rings(terrain.place):
                if (
                    math.sin(s / 128 + 2.2 * side) + 0.5 * math.sin(x / 17 + s / 61) > 0.86
                    and rng.random() > 0.12
                ):
                    out.append(Parcel(ring, "hill", side, s, d))
    return out


def side_paddies(rng: random.Random) -> list[Parcel]:
    """Staircases of small paddies up the three side valleys, a brook between them."""
    out = []
    for valley in terrain.SIDE_VALLEYS:
        axis = valley.axis()
        for side in (1, -1):
            end = valley.length
            inner, outer = (Curve(_up_valley(valley, side, v), 6, end, 13.0, 0.6, rng) for v in (0.0, 1.0))
            split = 300.0 + rng.uniform(-40, 40)
            middle = Curve(_up_valley(valley, side, 0.5), 6, split, 13.0, 0.6, rng)
            strips = [
                cut(inner, middle, 6, split, (12.0, 27.0), 1.5, 0.0, rng),
                cut(middle, outer, 6, split, (14.0, 30.0), 1.5, 0.0, rng),
                cut(inner, outer, split + 3, end, (11.0, 25.0), 2.0, 0.0, rng),
            ]
            for strip in strips:
                for ring, t, _ in strip.rings(axis.place):
                    if rng.random() > 0.04 + 0.14 * t / end:
                        out.append(Parcel(ring, "side", valley.side, t, 0.0, valley.name))
    return out


SETTLEMENTS = (  # name, municipality, side, s, metres above the foot, half length, half depth, houses
    ("上架空", VILLAGE, 1, 1330.0, 26.0, 190.0, 38.0, 46),
    ("日向", VILLAGE, -1, 620.0, 24.0, 85.0, 26.0, 9),
    ("下架空", CITY, 1, 2760.0, 30.0, 230.0, 44.0, 71),
    ("例示原", CITY, -1, 3640.0, 24.0, 130.0, 32.0, 24),
)


def _settled(s: float, d: float) -> bool:
    for _, _, side, s0, x0, half_s, half_x, _ in SETTLEMENTS:
        x = side * d - float(terrain.foot(s, side))
        if side * d > 0 and ((s - s0) / half_s) ** 2 + ((x - x0) / half_x) ** 2 < 1 and x > -6:
            return True
    return False


def municipality(s: float, d: float) -> str:
    """The border comes down a spur, follows the river for half a kilometre and climbs the other side."""
    return VILLAGE if s < (2085.0 if d > float(terrain.river(s)) else 1585.0) else CITY


def _free_of_side_valleys(parcels: list[Parcel]) -> list[Parcel]:
    import numpy as np

    corners = np.array([point for parcel in parcels for point in parcel.ring])
    owner = np.repeat(np.arange(len(parcels)), [len(parcel.ring) for parcel in parcels])
    blocked = np.zeros(len(parcels), dtype=bool)
    for valley in terrain.SIDE_VALLEYS:
        t, r = valley.axis().locate(corners[:, 0], corners[:, 1])
        hit = (t > -6) & (t < valley.length + 10) & (np.abs(r) < valley.half_width(t) + 5)
        blocked[owner[hit]] = True
    return [parcel for parcel, bad in zip(parcels, blocked) if not bad]


AZA = (
    "前田",
    "中島",
    "髙畑",
    "下河原",
    "堂ノ前",
    "藤ノ木",
    "清水",
    "上ノ原",
    "日影",
    "大平",
    "柳沢",
    "南沢",
    "北ノ入",
    "峯",
    "荒屋敷",
    "石坂",
)


def build() -> list[Parcel]:
    """Every parcel of the valley, in the order of the ledger: by municipality, 字 and place."""
    main = floor(stream("floor")) + terraces(stream("terraces")) + hill_plots(stream("hills"))
    main = [p for p in _free_of_side_valleys(main) if not _settled(p.s, p.d) and p.area > 60]
    made = main + [p for p in side_paddies(stream("side")) if p.area > 60]
    places = terrain.locate([parcel.middle for parcel in made])
    rng = stream("parcels")
    for parcel, s, d in zip(made, *places):
        parcel.s, parcel.d = round(float(s), 1), round(float(d), 1)
        parcel.municipality = municipality(parcel.s, parcel.d)
        x = abs(parcel.d) - float(terrain.foot(parcel.s, parcel.side))
        dry = {"floor": 0.04, "block": 0.0, "side": 0.03, "terrace": 0.25 + x / 220, "hill": 1.0}[parcel.part]
        parcel.land = 200 if rng.random() < dry else 100
        high = parcel.part in ("terrace", "hill", "side")
        parcel.aza = AZA[
            (int(parcel.s // 560) * 2 + (3 if high else 0) + (8 if parcel.side < 0 else 0)) % len(AZA)
        ]
    made.sort(key=lambda p: (p.municipality, p.aza, p.s, p.d))
    number = {VILLAGE: 100, CITY: 1200}
    branch = 0
    for parcel in made:
        if branch == 0 or rng.random() < 0.6:
            number[parcel.municipality] += 1
            branch = 0
        branch = branch + 1 if branch or rng.random() < 0.35 else 0
        base = str(number[parcel.municipality])
        parcel.chiban = f"{base}-{branch}" if branch else base
        parcel.uuid, parcel.last_uuid = new_uuid(rng), new_uuid(rng)
    return made
