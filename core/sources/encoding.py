"""Which encoding a text file is in: what a person says, else a byte order mark, strict UTF-8, then a guess.

Japanese offices say Shift_JIS and mean CP932 (髙, ①, ㈱ in the NEC and IBM rows), so every name of that family is read
as CP932.
"""

from __future__ import annotations

import codecs

from ..errors import KosozuError
from .text import half

_SJIS = {
    "shiftjis",
    "sjis",
    "cp932",
    "ms932",
    "windows31j",
    "mskanji",
    "xsjis",
    "932",
    "csshiftjis",
    "ansi932",
}
_GUESSES = ("cp932", "euc_jp", "iso2022_jp", "utf_16")
_SAMPLE = 1 << 20


def name(given: str) -> str:
    """Python's name of an encoding as people write it; '' for ''. Raises SRC-ENCODING-NAME."""
    text = half(given)
    if not text:
        return ""
    plain = text.lower().replace("-", "").replace("_", "").replace(" ", "")
    if plain in _SJIS:
        return "cp932"
    if plain in ("utf8", "utf8sig", "utf8bom", "65001", "ansi65001"):
        return "utf-8"
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise KosozuError("SRC-ENCODING-NAME", encoding=given) from None


def fits(content: bytes, encoding: str) -> bool:
    """Whether all bytes are of this encoding."""
    try:
        content.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return False
    return True


def _guess(content: bytes) -> str:
    """Of bytes that are no UTF-8: by charset-normalizer among the encodings of Japan, else CP932 if it fits."""
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        best = None
    else:
        best = from_bytes(content[:_SAMPLE], cp_isolation=list(_GUESSES)).best()
    candidates = [best.encoding] if best is not None else []
    for candidate in [*candidates, *_GUESSES[:3]]:
        if fits(content, candidate):
            return "cp932" if candidate.startswith(("cp932", "shift")) else candidate
    return ""


def detect(content: bytes, given: str = "", file: str = "") -> str:
    """The encoding of a file's bytes. ``given`` is held to: if the bytes do not fit it, SRC-ENCODING is raised."""
    wanted = name(given)
    if wanted:
        probe = "utf-8-sig" if wanted == "utf-8" else wanted
        if not fits(content, probe):
            raise KosozuError("SRC-ENCODING", encoding=given, file=file)
        return probe
    if content.startswith(codecs.BOM_UTF8) and fits(content, "utf-8-sig"):
        return "utf-8-sig"
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if fits(content, "utf-8"):
        return "utf-8"
    guess = _guess(content)
    if not guess:
        raise KosozuError("SRC-ENCODING", encoding="UTF-8, CP932", file=file)
    return guess


def dbf_texts(content: bytes) -> bytes:
    """What a dBASE table's encoding shows in: its rows, or its fields' names where the rows are ASCII.

    The rest of the header is numbers: the width of a field of 254 bytes is no character of any encoding.
    """
    start = int.from_bytes(content[8:10], "little")
    rows = content[start:]
    if not rows.isascii():
        return rows
    names = [content[at : at + 11].split(b"\x00")[0] for at in range(32, min(start, len(content)) - 31, 32)]
    return b"\n".join(map(_whole, names))


def _whole(name: bytes) -> bytes:
    """A field's name without the piece of a UTF-8 character at its end: GDAL cuts 管理区分 after ten bytes."""
    text = name.decode("utf-8", errors="ignore").encode()
    return text if name.startswith(text) and len(name) - len(text) < 4 else name
