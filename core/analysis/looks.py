"""How classes, statuses and terms are printed: fill and hatch in one of three sets of colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .colour import Clash, Swatch, clashes

if TYPE_CHECKING:
    from ..catalogue import Catalogue

COLOURS = ("normal", "cud", "mono")
"""As the catalogue has them; for every eye (opaque); black and white."""

ALPHA = {"normal": 0.8, "cud": 1.0, "mono": 1.0}
"""Opacity of fills: what was chosen for every eye is opaque, since a base map under it would change it."""

_NO_GREY = "#8C8C8C"


@dataclass(frozen=True)
class Look:
    """Fill as #RRGGBB with its opacity, and a hatch of the catalogue's."""

    fill: str
    hatch: str
    alpha: float


def looks(catalogue: Catalogue, kind: str, colours: str) -> dict[str, Look]:
    """Code → look for ``kind``: class, level1, status, term, severity, difficulty, future or reach.

    A plan whose catalogue is older than a kind has the shipped colours of it. A class that the planner added and the
    palettes do not know keeps its own fill; in black and white it is white under its hatch, or grey where it has none.
    """
    from ..catalogue import load

    own, palettes = _own(catalogue, kind), catalogue.palettes
    if not own and kind not in {name for name, _ in palettes}:
        palettes = load().palettes
    codes = [*own, *(code for name, code in palettes if name == kind and code not in own)]
    found = {}
    for code in codes:
        fill, hatch = own.get(code, ("", ""))
        row = palettes.get((kind, code))
        if row is not None:
            hatch = row.hatch or hatch
            fill = {"normal": row.normal or fill, "cud": row.cud, "mono": row.mono}[colours]
        elif colours == "mono":
            fill = _NO_GREY if hatch == "none" else "#FFFFFF"
        found[code] = Look(fill, hatch or "none", ALPHA[colours])
    return found


def _own(catalogue: Catalogue, kind: str) -> Mapping[str, tuple[str, str]]:
    if kind == "class":
        return {row.code: (row.fill, row.hatch) for row in catalogue.classes.values()}
    if kind == "level1":
        return {row.code: (row.fill, "") for row in catalogue.level1.values()}
    if kind == "severity":
        return {row.code: (row.colour, "") for row in catalogue.severities.values()}
    return {}


def confused(found: Mapping[str, Look], codes: Iterable[str]) -> list[Clash]:
    """Pairs among ``codes`` that some eye, or a grey print, cannot tell apart by fill or hatch, the worst first."""
    drawn = [code for code in found if code in set(codes)]
    return clashes([Swatch(code, found[code].fill, found[code].hatch, found[code].alpha) for code in drawn])
