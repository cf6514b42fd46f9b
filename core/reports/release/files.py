"""Which reader a file goes to: by how it begins, not by what it is called. What no reader knows is refused."""

from __future__ import annotations

import re
import struct
from pathlib import PurePath

from .box import MOST_DEPTH, Box, Place, Refused
from .databases import SIDE_HEADS, gunzip, inspect_database, inspect_side, is_database
from .markup import inspect_markup
from .office import inspect_office
from .packages import inspect_archive, is_package
from .pdf import inspect_pdf, is_pdf
from .pictures import inspect_picture, is_picture
from .shapes import inspect_dbase, inspect_shape, is_dbase, is_shape
from .texts import inspect_text, is_plain

_MARKUP = (
    ".xml",
    ".html",
    ".htm",
    ".xhtml",
    ".svg",
    ".qgs",
    ".qml",
    ".sld",
    ".qpt",
    ".qlr",
    ".kml",
    ".gml",
    ".gpx",
)
_TEXT = (
    ".csv", ".tsv", ".txt", ".md", ".json", ".geojson", ".js", ".css", ".cpg", ".prj", ".qpj", ".yaml", ".yml", ".ini",
    ".vrt", ".wkt", ".pgw", ".jgw", ".wld", ".tfw", ".topojson", ".rst", ".log", ".sql",
)  # fmt: skip
MOST_FILE = 2 << 30
"""Bytes of one file."""
_FONTS = (b"\x00\x01\x00\x00\x00", b"OTTO", b"ttcf", b"true")
_HARMLESS = re.compile(r"printerSettings\d*\.bin$|\.odttf$|(^|/)layout-cache$")
"""Parts of office files that hold settings and shapes, no text of the document, and are not packed."""
_SAVED = re.compile(rb'(saveUser|saveUserFull)="([^"]+)"')
_BROKEN = (ValueError, LookupError, TypeError, ArithmeticError, RecursionError, MemoryError, struct.error)
"""What a reader trips over in a file that is not what it says; such a file has not been read to its end."""
_THUMBNAILS = ("docProps/thumbnail.jpeg", "Thumbnails/thumbnail.png")
_OFFICE = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")


def inspect(box: Box, name: str, data: bytes) -> None:
    """One file that is to leave the house: its name and all that is in it."""
    box.files += 1
    place = Place(name)
    box.text(place, "file_name", [PurePath(name).name, PurePath(name).stem])
    if box.drawn:
        box.text(place, "text", box.drawn)
    try:
        _inspect(box, place, "text", data, PurePath(name).suffix.lower(), 0)
    except Refused as refused:
        box.refuse(place, "file", refused.why)
    except _BROKEN:
        box.refuse(place, "file", "broken")


def _inspect(box: Box, place: Place, route: str, data: bytes, suffix: str, depth: int) -> None:
    if depth > MOST_DEPTH:
        raise Refused("too_deep")

    def inner(box: Box, place: Place, route: str, data: bytes) -> None:
        suffix = PurePath(place.part.rsplit(" › ", 1)[-1]).suffix.lower()
        try:
            _inspect(box, place, route, data, suffix, depth + 1)
        except Refused as refused:
            box.refuse(place, route, refused.why)
        except _BROKEN:
            box.refuse(place, route, "broken")

    if not data:
        return
    if is_package(data):
        if any(name.encode() in data for name in _OFFICE):
            inspect_office(box, place, route, data, inner)
        else:
            inspect_archive(box, place, route, data, inner)
    elif is_pdf(data):
        inspect_pdf(box, place, route, data, inner)
    elif is_database(data):
        inspect_database(box, place, route, data, inner)
    elif data.startswith(SIDE_HEADS):
        inspect_side(box, place, data)
    elif is_shape(data):
        inspect_shape(box, place, route, data)
    elif is_dbase(data, suffix):
        inspect_dbase(box, place, data)
    elif is_picture(data):
        inspect_picture(box, place, route, data, told=not place.part.endswith(_THUMBNAILS))
    elif suffix in _MARKUP or _looks_like_markup(data):
        inspect_markup(box, place, route, data, inner)
        if suffix == ".qgs":
            _saved_by(box, place, data)
    elif data.startswith(b"\x1f\x8b"):
        name = place.part.rsplit(" › ", 1)[-1] or place.file
        inner(box, place.within(name[:-3] if name.endswith(".gz") else name), route, gunzip(data))
    elif data.startswith(_FONTS):
        box.raw(place, route, data)
    elif suffix in _TEXT or is_plain(data):
        inspect_text(box, place, route, data, inner)
    elif _HARMLESS.search(place.part):
        box.raw(place, route, data)
    else:
        raise Refused("unknown")


def _saved_by(box: Box, place: Place, data: bytes) -> None:
    """QGIS writes the login, and the person's name where the system knows it, into its projects."""
    found = {key: value.decode("utf-8", "replace") for key, value in _SAVED.findall(data[: 1 << 16])}
    box.authors(place, [found.get(b"saveUser", "")])
    if found.get(b"saveUserFull"):
        box.look(place, "project", "saved_by")


def _looks_like_markup(data: bytes) -> bool:
    head = data[:512].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"").lower()
    return head.startswith((b"<?xml", b"<!doctype", b"<html", b"<svg", b"<qgis", b"<kml", b"<!--"))
