"""Context files: masked squares, kinds by code, maps in coordinates of their own, rasters; real data where present."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from osgeo import gdal, osr

from kosozu.core.catalogue import load
from kosozu.core.errors import KosozuError
from kosozu.core.sources import crs, mesh, raster
from kosozu.core.sources.context import Context, Place, read_context, which
from kosozu.core.sources.people import unmask
from kosozu.core.sources.report import ImportReport

EVERYWHERE = (-1e6, -1e6, 1e6, 1e6)


def read(path: Path, epsg: int = 6676, dataset: str = "auto", **more: Any) -> tuple[Context, ImportReport]:
    catalogue = load()
    place = Place(epsg, more.pop("extent", EVERYWHERE), "20203", more.pop("area", None))
    return read_context(str(path), catalogue.datasets[which(str(path), dataset, catalogue)], place, **more)


def told(report: ImportReport) -> dict[str, int]:
    return {reason.code: reason.count for reason in report.reasons}


HEAD = "KEY_CODE,HTKSYORI,HTKSAKI,GASSAN,T001102001,T001102004,T001102010,T001102019,T001102034\n"
WORDS = (
    ",,,,　人口（総数）,　０～１４歳人口　総数,　１５～６４歳人口　総数,　６５歳以上人口　総数,　世帯総数\n"
)


@pytest.fixture
def census(tmp_path: Path) -> Path:
    """Three squares near 上田: one whole, one masked, and the one it was added to; one family across the edge."""
    path = tmp_path / "tblT001102Q5438.txt"
    rows = ["5438413211,0,,,100,10,50,40,30", "5438413212,2,5438413213,,4,*,*,*,*",
            "5438413213,1,,5438413212,36,4,16,20,15", "5438413221,2,9999999999,,3,*,*,*,*",
            "5438413222,1,,5338413211,10,1,6,8,5"]  # fmt: skip
    path.write_bytes((HEAD + WORDS + "\n".join(rows) + "\n").encode("cp932"))
    return path


def test_masked_squares(census: Path) -> None:
    """Sums over a family are what was published; who lacks a counterpart stays unknown, not 0."""
    context, report = read(census)
    frame = context.frame.set_index("code")
    assert (context.dataset.id, context.level, context.year) == ("census-mesh", "250m", 2020)
    assert frame.loc["5438413212", "u15_2020"] == pytest.approx(0.4) and frame.loc[
        "5438413213", "u15_2020"
    ] == pytest.approx(3.6)
    assert frame.loc[["5438413212", "5438413213"], "a65_2020"].sum() == pytest.approx(20, rel=1e-12)
    assert frame.loc["5438413211", "a65_2020"] == 40
    assert (
        frame.loc["5438413221"].filter(like="a65").isna().all() and frame.loc["5438413221", "total_2020"] == 3
    )
    assert np.isnan(frame.loc["5438413222", "a65_2020"])
    assert told(report) == {"MESH_MASKED": 1, "MESH_TAKER": 1, "MESH_MASK_LOST": 2}
    assert report.counts == {"READ_COUNT": 5, "USED_COUNT": 5, "REJECTED_COUNT": 0}


@given(st.lists(st.tuples(st.floats(0, 500), st.integers(-1, 5)), min_size=6, max_size=30), st.data())
def test_unmask_preserves(rows: list[tuple[float, int]], data: st.DataObject) -> None:
    """Whatever is masked into the first six squares, the sum of what is known stays."""
    codes = [str(1000 + place) for place in range(len(rows))]
    into = ["" if place < 6 or target < 0 else codes[target] for place, (_, target) in enumerate(rows)]
    base = np.array([people for people, _ in rows])
    value = np.array([np.nan if name else people for name, (people, _) in zip(into, rows)])
    out, _, lost = unmask(codes, into, [""] * len(codes), base, {"a65": value})
    assert not lost.any()
    assert np.nansum(out["a65"]) == pytest.approx(np.nansum(value), rel=1e-12, abs=1e-12)
    assert np.isfinite(out["a65"]).all()


def test_projection(tmp_path: Path) -> None:
    """A masked square of the projection, its ages in the square that took it in, in one year only."""
    codes = pd.Series(["543841321", "543841322"], dtype=object)
    frame = gpd.GeoDataFrame(
        {"MESH_ID": codes, "SHICODE": ["20203", "20203_20349"], "PTN_2020": [30.0, 10.0], "PTN_2050": [12.0, 4.0],
         "PTC_2020": [12.0, 4.0], "PTC_2050": [8.0, np.nan], "HITOKU_2050": ["", "*"],
         "GASSAN_2050": ["", "543841321"]},
        geometry=mesh.polygons(codes, "500m"),
    )  # fmt: skip
    path = tmp_path / "500m_mesh_2024_20.gpkg"
    pyogrio.write_dataframe(frame.set_crs(6668), path)
    context, report = read(path)
    assert context.level == "500m"
    assert context.frame["a65_2050"].tolist() == pytest.approx([6.0, 2.0])
    assert context.frame["municipality_code"].tolist() == ["20203", "20203"]
    assert told(report)["MESH_MASKED"] == 1


def test_projection_as_published(tmp_path: Path) -> None:
    """HITOKU2050 without an underscore, ``@`` at the taker, and 0 for the ages of a masked square: they are not 0."""
    codes = pd.Series(["543841321", "543841322", "543841323"], dtype=object)
    frame = gpd.GeoDataFrame(
        {"MESH_ID": codes, "SHICODE": ["20203"] * 3, "PTN_2020": [30.0, 10.0, 2.0], "PTN_2050": [12.0, 4.0, 1.0],
         "PTA_2050": [0.0, 0.0, 0.0], "PTC_2050": [8.0, 0.0, 0.0], "HITOKU2050": ["@", "*", "*"],
         "GASSAN2050": [None, "543841321", None]},
        geometry=mesh.polygons(codes, "500m"),
    )  # fmt: skip
    path = tmp_path / "500m_mesh_2024_20.gpkg"
    pyogrio.write_dataframe(frame.set_crs(6668), path)
    context, report = read(path)
    assert context.frame["total_2050"].tolist() == [12.0, 4.0, 1.0]
    assert context.frame["a65_2050"].tolist() == pytest.approx([6.0, 2.0, np.nan], nan_ok=True)
    assert context.frame["u15_2050"].tolist() == pytest.approx([0.0, 0.0, np.nan], nan_ok=True)
    assert told(report)["MESH_MASKED"] == 1 and told(report)["MESH_TAKER"] == 1


def zones(tmp_path: Path, name: str, columns: dict[str, list[Any]], epsg: int | None = 6668) -> Path:
    count = len(next(iter(columns.values())))
    shapes = [
        shapely.box(138.2 + 0.002 * place, 36.36, 138.2015 + 0.002 * place, 36.362) for place in range(count)
    ]
    frame = gpd.GeoDataFrame(columns, geometry=shapes)
    path = tmp_path / name
    encoding = "cp932" if path.suffix == ".shp" else None
    pyogrio.write_dataframe(frame.set_crs(epsg) if epsg else frame, path, encoding=encoding)
    return path


def test_codes_of_landslide_areas(tmp_path: Path) -> None:
    """1 and 3 are yellow, 2 and 4 red; the pending ones are kept apart; an unknown code is left out and named."""
    path = zones(
        tmp_path,
        "A33-22_20Polygon.shp",
        {"A33_001": [1] * 5, "A33_002": [1, 2, 3, 4, 7], "A33_005": ["沢"] * 5},
    )
    context, report = read(path)
    assert context.year == 2022
    assert context.frame["kind"].tolist() == [
        "hazard_yellow",
        "hazard_red",
        "hazard_yellow_pending",
        "hazard_red_pending",
    ]
    assert context.frame["name"].tolist() == ["沢"] * 4
    assert told(report) == {"KIND_UNUSED": 1}


def test_datasets_with_the_same_columns(tmp_path: Path) -> None:
    """A12 and A13 share their columns; no .prj: read in the CRS of the specification, with a note; not open data."""
    path = zones(
        tmp_path,
        "a001200020.shp",
        {"PREFEC_CD": ["20"] * 2, "LAYER_NO": [9, 10], "OBJ_NAME": ["森", "保安林"]},
        None,
    )
    context, report = read(path, extent=(-40_000, 30_000, -20_000, 50_000))
    assert context.dataset.id == "ksj-A13"
    assert context.frame["kind"].tolist() == ["forest_plan", "forest_reserve"]
    assert {"CRS_BY_DATASET", "NOT_OPEN"} <= set(told(report))
    with pytest.raises(KosozuError) as error:
        read(path, extent=(0, 0, 10, 10))
    assert error.value.code == "SRC-CONTEXT-NONE"


REAL = {
    "A46-a-21_17.shp": ({"A46-a_001": ["17"], "A46-a_004": ["谷"]}, "ksj-A46", "landslide_prevention", "谷", 2021),
    "a001170020160207.shp": (
        {"PREFEC_CD": ["17"], "LAYER_NO": [14], "OBJ_NAME": ["森"]}, "ksj-A11", "nature_park", "森", None
    ),
    "A31-22_17.shp": ({"A31_201": [3]}, "ksj-A31", "hazard_flood", "", 2022),
    "A31a-20-25_86_8606010001_10.shp": (
        {"A31a_201": ["1"], "A31a_202": ["川"], "A31a_205": [2]}, "ksj-A31", "hazard_flood", "川", 2025
    ),
    "A27-16_17.shp": (
        {"A27_005": ["17201"], "A27_006": ["市"], "A27_007": ["北小"]}, "ksj-A27", "district", "北小", 2016
    ),
    "A27-23_17.shp": (
        {"A27_001": ["17201"], "A27_003": ["B1"], "A27_004": ["南小"], "A27_005": ["町"]},
        "ksj-A27", "district", "南小", 2023,
    ),
    "L03-b-21_5436.geojson": (
        {"細分メッシュコード": ["5436000000"], "土地利用種別": ["0500"]}, "ksj-L03-b", "forest", "", 2021
    ),
    "L03-b-u-21_5436.geojson": (
        {"細分メッシュコード": ["5436000000"], "土地利用種別": ["0703"]}, "ksj-L03-b", "building", "", 2021
    ),
    "A47-21_17.shp": ({"A47_001": ["17"], "A47_004": ["上"]}, "ksj-A47", "steep_slope", "上", 2021),
    "A52-23_17.shp": ({"A52_001": ["17"], "A52_004": ["沢"]}, "ksj-A52", "erosion_control", "沢", 2023),
    "A56-25_17.shp": ({"A56_001": ["17"], "A56_004": ["9"]}, "ksj-A56", "fill_regulation", "", 2025),
}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_columns_of_published_editions(tmp_path: Path, name: str) -> None:
    """As MLIT's lists of attributes have them, by edition."""
    columns, *expected = REAL[name]
    context, _ = read(zones(tmp_path, name, columns))
    row = context.frame.iloc[0]
    assert [context.dataset.id, row["kind"], row["name"], context.year] == expected


