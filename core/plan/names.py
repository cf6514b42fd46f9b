"""The side file ``<plan>.names.gpkg``: names, addresses and ledger keys, which never stand in the plan itself.

It is made when something is first put into it, and written in the same commit as the plan (ATTACH: both files or
neither). Its own journal holds its before-images, so that undo takes names back too, and the plan's journal holds none.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

from ..errors import KosozuError
from . import journal, rows
from .connection import connect_reading, in_words, real, remove_quietly
from .rows import Op
from .schema import (
    APPLICATION_ID,
    GPKG_TABLES,
    NAMES,
    NAMES_JOURNAL,
    NAMES_META,
    USER_VERSION,
    create_table,
)
from .sql import say

SCHEMA = "names"
Key = tuple[str, str]
Row = Optional[dict[str, str]]


def side_path(plan_path: str) -> str:
    """``kamada.gpkg`` → ``kamada.names.gpkg``."""
    path = Path(plan_path)
    return str(path.with_name(f"{path.stem}.names.gpkg"))


def is_there(plan_path: str) -> bool:
    """Whether there is a side file; an empty one (a crash while it was made) is none."""
    path = side_path(plan_path)
    return os.path.isfile(path) and os.path.getsize(path) > 0


class NamesBuffer:
    """Names that a stroke puts; they are written when it ends."""

    def __init__(self) -> None:
        self.pending: dict[Key, Row] = {}

    def put(self, kind: str, ids: Sequence[str], columns: Mapping[str, Sequence[Any]]) -> None:
        """Set the values of some ids of a kind (``actor``, ``user``, ``pin`` …); what stood there is replaced."""
        fields = {column: rows.coerce(values, "T") for column, values in columns.items()}
        keys = rows.coerce(ids, "T")
        if any(len(values) != len(keys) for values in fields.values()):
            raise ValueError("columns of names differ in length")
        for at, key in enumerate(keys):
            self.pending[(kind, key)] = {column: values[at] for column, values in fields.items()}

    def remove(self, kind: str, ids: Sequence[str]) -> None:
        """Take names away; ids that are not there are passed over."""
        self.pending.update(((kind, key), None) for key in rows.coerce(ids, "T"))


def read(plan_path: str, plan_id: str) -> dict[Key, dict[str, str]]:
    """All names by (kind, id); empty where there is no side file."""
    if not is_there(plan_path):
        return {}
    path = side_path(plan_path)
    with in_words(path):
        connection = connect_reading(path)
        try:
            _check_owner(connection, "main", path, plan_id)
            statement = "SELECT kind, name_id, data FROM name ORDER BY kind, name_id"
            return {(kind, key): json.loads(data) for kind, key, data in connection.execute(statement)}
        finally:
            connection.close()


def attach(connection: sqlite3.Connection, plan_path: str, plan_id: str, *, create: bool) -> bool:
    """Attach the side file, inside the transaction; make it where it is absent. True where it was made."""
    path = side_path(plan_path)
    made = not is_there(plan_path)
    if made and not create:
        raise KosozuError("PLAN-NAMES-GONE", path=path)
    mode = "rwc" if made else "rw"
    uri = f"{Path(real(path)).as_uri()}?mode={mode}"
    with in_words(path):
        connection.execute("ATTACH DATABASE ? AS names", (uri,))
        connection.execute("PRAGMA names.secure_delete=ON")
        if made:
            _make(connection, plan_id)
        else:
            _check_owner(connection, SCHEMA, path, plan_id)
    return made


def detach(connection: sqlite3.Connection, plan_path: str, *, made: bool) -> None:
    """Let go after the end of the transaction; a file made by a transaction that failed goes too."""
    attached = {row[1] for row in connection.execute("PRAGMA database_list")}
    if SCHEMA in attached:
        connection.execute("DETACH DATABASE names")
    path = side_path(plan_path)
    if made and os.path.exists(path) and os.path.getsize(path) == 0:
        remove_quietly(path)


def write(connection: sqlite3.Connection, pending: Mapping[Key, Row]) -> list[Op]:
    """Write what differs into the attached side file."""
    keys = [f"{kind}/{key}" for kind, key in pending]
    at, found = rows.find(connection, SCHEMA, NAMES, "row_id", keys, ["fid", "data"])
    there = {keys[position]: (fid, data) for position, fid, data in zip(at, found["fid"], found["data"])}
    new: rows.Columns = {column: [] for column in NAMES.columns}
    changed: list[tuple[int, str, str]] = []
    gone: list[int] = []
    for (kind, key), row in pending.items():
        fid, old = there.get(f"{kind}/{key}", (0, ""))
        data = "" if row is None else json.dumps(row, ensure_ascii=False, sort_keys=True)
        if row is None and fid:
            gone.append(fid)
        elif row is not None and not fid:
            for column, value in zip(NAMES.columns, (f"{kind}/{key}", kind, key, data)):
                new[column].append(value)
        elif row is not None and data != old:
            changed.append((fid, data, old))
    ops = []
    if new["row_id"]:
        ops.append(rows.insert(connection, SCHEMA, NAMES, new))
    if changed:
        fids, after, before = rows.turn(changed, 3)
        ops.append(rows.update(connection, SCHEMA, NAMES, fids, {"data": after}, {"data": before}))
    if gone:
        ops.append(rows.delete(connection, SCHEMA, NAMES, gone))
    return ops


def remember(connection: sqlite3.Connection, seq: int, ops: Sequence[Op]) -> None:
    """Keep the before-images of stroke ``seq``."""
    # A stroke of this number can stand here from a copy of the plan that is no longer in use.
    statement = say("INSERT OR REPLACE INTO", "names.stroke_names (seq, payload) VALUES (?, ?)")
    connection.execute(statement, (seq, journal.encode(ops)))


def remembered(connection: sqlite3.Connection, seq: int) -> list[Op]:
    """The before-images of stroke ``seq``; empty where it put no names."""
    row = connection.execute("SELECT payload FROM names.stroke_names WHERE seq = ?", (seq,)).fetchone()
    return journal.decode(row[0]) if row else []


def _make(connection: sqlite3.Connection, plan_id: str) -> None:
    def create(statement: str) -> None:
        connection.execute(statement.replace("CREATE TABLE ", "CREATE TABLE names.", 1))

    connection.execute(f"PRAGMA names.application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA names.user_version={USER_VERSION}")
    for statement in (*GPKG_TABLES, NAMES_JOURNAL, NAMES_META, create_table(NAMES)):
        create(statement)
    connection.execute(
        say("INSERT INTO", "names.gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)"),
        (
            "Undefined geographic SRS",
            0,
            "NONE",
            0,
            "undefined",
            "undefined geographic coordinate reference system",
        ),
    )
    connection.execute(
        say(
            "INSERT INTO",
            "names.gpkg_contents (table_name, data_type, identifier, description) VALUES (?, ?, ?, ?)",
        ),
        (NAMES.name, "attributes", NAMES.name, NAMES.description),
    )
    connection.execute(say("INSERT INTO", "names.belongs_to VALUES (?)"), (plan_id,))


def _check_owner(connection: sqlite3.Connection, schema: str, path: str, plan_id: str) -> None:
    objects = connection.execute(say("SELECT", "type, name", "FROM", f"{schema}.sqlite_master")).fetchall()
    if any(kind in ("trigger", "view") for kind, _ in objects) or ("table", "belongs_to") not in objects:
        raise KosozuError("PLAN-NAMES-OTHER", path=path)
    owners = connection.execute(say("SELECT", "plan_id", "FROM", f"{schema}.belongs_to")).fetchall()
    if owners != [(plan_id,)]:
        raise KosozuError("PLAN-NAMES-OTHER", path=path)
