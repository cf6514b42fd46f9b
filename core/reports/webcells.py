"""What the tables of a page are made of: texts in both languages, cells, rows, and the sheets of zones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ..catalogue import label
from .content import Content
from .words import phrase, word


class Both(NamedTuple):
    """One text in Japanese and English."""

    ja: str
    en: str


class Cell(NamedTuple):
    """A cell: its text, what it sorts by (None: its text), a colour in front of it, and a badge's colour behind it."""

    text: Both
    value: float | None = None
    fill: str = ""
    badge: str = ""


@dataclass
class Row:
    """``zone`` is the zone that the row speaks of, which a click shows on the map; ``sum`` stays at the end."""

    cells: list[Cell]
    zone: str = ""
    sum: bool = False


@dataclass
class Table:
    """``numbers`` tells which columns are numbers; ``select`` is a column that can be chosen from, -1: none."""

    id: str
    caption: Both
    heads: list[Both]
    numbers: list[bool]
    rows: list[Row]
    select: int = -1
    notes: Sequence[Both] = ()
    bars: Sequence[float] = ()
    """Lengths from 0 to 1 beside the rows, in the colours of their first cells."""
    keys: Sequence[str] = ()
    """What the columns are, where they follow the catalogue's form."""
    widths: Sequence[int] = ()
    """Of the columns, in percent."""


@dataclass
class Sheet:
    """What is told of one zone."""

    id: str
    name: str
    letter: str
    fill: str
    facts: list[tuple[Both, Both]]
    findings: list[tuple[Cell, Both, Both]]
    """Severity, rule, and what to do."""
    actions: list[tuple[Both, Both]]
    """Title; who and when."""
    parcels: list[tuple[str, Both, str]]
    """地番, kind of land, area: at the counter and inside the office."""


class Pair(NamedTuple):
    """The same report in both languages."""

    ja: Content
    en: Content

    def word(self, key: str, **params: Any) -> Both:
        """A text of ``words.csv``."""
        return Both(word(key, "ja", **params), word(key, "en", **params))

    def each(self, make: Callable[[Content], str]) -> Both:
        """One text made in each language."""
        return Both(make(self.ja), make(self.en))

    def label(self, entry: Any) -> Both:
        """A catalogue entry's label."""
        return Both(label(entry, "ja"), label(entry, "en"))


def same(text: Any) -> Both:
    """A text that has no language: a name, a number."""
    return Both(str(text), str(text))


def number(value: Any, digits: int = 0) -> Cell:
    """A number as it is shown, and as it sorts; nothing where there is none."""
    if value is None or value == "" or value != value:
        return Cell(same(""))
    return Cell(same(f"{float(value):,.{digits}f}"), float(value))


def class_cell(pair: Pair, code: str) -> Cell:
    """A class with its colour; classes sort in the catalogue's order."""
    entry = pair.ja.catalogue.classes.get(code)
    if entry is None:
        return Cell(pair.each(lambda c: phrase(c.catalogue, "no_class", c.lang)), 99.0, "#ffffff")
    return Cell(
        Both(f"{entry.letter} {entry.label_ja}", f"{entry.letter} {entry.label_en}"),
        float(entry.order),
        entry.fill,
    )


def severity_cell(pair: Pair, code: str) -> Cell:
    """A severity as a badge."""
    entry = pair.ja.catalogue.severities[code]
    return Cell(pair.label(entry), float(entry.order), badge=entry.colour)
