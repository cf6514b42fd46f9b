"""The one frame of numbers: against the plan's own rows, and the same for an edition as it was frozen."""

from __future__ import annotations

import pytest

from kosozu.core.analysis import counts
from kosozu.core.jobs.figures import previous_classes, read_figures
from kosozu.core.plan import PlanFile


def test_every_number_is_a_sum_of_the_plans_rows(worked):
    with PlanFile.open(str(worked), readonly=True) as plan:
        figures = read_figures(plan)
        units = plan.read("unit", ["class_code", "area_map_m2"])
        findings = plan.read("finding", ["state"])
        actions = plan.count("action")
    assert figures.land["parcels"].sum() == len(units["class_code"]) == 24
    by_class = counts.land_by(figures.land, "class_code").set_index("class_code")
    for code in set(units["class_code"]):
        area = sum(size for has, size in zip(units["class_code"], units["area_map_m2"]) if has == code)
        assert by_class.loc[code, "area_m2"] == pytest.approx(area)
    farmed = counts.land_by(figures.land[figures.land["farmland"]], "class_code").set_index("class_code")
    for row in figures.classes:
        assert farmed.loc[row.code, "parcels"] == row.parcels
        assert farmed.loc[row.code, "area_m2"] == pytest.approx(row.farmland_m2)
    assert figures.severities["findings"].sum() == findings["state"].count("open")
    assert len(figures.actions) == actions
    assert set(figures.actions["progress"]) == {"notstarted"}


def test_the_frame_carries_no_person(worked):
    with PlanFile.open(str(worked), readonly=True) as plan:
        figures = read_figures(plan)
        pseudonyms = {text for text in plan.read("unit_farmland", ["user_now_id"])["user_now_id"] if text}
    assert pseudonyms
    assert figures.users.set_index("class_code").loc["*", "users_now"] == len(pseudonyms)
    for frame in (figures.units, figures.land, figures.findings, figures.actions):
        assert not pseudonyms & set(
            frame.drop(columns="geometry", errors="ignore").astype(str).to_numpy().ravel()
        )


def test_an_edition_keeps_its_numbers(worked):
    with PlanFile.open(str(worked)) as plan:
        assert previous_classes(plan) is None
        before = read_figures(plan)
        plan.save_edition("agreed", "2027-04-01")
        with plan.stroke("色の変更") as stroke:
            stroke.update("zone", ["Z1"], {"class_code": ["B1"]})
        lines, total = previous_classes(plan)
        assert lines == before.classes
        assert total == before.total
        assert [row.code for row in read_figures(plan).classes] != [row.code for row in lines]


def test_a_plan_without_anything_has_figures(empty):
    with PlanFile.open(str(empty), readonly=True) as plan:
        figures = read_figures(plan)
    assert figures.classes == [] and figures.land.empty and figures.needs.empty
    assert figures.total.area_m2 == 0.0
