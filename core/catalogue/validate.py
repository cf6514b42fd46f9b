"""Refuses a wrong table, with file, row, column, the value and what is allowed."""

from __future__ import annotations

import datetime
import re
import string
from collections.abc import Mapping, Sequence
from typing import NoReturn

from ..errors import KosozuError
from .plain import plain_code
from .schema import PLACEHOLDERS, TABLES, Column, Table

#: Rows of one table, each with its number in the file (the header is row 1).
Numbered = Sequence[tuple[int, Mapping[str, str]]]
Rows = Mapping[str, Numbered]

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_PLAIN = re.compile(r"[^\s,;]+")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
#: A finding says which procedure or conversation is needed; this word is never printed.
_FORBIDDEN = "違" + "法"


def fault(code: str, file: str, row: int, column: str, *, value: str = "", allowed: str = "") -> NoReturn:
    """Raise the error of one cell; ``reason`` is the code's own word, its sentence stands in the message table."""
    reason = code[len("CAT-") :].lower()
    raise KosozuError(code, file=file, row=row, column=column, value=value, allowed=allowed, reason=reason)


def header(name: str, columns: Sequence[str]) -> None:
    """Every column of the schema once; further columns of the office's own are kept and not looked at."""
    file = f"{name}.csv"
    for column in columns:
        if columns.count(column) > 1:
            fault("CAT-COLUMN-TWICE", file, 1, column)
    for wanted in TABLES[name].columns:
        if wanted.name not in columns and not wanted.later:
            fault("CAT-COLUMN", file, 1, wanted.name, allowed=", ".join(TABLES[name].names()))


def row(name: str, number: int, cells: Mapping[str, str]) -> None:
    """Cells of one row, each by itself."""
    file = f"{name}.csv"
    for column in TABLES[name].columns:
        value = cells[column.name]
        if _FORBIDDEN in value:
            fault("CAT-WORD", file, number, column.name, value=_FORBIDDEN)
        if not value:
            if column.required:
                fault("CAT-EMPTY", file, number, column.name)
            continue
        if column.choices and value not in column.choices:
            allowed = ", ".join(choice for choice in column.choices if choice)
            fault("CAT-CHOICE", file, number, column.name, value=value, allowed=allowed)
        _shape(file, number, column, value)
        if column.template:
            _template(file, number, column.name, value)
    if name == "phrases":
        _phrase(number, cells)


def _shape(file: str, number: int, column: Column, value: str) -> None:
    if column.kind == "int" and not re.fullmatch(r"[0-9]{1,9}", value):
        fault("CAT-NUMBER", file, number, column.name, value=value)
    elif column.kind == "number" and not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,9})?", value):
        fault("CAT-NUMBER", file, number, column.name, value=value)
    elif column.kind == "colour" and not _COLOUR.fullmatch(value):
        fault("CAT-COLOUR", file, number, column.name, value=value)
    elif column.kind == "code" and not _CODE.fullmatch(value):
        fault("CAT-CODE", file, number, column.name, value=value)
    elif column.kind == "plain" and not _PLAIN.fullmatch(value):
        fault("CAT-CODE", file, number, column.name, value=value)
    elif column.kind == "date":
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            fault("CAT-DATE", file, number, column.name, value=value)


def placeholders(template: str) -> tuple[str, ...]:
    """The names that a message template fills in; ``ValueError`` where it is no template."""
    names: list[str] = []
    for _, field, spec, conversion in string.Formatter().parse(template):
        if field is None:
            continue
        if not field.isidentifier() or spec or conversion:
            raise ValueError(field)
        names.append(field)
    return tuple(dict.fromkeys(names))


def _template(file: str, number: int, column: str, value: str) -> None:
    try:
        names = placeholders(value)
    except ValueError:
        fault("CAT-TEMPLATE", file, number, column, value=value)
    for name in names:
        if name not in PLACEHOLDERS:
            allowed = ", ".join(sorted(PLACEHOLDERS))
            fault("CAT-PLACEHOLDER", file, number, column, value=f"{{{name}}}", allowed=allowed)


