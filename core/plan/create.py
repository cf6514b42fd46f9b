"""A new plan file: built beside its place, then renamed into it, so that there is a whole plan or none."""

from __future__ import annotations

import json
import os
import sqlite3
import uuid
from collections.abc import Mapping
from typing import Any

from osgeo import osr

from ..errors import KosozuError
from . import rows
from .checkout import is_out
from .connection import connect, in_words, is_open, prepare_writing, remove_quietly
from .contents import write_styles
from .hold import Hold
from .names import side_path
from .schema import (
    APPLICATION_ID,
    GPKG_TABLES,
    JOURNAL_TABLES,
    RTREE_EXTENSION,
    SCHEMA_VERSION,
    STYLES_TABLE,
    TABLES,
    USER_VERSION,
    create_indexes,
    create_table,
    rtree,
    triggers,
)
from .sql import say

_FOLDER_OF_IDS = uuid.UUID("7a0e6f0e-6d0b-5c2c-9b38-3f4f6d1f5a11")
_UNDEFINED = (
    (
        "Undefined Cartesian SRS",
        -1,
        "NONE",
        -1,
        "undefined",
        "undefined Cartesian coordinate reference system",
    ),
    (
        "Undefined geographic SRS",
        0,
        "NONE",
        0,
        "undefined",
        "undefined geographic coordinate reference system",
    ),
)


def create_plan(
    path: str,
    *,
    info: Mapping[str, Any],
    catalogue: Any,
    styles: Mapping[str, str],
    area_wkb: bytes | None = None,
    overwrite: bool = False,
) -> None:
    """Make a plan file.

    ``info`` holds columns of the table plan, ``crs_epsg`` at least; ``plan_id`` is made of the others where it is not
    given. ``styles`` maps layer names to QML. Raises PLAN-EXISTS, PLAN-IN-USE, PLAN-LOCKED, PLAN-NO-FOLDER, PLAN-CRS
    or an error of the disk; whatever stood at ``path`` is then as it was.
    """
    path = str(path)
    row = _plan_row(info, catalogue, area_wkb)
    srs = _srs_rows(row["crs_epsg"])
    _check_place(path, overwrite=overwrite)
    folder, base = os.path.split(os.path.abspath(path))
    part = os.path.join(folder, f".{base}.{os.getpid()}.part")
    try:
        with in_words(path):
            _build(part, row, srs, catalogue, styles)
        _sync(part)
        remove_companions(path)
        os.replace(part, path)
        _sync(folder)
        if overwrite:
            remove_quietly(side_path(path))
    except OSError as error:
        raise KosozuError("PLAN-CANNOT-OPEN", path=path, detail=error.strerror or str(error)) from error
    finally:
        remove_quietly(part)


def _plan_row(info: Mapping[str, Any], catalogue: Any, area_wkb: bytes | None) -> dict[str, Any]:
    table = TABLES["plan"]
    unknown = sorted(set(info) - set(table.columns))
    if unknown:
        raise ValueError(f"plan has no columns {unknown}")
    row: dict[str, Any] = {"status": "draft", "edition": 0, **info}
    row["area_wkb"] = area_wkb
    row["schema_version"] = SCHEMA_VERSION
    row["catalogue_version"] = catalogue.version
    if not row.get("plan_id"):
        text = json.dumps({key: str(row[key]) for key in sorted(info)}, ensure_ascii=False)
        row["plan_id"] = str(uuid.uuid5(_FOLDER_OF_IDS, text))
    return {column: rows.coerce([row.get(column)], kind)[0] for column, kind in table.columns.items()}


def _srs_rows(epsg: Any) -> list[tuple[Any, ...]]:
    """Rows of gpkg_spatial_ref_sys: the two undefined ones, WGS 84 and the plan's own."""
    found: list[tuple[Any, ...]] = list(_UNDEFINED)
    for code in dict.fromkeys((4326, epsg)):
        system = osr.SpatialReference()
        try:
            failed = system.ImportFromEPSG(int(code)) != 0
        except (RuntimeError, TypeError, ValueError):
            failed = True
        if failed:
            raise KosozuError("PLAN-CRS", epsg=code)
        found.append((system.GetName(), code, "EPSG", code, system.ExportToWkt(), None))
    if not system.IsProjected():
        raise KosozuError("PLAN-CRS", epsg=epsg)
    return found


