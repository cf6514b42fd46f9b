"""Many values in much text: grams are hashed with numpy, and only where a hash is known is a slice looked up."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from .fold import fold
from .terms import Term, Terms

BREAK = "\ufdd0"
"""Stands between runs while they are folded together; no text holds this code."""

UNKNOWN = "\ufffd"
"""A glyph without a character."""
LETTER, NARROW = "\ufdd1", "\ufdd2"
"""The same, but too narrow for an ideograph: a letter or figure; a letter, figure or kana."""
_GRAMS = (3, 4, 6, 8)
_BITS = 22
_FACTOR = np.uint32(2654435761)
_BASE = np.uint32(1000003)
_CHUNK = 1 << 22
_WORDS = re.compile(rf"[^\W_{BREAK}]+")
_POLITE = re.compile(
    "(?<![\u3400-\u9fff々])([\u3400-\u9fff々]{1,4}?)(?:様|さん|さま|氏|殿|宅)(?![\u3400-\u9fff])"
)
"""A name before what makes it one: 森さん, 田中様."""
_TURNED = re.compile("[\u202e\u202d\u2067\u2066]")

Codes = npt.NDArray[np.uint32]


class Grams:
    """Where one of many sequences of numbers (code points or bytes) begins."""

    def __init__(self, keys: Iterable[Sequence[int]], sizes: Sequence[int] = _GRAMS) -> None:
        self._tables: dict[int, npt.NDArray[np.bool_]] = {}
        self._known: dict[int, Codes] = {}
        self.lengths: dict[int, list[int]] = {}
        by_size: dict[int, list[Sequence[int]]] = {}
        for key in keys:
            gram = max(size for size in sizes if size <= len(key))
            by_size.setdefault(gram, []).append(key)
        for gram, group in by_size.items():
            table = self._tables[gram] = np.zeros(1 << _BITS, dtype=bool)
            heads = np.array([key[:gram] for key in group], dtype=np.uint32)
            known = self._known[gram] = np.unique(_hashes(heads.ravel(), gram)[::gram])
            table[_place(known)] = True
            self.lengths[gram] = sorted({len(key) for key in group})

    def places(self, codes: npt.NDArray[np.generic]) -> Iterator[tuple[int, list[int]]]:
        """Positions at which one may begin, each with the lengths that come into question."""
        longest = max(self._tables, default=0)
        for start in range(0, len(codes), _CHUNK):
            piece = codes[start : start + _CHUNK + longest].astype(np.uint32)
            for gram, table in self._tables.items():
                if len(piece) < gram:
                    continue
                hashes = _hashes(piece, gram)
                found = np.flatnonzero(table[_place(hashes)])
                if len(found):  # the table tells most apart, the hashes themselves the rest
                    here = hashes[found]
                    known = self._known[gram]
                    found = found[known[np.minimum(np.searchsorted(known, here), len(known) - 1)] == here]
                for position in found[found < _CHUNK].tolist():
                    yield start + position, self.lengths[gram]


def _hashes(codes: Codes, gram: int) -> Codes:
    out = codes[: len(codes) - gram + 1].copy()
    for shift in range(1, gram):
        out *= _BASE
        out += codes[shift : len(codes) - gram + 1 + shift]
    return out


def _place(hashes: Codes) -> Codes:
    return (hashes * _FACTOR) >> np.uint32(32 - _BITS)


class Finder:
    """Looks for the terms in runs of text."""

    def __init__(self, terms: Terms) -> None:
        self._long = {key: term for key, term in terms.by_key.items() if not term.short}
        self._short = {key: term for key, term in terms.by_key.items() if term.short}
        self._fitting: dict[str, bool] = {}
        self._signs: re.Pattern[str] | None = None
        self._by_sign: dict[tuple[int, int, str], set[str]] = {}
        self._single = [key for key in self._short if not key.isascii()]
        self._grams = Grams([[ord(sign) for sign in key] for key in self._long])

    def find(self, runs: Sequence[str]) -> tuple[dict[Term, int], dict[Term, int]]:
        """How often each term is found for certain, and how often it is only to be looked at.

        ``runs`` are the runs of text of one place in reading order: cells, paragraphs, strings drawn. A name may begin
        in one and end in another.
        """
        whole = BREAK.join(runs)
        found: dict[Term, int] = {}
        look: dict[Term, int] = {}
        folded = fold(whole)
        self._find_long(folded, found)
        if _TURNED.search(whole):
            self._find_long(folded[::-1], found)
        self._find_short(whole, folded, found, look)
        return found, look

    def could_hide(self, runs: Sequence[str]) -> bool:
        """Whether a long term fits where some glyphs tell no character (U+FFFD: any one; see also LETTER, NARROW)."""
        text = "".join(runs)
        if not any(sign in text for sign in _BLIND):
            return False
        lengths = sorted({len(key) for key in self._long})
        windows = {
            part[start : start + length]
            for part in self._alphabet().findall(fold(text))
            for length in lengths
            for start in range(len(part) - length + 1)
        }
        return any(self._cached(window) for window in windows if any(sign in window for sign in _BLIND))

    def _alphabet(self) -> re.Pattern[str]:
        """Stretches of signs that terms are made of, and of glyphs that tell none."""
        if self._signs is None:
            known = "".join(sorted({sign for key in self._long for sign in key}))
            self._signs = re.compile(f"[{re.escape(known)}{''.join(_BLIND)}]+")
        return self._signs

    def _cached(self, window: str) -> bool:
        """Pages of a book have much in common."""
        if window not in self._fitting:
            self._fitting[window] = self._fits(window)
        return self._fitting[window]

    def _fits(self, window: str) -> bool:
        """Whether a term has the window's characters where it has some, and may have any where it has none."""
        if not self._by_sign:
            for key in self._long:
                self._by_sign.setdefault((len(key), -1, ""), set()).add(key)
                for place, sign in enumerate(key):
                    self._by_sign.setdefault((len(key), place, sign), set()).add(key)
        fitting = self._by_sign.get((len(window), -1, ""), set())
        for place, sign in enumerate(window):
            if sign not in _BLIND:
                fitting = fitting & self._by_sign.get((len(window), place, sign), set())
            if not fitting:
                return False
        return any(all(map(_may_be, window, key)) for key in fitting)

    def certain(self, text: str) -> dict[Term, int]:
        """Long terms only, in a text that may be no text at all."""
        found: dict[Term, int] = {}
        self._find_long(fold(text), found)
        return found

    def _find_long(self, folded: str, found: dict[Term, int]) -> None:
        text = folded.replace(BREAK, "")
        edges = _Edges(folded)
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        for position, lengths in self._grams.places(codes):
            for length in lengths:
                end = position + length
                term = self._long.get(text[position:end]) if end <= len(text) else None
                if term is not None and edges.stands_alone(text, position, end):
                    found[term] = found.get(term, 0) + 1

    def _find_short(self, whole: str, folded: str, found: dict[Term, int], look: dict[Term, int]) -> None:
        if not self._short:
            return
        runs = folded.split(BREAK)
        exact = self._short.keys() & set(runs)
        shown = _shown_only(whole)
        words = {fold(word) for word in {*_WORDS.findall(shown), *_POLITE.findall(shown)}}
        for key in sorted(exact | (self._short.keys() & words)):
            term = self._short[key]
            where = look if term.counts else found
            if key in exact or not term.counts:
                where[term] = max(runs.count(key), 1)
        for key in self._single:
            if key not in exact and key not in words:
                times = sum(run.count(key) for run in runs) if key in folded else 0
                if times:
                    look[self._short[key]] = times


