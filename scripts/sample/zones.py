"""The sketch of management zones, the municipal plan above it, and the plan area: drawn by hand, so to say."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from . import terrain
from .geo import PLANE, SYNTHETIC, Ring, area, crosses, feature, inside, plane_ring, stream, write_geojson
from .parcels import Parcel


@dataclass
class Zone:
    """One zone with one or more rings, and the attributes that a planner typed."""

    zone_id: str
    code: str
    name: str
    rings: list[Ring]
    method: str = ""
    manager: str = ""
    term: str = ""
    start_fy: int | None = None
    end_fy: int | None = None
    viewpoint: str = ""
    parcels: list[Parcel] = field(default_factory=list)


def _offset(edge: str | float, s: float, side: int) -> float:
    """Metres from the axis: ``bank`` is the river's, a number counts from the foot of the slope."""
    if edge == "bank":
        return side * float(terrain.river(s)) + float(terrain.bank(s)) + 1
    return max(float(terrain.foot(s, side)) + float(edge), 14.0)


def _sketch(side: int, s0: float, s1: float, low: str | float, high: str | float, name: str) -> Ring:
    """A hand-drawn patch between two lines along the valley, corners every 70 m or so, each a little off."""
    rng = stream(f"zone {name}")
    count = max(2, round((s1 - s0) / 70))
    along = [s0 + (s1 - s0) * i / count for i in range(count + 1)]
    near = [
        terrain.place(s + rng.uniform(-4, 4), side * (_offset(low, s, side) + rng.uniform(-1.5, 1.5)))
        for s in along
    ]
    far = [
        terrain.place(s + rng.uniform(-4, 4), side * (_offset(high, s, side) + rng.uniform(-3, 3)))
        for s in along
    ]
    ring = near + far[::-1]
    return ring if area(ring) > 0 else ring[::-1]


def _valley(index: int, t0: float, t1: float, wider: float, name: str) -> Ring:
    valley = terrain.SIDE_VALLEYS[index]
    axis, rng = valley.axis(), stream(f"zone {name}")
    along = [t0 + (t1 - t0) * i / 6 for i in range(7)]
    sides = [
        [axis.place(t, sign * (float(valley.half_width(t)) + wider + rng.uniform(-2, 2))) for t in along]
        for sign in (1, -1)
    ]
    ring = sides[0] + sides[1][::-1]
    return ring if area(ring) > 0 else ring[::-1]


_SPECS = (  # id, class, name, side, from, to, low, high, method, manager, term, first and last fiscal year
    (
        "Z01",
        "A1",
        "下架空 北の圃場",
        1,
        2090,
        3960,
        "bank",
        -5,
        "consolidate",
        "農事組合法人みほん架空",
        "long",
        2025,
        2034,
    ),
    (
        "Z02",
        "A1",
        "例示原 圃場",
        -1,
        2900,
        4375,
        "bank",
        -5,
        "cultivate",
        "架空農場株式会社",
        "long",
        2025,
        2034,
    ),
    ("Z03", "A2", "中島 古田", -1, 1590, 2895, "bank", -5, "continue", "下架空営農組合", "long", 2025, 2034),
    (
        "Z04",
        "A1",
        "上架空 北の田",
        1,
        900,
        2075,
        "bank",
        -5,
        "cultivate",
        "上架空集落営農組合",
        "long",
        2025,
        2034,
    ),
    ("Z05", "A2", "日向 前田", -1, 330, 1575, "bank", -5, "continue", "日向自治会", "long", 2025, 2034),
    ("Z06", "A2", "上架空 奥の田", 1, 30, 905, "bank", -5, "continue", "架空 一郎", "long", 2025, 2034),
    ("Z07", "B1", "下架空 棚田放牧", 1, 2180, 3240, 2, 96, "放牧", "架空放牧の会", "middle", 2026, 2030),
    ("Z08", "A2", "下架空 東の棚田", 1, 3520, 4380, 2, 146, "", "下架空営農組合", "long", 2025, 2034),
    (
        "Z09",
        "B2",
        "下架空 鳥獣緩衝帯",
        1,
        2200,
        3260,
        84,
        150,
        "buffer",
        "下架空自治会",
        "middle",
        2026,
        2029,
    ),
    (
        "Z10",
        "B1",
        "中島 景観作物",
        -1,
        1620,
        2560,
        2,
        146,
        "landscape_crop",
        "見本 花子",
        "middle",
        2027,
        2031,
    ),
    ("Z11", "C1", "例示原 山際", -1, 2570, 3420, 2, 146, "minimum", "例示原自治会", "short", 2025, 2027),
    ("Z12", "B3", "例示原 山林化", -1, 3430, 4380, 2, 256, "plant", "見本森林組合", "long", 2027, 2038),
    (
        "Z15",
        "B4",
        "下架空 直売所と駐車場",
        1,
        3965,
        4130,
        "bank",
        -5,
        "facility",
        "見本市 商工課",
        "short",
        2026,
        2027,
    ),
    ("Z16", "X", "上架空 西の棚田", 1, 1000, 2070, 2, 146, "", "", "", None, None),
    ("Z18", "B3", "日向 山畑", -1, 200, 1000, 120, 262, "natural_wood", "", "long", 2028, 2034),
    ("Z19", "C1", "日向 棚田", -1, 200, 1010, 2, 118, "minimum", "日向自治会", "short", 2025, 2026),
    ("Z21", "D1", "下架空 奥山", 1, 2100, 3230, 152, 262, "watch", "下架空自治会", "long", 2025, 2034),
)


