"""Parcels as patches: neighbours together, lonely ones not shown."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from kosozu.core.analysis.patches import dissolved, of_several, overlaid, patches


def grid(columns: int, rows: int, size: float = 20.0, gap: float = 2.0) -> np.ndarray:
    """Squares with a balk between them, row by row."""
    return np.array(
        [
            shapely.box(c * size, r * size, (c + 1) * size - gap, (r + 1) * size - gap)
            for r in range(rows)
            for c in range(columns)
        ],
        dtype=object,
    )


def test_neighbours_are_one_patch_and_balks_are_filled() -> None:
    parcels = grid(4, 3)
    found = patches(parcels, np.array(["P1"] * 12, dtype=object), 5.0)
    assert list(found.codes) == ["P1"]
    assert found.shown.all()
    assert found.shapes[0].area == pytest.approx(78.0 * 58.0)
    assert len(found.shapes[0].interiors) == 0


def test_patches_of_two_parcels_are_not_shown() -> None:
    parcels = grid(10, 1)
    codes = np.array(["A"] * 2 + ["B"] * 3 + [""] + ["A"] * 3 + ["C"], dtype=object)
    found = patches(parcels, codes, 5.0)
    assert sorted(found.codes) == ["A", "B"]
    assert found.shown.tolist() == [False, False, True, True, True, False, True, True, True, False]
    everything = patches(parcels, codes, 5.0, least=1)
    assert everything.shown.tolist() == [bool(code) for code in codes]
    assert sorted(everything.codes) == ["A", "A", "B", "C"]


def test_parcels_farther_apart_than_a_farm_road_stay_apart() -> None:
    parcels = np.array([shapely.box(0, 0, 10, 10), shapely.box(17, 0, 27, 10)], dtype=object)
    codes = np.array(["A", "A"], dtype=object)
    assert len(patches(parcels, codes, 5.0, least=1).shapes) == 2
    assert len(patches(parcels, codes, 8.0, least=1).shapes) == 1


def test_dissolving_keeps_the_ground_of_each_code() -> None:
    shapes = np.array(
        [shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10), shapely.box(30, 0, 40, 10)], dtype=object
    )
    codes, merged = dissolved(shapes, np.array(["A", "A", "B"], dtype=object))
    assert list(codes) == ["A", "B"]
    assert [shape.area for shape in merged] == [150.0, 100.0]


def test_what_lies_over_takes_the_ground() -> None:
    under = (np.array(["A"], dtype=object), np.array([shapely.box(0, 0, 10, 10)], dtype=object))
    over = (np.array(["B"], dtype=object), np.array([shapely.box(5, 0, 15, 10)], dtype=object))
    codes, shapes = overlaid(under, over)
    assert dict(zip(codes, shapely.area(shapes))) == {"A": 50.0, "B": 100.0}
    empty = (np.array([], dtype=object), np.array([], dtype=object))
    assert list(overlaid(under, empty)[0]) == ["A"]
    assert list(overlaid(empty, over)[0]) == ["B"]
    assert list(overlaid(empty, empty)[0]) == []


def test_parcels_that_meet_at_a_corner_only_are_not_one_patch() -> None:
    """Three in a row across their corners: each would stand alone on the map."""
    parcels = np.array(
        [shapely.box(n * 21.0, n * 21.0, n * 21.0 + 20, n * 21.0 + 20) for n in range(3)], dtype=object
    )
    codes = np.array(["A"] * 3, dtype=object)
    found = patches(parcels, codes, 5.0)
    assert len(found.shapes) == 0 and not found.shown.any()
    alone = patches(parcels, codes, 5.0, least=1)
    assert len(alone.shapes) == 3 and alone.shown.all()


def test_patches_of_one_user_are_not_shown() -> None:
    """Three users in the first patch, one in the second, nobody known in the third: each of these may be another."""
    parcels = grid(11, 1)
    codes = np.array(["A"] * 3 + [""] + ["A"] * 3 + [""] + ["A"] * 3, dtype=object)
    holders = np.array([1, 2, 1, 0, 7, 7, 7, 0, 0, 0, 0])
    made = patches(parcels, codes, 5.0)
    assert len(made.shapes) == 3
    found = of_several(made, parcels, codes, holders, 2)
    assert len(found.shapes) == len(found.codes) == 2
    assert found.shown.tolist() == [True] * 3 + [False] * 5 + [True] * 3
    assert of_several(made, parcels, codes, holders, 3).shown.tolist() == [False] * 8 + [True] * 3
    assert of_several(made, parcels, codes, holders, 0) is made
    none = patches(parcels, np.full(11, "", dtype=object), 5.0)
    assert not of_several(none, parcels, codes, holders, 2).shown.any()
