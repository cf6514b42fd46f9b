"""An open plan: reading, counting, strokes, undo and redo.

Headless: ``journal_mode=DELETE``, one connection, one transaction for each stroke. At a desk (QGIS's window, which
draws the file while it is written): WAL. Opening reads no table whole, and opening for reading, or failing to open,
leaves every byte as it was.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from .. import catalogue as catalogues
from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import change, edition, effective, geometry, journal, migrate, names, opening, pieces, rows
from .connection import Connection, connect, in_words, prepare_writing
from .contents import write_styles
from .hold import Hold, is_held
from .rows import Op
from .schema import SCHEMA_VERSION, TABLES, Table
from .sql import name, say
from .stroke import Stroke
from .turns import turns_of

_FETCHED = 20_000


class PlanFile:
    """One open plan file; use it as a context manager."""

    def __init__(self, path: str, connection: Connection, *, readonly: bool) -> None:
        self.path = path
        self.connection = connection
        self.readonly = readonly
        self.backup: str = ""
        """The copy that was kept where opening brought an older plan up to date."""
        self.recovered = False
        """Whether a program that ended half way had left something, which SQLite or we have put in order."""
        self.on_commit: Callable[[list[Op]], None] | None = None
        """Called with what a stroke, an undo or a redo of this object has written, once it is on disk."""
        self._hold: Hold | None = None
        self._zones: tuple[int, effective.Zones] | None = None
        self.progress: Progress = SILENT
        """Asked while a table is read whole, whether to go on."""
        self._writing = False
        self._catalogue: Any = None
        info = self.info
        self.epsg: int = info["crs_epsg"]
        self.plan_id: str = info["plan_id"]

    @classmethod
    def open(cls, path: str, readonly: bool = False) -> PlanFile:
        """Open a plan. Native edits that wait in ``change`` become one stroke 「直接編集」, unless ``readonly``.

        Raises PLAN-NO-FILE, PLAN-NOT-GEOPACKAGE, PLAN-NOT-PLAN, PLAN-DAMAGED, PLAN-FOREIGN, PLAN-NEWER, PLAN-OLDER,
        PLAN-LOCKED, PLAN-READONLY.
        """
        path = str(path)
        if not os.path.isfile(path):
            raise KosozuError("PLAN-NO-FILE", path=path)
        with in_words(path):
            connection, version = opening.open_reading(path)
            if readonly:
                return cls(path, opening.current_copy(connection, path, version), readonly=True)
            connection.close()
            return cls._open_writing(path, version)

    @classmethod
    def open_at_desk(cls, path: str) -> PlanFile:
        """Open a plan for QGIS's window: in WAL, and held, so that no second desk opens it (PLAN-HELD).

        What an earlier program left half done is put in order first, and told by ``recovered``. Raises as
        :meth:`open` does.
        """
        path = str(path)
        if not os.path.isfile(path):
            raise KosozuError("PLAN-NO-FILE", path=path)
        hold = Hold(path)
        turns_of(path).at_desk = True
        try:
            crashed = os.path.exists(path + "-journal") or os.path.exists(path + "-wal")
            plan = cls.open(path)
            opening.leave_wal(plan.connection)
        except BaseException:
            turns_of(path).at_desk = False
            hold.release()
            raise
        plan._hold = hold
        plan._take_back_pieces()
        plan.recovered |= crashed
        with in_words(path):
            plan.connection.execute("PRAGMA journal_mode=WAL")
            # Else the commit that fills the log's thousandth page would carry all over, and that stroke would wait.
            plan.connection.execute("PRAGMA wal_autocheckpoint=0")
            # Only a connection that has read holds the file in WAL against others that would leave it.
            plan.connection.execute("SELECT count(*) FROM plan").fetchone()
        return plan

    @classmethod
    def _open_writing(cls, path: str, version: int) -> PlanFile:
        if not (os.access(path, os.W_OK) and os.access(os.path.dirname(os.path.abspath(path)), os.W_OK)):
            raise KosozuError("PLAN-READONLY", path=path, detail="")
        if is_held(path) and not turns_of(path).at_desk:
            raise KosozuError("PLAN-HELD", path=path)
        connection = connect(path, "rw")
        try:
            prepare_writing(connection)
            kept = migrate.bring_up_to_date(connection, path, version) if version != SCHEMA_VERSION else ""
            if not turns_of(path).at_desk:
                opening.leave_wal(connection)
            plan = cls(path, connection, readonly=False)
            plan.backup = kept
            plan._take_back_pieces()
            plan._take_back_names()
            plan.fold_changes()
        except BaseException:
            connection.close()
            raise
        return plan

    def close(self) -> None:
        """Close; a stroke under way is rolled back. A plan at a desk is one file again, if nobody else reads it."""
        if self._hold is not None:
            turns_of(self.path).at_desk = False
            opening.back_to_one_file(self.connection)
        self.connection.close()
        if self._hold is not None:
            self._hold.release()
            self._hold = None

    def checkpoint(self) -> None:
        """Carry what stands in the WAL over into the file, as far as nobody reads it; strokes need not wait for it.

        For any thread: it has a connection of its own for as long as it takes.
        """
        connection = connect(self.path, "rw")
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        finally:
            connection.close()

    def __enter__(self) -> PlanFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Reading.

    @property
    def info(self) -> dict[str, Any]:
        """The row of the table plan."""
        columns = self.read("plan")
        return {column: values[0] for column, values in columns.items()}

    @property
    def catalogue(self) -> Any:
        """The plan's own copy of the catalogue."""
        if self._catalogue is None:
            copy = self.read("catalogue")
            self._catalogue = catalogues.from_texts(dict(zip(copy["name"], copy["text"])))
        return self._catalogue

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        geometry: bool = False,
        where: Mapping[str, Any] | None = None,
    ) -> dict[str, list[Any]]:
        """Columns of a table, in order of its key; with ``geometry`` the WKB under ``geom``.

        Texts that are NULL are ''. ``where`` maps columns to the one value they must have.
        """
        made = TABLES[table]
        chosen = list(made.columns) if columns is None else list(columns)
        unknown = [column for column in chosen if column not in made.columns]
        if unknown:
            raise ValueError(f"{table} has no columns {unknown}")
        if geometry and not made.geometry:
            raise ValueError(f"{table} has no geometry")
        listed = [_selected(made, column) for column in chosen] + (['"geom"'] if geometry else [])
        condition, values = _condition(made, where or {})
        statement = say(
            "SELECT", ", ".join(listed), "FROM", name(table), condition, "ORDER BY", name(made.key)
        )
        with in_words(self.path):
            fetched = self._fetched(self.connection.execute(statement, values))
        turned = rows.turn(fetched, len(listed))
        found = dict(zip(chosen, turned))
        if geometry:
            found["geom"] = _wkb(turned[-1])
        return found

    def _fetched(self, cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        while part := cursor.fetchmany(_FETCHED):
            check(self.progress)
            found += part
        return found

    def count(self, table: str, where: Mapping[str, Any] | None = None) -> int:
        """Rows of a table, or of a slice of it."""
        made = TABLES[table]
        condition, values = _condition(made, where or {})
        with in_words(self.path):
            row = self.connection.execute(
                say("SELECT", "count(*)", "FROM", name(table), condition), values
            ).fetchone()
        return int(row[0])

    def fids(self, table: Table, where: Mapping[str, Any]) -> list[int]:
        """Row ids of a slice."""
        condition, values = _condition(table, where)
        statement = say("SELECT", "fid", "FROM", name(table.name), condition, "ORDER BY fid")
        return [row[0] for row in self.connection.execute(statement, values)]

    def names(self) -> dict[tuple[str, str], dict[str, str]]:
        """What the side file holds, by (kind, id); empty where there is none."""
        return names.read(self.path, self.plan_id)

    def active_scenario(self) -> str:
        """The scenario that is painted at present; '' where the plan has none."""
        found = self.read("scenario", ["scenario_id"], where={"is_active": 1})["scenario_id"]
        return str(found[0]) if found else ""

    def zones(self) -> effective.Zones:
        """The zones that decide classes, kept from one stroke to the next until one of them is written."""
        version = int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        if self._zones is None or self._zones[0] != version:
            self._zones = version, effective.Zones(self.connection, self.active_scenario())
        return self._zones[1]

    # Writing.

    @contextmanager
    def stroke(
        self, label_ja: str, role: str = "", *, long: bool = False, progress: Progress = SILENT
    ) -> Iterator[Stroke]:
        """One act: everything written inside is one transaction; an exception leaves the file as it was.

        A ``long`` one, while the plan is open at a desk, is many small transactions and still one stroke of the
        journal, so that a person's strokes need not wait for it; ``progress`` can cancel it between two of them.
        """
        if long and self._is_shared():
            with self._guarded(pieces.PiecedStroke(self, progress)) as stroke:
                yield stroke
                stroke.finish(label_ja, role)
            return
        with self._transaction() as stroke:
            yield stroke
            stroke.finish(label_ja, role)

    @contextmanager
    def _transaction(self) -> Iterator[Stroke]:
        if self._writing:
            raise RuntimeError("a stroke is under way")
        with turns_of(self.path).stroke(), self._guarded(Stroke(self)) as stroke:
            yield stroke
        if {op.table for op in stroke.ops} & {"zone", "scenario"}:
            self._zones = None
        if self.on_commit is not None and stroke.committed:
            self.on_commit(stroke.ops)

    @contextmanager
    def _guarded(self, stroke: Stroke) -> Iterator[Stroke]:
        if self.readonly:
            raise KosozuError("PLAN-READONLY", path=self.path, detail="")
        if self._writing:
            raise RuntimeError("a stroke is under way")
        if not os.path.exists(self.path):  # what goes into the WAL from now on would not be found again
            raise KosozuError("PLAN-MOVED", path=self.path)
        self._writing = True
        try:
            with in_words(self.path):
                stroke.begin()
                try:
                    yield stroke
                finally:
                    stroke.abort()  # after a commit there is nothing left to roll back
        finally:
            self._writing = False

    def _is_shared(self) -> bool:
        """Whether the file is in WAL: a desk has it open."""
        return bool(self.connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal")

    def _take_back_pieces(self) -> None:
        """What a long write that was never finished has left, unless somebody is at it in this or another program."""
        if pieces.is_under_way(self.path) or not pieces.any_left(self.connection):
            return
        try:
            hold = self._hold or Hold(self.path)
        except KosozuError:
            return
        try:
            self.take_back_pieces()
            self.recovered = True
        finally:
            if hold is not self._hold:
                hold.release()

    def take_back_pieces(self) -> None:
        """Undo what a long write has left that ended half way; only for who knows that nobody is at it."""
        with in_words(self.path):
            pieces.take_back(self)

    def _take_back_names(self) -> None:
        """Names of a stroke that never reached the plan; with the lock in hand, nobody is about to finish it."""
        if not names.is_ahead(self.connection, self.path, self.plan_id):
            return
        with self._transaction() as stroke:
            writer = stroke.open_names(create=False)
            self.recovered |= writer is not None and writer.took_back
            stroke.commit()

    def undo(self, role: str = "") -> str | None:
        """Take back the last stroke that is not undone; returns its label, None where there is none."""
        return self._reverse(journal.UNDO, "元に戻す：", role)

    def redo(self, role: str = "") -> str | None:
        """Do again what was undone last; returns its label, None where there is nothing."""
        return self._reverse(journal.REDO, "やり直す：", role)

    def next_labels(self) -> tuple[str, str]:
        """Names of what undo and redo would do now; '' for nothing."""
        done, undone = journal.stacks(self.connection)
        return (done[-1][1] if done else ""), (undone[-1][1] if undone else "")

    def _reverse(self, kind: str, words: str, role: str) -> str | None:
        done, undone = journal.stacks(self.connection)
        stack = done if kind == journal.UNDO else undone
        if not stack:
            return None
        first, label, latest = stack[-1]
        with self._transaction() as stroke:
            stroke.apply_reverse(journal.payload_of(self.connection, latest))
            stroke.reverse_names(latest)
            stroke.finish(words + label, role, kind, first, empty=True)
        return label

    def fold_changes(self) -> int | None:
        """Make one stroke 「直接編集」 of the writes of others; returns its number, None where there were none."""
        if not change.waiting(self.connection):
            return None
        with self._transaction() as stroke:
            change.fold(self.connection, stroke, self.active_scenario())
            if stroke.ops:
                return stroke.finish(change.LABEL, "", journal.DIRECT)
            stroke.commit()  # what was written was taken back again: only the log goes
        return None

    def save_edition(self, status: str, on: str, role: str = "") -> int:
        """Set the plan's status; ``agreed`` and ``published`` freeze an edition. Returns the edition's number."""
        return edition.save(self, status, on, role)

    def edition(self, number: int) -> dict[str, dict[str, list[Any]]]:
        """The tables of a frozen edition; geometry as WKB under ``geom``."""
        return edition.load(self, number)

    def set_styles(self, styles: Mapping[str, str]) -> None:
        """Replace the layers' default styles; styles are no part of the journal."""
        with self._transaction() as stroke:
            write_styles(self.connection, styles)
            stroke.commit()

    # The journal.

    def journal(self) -> list[dict[str, Any]]:
        """Strokes, oldest first, without what they wrote."""
        return journal.entries(self.connection)

    def written_since(self, label: str, tables: Collection[str]) -> bool:
        """Whether what stands in ``tables`` has been written since the last stroke of this label, or there is none."""
        return journal.written_since(self.connection, label, tables)

    def verify_journal(self) -> None:
        """Raise PLAN-JOURNAL-BROKEN where the chain of hashes does not hold."""
        journal.verify(self.connection)


def _selected(table: Table, column: str) -> str:
    quoted = name(column)
    return f"coalesce({quoted}, '')" if table.columns[column] == "T" else quoted


def _condition(table: Table, where: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """A WHERE of equalities."""
    parts, values = [], []
    for column, value in where.items():
        if column not in table.columns:
            raise ValueError(f"{table.name} has no column {column!r}")
        parts.append(f"{_selected(table, column)} IS ?")
        values.append(rows.coerce([value], table.columns[column])[0])
    return ("WHERE " + " AND ".join(parts) if parts else ""), values


def _wkb(blobs: Sequence[bytes | None]) -> list[bytes | None]:
    return geometry.unpack(blobs)
