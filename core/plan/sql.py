"""Putting SQL together from our own constants; values always travel as parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def say(*parts: str) -> str:
    """One statement from its parts."""
    return " ".join(parts)


def name(text: str) -> str:
    """A quoted identifier; raises ValueError for anything but letters, digits and underscores."""
    if not _NAME.match(text):
        raise ValueError(f"not an identifier: {text!r}")
    return f'"{text}"'


def names(texts: Iterable[str], prefix: str = "") -> str:
    """Quoted identifiers, comma separated, each with ``prefix`` (such as ``t.``)."""
    return ", ".join(prefix + name(text) for text in texts)


def marks(count: int) -> str:
    """``(?, ?, …)`` for ``count`` values."""
    return "(" + ", ".join(["?"] * count) + ")"


def quoted(text: str) -> str:
    """A text literal, for statements that take no parameters (triggers)."""
    return "'" + text.replace("'", "''") + "'"
