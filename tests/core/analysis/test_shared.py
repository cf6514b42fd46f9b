"""Areas that pairs of polygons share, against GEOS."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kosozu.core.analysis.shared import MOST, rings_of, shared_area


def areas(one: list[shapely.Geometry], two: list[shapely.Geometry]) -> np.ndarray:
    rings, corners = rings_of(np.array([*one, *two], dtype=object))
    assert (corners > 0).all()
    return shared_area(rings[: len(one)], rings[len(one) :])


@st.composite
def stars(draw: st.DrawFn) -> shapely.Polygon:
    """A simple polygon around a middle, of 3 to 12 corners, hardly ever convex, either way round."""
    count = draw(st.integers(3, 12))
    reach = draw(st.lists(st.floats(2.0, 60.0), min_size=count, max_size=count))
    x, y = draw(st.floats(-40.0, 40.0)), draw(st.floats(-40.0, 40.0))
    turn = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    corners = np.column_stack([x - 34_000.0 + reach * np.cos(turn), y + 36_000.0 + reach * np.sin(turn)])
    return shapely.Polygon(corners[:: draw(st.sampled_from([1, -1]))])


@given(st.lists(st.tuples(stars(), stars()), min_size=1, max_size=6))
def test_as_geos_has_it(pairs: list[tuple[shapely.Polygon, shapely.Polygon]]) -> None:
    one, two = map(list, zip(*pairs))
    wanted = shapely.area(shapely.intersection(one, two))
    assert areas(one, two) == pytest.approx(wanted, abs=2e-3)
    assert areas(two, one) == pytest.approx(wanted, abs=2e-3)


def test_edges_on_one_line_and_corners_in_one_place() -> None:
    """As fields lie: side by side, one within the other, the same twice, touching at a corner, far away."""
    box = shapely.box
    cases = [
        (box(0, 0, 10, 10), box(5, 0, 15, 10), 50.0),
        (box(0, 0, 10, 10), box(10, 0, 20, 10), 0.0),
        (box(0, 0, 10, 10), box(10, 10, 20, 20), 0.0),
        (box(0, 0, 10, 10), box(0, 0, 10, 10), 100.0),
        (box(0, 0, 30, 30), box(10, 10, 20, 20), 100.0),
        (box(10, 10, 20, 20), box(0, 0, 30, 30), 100.0),
        (box(0, 0, 1, 1), box(500, 500, 501, 501), 0.0),
        (shapely.Polygon([(0, 0), (30, 0), (30, 30), (20, 30), (20, 10), (10, 10), (10, 30), (0, 30)]),
         box(-5, 20, 35, 25), 100.0),
    ]  # fmt: skip
    found = areas([one for one, _, _ in cases], [two for _, two, _ in cases])
    assert found == pytest.approx([area for _, _, area in cases], abs=1e-3)


def test_what_is_no_simple_polygon_is_left_out() -> None:
    ring = shapely.box(0, 0, 10, 10)
    shapes = [
        ring, ring.difference(shapely.box(4, 4, 6, 6)), shapely.MultiPolygon([ring]), shapely.Polygon(), None,
        shapely.Point(0, 0), shapely.Point(0, 0).buffer(5, quad_segs=MOST),
    ]  # fmt: skip
    _, corners = rings_of(np.array(shapes, dtype=object))
    assert corners.tolist() == [4, 0, 0, 0, 0, 0, 0]
    assert rings_of(np.array([None], dtype=object))[1].tolist() == [0]
