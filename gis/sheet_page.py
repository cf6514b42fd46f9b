"""A page to draw on in millimetres: text, boxes, lines, swatches. It remembers every text for the glyph check."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutItemLabel,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemPolygon,
    QgsLayoutItemPolyline,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPrintLayout,
    QgsSymbol,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QPointF, Qt
from qgis.PyQt.QtGui import QColor, QPolygonF

from . import symbols
from .sheet_text import fitted, font, width_mm, wrapped

INK = "#1f1f1f"
SOFT = "#5a5a5a"
RULE = "#9a9a9a"
_LINE = 1.42
_POINT_MM = 25.4 / 72
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "centre": Qt.AlignmentFlag.AlignHCenter,
}


class Page:
    """One page of a layout, ``width`` × ``height`` mm, drawn in units of A3: ``factor`` scales all but the paper."""

    def __init__(
        self, layout: QgsPrintLayout, family: str, width: float, height: float, factor: float
    ) -> None:
        self.layout, self.family, self.factor = layout, family, factor
        self.width, self.height = width / factor, height / factor
        self.texts: list[str] = []
        self.dry = False
        """While true nothing is drawn: what is asked for is only measured."""
        size = QgsLayoutSize(width, height, QgsUnitTypes.LayoutUnit.LayoutMillimeters)
        page: QgsLayoutItemPage = layout.pageCollection().pages()[0]
        page.setPageSize(size)

    def place(self, item: Any, x: float, y: float, width: float, height: float) -> Any:
        """Put an item on the page."""
        k = self.factor
        self.layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(x * k, y * k, QgsUnitTypes.LayoutUnit.LayoutMillimeters))
        item.attemptResize(QgsLayoutSize(width * k, height * k, QgsUnitTypes.LayoutUnit.LayoutMillimeters))
        return item

    def line(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        points: float,
        *,
        bold: bool = False,
        ink: str = INK,
        align: str = "left",
        height: float = 0.0,
    ) -> None:
        """One line, in a smaller size where it would not fit; ``height`` centres it between y and y + height."""
        if not text or self.dry:
            return
        size = fitted(text, self.family, points, width, bold=bold)
        self._label(text, x, y, width, height or size * _POINT_MM * _LINE, size, bold, ink, align)

    def paragraph(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        points: float,
        *,
        bold: bool = False,
        ink: str = INK,
    ) -> float:
        """Text in lines not wider than ``width``; returns the y under it."""
        step = points * _POINT_MM * _LINE
        for row in wrapped(text, self.family, points, width, bold=bold):
            if not self.dry:
                self._label(row, x, y, width + points * 0.5, step, points, bold, ink, "left")
            y += step
        return y

    def paragraph_height(self, text: str, width: float, points: float) -> float:
        """How high ``paragraph`` will be."""
        return len(wrapped(text, self.family, points, width)) * points * _POINT_MM * _LINE

    def _label(
        self,
        text: str,
        x: float,
        y: float,
        width: float,
        height: float,
        points: float,
        bold: bool,
        ink: str,
        align: str,
    ) -> None:
        self.texts.append(text)
        label = QgsLayoutItemLabel(self.layout)
        label.setMode(QgsLayoutItemLabel.Mode.ModeFont)
        label.setText(text)
        made = font(self.family, points * self.factor, bold=bold)
        if hasattr(label, "setTextFormat"):
            style = QgsTextFormat()
            style.setFont(made)
            style.setSize(points * self.factor)
            style.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
            style.setColor(QColor(ink))
            label.setTextFormat(style)
        else:
            label.setFont(made)
            label.setFontColor(QColor(ink))
        label.setMarginX(0)
        label.setMarginY(0)
        label.setHAlign(_ALIGN[align])
        label.setVAlign(Qt.AlignmentFlag.AlignVCenter)
        room = 1.0
        shift = {"left": 0.0, "right": room, "centre": room / 2}[align]
        self.place(label, x - shift, y, width + room, height)

    def width_of(self, text: str, points: float, *, bold: bool = False) -> float:
        """Width of one line in page units."""
        return width_mm(text, self.family, points, bold=bold)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "",
        line: str = "",
        thickness: float = 0.2,
    ) -> None:
        """A rectangle."""
        if self.dry:
            return
        layer = symbols.fill_layer(
            QColor(fill) if fill else None, QColor(line) if line else None, thickness * self.factor
        )
        self.swatch(symbols.built(QgsFillSymbol(), [layer]), x, y, width, height)

    def swatch(self, symbol: QgsFillSymbol, x: float, y: float, width: float, height: float) -> None:
        """A rectangle in the symbol of an area."""
        if self.dry:
            return
        shape = QgsLayoutItemShape(self.layout)
        shape.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        shape.setSymbol(symbol)
        self.place(shape, x, y, width, height)

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, ink: str = RULE, thickness: float = 0.2
    ) -> None:
        """A straight line."""
        layer = symbols.outline_layer(QColor(ink), thickness * self.factor)
        self.stroke(symbols.built(QgsLineSymbol(), [layer]), x1, y1, x2, y2)

    def stroke(self, symbol: QgsLineSymbol, x1: float, y1: float, x2: float, y2: float) -> None:
        """A straight line in the symbol of a line."""
        if self.dry:
            return
        k = self.factor
        points = QPolygonF([QPointF(x1 * k, y1 * k), QPointF(x2 * k, y2 * k)])
        line = QgsLayoutItemPolyline(points, self.layout)
        line.setSymbol(symbol)
        self.layout.addLayoutItem(line)

    def marker(self, symbol: QgsMarkerSymbol, x: float, y: float) -> None:
        """A point symbol, centred on (x, y): as the centroid of a small invisible area."""
        if self.dry:
            return
        area = symbols.centroid_fill(symbol)
        k = self.factor
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        polygon = QPolygonF([QPointF((x + dx) * k, (y + dy) * k) for dx, dy in corners])
        item = QgsLayoutItemPolygon(polygon, self.layout)
        item.setSymbol(area)
        self.layout.addLayoutItem(item)

    def sample(self, symbol: QgsSymbol, x: float, y: float, width: float, height: float) -> None:
        """A legend's sample of any symbol in the box (x, y, width, height)."""
        if isinstance(symbol, QgsFillSymbol):
            self.swatch(symbol, x, y, width, height)
        elif isinstance(symbol, QgsLineSymbol):
            self.stroke(symbol, x, y + height / 2, x + width, y + height / 2)
        elif isinstance(symbol, QgsMarkerSymbol):
            self.marker(symbol, x + width / 2, y + height / 2)

    def picture(self, path: str, x: float, y: float, width: float, height: float) -> None:
        """An SVG."""
        item = QgsLayoutItemPicture(self.layout)
        item.setPicturePath(path, QgsLayoutItemPicture.Format.FormatSVG)
        self.place(item, x, y, width, height)
