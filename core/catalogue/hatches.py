"""How the hatches of the catalogue lie: what screens, sheets and their legends draw alike."""

from __future__ import annotations

ANGLES: dict[str, tuple[float, ...]] = {
    "fdiag": (45.0,),
    "bdiag": (135.0,),
    "cross_diag": (45.0, 135.0),
    "cross": (0.0, 90.0),
    "horizontal": (0.0,),
    "vertical": (90.0,),
}
"""Directions of a hatch's lines in degrees from the east, against the clock."""

CROSSED = 1.3
"""How much wider the lines of a crossed hatch lie, so that it is no darker than the others."""
DOTTED = 0.9
"""Distance of dots against that of lines."""
