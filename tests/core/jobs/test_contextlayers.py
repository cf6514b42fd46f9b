"""Context as the indicators ask for it: everybody is counted, and nobody twice."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import landdata
import pytest
import shapely

from kosozu.core.jobs.contextlayers import Layers, once
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.plan import PlanFile


def small_areas(plan: Path, path: Path, codes: list[str], people: list[int], shift: float = 0.0) -> None:
    """A file of 小地域 in the layout of the census, squares in the middle of the plan."""
    west, south, _, _ = landdata.around(plan)
    boxes = [
        shapely.box(west + n * 100 + shift, south + shift, west + n * 100 + 90 + shift, south + 90 + shift)
        for n in range(len(codes))
    ]
    data = {
        "KEY_CODE": codes,
        "PREF_NAME": "架空県",
        "CITY_NAME": "架空市",
        "S_NAME": "字架空",
        "JINKO": people,
    }
    frame = gpd.GeoDataFrame({**data, "SETAI": [1] * len(codes)}, geometry=boxes, crs=6676)
    frame.to_file(path, driver="GPKG")
    import_context(str(plan), str(path), dataset="small-area", year=2020)


def test_people_of_a_small_area_in_parts_are_all_there(plan: Path, tmp_path: Path) -> None:
    """The census tells people at one part of a small area, not always the first; the others have 0."""
    small_areas(plan, tmp_path / "a.gpkg", ["202037001", "202037001", "202037002"], [0, 211, 40])
    with PlanFile.open(str(plan), readonly=True) as opened:
        areas, year, cited = Layers(opened, str(plan)).people(None)
    assert areas is not None and year == 2020 and cited.year == 2020
    assert areas["total_2020"].tolist() == [0, 211, 40]


def test_a_place_that_two_files_have_is_counted_once(plan: Path, tmp_path: Path) -> None:
    small_areas(plan, tmp_path / "a.gpkg", ["202037001", "202037002"], [10, 20])
    small_areas(plan, tmp_path / "b.gpkg", ["202037002", "202037003"], [20, 30], shift=5.0)
    with PlanFile.open(str(plan), readonly=True) as opened:
        layers = Layers(opened, str(plan))
        assert len(layers.of_role("people")) == 2
        areas, _, _ = layers.people(2020)
    assert areas is not None and sorted(areas["code"]) == ["202037001", "202037002", "202037003"]
    assert areas["total_2020"].sum() == 60


def test_noto_has_all_its_people(data) -> None:
    """15,687 people in 202 parts of 195 small areas: seven parts stand before the one that tells their people."""
    frame = gpd.read_file(data("noto/noto_town_koaza_area.fgb"))
    assert frame["KEY_CODE"].nunique() == 195 and frame["JINKO"].sum() == 15_687
    parts = [frame[["KEY_CODE", "JINKO"]].rename(columns={"KEY_CODE": "code"})]
    assert once(parts)[0]["JINKO"].sum() == pytest.approx(15_687)
