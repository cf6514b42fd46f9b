"""Sums by manager and fiscal year."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kosozu.core.actions.draft import COLUMNS
from kosozu.core.actions.rollup import by_manager_and_year

INFO = {"start_fy": 2027, "end_fy": 2029}


def actions(*rows: dict[str, Any]) -> pd.DataFrame:
    plain = {
        "kind": "work",
        "start_fy": 2027,
        "end_fy": 2028,
        "area_m2": 1000.0,
        "manager_id": "m",
        "zone_id": "Z",
    }
    return pd.DataFrame([{**plain, **entry} for entry in rows], columns=COLUMNS)


def cell(table: pd.DataFrame, manager: str, year: int, name: str) -> Any:
    return table[(table["manager_id"] == manager) & (table["fiscal_year"] == year)][name].iloc[0]


def test_each_year_of_an_action_counts() -> None:
    table = by_manager_and_year(
        actions({"cost": 5.0, "hours_per_year": 2.0}, {"zone_id": "Y", "end_fy": 2029}), INFO
    )
    assert table["fiscal_year"].tolist() == [2027, 2028, 2029]
    assert table["area_m2"].tolist() == [2000.0, 2000.0, 1000.0]
    assert table["hours"].tolist()[:2] == [2.0, 2.0]
    assert pd.isna(table["hours"].iloc[2])
    assert table["without_cost"].tolist() == [1, 1, 1]


def test_watching_and_procedures_add_no_area_to_the_zones_work() -> None:
    table = by_manager_and_year(actions({}, {"kind": "watch"}, {"kind": "procedure", "area_m2": 700.0}), INFO)
    assert cell(table, "m", 2027, "area_m2") == 1000.0
    assert cell(table, "m", 2027, "action_count") == 3


def test_parts_add_up_to_the_zone_and_no_further() -> None:
    parts = actions({"area_m2": 600.0}, {"area_m2": 300.0})
    assert cell(by_manager_and_year(parts, INFO), "m", 2027, "area_m2") == 900.0
    zones = pd.DataFrame({"zone_id": ["Z"], "area_m2": [1000.0]})
    assert cell(by_manager_and_year(actions({}, {}), INFO, zones), "m", 2027, "area_m2") == 1000.0


def test_nobody_named_is_a_row_of_its_own_and_open_years_last_the_plan() -> None:
    table = by_manager_and_year(actions({"manager_id": None, "start_fy": None, "end_fy": None}), INFO)
    assert table["manager_id"].tolist() == ["", "", ""]
    assert table["fiscal_year"].tolist() == [2027, 2028, 2029]


def test_an_empty_plan_has_no_sums() -> None:
    assert by_manager_and_year(actions(), INFO).empty
