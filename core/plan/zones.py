"""Zones drawn at the desk: make, split, merge, reshape, fill, cut; classes are brought up to date in the same stroke.

Geometry goes in and out as WKB in the plan's plane system, and is worked on by OGR (GEOS), as in the rest of this
room. Only the plan's own zones are changed; those of an upper plan stand as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from osgeo import ogr

from ..errors import KosozuError
from ..order import natural
from . import change, effective, geometry, rows, shapes
from .rows import Columns
from .schema import TABLES

if TYPE_CHECKING:
    from .stroke import Stroke

ZONE, UNIT = TABLES["zone"], TABLES["unit"]
SNAP_M = 0.001
"""Edges nearer than this are one: a line drawn along an edge is off by rounding."""


def draw(stroke: Stroke, shape: bytes, class_code: str, name: str = "") -> str:
    """A new zone (「区域1」 where no name is given); returns its id. Raises PLAN-ZONE-EMPTY where it holds no area."""
    polygon = shapes.polygonal(geometry.from_wkb(shape))
    if polygon is None:
        raise KosozuError("PLAN-ZONE-EMPTY")
    zone_id = new_ids(stroke, 1)[0]
    row = {"zone_id": zone_id, "class_code": class_code, "name": name or default_name(zone_id)}
    _insert(stroke, [row], [polygon])
    refresh(stroke)
    return zone_id


def split(stroke: Stroke, line: bytes, zone_ids: Sequence[str] = ()) -> list[str]:
    """Cut own zones (all that the line crosses, or those named) in two or more; returns the ids of the new parts.

    The largest part keeps the zone's id; the others take over everything but id and name's number. Raises
    PLAN-ZONE-UNCUT where the line cuts none from edge to edge.
    """
    cut = shapes.extended(geometry.from_wkb(line))
    made: list[str] = []
    for zone_id, row, shape in _own(stroke, zone_ids):
        if not shape.Intersects(cut):
            continue
        parts = shapes.pieces(shape, cut)
        if len(parts) < 2:
            continue
        names = new_ids(stroke, len(parts) - 1)
        _reshape(stroke, [zone_id], [parts[0]])
        fresh = [{**row, "zone_id": name, "name": _part_name(row, at)} for at, name in enumerate(names, 2)]
        _insert(stroke, fresh, parts[1:])
        made += names
    if not made:
        raise KosozuError("PLAN-ZONE-UNCUT")
    refresh(stroke)
    return made


def merge(stroke: Stroke, zone_ids: Sequence[str], keep: str = "") -> str:
    """Make one zone of several; ``keep`` (else the largest) gives its id and all it says. Returns the id that stays.

    Actions and marks of the others go over to it. Raises PLAN-ZONE-FEW where fewer than two are named.
    """
    found = {zone_id: shape for zone_id, _, shape in _own(stroke, zone_ids)} if zone_ids else {}
    if len(found) < 2:
        raise KosozuError("PLAN-ZONE-FEW")
    stays = keep or max(found, key=lambda zone_id: (found[zone_id].GetArea(), zone_id))
    whole = shapes.union(list(found.values()))
    others = [zone_id for zone_id in found if zone_id != stays]
    _reshape(stroke, [stays], [whole])
    _hand_over(stroke, others, stays)
    stroke.delete("zone", others)
    refresh(stroke)
    return stays


def reshape(stroke: Stroke, line: bytes) -> list[str]:
    """Move the edge between zones to a line that begins and ends on their outlines; returns the zones that changed.

    The zones that the line touches are taken together and cut along it; each piece goes to the zone that it was mostly
    of. With one zone, what the line cuts off is given up. Raises PLAN-ZONE-UNCUT where nothing changes.
    """
    cut = shapes.extended(geometry.from_wkb(line))
    everything = [(zone_id, shape) for zone_id, _, shape in _own(stroke, ())]
    touched = [(zone_id, shape) for zone_id, shape in everything if shape.Intersects(cut)]
    if not touched:
        raise KosozuError("PLAN-ZONE-UNCUT")
    old = [shape for _, shape in touched]
    if len(touched) == 1:
        pieces = shapes.pieces(old[0], cut)
        others = shapes.union([shape for zone_id, shape in everything if zone_id != touched[0][0]])
        new = [pieces[0]] if len(pieces) > 1 else [shapes.grown(old[0], cut, others)]
    else:
        new = shapes.divided(old, cut)
    changed = [at for at, shape in enumerate(new) if not shapes.same(shape, old[at])]
    if not changed:
        raise KosozuError("PLAN-ZONE-UNCUT")
    _reshape(stroke, [touched[at][0] for at in changed], [new[at] for at in changed])
    refresh(stroke)
    return [touched[at][0] for at in changed]


def fill(stroke: Stroke, x: float, y: float, within: bytes | None, class_code: str = "") -> str:
    """Give the gap around a point to the zone it borders on most (of ``class_code`` where one is given).

    ``within`` (the plan's area, else the hull of all zones) bounds the gap. Returns the zone's id. Raises
    PLAN-ZONE-NO-GAP where the point lies in a zone, outside, or in a gap that borders on none.
    """
    own = [(zone_id, row, shape) for zone_id, row, shape in _own(stroke, ())]
    if not own:
        raise KosozuError("PLAN-ZONE-NO-GAP")
    cover = shapes.union([shape for _, _, shape in own])
    bound = geometry.from_wkb(within) if within else cover.ConvexHull()
    spot = ogr.CreateGeometryFromWkt(f"POINT ({x} {y})")
    gap = next((piece for piece in shapes.parts(bound.Difference(cover)) if piece.Contains(spot)), None)
    if gap is None:
        raise KosozuError("PLAN-ZONE-NO-GAP")
    edge = gap.GetBoundary()
    shared = [
        (edge.Intersection(shape.Buffer(SNAP_M)).Length(), zone_id, shape)
        for zone_id, row, shape in own
        if not class_code or row["class_code"] == class_code
    ]
    length, zone_id, shape = max(shared, default=(0.0, "", None), key=lambda entry: (entry[0], entry[1]))
    if not length or shape is None:
        raise KosozuError("PLAN-ZONE-NO-GAP")
    _reshape(stroke, [zone_id], [shapes.union([shape, gap])])
    refresh(stroke)
    return zone_id


def cut_overlap(stroke: Stroke, x: float, y: float, class_code: str = "") -> list[str]:
    """Where zones overlap at a point, leave the land to one of them: that of ``class_code``, else the smaller one.

    Returns the zones that gave land up. Raises PLAN-ZONE-NO-OVERLAP where fewer than two lie at the point.
    """
    spot = ogr.CreateGeometryFromWkt(f"POINT ({x} {y})")
    here = [(zone_id, row, shape) for zone_id, row, shape in _own(stroke, ()) if shape.Contains(spot)]
    if len(here) < 2:
        raise KosozuError("PLAN-ZONE-NO-OVERLAP")
    here.sort(key=lambda entry: (entry[1]["class_code"] != class_code, entry[2].GetArea(), natural(entry[0])))
    stays = here[0][2]
    losers = [(zone_id, shapes.polygonal(shape.Difference(stays))) for zone_id, _, shape in here[1:]]
    gone = [zone_id for zone_id, shape in losers if shape is None]
    left = [(zone_id, shape) for zone_id, shape in losers if shape is not None]
    if gone:
        raise KosozuError("PLAN-ZONE-SWALLOWED", zones="、".join(gone))
    _reshape(stroke, [zone_id for zone_id, _ in left], [shape for _, shape in left])
    refresh(stroke)
    return [zone_id for zone_id, _ in left]


def from_paint(stroke: Stroke, road_m: float, codes: Sequence[str] = ()) -> list[str]:
    """Zones of painted units, one for each class and each group of them that lies together; returns their ids.

    Gaps up to ``road_m`` between units of a class (a road, a ditch) are closed, never over units of another class. The
    paint is taken off what the zones now say.
    """
    table = _painted(stroke)
    made: list[dict[str, Any]] = []
    outlines: list[ogr.Geometry] = []
    wanted = list(codes) or sorted(set(table["paint_code"]))
    everything = {code: shapes.union(_of(table, code)) for code in sorted(set(table["paint_code"]))}
    for code in wanted:
        if code not in everything:
            continue
        closed = everything[code].Buffer(road_m / 2, 4).Buffer(-road_m / 2, 4)
        for other, shape in everything.items():
            if other != code:
                closed = closed.Difference(shape)
        whole = shapes.union([closed, everything[code]])
        for piece in shapes.parts(whole):
            made.append({"class_code": code})
            outlines.append(piece)
    if not made:
        raise KosozuError("PLAN-ZONE-NO-PAINT")
    ids = new_ids(stroke, len(made))
    named = [{**row, "zone_id": zone_id, "name": default_name(zone_id)} for row, zone_id in zip(made, ids)]
    _insert(stroke, named, outlines)
    fids = [fid for fid, code in zip(table["fid"], table["paint_code"]) if code in wanted]
    _, stands = rows.find(stroke.connection, "main", UNIT, "fid", fids, ["fid", "paint_code"])
    found = stands.pop("fid")
    stroke.write_differences(UNIT, found, stands, {"paint_code": [""] * len(found)})
    refresh(stroke)
    return ids


def to_paint(stroke: Stroke, zone_ids: Sequence[str]) -> int:
    """Paint the units that zones decide with the zones' class; returns how many."""
    from .paint import paint

    statement = "SELECT fid, class_code FROM unit WHERE zone_id = ? AND coalesce(paint_code, '') = ''"
    count = 0
    for zone_id in zone_ids:
        found = stroke.connection.execute(statement, (zone_id,)).fetchall()
        for code in sorted({code for _, code in found if code}):
            count += paint(stroke, [fid for fid, own in found if own == code], code)
    return count


def change_class(stroke: Stroke, zone_ids: Sequence[str], class_code: str) -> None:
    """Give zones another class; a method that does not serve it goes."""
    stroke.update("zone", list(zone_ids), {"class_code": [class_code] * len(zone_ids)})
    refresh(stroke)


def remove(stroke: Stroke, zone_ids: Sequence[str]) -> None:
    """Take zones away."""
    stroke.delete("zone", list(zone_ids))
    refresh(stroke)


def refresh(stroke: Stroke) -> None:
    """Class and zone of all units under the zones that a stroke has written so far, as they were and as they are."""
    written = [op for op in stroke.ops if op.table == "zone"]
    fids = sorted(change.units_under(stroke.connection, written))
    if fids:
        found, stands, new = effective.classes(stroke.connection, stroke.scenario, fids)
        stroke.write_differences(UNIT, found, stands, new)


def new_ids(stroke: Stroke, count: int) -> list[str]:
    """Ids that no zone has: ``zone-001`` and on."""
    taken = {row[0] for row in stroke.connection.execute("SELECT zone_id FROM zone")}
    made: list[str] = []
    number = 0
    while len(made) < count:
        number += 1
        if f"zone-{number:03d}" not in taken:
            made.append(f"zone-{number:03d}")
    return made


def default_name(zone_id: str) -> str:
    """What a zone of :func:`new_ids` is called until somebody names it: 「区域12」 of ``zone-012``."""
    return f"区域{int(zone_id.rpartition('-')[2])}"


# Rows.

_OWN = """SELECT zone_id FROM zone WHERE tier = 'own' AND geom IS NOT NULL AND coalesce(scenario_id, '') IN ('', ?)"""
_TEXTS = [column for column in ZONE.columns if column != "area_m2"]


def _own(stroke: Stroke, zone_ids: Sequence[str]) -> list[tuple[str, dict[str, Any], ogr.Geometry]]:
    """Own zones of the active scenario (all, or those named) with their columns and valid shapes, in order of id."""
    there = [row[0] for row in stroke.connection.execute(_OWN, (stroke.scenario,))]
    wanted = [zone_id for zone_id in there if not zone_ids or zone_id in set(zone_ids)]
    _, stands = rows.find(
        stroke.connection, "main", ZONE, "zone_id", sorted(wanted, key=natural), [*_TEXTS, "geom"]
    )
    found = []
    for at, zone_id in enumerate(stands["zone_id"]):
        row = {column: stands[column][at] for column in _TEXTS}
        found.append((str(zone_id), row, effective.valid(geometry.shape(stands["geom"][at]))))
    return found


def _insert(stroke: Stroke, new: Sequence[dict[str, Any]], outlines: Sequence[ogr.Geometry]) -> None:
    names = list(dict.fromkeys(column for row in new for column in row))
    columns: Columns = {name: [row.get(name) for row in new] for name in names}
    columns["tier"] = ["own"] * len(new)
    columns["scenario_id"] = [row.get("scenario_id") or "" for row in new]
    columns["area_m2"] = [shape.GetArea() for shape in outlines]
    stroke.insert("zone", columns, [shapes.wkb(shape) for shape in outlines])


def _reshape(stroke: Stroke, zone_ids: Sequence[str], outlines: Sequence[ogr.Geometry]) -> None:
    made = [shapes.polygonal(shape) for shape in outlines]
    if any(shape is None for shape in made):
        raise KosozuError("PLAN-ZONE-EMPTY")
    whole = [shape for shape in made if shape is not None]
    areas = {"area_m2": [shape.GetArea() for shape in whole]}
    stroke.update("zone", list(zone_ids), areas, [shapes.wkb(shape) for shape in whole])


def _hand_over(stroke: Stroke, gone: Sequence[str], stays: str) -> None:
    """Actions and marks of zones that go name the zone that stays."""
    for table in ("action", "mark"):
        key = TABLES[table].key
        _, stands = rows.find(stroke.connection, "main", TABLES[table], "zone_id", list(gone), [key])
        if stands[key]:
            stroke.update(table, stands[key], {"zone_id": [stays] * len(stands[key])})


def _part_name(row: dict[str, Any], number: int) -> str:
    return f"{row['name']} {number}" if row.get("name") else ""


def _painted(stroke: Stroke) -> Columns:
    statement = (
        "SELECT fid, paint_code, geom FROM unit WHERE coalesce(paint_code, '') <> '' AND geom IS NOT NULL"
    )
    fids, codes, blobs = rows.turn(stroke.connection.execute(statement).fetchall(), 3)
    return {"fid": fids, "paint_code": codes, "geom": blobs}


def _of(table: Columns, code: str) -> list[ogr.Geometry]:
    return [
        effective.valid(geometry.shape(blob))
        for blob, own in zip(table["geom"], table["paint_code"])
        if own == code
    ]
