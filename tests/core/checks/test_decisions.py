"""Decisions survive runs; findings that go are closed; groups by rule and zone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kosozu.core.catalogue import load
from kosozu.core.checks.decisions import carry_over, groups, premise

COLUMNS = ["rule_id", "zone_id", "unit_id", "class_code", "status", "severity", "family", "area_m2"]


def findings(*rows: tuple[str, str, str, str, str, str]) -> pd.DataFrame:
    """Rule, zone, parcel, class, status, severity."""
    frame = pd.DataFrame([(*row, "farmland", 100.0) for row in rows], columns=COLUMNS)
    frame["finding_key"] = frame["rule_id"] + "|" + frame["zone_id"] + "|" + frame["unit_id"]
    return frame


def decision(rule: str, zone: str, unit: str, made: str, rests: str, number: int = 1) -> dict[str, Any]:
    return {
        "decision_id": f"d{number}", "rule_id": rule, "zone_id": zone, "unit_id": unit, "decision": made,
        "premise": rests, "decided_on": "2025-06-01",
    }  # fmt: skip


ONE = ("M-01", "Z1", "u1", "B3", "P1", "CONFLICT")
TWO = ("M-01", "Z1", "u2", "B3", "P2", "CONFLICT")
OTHER = ("M-01", "Z2", "u3", "C1", "P1", "CONFLICT")
NONE = findings().assign(state="", is_new=0, decision="", premise_changed=0)
NOBODY = pd.DataFrame()


def run(
    old: pd.DataFrame, decisions: list[dict[str, Any]], new: pd.DataFrame, families: Any = ("farmland",)
) -> pd.DataFrame:
    return carry_over(old, pd.DataFrame(decisions), new, families).set_index("finding_key")


def test_new_then_known_then_closed_then_new_again() -> None:
    first = run(NONE, [], findings(ONE, TWO))
    assert first["is_new"].tolist() == [1, 1]
    second = run(first.reset_index(), [], findings(ONE))
    assert second.loc["M-01|Z1|u1", ["state", "is_new"]].tolist() == ["open", 0]
    assert second.loc["M-01|Z1|u2", ["state", "is_new"]].tolist() == ["closed", 0]
    third = run(second.reset_index(), [], findings(ONE, TWO))
    assert third.loc["M-01|Z1|u2", ["state", "is_new"]].tolist() == ["open", 1]


def test_families_that_were_not_run_stay_as_they_were() -> None:
    first = run(NONE, [], findings(ONE))
    second = run(first.reset_index(), [], findings(), ("law",))
    assert second.loc["M-01|Z1|u1", ["state", "is_new"]].tolist() == ["open", 1]


def test_a_groups_decision_with_an_exception() -> None:
    rests = premise(findings(ONE, TWO))
    made = [
        decision("M-01", "Z1", "", "defer", rests),
        decision("M-01", "Z1", "u2", "adopt", premise(findings(TWO)), 2),
    ]
    after = run(NONE, made, findings(ONE, TWO, OTHER))
    assert after["decision"].to_dict() == {"M-01|Z1|u1": "defer", "M-01|Z1|u2": "adopt", "M-01|Z2|u3": ""}
    assert after["premise_changed"].tolist() == [0, 0, 0]


def test_the_last_decision_counts() -> None:
    made = [
        decision("M-01", "Z1", "", "defer", premise(findings(ONE)), 1),
        decision("M-01", "Z1", "", "adopt", premise(findings(ONE)), 2),
    ]
    assert run(NONE, made, findings(ONE))["decision"].tolist() == ["adopt"]


@pytest.mark.parametrize(
    "changed",
    [
        ("M-01", "Z1", "u1", "C1", "P1", "CONFLICT"),
        ("M-01", "Z1", "u1", "B3", "P2", "CONFLICT"),
        ("M-01", "Z1", "u1", "B3", "P1", "CHECK"),
    ],
)
@pytest.mark.parametrize("unit", ["u1", ""])
def test_a_changed_premise_is_marked(changed: tuple[str, str, str, str, str, str], unit: str) -> None:
    made = [decision("M-01", "Z1", unit, "adopt", premise(findings(ONE)))]
    before = run(NONE, made, findings(ONE))
    assert before["premise_changed"].tolist() == [0]
    after = run(before.reset_index(), made, findings(changed))
    assert after[["decision", "premise_changed"]].iloc[0].tolist() == ["adopt", 1]
    again = run(after.reset_index(), made, findings(changed))
    assert again["premise_changed"].tolist() == [1]


def test_a_change_inside_a_decided_group_is_marked_until_decided_anew() -> None:
    """The parcel's new status was met elsewhere in the group, and still is not what was decided on for it."""
    made = [decision("M-01", "Z1", "", "adopt", premise(findings(ONE, TWO)))]
    before = run(NONE, made, findings(ONE, TWO))
    moved = ("M-01", "Z1", "u1", "B3", "P2", "CONFLICT")
    after = run(before.reset_index(), made, findings(moved, TWO))
    assert after["premise_changed"].tolist() == [1, 0]
    again = run(after.reset_index(), made, findings(moved, TWO))
    assert again["premise_changed"].tolist() == [1, 0]


def test_a_decision_survives_that_its_finding_was_closed() -> None:
    made = [decision("M-01", "Z1", "u1", "defer", premise(findings(ONE)))]
    first = run(NONE, made, findings(ONE))
    closed = run(first.reset_index(), made, findings())
    assert closed.loc["M-01|Z1|u1", ["state", "decision"]].tolist() == ["closed", "defer"]
    back = run(closed.reset_index(), made, findings(ONE))
    assert back.loc["M-01|Z1|u1", ["state", "decision", "premise_changed"]].tolist() == ["open", "defer", 0]


def test_groups() -> None:
    made = [decision("M-01", "Z1", "u2", "adopt", premise(findings(TWO)))]
    frame = run(
        NONE, made, findings(ONE, TWO, OTHER, ("L-01", "Z2", "u3", "C1", "P1", "BLOCK"))
    ).reset_index()
    found = groups(frame, load())
    columns = ["severity", "rule_id", "zone_id", "count", "area_m2", "decision", "undecided"]
    assert found[columns].to_numpy().tolist() == [
        ["BLOCK", "L-01", "Z2", 1, 100.0, "", 1],
        ["CONFLICT", "M-01", "Z1", 2, 200.0, "mixed", 1],
        ["CONFLICT", "M-01", "Z2", 1, 100.0, "", 1],
    ]  # fmt: skip
    assert groups(findings(), load()).empty
