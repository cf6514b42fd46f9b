"""Painting: units get a class of their own, or lose it; class and deciding zone are brought up to date with it.

A unit that is not painted has the class and the zone that zones give it (see :mod:`effective`). A painted one keeps
that zone where it has the same class. So painting needs no geometry, but where the zones' own answer is not in the
row: a unit painted against its zones that gets another paint, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import effective, rows
from .rows import Columns
from .schema import TABLES

if TYPE_CHECKING:
    from .stroke import Stroke

UNIT = TABLES["unit"]


def paint(stroke: Stroke, fids: Sequence[int], code: str) -> int:
    """Give units a class (``""``: take their paint away) inside a stroke; returns how many of them differed."""
    connection = stroke.connection
    stored = ["fid", "paint_code", "class_code", "zone_id"]
    _, stands = rows.find(connection, "main", UNIT, "fid", sorted(set(fids)), stored)
    found = stands.pop("fid")
    _blank(stands)
    known = _by_zones(stroke, found, stands)
    new: Columns = {
        "paint_code": [code] * len(found),
        "class_code": [code or zone_class for zone_class, _ in known],
        "zone_id": [zone if not code or code == zone_class else "" for zone_class, zone in known],
    }
    return stroke.write_differences(UNIT, found, stands, new)


def _blank(stands: Columns) -> None:
    for column, values in stands.items():
        stands[column] = [value or "" for value in values]


def _by_zones(stroke: Stroke, fids: list[int], stands: Columns) -> list[tuple[str, str]]:
    """What the zones alone give each unit: from the row where it tells, else from the overlay."""
    known: list[tuple[str, str] | None] = [
        None if paint and not zone else (code, zone)
        for paint, code, zone in zip(stands["paint_code"], stands["class_code"], stands["zone_id"])
    ]
    open_ = [at for at, value in enumerate(known) if value is None]
    if open_:
        found = effective.by_zones(stroke.connection, stroke.zones, [fids[at] for at in open_])
        for at, value in zip(open_, found):
            known[at] = value
    return [value or ("", "") for value in known]
