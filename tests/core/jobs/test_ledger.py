"""A second ledger adds to the first; the same one with other settings replaces itself."""

from __future__ import annotations

from pathlib import Path

import builders
import pandas as pd
import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.joinledger import join_ledger
from kosozu.core.jobs.reconcilefarmland import reconcile_frames
from kosozu.core.plan import PlanFile

from .conftest import layer


def facts(plan: Path) -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return pd.DataFrame(opened.read("unit_farmland")).set_index("unit_id")


def test_a_second_ledger_takes_nothing_away(plan: Path, tmp_path: Path) -> None:
    table = tmp_path / "payments.csv"
    lines = [f"{builders.key(column, 0)},1" for column in range(3)]
    table.write_text("polygon_uuid,中山間地域等直接支払\n" + "\n".join(lines) + "\n", encoding="utf-8")
    mapping = tmp_path / "mapping.csv"
    mapping.write_text(
        "column,field,read,values\npolygon_uuid,polygon_uuid,text,\n中山間地域等直接支払,direct_payment,flag,\n",
        encoding="utf-8",
    )
    before = facts(plan)
    counts = join_ledger(str(plan), str(table), mapping=str(mapping))
    after = facts(plan)
    assert counts["KEYED_COUNT"] == 3
    assert (after["direct_payment"] == "yes").sum() == 3
    assert list(after["noushin"]) == list(before["noushin"])
    assert (after["noushin"] == "1").sum() == 20


def test_the_same_file_with_another_distance_replaces_its_matches(plan: Path, tmp_path: Path) -> None:
    wanted = {"Address": "", "AreaOnRegistry": "900", "ClassificationOfLandCodeName": "畑"}
    codes = {"Tiban": "55", "SectionOfNoushinhou": "2", "DaichoId": "N5", "FarmerIndicationNumberHash": ""}
    pins = [builders.point(5.5, 4.2, **wanted, **codes)]
    path = builders.write(tmp_path / "near.geojson", pins)
    assert join_ledger(str(plan), str(path), max_distance=20)["NEAR_COUNT"] == 1
    assert facts(plan).loc[builders.key(5, 3), "noushin"] == "2"
    assert join_ledger(str(plan), str(path), max_distance=0)["NEAR_COUNT"] == 0
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert "NEAR" not in opened.read("ledger_match", ["kind"])["kind"]
    assert facts(plan).loc[builders.key(5, 3), "noushin"] == ""


def test_each_pin_tells_which_file_said_it_and_as_of_when(plan: Path, tmp_path: Path) -> None:
    table = tmp_path / "survey.csv"
    lines = [f"{builders.key(column, 0)},1号,R7.9.{column + 1}" for column in range(3)]
    table.write_text("polygon_uuid,結果,調査日\n" + "\n".join(lines) + "\n", encoding="utf-8")
    mapping = tmp_path / "mapping.csv"
    mapping.write_text(
        "column,field,read,values\npolygon_uuid,polygon_uuid,text,\n結果,idle_survey,map,1号=1\n"
        "調査日,survey_on,date,\n",
        encoding="utf-8",
    )
    join_ledger(str(plan), str(table), mapping=str(mapping))
    with PlanFile.open(str(plan), readonly=True) as opened:
        pins = pd.DataFrame(opened.read("ledger_pin", ["data_origin", "idle_survey", "ledger_on"]))
    assert pins["data_origin"].nunique() == 2
    idle = pins[pins["idle_survey"] == "1"]
    assert sorted(idle["ledger_on"]) == ["2025-09-01", "2025-09-02", "2025-09-03"]


def test_words_for_codes_are_read_and_strange_ones_named(plan: Path, tmp_path: Path) -> None:
    path = builders.pins(tmp_path / "words.geojson", noushin="農用地区域内（青地）")
    join_ledger(str(plan), str(path))
    assert (facts(plan)["noushin"] == "1").sum() == 20
    strange = builders.pins(tmp_path / "strange.geojson", noushin="なぞの区分")
    report = join_ledger(str(plan), str(strange))["REPORT"]
    assert "なぞの区分" in Path(report).read_text(encoding="utf-8")


@pytest.mark.parametrize(("parcel_epsg", "zone_epsg"), [(0, 0), (0, 6668), (6668, 0)])
def test_sources_without_a_crs_are_refused(tmp_path: Path, parcel_epsg: int, zone_epsg: int) -> None:
    from kosozu.core.catalogue import load

    land, _ = layer(builders.parcels(tmp_path / "parcels.json"))
    sketch, _ = layer(builders.zones(tmp_path / "zones.geojson"))
    with pytest.raises(KosozuError) as error:
        reconcile_frames(
            (land.assign(status="P1"), parcel_epsg),
            (sketch, zone_epsg),
            status_field="status",
            class_field="class_code",
            catalogue=load(),
            min_share=5,
            min_area=50,
        )
    assert error.value.code == "JOB-NO-CRS"
