"""Strokes: one transaction, only what differs, nothing on failure."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile

from .conftest import digest, point, square


@pytest.fixture
def filled(plan_path: Path) -> Path:
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("取込", "企画課") as stroke:
        ids = ["b", "a", "c"]
        stroke.insert(
            "unit", {"unit_id": ids, "area_map_m2": [100.5, None, 3]}, [square(at, 0) for at in (0, 20, 40)]
        )
        stroke.insert("unit_group", {"row_id": ["1", "2"], "kind": ["oaza", "water"], "unit_id": ["a", "a"]})
    return plan_path


def test_read_is_ordered_by_key(filled: Path) -> None:
    with PlanFile.open(str(filled), readonly=True) as plan:
        found = plan.read("unit", ["unit_id", "area_map_m2", "chiban"], geometry=True)
        assert found["unit_id"] == ["a", "b", "c"]
        assert found["area_map_m2"] == [None, 100.5, 3.0]
        assert found["chiban"] == ["", "", ""]
        assert (
            found["geom"][1][:9] == b"\x01\x06\x00\x00\x00\x01\x00\x00\x00"
        )  # a polygon became a multipolygon
        assert found["geom"][1][9:] == square(0, 0)
        assert plan.read("unit_group", ["row_id"], where={"kind": "water"}) == {"row_id": ["2"]}
        assert plan.count("unit_group", {"kind": "oaza"}) == 1
        with pytest.raises(ValueError, match="no columns"):
            plan.read("unit", ["unit_id; DROP TABLE unit"])


def test_values_are_coerced(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("x") as stroke:
            columns = {
                "finding_key": np.array(["k1", "k2"], dtype=object),
                "status": [None, float("nan")],
                "share": np.array([0.25, np.nan]),
                "is_new": np.array([True, False]),
                "premise_changed": [np.int64(1), ""],
            }
            stroke.insert("finding", columns, [point(1, 2), None])
        found = plan.read("finding", list(columns), geometry=True)
    assert found["status"] == ["", ""]
    assert found["share"] == [0.25, None]
    assert found["is_new"] == [1, 0]
    assert found["premise_changed"] == [1, None]
    assert found["geom"] == [point(1, 2), None]


def test_an_act_that_changes_nothing_leaves_no_trace(filled: Path) -> None:
    before = digest(filled)
    with PlanFile.open(str(filled)) as plan:
        with plan.stroke("同じ") as stroke:
            stroke.update("unit", ["a", "b"], {"area_map_m2": [None, 100.5]}, [square(20, 0), square(0, 0)])
            stroke.replace("unit_group", {"kind": "oaza"}, {"row_id": ["1"], "unit_id": ["a"]})
            stroke.upsert("unit", {"unit_id": ["c"], "area_map_m2": [3.0]})
        assert len(plan.journal()) == 1
    assert digest(filled) == before


def test_only_differing_rows_are_written(filled: Path) -> None:
    with PlanFile.open(str(filled)) as plan:
        with plan.stroke("塗り") as stroke:
            stroke.update("unit", ["a", "b", "c"], {"paint_code": ["", "B1", ""], "chiban": ["", "", ""]})
            assert [(op.kind, op.table, op.before) for op in stroke.ops] == [
                ("update", "unit", {"paint_code": [""]})
            ]
        assert plan.read("unit", ["paint_code"])["paint_code"] == ["", "B1", ""]
        assert [row["label"] for row in plan.journal()] == ["取込", "塗り"]
        assert plan.journal()[0]["role"] == "企画課"


def test_replace_touches_its_slice_only(filled: Path) -> None:
    with PlanFile.open(str(filled)) as plan:
        with plan.stroke("x") as stroke:
            stroke.replace("unit_group", {"kind": "oaza"}, {"row_id": ["3", "1"], "unit_id": ["b", "c"]})
        found = plan.read("unit_group", ["row_id", "kind", "unit_id"])
        assert found == {
            "row_id": ["1", "2", "3"],
            "kind": ["oaza", "water", "oaza"],
            "unit_id": ["c", "a", "b"],
        }
        with plan.stroke("x") as stroke:
            stroke.replace("unit_group", {}, {"row_id": []})
        assert plan.count("unit_group") == 0
        with pytest.raises(ValueError, match="outside"), plan.stroke("x") as stroke:
            stroke.replace("unit_group", {"kind": "oaza"}, {"row_id": ["9"], "kind": ["water"]})


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda s: s.insert("unit", {"unit_id": ["d", "a"]}), "PLAN-DUPLICATE"),
        (lambda s: s.insert("unit", {"unit_id": ["d", "d"]}), "PLAN-DUPLICATE"),
        (lambda s: s.replace("unit", {}, {"unit_id": ["d", "d"]}), "PLAN-DUPLICATE"),
        (lambda s: s.update("unit", ["a"], {"unit_id": ["b"]}), "PLAN-DUPLICATE"),
        (lambda s: s.update("unit", ["a", "z"], {"chiban": ["1", "2"]}), "PLAN-NO-ROW"),
        (lambda s: s.delete("unit", ["z"]), "PLAN-NO-ROW"),
        (lambda s: s.insert("unit", {"unit_id": ["d"]}, [point(1, 1)]), "PLAN-GEOMETRY"),
        (lambda s: s.insert("unit", {"unit_id": ["d"]}, [b"nonsense"]), "PLAN-GEOMETRY"),
        (lambda s: s.insert("finding", {"finding_key": ["d"]}, [point(float("nan"), 1)]), "PLAN-GEOMETRY"),
    ],
)
def test_a_refused_stroke_writes_nothing(filled: Path, act: Callable[[object], None], code: str) -> None:
    before = digest(filled)
    with PlanFile.open(str(filled)) as plan:

        def draw_and_fail() -> None:
            with plan.stroke("x") as stroke:
                stroke.insert("zone", {"zone_id": ["z1"]}, [square(0, 0)])
                act(stroke)

        with pytest.raises(KosozuError) as caught:
            draw_and_fail()
        assert caught.value.code == code
        assert "[" + code in caught.value.text("ja")
        assert plan.count("zone") == 0
    assert digest(filled) == before
    assert [path.name for path in filled.parent.iterdir()] == [filled.name]


def test_an_exception_of_the_caller_rolls_back_names_too(filled: Path) -> None:
    before = digest(filled)

    def fail_late() -> None:
        with PlanFile.open(str(filled)) as plan, plan.stroke("x") as stroke:
            stroke.delete("unit", ["a"])
            stroke.names.put("actor", ["a"], {"name": ["長谷川太郎"]})
            stroke.open_names(create=True)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_late()
    assert digest(filled) == before
    assert [path.name for path in filled.parent.iterdir()] == [filled.name]


def test_programming_errors_are_told(filled: Path) -> None:
    with PlanFile.open(str(filled)) as plan:
        for columns in (
            {"unit_id": ["d"], "nothing": [1]},
            {"chiban": ["1"]},
            {"unit_id": [""]},
            {"unit_id": ["d"], "chiban": []},
        ):
            with pytest.raises(ValueError), plan.stroke("x") as stroke:
                stroke.insert("unit", columns)
        with plan.stroke("x") as stroke, pytest.raises(RuntimeError), plan.stroke("y"):
            pass
    with PlanFile.open(str(filled), readonly=True) as plan:
        with pytest.raises(KosozuError) as caught, plan.stroke("x"):
            pass
        assert caught.value.code == "PLAN-READONLY"


@pytest.mark.parametrize("count", [300, 6000])
def test_index_extent_and_count_follow_every_write(plan_path: Path, count: int) -> None:
    """Few rows go by the triggers, many by the packed index: both must end the same."""
    ids = [f"u{at:05}" for at in range(count)]
    shapes = [square(at % 100 * 20.0, at // 100 * 20.0) for at in range(count)]
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("取込") as stroke:
            stroke.insert("unit", {"unit_id": ids}, shapes)
        _check_index(plan_path, plan)
        with plan.stroke("移動") as stroke:
            stroke.update("unit", ids, {}, [square(at % 100 * 20.0 + 5000.125, -7.0) for at in range(count)])
        _check_index(plan_path, plan)
        with plan.stroke("削除") as stroke:
            stroke.delete("unit", ids[: count - 10])
        _check_index(plan_path, plan)
        with plan.stroke("追加") as stroke:
            stroke.insert("unit", {"unit_id": ids[: count - 10]}, [*shapes[: count - 11], None])
        _check_index(plan_path, plan)
        for _ in range(4):
            plan.undo()
            _check_index(plan_path, plan)
        assert plan.count("unit") == 0


def _check_index(path: Path, plan: PlanFile) -> None:
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT rtreecheck('rtree_unit_geom')").fetchone()[0] == "ok"
    boxes = connection.execute(
        "SELECT id, minx, maxx, miny, maxy FROM rtree_unit_geom ORDER BY id"
    ).fetchall()
    rows = connection.execute(
        "SELECT fid, substr(geom, 9, 32) FROM unit WHERE geom IS NOT NULL ORDER BY fid"
    ).fetchall()
    count = connection.execute(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = 'unit'"
    ).fetchone()[0]
    extent = connection.execute(
        "SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name = 'unit'"
    ).fetchone()
    connection.close()
    assert count == plan.count("unit")
    assert [box[0] for box in boxes] == [row[0] for row in rows]
    true = np.array([np.frombuffer(row[1], "<f8") for row in rows]).reshape(-1, 4)
    found = np.array([box[1:] for box in boxes]).reshape(-1, 4)
    assert (found[:, [0, 2]] <= true[:, [0, 2]]).all()
    assert (found[:, [1, 3]] >= true[:, [1, 3]]).all()
    assert np.abs(found - true).max(initial=0) < 0.01
    if rows:
        assert extent == pytest.approx(
            (true[:, 0].min(), true[:, 1].max(), true[:, 2].min(), true[:, 3].max()), abs=0.01
        )
    else:
        assert extent == (None,) * 4
