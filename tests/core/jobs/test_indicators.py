"""Indicators of a plan: what is known, what is not, and real numbers of 上田・青木 where they are present."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from kosozu.core.analysis.indicators import SETS
from kosozu.core.errors import KosozuError
from kosozu.core.jobs import contextfiles
from kosozu.core.jobs.createplan import create_plan_file
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.importgroups import import_groups
from kosozu.core.jobs.importparcels import import_parcels
from kosozu.core.jobs.indicators import compute_indicators
from kosozu.core.plan import PlanFile
from kosozu.core.plan.schema import TABLES
from kosozu.core.sources import mesh
from kosozu.core.sources.crs import transform

from .conftest import strip_of_ueda


def table(plan: Path, name: str = "unit_indicator") -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        frame = pd.DataFrame(opened.read(name))
    return frame.set_index(frame.columns[0])


def put(
    plan: Path, path: Path, dataset: str, columns: dict[str, list[Any]], shapes: list[Any], **more: Any
) -> None:
    """A layer of shapes in the plan's CRS, brought in."""
    moved = transform(np.array(shapes, dtype=object), 6676, 6668)[0]
    pyogrio.write_dataframe(gpd.GeoDataFrame(columns, geometry=moved, crs=6668), path)
    import_context(str(plan), str(path), dataset=dataset, **more)


def around(plan: Path) -> tuple[float, float, float, float]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return contextfiles.place_of(opened, 0.0).extent


def test_columns_are_the_plans() -> None:
    """The sets name every column of the plan's tables, and no other."""
    named = [column for columns in SETS.values() for column in columns]
    assert set(named) == set(TABLES["unit_indicator"].columns) - {"unit_id"}
    assert len(named) == len(set(named))
    assert set(named) < set(TABLES["group_indicator"].columns)


def test_nothing_known_is_not_zero(plan: Path) -> None:
    """Without context only size, shape and what the ledger says are known; the rest is NULL, and said so."""
    found = compute_indicators(str(plan))
    units = table(plan)
    assert found["UNIT_COUNT"] == len(units) == 24
    for name in ("slope_deg", "road_m", "hazard", "people_now", "services", "few_households", "user_age"):
        assert units[name].isna().all(), name
    assert units["area_m2"].gt(0).all() and units["shape"].between(0.1, 1).all()
    assert units["user_future"].notna().any()
    sources = table(plan, "indicator_source")
    assert set(sources.index) == {column for columns in SETS.values() for column in columns}
    assert sources.loc["road_m", "known"] == 0 and sources.loc["road_m", "unknown"] == 24
    with pytest.raises(KosozuError) as error:
        compute_indicators(str(plan), sets=["nonsense"])
    assert error.value.code == "JOB-INDICATOR-SET"


def test_distance_hazard_services(plan: Path, tmp_path: Path) -> None:
    """Against shapely one by one; a second run changes nothing."""
    west, south, east, north = around(plan)
    middle = (west + east) / 2
    put(
        plan,
        tmp_path / "road.gpkg",
        "own-road",
        {"class": ["町道"]},
        [shapely.LineString([(west, south - 25), (east, south - 25)])],
    )
    red, yellow = (
        shapely.box(west - 9, south - 9, middle, north + 9),
        shapely.box(west, south, middle + 30, north),
    )
    put(plan, tmp_path / "A33-25.gpkg", "ksj-A33", {"A33_001": [1, 1], "A33_002": [2, 1]}, [red, yellow])
    put(
        plan,
        tmp_path / "P04-20.gpkg",
        "ksj-P04",
        {"P04_001": [1], "P04_002": ["診療所"]},
        [shapely.Point(west - 400, south)],
    )
    compute_indicators(str(plan))
    units = table(plan)
    with PlanFile.open(str(plan), readonly=True) as opened:
        data = opened.read("unit", ["unit_id"], geometry=True)
    shapes = dict(zip(data["unit_id"], shapely.from_wkb(np.array(data["geom"], dtype=object))))
    for unit, row in units.iterrows():
        shape = shapes[unit]
        assert row["road_m"] == pytest.approx(
            shape.distance(shapely.box(west, south - 25.001, east, south - 25)), abs=0.05
        )
        assert row["hazard_red"] == pytest.approx(shape.intersection(red).area / shape.area, abs=1e-4)
        both = shapely.union_all([red, yellow])
        assert row["hazard"] == pytest.approx(shape.intersection(both).area / shape.area, abs=1e-4)
        assert row["services"] == 1 and 390 < row["service_m"] < 4000
    before = plan.read_bytes()
    compute_indicators(str(plan))
    assert plan.read_bytes() == before


