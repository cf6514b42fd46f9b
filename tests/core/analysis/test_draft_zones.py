"""Laws of the draft: connected, large enough, tiling, none on another, the same from the same seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.analysis import draft
from kosozu.core.analysis.contiguity import Contiguity, contiguity
from kosozu.core.analysis.outlines import outlines

GAP, SMOOTH, LEAST = 10.0, 10.0, 3000.0
MISFIT = draft.misfit_of(np.array(["", "KEEP", "CHANGE", "CHANGE", "REDUCE"]))
NOTHING = np.empty(0, dtype=object)


@dataclass
class Land:
    shapes: np.ndarray
    wish: np.ndarray
    area: np.ndarray
    joins: Contiguity


@st.composite
def lands(draw: st.DrawFn) -> Land:
    """A crooked grid of parcels with roads between, some missing, some locked, wishes in patches and noise."""
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    columns, rows = draw(st.integers(2, 9)), draw(st.integers(2, 9))
    corner = np.stack(np.meshgrid(np.arange(columns + 1), np.arange(rows + 1), indexing="ij"), -1) * 34.0
    corner = corner + rng.uniform(-6, 6, corner.shape)
    rings = np.stack([corner[:-1, :-1], corner[1:, :-1], corner[1:, 1:], corner[:-1, 1:]], axis=2).reshape(
        -1, 4, 2
    )
    middle = rings.mean(axis=1, keepdims=True)
    shrink = rng.choice([1.0, 0.98, 0.9, 0.75], size=(len(rings), 1, 1))
    shapes = shapely.polygons(middle + (rings - middle) * shrink)
    keep = rng.random(len(shapes)) < draw(st.sampled_from([0.7, 0.95, 1.0]))
    keep[0] = True
    shapes = shapes[keep]
    wish = rng.integers(0, 5, len(shapes))
    x = shapely.get_x(shapely.centroid(shapes))
    wish = np.where(rng.random(len(shapes)) < 0.6, np.digitize(x, [60, 130, 220, 300]), wish)
    wish[rng.random(len(shapes)) < draw(st.sampled_from([0.0, 0.15]))] = -1
    joins = contiguity(shapes, wish >= 0, GAP, NOTHING)
    return Land(shapes, wish, shapely.area(shapes), joins)


def drafted(land: Land, seed: int = 1) -> tuple[draft.Regions, np.ndarray]:
    label = draft.smoothed(land.wish, land.area, MISFIT, land.joins, SMOOTH, seed)
    found = draft.regions(land.wish, label, land.area, MISFIT, land.joins, least=LEAST, smooth=SMOOTH)
    return found, outlines(land.shapes, found.region, land.joins, GAP, NOTHING)


@settings(max_examples=60, deadline=None)
@given(lands())
def test_zones(land: Land) -> None:
    """One polygon each, at least as large as asked, with all their units, off each other and off everybody else's."""
    found, shapes = drafted(land)
    assert len(shapes) == len(found.label) == found.region.max(initial=-1) + 1
    assert not (found.region[land.wish < 0] >= 0).any()
    if not len(shapes):
        return
    assert shapely.is_valid(shapes).all() and (shapely.get_type_id(shapes) == 3).all()
    size = np.bincount(found.region[found.region >= 0], land.area[found.region >= 0])
    assert (size >= LEAST).all() and (shapely.area(shapes) >= size - 1e-3).all()
    for place, zone in enumerate(shapes):
        own = found.region == place
        assert shapely.area(shapely.difference(land.shapes[own], zone)).sum() == pytest.approx(0, abs=1e-3)
        assert shapely.area(shapely.intersection(land.shapes[~own], zone)).sum() == pytest.approx(0, abs=1e-3)
        others = np.delete(shapes, place)
        assert shapely.area(shapely.intersection(others, zone)).sum() == pytest.approx(0, abs=1e-3)


