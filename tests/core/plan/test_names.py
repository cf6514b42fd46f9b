"""Names stand in the side file, and nowhere else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from osgeo import ogr

from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile, side_path

from .conftest import digest

NAME, LATER = "長谷川太郎左衛門", "髙橋花子之助"


def put(path: Path, name: str, label: str = "x") -> None:
    with PlanFile.open(str(path)) as plan, plan.stroke(label) as stroke:
        stroke.upsert("actor", {"actor_id": ["a"], "label": ["個人A"]})
        stroke.names.put("actor", ["a"], {"name": [name], "address": ["長野県上田市大手"]})


def test_the_side_file_is_made_when_something_is_put(plan_path: Path) -> None:
    side = Path(side_path(str(plan_path)))
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.names() == {}
        with plan.stroke("x") as stroke:
            stroke.insert("actor", {"actor_id": ["b"]})
    assert not side.exists()
    put(plan_path, NAME)
    assert side.name == "鎌田 構想.names.gpkg"
    with PlanFile.open(str(plan_path), readonly=True) as plan:
        assert plan.names() == {("actor", "a"): {"name": NAME, "address": "長野県上田市大手"}}
    source = ogr.Open(str(side))
    layer = source.GetLayerByName("name")
    assert layer.GetFeatureCount() == 1
    assert layer.GetNextFeature()["name_id"] == "a"


def test_names_are_never_in_the_bytes_of_the_plan(plan_path: Path) -> None:
    side = Path(side_path(str(plan_path)))
    put(plan_path, NAME)
    put(plan_path, LATER)
    with PlanFile.open(str(plan_path)) as plan:
        plan.undo()
        plan.redo()
    for name in (NAME, LATER):
        for encoding in ("utf-8", "utf-16-le", "cp932"):
            assert name.encode(encoding) not in plan_path.read_bytes()
    assert LATER.encode() in side.read_bytes()


def test_a_removed_name_leaves_the_table_of_names(plan_path: Path) -> None:
    put(plan_path, NAME)
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("削除") as stroke:
        stroke.names.remove("actor", ["a", "nobody"])
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.names() == {}
        assert [row["label"] for row in plan.journal()] == ["x", "削除"]
        plan.undo()
        assert plan.names()[("actor", "a")]["name"] == NAME


def test_same_names_again_are_no_stroke(plan_path: Path) -> None:
    put(plan_path, NAME)
    before = digest(plan_path), digest(Path(side_path(str(plan_path))))
    put(plan_path, NAME, "again")
    assert (digest(plan_path), digest(Path(side_path(str(plan_path))))) == before


def test_names_of_another_plan_are_refused(plan_path: Path) -> None:
    put(plan_path, NAME)
    side = sqlite3.connect(side_path(str(plan_path)))
    side.execute("UPDATE belongs_to SET plan_id = 'another'")
    side.commit()
    side.close()
    before = digest(plan_path)
    with pytest.raises(KosozuError) as caught:
        put(plan_path, LATER)
    assert caught.value.code == "PLAN-NAMES-OTHER"
    with PlanFile.open(str(plan_path)) as plan, pytest.raises(KosozuError):
        plan.names()
    assert digest(plan_path) == before


def test_a_side_file_with_triggers_is_refused(plan_path: Path) -> None:
    put(plan_path, NAME)
    side = sqlite3.connect(side_path(str(plan_path)))
    side.execute("CREATE TRIGGER t AFTER INSERT ON name BEGIN DELETE FROM name; END")
    side.close()
    with pytest.raises(KosozuError) as caught:
        put(plan_path, LATER)
    assert caught.value.code == "PLAN-NAMES-OTHER"


def test_an_empty_side_file_of_a_crash_is_made_anew(plan_path: Path) -> None:
    Path(side_path(str(plan_path))).touch()
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.names() == {}
    put(plan_path, NAME)
    with PlanFile.open(str(plan_path)) as plan:
        assert len(plan.names()) == 1
