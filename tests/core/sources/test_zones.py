"""Zones, groups and marks from feature sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from kosozu.core.catalogue import Catalogue
from kosozu.core.errors import KosozuError
from kosozu.core.sources import actors
from kosozu.core.sources.groups import read_groups
from kosozu.core.sources.marks import read_marks
from kosozu.core.sources.report import ImportReport
from kosozu.core.sources.zones import read_zones

PLANE = 6676
X, Y = -27000.0, 39900.0


def box(x: float, width: float = 100) -> shapely.Polygon:
    return shapely.box(X + x, Y, X + x + width, Y + 100)


def reasons(report: ImportReport) -> dict[str, int]:
    return {reason.code: reason.count for reason in report.reasons}


@pytest.fixture
def read(catalogue: Catalogue) -> Any:
    """``read(frame, **more)``."""

    def call(frame: gpd.GeoDataFrame, **more: Any) -> Any:
        given = {"class_field": "区分", "file_name": "z.gpkg", **more}
        return read_zones(frame, given.pop("src", PLANE), epsg=PLANE, catalogue=catalogue, **given)

    return call


def layer(shapes: list[Any], **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=np.array(shapes, dtype=object))


def test_classes_methods_and_managers(read: Any, catalogue: Catalogue) -> None:
    label = catalogue.classes["B1"].label_ja
    frame = layer(
        [box(0), box(200), box(400), box(600)],
        区分=["A1", label, "ｃ１", "D1"],
        番号=["Z2", "Z1", "Z3", "Z4"],
        名=["上", "中", "山田 太郎の畑", "奥"],
        手法=["", "graze?", None, ""],
        主体=["山田太郎", "みほん集落営農組合", "山田太郎", ""],
        start_fy=[2025, 2025.0, None, 2026],
    )
    found, report = read(
        frame, zone_id_field="番号", name_field="名", method_field="手法", manager_field="主体"
    )
    zones = found.zones.set_index("zone_id")
    assert zones["class_code"].to_dict() == {"Z1": "B1", "Z2": "A1", "Z3": "C1", "Z4": "D1"}
    assert list(found.zones["zone_id"]) == ["Z1", "Z2", "Z3", "Z4"]
    assert zones["area_m2"].round().tolist() == [10000] * 4
    assert zones["manager_id"].to_dict() == {
        "Z1": "actor-001",
        "Z2": "person-001",
        "Z3": "person-001",
        "Z4": "",
    }
    assert zones["start_fy"].fillna(0).tolist() == [2025, 2025, 0, 2026]
    people = found.actors.set_index("actor_id")
    assert people.loc["person-001", ["kind", "label", "name"]].tolist() == ["individual", "個人A", "山田太郎"]
    assert people.loc["actor-001", ["kind", "label"]].tolist() == ["group", "みほん集落営農組合"]
    assert zones.loc["Z3", "name"] == "個人Aの畑"
    assert "山田" not in found.zones.drop(columns="geometry").to_csv()
    assert "山田" not in report.to_json()
    assert report.counts == {"READ_COUNT": 4, "USED_COUNT": 4, "REJECTED_COUNT": 0}
    assert reasons(report)["METHOD_UNKNOWN"] == 1


def test_actors_known_before_keep_their_ids(read: Any) -> None:
    frame = layer([box(0), box(200)], 区分=["A1", "A1"], 主体=["山田太郎", "青木花子"])
    found, _ = read(frame, manager_field="主体", known_actors={"青木花子": "person-007"})
    assert dict(zip(found.actors["name"], found.actors["actor_id"])) == {
        "山田太郎": "person-008", "青木花子": "person-007",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("山田太郎", "individual"), ("木村", "individual"), ("中村", "individual"), ("山田与市", "individual"),
        ("佐藤正道", "individual"), ("服部", "individual"), ("田中 省", "individual"), ("野々村", "individual"),
        ("下村", "individual"), ("古市", "individual"), ("町", "individual"), ("田町 花子", "individual"),
        ("上田市", "office"), ("長野県", "office"), ("青木村", "office"), ("架空町", "office"),
        ("四日市市", "office"), ("さいたま市", "office"), ("見本村", "office"), ("上田市農政課", "office"),
        ("みほん集落営農組合", "group"), ("下架空自治会", "group"), ("（株）みほん", "company"),
        ("農事組合法人みほん", "company"), ("株式会社 架空", "company"), ("みほん農場株式会社", "company"),
    ],
)  # fmt: skip
def test_who_is_a_person(name: str, kind: str, catalogue: Catalogue) -> None:
    assert actors.kind(name, catalogue) == kind


def test_letters_of_pseudonyms() -> None:
    assert [actors.letters(number) for number in (1, 26, 27, 52, 53, 703)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "AAA",
    ]


def test_invalid_multipart_overlapping_and_empty(read: Any) -> None:
    bow = shapely.Polygon([(X, Y), (X + 100, Y + 100), (X + 100, Y), (X, Y + 100)])
    two = shapely.MultiPolygon([box(1000), box(1200)])
    line = shapely.LineString([(X, Y), (X + 1, Y + 1)])
    frame = layer(
        [bow, two, box(2000), box(2050), None, line, box(3000)], 区分=["A1", "A2", "B1", "B2", "A1", "A1", ""]
    )
    found, report = read(frame)
    assert reasons(report) == {
        "NO_CLASS": 1, "GEOMETRY_MISSING": 1, "GEOMETRY_TYPE": 1, "GEOMETRY_REPAIRED": 1, "ZONE_ID_MADE": 4,
        "ZONE_MULTIPART": 2, "ZONE_OVERLAP": 1,
    }  # fmt: skip
    assert report.counts == {"READ_COUNT": 7, "USED_COUNT": 4, "REJECTED_COUNT": 3}
    assert list(found.zones["zone_id"]) == ["zone-001", "zone-002", "zone-003", "zone-004"]
    assert shapely.is_valid(found.zones.geometry.to_numpy()).all()
    overlap = next(reason for reason in report.reasons if reason.code == "ZONE_OVERLAP")
    assert overlap.examples == ("zone-003 × zone-004: 5000 m²",)


def test_the_same_id_twice(read: Any) -> None:
    frame = layer([box(0), box(200), box(400)], 区分=["A1", "A1", "B1"], 番号=["Z1", "Z1", "Z1"])
    found, report = read(frame, zone_id_field="番号")
    assert found.zones[["zone_id", "class_code"]].to_numpy().tolist() == [["Z1", "A1"], ["Z1-2", "B1"]]
    assert found.zones["area_m2"].round().tolist() == [20000, 10000]
    assert report.counts == {"READ_COUNT": 3, "USED_COUNT": 3, "REJECTED_COUNT": 0}


def test_a_mapping_and_an_upper_plan(read: Any, table: Any) -> None:
    frame = layer([box(0), box(200)], 区分=["優先 エリア", "対象外"], 番号=["1", "2"])
    mapping = table([["raw", "class"], ["優先エリア", "A1"], ["対象外", ""]], encoding="cp932")
    found, report = read(
        frame, mapping=str(mapping), zone_id_field="番号", tier="upper", source_plan="県構想"
    )
    assert found.zones[["zone_id", "class_code", "tier"]].to_numpy().tolist() == [["県構想:1", "A1", "upper"]]
    assert reasons(report)["NO_CLASS"] == 1


def test_other_crs(read: Any) -> None:
    frame = layer([shapely.box(138.2, 36.36, 138.201, 36.361)], 区分=["A1"])
    found, report = read(frame, src=4301)
    assert found.zones["area_m2"][0] == pytest.approx(9950, rel=0.01)
    assert float(dict(report.facts)["ACCURACY_M"]) > 0


def test_bad_zones(read: Any, table: Any, tmp_path: Path) -> None:
    good = layer([box(0)], 区分=["A1"])
    cases = [
        (layer([box(0), box(1)], 区分=["A1", "優良"]), {}, "SRC-CLASS"),
        (good, {"class_field": "管理"}, "SRC-NO-COLUMN"),
        (good, {"manager_field": "主体"}, "SRC-NO-COLUMN"),
        (good, {"mapping": str(tmp_path / "no.csv")}, "SRC-NO-FILE"),
        (good, {"mapping": str(table([["raw", "class"], ["A1", "Q9"]]))}, "SRC-CLASS"),
        (good, {"mapping": str(table([["生", "区分"], ["A1", "A1"]], name="b.csv"))}, "SRC-MAPPING"),
        (good, {"src": None}, "SRC-CRS-UNKNOWN"),
        (layer([], 区分=[]), {}, "SRC-NO-ROWS"),
        (layer([None], 区分=["A1"]), {}, "SRC-NO-USABLE"),
    ]
    for frame, more, code in cases:
        with pytest.raises(KosozuError) as caught:
            read(frame, **more)
        assert caught.value.code == code
    with pytest.raises(KosozuError) as caught:
        read(layer([box(0)], 区分=["優良"]))
    assert "優良" in caught.value.text("ja")


@pytest.fixture
def units() -> gpd.GeoDataFrame:
    """Four parcels, 50 m wide, at 0, 80, 200 and 900 m."""
    shapes = [box(x, 50) for x in (0, 80, 200, 900)]
    names = [f"u{place}" for place in range(4)]
    return gpd.GeoDataFrame(
        {"unit_id": names, "source_id": [f"id-{name}" for name in names]}, geometry=shapes
    )


def test_groups_by_the_largest_part(units: gpd.GeoDataFrame) -> None:
    frame = layer(
        [box(0), box(100, 200), box(300, 1), None],
        name=["西", "東", "東", ""],
        目標年度=["令和16年度", "2034", "", ""],
    )
    found, report = read_groups(
        frame,
        PLANE,
        epsg=PLANE,
        units=units,
        name_field="name",
        kind="plan_district",
        notice_date="令和7年3月28日",
    )
    assert dict(zip(found.rows["unit_id"], found.rows["name"])) == {"u0": "西", "u1": "東", "u2": "東"}
    assert found.rows["target_fy"].tolist() == [2034, 2034, 2034]
    assert set(found.rows["notice_date"]) == {"2025-03-28"}
    assert found.areas["group_id"].tolist() == ["東", "西"]
    assert report.counts == {"READ_COUNT": 4, "UNIT_COUNT": 3, "UNGROUPED_COUNT": 1}
    assert reasons(report)["NO_NAME"] == 1


def test_groups_by_table(units: gpd.GeoDataFrame) -> None:
    frame = pd.DataFrame({"polygon_uuid": ["id-u0", "id-u1", "none"], "水系": ["北堰", "南堰", "北堰"]})
    found, report = read_groups(
        frame, None, epsg=PLANE, units=units, name_field="水系", kind="water", key_field="polygon_uuid"
    )
    assert found.rows[["unit_id", "group_id"]].to_numpy().tolist() == [["u0", "北堰"], ["u1", "南堰"]]
    assert report.counts == {"READ_COUNT": 3, "UNIT_COUNT": 2, "UNGROUPED_COUNT": 2}
    assert reasons(report)["UNMATCHED"] == 1
    assert found.areas.empty


def test_bad_groups(units: gpd.GeoDataFrame) -> None:
    frame = layer([box(0)], name=["西"])
    far = layer([box(90000)], name=["西"])
    cases: list[tuple[Any, dict[str, Any], str]] = [
        (frame, {"kind": "school"}, "SRC-GROUP-KIND"),
        (frame, {"name_field": "名"}, "SRC-NO-COLUMN"),
        (frame, {"notice_date": "いつか"}, "SRC-DATE"),
        (pd.DataFrame({"name": ["西"]}), {}, "SRC-NO-COLUMN"),
        (far, {}, "SRC-NO-MATCH"),
        (frame.iloc[:0], {}, "SRC-NO-ROWS"),
    ]
    for given, more, code in cases:
        with pytest.raises(KosozuError) as caught:
            read_groups(
                given, PLANE, epsg=PLANE, units=units, **{"name_field": "name", "kind": "custom", **more}
            )
        assert caught.value.code == code


def test_marks(catalogue: Catalogue) -> None:
    point, line = shapely.Point(X, Y), shapely.LineString([(X, Y), (X + 10, Y)])
    frame = layer(
        [point, line, point, None, line, point],
        種類=["拠点", "fence", "canal", "base", "獣害防護柵", "base"],
        名=list("abcdef"),
    )
    marks, report = read_marks(
        frame, PLANE, epsg=PLANE, catalogue=catalogue, kind_field="種類", name_field="名"
    )
    assert sorted(marks["kind"]) == ["base", "fence"]
    assert reasons(report) == {"GEOMETRY_MISSING": 1, "MARK_GEOMETRY": 1, "EXACT_DUPLICATE": 2}
    assert report.counts == {"READ_COUNT": 6, "USED_COUNT": 2, "REJECTED_COUNT": 4}
    again, _ = read_marks(frame, PLANE, epsg=PLANE, catalogue=catalogue, kind_field="種類", name_field="名")
    assert again["mark_id"].tolist() == marks["mark_id"].tolist()


def test_bad_marks(catalogue: Catalogue) -> None:
    frame = layer([shapely.Point(X, Y)], 種類=["塔"])
    cases: list[tuple[dict[str, Any], str]] = [
        ({"kind_field": "種類"}, "SRC-MARK-KIND"), ({"kind": "tower"}, "SRC-MARK-KIND"), ({}, "SRC-MARK-KIND"),
        ({"kind": "base", "name_field": "名"}, "SRC-NO-COLUMN"), ({"kind": "fence"}, "SRC-NO-USABLE"),
    ]  # fmt: skip
    for more, code in cases:
        with pytest.raises(KosozuError) as caught:
            read_marks(frame, PLANE, epsg=PLANE, catalogue=catalogue, **more)
        assert caught.value.code == code
