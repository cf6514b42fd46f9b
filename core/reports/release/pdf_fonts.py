"""From codes in a PDF to characters, as a reader program copies text: ToUnicode, then the encoding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .box import Refused
from .find import LETTER, NARROW, UNKNOWN
from .pdf_filters import unpacked
from .pdf_objects import Document, Name

_SECTION = re.compile(rb"begin(codespacerange|bfchar|bfrange|cidrange|cidchar)(.*?)end\1", re.DOTALL)
_PART = re.compile(rb"<([0-9A-Fa-f\s]*)>|(\[)|(\])|([0-9]+)")
_NARROW = 0.75
"""Of an ideograph's width; below it a glyph is a letter or a figure."""
_MOST_CODES = 200_000
_CODECS = (
    (re.compile(r"^Uni.*UTF16"), "utf-16-be"),
    (re.compile(r"^Uni.*UCS2"), "utf-16-be"),
    (re.compile(r"^Uni.*UTF8"), "utf-8"),
    (re.compile(r"^Uni.*UTF32"), "utf-32-be"),
    (re.compile(r"RKSJ"), "cp932"),
    (re.compile(r"^EUC-[HV]$"), "euc_jp"),
    (re.compile(r"^GBK|^GBK2K"), "gb18030"),
    (re.compile(r"^GB-EUC"), "gb2312"),
    (re.compile(r"UHC|^KSC-EUC"), "cp949"),
    (re.compile(r"B5|HKscs", re.IGNORECASE), "big5hkscs"),
)
_PAIRS = [(1, 0, 0x80), (2, 0x8140, 0xFEFE)]
_LENGTHS = {
    "utf-16-be": [(4, 0xD800DC00, 0xDBFFDFFF), (2, 0, 0xFFFF)],
    "utf-8": [(1, 0, 0x7F), (2, 0xC280, 0xDFBF), (3, 0xE08080, 0xEFBFBF), (4, 0xF0808080, 0xF4BFBFBF)],
    "utf-32-be": [(4, 0, 0x10FFFF)],
    "cp932": [(1, 0, 0x80), (1, 0xA0, 0xDF), (2, 0x8140, 0x9FFC), (2, 0xE040, 0xFCFC)],
    "euc_jp": [(1, 0, 0x80), (2, 0x8EA0, 0x8EDF), (2, 0xA1A1, 0xFEFE)],
    "gb18030": _PAIRS, "gb2312": _PAIRS, "cp949": _PAIRS, "big5hkscs": _PAIRS,
}  # fmt: skip
"""How long the codes of an encoding are: (bytes, lowest, highest)."""
_SINGLE = {"WinAnsiEncoding": "cp1252", "MacRomanEncoding": "mac_roman", "PDFDocEncoding": "latin-1"}
_GLYPH_UNI = re.compile(r"^uni((?:[0-9A-F]{4})+)(?:\.|$)|^u([0-9A-F]{4,6})(?:\.|$)")
_GLYPHS = {
    "quotesingle": "'", "quoteright": "’", "quoteleft": "‘", "quotedbl": '"', "quotedblleft": "“",
    "quotedblright": "”", "hyphen": "-", "minus": "−", "endash": "–", "emdash": "—", "bullet": "•", "ellipsis": "…",
    "fi": "fi", "fl": "fl", "ff": "ff", "ffi": "ffi", "ffl": "ffl", "nbspace": " ", "sfthyphen": "", "Euro": "€",
    "multiply": "×", "degree": "°", "periodcentered": "·", "guillemotleft": "«", "guillemotright": "»",
}  # fmt: skip
_SPOKEN = {
    "space": " ", "exclam": "!", "numbersign": "#", "dollar": "$", "percent": "%", "ampersand": "&", "parenleft": "(",
    "parenright": ")", "asterisk": "*", "plus": "+", "comma": ",", "period": ".", "slash": "/", "zero": "0",
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
    "nine": "9", "colon": ":", "semicolon": ";", "less": "<", "equal": "=", "greater": ">", "question": "?",
    "at": "@", "bracketleft": "[", "backslash": "\\", "bracketright": "]", "asciicircum": "^", "underscore": "_",
    "grave": "`", "braceleft": "{", "bar": "|", "braceright": "}", "asciitilde": "~", "yen": "¥", "copyright": "©",
    "registered": "®", "section": "§", "paragraph": "¶", "dagger": "†", ".notdef": "",
}  # fmt: skip


