"""Bringing a plan of an older schema up to date: ordered, named steps, in one transaction, after a backup."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ..errors import KosozuError
from . import guard, journal
from .connection import backup
from .schema import SCHEMA_VERSION
from .sql import say


@dataclass(frozen=True)
class Migration:
    """One step: from a schema version to the next.

    ``triggers`` is :func:`guard.digest` of the older schema's triggers: a plan with others is foreign. ``run`` gets a
    connection inside a transaction, and leaves the next version's tables and triggers.
    """

    name: str
    from_version: int
    triggers: str
    run: Callable[[sqlite3.Connection], None]


MIGRATIONS: tuple[Migration, ...] = ()
"""In order; schema 1 is the first."""


def known() -> dict[int, str]:
    """Versions that can be brought up to date → digest of their triggers."""
    return {step.from_version: step.triggers for step in MIGRATIONS}


def backup_path(path: str, version: int) -> str:
    """A free name beside the plan: ``kamada.schema-1.gpkg``, then ``kamada.schema-1.2.gpkg`` …"""
    plan = Path(path)
    wanted = plan.with_name(f"{plan.stem}.schema-{version}.gpkg")
    number = 2
    while wanted.exists():
        wanted = plan.with_name(f"{plan.stem}.schema-{version}.{number}.gpkg")
        number += 1
    return str(wanted)


def bring_up_to_date(connection: sqlite3.Connection, path: str, version: int) -> str:
    """Migrate an open plan; returns the path of the backup. The file is as it was where a step fails."""
    kept = backup_path(path, version)
    backup(path, kept)
    try:
        run(connection, path, version)
    except BaseException:
        os.remove(kept)
        raise
    return kept


def run(connection: sqlite3.Connection, path: str, version: int) -> None:
    """All steps from ``version`` on, in one transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(say("INSERT INTO", "_writer (id) VALUES (1)"))
        for step in MIGRATIONS:
            if step.from_version == version:
                step.run(connection)
                version += 1
                connection.execute(say("UPDATE", "plan", "SET", "schema_version = ?"), (version,))
                journal.append(connection, journal.MIGRATION, None, "", "", step.name, journal.encode([]))
        if version != SCHEMA_VERSION:
            raise KosozuError("PLAN-OLDER", path=path, found=version)
        guard.inspect(connection, path, {})
        connection.execute(say("DELETE", "FROM", "_writer"))
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
