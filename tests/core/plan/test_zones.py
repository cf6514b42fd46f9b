"""Zones drawn, split, merged, reshaped, filled and cut: the land tiles as before, classes follow, undo goes back."""

from __future__ import annotations

import contextlib
import shutil
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from osgeo import ogr

from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile, zones
from kosozu.core.plan.effective import classes
from kosozu.core.plan.paint import paint
from kosozu.core.plan.shapes import shared_area

from .conftest import square


def line(*points: tuple[float, float]) -> bytes:
    return struct.pack("<BII", 1, 2, len(points)) + b"".join(struct.pack("<2d", *point) for point in points)


def ring(*points: tuple[float, float]) -> bytes:
    closed = (*points, points[0])
    return struct.pack("<BIII", 1, 3, 1, len(closed)) + b"".join(struct.pack("<2d", *p) for p in closed)


@pytest.fixture
def drawn(plan_path: Path) -> Path:
    """36 units of ten metres; W (A1) on the west half, E (B3) on the east half."""
    names = [f"u{number:02d}" for number in range(36)]
    shapes = [square(10 * (number % 6), 10 * (number // 6)) for number in range(36)]
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("取込") as stroke:
        stroke.insert("unit", {"unit_id": names, "area_map_m2": [100.0] * 36}, shapes)
        row = {"zone_id": ["W", "E"], "tier": ["own"] * 2, "class_code": ["A1", "B3"], "name": ["西", "東"]}
        halves = [ring((x, 0), (x + 30, 0), (x + 30, 60), (x, 60)) for x in (0, 30)]
        stroke.insert("zone", {**row, "area_m2": [1800.0] * 2}, halves)
        stroke.insert("action", {"action_id": ["a1"], "zone_id": ["E"], "title": ["植える"]})
        zones.refresh(stroke)
    return plan_path


def areas(plan: PlanFile) -> dict[str, float]:
    """Zone → area, as the shapes have it and as the column says."""
    rows = plan.read("zone", ["zone_id", "area_m2", "tier"], geometry=True)
    found = {}
    for zone_id, area, shape in zip(rows["zone_id"], rows["area_m2"], rows["geom"]):
        measured = ogr.CreateGeometryFromWkb(shape).GetArea()
        assert area == pytest.approx(measured)
        found[zone_id] = round(measured, 3)
    return found


def overlap(plan: PlanFile) -> float:
    found = [ogr.CreateGeometryFromWkb(shape) for shape in plan.read("zone", [], geometry=True)["geom"]]
    return sum(shared_area(one, other) for at, one in enumerate(found) for other in found[at + 1 :])


def count(plan: PlanFile, code: str) -> int:
    return plan.count("unit", {"class_code": code})


def classes_are_right(plan: PlanFile) -> None:
    _, stands, new = classes(plan.connection, "", list(range(1, 37)))
    assert stands == new


def test_a_new_zone_brings_its_class(drawn: Path) -> None:
    with PlanFile.open(str(drawn)) as plan:
        assert (count(plan, "A1"), count(plan, "B3")) == (18, 18)
        with plan.stroke("描く") as stroke:
            name = zones.draw(stroke, square(60, 0, 20), "C1", "新しい区域")
        assert name == "zone-001" and areas(plan)[name] == 400
        with pytest.raises(KosozuError) as error, plan.stroke("描く") as stroke:
            zones.draw(stroke, ring((0, 0), (10, 0), (20, 0)), "C1")
        assert error.value.code == "PLAN-ZONE-EMPTY"
        classes_are_right(plan)


def test_a_line_splits_what_it_crosses(drawn: Path) -> None:
    with PlanFile.open(str(drawn)) as plan:
        with plan.stroke("分ける") as stroke:
            made = zones.split(stroke, line((-5, 20), (65, 20)))
        assert areas(plan) == {"W": 1200, "E": 1200, "zone-001": 600, "zone-002": 600}
        assert made == ["zone-001", "zone-002"]
        rows = plan.read("zone", ["zone_id", "class_code", "name"])
        assert sorted(zip(rows["name"], rows["class_code"])) == [
            ("東", "B3"), ("東 2", "B3"), ("西", "A1"), ("西 2", "A1")]  # fmt: skip
        classes_are_right(plan)
        with pytest.raises(KosozuError) as error, plan.stroke("分ける") as stroke:
            zones.split(stroke, line((5, 5), (20, 5)))
        assert error.value.code == "PLAN-ZONE-UNCUT"
        plan.undo()
        assert areas(plan) == {"W": 1800, "E": 1800}


def test_merged_zones_hand_their_actions_over(drawn: Path) -> None:
    with PlanFile.open(str(drawn)) as plan:
        with plan.stroke("まとめる") as stroke:
            assert zones.merge(stroke, ["W", "E"], keep="W") == "W"
        assert areas(plan) == {"W": 3600}
        assert plan.read("action", ["zone_id"])["zone_id"] == ["W"]
        assert count(plan, "A1") == 36
        plan.undo()
        assert (count(plan, "A1"), count(plan, "B3")) == (18, 18)
        with pytest.raises(KosozuError) as error, plan.stroke("まとめる") as stroke:
            zones.merge(stroke, ["W"])
        assert error.value.code == "PLAN-ZONE-FEW"


@pytest.mark.parametrize(
    ("path", "west"),
    [
        ([(30, 20), (40, 20), (40, 40), (30, 40)], 2000),  # a bulge into the east
        ([(30, 10), (20, 10), (20, 30), (40, 30), (40, 50), (30, 50)], 1800),  # one to each side
        ([(30, 0), (40, 30), (30, 60)], 2100),  # a new edge from rim to rim
    ],
)
def test_a_common_edge_moves_for_both(drawn: Path, path: list, west: float) -> None:
    with PlanFile.open(str(drawn)) as plan:
        with plan.stroke("境を直す") as stroke:
            assert zones.reshape(stroke, line(*path)) == ["E", "W"]
        assert areas(plan) == {"W": west, "E": 3600 - west}
        assert overlap(plan) == pytest.approx(0, abs=1e-6)
        classes_are_right(plan)


def test_a_rim_can_be_drawn_outward_and_inward(drawn: Path) -> None:
    with PlanFile.open(str(drawn)) as plan:
        with plan.stroke("広げる") as stroke:
            assert zones.reshape(stroke, line((0, 10), (-10, 10), (-10, 20), (0, 20))) == ["W"]
        assert areas(plan)["W"] == 1900
        with plan.stroke("削る") as stroke:
            zones.reshape(stroke, line((0, 40), (10, 40), (10, 50), (0, 50)))
        assert areas(plan)["W"] == 1800
        classes_are_right(plan)


def test_gaps_are_filled_and_overlaps_cut(drawn: Path) -> None:
    with PlanFile.open(str(drawn)) as plan:
        with plan.stroke("用意") as stroke:
            zones.reshape(stroke, line((0, 40), (10, 40), (10, 50), (0, 50)))
            zones.draw(stroke, square(20, 20, 20), "C1")
        whole = square(0, 0, 60)
        with plan.stroke("埋める") as stroke:
            assert zones.fill(stroke, 5, 45, whole) == "W"
        assert areas(plan)["W"] == 1800
        with plan.stroke("切る") as stroke:
            assert zones.cut_overlap(stroke, 25, 25, "A1") == ["zone-001"]
        assert areas(plan)["zone-001"] == 200
        with plan.stroke("切る") as stroke:
            assert zones.cut_overlap(stroke, 35, 25) == ["E"]  # without a class in hand the smaller one stays
        assert areas(plan) == {"W": 1800, "E": 1600, "zone-001": 200}
        assert overlap(plan) == pytest.approx(0, abs=1e-6)
        classes_are_right(plan)
        for place, work, code in (
            ((5, 5), lambda stroke, x, y: zones.fill(stroke, x, y, whole), "PLAN-ZONE-NO-GAP"),
            ((5, 5), zones.cut_overlap, "PLAN-ZONE-NO-OVERLAP"),
        ):
            with pytest.raises(KosozuError) as error, plan.stroke("無理") as stroke:
                work(stroke, *place)
            assert error.value.code == code


def test_paint_becomes_zones_and_zones_paint(plan_path: Path) -> None:
    """Two rows of units with a road of four metres between them are one zone; another class is never built over."""
    shapes = [square(10 * at, 0) for at in range(4)] + [square(10 * at, 14) for at in range(4)]
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("取込") as stroke:
            stroke.insert(
                "unit", {"unit_id": [f"u{at}" for at in range(8)], "area_map_m2": [100.0] * 8}, shapes
            )
            paint(stroke, [1, 2, 5, 6], "B1")
            paint(stroke, [3, 4], "D1")
        with plan.stroke("区域に") as stroke:
            made = zones.from_paint(stroke, 5.0)
        # The mouths of the road are rounded off.
        assert [areas(plan)[name] for name in made] == [pytest.approx(480, abs=8), pytest.approx(200)]
        assert plan.read("unit", ["paint_code"])["paint_code"] == [""] * 8
        assert (count(plan, "B1"), count(plan, "D1")) == (4, 2)
        with plan.stroke("筆に") as stroke:
            assert zones.to_paint(stroke, [made[0]]) == 4
        assert plan.count("unit", {"paint_code": "B1"}) == 4
        with plan.stroke("消す") as stroke:
            zones.remove(stroke, made)
        assert (count(plan, "B1"), count(plan, "D1")) == (4, 0)
        with pytest.raises(KosozuError) as error, plan.stroke("区域に") as stroke:
            zones.from_paint(stroke, 5.0, ["A1"])
        assert error.value.code == "PLAN-ZONE-NO-PAINT"


coordinate = st.integers(-5, 65).map(float)
cuts = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=4, unique=True)


HARD = {
    "max_examples": 60,
    "deadline": None,
    "phases": [Phase.explicit, Phase.generate],
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


LEFT_TWICE = [
    ("reshape", [(2.0, -5.0), (49.0, 1.0), (7.0, 54.0), (42.0, 62.0)]),
    ("split", [(31.0, 2.0), (61.0, 18.0), (12.0, 12.0), (22.0, 23.0)]),
    ("split", [(64.0, 48.0), (44.0, 42.0), (40.0, 5.0), (60.0, 26.0)]),
    ("split", [(2.0, -5.0), (49.0, 1.0), (7.0, 54.0), (42.0, 62.0)]),
]
"""Cut along an edge a second time: a triangle came out twice."""
LEFT_LINES = [
    ("split", [(3.0, 55.0), (51.0, 53.0), (-4.0, 18.0), (47.0, 64.0)]),
    ("split", [(31.0, -5.0), (55.0, 17.0), (30.0, 47.0), (35.0, 50.0)]),
    ("split", [(3.0, 55.0), (51.0, 53.0), (-4.0, 18.0), (47.0, 64.0)]),
    ("reshape", [(5.0, 20.0), (51.0, 55.0), (38.0, 44.0)]),
    ("split", [(5.0, 20.0), (51.0, 55.0), (38.0, 44.0)]),
]
"""What was handed over left a line beside the polygon, and the next pair had no border to look at."""


@settings(**HARD)
@example(LEFT_TWICE)
@example(LEFT_LINES)
@given(st.lists(st.tuples(st.sampled_from(["split", "reshape"]), cuts), min_size=1, max_size=5))
def test_cutting_loses_no_land_and_makes_no_overlap(drawn: Path, steps: list) -> None:
    """Splitting keeps the land; moving edges between zones keeps it too, unless a rim moves."""
    copy = drawn.with_name("copy.gpkg")
    shutil.copy(drawn, copy)
    with PlanFile.open(str(copy)) as plan:
        before = plan.read("unit", ["class_code", "zone_id"])
        for act, path in steps:
            land = sum(areas(plan).values())
            work = zones.split if act == "split" else zones.reshape
            with contextlib.suppress(KosozuError), plan.stroke(act) as stroke:
                work(stroke, line(*path))
            if act == "split":
                # Pieces below 1 m² are dropped.
                assert sum(areas(plan).values()) == pytest.approx(land, abs=8)
            assert overlap(plan) < 1.0
            classes_are_right(plan)
        while plan.next_labels()[0] in ("split", "reshape"):
            plan.undo()
        assert plan.read("unit", ["class_code", "zone_id"]) == before
        assert areas(plan) == {"W": 1800, "E": 1800}
