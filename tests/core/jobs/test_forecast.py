"""Forecast of a plan: both pictures, sums that agree, people by the projection and by censuses, hours if entered."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from kosozu.core.errors import KosozuError
from kosozu.core.jobs import contextfiles, forecastpeople
from kosozu.core.jobs.createplan import create_plan_file
from kosozu.core.jobs.forecast import forecast, years_of
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.importgroups import import_groups
from kosozu.core.plan import PlanFile
from kosozu.core.sources import mesh
from kosozu.core.sources.crs import transform

from .conftest import request_for

COHORTS_2050 = np.array([3, 3, 4, *[3] * 10, 10, 10, 12, 10, 8, 6, 4]) / 100
"""Parts of the people of 2050 by five years of age: 10 % below 15, 20 % from 65 to 74, 40 % from 75."""


def around(plan: Path) -> tuple[float, float, float, float]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return contextfiles.place_of(opened, 0.0).extent


def halves(plan: Path) -> None:
    """Two communities that part the land."""
    west, south, east, north = around(plan)
    middle = (west + east) / 2
    shapes = [
        shapely.box(west - 9e3, south - 9e3, middle, north + 9e3),
        shapely.box(middle, south - 9e3, east + 9e3, north + 9e3),
    ]
    frame = gpd.GeoDataFrame({"name": ["西", "東"]}, geometry=shapes)
    import_groups(str(plan), frame, 6676, name_field="name", kind="community")


def projection(plan: Path, folder: Path) -> float:
    """A future mesh around the plan: half the people of 2020 in 2050, of whom 60 % are 65 and over."""
    west, south, east, north = around(plan)
    box = shapely.box(west - 3000, south - 3000, east + 3000, north + 3000)
    corner = transform(np.array([box], dtype=object), 6676, 6668)[0][0].bounds
    lon, lat = np.meshgrid(np.linspace(corner[0], corner[2], 30), np.linspace(corner[1], corner[3], 30))
    codes = sorted(set(mesh.codes_at(np.column_stack([lon.ravel(), lat.ravel()]), "500m")))
    names = pd.Series(codes, dtype=object)
    count = np.arange(len(codes), dtype=float) + 1
    data = {
        "MESH_ID": names,
        "PTN_2020": count * 2,
        "PTC_2020": count,
        "PTN_2050": count,
        "PTC_2050": count * 0.6,
        "PTA_2050": count * 0.1,
        "PTB_2050": count * 0.3,
        "PTD_2050": count * 0.4,
        **{f"PT{band:02d}_2050": count * part for band, part in enumerate(COHORTS_2050, start=1)},
    }
    squares = gpd.GeoDataFrame(data, geometry=mesh.polygons(names, "500m"), crs=6668)
    path = folder / "mesh500_24.gpkg"
    squares.to_file(path, driver="GPKG")
    import_context(str(plan), str(path))
    return float(count.sum())


def test_land_alone(plan: Path) -> None:
    """Without people and hours the land is told, both pictures are there, and the plan is its units' sum."""
    table = forecast(str(plan)).table
    assert sorted(set(table["scenario"])) == ["classes", "do_nothing"]
    assert sorted(set(table["year"])) == [2025, 2030, 2035, 2040, 2045, 2050]
    assert len(table[table["scope"] == "unit"]) == 24 * 6 * 2
    for column in ("people_middle", "hours_wanted", "hours_given_middle", "share65"):
        assert table[column].isna().all(), column
    land = ["unmanaged_low_m2", "unmanaged_middle_m2", "unmanaged_high_m2", "unknown_m2", "area_m2"]
    units = table[table["scope"] == "unit"].groupby(["scenario", "year"])[land].sum()
    whole = table[table["scope"] == "plan"].set_index(["scenario", "year"])[land]
    assert whole.to_numpy() == pytest.approx(units.to_numpy(), abs=0.5)
    nothing = whole.loc["do_nothing"]
    assert (nothing["unmanaged_low_m2"] <= nothing["unmanaged_middle_m2"]).all()
    assert nothing["unmanaged_middle_m2"].is_monotonic_increasing
    assert nothing.loc[2050, "unmanaged_middle_m2"] > nothing.loc[2025, "unmanaged_middle_m2"]
    assert (whole.loc["classes", "unmanaged_high_m2"] <= nothing["unmanaged_high_m2"]).all()
    assert table["based_on"].str.contains("2027年度").all()
    assert pd.testing.assert_frame_equal(table, forecast(str(plan)).table) is None


