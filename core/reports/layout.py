"""Measures and colours that the spreadsheet and the document share."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from typing import Any

HEAD_FILL, HEAD_INK, LINE = "24445C", "FFFFFF", "9AA5AE"
"""Head of a table, its text, and thin lines (RGB)."""
_A4_MM, _A3_MM = 277.0, 400.0
"""What a landscape page holds between margins of 10 mm."""
_MM_PER_POINT = 25.4 / 72


def paper(widths_mm: Iterable[float]) -> str:
    """A4 where the columns fit a landscape page (a tenth may be shrunk away), else A3."""
    return "A4" if sum(widths_mm) <= _A4_MM * 1.1 else "A3"


def usable_mm(size: str) -> float:
    """Width between the margins of a landscape page."""
    return _A4_MM if size == "A4" else _A3_MM


def broken(key: str, value: Any, width_mm: float, points: float) -> Any:
    """Lines of their own for brackets after a fiscal year or a long class, and for the last year of a term."""
    if not isinstance(value, str):
        return value
    if key == "term" and "年度" in value and lines_in(value, width_mm, points) > value.count("\n") + 1:
        return value.replace("〜", "年度〜\n", 1)
    if key in ("start_fy", "end_fy"):
        return value.replace("（", "\n（")
    return headed(value, width_mm, points) if key == "class" else value


def headed(text: str, width_mm: float, points: float) -> str:
    """A column's head: what stands in brackets goes to a line of its own where one line is too short."""
    return text.replace("（", "\n（", 1) if lines_in(text, width_mm, points) > 1 else text


def lines_in(value: Any, width_mm: float, points: float) -> int:
    """How many lines a text takes in a column (full-width signs are one em wide, others a little over half)."""
    if not isinstance(value, str) or not value:
        return 1
    room = _room(width_mm, points)
    return sum(max(1, math.ceil(_ems(line) / room * 1.04)) for line in value.split("\n"))


def fitting(width_mm: float, points: float) -> int:
    """How many signs stand in one line of a column whatever they are; not for a text with line ends."""
    return int(_room(width_mm, points) / 1.04)


def _room(width_mm: float, points: float) -> float:
    return max(1.0, (width_mm - 3.0) / (points * _MM_PER_POINT))


def _ems(text: str) -> float:
    return sum(1.0 if unicodedata.east_asian_width(sign) in "FWA" else 0.56 for sign in text)


def contrast(fill: str) -> str:
    """Black or white, whichever reads better on a colour (WCAG relative luminance)."""
    red, green, blue = (_linear(int(fill.lstrip("#")[index : index + 2], 16) / 255) for index in (0, 2, 4))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return "FFFFFF" if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else "000000"


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
