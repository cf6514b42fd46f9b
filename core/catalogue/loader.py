"""Reads the tables: the shipped ones, a folder's in place of them, or the copy that a plan keeps.

Errors are ``KosozuError`` with codes ``CAT-…`` and the parameters file, row (the header is row 1, as a spreadsheet
counts), column, value and allowed.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ..errors import KosozuError
from . import validate
from .catalogue import Catalogue
from .schema import TABLES

_SHIPPED = Path(__file__).parent / "tables"
_MAX_BYTES = 20_000_000


def load(folder: str | None = None) -> Catalogue:
    """The shipped tables, each replaced by the csv of the same name in ``folder`` where there is one."""
    if not folder:
        return _shipped()
    texts = dict(_shipped().texts)
    texts.update(_folder_texts(Path(folder)))
    return _build(texts, complete=True)


def from_texts(texts: Mapping[str, str]) -> Catalogue:
    """The catalogue of a plan's own copy (table name → csv text); a table it lacks is the shipped one."""
    merged = dict(_shipped().texts)
    for name, text in texts.items():
        if name not in TABLES:
            raise KosozuError("CAT-TABLE", file=f"{name}.csv", allowed=", ".join(sorted(TABLES)))
        merged[name] = text
    return _build(merged, complete=False)


@lru_cache(maxsize=1)
def _shipped() -> Catalogue:
    texts = {name: (_SHIPPED / f"{name}.csv").read_text(encoding="utf-8") for name in sorted(TABLES)}
    return _build(texts, complete=False)


def _build(texts: Mapping[str, str], *, complete: bool) -> Catalogue:
    rows = {name: parse(name, text) for name, text in sorted(texts.items())}
    validate.tables(rows)
    if complete:
        shipped = _shipped().texts
        validate.completeness(rows, {name: parse(name, shipped[name]) for name in rows})
    return Catalogue(texts, {name: [row for _, row in table] for name, table in rows.items()})


def _folder_texts(folder: Path) -> dict[str, str]:
    if not folder.is_dir():
        raise KosozuError("CAT-FOLDER", file=str(folder))
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    if not found:
        raise KosozuError("CAT-NO-TABLES", file=str(folder), allowed=", ".join(sorted(TABLES)))
    texts: dict[str, str] = {}
    for path in found:
        if path.stem not in TABLES:
            raise KosozuError("CAT-TABLE", file=path.name, allowed=", ".join(sorted(TABLES)))
        texts[path.stem] = _decode(path)
    return texts


def _decode(path: Path) -> str:
    """UTF-8, with or without BOM, else CP932, which is what Excel writes in Japan; line ends become LF."""
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise KosozuError("CAT-TOO-BIG", file=path.name, allowed=str(_MAX_BYTES))
        raw = path.read_bytes()
    except OSError as error:
        raise KosozuError("CAT-UNREADABLE", file=path.name, value=error.strerror or "") from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:  # UTF-16, Excel's "Unicode text", passes for CP932 otherwise
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise KosozuError("CAT-ENCODING", file=path.name)


def parse(name: str, text: str) -> list[tuple[int, dict[str, str]]]:
    """Rows of one table, each with its number; blank lines are left out, cells are stripped."""
    file = f"{name}.csv"
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[tuple[int, dict[str, str]]] = []
    later = {column.name: "" for column in TABLES[name].columns if column.later}
    header: list[str] = []
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number == 1:
                header = [cell.strip() for cell in cells]
                validate.header(name, header)
            elif any(cell.strip() for cell in cells):
                if len(cells) != len(header):
                    validate.fault(
                        "CAT-CELLS", file, number, "", value=str(len(cells)), allowed=str(len(header))
                    )
                row = {**later, **dict(zip(header, (cell.strip() for cell in cells)))}
                validate.row(name, number, row)
                rows.append((number, row))
    except csv.Error as error:
        raise KosozuError(
            "CAT-CSV", file=file, row=number + 1, column="", value=str(error), allowed="", reason="csv"
        ) from error
    if not header:
        validate.header(name, [])
    return rows
