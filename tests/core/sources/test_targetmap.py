"""目標地図: by key and by shape, statuses and their synonyms, users as pseudonyms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from kosozu.core.catalogue import Catalogue
from kosozu.core.errors import KosozuError
from kosozu.core.sources.targetmap import read_targetmap

PLANE = 6676


@pytest.fixture
def units() -> gpd.GeoDataFrame:
    """Three parcels of 10 by 10 m in a row with gaps, near Ueda."""
    return gpd.GeoDataFrame(
        {
            "unit_id": ["u0", "u1", "u2"],
            "source_id": ["id-0", "id-1", "id-2"],
            "previous_id": ["old-0", "", ""],
            "chiban": ["12-3", "13", "13"],
            "address": ["上田市大字田沢12", "上田市大字田沢13", "上田市大字当郷13"],
            "municipality_code": "20203",
        },
        geometry=[shapely.box(20 * x - 27000, 39900, 20 * x - 26990, 39910) for x in range(3)],
    )


@pytest.fixture
def read(catalogue: Catalogue, units: gpd.GeoDataFrame) -> Any:
    """``read(path, **more)``."""

    def call(path: Path, **more: Any) -> Any:
        return read_targetmap(path, epsg=PLANE, catalogue=catalogue, units=units, **more)

    return call


def polygons(shapes: list[Any], **columns: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "type": "Feature",
            "properties": {name: values[place] for name, values in columns.items()},
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for place, shape in enumerate(shapes)
    ]


def by_unit(frame: Any, column: str = "target_status") -> dict[str, str]:
    return dict(zip(frame["unit_id"], frame[column]))


def test_a_table_by_uuid_with_users(read: Any, table: Any) -> None:
    path = table(
        [
            ["polygon_uuid", "区分", "現在の耕作者", "10年後の耕作者"],
            ["id-0", "継続", "山田　太郎", "山田太郎"],
            ["id-1", " 今後検討等 ", "みほん農園", ""],
            ["id-9", "継続", "", ""],
            ["old-0", "継続", "", ""],
        ],
        encoding="cp932",
    )
    frame, report = read(path)
    assert report.counts == {"READ_COUNT": 4, "MATCHED_COUNT": 3, "UNMATCHED_COUNT": 1}
    assert by_unit(frame) == {"u0": "P1", "u1": "P3"}
    assert by_unit(frame, "target_raw")["u1"] == "今後検討等"
    assert by_unit(frame, "user_now_id") == {"u0": "利用者002", "u1": "利用者001"}
    assert by_unit(frame, "user_target_id") == {"u0": "利用者002", "u1": ""}
    kept, _ = read(path, known_users={"山田太郎": "利用者040"})
    assert by_unit(kept, "user_now_id") == {"u0": "利用者040", "u1": "利用者041"}


def test_empty_and_unknown_statuses_are_p9_and_named(read: Any, table: Any) -> None:
    rows = [["polygon_uuid", "区分"], ["id-0", ""], ["id-1", "むずかしい"], ["id-2", "P4"]]
    frame, report = read(table(rows))
    assert by_unit(frame) == {"u0": "P9", "u1": "P9", "u2": "P4"}
    unknown = next(reason for reason in report.reasons if reason.code == "STATUS_UNKNOWN")
    assert unknown.examples == ("むずかしい: 1",)
    assert by_unit(frame, "target_raw")["u1"] == "むずかしい"


def test_a_map_of_statuses(read: Any, table: Any) -> None:
    path = table([["polygon_uuid", "区分"], ["id-0", "赤（１）"], ["id-1", "継続"]])
    mapping = table([["raw", "status"], ["赤(1)", "P5"]], name="map.csv", encoding="utf-8-sig")
    frame, _ = read(path, status_map=str(mapping))
    assert by_unit(frame) == {"u0": "P5", "u1": "P1"}
    for rows, code in (
        ([["raw", "status"], ["赤", "P7"]], "SRC-STATUS"),
        ([["a", "b"], ["赤", "P1"]], "SRC-MAPPING"),
    ):
        with pytest.raises(KosozuError) as caught:
            read(path, status_map=str(table(rows, name="wrong.csv")))
        assert caught.value.code == code


def test_by_lot_only_where_there_is_no_doubt(read: Any, table: Any) -> None:
    rows = [["地番", "区分"], ["１２番地の３", "継続"], ["13", "未定"]]
    frame, report = read(table(rows))
    assert by_unit(frame) == {"u0": "P1"}
    assert report.counts["UNMATCHED_COUNT"] == 1
    rows = [["大字", "地番", "区分"], ["大字当郷", "13", "未定"], ["田沢", "13", "継続"]]
    frame, _ = read(table(rows), key_field="地番")
    assert by_unit(frame) == {"u1": "P1", "u2": "P3"}


def test_by_ledger_key(read: Any, table: Any) -> None:
    frame, _ = read(table([["DaichoId", "区分"], ["００77", "未定"]]), daicho={"0077": "u2"})
    assert by_unit(frame) == {"u2": "P3"}


def test_polygons_by_shape(read: Any, geojson: Any, units: gpd.GeoDataFrame) -> None:
    shapes = units.geometry.to_numpy()
    x = shapely.bounds(shapes)[:, 0]
    given = [
        shapely.box(x[0] - 1, 39899, x[0] + 7, 39911),  # most of u0
        shapely.box(
            x[0] + 7, 39899, x[0] + 11, 39911
        ),  # the rest of it: matched, but outvoted? no point of it decides
        shapely.box(x[1] + 2, 39902, x[1] + 6, 39906),  # a small one inside u1
        shapely.box(x[2] + 9.9, 39900, x[2] + 30, 39910),  # a sliver of u2
        shapely.box(x[2] + 100, 39900, x[2] + 110, 39910),
    ]
    path = geojson(polygons(given, 区分=["継続", "未定", "変更予定", "継続", "継続"]), crs=PLANE)
    frame, report = read(path)
    assert by_unit(frame) == {"u0": "P1", "u1": "P2"}
    assert report.counts == {"READ_COUNT": 5, "MATCHED_COUNT": 3, "UNMATCHED_COUNT": 2}


def test_polygons_with_a_key_keep_to_it_and_the_rest_goes_by_shape(
    read: Any, geojson: Any, units: gpd.GeoDataFrame
) -> None:
    shapes = units.geometry.to_numpy()
    path = geojson(
        polygons([shapes[0], shapes[1]], polygon_uuid=["id-2", "other year's"], 区分=["継続", "未定"]),
        crs=PLANE,
    )
    frame, _ = read(path)
    assert by_unit(frame) == {"u1": "P3", "u2": "P1"}
    assert by_unit(frame, "match_kind") == {"u1": "SHAPE", "u2": "KEY_UUID"}


def test_statuses_from_users_where_there_is_no_status(read: Any, table: Any) -> None:
    rows = [["polygon_uuid", "今", "先"], ["id-0", "甲", "甲"], ["id-1", "甲", "乙"], ["id-2", "甲", ""]]
    frame, _ = read(table(rows), user_now_field="今", user_target_field="先")
    assert by_unit(frame) == {"u0": "P1", "u1": "P2", "u2": "P3"}


def test_rows_that_differ_about_a_parcel(read: Any, table: Any) -> None:
    rows = [["polygon_uuid", "区分"], ["id-0", "継続"], ["id-0", "未定"], ["id-0", "未定"], ["id-1", "未定"]]
    frame, report = read(table(rows))
    assert by_unit(frame) == {"u0": "P3", "u1": "P3"}
    assert {reason.code: reason.count for reason in report.reasons}["STATUS_DIFFERS"] == 1
    assert report.counts == {"READ_COUNT": 4, "MATCHED_COUNT": 4, "UNMATCHED_COUNT": 0}


@pytest.mark.parametrize(
    ("rows", "more", "code"),
    [
        ([["polygon_uuid", "区分"], ["id-0", "継続"]], {"status_field": "状況"}, "SRC-NO-COLUMN"),
        ([["polygon_uuid", "区分"], ["id-0", "継続"]], {"key_field": "ID"}, "SRC-NO-COLUMN"),
        ([["polygon_uuid", "色"], ["id-0", "赤"]], {}, "SRC-NO-COLUMN"),
        ([["番号", "区分"], ["id-0", "継続"]], {}, "SRC-NO-COLUMN"),
        ([["polygon_uuid", "区分"], ["none", "継続"]], {}, "SRC-NO-MATCH"),
        ([["polygon_uuid", "区分"]], {}, "SRC-NO-ROWS"),
    ],
)
def test_bad_input(read: Any, table: Any, rows: list[list[str]], more: dict[str, str], code: str) -> None:
    with pytest.raises(KosozuError) as caught:
        read(table(rows), **more)
    assert caught.value.code == code


def test_null_geometry_is_a_row_unmatched(read: Any, geojson: Any, units: gpd.GeoDataFrame) -> None:
    path = geojson(polygons([None, units.geometry[0]], 区分=["継続", "継続"]), crs=PLANE)
    frame, report = read(path)
    assert report.counts == {"READ_COUNT": 2, "MATCHED_COUNT": 1, "UNMATCHED_COUNT": 1}
    assert np.array_equal(frame["unit_id"], ["u0"])
