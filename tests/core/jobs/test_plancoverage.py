"""The plan's own accessibility: from roads, people and cores brought in, kept in the plan and read back equal."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from kosozu.core.errors import KosozuError
from kosozu.core.jobs import contextfiles
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.importmarks import import_marks
from kosozu.core.jobs.plancoverage import Wish, plan_coverage, read_reach
from kosozu.core.plan import PlanFile
from kosozu.core.sources import mesh
from kosozu.core.sources.crs import transform


@pytest.fixture
def around(plan: Path) -> tuple[float, float, float, float]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return contextfiles.place_of(opened, 0.0).extent


def people(plan: Path, folder: Path, around: tuple[float, float, float, float]) -> pd.DataFrame:
    """A projection on squares of 500 m over the plan."""
    west, south, east, north = around
    box = shapely.box(west - 1200, south - 1200, east + 1200, north + 1200)
    corner = transform(np.array([box], dtype=object), 6676, 6668)[0][0].bounds
    lon, lat = np.meshgrid(np.linspace(corner[0], corner[2], 12), np.linspace(corner[1], corner[3], 12))
    codes = sorted(set(mesh.codes_at(np.column_stack([lon.ravel(), lat.ravel()]), "500m")))
    names = pd.Series(codes, dtype=object)
    count = np.arange(len(codes), dtype=float)
    data = {"MESH_ID": names, "PTN_2020": count, "PTC_2020": count / 2, "PTN_2050": count / 4}
    squares = gpd.GeoDataFrame(data, geometry=mesh.polygons(names, "500m"), crs=6668)
    squares.to_file(folder / "mesh500_24.gpkg", driver="GPKG")
    import_context(str(plan), str(folder / "mesh500_24.gpkg"))
    return squares


def roads(plan: Path, folder: Path, around: tuple[float, float, float, float]) -> None:
    """One straight road through the middle, of class 県道."""
    west, south, east, north = around
    middle = (south + north) / 2
    line = shapely.LineString([(west - 900, middle), (east + 900, middle)])
    frame = gpd.GeoDataFrame({"種別": ["県道"], "路線名": ["架空線"]}, geometry=[line], crs=6676)
    frame.to_file(folder / "roads.geojson", driver="GeoJSON")
    import_context(str(plan), str(folder / "roads.geojson"), dataset="own-road", crs="EPSG:6676")


def cores(plan: Path, around: tuple[float, float, float, float]) -> None:
    west, south, east, north = around
    middle = (south + north) / 2
    frame = gpd.GeoDataFrame(
        {"kind": ["base", "base"], "name": ["西", "東"]},
        geometry=[shapely.Point(west - 800, middle), shapely.Point(east + 800, middle)],
    )
    import_marks(str(plan), frame, 6676, kind_field="kind", name_field="name")


def test_what_is_kept_is_what_was_found(
    plan: Path, tmp_path: Path, around: tuple[float, float, float, float]
) -> None:
    """Counts, sums, places and minutes agree; towns can be left out and the rest still says who is reached."""
    squares = people(plan, tmp_path, around)
    roads(plan, tmp_path, around)
    cores(plan, around)
    counts, notes = plan_coverage(str(plan), Wish(minutes=3.0))
    assert any(key == "coverage_components" for key, _ in notes)
    assert 0 < counts["REACHED_PEOPLE"] < counts["TOTAL_PEOPLE"]
    with PlanFile.open(str(plan), readonly=True) as opened:
        found = read_reach(opened)
        assert opened.journal()[-1]["label"] == "到達圏の計算"
    assert found is not None and found.limit == 3.0
    assert list(found.cores["core"]) == ["西", "東"]
    sums = found.sums.set_index("field")
    assert sums["year"].to_dict() == {"people": 2020, "people_later": 2050, "people65": 2020}
    assert sums.loc["people", "reached"] == counts["REACHED_PEOPLE"]
    assert sums.loc["people_later", "total"] == pytest.approx(sums.loc["people", "total"] / 4)
    assert len(found.places) <= len(squares)
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


def test_what_is_lacking_is_named(
    plan: Path, tmp_path: Path, around: tuple[float, float, float, float]
) -> None:
    """Roads, people, cores: each is asked for by name, and the plan stays as it was."""

    def refused() -> str:
        before = plan.read_bytes()
        with pytest.raises(KosozuError) as error:
            plan_coverage(str(plan))
        assert plan.read_bytes() == before
        return error.value.code

    assert refused() == "JOB-REACH-ROADS"
    roads(plan, tmp_path, around)
    assert refused() == "JOB-REACH-PEOPLE"
    people(plan, tmp_path, around)
    assert refused() == "JOB-REACH-CORES"
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert read_reach(opened) is None
    cores(plan, around)
    assert plan_coverage(str(plan))[0]["SHARE"] > 0
