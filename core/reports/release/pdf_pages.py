"""Pages of a PDF: what they draw, in which layers; and streams that draw text though no page leads to them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from .box import Box, Place, Refused
from .pdf_filters import unpacked
from .pdf_fonts import Font, read_font
from .pdf_objects import Document, Item, Name, Ref
from .pdf_text import Drawn, draw, letters_as_shapes, show_all

_MOST_PAGES = 20_000
_DEEPEST = 20
_COMMENT = re.compile(rb"%[^\r\n]*")
_INHERITED = ("Resources", "Contents")
_SOME_SHAPES, _MANY_SHAPES = 3, 8
"""Unlike shapes of many curves, from which on a page may, or must, be taken for one whose letters are shapes."""
_LARGE = 100
"""Pixels of a side from which a picture may show letters."""


class Pages:
    """Reads all pages of one document."""

    def __init__(self, box: Box, place: Place, document: Document, seen: set[int]) -> None:
        self.box, self.place, self.document, self.seen = box, place, document, seen
        self._fonts: dict[int, Font] = {}
        self._done: set[int] = set()
        self._shapes: dict[Place, int] = defaultdict(int)
        self._hidden = self._switched_off()

    def inspect(self) -> None:
        """Every page in order, then what is left over."""
        pages = list(self._tree())
        if not pages:
            raise Refused("broken")
        for number, (item, table) in enumerate(pages, start=1):
            self._page(self.place.within(f"p.{number}"), table)
            self._done.add(item)
        self._left_over()

    def _tree(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """(number, page with what it inherits); pages that no tree leads to belong to what was deleted."""
        document = self.document
        roots = [item for item in document.latest.values() if item.table.get("Type") == "Catalog"]
        waiting: list[tuple[Any, dict[str, Any]]] = [
            (item.table.get("Pages"), {}) for item in roots if item.number in self.seen
        ]
        visited: set[int] = set()
        while waiting:
            value, inherited = waiting.pop(0)
            table = document.table(value)
            number = value.number if isinstance(value, Ref) else -1
            if number in visited or len(visited) > _MOST_PAGES:
                continue
            visited.add(number)
            own = {**inherited, **{key: table[key] for key in ("Resources",) if key in table}}
            if "Kids" in table:
                waiting = [(kid, own) for kid in document.list(table["Kids"])] + waiting
            elif table:
                yield number, {**own, **table}

    def _switched_off(self) -> set[int]:
        """Layers that the document opens with hidden."""
        document = self.document
        off: set[int] = set()
        for item in document.latest.values():
            if item.table.get("Type") != "Catalog":
                continue
            properties = document.table(item.table.get("OCProperties"))
            setting = document.table(properties.get("D"))
            if setting.get("BaseState") == "OFF":
                on = {ref.number for ref in document.list(setting.get("ON")) if isinstance(ref, Ref)}
                every = {ref.number for ref in document.list(properties.get("OCGs")) if isinstance(ref, Ref)}
                off |= every - on
            off |= {ref.number for ref in document.list(setting.get("OFF")) if isinstance(ref, Ref)}
        return off

    def _is_off(self, layer: Any) -> bool:
        if isinstance(layer, Ref) and layer.number in self._hidden:
            return True
        members = [
            ref for ref in self.document.list(self.document.table(layer).get("OCGs")) if isinstance(ref, Ref)
        ]
        return bool(members) and all(ref.number in self._hidden for ref in members)

    def _page(self, here: Place, table: dict[str, Any]) -> None:
        texts: dict[str, list[str]] = defaultdict(list)
        data = b"\n".join(self._content(here, ref) for ref in self._refs(table.get("Contents")))
        pictures = self._run(here, data, table.get("Resources"), "text", texts, 0)
        for annotation in self.document.list(table.get("Annots")):
            found = self.document.table(annotation)
            route = "form_field" if found.get("Subtype") == "Widget" else "annotation"
            for ref in self._appearances(found):
                pictures += self._form(here, ref, route, texts, 0, table.get("Resources"))
        if data.strip() and not any(texts.values()) and not self.box.drawn:
            self.box.refuse(here, "text", "scan" if pictures else "no_text")
        elif not self.box.drawn:
            self._not_letters(here, pictures)
        for route, runs in texts.items():
            self.box.text(here, route, runs)
            self.box.drawn_blind(here, route, runs)

    def _not_letters(self, here: Place, pictures: int) -> None:
        """Pictures, and shapes that may be letters, on a page that has text besides."""
        if self._shapes[here] >= _MANY_SHAPES:
            self.box.refuse(here, "text", "no_text")
        elif self._shapes[here] >= _SOME_SHAPES:
            self.box.look(here, "text", "shapes")
        if pictures:
            self.box.look(here, "picture", "pixels")

    def _refs(self, value: Any) -> list[Any]:
        found = self.document.get(value)
        return found if isinstance(found, list) else [value]

    def _content(self, here: Place, ref: Any) -> bytes:
        item = self.document.item(ref)
        if item is None or item.raw is None:
            return b""
        self._done.add(id(item))
        try:
            data, _, behind = unpacked(self.document, item)
            self.box.spend(len(data))
            self.box.raw(here, "deleted", behind)
            return data
        except Refused as refused:
            self.box.refuse(here, "text", refused.why)
            return b""

    def _appearances(self, annotation: dict[str, Any]) -> Iterator[Ref]:
        for value in self.document.table(annotation.get("AP")).values():
            if isinstance(value, Ref) and self.document.item(value) is not None:
                item = self.document.item(value)
                if item is not None and item.raw is not None:
                    yield value
                    continue
            yield from (ref for ref in self.document.table(value).values() if isinstance(ref, Ref))

    def _run(
        self, here: Place, data: bytes, resources: Any, route: str, texts: dict[str, list[str]], depth: int
    ) -> int:
        """Draw a stream; returns how many large pictures it shows."""
        document = self.document
        table = document.table(resources)
        layers = document.table(table.get("Properties"))
        off = {name for name, layer in layers.items() if self._is_off(layer)}
        drawn = draw(data, self._named_fonts(table), off)
        for run in drawn.runs:
            texts[run.route if route == "text" else route].append(run.text)
        self._beside(here, route, data, drawn)
        self._shapes[here] += letters_as_shapes(data, sum(len(run.text) for run in drawn.runs))
        pictures = 0
        objects = document.table(table.get("XObject"))
        for name, how in dict.fromkeys(drawn.objects):
            pictures += self._object(
                here, objects.get(name), how if route == "text" else route, texts, depth, resources
            )
        return pictures

    def _beside(self, here: Place, route: str, data: bytes, drawn: Drawn) -> None:
        if drawn.strings:
            self.box.text(here, "attribute", drawn.strings)
        if b"%" in data:
            self.box.raw(here, "comment", b"\n".join(_COMMENT.findall(data)))
        for picture in drawn.inline:
            self.box.opaque(here, "picture", picture)

    def _object(
        self, here: Place, ref: Any, route: str, texts: dict[str, list[str]], depth: int, resources: Any
    ) -> int:
        item = self.document.item(ref)
        if item is None:
            return 0
        if self._is_off(item.table.get("OC")):
            route = "hidden_layer"
        if item.table.get("Subtype") == "Image":
            sides = [self.document.get(item.table.get(key)) for key in ("Width", "Height")]
            return int(all(isinstance(side, int) and side >= _LARGE for side in sides))
        return self._form(here, ref, route, texts, depth, resources)

    def _form(
        self, here: Place, ref: Any, route: str, texts: dict[str, list[str]], depth: int, resources: Any
    ) -> int:
        item = self.document.item(ref)
        if item is None or item.raw is None or depth > _DEEPEST:
            return 0
        if id(item) in self._done and depth:
            # Drawn before; what it says is told where it was drawn first.
            return 0
        data = self._content(here, ref)
        return self._run(here, data, item.table.get("Resources", resources), route, texts, depth + 1)

    def _named_fonts(self, resources: dict[str, Any]) -> dict[str, Font]:
        return {name: self._font(value) for name, value in self.document.table(resources.get("Font")).items()}

    def _font(self, value: Any) -> Font:
        if not isinstance(value, Ref):
            return read_font(self.document, value)
        if value.number not in self._fonts:
            self._fonts[value.number] = read_font(self.document, value)
        return self._fonts[value.number]

    def _left_over(self) -> None:
        """Streams that draw text and that no page has drawn: older revisions, patterns, glyphs made of text."""
        from .pdf import draws_text, is_current

        fonts: dict[str, list[Font]] = {}
        for item in self.document.items:
            if item.raw is None or id(item) in self._done or not self._may_draw(item):
                continue
            here = self.place.within(f"object {item.number}")
            try:
                data, picture, behind = unpacked(self.document, item)
            except Refused as refused:
                self.box.refuse(here, "object", refused.why)
                continue
            self.box.raw(here, "deleted", behind)
            if picture or not draws_text(data):
                continue
            fonts = fonts or self._fonts_by_name()
            route = "text" if is_current(self.document, item, self.seen) else "deleted"
            self._stray(here, route, data, fonts)

    def _may_draw(self, item: Item) -> bool:
        table = item.table
        other = table.get("Type") in ("XRef", "ObjStm", "Metadata", "EmbeddedFile", "CMap")
        return not other and table.get("Subtype") not in ("Image", "XML") and "Length1" not in table

    def _fonts_by_name(self) -> dict[str, list[Font]]:
        found: dict[str, list[Font]] = defaultdict(list)
        for item in self.document.items:
            for resources in (item.table, self.document.table(item.table.get("Resources"))):
                for name, value in self.document.table(resources.get("Font")).items():
                    font = self._font(value)
                    if not isinstance(name, Name) or all(font is not other for other in found[name]):
                        found[str(name)].append(font)
        return found

    def _stray(self, here: Place, route: str, data: bytes, fonts: dict[str, list[Font]]) -> None:
        shown = list(show_all(data))
        every = [font for named in fonts.values() for font in named]
        readings = max((len(fonts.get(name) or every) for name, _ in shown), default=0)
        for number in range(readings):
            runs = []
            for name, codes in shown:
                named = fonts.get(name) or every
                runs.append(named[min(number, len(named) - 1)].text(codes))
            self.box.text(here, route, runs)
            self.box.drawn_blind(here, route, runs)
        if shown and not readings and not self.box.drawn:
            self.box.refuse(here, route, "glyph")
