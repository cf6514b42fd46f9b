"""Pieces of roads → a graph of minutes, with one-way roads and forbidden turns; searched from the towns backwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import dijkstra

Array = np.ndarray[Any, Any]

BOTH, FORWARD, BACKWARD = 0, 1, -1
"""Which way a road may be travelled, by the direction in which it is drawn."""

_LEAST = 1e-12
"""Minutes of a way without length: a stored zero could be taken for no way at all."""


@dataclass(frozen=True)
class Turns:
    """Forbidden turns: from ``into`` (edge) over ``node`` to ``out`` (edge), three arrays of one length."""

    into: Array
    node: Array
    out: Array


NO_TURNS = Turns(*(np.zeros(0, dtype=np.int64) for _ in range(3)))


@dataclass(frozen=True)
class Graph:
    """States and the arcs between them. A state is a node, or a node come to by a road from which a turn is forbidden.

    ``arc_edge``, ``arc_forward``, ``arc_tail``, ``arc_head``: one arc per edge, direction and state it starts in;
    ``minutes``: of each edge; ``ahead``, ``back``: the state in which a journey along the edge and against it ends
    (-1: not allowed), per edge.
    """

    arc_edge: Array
    arc_forward: Array
    arc_tail: Array
    arc_head: Array
    minutes: Array
    ahead: Array
    back: Array
    states: int


def minutes_of(length: Array, kmh: Array) -> Array:
    """Minutes for metres at km/h."""
    return np.asarray(length / (kmh * (1000.0 / 60.0)))


def build_graph(
    tail: Array,
    head: Array,
    minutes: Array,
    nodes: int,
    way: Array | None = None,
    turns: Turns = NO_TURNS,
    shut: Array | None = None,
) -> Graph:
    """The graph of E edges.

    ``way`` is BOTH, FORWARD or BACKWARD per edge (None: both ways everywhere); an edge that is ``shut`` (E, bool) may
    not be travelled at all.
    """
    way = np.zeros(len(tail), dtype=np.int8) if way is None else way
    shut = np.zeros(len(tail), dtype=bool) if shut is None else shut
    ahead = np.where((way != BACKWARD) & ~shut, head, -1)
    back = np.where((way != FORWARD) & ~shut, tail, -1)
    number = np.arange(len(tail))
    edge = np.concatenate([number[ahead >= 0], number[back >= 0]])
    forward = np.concatenate(
        [np.ones((ahead >= 0).sum(), dtype=bool), np.zeros((back >= 0).sum(), dtype=bool)]
    )
    starts = np.where(forward, tail[edge], head[edge])
    if not len(turns.into):
        ends = np.where(forward, head[edge], tail[edge])
        return Graph(edge, forward, starts, ends, minutes, ahead, back, nodes)
    return _with_turns(edge, forward, starts, minutes, (tail, head, ahead, back), nodes, turns)


def _with_turns(
    edge: Array,
    forward: Array,
    starts: Array,
    minutes: Array,
    sides: tuple[Array, Array, Array, Array],
    nodes: int,
    turns: Turns,
) -> Graph:
    """A node that a forbidden turn leads over gets a second state for those who come by the road it starts from."""
    tail, head, ahead, back = sides
    ahead, back = ahead.copy(), back.copy()
    by_start = np.argsort(starts, kind="stable")
    sorted_starts = starts[by_start]
    more: list[tuple[Array, int]] = []
    states = nodes
    for into, node in sorted({(int(one), int(two)) for one, two in zip(turns.into, turns.node)}):
        banned = turns.out[(turns.into == into) & (turns.node == node)]
        first, last = np.searchsorted(sorted_starts, [node, node + 1])
        leaving = by_start[first:last]
        more.append((leaving[~np.isin(edge[leaving], banned)], states))
        if head[into] == node and ahead[into] >= 0:
            ahead[into] = states
        if tail[into] == node and back[into] >= 0:
            back[into] = states
        states += 1
    extra = np.concatenate([which for which, _ in more])
    extra_starts = np.concatenate([np.full(len(which), state) for which, state in more])
    edge, forward = np.concatenate([edge, edge[extra]]), np.concatenate([forward, forward[extra]])
    starts = np.concatenate([starts, extra_starts])
    ends = np.where(forward, ahead[edge], back[edge])
    return Graph(edge, forward, starts, ends, minutes, ahead, back, states)


@dataclass(frozen=True)
class Places:
    """P places on the network.

    ``edge``: where they stand (-1: on none); ``along``: share of the edge's length from its first point; ``access``:
    minutes between the place and its road.
    """

    edge: Array
    along: Array
    access: Array

    def __len__(self) -> int:
        return len(self.edge)


def search_matrix(graph: Graph, cores: Places) -> csr_matrix:
    """Ways backwards, with one more state per core (numbers from ``graph.states``) from which its roads are entered."""
    on_road = np.flatnonzero(cores.edge >= 0)
    order = np.argsort(graph.arc_edge, kind="stable") if len(on_road) else np.zeros(0, dtype=np.int64)
    sorted_edges = graph.arc_edge[order]
    low = np.searchsorted(sorted_edges, cores.edge[on_road], side="left")
    high = np.searchsorted(sorted_edges, cores.edge[on_road], side="right")
    core = np.repeat(on_road, high - low)
    arc = order[_ranges(low, high)]
    share = np.where(graph.arc_forward[arc], cores.along[core], 1.0 - cores.along[core])
    cost = share * graph.minutes[cores.edge[core]] + cores.access[core]
    rows = np.concatenate([graph.arc_head, graph.states + core])
    columns = np.concatenate([graph.arc_tail, graph.arc_tail[arc]])
    data = np.concatenate([graph.minutes[graph.arc_edge], cost])
    return _least_of_each(rows, columns, np.maximum(data, _LEAST), graph.states + len(cores))


def _ranges(low: Array, high: Array) -> Array:
    """The whole numbers from each ``low`` up to its ``high``, one after another."""
    count = high - low
    if not count.sum():
        return np.zeros(0, dtype=np.int64)
    return np.arange(count.sum()) + np.repeat(low - np.r_[0, np.cumsum(count)[:-1]], count)


def _least_of_each(rows: Array, columns: Array, data: Array, size: int) -> csr_matrix:
    """A sparse matrix in which the shortest of several ways between two states stands."""
    matrix = coo_matrix((data, (rows, columns)), shape=(size, size)).tocsr()
    if matrix.nnz == len(data):
        return matrix
    # Several ways were added up: sort by state pair and minutes, and keep the first of each.
    key = rows.astype(np.int64) * size + columns
    order = np.lexsort((data, key))
    first = order[np.r_[True, np.diff(key[order]) > 0]]
    return coo_matrix((data[first], (rows[first], columns[first])), shape=(size, size)).tocsr()


def nearest_core(
    graph: Graph, matrix: csr_matrix, cores: Places, limit: float = np.inf
) -> tuple[Array, Array]:
    """(minutes from each state to the core it reaches first, that core or -1); infinite where none is reached."""
    minutes, _, source = dijkstra(
        matrix,
        indices=graph.states + np.arange(len(cores)),
        min_only=True,
        return_predecessors=True,
        limit=limit,
    )
    found = source[: graph.states]
    return minutes[: graph.states], np.where(found >= 0, found - graph.states, -1)


def one_core(graph: Graph, matrix: csr_matrix, core: int, limit: float = np.inf) -> Array:
    """Minutes from each state to one core, infinite beyond ``limit``."""
    return np.asarray(dijkstra(matrix, indices=graph.states + core, limit=limit)[: graph.states])


def journeys(
    graph: Graph, state_minutes: Array, state_core: Array, people: Places, cores: Places
) -> tuple[Array, Array]:
    """(minutes of each place of people to the core it reaches first, that core or -1), access at both ends counted."""
    on_road = people.edge >= 0
    edge = np.where(on_road, people.edge, 0)
    total = np.full(len(people), np.inf)
    core = np.full(len(people), -1, dtype=np.int64)
    if not len(graph.minutes):
        return total, core
    for end, share in ((graph.ahead, 1.0 - people.along), (graph.back, people.along)):
        state = end[edge]
        open_way = on_road & (state >= 0)
        state = np.where(open_way, state, 0)
        minutes = np.where(open_way, state_minutes[state] + share * graph.minutes[edge], np.inf)
        better = minutes < total
        total[better], core[better] = minutes[better], state_core[state[better]]
    _same_edge(graph, people, cores, total, core)
    return total + people.access, core


def _same_edge(graph: Graph, people: Places, cores: Places, total: Array, core: Array) -> None:
    """Journeys that never leave the road on which the core stands."""
    order = np.argsort(people.edge, kind="stable")
    sorted_edges = people.edge[order]
    for number in np.flatnonzero(cores.edge >= 0):
        edge, at = int(cores.edge[number]), cores.along[number]
        here = order[slice(*np.searchsorted(sorted_edges, [edge, edge + 1]))]
        away = at - people.along[here]
        allowed = ((away >= 0) & (graph.ahead[edge] >= 0)) | ((away <= 0) & (graph.back[edge] >= 0))
        minutes = np.where(allowed, np.abs(away) * graph.minutes[edge] + cores.access[number], np.inf)
        better = minutes < total[here]
        total[here[better]], core[here[better]] = minutes[better], number
