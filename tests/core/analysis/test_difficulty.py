"""Laws of the difficulty: factors sum to the score, scores follow weights and indicators, unknown is never 0."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.analysis import difficulty
from kosozu.core.analysis.difficulty import EASY, HARD, HARM, UNKNOWN, Limits, Weight

LIMITS = Limits(0.45, 0.4, 0.4)
part = st.one_of(st.none(), st.floats(0, 1))


@st.composite
def tables(draw: st.DrawFn) -> tuple[np.ndarray, list[Weight]]:
    """Some units, some weights on both axes, holes in between."""
    axes = draw(st.lists(st.sampled_from(["hard", "harm"]), min_size=1, max_size=7))
    sizes = draw(st.lists(st.floats(0, 5), min_size=len(axes), max_size=len(axes)))
    weights = [Weight(f"i{place}", axis, size, 0, 1) for place, (axis, size) in enumerate(zip(axes, sizes))]
    rows = draw(st.lists(st.lists(part, min_size=len(axes), max_size=len(axes)), min_size=1, max_size=8))
    return np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float), weights


@settings(max_examples=200, deadline=None)
@given(tables())
def test_factors_sum_to_the_score(table: tuple[np.ndarray, list[Weight]]) -> None:
    """To 1e-9, on each axis; a score is within the bounds that the unknown leaves, and NaN where nothing is known."""
    normal, weights = table
    judged = difficulty.judge(normal, weights, LIMITS)
    for name, axis in (("hard", judged.hard), ("harm", judged.harm)):
        own = np.array([one.axis == name for one in weights])
        summed = np.nansum(judged.factors[:, own], axis=1)
        known = np.isfinite(axis.score)
        assert summed[known] == pytest.approx(axis.score[known], abs=1e-9)
        assert (axis.least[known] <= axis.score[known] + 1e-9).all()
        assert (axis.score[known] <= axis.most[known] + 1e-9).all()
        size = np.array([one.weight for one in weights])
        assert (known == ((np.isfinite(normal) & own) @ size > 0)).all()


@settings(max_examples=200, deadline=None)
@given(tables(), st.data())
def test_monotone(table: tuple[np.ndarray, list[Weight]], data: st.DataObject) -> None:
    """A heavier weight draws the score towards its indicator, never away; a worse indicator never lowers the score."""
    normal, weights = table
    at = data.draw(st.integers(0, len(weights) - 1))
    more = [*weights]
    more[at] = dataclasses.replace(weights[at], weight=weights[at].weight + data.draw(st.floats(0, 5)))
    before, after = (
        getattr(difficulty.judge(normal, w, LIMITS), weights[at].axis).score for w in (weights, more)
    )
    both = np.isfinite(before) & np.isfinite(normal[:, at])
    low, high = np.minimum(before, normal[:, at]), np.maximum(before, normal[:, at])
    assert ((after >= low - 1e-9) & (after <= high + 1e-9))[both].all()
    assert ((after - before) * (normal[:, at] - before) >= -1e-9)[both].all()
    worse = normal.copy()
    worse[:, at] = np.minimum(worse[:, at] + 0.3, 1.0)
    risen = getattr(difficulty.judge(worse, weights, LIMITS), weights[at].axis).score
    assert (risen[both] >= before[both] - 1e-9).all()


@settings(max_examples=100, deadline=None)
@given(tables())
def test_unknown_only_where_it_could_tip(table: tuple[np.ndarray, list[Weight]]) -> None:
    """Filling every hole with 0 or with 1 gives the same side wherever too little is known and yet a class stands."""
    normal, weights = table
    kind = difficulty.judge(normal, weights, LIMITS).kind
    judged = difficulty.judge(normal, weights, LIMITS)
    sides = [
        difficulty.judge(np.where(np.isfinite(normal), normal, fill), weights, LIMITS).hard.score
        >= LIMITS.hard
        for fill in (0.0, 1.0)
    ]
    little = (judged.hard.known < LIMITS.known - 1e-9) & (kind != UNKNOWN)
    assert (sides[0] == sides[1])[little].all()
    nothing = ~np.isfinite(judged.hard.score)
    assert (kind[nothing] == UNKNOWN).all()


def test_by_hand() -> None:
    """One unit of each class; a missing number is left out of the mean and not put in as 0."""
    weights = [
        Weight("slope", "hard", 2, 3, 15),
        Weight("user", "hard", 3, 1, 0),
        Weight("red", "harm", 1, 0, 0.3),
    ]
    columns = {
        "slope": np.array([15.0, 15.0, 3.0, np.nan, np.nan, 9.0]),
        "user": np.array([0.0, 0.0, 1.0, np.nan, 0.0, np.nan]),
        "red": np.array([0.0, 0.3, 0.3, 0.3, np.nan, 0.0]),
    }
    normal = difficulty.normal_table(columns, weights, 6)
    judged = difficulty.judge(normal, weights, LIMITS)
    assert judged.kind.tolist() == [HARD, HARM, EASY, UNKNOWN, HARD, HARD]
    assert judged.hard.score[[0, 1, 2, 4, 5]] == pytest.approx([1, 1, 0, 1, 0.5])
    assert judged.hard.known == pytest.approx([1, 1, 1, 0, 0.6, 0.4])
    assert judged.factors[0] == pytest.approx([0.4, 0.6, 0.0])
    assert difficulty.harm_is_small(judged, LIMITS).tolist() == [True, False, False, False, False, True]
    strict = dataclasses.replace(LIMITS, known=0.5)
    assert difficulty.judge(normal, weights, strict).kind[5] == UNKNOWN
    assert np.isnan(difficulty.normal_table({}, weights, 1)).all()


def test_sensitivity_by_hand() -> None:
    """A unit at the limit changes with either weight, one far from it with none; shares are of the area."""
    weights = [Weight("a", "hard", 1, 0, 1), Weight("b", "hard", 1, 0, 1)]
    normal = np.array([[0.9, 0.0], [1.0, 1.0]])
    found = difficulty.sensitivity(normal, weights, Limits(0.45, 0.4, 0.4), np.array([1.0, 3.0]))
    assert found == pytest.approx(np.array([[0.25, 0.0], [0.0, 0.25]]))