@dataclass
class Font:
    """How the codes of one font are read."""

    lengths: list[tuple[int, int, int]] = field(default_factory=list)
    """(bytes of a code, lowest, highest); empty: one byte each."""
    characters: dict[tuple[int, int], str] = field(default_factory=dict)
    codec: str = ""
    two_bytes: bool = False
    widths: dict[int, float] = field(default_factory=dict)
    width: float = 1000.0
    """Of glyphs that ``widths`` does not list."""
    blind: dict[int, str] = field(default_factory=dict)
    """Codes without a character that are too narrow for an ideograph."""

    def text(self, codes: bytes) -> str:
        """The characters; :data:`UNKNOWN` for a code that has none."""
        if self.two_bytes and not self.codec:
            get = self.characters.get
            pairs = zip(codes[0::2], codes[1::2])
            text = "".join([get((2, high << 8 | low), UNKNOWN) for high, low in pairs])
            return self._narrowed(text, codes) if self.blind and UNKNOWN in text else text
        return "".join(self._one(code) for code in self._codes(codes))

    def _narrowed(self, text: str, codes: bytes) -> str:
        """Each glyph stands for one character here, or is left as it is."""
        if len(text) * 2 != len(codes):
            return text
        pairs = zip(text, codes[0::2], codes[1::2])
        return "".join(
            self.blind.get(high << 8 | low, sign) if sign == UNKNOWN else sign for sign, high, low in pairs
        )

    def measure(self) -> None:
        """Find out which glyphs without a character are narrow, beside the ideographs and kana of the font."""
        known = {code: sign for (size, code), sign in self.characters.items() if size == 2 and len(sign) == 1}
        full = [
            self.widths.get(code, self.width) for code, sign in known.items() if "\u4e00" <= sign <= "\u9fff"
        ]
        if not full:
            return
        em = min(full)
        kana = [
            self.widths.get(code, self.width) for code, sign in known.items() if "\u3041" <= sign <= "\u30fa"
        ]
        mark = LETTER if kana and min(kana) >= em else NARROW
        self.blind = {code: mark for code, width in self.widths.items() if 0 < width < _NARROW * em}

    def _one(self, code: bytes) -> str:
        found = self.characters.get((len(code), int.from_bytes(code, "big")))
        if found is not None:
            return found
        if not self.codec:
            return UNKNOWN
        return code.decode(self.codec, "replace")

    def _codes(self, codes: bytes) -> Iterator[bytes]:
        position = 0
        while position < len(codes):
            size = self._size(codes, position)
            yield codes[position : position + size]
            position += size

    def _size(self, codes: bytes, position: int) -> int:
        for size, low, high in self.lengths:
            code = int.from_bytes(codes[position : position + size], "big")
            if low <= code <= high and position + size <= len(codes):
                return size
        return self.lengths[-1][0] if self.lengths else 1


def read_font(document: Document, value: Any) -> Font:
    """A font of a page's resources."""
    table = document.table(value)
    font = Font()
    if table.get("Subtype") == "Type0":
        _composite(document, table, font)
    else:
        _simple(document, table, font)
    if str(document.get(table.get("ToUnicode"))).startswith("Identity"):
        font.codec, font.lengths = "utf-16-be", list(_LENGTHS["utf-16-be"])
    to_unicode = document.item(table.get("ToUnicode"))
    if to_unicode is not None and to_unicode.raw is not None:
        _read_map(unpacked(document, to_unicode)[0], font, "characters")
    if font.two_bytes:
        _widths(document, table, font)
        font.measure()
    return font


def _widths(document: Document, table: dict[str, Any], font: Font) -> None:
    """``/W``: first [width width …] or first last width, in thousandths of the size."""
    descendant = document.table(next(iter(document.list(table.get("DescendantFonts"))), None))
    font.width = _number(document.get(descendant.get("DW")), 1000.0)
    waiting: list[float] = []
    for part in document.list(descendant.get("W")):
        value = document.get(part)
        if isinstance(value, list):
            first = int(waiting.pop()) if waiting else 0
            font.widths.update(
                {first + at: _number(document.get(width), 0.0) for at, width in enumerate(value)}
            )
            waiting = []
        else:
            waiting.append(_number(value, 0.0))
            if len(waiting) == 3:
                low, high, width = int(waiting[0]), int(waiting[1]), waiting[2]
                font.widths.update(dict.fromkeys(range(low, min(high, 0xFFFF) + 1), width))
                waiting = []


def _number(value: Any, default: float) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else default


def _composite(document: Document, table: dict[str, Any], font: Font) -> None:
    encoding = document.get(table.get("Encoding"))
    if isinstance(encoding, Name):
        font.codec = next((codec for pattern, codec in _CODECS if pattern.search(encoding)), "")
        font.two_bytes = encoding.startswith("Identity")
        font.lengths = list(_LENGTHS.get(font.codec, [(2, 0, 0xFFFF)]))
        if encoding in ("H", "V"):
            font.characters.update(_jis())
        return
    item = document.item(table.get("Encoding"))
    if item is not None and item.raw is not None:
        _read_map(unpacked(document, item)[0], font, "lengths")
    font.lengths = font.lengths or [(2, 0, 0xFFFF)]


def _jis() -> dict[tuple[int, int], str]:
    found = {}
    for lead in range(0x21, 0x7F):
        for trail in range(0x21, 0x7F):
            sign = bytes((lead | 0x80, trail | 0x80)).decode("euc_jp", "replace")
            if UNKNOWN not in sign:
                found[2, lead << 8 | trail] = sign
    return found