def own_zones() -> list[Zone]:
    """The community's sketch: 22 zones with gaps, an overlap, a multipart one, one self-crossing, some outside."""
    made = [
        Zone(i, c, n, [_sketch(side, s0, s1, lo, hi, i)], m, who, t, y0, y1)
        for i, c, n, side, s0, s1, lo, hi, m, who, t, y0, y1 in _SPECS
    ]
    made += [
        Zone(
            "Z13",
            "A2",
            "中沢 下の田",
            [_valley(1, 0, 330, 7, "Z13")],
            "continue",
            "例示 次郎",
            "long",
            2025,
            2034,
        ),
        Zone("Z14", "C1", "中沢 奥の田", [_valley(1, 330, 735, 7, "Z14")], "", "", "middle", 2025, 2029),
        Zone(
            "Z17",
            "D1",
            "上沢 奥",
            [_valley(0, 210, 780, 9, "Z17")],
            "watch",
            "上架空集落営農組合",
            "long",
            2025,
            2034,
        ),
        Zone(
            "Z20",
            "B2",
            "下沢 ビオトープ",
            [_valley(2, 0, 190, 6, "Z20"), _valley(2, 420, 705, 6, "Z20b")],
            "biotope",
            "仮想環境NPO法人",
            "middle",
            2026,
            2030,
        ),
    ]
    bow = _sketch(-1, 3450, 3560, 150, 215, "Z22")  # two corners swapped: the ring crosses itself
    bow[0], bow[1] = bow[1], bow[0]
    made.append(Zone("Z22", "D1", "例示原 奥山", [bow], "watch", "例示原自治会", "long", 2025, 2034))
    return sorted(made, key=lambda z: z.zone_id)


def upper_zones() -> list[Zone]:
    """What the municipal plans call areas to be managed (管理すべきエリア)."""
    return [
        Zone("U1", "A1", "見本市 優良農地保全エリア", [_sketch(1, 2090, 4370, "bank", -4, "U1")]),
        Zone("U2", "A2", "見本村 上沢 棚田景観エリア", [_valley(0, 0, 650, 12, "U2")]),
        Zone("U3", "B1", "見本市 里山管理エリア", [_sketch(-1, 2600, 3500, 0, 150, "U3")]),
        Zone("U4", "A2", "見本市 下沢 中流エリア", [_valley(2, 192, 418, 10, "U4")]),
    ]