@pytest.mark.parametrize(
    ("name", "columns", "called", "open"),
    [
        (
            "P29-13_17.shp",
            {"P29_001": ["1"], "P29_004": ["16001"], "P29_005": ["北小学校"]},
            "北小学校",
            False,
        ),
        (
            "P29-23_17.shp",
            {"P29_001": ["1"], "P29_004": ["南小学校"], "P29_005": ["上田市"]},
            "南小学校",
            True,
        ),
    ],
)
def test_schools_have_names_in_each_edition(
    tmp_path: Path, name: str, columns: dict[str, list[str]], called: str, open: bool
) -> None:
    frame = gpd.GeoDataFrame(columns, geometry=shapely.points([[-30_000.0, 40_000.0]]), crs=6676)
    pyogrio.write_dataframe(frame, tmp_path / name, encoding="cp932")
    context, report = read(tmp_path / name)
    assert (context.dataset.id, context.frame["name"][0]) == ("ksj-P29", called)
    assert ("NOT_OPEN" not in told(report)) == open


@pytest.mark.parametrize(
    ("name", "columns", "code"),
    [
        ("N13-24_17.shp", {"N13_001": ["2024"], "N13_002": ["1"], "N13_003": ["2"]}, "都道府県道"),
        (
            "A37-15_PeninsulaRoadCirculation_17.shp",
            {"A37_000001": ["国道249号"], "A37_000003": ["国道"]},
            "国道",
        ),
        (
            "A37-15_PeninsulaRoad_17.shp",
            {"A37_100001": ["能登"], "A37_100002": ["市区町村道等"]},
            "市区町村道等",
        ),
    ],
)
def test_classes_of_roads_are_those_of_the_speeds(
    tmp_path: Path, name: str, columns: dict[str, list[str]], code: str
) -> None:
    line = shapely.LineString([[-30_000, 40_000], [-29_900, 40_000]])
    pyogrio.write_dataframe(
        gpd.GeoDataFrame(columns, geometry=[line], crs=6676), tmp_path / name, encoding="cp932"
    )
    row = read(tmp_path / name)[0].frame.iloc[0]
    assert (row["code"], row["kind"]) == (code, "road")
    assert code in {each["class"] for each in load().rows("road_speeds")}