def test_people_are_all_there(plan: Path, tmp_path: Path) -> None:
    """Of squares that lie in the plan's surroundings; communities that part the land share everyone; a masked age is
    not counted as nobody."""
    west, south, east, north = around(plan)
    corner = transform(
        np.array([shapely.box(west - 3000, south - 3000, east + 3000, north + 3000)], dtype=object),
        6676,
        6668,
    )[0][0]
    lon, lat = np.meshgrid(
        np.linspace(*np.array(corner.bounds)[[0, 2]], 30), np.linspace(*np.array(corner.bounds)[[1, 3]], 30)
    )
    codes = pd.Series(
        sorted(set(mesh.codes_at(np.column_stack([lon.ravel(), lat.ravel()]), "500m"))), dtype=object
    )
    count = np.arange(len(codes), dtype=float) + 1
    squares = gpd.GeoDataFrame(
        {"MESH_ID": codes, "PTN_2020": count * 2, "PTC_2020": count, "PTN_2050": count, "PTC_2050": count * 0.8},
        geometry=mesh.polygons(codes, "500m"), crs=6668,
    )  # fmt: skip
    pyogrio.write_dataframe(squares, tmp_path / "mesh500_24.gpkg")
    import_context(str(plan), str(tmp_path / "mesh500_24.gpkg"))
    halves = [
        shapely.box(west - 9e3, south - 9e3, (west + east) / 2, north + 9e3),
        shapely.box((west + east) / 2, south - 9e3, east + 9e3, north + 9e3),
    ]
    import_groups(
        str(plan),
        gpd.GeoDataFrame({"name": ["西", "東"]}, geometry=halves),
        6676,
        name_field="name",
        kind="community",
    )
    compute_indicators(str(plan), sets=["people", "shape"])
    groups, units = table(plan, "group_indicator"), table(plan)
    assert groups["people_2020"].sum() == pytest.approx(2 * count.sum(), rel=1e-9)
    assert groups["people_2050"].sum() == pytest.approx(count.sum(), rel=1e-9)
    assert groups["share65_2050"].to_numpy() == pytest.approx(0.8, abs=1e-6)
    assert groups["unit_count"].sum() == 24 and groups["area_m2"].sum() == pytest.approx(
        units["area_m2"].sum()
    )
    assert units["share65_2020"].to_numpy() == pytest.approx(0.5, abs=1e-6)
    assert units["people_2025"].isna().all() and units["people_now"].equals(units["people_2020"])


