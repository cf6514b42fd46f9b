"""Views of the land: what the plan has numbers for, bands that hold all of it, weights tried as they would be kept."""

from __future__ import annotations

from pathlib import Path

import landdata
import numpy as np
import pandas as pd
import pytest

from kosozu.core.analysis.bands import MOST
from kosozu.core.analysis.difficulty import KINDS
from kosozu.core.analysis.looks import confused, looks
from kosozu.core.catalogue import load
from kosozu.core.jobs.difficulty import compute_difficulty
from kosozu.core.jobs.forecast import forecast
from kosozu.core.jobs.indicators import compute_indicators
from kosozu.core.jobs.landview import BY_YEAR, FUTURE_CODES, reach_bands, title_of, view_of, views_of
from kosozu.core.jobs.plancoverage import Wish, plan_coverage, read_reach
from kosozu.core.jobs.weighing import Weighing
from kosozu.core.plan import PlanFile


@pytest.fixture
def known(plan: Path, tmp_path: Path) -> Path:
    """The plan with everything computed."""
    landdata.people(plan, tmp_path)
    landdata.roads(plan, tmp_path)
    landdata.cores(plan)
    compute_indicators(str(plan))
    compute_difficulty(str(plan))
    forecast(str(plan))
    plan_coverage(str(plan), Wish(minutes=3.0))
    return plan


def test_a_view_is_offered_once_there_is_a_number(plan: Path) -> None:
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert views_of(opened) == []
        assert Weighing.read(opened) is None
    compute_indicators(str(plan))
    with PlanFile.open(str(plan), readonly=True) as opened:
        names = views_of(opened)
    assert {"area_m2", "shape", "user_now"} <= set(names)
    assert not {"slope_deg", "people", "difficulty", "future", "reach"} & set(names), (
        "of these nothing is known"
    )


@pytest.mark.parametrize("colours", ["normal", "cud", "mono"])
@pytest.mark.parametrize("codes", [[f"RAMP_{number}" for number in range(MOST)], list(FUTURE_CODES)])
def test_every_eye_tells_the_bands_of_a_view_apart(codes: list[str], colours: str) -> None:
    found = looks(load(), "land", colours)
    assert confused(found, [*codes, "UNKNOWN"]) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_bands_hold_all_the_land(known: Path, lang: str) -> None:
    """Of every view: all parcels in one band, shares that sum to one, a label on each, the unknown last."""
    with PlanFile.open(str(known), readonly=True) as opened:
        whole = sum(opened.read("unit", ["area_map_m2"])["area_map_m2"])
        names = views_of(opened)
        assert names[:3] == ["difficulty", "future", "reach"] and set(BY_YEAR) <= set(names)
        for name in names:
            view = view_of(opened, name, year=2050, lang=lang)
            assert view.title == title_of(name, opened.catalogue, lang, view.year)
            assert all(band.label for band in view.bands) and view.bands[-1].code.upper() == "UNKNOWN"
            assert sum(band.share for band in view.bands) == pytest.approx(1.0), name
            if name != "reach":
                assert sum(band.count for band in view.bands) == 24, name
                assert sum(band.amount for band in view.bands) == pytest.approx(whole, rel=1e-6), name


def test_what_is_not_known_is_no_number(known: Path) -> None:
    """Users that nobody knows are 不明; nobody is 0 for want of data."""
    with PlanFile.open(str(known)) as opened:
        ids = opened.read("unit", ["unit_id"])["unit_id"][:5]
        with opened.stroke("消す") as stroke:
            stroke.update("unit_indicator", ids, {"road_m": [None] * 5})
        view = view_of(opened, "road_m", year=2050, lang="ja")
        assert view.bands[-1].count == 5 and view.bands[-1].label == "不明"


def test_the_forecast_of_a_year_is_that_of_the_table(known: Path) -> None:
    with PlanFile.open(str(known), readonly=True) as opened:
        rows = pd.DataFrame(opened.read("forecast"))
        for year in (2025, 2050):
            view = view_of(opened, "future", year=year, lang="ja")
            left = sum(band.amount for band in view.bands if band.code in ("NOBODY", "LEAVES"))
            told = rows[(rows["scope"] == "plan") & (rows["picture"] == "classes") & (rows["year"] == year)]
            assert left == pytest.approx(told["unmanaged_middle_m2"].to_numpy(), rel=1e-4)


def test_weights_tried_are_weights_kept(known: Path, tmp_path: Path) -> None:
    with PlanFile.open(str(known), readonly=True) as opened:
        tried = Weighing.read(opened)
    assert tried is not None
    now = [one.weight for one in tried.table]
    with PlanFile.open(str(known), readonly=True) as opened:
        stands = view_of(opened, "difficulty", year=2050, lang="ja").bands
    assert [band.count for band in tried.bands(now, load(), "ja")] == [band.count for band in stands]
    other = [4.0 if one.indicator == "user_future" else 0.0 for one in tried.table]
    path = tmp_path / "weights.csv"
    path.write_text(tried.csv(other), encoding="utf-8")
    counts, _ = compute_difficulty(str(known), weights=str(path))
    bands = tried.bands(other, load(), "ja")
    assert [band.count for band in bands] == list(counts.values()) and len(bands) == len(KINDS)
    assert [band.count for band in bands] != [band.count for band in stands]
    with PlanFile.open(str(known), readonly=True) as opened:
        again = Weighing.read(opened)
    assert again is not None and [one.weight for one in again.table] == other, (
        "the last weights are where one goes on"
    )


def test_places_by_quarters_of_the_time(known: Path) -> None:
    with PlanFile.open(str(known), readonly=True) as opened:
        reach = read_reach(opened)
        bands = view_of(opened, "reach", year=2050, lang="ja").bands
    assert reach is not None
    inside = sum(band.amount for band in bands if band.code.startswith("within"))
    assert inside == pytest.approx(reach.sums["reached"][0])
    people = np.array([1.0, 2.0, 4.0, 8.0, 0.0, np.nan])
    minutes = np.array([15.0, 15.1, 60.0, np.inf, 1.0, 1.0])
    made = reach_bands(minutes, people, 60.0, load(), "en")
    assert [band.amount for band in made] == [1.0, 2.0, 0.0, 4.0, 8.0, 0.0, 0.0]
    assert [band.count for band in made] == [1, 1, 0, 1, 1, 1, 1]
    assert made[3].label == "Within 60 min"