def test_another_part_of_the_master_plan_is_none_of_ours(tmp_path: Path) -> None:
    path = zones(
        tmp_path, "a001170020110101.shp", {"PREFEC_CD": ["17"], "LAYER_NO": [1], "OBJ_NAME": ["市街化"]}
    )
    with pytest.raises(KosozuError) as error:
        read(path)
    assert error.value.code == "SRC-DATASET-AUTO"


def test_an_archive_with_other_layers_and_each_layer_twice(tmp_path: Path) -> None:
    """What is not the dataset's own stays out; of two encodings of a layer one is read."""
    zones(tmp_path, "A45-24_1.shp", {"A45_041": ["林班"]})
    zones(tmp_path, "A45-24_2.shp", {"A45_001": ["x"], "A45_013": ["国有林"]})
    with zipfile.ZipFile(tmp_path / "A45-24_17.zip", "w") as archive:
        for part in sorted(tmp_path.glob("A45-24_*.*")):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj"):
                for folder in ("Shift-JIS", "UTF-8"):
                    archive.write(part, f"{folder}/{part.name}")
    context, report = read(tmp_path / "A45-24_17.zip")
    assert (context.dataset.id, context.frame["name"].tolist()) == ("ksj-A45", ["国有林"])
    assert report.counts["READ_COUNT"] == 1


