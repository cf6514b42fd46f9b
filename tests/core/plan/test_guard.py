"""A plan with triggers or views of others, or of another schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from osgeo import ogr

from kosozu.core.errors import KosozuError
from kosozu.core.plan import SCHEMA_VERSION, PlanFile, guard, migrate
from kosozu.core.plan.schema import triggers

from .conftest import digest, square

EVIL = "CREATE TRIGGER evil AFTER INSERT ON actor BEGIN DELETE FROM unit; END"


def alter(path: Path, *statements: str) -> str:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return digest(path)


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    "statements",
    [
        [EVIL],
        ["CREATE VIEW v AS SELECT * FROM unit"],
        [
            "DROP TRIGGER change_zone_insert",
            "CREATE TRIGGER change_zone_insert AFTER INSERT ON zone BEGIN SELECT 1; END",
        ],
        ["CREATE TRIGGER evil AFTER UPDATE ON gpkg_contents BEGIN DELETE FROM unit; END"],
        ["CREATE TRIGGER evil AFTER INSERT ON stroke BEGIN DELETE FROM unit; END"],
        ["CREATE TABLE memo (a)", "CREATE TRIGGER evil AFTER INSERT ON memo BEGIN DELETE FROM unit; END"],
    ],
)
def test_foreign_triggers_and_views_are_refused(
    plan_path: Path, statements: list[str], readonly: bool
) -> None:
    before = alter(plan_path, *statements)
    with pytest.raises(KosozuError) as caught:
        PlanFile.open(str(plan_path), readonly=readonly)
    assert caught.value.code == "PLAN-FOREIGN"
    assert digest(plan_path) == before


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE vote",
        "DROP TRIGGER change_unit_update",
        "DROP TRIGGER rtree_zone_geom_delete",
        "ALTER TABLE note RENAME TO notes",
        "ALTER TABLE note RENAME COLUMN text TO words",
        "DELETE FROM plan",
    ],
)
def test_a_plan_that_lacks_something_is_damaged(plan_path: Path, statement: str, readonly: bool) -> None:
    before = alter(
        plan_path, *(["INSERT INTO _writer VALUES (1)"] if "DELETE" in statement else []), statement
    )
    with pytest.raises(KosozuError) as caught:
        PlanFile.open(str(plan_path), readonly=readonly)
    assert caught.value.code == "PLAN-DAMAGED"
    assert digest(plan_path) == before


def test_a_layer_that_a_planner_adds_in_qgis_is_no_harm(plan_path: Path) -> None:
    source = ogr.Open(str(plan_path), 1)
    layer = source.CreateLayer("memo", source.GetLayerByName("unit").GetSpatialRef(), ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("text", ogr.OFTString))
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("POINT (1 2)"))
    layer.CreateFeature(feature)
    source.GetLayerByName("zone").CreateField(ogr.FieldDefn("memo", ogr.OFTString))
    source = layer = feature = None
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("x") as stroke:
        stroke.insert("zone", {"zone_id": ["z"]}, [square(0, 0)])
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.undo() == "x"


@pytest.mark.parametrize("readonly", [True, False])
def test_a_newer_plan_is_refused(plan_path: Path, readonly: bool) -> None:
    before = alter(
        plan_path,
        "INSERT INTO _writer VALUES (1)",
        f"UPDATE plan SET schema_version = {SCHEMA_VERSION + 1}",
        EVIL,
    )
    with pytest.raises(KosozuError) as caught:
        PlanFile.open(str(plan_path), readonly=readonly)
    assert caught.value.code == "PLAN-NEWER"
    assert digest(plan_path) == before


@pytest.fixture
def older(plan_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan of a made-up schema 0, which had no table of runs, and the step that brings it up to date."""
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("古い") as stroke:
        stroke.insert("actor", {"actor_id": ["a"]})
    alter(
        plan_path,
        "INSERT INTO _writer VALUES (1)",
        "DROP TABLE check_run",
        "UPDATE plan SET schema_version = 0",
        "DELETE FROM _writer",
    )
    now = triggers()
    old = {name: sql for name, sql in now.items() if not name.startswith("change_check_run_")}

    def add_runs(connection: sqlite3.Connection) -> None:
        from kosozu.core.plan.schema import TABLES, create_table

        connection.execute(create_table(TABLES["check_run"]))
        for name in sorted(set(now) - set(old)):
            connection.execute(now[name])

    step = migrate.Migration("確認の記録を追加", 0, guard.digest(old), add_runs)
    monkeypatch.setattr(migrate, "MIGRATIONS", (step,))
    return plan_path


