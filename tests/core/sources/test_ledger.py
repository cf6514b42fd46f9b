"""農地ピン and 農地台帳: columns, codes, duplicates, matching with classes, facts by parcel."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.catalogue import Catalogue
from kosozu.core.errors import KosozuError
from kosozu.core.sources import profile
from kosozu.core.sources.aggregate import aggregate
from kosozu.core.sources.ledger import FACTS, read_ledger
from kosozu.core.sources.match import count, match_pins
from kosozu.core.sources.report import ImportReport

PLANE = 6676
PIN = {
    "ShikuchosonCode": "202037", "ClassificationOfLandCodeName": "田", "AreaOnRegistry": "１，５００",
    "SectionOfNoushinhou": "1", "SectionOfToshikeikakuhou": "2", "OwnerFarmIntention": "999",
    "FarmerIndicationNumberHash": "b" * 32, "KindOfRight": "0", "CommencementDate": "", "EndStagesDate": "20310331",
    "RightSettingContents": "0", "UsageSituationInvestigationResult": "3", "PublicNoticeDate": "",
    "Address": "長野県上田市大字田沢１２３番地の４", "Tiban": "１２３番地の４", "DaichoId": "77",
    "daicho_shubetsu_cd": "KNO01",
}  # fmt: skip


def pin(lon: float = 138.2001, lat: float = 36.3601, **changes: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {**PIN, **changes},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }


def balanced(counts: dict[str, int]) -> bool:
    parts = ("KEYED_COUNT", "INSIDE_COUNT", "NEAR_COUNT", "UNMATCHED_COUNT", "DUPLICATE_COUNT")
    return counts["READ_COUNT"] == sum(counts[part] for part in parts)


def grid(size: int = 3, **columns: Any) -> gpd.GeoDataFrame:
    """Parcels of 10 by 10 m with gaps of 10 m, u00 in the south-west."""
    boxes = [shapely.box(20 * x, 20 * y, 20 * x + 10, 20 * y + 10) for y in range(size) for x in range(size)]
    names = [f"u{place:02d}" for place in range(size * size)]
    data = {"unit_id": names, "source_id": [f"id-{name}" for name in names], "area_map_m2": 100.0, **columns}
    return gpd.GeoDataFrame(data, geometry=boxes)


def pins(points: list[tuple[float, float] | None], **columns: Any) -> gpd.GeoDataFrame:
    data = dict.fromkeys(
        (*FACTS, "land_kind", "chiban", "survey_on", "place", "user_now_id", "polygon_uuid"), ""
    )
    shapes = [None if point is None else shapely.Point(point) for point in points]
    names = [f"pin-{place:06d}" for place in range(1, len(points) + 1)]
    frame = gpd.GeoDataFrame({"pin_id": names, "data_origin": names, **{k: [v] * len(names) for k, v in data.items()}},
                             geometry=np.array(shapes, dtype=object))  # fmt: skip
    frame["area_registry_m2"] = 100.0
    for name, values in columns.items():
        frame[name] = values
    return frame


def test_pins_of_the_official_layout(catalogue: Catalogue, geojson: Any) -> None:
    path = geojson(
        [pin(), pin(), pin(KindOfRight="3", SectionOfNoushinhou="", SectionOfNoushinhouCodeName="設定なし")]
    )
    frame, report = read_ledger(path, epsg=PLANE, catalogue=catalogue)
    assert report.counts == {"READ_COUNT": 3, "DUPLICATE_COUNT": 1}
    assert frame["pin_id"].tolist() == ["pin-000001", "pin-000003"]
    first = frame.iloc[0]
    assert (first["chiban"], first["land_kind"], first["area_registry_m2"]) == ("123-4", "paddy", 1500)
    assert (first["noushin"], first["city_planning"], first["owner_intent"], first["right_kind"]) == (
        "1",
        "2",
        "",
        "",
    )
    assert (first["right_end"], first["middle_right"], first["idle_survey"]) == ("2031-03-31", "no", "3")
    assert (first["place"], first["municipality_code"], first["user_now_id"]) == (
        "田沢",
        "20203",
        "利用者001",
    )
    assert frame["noushin"][1] == "unset"
    assert np.isfinite(frame[["x", "y"]].to_numpy()).all()


def test_reduced_layout_and_a_pin_without_place(catalogue: Catalogue, geojson: Any) -> None:
    few = {
        "Address",
        "Tiban",
        "AreaOnRegistry",
        "ClassificationOfLandCodeName",
        "DaichoId",
        "FarmerIndicationNumberHash",
    }
    features = [pin(), pin(lon=500.0, DaichoId="78", AreaOnRegistry="")]
    for feature in features:
        feature["properties"] = {key: value for key, value in feature["properties"].items() if key in few}
    frame, report = read_ledger(geojson(features, crs=None), epsg=PLANE, catalogue=catalogue)
    assert (frame[list(FACTS)] == "").all(axis=None)
    assert frame.geometry.isna().tolist() == [False, True]
    assert {reason.code for reason in report.reasons} == {
        "AREA_MISSING",
        "GEOMETRY_FAR",
    }  # no wrapping to 140° E


def ledger157(rows: list[dict[int, str]]) -> list[list[str]]:
    """A csv of 157 columns with the header of the migration layout (some names occur twice)."""
    names = {
        1: "市町村コード",
        3: "大字名",
        5: "小字名",
        7: "本番",
        9: "枝番",
        26: "農振法区分",
        82: "調査実施年月日",
        94: "調査実施年月日",
    }
    header = [names.get(place, f"項目{place}") for place in range(1, 158)]
    return [header, *[[row.get(place, "") for place in range(1, 158)] for row in rows]]


def test_the_ledger_of_157_columns(catalogue: Catalogue, table: Any) -> None:
    row = {
        1: "202037", 3: "大字田沢", 5: "字上ノ原", 7: "000123", 8: "", 9: "4", 20: "2", 21: "1234.50", 26: "5", 27: "4",
        28: "1", 38: "000000000000000123", 45: "3", 46: "2021-04-01", 47: "2026-03-31", 48: "2031-03-31",
        69: "2021-04-01",
        74: "2", 82: "R5.9.1", 83: "2", 84: "2", 104: "2024/02/01", 113: "7", 137: "1", 139: "2", 141: "2", 143: "1",
        152: "1",
    }  # fmt: skip
    rows = ledger157([row, {**row, 26: "1", 73: "2023-04-01", 113: "3", 139: "1", 141: "1", 74: "0"}])
    for encoding, body in (
        ("cp932", rows),
        ("utf-8-sig", rows),
        ("utf-8", rows[1:]),
    ):  # the last has no header
        frame, report = read_ledger(table(body, encoding=encoding), epsg=PLANE, catalogue=catalogue)
        assert dict(report.facts)["PROFILE"] == "ledger157"
        first, second = frame.iloc[0], frame.iloc[1]
        assert (first["chiban"], first["place"], first["area_registry_m2"]) == ("123-4", "田沢上ノ原", 1234.5)
        assert (first["noushin"], second["noushin"]) == ("", "1")  # 5 その他 tells nothing
        assert (first["right_end"], first["survey_on"], first["idle_class"]) == (
            "2031-03-31",
            "2023-09-01",
            "B",
        )
        assert (first["middle_right"], second["middle_right"]) == ("yes", "no")
        assert (first["hard_to_restore"], second["hard_to_restore"]) == ("", "yes")  # 7 is 調査中
        assert (first["multi_payment"], second["multi_payment"]) == ("yes", "no")
        assert (first["direct_payment"], second["direct_payment"], first["pension"]) == ("yes", "no", "no")
        assert (first["tax_deferral"], second["tax_deferral"], first["owner_known"]) == ("yes", "no", "no")


def test_a_ledger_by_column_names_and_by_ones_own_mapping(
    catalogue: Catalogue, table: Any, tmp_path: Path
) -> None:
    path = table(
        [["地番", "登記簿面積", "農振区分"], ["１２－３", "１，０００　", "青地"], ["5", "x", "白地"]],
        encoding="cp932",
    )
    frame, _ = read_ledger(path, epsg=PLANE, catalogue=catalogue)
    assert frame["chiban"].tolist() == ["12-3", "5"]
    assert frame["noushin"].tolist() == ["1", "2"]
    assert frame["area_registry_m2"].fillna(-1).tolist() == [1000, -1]
    mapping = tmp_path / "対応.csv"
    mapping.write_text(
        "column,field,read,values\n地番,chiban,lot,\n農振区分,noushin,map,青地=1;*=3\n", encoding="cp932"
    )
    frame, report = read_ledger(path, epsg=PLANE, catalogue=catalogue, mapping=str(mapping))
    assert frame["noushin"].tolist() == ["1", "3"]
    assert dict(report.facts)["PROFILE"] == "対応"


@pytest.mark.parametrize(
    ("content", "code"),
    [("column,field,read,values\n地番,chiban,guess,\n", "SRC-MAPPING"), ("a,b\n1,2\n", "SRC-MAPPING"),
     ("column,field,read,values\n地番,chiban,map,1\n", "SRC-MAPPING")],
)  # fmt: skip
def test_wrong_mappings(content: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(content, encoding="utf-8")
    with pytest.raises(KosozuError) as caught:
        profile.load(str(tmp_path / "m.csv"))
    assert caught.value.code == code


def test_no_mapping_fits(catalogue: Catalogue, table: Any) -> None:
    with pytest.raises(KosozuError) as caught:
        read_ledger(table([["a", "b"], ["1", "2"]]), epsg=PLANE, catalogue=catalogue)
    assert caught.value.code == "SRC-MAPPING-NONE"
    with pytest.raises(KosozuError) as caught:
        profile.load("none")
    assert "ledger157" in caught.value.text("ja")


def test_shipped_profiles_name_only_fields_that_are_used() -> None:
    made = {"oaza", "koaza", "lot_mark", "lot_main", "lot_mark2", "lot_branch", "lot_mark3", "lot_further", "plot_no",
            "middle_on", "middle_ended_on", "multi_payment_more", "pension_more", "notice_on", "owner_known_code",
            "owner_known_name", "x", "y", "land_kind", "chiban", "area_registry_m2", "survey_on"}  # fmt: skip
    keys = {"polygon_uuid", "daicho_id", "address", "municipality_code", "user_now_key"}
    for name in ("pins", "ledger157", "ledger_names"):
        assert {column.field for column in profile.load(name)} <= made | keys | set(FACTS), name


def test_every_kind_of_match_and_its_class() -> None:
    units = grid()
    points = [(5, 5), (25, 5), (26, 6), (45, 5), (5, 25), (12, 45), (35, 45), (500, 500), (45, 45), None]
    areas = [100, 100, 100, 300, np.nan, 100, 100, 100, 100, 100]
    keys = [""] * 8 + ["id-u00", "id-u04"]
    frame = pins(points, area_registry_m2=areas, polygon_uuid=keys)
    found = match_pins(frame, units).set_index("pin_id")
    got = {
        name[-2:]: tuple(row)
        for name, row in found[["unit_id", "kind", "match_class", "reason_code"]].iterrows()
    }
    assert got == {
        "01": ("u00", "INSIDE", "C", "SEVERAL_PINS"),  # pin 09 is joined to the same parcel by key
        "02": ("u01", "INSIDE", "C", "SEVERAL_PINS"),
        "03": ("u01", "INSIDE", "C", "SEVERAL_PINS"),
        "04": ("u02", "INSIDE", "C", "AREA_RATIO"),
        "05": ("u03", "INSIDE", "C", "AREA_UNKNOWN"),
        "06": ("u06", "NEAR", "D", "NEAREST"),
        "07": ("u07", "NEAR", "D", "NEAREST"),  # as near to u07 as to u08
        "09": ("u00", "KEYED", "A", "KEY_UUID"),
        "10": ("u04", "KEYED", "A", "KEY_UUID"),
    }
    assert found.loc["pin-000006", "distance_m"] == pytest.approx(2)
    report = ImportReport("pin", "", {"READ_COUNT": 10, "DUPLICATE_COUNT": 0})
    count(report, frame, found.reset_index(), len(units))
    assert balanced(report.counts)
    assert [report.counts[f"{kind}_COUNT"] for kind in ("KEYED", "INSIDE", "NEAR", "UNMATCHED")] == [
        2,
        5,
        2,
        1,
    ]
    assert not (set(match_pins(frame, units, 0)["kind"]) & {"NEAR"})


@pytest.mark.parametrize(("ratio", "match_class"), [(0.69, "C"), (0.71, "B"), (1.39, "B"), (1.41, "C")])
def test_the_ratio_is_map_to_registry(ratio: float, match_class: str) -> None:
    frame = pins([(5, 5)], area_registry_m2=[100 / ratio])
    assert match_pins(frame, grid())["match_class"].tolist() == [match_class]


def test_a_pin_in_several_parcels_goes_to_the_smallest() -> None:
    units = gpd.GeoDataFrame(
        {"unit_id": ["a", "b", "c"], "source_id": ["", "", ""]},
        geometry=[shapely.box(0, 0, 10, 10), shapely.box(0, 0, 5, 5), shapely.box(0, 0, 5, 5)],
    )
    assert match_pins(pins([(1, 1), (5, 5)]), units)["unit_id"].tolist() == ["b", "b"]
    assert match_pins(pins([(1, 1)]), units.iloc[::-1])["unit_id"].tolist() == ["b"]


def test_lots_join_rows_without_a_point_both_ways() -> None:
    lots = ["12", "12", "13、14", "15", "15", "", "", "", ""]
    places = [
        "上田市大字田沢12",
        "上田市大字田沢12",
        "上田市大字田沢13",
        "上田市大字田沢15",
        "上田市大字当郷15",
        "",
        "",
        "",
        "",
    ]
    units = grid(chiban=lots, address=places, municipality_code="20203")
    frame = pins(
        [None] * 5, chiban=["１２番", "14", "15", "15", "99"], place=["田沢", "", "当郷", "", "田沢"]
    )
    frame["municipality_code"] = ["20203", "", "20203", "20203", "20203"]
    found = match_pins(frame, units)
    assert found[["pin_id", "unit_id"]].to_numpy().tolist() == [
        ["pin-000001", "u00"], ["pin-000001", "u01"], ["pin-000002", "u02"], ["pin-000003", "u04"],
    ]  # fmt: skip
    assert set(found["reason_code"]) == {"KEY_LOT"}
    frame["municipality_code"] = "20349"
    assert match_pins(frame, units).empty


def test_a_ledger_key_known_from_before() -> None:
    frame = pins([None], daicho_id=["７７"])
    found = match_pins(frame, grid(), daicho={"77": "u03"})
    assert found[["unit_id", "reason_code"]].to_numpy().tolist() == [["u03", "KEY_DAICHO"]]


def test_the_same_rows_again_on_the_plan_they_made() -> None:
    """Lots and ledger keys that the first run gave to parcels do not change what the second finds."""
    points = [(5, 5), (6, 6), (12, 25), None, None, (500, 500)]
    frame = pins(points, chiban=["1", "2", "3", "2", "3", "9"], place="田沢", daicho_id=list("abcdef"))
    units = grid(chiban="", address="", municipality_code="20203")
    first = match_pins(frame, units)
    assert first["pin_id"].str[-1].tolist() == ["1", "2", "3", "4"]  # 5: a pin near by lends no lot
    facts = aggregate(frame, first, units).set_index("unit_id")
    units = units.set_index("unit_id", drop=False)
    units.loc[facts.index, "chiban"], units.loc[facts.index, "address"] = facts["chiban"], facts["place"]
    known = dict(zip(first.merge(frame, on="pin_id")["daicho_id"], first["unit_id"]))
    again = match_pins(frame, units, daicho=known)
    pd.testing.assert_frame_equal(first, again)


@pytest.mark.parametrize("distance", [-1, float("nan"), float("inf")])
def test_wrong_distances(distance: float) -> None:
    with pytest.raises(KosozuError) as caught:
        match_pins(pins([(1, 1)]), grid(), distance)
    assert caught.value.code == "SRC-DISTANCE"


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.floats(-30, 90), st.floats(-30, 90)), min_size=1, max_size=30), st.floats(0, 40))
def test_counts_always_add_up(points: list[tuple[float, float]], distance: float) -> None:
    frame, units = pins(list(points)), grid()
    found = match_pins(frame, units, distance)
    report = ImportReport("pin", "", {"READ_COUNT": len(points), "DUPLICATE_COUNT": 0})
    count(report, frame, found)
    assert balanced(report.counts)
    near = found[found["kind"] == "NEAR"]
    assert (near["distance_m"] <= distance + 0.001).all()
    inside = shapely.intersects(shapely.union_all(units.geometry.to_numpy()), frame.geometry.to_numpy())
    assert report.counts["INSIDE_COUNT"] == int(inside.sum())
    assert found["pin_id"].is_unique


def test_facts_of_several_pins() -> None:
    frame = pins(
        [(1, 1), (2, 2), (3, 3), (25, 5), (11, 5)],
        noushin=["2", "9", "", "3", "1"], city_planning=["1", "1", "", "1", ""],
        direct_payment=["no", "yes", "", "", ""],
        right_end=["2026-03-31", "2031-03-31", "", "", ""], right_start=["2021-04-01", "2020-04-01", "", "", ""],
        idle_survey=["3", "2", "1", "4", ""], area_registry_m2=[30.0, 60.0, np.nan, 100.0, 5.0],
        chiban=["10", "9", "9-2", "100", "77"], user_now_id=["利用者001", "利用者002", "", "", ""],
        survey_on=["2023-09-01", "2024-09-01", "", "", ""], improvement_fy=["2019", "2021", "", "", ""],
    )  # fmt: skip
    units = grid()
    report = ImportReport("pin", "")
    matches = match_pins(frame, units)
    facts = aggregate(frame, matches, units, report).set_index("unit_id")
    row = facts.loc["u00"]
    assert (row["noushin"], row["idle_survey"], row["direct_payment"]) == (
        "1",
        "1",
        "yes",
    )  # the pin near by counts
    assert row["city_planning"] == ""  # one pin does not say: not taken for 市街化区域
    assert (row["right_start"], row["right_end"], row["improvement_fy"]) == (
        "2020-04-01",
        "2031-03-31",
        "2021",
    )
    assert (row["chiban"], row["area_registry_m2"]) == (
        "9、9-2、10",
        90,
    )  # near pins lend neither lot nor area
    assert (row["user_now_id"], row["ledger_on"], row["match_class"]) == ("利用者002", "2024-09-01", "C")
    assert (facts.loc["u01", "noushin"], facts.loc["u01", "city_planning"]) == ("3", "1")
    mixed = report.reasons[0]
    assert (mixed.code, mixed.count) == ("MIXED_FACTS", 1)
    assert "noushin: 1" in mixed.examples


def test_an_unknown_noushin_is_never_white_land() -> None:
    frame = pins([(1, 1), (2, 2)], noushin=["2", ""])
    units = grid()
    assert aggregate(frame, match_pins(frame, units), units)["noushin"].tolist() == [""]


def test_one_lot_on_several_parcels_shares_its_area() -> None:
    units = grid(chiban=["12", "12"] + [""] * 7)
    units["area_map_m2"] = [100.0, 300.0] + [100.0] * 7
    frame = pins([None], chiban=["12"], area_registry_m2=[200.0])
    facts = aggregate(frame, match_pins(frame, units), units)
    assert facts["area_registry_m2"].tolist() == [50, 150]


def test_the_sample_has_both_layouts(root: Path) -> None:
    samples = root / "samples"
    if not (samples / "ledger_209988.csv").exists():
        pytest.skip("the sample has not been made")
    with (samples / "ledger_209988.csv").open(encoding="cp932", newline="") as file:
        assert len(next(csv.reader(file))) >= 157
    pins_file = json.loads((samples / "pins_209996.geojson").read_text("utf-8-sig"))
    assert len(pins_file["features"][0]["properties"]) >= 38


def test_pseudonyms_stay(catalogue: Catalogue, geojson: Any) -> None:
    path = geojson([pin(FarmerIndicationNumberHash=key, DaichoId=key) for key in ("c", "a", "b", "")])
    frame, _ = read_ledger(path, epsg=PLANE, catalogue=catalogue)
    assert frame["user_now_id"].tolist() == ["利用者003", "利用者001", "利用者002", ""]
    frame, _ = read_ledger(
        path, epsg=PLANE, catalogue=catalogue, known_users={"b": "利用者007", "x": "利用者009"}
    )
    assert frame["user_now_id"].tolist() == ["利用者011", "利用者010", "利用者007", ""]
    assert isinstance(pd.Series(frame["user_now_id"]), pd.Series)


@pytest.mark.parametrize(
    ("word", "kind"),
    [("田", "paddy"), ("採草放牧地", "meadow"), ("牧草畑", "meadow"), ("山林", "other"), ("雑種地", "other")],
)
def test_kinds_of_land_in_the_words_of_a_ledger(
    word: str, kind: str, table: Callable[..., Path], catalogue: Catalogue
) -> None:
    path = table([["地番", "現況地目"], ["1", word]])
    frame, _ = read_ledger(path, epsg=PLANE, catalogue=catalogue)
    assert frame["land_kind"].tolist() == [kind]
