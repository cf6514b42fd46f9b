"""A plan at a desk: WAL while it is open, one file at rest, one desk at a time, long writes in pieces, painting."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile, pieces
from kosozu.core.plan.effective import classes
from kosozu.core.plan.hold import hold_path
from kosozu.core.plan.paint import paint
from kosozu.core.plan.units import Units

from .conftest import point, square

SIDE = 6


def furnish(path: Path) -> None:
    """6 × 6 units of ten metres, two zones that meet in the middle of a column, one group."""
    names = [f"u{number:02d}" for number in range(SIDE * SIDE)]
    shapes = [square(10 * (number % SIDE), 10 * (number // SIDE)) for number in range(SIDE * SIDE)]
    with PlanFile.open(str(path)) as plan:
        with plan.stroke("取込") as stroke:
            stroke.insert("unit", {"unit_id": names, "area_map_m2": [100.0] * len(names)}, shapes)
            stroke.insert("unit_farmland", {"unit_id": names, "user_now_id": ["利用者001"] * 6 + [""] * 30})
            group = {
                "unit_id": names[:9],
                "kind": ["water"] * 9,
                "group_id": ["w1"] * 9,
                "name": ["上の堰"] * 9,
            }
            stroke.insert("unit_group", {"row_id": [f"{name}/water" for name in names[:9]], **group})
            zones = {"zone_id": ["Z2", "Z10"], "tier": ["own", "own"], "class_code": ["A1", "B3"]}
            stroke.insert("zone", zones, [square(0, 0, 25), square(25, 0, 30)])
        with plan.stroke("区分") as stroke:
            from kosozu.core.plan.schema import TABLES

            fids, stands, new = classes(plan.connection, "", list(range(1, 37)))
            stroke.write_differences(TABLES["unit"], fids, stands, new)


@pytest.fixture
def furnished(plan_path: Path) -> Path:
    furnish(plan_path)
    return plan_path


def companions(path: Path) -> list[str]:
    return sorted(other.name for other in path.parent.iterdir() if other.name != path.name)


def test_a_plan_is_one_file_again_after_the_desk(furnished: Path) -> None:
    plan = PlanFile.open_at_desk(str(furnished))
    assert plan.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert not plan.recovered
    with plan.stroke("塗る") as stroke:
        assert paint(stroke, [1, 2], "C1") == 2
    plan.close()
    assert companions(furnished) == []
    with PlanFile.open(str(furnished)) as again:
        assert again.connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        again.verify_journal()


def test_a_second_desk_is_told(furnished: Path) -> None:
    plan = PlanFile.open_at_desk(str(furnished))
    with pytest.raises(KosozuError) as error:
        PlanFile.open_at_desk(str(furnished))
    assert error.value.code == "PLAN-HELD"
    plan.close()
    assert not os.path.exists(hold_path(str(furnished)))
    PlanFile.open_at_desk(str(furnished)).close()


HEADLESS = """
import sys
sys.path.insert(0, {tests!r})
import conftest
from kosozu.core.plan import PlanFile
from kosozu.core.plan.paint import paint
with PlanFile.open({path!r}) as plan, plan.stroke("外から") as stroke:
    paint(stroke, [3, 4], "D1")
"""


def test_another_program_is_told_that_a_desk_has_the_plan(furnished: Path, root: Path) -> None:
    """GDAL opens and closes the file within QGIS; with that the system drops the desk's own locks on it."""
    desk = PlanFile.open_at_desk(str(furnished))
    with open(furnished, "rb") as file:
        file.read(1)
    with desk.stroke("塗る") as stroke:
        paint(stroke, [1, 2], "C1")
    program = HEADLESS.format(tests=str(root / "tests"), path=str(furnished))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "PLAN-HELD" in done.stderr
    assert os.path.exists(f"{furnished}-wal")
    desk.close()
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with PlanFile.open(str(furnished), readonly=True) as again:
        again.verify_journal()
        assert [entry["label"] for entry in again.journal()][-2:] == ["塗る", "外から"]


def test_what_a_stroke_wrote_is_told_once_it_is_on_disk(furnished: Path) -> None:
    told: list[list[tuple[str, str, int]]] = []
    with PlanFile.open_at_desk(str(furnished)) as plan:
        plan.on_commit = lambda ops: told.append([(op.kind, op.table, len(op.fids)) for op in ops])
        with plan.stroke("塗る") as stroke:
            paint(stroke, range(1, 13), "C1")
        plan.undo()

        def fail() -> None:
            with plan.stroke("失敗") as stroke:
                paint(stroke, [1], "D1")
                stroke.delete("unit", ["nobody"])

        with pytest.raises(KosozuError):
            fail()
    assert told == [[("update", "unit", 12)], [("update", "unit", 12)]]


