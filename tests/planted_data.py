"""Databases, tables and pictures in which names are planted."""

from __future__ import annotations

import sqlite3
import struct
import tempfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from planted_office import xlsx_rows


def database(
    texts: Sequence[str], after: Callable[[sqlite3.Connection], None] | None = None, table: str = "parcel"
) -> bytes:
    """A GeoPackage as far as SQLite sees it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        connection = sqlite3.connect(path)
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute(f'CREATE TABLE "{table}" (fid INTEGER PRIMARY KEY, class TEXT, owner TEXT)')
        connection.executemany(
            f'INSERT INTO "{table}" (class, owner) VALUES (?, ?)', [("A1", text) for text in texts]
        )
        connection.commit()
        if after is not None:
            after(connection)
            connection.commit()
        connection.close()
        return path.read_bytes()


def gpkg_deleted(texts: Sequence[str]) -> bytes:
    return database(texts, lambda connection: connection.execute("DELETE FROM parcel"))


def gpkg_style(texts: Sequence[str]) -> bytes:
    """Names in the style, behind escapes of XML."""

    def style(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE layer_styles (styleQML TEXT)")
        rules = "".join(f'<rule filter="{entities(text)}"/>' for text in texts)
        connection.execute("INSERT INTO layer_styles VALUES (?)", (f"<qgis>{rules}</qgis>",))

    return database([], style)


def gpkg_journal(texts: Sequence[str]) -> bytes:
    """Names in packed before-images."""

    def journal(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE history (payload BLOB)")
        connection.execute("INSERT INTO history VALUES (?)", (zlib.compress("\n".join(texts).encode()),))

    return database([], journal)


def gpkg_journal_deleted(texts: Sequence[str]) -> bytes:
    """The same, and then the rows taken away."""

    def journal(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE history (payload BLOB)")
        packed = [(zlib.compress(("x" * 300 + text).encode()),) for text in texts]
        connection.executemany("INSERT INTO history VALUES (?)", packed)
        connection.commit()
        connection.execute("DELETE FROM history")

    return database([], journal)


def gpkg_file(texts: Sequence[str]) -> bytes:
    def blob(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE media (file BLOB)")
        connection.execute("INSERT INTO media VALUES (?)", (xlsx_rows(texts),))

    return database([], blob)


def gpkg_columns(texts: Sequence[str]) -> bytes:
    """Family and given names in two columns."""

    def split(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE person (family TEXT, given TEXT)")
        connection.executemany("INSERT INTO person VALUES (?, ?)", [(text[:2], text[2:]) for text in texts])

    return database([], split)


def dbf(texts: Sequence[str], encoding: str, deleted: bool = False) -> bytes:
    """The table of a Shapefile."""
    width = 60
    field = struct.pack("<11sc4xBB14x", b"OWNER", b"C", width, 0)
    rows = b"".join(
        (b"*" if deleted else b" ") + text.encode(encoding, "replace")[:width].ljust(width) for text in texts
    )
    head = struct.pack("<BBBBLHH20x", 3, 126, 1, 1, len(texts), 32 + 32 + 1, width + 1)
    return head + field + b"\r" + rows + b"\x1a"


def shp_tail(texts: Sequence[str]) -> bytes:
    """A .shp with something behind its end."""
    head = b"\x00\x00\x27\x0a" + b"\0" * 20 + struct.pack(">L", 50) + b"\0" * 72
    return head + "\n".join(texts).encode()


def png(chunks: Sequence[tuple[bytes, bytes]] = (), tail: bytes = b"") -> bytes:
    """One white pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + name + data + struct.pack(">L", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">LLBBBBB", 1, 1, 8, 0, 0, 0, 0))
    middle = b"".join(chunk(name, data) for name, data in chunks)
    return (
        b"\x89PNG\r\n\x1a\n"
        + head
        + middle
        + chunk(b"IDAT", zlib.compress(b"\0\xff"))
        + chunk(b"IEND", b"")
        + tail
    )


def jpeg(segments: Sequence[tuple[int, bytes]] = (), tail: bytes = b"") -> bytes:
    """The frame of a JPEG."""
    body = b"".join(
        b"\xff" + bytes((mark,)) + struct.pack(">H", len(data) + 2) + data for mark, data in segments
    )
    return (
        b"\xff\xd8" + body + b"\xff\xda" + struct.pack(">H", 8) + b"\0" * 6 + b"\x12\x34" + b"\xff\xd9" + tail
    )


def cut(mark: int, data: bytes, size: int = 60_000) -> list[tuple[int, bytes]]:
    return [(mark, data[start : start + size]) for start in range(0, len(data), size)]


def entities(text: str) -> str:
    return "".join(f"&#{ord(sign)};" for sign in text)
