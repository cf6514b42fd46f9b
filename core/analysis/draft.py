"""A proposal of zones: connected groups of units of one class, none smaller than asked, with short borders.

Three known steps, all on scipy's sparse graphs:

1. Units get the class that suits each best; then neighbours are heard: a Potts model, its energy (area of units without
   their own class, and metres of border between classes) lowered by iterated conditional modes (J. Besag, On the
   Statistical Analysis of Dirty Pictures, 1986). In a round only units move that no moving neighbour outranks, ranks
   being drawn anew (M. Luby, A Simple Parallel Algorithm for the Maximal Independent Set Problem, 1986), so that every
   round lowers the energy and the end is reached. The draw is seeded.
2. Connected components of units of one class.
3. Agglomeration under contiguity (as in J. C. Duque and others, The Max-p-Regions Problem, 2012): the smallest region
   below the least area joins the neighbour at the least cost in the same energy, until none is left.

A region that has no neighbour to join and is too small stays out (−1).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components

from ..progress import SILENT, Progress, check
from .contiguity import Contiguity

Array = np.ndarray[Any, Any]
_MOST_ROUNDS = 1000


@dataclass(frozen=True)
class Regions:
    """``region`` of each unit (−1: none), 0 … in the order of their first units; the label of each region."""

    region: Array
    label: Array


def misfit_of(level: Array) -> Array:
    """Labels × labels: what a unit minds per square metre to have another class; half within one level."""
    same = level[:, None] == level[None, :]
    found = np.where(same, 0.5, 1.0)
    np.fill_diagonal(found, 0.0)
    return found


def energy(wish: Array, label: Array, area: Array, misfit: Array, joins: Contiguity, smooth: float) -> float:
    """Square metres of misfit, and ``smooth`` for each metre of border between labels."""
    apart = label[joins.first] != label[joins.second]
    return float((area * misfit[wish, label]).sum() + smooth * joins.border[apart].sum())


def smoothed(wish: Array, area: Array, misfit: Array, joins: Contiguity, smooth: float, seed: int) -> Array:
    """Labels of a local least of the energy, reached from everybody's own wish (−1: no part, label 0)."""
    wish = np.maximum(wish, 0)
    count, kinds = len(wish), len(misfit)
    random = np.random.default_rng(seed)
    graph = _graph(joins, joins.border, count)
    own = area[:, None] * misfit[wish]
    label = wish.copy()
    rows = np.arange(count)
    for _ in range(_MOST_ROUNDS):
        near = csr_matrix((np.ones(count), (rows, label)), shape=(count, kinds))
        cost = own - smooth * np.asarray((graph @ near).todense())
        best = cost.argmin(axis=1)
        gain = cost[rows, label] - cost[rows, best]
        moving = gain > 1e-6
        if not moving.any():
            break
        rank = np.where(moving, random.permutation(count) + 1, 0)
        most = np.zeros(count, dtype=rank.dtype)
        np.maximum.at(most, joins.first, rank[joins.second])
        np.maximum.at(most, joins.second, rank[joins.first])
        now = moving & (rank > most)
        label[now] = best[now]
    return label


def regions(
    wish: Array,
    label: Array,
    area: Array,
    misfit: Array,
    joins: Contiguity,
    *,
    least: float,
    smooth: float,
    progress: Progress = SILENT,
) -> Regions:
    """Connected regions of one label with at least ``least`` square metres each; ``wish`` −1 is no part of any."""
    part = np.flatnonzero(wish >= 0)
    label = label.copy()
    while True:  # a second time only where regions that have joined took a label that a neighbour has too
        check(progress)
        region = _components(label, joins, part)
        kinds = _by_wish(region, wish, area, len(misfit))
        joined, own = _agglomerated(region, label, kinds, misfit, joins, least, smooth)
        changed = np.where(region >= 0, own[np.maximum(joined[region], 0)], label)
        same = (changed[part] == label[part]).all()
        label = changed
        if same:
            break
    region = _components(label, joins, part)
    size = np.bincount(region[part], area[part], minlength=region.max(initial=-1) + 1)
    region = np.where((region >= 0) & (size[np.maximum(region, 0)] >= least), region, -1)
    return _numbered(region, label)