def _check_place(path: str, *, overwrite: bool) -> None:
    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise KosozuError("PLAN-NO-FOLDER", path=path, folder=folder)
    if is_open(path) or is_out(path):
        raise KosozuError("PLAN-IN-USE", path=path)
    if os.path.isdir(path):
        raise KosozuError("PLAN-EXISTS", path=path)
    for place in (path, side_path(path)):
        if os.path.lexists(place) and not overwrite:
            raise KosozuError("PLAN-EXISTS", path=place)
    if not os.access(folder, os.W_OK):
        raise KosozuError("PLAN-READONLY", path=path)
    if os.path.isfile(path):
        _check_unlocked(path)


def _check_unlocked(path: str) -> None:
    """Raise PLAN-HELD or PLAN-LOCKED where another desk has the file that would be replaced, or a program writes it."""
    Hold(path).release()
    with in_words(path):
        try:
            connection = connect(path, "rw")
            try:
                connection.execute("PRAGMA busy_timeout=1000")
                connection.execute("BEGIN EXCLUSIVE")
                connection.execute("ROLLBACK")
            finally:
                connection.close()
        except sqlite3.Error as error:
            if "locked" in str(error):
                raise
            # whatever else it is, it is about to be replaced


def remove_companions(path: str) -> None:
    """A journal or wal left beside an older file would be played into the new one."""
    for suffix in ("-journal", "-wal", "-shm"):
        try:
            os.remove(path + suffix)
        except FileNotFoundError:
            continue


def _build(
    part: str, row: Mapping[str, Any], srs: list[tuple[Any, ...]], catalogue: Any, styles: Mapping[str, str]
) -> None:
    connection = connect(part, "rwc")
    try:
        prepare_writing(connection)
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN IMMEDIATE")
        make_schema(connection, srs, int(row["crs_epsg"]))
        connection.execute("INSERT INTO _writer (id) VALUES (1)")
        rows.insert(connection, "main", TABLES["plan"], {column: [value] for column, value in row.items()})
        texts = dict(sorted(catalogue.texts.items()))
        rows.insert(
            connection, "main", TABLES["catalogue"], {"name": list(texts), "text": list(texts.values())}
        )
        write_styles(connection, styles)
        connection.execute(say("DELETE", "FROM", "_writer"))
        connection.execute("COMMIT")
    finally:
        connection.close()


def make_schema(connection: sqlite3.Connection, srs: list[tuple[Any, ...]], epsg: int) -> None:
    """All tables, registrations, indexes and triggers."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={USER_VERSION}")
    for statement in (*GPKG_TABLES, *JOURNAL_TABLES, STYLES_TABLE):
        connection.execute(statement)
    connection.executemany(say("INSERT INTO", "gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)"), srs)
    for table in TABLES.values():
        connection.execute(create_table(table))
        for statement in create_indexes(table):
            connection.execute(statement)
        if table.registered:
            _register(connection, table.name, table.geometry, table.description, epsg)
    _register(connection, "layer_styles", "", "", epsg)
    for statement in triggers().values():
        connection.execute(statement)


def _register(connection: sqlite3.Connection, table: str, geometry: str, description: str, epsg: int) -> None:
    kind, srs_id = ("features", epsg) if geometry else ("attributes", 0)
    connection.execute(
        say(
            "INSERT INTO",
            "gpkg_contents (table_name, data_type, identifier, description, srs_id) VALUES (?, ?, ?, ?, ?)",
        ),
        (table, kind, table, description, srs_id),
    )
    connection.execute(say("INSERT INTO", "gpkg_ogr_contents VALUES (?, 0)"), (table,))
    if geometry:
        connection.execute(
            say("INSERT INTO", "gpkg_geometry_columns VALUES (?, 'geom', ?, ?, 0, 0)"),
            (table, geometry, epsg),
        )
        connection.execute(
            say("INSERT INTO", "gpkg_extensions VALUES (?, 'geom', 'gpkg_rtree_index', ?, 'write-only')"),
            (table, RTREE_EXTENSION),
        )
        connection.execute(rtree(table))


def _sync(place: str) -> None:
    """Flush a file or a folder to the disk; Windows knows no flush of folders."""
    if os.name == "nt" and os.path.isdir(place):
        return
    handle = os.open(place, os.O_RDWR if os.path.isfile(place) else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
