"""What people do in plain QGIS (here: OGR) becomes a stroke, with ids, areas and classes brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import ogr

from kosozu.core.plan import TABLES, PlanFile
from kosozu.core.plan.change import literals

from .conftest import square


@pytest.fixture
def drawn(plan_path: Path) -> Path:
    """Four parcels of 10 m in a row, the left two under zone z1 (B1)."""
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("取込") as stroke:
        ids = ["u1", "u2", "u3", "u4"]
        stroke.insert(
            "unit", {"unit_id": ids, "address": ["ー'、,"] * 4}, [square(at * 10, 0) for at in range(4)]
        )
        zone = {"zone_id": ["z1"], "tier": ["own"], "class_code": ["B1"], "name": ["上の段"]}
        stroke.insert("zone", zone, [square(0, 0, 20)])
        stroke.update("unit", ["u1", "u2"], {"class_code": ["B1", "B1"], "zone_id": ["z1", "z1"]})
    return plan_path


def edit(path: Path, layer: str, act: Callable[[ogr.Layer], None]) -> None:
    source = ogr.Open(str(path), 1)
    opened = source.GetLayerByName(layer)
    opened.StartTransaction()
    act(opened)
    opened.CommitTransaction()
    opened = None
    source = None


def add(layer: ogr.Layer, wkb: bytes | None, **fields: Any) -> None:
    feature = ogr.Feature(layer.GetLayerDefn())
    if wkb:
        feature.SetGeometry(ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkb(wkb)))
    for name, value in fields.items():
        feature[name] = value
    layer.CreateFeature(feature)


def change(layer: ogr.Layer, fid: int, wkb: bytes | None = None, **fields: Any) -> None:
    feature = layer.GetFeature(fid)
    if wkb:
        feature.SetGeometry(ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkb(wkb)))
    for name, value in fields.items():
        feature[name] = value
    layer.SetFeature(feature)


def classes(plan: PlanFile) -> list[tuple[str, str]]:
    found = plan.read("unit", ["class_code", "zone_id"])
    return list(zip(found["class_code"], found["zone_id"]))


def tables(plan: PlanFile) -> dict[str, Any]:
    return {
        table: plan.read(table, geometry=bool(TABLES[table].geometry)) for table in ("unit", "zone", "action")
    }


def test_a_zone_drawn_in_plain_qgis(drawn: Path) -> None:
    with PlanFile.open(str(drawn)) as plan:
        before = tables(plan)
    edit(drawn, "zone", lambda layer: add(layer, square(24, 0, 20), class_code="C1"))
    with PlanFile.open(str(drawn), readonly=True) as plan:
        assert len(plan.journal()) == 1, "reading folds nothing"
    with PlanFile.open(str(drawn)) as plan:
        zone = plan.read("zone", ["zone_id", "tier", "class_code", "area_m2"])
        assert zone == {
            "zone_id": ["z1", "zone-2"],
            "tier": ["own", "own"],
            "class_code": ["B1", "C1"],
            "area_m2": [None, 400.0],
        }
        # 6 of 10 m of u3 lie under it, all of u4
        assert classes(plan) == [("B1", "z1"), ("B1", "z1"), ("C1", "zone-2"), ("C1", "zone-2")]
        row = plan.journal()[-1]
        assert (row["kind"], row["label"], row["role"]) == ("direct", "直接編集", "")
        after = tables(plan)
        assert plan.undo() == "直接編集"
        assert tables(plan) == before
        assert plan.redo() == "直接編集"
        assert tables(plan) == after
        plan.verify_journal()
    with PlanFile.open(str(drawn)) as plan:
        assert len(plan.journal()) == 4


def test_moving_reclassing_and_deleting_zones(drawn: Path) -> None:
    edit(drawn, "zone", lambda layer: change(layer, 1, square(16, 0, 20)))
    with PlanFile.open(str(drawn)) as plan:
        # 4 of 10 m of u2 are left: the part under no zone is larger; 6 of 10 m of u4
        assert classes(plan) == [("", ""), ("", ""), ("B1", "z1"), ("B1", "z1")]
        assert plan.read("zone", ["area_m2"])["area_m2"] == [400.0]
    edit(drawn, "zone", lambda layer: change(layer, 1, class_code="X"))
    with PlanFile.open(str(drawn)) as plan:
        assert classes(plan)[2:] == [("X", "z1"), ("X", "z1")]
    edit(drawn, "zone", lambda layer: layer.DeleteFeature(1))
    with PlanFile.open(str(drawn)) as plan:
        assert classes(plan) == [("", "")] * 4
        assert [plan.undo(), plan.undo(), plan.undo()] == ["直接編集"] * 3
        assert classes(plan) == [("B1", "z1"), ("B1", "z1"), ("", ""), ("", "")]


def test_a_parcel_painted_in_the_attribute_table(drawn: Path) -> None:
    def paint(layer: ogr.Layer) -> None:
        change(layer, 1, paint_code="A1")
        change(layer, 2, paint_code="B1")
        change(layer, 4, paint_code="X", class_code="nonsense")

    edit(drawn, "unit", paint)
    with PlanFile.open(str(drawn)) as plan:
        assert classes(plan) == [("A1", ""), ("B1", "z1"), ("", ""), ("X", "")]
        assert plan.undo() == "直接編集"
        assert classes(plan) == [("B1", "z1"), ("B1", "z1"), ("", ""), ("", "")]


def test_rows_without_geometry_and_several_tables(drawn: Path) -> None:
    edit(drawn, "action", lambda layer: add(layer, None, title="草刈り", hours_per_year=0.1 + 0.2))
    edit(drawn, "unit", lambda layer: change(layer, 1, address="変更, 'した' NULL X'00'"))
    edit(drawn, "action", lambda layer: change(layer, 1, title="草刈り（年2回）"))
    with PlanFile.open(str(drawn)) as plan:
        found = plan.read("action", ["action_id", "title", "hours_per_year"])
        assert found == {
            "action_id": ["action-1"],
            "title": ["草刈り（年2回）"],
            "hours_per_year": [0.1 + 0.2],
        }
        assert len(plan.journal()) == 2
        plan.undo()
        assert plan.count("action") == 0
        assert plan.read("unit", ["address"])["address"] == ["ー'、,"] * 4


def test_what_was_taken_back_is_no_stroke(drawn: Path) -> None:
    edit(drawn, "zone", lambda layer: add(layer, square(24, 0, 20), class_code="C1"))
    edit(drawn, "zone", lambda layer: layer.DeleteFeature(2))
    edit(drawn, "unit", lambda layer: change(layer, 1, chiban="5"))
    edit(drawn, "unit", lambda layer: change(layer, 1, chiban=""))
    with PlanFile.open(str(drawn)) as plan:
        assert len(plan.journal()) == 1
        assert plan.connection.execute("SELECT count(*) FROM change").fetchone()[0] == 0


def test_an_id_that_is_taken_is_not_given_twice(drawn: Path) -> None:
    with PlanFile.open(str(drawn)) as plan, plan.stroke("x") as stroke:
        stroke.insert("zone", {"zone_id": ["zone-3"]}, [square(500, 500)])
    edit(drawn, "zone", lambda layer: add(layer, square(600, 600)))
    with PlanFile.open(str(drawn)) as plan:
        assert sorted(plan.read("zone", ["zone_id"])["zone_id"]) == ["z1", "zone-3", "zone-3-2"]


def test_our_own_strokes_are_not_logged(drawn: Path) -> None:
    connection = sqlite3.connect(drawn)
    assert connection.execute("SELECT count(*) FROM change").fetchone()[0] == 0
    connection.close()


def test_upper_zones_and_zones_of_other_scenarios_decide_nothing(drawn: Path) -> None:
    def draw(layer: ogr.Layer) -> None:
        add(layer, square(20, 0, 20), zone_id="up", class_code="C1", tier="upper")
        add(layer, square(20, 0, 20), zone_id="other", class_code="D1", scenario_id="s2")
        add(layer, square(30, 0, 20), zone_id="blank", class_code="")

    edit(drawn, "zone", draw)
    with PlanFile.open(str(drawn)) as plan:
        assert classes(plan)[2:] == [("", ""), ("", "")]


@pytest.mark.parametrize(
    "text", ["", "NULL", "1,-2,NULL", "'','it''s',','", "X'00ff',3.5,-1.0e-07,9.0e+999", "'NULL','X''00'''"]
)
def test_literals_are_read_as_sqlite_wrote_them(text: str) -> None:
    connection = sqlite3.connect(":memory:")
    values = list(connection.execute(f"SELECT {text}").fetchone()) if text else []
    assert literals(text) == values
    again = ",".join(connection.execute("SELECT quote(?)", (value,)).fetchone()[0] for value in values)
    assert literals(again) == values


def test_same_classes_as_the_overlay_of_the_whole_plan(plan_path: Path) -> None:
    """The OGR way for a few units and the shapely way for all of them follow one rule."""
    shapely = pytest.importorskip("shapely", minversion="2.0")
    from kosozu.core.analysis.effective import effective
    from kosozu.core.analysis.overlay import overlay
    from kosozu.core.plan.effective import classes as few

    rng = np.random.default_rng(7)
    units = [square(x * 10.0, y * 10.0) for x in range(20) for y in range(20)]
    zones = []
    for _ in range(30):  # many share borders with parcels' middles: ties; many overlap
        x, y = rng.integers(0, 34, 2) * 5.0
        zones.append(square(x, y, float(rng.choice([5.0, 15.0, 25.0, 40.0]))))
    codes = [str(code) for code in rng.choice(["A1", "B1", "C1", "X"], 30)]
    paint = [str(code) for code in rng.choice(["", "", "", "B1"], 400)]
    unit_ids, zone_ids = [f"u{at:03}" for at in range(400)], [f"z{at:02}" for at in rng.permutation(30)]
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("x") as stroke:
            stroke.insert("unit", {"unit_id": unit_ids, "paint_code": paint}, units)
            stroke.insert("zone", {"zone_id": zone_ids, "tier": ["own"] * 30, "class_code": codes}, zones)
        _, _, new = few(plan.connection, "", range(1, 401))
    shapes, areas = shapely.from_wkb(units), shapely.from_wkb(zones)
    found = effective(
        shapely.area(shapes),
        overlay(shapes, areas),
        np.array(codes, dtype=object),
        np.array(zone_ids, dtype=object),
        units=shapes,
        zones=areas,
        painted=np.array(paint, dtype=object),
    )
    assert new["class_code"] == list(found.class_code)
    assert new["zone_id"] == list(found.zone_id)
    assert len(set(new["class_code"])) == 5


def test_an_action_that_a_person_edits_becomes_the_persons(drawn: Path) -> None:
    with PlanFile.open(str(drawn)) as plan, plan.stroke("案") as stroke:
        ids = ["z1|work", "z1|watch"]
        stroke.insert("action", {"action_id": ids, "title": ["草刈り", "見回り"], "origin": ["draft"] * 2})
    edit(drawn, "action", lambda layer: change(layer, 1, title="年2回の草刈り"))
    with PlanFile.open(str(drawn)) as plan:
        actions = plan.read("action", ["action_id", "origin"])
        assert dict(zip(actions["action_id"], actions["origin"])) == {"z1|work": "user", "z1|watch": "draft"}
        assert plan.undo() == "直接編集"
        assert plan.read("action", ["title", "origin"])["origin"] == ["draft", "draft"]
