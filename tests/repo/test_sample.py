"""The embedded sample: made by its script, the same bytes each time, in the official layouts, synthetic throughout."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import shapely
from osgeo import gdal

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
EXPECTED = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))
FUDE = ["2024_209988.json", "2024_209996.json"]
FUDE_COLUMNS = [
    "polygon_uuid", "land_type", "issue_year", "edit_year", "last_polygon_uuid", "prev_last_polygon_uuid",
    "local_government_cd", "point_lng", "point_lat", "history",
]  # fmt: skip


def raw(name: str) -> dict:
    return json.loads((SAMPLES / name).read_text(encoding="utf-8"))


def table(name: str, encoding: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO((SAMPLES / name).read_bytes().decode(encoding))))


@pytest.fixture(scope="module")
def parcels() -> gpd.GeoDataFrame:
    """Every parcel once, whole, in plane metres, read without the product's own reader."""
    frame = gpd.GeoDataFrame(
        np.concatenate([pyogrio.read_dataframe(SAMPLES / name)[["polygon_uuid", "geometry"]] for name in FUDE]),
        columns=["polygon_uuid", "geometry"], geometry="geometry", crs=6668,
    )  # fmt: skip
    frame = frame[frame.geometry.notna() & (frame.geometry.centroid.x > 100)]
    frame["geometry"] = frame.geometry.make_valid()
    frame = frame.dissolve("polygon_uuid")
    x, y = plane(frame.geometry.get_coordinates().to_numpy())
    return frame.set_geometry(
        shapely.set_coordinates(frame.geometry.to_numpy(), np.column_stack([x, y])), crs=None
    )


def plane(lonlat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """EPSG:6668 to EPSG:6676 by PROJ: a check on the script's own projection as well."""
    from osgeo import osr

    systems = []
    for epsg in (6668, 6676):
        system = osr.SpatialReference()
        system.ImportFromEPSG(epsg)
        system.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
        systems.append(system)
    found = np.array(osr.CoordinateTransformation(*systems).TransformPoints(lonlat.tolist()))
    return found[:, 0], found[:, 1]


def test_same_bytes_again(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "make_sample"), str(tmp_path)], check=True, timeout=120
    )
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in SAMPLES.iterdir() if path.suffix != ".xml"}  # GDAL's own
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []


def test_size() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) <= 3_000_000


def test_synthetic_in_every_file() -> None:
    for path in (path for path in SAMPLES.iterdir() if path.suffix != ".xml"):
        if path.suffix in (".shp", ".shx"):
            assert "SYNTHETIC" in pyogrio.read_info(path.with_suffix(".shp"))["fields"]
        elif path.suffix == ".tif":
            assert gdal.Open(str(path)).GetMetadataItem("SYNTHETIC") == "架空"
        elif path.suffix == ".csv":
            rows = table(path.name, "cp932" if path.name.startswith("ledger_2") else "utf-8-sig")
            assert rows[0][-1] == "SYNTHETIC"
            assert {row[-1] for row in rows[1:]} == {"架空"}
        else:
            assert b"SYNTHETIC" in path.read_bytes(), path.name


@pytest.mark.parametrize("name", FUDE)
def test_parcel_layout_and_counts(name: str) -> None:
    rows = raw(name)["features"]
    want = EXPECTED["files"][name]
    assert {tuple(row["properties"]) for row in rows} == {tuple(FUDE_COLUMNS)}
    assert (
        len(rows) == want["READ_COUNT"] == want["USED_COUNT"] + want["MERGED_COUNT"] + want["REJECTED_COUNT"]
    )
    kept = [row for row in rows if row["geometry"] and row["geometry"]["coordinates"]]
    here = [row for row in kept if row["geometry"]["coordinates"][0][0][0] > 100]
    assert len(rows) - len(here) == want["REJECTED_COUNT"]
    assert len({row["properties"]["polygon_uuid"] for row in here}) == want["USED_COUNT"]
    depth = [any(isinstance(entry, list) for entry in row["properties"]["history"]) for row in rows]
    assert any(depth) and not all(depth)


