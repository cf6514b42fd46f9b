"""Zip packages: xlsx, docx, pptx, odt, ods, qgz and plain archives; every member, and the bytes between them."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from .box import Box, Place, Refused
from .texts import Inner

_MOST_MEMBERS = 20_000
_MOST_RATIO = 200
_SMALL = 64 << 20
_HEAD = struct.Struct("<4s5H3L2H")
_ROUTES = (
    (re.compile(r"(^|/)docProps/|^meta\.xml$", re.IGNORECASE), "metadata"),
    (re.compile(r"(^|/)customXml/|/custom\.xml$", re.IGNORECASE), "metadata"),
    (re.compile(r"comments|/persons/|threaded", re.IGNORECASE), "comment"),
    (re.compile(r"(^|/)(embeddings|attachments)/|^Object ", re.IGNORECASE), "embedded"),
    (re.compile(r"header\d*\.xml|footer\d*\.xml|notes\.xml", re.IGNORECASE), "margin"),
    (re.compile(r"pivotCache|externalLinks|queryTables|connections\.xml", re.IGNORECASE), "data"),
    (re.compile(r"(^|/)media/|^Pictures/", re.IGNORECASE), "picture"),
)


def is_package(data: bytes) -> bool:
    """Whether the bytes are a zip archive."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def members(box: Box, place: Place, data: bytes) -> dict[str, bytes]:
    """Every member's bytes by name; two of one name get a number. What is no member's is searched here.

    Raises :class:`Refused` for an archive that is locked, broken, or swells beyond measure.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused("broken") from None
    found: dict[str, bytes] = {}
    with archive:
        entries = archive.infolist()
        if len(entries) > _MOST_MEMBERS:
            raise Refused("too_large")
        for entry in entries:
            name = _name(entry)
            if entry.flag_bits & 0x1:
                raise Refused("locked")
            if entry.file_size > _SMALL and entry.file_size > _MOST_RATIO * max(entry.compress_size, 1):
                raise Refused("too_large")
            box.spend(entry.file_size)
            found[name if name not in found else f"{name} ({len(found)})"] = _read(archive, entry)
            box.raw(place, "metadata", entry.extra + entry.comment)
        box.text(place, "file_name", list(found))
        _between(box, place, data, entries, archive.comment)
    return found


def _name(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("cp932")
    except UnicodeError:
        return entry.filename


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    try:
        with archive.open(entry) as stream:
            data = stream.read(entry.file_size + 1)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, OSError, EOFError, ValueError):
        raise Refused("broken") from None
    if len(data) > entry.file_size:
        raise Refused("broken")
    return data


def _between(box: Box, place: Place, data: bytes, entries: list[zipfile.ZipInfo], comment: bytes) -> None:
    """Bytes of the archive that belong to no member: what a careless deletion leaves."""
    spans = []
    for entry in entries:
        head = data[entry.header_offset : entry.header_offset + _HEAD.size]
        if len(head) < _HEAD.size or not head.startswith(b"PK\x03\x04"):
            raise Refused("broken")
        *_, name_length, extra_length = _HEAD.unpack(head)
        start = entry.header_offset + _HEAD.size + name_length + extra_length
        spans.append((entry.header_offset, start, start + entry.compress_size))
    position = 0
    for head_start, start, end in sorted(spans):
        _gap(box, place, data[position:head_start])
        box.raw(place, "metadata", data[head_start:start])
        position = max(position, end)
    directory = data.find(b"PK\x01\x02", position)
    _gap(box, place, data[position : directory if directory >= 0 else position])
    box.raw(place, "metadata", data[directory if directory >= 0 else position :] + comment)


def _gap(box: Box, place: Place, gap: bytes) -> None:
    """A data descriptor (16 or 24 bytes) may stand there; a member that the directory has forgotten must not."""
    if b"PK\x03\x04" in gap or len(gap) > 64:
        box.refuse(place, "deleted", "leftover")
    if gap:
        box.raw(place, "deleted", gap)


def route_of(name: str, route: str) -> str:
    """The route that a member is, by its name."""
    return next((found for pattern, found in _ROUTES if pattern.search(name)), route)


def inspect_archive(box: Box, place: Place, route: str, data: bytes, inner: Inner) -> None:
    """An archive of files, each looked at for itself."""
    for name, content in members(box, place, data).items():
        if not name.endswith("/"):
            inner(box, place.within(name), route_of(name, route), content)
