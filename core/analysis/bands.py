"""Numbers in a few bands with round limits: what a map of an indicator shows, and how much lies in each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

MOST = 5
"""Bands of a map: more shades of one colour are not told apart."""
_MINUTES = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0)
_MOST_STEPS = 4


def cuts_of(values: Array, most: int = MOST) -> tuple[float, ...]:
    """Round limits between at most ``most`` bands that hold about equally many of the numbers; NaN are left out.

    Where few numbers occur there are fewer bands; of one number, or none, there is one band and no limit.
    """
    known = np.sort(values[np.isfinite(values)])
    if not len(known) or known[0] == known[-1]:
        return ()
    wanted = known[np.ceil(np.arange(1, most) / most * (len(known) - 1)).astype(int)]
    digits = 1 - math.floor(math.log10(known[-1] - known[0]))
    found = sorted({float(np.round(one, digits)) for one in wanted})
    return tuple(one for one in found if known[0] < one <= known[-1])


def placed(values: Array, cuts: tuple[float, ...]) -> Array:
    """Band of each number: 0 below the first limit, a limit itself is in the band above it; -1 for NaN."""
    found: Array = np.where(np.isnan(values), -1, np.searchsorted(np.array(cuts), values, side="right"))
    return found


def sums(band: Array, weight: Array, count: int) -> tuple[Array, Array]:
    """How many there are of each of ``count`` bands, and the sum of their weights; -1 is the last of count + 1."""
    at = np.where(band < 0, count, band)
    return np.bincount(at, minlength=count + 1), np.bincount(at, weights=weight, minlength=count + 1)


def minute_steps(limit: float) -> tuple[float, ...]:
    """At most four even steps of minutes up to the limit, which is the last: 60 → 15, 30, 45, 60."""
    step = next((one for one in _MINUTES if limit / one <= _MOST_STEPS), limit / _MOST_STEPS)
    count = math.ceil(limit / step - 1e-9)
    return (*(step * number for number in range(1, count)), limit)
