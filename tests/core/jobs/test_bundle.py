"""Open data of a plan: what is in it, what is not, and that there is a whole bundle or none."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from osgeo import gdal, ogr

from kosozu.core.errors import KosozuError
from kosozu.core.jobs import exportbundle
from kosozu.core.jobs.checkrelease import check_release
from kosozu.core.jobs.exportbundle import export_bundle
from kosozu.core.jobs.figures import read_figures
from kosozu.core.plan import PlanFile
from kosozu.core.reports.bundle.cp932 import Told
from kosozu.core.reports.bundle.geojson import turned
from kosozu.core.reports.bundle.layers import shorts
from kosozu.core.reports.bundle.openness import is_open
from kosozu.core.reports.editions import secrets

SPATIAL = ("zone", "class_area", "mark_point", "mark_line", "finding", "upper_zone", "group_area")


@pytest.fixture(scope="module")
def bundles(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A bundle of the sample, with two marks, in each edition."""
    folder = tmp_path_factory.mktemp("bundles")
    found = {}
    for edition in ("public", "counter", "internal"):
        found[edition] = folder / edition
        result = export_bundle(str(sample), str(found[edition]), edition=edition)
        assert result == {"FOLDER": str(found[edition]), "FILE_COUNT": len(files(found[edition]))}
    return found


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def meta(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "metadata.json").read_text(encoding="utf-8"))


def layers(folder: Path) -> dict[str, dict[str, Any]]:
    return {layer["name"]: layer for layer in meta(folder)["layers"]}


def table(folder: Path, name: str, encoding: str = "utf-8-sig") -> list[list[str]]:
    path = folder / ("csv" if encoding == "utf-8-sig" else "csv_cp932") / f"{name}.csv"
    return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def change(plan: Path, table: str, key: str, values: dict[str, Any]) -> None:
    with PlanFile.open(str(plan)) as opened, opened.stroke("企画課", "見出し") as stroke:
        keys = opened.read(table, [key])[key]
        stroke.update(table, keys, {name: [value] * len(keys) for name, value in values.items()})


def test_every_form_holds_the_same_rows(bundles: dict[str, Path], sample: Path) -> None:
    folder = bundles["public"]
    with PlanFile.open(str(sample), readonly=True) as plan:
        figures = read_figures(plan)
    told = layers(folder)
    assert told["zone"]["rows"] == len(figures.zones)
    for name, layer in told.items():
        names = [field["name"] for field in layer["fields"]]
        packed = gpd.read_file(folder / "plan.gpkg", layer=name)
        assert [column for column in packed.columns if column != "geometry"] == names
        assert len(packed) == layer["rows"] == len(table(folder, name)) - 1
        heads = table(folder, name)[0]
        assert len(heads) == len(set(heads)), heads
        assert table(folder, name, "cp932")[1:] == [
            [Told().text(cell) for cell in row] for row in table(folder, name)[1:]
        ]
        if layer["geometry"] is None:
            continue
        world = gpd.read_file(folder / "geojson" / f"{name}.geojson")
        shape = gpd.read_file(folder / "shape_cp932" / f"{name}.shp", encoding="cp932")
        assert len(world) == len(shape) == layer["rows"]
        assert f"EPSG:{packed.crs.to_epsg()}" == meta(folder)["crs"]["geopackage"] == "EPSG:6676"
        back = world.to_crs(packed.crs)
        assert back.geometry.hausdorff_distance(packed.geometry).max() < 0.05
        assert shape.geometry.hausdorff_distance(packed.geometry).max() < 1e-6


def test_numbers_are_the_plans(bundles: dict[str, Path], sample: Path) -> None:
    with PlanFile.open(str(sample), readonly=True) as plan:
        figures = read_figures(plan)
    for folder in bundles.values():
        sums = {row[0]: row for row in table(folder, "class_sum")[1:]}
        for line in figures.classes:
            numbers = [float(cell) for cell in sums[line.code][3:8]]
            wanted = [line.zones, line.area_m2, line.farmland_m2, line.parcels, line.share]
            assert numbers == pytest.approx(wanted, abs=0.006)
        assert float(sums["total"][4]) == pytest.approx(figures.total.area_m2, abs=0.006)
        head, *rows = table(folder, "zone")
        areas = {row[0]: float(row[head.index("区域面積（㎡）")]) for row in rows}
        assert areas == pytest.approx(
            dict(zip(figures.zones["zone_id"], figures.zones.geometry.area)), abs=0.006
        )
        land = table(folder, "land")
        assert sum(int(row[land[0].index("筆数")]) for row in land[1:]) == len(figures.units)


