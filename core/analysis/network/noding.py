"""Roads as they are drawn → pieces between nodes: crossings cut, ends joined, bridges and tunnels left alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ...progress import SILENT, Progress, check

Array = np.ndarray[Any, Any]

_EXACT = 1e-6
"""Metres within which two places are one even where no tolerance is asked for: what rounding leaves of a crossing."""


@dataclass(frozen=True)
class Pieces:
    """Pieces of roads between two nodes, E of them.

    ``shapes``: LineStrings (E,) in the direction of their road; ``road``: row of the road (E,); ``tail``, ``head``:
    node numbers of first and last point (E,); ``length``: metres (E,); ``nodes``: how many nodes there are.
    """

    shapes: Array
    road: Array
    tail: Array
    head: Array
    length: Array
    nodes: int


@dataclass(frozen=True)
class _Cuts:
    """Places where a line is cut: ``line`` (C,), ``measure`` along it (C,), ``place`` (C, 2)."""

    line: Array
    measure: Array
    place: Array


def node_roads(
    lines: Array,
    levels: Array | None = None,
    *,
    tolerance: float = 1.0,
    noded: bool = False,
    progress: Progress = SILENT,
) -> Pieces:
    """Pieces of lines (N LineStrings or MultiLineStrings in metres), cut at every crossing and touching end.

    ``levels`` (N texts; '' is the ground) keep bridges and tunnels apart: roads of different levels meet at ends
    only, and the end of a bridge or tunnel also on a road of the ground. Ends within ``tolerance`` metres of one
    another, or of a road, are one node. ``noded`` says that roads meet at their ends alone: no crossing is sought.
    Missing and empty lines, and lines without length, have no pieces.
    """
    parts, road = _parts(lines)
    if not noded:
        parts, road = _untied(parts, road)
    level = np.full(len(parts), "", dtype=object) if levels is None else np.asarray(levels, object)[road]
    reach = max(tolerance, _EXACT)
    check(progress)
    if noded or len(parts) == 0:
        links = _joined_ends(parts, reach)
        return _pieces(parts, road, _no_cuts(), links)
    tree = shapely.STRtree(parts)
    crossings, pairs = _crossings(parts, level, tree)
    check(progress)
    touches, touching = _touching_ends(parts, level, tree, reach)
    check(progress)
    base = 2 * len(parts)
    cuts = _Cuts(*(np.concatenate(two) for two in zip(_fields(crossings), _fields(touches))))
    cut_links = np.concatenate(
        [
            pairs + base,
            np.column_stack([touching, base + len(crossings.line) + np.arange(len(touching))]),
            _along(cuts, reach) + base,
            _at_ends(parts, cuts, reach, base),
        ]
    )
    return _pieces(parts, road, cuts, np.concatenate([_joined_ends(parts, reach), cut_links]))


def _fields(cuts: _Cuts) -> tuple[Array, Array, Array]:
    return cuts.line, cuts.measure, cuts.place


def _no_cuts() -> _Cuts:
    return _Cuts(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros((0, 2)))


def _parts(lines: Array) -> tuple[Array, Array]:
    """Single lines with a length, and the row of each."""
    parts, road = np.asarray(lines, dtype=object), np.arange(len(lines))
    if not (shapely.get_type_id(parts) == 1).all():
        parts, road = shapely.get_parts(parts, return_index=True)
    usable = (shapely.get_type_id(parts) == 1) & (shapely.length(parts) > 0)
    return parts[usable], road[usable]


def _untied(parts: Array, road: Array) -> tuple[Array, Array]:
    """The same lines, those that cross themselves cut where they do."""
    knotted = ~shapely.is_simple(parts)
    if not knotted.any():
        return parts, road
    pieces, which = shapely.get_parts(shapely.node(parts[knotted]), return_index=True)
    parts = np.concatenate([parts[~knotted], pieces])
    road = np.concatenate([road[~knotted], road[knotted][which]])
    order = np.argsort(road, kind="stable")
    return parts[order], road[order]


def _crossings(parts: Array, level: Array, tree: Any) -> tuple[_Cuts, Array]:
    """Cuts where lines of one level meet, first lines then second ones; and the pairs (K, 2) of cuts that are one."""
    one, other = tree.query(parts, predicate="intersects")
    kept = (one < other) & (level[one] == level[other])
    one, other = one[kept], other[kept]
    common, pair = shapely.get_parts(shapely.intersection(parts[one], parts[other]), return_index=True)
    kinds = shapely.get_type_id(common)
    points, along = (
        kinds == 0,
        kinds == 1,
    )  # lines that lie on one another meet where the common part begins and ends
    places = np.concatenate(
        [
            common[points],
            shapely.get_point(common[along], 0),
            shapely.get_point(common[along], -1),
        ]
    )
    pair = np.concatenate([pair[points], pair[along], pair[along]])
    line = np.concatenate([one[pair], other[pair]])
    twice = np.concatenate([places, places])
    measure = shapely.line_locate_point(parts[line], twice)
    count = len(places)
    links = np.column_stack([np.arange(count), np.arange(count) + count])
    return _Cuts(line, measure, shapely.get_coordinates(twice)), links


def _end_points(parts: Array) -> Array:
    """First points, then last points."""
    return np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])


def _touching_ends(parts: Array, level: Array, tree: Any, reach: float) -> tuple[_Cuts, Array]:
    """Cuts of lines on which another line ends (within ``reach``), and the number of that end."""
    ends = _end_points(parts)
    owner = np.tile(np.arange(len(parts)), 2)
    end, line = tree.query(ends, predicate="dwithin", distance=reach)
    allowed = (owner[end] != line) & ((level[owner[end]] == level[line]) | (level[line] == ""))
    end, line = end[allowed], line[allowed]
    measure = shapely.line_locate_point(parts[line], ends[end])
    length = shapely.length(parts[line])
    inside = (measure > _EXACT) & (measure < length - _EXACT)
    # An end that meets the other line's end is joined there; one near that end but beside it cuts nothing either.
    first, last = (shapely.distance(shapely.get_point(parts[line], at), ends[end]) for at in (0, -1))
    inside &= (first > reach) & (last > reach)
    end, line, measure = end[inside], line[inside], measure[inside]
    place = shapely.get_coordinates(shapely.line_interpolate_point(parts[line], measure))
    return _Cuts(line, measure, place), end


def _joined_ends(parts: Array, reach: float) -> Array:
    """Pairs (K, 2) of ends that are one node; ends are numbered first points, then last points."""
    if len(parts) == 0:
        return np.zeros((0, 2), dtype=np.int64)
    every, owner = shapely.get_coordinates(parts, return_index=True)
    last = np.flatnonzero(np.r_[owner[1:] != owner[:-1], True])
    xy = every[np.concatenate([np.r_[0, last[:-1] + 1], last])]
    which, first = _same_places(xy)
    same = np.column_stack([np.arange(len(which)), first[which]])
    near = cKDTree(xy[first]).query_pairs(reach, output_type="ndarray")
    return np.concatenate([same[same[:, 0] != same[:, 1]], first[near].reshape(-1, 2)])


def _same_places(xy: Array) -> tuple[Array, Array]:
    """(number of the place of each point, first point at each place): points are at one place where both numbers agree.

    Points are told apart by a mix of their bits, which is five times as fast as sorting them. Should two places ever
    have one mix, they are sorted after all.
    """
    plain = np.ascontiguousarray(xy + 0.0)  # -0.0 is 0.0
    bits = plain.view(np.uint64)
    mixed = bits[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ (
        bits[:, 1] * np.uint64(0xC2B2AE3D27D4EB4F) + np.uint64(1)
    )
    which, _ = pd.factorize(mixed.view(np.int64))
    first = _first_of(which)
    if not (plain[first[which]] == plain).all():
        _, which = np.unique(plain[:, 0] + 1j * plain[:, 1], return_inverse=True)
        first = _first_of(which)
    return which, first


def _first_of(which: Array) -> Array:
    """The first row of each number."""
    first = np.zeros(which.max() + 1, dtype=np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]
    return first


def _along(cuts: _Cuts, reach: float) -> Array:
    """Pairs of cuts of one line that lie within ``reach`` of each other: three roads at one place, most often."""
    order = np.lexsort((cuts.measure, cuts.line))
    before, after = order[:-1], order[1:]
    near = (cuts.line[before] == cuts.line[after]) & (cuts.measure[after] - cuts.measure[before] <= reach)
    return np.column_stack([before[near], after[near]])


def _at_ends(parts: Array, cuts: _Cuts, reach: float, base: int) -> Array:
    """Pairs of a line's own end and a cut within ``reach`` of it."""
    number = np.arange(len(cuts.line)) + base
    first = cuts.measure <= reach
    last = shapely.length(parts[cuts.line]) - cuts.measure <= reach
    return np.concatenate(
        [
            np.column_stack([cuts.line[first], number[first]]),
            np.column_stack([cuts.line[last] + len(parts), number[last]]),
        ]
    )


