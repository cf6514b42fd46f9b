"""The few Japanese sentences of a drafted action: the plan's own text, which a person then edits."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path
from typing import Any

_TABLE = Path(__file__).parent / "words.csv"
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["key"]: row["ja"] for row in csv.DictReader(file)}


def word(key: str, **params: Any) -> str:
    """A sentence of ``words.csv``, filled in."""
    return _words()[key].format(**params)


def number(value: float) -> str:
    """A number as people write it: no ``.0``."""
    return f"{value:g}"


def months(low: float | None, high: float | None) -> str:
    """A usual duration, '' where neither end is known."""
    ends = [end for end in (low, high) if end is not None]
    if not ends:
        return ""
    if ends[0] == ends[-1]:
        return word("months_one", low=number(ends[0]))
    return word("months", low=number(ends[0]), high=number(ends[-1]))


def mark(position: int) -> str:
    """①, ② … and plain numbers after ⑳."""
    return _MARKS[position] if position < len(_MARKS) else f"({position + 1})"