def test_the_public_bundle_has_only_public_columns(bundles: dict[str, Path], sample: Path) -> None:
    with PlanFile.open(str(sample), readonly=True) as plan:
        units = plan.read("unit", ["unit_id", "chiban", "address"])
        known = secrets(plan.names(), pd.DataFrame(plan.read("actor", ["kind", "label"])))
        pseudonyms = [label for label in plan.read("actor", ["label"])["label"] if label.startswith("個人")]
    public, counter = bundles["public"], bundles["counter"]
    assert "unit" not in layers(public) and "unit" in layers(counter)
    assert "reason" not in {field["name"] for field in layers(public)["zone"]["fields"]}
    fields = {field["name"] for field in layers(counter)["unit"]["fields"]}
    assert {"chiban", "noushin"} <= fields and not {"owner_intent", "user_now_id", "address"} & fields
    assert {"owner_intent", "user_now_id"} <= {
        f["name"] for f in layers(bundles["internal"])["unit"]["fields"]
    }
    names = [name for name in known if len(name) > 2 and not name.isdigit()]
    lots = {lot for lot in units["chiban"] if "-" in lot}
    assert names and lots and pseudonyms
    for folder in bundles.values():
        for path in files(folder):
            text = path.read_bytes().decode("cp932" if "cp932" in path.as_posix() else "utf-8", "replace")
            assert not [name for name in names if name in text], path
            if folder == public:
                assert not [unit for unit in units["unit_id"] if unit in text], path
                assert not [label for label in pseudonyms if label in text], path
    cells = {cell for layer in layers(public) for row in table(public, layer) for cell in row}
    assert not cells & lots


