"""SQLite and GeoPackage: rows, schema, packed values, and what deleted rows have left in the file."""

from __future__ import annotations

import re
import sqlite3
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from .blobs import looks_packed
from .box import Box, Place, Refused
from .pdf_filters import inflate
from .terms import Term
from .texts import FILE_HEADS, Inner, unescaped

HEAD = b"SQLite format 3\x00"
SIDE_HEADS = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83", b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7")
"""How a -wal and a -journal begin."""
_ROWS = 20_000
_PACKED = re.compile(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08")
_TEXT_RUN = re.compile(
    rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})+|[\x20-\x7e]{4,}"
)
_LEAST_PACKED, _MOST_PACKED, _PROBE = 200, 16 << 20, 2048
_LONG_NUMBER = 10_000
_OURS = {"stroke", "decision", "assignment"}
_NAMES = {"belongs_to", "stroke_names"}


def is_database(data: bytes) -> bool:
    """Whether the bytes are an SQLite file."""
    return data.startswith(HEAD)


def inspect_database(box: Box, place: Place, route: str, data: bytes, inner: Inner) -> None:
    """Every table, then the bytes of the file itself. Raises :class:`Refused` for one that cannot be read whole."""
    box.spend(len(data))
    if len(data) < 512 or int.from_bytes(data[28:32], "big") * _page_size(data) > len(data):
        raise Refused("broken")
    found: set[Term] = set()
    with tempfile.TemporaryDirectory(prefix="kosozu-") as folder:
        # Never under its own name: a -wal or a journal of another file must not be taken for its own.
        copy = Path(folder) / "copy.gpkg"
        # A copy that says WAL would be refused without one; what a -wal holds is looked at for itself.
        copy.write_bytes(data[:18] + b"\x01\x01" + data[20:])
        uri = f"{copy.as_uri()}?mode=ro&immutable=1"
        try:
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                connection.execute("PRAGMA trusted_schema=OFF")
                connection.execute("PRAGMA cell_size_check=ON")
                connection.text_factory = bytes
                found = _tables(box, place, route, connection, inner)
        except (sqlite3.Error, OSError, OverflowError):
            raise Refused("broken") from None
    _unused(box, place, data, found)


def _tables(box: Box, place: Place, route: str, connection: sqlite3.Connection, inner: Inner) -> set[Term]:
    schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    texts = [_text(part) for row in schema for part in row if part]
    found = box.text(place, "attribute", texts)
    names = {_text(name): _text(sql or b"") for kind, name, _, sql in schema if kind == b"table"}
    if names.keys() >= _OURS or names.keys() >= _NAMES:
        box.refuse(place, "file", "plan_itself")
    for name, sql in sorted(names.items()):
        if not re.match(r"CREATE\s+VIRTUAL", sql, re.IGNORECASE):
            found |= _table(box, place.within(name), route, connection, name, inner)
    return found


def _table(
    box: Box, place: Place, route: str, connection: sqlite3.Connection, name: str, inner: Inner
) -> set[Term]:
    quoted = name.replace('"', '""')
    rows = connection.execute(" ".join(("SELECT * FROM", f'"{quoted}"')))
    found = box.text(place, "attribute", [_text(column[0].encode()) for column in rows.description])
    blobs: list[bytes] = []
    while chunk := rows.fetchmany(_ROWS):
        runs: list[str] = []
        for row in dict.fromkeys(
            tuple(value for value in row if not isinstance(value, float)) for row in chunk
        ):
            for value in row:
                if isinstance(value, int):
                    if abs(value) >= _LONG_NUMBER:
                        runs.append(str(value))
                elif value and value[:2] != b"GP":
                    runs += _value(box, place, value, blobs, inner)
        found |= box.text(place, "data" if route == "text" else route, runs)
    box.raw(place, route, b"\0\0".join(blobs))
    return found


def _value(box: Box, place: Place, value: bytes, blobs: list[bytes], inner: Inner) -> list[str]:
    """A text with its escapes, or a blob by what it holds."""
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and "\0" not in text:
        return [text, *(unescaped(text) if any(sign in text for sign in "&\\%=") else ())]
    if value.startswith(FILE_HEADS):
        inner(box, place, "embedded", value)
    elif _PACKED.match(value):
        _unpack(box, place, "data", value)
    else:
        if len(value) > _LEAST_PACKED and looks_packed(value):
            box.refuse(place, "data", "packed")
        blobs.append(value)
    return []


def _unpack(box: Box, place: Place, route: str, value: bytes) -> None:
    try:
        plain, behind = inflate(value) if value[:1] == b"\x78" else (gunzip(value), b"")
    except Refused:
        box.refuse(place, route, "packed")
        return
    box.raw(place, route, plain + b"\n" + behind)


