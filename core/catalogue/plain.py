"""Raw words and codes made comparable."""

from __future__ import annotations

import re
import unicodedata

_WHOLE = re.compile(r"0*([0-9]+)(\.0+)?")


def plain(text: str) -> str:
    """For comparing: NFKC, lower case, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


def plain_code(text: str) -> str:
    """The same for codes and the words for them: whole numbers also without zeros around (``01``, ``1.0``: 1)."""
    word = plain(text)
    number = _WHOLE.fullmatch(word)
    return number[1] if number else word


def split(text: str) -> tuple[str, ...]:
    """The values of a cell that lists them: ``a; b`` → a, b."""
    return tuple(part.strip() for part in text.split(";") if part.strip())
