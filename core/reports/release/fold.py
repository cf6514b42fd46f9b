"""One spelling for all that look or mean the same, so that a name is found however it is written.

Folded: width and compatibility forms (NFKC), case, CJK radicals (Unicode's EquivalentUnifiedIdeograph), old and variant
forms of kanji (``kanji.csv``), katakana and small kana, dashes; dropped: blanks, variation selectors, marks that do not
show. Both what is looked for and what is looked at go through :func:`fold`.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Optional

_HERE = Path(__file__).parent
_HIDDEN = ("Cf", "Cc", "Zs", "Zl", "Zp")
_DROPPED = "\u2800\u3164\u115f\u1160\uffa0\u034f\u30fb\u00b7"
"""Signs that show nothing though Unicode does not call them blanks, and the dot between parts of a name."""
_DASHES = (
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u30fc\u2500\u2501\uff70\u301c\uff5e~\u3030"
)
_SMALL = dict(zip("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ"))
_VARIATION = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0), range(0x180B, 0x1810))


@lru_cache(maxsize=1)
def radicals() -> dict[str, str]:
    """CJK radicals and strokes → the ideographs they stand for (Unicode 15, EquivalentUnifiedIdeograph)."""
    return _table("radicals.csv")


@lru_cache(maxsize=1)
def kanji() -> dict[str, str]:
    """Old and variant forms of kanji → the form of today."""
    return _table("kanji.csv")


def _table(name: str) -> dict[str, str]:
    with (_HERE / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {row[0]: row[1] for row in rows}


class _Signs(dict[int, Optional[str]]):
    """What becomes of single characters after NFKC; worked out as they are met."""

    def __missing__(self, number: int) -> str | None:
        self[number] = found = _sign(chr(number))
        return found


_SIGNS = _Signs()


def _sign(sign: str) -> str | None:
    number = ord(sign)
    if sign.isspace() or unicodedata.category(sign) in _HIDDEN or sign in _DROPPED:
        return None
    if any(number in span for span in _VARIATION):
        return None
    if sign in _DASHES:
        return "-"
    if 0x30A1 <= number < 0x30F7:
        sign = chr(number - 0x60)
    sign = _SMALL.get(sign, sign)
    ideograph = unicodedata.normalize("NFKC", radicals().get(sign, sign))
    return kanji().get(ideograph, ideograph)


def fold(text: str) -> str:
    """The one spelling of a text, without blanks. Folding twice is folding once."""
    if text.isascii():
        return _ascii(text)
    # Twice: a mark that stood behind a blank or a selector meets its letter only when those are gone.
    once = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    return unicodedata.normalize("NFKC", once.casefold()).translate(_SIGNS)


_CONTROL = re.compile("[\x00-\x1f\x7f]")


def _ascii(text: str) -> str:
    plain = "".join(text.split())
    if _CONTROL.search(plain):
        plain = _CONTROL.sub("", plain)
    return plain.lower().replace("~", "-")
