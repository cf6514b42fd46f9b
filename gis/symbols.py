"""Symbols from the catalogue: fills and hatches, marks, findings. Transparency lives in fill colours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from qgis.core import (
    QgsCentroidFillSymbolLayer,
    QgsFillSymbol,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMarkerLineSymbolLayer,
    QgsMarkerSymbol,
    QgsPointPatternFillSymbolLayer,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsSymbol,
    QgsSymbolLayer,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor

from ..core.catalogue.hatches import ANGLES, CROSSED, DOTTED
from ..core.catalogue.model import ManagementClass, MarkKind, Severity

GREY = "#6b6b6b"
ALPHA = 0.8
"""Opacity of fills: classes stay 15 ΔE2000 apart on white, for colour-blind eyes too (Machado 2009), but for X and D1,
which hatch and dashes tell apart."""

UNDER_PARCELS = 0.35
"""Opacity of a zone's fill where parcels carry the class on top of it."""

HATCH_MM, HATCH_WIDTH = 2.2, 0.22
"""Distance and width of a hatch's lines on an A3 sheet, in millimetres."""
_SHAPES = {
    "★": "star",
    "●": "circle",
    "○": "circle",
    "◎": "circle",
    "▲": "triangle",
    "△": "triangle",
    "◆": "diamond",
    "◇": "diamond",
    "■": "square",
    "□": "square",
    "＋": "cross_fill",
    "+": "cross_fill",
    "×": "cross2",
    "⬟": "pentagon",
    "⬢": "hexagon",
}
_HOLLOW = set("○◎△◇□")
_ALONG = {"dash_cross": ("cross2", 1.5, 4.0), "arrow": ("filled_arrowhead", 2.2, 9.0)}
_DASHES = {"dash": [4.0, 2.0], "dash_cross": [3.0, 1.2], "dot": [0.6, 1.6], "dashdot": [4.0, 1.5, 0.6, 1.5]}


AnySymbol = TypeVar("AnySymbol", bound=QgsSymbol)


def built(symbol: AnySymbol, layers: Iterable[QgsSymbolLayer]) -> AnySymbol:
    """The symbol with these layers instead of its own (3.22 loses layers given to a constructor)."""
    for layer in layers:
        symbol.appendSymbolLayer(layer)
    symbol.deleteSymbolLayer(0)
    return symbol


def colour(name: str, alpha: float = 1.0) -> QColor:
    """A catalogue colour with an opacity from 0 to 1."""
    result = QColor(name)
    result.setAlphaF(alpha)
    return result


def darker(name: str, share: float = 0.45) -> QColor:
    """The colour mixed with black, for outlines and hatches that stay visible in grey print."""
    base = QColor(name)
    keep = 1.0 - share
    return QColor(round(base.red() * keep), round(base.green() * keep), round(base.blue() * keep))


def ink_on(name: str) -> QColor:
    """Dark or light hatch ink, whichever stands out from the fill."""
    base = QColor(name)
    light = 0.299 * base.red() + 0.587 * base.green() + 0.114 * base.blue()
    return darker(name, 0.6) if light > 90 else QColor("#ffffff")


def fill_layer(
    fill: QColor | None, outline: QColor | None, width: float = 0.1, dash: Sequence[float] = ()
) -> QgsSymbolLayer:
    """A plain fill with its outline in millimetres; None: no fill, or no outline."""
    layer = QgsSimpleFillSymbolLayer()
    layer.setFillColor(fill or QColor(0, 0, 0, 0))
    layer.setBrushStyle(Qt.BrushStyle.SolidPattern if fill else Qt.BrushStyle.NoBrush)
    layer.setStrokeStyle(Qt.PenStyle.SolidLine if outline else Qt.PenStyle.NoPen)
    if outline:
        layer.setStrokeColor(outline)
        layer.setStrokeWidth(width)
        layer.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        layer.setStrokeStyle(Qt.PenStyle.DashLine)
    return layer


def outline_layer(ink: QColor, width: float, dash: Sequence[float] = ()) -> QgsSymbolLayer:
    """The outline of a polygon as a line, dashed where ``dash`` gives lengths in line widths."""
    layer = QgsSimpleLineSymbolLayer(ink, width)
    layer.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        layer.setUseCustomDashPattern(True)
        layer.setCustomDashVector([part * width for part in dash])
        layer.setCustomDashPatternUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    return layer


