"""Reads back a PDF that the sheet's writer made: pages, sizes, fonts, what is painted, and the text a reader gets.

It follows cross-reference tables, as Qt writes them, and unpacks Flate streams; it is no reader for other PDFs, and
says so by ValueError.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field
from pathlib import Path

_OBJECT = re.compile(rb"\s*(\d+)\s+\d+\s+obj\b")
_REF = rb"(\d+)\s+\d+\s+R"
_SHOW = re.compile(rb"/(F\d+)\s+[\d.]+\s+Tf|<([0-9A-Fa-f]*)>\s*Tj|\[([^\]]*)\]\s*TJ")
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_PAINT = (b"\nf\n", b"\nf*\n", b"\nS\n", b"\nB\n", b"\nB*\n", b"h f\n", b" Do\n")
"""How Qt ends a path: one operator to a line. Counted, since a search for patterns in 40 MB takes seconds."""
_POINT_MM = 25.4 / 72


@dataclass(frozen=True)
class PdfPage:
    """Size in mm; ``painted`` counts fills and strokes, ``missing`` glyphs without a shape."""

    width: float
    height: float
    painted: int
    text: str
    missing: int


@dataclass
class PdfFile:
    """What :func:`read_pdf` found."""

    pages: list[PdfPage] = field(default_factory=list)
    fonts: int = 0
    not_embedded: list[str] = field(default_factory=list)


def read_pdf(path: str) -> PdfFile:
    """Open a PDF of ours. Raises ValueError where it is none, or not whole."""
    content = Path(path).read_bytes()
    if not content.startswith(b"%PDF-") or b"%%EOF" not in content[-1024:]:
        raise ValueError("no PDF")
    objects, root = _objects(content)
    found = PdfFile()
    _fonts(objects, found)
    maps = {number: _unicode(objects, body) for number, body in objects.items() if b"/Type0" in body}
    for number in _kids(objects, _ref(_need(objects, root), rb"/Pages")):
        found.pages.append(_page(objects, objects[number], maps))
    return found


def _objects(content: bytes) -> tuple[dict[int, bytes], int]:
    """Objects by number as they count after the last update, and the number of the root."""
    at = int(_match(rb"startxref\s+(\d+)\s+%%EOF\s*$", content[-200:]))
    offsets: dict[int, int] = {}
    root = 0
    seen: set[int] = set()
    while at not in seen:
        seen.add(at)
        end = content.find(b"startxref", at)
        table = content[at : end if end > 0 else len(content)]
        if not table.startswith(b"xref"):
            raise ValueError("xref")
        head, _, trailer = table.partition(b"trailer")
        _entries(head, offsets)
        root = root or _ref(trailer, rb"/Root")
        earlier = re.search(rb"/Prev\s+(\d+)", trailer)
        if not earlier:
            break
        at = int(earlier.group(1))
    ends = sorted([*offsets.values(), len(content)])
    following = dict(zip(ends, ends[1:]))
    return {number: content[start : following[start]] for number, start in offsets.items()}, root


def _entries(table: bytes, offsets: dict[int, int]) -> None:
    rows = table.split(b"\n")[1:]
    number, left = 0, 0
    for row in rows:
        parts = row.split()
        if left == 0 and len(parts) == 2:
            number, left = int(parts[0]), int(parts[1])
        elif left and len(parts) == 3:
            if parts[2] == b"n":
                offsets.setdefault(number, int(parts[0]))
            number, left = number + 1, left - 1


def _match(pattern: bytes, text: bytes) -> bytes:
    found = re.search(pattern, text)
    if not found:
        raise ValueError(pattern.decode())
    return found.group(1)


def _ref(body: bytes, key: bytes) -> int:
    return int(_match(key + rb"\s+" + _REF, body))


def _need(objects: dict[int, bytes], number: int) -> bytes:
    if number not in objects or not _OBJECT.match(objects[number]):
        raise ValueError(f"object {number}")
    return objects[number]


def _kids(objects: dict[int, bytes], number: int) -> list[int]:
    body = _need(objects, number)
    kids = re.search(rb"/Kids\s*\[([^\]]*)\]", body)
    if not kids:
        return [number]
    return [page for kid in re.findall(_REF, kids.group(1)) for page in _kids(objects, int(kid))]


def _stream(objects: dict[int, bytes], number: int) -> bytes:
    body = _need(objects, number)
    start = re.search(rb"stream\r?\n", body)
    if not start:
        return b""
    head = body[: start.start()]
    indirect = re.search(rb"/Length\s+" + _REF, head)
    if indirect:
        length = int(_match(rb"obj\s+(\d+)", _need(objects, int(indirect.group(1)))))
    else:
        length = int(_match(rb"/Length\s+(\d+)", head))
    data = body[start.end() : start.end() + length]
    if b"/FlateDecode" not in head:
        return data
    return zlib.decompressobj().decompress(data)


def _fonts(objects: dict[int, bytes], found: PdfFile) -> None:
    """Every font that text is set in has its file inside."""
    for body in objects.values():
        kind = re.search(rb"/Type\s*/Font\b(?!Descriptor)", body)
        if not kind or b"/DescendantFonts" in body:
            continue
        found.fonts += 1
        name = re.search(rb"/BaseFont\s*/(\S+)", body)
        descriptor = re.search(rb"/FontDescriptor\s+" + _REF, body)
        inside = descriptor and b"/FontFile" in _need(objects, int(descriptor.group(1)))
        if not inside:
            found.not_embedded.append(name.group(1).decode("latin-1") if name else "?")


def _unicode(objects: dict[int, bytes], body: bytes) -> dict[int, str]:
    """Glyph → characters, by the font's own table."""
    table = re.search(rb"/ToUnicode\s+" + _REF, body)
    if not table:
        return {}
    text = _stream(objects, int(table.group(1)))
    found: dict[int, str] = {}
    for part in re.findall(rb"beginbfrange(.*?)endbfrange", text, re.DOTALL):
        for low, high, one, many in re.findall(
            rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]*)>|\[([^\]]*)\])", part
        ):
            first = int(low, 16)
            if one or not many:
                base = int(one or b"0", 16)
                found.update({at: chr(base + at - first) for at in range(first, int(high, 16) + 1)})
            else:
                for offset, code in enumerate(_HEX.findall(many)):
                    found[first + offset] = bytes.fromhex(code.decode()).decode("utf-16-be", "replace")
    for part in re.findall(rb"beginbfchar(.*?)endbfchar", text, re.DOTALL):
        for glyph, code in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", part):
            found[int(glyph, 16)] = bytes.fromhex(code.decode()).decode("utf-16-be", "replace")
    return found