def test_layers_of_one_name_in_different_folders_are_all_read(tmp_path: Path) -> None:
    """Only folders named by an encoding hold the same thing twice."""
    path = zones(tmp_path, "A45-24.geojson", {"A45_001": ["x"], "A45_013": ["国有林"]})
    with zipfile.ZipFile(tmp_path / "A45-24_17.zip", "w") as archive:
        for folder in ("北部", "南部"):
            archive.write(path, f"{folder}/{path.name}")
    assert read(tmp_path / "A45-24_17.zip")[1].counts["READ_COUNT"] == 2


XML = """<?xml version="1.0" encoding="UTF-8"?>
<地図 xmlns="http://www.moj.go.jp/MINJI/tizuxml"><座標系>任意座標系</座標系></地図>"""


def test_refused(tmp_path: Path) -> None:
    """A map of its own coordinates, a table of something else, an unknown dataset, squares outside of Japan."""
    (tmp_path / "moj.xml").write_text(XML, encoding="utf-8")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "T001102.txt").write_bytes((HEAD + WORDS + "9999999999,0,,,1,1,1,1,1\n").encode("cp932"))
    for name, dataset, code in (
        ("moj.xml", "auto", "SRC-MOJ-ARBITRARY"), ("other.csv", "auto", "SRC-DATASET-AUTO"),
        ("other.csv", "no-such", "SRC-DATASET"), ("T001102.txt", "auto", "SRC-CONTEXT-NONE"),
        ("missing.tif", "auto", "SRC-NO-FILE"),
    ):  # fmt: skip
        with pytest.raises(KosozuError) as error:
            read(tmp_path / name, dataset=dataset)
        assert error.value.code == code, name
        assert len(error.value.text("ja")) > 10


def tif(
    path: Path, values: np.ndarray[Any, Any], epsg: int | None, west: float, north: float, bands: int = 1
) -> Path:
    data = gdal.GetDriverByName("GTiff").Create(
        str(path), values.shape[1], values.shape[0], bands, gdal.GDT_Float32
    )
    data.SetGeoTransform((west, 10.0, 0.0, north, 0.0, -10.0))
    if epsg:
        system = osr.SpatialReference()
        system.ImportFromEPSG(epsg)
        data.SetProjection(system.ExportToWkt())
    data.GetRasterBand(1).WriteArray(values)
    data.GetRasterBand(1).SetNoDataValue(-1.0)
    return path