def test_the_geopackage_is_plain(bundles: dict[str, Path]) -> None:
    connection = sqlite3.connect(bundles["public"] / "plan.gpkg")
    try:
        named = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        ours = {
            "stroke",
            "change",
            "_writer",
            "decision",
            "finding_key",
            "plan",
            "actor",
            "unit",
            "catalogue",
        }
        assert not ours & set(named) and not [name for name in named if name.startswith("_")]
        triggers = [
            row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        ]
        assert all(name.startswith(("rtree_", "trigger_", "gpkg_")) for name in triggers), triggers
        assert connection.execute("PRAGMA user_version").fetchone() == (10200,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        contents = dict(connection.execute("SELECT table_name, srs_id FROM gpkg_contents"))
        assert contents["zone"] == 6676
    finally:
        connection.close()


def test_geojson_is_rfc_7946(bundles: dict[str, Path]) -> None:
    for name in SPATIAL:
        path = bundles["public"] / "geojson" / f"{name}.geojson"
        if name not in layers(bundles["public"]):
            assert not path.exists()
            continue
        read = json.loads(path.read_text(encoding="utf-8"))
        assert "crs" not in read and read["type"] == "FeatureCollection"
        for feature in read["features"]:
            shape = shapely.geometry.shape(feature["geometry"])
            west, south, east, north = shape.bounds
            assert 122 < west <= east < 154 and 20 < south <= north < 46
            assert shape.is_valid
            if shape.geom_type == "MultiPolygon":
                for part in shape.geoms:
                    assert part.exterior.is_ccw and not any(ring.is_ccw for ring in part.interiors)


def test_shapefiles_say_their_encoding_and_keep_their_texts(bundles: dict[str, Path]) -> None:
    folder = bundles["public"]
    for name in ("zone", "finding", "class_area"):
        base = folder / "shape_cp932" / name
        assert base.with_suffix(".cpg").read_text() == "CP932"
        source = ogr.Open(str(base.with_suffix(".shp")))
        found = source.GetLayer(0)
        definition = found.GetLayerDefn()
        names = [definition.GetFieldDefn(at).GetName() for at in range(definition.GetFieldCount())]
        assert all(len(short.encode("cp932")) <= 10 for short in names) and len(set(names)) == len(names)
        assert names == [field["shapefile"] for field in layers(folder)[name]["fields"]]
        texts = [row.GetField(names[1]) or "" for row in found]
        assert [text.replace("　", " ") for text in texts] == [
            row[1].replace("　", " ") for row in table(folder, name)[1:]
        ]
    mapped = list(csv.DictReader(io.StringIO((folder / "fields.csv").read_text(encoding="utf-8-sig"))))
    assert {row["レイヤー・表"] for row in mapped} == set(layers(folder))
    assert all(len(row) == 6 and row["項目名"] and row["意味"] for row in mapped)


def test_metadata_tells_what_a_catalogue_asks_for(bundles: dict[str, Path], sample: Path) -> None:
    told = meta(bundles["public"])
    assert told["title"] == "架空谷地域管理構想" and told["municipality"]["code"] == "209988"
    assert told["edition"] == "public" and told["status"] == "draft" and len(told["date"]) == 10
    assert "CC BY 4.0" in told["licence"]["ja"] and told["credits"]["ja"] and told["sources"]
    assert any("平面直角座標系" in note for note in told["notes"]["ja"])
    assert any("少数" in note for note in told["notes"]["ja"])
    assert set(told["files"]) == {
        path.relative_to(bundles["public"]).as_posix() for path in files(bundles["public"])
    } - {"metadata.json"}
    assert "公開しないでください" in meta(bundles["counter"])["licence"]["ja"]
    text = (bundles["public"] / "README.txt").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") and b"\r\n" in text
    assert "CC BY 4.0" in (bundles["public"] / "LICENSE.txt").read_text(encoding="utf-8-sig")


def test_it_passes_the_check_before_publication(bundles: dict[str, Path], sample: Path) -> None:
    result = check_release(str(bundles["public"]), plan_path=str(sample))
    assert result["PASSED"] is True


def test_the_same_plan_gives_the_same_rows(bundles: dict[str, Path], sample: Path, tmp_path: Path) -> None:
    export_bundle(str(sample), str(tmp_path / "again"))
    one, two = bundles["public"], tmp_path / "again"
    for path in files(one):
        other = two / path.relative_to(one)
        if path.name not in ("plan.gpkg", "metadata.json"):
            assert path.read_bytes() == other.read_bytes(), path
    for name in layers(one):
        a, b = (gpd.read_file(folder / "plan.gpkg", layer=name) for folder in (one, two))
        assert a.equals(b)


def test_a_source_without_an_open_licence_is_told_and_kept_out(own_sample: Path, tmp_path: Path) -> None:
    with PlanFile.open(str(own_sample)) as plan, plan.stroke("企画課", "見出し") as stroke:
        rows = plan.read("source", ["source_id", "dataset"])
        shut = [
            key
            for key, name in zip(rows["source_id"], rows["dataset"])
            if name in ("upper", "targetmap", "fude")
        ]
        own = [key for key, name in zip(rows["source_id"], rows["dataset"]) if name == "groups"]
        stroke.update("source", shut, {"licence": ["内部資料"] * len(shut)})
        stroke.update("source", own, {"licence": [""] * len(own)})
    upper = [name for name in rows["dataset"] if name == "upper"]
    folder = tmp_path / "open"
    export_bundle(str(own_sample), str(folder))
    told = meta(folder)
    assert {row["dataset"] for row in told["kept_out"]} == {"targetmap", "fude"} | set(upper)
    assert "group_area" in layers(folder) and ("upper_zone" in layers(folder)) == (not upper)
    assert "status" not in {field["name"] for field in layers(folder)["land"]["fields"]}
    assert "入れていないデータ" in (folder / "README.txt").read_text(encoding="utf-8-sig")
    export_bundle(str(own_sample), str(tmp_path / "inside"), edition="internal")
    assert meta(tmp_path / "inside")["kept_out"] == []
    assert "status" in {field["name"] for field in layers(tmp_path / "inside")["land"]["fields"]}


@pytest.mark.parametrize(
    ("dataset", "licence", "wanted"),
    [
        ("fude", "CC BY 4.0", True),
        ("fude", "CC BY-NC 4.0", False),
        ("fude", "CC BY-ND 4.0", False),
        ("ledger", "内部資料", False),
        ("pin", "eMAFF農地ナビ 利用規約", False),
        ("zones", "", True),
        ("upper", "", False),
        ("targetmap", "", False),
        ("census", "政府標準利用規約（第2.0版）", True),
    ],
)
def test_which_licences_are_open(dataset: str, licence: str, wanted: bool) -> None:
    assert is_open(dataset, licence) is wanted


def test_names_of_fields_are_short_and_different() -> None:
    made = shorts(
        ["class_code", "class_ja", "class_en", "procedure_ja", "procedure_jb", "area_map_m2", "area_map_m3"]
    )
    assert all(len(short) <= 10 for short in made.values()) and len(set(made.values())) == len(made)
    assert made["class_code"] == "class" and made["class_ja"] == "class_ja"


def test_signs_that_cp932_lacks_are_told() -> None:
    told = Told()
    assert told.text("髙﨑𠮷田−〜") == "髙﨑〓田－～" and dict(told.signs) == {"𠮷": 1}
    long = "山" * 200
    assert told.fitted(long, "zone.name") == "山" * 127 and dict(told.cut) == {"zone.name": 1}


def test_such_a_sign_is_whole_elsewhere_and_told_in_the_readme(worked: Path, tmp_path: Path) -> None:
    change(worked, "zone", "zone_id", {"name": "𠮷田の棚田"})
    folder = tmp_path / "b"
    export_bundle(str(worked), str(folder))
    assert all(row[1] == "𠮷田の棚田" for row in table(folder, "zone")[1:])
    assert all(row[1] == "〓田の棚田" for row in table(folder, "zone", "cp932")[1:])
    assert "𠮷（U+20BB7）" in (folder / "README.txt").read_text(encoding="utf-8-sig")


def test_rings_turn_as_they_should() -> None:
    with_hole = shapely.MultiPolygon([shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)])
    shape = shapely.get_parts(turned(np.array([with_hole], dtype=object)))[0]
    assert shape.exterior.is_ccw and not shape.interiors[0].is_ccw


