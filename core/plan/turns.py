"""Who may write to a plan now: one at a time in this process, and strokes go before pieces of long work."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ..errors import KosozuError
from .connection import BUSY_MS, real


class Turns:
    """A lock with two doors: a stroke waits for what is under way, a piece also for every stroke that waits."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._free = threading.Condition()
        self._taken = False
        self._strokes_waiting = 0
        self.at_desk = False
        """Whether QGIS's window, which has the file open, writes in these turns, too."""

    @contextmanager
    def stroke(self) -> Iterator[None]:
        """The next turn, before any piece. Raises PLAN-LOCKED after as long as SQLite itself would wait."""
        with self._free:
            self._strokes_waiting += 1
            try:
                free = self._free.wait_for(lambda: not self._taken, BUSY_MS / 1000)
            finally:
                self._strokes_waiting -= 1
            if not free:
                raise KosozuError("PLAN-LOCKED", path=self._path)
            self._taken = True
        yield from self._work()

    @contextmanager
    def piece(self) -> Iterator[None]:
        """A turn once no stroke waits."""
        with self._free:
            self._free.wait_for(lambda: not self._taken and not self._strokes_waiting)
            self._taken = True
        yield from self._work()

    def _work(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._free:
                self._taken = False
                self._free.notify_all()


_turns: dict[str, Turns] = {}
_lock = threading.Lock()


def turns_of(path: str) -> Turns:
    """The turns of one file in this process."""
    with _lock:
        return _turns.setdefault(real(path), Turns(path))


def stand_in(path: str, turns: Any) -> None:
    """Have turns of a file given by somebody else: another process, whose window has it open."""
    with _lock:
        _turns[real(path)] = turns
