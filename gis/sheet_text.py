"""Text on sheets: a Japanese font that is installed, what it lacks, widths, and line breaks as Japanese wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from qgis.PyQt.QtGui import QFont, QFontDatabase, QFontMetricsF, QRawFont

from ..core.errors import KosozuError

_WISHES = (
    "BIZ UDPGothic",
    "BIZ UDPゴシック",
    "Yu Gothic UI",
    "Yu Gothic",
    "游ゴシック",
    "Meiryo",
    "メイリオ",
    "Hiragino Sans",
    "Hiragino Kaku Gothic ProN",
    "Noto Sans CJK JP",
    "Noto Sans JP",
    "Source Han Sans JP",
    "IPAexGothic",
    "IPAexゴシック",
    "IPAPGothic",
    "VL PGothic",
    "TakaoPGothic",
    "MS PGothic",
    "ＭＳ Ｐゴシック",
    "MS Gothic",
)
_PROBE = "区域面積管理構想図凡例あア○"
_MEASURE = 200
LEAST = 0.6
"""Type is made smaller down to this share before a text is cut."""
_POINT_MM = 25.4 / 72
_NOT_AT_START = set("、。，．・：；？！ー）］｝」』】〉》〕”’ゝ々%％㎡)]},.:;?!〜～") | set(
    "ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_NOT_AT_END = set("（［｛「『【〈《〔“‘([{")


def japanese_font(family: str = "") -> str:
    """The family to draw with: the one asked for, else the first of a list that is installed and can Japanese.

    None is installed, or the one asked for is not: an error, since QGIS would draw a sheet without its words.
    """
    installed = set(QFontDatabase().families())
    if family:
        if family not in installed:
            raise KosozuError("GIS-FONT-ABSENT", font=family)
        return family
    for wish in _WISHES:
        if wish in installed and not lacking(wish, _PROBE):
            return wish
    others = sorted(QFontDatabase().families(QFontDatabase.WritingSystem.Japanese))
    for other in others:
        if not lacking(other, _PROBE):
            return other
    raise KosozuError("GIS-FONT-NONE", fonts=", ".join(_WISHES[i] for i in (0, 3, 5, 9, 12)))


@lru_cache(maxsize=32)
def can_japanese(family: str) -> bool:
    """Whether a family is installed and has the characters that every sheet has."""
    return bool(family) and family in QFontDatabase().families() and not lacking(family, _PROBE)


def lacking(family: str, text: str) -> str:
    """The characters of a text that the font has no glyph for, each once, in order; nothing stands in for them."""
    missing: dict[str, None] = {}
    for bold in (False, True):
        raw = _raw(family, bold)
        for sign in dict.fromkeys(text):
            if not sign.isspace() and not (raw.isValid() and raw.supportsCharacter(ord(sign))):
                missing[sign] = None
    return "".join(missing)


def require_glyphs(family: str, texts: Iterable[str]) -> None:
    """Refuse a sheet whose characters the font lacks, naming both."""
    missing = lacking(family, "".join(sorted(set("".join(texts)))))
    if missing:
        listed = " ".join(f"{sign}（U+{ord(sign):04X}）" for sign in missing[:20])
        raise KosozuError("GIS-GLYPHS", font=family, characters=listed, count=len(missing))


def twins(family: str, signs: str, drawn: str) -> dict[str, str]:
    """Of signs that were not drawn, those that the font has one glyph for with a sign that was: sign → drawn sign."""
    often, found = Counter(drawn), {}
    for bold in (False, True):
        raw = _raw(family, bold)
        known: dict[int, str] = {}
        for sign in sorted(often, key=lambda sign: (-often[sign], sign)):
            known.setdefault(_glyph(raw, sign), sign)
        for sign in set(signs) - set(drawn):
            glyph = _glyph(raw, sign)
            if glyph in known and glyph:
                found[sign] = known[glyph]
    return found


def _glyph(raw: QRawFont, sign: str) -> int:
    """Its number, 0 where the font has none."""
    indexes = raw.glyphIndexesForString(sign)
    return int(indexes[0]) if len(indexes) == 1 else 0


def _raw(family: str, bold: bool) -> QRawFont:
    return QRawFont.fromFont(font(family, 10.0, bold=bold))


def font(family: str, points: float, *, bold: bool = False) -> QFont:
    """A font of the family at a size in points."""
    made = QFont(family)
    made.setPointSizeF(points)
    made.setBold(bold)
    return made


@lru_cache(maxsize=8)
def _metrics(family: str, bold: bool) -> QFontMetricsF:
    made = QFont(family)
    made.setPixelSize(_MEASURE)
    made.setBold(bold)
    return QFontMetricsF(made)


def width_mm(text: str, family: str, points: float, *, bold: bool = False) -> float:
    """How wide one line of text is on paper."""
    return _metrics(family, bold).horizontalAdvance(text) / _MEASURE * points * _POINT_MM


def wrapped(text: str, family: str, points: float, width: float, *, bold: bool = False) -> list[str]:
    """Lines not wider than ``width`` mm; no line begins with 、。） or ends with （「 (kinsoku)."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for sign in paragraph:
            if line and width_mm(line + sign, family, points, bold=bold) > width:
                if sign in _NOT_AT_START:
                    line += sign
                    continue
                carry = _carried(line)
                lines.append(line[: len(line) - len(carry)].rstrip())
                line = carry
            line += sign
        lines.append(line)
    return lines


def _carried(line: str) -> str:
    """The end of a full line that goes over to the next: an opening bracket, or a Latin word or number."""
    cut = len(line)
    while cut > 1 and (line[cut - 1] in _NOT_AT_END or _in_word(line[cut - 1])):
        cut -= 1
    kept = cut > len(line) // 2
    return line[cut:] if kept else ""


def _in_word(sign: str) -> bool:
    return sign.isascii() and (sign.isalnum() or sign in "._-/")


def fitted(
    text: str, family: str, points: float, width: float, *, bold: bool = False, least: float = LEAST
) -> float:
    """The size in points, not under ``least`` of the wish, at which one line fits into ``width`` mm."""
    wide = width_mm(text, family, points, bold=bold)
    return points if wide <= width else max(points * width / wide, points * least)


def cut_to(text: str, family: str, points: float, width: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits into ``width`` mm with 「…」 at its end."""
    allowed = width * 1.002
    if width_mm(text, family, points, bold=bold) <= allowed:
        return text
    end = len(text)
    while end > 1 and width_mm(text[:end] + "…", family, points, bold=bold) > allowed:
        end -= 1
    return text[:end].rstrip() + "…"
