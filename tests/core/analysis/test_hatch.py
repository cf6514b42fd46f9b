"""Hatches cut to areas: on one grid, inside, in the right number."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.analysis.hatch import hatched
from kosozu.core.catalogue.hatches import ANGLES, DOTTED


def areas(*shapes) -> np.ndarray:
    return np.array(shapes, dtype=object)


@pytest.mark.parametrize("hatch", sorted(ANGLES))
def test_the_length_of_lines_is_the_area_over_their_distance(hatch: str) -> None:
    """Lines a distance d apart over an area A are A / d long together, whatever their angle."""
    blob = shapely.Point(500, 300).buffer(200, quad_segs=64)
    lines, dots = hatched(areas(blob), hatch, 4.0)
    step = 4.0 * (1.3 if len(ANGLES[hatch]) > 1 else 1.0)
    assert len(dots) == 0 and len(lines) == len(ANGLES[hatch])
    assert shapely.length(lines).sum() == pytest.approx(len(ANGLES[hatch]) * blob.area / step, rel=0.01)
    assert shapely.within(lines, blob.buffer(1e-6)).all()


def test_dots_lie_inside_and_as_dense_as_their_distance() -> None:
    ring = shapely.Point(0, 0).buffer(300).difference(shapely.Point(0, 0).buffer(100))
    lines, dots = hatched(areas(ring), "dots", 10.0)
    assert len(lines) == 0
    assert shapely.within(dots, ring).all()
    assert len(dots) == pytest.approx(ring.area / (10.0 * DOTTED) ** 2, rel=0.03)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(ANGLES)), st.floats(1.0, 99.0), st.floats(0.0, 1000.0))
def test_patterns_of_neighbours_run_on(hatch: str, cut: float, shift: float) -> None:
    """Two halves have the lines of the whole."""
    whole = shapely.box(shift, 0, shift + 100, 80)
    left, right = shapely.box(shift, 0, shift + cut, 80), shapely.box(shift + cut, 0, shift + 100, 80)
    one, _ = hatched(areas(whole), hatch, 7.0)
    two, _ = hatched(areas(left, right), hatch, 7.0)
    gap = shapely.difference(shapely.union_all(two), shapely.union_all(one).buffer(1e-3))
    assert gap.length < 1e-6
    assert shapely.length(two).sum() == pytest.approx(shapely.length(one).sum(), rel=1e-6, abs=80.0)


def test_what_is_no_area_has_no_hatch() -> None:
    nothing = areas(None, shapely.Polygon(), shapely.LineString([(0, 0), (9, 9)]))
    for hatch in [*ANGLES, "dots", "none", "dashed_outline"]:
        lines, dots = hatched(nothing, hatch, 1.0)
        assert len(lines) == 0 and len(dots) == 0
    for hatch in ("none", "dashed_outline"):
        lines, dots = hatched(areas(shapely.box(0, 0, 50, 50)), hatch, 1.0)
        assert len(lines) == 0 and len(dots) == 0


def test_an_area_smaller_than_the_grid_may_have_none() -> None:
    lines, _ = hatched(areas(shapely.box(0.1, 0.1, 0.2, 0.2), shapely.box(0, 0.5, 30, 10)), "horizontal", 5.0)
    assert len(lines) == 1