@pytest.fixture(scope="module")
def ueda(data: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real strip with its heights."""
    return strip_of_ueda(tmp_path_factory.mktemp("ueda") / "ueda.gpkg", data)


def test_ueda_slope(ueda: Path, data: Callable[[str], Path]) -> None:
    """Median slope of parcels by kilometre from west to east, by the raster of slopes and by the heights alone."""
    with PlanFile.open(str(ueda), readonly=True) as opened:
        units = opened.read("unit", ["unit_id"], geometry=True)
    shapes = shapely.from_wkb(np.array(units["geom"], dtype=object))
    west, width = -33_936.716, 1403 * 8
    strip = pd.Series(
        np.floor((shapely.get_x(shapely.centroid(shapes)) - west) / width * 10), index=units["unit_id"]
    )

    def medians() -> list[float]:
        slope = table(ueda)["slope_deg"]
        return [round(value, 1) for value in slope.groupby(strip.reindex(slope.index)).median()]

    compute_indicators(str(ueda), sets=["terrain"])
    from_heights = medians()
    import_context(str(ueda), str(data("ueda/slope_deg_ueda_aoki_8m_6676.tif")))
    compute_indicators(str(ueda), sets=["terrain"])
    units, at_points = table(ueda), [9.1, 9.9, 4.3, 2.7, 1.5, 1.0, 1.0, 1.3, 1.7, 4.8]
    assert medians() == [9.3, 10.5, 4.5, 2.8, 1.6, 1.0, 1.1, 1.4, 1.7, 5.4]
    assert medians() == pytest.approx(at_points, abs=0.7)  # of one point in each parcel
    assert from_heights == pytest.approx(medians(), abs=0.7)
    assert units["slope_deg"].isna().sum() == 90 and len(units) == 3334  # at the strip's edge
    steeper = units.dropna(subset=["slope_deg"])
    assert (steeper["slope_15"] <= steeper["slope_8"]).all() and (
        steeper["slope_8"] <= steeper["slope_1_20"]
    ).all()
    assert units["elevation_m"].median() == pytest.approx(488.13, abs=0.01)
    assert table(ueda, "indicator_source").loc["slope_deg", "method"] == "cells"


def test_the_sample_valley(tmp_path: Path) -> None:
    """The embedded sample: people of its squares, heights, hazards, and the check that looks at its hazards."""
    from kosozu.core.jobs.checkplan import check_plan
    from kosozu.core.jobs.importzones import import_zones
    from kosozu.core.sources.vector import read_vector

    samples = Path(__file__).resolve().parents[3] / "samples"
    plan = tmp_path / "valley.gpkg"
    wish = {
        "path": str(plan), "tier": "community", "jurisdiction": "209988", "title": "見本", "community": "架空谷",
        "start_fy": 2025, "end_fy": 2034, "epsg": 6676, "catalogue_folder": "", "overwrite": False,
    }  # fmt: skip
    create_plan_file(wish, area=None, styles=lambda catalogue: {})
    import_parcels(str(plan), str(samples / "2024_209988.json"))
    frame, epsg, _ = read_vector(samples / "zones.geojson")
    import_zones(
        str(plan),
        frame,
        int(epsg or 0),
        file="zones.geojson",
        class_field="管理区分",
        zone_id_field="区域番号",
        name_field="区域名",
    )
    check_plan(str(plan), families=["law"])
    before = table(plan, "finding")
    silent = before[before["params"].str.contains("data_missing")]["rule_id"]
    assert {"L-12", "L-13"} <= set(silent)
    for name, dataset in (
        ("A33-sample_20.shp", "auto"), ("dem_30m.tif", "auto"), ("tblT001102Q5438.txt", "auto"),
        ("roads.geojson", "own-road"), ("buildings.geojson", "own-building"), ("communities.geojson", "auto"),
        ("250m_mesh_2024_20.geojson", "auto"), ("facilities.geojson", "own-facility"),
        ("L03-b-21_5438.geojson", "auto"),
    ):  # fmt: skip
        import_context(str(plan), str(samples / name), dataset=dataset)
    found = compute_indicators(str(plan))
    units = table(plan)
    assert found["UNIT_COUNT"] == len(units)
    assert units["elevation_m"].notna().mean() > 0.95 and units["slope_deg"].dropna().between(0, 60).all()
    assert units["people_now"].between(0, 336).all() and units["people_now"].max() > 50
    assert units["households_now"].notna().all()
    shrink = units["people_2050"] / units["people_now"].where(units["people_now"] > 0)
    assert (
        shrink.dropna().between(0.45, 0.55).all() and shrink.notna().mean() > 0.6
    )  # 167 of 336 people as a whole
    assert (units["share65_2050"].dropna() > 0.45).all()
    assert units["services"].max() == 5  # medical, post, shop, school and bus: three stops are one kind
    assert units["hazard"].max() > 0 and (units["hazard_red"] <= units["hazard"] + 1e-6).all()
    homes = units["farm_households"]
    assert set(homes.dropna()) <= {8, 15, 24, 37} and homes.notna().mean() > 0.9  # some lie outside of all
    assert (units["few_households"].dropna() == (homes.dropna() <= 9)).all()
    assert units["forest_m"].notna().all() and (units["forest_m"] < 250).all()
    check_plan(str(plan), families=["law"])
    after = table(plan, "finding")
    after = after[after["state"] == "open"]
    missing = after[after["params"].str.contains("data_missing")]["rule_id"]
    assert not {"L-12", "L-13"} & set(missing) and {"L-10"} <= set(missing)
    assert {"L-13"} <= set(after["rule_id"]) - set(missing)
