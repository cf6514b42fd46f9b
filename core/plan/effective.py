"""The class of a few units after an edit of paint or zones, by OGR alone.

The same rule as the overlay of whole plans: a unit's own paint; else the class with the largest part of it, parts of
one class added up (what zones share counted once) and the part under no zone competing as none; equal parts to the
smaller zone id, none last.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from osgeo import ogr

from ..order import natural
from . import geometry, rows
from .rows import Columns
from .schema import TABLES
from .sql import say

TIE = 1e-6
"""Parts that differ by less than this share of the unit are equal."""
NOISE = 1e-7
"""Less than this share of the unit is a touching border."""


@dataclass(frozen=True)
class _Zone:
    zone_id: str
    code: str
    shape: ogr.Geometry
    prepared: ogr.PreparedGeometry


class Zones:
    """The plan's own zones that have a class, in order of their id."""

    def __init__(self, connection: sqlite3.Connection, scenario: str) -> None:
        statement = say(
            "SELECT",
            "zone_id, class_code, geom",
            "FROM",
            "zone WHERE tier = 'own' AND coalesce(class_code, '') <> '' AND geom IS NOT NULL",
            "AND coalesce(scenario_id, '') IN ('', ?)",
        )
        found = connection.execute(statement, (scenario,)).fetchall()
        found.sort(key=lambda row: natural(str(row[0] or "")))
        self._zones = [_zone(str(zone_id or ""), code, blob) for zone_id, code, blob in found]
        nowhere = (np.inf, -np.inf, np.inf, -np.inf)
        boxes = [geometry.envelope(blob) or nowhere for _, _, blob in found]
        self._boxes = np.array(boxes, dtype=float).reshape(-1, 4)

    def near(self, box: geometry.Envelope) -> list[_Zone]:
        """Zones whose envelope meets ``box``."""
        mine = self._boxes
        meets = (
            (mine[:, 0] <= box[1]) & (mine[:, 1] >= box[0]) & (mine[:, 2] <= box[3]) & (mine[:, 3] >= box[2])
        )
        return [self._zones[at] for at in np.flatnonzero(meets)]


def _zone(zone_id: str, code: str, blob: bytes) -> _Zone:
    shape = valid(geometry.shape(blob))
    return _Zone(zone_id, code, shape, shape.CreatePreparedGeometry())


def valid(shape: ogr.Geometry) -> ogr.Geometry:
    """The polygon itself, or repaired where it crosses itself."""
    if shape.IsValid():
        return shape
    repaired = shape.MakeValid()
    return shape.Buffer(0) if repaired is None else repaired


def classes(
    connection: sqlite3.Connection, scenario: str, fids: Sequence[int]
) -> tuple[list[int], Columns, Columns]:
    """Units (fids that are there), their ``class_code`` and ``zone_id`` as they stand, and as they should be."""
    stored = ["fid", "geom", "paint_code", "class_code", "zone_id"]
    _, units = rows.find(connection, "main", TABLES["unit"], "fid", fids, stored)
    zones = Zones(connection, scenario)
    found = [_decide(blob, paint or "", zones) for blob, paint in zip(units["geom"], units["paint_code"])]
    stands = {"class_code": units["class_code"], "zone_id": units["zone_id"]}
    new = {"class_code": [code for code, _ in found], "zone_id": [zone_id for _, zone_id in found]}
    return units["fid"], stands, new


def by_zones(connection: sqlite3.Connection, zones: Zones, fids: Sequence[int]) -> list[tuple[str, str]]:
    """Class and zone that the zones alone give units (fids that are there), whatever is painted."""
    _, units = rows.find(connection, "main", TABLES["unit"], "fid", fids, ["geom"])
    return [_winner(blob, zones) for blob in units["geom"]]


def _decide(blob: bytes | None, paint: str, zones: Zones) -> tuple[str, str]:
    """Class and zone of one unit; a painted one keeps the zone that would decide where that has the same class."""
    code, zone_id = _winner(blob, zones)
    if not paint:
        return code, zone_id
    return paint, zone_id if code == paint else ""


def _winner(blob: bytes | None, zones: Zones) -> tuple[str, str]:
    box = geometry.envelope(blob)
    near = [] if blob is None or box is None else zones.near(box)
    if blob is None or not near:
        return "", ""
    unit = valid(geometry.shape(blob))
    area = unit.GetArea()
    pieces = [
        (zone, piece) for zone in near for piece in [_piece(zone, unit)] if piece.GetArea() > NOISE * area
    ]
    by_class: dict[str, list[tuple[_Zone, ogr.Geometry]]] = {}
    for zone, piece in pieces:
        by_class.setdefault(zone.code, []).append((zone, piece))
    if not by_class:
        return "", ""
    parts = {code: _union_area([piece for _, piece in some]) for code, some in by_class.items()}
    none = area - _union_area([piece for _, piece in pieces])
    top = max(parts.values())
    if none > top + TIE * area and none > NOISE * area:
        return "", ""
    level = [code for code, part in parts.items() if part >= top - TIE * area]
    winner = min(level, key=lambda code: min(natural(zone.zone_id) for zone, _ in by_class[code]))
    return winner, _leader(by_class[winner])


def _leader(pieces: Sequence[tuple[_Zone, ogr.Geometry]]) -> str:
    """The zone with the largest piece; of equal ones the smaller id."""
    largest = max(piece.GetArea() for _, piece in pieces)
    level = [zone.zone_id for zone, piece in pieces if piece.GetArea() >= largest * (1 - TIE)]
    return min(level, key=natural)


def _piece(zone: _Zone, unit: ogr.Geometry) -> ogr.Geometry:
    if zone.prepared.Contains(unit):
        return unit
    if not zone.prepared.Intersects(unit):
        return ogr.Geometry(ogr.wkbPolygon)
    piece = zone.shape.Intersection(unit)
    return ogr.Geometry(ogr.wkbPolygon) if piece is None else piece


def _union_area(pieces: Sequence[ogr.Geometry]) -> float:
    whole = pieces[0]
    for piece in pieces[1:]:
        whole = whole.Union(piece)
    return float(whole.GetArea())
