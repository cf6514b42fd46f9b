"""The one management class of each parcel.

Its own painted class; else the class with the largest part of it, parts of one class added up (what two zones of one
class share is counted once) and the part under no zone competing as none. Equal parts go to the smaller zone id
(2 before 10), none last. Slivers decide nothing, because no threshold takes part.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ..order import natural
from .overlay import NOISE, Pairs
from .polygons import merged

Array = np.ndarray[Any, Any]

#: Two parts of a parcel that differ by less than this share of it are equal.
TIE = 1e-6


@dataclass(frozen=True)
class Effective:
    """Per parcel: what decides, how much of it, and what else lies on it. ``""`` and −1 stand for none.

    ``area`` is the part that decided (the whole parcel where it is painted, the part under no zone where none won);
    ``other_*`` is the largest part of another class, or of none, in a parcel that is not painted. Areas in square
    metres; shares are fractions of the parcel's map area.
    """

    class_code: Array
    zone: Array
    zone_id: Array
    area: Array
    share: Array
    none_area: Array
    none_share: Array
    other_code: Array
    other_area: Array
    other_share: Array
    painted: Array
    part_unit: Array
    part_code: Array
    part_area: Array


@dataclass(frozen=True)
class _Parts:
    unit: Array
    code: Array
    area: Array
    rank: Array
    zone: Array


def effective(
    unit_area: Array,
    pairs: Pairs,
    zone_class: Array,
    zone_id: Array,
    *,
    units: Array,
    zones: Array,
    painted: Array | None = None,
) -> Effective:
    """Effective class of ``len(unit_area)`` parcels from their pairs with zones.

    ``zone_class`` (``""`` or None: no class) and ``zone_id`` are text per zone. ``units`` and ``zones`` are the
    polygons that were overlaid; zones that overlap each other are cut again. ``painted`` is the own class per parcel.
    """
    count = len(unit_area)
    named = np.array([str(code) if isinstance(code, str) else "" for code in zone_class], dtype=object)
    pairs = _of_class(pairs, named)
    labels, codes = np.unique(named.astype(str), return_inverse=True)
    ids = np.asarray(zone_id, dtype=object).astype(str)
    rank = np.empty(len(ids), dtype=np.int64)
    rank[sorted(range(len(ids)), key=lambda at: natural(str(ids[at])))] = np.arange(len(ids))
    code, area, zone = codes[pairs.zone], pairs.area, pairs.zone
    parts = _by_class(pairs.unit, code, area, zone, rank)
    covered = np.bincount(pairs.unit, weights=area, minlength=count)
    parts, covered = _count_once(parts, covered, pairs, code, unit_area, units, zones)
    none = unit_area - covered
    none[none <= NOISE * unit_area] = 0.0
    row, winner_is_none, other = _decide(parts, none, unit_area)
    return _result(parts, row, winner_is_none, other, none, unit_area, labels, ids, painted)


def _of_class(pairs: Pairs, named: Array) -> Pairs:
    """Pairs with zones that have a class; a zone without one leaves what it covers undecided."""
    keep = (named != "")[pairs.zone]
    if keep.all():
        return pairs
    return Pairs(pairs.unit[keep], pairs.zone[keep], pairs.area[keep])


def _by_class(unit: Array, code: Array, area: Array, zone: Array, rank: Array) -> _Parts:
    """Parts of one class in one parcel added up, with the smallest rank and the leading zone of each."""
    if not len(unit):
        nothing = np.zeros(0, dtype=np.intp)
        return _Parts(nothing, nothing, np.zeros(0), nothing, nothing)
    # Within a parcel and class the zone with the larger area leads, equal ones by zone id.
    order = np.lexsort((rank[zone], code, unit))
    unit, code, area, zone = unit[order], code[order], area[order], zone[order]
    first = np.flatnonzero(np.r_[True, (unit[1:] != unit[:-1]) | (code[1:] != code[:-1])])
    if len(first) == len(unit):
        return _Parts(unit, code, area, rank[zone], zone)
    sums = np.add.reduceat(area, first)
    largest = np.repeat(np.maximum.reduceat(area, first), np.diff(np.r_[first, len(unit)]))
    leads = area >= largest * (1.0 - TIE)
    place = np.where(leads, np.arange(len(unit)), len(unit))
    leader = zone[np.minimum.reduceat(place, first)]
    return _Parts(unit[first], code[first], sums, rank[zone[first]], leader)


def _overlapping(pairs: Pairs, zones: Array) -> Array:
    """Parcels (sorted, once) on which two zones that share area with each other meet."""
    unit, zone = pairs.unit, pairs.zone
    left: list[Array] = []
    right: list[Array] = []
    lag = 1
    while lag < len(unit):
        at = np.flatnonzero(unit[lag:] == unit[:-lag])
        if not len(at):
            break
        left.append(at)
        right.append(at + lag)
        lag += 1
    if not left:
        return np.zeros(0, dtype=np.intp)
    one, two = np.concatenate(left), np.concatenate(right)
    keys = zone[one] * len(zones) + zone[two]
    distinct, inverse = np.unique(keys, return_inverse=True)
    a, b = zones[distinct // len(zones)], zones[distinct % len(zones)]
    with np.errstate(invalid="ignore"):
        shared = shapely.area(shapely.intersection(a, b))
    meet = shared > NOISE * np.minimum(shapely.area(a), shapely.area(b))
    return np.unique(unit[one[meet[inverse]]])


def _count_once(
    parts: _Parts,
    covered: Array,
    pairs: Pairs,
    code: Array,
    unit_area: Array,
    units: Array,
    zones: Array,
) -> tuple[_Parts, Array]:
    """Corrects sums on parcels where zones overlap: what they share is counted once."""
    over = _overlapping(pairs, zones)
    if not len(over):
        return parts, covered
    flag = np.zeros(len(unit_area), dtype=bool)
    flag[over] = True
    rows = np.flatnonzero(flag[pairs.unit])
    rows = rows[np.lexsort((pairs.zone[rows], code[rows], pairs.unit[rows]))]
    unit = pairs.unit[rows]
    mine = np.flatnonzero(flag[parts.unit])
    first = np.r_[True, (unit[1:] != unit[:-1]) | (code[rows][1:] != code[rows][:-1])]
    group = np.cumsum(first) - 1
    by_class = _union_area(rows, group, len(mine), pairs, unit_area, units, zones)
    area = parts.area.copy()
    area[mine] = by_class
    slot = np.searchsorted(over, unit)
    covered = covered.copy()
    covered[over] = _union_area(rows, slot, len(over), pairs, unit_area, units, zones)
    return _Parts(parts.unit, parts.code, area, parts.rank, parts.zone), covered


def _union_area(
    rows: Array, group: Array, count: int, pairs: Pairs, unit_area: Array, units: Array, zones: Array
) -> Array:
    """Area of the union of the pieces of each group of pairs; all pieces of a group are of one parcel."""
    unit, area = pairs.unit[rows], pairs.area[rows]
    whole = area >= unit_area[unit]
    out = np.bincount(group, weights=area, minlength=count)
    sizes = np.bincount(group, minlength=count)
    full = np.zeros(count, dtype=bool)
    full[group[whole]] = True
    owner_area = np.zeros(count)
    owner_area[group] = unit_area[unit]
    out[full] = owner_area[full]
    hard = (sizes > 1) & ~full
    pick = np.flatnonzero(hard[group])
    if len(pick):
        with np.errstate(invalid="ignore"):
            pieces = shapely.intersection(units[unit[pick]], zones[pairs.zone[rows[pick]]])
        union = merged(pieces, group[pick], count)
        out[hard] = shapely.area(union[hard])
    return np.minimum(out, owner_area)


def _decide(parts: _Parts, none: Array, unit_area: Array) -> tuple[Array, Array, tuple[Array, Array]]:
    """Winning row of ``parts`` per parcel (−1: none), whether none won, and the largest other part (row, area)."""
    count = len(unit_area)
    row = np.full(count, -1, dtype=np.intp)
    other_row = np.full(count, -1, dtype=np.intp)
    other_area = np.zeros(count)
    unit = parts.unit
    if not len(unit):
        return row, np.ones(count, dtype=bool), (other_row, other_area)
    first = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
    sizes = np.diff(np.r_[first, len(unit)])
    owners = unit[first]
    row[owners] = _largest(parts, first, sizes, unit_area)
    won = parts.area[row[owners]] >= none[owners] - TIE * unit_area[owners]
    row[owners[~won]] = -1
    # The runner-up: the best of the remaining rows, or none where that is larger.
    left = np.ones(len(unit), dtype=bool)
    left[row[owners[won]]] = False
    some = np.flatnonzero(left)
    if len(some):
        rest = _Parts(unit[some], parts.code[some], parts.area[some], parts.rank[some], parts.zone[some])
        head = np.flatnonzero(np.r_[True, rest.unit[1:] != rest.unit[:-1]])
        best = _largest(rest, head, np.diff(np.r_[head, len(some)]), unit_area)
        other_row[rest.unit[head]] = some[best]
        other_area[rest.unit[head]] = rest.area[best]
    bare = (row >= 0) & (none > other_area + TIE * unit_area)
    other_row[bare] = -1
    other_area[bare] = none[bare]
    return row, row < 0, (other_row, other_area)


def _largest(parts: _Parts, first: Array, sizes: Array, unit_area: Array) -> Array:
    """Row of the largest part per parcel; equal ones by the smallest zone id of their class."""
    top = np.repeat(np.maximum.reduceat(parts.area, first), sizes)
    near = parts.area >= top - TIE * unit_area[parts.unit]
    beyond = len(parts.unit) + int(parts.rank.max()) + 1
    best = np.repeat(np.minimum.reduceat(np.where(near, parts.rank, beyond), first), sizes)
    place = np.where(near & (parts.rank == best), np.arange(len(parts.unit)), len(parts.unit))
    return np.minimum.reduceat(place, first)


def _result(
    parts: _Parts,
    row: Array,
    bare: Array,
    other: tuple[Array, Array],
    none: Array,
    unit_area: Array,
    labels: Array,
    ids: Array,
    painted: Array | None,
) -> Effective:
    count = len(unit_area)
    names = np.append(labels.astype(object), "")
    zones = np.append(ids.astype(object), "")
    size = np.where(unit_area > 0, unit_area, 1.0)
    code = np.full(count, len(labels))
    zone = np.full(count, -1, dtype=np.intp)
    area = none.copy()
    has = np.flatnonzero(~bare)
    code[has], zone[has], area[has] = parts.code[row[has]], parts.zone[row[has]], parts.area[row[has]]
    class_code = names[code]
    other_row, other_area = other
    other_code = np.full(count, "", dtype=object)
    known = np.flatnonzero(other_row >= 0)
    other_code[known] = names[parts.code[other_row[known]]]
    own = np.zeros(count, dtype=bool)
    if painted is not None:
        paint = np.asarray(painted, dtype=object)
        own = paint != ""
        # A painted parcel keeps the zone that would decide, as its place, where that zone has the same class.
        stray = own & (class_code != paint)
        class_code[own] = paint[own]
        zone[stray] = -1
        area[own] = unit_area[own]
        other_code[own], other_area[own] = "", 0.0
    return Effective(
        class_code=class_code,
        zone=zone,
        zone_id=zones[zone],
        area=area,
        share=area / size,
        none_area=none,
        none_share=none / size,
        other_code=other_code,
        other_area=other_area,
        other_share=other_area / size,
        painted=own,
        part_unit=parts.unit,
        part_code=names[parts.code],
        part_area=parts.area,
    )
