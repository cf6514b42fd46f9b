"""What can be read of an open plan: its tables as columns, counts, names, the zones that decide classes."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from .. import catalogue as catalogues
from ..progress import SILENT, Progress, check
from . import effective, geometry, names, rows
from .connection import Connection, in_words
from .schema import TABLES, Table
from .sql import name, say

_FETCHED = 20_000


class Reading:
    """The reading half of :class:`~.store.PlanFile`."""

    def __init__(self, path: str, connection: Connection) -> None:
        self.path = path
        self.connection = connection
        self.progress: Progress = SILENT
        """Asked while a table is read whole, whether to go on."""
        self._zones: tuple[tuple[int, int], effective.Zones] | None = None
        self._catalogue: Any = None
        info = self.info
        self.epsg: int = info["crs_epsg"]
        self.plan_id: str = info["plan_id"]

    @property
    def info(self) -> dict[str, Any]:
        """The row of the table plan."""
        columns = self.read("plan")
        return {column: values[0] for column, values in columns.items()}

    @property
    def catalogue(self) -> Any:
        """The plan's own copy of the catalogue."""
        if self._catalogue is None:
            copy = self.read("catalogue")
            self._catalogue = catalogues.from_texts(dict(zip(copy["name"], copy["text"])))
        return self._catalogue

    def read(
        self,
        table: str,
        columns: Sequence[str] | None = None,
        *,
        geometry: bool = False,
        where: Mapping[str, Any] | None = None,
    ) -> dict[str, list[Any]]:
        """Columns of a table, in order of its key; with ``geometry`` the WKB under ``geom``.

        Texts that are NULL are ''. ``where`` maps columns to the one value they must have.
        """
        made = TABLES[table]
        chosen = list(made.columns) if columns is None else list(columns)
        unknown = [column for column in chosen if column not in made.columns]
        if unknown:
            raise ValueError(f"{table} has no columns {unknown}")
        if geometry and not made.geometry:
            raise ValueError(f"{table} has no geometry")
        listed = [rows.selected(made, column) for column in chosen] + (['"geom"'] if geometry else [])
        condition, values = rows.condition(made, where or {})
        statement = say(
            "SELECT", ", ".join(listed), "FROM", name(table), condition, "ORDER BY", name(made.key)
        )
        with in_words(self.path):
            fetched = self._fetched(self.connection.execute(statement, values))
        turned = rows.turn(fetched, len(listed))
        found = dict(zip(chosen, turned))
        if geometry:
            found["geom"] = _wkb(turned[-1])
        return found

    def _fetched(self, cursor: sqlite3.Cursor) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = []
        while part := cursor.fetchmany(_FETCHED):
            check(self.progress)
            found += part
        return found

    def count(self, table: str, where: Mapping[str, Any] | None = None) -> int:
        """Rows of a table, or of a slice of it."""
        made = TABLES[table]
        condition, values = rows.condition(made, where or {})
        with in_words(self.path):
            row = self.connection.execute(
                say("SELECT", "count(*)", "FROM", name(table), condition), values
            ).fetchone()
        return int(row[0])

    def fids(self, table: Table, where: Mapping[str, Any]) -> list[int]:
        """Row ids of a slice."""
        condition, values = rows.condition(table, where)
        statement = say("SELECT", "fid", "FROM", name(table.name), condition, "ORDER BY fid")
        return [row[0] for row in self.connection.execute(statement, values)]

    def names(self) -> dict[tuple[str, str], dict[str, str]]:
        """What the side file holds, by (kind, id); empty where there is none."""
        return names.read(self.path, self.plan_id)

    def active_scenario(self) -> str:
        """The scenario that is painted at present; '' where the plan has none."""
        found = self.read("scenario", ["scenario_id"], where={"is_active": 1})["scenario_id"]
        return str(found[0]) if found else ""

    def zones(self) -> effective.Zones:
        """The zones that decide classes, kept from one stroke to the next until one of them is written."""
        version = self.last_writes()
        if self._zones is None or self._zones[0] != version:
            self._zones = version, effective.Zones(self.connection, self.active_scenario())
        return self._zones[1]

    def last_writes(self) -> tuple[int, int]:
        """The last stroke and the last native edit there ever were: what pieces of a long stroke leave as it is."""
        statement = "SELECT seq FROM sqlite_sequence WHERE name = ?"
        rows = [self.connection.execute(statement, [name]).fetchone() for name in ("stroke", "change")]
        return (rows[0][0] if rows[0] else 0), (rows[1][0] if rows[1] else 0)


def _wkb(blobs: Sequence[bytes | None]) -> list[bytes | None]:
    return geometry.unpack(blobs)
