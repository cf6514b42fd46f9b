"""What becomes of land if users leave and people grow fewer: three variants, low ≤ middle ≤ high.

A *variant* is how much land is counted as without anybody to manage it. Nothing here is a prediction of persons: facts
of units (age, a future user named or not, the end of a lease) are carried forward by plain rules, and where a fact is
not known the unit is unknown, in no variant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
LOW, MIDDLE, HIGH = range(3)
VARIANTS = ("low", "middle", "high")


@dataclass(frozen=True)
class Users:
    """Facts along the units, NaN where not known: idle, user_now and user_future are 0 or 1.

    ``lease_end`` and ``target`` are years, ``age`` the user's age in the first year.
    """

    idle: Array
    user_now: Array
    user_future: Array
    age: Array
    lease_end: Array
    target: Array


@dataclass(frozen=True)
class Rules:
    """By variant: years after the first until undecided land loses its user, and the age at which users stop."""

    first: int
    undecided: tuple[float, float, float]
    leave_age: tuple[float, float, float]


def gone_from(users: Users, rules: Rules) -> tuple[Array, Array]:
    """Units × variants: the year from which nobody uses a unit (−inf: already, +inf: never seen); and who is unknown.

    * Nobody now: gone already, unless a user in ten years is named; then only where the high variant counts it.
    * No future user (利用者未定): gone after the variant's years (middle: in the target year, where known).
    * Age: gone when the user reaches the variant's age, where no future user is named.
    * Lease: the high variant takes its end for the end of use unless a future user is named; the middle one only where
      it is known that none is.
    """
    count = len(users.idle)
    none_now = (users.user_now == 0) | (users.idle == 1)
    named = users.user_future == 1
    undecided = users.user_future == 0
    found = np.full((count, 3), np.inf)
    for variant in (LOW, MIDDLE, HIGH):
        end = np.full(count, float(rules.first) + rules.undecided[variant])
        if variant == MIDDLE:
            end = np.where(np.isfinite(users.target), users.target, end)
        old = rules.first + rules.leave_age[variant] - users.age
        year = np.where(undecided, end, np.inf)
        year = np.fmin(year, np.where(named, np.inf, old))
        if variant == HIGH:
            year = np.fmin(year, np.where(named, np.inf, users.lease_end))
        elif variant == MIDDLE:
            year = np.fmin(year, np.where(undecided, users.lease_end, np.inf))
        found[:, variant] = np.where(none_now & (~named | (variant == HIGH)), -np.inf, year)
    found = np.minimum.accumulate(found, axis=1)
    told = np.isfinite(users.user_now) | np.isfinite(users.idle) | np.isfinite(users.user_future)
    return found, ~told


def unmanaged(gone: Array, unknown: Array, area: Array, years: Array) -> Array:
    """Units × years × variants: square metres that nobody uses; 0 for unknown units, which are counted apart."""
    known = np.where(unknown, 0.0, area)
    found: Array = (gone[:, None, :] <= years[None, :, None]) * known[:, None, None]
    return found


def summed(values: Array, owner: Array, count: int) -> Array:
    """Sums over the first axis by owner (−1: none)."""
    found = np.zeros((count, *values.shape[1:]))
    np.add.at(found, owner[owner >= 0], values[owner >= 0])
    return found


def cohort_change(before: Array, after: Array, gap: float, ahead: Array) -> Array:
    """Groups of people carried on as they changed between two censuses.

    ``before`` and ``after`` are places × age groups, ``gap`` the years between them, ``ahead`` years after the second.
    Places × len(ahead) × groups; NaN where a group is not known in both, but for the second census itself. A group that
    was empty stays as it is. The change is held between a half and one and a half in the gap: small numbers jump.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(before > 0, np.clip(after / before, 0.5, 1.5), 1.0)
    ratio = np.where(np.isfinite(before) & np.isfinite(after), ratio, np.nan)
    found: Array = after[:, None, :] * ratio[:, None, :] ** (ahead[None, :, None] / gap)
    return found


def relative_error(predicted: Array, real: Array) -> float:
    """Sum of absolute errors over the sum of what is real, of places known in both; NaN where there are none."""
    both = np.isfinite(predicted) & np.isfinite(real)
    whole = float(real[both].sum())
    return float(np.abs(predicted[both] - real[both]).sum()) / whole if whole > 0 else float("nan")


def ranged(middle: Array, spread: Array) -> Array:
    """Low, middle and high of people on a new last axis; ``spread`` is relative, along the last axis of ``middle``."""
    found: Array = np.stack(
        [middle * np.maximum(1.0 - spread, 0.0), middle, middle * (1.0 + spread)], axis=-1
    )
    return found


def short_of_hours(wanted: Array, given: Array, area: Array) -> Array:
    """Square metres that hours do not suffice for, by variant; NaN where hours are not known.

    ``given`` has low, middle and high people on its last axis: few people leave much land, so the order turns.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        part = np.where(wanted[..., None] > 0, np.clip(1.0 - given / wanted[..., None], 0.0, 1.0), 0.0)
    part = np.where(np.isfinite(given) & np.isfinite(wanted[..., None]), part, np.nan)
    found: Array = (part * area[..., None])[..., ::-1]
    return found
