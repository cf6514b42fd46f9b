"""Who is reached: sums of people, the choice of towns that cover most, and what is lost with one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Share:
    """People counted: ``reached`` + ``unreached`` = ``total``; places without a number are in none of them."""

    total: float
    reached: float
    unreached: float
    unknown: int

    @property
    def percent(self) -> float:
        """Reached people of all, in percent; 0 where there is nobody."""
        return 100.0 * self.reached / self.total if self.total else 0.0


def count_people(people: Array, reached: Array) -> Share:
    """Sums of people (P,; NaN: not known) over the places that are reached (P,) and the others."""
    known = ~np.isnan(people)
    inside = float(people[known & reached].sum())
    outside = float(people[known & ~reached].sum())
    return Share(inside + outside, inside, outside, int((~known).sum()))


def per_core(people: Array, core: Array, reached: Array, cores: int) -> Array:
    """People (cores,) that reach each core before any other, within the time."""
    counted = reached & (core >= 0) & ~np.isnan(people)
    return np.bincount(core[counted], weights=people[counted], minlength=cores)[:cores]


def alone(people: Array, reach: Array) -> Array:
    """People (K,) that each core would have within reach by itself; ``reach``: (K, P) of whether."""
    return np.asarray(reach @ np.nan_to_num(people))


def lost_without(people: Array, reach: Array) -> Array:
    """People (K,) that no core would reach any more if this one were lost."""
    only = reach & (reach.sum(axis=0) == 1)
    return alone(people, only)


def greedy(people: Array, reach: Array) -> tuple[Array, Array]:
    """(order in which cores are chosen, people covered after each choice).

    Each choice is the core that adds most people to those covered already; of equals the earlier one. The first k of
    the order are the greedy choice of k cores: never less than 63 % of what the best k could cover.
    """
    weights = np.nan_to_num(people)
    left = np.ones(reach.shape[1], dtype=bool)
    order: list[int] = []
    covered: list[float] = []
    total = 0.0
    open_cores = np.ones(reach.shape[0], dtype=bool)
    for _ in range(reach.shape[0]):
        gain = np.where(open_cores, reach @ (weights * left), -1.0)
        best = int(np.argmax(gain))
        total += float(gain[best])
        left &= ~reach[best]
        open_cores[best] = False
        order.append(best)
        covered.append(total)
    return np.array(order, dtype=np.int64), np.array(covered)
