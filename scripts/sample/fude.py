"""筆ポリゴン files, one per municipality, with the mess of the real ones in small."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .geo import (
    area,
    check_digit,
    clip,
    feature,
    inside,
    lonlat_ring,
    new_uuid,
    stream,
    to_lonlat,
    write_geojson,
)
from .parcels import CITY, VILLAGE, Parcel


def _history(parcel: Parcel, edit_year: int, issue_year: int, kind: float) -> list[Any]:
    first = {"筆ポリゴンID": parcel.last_uuid, "発生年度": edit_year}
    if kind < 0.08:  # nested deeper, as parcels of two changes are
        older = [{"筆ポリゴンID": parcel.last_uuid, "更新年度": issue_year - 2, "前年同一": True}, first]
        return [{"筆ポリゴンID": parcel.last_uuid, "更新年度": issue_year - 1, "前年同一": False}, older]
    return [{"筆ポリゴンID": parcel.last_uuid, "更新年度": issue_year - 1, "前年同一": True}, first]


def _properties(parcel: Parcel, rng: Any) -> dict[str, Any]:
    issue_year = 2023 if rng.random() < 0.06 else 2024
    edit_year = rng.choices([2020, 2022, 2021], [90, 7, 3])[0]
    lng, lat = to_lonlat(parcel.middle)
    changed = rng.random() < 0.04  # redrawn this year: no line back to the last one
    return {
        "polygon_uuid": parcel.uuid,
        "land_type": parcel.land,
        "issue_year": issue_year,
        "edit_year": edit_year,
        "last_polygon_uuid": None if changed else parcel.last_uuid,
        "prev_last_polygon_uuid": None,
        "local_government_cd": parcel.municipality + check_digit(parcel.municipality),
        "point_lng": round(lng, 9),
        "point_lat": round(lat, 9),
        "history": [] if changed else _history(parcel, edit_year, issue_year, rng.random()),
    }


def _tile_parts(parcel: Parcel, parts: int) -> list[list[list[float]]]:
    """The parcel cut by north-south tile edges."""
    xs = [p[0] for p in parcel.ring]
    edges = [round(min(xs) + (max(xs) - min(xs)) * i / parts, 3) for i in range(1, parts)]
    rings, rest = [], parcel.ring
    for edge in edges:
        rings.append(clip(rest, edge, keep_east=False))
        rest = clip(rest, edge, keep_east=True)
    rings.append(rest)
    if abs(sum(abs(area(r)) for r in rings) - parcel.area) > 0.5:
        raise SystemExit(f"tile cut of {parcel.uuid} is not clean")
    return [lonlat_ring(ring) for ring in rings]


def _four_sided(parcel: Parcel) -> bool:
    return len(parcel.ring) <= 6 and parcel.area > 700


def spoil(parcels: list[Parcel], planted: set[str]) -> dict[str, str]:
    """Choose the parcels whose record is spoiled: uuid -> how. None of them is a witness."""
    how: dict[str, str] = {}
    for code, wants in (
        (CITY, (("copy", 3), ("cut2", 3), ("cut3", 1), ("bow", 1))),
        (VILLAGE, (("copy", 2), ("cut2", 2))),
    ):
        free = [p for p in parcels if p.municipality == code and p.uuid not in planted and _four_sided(p)]
        place = iter(free[:: max(1, len(free) // 9)])
        for kind, count in wants:
            for _ in range(count):
                how[next(place).uuid] = kind
    strays = [
        p for p in parcels if p.municipality == VILLAGE and p.uuid not in planted and abs(p.s - 1600) < 60
    ]
    how.setdefault(strays[0].uuid, "stray")
    return how


def write(folder: Path, parcels: list[Parcel], spoiled: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Both files; returns what reading each must give (READ = USED + MERGED + REJECTED)."""
    rng = stream("fude")
    rows: dict[str, list[dict[str, Any]]] = {CITY: [], VILLAGE: []}
    counts = {
        code: {"READ_COUNT": 0, "USED_COUNT": 0, "MERGED_COUNT": 0, "REJECTED_COUNT": 0} for code in rows
    }
    later: dict[str, list[dict[str, Any]]] = {CITY: [], VILLAGE: []}
    for parcel in sorted(parcels, key=lambda p: p.uuid):
        properties, kind = _properties(parcel, rng), spoiled.get(parcel.uuid, "")
        code = CITY if kind == "stray" else parcel.municipality
        rings = [lonlat_ring(parcel.ring)]
        if kind.startswith("cut"):
            rings = _tile_parts(parcel, int(kind[3:]))
        elif kind == "bow":
            ring = list(parcel.ring)
            ring[1], ring[2] = ring[2], ring[1]
            rings = [lonlat_ring(ring)]
        rows[code].append(feature(properties, "Polygon", [rings[0]]))
        later[code] += [feature(properties, "Polygon", [ring]) for ring in rings[1:]]
        if kind == "copy":
            later[code].append(json.loads(json.dumps(rows[code][-1])))
        counts[code]["USED_COUNT"] += 1
        counts[code]["MERGED_COUNT"] += len(rings) - 1 + (kind == "copy")
    out = {}
    for code in (CITY, VILLAGE):
        blank = {
            **rows[code][0]["properties"],
            "polygon_uuid": new_uuid(rng),
            "last_polygon_uuid": None,
            "history": [],
        }
        later[code].append(feature(blank, None, None) if code == CITY else feature(blank, "Polygon", []))
        counts[code]["REJECTED_COUNT"] += 1
        if code == CITY:  # a corner of the Gulf of Guinea: coordinates that were never filled in
            lost = {**blank, "polygon_uuid": new_uuid(rng)}
            square = [[0.0, 0.0], [0.0, 0.0003], [0.0003, 0.0003], [0.0003, 0.0], [0.0, 0.0]]
            later[code].append(feature(lost, "Polygon", [square]))
            counts[code]["REJECTED_COUNT"] += 1
        file = f"2024_{code}{check_digit(code)}.json"
        counts[code]["READ_COUNT"] = write_geojson(folder / file, rows[code] + later[code], 6668, file[:-5])
        kinds = [spoiled.get(p.uuid) for p in parcels if p.municipality == code]
        out[file] = {
            **counts[code],
            "issue_2023": sum(r["properties"]["issue_year"] == 2023 for r in rows[code]),
            "duplicates": kinds.count("copy"),
            "tile_cut_parcels": kinds.count("cut2") + kinds.count("cut3"),
            "invalid": kinds.count("bow"),
            "empty": 1,
            "far_away": int(code == CITY),
            "of_other_municipality": int(code == CITY),
            "area_m2": round(sum(_used_area(p, code, spoiled) for p in parcels), 1),
        }
    return out


def _used_area(parcel: Parcel, code: str, spoiled: dict[str, str]) -> float:
    """Area that the parcel brings to the file, on the plane; a crossing ring is left out (repair decides)."""
    kind = spoiled.get(parcel.uuid)
    home = CITY if kind == "stray" else parcel.municipality
    return parcel.area if home == code and kind != "bow" else 0.0


def interior(parcel: Parcel) -> tuple[float, float]:
    """A point well inside: the centre of gravity, or for a bent parcel the middle of its widest cross-cut."""
    if inside(parcel.middle, parcel.ring):
        return parcel.middle
    x = parcel.middle[0]
    hits = sorted(
        y1 + (x - x1) * (y2 - y1) / (x2 - x1)
        for (x1, y1), (x2, y2) in zip(parcel.ring, [*parcel.ring[1:], parcel.ring[0]])
        if (x1 > x) != (x2 > x)
    )
    gaps = [(b - a, (a + b) / 2) for a, b in zip(hits[::2], hits[1::2])]
    return x, max(gaps)[1]
