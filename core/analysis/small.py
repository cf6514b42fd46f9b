"""Small counts: cells that would show one person's land alone are put together with others, so that sums stay right.

A cell is small where it has fewer parcels, or fewer users, than asked for; a parcel whose user is not known counts as
one user of its own. Small cells of one kind are put together, with the next smallest one where they alone would still
be small, so that no difference between a sum and its parts tells them either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .counts import MEASURES

POOLED = "*"
"""In the place of a key: this and other values together."""


@dataclass(frozen=True)
class Limits:
    """Fewest parcels, and fewest users, of a cell that is shown by itself."""

    parcels: int
    users: int

    def few(self, parcels: Any, users: Any) -> Any:
        """Whether there are fewer parcels, or fewer users, than may be shown; numbers, or columns of them."""
        return (parcels < self.parcels) | (users < self.users)


@dataclass(frozen=True)
class _Cell:
    key: tuple[str, ...]
    sums: tuple[float, ...]
    users: frozenset[int]
    unknown: int

    def is_small(self, limits: Limits) -> bool:
        return bool(limits.few(self.sums[0], len(self.users) + self.unknown))


def pooled(units: pd.DataFrame, keys: Sequence[str], limits: Limits) -> pd.DataFrame:
    """Sums of parcels by ``keys``, small cells put together from the last key on; sorted, sums as ``MEASURES``.

    ``units`` has the keys (texts), area_map_m2, area_registry_m2 and ``holder`` (a whole number for each user, 0 not
    known). A key that was given up is ``POOLED``. Only the first key is kept whatever comes: a class that is small as
    a whole stays, since the map shows it.
    """
    cells = _cells(units, list(keys))
    for level in range(len(keys) - 1, 0, -1):
        groups: dict[tuple[str, ...], list[_Cell]] = {}
        for cell in cells:
            groups.setdefault(cell.key[:level], []).append(cell)
        cells = [cell for prefix, own in groups.items() for cell in _merged(prefix, own, len(keys), limits)]
    rows = [(*cell.key, *cell.sums) for cell in sorted(cells, key=lambda cell: cell.key)]
    table = pd.DataFrame(rows, columns=[*keys, *MEASURES])
    return table.astype({"parcels": int, "area_m2": float, "registry_m2": float, "registry_parcels": int})


def _cells(units: pd.DataFrame, keys: list[str]) -> list[_Cell]:
    registry = pd.to_numeric(units["area_registry_m2"], errors="coerce")
    table = units[[*keys, "holder"]].assign(
        area=units["area_map_m2"], registry=registry.fillna(0.0), known=registry.notna().astype(int)
    )
    found = []
    for key, own in table.groupby(keys, sort=True):
        sums = (len(own), float(own["area"].sum()), float(own["registry"].sum()), int(own["known"].sum()))
        unknown = int((own["holder"] == 0).sum())
        found.append(_Cell(tuple(key), sums, frozenset(own["holder"]) - {0}, unknown))
    return found


def _merged(prefix: tuple[str, ...], cells: list[_Cell], width: int, limits: Limits) -> list[_Cell]:
    """The cells under a prefix with the small ones in one, which takes in more until it is small no longer."""
    small = [cell for cell in cells if cell.is_small(limits)]
    if not small:
        return cells
    rest = [cell for cell in cells if not cell.is_small(limits)]
    # what is pooled already first, so that a place's own pool never stands beside one that holds more of the place
    rest.sort(key=lambda cell: (cell.key[-1] != POOLED, cell.sums, cell.key))
    pool = _together(prefix, small, width)
    while rest and pool.is_small(limits):
        pool = _together(prefix, [pool, rest.pop(0)], width)
    return [*rest, pool]


def _together(prefix: tuple[str, ...], cells: list[_Cell], width: int) -> _Cell:
    key = prefix + (POOLED,) * (width - len(prefix))
    sums = tuple(sum(parts) for parts in zip(*(cell.sums for cell in cells)))
    users = frozenset().union(*(cell.users for cell in cells))
    return _Cell(key, sums, users, sum(cell.unknown for cell in cells))
