"""Rows of our tables as columns: reading them, and the three writes, each of which returns its own before-image."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import KosozuError
from . import geometry, rtree
from .schema import Table
from .sql import marks, name, names, say

Columns = dict[str, list[Any]]
_PIECE = 10_000
_AT_ONCE = 500
_WORTHWHILE = 4
"""Rows that get the same values, on average, from which on they are written together."""


@dataclass
class Op:
    """One write: which rows, and what stood there before (update: the changed columns; delete: all)."""

    kind: str
    table: str
    fids: list[int]
    before: Columns = field(default_factory=dict)


def coerce(values: Sequence[Any], kind: str) -> list[Any]:
    """Values of a column as SQLite gets them: T text ('' for none), I int, R float, B bytes (None for none)."""
    listed: list[Any] = values.tolist() if hasattr(values, "tolist") else list(values)
    if kind == "T":
        return [value if type(value) is str else _text(value) for value in listed]
    if kind == "B":
        return [None if value is None else bytes(value) for value in listed]
    number = int if kind == "I" else float
    return [None if _missing(value) or value == "" else number(value) for value in listed]


def _missing(value: Any) -> bool:
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def _text(value: Any) -> str:
    return "" if _missing(value) else str(value)


def clean(
    table: Table, columns: Mapping[str, Sequence[Any]], shapes: Sequence[Any] | None, epsg: int
) -> Columns:
    """Columns of a caller, checked and coerced; geometry (WKB) packed as ``geom``. Raises ValueError when wrong."""
    cleaned: Columns = {}
    for column, values in columns.items():
        if column == "geom" and table.geometry and shapes is None:
            shapes = values
        elif column not in table.columns:
            raise ValueError(f"{table.name} has no column {column!r}")
        else:
            cleaned[column] = coerce(values, table.columns[column])
    if shapes is not None:
        if not table.geometry:
            raise ValueError(f"{table.name} has no geometry")
        cleaned["geom"] = geometry.pack(list(shapes), epsg, table.geometry)
    lengths = {column: len(values) for column, values in cleaned.items()}
    if len(set(lengths.values())) > 1:
        raise ValueError(f"columns of {table.name} differ in length: {lengths}")
    return cleaned


def find(
    connection: sqlite3.Connection,
    schema: str,
    table: Table,
    by: str,
    values: Sequence[Any],
    columns: Sequence[str],
) -> tuple[list[int], Columns]:
    """Positions in ``values`` that are there (by column ``by``, a key or fid), and their ``columns`` as they stand."""
    before = (
        "SELECT",
        names([by, *columns]),
        "FROM",
        f"{name(schema)}.{name(table.name)} WHERE {name(by)} IN",
    )
    there: dict[Any, tuple[Any, ...]] = {}
    for part in _parts(values):
        for row in connection.execute(say(*before, marks(len(part))), part):
            there[row[0]] = row
    at = [position for position, value in enumerate(values) if value in there]
    found = turn([there[values[position]] for position in at], 1 + len(columns))
    return at, dict(zip(columns, found[1:]))


def _parts(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """As many values at a time as one statement takes: rows by the hundred cost a fifth of rows one by one."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def turn(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows → columns, a piece at a time, so that other threads get their turn in between."""
    columns: list[list[Any]] = [[] for _ in range(width)]
    for start in range(0, len(rows), _PIECE):
        for column, part in zip(columns, zip(*rows[start : start + _PIECE])):
            column.extend(part)
    return columns


def insert(
    connection: sqlite3.Connection, schema: str, table: Table, columns: Columns, fids: list[int] | None = None
) -> Op:
    """Insert rows; new ones get the next fids, restored ones their old."""
    count = len(next(iter(columns.values()), []))
    if fids is None:
        first = next_fid(connection, schema, table)
        fids = list(range(first, first + count))
    statement = say(
        "INSERT INTO",
        f"{name(schema)}.{name(table.name)}",
        f"({names(['fid', *columns])}) VALUES {marks(1 + len(columns))}",
    )
    try:
        with rtree.bulk(connection, table, count):
            connection.executemany(statement, zip(fids, *columns.values()))
    except sqlite3.IntegrityError as error:
        key = next(iter(duplicates(connection, schema, table, columns.get(table.key, []))), "–")
        raise KosozuError("PLAN-DUPLICATE", table=table.name, key=key, detail=str(error)) from error
    return Op("insert", table.name, fids)