def _phrase(number: int, cells: Mapping[str, str]) -> None:
    """A phrase's two languages fill in the same names."""
    names: dict[str, set[str]] = {}
    for lang in ("ja", "en"):
        try:
            names[lang] = set(placeholders(cells[lang]))
        except ValueError:
            fault("CAT-TEMPLATE", "phrases.csv", number, lang, value=cells[lang])
    odd = names["ja"] ^ names["en"]
    if odd:
        value = f"{{{sorted(odd)[0]}}}"
        fault(
            "CAT-PLACEHOLDER",
            "phrases.csv",
            number,
            "en",
            value=value,
            allowed=", ".join(sorted(names["ja"])),
        )


def tables(rows: Rows) -> None:
    """Keys, references between tables, and what the tables must hold together."""
    for name, table in TABLES.items():
        _keys(name, table, rows[name])
    codes = {name: {entry[TABLES[name].key[0]] for _, entry in rows[name]} for name in TABLES}
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refs:
                _references(name, column, rows[name], codes[column.refs], column.refs)
    _letters(rows["classes"])
    _facts(rows)
    _procedures(rows)
    _variants(rows)
    _plane_systems(rows["plane_systems"], codes["prefectures"])
    _municipalities(rows["municipalities"])
    _synonyms(rows["statuses"])
    _code_synonyms(rows)


def completeness(rows: Rows, shipped: Rows) -> None:
    """A table that the program looks into by key must keep every key that is shipped."""
    for name, table in TABLES.items():
        if not table.whole:
            continue
        present = {tuple(entry[part] for part in table.key) for _, entry in rows[name]}
        for _, entry in shipped[name]:
            key = tuple(entry[part] for part in table.key)
            if key not in present:
                last = _last(rows[name])
                fault("CAT-ROW-MISSING", f"{name}.csv", last, table.key[-1], value=" / ".join(key))


def _last(rows: Numbered) -> int:
    """The row that a missing one would follow."""
    return rows[-1][0] if rows else 1


def _keys(name: str, table: Table, rows: Numbered) -> None:
    file = f"{name}.csv"
    seen: set[tuple[str, ...]] = set()
    for number, entry in rows:
        key = tuple(entry[part] for part in table.key)
        if key in seen:
            fault("CAT-DUPLICATE", file, number, table.key[-1], value=" / ".join(key))
        seen.add(key)
    for wanted in table.fixed:
        if (wanted,) not in seen:
            fault("CAT-ROW-MISSING", file, _last(rows), table.key[0], value=wanted)


def _references(name: str, column: Column, rows: Numbered, allowed: set[str], target: str) -> None:
    for number, entry in rows:
        value = entry[column.name]
        for part in value.split(";") if column.many else [value]:
            if part and part not in allowed:
                names = ", ".join(sorted(allowed)[:40])
                fault(
                    "CAT-REFERENCE",
                    f"{name}.csv",
                    number,
                    column.name,
                    value=part,
                    allowed=f"{target}.csv: {names}",
                )


def _letters(rows: Numbered) -> None:
    """A letter tells classes apart where grey printing cannot: each has its own."""
    seen: set[str] = set()
    for number, entry in rows:
        if entry["letter"] in seen:
            fault("CAT-DUPLICATE", "classes.csv", number, "letter", value=entry["letter"])
        seen.add(entry["letter"])
        if not entry["level1"] and entry["code"] != "X":
            fault("CAT-EMPTY", "classes.csv", number, "level1")


def _procedures(rows: Rows) -> None:
    """A rule that can be 要手続 names its procedure, and a procedure has steps."""
    stepped = {entry["procedure"] for _, entry in rows["procedure_steps"]}
    for number, entry in rows["procedures"]:
        if entry["code"] not in stepped:
            fault("CAT-NO-STEPS", "procedures.csv", number, "code", value=entry["code"])
    for number, entry in rows["rules"]:
        if entry["severity"] == "BLOCK" and not entry["procedure"]:
            fault("CAT-EMPTY", "rules.csv", number, "procedure")
    procedures = {entry["id"]: entry["procedure"] for _, entry in rows["rules"]}
    for name in ("matrix", "law_matrix"):
        for number, entry in rows[name]:
            if entry["severity"] == "BLOCK" and not procedures[entry["rule_id"]]:
                fault("CAT-BLOCK", f"{name}.csv", number, "severity", value=entry["rule_id"])


