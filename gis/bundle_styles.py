"""Default styles of the layers of a bundle of open data: the plan's own symbols on the bundle's columns."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRenderer,
    QgsField,
    QgsFillSymbol,
    QgsPalLayerSettings,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QVariant
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

from ..core.analysis.looks import looks
from ..core.catalogue import Catalogue
from ..core.errors import KosozuError
from ..core.reports.bundle.layers import Layer
from . import symbols
from .styles import name_labels, renderer_for, settle_elevation, settled, text_format, zone_labels

_TYPES = {"T": QVariant.String, "I": QVariant.LongLong, "R": QVariant.Double}
_REACH = {"within": "within2", "beyond": "beyond", "uninhabited": "uninhabited", "unknown": "unknown"}
"""Places by reach, and the look of the maps that each has."""
_BASES = {"class": "zone", "upper": "zone", "group": "zone"}


def bundle_styles(catalogue: Catalogue, layers: Sequence[Layer]) -> dict[str, str]:
    """Layer → QML with Japanese aliases; for tables only the aliases. The same catalogue gives the same text."""
    return {layer.name: _qml(layer, catalogue) for layer in layers}


def _qml(layer: Layer, catalogue: Catalogue) -> str:
    blank = QgsVectorLayer(layer.geometry or "None", layer.name, "memory")
    fields = [QgsField("fid", QVariant.LongLong)]
    fields += [QgsField(column.name, _TYPES[column.kind]) for column in layer.columns]
    blank.dataProvider().addAttributes(fields)
    blank.updateFields()
    if layer.style:
        blank.setRenderer(_renderer(layer, catalogue))
        _label(blank, layer.style, catalogue)
    for index, column in enumerate(layer.columns, start=1):
        blank.setFieldAlias(index, column.ja)
    settle_elevation(blank)
    document = QDomDocument()
    problem = blank.exportNamedStyle(document)
    if problem:
        raise KosozuError("GIS-STYLE", layer=layer.name, detail=problem)
    return settled(str(document.toString(1)), layer.name)


def _renderer(layer: Layer, catalogue: Catalogue) -> QgsFeatureRenderer:
    style = layer.style
    if style == "upper":
        return QgsSingleSymbolRenderer(symbols.upper_zone_symbol())
    if style == "reach":
        return _reach_renderer(layer, catalogue)
    if style == "group":
        line = symbols.outline_layer(QColor("#7d7d7d"), 0.35, (3.0, 2.0))
        return QgsSingleSymbolRenderer(symbols.built(QgsFillSymbol(), [line]))
    found = renderer_for(_BASES.get(style, style), catalogue)
    if isinstance(found, QgsCategorizedSymbolRenderer):
        column, left = ("severity", "closed") if style == "finding" else ("class_code", "upper")
        found.setClassAttribute(column)
        present = {str(value) for value in layer.rows[column]}
        for index in reversed(range(len(found.categories()))):
            value = str(found.categories()[index].value())
            if value == left or value not in present:
                found.deleteCategory(index)
    if found is None:
        raise KosozuError("GIS-STYLE", layer=layer.name, detail=style)
    return found


def _reach_renderer(layer: Layer, catalogue: Catalogue) -> QgsFeatureRenderer:
    """Places of people by whether they reach a core in time; of what occurs alone."""
    present = set(layer.rows["reach"])
    found = looks(catalogue, "reach", "normal")
    made = []
    for code, look in _REACH.items():
        if code in present:
            fill = symbols.colour(found[look].fill, 0.75)
            symbol = symbols.built(QgsFillSymbol(), [symbols.fill_layer(fill, QColor("#5f6b73"), 0.15)])
            made.append(QgsRendererCategory(code, symbol, catalogue.code_label("reach", code, "ja")))
    return QgsCategorizedSymbolRenderer("reach", made)


def _label(blank: QgsVectorLayer, style: str, catalogue: Catalogue) -> None:
    """Letters and names of zones, names of marks and groups; nothing on the others."""
    settings = {"zone": lambda: zone_labels(catalogue), "mark": name_labels, "group": _group_labels}.get(
        style
    )
    if settings is not None:
        blank.setLabeling(QgsVectorLayerSimpleLabeling(settings()))
        blank.setLabelsEnabled(True)


def _group_labels() -> QgsPalLayerSettings:
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    settings.setFormat(text_format(8, ink="#555555"))
    settings.placement = QgsPalLayerSettings.Placement.OverPoint
    settings.centroidInside = True
    settings.priority = 2
    settings.scaleVisibility = True
    settings.minimumScale = 60_000
    return settings