def _pieces(parts: Array, road: Array, cuts: _Cuts, links: Array) -> Pieces:
    """The lines in pieces, with node numbers in the order in which ends and cuts come."""
    count = len(parts)
    total = 2 * count + len(cuts.line)
    ones = np.ones(len(links), dtype=np.int8)
    graph = coo_matrix((ones, (links[:, 0], links[:, 1])), shape=(total, total))
    node = connected_components(graph, directed=False)[1] if total else np.zeros(0, dtype=np.int32)
    number = 2 * count + np.arange(len(cuts.line))
    inner = (cuts.measure > _EXACT) & (cuts.measure < shapely.length(parts[cuts.line]) - _EXACT)
    # Of several cuts at one place of a line, which are one node already, one cuts it.
    along = np.lexsort((cuts.measure, cuts.line))
    again = (np.diff(cuts.line[along]) == 0) & (np.diff(cuts.measure[along]) <= _EXACT)
    inner[along[1:][again]] = False
    line, measure, place, number = (values[inner] for values in (cuts.line, cuts.measure, cuts.place, number))
    stop = np.concatenate([np.arange(count), line, np.arange(count)])
    at = np.concatenate([np.full(count, -1.0), measure, np.full(count, np.inf)])
    who = np.concatenate([np.arange(count), number, count + np.arange(count)])
    order = np.lexsort((at, stop))
    stop, who = stop[order], node[who[order]]
    inside = stop[:-1] == stop[1:]
    shapes, owner = _split(parts, line, measure, place)
    nodes, ends = compact(np.concatenate([who[:-1][inside], who[1:][inside]]))
    half = int(inside.sum())
    return Pieces(shapes, road[owner], ends[:half], ends[half:], np.asarray(shapely.length(shapes)), nodes)


