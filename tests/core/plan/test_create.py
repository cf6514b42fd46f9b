"""A new plan is a GeoPackage that others can read, made at once or not at all."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from osgeo import ogr

from kosozu.core.catalogue import load
from kosozu.core.errors import KosozuError
from kosozu.core.plan import SCHEMA_VERSION, TABLES, PlanFile, create_plan

from .conftest import EPSG, INFO, digest, point, square

LAYERS = {
    "unit": ogr.wkbMultiPolygon,
    "zone": ogr.wkbMultiPolygon,
    "mark": ogr.wkbUnknown,
    "finding": ogr.wkbPoint,
    "reach_place": ogr.wkbMultiPolygon,
}
NUMBERS = ("unit_indicator", "unit_difficulty", "unit_forecast")
"""Tables of parcels that a map is joined to."""


def test_ogr_sees_the_planners_layers(plan_path: Path) -> None:
    source = ogr.Open(str(plan_path))
    seen = {source.GetLayer(at).GetName() for at in range(source.GetLayerCount())}
    assert seen == {*LAYERS, "action", *NUMBERS, "layer_styles"}
    for name, kind in LAYERS.items():
        layer = source.GetLayerByName(name)
        assert layer.GetGeomType() == kind
        system = layer.GetSpatialRef()
        assert (system.GetAuthorityName(None), system.GetAuthorityCode(None)) == ("EPSG", str(EPSG))
        assert system.IsProjected()
        assert layer.GetFIDColumn() == "fid"
        assert layer.GetGeometryColumn() == "geom"
        assert layer.GetFeatureCount() == 0
        assert [field.GetName() for field in layer.schema] == list(TABLES[name].columns)
    for name in ("action", *NUMBERS):
        assert source.GetLayerByName(name).GetGeomType() == ogr.wkbNone


def test_rows_of_a_stroke_are_features_with_index_and_extent(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("取込") as stroke:
        stroke.insert("unit", {"unit_id": ["a", "b"]}, [square(0, 0), square(100, 50)])
        stroke.insert("mark", {"mark_id": ["m"], "kind": ["base"]}, [point(7, 8)])
    source = ogr.Open(str(plan_path))
    layer = source.GetLayerByName("unit")
    assert layer.GetFeatureCount() == 2
    assert layer.GetExtent() == (0, 110, 0, 60)
    layer.SetSpatialFilterRect(90, 40, 120, 70)
    assert [feature["unit_id"] for feature in layer] == ["b"]
    area = source.GetLayerByName("unit").GetGeometryColumn()
    assert area == "geom"
    assert source.GetLayerByName("mark").GetNextFeature().GetGeometryRef().GetX() == 7


def test_geopackage_tables_are_whole(plan_path: Path) -> None:
    connection = sqlite3.connect(plan_path)
    assert connection.execute("PRAGMA application_id").fetchone()[0] == 0x47504B47
    assert connection.execute("PRAGMA user_version").fetchone()[0] == 10200
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    contents = dict(connection.execute("SELECT table_name, srs_id FROM gpkg_contents").fetchall())
    assert contents == {
        **dict.fromkeys(LAYERS, EPSG),
        **dict.fromkeys((*NUMBERS, "action", "layer_styles"), 0),
    }
    systems = {row[0] for row in connection.execute("SELECT srs_id FROM gpkg_spatial_ref_sys")}
    assert systems == {-1, 0, 4326, EPSG}
    assert connection.execute("SELECT count(*) FROM _writer").fetchone()[0] == 0
    assert connection.execute("SELECT count(*) FROM change").fetchone()[0] == 0
    connection.close()


def test_styles_are_the_layers_defaults(plan_path: Path) -> None:
    connection = sqlite3.connect(plan_path)
    rows = connection.execute(
        "SELECT f_table_name, f_geometry_column, useAsDefault, styleQML FROM layer_styles ORDER BY f_table_name"
    ).fetchall()
    connection.close()
    assert [row[:3] for row in rows] == [
        ("action", "", 1),
        ("finding", "geom", 1),
        ("mark", "geom", 1),
        ("unit", "geom", 1),
        ("zone", "geom", 1),
    ]
    assert rows[-1][3] == "<qgis><!-- zone --></qgis>"
    with PlanFile.open(str(plan_path)) as plan:
        plan.set_styles({"zone": "<qgis>2</qgis>"})
    connection = sqlite3.connect(plan_path)
    zone = connection.execute(
        "SELECT useAsDefault, styleQML FROM layer_styles WHERE f_table_name = 'zone'"
    ).fetchall()
    connection.close()
    assert zone == [(1, "<qgis>2</qgis>")]


def test_info_and_catalogue_come_back(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path), readonly=True) as plan:
        info = plan.info
        assert {key: info[key] for key in INFO} == INFO
        assert (info["status"], info["edition"], info["schema_version"]) == ("draft", 0, SCHEMA_VERSION)
        assert info["area_wkb"] == square(0, 0, 1000)
        assert plan.catalogue.texts == load().texts
        assert info["catalogue_version"] == load().version
        assert all(plan.count(table) == 0 for table in TABLES if table not in ("plan", "catalogue"))


def test_an_existing_file_is_left_alone(plan_path: Path, unchanged: object) -> None:
    with pytest.raises(KosozuError) as caught:
        create_plan(str(plan_path), info=INFO, catalogue=load(), styles={})
    assert caught.value.code == "PLAN-EXISTS"


def test_overwriting_takes_names_and_a_crashed_journal_with_it(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("x") as stroke:
        stroke.insert("actor", {"actor_id": ["a"]})
        stroke.names.put("actor", ["a"], {"name": ["長谷川太郎"]})
    Path(f"{plan_path}-journal").write_bytes(b"not a journal")
    create_plan(str(plan_path), info={**INFO, "title": "新"}, catalogue=load(), styles={}, overwrite=True)
    assert [path.name for path in plan_path.parent.iterdir()] == [plan_path.name]
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.info["title"] == "新"
        assert plan.count("actor") == 0
        assert plan.names() == {}


def test_side_file_of_another_plan_is_not_adopted(plan_path: Path, tmp_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("x") as stroke:
        stroke.names.put("actor", ["a"], {"name": ["長谷川太郎"]})
    other = tmp_path / "other.gpkg"
    Path(tmp_path / "other.names.gpkg").write_bytes((tmp_path / "鎌田 構想.names.gpkg").read_bytes())
    with pytest.raises(KosozuError) as caught:
        create_plan(str(other), info={**INFO, "title": "別"}, catalogue=load(), styles={})
    assert caught.value.code == "PLAN-EXISTS"
    assert not other.exists()


@pytest.mark.parametrize(("epsg", "code"), [(4326, "PLAN-CRS"), (999999, "PLAN-CRS"), (None, "PLAN-CRS")])
def test_only_plane_systems(tmp_path: Path, epsg: object, code: str) -> None:
    with pytest.raises(KosozuError) as caught:
        create_plan(str(tmp_path / "x.gpkg"), info={**INFO, "crs_epsg": epsg}, catalogue=load(), styles={})
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(KosozuError) as caught:
        create_plan(str(tmp_path / "none" / "x.gpkg"), info=INFO, catalogue=load(), styles={})
    assert caught.value.code == "PLAN-NO-FOLDER"


def test_overwrite_refuses_a_plan_that_is_open_or_locked(plan_path: Path) -> None:
    before = digest(plan_path)
    with PlanFile.open(str(plan_path), readonly=True):
        with pytest.raises(KosozuError) as caught:
            create_plan(str(plan_path), info=INFO, catalogue=load(), styles={}, overwrite=True)
        assert caught.value.code == "PLAN-IN-USE"
    other = sqlite3.connect(plan_path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(KosozuError) as caught:
        create_plan(str(plan_path), info=INFO, catalogue=load(), styles={}, overwrite=True)
    assert caught.value.code == "PLAN-LOCKED"
    other.close()
    assert digest(plan_path) == before


def test_same_input_same_rows(tmp_path: Path) -> None:
    dumps = []
    for name in ("a.gpkg", "b.gpkg"):
        create_plan(str(tmp_path / name), info=INFO, catalogue=load(), styles={"unit": "<qgis/>"})
        with PlanFile.open(str(tmp_path / name), readonly=True) as plan:
            dumps.append({table: plan.read(table) for table in TABLES})
    assert dumps[0] == dumps[1]
