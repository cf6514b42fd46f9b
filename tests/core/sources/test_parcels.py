"""筆ポリゴン: what is used, merged, refused and said of it, in every CRS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from kosozu.core.catalogue import Catalogue
from kosozu.core.errors import Cancelled, KosozuError
from kosozu.core.sources import crs
from kosozu.core.sources.parcels import read_parcels
from kosozu.core.sources.report import ImportReport

PLANE, OWN = 6676, "202037"


def reasons(report: ImportReport) -> dict[str, int]:
    return {reason.code: reason.count for reason in report.reasons}


def balanced(report: ImportReport) -> bool:
    counts = report.counts
    return counts["READ_COUNT"] == counts["USED_COUNT"] + counts["MERGED_COUNT"] + counts["REJECTED_COUNT"]


@pytest.fixture
def read(catalogue: Catalogue) -> Any:
    """``read(path, **more)`` with the plan of Ueda."""

    def call(path: Path, **more: Any) -> Any:
        return read_parcels(path, **{"epsg": PLANE, "catalogue": catalogue, "jurisdiction": OWN, **more})

    return call


def test_plain_parcels(read: Any, geojson: Any, parcel: Any) -> None:
    frame, report = read(geojson([parcel(1, land_type=200), parcel(0), parcel(2, land_type=300)]))
    assert frame["source_id"].tolist() == ["uuid-0000", "uuid-0001", "uuid-0002"]
    assert frame["land_kind"].tolist() == ["paddy", "field", "other"]
    assert frame["previous_id"].tolist() == ["old-0000", "old-0001", "old-0002"]
    assert frame["municipality_code"].tolist() == ["20203"] * 3
    assert frame["source_year"].tolist() == [2024] * 3
    assert set(shapely.get_type_id(frame.geometry.to_numpy())) == {6}
    assert frame["area_map_m2"].to_numpy() == pytest.approx(shapely.area(frame.geometry.to_numpy()))
    assert 1500 < frame["area_map_m2"][0] < 1700
    assert report.counts == {"READ_COUNT": 3, "USED_COUNT": 3, "MERGED_COUNT": 0, "REJECTED_COUNT": 0}
    assert dict(report.facts)["PLAN_CRS"].startswith("EPSG:6676")


def test_duplicates_and_parts_cut_at_a_tiles_edge(read: Any, geojson: Any, parcel: Any, square: Any) -> None:
    west, south, east, north = square(1).bounds
    middle = (west + east) / 2 + 0.00003
    left = parcel(1, geometry=shapely.box(west, south, middle, north))
    right = parcel(1, geometry=shapely.box(middle, south, east, north), edit_year=2021)
    frame, report = read(geojson([left, parcel(0), parcel(0), right, left]))
    assert report.counts == {"READ_COUNT": 5, "USED_COUNT": 2, "MERGED_COUNT": 3, "REJECTED_COUNT": 0}
    assert reasons(report) == {"EXACT_DUPLICATE": 2, "TILE_PART": 1}
    whole = crs.transform(np.array([square(1)]), 6668, PLANE)[0][0]
    assert shapely.get_num_geometries(frame.geometry[1]) == 1
    assert shapely.hausdorff_distance(frame.geometry[1], whole) < 0.002
    assert frame["area_map_m2"][1] == pytest.approx(whole.area, abs=0.2)


def test_the_same_parcel_with_other_attributes_and_parts_that_lie_apart(
    read: Any, geojson: Any, parcel: Any, square: Any
) -> None:
    again = parcel(0, edit_year=2023)
    apart = parcel(1, geometry=square(9))
    frame, report = read(geojson([parcel(0), again, parcel(1), apart]))
    assert reasons(report) == {"SAME_SHAPE": 1, "TILE_PART": 1, "PARTS_APART": 1}
    assert len(frame) == 2
    assert balanced(report)


def test_broken_geometry(read: Any, geojson: Any, parcel: Any, square: Any) -> None:
    west, south, east, north = square(1).bounds
    bow = shapely.Polygon([(west, south), (east, north), (east, south), (west, north)])
    spike = shapely.Polygon(
        [(west, south), (east, south), (east, north), (west, south), (west, north), (west, south)]
    )
    flat = shapely.Polygon([(west, south), (east, south), (west, south), (west, south)])
    nan = parcel(6)
    features = [
        parcel(0), parcel(1, geometry=bow), parcel(2, geometry=None), parcel(3, geometry=shapely.Polygon()),
        parcel(4, geometry=shapely.Point(west, south)), parcel(5, geometry=square(0, 0.0001).buffer(0)),
        nan, parcel(7, geometry=flat), parcel(8, geometry=shapely.box(0, 0, 0.001, 0.001)),
        parcel(9, geometry=shapely.box(140.5, 36.36, 140.5004, 36.3604)), parcel(10, geometry=spike),
        parcel(11, geometry=shapely.box(500, 500, 501, 501)),
    ]  # fmt: skip
    path = geojson(features)
    content = json.loads(path.read_text("utf-8"))
    content["features"][6]["geometry"]["coordinates"][0][1] = [float("nan"), 36.36]
    path.write_text(json.dumps(content), encoding="utf-8")
    frame, report = read(path)
    found = reasons(report)
    assert found["GEOMETRY_REPAIRED"] >= 2
    assert found["GEOMETRY_TYPE"] == 1
    assert found["GEOMETRY_FAR"] == 3
    assert found["GEOMETRY_NO_AREA"] == 1
    assert report.counts["USED_COUNT"] == 4
    assert balanced(report)
    assert shapely.is_valid(frame.geometry.to_numpy()).all()
    assert np.isfinite(shapely.get_coordinates(frame.geometry.to_numpy())).all()


def test_nan_coordinates(read: Any, layer: Any, square: Any) -> None:
    ring = shapely.get_coordinates(square(1))
    ring[1, 0] = np.nan
    with np.errstate(invalid="ignore"):
        broken = shapely.Polygon(ring)
    path = layer("a.gpkg", [square(0), broken], {"polygon_uuid": ["a", "b"]})
    frame, report = read(path)
    assert reasons(report)["GEOMETRY_NOT_FINITE"] == 1
    assert frame["source_id"].tolist() == ["a"]


def test_years_and_municipalities_are_kept_and_named(read: Any, geojson: Any, parcel: Any) -> None:
    features = [parcel(0), parcel(1, issue_year=2023), parcel(2, local_government_cd="203491")]
    path = geojson(features)
    frame, report = read(path)
    assert len(frame) == 3
    assert reasons(report) == {"MIXED_YEARS": 3, "OTHER_MUNICIPALITY": 1}
    named = next(reason for reason in report.reasons if reason.code == "OTHER_MUNICIPALITY")
    assert named.examples == ("20349 青木村: 1",)
    only, report = read(path, year=2023)
    assert only["source_id"].tolist() == ["uuid-0001"]
    assert reasons(report)["OTHER_YEAR"] == 2
    assert balanced(report)
    with pytest.raises(KosozuError) as caught:
        read(path, year=1999)
    assert caught.value.code == "SRC-NO-USABLE"


@pytest.mark.parametrize("epsg", [6668, 4612, 4326, 4301, 6676, 2450, 30168])
def test_every_crs_falls_on_the_same_place(
    read: Any, geojson: Any, parcel: Any, square: Any, epsg: int
) -> None:
    shapes = crs.transform(np.array([square(0), square(1)]), 6668, epsg)[0]
    frame, report = read(
        geojson([parcel(place, geometry=shape) for place, shape in enumerate(shapes)], crs=epsg)
    )
    there = crs.transform(np.array([square(0), square(1)]), 6668, PLANE)[0]
    assert (shapely.hausdorff_distance(frame.geometry.to_numpy(), there) < 0.01).all()
    facts = dict(report.facts)
    assert facts["CRS"].startswith(f"EPSG:{epsg} ")
    if epsg in (4301, 30168):
        assert float(facts["ACCURACY_M"]) > 0


def test_points_that_lie_apart_tell_of_a_wrong_datum(
    read: Any, geojson: Any, parcel: Any, square: Any
) -> None:
    tokyo = crs.transform(np.array([square(0)]), 6668, 4301)[0][0]
    inside = square(0).centroid
    points = {"point_lng": inside.x, "point_lat": inside.y}
    _, wrong = read(geojson([parcel(0, geometry=tokyo, **points)], crs=None))
    _, right = read(geojson([parcel(0, geometry=tokyo, **points)], crs=None), crs="EPSG:4301")
    assert reasons(wrong)["POINTS_APART"] == 1
    assert "POINTS_APART" not in reasons(right)


def test_undeclared_crs_is_proposed_from_the_municipality(read: Any, layer: Any, square: Any) -> None:
    shapes = list(crs.transform(np.array([square(0)]), 6668, PLANE)[0])
    path = layer("a.shp", shapes, {"polygon_uu": ["a"], "local_gove": [OWN]}, crs="EPSG:6676")
    path.with_suffix(".prj").unlink()
    with pytest.raises(KosozuError) as caught:
        read(path)
    assert caught.value.code == "SRC-CRS-UNKNOWN"
    assert "EPSG:6676" in caught.value.text("ja")
    frame, _ = read(path, crs="EPSG:6676")
    assert frame["municipality_code"].tolist() == ["20203"]


def test_an_implausible_crs_is_refused(read: Any, geojson: Any, parcel: Any, square: Any) -> None:
    shapes = crs.transform(np.array([square(0)]), 6668, PLANE)[0]
    path = geojson([parcel(0, geometry=shapes[0])], crs=6680)  # Hokkaido's system
    with pytest.raises(KosozuError) as caught:
        read(path)
    assert caught.value.code == "SRC-CRS-IMPLAUSIBLE"
    frame, report = read(path, crs="6676")
    assert len(frame) == 1
    assert reasons(report)["CRS_OVERRIDDEN"] == 1


def test_missing_column_no_rows_no_usable_rows(read: Any, geojson: Any, parcel: Any) -> None:
    bare = parcel(0)
    bare["properties"] = {"name": "x"}
    for features, code in (
        ([bare], "SRC-NO-COLUMN"),
        ([], "SRC-NO-ROWS"),
        ([parcel(0, geometry=None)], "SRC-NO-USABLE"),
    ):
        with pytest.raises(KosozuError) as caught:
            read(geojson(features))
        assert caught.value.code == code


def test_rows_without_uuid_get_the_same_id_every_time(read: Any, geojson: Any, parcel: Any) -> None:
    path = geojson([parcel(0, polygon_uuid=""), parcel(1)])
    first, report = read(path)
    second, _ = read(path)
    assert first["source_id"].tolist() == second["source_id"].tolist()
    assert first["source_id"][0].startswith("shape-")
    assert reasons(report)["NO_UUID"] == 1


def test_the_old_edition_and_codes_from_the_files_name(read: Any, geojson: Any, square: Any) -> None:
    shape = json.loads(shapely.to_geojson(square(0)))
    feature = {"type": "Feature", "properties": {"筆ポリゴンID": "a", "耕地の種類": "畑"}, "geometry": shape}
    frame, _ = read(geojson([feature], name="2020_202037.json"))
    row = frame.iloc[0]
    assert (row["land_kind"], row["source_year"], row["municipality_code"]) == ("field", 2020, "20203")


def test_the_result_does_not_depend_on_the_order_of_rows(read: Any, geojson: Any, parcel: Any) -> None:
    features = [parcel(place) for place in range(6)]
    one, _ = read(geojson(features))
    other, _ = read(geojson(features[::-1], name="other.json"))
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.drop(columns=["data_origin", "geometry"])),
        pd.DataFrame(other.drop(columns=["data_origin", "geometry"])),
    )


def test_cancel(read: Any, geojson: Any, parcel: Any) -> None:
    class Stop:
        def step(self, en: str, ja: str) -> None: ...
        def percent(self, value: float) -> None: ...
        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        read(geojson([parcel(0)]), progress=Stop())