def duplicates(connection: sqlite3.Connection, schema: str, table: Table, keys: Sequence[str]) -> list[str]:
    """Keys that stand twice in ``keys``, in order."""
    seen: set[str] = set()
    twice = [key for key in keys if key in seen or seen.add(key)]  # type: ignore[func-returns-value]
    return twice or [keys[at] for at in find(connection, schema, table, table.key, keys, [])[0]]


def next_fid(connection: sqlite3.Connection, schema: str, table: Table) -> int:
    """The first fid that was never used."""
    statement = say("SELECT", "seq", "FROM", f"{name(schema)}.sqlite_sequence", "WHERE name = ?")
    row = connection.execute(statement, (table.name,)).fetchone()
    return (row[0] if row else 0) + 1


def update(
    connection: sqlite3.Connection,
    schema: str,
    table: Table,
    fids: list[int],
    columns: Columns,
    before: Columns,
) -> Op:
    """Set ``columns`` of the rows ``fids``; ``before`` is what stands there now."""
    sets = ", ".join(f"{name(column)} = ?" for column in columns)
    head = say("UPDATE", f"{name(schema)}.{name(table.name)}", "SET", sets, "WHERE fid")
    alike: dict[tuple[Any, ...], list[int]] = {}
    for fid, row in zip(fids, zip(*columns.values())):
        alike.setdefault(row, []).append(fid)
    try:
        with rtree.bulk(connection, table, len(fids) if "geom" in columns else 0):
            if len(alike) * _WORTHWHILE > len(fids):
                connection.executemany(say(head, "= ?"), zip(*columns.values(), fids))
            else:
                for row, same in alike.items():
                    for part in _parts(same):
                        connection.execute(say(head, "IN", marks(len(part))), (*row, *part))
    except sqlite3.IntegrityError as error:
        raise KosozuError("PLAN-DUPLICATE", table=table.name, key="–", detail=str(error)) from error
    return Op("update", table.name, fids, before)


def delete(connection: sqlite3.Connection, schema: str, table: Table, fids: list[int]) -> Op:
    """Delete rows; all of what stood there is the before-image."""
    at, before = find(connection, schema, table, "fid", fids, table.stored)
    if len(at) != len(fids):
        raise KosozuError("PLAN-NO-ROW", table=table.name, key=str(len(fids) - len(at)))
    head = say("DELETE", "FROM", f"{name(schema)}.{name(table.name)}", "WHERE fid IN")
    with rtree.bulk(connection, table, len(fids)):
        for part in _parts(fids):
            connection.execute(say(head, marks(len(part))), part)
    return Op("delete", table.name, fids, before)


def differing(old: Columns, new: Columns, kinds: Mapping[str, str]) -> tuple[list[int], list[str]]:
    """Rows, and columns, where ``new`` is not what stands there; NULL text of native edits counts as ''."""
    rows: set[int] = set()
    columns = []
    for column, values in new.items():
        stands = old[column]
        if values == stands:
            continue
        if kinds.get(column) == "T":
            stands = ["" if value is None else value for value in stands]
        changed = [at for at, (a, b) in enumerate(zip(stands, values)) if a != b]
        if changed:
            rows.update(changed)
            columns.append(column)
    return sorted(rows), columns


def pick(columns: Columns, which: Iterable[str], rows: Sequence[int]) -> Columns:
    """A part of some columns."""
    return {column: [columns[column][at] for at in rows] for column in which}


def stands(connection: sqlite3.Connection, schema: str, table: Table, op: Op) -> Columns:
    """The columns of an op as they stand now; raises PLAN-UNDO-STALE where rows are gone."""
    at, found = find(connection, schema, table, "fid", op.fids, list(op.before))
    if len(at) != len(op.fids):
        raise KosozuError("PLAN-UNDO-STALE", table=table.name)
    return found


def selected(table: Table, column: str) -> str:
    """A column in a SELECT; a text that is NULL is ''."""
    quoted = name(column)
    return f"coalesce({quoted}, '')" if table.columns[column] == "T" else quoted


def condition(table: Table, where: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A WHERE of equalities, and its values."""
    parts, values = [], []
    for column, value in where.items():
        if column not in table.columns:
            raise ValueError(f"{table.name} has no column {column!r}")
        parts.append(f"{selected(table, column)} IS ?")
        values.append(coerce([value], table.columns[column])[0])
    return ("WHERE " + " AND ".join(parts) if parts else ""), values
