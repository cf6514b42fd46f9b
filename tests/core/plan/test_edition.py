"""Frozen editions and the status of a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile

from .conftest import digest, square


def test_agreed_freezes_and_stays_as_it_was(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("取込") as stroke:
            stroke.insert("unit", {"unit_id": ["u"], "class_code": ["A1"]}, [square(0, 0)])
            stroke.insert("zone", {"zone_id": ["z"], "class_code": ["A1"]}, [square(0, 0)])
            stroke.names.put("actor", ["a"], {"name": ["長谷川太郎"]})
        assert plan.save_edition("agreed", "2026-12-01", "集落") == 1
        assert (plan.info["status"], plan.info["edition"], plan.info["status_on"]) == (
            "agreed",
            1,
            "2026-12-01",
        )
        with plan.stroke("変更") as stroke:
            stroke.update("unit", ["u"], {"class_code": ["C1"]})
            stroke.delete("zone", ["z"])
        frozen = plan.edition(1)
        assert frozen["unit"]["class_code"] == ["A1"]
        assert frozen["zone"]["geom"][0][9:] == square(0, 0)
        assert plan.save_edition("agreed", "2027-12-01") == 2
        assert plan.read("edition", ["edition_no", "status", "on_date", "role"]) == {
            "edition_no": [1, 2],
            "status": ["agreed", "agreed"],
            "on_date": ["2026-12-01", "2027-12-01"],
            "role": ["集落", ""],
        }
        assert plan.undo() == "状態の変更（agreed）"
        assert (plan.info["status_on"], plan.info["edition"], plan.count("edition")) == ("2026-12-01", 1, 1)


def test_published_as_it_was_agreed_keeps_its_edition(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.save_edition("agreed", "2026-12-01") == 1
        assert plan.save_edition("published", "2026-12-20") == 1
        assert plan.info["status"] == "published"
        assert plan.save_edition("draft", "2027-04-01") == 1
        with plan.stroke("x") as stroke:
            stroke.insert("zone", {"zone_id": ["z"]}, [square(0, 0)])
        assert plan.save_edition("agreed", "2027-06-01") == 2
    before = digest(plan_path)
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.save_edition("agreed", "2027-06-01") == 2
    assert digest(plan_path) == before, "the same status again is no act"


def test_an_agreed_plan_is_no_longer_what_was_agreed_once_it_is_changed(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("取込") as stroke:
            stroke.insert("unit", {"unit_id": ["u"], "class_code": ["A1"]}, [square(0, 0)])
            stroke.insert("zone", {"zone_id": ["z"], "class_code": ["A1"]}, [square(0, 0)])
        assert not plan.changed_since_agreed(), "a draft is a draft"
        plan.save_edition("agreed", "2026-12-01")
        assert not plan.changed_since_agreed()
        with plan.stroke("点検") as stroke:
            stroke.insert("finding", {"finding_key": ["f"]}, [None])
            stroke.update("unit", ["u"], {"address": ["見本市"]})
        assert not plan.changed_since_agreed(), "neither findings nor facts change what was agreed"
        with plan.stroke("塗り") as stroke:
            stroke.update("unit", ["u"], {"class_code": ["C1"]})
        assert plan.changed_since_agreed()
        plan.undo()
        assert not plan.changed_since_agreed()
        with plan.stroke("区域") as stroke:
            stroke.update("zone", ["z"], {}, [square(1, 1)])
        assert plan.changed_since_agreed()
        plan.save_edition("published", "2027-01-01")
        assert not plan.changed_since_agreed()
        with plan.stroke("筆") as stroke:
            stroke.insert("unit", {"unit_id": ["v"]}, [square(2, 2)])
        assert plan.changed_since_agreed()
        plan.save_edition("draft", "2027-02-01")
        assert not plan.changed_since_agreed()


def test_unknown_status_and_edition(plan_path: Path) -> None:
    before = digest(plan_path)
    with PlanFile.open(str(plan_path)) as plan:
        with pytest.raises(KosozuError) as caught:
            plan.save_edition("final", "2026-12-01")
        assert caught.value.code == "PLAN-STATUS"
        with pytest.raises(KosozuError) as caught:
            plan.edition(1)
        assert caught.value.code == "PLAN-NO-ROW"
    assert digest(plan_path) == before
