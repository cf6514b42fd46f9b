"""A first look at a file: its columns, a few rows and the kind of its shapes, from as little of it as tells them.

Nothing is read whole that can be large: of a GeoJSON or csv the head, of a Shapefile or FlatGeobuf the header, of a
GeoPackage the first rows, of an archive the heads of its members. A GeoPackage is opened by SQLite alone, never as a
file, because it may be the plan that is open.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import sqlite3
import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from ..errors import KosozuError
from . import encoding as encodings
from .container import members, sibling, visible
from .table import SUFFIXES as TABLES
from .table import open_workbook

HEAD = 1 << 18
_MOST = 1 << 24
ROWS = 200
"""Rows that are looked at."""
_MEMBERS = (".geojson", ".json", ".shp", ".fgb")
_SHAPES = {1: "point", 8: "point", 3: "line", 5: "polygon"}
_FGB_SHAPES = {1: "point", 2: "line", 3: "polygon", 4: "point", 5: "line", 6: "polygon"}
_SHAPE = re.compile(r'"type"\s*:\s*"(?:Multi)?(Point|LineString|Polygon)"')
_WORDS = {"Point": "point", "LineString": "line", "Polygon": "polygon"}

Row = dict[str, str]


@dataclass(frozen=True)
class Peek:
    """What was seen of one layer: ``geometry`` is point, line, polygon, table, or '' where it was not told.

    ``note`` says why nothing was looked at: NOT_MAP (JSON, but no map), UNPACK (an archive to be unpacked first), PLAN
    (a plan of ours), NAMES (its file of names), FORMAT.
    """

    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    geometry: str = ""
    layer: str = ""
    member: str = ""
    note: str = ""

    @property
    def reader(self) -> str:
        """The path as our own readers take it."""
        part = self.layer or self.member
        return f"{self.file}|layername={part}" if part else self.file

    @property
    def source(self) -> str:
        """The path as our algorithms take it for a layer; they unpack what QGIS cannot read in place."""
        if not self.member or not self.member.isascii():
            return self.reader
        return f"/vsizip/{self.file}/{self.member}"

    def values(self, column: str) -> list[str]:
        """The values of a column in the rows that were looked at, without the empty ones."""
        return [row[column] for row in self.rows if row.get(column)]


def peek(file: Path) -> list[Peek]:
    """What is in a file, layer by layer. Raises KosozuError SRC-… where it cannot be read."""
    suffix = file.suffix.lower()
    if file.stat().st_size == 0:
        raise KosozuError("SRC-EMPTY", file=file.name)
    if suffix == ".zip":
        return _archive(file)
    if suffix == ".gpkg":
        return _geopackage(file)
    if suffix in TABLES:
        return [_sheet(file) if suffix.startswith(".xls") else _table(file)]
    if suffix == ".shp":
        parts = {part: sibling(file, part) for part in (".shx", ".dbf")}
        for part, found in parts.items():
            if found is None:
                raise KosozuError("SRC-SHP-PART", file=file.name, part=part)
        page = sibling(file, ".cpg")
        claimed = page.read_text(encoding="ascii", errors="ignore") if page else ""
        with file.open("rb") as shapes, (parts[".dbf"] or file).open("rb") as rows:
            return [_shapefile(str(file), shapes, rows, claimed, file.name)]
    if suffix in _MEMBERS:
        with file.open("rb") as stream:
            return [_stream(str(file), stream, suffix, file.name)]
    return [Peek(str(file), note="FORMAT")]


def _stream(file: str, stream: IO[bytes], suffix: str, shown: str, member: str = "") -> Peek:
    if suffix == ".fgb":
        return _flatgeobuf(file, stream, shown, member)
    return _geojson(file, stream, shown, member)


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, (list, dict)) else str(value).strip()


def _union(rows: Iterable[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in rows for name in row))


# GeoJSON.


def _geojson(file: str, stream: IO[bytes], shown: str, member: str) -> Peek:
    head, wanted = b"", HEAD
    while True:
        head += stream.read(wanted - len(head))
        try:
            text = codecs.getincrementaldecoder("utf-8-sig")().decode(head)
        except UnicodeDecodeError:
            raise KosozuError("SRC-ENCODING", encoding="UTF-8", file=shown) from None
        if text.lstrip()[:1] not in ("{", "["):
            raise KosozuError("SRC-NOT-READABLE", file=shown, reason="JSON")
        rows = list(islice(_properties(text), ROWS))
        if rows or len(head) < wanted or wanted >= _MOST:
            break
        wanted *= 4  # the first shape alone is longer than what was read
    shape = _SHAPE.search(text)
    if '"Feature' not in text or not (rows or shape):
        if '"FeatureCollection"' in text:
            raise KosozuError("SRC-NO-ROWS", file=shown)
        return Peek(file, member=member, note="NOT_MAP")
    return Peek(file, _union(rows), tuple(rows), _WORDS[shape[1]] if shape else "", member=member)


def _properties(text: str) -> Iterator[Row]:
    """The properties of the features at the beginning of a GeoJSON, as far as they are whole."""
    decoder, at = json.JSONDecoder(), max(text.find('"features"'), 0)
    start = re.compile(r'"properties"\s*:\s*(?=\{)')
    while found := start.search(text, at):
        try:
            properties, at = decoder.raw_decode(text, found.end())
        except ValueError:
            return
        yield {name: _text(value) for name, value in properties.items()}


# Shapefile.


def _shapefile(
    file: str, shapes: IO[bytes], table: IO[bytes], claimed: str, shown: str, member: str = ""
) -> Peek:
    header, first = shapes.read(36), table.read(32)
    if len(header) < 36 or len(first) < 32 or header[:4] != b"\x00\x00\x27\x0a":
        raise KosozuError("SRC-NOT-READABLE", file=shown, reason="Shapefile")
    count, start, size = struct.unpack_from("<IHH", first, 4)
    described = table.read(max(start - 32, 0))
    fields = []
    for at in range(0, len(described) - 31, 32):
        if described[at] == 0x0D:
            break
        fields.append((described[at : at + 11].split(b"\x00")[0], described[at + 16]))
    body = table.read(min(count, ROWS) * size)
    used = _table_encoding(first[29:30], claimed, encodings.dbf_texts(first + described + body), shown)
    names = [name.decode(used, errors="ignore") for name, _ in fields]  # ten bytes may end within a character
    rows = []
    for place in range(0, len(body) - size + 1, max(size, 1)):
        at, row = place + 1, {}
        for name, (_, width) in zip(names, fields):
            row[name] = body[at : at + width].decode(used, errors="replace").strip(" \x00\u3000")
            at += width
        rows.append(row)
    code = struct.unpack_from("<I", header, 32)[0]
    kind = _SHAPES.get(code % 10, "") if code < 30 else ""
    return Peek(file, tuple(names), tuple(rows), kind, member=member)


def _table_encoding(driver: bytes, claimed: str, content: bytes, shown: str) -> str:
    """What the .cpg or the language byte says, if it fits, else what the bytes look like."""
    try:
        said = encodings.name(claimed) or ("cp932" if driver in (b"\x13", b"\x7b") else "")
        return said if said and encodings.fits(content, said) else encodings.detect(content, "", shown)
    except KosozuError:
        return "cp932"


# FlatGeobuf: the header is a flatbuffer of its own.


def _flatgeobuf(file: str, stream: IO[bytes], shown: str, member: str) -> Peek:
    magic = stream.read(12)
    if len(magic) < 12 or magic[:3] != b"fgb" or magic[4:7] != b"fgb":
        raise KosozuError("SRC-NOT-READABLE", file=shown, reason="FlatGeobuf")
    header = stream.read(min(struct.unpack_from("<I", magic, 8)[0], _MOST))
    try:
        top = struct.unpack_from("<I", header, 0)[0]
        shape, columns = _slot(header, top, 2), _slot(header, top, 7)
        kind = _FGB_SHAPES.get(header[shape], "") if shape else ""
        names = []
        if columns:
            vector = _follow(header, columns)
            for place in range(struct.unpack_from("<I", header, vector)[0]):
                column = _follow(header, vector + 4 + 4 * place)
                text = _follow(header, _slot(header, column, 0))
                size = struct.unpack_from("<I", header, text)[0]
                names.append(header[text + 4 : text + 4 + size].decode("utf-8"))
    except (struct.error, IndexError, UnicodeDecodeError):
        raise KosozuError("SRC-NOT-READABLE", file=shown, reason="FlatGeobuf") from None
    return Peek(file, tuple(names), (), kind, member=member)


def _slot(buffer: bytes, table: int, number: int) -> int:
    """Where a flatbuffer's table keeps a field; 0 where it has none."""
    layout = table - struct.unpack_from("<i", buffer, table)[0]
    if 4 + 2 * number >= struct.unpack_from("<H", buffer, layout)[0]:
        return 0
    offset: int = struct.unpack_from("<H", buffer, layout + 4 + 2 * number)[0]
    return table + offset if offset else 0


