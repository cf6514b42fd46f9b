"""管理の難しさ: a weighted mean over normalised indicators, on two axes, and the class that follows from them.

``hard`` is how hard a unit is to manage as before, ``harm`` what neglect of it would do. An indicator counts 0 at its
``low``, 1 at its ``high``, evenly in between. What is not known (NaN) has no part in a score: the score is the mean of
what is known, weighted, and its factors sum to it. Never is a number that is not known taken for 0.

* ``easy`` (おそらく大丈夫): hard below the limit;
* ``hard`` (これまで通りは難しい): hard at or above it;
* ``harm`` (放っておくと困る): hard at or above it, and harm at or above its own;
* ``unknown`` (不明): less of the weight is known than the limit says, and what is not known could tip the scale. Where
  the scale stands whatever the unknown would be, it is no matter how much of it there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

KINDS = ("hard", "harm", "easy", "unknown")
HARD, HARM, EASY, UNKNOWN = range(4)
STEP = 0.2
"""How far each weight is moved to see what hangs on it."""


@dataclass(frozen=True)
class Weight:
    """One indicator on one axis (``hard`` or ``harm``)."""

    indicator: str
    axis: str
    weight: float
    low: float
    high: float


@dataclass(frozen=True)
class Limits:
    """Shares, 0 to 1: of the scores of both axes, and of the weight that must be known."""

    hard: float
    harm: float
    known: float


@dataclass(frozen=True)
class Axis:
    """One axis of all units: the score (NaN where nothing is known), known share of the weight, and the bounds.

    ``least`` and ``most`` are the scores over all weights if everything unknown were 0, or 1. ``factors`` has a column
    for each weight of all axes; those of other axes, and unknown ones, are NaN.
    """

    score: Array
    known: Array
    least: Array
    most: Array
    factors: Array


@dataclass(frozen=True)
class Judged:
    """``kind`` indexes KINDS; ``factors`` of both axes, units × weights."""

    kind: Array
    hard: Axis
    harm: Axis
    factors: Array


def normalised(values: Array, low: float, high: float) -> Array:
    """0 at ``low``, 1 at ``high``, even between and cut beyond; NaN stays NaN."""
    found: Array = np.clip((values - low) / (high - low), 0.0, 1.0)
    return found


def normal_table(columns: dict[str, Array], weights: Sequence[Weight], count: int) -> Array:
    """Units × weights of normalised indicators; NaN throughout for an indicator that ``columns`` lacks."""
    table = np.full((count, len(weights)), np.nan)
    for place, one in enumerate(weights):
        if one.indicator in columns:
            table[:, place] = normalised(columns[one.indicator], one.low, one.high)
    return table


def judge(normal: Array, weights: Sequence[Weight], limits: Limits) -> Judged:
    """Scores, factors and classes of all units."""
    size = np.array([one.weight for one in weights], dtype=float)
    axes = np.array([one.axis for one in weights])
    known = np.isfinite(normal)
    filled = np.where(known, normal, 0.0)
    hard, harm = (_axis(filled, known, np.where(axes == name, size, 0.0)) for name in ("hard", "harm"))
    factors = np.where(axes == "hard", hard.factors, harm.factors)
    return Judged(_kinds(hard, harm, limits), hard, harm, factors)


def _axis(filled: Array, known: Array, size: Array) -> Axis:
    total = float(size.sum())
    given = known @ size
    top = filled @ size
    with np.errstate(divide="ignore", invalid="ignore"):
        factors = np.where(known & (size > 0), filled * size / given[:, None], np.nan)
        score = np.where(given > 0, top / given, np.nan)
    if not total:
        nothing = np.zeros(len(filled))
        return Axis(score, nothing, nothing, nothing + 1.0, factors)
    return Axis(score, given / total, top / total, (top + total - given) / total, factors)


def _kinds(hard: Axis, harm: Axis, limits: Limits) -> Array:
    is_hard, told = _above(hard, limits.hard, limits.known)
    harms, harm_told = _above(harm, limits.harm, limits.known)
    found: Array = np.select([~told, ~is_hard, harms & harm_told], [UNKNOWN, EASY, HARM], HARD)
    return found


def _above(axis: Axis, limit: float, known: float) -> tuple[Array, Array]:
    """Whether the score is at or above the limit, and whether that can be told."""
    with np.errstate(invalid="ignore"):
        above = axis.score >= limit
    told = np.isfinite(axis.score) & ((axis.known >= known) | (axis.least >= limit) | (axis.most < limit))
    return above, told


def harm_is_small(judged: Judged, limits: Limits) -> Array:
    """Where it is known that neglect does little harm; elsewhere it does some, or nobody knows."""
    harms, told = _above(judged.harm, limits.harm, limits.known)
    found: Array = told & ~harms
    return found


def sensitivity(normal: Array, weights: Sequence[Weight], limits: Limits, area: Array) -> Array:
    """Weights × 2: share (0–1) of the area that has another class with one weight a fifth less, and a fifth more."""
    now = judge(normal, weights, limits).kind
    whole = float(area.sum())
    found = np.zeros((len(weights), 2))
    for place, one in enumerate(weights):  # some twenty
        for side, factor in enumerate((1.0 - STEP, 1.0 + STEP)):
            moved = list(weights)
            moved[place] = Weight(one.indicator, one.axis, one.weight * factor, one.low, one.high)
            other = judge(normal, moved, limits).kind
            found[place, side] = float(area[other != now].sum()) / whole if whole else 0.0
    return found
