"""The side file ``<plan>.names.gpkg``: names, addresses and ledger keys, which never stand in the plan itself.

It is made when something is first put into it. Its own journal holds its before-images, so that undo takes names back
too, and the plan's journal holds none.

Two files are not one commit. The names of a stroke are committed first, with the stroke's number and hash in table
``pending``; the plan follows. A stroke that never reached the plan's journal leaves names that are taken back when the
plan is next opened or written; a stroke whose names are missing cannot be.
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
from .connection import connect, connect_reading, in_words, remove_quietly
from .rows import Op
from .schema import (
    APPLICATION_ID,
    GPKG_TABLES,
    NAMES,
    NAMES_JOURNAL,
    NAMES_META,
    NAMES_PENDING,
    USER_VERSION,
    create_table,
)
from .sql import say

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
            _check_owner(connection, path, plan_id)
            statement = "SELECT kind, name_id, data FROM name ORDER BY kind, name_id"
            return {(kind, key): json.loads(data) for kind, key, data in connection.execute(statement)}
        finally:
            connection.close()


class Writer:
    """The side file for one stroke: a connection of its own, and a commit of its own before the plan's.

    ``plan`` is the plan's connection, inside its transaction. Raises PLAN-NAMES-GONE where there is no side file and
    none is to be made, PLAN-NAMES-OTHER, PLAN-LOCKED.
    """

    def __init__(self, plan: sqlite3.Connection, plan_path: str, plan_id: str, *, create: bool) -> None:
        self._plan = plan
        self._path = side_path(plan_path)
        self._made = not is_there(plan_path)
        self._committed = False
        self.took_back = False
        """Whether names of a stroke that never reached the plan were found and taken away."""
        if self._made and not create:
            raise KosozuError("PLAN-NAMES-GONE", path=self._path)
        with in_words(self._path):
            self._connection = connect(self._path, "rwc" if self._made else "rw")
            try:
                self._begin(plan_id)
            except BaseException:
                self.close()
                raise

    def _begin(self, plan_id: str) -> None:
        connection = self._connection
        connection.execute("PRAGMA secure_delete=ON")
        connection.execute("PRAGMA synchronous=FULL")
        if not self._made:
            _check_owner(connection, self._path, plan_id)
        connection.execute("BEGIN IMMEDIATE")
        if self._made:
            _make(connection, plan_id)
        elif not _has_pending(connection):  # a side file of an earlier version
            connection.execute(NAMES_PENDING)
        elif take_back(connection, self._plan):
            self.took_back = True
            connection.execute("COMMIT")
            connection.execute("BEGIN IMMEDIATE")

    def write(self, pending: Mapping[Key, Row]) -> list[Op]:
        """Write what differs."""
        with in_words(self._path):
            return write(self._connection, pending)

    def reverse(self, seq: int) -> list[Op]:
        """Take back what stroke ``seq`` of the plan has put; what is taken back is itself told."""
        with in_words(self._path):
            return reverse(self._connection, remembered(self._connection, seq))

    def commit(self, seq: int, ops: Sequence[Op]) -> None:
        """Keep the before-images for stroke ``seq``, which stands in the plan but is not committed yet, and commit."""
        with in_words(self._path):
            remember(self._connection, seq, ops)
            (hash_,) = self._plan.execute("SELECT hash FROM stroke WHERE seq = ?", (seq,)).fetchone()
            self._connection.execute(
                say("INSERT OR REPLACE INTO", "pending (id, seq, parent, hash) VALUES (1, ?, ?, ?)"),
                (seq, journal.head(self._plan, before=seq)[1], hash_),
            )
            self._connection.execute("COMMIT")
            self._committed = True

    def close(self, *, arrived: bool = False) -> None:
        """Let go after the end of the plan's transaction; ``arrived`` where that was a commit."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        useless = self._made and not self._committed
        if self._committed and not arrived:
            useless = self._take_back()
        self._connection.close()
        if useless:  # made for a stroke that failed
            remove_quietly(self._path)

    def _take_back(self) -> bool:
        """The plan could not be committed after all. Whether nothing is left in the side file.

        If this fails too, the next opening does it.
        """
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            take_back(self._connection, self._plan)
            kept = self._connection.execute("SELECT count(*) FROM stroke_names").fetchone()[0]
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            return False
        return self._made and not kept


