"""Makes the words of an exported PDF findable.

Noto CJK draws some characters with the glyph of a radical, and Qt then writes the radical's code for text extraction:
⻑⾕川 for 長谷川. The tables that map glyphs to characters are plain text in the file, so the codes are replaced in
place, four digits by four, and no offset moves.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from ..core.reports.release.fold import radicals

_CMAP = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_CODE = re.compile(rb"<([0-9A-Fa-f]{4})>")


def folded(text: str) -> str:
    """The text with radicals as the ideographs that they stand for."""
    return "".join(radicals().get(sign, sign) for sign in text)


def fold_radicals(path: str) -> None:
    """Replace, in the PDF's glyph tables, the codes of radicals by those of the ideographs they stand for."""
    content = Path(path).read_bytes()
    codes = _codes()
    folded = _CMAP.sub(
        lambda table: _CODE.sub(lambda code: codes.get(code[0].lower(), code[0]), table[0]), content
    )
    if folded != content and len(folded) == len(content):
        Path(path).write_bytes(folded)


@lru_cache(maxsize=1)
def _codes() -> dict[bytes, bytes]:
    """<2fa7> → <9577>, for all that keeps its four digits."""
    pairs = ((ord(radical), ord(ideograph)) for radical, ideograph in radicals().items())
    return {f"<{old:04x}>".encode(): f"<{new:04x}>".encode() for old, new in pairs if max(old, new) <= 0xFFFF}