paints = st.lists(
    st.tuples(st.lists(st.integers(1, 36), min_size=1, max_size=8), st.sampled_from(["", "A1", "B3", "D1"])),
    max_size=8,
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(paints)
def test_painting_keeps_to_the_rule_and_undo_goes_back(furnished: Path, strokes: list) -> None:
    """Class and zone are what the overlay says after each stroke, and undoing all of them restores every value."""
    columns = ["unit_id", "paint_code", "class_code", "zone_id"]
    with PlanFile.open(str(furnished)) as plan:
        before = plan.read("unit", columns)
        known = plan.connection.execute("SELECT count(*) FROM stroke").fetchone()[0]
        units = Units(plan.connection)
        for fids, code in strokes:
            with plan.stroke("塗る") as stroke:
                paint(stroke, fids, code)
            _, stands, new = classes(plan.connection, "", list(range(1, 37)))
            assert stands == new
            units.refresh(plan.connection, fids)
            fresh = Units(plan.connection)
            assert [units.codes[at] for at in units.code] == [fresh.codes[at] for at in fresh.code]
        while plan.connection.execute("SELECT count(*) FROM stroke").fetchone()[0] > known:
            done = [
                row
                for row in plan.journal()[known:]
                if not row["undone"] and row["kind"] in ("stroke", "redo")
            ]
            if not done:
                break
            plan.undo()
        assert plan.read("unit", columns) == before


def test_totals_by_class_and_groups(furnished: Path) -> None:
    with PlanFile.open(str(furnished), readonly=True) as plan:
        units = Units(plan.connection)
    totals = units.totals()
    assert totals.of("A1")[1] == 8  # where parts are equal the smaller zone has it, none last
    assert totals.area_m2.sum() == 3600
    assert totals.of("A1")[2] == 1 and totals.of("Q") == (0.0, 0, 0)
    assert totals.blank_share == pytest.approx(totals.of("")[0] / 3600)
    index, names = units.groups["water"]
    assert names == ["上の堰"] and (index == 0).sum() == 9 and (index == -1).sum() == 27


def many(count: int) -> dict[str, list]:
    return {"finding_key": [f"M-01|Z|u{at}" for at in range(count)], "rule_id": ["M-01"] * count}


def test_a_long_stroke_is_one_stroke_and_lets_others_in_between(furnished: Path) -> None:
    desk = PlanFile.open_at_desk(str(furnished))
    waits: list[float] = []
    done = threading.Event()

    def check() -> None:
        with PlanFile.open(str(furnished)) as plan, plan.stroke("構想の確認", long=True) as stroke:
            stroke.insert("finding", many(4000), [point(1, 1)] * 4000)
        done.set()

    worker = threading.Thread(target=check)
    worker.start()
    painted = 0
    while not done.is_set():
        start = time.perf_counter()
        with desk.stroke("塗る") as stroke:
            paint(stroke, [1 + painted % 36], "C1" if painted % 2 else "D1")
        waits.append(time.perf_counter() - start)
        painted += 1
        time.sleep(0.005)
    worker.join()
    assert painted > 2
    assert desk.count("finding") == 4000
    labels = [row["label"] for row in desk.journal()]
    assert labels.count("構想の確認") == 1 and labels.index("構想の確認") > labels.index("塗る")
    desk.verify_journal()
    assert not pieces.any_left(desk.connection)
    while desk.journal()[-1]["label"] != "元に戻す：構想の確認":
        desk.undo()
    assert desk.count("finding") == 0
    desk.close()


def test_a_long_stroke_that_fails_leaves_nothing(furnished: Path) -> None:
    desk = PlanFile.open_at_desk(str(furnished))
    known = len(desk.journal())

    def fail() -> None:
        with PlanFile.open(str(furnished)) as plan, plan.stroke("構想の確認", long=True) as stroke:
            stroke.insert("finding", many(1200), [point(1, 1)] * 1200)
            assert desk.count("finding") == 1200
            stroke.delete("finding", ["nobody"])

    with pytest.raises(KosozuError):
        fail()
    assert desk.count("finding") == 0 and len(desk.journal()) == known
    assert not pieces.any_left(desk.connection)
    desk.close()


KILLED = """
import os, sys
sys.path.insert(0, {tests!r})
import conftest
from kosozu.core.plan import PlanFile
from core.plan.conftest import point
desk = PlanFile.open_at_desk({path!r})
plan = PlanFile.open({path!r})
with plan.stroke("構想の確認", long=True) as stroke:
    keys = [f"M-01|Z|u{{at}}" for at in range(1300)]
    stroke.insert("finding", {{"finding_key": keys, "rule_id": ["M-01"] * 1300}}, [point(1, 1)] * 1300)
    os._exit(9)
"""


def test_pieces_of_a_program_that_was_killed_are_taken_back(furnished: Path, root: Path) -> None:
    program = KILLED.format(tests=str(root / "tests"), path=str(furnished))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 9, done.stderr
    assert os.path.exists(f"{furnished}-wal")
    plan = PlanFile.open_at_desk(str(furnished))
    assert plan.recovered
    assert plan.count("finding") == 0
    plan.verify_journal()
    plan.close()
    assert companions(furnished) == []
    with sqlite3.connect(furnished) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_zones_that_others_write_are_seen_at_the_next_stroke(furnished: Path) -> None:
    """What is kept of the zones from stroke to stroke goes with a stroke or a native edit of somebody else."""
    desk = PlanFile.open_at_desk(str(furnished))

    def unpainted() -> str:
        """The class of a parcel that is painted against its zone, and whose paint is taken off."""
        for code in ("X", "D1", ""):
            with desk.stroke("塗る") as stroke:
                paint(stroke, [1], code)
        return str(desk.read("unit", ["class_code"])["class_code"][0])

    assert unpainted() == "A1"
    kept = desk.zones()
    assert unpainted() == "A1" and desk.zones() is kept
    with PlanFile.open(str(furnished)) as other, other.stroke("区分") as stroke:
        stroke.update("zone", ["Z2"], {"class_code": ["C1"]})
    assert unpainted() == "C1"
    with sqlite3.connect(furnished) as native:
        for name in ("IsEmpty", "MinX", "MaxX", "MinY", "MaxY"):  # named by triggers that do not fire here
            native.create_function(f"ST_{name}", 1, lambda *_: 0)
        native.execute("UPDATE zone SET class_code = 'B3' WHERE zone_id = 'Z2'")
    native.close()
    assert unpainted() == "B3"
    desk.close()
