"""What a kind of sheet draws and says: areas, parcels, hatches, letters, flags, and the legend that goes with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from qgis.core import QgsSymbol

from ..core.analysis.looks import Look

MakeSymbol = Callable[[float], QgsSymbol]
"""A symbol for a factor against its size on an A3 sheet."""


@dataclass(frozen=True)
class Row:
    """One line of a legend. ``code`` is what is drawn; '' is a line that only counts."""

    code: str
    label: str
    values: tuple[str, ...]
    letter: str = ""
    level: str = ""
    look: Look | None = None
    symbol: MakeSymbol | None = None
    bold: bool = False


@dataclass(frozen=True)
class Legend:
    """``columns`` are headings (two lines) with their widths in mm of A3; every row has a value for each."""

    title: str
    columns: tuple[tuple[str, float], ...]
    rows: list[Row]
    sums: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    short: tuple[tuple[str, int], ...] = ()
    """In large type: heading, which of a row's values."""


@dataclass(frozen=True)
class Listing:
    """A list that takes what room is left. ``columns`` are heading, width in mm (0: what is left) and right-aligned."""

    title: str
    columns: tuple[tuple[str, float, bool], ...]
    rows: list[tuple[str, ...]]
    symbols: list[MakeSymbol | None] = field(default_factory=list)
    more: str = ""


@dataclass(frozen=True)
class Flags:
    """Points with a symbol per code."""

    name: str
    points: gpd.GeoDataFrame
    symbols: dict[str, MakeSymbol]


def nothing() -> gpd.GeoDataFrame:
    """An empty frame of codes and shapes."""
    return coded(np.array([], dtype=object), np.array([], dtype=object))


def coded(codes: Any, shapes: Any) -> gpd.GeoDataFrame:
    """Codes and shapes as a frame."""
    return gpd.GeoDataFrame(
        {"code": pd.Series(codes, dtype=object)}, geometry=np.asarray(shapes, dtype=object)
    )


@dataclass
class Theme:
    """One map. Frames have ``code`` and geometry; ``letters`` has letter, name and zone_id on the zones' areas."""

    looks: dict[str, Look]
    areas: gpd.GeoDataFrame = field(default_factory=nothing)
    """Filled, hatched, with a strong outline."""
    backdrop: gpd.GeoDataFrame = field(default_factory=nothing)
    """Filled without outline, under everything else; its parts may overlap, so their colour is opaque."""
    parcels: gpd.GeoDataFrame = field(default_factory=nothing)
    """Filled without hatch, with a thin outline; code '' is an outline only."""
    hatched: gpd.GeoDataFrame = field(default_factory=nothing)
    """Where hatches are drawn."""
    context: gpd.GeoDataFrame = field(default_factory=nothing)
    """Areas drawn as a grey outline."""
    letters: gpd.GeoDataFrame = field(default_factory=nothing)
    badges: pd.DataFrame | None = None
    """severity, zone_id and how many findings stand there."""
    flags: list[Flags] = field(default_factory=list)
    highlight: Any = None
    area_alpha: float | None = None
    """Opacity of the areas' fill, where parcels on top carry the colour."""
    edge_mm: float = 0.5
    """Width of the areas' outlines on A3."""
    veil: bool = True
    """Whether what lies outside the plan area is pale; a map of what lies around it has none."""
    caption: str = ""
    notes: list[str] = field(default_factory=list)
    """Small remarks for the sheet's foot."""
    hidden: set[str] = field(default_factory=set)
    """Codes that the plan has and the map does not show."""


@dataclass
class Content:
    """The maps of a sheet (two for a comparison), what stands beside them, and what the planner is warned of."""

    title: str
    themes: list[Theme]
    legend: Legend
    listings: list[Listing] = field(default_factory=list)
    warnings: list[Any] = field(default_factory=list)
    context_label: str = ""
    """What the grey outlines are; otherwise borders of zones."""
    border_label: str = ""
    """What the heavy dashes go around; otherwise the plan area."""
    mark: str = ""
    """What a map must not go without, also as a picture that has no legend."""
