"""Reads a table, csv or xlsx, as text: nothing is guessed, so that a code keeps its leading 0."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd

from ..errors import KosozuError
from . import container
from .encoding import detect
from .vector import split_path

SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")


def is_table(path: str | Path) -> bool:
    """Whether a path is read as a table rather than as a layer."""
    return split_path(path)[0].suffix.lower() in SUFFIXES


def read_table(path: str | Path, encoding: str = "") -> tuple[pd.DataFrame, str]:
    """(frame of text columns plus ``source_row``, encoding found). Column names that occur twice get ``.1``, ``.2``.

    Of an xlsx the sheet named by ``PATH|layername=…``, else the first one with rows. Raises KosozuError SRC-….
    """
    file, sheet = split_path(path)
    if not file.is_file():
        raise KosozuError("SRC-NO-FILE", file=str(file))
    if file.stat().st_size == 0:
        raise KosozuError("SRC-EMPTY", file=file.name)
    if file.suffix.lower() == ".zip":
        with container.unpacked(file, SUFFIXES) as members:
            return read_table(members[sorted(members)[0]], encoding)
    if file.suffix.lower() in (".xlsx", ".xlsm"):
        rows, found = _sheet(file, sheet), "xlsx"
    else:
        rows, found = _lines(file, encoding)
    return _frame(rows, file.name), found


def _lines(file: Path, encoding: str) -> tuple[list[list[str]], str]:
    content = file.read_bytes()
    if b"\x00" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise KosozuError("SRC-NOT-READABLE", file=file.name, reason="-")
    found = detect(content, encoding, file.name)
    text = content.decode(found)
    first = text.split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    csv.field_size_limit(1 << 27)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False))
    except csv.Error as error:
        raise KosozuError("SRC-NOT-READABLE", file=file.name, reason=str(error)) from None
    return [row for row in rows if any(cell.strip() for cell in row)], found.replace(
        "utf-8-sig", "utf-8 (BOM)"
    )


def open_workbook(file: Path) -> Any:
    """A workbook for reading its values. Raises SRC-NO-OPENPYXL or SRC-NOT-READABLE."""
    try:
        from openpyxl import load_workbook

        return load_workbook(file, read_only=True, data_only=True)
    except ImportError:
        raise KosozuError("SRC-NO-OPENPYXL", file=file.name) from None
    except Exception as error:  # zipfile, xml and openpyxl have an error each for a broken workbook
        raise KosozuError("SRC-NOT-READABLE", file=file.name, reason=type(error).__name__) from None


def _sheet(file: Path, wanted: str) -> list[list[str]]:
    book = open_workbook(file)
    try:
        if wanted and wanted not in book.sheetnames:
            raise KosozuError("SRC-LAYER", layer=wanted, file=file.name, layers=", ".join(book.sheetnames))
        for name in [wanted] if wanted else book.sheetnames:
            rows = [[_cell(value) for value in row] for row in book[name].iter_rows(values_only=True)]
            rows = [row for row in rows if any(row)]
            if rows:
                return rows
    finally:
        book.close()
    return []


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _frame(rows: list[list[str]], name: str) -> pd.DataFrame:
    if not rows:
        raise KosozuError("SRC-NO-ROWS", file=name)
    header = rows[0]
    body = rows[1:]
    if _headless(header):
        header, body = [f"#{place}" for place in range(1, len(rows[0]) + 1)], rows
    if not body:
        raise KosozuError("SRC-NO-ROWS", file=name)
    width = len(header)
    columns = list(zip(*[(row + [""] * width)[:width] for row in body]))
    frame = pd.DataFrame({place: pd.Series(column, dtype=object) for place, column in enumerate(columns)})
    frame.columns = pd.Index(_unique(header))
    frame["source_row"] = pd.Series([str(number) for number in range(1, len(body) + 1)], dtype=object)
    return frame


def _headless(first: list[str]) -> bool:
    """A ledger without header begins with a municipality code."""
    return len(first) > 20 and first[0].strip().isdigit() and len(first[0].strip()) in (5, 6)


def _unique(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    out = []
    for place, cell in enumerate(header, 1):
        text = cell.strip() or f"#{place}"
        count = seen.get(text, 0)
        seen[text] = count + 1
        out.append(f"{text}.{count}" if count else text)
    return out