def _facts(rows: Rows) -> None:
    """What a rule requires is a fact with a label."""
    known = {entry["code"] for _, entry in rows["codes"] if entry["list"] == "fact"}
    for number, entry in rows["rules"]:
        for fact in filter(None, re.split(r"[;|]", entry["requires"])):
            if fact not in known:
                allowed = "codes.csv (fact): " + ", ".join(sorted(known))
                fault("CAT-REFERENCE", "rules.csv", number, "requires", value=fact, allowed=allowed)


def _variants(rows: Rows) -> None:
    """A variant is a severity's own wording, or one that the rule's module names in lower case."""
    severities = {entry["code"] for _, entry in rows["severities"]}
    for number, entry in rows["rule_variants"]:
        variant = entry["variant"]
        if variant not in severities and not re.fullmatch(r"[a-z][a-z0-9_]*", variant):
            allowed = ", ".join(sorted(severities))
            fault("CAT-CHOICE", "rule_variants.csv", number, "variant", value=variant, allowed=allowed)


def _plane_systems(rows: Numbered, prefectures: set[str]) -> None:
    for number, entry in rows:
        prefix = entry["prefix"]
        if not re.fullmatch(r"[0-9]{2}([0-9]{3})?", prefix) or prefix[:2] not in prefectures:
            fault(
                "CAT-CHOICE",
                "plane_systems.csv",
                number,
                "prefix",
                value=prefix,
                allowed="01–47, 01100–47999",
            )
        if not 6669 <= int(entry["epsg"]) <= 6687:
            value = entry["epsg"]
            fault("CAT-CHOICE", "plane_systems.csv", number, "epsg", value=value, allowed="6669–6687")


def check_digit(code5: str) -> str:
    """The sixth digit of 全国地方公共団体コード: the last digit of 11 − (6a+5b+4c+3d+2e mod 11)."""
    total = sum(weight * int(digit) for weight, digit in zip((6, 5, 4, 3, 2), code5))
    return str((11 - total % 11) % 10)


def _municipalities(rows: Numbered) -> None:
    for number, entry in rows:
        code = entry["code6"]
        if not re.fullmatch(r"[0-9]{6}", code) or check_digit(code[:5]) != code[5]:
            fault("CAT-CHECK-DIGIT", "municipalities.csv", number, "code6", value=code)
        if code[:2] != entry["prefecture"]:
            fault("CAT-REFERENCE", "municipalities.csv", number, "prefecture", value=code, allowed=code[:2])


def _synonyms(rows: Numbered) -> None:
    """One raw value is read as one status."""
    seen: dict[str, str] = {}
    for number, entry in rows:
        for raw in filter(None, entry["synonyms"].split(";")):
            if seen.setdefault(raw, entry["code"]) != entry["code"]:
                fault("CAT-DUPLICATE", "statuses.csv", number, "synonyms", value=raw)


def _code_synonyms(rows: Rows) -> None:
    """A synonym stands for a code of its list, and for no other than the one it names."""
    lists: dict[str, set[str]] = {}
    for _, entry in rows["codes"]:
        lists.setdefault(entry["list"], set()).add(entry["code"])
    seen: dict[tuple[str, str], str] = {}
    for number, entry in rows["code_synonyms"]:
        known = lists.get(entry["list"])
        if known is None:
            allowed = "codes.csv: " + ", ".join(sorted(lists))
            fault("CAT-REFERENCE", "code_synonyms.csv", number, "list", value=entry["list"], allowed=allowed)
        if entry["code"] not in known:
            allowed = f"codes.csv ({entry['list']}): " + ", ".join(sorted(known))
            fault("CAT-REFERENCE", "code_synonyms.csv", number, "code", value=entry["code"], allowed=allowed)
        word = plain_code(entry["raw"])
        meant = word if word in known else entry["code"]
        if seen.setdefault((entry["list"], word), meant) != entry["code"]:
            fault("CAT-DUPLICATE", "code_synonyms.csv", number, "raw", value=entry["raw"])
