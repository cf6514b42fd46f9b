"""People of the valley in coming years by grid square, in the layout of 国土数値情報 メッシュ別将来推計人口."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .context import mesh_code
from .geo import SYNTHETIC, Point, feature, stream, to_lonlat, write_geojson
from .parcels import SETTLEMENTS

FILE = "250m_mesh_2024_20.geojson"
YEARS = tuple(range(2025, 2071, 5))
GEOGRAPHIC = 6668
_FEW = 10.0
"""A square with fewer people than this does not show their ages; they stand in the nearest square that does."""

_START = (1.2, 1.4, 1.6, 1.9, 1.2, 1.6, 2.2, 3.0, 3.6, 4.4, 5.2, 5.6, 6.6, 8.0, 9.2, 7.4, 5.6, 4.0, 2.2, 0.8)
_STAYS = (
    1.0, 1.0, 0.98, 0.62, 0.9, 1.05, 1.03, 1.0, 0.99, 0.99, 0.98, 0.97, 0.96, 0.95, 0.92, 0.87, 0.76, 0.58, 0.36, 0.15,
)  # fmt: skip
"""People by age in 2020, per cent of all, and the part of each age that is there five years later."""


def square(code: str) -> list[list[float]]:
    """The ring of a 250 m mesh (JIS X 0410), lon/lat, counter-clockwise from its south-west corner."""
    digits = [int(sign) for sign in code]
    south = (10 * digits[0] + digits[1]) / 1.5 + digits[4] / 12 + digits[6] / 120
    west = 100.0 + 10 * digits[2] + digits[3] + digits[5] / 8 + digits[7] / 80
    high, wide = 1 / 120, 1 / 80
    for quarter in digits[8:]:
        high, wide = high / 2, wide / 2
        south, west = south + high * ((quarter - 1) // 2), west + wide * ((quarter - 1) % 2)
    corners = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    return [[round(west + x * wide, 9), round(south + y * high, 9)] for x, y in corners]


def _coming(ages: tuple[float, float, float], luck: float) -> dict[int, tuple[float, float, float]]:
    """Under 15, 15–64 and 65+ every five years: young people leave, old people die, and few children are born."""
    young, grown, old = ages
    found = {}
    for year in YEARS:
        leaving, aging, up = 0.075 * grown * luck, 0.115 * grown, young / 3
        young, grown, old = (
            young - up + 0.035 * grown,
            grown + 0.8 * up - leaving - aging,
            old + aging - 0.185 * old,
        )
        found[year] = (young, grown, old)
    return found


def _shape() -> dict[int, list[float]]:
    """People by five years of age (the last from 95) of the whole valley as it ages: only proportions count."""
    people = [*_START]
    found = {}
    for year in YEARS:
        aged = [one * stays for one, stays in zip(people, _STAYS)]
        births = 0.16 * sum(people[4:8])
        people = [births, *aged[:18], aged[18] + aged[19]]
        found[year] = people
    return found


def _bands(ages: list[float], shape: list[float]) -> list[float]:
    """Under 15, 15–64 and 65+ parted into twenty ages as the valley is."""
    found: list[float] = []
    for value, (low, high) in zip(ages, ((0, 3), (3, 13), (13, 20))):
        own = shape[low:high]
        found += [round(value * one / sum(own), 4) for one in own]
    return found


def _towns(houses: list[Point]) -> dict[str, str]:
    """The codes of the municipalities that a square's houses are in, joined as the layout has them: 20998_20999."""
    of_house = [town for _, town, *_, count in SETTLEMENTS for _ in range(count)]
    found: dict[str, set[str]] = {}
    for house, town in zip(houses, of_house):
        found.setdefault(mesh_code(to_lonlat(house)), set()).add(town)
    return {code: "_".join(sorted(towns)) for code, towns in found.items()}


def write(folder: Path, cells: dict[str, list[int]], houses: list[Point]) -> dict[str, Any]:
    """One square a row, 2020 as the census counted them; ages of small squares are masked and folded as published."""
    rng, towns = stream("projection"), _towns(houses)
    coming = {
        code: _coming((values[3], values[9], values[18]), rng.uniform(0.8, 1.2))
        for code, values in cells.items()
    }
    rows: dict[str, dict[str, Any]] = {
        code: {"MESH_ID": code, "SHICODE": towns[code], "PTN_2020": float(values[0])}
        for code, values in cells.items()
    }
    shape = _shape()
    for year in YEARS:
        sums = {code: list(years[year]) for code, years in coming.items()}
        shown = [code for code, ages in sums.items() if sum(ages) >= _FEW]
        into = {
            code: min(shown, key=lambda other, code=code: (abs(int(other) - int(code)), other))
            for code in sums
            if code not in shown
        }
        for code, row in rows.items():
            row[f"PTN_{year}"] = round(sum(coming[code][year]), 4)
        for code, taker in into.items():
            sums[taker] = [mine + theirs for mine, theirs in zip(sums[taker], coming[code][year])]
            sums[code] = [0.0, 0.0, 0.0]
        for code, row in rows.items():
            row[f"HITOKU{year}"] = "*" if code in into else "@" if code in into.values() else None
            row[f"GASSAN{year}"] = into.get(code)
            ages = [round(value, 4) for value in sums[code]]
            bands = _bands(sums[code], shape[year])
            row[f"PTD_{year}"] = round(sum(bands[15:]), 4)
            row.update({f"PT{band:02d}_{year}": value for band, value in enumerate(bands, start=1)})
            row.update(
                zip(
                    (f"PT00_{year}", f"PTA_{year}", f"PTB_{year}", f"PTC_{year}"),
                    (round(sum(ages), 4), *ages),
                )
            )
    features = [
        feature({**row, "SYNTHETIC": SYNTHETIC}, "Polygon", [square(code)]) for code, row in rows.items()
    ]
    write_geojson(folder / FILE, features, GEOGRAPHIC)
    return {
        "READ_COUNT": len(rows),
        "population_2020": sum(row["PTN_2020"] for row in rows.values()),
        "population_2050": round(sum(row["PTN_2050"] for row in rows.values()), 4),
        "old_2050": round(sum(row["PTC_2050"] for row in rows.values()), 4),
        "masked_2050": sum(row["HITOKU2050"] == "*" for row in rows.values()),
    }
