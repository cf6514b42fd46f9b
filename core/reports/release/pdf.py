"""PDF: what a reader program shows and all that it does not show.

Text by page with hidden layers, every string of every object of every revision, every stream unpacked, metadata,
attachments, annotations, form fields, attributes of a geospatial PDF, and the bytes between and behind it all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from .box import Box, Place, Refused
from .markup import inspect_markup
from .pdf_filters import unpacked
from .pdf_objects import Broken, Document, Item, Name, Ref, parse, read, refs, strings, text_of
from .pdf_pages import Pages
from .pictures import inspect_picture
from .texts import FILE_HEADS, Inner

_MOST_OBJECTS = 2_000_000
_FONT_FILES = ("FontFile", "FontFile2", "FontFile3")


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF; some programs put a few bytes in front of it."""
    return b"%PDF-" in data[:1024]


def inspect_pdf(box: Box, place: Place, route: str, data: bytes, inner: Inner) -> None:
    """Everything in the file. Raises :class:`Refused` for one that is locked or broken."""
    document = read(data)
    _open_object_streams(document)
    if any("Encrypt" in trailer for trailer in _trailers(document)):
        raise Refused("locked")
    if document.broken:
        box.refuse(place, "object", "broken")
    seen = _reachable(document)
    _strings(box, place, document, seen)
    _streams(box, place, document, seen, inner)
    Pages(box, place, document, seen).inspect()
    head = data[: data.find(b"%PDF-")]
    for gap in (head, *document.gaps):
        box.raw(place, "deleted", gap)
    tail = document.tail.strip(b"\0 \t\r\n\x1a")
    if tail:
        box.refuse(place, "deleted", "leftover")
        box.raw(place, "deleted", tail)


def _trailers(document: Document) -> list[dict[str, Any]]:
    tables = [item.table for item in document.items if item.table.get("Type") == "XRef"]
    return [*document.trailers, *tables]


def _open_object_streams(document: Document) -> None:
    for item in list(document.items):
        if item.table.get("Type") != "ObjStm" or item.raw is None:
            continue
        if any("Encrypt" in trailer for trailer in _trailers(document)):
            return
        data, _, _ = unpacked(document, item)
        first = document.get(item.table.get("First"))
        try:
            head = [value for value in parse(data[: int(first or 0)] + b" end ", 0)[0] if type(value) is int]
            for number, offset in zip(head[0::2], head[1::2]):
                values, _, _ = parse(data, int(first or 0) + offset)
                document.add(Item(number, 0, values[0] if values else None, at=item.at))
        except Broken:
            document.broken = True
        if len(document.items) > _MOST_OBJECTS:
            raise Refused("too_large")


def _reachable(document: Document) -> set[int]:
    """Numbers of the objects that the newest revision leads to."""
    start = [
        ref for trailer in _trailers(document) for key in ("Root", "Info") for ref in refs(trailer.get(key))
    ]
    seen: set[int] = set()
    waiting = list(start)
    while waiting:
        ref = waiting.pop()
        if ref.number in seen:
            continue
        seen.add(ref.number)
        item = document.latest.get(ref.number)
        if item is not None:
            waiting += refs(item.value)
    return seen


def is_current(document: Document, item: Item, seen: set[int]) -> bool:
    """Whether an object belongs to what the file shows now."""
    return item.number in seen and document.latest.get(item.number) is item


