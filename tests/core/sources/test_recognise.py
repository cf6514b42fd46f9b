"""Which file of a folder of downloads is what."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import builders
import pytest
import shapely

from kosozu.core.catalogue import Catalogue
from kosozu.core.sources import container
from kosozu.core.sources.recognise import KINDS, Proposal, as_kind, recognise
from kosozu.core.sources.vector import read_vector

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
HERE = f"{SAMPLES}{os.sep}"

ZONE_FIELDS = {
    "ZONE_ID_FIELD": "区域番号",
    "NAME_FIELD": "区域名",
    "METHOD_FIELD": "管理手法",
    "MANAGER_FIELD": "管理主体",
}
USERS = {
    "USER_NOW_FIELD": "現在の耕作者",
    "USER_TARGET_FIELD": "10年後の耕作者",
    "STATUS_MAP": f"{HERE}status_map.csv",
}
EXPECTED: dict[str, tuple[str, dict[str, str]]] = {
    "plan_area.geojson": ("area", {}),
    "2024_209988.json": ("parcels", {}),
    "2024_209996.json": ("parcels", {}),
    "ledger_209988.csv": ("ledger", {"MAPPING": f"{HERE}ledger_mapping.csv"}),
    "pins_209996.geojson": ("ledger", {"MAPPING": "pins"}),
    "target_209988.csv": ("targetmap", {"KEY_FIELD": "polygon_uuid", "STATUS_FIELD": "目標地図の区分", **USERS}),
    "target_209996.geojson": ("targetmap", {"STATUS_FIELD": "区分", **USERS}),
    "zones.geojson": ("zones", {"CLASS_FIELD": "管理区分", "TIER": "own", **ZONE_FIELDS}),
    "upper_zones.geojson": (
        "upper",
        {"CLASS_FIELD": "管理区分", "ZONE_ID_FIELD": "エリア番号", "NAME_FIELD": "エリア名", "TIER": "upper",
         "SOURCE_PLAN": "upper_zones"},
    ),
    "communities.geojson": ("community", {"NAME_FIELD": "RCOM_NAME", "KIND": "community"}),
    "oaza.geojson": ("oaza", {"NAME_FIELD": "大字名", "KIND": "oaza"}),
    "water_systems.geojson": ("water", {"NAME_FIELD": "水利系統", "KIND": "water"}),
    "plan_district_209988.csv": (
        "plan_district",
        {"NAME_FIELD": "地域計画", "KEY_FIELD": "polygon_uuid", "KIND": "plan_district"},
    ),
    "plan_district_209996.geojson": ("plan_district", {"NAME_FIELD": "地域計画", "KIND": "plan_district"}),
    "marks_lines.geojson": ("marks", {"KIND_FIELD": "kind", "NAME_FIELD": "名称"}),
    "marks_points.geojson": ("marks", {"KIND_FIELD": "kind", "NAME_FIELD": "名称"}),
    "250m_mesh_2024_20.geojson": ("context", {"DATASET": "future-mesh"}),
    "A33-sample_20.shp": ("context", {"DATASET": "ksj-A33"}),
    "L03-b-21_5438.geojson": ("context", {"DATASET": "ksj-L03-b"}),
    "buildings.geojson": ("context", {"DATASET": "own-building"}),
    "dem_30m.tif": ("context", {"DATASET": "dem"}),
    "facilities.geojson": ("context", {"DATASET": "own-facility"}),
    "roads.geojson": ("context", {"DATASET": "own-road"}),
    "tblT001102Q5438.txt": ("context", {"DATASET": "census-mesh"}),
}  # fmt: skip
OTHERS = {
    "ledger_mapping.csv": ("mapping", "HELPER"),
    "status_map.csv": ("statuses", "HELPER"),
    "upper_class_map.csv": ("classes", "HELPER"),
    "places.geojson": ("background", "BACKGROUND"),
    "river.geojson": ("background", "BACKGROUND"),
    "README.md": ("unknown", "FORMAT"),
    "expected.json": ("unknown", "NOT_MAP"),
}

REAL_CONTEXT = {
    "tblT001102Q5240.txt": "census-mesh",
    "pop2020_municipality.csv": "municipality-people",
    "A37-15_PeninsulaRoad_16-17.fgb": "ksj-A37",
    "N03_ueda_aoki_s0010.geojson": "ksj-N03",
    "dem_ueda_aoki_8m_6676.tif": "dem",
    "slope_deg_ueda_aoki_8m_6676.tif": "slope",
    "523857_lsld_6668_op.gml": "plateau-lsld",
    "523836_luse_6668_op.gml": "plateau-luse",
    "15222-1107-1553.xml": "moj-map",
}


def only(proposals: list[Proposal]) -> Proposal:
    assert len(proposals) == 1, proposals
    return proposals[0]


def test_every_file_of_the_sample_is_known_for_what_it_is(catalogue: Catalogue) -> None:
    proposals = recognise(SAMPLES, catalogue)
    found = {proposal.name: proposal for proposal in reversed(proposals)}
    besides = [proposal for proposal in proposals if found[proposal.name] is not proposal]
    assert [(one.name, one.reason, one.parameters["DATASET"]) for one in besides] == [
        ("communities.geojson", "BESIDES", "rcom")
    ]
    sidecars = {"A33-sample_20.dbf", "A33-sample_20.shx"}
    assert set(found) == {path.name for path in SAMPLES.iterdir()} - sidecars
    for name, (kind, parameters) in EXPECTED.items():
        place = "AREA" if kind == "area" else "INPUT"
        assert found[name].kind == kind, name
        assert dict(found[name].parameters) == {place: f"{HERE}{name}", **parameters}, name
        assert found[name].usable
    for name, (kind, reason) in OTHERS.items():
        assert (found[name].kind, found[name].reason, found[name].usable) == (kind, reason, False), name


def test_what_is_brought_in_stands_first_and_in_the_order_of_the_imports(catalogue: Catalogue) -> None:
    first = recognise(SAMPLES, catalogue)
    kinds = [proposal.kind for proposal in first if proposal.kind in KINDS]
    assert kinds == sorted(kinds, key=KINDS.index)
    assert first == recognise(str(SAMPLES), catalogue)
    files = [str(path) for path in SAMPLES.iterdir()][::-1]
    again = {(proposal.name, proposal.kind): proposal for proposal in recognise(files, catalogue)}
    assert all(again[proposal.name, proposal.kind] == proposal for proposal in first)


def test_context_is_the_last_to_be_brought_in_and_says_why(catalogue: Catalogue) -> None:
    found = recognise(SAMPLES, catalogue)
    kinds = [proposal.kind for proposal in found if proposal.usable]
    assert kinds.index("context") == len(kinds) - 9 and set(kinds[-9:]) == {"context"}
    told = {proposal.name: (proposal.reason, proposal.params.get("columns")) for proposal in found}
    assert told["A33-sample_20.shp"] == ("COLUMNS", "A33_001, A33_002")
    assert told["facilities.geojson"] == ("COLUMNS", "種別")
    assert told["dem_30m.tif"][0] == "GRID"
    # What a sheet shows under its zones stays a background, and the list says so.
    assert told["roads.geojson"] == ("BACKGROUND_TOO", "路線名")
    assert told["buildings.geojson"] == ("BACKGROUND_TOO", "building")


@pytest.mark.parametrize(
    ("name", "shape", "columns", "dataset"),
    [
        ("道路台帳.geojson", "line", {"番号": ["1"]}, "own-road"),
        ("N13-24.geojson", "line", {"N13_001": ["1"], "N13_002": ["2"], "N13_003": ["3"]}, "ksj-N13"),
        ("鉄道.geojson", "line", {"路線名": ["x"]}, ""),
        ("osm.geojson", "line", {"highway": ["residential"]}, "osm-road"),
        ("osm.geojson", "point", {"highway": ["stop"]}, ""),
        ("家屋.geojson", "point", {"番号": ["1"]}, "own-building"),
        ("家屋.geojson", "line", {"番号": ["1"]}, ""),
        ("場所.geojson", "point", {"種類": ["郵便局", "診療所"]}, "own-facility"),
        ("場所.geojson", "point", {"種類": ["石碑", "郵便局", "祠"]}, ""),
        ("A45-19_20.geojson", "polygon", {"A45_001": ["1"]}, "ksj-A45"),
        ("A99.geojson", "polygon", {"A99_001": ["1"]}, ""),
        ("A13.geojson", "polygon", {"PREFEC_CD": ["20"], "LAYER_NO": ["10"], "OBJ_NAME": ["x"]}, "ksj-A13"),
        ("shuraku.geojson", "polygon", {"KEY": ["1"], "RCOM_NAME": ["上"]}, "community"),
        (
            "r2ka20.geojson",
            "polygon",
            {"KEY_CODE": ["1"], "JINKO": [3], "SETAI": [2], "S_NAME": ["上"]},
            "oaza",
        ),
    ],
)
def test_context_by_columns_shapes_and_names(
    layer: Any, square: Any, name: str, shape: str, columns: dict[str, list[Any]], dataset: str
) -> None:
    """Areas that group parcels stay groups; what nothing tells is not guessed."""
    made = {
        "line": shapely.LineString([(138.2, 36.3), (138.3, 36.3)]),
        "point": shapely.Point(138.2, 36.3),
        "polygon": square(0),
    }[shape]
    path = layer(name, [made] * len(next(iter(columns.values()))), columns)
    found = recognise([path])[0]
    assert found.parameters.get("DATASET", found.kind if found.usable else "") == dataset
    assert found.usable == bool(dataset)


def test_a_person_says_which_context_it_is(layer: Any, square: Any, tmp_path: Path) -> None:
    """Small areas are groups that count people, but tell no year but in their name; without one they stay groups."""
    columns = {"KEY_CODE": ["1"], "JINKO": [3], "SETAI": [2], "S_NAME": ["上"]}
    path = layer("上田.geojson", [square(0)], columns)
    groups, besides = recognise([path])
    assert (groups.kind, groups.usable) == ("oaza", True)
    assert (besides.kind, besides.reason, besides.missing) == ("context", "BESIDES", ("YEAR",))
    found = as_kind(groups, "context")
    assert (found.parameters["DATASET"], found.missing) == ("small-area", ("YEAR",))
    found = as_kind(found, "context", {"DATASET": "small-area", "YEAR": "2020"})
    assert found.usable
    assert dict(found.parameters) == {"INPUT": str(path), "DATASET": "small-area", "YEAR": "2020"}
    for name in ("小地域_2020.geojson", "r2ka20203.geojson"):
        groups, besides = recognise([layer(name, [square(0)], columns)])
        assert groups.usable and besides.usable, name
    # Areas without names are context alone, communities without a number of households are groups alone.
    nameless = only(
        recognise([layer("r2ka20204.geojson", [square(0)], {"KEY_CODE": ["1"], "JINKO": [3], "SETAI": [2]})])
    )
    assert (nameless.kind, nameless.parameters["DATASET"], nameless.usable) == ("context", "small-area", True)
    assert only(recognise([layer("集落.geojson", [square(0)], {"KEY": ["1"], "RCOM_NAME": ["上"]})])).usable


def test_rasters_and_archives(tmp_path: Path, table: Any) -> None:
    """A picture is no elevation, and a grid of slope says so in its name; e-Stat's archive is known by its own name."""
    from osgeo import gdal

    for name, bands, kind in (
        ("傾斜.tif", 1, gdal.GDT_Float32),
        ("空中写真.tif", 3, gdal.GDT_Byte),
        ("土地.tif", 1, gdal.GDT_Byte),
    ):
        gdal.GetDriverByName("GTiff").Create(str(tmp_path / name), 4, 4, bands, kind)
    (tmp_path / "壊れ.tif").write_bytes(b"II*\x00garbage")
    told = {one.name: (one.kind, one.parameters.get("DATASET"), one.reason) for one in recognise(tmp_path)}
    assert told.pop("傾斜.tif") == ("context", "slope", "GRID")
    assert set(told.values()) == {("unknown", None, "RASTER")} and len(told) == 3
    for name in ("tblT001102Q5438.zip", "nazo.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.write(SAMPLES / "tblT001102Q5438.txt", "tblT001102Q5438.txt")
    mesh, other = (
        only(recognise([tmp_path / "tblT001102Q5438.zip"])),
        only(recognise([tmp_path / "nazo.zip"])),
    )
    assert (mesh.parameters["DATASET"], mesh.usable, mesh.kinds) == ("census-mesh", True, ("context",))
    assert (other.kind, other.reason) == ("unknown", "UNPACK")


def test_an_archive_with_both_forms_of_a_dataset_is_one(layer: Any, square: Any, tmp_path: Path) -> None:
    """As 国土数値情報 is distributed: the same areas as a Shapefile and as GeoJSON."""
    columns = {"A45_001": ["1"]}
    shape, text = (
        layer("A45-19_20.shp", [square(0)], columns),
        layer("A45-19_20.geojson", [square(0)], columns),
    )
    packed = tmp_path / "A45-19_20_GML.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in (*(shape.with_suffix(part) for part in (".shp", ".shx", ".dbf")), text):
            archive.write(path, path.name)
    found = only(recognise([packed]))
    assert dict(found.parameters) == {"INPUT": str(packed), "DATASET": "ksj-A45"}


def test_an_archive_with_other_layers_of_the_same_theme_is_one(
    layer: Any, square: Any, tmp_path: Path
) -> None:
    """Depths of floods come with how long they stay; warning areas with the same areas as lines."""
    line = shapely.LineString([[138.2, 36.3], [138.3, 36.3]])
    for packed, dataset, parts in (
        ("A31a-25_20.zip", "ksj-A31", {
            "A31a-10-25_20.geojson": (square(0), {"A31a_101": ["1"], "A31a_105": [3]}),
            "A31a-20-25_20.geojson": (square(1), {"A31a_201": ["1"], "A31a_205": [3]}),
            "A31a-30-25_20.geojson": (square(0), {"A31a_301": ["1"], "A31a_305": [3]}),
        }),
        ("A33-25_20.zip", "ksj-A33", {
            "A33-25_20Line.geojson": (line, {"A33_001": ["1"], "A33_002": ["2"]}),
            "A33-25_20Polygon.geojson": (square(0), {"A33_001": ["1"], "A33_002": ["2"]}),
        }),
    ):  # fmt: skip
        with zipfile.ZipFile(tmp_path / packed, "w") as archive:
            for name, (shape, columns) in parts.items():
                archive.write(layer(name, [shape], columns), name)
        found = only(recognise([tmp_path / packed]))
        assert dict(found.parameters) == {"INPUT": str(tmp_path / packed), "DATASET": dataset}


@pytest.mark.parametrize("name", ["in.gpkg", "in.fgb", "in.shp", "in.geojson"])
def test_parcels_in_every_form(layer: Any, square: Any, name: str) -> None:
    columns = {"polygon_uu" if name.endswith("shp") else "polygon_uuid": ["a", "b"], "land_type": [100, 200]}
    path = layer(name, [square(0), square(1)], columns)
    found = only(recognise(path.parent))
    assert (found.kind, dict(found.parameters)) == ("parcels", {"INPUT": str(path)})


def test_an_archive_of_parcels_is_one_and_of_different_things_several(
    tmp_path: Path, geojson: Callable[..., Path], parcel: Any
) -> None:
    one, two = geojson([parcel(0)], name="2024_202037.json"), geojson([parcel(1)], name="2024_203491.json")
    other = tmp_path / "水路.geojson"
    line = '{"type":"Feature","properties":{"a":1},"geometry":{"type":"LineString","coordinates":[[138,36],[138,37]]}}'
    other.write_text(f'{{"type":"FeatureCollection","features":[{line}]}}', encoding="utf-8")
    alike, mixed = tmp_path / "alike.zip", tmp_path / "mixed.zip"
    with zipfile.ZipFile(alike, "w") as archive:
        archive.write(one, "筆/2024_202037.json")
        archive.write(two, "筆/2024_203491.json")
        archive.writestr("__MACOSX/._2024_202037.json", "x")
    with zipfile.ZipFile(mixed, "w") as archive:
        archive.write(one, one.name)
        archive.write(other, "canal.geojson")
        archive.write(other, "水路.geojson")
    found = only(recognise([alike]))
    assert (found.kind, found.parameters["INPUT"], found.name) == ("parcels", str(alike), "alike.zip")
    told = {proposal.name: proposal for proposal in recognise([mixed])}
    assert told["mixed.zip › 2024_202037.json"].parameters["INPUT"] == f"{mixed}|layername=2024_202037.json"
    assert told["mixed.zip › 水路.geojson"].kind == "marks"
    assert told["mixed.zip › 水路.geojson"].parameters["INPUT"] == f"{mixed}|layername=水路.geojson"
    named = as_kind(told["mixed.zip › canal.geojson"], "marks")
    assert named.parameters["INPUT"] == f"/vsizip/{mixed}/canal.geojson"
    assert named.missing == ("KIND_FIELD",)


def test_what_no_column_tells_is_offered_and_answered(layer: Any, square: Any) -> None:
    """Zones of plans without a name would replace each other."""
    path = layer("上位_県.geojson", [square(0)], {"管理区分": ["A1"]})
    found = only(recognise([path]))
    assert (found.kind, found.parameters["SOURCE_PLAN"]) == ("upper", "上位_県")
    named = as_kind(found, "upper", {"CLASS_FIELD": "管理区分", "SOURCE_PLAN": "県の構想"})
    assert named.parameters["SOURCE_PLAN"] == "県の構想" and named.usable
    district = as_kind(found, "plan_district", {"NAME_FIELD": "管理区分"})
    assert "TARGET_FY" not in district.parameters and district.usable
    district = as_kind(found, "plan_district", {"NAME_FIELD": "管理区分", "TARGET_FY": "2034"})
    assert district.parameters["TARGET_FY"] == "2034"
    assert "SOURCE_PLAN" not in as_kind(found, "zones").parameters


@pytest.mark.parametrize("names", ["flagged", "utf-8", "cp932"])
def test_names_within_archives_whoever_packed_them(
    tmp_path: Path, layer: Any, square: Any, names: str
) -> None:
    """Explorer writes CP932 without saying so, in which 表 and ソ end in a backslash; others write UTF-8."""
    path = layer("in.shp", [square(0)], {"区分": ["従来通り維持"]})
    parts = {f"表示ソ/区域 ソ{part}": path.with_suffix(part) for part in (".shp", ".shx", ".dbf", ".prj")}
    packed = builders.archive(tmp_path / "ソ.zip", {**parts, "メモ.txt": path}, names=names)
    found = only(recognise([packed]))
    wanted = f"{packed}|layername=表示ソ/区域 ソ.shp"
    assert (found.kind, found.parameters["INPUT"], found.usable) == ("zones", wanted, True)
    frame, _, info = read_vector(wanted)
    assert frame["区分"].tolist() == ["従来通り維持"] and info.layers == ("表示ソ/区域 ソ.shp",)


def test_names_are_read_alike_on_windows(tmp_path: Path) -> None:
    """There Python has made slashes of the backslashes in ``filename``."""
    packed = builders.archive(tmp_path / "a.zip", {"表.json": Path(__file__)}, names="cp932")
    with zipfile.ZipFile(packed) as archive:
        for info in archive.infolist():
            info.filename = info.filename.replace("\\", "/")
        assert list(container.members(archive)) == ["表.json"]


def test_a_name_that_leads_out_of_an_archive_leads_nowhere(tmp_path: Path, geojson: Any, parcel: Any) -> None:
    source = geojson([parcel(0)])
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(evil, "w") as archive:
        for name in ("../../外.json", "/tmp/外.json", "..\\..\\外2.json"):
            archive.writestr(zipfile.ZipInfo(name), source.read_bytes())
    folder = tmp_path / "out"
    folder.mkdir()
    found = container.unpack(evil, (".json",), folder)
    assert found and all(path.parent == folder for path in found.values())
    assert not list(tmp_path.parent.glob("外*")) and not list(tmp_path.glob("外*"))


def test_layers_of_a_geopackage_are_told_apart(layer: Any, square: Any, tmp_path: Path) -> None:
    path = layer("in.gpkg", [square(0)], {"区分": ["Ａ１"]}, layer="区域の案")
    layer("in.gpkg", [square(0)], {"集落名": ["上"]}, layer="集落", append=True)
    zones, groups = recognise(path)
    assert (zones.kind, zones.parameters["INPUT"]) == ("zones", f"{path}|layername=区域の案")
    assert (groups.kind, groups.parameters["NAME_FIELD"]) == ("community", "集落名")


def test_a_shapefile_in_cp932_without_a_cpg(layer: Any, square: Any) -> None:
    path = layer("in.shp", [square(0)], {"管理区分": ["従来通り維持"], "区域名": ["髙畑"]}, encoding="CP932")
    path.with_suffix(".cpg").unlink()
    found = only(recognise(path.parent))
    assert (found.kind, found.parameters["CLASS_FIELD"]) == ("zones", "管理区分")
    assert found.seen is not None
    assert found.seen.rows[0]["区域名"] == "髙畑"


def test_the_same_column_means_what_stands_in_it(layer: Any, square: Any, tmp_path: Path) -> None:
    layer("a.geojson", [square(0), square(1)], {"区分": ["B1", "協議中"], "名称": ["x", "y"]})
    layer("b.geojson", [square(0), square(1)], {"区分": ["今後検討等", "担い手あり"], "地番": ["1", "2"]})
    layer("c.geojson", [shapely.Point(138.2, 36.3)], {"区分": ["ため池"]})
    layer("d.geojson", [square(0)], {"区分": ["普通"], "用途": ["x"]})
    assert [proposal.kind for proposal in recognise(tmp_path)] == ["targetmap", "zones", "marks", "unknown"]


def test_words_of_an_office_are_known_by_its_own_table(
    layer: Any, square: Any, table: Any, tmp_path: Path
) -> None:
    layer("zones.geojson", [square(0)], {"エリア": ["x"], "区分": ["がんばる田"]})
    mapping = table([["raw", "class"], ["がんばる田", "A1"]], name="yomikae.csv")
    zones, helper = recognise(tmp_path)
    assert (zones.parameters["CLASS_FIELD"], zones.parameters["MAPPING"]) == ("区分", str(mapping))
    assert helper.kind == "classes"


@pytest.mark.parametrize(
    ("header", "kind", "parameters"),
    [
        (["大字", "地番", "現況地目", "登記簿面積", "農振区分", "耕作者"], "ledger", {"MAPPING": "ledger_names"}),
        (["地番", "地目", "面積", "現耕作者名", "１０年後の耕作者"], "targetmap",
         {"KEY_FIELD": "地番", "USER_NOW_FIELD": "現耕作者名", "USER_TARGET_FIELD": "１０年後の耕作者"}),
        (["筆ポリゴンID", "大字名"], "oaza", {"KEY_FIELD": "筆ポリゴンID", "NAME_FIELD": "大字名", "KIND": "oaza"}),
        (["地番", "備考"], "unknown", {}),
    ],
)  # fmt: skip
def test_tables_by_their_names(table: Any, header: list[str], kind: str, parameters: dict[str, str]) -> None:
    path = table([header, ["1"] * len(header)], encoding="cp932")
    found = only(recognise(path.parent))
    assert found.kind == kind
    assert dict(found.parameters) == ({"INPUT": str(path), **parameters} if parameters else {})


def test_a_workbook_and_a_ledger_without_a_header(tmp_path: Path, table: Any) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.create_sheet("目標地図").append(["polygon_uuid", "目標地図区分"])
    book["目標地図"].append(["a", "未定"])
    book.save(tmp_path / "mokuhyou.xlsx")
    table([["202037", "", "大字上", *["1"] * 154]] * 2, name="daicho.csv")
    ledger, target = recognise(tmp_path)
    assert (ledger.kind, ledger.parameters["MAPPING"]) == ("ledger", "ledger157")
    assert (target.kind, target.parameters["STATUS_FIELD"]) == ("targetmap", "目標地図区分")


def test_a_plan_and_its_names_are_left_alone(tmp_path: Path) -> None:
    for name, tables in (
        ("kosou.gpkg", ("plan", "unit", "stroke")),
        ("kosou.names.gpkg", ("name", "belongs_to")),
    ):
        with closing(sqlite3.connect(tmp_path / name)) as base:
            for made in tables:
                base.execute(f'CREATE TABLE "{made}" (a)')
    assert [(one.kind, one.reason) for one in recognise(tmp_path)] == [
        ("unknown", "PLAN"),
        ("unknown", "NAMES"),
    ]


def test_garbage_hides_nothing(tmp_path: Path, geojson: Callable[..., Path], parcel: Any) -> None:
    for name in ("a.geojson", "b.json", "c.gpkg", "d.fgb", "e.shp", "f.csv", "g.xlsx", "h.zip", "i.txt"):
        (tmp_path / name).write_bytes(bytes(range(256)) * 8)
        (tmp_path / f"0{name}").touch()
    for part in (".shp", ".shx", ".dbf"):
        (tmp_path / f"j{part}").write_bytes(b"\x00\x00\x27\x0a" + b"\xff" * 200)
    (tmp_path / "k.fgb").write_bytes(b"fgb\x03fgb\x00" + b"\xff\x00\x00\x00" + b"\x07" * 100)
    (tmp_path / "l.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    (tmp_path / "m.geojson").write_text(
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a"'
    )
    (tmp_path / "n.csv").write_text("\n\n")
    geojson([parcel(0)], name="z.json")
    found = recognise(tmp_path)
    assert [one.name for one in found if one.kind != "unknown"] == ["z.json"]
    assert all(one.reason for one in found)
    assert found == recognise(tmp_path)
    assert only(recognise(tmp_path / "not there.csv")).kind == "unknown"


def test_folders_are_gone_through_and_hidden_files_are_not(tmp_path: Path) -> None:
    for folder in ("a/b", ".git", "kosou.reports", "__MACOSX"):
        (tmp_path / folder).mkdir(parents=True)
        shutil.copy(SAMPLES / "zones.geojson", tmp_path / folder)
    assert only(recognise(tmp_path)).path == str(tmp_path / "a" / "b" / "zones.geojson")


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    shutil.copy(SAMPLES / "2024_209988.json", path)
    with path.open("r+b") as file:
        file.truncate(1 << 31)
    began = time.perf_counter()
    assert only(recognise(path)).kind == "parcels"
    assert time.perf_counter() - began < 1.0


def test_a_kind_and_its_columns_can_be_changed(layer: Any, square: Any, tmp_path: Path) -> None:
    layer("x.geojson", [square(0)], {"kubun": ["A1"], "mura": ["上"]})
    found = only(recognise(tmp_path))
    assert (found.kind, found.reason) == ("unknown", "NO_COLUMNS")
    assert "zones" in found.kinds
    assert "marks" not in found.kinds
    zones = as_kind(found, "zones")
    assert (zones.usable, zones.missing) == (False, ("CLASS_FIELD",))
    zones = as_kind(zones, "zones", {"CLASS_FIELD": "kubun"})
    assert (zones.usable, zones.algorithm, zones.parameters["TIER"]) == (True, "kosozu:importzones", "own")
    assert as_kind(zones, "unknown").usable is False
    assert as_kind(found, "custom", {"NAME_FIELD": "mura"}).parameters["KIND"] == "custom"


def test_real_files(data: Callable[[str], Path]) -> None:
    proposals = recognise(data("README.md").parent)
    kinds = {proposal.name: proposal.kind for proposal in reversed(proposals)}
    assert {name for name, kind in kinds.items() if kind == "parcels"} == {
        "castle_hypothetical.zip",
        "ueda_mesh54384128_tokyo_datum.geojson",
        "2022_202037.json",
        "2022_203491.json",
        "fude_ueda_aoki_2022_jgd2011.gpkg",
    }
    assert kinds["miyazaki_pin.geojson"] == "ledger"
    noto = [one for one in proposals if one.name == "noto_town_koaza_area.fgb"]
    assert [(one.kind, one.missing) for one in noto] == [("oaza", ()), ("context", ("YEAR",))]
    assert kinds["miyazaki_polygon.geojson"] == "unknown"
    context = {
        proposal.name: proposal.parameters["DATASET"]
        for proposal in proposals
        if proposal.kind == "context" and proposal.usable
    }
    for name, dataset in REAL_CONTEXT.items():
        assert context[name] == dataset, name
