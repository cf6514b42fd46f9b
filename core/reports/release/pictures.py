"""Pictures: what stands beside the pixels. Letters drawn in pixels cannot be read; a person has to look at them."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from .box import Box, Place, Refused

_PNG = b"\x89PNG\r\n\x1a\n"
_HEADS = {
    _PNG: "png", b"\xff\xd8\xff": "jpeg", b"GIF87a": "gif", b"GIF89a": "gif", b"II*\x00": "plain", b"MM\x00*": "plain",
    b"II\xbc\x01": "plain", b"II+\x00": "plain", b"MM\x00+": "plain", b"BM": "plain", b"\x01\x00\x00\x00": "plain",
    b"\xd7\xcd\xc6\x9a": "plain",
    b"\x00\x00\x01\x00": "plain", b"\x00\x00\x00\x0cjP": "plain", b"\xff\x4f\xff\x51": "plain",
}  # fmt: skip
"""How pictures begin: PNG, JPEG, GIF, TIFF, BMP, EMF, WMF, ICO, JPEG 2000."""
_PIXELS = (b"IDAT", b"fdAT", b"PLTE", b"tRNS")
_MOST_TEXT = 64 << 20


def is_picture(data: bytes) -> bool:
    """Whether the bytes are a picture that :func:`inspect_picture` knows."""
    return _kind(data) != ""


def _kind(data: bytes) -> str:
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "plain"
    return next((kind for head, kind in _HEADS.items() if data.startswith(head)), "")


def inspect_picture(box: Box, place: Place, route: str, data: bytes, *, told: bool = True) -> None:
    """EXIF, XMP, text chunks, comments, what follows the picture's end; ``told``: that pixels are to be looked at."""
    kind = _kind(data)
    box.spend(len(data))
    if kind == "png":
        _png(box, place, route, data)
    elif kind == "jpeg":
        _jpeg(box, place, route, data)
    elif kind == "gif":
        box.raw(place, route, _unblocked(data))
    else:
        box.raw(place, route, data)
    if told and not box.drawn:
        box.look(place, "picture", "pixels")


def _png(box: Box, place: Place, route: str, data: bytes) -> None:
    position = len(_PNG)
    while position + 12 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        name, body = data[position + 4 : position + 8], data[position + 8 : position + 8 + size]
        if len(body) < size:
            raise Refused("broken")
        position += 12 + size
        if name == b"IEND":
            break
        if name in _PIXELS:
            box.opaque(place, route, body)
        else:
            for text in _png_texts(name, body):
                box.raw(place, "metadata", text)
    else:
        raise Refused("broken")
    _after(box, place, data[position:])


def _png_texts(name: bytes, body: bytes) -> Iterator[bytes]:
    """A chunk as it is, and what is packed in it."""
    yield body
    parts = body.split(b"\0", 1)
    packed = b""
    if name in (b"zTXt", b"iCCP") and len(parts) == 2:
        packed = parts[1][1:]
    elif name == b"iTXt" and len(parts) == 2 and parts[1][:1] == b"\x01":
        packed = parts[1][2:].split(b"\0", 2)[-1]
    if packed:
        unpacker = zlib.decompressobj()
        try:
            yield unpacker.decompress(packed, _MOST_TEXT)
        except zlib.error:
            raise Refused("broken") from None
        if unpacker.unconsumed_tail:
            raise Refused("too_large")


def _jpeg(box: Box, place: Place, route: str, data: bytes) -> None:
    """Segments up to the pixels, then the pixels, then what follows them."""
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            raise Refused("broken")
        mark = data[position + 1]
        if mark == 0xFF:
            position += 1
            continue
        size = int.from_bytes(data[position + 2 : position + 4], "big")
        if mark >= 0xE0 or mark == 0xFE:
            box.raw(place, "metadata", data[position + 4 : position + 2 + size])
        position += 2 + size
        if mark == 0xDA:
            break
    end = data.rfind(b"\xff\xd9")
    if end < position:
        raise Refused("broken")
    box.opaque(place, route, data[position:end])
    _after(box, place, data[end + 2 :])


def _unblocked(data: bytes) -> bytes:
    """A GIF with its comments in one piece: blocks of 255 bytes have their lengths between them."""
    found, position = [data], 0
    while (position := data.find(b"\x21\xfe", position)) >= 0:
        position += 2
        comment = []
        while position < len(data) and data[position]:
            comment.append(data[position + 1 : position + 1 + data[position]])
            position += 1 + data[position]
        found.append(b"".join(comment))
    return b"\n".join(found)


def _after(box: Box, place: Place, rest: bytes) -> None:
    if rest.strip(b"\0\r\n "):
        box.refuse(place, "deleted", "leftover")
        box.raw(place, "deleted", rest)
