"""A plan that is open at one desk is not opened at another: a lock file beside it, held as long as the program lives.

The system lets go of the lock when a program ends, however it ends, so that nothing has to be cleaned up by hand.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from ..errors import KosozuError


def hold_path(plan_path: str) -> str:
    """``kamada.gpkg`` → ``.~kamada.gpkg.lock`` in the same folder."""
    path = Path(plan_path)
    return str(path.with_name(f".~{path.name}.lock"))


class Hold:
    """The lock on a plan, from making it until :meth:`release`. Raises PLAN-HELD where another desk has it."""

    def __init__(self, plan_path: str) -> None:
        self._path = hold_path(plan_path)
        try:
            self._file: BinaryIO | None = open(self._path, "ab")  # noqa: SIM115 - held until release
        except OSError as error:
            raise KosozuError("PLAN-READONLY", path=plan_path, detail=error.strerror or "") from error
        if not _lock(self._file):
            self._file.close()
            raise KosozuError("PLAN-HELD", path=plan_path)

    def abandon(self) -> None:
        """As :meth:`release`: there is nothing to be brought in order first."""
        self.release()

    def release(self) -> None:
        """Let go; the lock file goes with it."""
        if self._file is None:
            return
        self._file.close()
        self._file = None
        try:
            os.remove(self._path)
        except OSError:  # somebody else has taken it over in between
            return


def is_held(plan_path: str) -> bool:
    """Whether a desk, of this program or another, has the plan open.

    SQLite's own locks do not tell: within QGIS, GDAL opens and closes the file, and with that the system (but Windows)
    drops the locks that this process has on it.
    """
    try:
        file = open(hold_path(plan_path), "r+b")  # noqa: SIM115 - closed below
    except OSError:
        return os.path.exists(hold_path(plan_path))
    with file:
        return not _lock(file)


def _lock(file: BinaryIO) -> bool:
    """Whether the lock was free."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