def _follow(buffer: bytes, at: int) -> int:
    place: int = at + struct.unpack_from("<I", buffer, at)[0]
    return place


# Tables.


def _table(file: Path) -> Peek:
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    if b"\x00" in head[:4096] and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise KosozuError("SRC-NOT-READABLE", file=file.name, reason="-")
    if len(head) == HEAD:
        head = head[: head.rfind(b"\n") + 1] or head
    text = head.decode(encodings.detect(head, "", file.name), errors="ignore")
    first = text.split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    try:
        lines = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ROWS))
    except csv.Error as error:
        raise KosozuError("SRC-NOT-READABLE", file=file.name, reason=str(error)) from None
    return _rows(file, lines)


def _sheet(file: Path) -> Peek:
    """The first sheet with rows."""
    with closing(open_workbook(file)) as book:
        for name in book.sheetnames:
            rows = islice(book[name].iter_rows(values_only=True), ROWS)
            lines = [[_text(cell) for cell in row] for row in rows]
            if any(any(line) for line in lines):
                return _rows(file, lines)
    raise KosozuError("SRC-NO-ROWS", file=file.name)


def _rows(file: Path, lines: list[list[str]]) -> Peek:
    """Names of columns as :mod:`.table` makes them; a ledger without a header begins with a municipality code."""
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    if not lines:
        raise KosozuError("SRC-NO-ROWS", file=file.name)
    first = [cell.strip() for cell in lines[0]]
    headless = len(first) > 20 and first[0].isdigit() and len(first[0]) in (5, 6)
    names: list[str] = []
    for place, cell in enumerate(first, 1):
        text = f"#{place}" if headless else cell or f"#{place}"
        earlier = sum(1 for name in first[: place - 1] if name == cell) if cell and not headless else 0
        names.append(f"{text}.{earlier}" if earlier else text)
    body = lines if headless else lines[1:]
    rows = tuple({name: cell.strip() for name, cell in zip(names, line)} for line in body)
    return Peek(str(file), tuple(names), rows, "table")