def hatch_layers(
    hatch: str, ink: QColor, spacing: float = HATCH_MM, width: float = HATCH_WIDTH
) -> list[QgsSymbolLayer]:
    """The layers that draw one of the catalogue's hatches, in millimetres."""
    if hatch == "dots":
        dots = QgsPointPatternFillSymbolLayer()
        step = spacing * DOTTED
        dots.setDistanceX(step)
        dots.setDistanceY(step)
        dots.setDisplacementX(step / 2)
        marker = QgsSimpleMarkerSymbolLayer()
        marker.setShape(shape_of("circle"))
        marker.setSize(width * 3)
        marker.setColor(ink)
        marker.setStrokeStyle(Qt.PenStyle.NoPen)
        dots.setSubSymbol(built(QgsMarkerSymbol(), [marker]))
        return [dots]
    layers = []
    for angle in ANGLES.get(hatch, ()):
        lines = QgsLinePatternFillSymbolLayer()
        lines.setLineAngle(angle)
        lines.setDistance(spacing * (CROSSED if len(ANGLES[hatch]) > 1 else 1.0))
        lines.setSubSymbol(built(QgsLineSymbol(), [QgsSimpleLineSymbolLayer(ink, width)]))
        layers.append(lines)
    return layers


def zone_symbol(row: ManagementClass, *, alpha: float = ALPHA, outline_mm: float = 0.5) -> QgsFillSymbol:
    """A zone of a class: fill, hatch, strong outline (dashed where the catalogue says so)."""
    return area_symbol(row.fill, row.hatch, alpha, outline_mm=outline_mm)


def area_symbol(
    fill: str, hatch: str, alpha: float, *, outline_mm: float = 0.5, ink: QColor | None = None
) -> QgsFillSymbol:
    """An area: fill with an opacity (0: none), hatch, outline; ``ink`` draws both instead of a darker fill."""
    layers = [fill_layer(colour(fill, alpha), None)] if alpha else []
    layers += hatch_layers(hatch, ink or ink_on(fill))
    layers.append(edge_layer(fill, hatch, outline_mm, ink))
    return built(QgsFillSymbol(), layers)


def edge_layer(fill: str, hatch: str, width: float, ink: QColor | None = None) -> QgsSymbolLayer:
    """The outline of an area: a darker fill, dashed where the hatch says so."""
    dashed = hatch == "dashed_outline"
    found = ink or (QColor("#303030") if dashed else darker(fill))
    return outline_layer(found, width, (4.0, 2.5) if dashed else ())


def scaled(symbol: AnySymbol, factor: float) -> AnySymbol:
    """The symbol with its widths, spacings and sizes in millimetres multiplied."""
    for layer in symbol.symbolLayers():
        if isinstance(layer, QgsLinePatternFillSymbolLayer):
            layer.setDistance(layer.distance() * factor)
        elif isinstance(layer, QgsPointPatternFillSymbolLayer):
            layer.setDistanceX(layer.distanceX() * factor)
            layer.setDistanceY(layer.distanceY() * factor)
            layer.setDisplacementX(layer.displacementX() * factor)
        elif isinstance(layer, QgsSimpleFillSymbolLayer):
            layer.setStrokeWidth(layer.strokeWidth() * factor)
        elif isinstance(layer, QgsSimpleLineSymbolLayer):
            layer.setWidth(layer.width() * factor)
            layer.setCustomDashVector([part * factor for part in layer.customDashVector()])
        elif isinstance(layer, QgsSimpleMarkerSymbolLayer):
            layer.setSize(layer.size() * factor)
        if layer.subSymbol() is not None and not isinstance(layer, QgsCentroidFillSymbolLayer):
            scaled(layer.subSymbol(), factor)
    return symbol


def unit_symbol(row: ManagementClass, *, alpha: float = ALPHA) -> QgsFillSymbol:
    """A parcel of a class: fill only (a pattern on each of 100,000 parcels makes a sheet of 161 MB)."""
    return built(QgsFillSymbol(), [fill_layer(colour(row.fill, alpha), colour(GREY, 0.8), 0.1)])


def bare_unit_symbol(width: float = 0.1) -> QgsFillSymbol:
    """A parcel without a class: its outline only."""
    return built(QgsFillSymbol(), [fill_layer(None, colour(GREY, 0.8), width)])


def upper_zone_symbol() -> QgsFillSymbol:
    """A zone of an upper plan: context, outline only."""
    return built(QgsFillSymbol(), [outline_layer(QColor("#5b2a86"), 0.6, (6.0, 2.0, 1.0, 2.0))])


