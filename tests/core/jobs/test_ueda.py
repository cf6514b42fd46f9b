"""Difficulty, draft and forecast of real land: 上田市 and 青木村, from hill plots in the west to a plain.

Of this strip heights, slopes and the parcels' own shapes are known, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from kosozu.core.catalogue import load
from kosozu.core.jobs.difficulty import compute_difficulty
from kosozu.core.jobs.draftzones import draft_zones
from kosozu.core.jobs.forecast import forecast
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.indicators import compute_indicators
from kosozu.core.plan import PlanFile

from .conftest import strip_of_ueda

WEST, WIDTH = -33_936.716, 1403 * 8
LAND = ("slope_deg", "area_m2", "shape")


@pytest.fixture(scope="module")
def ueda(data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = strip_of_ueda(tmp_path_factory.mktemp("ueda") / "ueda.gpkg", data)
    import_context(str(path), str(data("ueda/slope_deg_ueda_aoki_8m_6676.tif")))
    assert compute_indicators(str(path)) == {"UNIT_COUNT": 3334, "UNKNOWN_COUNT": 90}
    return path


@pytest.fixture(scope="module")
def by_land(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Weights that leave what is known of this land, and nothing else."""
    path = tmp_path_factory.mktemp("weights") / "land.csv"
    rows = [f"{one.indicator},{one.axis},0" for one in load().difficulty_weights if one.indicator not in LAND]
    path.write_text("\n".join(["indicator,axis,weight", *rows]) + "\n", encoding="utf-8")
    return str(path)


def table(plan: Path, name: str) -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        frame = pd.DataFrame(opened.read(name))
    return frame.set_index(frame.columns[0])


def kilometre(plan: Path) -> pd.Series:
    """Number of each unit's tenth of the strip, from the west."""
    with PlanFile.open(str(plan), readonly=True) as opened:
        data = opened.read("unit", ["unit_id"], geometry=True)
    shapes = shapely.from_wkb(np.array(data["geom"], dtype=object))
    x = shapely.get_x(shapely.centroid(shapes))
    return pd.Series(np.floor((x - WEST) / WIDTH * 10).astype(int), index=data["unit_id"])


def test_with_slope_and_shape_alone_nothing_is_judged(ueda: Path) -> None:
    """3.5 of 19 of the weight is known, and the rest could tip every parcel: 不明, and no zone is proposed."""
    counts, moved = compute_difficulty(str(ueda))
    assert counts == {"HARD_COUNT": 0, "HARM_COUNT": 0, "EASY_COUNT": 0, "UNKNOWN_COUNT": 3334}
    known = table(ueda, "unit_difficulty")["known"].round(6).value_counts().to_dict()
    assert known == {round(3.5 / 19, 6): 3244, round(1.5 / 19, 6): 90}
    assert (moved[["changed_less_percent", "changed_more_percent"]] == 0).all(axis=None)
    assert draft_zones(str(ueda)) == {
        "ZONE_COUNT": 0, "UNIT_COUNT": 0, "LOCKED_COUNT": 0, "LEFT_COUNT": 3334,
    }  # fmt: skip


def test_nothing_known_of_users_and_people_is_no_nought(ueda: Path) -> None:
    found = forecast(str(ueda)).table
    whole = found[found["scope"] == "plan"]
    assert whole["area_m2"].round(-2).unique().tolist() == [4_059_000.0]
    assert whole["unknown_m2"].equals(whole["area_m2"])
    blank = [name for name in whole if name.startswith(("unmanaged_", "people_", "hours_", "share65"))]
    assert len(blank) == 15 and found[blank].isna().all(axis=None)


def test_the_steep_west_is_hard_and_the_plain_is_not(ueda: Path, by_land: str) -> None:
    """Judged by slope, size and shape: every score by hand, and where the hard land lies."""
    counts, _ = compute_difficulty(str(ueda), weights=by_land)
    assert counts == {"HARD_COUNT": 270, "HARM_COUNT": 0, "EASY_COUNT": 3064, "UNKNOWN_COUNT": 0}
    units, land = table(ueda, "unit_difficulty"), table(ueda, "unit_indicator").astype(float)
    land = land.reindex(units.index)
    levels = np.array(
        [(land["slope_deg"] - 3) / 12, (2000 - land["area_m2"]) / 1700, (0.75 - land["shape"]) / 0.45]
    ).clip(0, 1)
    weight = np.where(np.isnan(levels), 0.0, np.array([[2.0], [1.0], [0.5]]))
    by_hand = (np.nan_to_num(levels) * weight).sum(axis=0) / weight.sum(axis=0)
    assert units["hard"].to_numpy() == pytest.approx(by_hand, abs=1e-9)
    hard = units["class"] == "hard"
    assert not (hard & (land["slope_deg"] < 3) & (land["area_m2"] > 1000)).any()
    # Parcels without a slope are cut off by the strip's edge: slivers of 83 m² at the median, hence small and narrow.
    cut = land["slope_deg"].isna()
    assert hard[cut].all() and land["area_m2"][cut].median() == pytest.approx(83.3, abs=0.1)
    place = kilometre(ueda).reindex(units.index)
    share = hard[~cut].groupby(place[~cut]).mean().round(2).tolist()
    assert share == [0.77, 0.78, 0.32, 0.16, 0.01, 0.0, 0.0, 0.0, 0.01, 0.08]


@pytest.mark.parametrize(("least", "zones", "units"), [(5_000.0, 62, 2774), (20_000.0, 20, 2380)])
def test_zones_of_the_strip(ueda: Path, by_land: str, least: float, zones: int, units: int) -> None:
    """Each is connected and large enough; new ways of management are proposed on the slopes at both ends."""
    compute_difficulty(str(ueda), weights=by_land)
    found = draft_zones(str(ueda), min_area=least)
    assert found["ZONE_COUNT"] == zones and found["UNIT_COUNT"] + found["LEFT_COUNT"] == 3334
    # A parcel that only just touches its zone falls to one side or the other with another version of GEOS.
    assert abs(found["UNIT_COUNT"] - units) <= 2
    with PlanFile.open(str(ueda), readonly=True) as opened:
        made = opened.read("zone", ["zone_id", "class_code", "agreed"], geometry=True)
        land = opened.read("unit", ["unit_id"], geometry=True)
    shapes = shapely.from_wkb(np.array(made["geom"], dtype=object))
    assert set(made["agreed"]) == {"draft"} and len(shapes) == zones
    assert (shapely.get_num_geometries(shapes) == 1).all() and shapely.is_valid(shapes).all()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    assert shapely.area(shapely.intersection(shapes[left], shapes[right])).sum() < 1e-5
    parcels = shapely.from_wkb(np.array(land["geom"], dtype=object))
    zone, parcel = shapely.STRtree(shapely.point_on_surface(parcels)).query(shapes, predicate="contains")
    held = np.bincount(zone, shapely.area(parcels)[parcel], minlength=zones)
    assert (held >= least - 1).all()
    extensive = np.array([code not in ("A1", "A2") for code in made["class_code"]])
    x = (shapely.get_x(shapely.centroid(shapes)) - WEST) / WIDTH * 10
    assert extensive.any() and ((x < 4) | (x > 9))[extensive].all()