def test_rasters(tmp_path: Path) -> None:
    """Cut to whole cells, nodata of any kind becomes one; wrong ones are refused by name."""
    values = np.arange(100, dtype=float).reshape(10, 10)
    values[0, 0] = -1.0
    good = tif(tmp_path / "dem.tif", values, 6676, -30_000.0, 40_000.0)
    report = ImportReport("context", "dem.tif")
    part = tmp_path / "part.tif"
    raster.cut(
        good,
        "elevation",
        part,
        epsg=6676,
        extent=(-30_000, 39_955, -29_965, 40_100),
        given_crs="",
        report=report,
    )
    grid = raster.load(part)
    assert grid.values.shape == (5, 4) and np.isnan(grid.values[0, 0]) and grid.values[4, 3] == 43
    assert report.counts == {"READ_COUNT": 20, "USED_COUNT": 19, "REJECTED_COUNT": 1}
    cases = (
        (tif(tmp_path / "nocrs.tif", values, None, -30_000.0, 40_000.0), "elevation", "SRC-CRS-UNKNOWN"),
        (tif(tmp_path / "tokyo.tif", values, 30168, -30_000.0, 40_000.0), "elevation", "SRC-RASTER-DATUM"),
        (tif(tmp_path / "rgb.tif", values, 6676, -30_000.0, 40_000.0, 3), "elevation", "SRC-RASTER-BANDS"),
        (tif(tmp_path / "far.tif", values, 6676, 30_000.0, 40_000.0), "elevation", "SRC-RASTER-APART"),
        (tif(tmp_path / "wrong.tif", values, 6668, -30_000.0, 40_000.0), "elevation", "SRC-RASTER-PLACE"),
        (good, "slope", "SRC-RASTER-VALUES"),
    )
    for path, kind, code in cases:
        with pytest.raises(KosozuError) as error:
            raster.cut(
                path,
                kind,
                part,
                epsg=6676,
                extent=(-30_000, 39_900, -29_900, 40_000),
                given_crs="",
                report=ImportReport("", ""),
            )
        assert error.value.code == code, path


def test_real_census(data: Callable[[str], Path]) -> None:
    """Primary mesh 5240: every person is there, every published number of ages and households too."""
    context, report = read(data("estat/tblT001102Q5240.txt"), 6677)
    frame = context.frame
    assert len(frame) == 4397 and frame["total_2020"].sum() == 115_588
    assert told(report) == {"MESH_MASKED": 1661, "MESH_TAKER": 1112}
    raw = pd.read_csv(data("estat/tblT001102Q5240.txt"), encoding="cp932", skiprows=[1], dtype=str)
    for item, column in (("a65", "T001102019"), ("households", "T001102034"), ("u15", "T001102004")):
        published = pd.to_numeric(raw[column], errors="coerce").sum()
        assert frame[f"{item}_2020"].sum() == pytest.approx(published, rel=1e-12)
    assert not frame.isna().to_numpy().any()
    whole = mesh.polygons(pd.Series(["5240"], dtype=object), "80km")
    around = shapely.buffer(crs.transform(shapely.segmentize(whole, 0.01), 6668, 6677)[0][0], 1.0)
    assert shapely.contains(around, frame.geometry.to_numpy()).all()


def test_real_layers(data: Callable[[str], Path]) -> None:
    """Small areas of 能登町, roads with the class of the trunk roads, registry map, CityGML, municipality."""
    noto, _ = read(data("noto/noto_town_koaza_area.fgb"), 6675, "small-area", year=2020)
    assert len(noto.frame) == 202 and noto.frame["total_2020"].sum() == 15_687
    roads, _ = read(data("noto/A37-15_PeninsulaRoad_16-17.fgb"), 6675)
    assert len(roads.frame) == 4070 and (roads.frame["code"] != "").all()
    assert shapely.length(roads.frame.geometry.to_numpy()).sum() / 1000 == pytest.approx(2962, abs=1)
    lots, report = read(data("moj/15222-1107-1553.xml"))
    assert len(lots.frame) == 1051 and told(report)["GEOMETRY_REPAIRED"] == 6
    hazards, _ = read(data("plateau/523857_lsld_6668_op.gml"), 6676)
    assert hazards.frame["kind"].value_counts().to_dict() == {"hazard_red": 42, "hazard_yellow": 39}
    west, south = shapely.total_bounds(hazards.frame.geometry.to_numpy())[:2]
    assert 30_000 < west < 36_000 and -103_000 < south < -100_000
    area = shapely.box(-30_000, 39_000, -22_000, 41_000)
    people, report = read(data("estat/pop2020_municipality.csv"), area=area)
    assert people.frame["total_2020"].tolist() == [154_055] and people.frame["a65_2020"].tolist() == [47_130]
    assert report.counts["REJECTED_COUNT"] == report.counts["READ_COUNT"] - 1


def test_real_slope(data: Callable[[str], Path], tmp_path: Path) -> None:
    """Slope of the strip in its own cells."""
    report = ImportReport("context", "slope")
    raster.cut(
        data("ueda/slope_deg_ueda_aoki_8m_6676.tif"), "slope", tmp_path / "slope.tif", epsg=6676,
        extent=(-40_000, 30_000, -20_000, 50_000), given_crs="", report=report,
    )  # fmt: skip
    assert report.counts["READ_COUNT"] == 1403 * 121
    assert raster.load(tmp_path / "slope.tif").values.shape == (121, 1403)
