"""Lot numbers (地番): many spellings, one form ``本番-枝番-孫番``.

Rule: full width to half width; 番地, 番, の, ノ, 之 and every dash become "-"; leading zeros go; a mark such as 甲, 乙
or イ before or behind the number is kept before it. "一部" and "内" say that a part is meant and are dropped.
"""

from __future__ import annotations

import re

import pandas as pd

from .text import clean, each, half

_DASHES = "‐‑‒–—―−ー－ｰ~〜"
_JOINERS = re.compile(rf"(番地の|番地ノ|番地之|番地|番の|番ノ|番|[のノ之{_DASHES}]|号)")
_PART = re.compile(r"[(（]?(の?一部|の?内[0-9]*|地先)[)）]?$")
_MARK = r"(?:[甲乙丙丁戊己庚辛壬癸]|[イロハニホヘトチリヌルヲ]|[A-Z])"
# Between two runs of digits something must stand: a group of digits that may split anywhere takes exponential time.
_REST = rf"(?:-?{_MARK}?[0-9]+(?:(?:-{_MARK}?|{_MARK})[0-9]+)*)?"
_LOT = re.compile(rf"({_MARK}?)-?([0-9]+)-?({_MARK}?)({_REST})")
_TAIL = re.compile(rf"{_MARK}?[0-9][0-9\-{_DASHES}番地号のノ之甲乙丙丁イロハ]*(?:の?一部|の?内[0-9]*|地先)?$")
_PREFECTURE = re.compile(r"^(?:北海道|東京都|(?:京都|大阪)府|.{2,3}?県)")
_KANJI_DIGITS = {char: number for number, char in enumerate("〇一二三四五六七八九")}
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}
_KANJI = re.compile("[〇一二三四五六七八九十百千]+")
_ONLY_KANJI = re.compile("[〇一二三四五六七八九十百千番地のノ之-]+")


def _kanji_number(text: str) -> str:
    if not any(char in _KANJI_UNITS for char in text):
        return "".join(str(_KANJI_DIGITS[char]) for char in text)
    total, digit = 0, 0
    for char in text:
        if char in _KANJI_UNITS:
            total += (digit or 1) * _KANJI_UNITS[char]
            digit = 0
        else:
            digit = _KANJI_DIGITS[char]
    return str(total + digit)


def normalise(text: object) -> str:
    """``本番-枝番-孫番`` of a lot number as written; text that holds no number comes back in half width."""
    value = half(half(text).upper())
    for _ in range(8):  # what has been normalised stays as it is, however odd the text
        before, value = value, _once(value)
        if value == before:
            break
    return value


def _once(value: str) -> str:
    if _ONLY_KANJI.fullmatch(value) and _KANJI.match(value):
        value = _KANJI.sub(lambda found: _kanji_number(found[0]), value)
    if not re.search("[0-9]", value):
        return value
    bare = _PART.sub("", value) or value
    joined = re.sub("-+", "-", _JOINERS.sub("-", bare)).strip("-")
    found = _LOT.fullmatch(joined)
    if not found:
        return joined or value
    before, main, behind, rest = found.groups()
    branches = re.findall(rf"({_MARK}?)([0-9]+)", rest)
    parts = [f"{before or behind}{int(main)}"]
    if before and behind:
        parts = [f"{before}{int(main)}{behind}"]
    parts += [f"{mark}{int(number)}" for mark, number in branches]
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return "-".join(parts)


def split(text: object) -> tuple[str, str, str]:
    """(本番, 枝番, 孫番) of a lot number; '' for those it has not, further branches stay with the 孫番."""
    main, _, rest = normalise(text).partition("-")
    branch, _, further = rest.partition("-")
    return main, branch, further


def column(values: pd.Series) -> pd.Series:
    """:func:`normalise` over a column."""
    return each(clean(values), normalise)


def from_parts(*columns: pd.Series) -> pd.Series:
    """Lot numbers from a ledger's columns in pairs (区分, 番) for 本番, 枝番, 孫番; zero and empty parts fall away."""
    text = pd.Series("", index=columns[0].index, dtype=object)
    for mark, number in zip(columns[::2], columns[1::2]):
        digits = each(clean(number), lambda value: half(value).lstrip("0"))
        part = each(clean(mark), lambda value: "" if half(value).strip("0") == "" else half(value)) + digits
        text = text + ("-" + part).where(digits != "", "")
    return column(text.str.lstrip("-"))


def place(address: object) -> str:
    """The 大字・字 part of an address, without the words 大字 and 字: from after the municipality to the lot number.

    A 大字 or 字 name alone stays as it is, so that the place of a place is itself.
    """
    value = half(address)
    bare = _TAIL.sub("", value)
    if "大字" in bare:
        return area(bare.split("大字", 1)[1])
    if bare == value and not _PREFECTURE.match(value):  # a name alone; 市, 町 and 村 in it are its own
        return area(value)
    value = bare
    value = _PREFECTURE.sub("", value)
    value = re.sub(r"^[^市区町村]{1,6}?郡(?=.+[町村])", "", value)
    value = re.sub(r"^[^字]{1,7}?[市町村](?:[^字]{1,4}?区)?", "", value, count=1)
    return area(value)


def area(name: object) -> str:
    """A 大字 or 字 name without the words 大字, 小字 and 字."""
    return re.sub(r"大字|小字|字", "", half(name))


def tail(address: object) -> str:
    """The lot number at the end of an address, as written; '' if it ends without one."""
    found = _TAIL.search(half(address))
    return found[0] if found else ""


def tails(values: pd.Series) -> pd.Series:
    """:func:`tail` over a column."""
    return each(clean(values), tail)


def places(values: pd.Series) -> pd.Series:
    """:func:`place` over a column."""
    return each(clean(values), place)