def _simple(document: Document, table: dict[str, Any], font: Font) -> None:
    encoding = document.get(table.get("Encoding"))
    names = encoding if isinstance(encoding, dict) else {"BaseEncoding": encoding}
    base = names.get("BaseEncoding")
    embedded = any(
        key in document.table(table.get("FontDescriptor")) for key in ("FontFile", "FontFile2", "FontFile3")
    )
    own = table.get("Subtype") == "Type3" or (embedded and _symbolic(document, table))
    codec = "" if base is None and own else _SINGLE.get(str(base), "cp1252")
    for code in range(256) if codec else ():
        font.characters[1, code] = bytes((code,)).decode(codec, "replace")
    code = 0
    for part in document.list(names.get("Differences")):
        part = document.get(part)
        if isinstance(part, int):
            code = part
        elif isinstance(part, Name):
            font.characters[1, code] = glyph_text(part)
            code += 1


def _symbolic(document: Document, table: dict[str, Any]) -> bool:
    flags = document.table(table.get("FontDescriptor")).get("Flags", 0)
    return bool(isinstance(flags, int) and flags & 4)


def glyph_text(name: str) -> str:
    """The character that a glyph's name tells: uni5C71, u20BB7, A, hyphen; UNKNOWN for g12 and the like."""
    found = _GLYPH_UNI.match(name)
    if found:
        digits = found[1] or found[2]
        size = 4 if found[1] else len(digits)
        numbers = [int(digits[at : at + size], 16) for at in range(0, len(digits), size)]
        return "".join(chr(number) for number in numbers if number < 0x110000)
    plain = name.split(".")[0] if not name.startswith(".") else name
    if len(plain) == 1:
        return plain
    if plain in _SPOKEN or plain in _GLYPHS:
        return _SPOKEN.get(plain, _GLYPHS.get(plain, ""))
    try:
        return unicodedata.lookup(_accented(plain))
    except KeyError:
        return UNKNOWN


def _accented(name: str) -> str:
    """``eacute`` → LATIN SMALL LETTER E WITH ACUTE."""
    marks = "acute|grave|circumflex|dieresis|tilde|ring|cedilla|caron|macron|breve|ogonek"
    found = re.fullmatch(rf"([A-Za-z])({marks})", name)
    if not found:
        return "no such character"
    mark = {"dieresis": "DIAERESIS", "ring": "RING ABOVE"}.get(found[2], found[2].upper())
    case = "CAPITAL" if found[1].isupper() else "SMALL"
    return f"LATIN {case} LETTER {found[1].upper()} WITH {mark}"


def _read_map(data: bytes, font: Font, what: str) -> None:
    """A CMap: ``characters`` of ToUnicode, or only the ``lengths`` of codes of an encoding."""
    for section in _SECTION.finditer(data):
        parts = _parts(section[2])
        if section[1] == b"codespacerange" and what == "lengths":
            for low, high in zip(parts[0::2], parts[1::2]):
                if isinstance(low, bytes) and isinstance(high, bytes) and low:
                    font.lengths.append((len(low), int.from_bytes(low, "big"), int.from_bytes(high, "big")))
        elif what != "characters":
            continue
        elif section[1] == b"bfchar":
            for code, text in zip(parts[0::2], parts[1::2]):
                if isinstance(code, bytes) and isinstance(text, bytes):
                    font.characters[len(code), int.from_bytes(code, "big")] = _characters(text)
        elif section[1] == b"bfrange":
            _ranges(parts, font)
    if len(font.characters) > _MOST_CODES:
        raise Refused("too_large")


def _parts(section: bytes) -> list[Any]:
    """Codes as bytes, arrays as lists of them."""
    found: list[Any] = []
    array: list[bytes] | None = None
    for part in _PART.finditer(section):
        if part[2]:
            array = []
        elif part[3]:
            found.append(array or [])
            array = None
        elif part[4] is None:
            digits = b"".join(part[1].split())
            code = bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))
            (found if array is None else array).append(code)
    return found


def _ranges(parts: list[Any], font: Font) -> None:
    for low, high, text in zip(parts[0::3], parts[1::3], parts[2::3]):
        if not isinstance(low, bytes) or not isinstance(high, bytes):
            continue
        first, last, size = int.from_bytes(low, "big"), int.from_bytes(high, "big"), len(low)
        if last - first > 0xFFFF:
            raise Refused("too_large")
        if isinstance(text, list):
            for place, each in enumerate(text[: last - first + 1]):
                font.characters[size, first + place] = _characters(each)
            continue
        for code in range(first, last + 1):
            shifted = int.from_bytes(text, "big") + code - first
            font.characters[size, code] = _characters(shifted.to_bytes(max(len(text), 1) + 1, "big")[1:])


def _characters(text: bytes) -> str:
    """UTF-16 of a map; nothing, NUL and codes for private use tell no character."""
    found = text.decode("utf-16-be", "replace") if len(text) > 1 else text.decode("latin-1")
    if not found.strip("\0") or any("\ue000" <= sign <= "\uf8ff" or sign == UNKNOWN for sign in found):
        return UNKNOWN
    return found