# GeoPackage.


def _geopackage(file: Path) -> list[Peek]:
    try:
        with closing(
            sqlite3.connect(f"file:{quote(str(file.resolve()))}?mode=ro&immutable=1", uri=True)
        ) as base:
            base.execute("PRAGMA trusted_schema=OFF")
            return _layers(base, file)
    except sqlite3.DatabaseError as error:
        code = "SRC-NOT-GPKG" if "not a database" in str(error) else "SRC-BROKEN"
        raise KosozuError(code, file=file.name) from None


def _layers(base: sqlite3.Connection, file: Path) -> list[Peek]:
    tables = {row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if {"plan", "stroke", "unit"} <= tables:
        return [Peek(str(file), note="PLAN")]
    if "belongs_to" in tables:
        return [Peek(str(file), note="NAMES")]
    if not {"gpkg_contents", "gpkg_geometry_columns"} <= tables:
        raise KosozuError("SRC-NOT-GPKG", file=file.name)
    shapes = base.execute(
        "SELECT c.table_name, g.column_name, g.geometry_type_name FROM gpkg_contents c"
        " JOIN gpkg_geometry_columns g ON g.table_name = c.table_name"
        " WHERE c.data_type = 'features' ORDER BY c.rowid"
    ).fetchall()
    listed = [(layer, column, kind) for layer, column, kind in shapes if layer in tables]
    if not listed:
        raise KosozuError("SRC-NO-GEOMETRY", file=file.name)
    found = []
    for layer, column, kind in listed:
        columns = [
            row[0]
            for row in base.execute("SELECT name, pk FROM pragma_table_info(?)", (layer,))
            if not row[1]
        ]
        columns = [name for name in columns if name != column]
        statement = " ".join(("SELECT", ", ".join(map(_quoted, columns)) or "1", "FROM", _quoted(layer)))
        rows = tuple(
            {name: _text(value) for name, value in zip(columns, row)}
            for row in base.execute(f"{statement} LIMIT {ROWS}")
        )
        shape = re.search("POINT|LINE|CURVE|POLYGON|SURFACE", str(kind).upper())
        word = {"POINT": "point", "LINE": "line", "CURVE": "line"}.get(shape[0], "polygon") if shape else ""
        found.append(Peek(str(file), tuple(columns), rows, word, layer if len(listed) > 1 else ""))
    return found


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# Archives.


def _archive(file: Path) -> list[Peek]:
    """The heads of an archive's members; what cannot be looked at inside has to be unpacked by a person."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = members(archive)
            wanted = [name for name in sorted(names) if visible(name) and _suffix(name) in _MEMBERS]
            if not wanted:
                if any(_suffix(name) in (*TABLES, ".gpkg") for name in names):
                    return [Peek(str(file), note="UNPACK")]
                raise KosozuError("SRC-ZIP-EMPTY", file=file.name)
            return [_member(archive, file, name, names) for name in wanted]
    except (
        zipfile.BadZipFile,
        OSError,
        RuntimeError,
        NotImplementedError,
    ):  # RuntimeError: a password is needed
        raise KosozuError("SRC-ZIP", file=file.name) from None


def _member(archive: zipfile.ZipFile, file: Path, name: str, names: dict[str, Any]) -> Peek:
    with archive.open(names[name]) as stream:
        if _suffix(name) != ".shp":
            return _stream(str(file), stream, _suffix(name), name, name)
        beside = {other.lower(): info for other, info in names.items()}
        stem = name[:-4].lower()
        if stem + ".dbf" not in beside:
            raise KosozuError("SRC-SHP-PART", file=name, part=".dbf")
        page = beside.get(stem + ".cpg")
        claimed = archive.read(page).decode("ascii", errors="ignore") if page else ""
        with archive.open(beside[stem + ".dbf"]) as rows:
            return _shapefile(str(file), stream, rows, claimed, name, name)


def _suffix(name: str) -> str:
    return Path(name).suffix.lower()
