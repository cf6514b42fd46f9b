"""The plan's own accessibility: from roads, people and cores brought in, kept in the plan and read back equal."""

from __future__ import annotations

from pathlib import Path

import landdata
import numpy as np
import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.plancoverage import Wish, plan_coverage, read_reach
from kosozu.core.plan import PlanFile


def test_what_is_kept_is_what_was_found(plan: Path, tmp_path: Path) -> None:
    """Counts, sums, places and minutes agree; towns can be left out and the rest still says who is reached."""
    squares = landdata.people(plan, tmp_path)
    landdata.roads(plan, tmp_path)
    landdata.cores(plan)
    counts, notes = plan_coverage(str(plan), Wish(minutes=3.0))
    assert any(key == "coverage_components" for key, _ in notes)
    assert 0 < counts["REACHED_PEOPLE"] < counts["TOTAL_PEOPLE"]
    with PlanFile.open(str(plan), readonly=True) as opened:
        found = read_reach(opened)
        assert opened.journal()[-1]["label"] == "到達圏の計算"
    assert found is not None and found.limit == 3.0
    assert set(found.cores["core"]) == {"西", "東"}
    sums = found.sums.set_index("field")
    assert sums["year"].to_dict() == {"people": 2020, "people_later": 2050, "people65": 2020}
    assert sums.loc["people", "reached"] == counts["REACHED_PEOPLE"]
    assert sums.loc["people_later", "total"] == pytest.approx(sums.loc["people", "total"] / 4)
    assert len(found.places) <= squares
    both = np.array([True, True])
    inside = found.reached(both)
    assert found.places["people"][inside].sum() == pytest.approx(sums.loc["people", "reached"])
    assert (found.places["minutes"][inside] <= 3.0).all()
    for number in (0, 1):
        alone = found.reached(both & (np.arange(2) == number))
        assert found.places["people"][alone].sum() == pytest.approx(found.cores["alone"][number])
    assert not found.reached(np.array([False, False])).any()
    quickest = np.nanmin(np.where(np.isfinite(found.minutes), found.minutes, np.nan), axis=0)
    told = found.places["minutes"].notna().to_numpy()
    assert quickest[told] == pytest.approx(found.places["minutes"][told].to_numpy())
    assert set(found.places["reach"]) == {"within", "beyond", "uninhabited"}
    before = plan.read_bytes()
    assert plan_coverage(str(plan), Wish(minutes=3.0))[0] == counts
    with PlanFile.open(str(plan), readonly=True) as opened:
        again = read_reach(opened)
    assert again is not None and again.places.drop(columns="geometry").equals(
        found.places.drop(columns="geometry")
    )
    assert len(before) > 0


def test_what_is_lacking_is_named(plan: Path, tmp_path: Path) -> None:
    """Roads, people, cores: each is asked for by name, and the plan stays as it was."""

    def refused() -> str:
        before = plan.read_bytes()
        with pytest.raises(KosozuError) as error:
            plan_coverage(str(plan))
        assert plan.read_bytes() == before
        return error.value.code

    assert refused() == "JOB-REACH-ROADS"
    landdata.roads(plan, tmp_path)
    assert refused() == "JOB-REACH-PEOPLE"
    landdata.people(plan, tmp_path)
    assert refused() == "JOB-REACH-CORES"
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert read_reach(opened) is None
    landdata.cores(plan)
    assert plan_coverage(str(plan))[0]["SHARE"] > 0


def test_ages_are_of_the_first_year_in_which_they_are_published(plan: Path, tmp_path: Path) -> None:
    """As the projection is distributed: people of 2020, ages from 2025 on; the sums say of which year they are."""
    landdata.people(plan, tmp_path, aged=2025)
    landdata.roads(plan, tmp_path)
    landdata.cores(plan)
    plan_coverage(str(plan), Wish(minutes=3.0))
    with PlanFile.open(str(plan), readonly=True) as opened:
        found = read_reach(opened)
    assert found is not None
    sums = found.sums.set_index("field")
    assert sums["year"].to_dict() == {"people": 2020, "people_later": 2050, "people65": 2025}
    assert 0 < sums.loc["people65", "total"] == pytest.approx(sums.loc["people", "total"] / 2)
