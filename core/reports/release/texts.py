"""Plain text, tables and json: decoded, cut into cells, and with escapes taken off."""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

from .blobs import looks_packed
from .box import Box, Place, Refused
from .pdf_filters import inflate

Inner = Callable[[Box, Place, str, bytes], None]
"""Looks at the bytes of a file within a file: (box, place, route, data)."""

_CELLS = re.compile(r"""[\t\r\n,;"'|{}\[\]<>=:]+""")
_U_ESCAPE = re.compile(r"((?:\\(?:u|U\+)[0-9A-Fa-f]{4})+)|\\u\{([0-9A-Fa-f]{1,6})\}|\\x([0-9A-Fa-f]{2})")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_QUOTED_PRINTABLE = re.compile(r"(?:=[0-9A-Fa-f]{2}(?:=\r?\n)?){2,}")
_CSS_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{4,6})\s?")
_BASE64 = re.compile(r"(?<![A-Za-z0-9+/_-])(?:[A-Za-z0-9+/_-]{4}\s{0,2}){3,}(?:[A-Za-z0-9+/_-]{2,3}={0,2})?")
_GUESSES = ("utf-8", "cp932", "euc_jp")
_OFFICE_SIGNS = re.compile("[\t\r\n -~\u3000-\u30ff\u4e00-\u9fff\uff01-\uff9f]")
_ROUNDS = 3
"""Escapes may stand in escapes: %25E5, &amp;#23665;."""
_PIECE, _OVERLAP = 1 << 22, 1 << 12
_BLANK = re.compile(r"\s")
_MOST_BASE64 = 20_000


def decoded(data: bytes, declared: str = "") -> str:
    """The text of a file; raises :class:`Refused` where no encoding fits its bytes."""
    return reading(data, declared)[0]