def gunzip(value: bytes) -> bytes:
    """One packed file; raises :class:`Refused` for one that does not unpack."""
    try:
        unpacker = zlib.decompressobj(31)
        plain = unpacker.decompress(value, 1 << 30)
    except zlib.error:
        raise Refused("packed") from None
    if unpacker.unconsumed_tail:
        raise Refused("too_large")
    return plain


def _text(value: Any) -> str:
    return bytes(value).decode("utf-8", "replace")


def _unused(box: Box, place: Place, data: bytes, found: set[Term]) -> None:
    """What the rows do not hold and the bytes do: deleted rows, free pages, the slack of pages."""
    wide = int.from_bytes(data[56:60], "big") in (2, 3)
    box.raw(place, "deleted", data, but=found, every=wide)
    slack = b"\0\0".join(_slack(data))
    if slack.strip(b"\0"):
        runs = [hit[0].decode("utf-8", "replace") for hit in _TEXT_RUN.finditer(slack)]
        box.text(place, "deleted", runs, but=found)
        packed_in(box, place, "deleted", slack)


def packed_in(box: Box, place: Place, route: str, data: bytes) -> None:
    """What begins like packed bytes among others; what unpacks in part only cannot be read."""
    for hit in _PACKED.finditer(data):
        if len(_as_far_as_it_goes(data[hit.start() : hit.start() + _PROBE], hit[0])) < _LEAST_PACKED:
            continue  # not packed at all, nearly always
        unpacker = zlib.decompressobj(15 if hit[0][:1] == b"\x78" else 31)
        try:
            plain = unpacker.decompress(data[hit.start() : hit.start() + _MOST_PACKED], _MOST_PACKED)
            whole = unpacker.eof
        except zlib.error:
            plain, whole = _as_far_as_it_goes(data[hit.start() : hit.start() + _MOST_PACKED], hit[0]), False
        box.raw(place, route, plain)
        if not whole:
            box.refuse(place, route, "packed")


def _as_far_as_it_goes(data: bytes, head: bytes) -> bytes:
    unpacker = zlib.decompressobj(15 if head[:1] == b"\x78" else 31)
    parts: list[bytes] = []
    try:
        for start in range(0, len(data), 64):
            parts.append(unpacker.decompress(data[start : start + 64]))
    except zlib.error:
        pass
    return b"".join(parts)


def _page_size(data: bytes) -> int:
    size = int.from_bytes(data[16:18], "big")
    if size != 1 and (size < 512 or size & (size - 1)):
        raise Refused("broken")
    return 65536 if size == 1 else size


def _slack(data: bytes) -> Iterator[bytes]:
    """Free pages whole, and of pages in use what lies between the list of cells and the cells, and freed cells."""
    size = _page_size(data)
    reserved = data[20]
    free = set(_free_pages(data, size))
    for number in range(1, len(data) // size + 1):
        page = data[(number - 1) * size : number * size]
        if number in free:
            yield page
            continue
        head = 100 if number == 1 else 0
        if page[head] in (2, 5, 10, 13):
            yield from _page_slack(page, head, size - reserved)
    yield data[len(data) // size * size :]


def _page_slack(page: bytes, head: int, usable: int) -> Iterator[bytes]:
    cells = int.from_bytes(page[head + 3 : head + 5], "big")
    content = int.from_bytes(page[head + 5 : head + 7], "big") or 65536
    begin = head + (12 if page[head] in (2, 5) else 8) + 2 * cells
    yield page[begin : min(content, usable)]
    block = int.from_bytes(page[head + 1 : head + 3], "big")
    for _ in range(usable // 4):
        if block == 0 or block + 4 > usable:
            break
        yield page[block + 4 : block + int.from_bytes(page[block + 2 : block + 4], "big")]
        block = int.from_bytes(page[block : block + 2], "big")


def _free_pages(data: bytes, size: int) -> Iterator[int]:
    trunk = int.from_bytes(data[32:36], "big")
    for _ in range(len(data) // size + 1):
        if trunk == 0 or trunk * size > len(data):
            return
        page = data[(trunk - 1) * size : trunk * size]
        yield trunk
        leaves = min(int.from_bytes(page[4:8], "big"), size // 4 - 2)
        yield from (int.from_bytes(page[8 + 4 * at : 12 + 4 * at], "big") for at in range(leaves))
        trunk = int.from_bytes(page[0:4], "big")


def inspect_side(box: Box, place: Place, data: bytes) -> None:
    """A -wal or -journal: pages of the database as they were or are to be."""
    box.raw(place, "deleted", data)
    box.text(place, "deleted", [hit[0].decode("utf-8", "replace") for hit in _TEXT_RUN.finditer(data)])
    packed_in(box, place, "deleted", data)
