"""Counting parcels and findings: every one once, however they are asked for."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from kosozu.core.analysis import counts

SEVERITIES = dict.fromkeys(("BLOCK", "CONFLICT", "CHECK", "INFO"))


@pytest.fixture(scope="module")
def units() -> pd.DataFrame:
    random = np.random.default_rng(7)
    size = 3000
    pick = lambda *values: random.choice(np.array(values, dtype=object), size)  # noqa: E731
    return pd.DataFrame(
        {
            "class_code": pick("", "A1", "B3", "C1"),
            "land_kind": pick("paddy", "field", "other"),
            "status": pick("P1", "P3", "P9"),
            "present": pick("", "used", "idle", "hard"),
            "noushin": pick("", "1", "2"),
            "community": pick("", "上", "下"),
            "oaza": pick("", "大字上"),
            "district": pick("", "一区"),
            "farmland": random.random(size) < 0.9,
            "area_map_m2": random.uniform(20.0, 5000.0, size),
            "area_registry_m2": np.where(
                random.random(size) < 0.3, np.nan, random.uniform(20.0, 5000.0, size)
            ),
            "user_now_id": pick("", "利用者001", "利用者002"),
            "user_target_id": pick("", "利用者002", "利用者003", "利用者004"),
        }
    )


def test_every_parcel_is_in_exactly_one_row(units):
    land = counts.count_land(units)
    assert not land.duplicated(list(counts.LAND_KEYS)).any()
    assert land["parcels"].sum() == len(units)
    assert land["area_m2"].sum() == pytest.approx(units["area_map_m2"].sum())
    assert land["registry_parcels"].sum() == units["area_registry_m2"].notna().sum()
    assert land["registry_m2"].sum() == pytest.approx(units["area_registry_m2"].sum())


def test_any_two_keys_add_up_to_the_parcels_themselves(units):
    land = counts.count_land(units)
    for pair in itertools.combinations(counts.LAND_KEYS, 2):
        table = counts.land_by(land, *pair)
        plain = units.groupby(list(pair))["area_map_m2"].agg(["size", "sum"]).reset_index()
        assert list(table["parcels"]) == list(plain["size"])
        assert table["area_m2"].to_numpy() == pytest.approx(plain["sum"].to_numpy())
    whole = counts.land_by(land)
    assert len(whole) == 1 and whole["parcels"].iloc[0] == len(units)


def test_a_cross_table_has_zero_where_nothing_is(units):
    land = counts.count_land(units[~((units["class_code"] == "B3") & (units["status"] == "P1"))])
    table = counts.crossed(land, "class_code", "status", "parcels")
    assert table.loc["B3", "P1"] == 0
    assert table.to_numpy().sum() == land["parcels"].sum()


def test_users_are_counted_once_in_the_whole(units):
    table = counts.count_users(units).set_index("class_code")
    assert table.loc["*"].tolist() == [2, 3]
    assert table.loc["A1", "users_now"] == units[units["class_code"] == "A1"]["user_now_id"].nunique() - 1
    nobody = units.assign(user_now_id="", user_target_id="")
    assert counts.count_users(nobody)["users_now"].sum() == 0


def finding(
    rule: str, zone: str, unit: str, severity: str, area: float, decision: str = "", changed: int = 0
):
    return (rule, zone, unit, severity, area, 1, decision, changed)


FINDINGS = pd.DataFrame(
    [
        finding("L-01", "Z1", "u1", "BLOCK", 100.0),
        finding("L-01", "Z1", "u1", "CHECK", 90.0, "adopt"),
        finding("L-01", "Z1", "u2", "CHECK", 50.0),
        finding("M-01", "Z1", "u1", "CONFLICT", 100.0, "defer", 1),
        finding("M-01", "Z2", "u3", "CONFLICT", 70.0),
        finding("A-2", "Z2", "", "CHECK", float("nan")),
        finding("M-08", "", "", "INFO", 1000.0),
    ],
    columns=["rule_id", "zone_id", "unit_id", "severity", "area_m2", "is_new", "decision", "premise_changed"],
)


def test_a_group_counts_under_its_gravest_and_a_parcel_once():
    table = counts.by_severity(FINDINGS, SEVERITIES).set_index("severity")
    assert table["groups"].to_dict() == {"BLOCK": 1, "CONFLICT": 2, "CHECK": 1, "INFO": 1}
    assert table["findings"].sum() == len(FINDINGS)
    assert table.loc["CHECK", ["parcels", "area_m2"]].tolist() == [2, 140.0]
    assert table["undecided"].to_dict() == {"BLOCK": 1, "CONFLICT": 2, "CHECK": 2, "INFO": 1}


def test_groups_come_gravest_and_largest_first():
    table = counts.by_group(FINDINGS, SEVERITIES)
    order = list(zip(table["rule_id"], table["zone_id"]))
    assert order == [("L-01", "Z1"), ("M-01", "Z1"), ("M-01", "Z2"), ("A-2", "Z2"), ("M-08", "")]
    assert table["area_m2"].tolist() == [150.0, 100.0, 70.0, 0.0, 1000.0]


def test_rules_by_severity_and_the_area_under_one():
    table = counts.by_rule(FINDINGS).set_index(["rule_id", "severity"])
    assert table.loc[("L-01", "CHECK"), "findings"] == 2
    assert counts.rule_area(FINDINGS, "L-01") == 150.0
    assert counts.rule_area(FINDINGS, "L-01", "BLOCK") == 100.0
    assert counts.rule_area(FINDINGS, "L-99") == 0.0


def test_no_findings_are_rows_of_zero():
    nothing = FINDINGS.iloc[:0]
    assert counts.by_severity(nothing, SEVERITIES)["findings"].tolist() == [0, 0, 0, 0]
    assert counts.by_group(nothing, SEVERITIES).empty
    assert counts.by_rule(nothing).empty
