"""Black and white: every colour of a symbol as the grey that a grey print would make of it."""

from __future__ import annotations

from typing import TypeVar

from qgis.core import QgsFeatureRenderer, QgsRenderContext, QgsSymbol
from qgis.PyQt.QtGui import QColor

AnySymbol = TypeVar("AnySymbol", bound=QgsSymbol)
_DARK, _DARK_IS = 140, 60
"""Mid tones are made darker, so that thin lines and small signs stay visible."""


def grey(colour: QColor) -> QColor:
    """The colour's grey; white stays white, what is dark enough to be a line or a sign becomes darker still."""
    level = round(0.2126 * colour.red() + 0.7152 * colour.green() + 0.0722 * colour.blue())
    if level < _DARK:
        level = round(level * _DARK_IS / _DARK)
    return QColor(level, level, level, colour.alpha())


def grey_symbol(symbol: AnySymbol) -> AnySymbol:
    """The symbol with all its colours as greys; the symbol itself is changed."""
    for layer in symbol.symbolLayers():
        layer.setColor(grey(layer.color()))
        layer.setStrokeColor(grey(layer.strokeColor()))
        layer.setFillColor(grey(layer.fillColor()))
        if layer.subSymbol() is not None:
            grey_symbol(layer.subSymbol())
    return symbol


def grey_renderer(renderer: QgsFeatureRenderer) -> QgsFeatureRenderer:
    """The renderer with the symbols of all its categories in greys."""
    if hasattr(renderer, "categories"):
        for number, category in enumerate(renderer.categories()):
            symbol = grey_symbol(category.symbol().clone())
            renderer.updateCategorySymbol(number, symbol)
    else:
        for symbol in renderer.symbols(QgsRenderContext()):
            grey_symbol(symbol)
    return renderer
