"""All units of a plan as arrays, and their sums by class: what the desk shows after every stroke.

Arrays run along the units in the order of their fids. Areas are square metres in the plan's plane system.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import rows
from .connection import Connection
from .schema import TABLES
from .sql import say

Array = np.ndarray[Any, Any]

_STATE = ("class_code", "paint_code")


@dataclass(frozen=True)
class Totals:
    """Sums by class code (``""``: none): hectares are for showing, so areas stay square metres here."""

    codes: tuple[str, ...]
    area_m2: Array
    parcels: Array
    users: Array

    def of(self, code: str) -> tuple[float, int, int]:
        """Area, parcels and users of one class; zeros where nothing has it."""
        if code not in self.codes:
            return 0.0, 0, 0
        at = self.codes.index(code)
        return float(self.area_m2[at]), int(self.parcels[at]), int(self.users[at])

    @property
    def blank_share(self) -> float:
        """The part of the units' area that has no class, 0 to 1."""
        whole = float(self.area_m2.sum())
        return self.of("")[0] / whole if whole else 0.0


class Units:
    """Units by row: ``fid``, ``area``, ``code`` and ``painted`` (indexes into ``codes``), ``user`` (0: nobody known).

    ``groups`` maps a kind (農業集落, 水利系統 …) to the group index of each row (-1: in none) and the groups' names.
    """

    def __init__(self, connection: Connection) -> None:
        statement = say(
            "SELECT",
            "u.fid, u.area_map_m2, u.class_code, u.paint_code, f.user_now_id, u.unit_id",
            "FROM",
            "unit AS u LEFT JOIN unit_farmland AS f ON f.unit_id = u.unit_id ORDER BY u.fid",
        )
        fids, areas, classes, paints, users, ids = rows.turn(connection.execute(statement).fetchall(), 6)
        self.fid = np.array(fids, dtype=np.int64)
        self.area = np.array([area or 0.0 for area in areas], dtype=float)
        self.unit_id: list[str] = ids
        self.codes: list[str] = [""]
        self._index: dict[str, int] = {"": 0}
        self.code, self.painted = self._indexes(classes), self._indexes(paints)
        names: dict[str, int] = {"": 0}
        self.user = np.array([names.setdefault(user or "", len(names)) for user in users], dtype=np.int64)
        self._users = len(names)
        self.groups = _groups(connection, ids)

    def __len__(self) -> int:
        return len(self.fid)

    def rows(self, fids: Sequence[int] | Array) -> Array:
        """Rows of fids; those that are not there are left out."""
        wanted = np.asarray(fids, dtype=np.int64)
        place = np.searchsorted(self.fid, wanted)
        there = place < len(self.fid)
        there[there] = self.fid[place[there]] == wanted[there]
        found: Array = place[there]
        return found

    def refresh(self, connection: Connection, fids: Sequence[int]) -> Array:
        """Read class and paint of some units again; returns their rows."""
        _, stands = rows.find(connection, "main", TABLES["unit"], "fid", fids, ["fid", *_STATE])
        where = self.rows(stands["fid"])
        self.code[where] = self._indexes(stands["class_code"])
        self.painted[where] = self._indexes(stands["paint_code"])
        return where

    def totals(self) -> Totals:
        """Sums by class over all units."""
        return self._sums(self.code)

    def totals_with(self, classes: Mapping[str, str]) -> Totals:
        """Sums as they would be with other classes (by unit id; a unit that is not named has none)."""
        return self._sums(self._indexes([classes.get(unit, "") for unit in self.unit_id]))

    def _sums(self, code: Array) -> Totals:
        count = len(self.codes)
        area = np.bincount(code, weights=self.area, minlength=count)
        parcels = np.bincount(code, minlength=count)
        met = np.bincount(code * self._users + self.user, minlength=count * self._users) > 0
        users = met.reshape(count, self._users)[:, 1:].sum(axis=1)
        return Totals(tuple(self.codes), area, parcels, users)

    def _indexes(self, values: Sequence[str | None]) -> Array:
        for value in set(values) - set(self._index):
            if value is not None:
                self._index[value] = len(self.codes)
                self.codes.append(value)
        index = self._index
        return np.array([index[value or ""] for value in values], dtype=np.int64)


def _groups(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Array, list[str]]]:
    """Kind → (group index by row, names of the groups)."""
    row_of = {unit: row for row, unit in enumerate(ids)}
    found: dict[str, tuple[Array, list[str]]] = {}
    places: dict[tuple[str, str], int] = {}
    statement = "SELECT kind, group_id, name, unit_id FROM unit_group ORDER BY kind, group_id"
    for kind, group, name, unit in connection.execute(statement):
        row = row_of.get(unit)
        if row is None:
            continue
        index, names = found.setdefault(kind, (np.full(len(ids), -1, dtype=np.int64), []))
        at = places.setdefault((kind, group), len(names))
        if at == len(names):
            names.append(name or group)
        index[row] = at
    return found
