"""Whether a file is a plan of ours, of which schema, and whether anybody has put triggers or views into it."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Mapping

from ..errors import KosozuError
from .schema import (
    APPLICATION_ID,
    GPKG_TABLES,
    SCHEMA_VERSION,
    TABLES,
    count_triggers,
    rtree,
    rtree_triggers,
    triggers,
)

_SPACE = re.compile(r"\s+")
_BESIDES = ("stroke", "change", "_writer", "_piece", "layer_styles")
_OWN = {*TABLES, *_BESIDES}


def normal(sql: str) -> str:
    """A statement without white space and case: GDAL and we break lines differently."""
    return _SPACE.sub("", sql).rstrip(";").lower()


def digest(listed: Mapping[str, str]) -> str:
    """One hash for a set of triggers; a migration names the one of the schema it starts from."""
    text = "\n".join(f"{name} {normal(sql)}" for name, sql in sorted(listed.items()))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def inspect(connection: sqlite3.Connection, path: str, older: Mapping[int, str]) -> int:
    """The schema version of the plan.

    ``older`` maps versions that can be migrated to the digest of their triggers. Raises PLAN-NOT-PLAN, PLAN-NEWER,
    PLAN-OLDER, PLAN-FOREIGN or PLAN-DAMAGED. The connection must be one for reading: nothing of the file is run.
    """
    objects = connection.execute(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_master"
    ).fetchall()
    tables = {name: sql for kind, name, _, sql in objects if kind == "table"}
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID or "plan" not in tables:
        raise KosozuError("PLAN-NOT-PLAN", path=path)
    views = sorted(name for kind, name, _, _ in objects if kind == "view")
    if views or not normal(tables["plan"]).startswith("createtable"):
        raise KosozuError("PLAN-FOREIGN", path=path, names=", ".join(views) or "plan")
    version = _version(connection, path)
    if version > SCHEMA_VERSION:
        raise KosozuError("PLAN-NEWER", path=path, found=version, known=SCHEMA_VERSION)
    found = {name: (table, sql) for kind, name, table, sql in objects if kind == "trigger"}
    ours = {
        name: sql
        for name, (table, sql) in found.items()
        if _is_ours(table) or not _is_standard(name, table, sql)
    }
    if version < SCHEMA_VERSION:
        if version not in older:
            raise KosozuError("PLAN-OLDER", path=path, found=version)
        if digest(ours) != older[version]:
            raise KosozuError("PLAN-FOREIGN", path=path, names=", ".join(sorted(ours)))
        return version
    _check_tables(connection, path, tables)
    expected = triggers()
    foreign = sorted(name for name in ours if normal(ours[name]) != normal(expected.get(name, "")))
    if foreign:
        raise KosozuError("PLAN-FOREIGN", path=path, names=", ".join(foreign[:5]))
    missing = sorted(set(expected) - set(ours))
    if missing:
        raise KosozuError("PLAN-DAMAGED", path=path, detail=", ".join(missing[:5]))
    return version


def _version(connection: sqlite3.Connection, path: str) -> int:
    columns = {row[1] for row in connection.execute("PRAGMA table_info(plan)")}
    if "schema_version" not in columns:
        raise KosozuError("PLAN-NOT-PLAN", path=path)
    rows = connection.execute("SELECT schema_version FROM plan").fetchall()
    if len(rows) != 1 or not isinstance(rows[0][0], int):
        raise KosozuError("PLAN-DAMAGED", path=path, detail="plan")
    return int(rows[0][0])


def _is_ours(table: str) -> bool:
    """Whether we ever write to a table; somebody else's layer in the same file is not touched."""
    return table in _OWN or table.startswith(("gpkg_", "rtree_", "sqlite_"))


def _is_standard(trigger: str, table: str, sql: str) -> bool:
    """Whether a trigger is one that GDAL itself puts on a layer somebody has added to the file."""
    if not re.fullmatch(r"\w+", table):
        return False
    standard = {**count_triggers(table), **rtree_triggers(table)}
    return normal(standard.get(trigger, "")) == normal(sql)


def _check_tables(connection: sqlite3.Connection, path: str, tables: Mapping[str, str]) -> None:
    for table in TABLES.values():
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
        missing = [column for column in ["fid", *table.stored] if column not in columns]
        plain = normal(tables.get(table.name, "")).startswith("createtable")
        indexed = not table.indexed or normal(tables.get(f"rtree_{table.name}_geom", "")) == normal(
            rtree(table.name)
        )
        if missing or not plain or not indexed:
            raise KosozuError("PLAN-DAMAGED", path=path, detail=f"{table.name} {' '.join(missing)}".strip())
    for table_name in (
        *_BESIDES,
        *(s.split()[2].split("(")[0] for s in GPKG_TABLES),
    ):
        if table_name not in tables:
            raise KosozuError("PLAN-DAMAGED", path=path, detail=table_name)
