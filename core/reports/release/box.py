"""What a check has found so far, and the one way for a reader of containers to hand over what it has read."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ...progress import SILENT, Progress, check
from .blobs import Forms, decodings
from .find import Finder
from .fold import fold
from .terms import Term, Terms, masked

FOUND, LOOK, UNREADABLE = "found", "look", "unreadable"
MOST_BYTES = 4 << 30
"""What all containers of one check may unpack to."""
MOST_DEPTH = 8
"""A file in a file in a file …"""
_RAW_BYTES = 1 << 20
_PIECE, _OVERLAP = 16 << 20, 4 << 10


class Place(NamedTuple):
    """A file and a part of it: page, sheet, table, member …"""

    file: str
    part: str = ""

    def within(self, part: str) -> Place:
        """A part of this part."""
        return Place(self.file, f"{self.part} › {part}" if self.part else part)


class Hit(NamedTuple):
    """One line of the report. ``why`` says, by a code, what could not be read or is only to be looked at."""

    verdict: str
    place: Place
    route: str
    kind: str = ""
    shown: str = ""
    why: str = ""
    key: str = ""
    """Tells values apart that look alike once they are masked; shown to nobody."""


class Refused(Exception):
    """A container that cannot be read to its end; ``why`` is a code of ``routes.csv``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass
class Box:
    """Takes text and bytes from the readers, looks for the terms, and keeps what was found."""

    terms: Terms
    drawn: Sequence[str] = ()
    """Strings that are drawn on a sheet of our own, where a font of it has glyphs without characters."""
    logins: Sequence[str] = ()
    """Names of the machine's user, which must not stand as a file's author."""
    progress: Progress = SILENT
    hits: dict[Hit, int] = field(default_factory=dict)
    files: int = 0
    unpacked: int = 0

    def __post_init__(self) -> None:
        self._names: dict[str, str] = {}
        self._seen: set[tuple[str, str, int, int]] = set()
        self._finder = Finder(self.terms)
        self._forms = Forms(self.terms)

    @property
    def stops(self) -> bool:
        """Whether what was looked at must not leave the house."""
        return any(hit.verdict != LOOK for hit in self.hits)

    def text(self, place: Place, route: str, runs: Sequence[str], *, but: Collection[Term] = ()) -> set[Term]:
        """Runs of text of one place, in reading order; returns what was found. ``but``: what is told elsewhere."""
        check(self.progress)
        found, look = self._finder.find(runs)
        self._note(FOUND, place, route, found, but)
        self._note(LOOK, place, route, look, but)
        return {*found, *look}

    def raw(
        self, place: Place, route: str, data: bytes, *, but: Collection[Term] = (), every: bool = True
    ) -> None:
        """Bytes that may be text: in any encoding, or, where that is not ``every`` or they are many, in UTF-8.

        Of many the spellings as they were given are looked for in the other encodings.
        """
        check(self.progress)
        if len(data) > _RAW_BYTES or not every:
            self.opaque(place, route, data, but=but)
        for start in range(0, len(data), _PIECE):
            check(self.progress)
            piece = data[start : start + _PIECE + _OVERLAP]
            for text in decodings(piece, every=every and len(data) <= _RAW_BYTES):
                self._note(FOUND, place, route, self._finder.certain(text), but)

    def opaque(self, place: Place, route: str, data: bytes, *, but: Collection[Term] = ()) -> None:
        """Bytes that are no text (pixels, glyphs, shapes): searched for the spellings as they were given."""
        check(self.progress)
        seen = (place.file, route, len(data), hash(data))
        if seen not in self._seen:  # the same hatch or letters on page after page
            self._seen.add(seen)
            self._note(FOUND, place, route, self._forms.find(data), but)

    def drawn_blind(self, place: Place, route: str, runs: Sequence[str]) -> None:
        """Runs in which there are glyphs without characters; refused where a value could stand there."""
        if not self.drawn and self._finder.could_hide(runs):
            self.refuse(place, route, "glyph")

    def refuse(self, place: Place, route: str, why: str) -> None:
        """A part that cannot be read: the file must not pass."""
        self._count(Hit(UNREADABLE, place, route, why=why), 1)

    def look(self, place: Place, route: str, why: str) -> None:
        """A part that a person has to look at."""
        self._count(Hit(LOOK, place, route, why=why), 1)

    def refuse_file(self, name: str, why: str) -> None:
        """A file that was not opened at all."""
        self.files += 1
        self.refuse(Place(name), "file", why)

    def only_look(self, file: str, part: str, route: str, runs: Sequence[str]) -> None:
        """Text that does not leave the house by itself."""
        found, _ = self._finder.find(runs)
        self._note(LOOK, Place(file, part), route, found, ())

    def authors(self, place: Place, names: Sequence[str]) -> None:
        """Who a file says has made it: the office, not the login."""
        wanted = {fold(login) for login in self.logins if login}
        for name in names:
            if name and fold(name) in wanted:
                self._count(Hit(FOUND, place, "metadata", "login", masked(name)), 1)

    def spend(self, size: int) -> None:
        """Count unpacked bytes; raise :class:`Refused` for a file that swells beyond measure."""
        self.unpacked += size
        if self.unpacked > MOST_BYTES:
            raise Refused("too_large")

    def _note(
        self, verdict: str, place: Place, route: str, terms: dict[Term, int], but: Collection[Term]
    ) -> None:
        for term, times in terms.items():
            if term not in but:
                self._count(Hit(verdict, place, route, term.kind, term.shown, key=term.key), times)

    def _count(self, hit: Hit, times: int) -> None:
        hit = hit._replace(place=Place(*map(self.shown, hit.place)))
        # The same text is read in more than one way; the way that tells most is kept.
        self.hits[hit] = max(self.hits.get(hit, 0), times)

    def shown(self, text: str) -> str:
        """The name of a file or part, without the values that it may hold itself."""
        if text not in self._names:
            parts = re.split("( › |/)", text)
            self._names[text] = "".join(self._hidden(part) for part in parts)
        return self._names[text]

    def _hidden(self, part: str) -> str:
        stem, dot, suffix = part.rpartition(".")
        found, _ = self._finder.find([part, stem or part])
        return f"＊＊＊{dot}{suffix if dot else ''}" if found else part