@settings(max_examples=40, deadline=None)
@given(lands(), st.integers(0, 99))
def test_regions_are_connected_and_what_is_left_is_small(land: Land, seed: int) -> None:
    """By the pairs alone; whoever is left out lies in a component of free units that is too small as a whole."""
    found, _ = drafted(land, seed)
    parent = np.arange(len(land.shapes))
    near = parent.copy()
    for _ in range(len(parent)):
        for labels, mask in (
            (parent, found.region[land.joins.first] == found.region[land.joins.second]),
            (near, None),
        ):
            one, two = (
                side if mask is None else side[mask] for side in (land.joins.first, land.joins.second)
            )
            low = np.minimum(labels[one], labels[two])
            np.minimum.at(labels, one, low)
            np.minimum.at(labels, two, low)
    for place in range(len(found.label)):
        assert len(set(parent[found.region == place])) == 1
    for unit in np.flatnonzero((found.region < 0) & (land.wish >= 0)):
        assert land.area[near == near[unit]].sum() < LEAST


@settings(max_examples=40, deadline=None)
@given(lands(), st.integers(0, 99))
def test_smoothing_lowers_the_energy_and_repeats(land: Land, seed: int) -> None:
    """The same seed gives the same; the energy is never above that of everybody's own wish."""
    wish = np.maximum(land.wish, 0)
    one, two = (draft.smoothed(land.wish, land.area, MISFIT, land.joins, SMOOTH, seed) for _ in range(2))
    assert (one == two).all()
    at = [draft.energy(wish, label, land.area, MISFIT, land.joins, SMOOTH) for label in (wish, one)]
    assert at[1] <= at[0] + 1e-6
    first, again = drafted(land, seed), drafted(land, seed)
    assert (first[0].region == again[0].region).all()
    assert (shapely.to_wkb(first[1]) == shapely.to_wkb(again[1])).all()


def test_by_hand() -> None:
    """Two blocks of four parcels with a road between, one odd parcel in the middle of the first."""
    cells = [(x, y) for x in range(3) for y in range(3)] + [(x, y) for x in range(3, 6) for y in range(3)]
    shapes = np.array([shapely.box(x * 32, y * 32, x * 32 + 30, y * 32 + 30) for x, y in cells], dtype=object)
    wish = np.array([1] * 9 + [4] * 9)
    wish[4] = 2
    joins = contiguity(shapes, wish >= 0, GAP, NOTHING)
    assert len(joins.first) == 5 * 3 + 6 * 2 and joins.distance == pytest.approx(2.0)
    label = draft.smoothed(wish, shapely.area(shapes), MISFIT, joins, SMOOTH, 1)
    assert label.tolist() == [1] * 9 + [4] * 9
    found = draft.regions(wish, label, shapely.area(shapes), MISFIT, joins, least=LEAST, smooth=SMOOTH)
    assert found.label.tolist() == [1, 4]
    zones = outlines(shapes, found.region, joins, GAP, NOTHING)
    assert shapely.area(zones) == pytest.approx([94 * 94, 94 * 94], rel=1e-6)
    plain = shapely.simplify(zones, 1e-6)
    assert (shapely.get_num_coordinates(plain) <= 6).all(), "simple edges: the roads inside are closed"


def test_a_way_is_not_drawn_across_what_blocks() -> None:
    """Two parcels on either side of somebody's zone are no neighbours; without it they are, and one polygon."""
    shapes = np.array([shapely.box(0, 0, 40, 40), shapely.box(46, 0, 90, 40)], dtype=object)
    wall = np.array([shapely.box(42, -9, 43, 49)], dtype=object)
    free = np.ones(2, dtype=bool)
    assert len(contiguity(shapes, free, GAP, wall).first) == 0
    joins = contiguity(shapes, free, GAP, NOTHING)
    (zone,) = outlines(shapes, np.zeros(2, dtype=int), joins, GAP, NOTHING)
    assert zone.geom_type == "Polygon" and zone.area == pytest.approx(90 * 40, rel=1e-3)
    corner = np.array([shapely.box(0, 0, 9, 9), shapely.box(10, 10, 19, 19)])
    assert len(contiguity(corner, free, GAP, NOTHING).first) == 0
