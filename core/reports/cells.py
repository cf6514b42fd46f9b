"""Cells that a spreadsheet cannot run, and texts that xlsx and docx can hold."""

from __future__ import annotations

import re

_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""A cell that begins so may be read as a formula (OWASP, CSV injection; full-width forms by a Japanese Excel)."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(text: str) -> str:
    """The text without control characters and lone surrogates, which XML cannot hold; line ends become LF."""
    if text.isprintable():  # nearly all are, and a list has millions of cells
        return text
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def risky(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula, blanks in front of it or not."""
    return text.startswith(_STARTS) or text.lstrip(" \u3000\n").startswith(_STARTS)


def guarded(text: str) -> str:
    """The text for a csv cell: a leading apostrophe where a spreadsheet might run it."""
    cleaned = clean(text)
    return f"'{cleaned}" if risky(text) or risky(cleaned) else cleaned