def test_check_digits() -> None:
    codes = {row["properties"]["local_government_cd"] for name in FUDE for row in raw(name)["features"]}
    assert codes == {"209988", "209996"}
    for code in codes:
        total = sum(int(digit) * weight for digit, weight in zip(code, (6, 5, 4, 3, 2)))
        assert code[5] == str(11 - total % 11)[-1]


def test_parcels_tile_the_land(parcels: gpd.GeoDataFrame) -> None:
    assert len(parcels) == sum(EXPECTED["files"][name]["USED_COUNT"] for name in FUDE)
    shapes = parcels.geometry.to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one = left < right
    common = shapely.intersection(shapes[left[one]], shapes[right[one]])
    assert shapely.area(common).max() < 0.05
    assert (shapely.length(common) > 5).sum() > 1000  # neighbours share edges
    crossing = 1  # the bow-tie's area is what repair makes of it
    whole = sum(EXPECTED["files"][name]["area_m2"] for name in FUDE)
    assert whole < shapely.area(shapes).sum() < whole + crossing * 1500


@pytest.mark.parametrize("name", ["pins_209996.geojson", "ledger_209988.csv"])
def test_ledger_places(name: str, parcels: gpd.GeoDataFrame) -> None:
    want = EXPECTED["files"][name]
    if name.endswith("csv"):
        rows = table(name, "cp932")[1:]
        assert {len(row) for row in rows} == {162}
        once = list(dict.fromkeys(map(tuple, rows)))
        keyed = [row for row in once if row[159]]
        spots = [(float(row[158]), float(row[157])) for row in once if row[157] and not row[159]]
        nowhere = sum(not row[157] and not row[159] for row in once)
    else:
        rows = raw(name)["features"]
        assert {tuple(row["properties"]) for row in rows} == {tuple(rows[0]["properties"])}
        assert len(rows[0]["properties"]) == 40
        once = list(dict.fromkeys(json.dumps(row) for row in rows))
        keyed, nowhere = [], 0
        spots = [tuple(json.loads(row)["geometry"]["coordinates"]) for row in once]
    points = shapely.points(*plane(np.array(spots)))
    tree = shapely.STRtree(parcels.geometry.to_numpy())
    gap = tree.query_nearest(points, all_matches=False, return_distance=True)[1]
    assert len(rows) == want["READ_COUNT"]
    assert len(rows) - len(once) == want["DUPLICATE_COUNT"]
    assert len(keyed) == want["KEYED_COUNT"]
    assert (gap == 0).sum() == want["INSIDE_COUNT"]
    assert ((gap > 0) & (gap <= 20)).sum() == want["NEAR_COUNT"]
    assert (gap > 20).sum() + nowhere == want["UNMATCHED_COUNT"]


def test_ledger_text() -> None:
    content = (SAMPLES / "ledger_209988.csv").read_bytes()
    assert content.count(b",\xfb\xfc") > 5 and content.count(b",\xee\xe0") > 5  # 髙 in both its codes
    head = table("ledger_209988.csv", "cp932")[0]
    numbers = [int(name.split(":")[0]) for name in head[:157]]
    assert numbers == list(range(1, 158))
    assert (head[25], head[140], head[151]) == (
        "26:農振法区分:1",
        "141:中山間地域等直接支払:1",
        "152:圃場整備:1",
    )
    mapped = {row[0] for row in table("ledger_mapping.csv", "utf-8")[1:]}
    assert mapped <= set(head)


def test_target_map_words_are_in_the_status_map() -> None:
    known = {row[0] for row in table("status_map.csv", "utf-8-sig")[1:]} | {"", None}
    rows = table("target_209988.csv", "utf-8-sig")
    said = {row[rows[0].index("目標地図の区分")] for row in rows[1:]}
    said |= {row["properties"]["区分"] for row in raw("target_209996.geojson")["features"]}
    assert said <= known
    assert len(rows) - 1 == EXPECTED["files"]["target_209988.csv"]["READ_COUNT"]


