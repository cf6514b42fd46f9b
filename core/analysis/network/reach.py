"""One question of accessibility as a whole: which core each place reaches first over the roads that are open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ...progress import SILENT, Progress, check
from .graph import (
    NO_TURNS,
    Graph,
    Places,
    Turns,
    build_graph,
    journeys,
    nearest_core,
    one_core,
    search_matrix,
)
from .noding import Pieces, compact, components
from .snapping import Lines, fastest, stand

Array = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Roads:
    """Pieces that may be travelled: ``minutes`` and ``way`` (see ``graph``) of each, and the forbidden turns."""

    pieces: Pieces
    minutes: Array
    way: Array | None = None
    turns: Turns = NO_TURNS


@dataclass(frozen=True)
class Answer:
    """What was found for P places and E pieces of road.

    ``minutes`` (P,; infinite: no way) to the core reached first, ``core`` (P,; -1: none), where ``people`` and
    ``cores`` stand; ``component`` of each piece (-1: closed), ``components``: how many there are.
    """

    minutes: Array
    core: Array
    people: Places
    cores: Places
    component: Array
    components: int
    graph: Graph
    state_minutes: Array
    matrix: Any
    by_component: dict[int, Places]


def reach(
    roads: Roads,
    people: Array,
    cores: Array,
    *,
    reach_m: float,
    access_kmh: float,
    closed: Array | None = None,
    progress: Progress = SILENT,
) -> Answer:
    """Minutes of ``people`` (P points) to ``cores`` (K points), by the roads that are not ``closed`` (E, bool).

    Cores stand on the nearest road. People stand on the nearest road of a component that holds a core, never on one
    that leads to none; where several components hold cores, the quickest way counts.
    """
    pieces = roads.pieces
    label, count = _component_of(pieces, closed)
    edges = None if closed is None else np.flatnonzero(~closed)
    lines = Lines(pieces.shapes, edges)
    cores_at = stand(cores, pieces.shapes, lines.nearest(cores), reach_m, access_kmh)
    check(progress)
    graph, matrix, state_minutes, state_core = _search(roads, edges, cores_at)
    check(progress)
    wanted = np.unique(label[cores_at.edge[cores_at.edge >= 0]])
    nearest = lines.nearest(people) if len(wanted) else np.full(len(people), -1, dtype=np.int64)
    options, by_component = [], {}
    for part in wanted:
        line = _nearest_within(nearest, label, part, people, pieces.shapes)
        places = stand(people, pieces.shapes, line, reach_m, access_kmh)
        by_component[int(part)] = places
        found = journeys(graph, state_minutes, state_core, places, cores_at)
        options.append((*found, places))
        check(progress)
    if not options:
        nowhere = stand(people, pieces.shapes, nearest, reach_m, access_kmh)
        options.append((np.full(len(people), np.inf), np.full(len(people), -1, dtype=np.int64), nowhere))
    minutes, core, places = fastest(options)
    return Answer(minutes, core, places, cores_at, label, count, graph, state_minutes, matrix, by_component)


def _nearest_within(nearest: Array, label: Array, part: int, people: Array, shapes: Array) -> Array:
    """The nearest road of one component, where the nearest one of all (``nearest``) belongs to another."""
    elsewhere = np.flatnonzero((nearest >= 0) & (label[nearest] != part))
    if not len(elsewhere):
        return nearest
    found = nearest.copy()
    found[elsewhere] = Lines(shapes, np.flatnonzero(label == part)).nearest(people[elsewhere])
    return found


def _component_of(pieces: Pieces, closed: Array | None) -> tuple[Array, int]:
    """Component of each piece, numbered from 0 without gaps; -1 where closed."""
    kept = np.ones(len(pieces.road), dtype=bool) if closed is None else ~closed
    label = np.full(len(pieces.road), -1, dtype=np.int64)
    _, of_node = components(pieces.tail[kept], pieces.head[kept], pieces.nodes)
    count, label[kept] = compact(of_node[pieces.tail[kept]])
    return label, count


def _search(roads: Roads, edges: Array | None, cores: Places) -> tuple[Graph, Any, Array, Array]:
    """The graph of the open roads; its edges keep the numbers of all pieces."""
    pieces, shut = roads.pieces, None
    if edges is not None:
        shut = np.ones(len(pieces.road), dtype=bool)
        shut[edges] = False
    graph = build_graph(pieces.tail, pieces.head, roads.minutes, pieces.nodes, roads.way, roads.turns, shut)
    matrix = search_matrix(graph, cores)
    minutes, core = nearest_core(graph, matrix, cores)
    return graph, matrix, minutes, core


def minutes_each(answer: Answer, limit: float = np.inf, progress: Progress = SILENT) -> Array:
    """Minutes (K, P) of each place to each core; infinite where there is no way within ``limit``; a search per core."""
    cores, count = answer.cores, len(answer.cores)
    found = np.full((count, len(answer.people)), np.inf)
    for number in np.flatnonzero(cores.edge >= 0):
        places = answer.by_component[int(answer.component[cores.edge[number]])]
        minutes = one_core(answer.graph, answer.matrix, int(number), limit)
        itself = Places(
            cores.edge[number : number + 1],
            cores.along[number : number + 1],
            cores.access[number : number + 1],
        )
        taken, _ = journeys(answer.graph, minutes, np.zeros(len(minutes), dtype=np.int64), places, itself)
        found[number] = np.where(taken <= limit, taken, np.inf)
        check(progress)
    return found
