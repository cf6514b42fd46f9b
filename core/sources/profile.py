"""Mapping profiles: which column of a file holds which fact, and how it is read. Tables, not code.

A profile is a csv with the columns ``column`` (names of the file, alternatives parted by ``|``; ``#26`` is the 26th),
``field`` (ours), ``read`` (text, code, number, date, year, lot, flag, map) and ``values`` (``raw=value;…``; ``*`` is
any other).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import KosozuError
from . import chiban, text
from .encoding import detect

if TYPE_CHECKING:
    from ..catalogue import Catalogue

CODED = ("noushin", "city_planning", "idle_survey")
"""Fields with official codes, whose further words are in the catalogue's ``code_synonyms``."""

FOLDER = Path(__file__).parent / "profiles"
READS = ("text", "code", "number", "date", "year", "lot", "flag", "map")
_NO = {"", "0", "00", "000", "無", "なし", "無し", "いいえ", "no", "false", "非該当", "対象外", "未設定"}


@dataclass(frozen=True)
class Column:
    """One row of a profile."""

    names: tuple[str, ...]
    field: str
    read: str
    values: tuple[tuple[str, str], ...]


def names() -> list[str]:
    """The shipped profiles."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def load(which: str) -> list[Column]:
    """A shipped profile by name or a csv file by path. Raises SRC-MAPPING with row and reason."""
    path = FOLDER / f"{which}.csv" if which in names() else Path(which)
    if not path.is_file():
        raise KosozuError("SRC-MAPPING-NAME", mapping=which, names=", ".join(names()))
    content = path.read_bytes()
    reader = csv.DictReader(io.StringIO(content.decode(detect(content, "", path.name))))
    if not {"column", "field", "read"} <= set(reader.fieldnames or ()):
        raise KosozuError("SRC-MAPPING", file=path.name, row=1, value="column,field,read")
    return [_column(path.name, number, row) for number, row in enumerate(reader, 2)]


def _column(file: str, number: int, row: dict[str, str]) -> Column:
    if row["read"] not in READS or not row["field"] or not row["column"]:
        raise KosozuError(
            "SRC-MAPPING", file=file, row=number, value=row["read"] or row["field"] or row["column"]
        )
    pairs = [part.split("=", 1) for part in (row.get("values") or "").split(";") if part]
    if any(len(pair) != 2 for pair in pairs):
        raise KosozuError("SRC-MAPPING", file=file, row=number, value=row["values"])
    values = tuple((text.half(raw), value) for raw, value in pairs)
    return Column(tuple(row["column"].split("|")), row["field"], row["read"], values)


def find(columns: Sequence[str], wanted: Sequence[str]) -> str:
    """The first of the wanted names among a file's columns, width, case and spaces aside; '' if none is there."""
    plain = {text.half(name).lower(): name for name in reversed(list(columns))}
    for name in wanted:
        if name.startswith("#") and name not in plain:  # by place, for files whose names occur twice
            place = int(name[1:]) if name[1:].isdigit() else 0
            if 0 < place <= len(columns):
                return str(columns[place - 1])
        elif text.half(name).lower() in plain:
            return plain[text.half(name).lower()]
    return ""


def require(columns: Sequence[str], name: str, file: str) -> str:
    """The column a person named. Raises SRC-NO-COLUMN with the names there are."""
    found = find(columns, [name])
    if not found:
        shown = ", ".join(
            str(column) for column in columns if column not in ("geometry", "source_row", "source_file")
        )
        raise KosozuError("SRC-NO-COLUMN", column=name, file=file, columns=shown[:400])
    return found


def apply(
    frame: pd.DataFrame,
    profile: Sequence[Column],
    catalogue: Catalogue | None = None,
    unknown: dict[str, int] | None = None,
) -> pd.DataFrame:
    """Canonical columns of a file's frame; of several rows for one field the first with a value wins, row by row.

    With a ``catalogue`` its synonyms are asked for official codes that the profile does not name; what stays unknown
    is taken as no value and counted in ``unknown`` under 「column: value」.
    """
    out = pd.DataFrame(index=frame.index)
    for column in profile:
        name = find(list(frame.columns), column.names)
        if not name:
            continue
        values = _read(frame[name], column)
        if catalogue is not None and column.field in CODED and column.read == "map":
            raw = text.half_column(frame[name])
            values = _by_synonyms(values, raw, column, catalogue, {} if unknown is None else unknown)
        if column.field not in out:
            out[column.field] = values
        elif column.read == "number":
            out[column.field] = out[column.field].where(out[column.field].notna(), values)
        else:
            out[column.field] = out[column.field].where(out[column.field] != "", values)
    return out


def _read(values: pd.Series, column: Column) -> pd.Series:
    if column.read == "number":
        return text.numbers(values)
    if column.read == "text":
        return text.clean(values)
    simple = {"date": text.iso_date, "year": text.year, "lot": chiban.normalise, "code": text.half}
    if column.read in simple:
        return _mapped(text.each(text.clean(values), simple[column.read]), column)
    plain = text.half_column(values)
    if column.read == "flag":
        known = dict(column.values)
        return text.each(plain, lambda raw: known.get(raw, known.get("*", _flag(raw)) if raw else ""))
    return _mapped(plain, column)


def _mapped(values: pd.Series, column: Column) -> pd.Series:
    if not column.values:
        return values
    known = dict(column.values)
    rest = known.get("*", None if column.read != "map" else "")
    return text.each(values, lambda raw: known.get(raw, raw if rest is None else rest) if raw else "")


def _by_synonyms(
    values: pd.Series, raw: pd.Series, column: Column, catalogue: Catalogue, unknown: dict[str, int]
) -> pd.Series:
    """The values with what the profile does not name read by the catalogue."""
    open_ = (raw != "") & (values == "") & ~raw.isin([name for name, _ in column.values])
    if not open_.any():
        return values
    found = {word: catalogue.code_of(column.field, word) for word in raw[open_].unique()}
    for word, number in raw[open_ & raw.map(found).isna()].value_counts().sort_index().items():
        key = f"{column.field}: {word}"
        unknown[key] = unknown.get(key, 0) + int(number)
    return values.where(~open_, raw.map(found).fillna(""))


def _flag(raw: str) -> str:
    if raw == "":
        return ""
    return "no" if raw.lower() in _NO else "yes"
