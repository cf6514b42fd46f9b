"""全国地方公共団体コード: five digits and a check digit, the ways they are written, and the plane system of a place.

Making a plan needs this much of the sources, so that it asks for nothing beyond the standard library and numpy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import KosozuError
from .text import clean, each, half

if TYPE_CHECKING:
    import pandas as pd

    from ..catalogue import Catalogue

# Cities whose parcels carry the codes of their wards (政令指定都市): code → (first, last code of its wards).
_WARDS = {
    "01100": ("01101", "01119"), "04100": ("04101", "04109"), "11100": ("11101", "11119"),
    "12100": ("12101", "12109"), "14100": ("14101", "14119"), "14130": ("14131", "14139"),
    "14150": ("14151", "14159"), "15100": ("15101", "15109"), "22100": ("22101", "22109"),
    "22130": ("22131", "22149"), "23100": ("23101", "23119"), "26100": ("26101", "26119"),
    "27100": ("27101", "27129"), "27140": ("27141", "27149"), "28100": ("28101", "28119"),
    "33100": ("33101", "33109"), "34100": ("34101", "34109"), "40100": ("40101", "40109"),
    "40130": ("40131", "40139"), "43100": ("43101", "43109"),
}  # fmt: skip


@dataclass(frozen=True)
class Jurisdiction:
    """Whose plan it is: ``code`` with six digits, ``code5`` without the check digit, ``is_prefecture``."""

    code: str
    code5: str
    prefecture: str
    is_prefecture: bool


def check_digit(code5: str) -> str:
    """The sixth digit: last digit of 11 − (6a+5b+4c+3d+2e mod 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(code5, (6, 5, 4, 3, 2)))
    return str((11 - total % 11) % 10)


def valid6(code: str) -> bool:
    """Whether six digits end with their own check digit."""
    return len(code) == 6 and code.isdigit() and code.isascii() and check_digit(code[:5]) == code[5]


def _is_prefecture(two: str) -> bool:
    return two.isdigit() and 1 <= int(two) <= 47


def jurisdiction(value: object) -> Jurisdiction:
    """A plan's jurisdiction from 5 or 6 digits, or 2 for a prefecture.

    Raises SRC-CODE-FORM, SRC-CODE-PREFECTURE (the first two digits are none, and would be one with a leading 0),
    SRC-CODE-NO-PREFECTURE (nor with one) or SRC-CODE-DIGIT (with the digit that would be right).
    """
    text = half(value)
    if not (text.isascii() and text.isdigit()) or len(text) not in (1, 2, 4, 5, 6):
        raise KosozuError("SRC-CODE-FORM", value=str(value))
    padded = "0" + text
    if len(text) in (1, 4) or not _is_prefecture(text[:2]):
        possible = len(padded) in (2, 5, 6) and _is_prefecture(padded[:2])
        code = "SRC-CODE-PREFECTURE" if possible else "SRC-CODE-NO-PREFECTURE"
        raise KosozuError(code, value=text, padded=padded)
    if len(text) == 5 and text[0] != "0" and valid6("0" + text) and not _in_use(text):
        raise KosozuError("SRC-CODE-PREFECTURE", value=text, padded=padded)
    code5 = (text + "000")[:5]
    right = code5 + check_digit(code5)
    if len(text) == 6 and text != right:
        raise KosozuError("SRC-CODE-DIGIT", value=text, right=right, digit=right[5])
    return Jurisdiction(right, code5, code5[:2], code5[2:] == "000")


def _in_use(code5: str) -> bool:
    """Whether the last three digits are of the range in use (000 prefecture, 100s cities and wards, 201…799)."""
    return code5[2:] == "000" or 100 <= int(code5[2:]) <= 799


def plane_epsg(jurisdiction_code: str, catalogue: Catalogue) -> int:
    """The plane rectangular system (6669–6687) of a jurisdiction: the longest prefix in table ``plane_systems``."""
    rows = {row["prefix"]: int(row["epsg"]) for row in catalogue.rows("plane_systems")}
    for size in range(5, 1, -1):
        if jurisdiction_code[:size] in rows:
            return rows[jurisdiction_code[:size]]
    raise KosozuError("SRC-CRS-PLANE", jurisdiction=jurisdiction_code)


def five(value: object, prefecture: str = "") -> str:
    """A municipality code of a data file as 5 digits: 6 digits lose the check digit, a lost leading 0 comes back.

    Five digits may be six that lost their 0: so where they are no code in use (11011: 札幌市中央区 011011), or where
    only that reading lies in ``prefecture``.
    """
    text = half(value).split("_")[0]
    text = text[:-2] if text.endswith(".0") else text
    if not (text.isascii() and text.isdigit()):
        return ""
    if len(text) == 6:
        return text[:5]
    if len(text) == 5 and valid6("0" + text):
        other = prefecture != "" and text[:2] != prefecture and "0" + text[0] == prefecture
        return "0" + text[:4] if other or not (_is_prefecture(text[:2]) and _in_use(text)) else text
    return {5: text, 4: "0" + text}.get(len(text), "")


def fives(values: pd.Series, prefecture: str = "") -> pd.Series:
    """:func:`five` over a column."""
    return each(clean(values), lambda value: five(value, prefecture))


def inside(code5: pd.Series, own: Jurisdiction) -> pd.Series:
    """Which rows belong to a jurisdiction: its prefecture, the municipality itself, or the wards of the city."""
    if own.is_prefecture:
        return code5.str[:2] == own.prefecture
    first, last = _WARDS.get(own.code5, (own.code5, own.code5))
    return (code5 == own.code5) | code5.between(first, last)
