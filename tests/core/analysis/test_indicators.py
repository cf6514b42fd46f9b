"""Arrays in, arrays out: people are preserved however areas lie, cells are counted as GDAL sees them."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.analysis.indicators import land, people, rasters

boxes = st.tuples(st.floats(0, 3000), st.floats(0, 3000), st.floats(5, 900), st.floats(5, 900))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(boxes, st.floats(0, 1e4)), min_size=1, max_size=12), st.integers(0, 2**31))
def test_everyone_stays(rows: list[tuple[tuple[float, ...], float]], seed: int) -> None:
    """Sum over cells, over outlines that part the land, and over areas are the same to 1e-9; also of overlapping and
    tiny areas, and whatever the weight."""
    areas = np.array(
        [shapely.box(x, y, x + width, y + height) for (x, y, width, height), _ in rows], dtype=object
    )
    values = np.array([value for _, value in rows])
    transform, size = people.frame_of(areas)
    weight = np.random.default_rng(seed).integers(0, 3, size[0] * size[1]).astype(float)
    made = people.spread(areas, weight, transform, size)
    cells = made.on_cells(values)
    hidden = np.isin(np.arange(len(areas)), made.area, invert=True)  # wholly under a later one
    assert cells.sum() == pytest.approx(values[~hidden].sum(), rel=1e-9, abs=1e-9)
    assert not hidden.any()
    west, south, east, north = shapely.total_bounds(areas)
    halves = np.array(
        [
            shapely.box(west - 99, south - 99, 1500.3, north + 99),
            shapely.box(1500.3, south - 99, max(east, 1600) + 99, north + 99),
        ]
    )
    gathered = people.inside(made, halves) @ values
    assert gathered.sum() == pytest.approx(values.sum(), rel=1e-9, abs=1e-9)
    number = rasters.burn(halves, transform, size).ravel()
    assert gathered == pytest.approx([cells[number == half].sum() for half in (1, 2)], rel=1e-9, abs=1e-9)


def test_by_building_and_by_free_land() -> None:
    """All live where the buildings are; else where no farmland is."""
    area = np.array([shapely.box(0, 0, 500, 500)], dtype=object)
    transform, size = people.frame_of(area)
    house = np.array([shapely.box(110, 110, 120, 120)], dtype=object)
    made = people.spread(area, people.by_building(house, transform, size), transform, size)
    cells = made.on_cells(np.array([40.0]))
    assert cells.max() == pytest.approx(40.0) and (cells > 0).sum() == 1
    field = np.array([shapely.box(0, 0, 500, 250)], dtype=object)
    free = people.spread(area, people.farmland_free(field, transform, size), transform, size)
    halves = np.array([shapely.box(0, 0, 500, 250), shapely.box(0, 250, 500, 500)], dtype=object)
    assert people.inside(free, halves) @ [40.0] == pytest.approx([0.0, 40.0])
    near = people.within(made, cells, shapely.points([[120, 120], [450, 450]]), 200.0)
    assert near == pytest.approx([40.0, 0.0], abs=1e-5)


def test_cells_by_polygon() -> None:
    """Mean and shares by hand; a polygon without a cell centre takes the cell under it; NaN is no number."""
    values = np.array([[1.0, 2.0], [3.0, np.nan]])
    transform = (0.0, 10.0, 0.0, 20.0, 0.0, -10.0)
    shapes = np.array(
        [
            shapely.box(0, 0, 20, 20),
            shapely.box(1, 11, 3, 13),
            shapely.box(12, 2, 18, 8),
            shapely.box(90, 0, 99, 9),
        ]
    )
    found = rasters.statistics(shapes, shapely.centroid(shapes), values, transform, {"two": 2.0})
    assert found["mean"][:2] == pytest.approx([2.0, 1.0]) and np.isnan(found["mean"][2:]).all()
    assert found["two"][0] == pytest.approx(2 / 3)
    tilted = np.add.outer(np.zeros(20), np.arange(20) * 10.0 * 0.05)
    assert rasters.slope_of(tilted, transform)[5:15, 5:15] == pytest.approx(
        np.degrees(np.arctan(0.05)), abs=1e-4
    )


def test_distances_and_shares() -> None:
    """Nothing within reach is not known; overlapping areas count once."""
    shapes = np.array([shapely.box(0, 0, 10, 10), shapely.box(5000, 0, 5010, 10)])
    roads = np.array([shapely.LineString([(20, -5), (20, 50)])], dtype=object)
    found = land.nearest(shapes, roads, 1000.0)
    assert found[0] == pytest.approx(10.0) and np.isnan(found[1])
    assert np.isnan(land.nearest(shapes, np.empty(0, dtype=object), 1000.0)).all()
    areas = np.array([shapely.box(0, 0, 5, 10), shapely.box(0, 0, 4, 10)])
    assert land.share_within(shapes, areas) == pytest.approx([0.5, 0.0])
    assert land.weighted(np.array([1.0, np.nan, 5.0]), np.ones(3), np.array([0, 0, 1]), 3)[
        :2
    ] == pytest.approx([1, 5])
    assert land.compactness(np.array([shapely.Point(0, 0).buffer(10, 64)])) == pytest.approx([1.0], abs=1e-3)
