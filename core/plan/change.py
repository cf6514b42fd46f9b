"""Writes of others (native editing, plain QGIS), logged by triggers in ``change``, folded into one stroke.

QGIS commits in up to four transactions, so such a stroke can hold a part of what a person saved.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from . import effective, geometry, rows
from .rows import Columns, Op
from .schema import TABLES, Table
from .sql import name, say

if TYPE_CHECKING:
    from .stroke import Stroke

LABEL = "直接編集"

_LITERAL = re.compile(r"NULL|X'([0-9A-Fa-f]*)'|'((?:[^']|'')*)'|([^,']+)", re.DOTALL)
_SHAPES_CLASSES = {"geom", "class_code", "tier", "scenario_id", "zone_id"}
_UNIT_CLASS = {"geom", "paint_code", "class_code", "zone_id"}


def waiting(connection: sqlite3.Connection) -> bool:
    """Whether somebody else has written since our last stroke."""
    return connection.execute("SELECT 1 FROM change LIMIT 1").fetchone() is not None


def literals(text: str) -> list[Any]:
    """What the triggers wrote: SQL literals joined by commas → values."""
    values: list[Any] = []
    at = 0
    while at < len(text):
        match = _LITERAL.match(text, at)
        if match is None:
            raise ValueError(f"not a literal: {text[at : at + 20]!r}")
        blob, words, number = match.groups()
        if blob is not None:
            values.append(bytes.fromhex(blob))
        elif words is not None:
            values.append(words.replace("''", "'"))
        elif number is not None:
            values.append(float(number) if re.search(r"[.eEnN]", number) else int(number))
        else:
            values.append(None)
        at = match.end() + 1
    return values


def fold(connection: sqlite3.Connection, stroke: Stroke, scenario: str) -> None:
    """Take the log over into a stroke, give new rows their ids, and bring areas and classes up to date."""
    first: dict[str, dict[int, str | None]] = {}
    log = connection.execute("SELECT table_name, row_fid, op, old FROM change ORDER BY change_id")
    for table_name, fid, op, old in log:
        first.setdefault(table_name, {}).setdefault(fid, None if op == "insert" else old)
    connection.execute(say("DELETE", "FROM", "change"))
    units: set[int] = set()
    for table_name, old_rows in first.items():
        table = TABLES[table_name]
        written = _take_over(connection, stroke, table, old_rows)
        _complete(connection, stroke, table, written)
        if table_name == "zone":
            units |= units_under(connection, written)
        elif table_name == "unit":
            units.update(
                fid
                for op in written
                for fid in op.fids
                if op.kind == "insert" or _UNIT_CLASS & set(op.before)
            )
        elif table_name == "action":
            _claim(connection, stroke, table, written)
    if units:
        fids, stands, new = effective.classes(connection, scenario, sorted(units))
        stroke.write_differences(TABLES["unit"], fids, stands, new)


def _claim(connection: sqlite3.Connection, stroke: Stroke, table: Table, written: Sequence[Op]) -> None:
    """Actions that a person has touched are the person's: a later draft leaves them as they are."""
    fids = sorted({fid for op in written if op.kind != "delete" for fid in op.fids})
    _, stands = rows.find(connection, "main", table, "fid", fids, ["fid", "origin"])
    found = stands.pop("fid")
    stroke.write_differences(table, found, stands, {"origin": ["user"] * len(found)})


def _take_over(
    connection: sqlite3.Connection, stroke: Stroke, table: Table, old_rows: dict[int, str | None]
) -> list[Op]:
    """Ops for what differs between the rows as they were and as they are; deletes first, so that undo can go back."""
    fids = sorted(old_rows)
    at, stands = rows.find(connection, "main", table, "fid", fids, table.stored)
    there = {fids[position]: row for row, position in enumerate(at)}
    gone = [fid for fid in fids if fid not in there and old_rows[fid] is not None]
    changed = [fid for fid in fids if fid in there and old_rows[fid] is not None]
    created = [fid for fid in fids if fid in there and old_rows[fid] is None]
    ops = []
    if gone:
        ops.append(Op("delete", table.name, gone, _old(table, [old_rows[fid] for fid in gone])))
    if changed:
        before = _old(table, [old_rows[fid] for fid in changed])
        now = rows.pick(stands, table.stored, [there[fid] for fid in changed])
        which, columns = rows.differing(before, now, {})
        if which:
            ops.append(
                Op("update", table.name, [changed[row] for row in which], rows.pick(before, columns, which))
            )
    if created:
        ops.append(Op("insert", table.name, created))
    stroke.ops.extend(ops)
    if ops:
        stroke.contents.grow(table, [], shrink=True)
    return ops


def _old(table: Table, texts: Sequence[str | None]) -> Columns:
    values = [literals(text or "")[1:] for text in texts]
    return dict(zip(table.stored, rows.turn(values, len(table.stored))))


def _complete(connection: sqlite3.Connection, stroke: Stroke, table: Table, written: Sequence[Op]) -> None:
    """Fill in what a person who draws in plain QGIS leaves out: id, tier, area."""
    fids = sorted({fid for op in written if op.kind != "delete" for fid in op.fids})
    shaped = {fid for op in written if op.kind == "insert" or "geom" in op.before for fid in op.fids}
    area = {"zone": "area_m2", "unit": "area_map_m2"}.get(table.name, "")
    columns = [table.key] + [
        column for column in ("tier", area) if column in table.columns and table.name != "plan"
    ]
    fetch = ["fid", *columns] + (["geom"] if area else [])
    _, stands = rows.find(connection, "main", table, "fid", fids, fetch)
    found, blobs = stands.pop("fid"), stands.pop("geom", [])
    new = {column: list(values) for column, values in stands.items()}
    for row, fid in enumerate(found):
        if new[table.key][row] in (None, ""):
            new[table.key][row] = _new_key(connection, table, fid)
        if "tier" in new and not new["tier"][row]:
            new["tier"][row] = "own"
        if area and fid in shaped and blobs[row] is not None:
            new[area][row] = geometry.shape(blobs[row]).GetArea()
    stroke.write_differences(table, found, stands, new)


def _new_key(connection: sqlite3.Connection, table: Table, fid: int) -> str:
    """``zone-12`` for the row with fid 12, or the next that is free."""
    key, number = f"{table.name}-{fid}", 1
    while rows.find(connection, "main", table, table.key, [key], [])[0]:
        number += 1
        key = f"{table.name}-{fid}-{number}"
    return key


def units_under(connection: sqlite3.Connection, written: Sequence[Op]) -> set[int]:
    """Units whose envelope meets that of a zone whose shape or class was written, as it was or as it is."""
    boxes: list[geometry.Envelope | None] = []
    for op in written:
        if op.kind == "update" and not _SHAPES_CLASSES & set(op.before):
            continue
        boxes.extend(geometry.envelope(blob) for blob in op.before.get("geom", []))
        if op.kind != "delete":
            now = rows.find(connection, "main", TABLES["zone"], "fid", op.fids, ["geom"])[1]["geom"]
            boxes.extend(geometry.envelope(blob) for blob in now)
    found: set[int] = set()
    statement = say(
        "SELECT",
        "id",
        "FROM",
        name("rtree_unit_geom"),
        "WHERE minx <= ? AND maxx >= ? AND miny <= ? AND maxy >= ?",
    )
    for box in boxes:
        if box is not None:
            listed = connection.execute(statement, (box[1], box[0], box[3], box[2]))
            found.update(row[0] for row in listed)
    return found
