"""Characters of a sheet that a font lacks, or that may look otherwise than on the register."""

from __future__ import annotations

from collections.abc import Iterable

from ..core.errors import KosozuError
from .sheet_text import lacking

_LOOKALIKES = {"\u9ad9"}
"""髙 (はしご高): beside the compatibility forms (﨑 …) the one that old encodings of names know by two codes."""
_SELECTORS = (("\ufe00", "\ufe0f"), ("\U000e0100", "\U000e01ef"))
_PRIVATE = (("\ue000", "\uf8ff"), ("\U000f0000", "\U0010fffd"))
_COMPATIBLE = (("\uf900", "\ufaff"), ("\U0002f800", "\U0002fa1f"))
_MOST = 20


def _within(sign: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(low <= sign <= high for low, high in ranges)


def is_selector(sign: str) -> bool:
    """Whether a character only chooses the form of the one before it (IVS)."""
    return _within(sign, _SELECTORS)


def require_glyphs(family: str, texts: Iterable[str]) -> None:
    """Refuse a sheet whose characters the font lacks, naming both."""
    signs = sorted({sign for sign in "".join(texts) if not is_selector(sign)})
    missing = lacking(family, "".join(signs))
    if missing:
        listed = " ".join(f"{sign}（U+{ord(sign):04X}）" for sign in missing[:_MOST])
        raise KosozuError("GIS-GLYPHS", font=family, characters=listed, count=len(missing))


def doubtful(texts: Iterable[str]) -> list[str]:
    """Texts with a character whose form has to be looked at: IVS, 髙 and its like, beyond U+FFFF, 外字; each once."""
    found: dict[str, None] = {}
    for text in texts:
        if any(_doubtful(sign) for sign in text):
            found[text] = None
    return list(found)


def _doubtful(sign: str) -> bool:
    return (
        sign in _LOOKALIKES
        or is_selector(sign)
        or _within(sign, _PRIVATE)
        or _within(sign, _COMPATIBLE)
        or "\U00020000" <= sign <= "\U000323af"
    )


def glyph_warnings(texts: Iterable[str]) -> list[KosozuError]:
    """One warning that lists the names to be looked at."""
    names = doubtful(texts)
    if not names:
        return []
    listed = "、".join(names[:_MOST])
    return [KosozuError("GIS-W-FORMS", names=listed, count=len(names))]