def _strings(box: Box, place: Place, document: Document, seen: set[int]) -> None:
    """Strings and names of all objects, by what they belong to."""
    infos = {ref.number for trailer in _trailers(document) for ref in refs(trailer.get("Info"))}
    packed = {item.number for item in document.items if item.table.get("Type") in ("XRef", "ObjStm")}
    runs: dict[str, list[str]] = defaultdict(list)
    raw: dict[str, list[bytes]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    for item in document.items:
        if item.number in packed:
            continue
        route = _route(item, infos) if is_current(document, item, seen) else "deleted"
        for value in strings(item.value):
            if isinstance(value, Name):
                names[route].add(str(value))
                continue
            runs[route].append(text_of(value))
            if not value.isascii():
                raw[route].append(value)
    for trailer in document.trailers:
        runs["object"] += [text_of(value) for value in strings(trailer) if not isinstance(value, Name)]
    for number in infos:
        author = document.get(document.table(Ref(number, 0)).get("Author"))
        box.authors(place, [text_of(author)] if isinstance(author, bytes) else [])
    for route, texts in runs.items():
        box.text(place, route, texts)
    for route, found in names.items():
        box.text(place, route, sorted(found))
    for route, values in raw.items():
        box.raw(place, route, b"\n".join(values))


def _route(item: Item, infos: set[int]) -> str:
    table = item.table
    kind = table.get("Type")
    if item.number in infos:
        return "metadata"
    if table.get("Subtype") == "Widget" or "FT" in table:
        return "form_field"
    if kind == "Annot" or ("Rect" in table and "Subtype" in table):
        return "annotation"
    if kind in ("Filespec", "EmbeddedFile") or "EF" in table:
        return "attachment"
    if "JS" in table:
        return "script"
    if kind in ("StructElem", "OCG") or ("S" in table and "P" in table) or "UserProperties" in table.values():
        return "attribute"
    return "outline" if "Title" in table and "Parent" in table else "object"


def _streams(box: Box, place: Place, document: Document, seen: set[int], inner: Inner) -> None:
    """Every stream that is no page's content: unpacked, and read by what it is."""
    attached = _attached(document)
    fonts = {
        ref.number for item in document.items for key in _FONT_FILES for ref in _refs_of(item.table.get(key))
    }
    scripts = {ref.number for item in document.items for ref in _refs_of(item.table.get("JS"))}
    maps = {ref.number for item in document.items for ref in _refs_of(item.table.get("ToUnicode"))}
    drawn = {ref.number for item in document.items for ref in refs(item.table.get("Contents"))}
    pictures: set[tuple[int, int, bool]] = set()
    for item in document.items:
        if item.raw is None or item.number in drawn or _is_form(item):
            continue  # pdf_pages reads what draws
        current = is_current(document, item, seen)
        if item.table.get("Subtype") == "Image":
            same = (len(item.raw), hash(item.raw), current)
            if same in pictures:
                continue  # the same hatch or sign on page after page
            pictures.add(same)
        here = place.within(f"object {item.number}")
        try:
            data, picture, behind = unpacked(document, item)
            box.spend(len(data))
            if behind:
                box.raw(here, "deleted", behind)
            if item.number in attached or item.table.get("Type") == "EmbeddedFile":
                inner(box, place.within(attached.get(item.number, "attachment")), "attachment", data)
            elif picture or item.table.get("Subtype") == "Image":
                _picture(box, here, "picture" if current else "deleted", data, picture)
            elif item.number in fonts or item.table.get("Type") in ("XRef", "ObjStm"):
                box.opaque(here, "object", data)
            elif item.number not in maps:
                route = "script" if item.number in scripts else "object"
                _other(box, here, route if current else "deleted", item, data, inner)
        except Refused as refused:
            box.refuse(here, "object" if current else "deleted", refused.why)


def _refs_of(value: Any) -> Iterable[Ref]:
    return (value,) if isinstance(value, Ref) else ()


def _attached(document: Document) -> dict[int, str]:
    """Streams of attached files, with the names they are attached under."""
    found: dict[int, str] = {}
    for item in document.items:
        waiting = [item.value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                waiting += value.values()
                for ref in refs(document.get(value.get("EF"))):
                    name = document.get(value.get("UF", value.get("F")))
                    found[ref.number] = text_of(name) if isinstance(name, bytes) else "attachment"
            elif isinstance(value, list):
                waiting += value
    return found


def _picture(box: Box, here: Place, route: str, data: bytes, kind: str) -> None:
    if kind == "jpeg":
        inspect_picture(box, here, route, data, told=False)
    elif kind == "jpeg2000":
        box.raw(here, route, data)
    else:
        box.opaque(here, route, data)


def _other(box: Box, here: Place, route: str, item: Item, data: bytes, inner: Inner) -> None:
    if data.startswith(FILE_HEADS[:-2]):
        inner(box, here, "attachment", data)
    elif item.table.get("Type") == "Metadata" or data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        inspect_markup(box, here, "metadata" if route == "object" else route, data, inner)
    elif not draws_text(data):
        box.raw(here, route, data)


def _is_form(item: Item) -> bool:
    return item.table.get("Subtype") == "Form" or "PatternType" in item.table


def draws_text(data: bytes) -> bool:
    """Whether a stream shows text."""
    return b"BT" in data and (b"Tj" in data or b"TJ" in data or b"'" in data or b'"' in data)
