"""What a bundle is made of: layers and tables whose columns have a name in every form, and rows in a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

Array = np.ndarray[Any, Any]
SHORT_BYTES = 10
"""Bytes that a Shapefile's field name may have."""


class Column(NamedTuple):
    """A field: name, kind (T text, I whole number, R real), and what it holds in Japanese and English."""

    name: str
    kind: str
    ja: str
    en: str


@dataclass(frozen=True)
class Layer:
    """A layer, or a table where ``shapes`` is None; ``rows`` has a list of plain values for each column."""

    name: str
    ja: str
    en: str
    columns: tuple[Column, ...]
    rows: dict[str, list[Any]]
    shapes: Array | None = None
    geometry: str = ""
    """MultiPolygon, Point or MultiLineString."""
    style: str = ""
    """Whose style of the plan's layers it takes; '' none."""

    def __len__(self) -> int:
        return len(self.rows[self.columns[0].name])

    def records(self) -> Iterable[tuple[Any, ...]]:
        """Rows as tuples in the columns' order."""
        return zip(*(self.rows[column.name] for column in self.columns))

    def placed(self, shapes: Array | None) -> Layer:
        """The same layer with its shapes in another system."""
        return replace(self, shapes=shapes)

    @property
    def shorts(self) -> dict[str, str]:
        """Column → its name in a Shapefile."""
        return shorts([column.name for column in self.columns])


def shorts(names: Sequence[str]) -> dict[str, str]:
    """Names of at most ten bytes, all different: ``_code`` goes, ``_ja`` and ``_en`` stay."""
    found: dict[str, str] = {}
    for name in names:
        stem, ending = name, ""
        for suffix in ("_ja", "_en"):
            if name.endswith(suffix):
                stem, ending = name[: -len(suffix)], suffix
        stem = stem.replace("_code", "")
        short, number = stem[: SHORT_BYTES - len(ending)] + ending, 1
        while short in found.values():
            number += 1
            tail = f"{number}{ending}"
            short = stem[: SHORT_BYTES - len(tail)] + tail
        found[name] = short
    return found


Value = Callable[[dict[str, Any]], Any]


def plain(value: Any, kind: str) -> Any:
    """A value as every form can hold it: '' for a text that is not known, None for a number."""
    if value is None or value is pd.NA or (isinstance(value, float) and value != value):
        return "" if kind == "T" else None
    if kind == "T":
        return str(value).replace("\r\n", "\n")
    if value == "":
        return None
    return int(value) if kind == "I" else round(float(value), 2)


def made(
    name: str,
    titles: tuple[str, str],
    columns: Sequence[tuple[Column, Value]],
    records: Sequence[dict[str, Any]],
    **more: Any,
) -> Layer:
    """A layer of records, each column by its own function."""
    rows = {
        column.name: [plain(value(record), column.kind) for record in records] for column, value in columns
    }
    return Layer(name, *titles, tuple(column for column, _ in columns), rows, **more)