def test_witnesses_lie_wholly_in_their_zone(parcels: gpd.GeoDataFrame) -> None:
    zones = pyogrio.read_dataframe(SAMPLES / "zones.geojson")
    zones = zones[zones.geometry.notna()].set_index("区域番号")
    shapes = zones.geometry.make_valid()
    assert len(zones) == EXPECTED["files"]["zones.geojson"]["USED_COUNT"]
    assert {"M-01", "M-07", "L-01", "L-03", "L-16", "L-25", "L-28"} <= set(EXPECTED["witnesses"])
    for rule, rows in EXPECTED["witnesses"].items():
        assert rows, rule
        for row in rows:
            parcel = parcels.geometry[row["polygon_uuid"]]
            met = shapes.index[shapes.intersects(parcel)].tolist()
            assert met == [row["zone_id"]], rule
            assert shapes[row["zone_id"]].buffer(0.01).covers(parcel), rule
            assert zones.loc[row["zone_id"], "管理区分"] == row["class_code"]


def test_zone_contradictions() -> None:
    zones = pyogrio.read_dataframe(SAMPLES / "zones.geojson")
    zones = zones[zones.geometry.notna()].set_index("区域番号")
    shapes = zones.geometry.make_valid()
    area = pyogrio.read_dataframe(SAMPLES / "plan_area.geojson").geometry[0]
    upper = pyogrio.read_dataframe(SAMPLES / "upper_zones.geojson").set_index("エリア番号").geometry
    water = pyogrio.read_dataframe(SAMPLES / "water_systems.geojson").set_index("系統番号").geometry
    assert zones.index[~zones.geometry.is_valid].tolist() == ["Z22"]
    assert len(zones.geometry["Z20"].geoms) == 2
    assert shapes["Z07"].intersection(shapes["Z09"]).area > 1000
    assert {"Z12", "Z17", "Z21"} <= set(shapes.index[shapes.difference(area).area > 1000])
    assert upper["U2"].intersection(shapes["Z17"]).area > 1000  # D1 inside an area to be managed
    assert shapes.intersection(upper["U4"]).area.sum() < 500  # an area to be managed that nobody drew
    assert (
        water["W6"].intersection(shapes["Z13"]).area > 1000
        and water["W6"].intersection(shapes["Z14"]).area > 1000
    )


def test_census_mesh_adds_up() -> None:
    rows = table("tblT001102Q5438.txt", "cp932")
    head, body = rows[0], rows[2:]
    assert (
        head[:5] == ["KEY_CODE", "HTKSYORI", "HTKSAKI", "GASSAN", "T001102001"] and head[53] == "T001102050"
    )
    masked = [row for row in body if row[1] == "2"]
    assert masked and all(row[7] == "*" and row[2] in {r[0] for r in body if r[1] == "1"} for row in masked)
    assert sum(int(row[4]) for row in body) == EXPECTED["files"]["tblT001102Q5438.txt"]["population"]
    young_and_grown = sum(int(row[7]) + int(row[10]) for row in body if row[1] != "2")
    assert young_and_grown == sum(int(row[4]) for row in body)  # the masked are folded into their neighbours


def test_projection_goes_on_from_the_census() -> None:
    """On the same squares, 2020 as counted; people become fewer and older, and masked ages stand in the taker."""
    rows = [row["properties"] for row in raw("250m_mesh_2024_20.geojson")["features"]]
    counted = {row[0]: float(row[4]) for row in table("tblT001102Q5438.txt", "cp932")[2:]}
    assert {row["MESH_ID"]: row["PTN_2020"] for row in rows} == counted
    assert {town for row in rows for town in row["SHICODE"].split("_")} == {"20998", "20999"}
    years = range(2025, 2071, 5)
    whole = np.array([sum(row[f"PTN_{year}"] for row in rows) for year in years])
    assert (np.diff([sum(counted.values()), *whole]) < 0).all()
    old = np.array([sum(row[f"PTC_{year}"] for row in rows) for year in years]) / whole
    assert old[-1] > old[0] > 0.35 and old.max() < 0.7
    for year, people in zip(years, whole):
        masked = [row for row in rows if row[f"HITOKU{year}"] == "*"]
        takers = {row["MESH_ID"] for row in rows if row[f"HITOKU{year}"] == "@"}
        assert masked and all(row[f"PTN_{year}"] > 0 == row[f"PTC_{year}"] for row in masked)
        assert {row[f"GASSAN{year}"] for row in masked} == takers
        ages = sum(row[f"PT{part}_{year}"] for row in rows for part in "ABC")
        assert ages == pytest.approx(people, abs=0.01)
    assert EXPECTED["files"]["250m_mesh_2024_20.geojson"]["population_2050"] == pytest.approx(whole[5])