def reading(data: bytes, declared: str = "") -> tuple[str, bool]:
    """(the text of a file, whether its encoding is beyond doubt): a mark, or bytes that are UTF-8 throughout."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, (codec,))
    if b"\x00" in data:
        return _wide(data), False
    if b"\x1b$" in data or b"\x1b(" in data:
        return _strictly(data, ("iso2022_jp_ext",))[0], False
    named = (_codec(declared),) if declared else ()
    return _strictly(data, (*named, *_GUESSES))


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: whichever order gives the text of an office."""
    for codec in ("utf-16-le", "utf-16-be"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if len(_OFFICE_SIGNS.findall(text)) > 0.8 * len(text):
            return text
    raise Refused("encoding")


def _codec(name: str) -> str:
    plain = name.strip().lower().replace("-", "_")
    if plain in ("shift_jis", "sjis", "x_sjis", "windows_31j", "ms932", "csshiftjis", "932"):
        return "cp932"
    try:
        return codecs.lookup(plain).name
    except LookupError:
        raise Refused("encoding") from None


def _strictly(data: bytes, names: tuple[str, ...]) -> tuple[str, bool]:
    for name in names:
        try:
            text = data.decode(name)
        except (UnicodeError, LookupError):
            continue
        return text.lstrip("\ufeff"), name.startswith("utf") or data.isascii()
    raise Refused("encoding")


def inspect_text(box: Box, place: Place, route: str, data: bytes, inner: Inner, declared: str = "") -> None:
    """A whole file of text: csv, txt, json, geojson, a script."""
    box.spend(len(data))
    for piece in pieces(sure_text(box, place, route, data, declared)):
        inspect_string(box, place, route, piece, inner)


def sure_text(box: Box, place: Place, route: str, data: bytes, declared: str = "") -> str:
    """The text; where its encoding is not beyond doubt, the bytes are searched in the other encodings first."""
    try:
        text, sure = reading(data, declared)
    except Refused:
        box.raw(place, route, data)
        raise
    if not sure:
        box.raw(place, route, data)
    return text


def is_plain(data: bytes) -> bool:
    """Whether bytes are text through and through, whatever the file is called."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(_SPELLED_OTHERWISE) or _MAIL.search(head) or _CONTROLS.search(data):
        return False
    try:
        _strictly(data, ("utf-8", "cp932"))
    except Refused:
        return False
    return True


_SPELLED_OTHERWISE = (b"{\\rtf", b"%!PS", b"{\\pwi", b"\xf7\x02")
"""RTF, PostScript, TeX's pages: their letters are not spelled as letters."""
_MAIL = re.compile(rb"^(?:MIME-Version|Content-Transfer-Encoding|Received):", re.IGNORECASE | re.MULTILINE)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def pieces(text: str) -> Iterator[str]:
    """A long text in pieces that begin and end between words and overlap, so that no name is lost in between."""
    start = 0
    while len(text) - start > _PIECE + _OVERLAP:
        end = _gap(text, start + _PIECE)
        yield text[start:end]
        start = _gap(text, end - _OVERLAP)
    yield text[start:]


def _gap(text: str, near: int) -> int:
    """Where a cell or word ends near a place; the place itself where there is no such end."""
    found = _CELLS.search(text, near, near + _OVERLAP // 2) or _BLANK.search(text, near, near + _OVERLAP // 2)
    return found.end() if found else near


def inspect_string(box: Box, place: Place, route: str, text: str, inner: Inner) -> None:
    """A text in memory, its escapes, and what is packed in it as base64."""
    box.text(place, route, _CELLS.split(text))
    for plain in unescaped(text):
        box.text(place, route, _CELLS.split(plain))
    inspect_base64(box, place, text, inner)


def unescaped(text: str) -> list[str]:
    """The text with escapes taken off, once for each round in which there were any."""
    found = []
    for _ in range(_ROUNDS):
        plain = html.unescape(text) if "&" in text else text
        if "\\" in plain:
            plain = _CSS_ESCAPE.sub(_code_point, _U_ESCAPE.sub(_code_units, plain))
        if "%" in plain:
            plain = _PERCENT.sub(lambda hit: _bytes_text(unquote_to_bytes(hit[0])), plain)
        if "=" in plain:
            plain = _QUOTED_PRINTABLE.sub(_quoted, plain)
        if plain == text:
            break
        found.append(plain)
        text = plain
    return found


def _code_units(hit: re.Match[str]) -> str:
    if hit[2] or hit[3]:
        return _character(int(hit[2] or hit[3], 16))
    units = bytes.fromhex(re.sub(r"\\(?:u|U\+)", "", hit[1]))
    return units.decode("utf-16-be", "replace")


def _code_point(hit: re.Match[str]) -> str:
    return _character(int(hit[1], 16))


def _character(number: int) -> str:
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _quoted(hit: re.Match[str]) -> str:
    return _bytes_text(bytes.fromhex(re.sub(r"[=\s]", "", hit[0])))


def _bytes_text(data: bytes) -> str:
    for codec in _GUESSES:
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def inspect_base64(box: Box, place: Place, text: str, inner: Inner) -> None:
    """What stands in a text as base64: a file goes to ``inner``, short pieces are read as text."""
    pieces = []
    for number, hit in enumerate(_BASE64.finditer(text)):
        if number >= _MOST_BASE64:
            box.refuse(place, "embedded", "too_large")
            break
        packed = re.sub(r"\s+", "", hit[0]).translate(_URL_SAFE)
        try:
            data = base64.b64decode(packed + "=" * (-len(packed) % 4))
        except (binascii.Error, ValueError):
            continue
        if data.startswith(FILE_HEADS):
            inner(box, place.within("base64"), "embedded", data)
        elif len(data) > _LEAST_PACKED and looks_packed(data) and not data.startswith(_FONT_HEADS):
            pieces.append(_inflated(box, place, data))
        elif len(data) > 8 and not data.isascii():
            pieces.append(_inflated(box, place, data) if data[:1] == b"\x78" else data)
    if pieces:
        box.raw(place, "embedded", b"\n".join(pieces))


def _inflated(box: Box, place: Place, data: bytes) -> bytes:
    """What packed bytes hold, by zlib or bare deflate; refused where it is neither."""
    try:
        plain, behind = inflate(data)
    except Refused:
        plain, behind = b"", b""
    if not plain and looks_packed(data):
        box.refuse(place, "embedded", "packed")
    return plain + behind or data


_LEAST_PACKED = 256
_FONT_HEADS = (b"wOF2", b"wOFF")
_URL_SAFE = str.maketrans("-_", "+/")
FILE_HEADS = (
    b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"SQLite format 3\x00", b"\x1f\x8b",
    b"II*\x00", b"MM\x00*", b"<?xml", b"<svg",
)  # fmt: skip
"""How files begin that are known."""
