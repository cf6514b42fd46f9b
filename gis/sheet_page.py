"""A page to draw on in millimetres: text, boxes, lines, swatches. It remembers every text for the glyph check."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsFillSymbol,
    QgsLayoutItemLabel,
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
from .sheet_text import LEAST, cut_to, fitted, font, width_mm, wrapped
from .sheet_tone import grey, grey_symbol

INK = "#1f1f1f"
SOFT = "#5a5a5a"
RULE = "#9a9a9a"
RED = "#B3261E"
_LINE = 1.42
_FINE = 0.88
_POINT_MM = 25.4 / 72
_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "right": Qt.AlignmentFlag.AlignRight,
    "centre": Qt.AlignmentFlag.AlignHCenter,
}


class Page:
    """A page of a layout, drawn in units of ``factor`` mm; ``floor`` is the least size of type in points.

    ``top`` is where the page lies in the layout, in mm: below those before it.
    """

    def __init__(
        self,
        layout: QgsPrintLayout,
        family: str,
        factor: float = 1.0,
        *,
        floor: float = 0.0,
        mono: bool = False,
        top: float = 0.0,
        texts: list[str] | None = None,
        cut: list[str] | None = None,
    ) -> None:
        self.layout, self.family, self.factor = layout, family, factor
        self.floor, self.mono, self.top = floor, mono, top
        self.texts: list[str] = [] if texts is None else texts
        self.cut: list[str] = [] if cut is None else cut
        """Texts that were too long for their place and end in …"""
        self.dry = False
        """While true nothing is drawn: what is asked for is only measured."""

    def scaled(self, factor: float) -> Page:
        """The same page in other units."""
        return Page(
            self.layout,
            self.family,
            factor,
            floor=self.floor,
            mono=self.mono,
            top=self.top,
            texts=self.texts,
            cut=self.cut,
        )

    def ink(self, colour: str) -> QColor:
        """A colour as this page prints it."""
        return grey(QColor(colour)) if self.mono else QColor(colour)

    def points(self, wish: float) -> float:
        """A size of type in page units, not under the floor."""
        return max(wish, self.floor / self.factor)

    def place(self, item: Any, x: float, y: float, width: float, height: float) -> Any:
        """Put an item on the page."""
        k = self.factor
        mm = QgsUnitTypes.LayoutUnit.LayoutMillimeters
        self.layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(x * k, y * k + self.top, mm))
        item.attemptResize(QgsLayoutSize(width * k, height * k, mm))
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
        family: str = "",
        fine: bool = False,
    ) -> None:
        """One line, in a smaller size where it would not fit; ``height`` centres it between y and y + height.

        ``fine`` type may go a little under the floor, for what only explains the line above it.
        """
        if not text or self.dry:
            return
        points = self.points(points)
        family = family or self.family
        least = max(LEAST, self.floor * (_FINE if fine else 1.0) / self.factor / points)
        size = fitted(text, family, points, width, bold=bold, least=least)
        short = cut_to(text, family, size, width, bold=bold)
        if short != text:
            self.cut.append(text)
        height = height or size * _POINT_MM * _LINE
        self._label(short, x, y, width, height, size, bold, ink, align, family)

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
        align: str = "left",
        family: str = "",
    ) -> float:
        """Text in lines not wider than ``width``; returns the y under it."""
        points = self.points(points)
        step = points * _POINT_MM * _LINE
        for row in wrapped(text, family or self.family, points, width, bold=bold):
            if not self.dry and row:
                room = width + points * 0.5 * (align == "left")
                self._label(row, x, y, room, step, points, bold, ink, align, family or self.family)
            y += step
        return y

    def lines_of(self, text: str, width: float, points: float) -> list[str]:
        """The lines of a text that is wrapped at a width."""
        return wrapped(text, self.family, self.points(points), width)

    def paragraph_height(self, text: str, width: float, points: float, *, bold: bool = False) -> float:
        """How high ``paragraph`` will be."""
        points = self.points(points)
        return len(wrapped(text, self.family, points, width, bold=bold)) * points * _POINT_MM * _LINE

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
        family: str,
    ) -> None:
        self.texts.append(text)
        label = QgsLayoutItemLabel(self.layout)
        label.setMode(QgsLayoutItemLabel.Mode.ModeFont)
        label.setText(text)
        made = font(family, points * self.factor, bold=bold)
        if hasattr(label, "setTextFormat"):
            style = QgsTextFormat()
            style.setFont(made)
            style.setSize(points * self.factor)
            style.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
            style.setColor(self.ink(ink))
            label.setTextFormat(style)
        else:
            label.setFont(made)
            label.setFontColor(self.ink(ink))
        label.setMarginX(0)
        label.setMarginY(0)
        label.setHAlign(_ALIGN[align])
        label.setVAlign(Qt.AlignmentFlag.AlignVCenter)
        room = 1.0
        shift = {"left": 0.0, "right": room, "centre": room / 2}[align]
        self.place(label, x - shift, y, width + room, height)

    def width_of(self, text: str, points: float, *, bold: bool = False) -> float:
        """Width of one line in page units."""
        return width_mm(text, self.family, self.points(points), bold=bold)

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
        layer = symbols.fill_layer(
            self.ink(fill) if fill else None, self.ink(line) if line else None, thickness * self.factor
        )
        self._shape(symbols.built(QgsFillSymbol(), [layer]), x, y, width, height)

    def swatch(self, symbol: QgsFillSymbol, x: float, y: float, width: float, height: float) -> None:
        """A rectangle in the symbol of an area."""
        self._shape(grey_symbol(symbol) if self.mono else symbol, x, y, width, height)

    def _shape(self, symbol: QgsFillSymbol, x: float, y: float, width: float, height: float) -> None:
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
        points = QPolygonF([QPointF(x1 * k, y1 * k + self.top), QPointF(x2 * k, y2 * k + self.top)])
        line = QgsLayoutItemPolyline(points, self.layout)
        line.setSymbol(grey_symbol(symbol) if self.mono else symbol)
        self.layout.addLayoutItem(line)

    def marker(self, symbol: QgsMarkerSymbol, x: float, y: float) -> None:
        """A point symbol, centred on (x, y): as the centroid of a small invisible area."""
        if self.dry:
            return
        area = symbols.centroid_fill(grey_symbol(symbol) if self.mono else symbol)
        k = self.factor
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        polygon = QPolygonF([QPointF((x + dx) * k, (y + dy) * k + self.top) for dx, dy in corners])
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
        if self.dry:
            return
        item = QgsLayoutItemPicture(self.layout)
        item.setPicturePath(path, QgsLayoutItemPicture.Format.FormatSVG)
        self.place(item, x, y, width, height)
