"""The order of ids: runs of digits by their number, so that zone 2 comes before zone 10."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d+)")


def natural(text: str) -> tuple[tuple[str | int, ...], str]:
    """A key for sorting: words and numbers in turn; then the text itself, so that 「01」 and 「1」 keep an order."""
    parts = _DIGITS.split(text)
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), text
