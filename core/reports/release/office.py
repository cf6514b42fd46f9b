"""Workbooks and documents: cells with their sheets, hidden rows, columns and sheets, hidden and struck-out text."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from .box import Box, Place, Refused
from .markup import inspect_markup, text_runs
from .packages import members, route_of
from .texts import Inner

_XML = (".xml", ".rels", ".vml", ".xhtml", ".rdf")
_SHEET = re.compile(r"<(?:\w+:)?sheet\b([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\b([^>]*)>")
_ROW = re.compile(r"<(?:\w+:)?row\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?row>)", re.DOTALL)
_CELL = re.compile(r"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_COLUMN = re.compile(r"<(?:\w+:)?col\b([^>]*)>")
_VALUE = re.compile(r"<(?:\w+:)?v\b[^>]*>(.*?)</(?:\w+:)?v>", re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?f\b[^>]*>.*?</(?:\w+:)?f>", re.DOTALL)
_SHARED = re.compile(r"<(?:\w+:)?si\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?si>)", re.DOTALL)
_RUN = re.compile(r"<(?:\w+:)?r\b[^>]*>(?:(?!</(?:\w+:)?r>).)*</(?:\w+:)?r>", re.DOTALL)
_STRUCK = re.compile(r"<(w:del|w:moveFrom)\b[^>]*>.*?</\1>", re.DOTALL)
_HIDDEN = re.compile(r"<w:(?:vanish|webHidden)\b(?![^>]*w:val=\"(?:0|false)\")")
_LETTERS = re.compile(r"[A-Z]+")
_AUTHOR = re.compile(r"<(?:dc:creator|cp:lastModifiedBy|meta:initial-creator)\b[^>]*>([^<]*)<")
_DEFINED = re.compile(r"<(?:\w+:)?definedName\b([^>]*)>(.*?)</(?:\w+:)?definedName>", re.DOTALL)


def inspect_office(box: Box, place: Place, route: str, data: bytes, inner: Inner) -> None:
    """A package of parts: every part by its kind, and a workbook's sheets cell by cell."""
    parts = members(box, place, data)
    sheets = _sheets(parts)
    shared = _shared(parts)
    for name, content in parts.items():
        if name in sheets:
            _workbook_sheet(box, place, route, content, sheets[name], shared)
        if name.endswith("/"):
            continue
        here = place.within(name)
        try:
            if name in sheets:
                _beside_cells(box, here, route, content, inner)
            elif name.lower().endswith(_XML):
                _part(box, here, route_of(name, route), name, content, inner)
            else:
                inner(box, here, route_of(name, route), content)
        except Refused as refused:
            box.refuse(here, route_of(name, route), refused.why)


def _part(box: Box, here: Place, route: str, name: str, content: bytes, inner: Inner) -> None:
    inspect_markup(box, here, route, content, inner)
    text = content.decode("utf-8", "replace")
    if name.startswith("word/"):
        hidden = [run for run in _RUN.findall(text) if _HIDDEN.search(run)]
        box.text(here, "hidden_text", text_runs("".join(hidden)))
        box.text(here, "deleted", text_runs("".join(hit[0] for hit in _STRUCK.finditer(text))))
    if name in ("docProps/core.xml", "meta.xml"):
        box.authors(here, [html.unescape(author) for author in _AUTHOR.findall(text)])
    if name == "xl/workbook.xml":
        box.text(
            here, "defined_name", [html.unescape(part) for pair in _DEFINED.findall(text) for part in pair]
        )


def _beside_cells(box: Box, here: Place, route: str, content: bytes, inner: Inner) -> None:
    """What a sheet's part holds besides the values of cells: formulas, heads and feet, lists to choose from."""
    text = content.decode("utf-8", "replace")
    rest = _CELL.sub(lambda cell: "".join(_FORMULA.findall(cell[0])), text)
    inspect_markup(box, here, route, rest.encode("utf-8", "replace"), inner)


@lru_cache(maxsize=64)
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"""(?:^|\s){name}\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def _attribute(tag: str, name: str) -> str:
    found = _pattern(name).search(tag)
    return html.unescape(found[1] or found[2] or "") if found else ""


def _sheets(parts: Mapping[str, bytes]) -> dict[str, tuple[str, bool]]:
    """Part → (name of the sheet, whether it is hidden)."""
    book = parts.get("xl/workbook.xml", b"").decode("utf-8", "replace")
    relations = parts.get("xl/_rels/workbook.xml.rels", b"").decode("utf-8", "replace")
    targets = {_attribute(tag, "Id"): _attribute(tag, "Target") for tag in _RELATION.findall(relations)}
    found = {}
    for tag in _SHEET.findall(book):
        target = targets.get(_attribute(tag, r"(?:\w+:)?id"), "")
        path = (
            target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        )
        if path in parts:
            found[path] = (_attribute(tag, "name"), _attribute(tag, "state") in ("hidden", "veryHidden"))
    return found


def _shared(parts: Mapping[str, bytes]) -> list[str]:
    text = parts.get("xl/sharedStrings.xml", b"").decode("utf-8", "replace")
    return ["".join(text_runs(hit[1])) if hit[1] else "" for hit in _SHARED.finditer(text)]


def _workbook_sheet(
    box: Box, place: Place, route: str, content: bytes, sheet: tuple[str, bool], shared: list[str]
) -> None:
    """Cells of one sheet: those that are seen, those of hidden rows and columns, or all of a hidden sheet."""
    name, hidden = sheet
    here = place.within(name)
    text = content.decode("utf-8", "replace")
    seen: list[str] = []
    unseen: dict[str, list[str]] = {"hidden_rows": [], "hidden_columns": []}
    columns = _hidden_columns(text)
    for found in _ROW.finditer(text):
        of_row = _attribute(found[1], "hidden") in ("1", "true")
        for column, value in _cells(found[2] or "", shared, placed=bool(columns)):
            if of_row:
                unseen["hidden_rows"].append(value)
            elif column in columns:
                unseen["hidden_columns"].append(value)
            else:
                seen.append(value)
    box.text(here, "hidden_sheet" if hidden else route, seen)
    for how, values in unseen.items():
        box.text(here, "hidden_sheet" if hidden else how, values)


def _cells(row: str, shared: list[str], *, placed: bool) -> Iterator[tuple[int, str]]:
    """Columns (0 where nobody asks for them) and texts."""
    for tag, body in _CELL.findall(row):
        kind = _attribute(tag, "t")
        value = _VALUE.search(body)
        if kind == "s" and value:
            number = int(value[1]) if value[1].strip().isdigit() else len(shared)
            text = shared[number] if number < len(shared) else ""
        elif value:
            text = html.unescape(value[1])
        else:
            text = "".join(text_runs(body))
        if text:
            yield _column_number(_attribute(tag, "r")) if placed else 0, text


def _column_number(reference: str) -> int:
    letters = _LETTERS.match(reference)
    number = 0
    for letter in letters[0] if letters else "":
        number = number * 26 + ord(letter) - 64
    return number


def _hidden_columns(text: str) -> set[int]:
    found: set[int] = set()
    for tag in _COLUMN.findall(text):
        if _attribute(tag, "hidden") in ("1", "true"):
            first, last = int(_attribute(tag, "min") or 0), int(_attribute(tag, "max") or 0)
            found.update(range(first, min(last, 16384) + 1))
    return found
