"""Keeping ``gpkg_contents``: extents and time of the last change of the registered tables; and ``layer_styles``."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from .geometry import Envelope, bounds
from .schema import TABLES, Table
from .sql import name, say

_NOW = "strftime('%Y-%m-%dT%H:%M:%fZ','now')"


class Contents:
    """What a transaction did to the registered tables."""

    def __init__(self) -> None:
        self._touched: set[str] = set()
        self._shrunk: set[str] = set()
        self._boxes: dict[str, list[Envelope]] = {}

    def grow(self, table: Table, blobs: Sequence[bytes | None], *, shrink: bool = False) -> None:
        """Rows were written with these geometries; ``shrink``: geometries went away, too."""
        if not table.registered:
            return
        self._touched.add(table.name)
        if shrink:
            self._shrunk.add(table.name)
        box = bounds(blobs) if table.geometry else None
        if box is not None:
            self._boxes.setdefault(table.name, []).append(box)

    def write(self, connection: sqlite3.Connection) -> None:
        """Bring ``gpkg_contents`` up to date."""
        for table in sorted(self._touched):
            connection.execute(
                say("UPDATE", "gpkg_contents", "SET", f"last_change = {_NOW} WHERE table_name = ?"), (table,)
            )
            if not TABLES[table].indexed:
                continue
            box = (
                _indexed_extent(connection, table)
                if table in self._shrunk
                else self._grown(connection, table)
            )
            connection.execute(
                say(
                    "UPDATE",
                    "gpkg_contents",
                    "SET",
                    "min_x = ?, max_x = ?, min_y = ?, max_y = ? WHERE table_name = ?",
                ),
                (*(box or (None,) * 4), table),
            )

    def _grown(self, connection: sqlite3.Connection, table: str) -> Envelope | None:
        statement = "SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name = ?"
        stands = connection.execute(statement, (table,)).fetchone()
        boxes = list(self._boxes.get(table, []))
        if stands and None not in stands:
            boxes.append(stands)
        if not boxes:
            return None
        low_x, high_x, low_y, high_y = zip(*boxes)
        return min(low_x), max(high_x), min(low_y), max(high_y)


def _indexed_extent(connection: sqlite3.Connection, table: str) -> Envelope | None:
    """The extent as the rtree has it: 32-bit, rounded outward."""
    index = name(f"rtree_{table}_geom")
    row = connection.execute(
        say("SELECT", "min(minx), max(maxx), min(miny), max(maxy)", "FROM", index)
    ).fetchone()
    return None if row[0] is None else (row[0], row[1], row[2], row[3])


def write_styles(connection: sqlite3.Connection, styles: Mapping[str, str]) -> None:
    """The default style of each layer (QML), in place of the one that stands there."""
    for layer in sorted(styles):
        column = "geom" if TABLES[layer].geometry else ""
        connection.execute(
            say("DELETE", "FROM", "layer_styles", "WHERE f_table_name = ? AND styleName = ?"), (layer, layer)
        )
        connection.execute(
            say("UPDATE", "layer_styles", "SET", "useAsDefault = 0 WHERE f_table_name = ?"), (layer,)
        )
        connection.execute(
            say(
                "INSERT INTO",
                "layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML,",
                "styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
            ),
            (layer, column, layer, styles[layer], TABLES[layer].description),
        )