def test_what_the_plan_keeps(plan: Path) -> None:
    """Plan and communities by year, and of each unit the years from which nobody manages it: the same land."""
    table = forecast(str(plan), years="2030 2050").table
    with PlanFile.open(str(plan), readonly=True) as opened:
        kept, units = (pd.DataFrame(opened.read(name)) for name in ("forecast", "unit_forecast"))
        area = pd.DataFrame(opened.read("unit", ["unit_id", "area_map_m2"])).set_index("unit_id")[
            "area_map_m2"
        ]
        assert opened.journal()[-1]["label"] == "将来の見通し"
    whole = table[table["scope"] != "unit"]
    assert len(kept) == len(whole)
    joined = kept.merge(
        whole, left_on=["scope", "group_id", "picture", "year"], right_on=["scope", "id", "scenario", "year"]
    )
    assert joined["unmanaged_middle_m2_x"].tolist() == joined["unmanaged_middle_m2_y"].tolist()
    assert joined["people_middle_x"].isna().all(), "not known stays unknown"
    for year in (2030, 2050):
        for name in ("low", "middle", "high"):
            gone = units[(units["known"] == 1) & (units[f"gone_{name}"] <= year)]
            told = whole[
                (whole["year"] == year) & (whole["scenario"] == "do_nothing") & (whole["scope"] == "plan")
            ]
            land = area.reindex(gone["unit_id"]).sum()
            assert told[f"unmanaged_{name}_m2"].to_numpy() == pytest.approx(land, rel=1e-4)
    before = plan.read_bytes()
    with PlanFile.open(str(plan)) as opened, opened.stroke("別の案") as stroke:
        stroke.insert("scenario", {"scenario_id": ["other"], "label": ["別の案"], "is_active": [0]})
    other = forecast(str(plan), years="2030", scenario="other").table
    assert len(other) and before
    with PlanFile.open(str(plan), readonly=True) as opened:
        assert len(opened.read("forecast", ["row_id"])["row_id"]) == len(whole), (
            "another scenario is not kept"
        )


def test_people_of_the_projection(plan: Path, tmp_path: Path) -> None:
    """Communities share everyone; years without numbers are not known; each row says what it is from."""
    halves(plan)
    everyone = projection(plan, tmp_path)
    table = forecast(str(plan), years="2030 2050").table
    communities = table[(table["scope"] == "community") & (table["scenario"] == "do_nothing")]
    assert set(communities["name"]) == {"西", "東"}
    late = communities[communities["year"] == 2050]
    assert late["people_middle"].sum() == pytest.approx(everyone, rel=1e-6)
    assert late["share65"].to_numpy() == pytest.approx(0.6, abs=1e-5)
    assert (late["people_low"] < late["people_middle"]).all() and (
        late["people_middle"] < late["people_high"]
    ).all()
    assert communities.loc[communities["year"] == 2030, "people_middle"].isna().all()
    for group, share in (("u15", 0.1), ("15_64", 0.3), ("65_74", 0.2), ("75", 0.4)):
        assert late[f"people_{group}"].to_numpy() == pytest.approx(
            late["people_middle"].to_numpy() * share, abs=0.01
        ), group
    assert late["based_on"].str.contains("将来").all()
    whole = table[(table["scope"] == "plan") & (table["year"] == 2050)]
    assert whole["people_middle"].to_numpy() == pytest.approx(everyone, rel=1e-6)


def test_people_by_cohort_of_the_projection(plan: Path, tmp_path: Path) -> None:
    """Of the year that the projection tells by five years of age, of communities and of all; and kept as handed out."""
    halves(plan)
    everyone = projection(plan, tmp_path)
    found = forecast(str(plan), years="2020 2030 2050")
    ages = found.ages
    assert list(ages.columns) == ["scope", "id", "name", "year", "age", "people"]
    assert set(ages["year"]) == {2050} and len(ages) == 3 * 20
    whole = ages[ages["scope"] == "plan"].set_index("age")["people"]
    assert whole.index.tolist() == list(range(0, 100, 5))
    assert whole.to_numpy() == pytest.approx(everyone * COHORTS_2050, abs=0.001)
    parts = ages[ages["scope"] == "community"].groupby("age")["people"].sum()
    assert parts.to_numpy() == pytest.approx(whole.to_numpy(), abs=0.002)
    rows = found.table[(found.table["scope"] == "community") & (found.table["year"] == 2050)]
    for name, own in ages[ages["scope"] == "community"].groupby("name"):
        (row,) = rows[(rows["name"] == name) & (rows["scenario"] == "do_nothing")].to_dict("records")
        assert own["people"].sum() == pytest.approx(row["people_middle"], abs=0.02)
        assert own.loc[own["age"] >= 75, "people"].sum() == pytest.approx(row["people_75"], abs=0.02)
    with PlanFile.open(str(plan), readonly=True) as opened:
        kept = pd.DataFrame(opened.read("forecast_age")).rename(columns={"group_id": "id"})
    key = ["scope", "id", "year", "age"]
    both = ages.merge(kept, on=key, suffixes=("", "_kept"), validate="one_to_one")
    assert len(both) == len(kept) == len(ages) and (both["people"] == both["people_kept"]).all()


