"""Edits of the action plan: one stroke each, checked against the catalogue, without anybody's name in the plan."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.actionedits import update_action
from kosozu.core.jobs.draftactions import draft_plan_actions
from kosozu.core.jobs.editaction import EDITABLE, add_action, delete_action, edit_action, lacks, methods_of
from kosozu.core.jobs.names import find_names
from kosozu.core.plan import PlanFile

WORK = "Z1|work"


@pytest.fixture
def drafted(plan: Path) -> Path:
    """A plan with a drafted action plan."""
    draft_plan_actions(str(plan))
    return plan


def row(plan: Path, action_id: str = WORK) -> dict[str, Any]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        found = opened.read("action", where={"action_id": action_id})
        return {column: values[0] for column, values in found.items()}


def edit(plan: Path, action_id: str = WORK, **changes: Any) -> None:
    with PlanFile.open(str(plan)) as opened:
        edit_action(opened, action_id, changes)


def actors(plan: Path) -> dict[str, tuple[str, str]]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        table = opened.read("actor")
        return dict(zip(table["actor_id"], zip(table["kind"], table["label"])))


def texts_of(plan: Path) -> str:
    """Everything that stands in the file's tables, but the journal's compressed rows."""
    with closing(sqlite3.connect(f"{plan.as_uri()}?mode=ro", uri=True)) as file:
        return "\n".join(line for line in file.iterdump() if 'INSERT INTO "catalogue"' not in line)


def test_an_edit_is_one_stroke_with_a_name_and_the_row_becomes_the_persons(drafted: Path) -> None:
    with PlanFile.open(str(drafted)) as opened:
        strokes = len(opened.journal())
        edit_action(opened, WORK, {"indicator": "草刈りの回数"})
        assert len(opened.journal()) == strokes + 1
        assert opened.journal()[-1]["label"] == "取組「『Z1の区域』の積極的に維持（手法は未定）」の指標"
        assert row(drafted)["origin"] == "user"
        opened.undo()
        assert row(drafted)["indicator"] != "草刈りの回数" and row(drafted)["origin"] == "draft"
        opened.redo()
    assert row(drafted)["indicator"] == "草刈りの回数"
    draft_plan_actions(str(drafted))
    assert row(drafted)["indicator"] == "草刈りの回数"


def test_what_does_not_differ_is_not_written(drafted: Path, digest) -> None:
    before, present = digest(drafted), row(drafted)
    edit(drafted, **{column: present[column] for column in EDITABLE})
    assert digest(drafted) == before


def test_a_method_of_the_class_brings_its_words_with_it(drafted: Path) -> None:
    assert "手法は未定" in row(drafted)["title"] and "method_code" in lacks(row(drafted))
    edit(drafted, method_code="cultivate")
    after = row(drafted)
    assert after["title"] == "「Z1の区域」の通常の耕作"
    assert after["frequency"] == "通年" and "中山間地域等直接支払、" in after["scheme"]
    assert "候補" not in after["note"] and lacks(after) == []
    edit(drafted, title="棚田の耕作", frequency="春と秋")
    edit(drafted, method_code="improve")
    after = row(drafted)
    assert (after["title"], after["frequency"]) == ("棚田の耕作", "春と秋")  # a person's words stay


def test_a_method_of_another_class_is_refused(drafted: Path, digest) -> None:
    before = digest(drafted)
    with pytest.raises(KosozuError) as wrong:
        edit(drafted, method_code="watch")
    assert wrong.value.code == "JOB-ACTION-CHOICE"
    assert "「管理手法」に「watch」は選べません" in wrong.value.text(
        "ja"
    ) and "通常の耕作" in wrong.value.text("ja")
    assert digest(drafted) == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"term": "someday"}, "JOB-ACTION-CHOICE"),
        ({"priority": "urgent"}, "JOB-ACTION-CHOICE"),
        ({"start_fy": "いつか"}, "JOB-ACTION-YEAR"),
        ({"start_fy": 2030, "end_fy": 2029}, "JOB-ACTION-YEARS"),
        ({"cost": "-1"}, "JOB-ACTION-NUMBER"),
        ({"hours_per_year": "たくさん"}, "JOB-ACTION-NUMBER"),
        ({"zone_id": "Z9"}, "PLAN-NO-ROW"),
    ],
)
def test_other_values_are_refused(drafted: Path, changes: dict[str, Any], code: str) -> None:
    before = row(drafted)
    with pytest.raises(KosozuError) as wrong:
        edit(drafted, **changes)
    assert wrong.value.code == code
    for lang in ("ja", "en"):
        assert "{" not in wrong.value.text(lang) and "kind" not in wrong.value.text(lang)
    assert row(drafted) == before


@pytest.mark.parametrize("changes", [{"class_code": "A2"}, {"origin": "draft"}, {"title": "  "}])
def test_what_is_no_persons_to_set_is_a_mistake_of_the_caller(drafted: Path, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        edit(drafted, **changes)


def test_years_are_read_in_both_calendars_and_numbers_in_both_widths(drafted: Path) -> None:
    edit(drafted, start_fy="令和10", end_fy="R12", cost="１，２００", hours_per_year="3.5", term="short")
    after = row(drafted)
    assert (after["start_fy"], after["end_fy"]) == (2028, 2030)
    assert (after["cost"], after["hours_per_year"], after["term"]) == (1200.0, 3.5, "short")
    edit(drafted, cost="", start_fy=None)
    assert row(drafted)["cost"] is None and row(drafted)["start_fy"] is None


def test_an_organisation_keeps_its_name_and_a_known_one_its_id(drafted: Path) -> None:
    known = row(drafted)["manager_id"]
    edit(drafted, partner_id="見本村役場", manager_id="谷の会")
    after = row(drafted)
    assert after["manager_id"] == known
    assert actors(drafted)[after["partner_id"]] == ("office", "見本村役場")
    before = len(actors(drafted))
    edit(drafted, manager_id="見本村役場")
    assert row(drafted)["manager_id"] == after["partner_id"] and len(actors(drafted)) == before
    edit(drafted, manager_id="")
    assert row(drafted)["manager_id"] == "" and lacks(row(drafted)) == ["manager_id", "method_code"]


def test_a_persons_name_goes_to_the_side_file_alone(drafted: Path) -> None:
    edit(drafted, note="架空花子に頼む", indicator="")
    edit(drafted, manager_id="架空　花子")
    after = row(drafted)
    assert actors(drafted)[after["manager_id"]] == ("individual", "個人A")
    assert after["note"] == "個人Aに頼む"
    assert "花子" not in texts_of(drafted)
    with PlanFile.open(str(drafted)) as opened:
        assert opened.names()["actor", after["manager_id"]]["name"] == "架空　花子"
        opened.undo()
        assert ("actor", after["manager_id"]) not in opened.names()
        opened.redo()
        assert opened.names()["actor", after["manager_id"]]["name"] == "架空　花子"
    edit(drafted, partner_id="架空次郎")
    assert actors(drafted)[row(drafted)["partner_id"]][1] == "個人B"
    edit(drafted, partner_id="架空　花子")
    assert row(drafted)["partner_id"] == after["manager_id"]
    with pytest.raises(KosozuError) as wrong:
        edit(drafted, indicator="架空花子の確認")
    assert wrong.value.code == "JOB-NAME-IN-TEXT"


def test_texts_that_have_named_a_person_before_are_told(drafted: Path) -> None:
    with PlanFile.open(str(drafted)) as opened, opened.stroke("備考") as stroke:
        stroke.update("zone", ["Z2"], {"note": ["架空 花子の畑"]})
    edit(drafted, note="架空花子に頼む")
    with PlanFile.open(str(drafted)) as opened:
        assert edit_action(opened, WORK, {"partner_id": "見本村役場"}) == []
        found = edit_action(opened, WORK, {"manager_id": "架空　花子"})
        assert found == [("zone", "Z2", "note"), ("action", WORK, "note")]
        assert find_names(opened, ["架空花子"]) == [("zone", "Z2", "note")]
        assert find_names(opened, ["花"]) == []


def test_a_pseudonym_whose_name_is_lost_is_not_given_again(drafted: Path) -> None:
    edit(drafted, manager_id="架空花子")
    first = row(drafted)["manager_id"]
    drafted.with_name(f"{drafted.stem}.names.gpkg").unlink()
    edit(drafted, manager_id="架空三郎")
    assert row(drafted)["manager_id"] != first
    assert actors(drafted)[row(drafted)["manager_id"]][1] == "個人B"


def test_without_libraries_only_a_new_name_is_refused(drafted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kosozu.core.requirements.missing_libraries", lambda: ["geopandas 1"])
    edit(drafted, manager_id="谷の会", priority="high")
    with pytest.raises(KosozuError) as wrong:
        edit(drafted, partner_id="見本村役場")
    assert wrong.value.code == "JOB-LIBRARIES"


def test_another_zone_brings_its_class_and_drops_a_method_that_does_not_fit(drafted: Path) -> None:
    edit(drafted, method_code="cultivate")
    edit(drafted, zone_id="Z2")
    after = row(drafted)
    assert (after["zone_id"], after["class_code"], after["method_code"]) == ("Z2", "B3", "")
    assert after["place"] == "Z2の区域" and after["area_m2"] > 0
    edit(drafted, zone_id="")
    assert (row(drafted)["class_code"], row(drafted)["area_m2"]) == ("", None)


def test_add_and_delete(drafted: Path) -> None:
    with PlanFile.open(str(drafted)) as opened:
        last = max(opened.read("action", ["order_no"])["order_no"])
        new = add_action(opened, "Z1")
        assert opened.journal()[-1]["label"] == "取組「『Z1の区域』の積極的に維持（手法は未定）」の追加"
        added = row(drafted, new)
        assert (added["order_no"], added["class_code"], added["origin"]) == (last + 1, "A1", "user")
        assert (added["start_fy"], added["end_fy"]) == (2027, 2036) and added["manager_id"] != ""
        bare = row(drafted, add_action(opened, kind="watch"))
        assert (bare["zone_id"], bare["kind"], bare["area_m2"]) == ("", "watch", None)
        links = opened.count("action_finding")
        delete_action(opened, new, bare["action_id"], WORK)
        assert opened.journal()[-1]["label"] == "取組3件の削除"
        assert opened.count("action", {"action_id": WORK}) == 0
        assert opened.count("action_finding", {"action_id": WORK}) == 0
        opened.undo()
        assert opened.count("action_finding") == links and opened.count("action", {"action_id": WORK}) == 1
        with pytest.raises(KosozuError):
            add_action(opened, "Z9")
        with pytest.raises(KosozuError):
            delete_action(opened, "nobody")


def test_methods_of_a_class_have_those_for_farmland_first(drafted: Path) -> None:
    with PlanFile.open(str(drafted), readonly=True) as opened:
        kinds = [method.land_kind for method in methods_of("A1", opened.catalogue)]
        assert kinds[0] == "farmland" and kinds == sorted(kinds, key=lambda kind: kind != "farmland")
        assert len(methods_of("", opened.catalogue)) == len(opened.catalogue.methods)


def test_only_work_wants_a_method() -> None:
    blank = {"manager_id": "", "method_code": ""}
    assert lacks({"kind": "work", **blank}) == ["manager_id", "method_code"]
    assert lacks({"kind": "watch", **blank}) == ["manager_id"]
    assert lacks({"kind": "procedure", **blank}) == []


def test_the_next_draft_leaves_an_own_action_beside_the_drafted_one(drafted: Path) -> None:
    with PlanFile.open(str(drafted)) as opened:
        own = add_action(opened, "Z1")
    draft_plan_actions(str(drafted))
    assert row(drafted, own)["origin"] == "user"
    assert row(drafted)["origin"] == "draft"


def test_the_next_draft_does_not_bring_back_what_an_own_action_has_replaced(drafted: Path) -> None:
    with PlanFile.open(str(drafted)) as opened:
        own = add_action(opened, "Z1")
        delete_action(opened, WORK)
    draft_plan_actions(str(drafted))
    with PlanFile.open(str(drafted)) as opened:
        assert opened.count("action", {"action_id": WORK}) == 0
        delete_action(opened, own)
    draft_plan_actions(str(drafted))
    assert row(drafted)["origin"] == "draft"


def test_progress_is_told_by_year_and_again_changes_nothing(drafted: Path) -> None:
    for year, state, note in ((2028, "done", ""), (2027, "doing", "草刈り"), (2027, "doing", "草刈り2回")):
        update_action(str(drafted), action=WORK, progress=state, fiscal_year=year, note=note)
    assert (
        row(drafted)["progress"]
        == '{"2027": {"state": "doing", "note": "草刈り2回"}, "2028": {"state": "done"}}'
    )
    with PlanFile.open(str(drafted)) as opened:
        strokes = len(opened.journal())
        number = str(row(drafted)["order_no"])
    update_action(str(drafted), action=number, progress="done", fiscal_year=2028)
    with PlanFile.open(str(drafted)) as opened:
        assert len(opened.journal()) == strokes
        opened.undo()
    assert (
        row(drafted)["progress"]
        == '{"2027": {"state": "doing", "note": "草刈り"}, "2028": {"state": "done"}}'
    )
    assert row(drafted)["origin"] == "draft"
    draft_plan_actions(str(drafted))
    assert "草刈り" in row(drafted)["progress"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"action": "Z9|work"}, "PLAN-NO-ROW"),
        ({"progress": "halfway"}, "JOB-KIND"),
        ({"note": "架空太郎が担当"}, "JOB-NAME-IN-TEXT"),
    ],
)
def test_progress_that_cannot_be_is_refused(drafted: Path, changes: dict[str, str], code: str) -> None:
    wish = {"action": WORK, "progress": "doing", "note": "", **changes}
    before = row(drafted)
    with pytest.raises(KosozuError) as refused:
        update_action(str(drafted), fiscal_year=2027, **wish)
    assert refused.value.code == code
    assert row(drafted) == before
