"""Checks and decisions on a plan, as a person meets them."""

from __future__ import annotations

from pathlib import Path

import builders
import pandas as pd
import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.checkplan import check_plan
from kosozu.core.jobs.decidefinding import decide_finding
from kosozu.core.jobs.draftactions import draft_plan_actions
from kosozu.core.jobs.exportactions import export_actions
from kosozu.core.jobs.setstatus import set_status
from kosozu.core.plan import PlanFile

from .conftest import draw


def findings(plan: Path, **where: object) -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return pd.DataFrame(opened.read("finding", where={"state": "open", **where}))


def test_counts_are_those_of_the_table(plan: Path) -> None:
    counts = check_plan(str(plan))
    table = findings(plan)
    assert counts["FINDING_COUNT"] == len(table) == counts["NEW_COUNT"]
    by_severity = table["severity"].value_counts()
    assert all(
        counts[f"{name}_COUNT"] == by_severity.get(name, 0) for name in ("BLOCK", "CONFLICT", "CHECK", "INFO")
    )
    assert counts["BLANK_SHARE"] == pytest.approx(100 * 4 / 24, abs=0.2)
    pairs = table[table["unit_id"] != ""]
    assert not pairs.duplicated(["rule_id", "unit_id"]).any()


def test_forest_on_green_land_needs_the_procedures_in_order(plan: Path) -> None:
    check_plan(str(plan))
    blocks = findings(plan, severity="BLOCK")
    assert set(blocks["rule_id"]) == {"L-01"} and set(blocks["zone_id"]) == {"Z2"}
    assert len(blocks) == 6 and set(blocks["class_code"]) == {"B3"}
    draft_plan_actions(str(plan))
    with PlanFile.open(str(plan), readonly=True) as opened:
        actions = pd.DataFrame(opened.read("action"))
        links = pd.DataFrame(opened.read("action_finding"))
    procedure = actions[(actions["zone_id"] == "Z2") & (actions["kind"] == "procedure")]
    assert len(procedure) == 1
    linked = links[links["action_id"] == procedure.iloc[0]["action_id"]]
    assert set(blocks["finding_key"]) <= set(linked["finding_key"])
    assert {"Z1", "Z2", "Z3"} == set(actions["zone_id"])
    assert "watch" in set(actions[actions["zone_id"] == "Z3"]["kind"])


def test_checking_twice_changes_nothing(plan: Path, digest) -> None:
    check_plan(str(plan))
    before = digest(plan)
    counts = check_plan(str(plan))
    assert counts["NEW_COUNT"] == counts["CLOSED_COUNT"] == 0
    # Only what was new a run ago is no longer so.
    check_plan(str(plan))
    settled = digest(plan)
    check_plan(str(plan))
    assert digest(plan) == settled and before != ""


def test_a_decision_for_a_group_with_an_exception_by_parcel(plan: Path) -> None:
    check_plan(str(plan))
    group = findings(plan, rule_id="M-02", zone_id="Z1")
    assert len(group) > 1
    one = group.iloc[0]["finding_key"]
    assert (
        decide_finding(str(plan), finding_key=one, decision="defer", reason="持ち主と相談中")["DECIDED_COUNT"]
        == 1
    )
    decided = decide_finding(str(plan), rule="M-02", zone="Z1", decision="adopt", reason="借り手を探す")
    assert decided["DECIDED_COUNT"] == len(group) - 1
    check_plan(str(plan))
    after = findings(plan, rule_id="M-02", zone_id="Z1").set_index("finding_key")["decision"]
    assert after[one] == "defer" and set(after.drop(one)) == {"adopt"}


def test_a_decision_is_marked_when_its_premise_changes(plan: Path, tmp_path: Path) -> None:
    check_plan(str(plan))
    decide_finding(str(plan), rule="M-02", zone="Z1", decision="adopt", reason="借り手を探す")
    # Z1 becomes A2: the pair A2 × P3 is M-03 instead, and M-02 is closed.
    draw(plan, builders.zones(tmp_path / "again.geojson", [("Z1", "A2", (0, 0, 5, 2))]))
    counts = check_plan(str(plan))
    assert counts["CLOSED_COUNT"] > 0
    assert findings(plan, rule_id="M-02", zone_id="Z1").empty
    draw(plan, builders.zones(tmp_path / "back.geojson", [("Z1", "A1", (0, 0, 5, 2))]))
    check_plan(str(plan))
    assert set(findings(plan, rule_id="M-02", zone_id="Z1")["decision"]) == {"adopt"}
    check_plan(str(plan), families=["law"])
    law = findings(plan, rule_id="L-28", zone_id="Z3")
    decide_finding(str(plan), rule="L-28", zone="Z3", decision="adopt", reason="持ち主に知らせる")
    draw(plan, builders.zones(tmp_path / "c1.geojson", [("Z3", "C1", (3, 2, 2, 2))]))
    check_plan(str(plan))
    changed = findings(plan, rule_id="L-28", zone_id="Z3")
    assert len(changed) == len(law) and set(changed["premise_changed"]) == {1}


def test_wrong_decisions_are_refused(plan: Path, digest) -> None:
    check_plan(str(plan))
    before = digest(plan)
    key = findings(plan, severity="BLOCK").iloc[0]["finding_key"]
    for wish, code in [
        ({"finding_key": key, "decision": "notapplicable", "reason": "理由"}, "JOB-CONSULTED"),
        ({"finding_key": "M-99||x", "decision": "adopt", "reason": "理由"}, "JOB-NO-FINDING"),
        ({"rule": "M-02", "zone": "Z1", "decision": "adopt", "reason": ""}, "JOB-NO-REASON"),
        (
            {"rule": "M-02", "zone": "Z1", "decision": "adopt", "reason": "架空太郎さんが作る"},
            "JOB-NAME-IN-TEXT",
        ),
    ]:
        with pytest.raises(KosozuError) as error:
            decide_finding(str(plan), **wish)
        assert error.value.code == code
    assert digest(plan) == before


def test_an_agreed_plan_is_an_edition(plan: Path, digest) -> None:
    assert set_status(str(plan), status="agreed", on="R8.11.23", role="企画課") == {"EDITION": 1}
    before = digest(plan)
    assert set_status(str(plan), status="agreed", on="2026-11-23", role="企画課") == {"EDITION": 1}
    assert digest(plan) == before
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert len(opened.edition(1)["zone"]["zone_id"]) == 3


def test_editions_of_the_form(plan: Path, tmp_path: Path) -> None:
    check_plan(str(plan))
    draft_plan_actions(str(plan))
    texts = {}
    for edition in ("public", "counter", "internal"):
        output = tmp_path / f"{edition}.csv"
        made = export_actions(str(plan), str(output), edition=edition)
        texts[edition] = output.read_text(encoding="utf-8-sig")
        assert made["ROW_COUNT"] == sum(line.split(",")[0].isdigit() for line in texts[edition].splitlines())
    assert all("架空太郎" not in text and "KEY000000" not in text for text in texts.values())