def test_an_older_plan_is_migrated_after_a_backup(older: Path) -> None:
    before = older.read_bytes()
    with PlanFile.open(str(older)) as plan:
        kept = Path(plan.backup)
        assert plan.info["schema_version"] == SCHEMA_VERSION
        assert plan.count("check_run") == 0
        assert [row["label"] for row in plan.journal()] == ["古い", "確認の記録を追加"]
        assert plan.undo() is None, "what was done before the migration does not fit the tables any more"
        plan.verify_journal()
        with plan.stroke("新しい") as stroke:
            stroke.insert("check_run", {"run_id": ["1"]})
        assert plan.undo() == "新しい"
    assert kept.name == "鎌田 構想.schema-0.gpkg"
    old = sqlite3.connect(kept)
    assert old.execute("SELECT schema_version FROM plan").fetchone()[0] == 0
    assert old.execute("SELECT actor_id FROM actor").fetchall() == [("a",)]
    old.close()
    with PlanFile.open(str(older)) as plan:
        assert plan.backup == ""
    older.write_bytes(before)
    with PlanFile.open(str(older)) as plan:
        assert Path(plan.backup).name == "鎌田 構想.schema-0.2.gpkg"


def test_an_older_plan_is_read_without_a_change(older: Path) -> None:
    before = digest(older)
    with PlanFile.open(str(older), readonly=True) as plan:
        assert plan.count("check_run") == 0
        assert plan.read("actor", ["actor_id"])["actor_id"] == ["a"]
    assert digest(older) == before
    assert [path.name for path in older.parent.iterdir()] == [older.name]


def fails(connection: sqlite3.Connection) -> None:
    connection.execute("DROP TABLE unit")
    raise KosozuError("PLAN-DISK-FULL", path="x")


def leaves_triggers_out(connection: sqlite3.Connection) -> None:
    connection.execute(
        "CREATE TABLE check_run (fid INTEGER PRIMARY KEY, run_id, at, families, counts, blank_share)"
    )


@pytest.mark.parametrize("run", [fails, leaves_triggers_out])
def test_a_migration_that_fails_leaves_the_plan(
    older: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[[sqlite3.Connection], None]
) -> None:
    step = migrate.MIGRATIONS[0]
    monkeypatch.setattr(migrate, "MIGRATIONS", (migrate.Migration(step.name, 0, step.triggers, run),))
    before = digest(older)
    with pytest.raises(KosozuError):
        PlanFile.open(str(older))
    assert digest(older) == before
    assert [path.name for path in older.parent.iterdir()] == [older.name]


def test_an_older_plan_with_foreign_triggers_is_not_migrated(older: Path) -> None:
    before = alter(older, EVIL)
    with pytest.raises(KosozuError) as caught:
        PlanFile.open(str(older))
    assert caught.value.code == "PLAN-FOREIGN"
    assert digest(older) == before


def test_an_older_plan_without_a_way_is_refused(plan_path: Path) -> None:
    alter(
        plan_path,
        "INSERT INTO _writer VALUES (1)",
        "UPDATE plan SET schema_version = 0",
        "DELETE FROM _writer",
    )
    with pytest.raises(KosozuError) as caught:
        PlanFile.open(str(plan_path))
    assert caught.value.code == "PLAN-OLDER"