def test_hours_where_somebody_has_entered_them(tmp_path: Path) -> None:
    """With hours per 10 a in the methods, hours are wanted and given, and few people leave more land than users do."""
    import builders

    from kosozu.core.catalogue import load
    from kosozu.core.jobs.importparcels import import_parcels
    from kosozu.core.jobs.importtargetmap import import_targetmap

    folder = tmp_path / "own"
    folder.mkdir()
    lines = load().texts["methods"].splitlines()
    head = lines[0].split(",")
    methods = pd.read_csv(pd.io.common.StringIO(load().texts["methods"]), dtype=str, keep_default_na=False)
    assert list(methods.columns) == head
    methods["hours_per_10a"] = "20"
    methods["source"] = "架空の聞き取り"
    methods.to_csv(folder / "methods.csv", index=False)
    plan = tmp_path / "plan.gpkg"
    create_plan_file(request_for(plan, catalogue_folder=str(folder)), area=None, styles=lambda catalogue: {})
    import_parcels(str(plan), str(builders.parcels(tmp_path / "2024_202037.json")))
    import_targetmap(
        str(plan), str(builders.targetmap(tmp_path / "t.csv")), key_field="polygon_uuid", status_field="status",
        user_now_field="now", user_target_field="target", status_map=str(builders.status_map(tmp_path / "m.csv")),
    )  # fmt: skip
    halves(plan)
    projection(plan, tmp_path)
    table = forecast(str(plan), years="2020,2050").table
    rows = table[(table["scope"] == "community") & (table["scenario"] == "do_nothing")]
    assert rows["hours_wanted"].to_numpy() == pytest.approx(rows["area_m2"].to_numpy() / 1000 * 20, abs=0.02)
    now, late = (rows[rows["year"] == year] for year in (2020, 2050))
    assert now["hours_given_middle"].to_numpy() == pytest.approx(now["hours_wanted"].to_numpy(), abs=0.02)
    able = (0.4 + 0.5 * 0.6) / (2 * (0.5 + 0.5 * 0.5))
    assert late["hours_given_middle"].to_numpy() == pytest.approx(
        late["hours_wanted"].to_numpy() * able, rel=1e-3
    )
    short = late["area_m2"] * (1 - able)
    assert (late["unmanaged_middle_m2"] >= short.to_numpy() - 1).all()
    assert (late["unmanaged_low_m2"] <= late["unmanaged_middle_m2"]).all()


def test_hindcast() -> None:
    """The latest of three censuses, told from the two before, with the error that a hand finds."""
    numbers = {
        2010: np.array([[100.0, 50.0, 150.0]]), 2015: np.array([[80.0, 60.0, 140.0]]),
        2020: np.array([[70.0, 65.0, 135.0]]),
    }  # fmt: skip
    census: Any = SimpleNamespace(years=[2010, 2015, 2020], groups=lambda year: numbers[year])
    error, years = forecastpeople._hindcast(census)
    assert years == (2010, 2015, 2020) and error == pytest.approx(abs(64 + 72 - 135) / 135)
    census.years = [2015, 2020]
    assert np.isnan(forecastpeople._hindcast(census)[0])


def test_refusals(plan: Path, empty: Path) -> None:
    assert years_of("") == [2025, 2030, 2035, 2040, 2045, 2050] and years_of("2050、2030, 2030") == [
        2030,
        2050,
    ]
    for wrong in ("soon", "1850", "2030;2040"):
        with pytest.raises(KosozuError) as error:
            forecast(str(plan), years=wrong)
        assert error.value.code == "JOB-FORECAST-YEARS"
    with pytest.raises(KosozuError) as error:
        forecast(str(plan), scenario="nowhere")
    assert error.value.code == "JOB-SCENARIO"
