"""The map of the present state (現況図): what the target map says of farmland, and idle land.

A public map would point at a family's land: 利用者未定 and idle land are on it only where the planner turns them on.
Without, farmland is shown in patches of at least three parcels, and what is not shown by its status is grey.
"""

from __future__ import annotations

import numpy as np
import shapely
from qgis.core import QgsMarkerSymbol, QgsSimpleMarkerSymbolLayer
from qgis.PyQt.QtGui import QColor

from ..core.analysis.looks import looks
from ..core.analysis.patches import patches
from ..core.analysis.tallies import Tally
from ..core.jobs.mapfigures import IDLE, Present
from ..core.reports.words import word
from . import symbols
from .sheet_data import SheetData
from .sheet_theme import Content, Flags, Legend, MakeSymbol, Row, Theme, coded

UNNAMED = ("P3", "P9")
"""Statuses that a public map does not show: no user named, unknown."""
OTHER = "OTHER"
TOGETHER = {"P2": "P1", "P6": "P5"}
"""In large type three classes: 担う者あり, 保全・管理等 and 区域外."""
_HA = 10_000.0


def present(data: SheetData) -> Content:
    """The content of a 現況図."""
    assert data.present is not None  # noqa: S101 - read_sheet has read it for this kind
    found = looks(data.catalogue, "status", data.wish.colours)
    theme = Theme(looks=found)
    units, state = data.present.units, data.present
    if data.wish.single_parcels:
        codes = units["status"].to_numpy(dtype=object)
        theme.parcels = theme.hatched = coded(codes, units.geometry.to_numpy())
        idle = units[units["idle"] != ""]
        points = shapely.point_on_surface(idle.geometry.to_numpy())
        if len(idle):
            theme.flags.append(
                Flags("idle", coded(idle["idle"].to_numpy(dtype=object), points), _idle_symbols())
            )
        legend = _legend(data, state.statuses, state)
    else:
        codes, rows = _public(data, state, theme)
        legend = _legend(data, rows, None)
        theme.notes.append(word("map_large_present" if data.wish.large else "map_public_present", "ja"))
    return Content(word("map_present", "ja"), [theme], legend)


def _public(data: SheetData, state: Present, theme: Theme) -> tuple[np.ndarray, list[Tally]]:
    """Patches instead of parcels; the legend's lines count what is drawn so."""
    gap = float(data.catalogue.thresholds["cluster_gap_m"])
    units = state.units
    status = units["status"].replace(TOGETHER) if data.wish.large else units["status"]
    codes = status.where(~status.isin(UNNAMED), "").to_numpy(dtype=object)
    shapes = units.geometry.to_numpy()
    made = patches(shapes, codes, gap)
    theme.areas = theme.hatched = coded(made.codes, made.shapes)
    rest = shapely.buffer(shapes[~made.shown], gap / 2.0, join_style="mitre", mitre_limit=2.0)
    theme.backdrop = coded(np.full(len(rest), OTHER, dtype=object), rest)
    theme.edge_mm = 0.25
    shown = np.where(made.shown, codes, OTHER)
    area = units["area_map_m2"].to_numpy(dtype=float)
    rows = [
        Tally(code, int((shown == code).sum()), float(area[shown == code].sum()), 0.0)
        for code in [*data.catalogue.statuses, OTHER]
        if (shown == code).any()
    ]
    whole = float(area.sum())
    return shown, [
        Tally(row.code, row.count, row.area_m2, 100.0 * row.area_m2 / whole if whole else 0.0) for row in rows
    ]


def _idle_symbols() -> dict[str, MakeSymbol]:
    return {"1": lambda factor: _cross(factor, "cross2"), "2": lambda factor: _cross(factor, "cross")}


def _cross(factor: float, shape: str) -> QgsMarkerSymbol:
    """A cross with a white rim."""
    layers = []
    for ink, width in (("#ffffff", 0.8), ("#111111", 0.32)):
        layer = QgsSimpleMarkerSymbolLayer()
        layer.setShape(symbols.shape_of(shape))
        layer.setSize(1.7 * factor)
        layer.setStrokeColor(QColor(ink))
        layer.setStrokeWidth(width * factor)
        layers.append(layer)
    return symbols.built(QgsMarkerSymbol(), layers)


def _legend(data: SheetData, rows: list[Tally], state: Present | None) -> Legend:
    found = looks(data.catalogue, "status", data.wish.colours)
    lines = [Row(row.code, _label(data, row.code), _values(row), look=found[row.code]) for row in rows]
    signs = _idle_symbols()
    for row in state.idle if state is not None else []:
        label = data.catalogue.code_label("idle_survey", row.code, "ja")
        lines.append(
            Row(f"idle:{row.code}", label, _values(row), level=word("map_idle", "ja"), symbol=signs[row.code])
        )
    total = Tally(
        "", sum(row.count for row in rows), sum(row.area_m2 for row in rows), 100.0 if rows else 0.0
    )
    sums = [Row("", word("map_farmland_total", "ja"), _values(total), bold=True)]
    columns = (
        (word("map_parcels", "ja"), 12.0),
        (word("map_area", "ja"), 14.0),
        (word("map_share", "ja"), 10.0),
    )
    notes = [
        word("map_share_of", "ja", whole=word("map_whole_farmland", "ja")),
        data.catalogue.phrase("area_note", "ja").format(crs=f"EPSG:{data.epsg}"),
        data.catalogue.phrase("target_map_note", "ja"),
    ]
    short = ((word("map_short_parcels", "ja"), 0), ("ha", 1), ("%", 2))
    if data.wish.large:
        notes = [word("map_large_note", "ja", whole=word("map_whole_farmland", "ja"))]
    return Legend(word("map_legend_status", "ja"), columns, lines, sums, notes, short)


def _label(data: SheetData, code: str) -> str:
    if code not in data.catalogue.statuses:
        return word("map_other_farmland", "ja")
    return word(f"map_large_{code}", "ja") if data.wish.large else data.catalogue.statuses[code].label_ja


def _values(row: Tally) -> tuple[str, ...]:
    return f"{row.count:,}", f"{row.area_m2 / _HA:,.2f}", f"{row.share:.1f}"


__all__ = ["IDLE", "present"]