def _graph(joins: Contiguity, weight: Array, count: int) -> csr_matrix:
    rows, columns = np.r_[joins.first, joins.second], np.r_[joins.second, joins.first]
    return coo_matrix((np.r_[weight, weight], (rows, columns)), shape=(count, count)).tocsr()


def _components(label: Array, joins: Contiguity, part: Array) -> Array:
    """Connected units of one label, numbered; −1 for those that are no part."""
    count = len(label)
    same = label[joins.first] == label[joins.second]
    graph = coo_matrix((np.ones(same.sum()), (joins.first[same], joins.second[same])), shape=(count, count))
    _, found = connected_components(graph, directed=False)
    region = np.full(count, -1, dtype=np.int64)
    _, region[part] = np.unique(found[part], return_inverse=True)
    return region


def _by_wish(region: Array, wish: Array, area: Array, kinds: int) -> Array:
    """Regions × labels: area of the units that wish for each."""
    part = region >= 0
    count = region.max(initial=-1) + 1
    flat = np.bincount(region[part] * kinds + wish[part], area[part], minlength=count * kinds)
    return flat.reshape(count, kinds)


def _agglomerated(
    region: Array, label: Array, kinds: Array, misfit: Array, joins: Contiguity, least: float, smooth: float
) -> tuple[Array, Array]:
    """Where each region ends up, and the label of each."""
    count = len(kinds)
    first_unit = np.full(count, len(region), dtype=np.int64)
    part = np.flatnonzero(region >= 0)
    np.minimum.at(first_unit, region[part], part)
    own = label[first_unit]
    near = _neighbours(region, joins, count)
    into = np.arange(count)
    kinds = kinds.copy()
    size = kinds.sum(axis=1)
    waiting = [(size[at], at) for at in range(count) if size[at] < least]
    heapq.heapify(waiting)
    while waiting:  # over regions, of which each joins once
        known, at = heapq.heappop(waiting)
        if into[at] != at or known != size[at] or not near[at]:
            continue
        minds = kinds[at] @ misfit
        target = min(near[at], key=lambda other: (minds[own[other]] - smooth * near[at][other], other))
        into[at] = target
        kinds[target] += kinds[at]
        size[target] += size[at]
        pair = sorted({int(own[target]), int(own[at])})
        own[target] = min(pair, key=lambda one: (float(kinds[target] @ misfit[:, one]), one))
        for other, border in near[at].items():
            del near[other][at]
            if other != target:
                near[target][other] = near[other][target] = near[target].get(other, 0.0) + border
        near[at] = {}
        if size[target] < least:
            heapq.heappush(waiting, (size[target], target))
    return _ends(into), own


def _neighbours(region: Array, joins: Contiguity, count: int) -> list[dict[int, float]]:
    one, two = region[joins.first], region[joins.second]
    apart = (one != two) & (one >= 0) & (two >= 0)
    summed = coo_matrix((joins.border[apart], (one[apart], two[apart])), shape=(count, count)).tocsr()
    both = (summed + summed.T).tocoo()
    found: list[dict[int, float]] = [{} for _ in range(count)]
    for a, b, border in zip(both.row.tolist(), both.col.tolist(), both.data.tolist()):
        found[a][b] = border
    return found


def _ends(into: Array) -> Array:
    while (into != into[into]).any():
        into = into[into]
    return into


def _numbered(region: Array, label: Array) -> Regions:
    part = np.flatnonzero(region >= 0)
    _, first, inverse = np.unique(region[part], return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    found = np.full(len(region), -1, dtype=np.int64)
    found[part] = rank[inverse]
    return Regions(found, label[part[np.sort(first)]])