def compact(numbers: Array) -> tuple[int, Array]:
    """Whole numbers from 0 without gaps, in the same order: how many there are, and each; sorts nothing."""
    there = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=bool)
    there[numbers] = True
    place = np.cumsum(there, dtype=np.int64) - 1
    return int(there.sum()), place[numbers]


def _split(parts: Array, line: Array, measure: Array, place: Array) -> tuple[Array, Array]:
    """(pieces in the order of their lines and along them, line of each). Whole lines are handed on as they are."""
    cut = np.zeros(len(parts), dtype=bool)
    cut[line] = True
    whole, chosen = np.flatnonzero(~cut), np.flatnonzero(cut)
    if not len(chosen):
        return parts, whole
    xy, which = shapely.get_coordinates(parts[chosen], return_index=True)
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    begin = np.r_[True, which[1:] != which[:-1]]
    step[begin] = 0.0
    run = np.cumsum(step)
    run -= run[begin][which]
    owner = np.concatenate([chosen[which], line])
    along = np.concatenate([run, measure])
    is_cut = np.concatenate([np.zeros(len(run), dtype=np.int8), np.ones(len(line), dtype=np.int8)])
    # A vertex at the place of a cut stands before it; the very last vertex of a line always comes last.
    final = np.concatenate([np.r_[begin[1:], True], np.zeros(len(line), dtype=bool)])
    order = np.lexsort((is_cut, along, final, owner))
    rows = np.repeat(order, 1 + is_cut[order])
    places = np.concatenate([xy, place])[rows]
    owners, second = owner[rows], np.r_[False, rows[1:] == rows[:-1]]
    piece = np.cumsum(np.r_[False, owners[1:] != owners[:-1]] | second)
    shapes = shapely.linestrings(places, indices=piece)
    starts = np.flatnonzero(np.r_[True, piece[1:] != piece[:-1]])
    every = np.concatenate([parts[whole], shapes])
    owned = np.concatenate([whole, owners[starts]])
    back = np.argsort(owned, kind="stable")
    return every[back], owned[back]


def components(tail: Array, head: Array, nodes: int) -> tuple[int, Array]:
    """How many parts of the network hang together, whatever the direction of travel, and the part of each node."""
    if not nodes:
        return 0, np.zeros(0, dtype=np.int32)
    graph = coo_matrix((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(nodes, nodes))
    count, label = connected_components(graph, directed=False)
    return int(count), label
