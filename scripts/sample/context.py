"""What lies around the fields: marks, roads, river, houses, place names, heights, people and hazard."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np

from . import terrain
from .binary import write_geotiff, write_shapefile
from .geo import PLANE, SYNTHETIC, Point, Ring, feature, stream, to_lonlat, write_geojson
from .parcels import AZA, CITY, SETTLEMENTS, VILLAGE, Parcel


def _line(s0: float, s1: float, offset: Any, step: float = 60.0) -> list[Point]:
    count = max(1, round((s1 - s0) / step))
    return [
        terrain.place(s0 + (s1 - s0) * i / count, offset(s0 + (s1 - s0) * i / count))
        for i in range(count + 1)
    ]


def _at_foot(side: int, x: float) -> Any:
    return lambda s: side * (float(terrain.foot(s, side)) + x)


def _plain(points: list[Point]) -> list[list[float]]:
    return [[round(x, 2), round(y, 2)] for x, y in points]


def write_marks(folder: Path) -> dict[str, Any]:
    """拠点, 集落 and 見守り点 as points; 獣害防護柵, 水路 and 避難路 as lines."""
    points = [("settlement", n, terrain.place(s, side * (float(terrain.foot(s, side)) + x)))
              for n, _, side, s, x, _, _, _ in SETTLEMENTS]  # fmt: skip
    points += [
        ("base", "上架空 公民館", terrain.place(1300, _at_foot(1, 14)(1300))),
        ("base", "下架空 集会所", terrain.place(2800, _at_foot(1, 16)(2800))),
        ("watchpoint", "上沢 奥の見守り点", terrain.SIDE_VALLEYS[0].axis().place(640, 3)),
        ("watchpoint", "中沢 奥の見守り点", terrain.SIDE_VALLEYS[1].axis().place(700, 2)),
        ("watchpoint", "下架空 奥山の見守り点", terrain.place(2650, _at_foot(1, 205)(2650))),
        ("watchpoint", "例示原 山際の見守り点", terrain.place(3200, _at_foot(-1, 120)(3200))),
    ]
    lines = [
        ("fence", "下架空 防護柵", _line(2110, 3300, _at_foot(1, 151))),
        ("fence", "例示原 防護柵", _line(2570, 4380, _at_foot(-1, 148))),
        ("canal", "北用水", _line(2080, 4380, _at_foot(1, -3))),
        ("canal", "南用水", _line(1590, 4380, _at_foot(-1, -3))),
        ("canal", "上架空 北堰", _line(20, 2070, _at_foot(1, -3))),
        ("escape_route", "例示原から下架空へ", [terrain.place(3640, d) for d in (-190, -120, 0, 120, 190)]),
    ]
    rows = [
        feature({"kind": k, "名称": n, "SYNTHETIC": SYNTHETIC}, "Point", _plain([p])[0]) for k, n, p in points
    ]
    write_geojson(folder / "marks_points.geojson", rows, PLANE)
    rows = [
        feature({"kind": k, "名称": n, "SYNTHETIC": SYNTHETIC}, "LineString", _plain(p)) for k, n, p in lines
    ]
    write_geojson(folder / "marks_lines.geojson", rows, PLANE)
    return {name: {"READ_COUNT": len(rows), "USED_COUNT": len(rows), "REJECTED_COUNT": 0}
            for name, rows in (("marks_points.geojson", points), ("marks_lines.geojson", lines))}  # fmt: skip


def write_facilities(folder: Path) -> dict[str, Any]:
    """Services of the valley as an office lists them: what kind of place it is, and its name."""
    places = [
        ("診療所", "見本診療所", 2860, 1, 12.0),
        ("郵便局", "下架空郵便局", 2790, 1, 10.0),
        ("商店", "下架空商店", 2930, 1, 14.0),
        ("商店", "上架空商店", 1280, 1, 9.0),
        ("小学校", "見本小学校", 3560, -1, 22.0),
        ("バス停", "上架空", 1310, 1, 4.0),
        ("バス停", "下架空", 2830, 1, 4.0),
        ("バス停", "例示原", 3640, -1, 4.0),
    ]
    rows = [
        feature({"種別": kind, "名称": name, "SYNTHETIC": SYNTHETIC}, "Point",
                _plain([terrain.place(s, _at_foot(side, x)(s))])[0])
        for kind, name, s, side, x in places
    ]  # fmt: skip
    write_geojson(folder / "facilities.geojson", rows, PLANE)
    return {"READ_COUNT": len(rows)}


def write_background(folder: Path, parcels: list[Parcel]) -> list[Point]:
    """Roads, river, houses and place names in plane metres; returns the houses' middles."""
    roads = [("県道", "架空谷線", 7.0, _line(-40, 4440, _at_foot(1, -1.5)))]
    roads += [("市町村道", "南回り線", 4.5, _line(60, 4400, _at_foot(-1, -1.5)))]
    for s in (640, 1580, 2890, 3640):
        deck = [-float(terrain.foot(s, -1)) + 1, 0, float(terrain.foot(s, 1)) - 1]
        roads.append(("市町村道", f"{s}号橋線", 4.0, [terrain.place(s, d) for d in deck]))
    for valley in terrain.SIDE_VALLEYS:
        edge = [
            valley.axis().place(t, float(valley.half_width(t)) + 3) for t in np.arange(0.0, valley.length, 45)
        ]
        roads.append(("林道", f"{valley.name}線", 3.0, edge))
    rows = [
        feature({"種別": k, "路線名": n, "幅員": w, "SYNTHETIC": SYNTHETIC}, "LineString", _plain(p))
        for k, n, w, p in roads
    ]
    write_geojson(folder / "roads.geojson", rows, PLANE)
    water = [("架空川", _line(-80, 4460, lambda s: float(terrain.river(s)), 30))]
    for valley in terrain.SIDE_VALLEYS:
        brook = [valley.axis().place(t, 0.0) for t in np.arange(valley.length, -1, -40)]
        water.append((valley.name, brook))
    rows = [feature({"河川名": n, "SYNTHETIC": SYNTHETIC}, "LineString", _plain(p)) for n, p in water]
    write_geojson(folder / "river.geojson", rows, PLANE)
    rng, houses, rows = stream("houses"), [], []
    for name, _, side, s0, x0, half_s, half_x, count in SETTLEMENTS:
        while count:
            turn, reach = rng.uniform(0, 2 * math.pi), math.sqrt(rng.random()) * 0.9
            s, x = s0 + half_s * reach * math.cos(turn), max(4.0, x0 + half_x * reach * math.sin(turn))
            middle = terrain.place(s, _at_foot(side, x)(s))
            if any(math.dist(middle, other) < 13 for other in houses):
                continue
            houses.append(middle)
            empty = rng.random() < (0.34 if name == "日向" else 0.14)
            rows.append(feature({"種別": "空き家" if empty else "普通建物", "集落": name, "SYNTHETIC": SYNTHETIC},
                                "Polygon", [_house(middle, s, rng.uniform(7, 12), rng.uniform(5.5, 8))]))  # fmt: skip
            count -= 1
    write_geojson(folder / "buildings.geojson", rows, PLANE)
    by_aza: dict[str, list[Point]] = {}
    for parcel in parcels:
        by_aza.setdefault(parcel.aza, []).append(parcel.middle)
    rows = []
    for name in AZA:
        spots = sorted(by_aza.get(name, []))
        if spots:
            rows.append(
                feature(
                    {"地名": name, "種別": "小字", "SYNTHETIC": SYNTHETIC},
                    "Point",
                    _plain([spots[len(spots) // 2]])[0],
                )
            )
    for name, _, side, s, x, _, _, _ in SETTLEMENTS:
        spot = _plain([terrain.place(s, _at_foot(side, x)(s))])[0]
        rows.append(feature({"地名": name, "種別": "集落", "SYNTHETIC": SYNTHETIC}, "Point", spot))
    write_geojson(folder / "places.geojson", rows, PLANE)
    return houses


def _house(middle: Point, s: float, length: float, depth: float) -> list[list[float]]:
    ax, ay = terrain.place(s - 5, 0.0)
    bx, by = terrain.place(s + 5, 0.0)
    turn = math.atan2(by - ay, bx - ax)
    corners = []
    for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)):
        x, y = u * length / 2, v * depth / 2
        corners.append([round(middle[0] + x * math.cos(turn) - y * math.sin(turn), 2),
                        round(middle[1] + x * math.sin(turn) + y * math.cos(turn), 2)])  # fmt: skip
    return corners


def write_dem(folder: Path) -> None:
    """Heights on a 30 m grid, rounded to decimetres."""
    west, north, cell, columns, rows = -38820.0, 34740.0, 30.0, 194, 96
    x = west + cell * (np.arange(columns) + 0.5)
    y = north - cell * (np.arange(rows) + 0.5)
    grid_x, grid_y = np.meshgrid(x, y)
    grid = np.round(terrain.elevation(grid_x.ravel(), grid_y.ravel()) * 10).reshape(rows, columns) / 10
    grid[0, :3] = -9999.0  # a corner that was never flown
    write_geotiff(folder / "dem_30m.tif", grid, west, north, cell, PLANE, -9999.0)


def mesh_code(lonlat: Point) -> str:
    """Code of the 250 m mesh (JIS X0410, quarter of the standard mesh) that holds a place."""
    lon, lat = lonlat
    p, q = int(lat * 1.5), int(lon) - 100
    v, u = (lat * 1.5 - p) * 8, (lon - 100 - q) * 8
    code = f"{p}{q}{int(v)}{int(u)}"
    v, u = (v % 1) * 10, (u % 1) * 10
    code += f"{int(v)}{int(u)}"
    for _ in range(2):
        v, u = (v % 1) * 2, (u % 1) * 2
        code += str(1 + int(u) + 2 * int(v))
    return code


_GROUPS = [
    "人口（総数）",
    "０～１４歳人口",
    "１５歳以上人口",
    "１５～６４歳人口",
    "１８歳以上人口",
    "２０歳以上人口",
    "６５歳以上人口",
    "７５歳以上人口",
    "８５歳以上人口",
    "９５歳以上人口",
    "外国人人口",
]
_HOUSEHOLDS = [
    "世帯総数",
    "一般世帯数",
    "１人世帯数",
    "２人世帯数",
    "３人世帯数",
    "４人世帯数",
    "５人世帯数",
    "６人世帯数",
    "７人以上世帯数",
    "親族のみの世帯数",
    "核家族世帯数",
    "核家族以外の世帯数",
    "６歳未満世帯員のいる世帯数",
    "６５歳以上世帯員のいる世帯数",
    "世帯主の年齢が２０～２９歳の１人世帯数",
    "高齢単身世帯数",
    "高齢夫婦世帯数",
]


def people_by_mesh(houses: list[Point]) -> dict[str, list[int]]:
    """The census' 50 columns of every 250 m mesh that has a house, before any of them is masked."""
    rng = stream("mesh")
    homes: dict[str, int] = {}
    for house in houses:
        code = mesh_code(to_lonlat(house))
        homes[code] = homes.get(code, 0) + 1
    return {code: _people(count, rng) for code, count in sorted(homes.items())}


def write_mesh(folder: Path, cells: dict[str, list[int]]) -> dict[str, Any]:
    """Population by 250 m mesh in the census' layout: two header rows, CP932, small meshes masked and folded."""
    rows, masked = [], {}
    big = [code for code, values in cells.items() if values[33] >= 8]
    for code, values in cells.items():
        if values[33] < 4:  # fewer than four households: masked, folded into the next mesh that is not
            masked[code] = min(big, key=lambda other: abs(int(other) - int(code)))
    for code, values in cells.items():
        if code in masked:
            shown = [str(v) if i < 3 or i in (33, 34) else "*" for i, v in enumerate(values)]
            rows.append([code, "2", masked[code], "", *shown])
            continue
        taken = [other for other, into in masked.items() if into == code]
        summed = [
            v if i < 3 or i in (33, 34) else v + sum(cells[o][i] for o in taken) for i, v in enumerate(values)
        ]
        rows.append([code, "1" if taken else "0", "", ";".join(taken), *map(str, summed)])
    labels = [
        f"　{name}{part}"
        for name in _GROUPS
        for part in ("　総数" if name != "人口（総数）" else "", "　男", "　女")
    ]
    labels += [f"　{name}" if i < 2 else f"　{name}　一般世帯数" for i, name in enumerate(_HOUSEHOLDS)]
    head = [
        "KEY_CODE",
        "HTKSYORI",
        "HTKSAKI",
        "GASSAN",
        *(f"T001102{i:03d}" for i in range(1, 51)),
        "SYNTHETIC",
    ]
    table = [head, ["", "", "", "", *labels, "架空の標本"], *([*row, SYNTHETIC] for row in rows)]
    text = "".join(",".join(row) + "\r\n" for row in table)
    (folder / "tblT001102Q5438.txt").write_bytes(text.encode("cp932"))
    return {"meshes": len(rows), "masked": len(masked), "population": sum(v[0] for v in cells.values()),
            "households": sum(v[33] for v in cells.values())}  # fmt: skip


def _people(houses: int, rng: Any) -> list[int]:
    """The 50 columns for so many houses, sums consistent."""
    sizes = [
        rng.choices([1, 2, 3, 4, 5], [34, 36, 14, 11, 5])[0] for _ in range(houses) if rng.random() > 0.14
    ] or [1]
    people = [
        (min(99, max(0, int(rng.triangular(2, 98, 74)))), rng.random() < 0.48)
        for size in sizes
        for _ in range(size)
    ]
    out: list[int] = []
    for low, high in (
        (0, 200),
        (0, 14),
        (15, 200),
        (15, 64),
        (18, 200),
        (20, 200),
        (65, 200),
        (75, 200),
        (85, 200),
        (95, 200),
    ):
        men = sum(male for age, male in people if low <= age <= high)
        every = sum(low <= age <= high for age, _ in people)
        out += [every, men, every - men]
    out += [0, 0, 0, len(sizes), len(sizes), *(sizes.count(n) for n in range(1, 8))]
    kin, old = sum(n > 1 for n in sizes), min(len(sizes), out[18])
    core = kin - kin // 4
    return [
        *out,
        kin,
        core,
        kin - core,
        min(kin, out[3]),
        old,
        0,
        min(sizes.count(1), old),
        sizes.count(2) // 2,
    ]


def write_hazard(folder: Path) -> dict[str, Any]:
    """土砂災害警戒区域 in the layout A33: a Shapefile in lon/lat and CP932, without .prj or .cpg."""
    rings: list[Ring] = []
    rows = []
    streams = (("下沢土石流", CITY, 2, "1", 60), ("下沢土石流", CITY, 2, "2", 24), ("上沢土石流", VILLAGE, 0, "1", 48),
               ("上沢土石流", VILLAGE, 0, "2", 18))  # fmt: skip
    for name, code, index, zone, half in streams:
        axis = terrain.SIDE_VALLEYS[index].axis()
        steps = [0.0, 40.0, 130.0, 320.0, 560.0]
        wide = [half * f for f in (1.7, 1.3, 1.0, 0.8, 0.5)]
        ring = [axis.place(t, w) for t, w in zip(steps, wide)]
        ring += [axis.place(t, -w) for t, w in zip(steps[::-1], wide[::-1])]
        rings.append(ring)
        rows.append(
            [
                "2",
                zone,
                "20",
                f"{code}-D-{len(rows) + 1:03d}",
                name,
                "長野県架空谷",
                "20190328",
                "0",
                SYNTHETIC,
            ]
        )
    for s, side, code in ((1330.0, 1, VILLAGE), (2760.0, 1, CITY), (3640.0, -1, CITY)):
        for zone, deep in (("1", 70.0), ("2", 34.0)):
            shape = ((-110, 34), (0, 30), (110, 34), (110, 34 + deep), (0, 40 + deep), (-110, 34 + deep))
            ring = [terrain.place(s + a, side * (float(terrain.foot(s + a, side)) + x)) for a, x in shape]
            rings.append(ring)
            rows.append(
                [
                    "1",
                    zone,
                    "20",
                    f"{code}-K-{len(rows) + 1:03d}",
                    "急傾斜地",
                    "長野県架空谷",
                    "20190328",
                    "0",
                    SYNTHETIC,
                ]
            )
    columns = [("A33_001", 2), ("A33_002", 2), ("A33_003", 2), ("A33_004", 16), ("A33_005", 40), ("A33_006", 60),
               ("A33_007", 8), ("A33_008", 2), ("SYNTHETIC", 8)]  # fmt: skip
    degrees = [[(round(lon, 9), round(lat, 9)) for lon, lat in map(to_lonlat, ring)] for ring in rings]
    write_shapefile(folder / "A33-sample_20.shp", degrees, columns, rows, "cp932")
    return {"READ_COUNT": len(rows)}
