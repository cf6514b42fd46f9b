"""An open plan: reading, counting, strokes, undo and redo.

Headless: ``journal_mode=DELETE``, one connection, one transaction for each stroke. At a desk (QGIS's window, which
draws the file while it is written): WAL. Opening reads no table whole, and opening for reading, or failing to open,
leaves every byte as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from ..errors import KosozuError
from ..progress import SILENT, Progress
from . import change, edition, journal, migrate, names, opening, past, pieces, places
from .checkout import Checkout, file_of, take
from .connection import Connection, connect, in_words, prepare_writing
from .contents import write_styles
from .hold import Hold, is_held
from .reading import Reading
from .rows import Op
from .schema import SCHEMA_VERSION
from .share import roll_forward
from .stroke import Stroke
from .turns import turns_of


class PlanFile(Reading):
    """One open plan file; use it as a context manager."""

    def __init__(self, path: str, connection: Connection, *, readonly: bool) -> None:
        super().__init__(path, connection)
        self.readonly = readonly
        self.backup: str = ""
        """The copy that was kept where opening brought an older plan up to date."""
        self.recovered = False
        """Whether a program that ended half way had left something, which SQLite or we have put in order."""
        self.on_commit: Callable[[list[Op]], None] | None = None
        """Called with what a stroke, an undo or a redo of this object has written, once it is on disk."""
        self._hold: Hold | Checkout | None = None
        self._writing = False

    @classmethod
    def open(cls, path: str, readonly: bool = False) -> PlanFile:
        """Open a plan. Native edits that wait in ``change`` become one stroke 「直接編集」, unless ``readonly``.

        Raises PLAN-NO-FILE, PLAN-NOT-GEOPACKAGE, PLAN-NOT-PLAN, PLAN-DAMAGED, PLAN-FOREIGN, PLAN-NEWER, PLAN-OLDER,
        PLAN-LOCKED, PLAN-READONLY; of a plan on a share that is open at a desk elsewhere, PLAN-HELD for writing. One
        that is checked out at this desk is opened as its working copy.
        """
        path = file_of(str(path))
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

        One on a share is worked on as a copy, and lives on at ``home``. What an earlier program left half done is put
        in order first, and told by ``recovered``. Raises as :meth:`open` and :func:`checkout.take` do.
        """
        path = str(path)
        out = take(path) if places.on_share(path) else None
        file = path if out is None else out.path
        if not os.path.isfile(file):
            raise KosozuError("PLAN-NO-FILE", path=path)
        hold = out or Hold(path)
        turns_of(file).at_desk = True
        plan: PlanFile | None = None
        try:
            crashed = os.path.exists(file + "-journal") or os.path.exists(file + "-wal")
            plan = cls.open(file)
            opening.leave_wal(plan.connection)
            plan._hold = hold
            plan._take_back_pieces()
            plan.recovered |= crashed or (out is not None and out.crashed)
            plan._into_wal()
        except BaseException:
            turns_of(file).at_desk = False
            if plan is not None:
                plan.connection.close()
            hold.abandon()
            raise
        if out is not None:
            plan.backup = out.backup
        return plan

    def _into_wal(self) -> None:
        with in_words(self.path):
            self.connection.execute("PRAGMA journal_mode=WAL")
            # Else the commit that fills the log's thousandth page would carry all over, and that stroke would wait.
            self.connection.execute("PRAGMA wal_autocheckpoint=0")
            # Only a connection that has read holds the file in WAL against others that would leave it.
            self.connection.execute("SELECT count(*) FROM plan").fetchone()

    @classmethod
    def _open_writing(cls, path: str, version: int) -> PlanFile:
        if not (os.access(path, os.W_OK) and os.access(os.path.dirname(os.path.abspath(path)), os.W_OK)):
            raise KosozuError("PLAN-READONLY", path=path, detail="")
        if is_held(path) and not turns_of(path).at_desk:
            raise KosozuError("PLAN-HELD", path=path)
        # A desk that has a share's plan in hand works on a copy: what we wrote meanwhile could not be brought together.
        hold = Hold(path) if places.on_share(path) else None
        connection: Connection | None = None
        try:
            if hold:
                roll_forward(path)
            connection = connect(path, "rw")
            prepare_writing(connection)
            kept = migrate.bring_up_to_date(connection, path, version) if version != SCHEMA_VERSION else ""
            if not turns_of(path).at_desk:
                opening.leave_wal(connection)
            plan = cls(path, connection, readonly=False)
            plan.backup, plan._hold = kept, hold
            plan._take_back_pieces()
            plan._take_back_names()
            plan.fold_changes()
        except BaseException:
            if connection is not None:
                connection.close()
            if hold is not None:
                hold.release()
            raise
        return plan

    @property
    def checkout(self) -> Checkout | None:
        """The working copy of a plan on a share, at a desk; None for a plan that is opened in place."""
        return self._hold if isinstance(self._hold, Checkout) else None

    @property
    def home(self) -> str:
        """Where the plan lives: what a person has chosen; ``path`` is the file that is open."""
        out = self.checkout
        return self.path if out is None else out.home

    def close(self) -> None:
        """Close; a stroke under way is rolled back. A plan at a desk is one file again, if nobody else reads it.

        One on a share is checked in; where that fails, ``checkout.trouble`` (taken before) says so.
        """
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
            before = self.last_writes()
            yield stroke
        if {op.table for op in stroke.ops} & {"zone", "scenario"} or (self._zones or (before,))[0] != before:
            self._zones = None
        elif self._zones is not None:
            self._zones = self.last_writes(), self._zones[1]
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

    def changed_since_agreed(self) -> bool:
        """Whether a plan that is agreed or published was changed after that was said: what is printed is a draft."""
        return edition.changed(self)

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

    def written(self, table: str, *, since: int = 0, without: Collection[str] = ()) -> Iterator[Op]:
        """What strokes after number ``since`` wrote to a table, newest first; not those with a label of ``without``."""
        return journal.written(self.connection, table, since, without)

    def as_of(self, table: str, seq: int) -> dict[str, list[Any]]:
        """The columns of a table as stroke ``seq`` left it, without geometry."""
        return past.as_of(self, table, seq)

    def verify_journal(self) -> None:
        """Raise PLAN-JOURNAL-BROKEN where the chain of hashes does not hold."""
        journal.verify(self.connection)
