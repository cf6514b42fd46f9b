"""Reads an action plan that comes back from Excel: its rows with ids, as the cells stand, and where it came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import KosozuError
from .table import open_workbook
from .text import half, year

STAMPS = ("kosozu_plan", "kosozu_edition", "kosozu_stroke", "kosozu_hash")
_HEAD_WITHIN = 30
"""Rows in which the head of a table is looked for."""


@dataclass(frozen=True)
class Line:
    """One row of a sheet: its number there, the id in it ('' for none), and its cells by key (form key or year)."""

    number: int
    action_id: str
    cells: dict[Any, Any]
    dropped: bool = False


@dataclass
class ActionBook:
    """What an action plan's workbook holds. ``keys`` are the form keys that have a column."""

    stamp: dict[str, str]
    saved_by: str
    keys: list[str]
    actions: list[Line]
    progress: list[Line] = field(default_factory=list)


def read_actions(
    path: str, labels: Mapping[str, Sequence[str]], progress_sheets: Sequence[str]
) -> ActionBook:
    """The workbook at ``path``. ``labels`` are the heads by form key, with ``action_id`` and ``drop``.

    Raises SRC-NO-FILE, SRC-NOT-READABLE, SRC-NO-OPENPYXL, and SRC-NO-ACTIONS where no sheet has a column of ids.
    """
    file = Path(path)
    if not file.is_file():
        raise KosozuError("SRC-NO-FILE", file=path)
    book = open_workbook(file)
    try:
        known = {_bare(text): key for key, texts in labels.items() for text in texts}
        found = ActionBook(_stamp(book), str(book.properties.lastModifiedBy or ""), [], [])
        for sheet in book.worksheets:
            table = _table(sheet, known)
            if table is None:
                continue
            heads, rows = table
            if sheet.title in progress_sheets:
                found.progress = list(_progress(heads, rows))
            elif not found.keys:
                found.keys = [key for key in heads.values() if key not in ("action_id", "drop")]
                found.actions = list(_actions(heads, rows))
    finally:
        book.close()
    if not found.keys:
        raise KosozuError("SRC-NO-ACTIONS", file=file.name)
    return found


def _stamp(book: Any) -> dict[str, str]:
    """The texts that the workbook's names stand for."""
    found = {}
    for name in STAMPS:
        entry = book.defined_names.get(name)
        text = str(getattr(entry, "attr_text", None) or getattr(entry, "value", "") or "") if entry else ""
        found[name] = text.strip('"').replace('""', '"')
    return found


def _bare(text: object) -> str:
    return half(text).casefold()


def _table(
    sheet: Any, known: Mapping[str, str]
) -> tuple[dict[int, Any], list[tuple[int, tuple[Any, ...]]]] | None:
    """Heads by position (form key, or the year that a head names) and the rows below; None where there is no id."""
    rows = list(enumerate(sheet.iter_rows(values_only=True), start=1))
    for place, (_, cells) in enumerate(rows[:_HEAD_WITHIN]):
        heads: dict[int, Any] = {}
        for position, cell in enumerate(cells):
            key = known.get(_bare(cell))
            if key is not None and key not in heads.values():
                heads[position] = key
            elif key is None and isinstance(cell, str) and _head_year(cell):
                heads[position] = _head_year(cell)
        if "action_id" in heads.values():
            return heads, rows[place + 1 :]
    return None


def _head_year(text: str) -> int:
    """The fiscal year of a head such as 「令和9年度（2027）」; 0 for none."""
    found = year(half(text).split("(")[0])
    return int(found) if found else 0


def _actions(heads: Mapping[int, Any], rows: Sequence[tuple[int, tuple[Any, ...]]]) -> Iterator[Line]:
    """Rows with an id or with anything else in them; a second row of one id is a copy, and so a new one."""
    seen: set[str] = set()
    for number, cells in rows:
        named = {
            key: cells[place] for place, key in heads.items() if place < len(cells) and isinstance(key, str)
        }
        action_id = str(named.pop("action_id", None) or "").strip()
        mark = named.pop("drop", None)
        if not action_id and all(_bare(value) == "" for value in named.values()):
            continue
        yield Line(number, "" if action_id in seen else action_id, named, bool(_bare(mark)))
        seen.add(action_id)


def _progress(heads: Mapping[int, Any], rows: Sequence[tuple[int, tuple[Any, ...]]]) -> Iterator[Line]:
    place_of_id = next(place for place, key in heads.items() if key == "action_id")
    for number, cells in rows:
        action_id = str(cells[place_of_id] or "").strip() if place_of_id < len(cells) else ""
        years = {
            key: cells[place] for place, key in heads.items() if place < len(cells) and isinstance(key, int)
        }
        if action_id:
            yield Line(number, action_id, years)
