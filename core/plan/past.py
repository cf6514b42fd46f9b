"""A table as it stood after an earlier stroke, by taking back in memory what later ones wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .rows import Columns
from .schema import TABLES
from .sql import name, say

if TYPE_CHECKING:
    from .store import PlanFile


def as_of(plan: PlanFile, table: str, seq: int) -> Columns:
    """The columns of a table without geometry as stroke ``seq`` left it, in order of its key; texts are ''."""
    made = TABLES[table]
    columns = list(made.columns)
    listed = ", ".join(name(column) for column in ["fid", *columns])
    rows: dict[int, dict[str, Any]] = {
        row[0]: dict(zip(columns, row[1:]))
        for row in plan.connection.execute(say("SELECT", listed, "FROM", name(table)))
    }
    for op in plan.written(table, since=seq):
        for position, fid in enumerate(op.fids):
            if op.kind == "insert":
                rows.pop(fid, None)
                continue
            before = {
                column: values[position] for column, values in op.before.items() if column in made.columns
            }
            if op.kind == "delete":
                rows[fid] = before
            elif fid in rows:
                rows[fid].update(before)
    ordered = sorted(rows.values(), key=lambda row: str(row[made.key]))
    return {column: [_plain(row[column], made.columns[column]) for row in ordered] for column in columns}


def _plain(value: Any, kind: str) -> Any:
    return "" if value is None and kind == "T" else value
