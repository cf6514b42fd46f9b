"""Results of difficulty, forecast and accessibility for the small plan of the sheets: 10 × 6 parcels, row by row."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely

YEARS = (2025, 2030, 2050)


def code_of(column: int, row: int) -> tuple[str, int, int | None]:
    """Of a cell: difficulty, whether its future is known, the year from which nobody manages it."""
    if column < 5:
        return "easy", 1, None
    if column < 7:
        return "hard", 1, 2034
    if column == 7:
        return "harm", 1, 0 if row < 3 else 2029
    return ("unknown", 0, None) if (column, row) == (9, 5) else ("easy", 1, 2045)


def with_land(path: Path) -> Path:
    """Results such as ``difficulty`` and ``forecast`` keep; column 7 is one family's."""
    from kosozu.core.plan import PlanFile

    cells = [(column, row) for row in range(6) for column in range(10)]
    ids = [f"u{number:03d}" for number in range(len(cells))]
    codes = [code_of(*cell) for cell in cells]
    family = [unit for unit, cell in zip(ids, cells) if cell[0] == 7]
    with PlanFile.open(str(path)) as plan, plan.stroke("計算") as stroke:
        stroke.update("unit_farmland", family, {"user_now_id": ["a2"] * len(family)})
        stroke.replace("unit_difficulty", {}, {"unit_id": ids, "class": [code[0] for code in codes]})
        factors = [
            ("slope_deg", "hard", "傾斜が急", 2.0, 60, 0, 0.05, 0.1),
            ("road_m", "harm", "道に接する", 1.0, 0, 60, 0.0, 0.0),
        ]
        names = ("indicator", "axis", "label_ja", "weight", "known", "unknown", "less", "more")
        table = {name: [row[at] for row in factors] for at, name in enumerate(names)}
        stroke.replace("difficulty_factor", {}, {**table, "factor": ["f1", "f2"], "order_no": [1, 2]})
        gone = {f"gone_{name}": [code[2] for code in codes] for name in ("low", "middle", "high")}
        stroke.replace("unit_forecast", {}, {"unit_id": ids, "known": [code[1] for code in codes], **gone})
        rows = [(picture, year) for picture in ("do_nothing", "classes") for year in YEARS]
        known = [year < 2050 for _, year in rows]
        stroke.replace("forecast", {}, {
            "row_id": [f"plan/{picture}/{year}" for picture, year in rows],
            "scope": ["plan"] * len(rows), "group_id": ["x"] * len(rows),
            "picture": [row[0] for row in rows], "year": [row[1] for row in rows],
            "unmanaged_low_m2": [12_340.0] * len(rows), "unmanaged_high_m2": [56_780.0] * len(rows),
            "people_middle": [1_234.0 if one else None for one in known],
            "share65": [0.456 if one else None for one in known],
            "based_on": ["架空の見通しのもと"] * len(rows),
        })  # fmt: skip
    return path


def with_reach(path: Path, origin: tuple[float, float], *, unknown: bool = False) -> Path:
    """A result such as ``plancoverage`` keeps, on squares of 500 m around ``origin``."""
    from kosozu.core.plan import PlanFile

    x, y = origin
    boxes = np.array(
        [
            shapely.box(x + a * 500, y + b * 500, x + a * 500 + 500, y + b * 500 + 500)
            for b in range(-2, 4)
            for a in range(-2, 4)
        ],
        dtype=object,
    )
    minutes = [2.0 * n for n in range(len(boxes))]
    kinds = [
        "uninhabited" if n % 9 == 8 else "within" if n * 2 <= 60 else "beyond" for n in range(len(boxes))
    ]
    if unknown:
        kinds[1] = "unknown"
    people = [None if kind == "unknown" else 0.0 if kind == "uninhabited" else 10.0 for kind in kinds]
    total = sum(value or 0.0 for value in people)
    reached = sum(value or 0.0 for value, kind in zip(people, kinds) if kind == "within")
    with PlanFile.open(str(path)) as plan, plan.stroke("到達圏の計算") as stroke:
        stroke.replace(
            "reach_place",
            {},
            {
                "place_id": [f"p{n}" for n in range(len(boxes))],
                "minutes": minutes,
                "core": ["遠い町"] * len(boxes),
                "people": people,
                "people_later": [value and value / 2 for value in people],
                "reach": kinds,
                "by_core": ["[1.0]"] * len(boxes),
            },
            list(shapely.to_wkb(shapely.multipolygons(boxes, indices=np.arange(len(boxes))))),
        )
        core = {"core": ["遠い町"], "order_no": [1], "x": [x + 1800.0], "y": [y - 700.0]}
        stroke.replace("reach_core", {}, {**core, "first": [reached], "alone": [reached], "lost": [reached]})
        stroke.replace(
            "reach_sum",
            {},
            {
                "field": ["people", "people_later"],
                "order_no": [1, 2],
                "year": [2020, 2050],
                "minutes": [60.0, 60.0],
                "total": [total, total / 2],
                "reached": [reached, reached / 2],
                "share": [100.0 * reached / total] * 2,
                "unknown": [int(unknown)] * 2,
                "based_on": ["架空の人口"] * 2,
            },
        )
    return path
