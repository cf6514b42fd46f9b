"""Shares by class: of the plan area, or of the parcels where no plan area is known."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from kosozu.core.analysis.figures import by_class


def land() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Zones of 100 m² each (A1, B1) with a parcel of 20 and of 10 m² inside, and 10 m² under no zone."""
    zones = gpd.GeoDataFrame(
        {"class_code": ["A1", "B1"]}, geometry=[shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)]
    )
    shapes = [shapely.box(0, 0, 2, 10), shapely.box(10, 0, 11, 10), shapely.box(30, 0, 31, 10)]
    columns = {"class_code": ["A1", "B1", ""], "paint_code": [""] * 3, "farmland": [True] * 3}
    units = gpd.GeoDataFrame({**columns, "area_map_m2": [20.0, 10.0, 10.0]}, geometry=shapes)
    return zones, units


def test_without_a_plan_area_shares_are_of_the_parcels_and_make_a_whole() -> None:
    zones, units = land()
    rows, total, blank = by_class(["A1", "B1", "C1"], zones, units, None)
    assert [(row.code, row.area_m2, row.share) for row in rows] == [("A1", 100.0, 50.0), ("B1", 100.0, 25.0)]
    assert total.share + blank.share == pytest.approx(100.0)
    assert (total.share, blank.share) == (75.0, 25.0)


def test_with_a_plan_area_shares_are_of_it() -> None:
    zones, units = land()
    rows, total, blank = by_class(["A1", "B1", "C1"], zones, units, shapely.box(0, 0, 20, 20))
    assert [row.share for row in rows] == [25.0, 25.0]
    assert (total.share, blank.share) == (50.0, 50.0)