def _shown_only(text: str) -> str:
    """Without selectors and other marks that do not show, which would cut a word in two."""
    return _UNSEEN.sub("", text)


_UNSEEN = re.compile(
    "[\u00ad\u034f\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)


class _Edges:
    """Where runs begin in a text from which the breaks between them are taken; worked out when somebody asks."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._found: set[int] | None = None

    def stands_alone(self, text: str, start: int, end: int) -> bool:
        """A number that goes on within a run is another number: 字谷3 is not in 字谷35.

        And numbers of two cells make none together.
        """
        before = text[start].isdigit() and start > 0 and text[start - 1].isdigit()
        after = text[end - 1].isdigit() and end < len(text) and text[end].isdigit()
        if (before and not self._at(start)) or (after and not self._at(end)):
            return False
        return not _NUMBER.fullmatch(text, start, end) or not any(map(self._at, range(start + 1, end)))

    def _at(self, position: int) -> bool:
        if self._found is None:
            lengths = (len(run) for run in self._folded.split(BREAK))
            self._found = set(itertools.accumulate(lengths))
        return position in self._found


_NUMBER = re.compile("[0-9a-f.()+-]*[0-9][0-9a-f.()+-]*")
"""Telephone numbers, keys and hashes."""
_BLIND = (UNKNOWN, LETTER, NARROW)


def _may_be(glyph: str, sign: str) -> bool:
    if glyph == LETTER:
        return sign.isascii()
    return glyph != NARROW or sign.isascii() or "\u3041" <= sign <= "\u309f"
