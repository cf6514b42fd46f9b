"""The parts of a Shapefile and of other vector files: tables cell by cell, deleted rows, and what follows the end."""

from __future__ import annotations

import struct

from .box import Box, Place, Refused

_FIELD = struct.Struct("<11sc4xBB14x")
_SHAPE = b"\x00\x00\x27\x0a"
_KNOWN = (_SHAPE, b"SQT", b"fgb\x03fgb")


def is_shape(data: bytes) -> bool:
    """A .shp, .shx, .sbn or .sbx, an index of QGIS (.qix), a FlatGeobuf."""
    return data.startswith(_KNOWN)


def is_dbase(data: bytes, suffix: str) -> bool:
    """A table of a Shapefile."""
    return suffix == ".dbf" and len(data) >= 33 and data[0] & 7 == 3


def inspect_shape(box: Box, place: Place, route: str, data: bytes) -> None:
    """Coordinates hold no text; what stands behind their end may."""
    if data.startswith(b"fgb"):
        box.raw(place, "data", data)
        return
    if data.startswith(_SHAPE):
        length = int.from_bytes(data[24:28], "big") * 2
        if length > len(data):
            raise Refused("broken")
        if data[length:].strip(b"\0"):
            box.refuse(place, "deleted", "leftover")
            box.raw(place, "deleted", data[length:])
    box.opaque(place, route, data)


def inspect_dbase(box: Box, place: Place, data: bytes) -> None:
    """Cells of rows, of deleted rows too (dBase only marks them), names of fields, and the bytes around them."""
    rows, head, width = struct.unpack("<LHH", data[4:12])
    if head < 33 or width < 1 or head + rows * width > len(data) + 1:
        raise Refused("broken")
    fields = []
    for start in range(32, head - 1, 32):
        if data[start : start + 1] in (b"\r", b"") or start + 32 > len(data):
            break
        name, _, size, _ = _FIELD.unpack(data[start : start + 32])
        fields.append((name.split(b"\0")[0], size))
    body = data[head : head + rows * width]
    names = b" ".join(name for name, _ in fields)
    for codec in _codecs(names + body):
        box.text(place, "attribute", names.decode(codec, "replace").split())
        _cells(box, place, body, width, [size for _, size in fields], codec)
    box.raw(place, "data", body)
    rest = data[head + rows * width :].strip(b"\x1a\0 ")
    box.raw(place, "deleted", data[32 + 32 * len(fields) : head] + rest)


def _cells(box: Box, place: Place, body: bytes, width: int, sizes: list[int], codec: str) -> None:
    cells: dict[bool, list[str]] = {False: [], True: []}
    for start in range(0, len(body), width):
        position = start + 1
        for size in sizes:
            cell = body[position : position + size].decode(codec, "replace").strip(" \0")
            if cell:
                cells[body[start : start + 1] == b"*"].append(cell)
            position += size
    box.text(place, "data", cells[False])
    box.text(place, "deleted", cells[True])


def _codecs(body: bytes) -> list[str]:
    """Every encoding that fits all, since two may; a cell that is cut in the middle of a character fits none."""
    fitting = []
    for codec in ("utf-8", "cp932", "euc_jp"):
        try:
            body.decode(codec)
        except UnicodeDecodeError:
            continue
        fitting.append(codec)
        if codec == "utf-8":
            break
    return fitting or ["utf-8", "cp932"]
