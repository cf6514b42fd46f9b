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

    ``least`` and ``most`` are the scores over all weights if everything unknown were 0, or 1.
    """

    score: Array
    known: Array
    least: Array
    most: Array


@dataclass(frozen=True)
class Judged:
    """``kind`` indexes KINDS; ``factors``: units × weights, parts of the score of its axis, NaN where unknown."""

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


@dataclass(frozen=True)
class _Sums:
    """One axis of all units: its whole weight, the weight of what is known, and that weight times the values."""

    whole: float
    given: Array
    top: Array

    def axis(self) -> Axis:
        with np.errstate(divide="ignore", invalid="ignore"):
            score = np.where(self.given > 0, self.top / self.given, np.nan)
        if not self.whole:
            nothing = np.zeros(len(score))
            return Axis(score, nothing, nothing, nothing + 1.0)
        most = (self.top + self.whole - self.given) / self.whole
        return Axis(score, self.given / self.whole, self.top / self.whole, most)

    def moved(self, step: float, known: Array, values: Array) -> _Sums:
        """With one indicator's weight ``step`` larger."""
        return _Sums(self.whole + step, self.given + step * known, self.top + step * values)


def _sums(normal: Array, weights: Sequence[Weight]) -> dict[str, _Sums]:
    """The sums of both axes; a weight of the other axis counts for nothing."""
    known = np.isfinite(normal)
    filled = np.where(known, normal, 0.0)
    found = {}
    for name in ("hard", "harm"):
        size = np.array([one.weight if one.axis == name else 0.0 for one in weights])
        found[name] = _Sums(float(size.sum()), known @ size, filled @ size)
    return found


def judge(normal: Array, weights: Sequence[Weight], limits: Limits) -> Judged:
    """Scores, factors and classes of all units."""
    sums = _sums(normal, weights)
    hard, harm = sums["hard"].axis(), sums["harm"].axis()
    factors = np.full(normal.shape, np.nan)
    for place, one in enumerate(weights):
        if one.weight > 0:
            with np.errstate(divide="ignore", invalid="ignore"):
                factors[:, place] = normal[:, place] * one.weight / sums[one.axis].given
    return Judged(_kinds(hard, harm, limits), hard, harm, factors)


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
    sums = _sums(normal, weights)
    axes = {name: own.axis() for name, own in sums.items()}
    now, whole = _kinds(axes["hard"], axes["harm"], limits), float(area.sum())
    found = np.zeros((len(weights), 2))
    for place, one in enumerate(weights):  # some twenty
        known, values = np.isfinite(normal[:, place]), np.nan_to_num(normal[:, place])
        for side, step in enumerate((-STEP * one.weight, STEP * one.weight)):
            moved = axes | {one.axis: sums[one.axis].moved(step, known, values).axis()}
            other = _kinds(moved["hard"], moved["harm"], limits)
            found[place, side] = float(area[other != now].sum()) / whole if whole else 0.0
    return found
