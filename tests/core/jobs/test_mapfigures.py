"""What the other sheets show, read from a plan."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.draftactions import draft_plan_actions
from kosozu.core.jobs.figures import read_figures
from kosozu.core.jobs.mapfigures import level_figures, read_actions, read_compared, read_present
from kosozu.core.jobs.setstatus import set_status
from kosozu.core.plan import PlanFile


def test_present_state_counts_every_farmland_parcel_once(plan: Path) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened:
        figures = read_figures(opened)
        present = read_present(opened, figures)
    farmland = figures.units[figures.units["farmland"]]
    assert sum(row.count for row in present.statuses) == len(farmland) == len(present.units)
    assert sum(row.area_m2 for row in present.statuses) == pytest.approx(farmland["area_map_m2"].sum())
    assert sum(row.share for row in present.statuses) == pytest.approx(100.0)
    assert set(present.units["idle"]) <= {"", "1", "2"}
    assert sum(row.count for row in present.idle) == int((present.units["idle"] != "").sum())


def test_levels_add_up_to_the_classes(plan: Path) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened:
        figures = read_figures(opened)
        levels, total, blank = level_figures(figures, opened.catalogue)
    assert sum(row.zones for row in levels) == sum(row.zones for row in figures.classes)
    assert total.area_m2 == pytest.approx(figures.total.area_m2)
    assert blank.area_m2 == pytest.approx(figures.blank.area_m2)
    assert sum(row.farmland_m2 for row in levels) == pytest.approx(figures.total.farmland_m2)


def test_actions_name_terms_and_managers_of_zones(plan: Path) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened, pytest.raises(KosozuError) as error:
        read_actions(opened, read_figures(opened), {})
    assert error.value.code == "JOB-NO-ACTIONS"
    draft_plan_actions(str(plan))
    with PlanFile.open(str(plan), readonly=True) as opened:
        figures = read_figures(opened)
        labels = {
            actor: f"担当{at}" for at, actor in enumerate(opened.read("actor", ["actor_id"])["actor_id"])
        }
        found = read_actions(opened, figures, labels)
    assert sum(row.count for row in found.managers) == len(found.actions)
    assert set(found.zone_terms) == set(found.actions["zone_id"]) - {""}
    assert sum(row.places for row in found.terms) == len(found.zone_terms)
    named = {label for held in found.zone_managers.values() for label in held}
    assert named == {row.code for row in found.managers}


def test_an_edition_is_compared_with_what_the_plan_has_become(plan: Path) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened, pytest.raises(KosozuError) as error:
        read_compared(opened, read_figures(opened))
    assert error.value.code == "JOB-NO-EDITION"
    set_status(str(plan), status="agreed", on="2026-12-01")
    with PlanFile.open(str(plan), readonly=True) as opened:
        before = read_figures(opened)
        same = read_compared(opened, before)
    assert (same.edition, same.status, same.on) == (1, "agreed", "2026-12-01")
    assert same.classes == before.classes and same.total == before.total and same.blank == before.blank
    assert all(row.before_m2 == row.now_m2 for row in same.changes)
    with PlanFile.open(str(plan)) as opened:
        zone = opened.read("zone", ["zone_id", "class_code"])
        with opened.stroke("区分の変更") as stroke:
            stroke.update("zone", [zone["zone_id"][0]], {"class_code": ["D1"]})
    with PlanFile.open(str(plan), readonly=True) as opened:
        now = read_figures(opened)
        found = read_compared(opened, now)
    changed = {row.code: row for row in found.changes}
    old = str(zone["class_code"][0])
    area = float(shapely.area(now.zones.geometry[now.zones["zone_id"] == zone["zone_id"][0]].iloc[0]))
    assert changed["D1"].now_m2 - changed["D1"].before_m2 == pytest.approx(area, rel=1e-4)
    assert changed[old].before_m2 - changed[old].now_m2 == pytest.approx(area, rel=1e-4)
