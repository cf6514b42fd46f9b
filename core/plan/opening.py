"""Opening and leaving a plan file: what is looked at before anything is trusted, and the journal mode it is left in."""

from __future__ import annotations

import os
import sqlite3

from ..errors import KosozuError
from . import guard, migrate
from .connection import BUSY_MS, Connection, connect_reading, prepare_writing
from .schema import SCHEMA_VERSION


def open_reading(path: str) -> tuple[Connection, int]:
    """A connection that runs nothing of the file, and the file's schema version."""
    connection = connect_reading(path)
    try:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        if os.path.getsize(path) % size:  # SQLite itself sees only that whole pages are missing
            raise KosozuError("PLAN-DAMAGED", path=path, detail=f"{os.path.getsize(path)} B")
        return connection, guard.inspect(connection, path, migrate.known())
    except BaseException:
        connection.close()
        raise


def leave_wal(connection: sqlite3.Connection) -> None:
    """At rest a plan is one file; where another program holds it in WAL, we write in WAL too."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        connection.execute("PRAGMA busy_timeout=0")
        try:
            connection.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        finally:
            connection.execute(f"PRAGMA busy_timeout={BUSY_MS}")


def back_to_one_file(connection: sqlite3.Connection) -> None:
    """Out of WAL; where another connection still reads, the last one to close takes the -wal away.

    A file that was moved meanwhile gets everything carried over, too, and stays in WAL mode until it is next opened.
    """
    connection.execute("PRAGMA busy_timeout=0")
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        if "locked" not in str(error) and "readonly" not in str(error):
            raise


def current_copy(connection: Connection, path: str, version: int) -> Connection:
    """The connection itself or, for an older schema, one to a copy in memory that is up to date."""
    if version == SCHEMA_VERSION:
        return connection
    copy: Connection = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    try:
        connection.backup(copy)
    finally:
        connection.close()
    prepare_writing(copy)
    migrate.run(copy, path, version)
    copy.execute("PRAGMA query_only=ON")
    return copy
