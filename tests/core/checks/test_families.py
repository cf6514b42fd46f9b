"""The families of rules on small plans: each law rule both ways, tiers, tiling, completeness, points and wording."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
import shapely
from checks_plans import HEIGHT, MemoryPlan, one_parcel, strip

from kosozu.core.catalogue import load
from kosozu.core.checks.facts import Facts
from kosozu.core.checks.run import FAMILIES, check
from kosozu.core.checks.wording import Wording, message, messages, resolutions

LAW = (
    "L-01",
    "L-02",
    "L-03",
    "L-04",
    "L-05",
    "L-06",
    "L-07",
    "L-08",
    "L-16",
    "L-17",
    "L-18",
    "L-19",
    "L-20",
    "L-25",
    "L-26",
    "L-28",
)


def rules(facts: Facts, *families: str) -> dict[str, str]:
    """Rule → severity of findings on parcels, or of the plan where a rule could be judged."""
    frame = check(facts, families).findings
    frame = frame[~frame["params"].str.contains("data_missing")]
    return dict(zip(frame["rule_id"], frame["severity"]))


@pytest.mark.parametrize(
    ("rule", "severity", "code", "facts"),
    [
        ("L-01", "BLOCK", "B3", {"noushin": "1"}),
        ("L-01", "CHECK", "B4", {"noushin": "9"}),
        ("L-01", "CHECK", "B3", {"noushin": ""}),
        ("L-01", None, "B3", {"noushin": "2"}),
        ("L-01", None, "B1", {"noushin": "1"}),
        ("L-02", "CONFLICT", "B2", {"noushin": "1"}),
        ("L-02", "CHECK", "B2", {"noushin": "2"}),
        ("L-02", None, "B1", {"noushin": "1"}),
        ("L-03", "BLOCK", "B3", {"noushin": "2"}),
        ("L-03", "BLOCK", "B4", {"noushin": "設定なし", "city_planning": "2"}),
        ("L-03", "CHECK", "B4", {"noushin": "3", "city_planning": "1"}),
        ("L-03", "BLOCK", "B4", {"noushin": "", "city_planning": "1"}),
        ("L-03", None, "B3", {"noushin": "1"}),
        ("L-04", "CONFLICT", "D1", {"noushin": "1"}),
        ("L-04", "CHECK", "C1", {"noushin": "1"}),
        ("L-04", None, "C1", {"noushin": "2"}),
        ("L-05", "BLOCK", "B3", {"improvement": "yes", "improvement_fy": 2018}),
        ("L-05", "BLOCK", "B3", {"improvement": "yes", "improvement_fy": 2017}),
        ("L-05", "CHECK", "B3", {"improvement": "yes", "improvement_fy": 2016}),
        ("L-05", "CHECK", "B4", {"improvement": "yes"}),
        ("L-05", "CHECK", "C1", {"improvement": "yes", "improvement_fy": 2024}),
        ("L-05", None, "A1", {"improvement": "yes"}),
        ("L-05", None, "B3", {"improvement": "no"}),
        ("L-06", "CHECK", "A1", {"idle_survey": "1"}),
        ("L-06", "CHECK", "A2", {"idle_survey": "2"}),
        ("L-06", "CHECK", "A2", {"idle_class": "A"}),
        ("L-06", None, "A1", {"idle_survey": "3"}),
        ("L-06", None, "B1", {"idle_survey": "1"}),
        ("L-07", "CHECK", "A1", {"idle_class": "B"}),
        ("L-07", "CHECK", "A2", {"hard_to_restore": "yes"}),
        ("L-07", "CHECK", "B1", {"forest_look": "yes"}),
        ("L-07", "CHECK", "B1", {"land_now": "171"}),
        ("L-07", None, "B1", {"land_now": "1"}),
        ("L-07", "CHECK", "A1", {"land_now": "6", "land_kind": "other"}),
        ("L-01", "BLOCK", "B3", {"land_kind": "other", "noushin": "1"}),
        ("L-03", None, "B3", {"land_kind": "other", "noushin": "2"}),
        ("L-03", "BLOCK", "B3", {"land_kind": "meadow", "noushin": "2"}),
        ("L-07", None, "C1", {"forest_look": "yes"}),
        ("L-08", "CONFLICT", "B2", {"direct_payment": "yes"}),
        ("L-08", "CONFLICT", "D1", {"multi_payment": "yes"}),
        ("L-08", None, "B1", {"direct_payment": "yes"}),
        ("L-08", None, "C1", {"direct_payment": "no"}),
        ("L-16", "CONFLICT", "B3", {"right_kind": "lease", "right_end": "2025-04-01"}),
        ("L-16", "CONFLICT", "C1", {"right_kind": "set"}),
        ("L-16", None, "B3", {"right_kind": "lease", "right_end": "2025-03-31"}),
        ("L-16", None, "B3", {"right_kind": "0", "right_end": "2030-03-31"}),
        ("L-16", None, "A1", {"right_kind": "lease", "right_end": "2030-03-31"}),
        ("L-17", "CHECK", "B1", {"middle_right": "set"}),
        ("L-17", None, "B1", {"middle_right": "0"}),
        ("L-17", None, "A2", {"middle_right": "set"}),
        ("L-18", "CHECK", "B1", {"tax_deferral": "yes"}),
        ("L-18", "CHECK", "D1", {"tax_deferral": "yes"}),
        ("L-18", None, "A1", {"tax_deferral": "yes"}),
        ("L-19", "CHECK", "C1", {"pension": "yes"}),
        ("L-19", None, "A1", {"pension": "yes"}),
        ("L-20", "INFO", "A1", {"city_planning": "1"}),
        ("L-20", "INFO", "D1", {"productive_green": "yes"}),
        ("L-20", None, "A1", {"city_planning": "2"}),
        ("L-25", "CHECK", "A1", {"owner_known": "no"}),
        ("L-25", None, "A1", {"owner_known": "yes"}),
        ("L-25", None, "D1", {"owner_known": "no"}),
        ("L-28", "CHECK", "C1", {}),
        ("L-28", "CHECK", "D1", {"noushin": "3"}),
        ("L-28", None, "B1", {}),
    ],
)
def test_law(rule: str, severity: str | None, code: str, facts: dict[str, Any]) -> None:
    assert rules(one_parcel(code, **facts), "law").get(rule) == severity


def test_law_is_for_farmland_parcels() -> None:
    assert "L-28" not in rules(one_parcel("C1", land_kind="other"), "law")
    assert "L-28" in rules(one_parcel("C1", land_kind="other", noushin="1"), "law")


def test_the_zones_own_start_decides_whether_a_right_still_runs() -> None:
    facts: dict[str, Any] = {
        "right_kind": "lease",
        "right_end": "2028-03-31",
        "improvement": "yes",
        "improvement_fy": 2018,
    }
    assert {"L-16": "CONFLICT", "L-05": "BLOCK"}.items() <= rules(one_parcel("B3", **facts), "law").items()
    later = rules(one_parcel("B3", zone={"start_fy": 2028}, **facts), "law")
    assert "L-16" not in later
    assert later["L-05"] == "CHECK"


@pytest.mark.parametrize(("count", "variant"), [(9, None), (10, "ha（10筆）です"), (41, "4haを超えて")])
def test_the_total_that_leaves_the_zone(count: int, variant: str | None) -> None:
    plan = MemoryPlan()
    for _ in range(count):
        plan.parcel(noushin="1")
    plan.parcel(noushin="2")
    plan.zone("Z", "B3", strip(0, count + 1))
    frame = check(plan.facts(), ["law"]).findings
    total = frame[(frame["rule_id"] == "L-26")]
    assert len(total) == (variant is not None)
    if variant is not None:
        assert total["area_m2"].tolist() == [1000.0 * count]
        assert variant in messages(total, load(), "ja")[0]


def test_missing_data_is_said_once_per_rule_and_not_per_parcel() -> None:
    plan = MemoryPlan()
    for _ in range(3):
        plan.parcel()
    plan.zone("Z", "B3", strip(0, 3))
    frame = check(plan.facts(), ["law"]).findings
    silent = frame[frame["params"].str.contains("data_missing")]
    assert silent["rule_id"].is_unique
    assert set(silent["severity"]) == {"INFO"}
    assert set(silent["unit_id"]) == set(silent["procedure"]) == {""}
    assert {"L-04", "L-05", "L-06", "L-07", "L-08", "L-16", "L-18", "L-25", "L-10", "L-32"} <= set(
        silent["rule_id"]
    )
    assert not {"L-01", "L-02", "L-03", "L-27", "L-28"} & set(silent["rule_id"])
    words = dict(zip(silent["rule_id"], messages(silent, load(), "ja")))
    assert "保安林" in words["L-10"]
    assert "現況が山林" in words["L-07"]
    assert frame[frame["rule_id"] == "L-03"]["unit_id"].tolist() == ["u000", "u001", "u002"]


def test_farmland_family_without_a_target_map_says_it_once() -> None:
    plan = MemoryPlan()
    for _ in range(3):
        plan.parcel()
    plan.zone("Z", "B3", strip(0, 2))
    frame = check(plan.facts(), ["farmland", "tiling"]).findings
    assert sorted(frame["finding_key"]) == ["M-08||no_target", "M-12||no_target"]
    said = dict(zip(frame["rule_id"], messages(frame, load(), "ja")))
    assert "3筆" in said["M-12"]
    assert "1筆、0.10ha" in said["M-08"]


def test_target_map_and_own_paint() -> None:
    plan = MemoryPlan()
    plan.parcel(target_status="P1", target_source="t", paint_code="D1")
    plan.parcel(target_status="P1", target_source="t")
    plan.parcel(target_status="", target_source="")
    plan.parcel(target_status="P3", target_source="t")
    plan.zone("Z", "A1", strip(0, 3))
    frame = check(plan.facts(), ["farmland", "tiling"]).findings
    found = {(row.rule_id, row.unit_id): row.zone_id for row in frame.itertuples()}
    assert found == {("M-01", "u000"): "", ("M-12", "u002"): "Z", ("M-08", "u003"): ""}


def test_water_systems_and_periods() -> None:
    plan = MemoryPlan()
    for number in range(4):
        unit = plan.parcel()
        plan.add(
            "unit_group",
            unit_id=unit,
            kind="water",
            group_id="W1" if number < 3 else "W2",
            name="上堰" if number < 3 else "",
        )
    plan.add(
        "unit_group",
        unit_id="u000",
        kind="plan_district",
        group_id="D",
        name="東",
        target_fy=2028,
        notice_date="2026-05-01",
    )
    plan.add(
        "unit_group",
        unit_id="u001",
        kind="plan_district",
        group_id="E",
        name="西",
        target_fy=2030,
        notice_date="2025-03-20",
    )
    plan.zone("Z1", "A1", strip(0, 1))
    plan.zone("Z2", "C1", strip(1, 2))
    plan.zone("Z3", "D1", strip(3, 4))
    plan.info.update(base_fy=2025)
    frame = check(plan.facts(), ["farmland"]).findings.set_index("finding_key")
    water = frame.loc["M-10||W1"]
    assert water["area_m2"] == 2000.0
    assert "M-10||W2" not in frame.index
    assert "「上堰」" in message({**water, "finding_key": ""}, load(), "ja")
    assert "2筆" in message(dict(water), load(), "ja")
    assert shapely.intersects(water["geometry"], strip(1, 2))
    far = [key for key in frame.index if key.startswith("M-11")]
    assert far == ["M-11||D", "M-11||D:notice"]
    assert "6年" in message(dict(frame.loc["M-11||D"]), load(), "ja")


def test_tiers() -> None:
    plan = MemoryPlan()
    for _ in range(10):
        plan.parcel()
    plan.zone("U1", "A1", strip(0, 5), tier="upper", name="保全区域", source_plan="町構想")
    plan.zone("U2", "D1", strip(5, 10), tier="upper", source_plan="町構想")
    plan.zone("Z1", "C1", strip(0, 2))
    plan.zone("Z2", "D1", strip(5, 8))
    plan.zone("Z3", "A2", strip(8, 12), name="端")
    plan.info["area_wkb"] = shapely.to_wkb(strip(0, 10))
    facts = plan.facts()
    assert facts.zones["zone_id"].tolist() == ["Z1", "Z2", "Z3"]
    frame = check(facts, ["tiers"]).findings.set_index("finding_key")
    assert sorted(frame.index) == ["T-1|Z1|U1", "T-2||U1", "T-6|Z3|"]
    assert frame["area_m2"].to_dict() == {"T-1|Z1|U1": 2000.0, "T-2||U1": 3000.0, "T-6|Z3|": 2000.0}
    said = message(dict(frame.loc["T-1|Z1|U1"]), load(), "ja")
    assert "保全区域" in said
    assert "町構想" in said
    assert "「端」" in message(dict(frame.loc["T-6|Z3|"]), load(), "ja", zones=facts.zone_names)
    assert rules(one_parcel("C1"), "tiers") == {}


def test_tiling_of_an_area() -> None:
    plan = MemoryPlan()
    for number in range(10):
        plan.parcel(target_status="P1", target_source="t", paint_code="X" if number == 9 else "")
    plan.zone("Z1", "A1", strip(0, 4))
    plan.zone("Z2", "B1", strip(3, 6, -10, HEIGHT))
    plan.info["area_wkb"] = shapely.to_wkb(strip(0, 10))
    result = check(plan.facts(), ["tiling"])
    frame = result.findings.set_index("finding_key")
    assert frame["area_m2"].to_dict() == {
        "M-08||u006": 1000.0,
        "M-08||u007": 1000.0,
        "M-08||u008": 1000.0,
        "M-08||u009": 1000.0,
        "M-08|Z1|Z2": 1000.0,
        "M-08||gap": 3000.0,
        "M-08|Z2|outside": 600.0,
    }
    assert result.totals["blank_share"] == pytest.approx(0.3)
    assert shapely.intersects(frame.loc["M-08||gap", "geometry"], strip(6, 9))


def test_blank_share_without_an_area_is_of_the_parcels() -> None:
    plan = MemoryPlan()
    for _ in range(4):
        plan.parcel(target_status="P1", target_source="t")
    plan.zone("Z1", "X", strip(0, 0.6))
    assert check(plan.facts(), ["tiling"]).totals["blank_share"] == pytest.approx(0.75)
    empty = MemoryPlan()
    empty.parcel()
    result = check(empty.facts(), ["tiling", "farmland"])
    assert result.totals["blank_share"] == 1.0
    assert sorted(result.findings["finding_key"]) == ["M-08||no_zones", "M-12||no_target"]


def acted() -> MemoryPlan:
    plan = MemoryPlan()
    for _ in range(4):
        plan.parcel(noushin="1")
    plan.zone("Z1", "A1", strip(0, 1))
    plan.zone("Z2", "D1", strip(1, 2))
    plan.zone("Z3", "B3", strip(2, 3))
    plan.zone("Z4", "X", strip(3, 4))
    plan.add("actor", actor_id="a1", label="上組")
    work = {
        "kind": "work",
        "method_code": "m",
        "manager_id": "a1",
        "start_fy": 2025,
        "end_fy": 2030,
        "area_m2": 1000.0,
    }
    plan.add("action", action_id="n1", zone_id="Z2", title="見回り", **{**work, "kind": "watch"})
    plan.add("action", action_id="n2", zone_id="Z3", title="植林", **work)
    plan.add("action", action_id="n3", zone_id="Z3", title="手続", **{**work, "kind": "procedure"})
    plan.add("action_finding", action_id="n3", finding_key="L-01|Z3|u002")
    return plan


def test_completeness_of_a_plan_with_actions() -> None:
    assert check(acted().facts(), ["law", "completeness"]).findings.query("family == 'completeness'")[
        "finding_key"
    ].tolist() == ["A-1|Z1|"]


def test_completeness_says_what_lacks() -> None:
    plan = acted()
    watch, work, _ = plan.rows["action"]
    watch["kind"], watch["manager_id"], watch["start_fy"] = "work", "", 2024
    work["method_code"], work["end_fy"] = "", 2035
    plan.rows["action_finding"].clear()
    frame = check(plan.facts(), ["law", "completeness"]).findings
    late = frame[frame["family"] == "completeness"]
    assert late["finding_key"].tolist() == [
        "A-1|Z1|", "A-2|Z2|n1", "A-3|Z3|n2", "A-4|Z2|n1", "A-4|Z3|n2", "A-5|Z2|", "A-6|Z3|",
    ]  # fmt: skip
    said = messages(late, load(), "ja")
    assert "2024〜2030年度" in said[3]
    assert "1件" in said[6]
    plan.add("decision", decision_id="d", rule_id="L-01", zone_id="Z3", unit_id="", decision="notapplicable")
    again = check(plan.facts(), ["law", "completeness"]).findings
    assert "A-6|Z3|" not in set(again["finding_key"])


def test_capacity_is_checked_where_a_limit_is_set(tmp_path: Any) -> None:
    from kosozu.core.catalogue.loader import from_texts
    from kosozu.core.checks.facts import read_facts

    texts = load().texts
    texts["thresholds"] = texts["thresholds"].replace("capacity_m2,,", "capacity_m2,1500,")
    plan = acted()
    plan.add(
        "action",
        action_id="n4",
        zone_id="Z1",
        kind="work",
        title="草刈り",
        method_code="m",
        manager_id="a1",
        area_m2=900.0,
    )
    frame = check(read_facts(plan, from_texts(texts)), ["completeness"]).findings
    over = frame[frame["rule_id"] == "A-7"]
    assert over["area_m2"].tolist() == [1900.0]
    assert "「上組」" in messages(over, from_texts(texts), "ja")[0]
    assert "A-7" not in rules(plan.facts(), "completeness")


def test_all_families_together() -> None:
    result = check(acted().facts())
    frame = result.findings
    assert set(frame["family"]) <= set(FAMILIES)
    assert frame["finding_key"].is_unique
    assert not frame[frame["unit_id"] != ""].duplicated(["rule_id", "unit_id"]).any()
    assert sum(result.totals[code] for code in ("BLOCK", "CONFLICT", "CHECK", "INFO")) == len(frame)
    assert shapely.get_type_id(frame["geometry"].to_numpy()).tolist() == [0] * len(frame)
    for lang in ("ja", "en"):
        said = pd.Series(messages(frame, load(), lang))
        assert said.str.len().min() > 8
        assert not said.str.contains(r"[{}]|\bnan\b|None|違法").any()
    words = Wording(frame, load())
    for kind in ("title", "basis", "office"):
        own = {rule: getattr(entry, f"{kind}_en") for rule, entry in load().rules.items()}
        assert words.sentences(kind, "en").tolist() == [own[rule] for rule in frame["rule_id"]]
    assert resolutions(frame[frame["rule_id"] == "L-01"], load(), "ja").tolist() == [
        load().rules["L-01"].resolution_ja
    ]


def test_same_facts_same_findings() -> None:
    one, two = check(acted().facts()).findings, check(acted().facts()).findings
    assert one.drop(columns="geometry").equals(two.drop(columns="geometry"))
    assert shapely.equals(one["geometry"].to_numpy(), two["geometry"].to_numpy()).all()


def test_an_empty_plan_can_be_checked() -> None:
    result = check(MemoryPlan().facts())
    assert result.totals["blank_share"] == 0.0
    assert result.findings["finding_key"].is_unique
