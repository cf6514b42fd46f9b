"""Long writes in pieces, so that a person's strokes need not wait for them.

A check of 300,000 parcels writes hundreds of thousands of findings. While the plan is open at a desk, such a stroke is
many small transactions; each leaves its before-images in ``_piece``, and the last makes one row of the journal of
them. What a program that ended half way has left in ``_piece`` is taken back when the plan is opened again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from ..progress import Progress, check
from . import journal
from .connection import real
from .rows import Columns, Op
from .schema import Table
from .sql import say
from .stroke import Stroke
from .turns import turns_of

if TYPE_CHECKING:
    from .store import PlanFile

LEAST, MOST = 25, 2000
"""Rows of one piece."""
AIM_S = 0.012
"""How long a piece should take, commit included: a stroke that comes meanwhile waits for it."""
PAUSE_S = 0.002
"""Between pieces, so that a stroke that comes meanwhile finds the door open."""
CARRIED_OVER = 50
"""Pieces after which the WAL is carried over into the file, by this thread and under nobody's lock."""

_under_way: set[str] = set()


def is_under_way(path: str) -> bool:
    """Whether this process is writing a stroke in pieces to the file."""
    return real(path) in _under_way


class PiecedStroke(Stroke):
    """A stroke whose writes are committed piece by piece; ``finish`` makes one stroke of them, ``abort`` none."""

    def __init__(self, plan: PlanFile, progress: Progress) -> None:
        super().__init__(plan)
        self._progress = progress
        self._turns = turns_of(plan.path)
        self._finished = False
        self._pieces = 0
        self._rows = LEAST

    def begin(self) -> None:
        """Nothing is locked between pieces."""
        self._connection.execute("PRAGMA wal_autocheckpoint=0")
        _under_way.add(real(self._plan.path))

    def apply_insert(self, table: Table, columns: Columns, fids: list[int] | None = None) -> None:
        """Insert cleaned columns, a piece at a time."""
        for here in self._slices(len(next(iter(columns.values()), []))):
            with self._piece():
                super().apply_insert(table, _part(columns, here), None if fids is None else fids[here])

    def apply_update(self, table: Table, fids: list[int], columns: Columns, before: Columns) -> None:
        """Set cleaned columns, a piece at a time."""
        for here in self._slices(len(fids)):
            with self._piece():
                super().apply_update(table, fids[here], _part(columns, here), _part(before, here))

    def apply_delete(self, table: Table, fids: list[int]) -> None:
        """Delete by fid, a piece at a time."""
        for here in self._slices(len(fids)):
            with self._piece():
                super().apply_delete(table, fids[here])

    def finish(
        self, label: str, role: str, kind: str = journal.STROKE, of: int | None = None, *, empty: bool = False
    ) -> int | None:
        """One row of the journal for all pieces; returns its number."""
        self._finished = True
        if self.names.pending:
            raise ValueError("a stroke in pieces writes no names")
        if not self.ops:
            return None
        payload = journal.encode(self.ops)
        with self._turns.stroke():
            super().begin()
            self.contents.write(self._connection)
            scenario = self._plan.active_scenario()
            seq = journal.append(self._connection, kind, of, scenario, role, label, payload)
            forget(self._connection)
            self.commit()
        return seq

    def abort(self) -> None:
        """Take back what has been written, unless it was finished."""
        try:
            if not self._finished:
                self._finished = True
                take_back(self._plan)
        finally:
            _under_way.discard(real(self._plan.path))

    @contextmanager
    def _piece(self) -> Iterator[None]:
        """One small transaction, with its before-images kept."""
        check(self._progress)
        time.sleep(PAUSE_S)
        self._pieces += 1
        if not self._pieces % CARRIED_OVER:
            self._plan.checkpoint()
        known = len(self.ops)
        with self._turns.piece():
            start = time.perf_counter()
            super().begin()
            try:
                yield
                keep(self._connection, self.ops[known:])
                self.commit()
            except BaseException:
                self._connection.execute("ROLLBACK")
                del self.ops[known:]
                raise
            self._aim(time.perf_counter() - start)

    def _slices(self, count: int) -> Iterator[slice]:
        start = 0
        while start < count:
            here = slice(start, start + self._rows)
            start = here.stop
            yield here

    def _aim(self, took_s: float) -> None:
        """Make the next piece as long as it should be, by what this one took; by half or double at most."""
        factor = min(max(AIM_S / max(took_s, 1e-6), 0.5), 2.0)
        self._rows = min(max(int(self._rows * factor), LEAST), MOST)


def _part(columns: Columns, here: slice) -> Columns:
    return {column: values[here] for column, values in columns.items()}


def keep(connection: sqlite3.Connection, ops: list[Op]) -> None:
    """Remember what a piece wrote, until its stroke is whole."""
    connection.execute(say("INSERT INTO", "_piece (payload) VALUES (?)"), (journal.encode(ops),))


def forget(connection: sqlite3.Connection) -> None:
    """The stroke is whole."""
    connection.execute(say("DELETE", "FROM", "_piece"))


def any_left(connection: sqlite3.Connection) -> bool:
    """Whether a stroke in pieces is not whole."""
    return connection.execute("SELECT 1 FROM _piece LIMIT 1").fetchone() is not None


def take_back(plan: PlanFile) -> None:
    """Undo what pieces of a stroke that is not whole have written, the last first; the journal says nothing of them.

    This, too, goes piece by piece, so that strokes need not wait, and can itself be broken off.
    """
    connection = plan.connection
    while any_left(connection):
        with turns_of(plan.path).piece():
            stroke = Stroke(plan)
            stroke.begin()
            try:
                last = "SELECT piece_id, payload FROM _piece ORDER BY piece_id DESC LIMIT 1"
                piece, payload = connection.execute(last).fetchone()
                stroke.apply_reverse(journal.decode(payload))
                connection.execute(say("DELETE", "FROM", "_piece WHERE piece_id = ?"), (piece,))
                stroke.contents.write(connection)
                stroke.commit()
            except BaseException:
                stroke.abort()
                raise
        time.sleep(PAUSE_S)