def _page(objects: dict[int, bytes], body: bytes, maps: dict[int, dict[int, str]]) -> PdfPage:
    box = re.search(rb"/MediaBox\s*\[\s*([\d.\-]+)\s+([\d.\-]+)\s+([\d.]+)\s+([\d.]+)\s*\]", body)
    if not box:
        raise ValueError("MediaBox")
    left, low, right, high = (float(part) for part in box.groups())
    contents = re.search(rb"/Contents\s*(?:\[([^\]]*)\]|" + _REF + rb")", body)
    if not contents:
        raise ValueError("Contents")
    parts = re.findall(_REF, contents.group(1)) if contents.group(1) else [contents.group(2)]
    stream = b"\n".join(_stream(objects, int(part)) for part in parts)
    held = re.search(rb"/Resources\s+" + _REF, body)
    resources = _need(objects, int(held.group(1))) if held else body
    fonts = {name: maps.get(int(at), {}) for name, at in re.findall(rb"/(F\d+)\s+" + _REF, resources)}
    text, missing = _shown(stream, fonts)
    painted = sum(stream.count(word) for word in _PAINT)
    return PdfPage((right - left) * _POINT_MM, (high - low) * _POINT_MM, painted, text, missing)


def _shown(stream: bytes, fonts: dict[bytes, dict[int, str]]) -> tuple[str, int]:
    """The characters of the page in the order in which they are drawn, and how many glyphs are the empty one."""
    pieces: list[str] = []
    missing = 0
    table: dict[int, str] = {}
    for piece in stream.split(b"BT\n")[1:]:
        for font, one, several in _SHOW.findall(piece[: piece.find(b"ET")]):
            if font:
                table = fonts.get(font, {})
            for codes in [one] if one else _HEX.findall(several):
                glyphs = [int(codes[at : at + 4], 16) for at in range(0, len(codes), 4)]
                missing += glyphs.count(0)
                pieces.append("".join(table.get(glyph, "\ufffd") for glyph in glyphs))
    return "".join(pieces), missing
