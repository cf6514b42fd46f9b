"""How far apart colours are, for every eye: sRGB, CIELAB, CIEDE2000, and what colour-blind eyes and grey printing see.

Numbers only: the matrices are those of Machado, Oliveira and Fernandes, "A Physiologically-based Model for Simulation
of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.0, for linear RGB; the difference is CIEDE2000 as Sharma,
Wu and Dalal describe it (Color Research and Application 30(1), 2005), whose test pairs the tests hold it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

LEAST = 15.0
"""ΔE2000 from which two fills on one map count as different."""

VISIONS: dict[str, Array] = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
    "grey": np.tile([0.2126729, 0.7151522, 0.0721750], (3, 1)),
}
"""Linear RGB → linear RGB as each eye, and a grey print, has it."""

_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""sRGB (IEC 61966-2-1), D65."""
_WHITE = _TO_XYZ.sum(axis=1)
_25_7 = 25.0**7


@dataclass(frozen=True)
class Swatch:
    """How one class is drawn: ``fill`` as #RRGGBB with an opacity from 0 to 1 on white, and the name of its hatch."""

    code: str
    fill: str
    hatch: str = "none"
    alpha: float = 1.0


@dataclass(frozen=True)
class Clash:
    """Two classes that one kind of eye cannot tell apart: neither 15 ΔE2000 between them nor another hatch."""

    first: str
    second: str
    vision: str
    difference: float


def rgb(fills: Sequence[str], alphas: Sequence[float] | None = None) -> Array:
    """#RRGGBB → (n, 3) of 0 to 1, laid on white with the opacities given."""
    found = np.array([[int(fill[at : at + 2], 16) for at in (1, 3, 5)] for fill in fills], dtype=float)
    found = found.reshape(-1, 3) / 255.0
    if alphas is None:
        return found
    alpha = np.asarray(alphas, dtype=float)[:, None]
    mixed: Array = found * alpha + (1.0 - alpha)
    return mixed


def lab(colours: Array, vision: str = "normal") -> Array:
    """sRGB of 0 to 1, (n, 3), as CIELAB (D65) in one of ``VISIONS``."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ VISIONS[vision].T, 0.0, 1.0)
    ratio = (seen @ _TO_XYZ.T) / _WHITE
    bent = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = bent[:, 0], bent[:, 1], bent[:, 2]
    return np.column_stack([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def difference(first: Array, second: Array) -> Array:
    """CIEDE2000 of pairs of CIELAB colours, each (n, 3); weights of lightness, chroma and hue are 1."""
    l1, a1, b1 = np.moveaxis(np.asarray(first, dtype=float), -1, 0)
    l2, a2, b2 = np.moveaxis(np.asarray(second, dtype=float), -1, 0)
    mean_c7 = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1.5 - 0.5 * np.sqrt(mean_c7 / (mean_c7 + _25_7))
    a1, a2 = a1 * stretch, a2 * stretch
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360.0 for a, b in ((a1, b1), (a2, b2)))
    neutral = c1 * c2 == 0.0
    turn = h2 - h1
    turn = np.where(turn > 180.0, turn - 360.0, np.where(turn < -180.0, turn + 360.0, turn))
    turn = np.where(neutral, 0.0, turn)
    total = h1 + h2
    middle = np.where(total < 360.0, (total + 360.0) / 2, (total - 360.0) / 2)
    middle = np.where(np.abs(h1 - h2) <= 180.0, total / 2, middle)
    middle = np.where(neutral, total, middle)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    hue_2 = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    t = (
        1.0
        - 0.17 * np.cos(np.radians(middle - 30.0))
        + 0.24 * np.cos(np.radians(2 * middle))
        + 0.32 * np.cos(np.radians(3 * middle + 6.0))
        - 0.20 * np.cos(np.radians(4 * middle - 63.0))
    )
    off = (light - 50.0) ** 2
    by_l = (l2 - l1) / (1.0 + 0.015 * off / np.sqrt(20.0 + off))
    by_c = (c2 - c1) / (1.0 + 0.045 * chroma)
    by_h = hue_2 / (1.0 + 0.015 * chroma * t)
    blue = 30.0 * np.exp(-(((middle - 275.0) / 25.0) ** 2))
    turned = -2.0 * np.sqrt(chroma**7 / (chroma**7 + _25_7)) * np.sin(np.radians(2 * blue))
    return np.sqrt(np.maximum(by_l**2 + by_c**2 + by_h**2 + turned * by_c * by_h, 0.0))


def clashes(swatches: Sequence[Swatch], least: float = LEAST) -> list[Clash]:
    """Pairs that some eye, or a grey print, sees less than ``least`` apart and that no hatch tells apart.

    Each pair once, with the vision in which it is nearest; sorted by that distance.
    """
    if len(swatches) < 2:
        return []
    colours = rgb([swatch.fill for swatch in swatches], [swatch.alpha for swatch in swatches])
    one, two = np.triu_indices(len(swatches), 1)
    hatch = np.array([swatch.hatch for swatch in swatches])
    alike = hatch[one] == hatch[two]
    one, two = one[alike], two[alike]
    names = list(VISIONS)
    seen = [lab(colours, name) for name in names]
    apart = np.array([difference(points[one], points[two]) for points in seen]).reshape(len(names), -1)
    worst = apart.argmin(axis=0)
    nearest = apart.min(axis=0)
    order = [at for at in np.argsort(nearest, kind="stable") if nearest[at] < least]
    return [
        Clash(swatches[one[at]].code, swatches[two[at]].code, names[worst[at]], float(nearest[at]))
        for at in order
    ]
