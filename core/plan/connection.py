"""Connections to plan files: pragmas, words for SQLite's errors, copies and hashes.

While a connection is open in this process, nobody may open that file by ``open``, ``shutil`` or ``hashlib``: the first
close would drop SQLite's locks. :func:`backup` and :func:`file_hash` are the one way each.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..errors import KosozuError
from . import geometry

BUSY_MS = 5000
_CACHE_KIB = 262_144  # a bulk stroke stays in memory until its commit; memory is used only as needed

_open: Counter[str] = Counter()
_lock = threading.Lock()

_WORDS = (
    ("database or disk is full", "PLAN-DISK-FULL"),
    ("disk I/O error", "PLAN-WRITE-FAILED"),
    ("locked", "PLAN-LOCKED"),
    ("readonly database", "PLAN-READONLY"),
    ("unable to open database", "PLAN-CANNOT-OPEN"),
    ("not a database", "PLAN-NOT-GEOPACKAGE"),
    ("malformed", "PLAN-DAMAGED"),
)


@contextmanager
def in_words(path: str) -> Iterator[None]:
    """Turn SQLite's and the system's errors into codes; others pass as they are."""
    try:
        yield
    except sqlite3.Error as error:
        text = str(error)
        code = next((code for words, code in _WORDS if words in text), None)
        if code is None:
            raise
        if code == "PLAN-READONLY" and not os.path.exists(path):
            code = "PLAN-MOVED"
        raise KosozuError(code, path=path, detail=text) from error


def real(path: str) -> str:
    """The one name of a file in this process."""
    return os.path.realpath(path)


def is_open(path: str) -> bool:
    """Whether this process has a connection of ours to the file."""
    with _lock:
        return _open[real(path)] > 0


class Connection(sqlite3.Connection):
    """A connection that is known to :func:`is_open` until it is closed."""

    path = ""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.mute = [False]

    def close(self) -> None:
        """Close, and forget."""
        super().close()
        if self.path:
            with _lock:
                _open[self.path] -= 1
            self.path = ""


def connect(path: str, mode: str) -> Connection:
    """Open an existing file; ``mode`` is ``ro``, ``rw``, ``rwc`` or ``immutable``. Transactions are by hand."""
    query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    uri = f"{Path(real(path)).as_uri()}?{query}"
    connection: Connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_MS / 1000, factory=Connection
    )
    connection.path = real(path)
    with _lock:
        _open[connection.path] += 1
    return connection


def connect_reading(path: str) -> Connection:
    """Open a file that nobody has vouched for: read-only, and nothing in it is run.

    What a crash has left beside it is first rolled back by SQLite, which a connection for reading cannot do.
    """
    try:
        return _reading(path, "ro")
    except sqlite3.OperationalError:
        if os.path.exists(path + "-journal"):
            _recover(path)
            return _reading(path, "ro")
        if os.path.exists(path + "-wal") or os.access(os.path.dirname(os.path.abspath(path)), os.W_OK):
            raise
        return _reading(path, "immutable")  # in WAL mode, in a folder where nothing can be made


def _reading(path: str, mode: str) -> Connection:
    connection = connect(path, mode)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("PRAGMA query_only=ON")
        connection.execute(
            "SELECT count(*) FROM sqlite_master"
        ).fetchone()  # reads: raises what there is to raise
    except BaseException:
        connection.close()
        raise
    return connection


def _recover(path: str) -> None:
    connection = connect(path, "rw")
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.close()


def prepare_writing(connection: Connection) -> None:
    """The pragmas of plan-file.md, headless; changes nothing in the file."""
    geometry.register(connection, connection.mute)
    for pragma in (
        "trusted_schema=ON",
        "query_only=OFF",
        "synchronous=FULL",
        "secure_delete=ON",
        "temp_store=MEMORY",
        f"cache_size=-{_CACHE_KIB}",
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=OFF",
        "recursive_triggers=OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def backup(path: str, to: str) -> None:
    """Copy a plan (or any SQLite file) through SQLite itself, locks respected; ``to`` is replaced at the end."""
    if is_open(to):
        raise KosozuError("PLAN-IN-USE", path=to)
    part = f"{to}.part"
    try:
        with in_words(path):
            source = connect_reading(path)
            try:
                with in_words(to):
                    copy_into(source, part)
            finally:
                source.close()
        os.replace(part, to)
    except OSError as error:
        raise KosozuError("PLAN-CANNOT-OPEN", path=to, detail=str(error)) from error
    finally:
        remove_quietly(part)


def copy_into(source: sqlite3.Connection, part: str) -> None:
    """Copy what a connection sees into a file of its own, at rest."""
    remove_quietly(part)
    target = connect(part, "rwc")
    try:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
    finally:
        target.close()


def file_hash(path: str) -> str:
    """SHA-256 of a file's bytes; a plan that is open in this process is refused (hash a :func:`backup`)."""
    if is_open(path):
        raise KosozuError("PLAN-IN-USE", path=path)
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


_VOLATILE = ((18, 20), (24, 28), (40, 44), (92, 100))
"""Bytes of SQLite's header that change while the contents do not: journal mode, counters, the library's version."""


def content_hash(path: str) -> str:
    """SHA-256 of what an SQLite file at rest holds: the same for a :func:`backup` of it, and after a look at it."""
    if is_open(path):
        raise KosozuError("PLAN-IN-USE", path=path)
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        head = bytearray(file.read(100))
        for start, end in _VOLATILE:
            head[start:end] = bytes(len(head[start:end]))
        digest.update(head)
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def stamp(path: str) -> tuple[int, int, int]:
    """Size, time of the last write in ns, and SQLite's counter of changes: the same where nobody has written."""
    if is_open(path):
        raise KosozuError("PLAN-IN-USE", path=path)
    with open(path, "rb") as file:
        about, head = os.fstat(file.fileno()), file.read(28)
    return about.st_size, about.st_mtime_ns, int.from_bytes(head[24:28], "big")


def remove_quietly(path: str) -> None:
    """Remove a file and SQLite's companions of it, where they are there."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        try:
            os.remove(path + suffix)
        except FileNotFoundError:
            continue
