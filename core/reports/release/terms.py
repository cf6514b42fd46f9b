"""What is looked for: the personal values of a plan's side file, or of a list of names."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .fold import fold

KINDS = ("name", "kana", "address", "phone", "key")
_COLUMNS = (
    ("phone", ("phone", "tel", "fax", "電話", "携帯", "ファクス", "ファックス", "連絡先")),
    ("kana", ("kana", "かな", "カナ", "仮名", "フリガナ", "ふりがな", "ﾌﾘｶﾞﾅ")),
    ("address", ("address", "住所", "所在", "居所")),
    ("key", ("number", "id", "key", "hash", "番号", "コード", "ハッシュ")),
    (
        "name",
        (
            "name",
            "氏名",
            "名前",
            "名称",
            "姓名",
            "姓",
            "名",
            "所有者",
            "耕作者",
            "利用者",
            "世帯主",
            "代表者",
        ),
    ),
)
"""What a column of personal values holds, by the words in its heading; the first that fits."""

_OPEN_KEYS = ("polygon_uuid", "筆ポリゴンid")
_WORD_LENGTH = 2
_WHOLE_DIGITS = 8
_COUNT_DIGITS = 4
_FREE_ASCII = 8


@dataclass(frozen=True)
class Term:
    """One value: its one spelling, what kind it is, and how it is shown in a report."""

    key: str
    kind: str
    shown: str
    values: tuple[str, ...] = ()
    """Spellings as they were given, for a search among bytes that are no text."""

    @property
    def counts(self) -> bool:
        """Whether it could be a number like any other (a count, a year, a lot): told, but no reason to stop."""
        return self.key.isdigit() and len(self.key) <= _COUNT_DIGITS

    @property
    def short(self) -> bool:
        """Whether it says something only where it is a whole cell, word or run of text."""
        if len(self.key) <= _WORD_LENGTH:
            return True
        if self.key.isdigit():
            return len(self.key) < _WHOLE_DIGITS
        return self.key.isascii() and self.key.isalnum() and len(self.key) < _FREE_ASCII


@dataclass
class Terms:
    """All values that are looked for, by their one spelling."""

    by_key: dict[str, Term] = field(default_factory=dict)

    def add(self, value: str, kind: str) -> None:
        """Take a value in, with the spellings that fold does not make equal."""
        for text in _spellings(value, kind):
            key = fold(text)
            if key and not _says_nothing(key):
                old = self.by_key.get(key)
                given = (*old.values, text) if old else (text,)
                self.by_key[key] = Term(
                    key, old.kind if old else kind, masked(value), tuple(dict.fromkeys(given))
                )

    def __len__(self) -> int:
        return len(self.by_key)

    def all(self) -> list[Term]:
        """Every term."""
        return list(self.by_key.values())


def masked(value: str) -> str:
    """The first character and asterisks: enough to find the place, too little to tell anybody."""
    text = value.strip()
    return f"{text[0]}＊＊＊" if len(text) > 1 else "＊＊＊"


def of_plan(
    names: Mapping[tuple[str, str], Mapping[str, Any]],
    organisations: Collection[str],
    edition: str = "public",
    words: Collection[str] = (),
) -> Terms:
    """The values of a side file, as ``PlanFile.names`` gives it.

    ``organisations`` are the labels of actors that are groups, companies and offices: these go by their names and are
    no secret; nor are the ``words`` of the trade (a target map's 今後検討等 in the place of a user). An address without
    a number tells a place and no person. At the counter (edition ``counter``) lots are shown, so the addresses of
    parcels are not looked for there.
    """
    known = {fold(label) for label in (*organisations, *words)}
    terms = Terms()
    for (kind, _), row in names.items():
        for column, value in row.items():
            text = str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""
            if not text or fold(text) in known or column.lower() in _OPEN_KEYS:
                continue
            sort = _kind_of(column) or "name"
            if sort == "address" and (not _has_number(text) or (kind == "pin" and edition != "public")):
                continue
            terms.add(text, sort)
    return terms


def of_table(columns: Iterable[tuple[str, Iterable[str]]]) -> Terms:
    """The values of a list: columns with their headings. Where no heading says what it is, all are names."""
    terms = Terms()
    listed = [(heading, list(values)) for heading, values in columns]
    headed = any(_kind_of(heading) for heading, _ in listed) or _says_less(listed)
    for heading, values in listed:
        if heading.lower() in _OPEN_KEYS:
            continue
        kind = _kind_of(heading) or "name"
        for value in (*([] if headed else [heading]), *values):
            text = str(value).strip()
            if text and (kind != "address" or _has_number(text)):
                terms.add(text, kind)
    return terms


def _says_less(listed: list[tuple[str, list[str]]]) -> bool:
    """Whether the first row is a heading though none that is known: letters and signs only, above names in Japanese."""
    rest = "".join(value for _, values in listed for value in values)
    return all(heading.isascii() for heading, _ in listed) and bool(rest) and not rest.isascii()


def _kind_of(column: str) -> str:
    plain = column.strip().lower()
    for kind, words in _COLUMNS:
        for word in words:
            ascii_word = word.isascii() and re.search(rf"(?:^|[^a-z]){word}s?(?:$|[^a-z])", plain)
            if ascii_word or (not word.isascii() and word in plain):
                return kind
    return ""


def _has_number(text: str) -> bool:
    return any(sign.isdigit() for sign in text) or bool(
        re.search("[一二三四五六七八九十百]+(番|号|丁目)", text)
    )


def _says_nothing(key: str) -> bool:
    """Placeholders that stand in ledgers for nobody."""
    return not any(sign.isalnum() for sign in key) or set(key) <= {"0"} or key in _nobody()


@lru_cache(maxsize=1)
def _nobody() -> frozenset[str]:
    """What stands in ledgers in the place of a person (``nobody.csv``)."""
    with (Path(__file__).parent / "nobody.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(fold(row["text"]) for row in csv.DictReader(file))


def _spellings(value: str, kind: str) -> list[str]:
    """A number to call by is written with dashes, in brackets or without either; a cell may name several persons."""
    if kind != "phone":
        return [value, *_persons(value)] if kind in ("name", "kana") else [value]
    digits = re.sub(r"\D", "", fold(value))
    parts = [part for part in re.split(r"\D+", fold(value)) if part]
    if len(digits) < 6:
        return [value]
    forms = [value, digits, "-".join(parts)]
    if len(parts) == 3:
        area, office, line = parts
        forms += [f"({area}){office}-{line}", f"{area}({office}){line}", f"+81-{area[1:]}-{office}-{line}"]
    return forms


_REMARK = re.compile(
    r"[（(［\[【].*?[）)］\]】]|(?:ほか|外|他)\s*[0-9０-９一二三四五六七八九十]*\s*(?:名|人)"
)
_BETWEEN = re.compile(r"[、，,／/;；＆&\n]|・(?=[^ァ-ヺ])|及び|および")


def _persons(value: str) -> list[str]:
    """架空太郎（亡）, 架空太郎、架空花子, 架空太郎外2名 → the names alone, where they are long enough for one."""
    plain = _REMARK.sub("", value)
    parts = [part.strip() for part in _BETWEEN.split(plain)]
    return [part for part in parts if part != value and len(fold(part)) > _WORD_LENGTH]
