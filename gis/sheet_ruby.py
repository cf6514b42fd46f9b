"""ふりがな: kana over the words of a text, from the catalogue's readings."""

from __future__ import annotations

from collections.abc import Mapping

from .sheet_page import INK, Page

SIZE = 0.5
"""Kana against the words under them."""

_POINT_MM = 25.4 / 72
_KANJI = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U000323af"), ("々", "々"))


def segments(text: str, readings: Mapping[str, str]) -> list[tuple[str, str]]:
    """The text in pieces, each with its kana or ''; the longest word of ``readings`` (longest first) wins."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        word = next((word for word in readings if text.startswith(word, at)), "")
        if word:
            found.append((word, readings[word]))
            at += len(word)
            continue
        if found and not found[-1][1]:
            found[-1] = (found[-1][0] + text[at], "")
        else:
            found.append((text[at], ""))
        at += 1
    return found


def unread(text: str, readings: Mapping[str, str]) -> str:
    """The 漢字 of a text over which no kana stand."""
    plain = "".join(piece for piece, kana in segments(text, readings) if not kana)
    return "".join(sign for sign in plain if any(low <= sign <= high for low, high in _KANJI))


def ruby_height(points: float) -> float:
    """How much higher a line is for its kana, in page units (the size of type is in points)."""
    return points * SIZE * _POINT_MM * 1.15


def draw_ruby(
    page: Page,
    text: str,
    readings: Mapping[str, str],
    x: float,
    y: float,
    width: float,
    points: float,
    *,
    bold: bool = False,
) -> None:
    """One line with kana over its words; ``y`` is the top of the kana. Kana may be smaller than the page's floor."""
    points = page.points(points)
    wide = page.width_of(text, points, bold=bold)
    share = min(1.0, width / wide) if wide else 1.0
    high = ruby_height(points)
    line = points * _POINT_MM * 1.28
    page.line(text, x, y + high, width, points, bold=bold, height=line)
    kana_page = page.scaled(page.factor)
    kana_page.floor = 0.0
    left = x
    for piece, kana in segments(text, readings):
        room = page.width_of(piece, points, bold=bold) * share
        if kana:
            size = points * SIZE * share
            over = max(kana_page.width_of(kana, size), room)
            kana_page.dry = page.dry
            kana_page.line(
                kana, left + room / 2 - over / 2, y, over, size, ink=INK, align="centre", height=high
            )
        left += room