def is_ahead(plan: sqlite3.Connection, plan_path: str, plan_id: str) -> bool:
    """Whether the side file holds names of a stroke that has not reached the plan's journal (yet, or never will).

    A side file that cannot be read, or is another plan's, is told of when names are asked for.
    """
    if not is_there(plan_path):
        return False
    path = side_path(plan_path)
    try:
        connection = connect_reading(path)
    except sqlite3.Error:
        return False
    try:
        _check_owner(connection, path, plan_id)
        return _has_pending(connection) and _never_arrived(connection, plan) is not None
    except (KosozuError, sqlite3.Error):
        return False
    finally:
        connection.close()


def _has_pending(connection: sqlite3.Connection) -> bool:
    statement = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'pending'"
    return connection.execute(statement).fetchone() is not None


def _never_arrived(connection: sqlite3.Connection, plan: sqlite3.Connection) -> int | None:
    """The number of the stroke whose names were written last, where it would be the plan's next one but is not there.

    Beside an older or another copy of the plan, names are left as they are.
    """
    row = connection.execute("SELECT seq, parent FROM pending").fetchone()
    if row is None or journal.head(plan) != (row[0] - 1, row[1]):
        return None
    return int(row[0])


def take_back(connection: sqlite3.Connection, plan: sqlite3.Connection) -> bool:
    """Inside a transaction: take away the names of a stroke that never reached the plan. True where there was one."""
    seq = _never_arrived(connection, plan)
    if seq is None:
        return False
    reverse(connection, remembered(connection, seq))
    connection.execute(say("DELETE", "FROM", "stroke_names WHERE seq = ?"), (seq,))
    connection.execute(say("DELETE", "FROM", "pending"))
    return True


def write(connection: sqlite3.Connection, pending: Mapping[Key, Row]) -> list[Op]:
    """Write what differs into the side file."""
    keys = [f"{kind}/{key}" for kind, key in pending]
    at, found = rows.find(connection, "main", NAMES, "row_id", keys, ["fid", "data"])
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
        ops.append(rows.insert(connection, "main", NAMES, new))
    if changed:
        fids, after, before = rows.turn(changed, 3)
        ops.append(rows.update(connection, "main", NAMES, fids, {"data": after}, {"data": before}))
    if gone:
        ops.append(rows.delete(connection, "main", NAMES, gone))
    return ops


def remember(connection: sqlite3.Connection, seq: int, ops: Sequence[Op]) -> None:
    """Keep the before-images of stroke ``seq``."""
    # A stroke of this number can stand here from a copy of the plan that is no longer in use.
    statement = say("INSERT OR REPLACE INTO", "stroke_names (seq, payload) VALUES (?, ?)")
    connection.execute(statement, (seq, journal.encode(ops)))


def remembered(connection: sqlite3.Connection, seq: int) -> list[Op]:
    """The before-images of stroke ``seq``; empty where it put no names."""
    row = connection.execute("SELECT payload FROM stroke_names WHERE seq = ?", (seq,)).fetchone()
    return journal.decode(row[0]) if row else []


def reverse(connection: sqlite3.Connection, ops: Sequence[Op]) -> list[Op]:
    """Take back what ``ops`` did to the table of names, last first. Raises PLAN-UNDO-STALE where rows are gone."""
    done = []
    for op in reversed(ops):
        if op.kind == "insert":
            done.append(rows.delete(connection, "main", NAMES, op.fids))
        elif op.kind == "delete":
            done.append(rows.insert(connection, "main", NAMES, op.before, op.fids))
        else:
            stands = rows.stands(connection, "main", NAMES, op)
            done.append(rows.update(connection, "main", NAMES, op.fids, op.before, stands))
    return done


def _make(connection: sqlite3.Connection, plan_id: str) -> None:
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={USER_VERSION}")
    for statement in (*GPKG_TABLES, NAMES_JOURNAL, NAMES_META, NAMES_PENDING, create_table(NAMES)):
        connection.execute(statement)
    connection.execute(
        say("INSERT INTO", "gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)"),
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
            "gpkg_contents (table_name, data_type, identifier, description) VALUES (?, ?, ?, ?)",
        ),
        (NAMES.name, "attributes", NAMES.name, NAMES.description),
    )
    connection.execute(say("INSERT INTO", "belongs_to VALUES (?)"), (plan_id,))


def _check_owner(connection: sqlite3.Connection, path: str, plan_id: str) -> None:
    objects = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    if any(kind in ("trigger", "view") for kind, _ in objects) or ("table", "belongs_to") not in objects:
        raise KosozuError("PLAN-NAMES-OTHER", path=path)
    if connection.execute("SELECT plan_id FROM belongs_to").fetchall() != [(plan_id,)]:
        raise KosozuError("PLAN-NAMES-OTHER", path=path)