def plan_area() -> Ring:
    """The area of the plan: the valley between its ridges, from the upper village to below the blocks."""
    rng = stream("plan area")
    along = [-60.0 + (4460.0 + 60.0) * i / 40 for i in range(41)]
    bumps = [(v.s - v.lean * v.length * 0.6, v.side, v.length + 40) for v in terrain.SIDE_VALLEYS]

    def edge(s: float, side: int, plain: float) -> float:
        """The ridge; where a side valley comes in, the area reaches up it."""
        out = max(
            [plain, *((r + 95) * math.exp(-(((s - at) / 300) ** 4)) for at, b, r in bumps if b == side)]
        )
        return side * (out + rng.uniform(-20, 20))

    north = [terrain.place(s, edge(s, 1, 400.0)) for s in along]
    south = [terrain.place(s, edge(s, -1, 370.0)) for s in along]
    return south + north[::-1]


def fill(zones: list[Zone], parcels: list[Parcel]) -> None:
    """Give every zone the parcels that lie wholly in it and touch no other zone (kept for planting witnesses)."""
    boxes = [[_box(ring) for ring in zone.rings] for zone in zones]
    for parcel in parcels:
        west, south, east, north = _box(parcel.ring)
        met = []
        for zone, frames in zip(zones, boxes):
            for ring, (w, s, e, n) in zip(zone.rings, frames):
                if west > e or east < w or south > n or north < s:
                    continue
                whole = all(inside(p, ring) for p in parcel.ring)
                cut = crosses(parcel.ring, ring)
                if whole or cut or any(inside(p, ring) for p in parcel.ring):
                    met.append((zone, whole and not cut))
        if len(met) == 1 and met[0][1] and met[0][0].zone_id != "Z22":
            met[0][0].parcels.append(parcel)


def _box(ring: Ring) -> tuple[float, float, float, float]:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return min(xs), min(ys), max(xs), max(ys)


UPPER_CLASS = {
    "A1": "優先的に管理すべきエリア",
    "A2": "従来どおり管理すべきエリア",
    "B1": "粗放的に管理すべきエリア",
}


def write(folder: Path, zones: list[Zone], upper: list[Zone]) -> dict[str, dict[str, int]]:
    """The zones' files; returns the counts that reading them must give."""
    rows = []
    for zone in zones:
        properties = {
            "区域番号": zone.zone_id, "管理区分": zone.code, "区域名": zone.name, "管理手法": zone.method or None,
            "管理主体": zone.manager or None, "term": zone.term or None, "start_fy": zone.start_fy,
            "end_fy": zone.end_fy, "source_scale": 2500, "SYNTHETIC": SYNTHETIC,
        }  # fmt: skip
        rows.append(feature(properties, "MultiPolygon", [[plane_ring(ring)] for ring in zone.rings]))
    lost = {
        **rows[0]["properties"],
        "区域番号": "Z99",
        "管理区分": "C1",
        "区域名": "図形のない区域",
        "管理主体": None,
    }
    rows.append(feature(lost, None, None))
    write_geojson(folder / "zones.geojson", rows, PLANE)
    above = [
        feature(
            {
                "エリア番号": z.zone_id,
                "エリア区分": UPPER_CLASS[z.code],
                "管理区分": z.code,
                "エリア名": z.name,
                "SYNTHETIC": SYNTHETIC,
            },
            "Polygon",
            [plane_ring(z.rings[0])],
        )
        for z in upper
    ]
    write_geojson(folder / "upper_zones.geojson", above, PLANE)
    text = "raw,class,SYNTHETIC\n" + "".join(
        f"{raw},{code},{SYNTHETIC}\n" for code, raw in UPPER_CLASS.items()
    )
    (folder / "upper_class_map.csv").write_text(text, encoding="utf-8-sig", newline="")
    area_row = feature(
        {"名称": "架空谷 地域管理構想 計画区域", "SYNTHETIC": SYNTHETIC}, "Polygon", [plane_ring(plan_area())]
    )
    write_geojson(folder / "plan_area.geojson", [area_row], PLANE)
    return {
        "zones.geojson": {
            "READ_COUNT": len(rows),
            "USED_COUNT": len(zones),
            "REJECTED_COUNT": 1,
            "repaired": 1,
        },
        "upper_zones.geojson": {"READ_COUNT": len(above), "USED_COUNT": len(above), "REJECTED_COUNT": 0},
    }