def test_a_name_stops_it_and_nothing_is_left(worked: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("kosozu.core.reports.editions.Scrubber.__call__", lambda self, text: text)
    change(worked, "zone", "zone_id", {"name": "架空太郎さんの田"})
    with pytest.raises(KosozuError) as stopped:
        export_bundle(str(worked), str(tmp_path / "b"))
    assert stopped.value.code == "REL-FOUND"
    assert not (tmp_path / "b").exists() and not list(tmp_path.glob(".kosozu*"))


def test_a_name_in_a_text_is_masked(worked: Path, tmp_path: Path) -> None:
    change(worked, "zone", "zone_id", {"name": "架空太郎さんの田"})
    export_bundle(str(worked), str(tmp_path / "b"))
    assert all(row[1] == "＊＊＊さんの田" for row in table(tmp_path / "b", "zone")[1:])


def test_an_earlier_bundle_is_replaced_and_anything_else_refused(
    worked: Path, empty: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "b"
    folder.mkdir()
    export_bundle(str(worked), str(folder))
    change(worked, "plan", "plan_id", {"title": "新しい構想"})
    export_bundle(str(worked), str(folder))
    assert meta(folder)["title"] == "新しい構想" and not list(tmp_path.glob(".kosozu*"))

    def refused(code: str) -> None:
        before = {path: path.read_bytes() for path in files(folder)}
        with pytest.raises(KosozuError) as stopped:
            export_bundle(str(worked), str(folder))
        assert stopped.value.code == code
        assert {path: path.read_bytes() for path in files(folder)} == before

    (folder / "memo.txt").write_text("x")
    refused("BUN-FOLDER")
    (folder / "memo.txt").unlink()
    (folder / "LICENSE.txt").write_text("ours")
    refused("BUN-CHANGED")


def test_the_bundle_of_another_plan_is_not_replaced(worked: Path, tmp_path: Path) -> None:
    folder = tmp_path / "b"
    export_bundle(str(worked), str(folder))
    told = meta(folder)
    told["plan_id"] = "another"
    (folder / "metadata.json").write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(KosozuError) as stopped:
        export_bundle(str(worked), str(folder))
    assert stopped.value.code == "BUN-OTHER-PLAN"


@pytest.mark.parametrize("place", ["file", "folder"])
def test_a_place_that_will_not_do(worked: Path, tmp_path: Path, place: str) -> None:
    target = tmp_path / "x"
    if place == "file":
        target.write_text("x")
    else:
        target = tmp_path / "no" / "x"
    with pytest.raises(KosozuError) as stopped:
        export_bundle(str(worked), str(target))
    assert stopped.value.code in ("BUN-FILE", "JOB-NO-FOLDER")


def test_a_move_that_fails_leaves_the_earlier_bundle(worked: Path, tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "b"
    export_bundle(str(worked), str(folder))
    before = {path: path.read_bytes() for path in files(folder)}
    rename = exportbundle.os.rename

    def stuck(source: Any, target: Any) -> None:
        if (
            Path(target) == folder
            and Path(source).name.startswith(".kosozu-")
            and "old" not in Path(source).name
        ):
            raise OSError(28, "No space left on device")
        rename(source, target)

    monkeypatch.setattr(exportbundle.os, "rename", stuck)
    with pytest.raises(KosozuError) as stopped:
        export_bundle(str(worked), str(folder))
    assert stopped.value.code == "JOB-WRITE"
    assert {path: path.read_bytes() for path in files(folder)} == before
    assert [path.name for path in tmp_path.glob(".kosozu*")] == []


def test_an_empty_plan_has_a_bundle(empty: Path, tmp_path: Path) -> None:
    export_bundle(str(empty), str(tmp_path / "b"))
    assert "zone" not in layers(tmp_path / "b") and gdal.OpenEx(str(tmp_path / "b" / "plan.gpkg")) is not None


def test_gdal_is_left_as_it_was(worked: Path, tmp_path: Path) -> None:
    before = ogr.GetUseExceptions()
    export_bundle(str(worked), str(tmp_path / "b"))
    assert ogr.GetUseExceptions() == before


@pytest.fixture(scope="module")
def told_of_land(land: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A bundle of the plan whose forecast, difficulty and reach are computed, for the public and for the inside."""
    folder = tmp_path_factory.mktemp("land-bundles")
    for edition in ("public", "internal"):
        export_bundle(str(land), str(folder / edition), edition=edition)
    return {edition: folder / edition for edition in ("public", "internal")}


def records(folder: Path, name: str) -> pd.DataFrame:
    """A table of the package, by names of fields."""
    return pd.DataFrame(gpd.read_file(folder / "plan.gpkg", layer=name))


def test_land_to_come_is_the_plans_and_by_no_parcel(told_of_land: dict[str, Path], land: Path) -> None:
    with PlanFile.open(str(land), readonly=True) as plan:
        kept = {
            name: pd.DataFrame(plan.read(name))
            for name in ("forecast", "forecast_age", "reach_sum", "reach_core", "reach_place")
        }
        units = len(plan.read("unit", ["unit_id"])["unit_id"])
    public, inside = told_of_land["public"], told_of_land["internal"]
    rows = records(inside, "forecast")
    assert len(rows) == len(kept["forecast"]) and set(rows["scope"]) == {"plan", "community"}
    both = rows.merge(kept["forecast"], on=["scope", "name", "year", "picture"], suffixes=("", "_kept"))
    for name in ("people_middle", "unmanaged_middle_m2", "unmanaged_high_m2", "unknown_m2"):
        assert len(both) == len(rows)
        assert both["share65_pct"].to_numpy(float) == pytest.approx(
            both["share65"].to_numpy(float) * 100, abs=0.006
        )
        assert both[name].to_numpy(float) == pytest.approx(both[f"{name}_kept"].to_numpy(float), abs=0.006)
    told = records(public, "forecast")
    own = told[told["scope"] == "community"]
    assert own.loc[own["year"] < 2050, "unmanaged_middle_m2"].isna().all()
    assert (
        own.loc[own["year"] == 2050, "unmanaged_middle_m2"].notna().all()
        and own["people_middle"].notna().all()
    )
    assert own.loc[own["few"] == 1, "unknown_m2"].isna().all() and (own["few"] == 1).any()
    for folder in (public, inside):
        assert records(folder, "difficulty")["parcels"].sum() == units
        for name, key, column in (("reach_sum", "field", "reached"), ("reach_core", "core", "lost")):
            numbers, wanted = (rows.set_index(key)[column] for rows in (records(folder, name), kept[name]))
            assert numbers.to_dict() == pytest.approx(wanted.to_dict(), abs=0.006)
        places = gpd.read_file(folder / "plan.gpkg", layer="reach_place")
        assert places["people"].sum() == pytest.approx(kept["reach_place"]["people"].sum(), abs=0.5)
        assert set(places["note"]) == {"NITAS によらない試算"} and (places.area > 6e4).all()
    ages = kept["forecast_age"]
    shown = records(public, "forecast_age")
    assert shown["people"].sum() == pytest.approx(ages.loc[ages["scope"] == "plan", "people"].sum(), abs=0.6)
    assert (records(public, "difficulty")["parcels"] >= 3).all()
    assert not {"unit", "unit_difficulty", "unit_forecast", "unit_indicator"} & set(layers(public))


def test_context_that_is_not_open_stays_in_the_house(
    told_of_land: dict[str, Path], land: Path, tmp_path: Path
) -> None:
    """Neither its layers nor its names leave; people of such a source are in sums alone, not place by place."""
    from kosozu.core.jobs import contextfiles

    public = told_of_land["public"]
    with PlanFile.open(str(land), readonly=True) as plan:
        context = pd.DataFrame(plan.read("context_layer"))
    closed = context[context["open"] == "no"]
    assert set(closed["dataset"]) == {"own-road", "own-building", "own-facility"}
    assert not any("road" in name or "building" in name for name in layers(public))
    drawn = [
        gpd.read_file(public / "plan.gpkg", layer=name)
        for name in layers(public)
        if layers(public)[name]["geometry"]
    ]
    corners = [np.round(shapely.get_coordinates(frame.geometry.to_numpy()), 1) for frame in drawn]
    kept = {tuple(pair) for pair in np.concatenate(corners).tolist()}
    for file in closed["file"]:
        layer = gpd.read_file(contextfiles.find(str(land), file))
        theirs = np.round(shapely.get_coordinates(layer.geometry.to_numpy()), 1).tolist()
        assert len(theirs) >= 8 and sum(tuple(pair) in kept for pair in theirs) < len(theirs) / 10
    assert "reach_place" in layers(public)

    import shutil

    for path in land.parent.iterdir():
        copy = shutil.copytree if path.is_dir() else shutil.copy
        copy(path, tmp_path / path.name)
    mine = tmp_path / land.name
    with PlanFile.open(str(mine)) as plan, plan.stroke("企画課", "見出し") as stroke:
        stroke.update(
            "context_layer",
            context.loc[context["role"] == "people", "layer_id"].tolist(),
            {"open": ["no"] * 2},
        )
    export_bundle(str(mine), str(tmp_path / "b"))
    assert "reach_place" not in layers(tmp_path / "b") and "reach_sum" in layers(tmp_path / "b")
    export_bundle(str(mine), str(tmp_path / "c"), edition="internal")
    assert "reach_place" in layers(tmp_path / "c")


def test_what_nobody_has_computed_is_in_no_bundle(bundles: dict[str, Path]) -> None:
    assert not {"forecast", "difficulty", "reach_sum", "reach_core", "reach_place"} & set(
        layers(bundles["public"])
    )
