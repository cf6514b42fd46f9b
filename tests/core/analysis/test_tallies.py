"""Counts of the other sheets."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from kosozu.core.analysis.figures import ClassRow
from kosozu.core.analysis.tallies import (
    Change,
    Tally,
    by_code,
    by_manager,
    by_rule,
    by_severity,
    by_term,
    changed_area,
    changes,
    zone_terms,
)

SEVERITIES = ["BLOCK", "CONFLICT", "CHECK", "INFO"]


def findings() -> pd.DataFrame:
    rows = [
        ("M-01", "Z1", "u1", "BLOCK"), ("M-01", "Z1", "u2", "CHECK"), ("M-02", "Z1", "u1", "CHECK"),
        ("M-01", "Z2", "u3", "CHECK"), ("A-1", "Z3", "", "INFO"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["rule_id", "zone_id", "unit_id", "severity"])


def test_parcels_by_code_keep_the_order_and_share_the_whole() -> None:
    rows = by_code(
        ["P1", "P2", "P3"], pd.Series(["P3", "P1", "P3", "P9"]), pd.Series([10.0, 30.0, 20.0, 40.0])
    )
    assert rows == [Tally("P1", 1, 30.0, 30.0), Tally("P3", 2, 30.0, 30.0)]


def test_a_group_and_a_parcel_count_once_under_their_gravest() -> None:
    units = pd.DataFrame({"unit_id": ["u1", "u2", "u3", "u4"], "area_map_m2": [100.0, 200.0, 300.0, 400.0]})
    rows = {row.code: row for row in by_severity(SEVERITIES, findings(), units)}
    assert {code: (row.count, row.places, row.area_m2) for code, row in rows.items()} == {
        "BLOCK": (1, 1, 100.0), "CONFLICT": (0, 0, 0.0), "CHECK": (2, 3, 500.0), "INFO": (1, 0, 0.0),
    }  # fmt: skip
    assert sum(row.count for row in rows.values()) == 4
    assert rows["CHECK"].share == pytest.approx(50.0)


def test_rules_come_gravest_first() -> None:
    table = by_rule(findings(), SEVERITIES)
    assert table["rule_id"].tolist() == ["M-01", "M-02", "A-1"]
    assert table["zones"].tolist() == [2, 1, 1] and table["parcels"].tolist() == [3, 1, 0]


def actions() -> pd.DataFrame:
    rows = [
        ("a", "Z1", "work", "long", "m1"), ("b", "Z1", "watch", "short", "m2"), ("c", "Z1", "procedure", "short", ""),
        ("d", "Z2", "procedure", "middle", "m1"), ("e", "Z3", "work", "", "gone"), ("f", "", "work", "short", "m1"),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["action_id", "zone_id", "kind", "term", "manager_id"])


AREA = {"Z1": 100.0, "Z2": 300.0, "Z3": 600.0}


def test_a_zone_has_the_earliest_term_of_its_work() -> None:
    assert zone_terms(actions()) == {"Z1": "short", "Z2": "middle", "Z3": ""}
    assert by_term(actions(), AREA) == [
        Tally("short", 3, 100.0, 10.0, 1),
        Tally("middle", 1, 300.0, 30.0, 1),
        Tally("", 1, 600.0, 60.0, 1),
    ]


def test_managers_by_area_and_nobody_last() -> None:
    rows = by_manager(actions(), {"m1": "営農組合", "m2": "営農組合"}, AREA)
    assert [(row.code, row.count, row.area_m2, row.places) for row in rows] == [
        ("営農組合", 4, 400.0, 2),
        ("", 2, 700.0, 2),
    ]


def test_changes_name_what_was_and_what_is() -> None:
    before = [ClassRow("A1", 2, 100.0, 10.0, 80.0, 3), ClassRow("C1", 1, 50.0, 5.0, 0.0, 0)]
    now = [ClassRow("A1", 1, 70.0, 7.0, 60.0, 2), ClassRow("B1", 1, 30.0, 3.0, 20.0, 1)]
    assert changes(before, now, ["A1", "A2", "B1", "C1"]) == [
        Change("A1", 100.0, 70.0, 80.0, 60.0),
        Change("B1", 0.0, 30.0, 0.0, 20.0),
        Change("C1", 50.0, 0.0, 0.0, 0.0),
    ]


def test_the_changed_ground_without_slivers() -> None:
    before = gpd.GeoDataFrame({"code": ["A1"]}, geometry=[shapely.box(0, 0, 100, 100)])
    now = gpd.GeoDataFrame(
        {"code": ["A1", "B1"]}, geometry=[shapely.box(0, 0, 60, 100), shapely.box(60, 0, 100.3, 100)]
    )
    assert changed_area(before, now).area == pytest.approx(40 * 100, rel=0.02)
    assert changed_area(now, now).is_empty
    assert changed_area(before.iloc[:0], now.iloc[:0]).is_empty
