"""Makes the words of an exported PDF findable.

Fonts draw some characters with one glyph: Noto CJK has one for ‧ and ・, and one for the radical ⻑ and 長. Qt writes
the first of them for text extraction, whichever was drawn: ⻑⾕川 for 長谷川. The tables that map glyphs to characters
are plain text in the file, so the codes are replaced in place, four digits by four, and no offset moves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ..core.reports.release.fold import radicals
from .sheet_text import twins

_CMAP = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_RANGE = re.compile(
    rb"<([0-9A-F]{4})>(\s*)<([0-9A-F]{4})>(\s*)(?:<([0-9A-F]{4})>|(\[[^\]]*\]))", re.IGNORECASE
)
"""First and last glyph, and the first one's character or a list of each one's."""
_CODE = re.compile(rb"<([0-9A-F]{4})>", re.IGNORECASE)
_BMP = 0xFFFF


def folded(text: str) -> str:
    """The text with radicals as the ideographs that they stand for."""
    return "".join(radicals().get(sign, sign) for sign in text)


def mend_text(path: str, drawn: Sequence[str], family: str) -> None:
    """Let the characters that can be read out of a PDF be those that were drawn in a font; radicals become ideographs.

    Of two characters with one glyph that were both drawn, the file can tell one alone: the first, as Qt has it.
    """
    content = Path(path).read_bytes()
    tables = _CMAP.findall(content)
    there = {chr(int(code, 16)) for table in tables for code in _CODE.findall(table)}
    known = {**twins(family, "".join(sorted(there)), "".join(drawn)), **radicals()}
    codes = {ord(sign): ord(other) for sign, other in known.items() if max(ord(sign), ord(other)) <= _BMP}
    mended = _CMAP.sub(lambda table: _mended(table[0], codes), content)
    if mended != content:
        Path(path).write_bytes(mended)


def _mended(table: bytes, codes: Mapping[int, int]) -> bytes:
    """A table with the characters replaced, never its glyphs, which look the same to a search."""

    def one(found: re.Match[bytes]) -> bytes:
        code = int(found[1], 16)
        return b"<%04X>" % codes[code] if code in codes else found[0]

    def line(found: re.Match[bytes]) -> bytes:
        first, gap, last, other_gap, start, listed = found.groups()
        head = b"<" + first + b">" + gap + b"<" + last + b">" + other_gap
        if start is None:
            return head + _CODE.sub(one, listed)
        run = range(int(start, 16), int(start, 16) + int(last, 16) - int(first, 16) + 1)
        wanted = [codes.get(code, code) for code in run]
        # A run of characters can only be replaced by another run.
        return (
            head + b"<%04X>" % wanted[0]
            if wanted == list(range(wanted[0], wanted[0] + len(run)))
            else found[0]
        )

    return _RANGE.sub(line, table)