def test_land_use_covers_what_the_parcels_say() -> None:
    """Squares by their codes; parcels lie in squares of fields, houses or the river's, hardly in forest."""
    frame = pyogrio.read_dataframe(SAMPLES / "L03-b-21_5438.geojson")
    rows = EXPECTED["files"]["L03-b-21_5438.geojson"]
    assert len(frame) == rows["READ_COUNT"] and (frame["L03b_002"] == "0500").sum() == rows["forest"]
    code = frame["L03b_001"].to_numpy(dtype=str)
    digits = np.array([[int(sign) for sign in one] for one in code])
    south = digits[:, :2] @ [10, 1] / 1.5 + digits[:, 4] / 12 + digits[:, 6] / 120 + digits[:, 8] / 1200
    west = 100 + digits[:, 2:4] @ [10, 1] + digits[:, 5] / 8 + digits[:, 7] / 80 + digits[:, 9] / 800
    told = shapely.box(west, south, west + 1 / 800, south + 1 / 1200)
    assert shapely.hausdorff_distance(frame.geometry.to_numpy(), told).max() < 1e-6
    land = pyogrio.read_dataframe(SAMPLES / "2024_209988.json")
    land = land[land.geometry.notna()]
    points = shapely.point_on_surface(land.geometry.to_numpy())
    point, square = shapely.STRtree(frame.geometry.to_numpy()).query(points, predicate="intersects")
    assert len(np.unique(point)) > 0.98 * len(points)
    assert (frame["L03b_002"].to_numpy()[square] == "0500").mean() < 0.05


def test_squares_lie_where_their_codes_say() -> None:
    """By our own reader of codes, which is another than the script's."""
    from kosozu.core.sources import mesh

    frame = pyogrio.read_dataframe(SAMPLES / "250m_mesh_2024_20.geojson")
    told = mesh.polygons(frame["MESH_ID"], "250m")
    assert shapely.hausdorff_distance(frame.geometry.to_numpy(), told).max() < 1e-8
    corners = frame.geometry.get_coordinates().to_numpy()
    moved = shapely.set_coordinates(frame.geometry.to_numpy().copy(), np.column_stack(plane(corners)))
    houses = shapely.centroid(pyogrio.read_dataframe(SAMPLES / "buildings.geojson").geometry.to_numpy())
    held = shapely.STRtree(shapely.buffer(moved, 1.0)).query(houses, predicate="within")[0]
    assert set(held) == set(range(len(houses)))


def test_hazard_has_no_prj() -> None:
    assert not list(SAMPLES.glob("*.prj")) and not list(SAMPLES.glob("*.cpg"))
    frame = pyogrio.read_dataframe(SAMPLES / "A33-sample_20.shp", encoding="cp932")
    assert frame.crs is None and frame.geometry.is_valid.all() and "下沢土石流" in set(frame["A33_005"])


def test_heights_fall_downstream() -> None:
    dem = gdal.Open(str(SAMPLES / "dem_30m.tif"))
    river = pyogrio.read_dataframe(SAMPLES / "river.geojson").set_index("河川名").geometry["架空川"]
    west, cell, _, north, _, _ = dem.GetGeoTransform()
    grid = dem.ReadAsArray()
    ends = [
        grid[int((north - y) / cell), int((x - west) / cell)] for x, y in (river.coords[0], river.coords[-1])
    ]
    assert ends[0] - ends[1] > 60
    assert dem.GetRasterBand(1).GetNoDataValue() == -9999
