"""Groups of parcels: 農業集落, 大字, 水利系統 and 地域計画 districts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import terrain
from .geo import PLANE, SYNTHETIC, Ring, area, feature, lonlat_ring, plane_ring, write_geojson
from .parcels import CITY, VILLAGE, Parcel

TARGET_FY, NOTICE_DATE = 2028, "2025-03-28"


def _along(s0: float, s1: float, offset: Any) -> list[tuple[float, float]]:
    count = max(2, round(abs(s1 - s0) / 90))
    steps = [s0 + (s1 - s0) * i / count for i in range(count + 1)]
    return [terrain.place(s, offset(s)) for s in steps]


def _middle(s: float) -> float:
    return float(terrain.river(s))


def _bank_area(side: int, s0: float, s1: float, reach: float) -> Ring:
    """One side of the river between two places, out to ``reach`` metres from the axis."""
    ring = _along(s0, s1, _middle) + _along(s1, s0, lambda s: side * reach)
    return ring if area(ring) > 0 else ring[::-1]


def _floor(side: int, s0: float, s1: float) -> Ring:
    ring = _along(s0, s1, lambda s: _middle(s) + side) + _along(
        s1, s0, lambda s: side * (float(terrain.foot(s, side)) - 3)
    )
    return ring if area(ring) > 0 else ring[::-1]


def _side_valley(index: int) -> Ring:
    valley = terrain.SIDE_VALLEYS[index]
    axis = valley.axis()
    steps = [valley.length * i / 8 for i in range(9)]
    left = [axis.place(t, float(valley.half_width(t)) + 4) for t in steps]
    right = [axis.place(t, -float(valley.half_width(t)) - 4) for t in steps]
    ring = left + right[::-1]
    return ring if area(ring) > 0 else ring[::-1]


WATER = (  # id, name, ring: what one intake or one pond serves
    ("W1", "上架空 北堰", _floor(1, 20, 2080)), ("W2", "日向 南堰", _floor(-1, 40, 1580)),
    ("W3", "下架空 北用水", _floor(1, 2090, 4380)), ("W4", "例示原 南用水", _floor(-1, 1590, 4380)),
    ("W5", "上沢 ため池掛", _side_valley(0)), ("W6", "中沢 沢水掛", _side_valley(1)),
    ("W7", "下沢 沢水掛", _side_valley(2)),
)  # fmt: skip


def write(folder: Path, parcels: list[Parcel]) -> dict[str, Any]:
    """All groups; returns counts that follow from how they were drawn."""
    places = (  # key of the farm community: prefecture, municipality, old municipality, number; name, households
        ("20999", "01", "001", "上架空", 24, _bank_area(1, -150, 2085, 490)),
        ("20999", "01", "002", "日向", 8, _bank_area(-1, -150, 1585, 490)),
        ("20998", "01", "001", "下架空", 37, _bank_area(1, 2085, 4500, 490)),
        ("20998", "01", "002", "例示原", 15, _bank_area(-1, 1585, 4500, 490)),
    )
    names = {CITY: "見本市", VILLAGE: "見本村"}
    rows = [
        feature(
            {
                "KEY": code + old + number,
                "PREF": code[:2],
                "CITY": code[2:],
                "KCITY": old,
                "RCOM": number,
                "PREF_NAME": "長野県",
                "CITY_NAME": names[code],
                "RCOM_NAME": name,
                "総戸数": homes,
                "SYNTHETIC": SYNTHETIC,
            },
            "Polygon",
            [lonlat_ring(ring, 7)],
        )
        for code, old, number, name, homes, ring in places
    ]
    write_geojson(folder / "communities.geojson", rows, 6668)
    oaza = [
        feature(
            {"大字名": f"大字{name}", "市町村名": names[code], "SYNTHETIC": SYNTHETIC},
            "MultiPolygon",
            [[plane_ring(ring)] for c, *_, ring in places if c == code],
        )
        for code, name in ((VILLAGE, "上架空"), (CITY, "下架空"))
    ]
    write_geojson(folder / "oaza.geojson", oaza, PLANE)
    water = [
        feature({"系統番号": i, "水利系統": n, "SYNTHETIC": SYNTHETIC}, "Polygon", [plane_ring(r)])
        for i, n, r in WATER
    ]
    write_geojson(folder / "water_systems.geojson", water, PLANE)
    told = {
        "地域計画": "見本村 上架空地区",
        "目標年度": TARGET_FY,
        "公告日": NOTICE_DATE,
        "SYNTHETIC": SYNTHETIC,
    }
    parts = [[plane_ring(ring)] for code, *_, ring in places if code == VILLAGE]
    district = feature(told, "MultiPolygon", parts)
    write_geojson(folder / "plan_district_209996.geojson", [district], PLANE)
    inside = sorted(
        p.uuid for p in parcels if p.municipality == CITY and p.facts["target_status"] not in ("P5", "P6")
    )
    body = "polygon_uuid,地域計画,SYNTHETIC\r\n" + "".join(
        f"{u},見本市 下架空地区,{SYNTHETIC}\r\n" for u in inside
    )
    (folder / "plan_district_209988.csv").write_bytes(body.encode("utf-8-sig"))
    return {
        "communities.geojson": {"READ_COUNT": len(rows), "UNIT_COUNT": len(parcels), "UNGROUPED_COUNT": 0},
        "oaza.geojson": {"READ_COUNT": 2},
        "water_systems.geojson": {"READ_COUNT": len(WATER)},
        "plan_district_209996.geojson": {"READ_COUNT": 1},
        "plan_district_209988.csv": {
            "READ_COUNT": len(inside), "UNIT_COUNT": len(inside), "UNGROUPED_COUNT": len(parcels) - len(inside),
        },
    }  # fmt: skip
