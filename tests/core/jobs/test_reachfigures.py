"""What the map of who reaches the core places shows: the people of the kept result, by steps of minutes."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from kosozu.core.analysis.bands import minute_steps
from kosozu.core.errors import KosozuError
from kosozu.core.jobs import contextfiles
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.reachfigures import read_reach_map
from kosozu.core.jobs.tables import wkb
from kosozu.core.plan import PlanFile

PLACES = [
    # minutes, people, later, 65 and over, what it is
    (4.0, 10.0, 5.0, 4.0, "within"),
    (15.0, 20.0, 10.0, 8.0, "within"),
    (15.01, 30.0, 15.0, 12.0, "within"),
    (60.0, 5.0, 2.5, None, "within"),
    (61.0, 7.0, 3.0, 3.0, "beyond"),
    (None, 3.0, 1.0, 2.0, "beyond"),
    (10.0, 0.0, 0.0, 0.0, "uninhabited"),
    (10.0, None, None, None, "unknown"),
]


def with_reach(plan: Path, *, later: bool = True) -> None:
    """Write a result such as ``plancoverage`` keeps."""
    boxes = np.array([shapely.box(n * 500, 0, n * 500 + 500, 500) for n in range(len(PLACES))], dtype=object)
    columns = [list(column) for column in zip(*PLACES)]
    rows = dict(zip(("minutes", "people", "people_later", "people65", "reach"), columns))
    rows |= {
        "place_id": [f"place-{n}" for n in range(len(PLACES))],
        "core": ["町"] * len(PLACES),
        "by_core": ["[1.0]"] * len(PLACES),
    }
    sums = [("people", 2020, 75.0, 65.0), ("people_later", 2050, 36.5, 32.5), ("people65", 2020, 29.0, 24.0)]
    if not later:
        rows["people_later"] = [None] * len(PLACES)
        del sums[1]
    with PlanFile.open(str(plan)) as opened, opened.stroke("到達圏の計算") as stroke:
        stroke.replace("reach_place", {}, rows, wkb(boxes))
        core = {"core": ["町"], "order_no": [1], "x": [100.0], "y": [100.0], "first": [65.0], "alone": [65.0]}
        stroke.replace("reach_core", {}, {**core, "lost": [65.0]})
        names = ("field", "year", "total", "reached")
        table = {name: [row[at] for row in sums] for at, name in enumerate(names)}
        table |= {
            "order_no": list(range(1, len(sums) + 1)),
            "minutes": [60.0] * len(sums),
            "share": [100.0 * row[3] / row[2] for row in sums],
            "unknown": [1] * len(sums),
            "based_on": ["架空の人口"] * len(sums),
        }
        stroke.replace("reach_sum", {}, table)


def test_what_was_never_computed_is_asked_for(plan: Path) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened, pytest.raises(KosozuError) as error:
        read_reach_map(opened, str(plan))
    assert error.value.code == "JOB-MAP-REACH" and "plancoverage" in error.value.text("en")


def test_people_by_steps_of_minutes(plan: Path) -> None:
    with_reach(plan)
    with PlanFile.open(str(plan), readonly=True) as opened:
        found = read_reach_map(opened, str(plan))
    assert found.steps == (15.0, 30.0, 45.0, 60.0)
    rows = {row.code: row for row in found.rows}
    assert list(rows) == ["within1", "within2", "within4", "beyond", "uninhabited", "unknown"]
    assert [row.places for row in found.rows] == [2, 1, 1, 2, 1, 1]
    assert rows["within1"].people == {"people": 30.0, "people_later": 15.0, "people65": 12.0}
    assert np.isnan(rows["within4"].people["people65"]) and np.isnan(rows["unknown"].people["people"])
    arrive = sum(row.people["people"] for code, row in rows.items() if code.startswith("within"))
    assert arrive == found.sums.set_index("field").at["people", "reached"] == 65.0
    assert found.years == {"people": 2020, "people_later": 2050, "people65": 2020}
    assert len(found.roads) == 0


def test_without_a_projection_there_is_no_later_year(plan: Path) -> None:
    with_reach(plan, later=False)
    with PlanFile.open(str(plan), readonly=True) as opened:
        found = read_reach_map(opened, str(plan))
    assert set(found.years) == {"people", "people65"}
    assert all(set(row.people) == {"people", "people65"} for row in found.rows)


def test_roads_are_the_plans_own_and_may_be_gone(plan: Path, tmp_path: Path) -> None:
    with_reach(plan)
    with PlanFile.open(str(plan), readonly=True) as opened:
        west, south, east, north = contextfiles.place_of(opened, 0.0).extent
    lines = [
        shapely.LineString([(west, south), (east, north)]),
        shapely.LineString([(west, north), (east, south)]),
    ]
    frame = gpd.GeoDataFrame({"種別": ["県道", "市道"]}, geometry=lines, crs=6676)
    frame.to_file(tmp_path / "roads.geojson", driver="GeoJSON")
    import_context(str(plan), str(tmp_path / "roads.geojson"), dataset="own-road", crs="EPSG:6676")
    with PlanFile.open(str(plan), readonly=True) as opened:
        found = read_reach_map(opened, str(plan)).roads
        assert shapely.length(found).sum() == pytest.approx(sum(line.length for line in lines), rel=1e-6)
        for path in contextfiles.folder(str(plan)).iterdir():
            path.unlink()
        assert len(read_reach_map(opened, str(plan)).roads) == 0


@pytest.mark.parametrize(
    ("limit", "steps"),
    [(60.0, (15, 30, 45, 60)), (45.0, (15, 30, 45)), (30.0, (10, 20, 30)), (20.0, (5, 10, 15, 20)),
     (50.0, (15, 30, 45, 50)), (5.0, (2, 4, 5)), (0.5, (0.5,)), (1000.0, (250, 500, 750, 1000))],
)  # fmt: skip
def test_steps_are_round_and_end_at_the_limit(limit: float, steps: tuple[float, ...]) -> None:
    assert minute_steps(limit) == steps
