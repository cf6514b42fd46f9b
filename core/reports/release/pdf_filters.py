"""How PDF packs its streams."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from .box import Refused
from .pdf_objects import Document, Item

PICTURES = {
    "DCTDecode": "jpeg", "DCT": "jpeg", "JPXDecode": "jpeg2000", "CCITTFaxDecode": "fax", "CCF": "fax",
    "JBIG2Decode": "jbig2",
}  # fmt: skip
"""Filters that leave a picture, which stays as it is."""
_MOST = 1 << 30


def unpacked(document: Document, item: Item) -> tuple[bytes, str, bytes]:
    """(the stream's bytes, the kind of picture where it is one, what stood behind the packed bytes).

    Raises :class:`Refused` for a filter that is not known and for bytes that do not unpack.
    """
    data = item.raw or b""
    table = item.table
    names = document.list(table.get("Filter", table.get("F") if "Filter" not in table else None))
    params = document.list(table.get("DecodeParms", table.get("DP")))
    rest = b""
    for place, name in enumerate(names):
        kind = str(document.get(name))
        if kind in PICTURES:
            return data, PICTURES[kind], rest
        data, behind = _unpack(kind, data, document.table(params[place]) if place < len(params) else {})
        rest += behind
        if len(data) > _MOST:
            raise Refused("too_large")
    return data, "", rest


def _unpack(kind: str, data: bytes, params: dict[str, Any]) -> tuple[bytes, bytes]:
    if kind in ("FlateDecode", "Fl"):
        plain, behind = inflate(data)
        return _predicted(plain, params), behind
    if kind in ("LZWDecode", "LZW"):
        return _predicted(_lzw(data, int(params.get("EarlyChange", 1))), params), b""
    if kind in _SIMPLE:
        return _SIMPLE[kind](data), b""
    if kind == "Crypt":
        if params.get("Name", "Identity") != "Identity":
            raise Refused("locked")
        return data, b""
    raise Refused("filter")


def inflate(data: bytes, most: int = _MOST) -> tuple[bytes, bytes]:
    """zlib's (or bare deflate's) bytes, and what stands behind them."""
    for bits in (15, -15):
        unpacker = zlib.decompressobj(bits)
        try:
            plain = unpacker.decompress(data, most)
        except zlib.error:
            continue
        if unpacker.unconsumed_tail:
            raise Refused("too_large")
        if not unpacker.eof and len(data) > 8 and not plain:
            continue
        return plain + unpacker.flush(), unpacker.unused_data.strip(b"\r\n\0 ")
    if not data.strip():
        return b"", b""
    raise Refused("broken")


def _predicted(data: bytes, params: dict[str, Any]) -> bytes:
    """PNG's and TIFF's differences added up again."""
    predictor = int(params.get("Predictor", 1))
    if predictor == 1:
        return data
    colours, bits = int(params.get("Colors", 1)), int(params.get("BitsPerComponent", 8))
    columns = int(params.get("Columns", 1))
    if min(colours, bits, columns) < 1 or colours > 32 or bits > 16:
        raise Refused("broken")
    unit, width = max(1, colours * bits // 8), (colours * bits * columns + 7) // 8
    if predictor == 2:
        return _tiff(data, width, unit) if bits == 8 else data
    rows = len(data) // (width + 1)
    table = np.frombuffer(data[: rows * (width + 1)], dtype=np.uint8).reshape(rows, width + 1)
    out = np.zeros((rows + 1, width), dtype=np.uint8)
    for number in range(rows):
        _png_row(int(table[number, 0]), table[number, 1:], out[number], out[number + 1], unit)
    return out[1:].tobytes() + data[rows * (width + 1) :]


def _png_row(kind: int, line: Any, above: Any, out: Any, unit: int) -> None:
    if kind == 0:
        out[:] = line
    elif kind == 2:
        out[:] = line + above
    elif kind == 1:
        for start in range(unit):
            out[start::unit] = np.cumsum(line[start::unit], dtype=np.uint8)
    else:
        left, up, corner = _Row(out, unit), above.tolist(), [0] * unit + above.tolist()
        for place, value in enumerate(line.tolist()):
            before = left[place]
            if kind == 3:
                guess = (before + up[place]) // 2
            else:
                guess = _paeth(before, up[place], corner[place])
            out[place] = (value + guess) & 255


class _Row:
    """The pixel to the left; 0 where there is none."""

    def __init__(self, out: Any, unit: int) -> None:
        self._out, self._unit = out, unit

    def __getitem__(self, place: int) -> int:
        return int(self._out[place - self._unit]) if place >= self._unit else 0


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    distances = (abs(guess - left), abs(guess - up), abs(guess - corner))
    return (left, up, corner)[distances.index(min(distances))]


def _tiff(data: bytes, width: int, unit: int) -> bytes:
    rows = len(data) // width
    table = np.frombuffer(data[: rows * width], dtype=np.uint8).reshape(rows, width).copy()
    for start in range(unit):
        table[:, start::unit] = np.cumsum(table[:, start::unit], axis=1, dtype=np.uint8)
    return table.tobytes()


def _lzw(data: bytes, early: int) -> bytes:
    """Variable codes of 9 to 12 bits."""
    out: list[bytes] = []
    table: list[bytes] = []
    width, buffer, bits, last, size = 9, 0, 0, b"", 0

    def fresh() -> list[bytes]:
        return [bytes((number,)) for number in range(256)] + [b"", b""]

    table = fresh()
    for byte in data:
        buffer, bits = (buffer << 8) | byte, bits + 8
        if bits < width:
            continue
        code = (buffer >> (bits - width)) & ((1 << width) - 1)
        bits -= width
        buffer &= (1 << bits) - 1
        if code == 256:
            table, width, last = fresh(), 9, b""
            continue
        if code == 257:
            break
        if code > len(table) or (code == len(table) and not last):
            raise Refused("broken")
        entry = table[code] if code < len(table) else last + last[:1]
        out.append(entry)
        size += len(entry)
        if size > _MOST:
            raise Refused("too_large")
        if last and len(table) < 4096:
            table.append(last + entry[:1])
        last = entry
        width = min(12, max(9, (len(table) + early).bit_length()))
    return b"".join(out)


def _hexadecimal(data: bytes) -> bytes:
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", data.split(b">")[0])
    return bytes.fromhex((digits + b"0" if len(digits) % 2 else digits).decode("ascii"))


def _base85(data: bytes) -> bytes:
    body = data.split(b"~>")[0].strip()
    body = body[2:] if body.startswith(b"<~") else body
    try:
        return base64.a85decode(body, ignorechars=b" \t\n\r\v\f\0")
    except ValueError:
        raise Refused("broken") from None


def _runs(data: bytes) -> bytes:
    out: list[bytes] = []
    position = 0
    while position < len(data) and data[position] != 128:
        length = data[position]
        if length < 128:
            out.append(data[position + 1 : position + 2 + length])
            position += 2 + length
        else:
            out.append(data[position + 1 : position + 2] * (257 - length))
            position += 2
    return b"".join(out)


_SIMPLE: dict[str, Callable[[bytes], bytes]] = {
    "ASCIIHexDecode": _hexadecimal, "AHx": _hexadecimal, "ASCII85Decode": _base85, "A85": _base85,
    "RunLengthDecode": _runs, "RL": _runs,
}  # fmt: skip
