"""Bytes of unknown meaning: read as text in every encoding that occurs, or searched for the spellings' own bytes."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from .find import BREAK, Grams
from .terms import Term, Terms

_CONTROLS = re.compile("[\x00-\x1f\x7f]+")
_WIDE = ("utf-16-le", "utf-16-be")
_LEAST = 6
"""Fewer bytes than this stand anywhere."""
_MOST_CODES = 16
_EVEN = 2.0
"""Dice give 1; numbers of any kind give tens."""


def decodings(data: bytes, *, every: bool = True) -> Iterator[str]:
    """The bytes as UTF-8, and, where ``every`` is set, as CP932, EUC and UTF-16 of both orders, at both offsets."""
    yield _broken(data.decode("utf-8", "replace"))
    if not every or (data.isascii() and b"\x00" not in data and b"\x1b" not in data):
        return
    yield _broken(data.decode("cp932", "replace"))
    yield _broken(data.decode("euc_jp", "replace"))
    if b"\x1b$" in data:
        yield _broken(data.decode("iso2022_jp_ext", "replace"))
    for codec, start in itertools.product(_WIDE, (0, 1)):
        yield _broken(data[start:].decode(codec, "replace"))


def _broken(text: str) -> str:
    return _CONTROLS.sub(BREAK, text)


@lru_cache(maxsize=1)
def twice_coded() -> dict[str, list[bytes]]:
    """Characters with more than one code in CP932 (髙, 﨑, ①, ㈱ …), with all their codes."""
    codes: dict[str, list[bytes]] = {}
    for lead in (*range(0x81, 0xA0), *range(0xE0, 0xFD)):
        for trail in range(0x40, 0xFD):
            code = bytes((lead, trail))
            try:
                codes.setdefault(code.decode("cp932"), []).append(code)
            except UnicodeDecodeError:
                continue
    return {sign: found for sign, found in codes.items() if len(found) > 1}


class Forms:
    """The spellings of the terms as bytes, in the encodings that occur."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._known: dict[bytes, Term] = {}
        self._grams: Grams | None = None

    def find(self, data: bytes) -> dict[Term, int]:
        """How often each term stands in the bytes."""
        if self._grams is None:
            self._known = {form: term for term in self._terms.all() for form in _forms(term)}
            self._grams = Grams([list(form[:_LEAST]) for form in self._known], (_LEAST,))
            self._lengths = sorted({len(form) for form in self._known})
        found: dict[Term, int] = {}
        for position, _ in self._grams.places(np.frombuffer(data, dtype=np.uint8)):
            for length in self._lengths:
                term = self._known.get(data[position : position + length])
                if term is not None:
                    found[term] = found.get(term, 0) + 1
        return found


def _forms(term: Term) -> set[bytes]:
    """Of a term that is no mere word or number."""
    if term.short:
        return set()
    forms: set[bytes] = set()
    if term.key.isascii():
        return {text.encode(codec) for text in term.values for codec in ("utf-8", *_WIDE) if text.isascii()}
    for text in {*term.values, *("".join(value.split()) for value in term.values), term.key}:
        forms |= {text.encode(codec, "surrogatepass") for codec in ("utf-8", *_WIDE)}
        forms |= _cp932(text)
    return {form for form in forms if len(form) >= _LEAST}


def _cp932(text: str) -> set[bytes]:
    choices = []
    for sign in text:
        try:
            choices.append(twice_coded().get(sign) or [sign.encode("cp932")])
        except UnicodeEncodeError:
            return set()
    spelled = itertools.product(*choices)
    return {b"".join(codes) for codes in itertools.islice(spelled, _MOST_CODES)}


def looks_packed(data: bytes) -> bool:
    """Whether bytes are as even as packed or locked ones are: all values about as often, unlike numbers and text."""
    sample = np.frombuffer(data[: 1 << 16], dtype=np.uint8)
    mean = len(sample) / 256
    uneven = float(((np.bincount(sample, minlength=256) - mean) ** 2).sum()) / mean / 255
    return uneven < _EVEN
