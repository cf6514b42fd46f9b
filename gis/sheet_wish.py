"""What a person asks of a sheet: its kind, size, direction, edition, colours, size of type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..core.analysis.looks import COLOURS
from ..core.errors import KosozuError
from ..core.reports.editions import require

KINDS = ("concept", "present", "findings", "actions", "compare", "future", "difficulty", "reach")
ATLAS_KINDS = ("concept", "future", "difficulty")
"""Kinds that have pages of a community, a zone or a cell."""
SHEETS = ("A4", "A3", "A1", "A0")
ORIENTATIONS = ("landscape", "portrait")


@dataclass(frozen=True)
class Wish:
    """``parcels`` lets the public edition show single parcels, idle land and 利用者未定; others always do."""

    kind: str = "concept"
    sheet: str = "A3"
    orientation: str = "landscape"
    edition: str = "public"
    colours: str = "normal"
    large: bool = False
    parcels: bool = False

    def check(self) -> None:
        """Raise :class:`KosozuError` for what there is not."""
        require(self.edition)
        if self.sheet not in SHEETS:
            raise KosozuError("GIS-SHEET", sheet=self.sheet, allowed=", ".join(SHEETS))
        wanted: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
            ("KIND", self.kind, KINDS),
            ("ORIENTATION", self.orientation, ORIENTATIONS),
            ("COLOURS", self.colours, COLOURS),
        )
        for name, value, allowed in wanted:
            if value not in allowed:
                raise KosozuError("GIS-WISH", parameter=name, value=value, allowed=", ".join(allowed))

    @property
    def single_parcels(self) -> bool:
        """Whether parcels are drawn one by one; large type is for residents and never does."""
        return (self.parcels or self.edition != "public") and not self.large

    @property
    def mono(self) -> bool:
        """Whether everything is black, white and grey."""
        return self.colours == "mono"
