"""The draft of an action plan: what is in it, and that it leaves people's work alone."""

from __future__ import annotations

from typing import Any

import actions_example as example
import pandas as pd
import pytest

from kosozu.core.actions.draft import draft_actions, missing
from kosozu.core.actions.places import sections
from kosozu.core.catalogue import Catalogue, from_texts, load


def draft(**changes: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    parts: dict[str, Any] = {
        "zones": example.zones(),
        "findings": example.findings(),
        "catalogue": load(),
        "info": example.INFO,
        "sections": example.sections(),
    }
    parts.update(changes)
    return draft_actions(
        parts.pop("zones"), parts.pop("findings"), parts.pop("catalogue"), parts.pop("info"), **parts
    )


def row(actions: pd.DataFrame, action_id: str) -> pd.Series:
    found = actions[actions["action_id"] == action_id]
    assert len(found) == 1, action_id
    return found.iloc[0]


def priced() -> Catalogue:
    texts = load().texts
    lines = texts["methods"].splitlines()
    at = next(number for number, line in enumerate(lines) if line.startswith("mow,"))
    lines[at] = lines[at].removesuffix(",,,") + ",4.5,12000,聞き取り（架空）"
    return from_texts({**texts, "methods": "\n".join(lines) + "\n"})


def test_every_zone_but_x_has_an_action_and_x_has_none() -> None:
    actions, _ = draft()
    zones = example.zones()
    assert set(actions["zone_id"]) == set(zones.loc[zones["class_code"] != "X", "zone_id"])
    assert actions["action_id"].is_unique
    assert actions["order_no"].tolist() == list(range(1, len(actions) + 1))


def test_work_takes_the_method_its_frequency_and_schemes() -> None:
    work = row(draft()[0], "Z11|work")
    method = load().methods["mow"]
    assert work["method_code"] == "mow"
    assert work["frequency"] == method.frequency_ja
    assert "多面的機能支払" in work["scheme"]
    assert "水源地まわりの草地" in work["title"]
    assert work["place"] == "水源地まわりの草地（大字御山里）"


def test_a_method_is_never_chosen_among_several() -> None:
    work = row(draft()[0], "Z12|work")
    assert work["method_code"] == ""
    assert "放牧" in work["note"]
    assert "手法は未定" in work["title"]


def test_the_only_method_of_a_class_is_taken() -> None:
    assert row(draft()[0], "Z19|watch")["method_code"] == "watch"


def test_reduced_management_is_watched() -> None:
    actions, _ = draft()
    assert row(actions, "Z18|watch")["kind"] == "watch"
    assert row(actions, "Z18|watch")["frequency"] == "年1回"
    assert list(actions.loc[actions["zone_id"] == "Z19", "kind"]) == ["watch"]
    assert list(actions.loc[actions["kind"] == "watch", "zone_id"]) == ["Z18", "Z19"]


def test_one_procedure_a_zone_with_all_its_blocks() -> None:
    actions, links = draft()
    procedures = actions[actions["kind"] == "procedure"]
    assert list(procedures["action_id"]) == [
        "Z08|procedure|forest_reserve",
        "Z15|procedure|aochi_conversion",
        "Z16|procedure|conversion",
        "Z17|procedure|conversion",
    ]
    findings = example.findings()
    blocks = findings[findings["severity"] == "BLOCK"]
    assert sorted(links["finding_key"]) == sorted(blocks["finding_key"])
    own = links.loc[links["action_id"] == "Z15|procedure|aochi_conversion", "finding_key"]
    assert sorted(own) == sorted(blocks.loc[blocks["zone_id"] == "Z15", "finding_key"])


def test_the_note_of_a_procedure_tells_its_steps_in_order_with_their_time() -> None:
    note = row(draft()[0], "Z15|procedure|aochi_conversion")["note"]
    assert note.index("①地域計画の変更") < note.index("②農振除外") < note.index("③農地転用許可")
    assert "6〜12か月" in note
    assert "9〜17か月（既定・要確認）" in note
    assert "農業委員会" in note


def test_area_of_a_procedure_counts_each_parcel_once() -> None:
    findings = example.findings()
    twice = findings[findings["rule_id"] == "L-01"].assign(rule_id="L-05", procedure="aochi_conversion")
    twice["finding_key"] = "L-05|" + twice["zone_id"] + "|" + twice["unit_id"]
    actions, links = draft(findings=pd.concat([findings, twice], ignore_index=True))
    found = row(actions, "Z15|procedure|aochi_conversion")
    assert found["area_m2"] == pytest.approx(sum(1200 + 37 * number for number in range(12)))
    assert (links["action_id"] == found["action_id"]).sum() == 24


def test_a_block_whose_rule_names_no_procedure_is_not_lost() -> None:
    catalogue, findings = load(), example.findings()
    rule = next(
        rule for rule in catalogue.rules.values() if not catalogue.wording(rule.id, "BLOCK").procedure
    )
    findings.loc[findings["rule_id"] == "M-01", ["rule_id", "severity"]] = [rule.id, "BLOCK"]
    actions, links = draft(findings=findings)
    stray = row(actions, f"Z15|procedure|rule:{rule.id}")
    assert stray["procedure"] == ""
    assert rule.title_ja in stray["title"]
    assert rule.office_ja in stray["note"]
    assert (links["action_id"] == stray["action_id"]).sum() == 12


def test_blocks_that_are_closed_or_judged_not_applicable_ask_for_nothing() -> None:
    findings = example.findings()
    findings.loc[findings["zone_id"] == "Z17", "state"] = "closed"
    findings.loc[findings["zone_id"] == "Z16", "decision"] = "notapplicable"
    actions, links = draft(findings=findings)
    assert not any(actions["action_id"].isin(["Z16|procedure|conversion", "Z17|procedure|conversion"]))
    assert not links["finding_key"].str.contains("Z16|Z17", regex=True).any()


def test_a_block_outside_every_zone_gets_its_procedure_too() -> None:
    findings = example.findings()
    findings.loc[findings["zone_id"] == "Z17", "zone_id"] = ""
    actions, _ = draft(findings=findings)
    assert row(actions, "|procedure|conversion")["place"] == "区域の指定なし"


def test_years_lie_inside_the_plan_and_work_waits_for_its_procedures() -> None:
    zones = example.zones()
    zones.loc[zones["zone_id"] == "Z01", ["start_fy", "end_fy"]] = [2020, 2050]
    zones["start_fy"] = zones["start_fy"].astype(float)
    actions, _ = draft(zones=zones)
    assert actions["start_fy"].between(2027, 2036).all()
    assert actions["end_fy"].between(2027, 2036).all()
    assert (actions["start_fy"] <= actions["end_fy"]).all()
    assert tuple(row(actions, "Z01|work")[["start_fy", "end_fy"]]) == (2027, 2036)
    # 17 months from April 2027 end in the fiscal year 2028
    assert row(actions, "Z15|work")["start_fy"] == 2028
    assert row(actions, "Z15|procedure|aochi_conversion")["end_fy"] == 2028
    assert row(actions, "Z09|work")["start_fy"] == 2029
    short = row(actions, "Z17|work")
    assert (short["term"], short["end_fy"]) == ("short", 2029)


@pytest.mark.parametrize(("end", "term"), [(2029, "short"), (2031, "middle"), (2032, "long")])
def test_term_follows_from_the_last_year(end: int, term: str) -> None:
    assert row(draft(info={**example.INFO, "end_fy": end})[0], "Z02|work")["term"] == term


def test_hours_and_cost_are_never_invented() -> None:
    actions, _ = draft()
    assert actions["hours_per_year"].isna().all()
    assert actions["cost"].isna().all()


def test_hours_and_cost_from_the_catalogue_name_their_source() -> None:
    actions, _ = draft(catalogue=priced())
    work = row(actions, "Z11|work")
    assert work["hours_per_year"] == pytest.approx(8900 / 1000 * 4.5, abs=0.05)
    assert work["cost"] == pytest.approx(8900 / 1000 * 12000)
    assert "聞き取り（架空）" in work["note"]
    assert actions["cost"].notna().sum() == 1


def test_missing_counts_rows_without_manager_and_work_without_method() -> None:
    actions, _ = draft()
    assert list(actions.loc[missing(actions), "action_id"]) == [
        "Z07|work",
        "Z12|work",
        "Z16|procedure|conversion",
        "Z16|work",
    ]


def test_drafting_again_changes_nothing() -> None:
    actions, links = draft()
    again, links_again = draft(existing=actions, existing_links=links)
    pd.testing.assert_frame_equal(actions, again, check_dtype=False)
    pd.testing.assert_frame_equal(links, links_again)


def test_rows_of_people_stay_as_they_are() -> None:
    actions, links = draft()
    actions.loc[actions["action_id"] == "Z01|work", ["title", "area_m2"]] = ["水路の補修から始める", 100.0]
    own = {**actions.iloc[0].to_dict(), "action_id": "mine", "zone_id": "Z20", "title": "入会地の話し合い"}
    own.update(origin="user", order_no=None, kind="work")
    existing = pd.concat([actions, pd.DataFrame([own])], ignore_index=True)
    again, _ = draft(existing=existing, existing_links=links, edited={"Z01|work"})
    assert row(again, "Z01|work")["title"] == "水路の補修から始める"
    assert row(again, "Z01|work")["origin"] == "user"
    assert row(again, "mine")["title"] == "入会地の話し合い"
    assert len(again) == len(actions) + 1
    assert again["order_no"].is_unique
    third, _ = draft(existing=again, existing_links=links)
    assert row(third, "Z01|work")["title"] == "水路の補修から始める"


def test_a_persons_own_work_stands_beside_the_drafted_one() -> None:
    """Only what a person has taken away, with a row of his own in its place, does not come anew."""
    actions, links = draft()
    own = {**row(actions, "Z15|work").to_dict(), "action_id": "mine", "origin": "user", "order_no": None}
    existing = pd.concat([actions, pd.DataFrame([own])], ignore_index=True)
    again, _ = draft(existing=existing, existing_links=links)
    assert {"mine", "Z15|work"} <= set(again["action_id"])
    new_zone = existing[existing["action_id"] != "Z15|work"]  # never drafted: a zone that came later
    again, _ = draft(existing=new_zone, existing_links=links)
    assert {"mine", "Z15|work"} <= set(again["action_id"])
    only_own, _ = draft(existing=pd.DataFrame([own]))
    assert {"mine", "Z15|work"} <= set(only_own["action_id"])


def test_a_persons_own_work_takes_the_place_of_what_he_has_taken_away() -> None:
    actions, links = draft()
    mine = actions["action_id"] == "Z15|work"
    actions.loc[mine, ["action_id", "origin"]] = ["split-1", "user"]
    procedure = actions["action_id"] == "Z15|procedure|aochi_conversion"
    actions.loc[procedure, ["action_id", "origin"]] = ["my-procedure", "user"]
    removed = {"Z15|work", "Z15|procedure|aochi_conversion", "Z16|work"}
    again, links_again = draft(existing=actions, existing_links=links, removed=removed)
    assert sorted(again.loc[again["zone_id"] == "Z15", "action_id"]) == ["my-procedure", "split-1"]
    assert (links_again["action_id"] == "my-procedure").sum() == 12
    assert "Z16|work" in set(again["action_id"])  # taken away without anything in its place: comes back


def test_what_people_filled_in_survives_and_what_has_gone_goes() -> None:
    actions, links = draft()
    work = actions["action_id"] == "Z12|work"
    actions.loc[work, "manager_id"] = "actor-5"
    actions.loc[work, "method_code"] = "graze"
    actions.loc[work, "priority"] = "high"
    actions.loc[work, "hours_per_year"] = 40.0
    zones = example.zones()
    zones = zones[zones["zone_id"] != "Z13"]
    again, _ = draft(zones=zones, existing=actions, existing_links=links)
    kept = row(again, "Z12|work")
    assert tuple(kept[["manager_id", "method_code", "priority", "hours_per_year"]]) == (
        "actor-5",
        "graze",
        "high",
        40.0,
    )
    assert "Z13" not in set(again["zone_id"])
    zones.loc[zones["zone_id"] == "Z12", "class_code"] = "A1"
    assert row(draft(zones=zones, existing=again)[0], "Z12|work")["method_code"] == ""


def test_upper_zones_get_no_action_and_an_empty_plan_drafts_nothing() -> None:
    zones = example.zones().assign(tier="upper")
    actions, links = draft(zones=zones, findings=example.findings().iloc[:0])
    assert len(actions) == len(links) == 0
    assert list(actions.columns) == list(draft()[0].columns)


def test_sections_are_named_by_area() -> None:
    units = pd.DataFrame(
        {"unit_id": list("abcd"), "zone_id": ["Z1"] * 3 + [""], "area_map_m2": [1.0, 5.0, 2.0, 9.0]}
    )
    groups = pd.DataFrame(
        {"unit_id": list("abcd"), "kind": ["oaza"] * 4, "name": ["上条", "中条", "上条", "下条"]}
    )
    assert sections(units, groups) == {"Z1": "中条・上条"}