def blank_zone_symbol() -> QgsFillSymbol:
    """A zone without a class."""
    return built(QgsFillSymbol(), [outline_layer(QColor(GREY), 0.3, (3.0, 2.0))])


def shape_of(name: str) -> QgsSimpleMarkerSymbolLayer.Shape:
    """QGIS's marker shape by its name or by the glyph that stands for it; a circle where neither is known."""
    decoded = QgsSimpleMarkerSymbolLayer.decodeShape(_SHAPES.get(name, name) or "circle")
    shape = decoded[0] if isinstance(decoded, tuple) else decoded
    return shape


def centroid_fill(marker: QgsMarkerSymbol) -> QgsFillSymbol:
    """An area that shows only a point symbol at its centre."""
    layer = QgsCentroidFillSymbolLayer()
    layer.setSubSymbol(marker)
    return built(QgsFillSymbol(), [layer])


def finding_symbol(row: Severity, size: float = 2.8, rim: float = 0.3) -> QgsMarkerSymbol:
    """A finding by its severity, with a white rim so that it stands on any fill."""
    marker = QgsSimpleMarkerSymbolLayer()
    marker.setShape(shape_of(row.symbol))
    marker.setSize(size)
    marker.setColor(QColor(row.colour))
    marker.setStrokeColor(QColor("#ffffff"))
    marker.setStrokeWidth(rim)
    return built(QgsMarkerSymbol(), [marker])


def closed_finding_symbol() -> QgsMarkerSymbol:
    """A finding that has gone: a small grey ring."""
    marker = QgsSimpleMarkerSymbolLayer()
    marker.setShape(shape_of("circle"))
    marker.setSize(1.6)
    marker.setColor(QColor(0, 0, 0, 0))
    marker.setStrokeColor(colour(GREY, 0.7))
    marker.setStrokeWidth(0.25)
    return built(QgsMarkerSymbol(), [marker])


def mark_symbol(row: MarkKind, scale: float = 1.0) -> QgsSymbol:
    """A mark: a point shape or a line in the catalogue's colour."""
    if row.geometry == "line":
        return _line_mark(row, scale)
    hollow = row.symbol in _HOLLOW or row.symbol.startswith("hollow")
    layers = [_point_layer(row, 3.6 * scale, hollow)]
    if row.symbol in {"◎", "double_circle", "bullseye", "target"}:
        layers[0] = _point_layer(row, 3.6 * scale, True, "circle")
        layers.append(_point_layer(row, 1.6 * scale, False, "circle"))
    return built(QgsMarkerSymbol(), layers)


def _point_layer(row: MarkKind, size: float, hollow: bool, shape: str = "") -> QgsSymbolLayer:
    marker = QgsSimpleMarkerSymbolLayer()
    marker.setShape(shape_of(shape or row.symbol.replace("hollow_", "")))
    marker.setSize(size)
    ink = QColor(row.colour)
    marker.setColor(QColor("#ffffff") if hollow else ink)
    marker.setStrokeColor(ink if hollow else QColor("#ffffff"))
    marker.setStrokeWidth(0.45 if hollow else 0.25)
    return marker


def _line_mark(row: MarkKind, scale: float) -> QgsSymbol:
    casing = QgsSimpleLineSymbolLayer(QColor(255, 255, 255, 200), 1.5 * scale)
    line = outline_layer(QColor(row.colour), 0.7 * scale, _DASHES.get(row.symbol, ()))
    for layer in (casing, line):
        layer.setPenCapStyle(Qt.PenCapStyle.FlatCap)
    layers: list[QgsSymbolLayer] = [casing, line]
    if row.symbol in _ALONG:
        layers.append(_along(row, scale))
    return built(QgsLineSymbol(), layers)


def _along(row: MarkKind, scale: float) -> QgsSymbolLayer:
    """Ticks or arrow heads along a line."""
    shape, size, interval = _ALONG[row.symbol]
    marker = QgsSimpleMarkerSymbolLayer()
    marker.setShape(shape_of(shape))
    marker.setSize(size * scale)
    marker.setColor(QColor(row.colour))
    marker.setStrokeColor(QColor(row.colour))
    marker.setStrokeWidth(0.35 * scale)
    chain = QgsMarkerLineSymbolLayer(True, interval * scale)
    chain.setOffsetAlongLine(interval * scale / 2)
    chain.setSubSymbol(built(QgsMarkerSymbol(), [marker]))
    return chain
