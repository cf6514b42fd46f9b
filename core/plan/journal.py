"""The journal: strokes with their before-images, chained by hash; undo and redo are strokes too."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timezone
from typing import Any

from ..errors import KosozuError
from .rows import Columns, Op
from .sql import name, say

STROKE, UNDO, REDO, DIRECT, MIGRATION = "stroke", "undo", "redo", "direct", "migration"
_FIELDS = "seq, kind, of, scenario, role, at, label, payload, hash"
_LENGTH = struct.Struct("<I")


def encode(ops: Sequence[Op]) -> bytes:
    """Ops → columnar JSON and a tail of blobs, compressed."""
    tail: list[bytes] = []
    listed = []
    for op in ops:
        before = {column: _encode_column(values, tail) for column, values in op.before.items()}
        listed.append({"kind": op.kind, "table": op.table, "fids": _runs(op.fids), "before": before})
    head = json.dumps(listed, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return zlib.compress(b"".join([_LENGTH.pack(len(head)), head, *tail]), 1)


def decode(payload: bytes) -> list[Op]:
    """The reverse of :func:`encode`."""
    data = memoryview(zlib.decompress(payload))
    (length,) = _LENGTH.unpack_from(data)
    at = _LENGTH.size + length
    ops = []
    for entry in json.loads(bytes(data[_LENGTH.size : at]).decode("utf-8", "surrogatepass")):
        before: Columns = {}
        for column, values in entry["before"].items():
            if isinstance(values, dict):
                before[column], at = _blobs(data, values["blobs"], at)
            else:
                before[column] = values
        ops.append(Op(entry["kind"], entry["table"], _unroll(entry["fids"]), before))
    return ops


def _encode_column(values: list[Any], tail: list[bytes]) -> Any:
    """Plain values as they are; a column with blobs as lengths (-1: NULL), its bytes to the tail."""
    if not any(type(value) is bytes for value in values):
        return values
    tail.extend(value for value in values if value is not None)
    return {"blobs": [-1 if value is None else len(value) for value in values]}


def _blobs(data: memoryview, lengths: Iterable[int], at: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    for length in lengths:
        if length < 0:
            found.append(None)
        else:
            found.append(bytes(data[at : at + length]))
            at += length
    return found, at


def _runs(fids: Sequence[int]) -> list[list[int]]:
    """[first, count] of runs of following numbers, in order: an import is one run."""
    runs: list[list[int]] = []
    for fid in fids:
        if runs and fid == runs[-1][0] + runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([fid, 1])
    return runs


def _unroll(runs: Iterable[Sequence[int]]) -> list[int]:
    return [fid for first, count in runs for fid in range(first, first + count)]


def now() -> str:
    """The time of an act, UTC, to the second."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def append(
    connection: sqlite3.Connection,
    kind: str,
    of: int | None,
    scenario: str,
    role: str,
    label: str,
    payload: bytes,
) -> int:
    """Add a row to the chain; returns its number."""
    last, before = head(connection)
    seq = last + 1
    row = (seq, kind, of, scenario, role, now(), label, payload)
    statement = say("INSERT INTO", "stroke", f"({_FIELDS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    connection.execute(statement, (*row, link(before, row)))
    return seq


def head(connection: sqlite3.Connection, before: int | None = None) -> tuple[int, str]:
    """Number and hash of the last row, or of the last one before row ``before``; (0, seed) where there is none."""
    statement = "SELECT seq, hash FROM stroke WHERE seq < ? ORDER BY seq DESC LIMIT 1"
    last = connection.execute(statement, (2**62 if before is None else before,)).fetchone()
    return (int(last[0]), str(last[1])) if last else (0, _seed(connection))


def link(before: str, row: Sequence[Any]) -> str:
    """The hash of a row (seq … payload) and of the row before it."""
    head = json.dumps([before, *row[:-1]], ensure_ascii=True, separators=(",", ":")).encode("ascii")
    return hashlib.sha256(head + hashlib.sha256(row[-1]).digest()).hexdigest()


def _seed(connection: sqlite3.Connection) -> str:
    row = connection.execute("SELECT plan_id FROM plan ORDER BY fid LIMIT 1").fetchone()
    return hashlib.sha256((row[0] if row else "").encode("utf-8")).hexdigest()


def verify(connection: sqlite3.Connection) -> None:
    """Raise PLAN-JOURNAL-BROKEN at the first row that is not what it was when it was written, or is gone."""
    before, last = _seed(connection), 0
    for row in connection.execute(say("SELECT", _FIELDS, "FROM", "stroke ORDER BY seq")):
        if row[0] != last + 1 or link(before, row[:-1]) != row[-1]:
            raise KosozuError("PLAN-JOURNAL-BROKEN", seq=last + 1)
        before, last = row[-1], row[0]
    high = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'stroke'").fetchone()
    if high and high[0] != last:
        raise KosozuError("PLAN-JOURNAL-BROKEN", seq=last + 1)


def entries(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """The journal without payloads, oldest first; ``undone`` tells strokes that are undone at present."""
    fields = ("seq", "kind", "of", "scenario", "role", "at", "label", "hash")
    listed = ", ".join(name(field) for field in fields)
    rows = connection.execute(say("SELECT", listed, "FROM", "stroke ORDER BY seq")).fetchall()
    undone = {row[0] for row in stacks(connection)[1]}
    return [{**dict(zip(fields, row)), "undone": row[0] in undone} for row in rows]


def stacks(connection: sqlite3.Connection) -> tuple[list[tuple[int, str, int]], list[tuple[int, str, int]]]:
    """What can be undone and what redone, each ``(seq, label, latest)``, the next one last.

    ``latest`` is the row whose payload takes the state back: the stroke itself or its last redo, or the undo.
    """
    done: list[tuple[int, str, int]] = []
    undone: list[tuple[int, str, int]] = []
    for seq, kind, label in connection.execute("SELECT seq, kind, label FROM stroke ORDER BY seq"):
        if kind == UNDO and done:
            first, words, _ = done.pop()
            undone.append((first, words, seq))
        elif kind == REDO and undone:
            first, words, _ = undone.pop()
            done.append((first, words, seq))
        elif kind == MIGRATION:  # what was written before does not fit the tables any more
            done.clear()
            undone.clear()
        else:
            done.append((seq, label, seq))
            undone.clear()
    return done, undone


def written_since(connection: sqlite3.Connection, label: str, tables: Collection[str]) -> bool:
    """Whether strokes that stand have written one of ``tables`` since the last one of this label, or there is none."""
    for _, words, latest in reversed(stacks(connection)[0]):
        if words == label:
            return False
        if any(op.table in tables for op in payload_of(connection, latest)):
            return True
    return True


def payload_of(connection: sqlite3.Connection, seq: int) -> list[Op]:
    """What a stroke wrote."""
    row = connection.execute("SELECT payload FROM stroke WHERE seq = ?", (seq,)).fetchone()
    return decode(row[0])


def written(connection: sqlite3.Connection, table: str, since: int, without: Collection[str]) -> Iterator[Op]:
    """Ops on one table of the strokes after ``since``, newest first, but for strokes with a label of ``without``."""
    numbers = connection.execute(
        "SELECT seq, label FROM stroke WHERE seq > ? ORDER BY seq DESC", (since,)
    ).fetchall()
    for seq, label in numbers:
        if label not in without:
            yield from (op for op in reversed(payload_of(connection, seq)) if op.table == table)
