"""A stroke: one act of a person, one transaction, one row of the journal. It writes only what differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from . import contents, journal, names, rows
from .names import NamesBuffer
from .rows import Columns, Op
from .schema import TABLES, Table
from .sql import say

if TYPE_CHECKING:
    from .connection import Connection
    from .effective import Zones
    from .store import PlanFile


class Stroke:
    """Writes to the plan's tables; rows are named by the table's key, geometry is WKB in the plan's CRS."""

    def __init__(self, plan: PlanFile) -> None:
        self.names = NamesBuffer()
        self._plan = plan
        self._connection = plan.connection
        self._epsg = plan.epsg
        self.ops: list[Op] = []
        self.names_ops: list[Op] = []
        self.contents = contents.Contents()
        self.committed = False
        self._names: names.Writer | None = None

    @property
    def connection(self) -> Connection:
        """The connection, for modules of this room that write by fid."""
        return self._connection

    @property
    def scenario(self) -> str:
        """The scenario that is painted at present."""
        return self._plan.active_scenario()

    @property
    def zones(self) -> Zones:
        """The zones that decide classes, as they stand before this stroke writes any."""
        return self._plan.zones()

    def insert(
        self, table: str, columns: Mapping[str, Sequence[Any]], geometry: Sequence[bytes | None] | None = None
    ) -> None:
        """New rows; a key that is there already, or twice in ``columns``, raises PLAN-DUPLICATE."""
        made = TABLES[table]
        cleaned = rows.clean(made, columns, geometry, self._epsg)
        if made.key not in cleaned or "" in cleaned[made.key]:
            raise ValueError(f"rows of {table} without {made.key}")
        self.apply_insert(made, cleaned)

    def update(
        self,
        table: str,
        keys: Sequence[str],
        columns: Mapping[str, Sequence[Any]],
        geometry: Sequence[bytes | None] | None = None,
    ) -> None:
        """Change some columns of the rows with these keys; raises PLAN-NO-ROW where one is not there."""
        made = TABLES[table]
        cleaned = rows.clean(made, columns, geometry, self._epsg)
        listed = rows.coerce(keys, "T")
        if any(len(values) != len(listed) for values in cleaned.values()):
            raise ValueError(f"keys and columns of {table} differ in length")
        at, stands = rows.find(self._connection, "main", made, made.key, listed, ["fid", *cleaned])
        if len(at) != len(listed):
            there = set(at)
            missing = next(key for position, key in enumerate(listed) if position not in there)
            raise KosozuError("PLAN-NO-ROW", table=table, key=missing)
        self.write_differences(made, stands.pop("fid"), stands, cleaned)

    def delete(self, table: str, keys: Sequence[str]) -> None:
        """Take rows away; raises PLAN-NO-ROW where one is not there."""
        made = TABLES[table]
        listed = list(dict.fromkeys(rows.coerce(keys, "T")))
        at, found = rows.find(self._connection, "main", made, made.key, listed, ["fid"])
        if len(at) != len(listed):
            there = set(at)
            missing = next(key for position, key in enumerate(listed) if position not in there)
            raise KosozuError("PLAN-NO-ROW", table=table, key=missing)
        self.apply_delete(made, found["fid"])

    def replace(
        self,
        table: str,
        where: Mapping[str, Any],
        columns: Mapping[str, Sequence[Any]],
        geometry: Sequence[bytes | None] | None = None,
    ) -> None:
        """Make the slice of the table where columns equal ``where`` hold these rows; only differences are written.

        Columns of ``where`` need not be given again. An empty ``where`` is the whole table.
        """
        made = TABLES[table]
        cleaned, slice_ = self._with_where(made, where, columns, geometry)
        fids = self._plan.fids(made, slice_)
        self._merge(made, cleaned, absent=fids)

    def upsert(
        self, table: str, columns: Mapping[str, Sequence[Any]], geometry: Sequence[bytes | None] | None = None
    ) -> None:
        """Insert rows, or update those whose key is there; nothing is deleted."""
        made = TABLES[table]
        self._merge(made, rows.clean(made, columns, geometry, self._epsg), absent=[])

    def _with_where(
        self,
        table: Table,
        where: Mapping[str, Any],
        columns: Mapping[str, Sequence[Any]],
        geometry: Sequence[bytes | None] | None,
    ) -> tuple[Columns, dict[str, Any]]:
        cleaned = rows.clean(table, columns, geometry, self._epsg)
        count = len(next(iter(cleaned.values()), []))
        slice_ = {column: rows.coerce([value], table.columns[column])[0] for column, value in where.items()}
        for column, value in slice_.items():
            given = cleaned.setdefault(column, [value] * count)
            if any(one != value for one in given):
                raise ValueError(f"rows of {table.name} outside of {column} = {value!r}")
        return cleaned, slice_

    def _merge(self, table: Table, cleaned: Columns, absent: list[int]) -> None:
        """Delete the rows ``absent`` that are not among the given keys; update and insert the others."""
        keys = cleaned.get(table.key, [])
        if "" in keys or (not keys and any(cleaned.values())):
            raise ValueError(f"rows of {table.name} without {table.key}")
        if len(set(keys)) != len(keys):
            twice = rows.duplicates(self._connection, "main", table, keys)[0]
            raise KosozuError("PLAN-DUPLICATE", table=table.name, key=twice)
        at, stands = rows.find(self._connection, "main", table, table.key, keys, ["fid", *cleaned])
        fids = stands.pop("fid")
        kept = set(fids)
        gone = [fid for fid in absent if fid not in kept]
        if gone:
            self.apply_delete(table, gone)
        self.write_differences(table, fids, stands, rows.pick(cleaned, cleaned, at))
        there = set(at)
        new = [position for position in range(len(keys)) if position not in there]
        if new:
            self.apply_insert(table, rows.pick(cleaned, cleaned, new))

    # Writes by fid, each recorded.

    def apply_insert(self, table: Table, columns: Columns, fids: list[int] | None = None) -> None:
        """Insert cleaned columns."""
        if any(columns.values()):
            self.contents.grow(table, columns.get("geom", []))
            self.ops.append(rows.insert(self._connection, "main", table, columns, fids))

    def apply_update(self, table: Table, fids: list[int], columns: Columns, before: Columns) -> None:
        """Set cleaned columns."""
        self.contents.grow(table, columns.get("geom", []), shrink="geom" in columns)
        self.ops.append(rows.update(self._connection, "main", table, fids, columns, before))

    def write_differences(self, table: Table, fids: list[int], stands: Columns, new: Columns) -> int:
        """Write cleaned columns of rows where they differ from what stands there; returns how many rows did."""
        changed, columns = rows.differing(stands, new, table.columns)
        if changed:
            self.apply_update(
                table,
                [fids[at] for at in changed],
                rows.pick(new, columns, changed),
                rows.pick(stands, columns, changed),
            )
        return len(changed)

    def apply_delete(self, table: Table, fids: list[int]) -> None:
        """Delete by fid."""
        if fids:
            self.contents.grow(table, [], shrink=True)
            self.ops.append(rows.delete(self._connection, "main", table, fids))

    def apply_reverse(self, ops: Sequence[Op]) -> None:
        """Take back what ``ops`` did, last first; what is taken back is itself recorded."""
        for op in reversed(ops):
            table = TABLES[op.table]
            if op.kind == "insert":
                self.apply_delete(table, op.fids)
            elif op.kind == "delete":
                self.apply_insert(table, op.before, op.fids)
            else:
                self.apply_update(table, op.fids, op.before, rows.stands(self._connection, "main", table, op))

    def reverse_names(self, seq: int) -> None:
        """Take back the names that stroke ``seq`` has put, where there is a side file."""
        writer = self.open_names(create=False)
        if writer is not None:
            self.names_ops.extend(writer.reverse(seq))

    # The frame.

    def begin(self) -> None:
        """Take the write lock; from here on the triggers keep silent."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO _writer (id) VALUES (1)")

    def finish(
        self, label: str, role: str, kind: str = journal.STROKE, of: int | None = None, *, empty: bool = False
    ) -> int | None:
        """Write names, journal and contents, and commit, the side file first; returns the stroke's number.

        Where nothing differed, nothing is written and None returned, unless ``empty``.
        """
        connection = self._connection
        if self.names.pending:
            writer = self.open_names(create=True)
            self.names_ops.extend(writer.write(self.names.pending) if writer else [])
        if not (self.ops or self.names_ops or empty):
            self.abort()
            return None
        self.contents.write(connection)
        scenario = self._plan.active_scenario()
        seq = journal.append(connection, kind, of, scenario, role, label, journal.encode(self.ops))
        if self.names_ops and self._names is not None:
            self._names.commit(seq, self.names_ops)
        self.commit()
        return seq

    def commit(self) -> None:
        """Give the word back to the triggers, and end the transaction."""
        self._connection.execute(say("DELETE", "FROM", "_writer"))
        self._connection.execute("COMMIT")
        self.committed = True
        self._let_go()

    def abort(self) -> None:
        """Roll back: the file is as it was."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")
        self._let_go()

    def open_names(self, *, create: bool) -> names.Writer | None:
        """The side file, for as long as this stroke lasts; None where there is none, and none is to be made."""
        if self._names is None and (create or names.is_there(self._plan.path)):
            self._names = names.Writer(self._connection, self._plan.path, self._plan.plan_id, create=create)
        return self._names

    def _let_go(self) -> None:
        writer, self._names = self._names, None
        if writer is not None:
            writer.close(arrived=self.committed)
