"""How classes and marks look on a page: fills, inks of hatches, and shapes as SVG paths of radius 1."""

from __future__ import annotations

import math
from typing import Any

from ..catalogue.model import ManagementClass

ALPHA = 0.8
"""Opacity of fills, as on the sheets."""
HATCHES: dict[str, str] = {
    "fdiag": "M-2 10L10 -2M-2 22L22 -2M10 22L22 10",
    "bdiag": "M-2 10L10 22M-2 -2L22 22M10 -2L22 10",
    "cross_diag": "M-2 22L22 -2M-2 -2L22 22",
    "cross": "M0 10H20M10 0V20",
    "horizontal": "M0 5H20M0 15H20",
    "vertical": "M5 0V20M15 0V20",
}
"""Lines in a tile of 20 × 20; ``dots`` are circles."""
DOTS = ((5, 5), (15, 15))


def darker(colour: str, share: float) -> str:
    """The colour mixed with black."""
    return "#" + "".join(f"{round(int(colour[at : at + 2], 16) * (1 - share)):02x}" for at in (1, 3, 5))


def ink_on(colour: str) -> str:
    """Ink of a hatch that stands out from a fill."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return darker(colour, 0.6) if 0.299 * red + 0.587 * green + 0.114 * blue > 90 else "#ffffff"


def look(entry: ManagementClass) -> dict[str, Any]:
    """Fill, hatch, its ink, and the outline of a class."""
    dashed = entry.hatch == "dashed_outline"
    return {
        "code": entry.code,
        "letter": entry.letter,
        "fill": entry.fill,
        "hatch": entry.hatch if entry.hatch in (*HATCHES, "dots") else "",
        "ink": ink_on(entry.fill),
        "line": "#303030" if dashed else darker(entry.fill, 0.45),
        "dashed": dashed,
    }


def _polygon(corners: int, turn: float = -90.0, inner: float = 0.0) -> str:
    count = corners * (2 if inner else 1)
    points = []
    for at in range(count):
        reach = inner if inner and at % 2 else 1.0
        angle = math.radians(turn + at * 360.0 / count)
        points.append(f"{reach * math.cos(angle):.3f} {reach * math.sin(angle):.3f}")
    return f"M{'L'.join(points)}Z"


_ROUND = "M-1 0A1 1 0 1 1 1 0A1 1 0 1 1 -1 0Z"
MARKS = {
    "star": _polygon(5, inner=0.42),
    "circle": _ROUND,
    "double_circle": _ROUND + "M-.45 0A.45 .45 0 1 0 .45 0A.45 .45 0 1 0 -.45 0Z",
    "triangle": _polygon(3),
    "diamond": _polygon(4),
    "square": _polygon(4, -45.0),
    "pentagon": _polygon(5),
    "hexagon": _polygon(6),
}
DASHES = {"dash": (8, 5), "dash_cross": (3, 3), "dot": (1.5, 4), "arrow": (12, 3)}


def mark_path(symbol: str) -> str:
    """The shape of a point; a circle where the catalogue's name is not known."""
    return MARKS.get(symbol, _ROUND)
