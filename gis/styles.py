"""The default styles of a plan's layers, as QML, built from the catalogue.

Each style is made on a throw-away layer and exported by QGIS itself, so that it loads in every version; what
QGIS draws by lot is settled, so that the same catalogue gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsExpression,
    QgsFeatureRenderer,
    QgsFeatureRequest,
    QgsField,
    QgsFillSymbol,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsNullSymbolRenderer,
    QgsPalLayerSettings,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSymbol,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import QVariant
from qgis.PyQt.QtGui import QColor, QFont
from qgis.PyQt.QtXml import QDomDocument

from ..core.catalogue import Catalogue
from ..core.errors import KosozuError
from ..core.plan.schema import TABLES
from . import symbols
from .forms import apply_form

_KIND = {
    "unit": "MultiPolygon",
    "zone": "MultiPolygon",
    "mark": "Point",
    "action": "None",
    "finding": "Point",
}
_TYPES = {"T": QVariant.String, "I": QVariant.LongLong, "R": QVariant.Double}
_CLASS = "coalesce(\"class_code\", '')"
_ZONE_CLASS = f"CASE WHEN \"tier\" = 'upper' THEN 'upper' ELSE {_CLASS} END"
_OPEN_SEVERITY = "CASE WHEN \"state\" = 'closed' THEN 'closed' ELSE \"severity\" END"
_UUID = re.compile(r"\{[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\}")
_BARE_UUID = re.compile(r"(?<![0-9a-zA-Z-])[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}(?![0-9a-zA-Z-])")
_SORTED = [
    (
        re.compile(rf"{start}([\w:.-]+)((?:\s+[\w:.-]+={quote}(?:(?!{quote}).)*{quote})+)\s*(/?>)"),
        re.compile(rf"\s+[\w:.-]+={quote}(?:(?!{quote}).)*{quote}"),
    )
    for start, quote in (("<", '"'), ("&lt;", "&quot;"))
]
"""Tags and their attributes: of the style, and of the symbols that it holds as escaped text."""
_ANY_GEOMETRY = "3"


def plan_styles(catalogue: Catalogue) -> dict[str, str]:
    """Layer name → QML for the five layers that a planner sees."""
    return {name: _qml(name, catalogue) for name in _KIND}


def _qml(name: str, catalogue: Catalogue) -> str:
    layer = blank_layer(name)
    renderer = renderer_for(name, catalogue)
    if renderer is not None:
        layer.setRenderer(renderer)
    if name == "zone":
        layer.setLabeling(QgsVectorLayerSimpleLabeling(zone_labels(catalogue)))
        layer.setLabelsEnabled(True)
    if name == "mark":
        layer.setLabeling(QgsVectorLayerSimpleLabeling(name_labels()))
        layer.setLabelsEnabled(True)
    apply_form(layer, name, catalogue)
    settle_elevation(layer)
    document = QDomDocument()
    problem = layer.exportNamedStyle(document)
    if problem:
        raise KosozuError("GIS-STYLE", layer=name, detail=problem)
    text = str(document.toString(1))
    if name == "mark":
        tag = "layerGeometryType"
        text = re.sub(rf"<{tag}>\d+</{tag}>", f"<{tag}>{_ANY_GEOMETRY}</{tag}>", text)
    return settled(text, name)


def blank_layer(name: str) -> QgsVectorLayer:
    """An empty memory layer with the columns of a table of the plan."""
    layer = QgsVectorLayer(_KIND[name], name, "memory")
    fields = [QgsField("fid", QVariant.LongLong)]
    fields += [QgsField(column, _TYPES[kind]) for column, kind in TABLES[name].columns.items()]
    layer.dataProvider().addAttributes(fields)
    layer.updateFields()
    return layer


def renderer_for(name: str, catalogue: Catalogue) -> QgsFeatureRenderer | None:
    """The renderer of one of the plan's layers; None for a table without geometry."""
    makers: Mapping[str, Callable[[Catalogue], QgsFeatureRenderer]] = {
        "unit": _unit_renderer,
        "zone": _zone_renderer,
        "mark": _mark_renderer,
        "finding": _finding_renderer,
    }
    return makers[name](catalogue) if name in makers else None


def settle_elevation(layer: QgsVectorLayer) -> None:
    """Grey symbols for elevation profiles, which QGIS (3.26 on) otherwise colours by lot."""
    profile = layer.elevationProperties() if hasattr(layer, "elevationProperties") else None
    if profile is not None and hasattr(profile, "setProfileLineSymbol"):
        grey = {"color": symbols.GREY}
        profile.setProfileLineSymbol(QgsLineSymbol.createSimple(grey))
        profile.setProfileFillSymbol(QgsFillSymbol.createSimple(grey))
        profile.setProfileMarkerSymbol(QgsMarkerSymbol.createSimple(grey))


def _categorised(
    expression: str, categories: list[tuple[str, QgsSymbol, str]]
) -> QgsCategorizedSymbolRenderer:
    made = [QgsRendererCategory(value, symbol, text) for value, symbol, text in categories]
    return QgsCategorizedSymbolRenderer(expression, made)


def _class_label(catalogue: Catalogue, code: str) -> str:
    row = catalogue.classes[code]
    return f"{row.letter}  {row.label_ja}" if row.letter not in row.label_ja else row.label_ja


def _unit_renderer(catalogue: Catalogue) -> QgsFeatureRenderer:
    rows = catalogue.classes.values()
    found = [(row.code, symbols.unit_symbol(row), _class_label(catalogue, row.code)) for row in rows]
    return _categorised(_CLASS, [*found, ("", symbols.bare_unit_symbol(), "未検討")])


def _zone_renderer(catalogue: Catalogue) -> QgsFeatureRenderer:
    rows = catalogue.classes.values()
    found = [(row.code, symbols.zone_symbol(row), _class_label(catalogue, row.code)) for row in rows]
    found.append(("upper", symbols.upper_zone_symbol(), "上位計画の区域"))
    return _categorised(_ZONE_CLASS, [*found, ("", symbols.blank_zone_symbol(), "未検討")])


def _finding_renderer(catalogue: Catalogue) -> QgsFeatureRenderer:
    rows = list(catalogue.severities.values())
    found = [(row.code, symbols.finding_symbol(row), row.label_ja) for row in rows]
    renderer = _categorised(_OPEN_SEVERITY, [*found, ("closed", symbols.closed_finding_symbol(), "解消")])
    ranks = " ".join(
        f'WHEN "severity" = {QgsExpression.quotedString(row.code)} THEN {row.order}' for row in rows
    )
    clause = QgsFeatureRequest.OrderByClause(f"CASE {ranks} ELSE 99 END", False)
    renderer.setOrderBy(QgsFeatureRequest.OrderBy([clause]))
    renderer.setOrderByEnabled(True)
    return renderer


def _mark_renderer(catalogue: Catalogue) -> QgsFeatureRenderer:
    root = QgsRuleBasedRenderer.Rule(None)
    for row in catalogue.mark_kinds.values():
        shape = "Line" if row.geometry == "line" else "Point"
        condition = (
            f"\"kind\" = {QgsExpression.quotedString(row.code)} AND geometry_type($geometry) = '{shape}'"
        )
        root.appendChild(QgsRuleBasedRenderer.Rule(symbols.mark_symbol(row), 0, 0, condition, row.label_ja))
    return QgsRuleBasedRenderer(root) if root.children() else QgsNullSymbolRenderer()


def text_format(
    size: float, *, ink: str = "#1a1a1a", buffer_mm: float = 0.8, family: str = "Sans Serif"
) -> QgsTextFormat:
    """Text for labels: points, with a white rim in millimetres so that it reads on fill and hatch alike."""
    form = QgsTextFormat()
    form.setFont(QFont(family))
    form.setSize(size)
    form.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    form.setColor(QColor(ink))
    rim = QgsTextBufferSettings()
    rim.setEnabled(buffer_mm > 0)
    rim.setSize(buffer_mm)
    rim.setSizeUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    rim.setColor(QColor(255, 255, 255, 235))
    form.setBuffer(rim)
    return form


def letter_expression(catalogue: Catalogue) -> str:
    """An expression that gives the letter of ``class_code``."""
    quoted = QgsExpression.quotedString
    rows = catalogue.classes.values()
    cases = " ".join(f'WHEN "class_code" = {quoted(row.code)} THEN {quoted(row.letter)}' for row in rows)
    return f"CASE {cases} ELSE '' END"


def zone_labels(catalogue: Catalogue) -> QgsPalLayerSettings:
    """The letter of the class and, under it, the zone's name."""
    settings = QgsPalLayerSettings()
    settings.fieldName = f"concat({letter_expression(catalogue)}, '\\n', coalesce(\"name\", ''))"
    settings.isExpression = True
    settings.setFormat(text_format(9))
    settings.multilineAlign = QgsPalLayerSettings.MultiLineAlign.MultiCenter
    settings.centroidInside = True
    settings.placement = QgsPalLayerSettings.Placement.OverPoint
    settings.priority = 8
    return settings


def name_labels() -> QgsPalLayerSettings:
    """Names of marks, at large scales."""
    settings = QgsPalLayerSettings()
    settings.fieldName = "name"
    settings.setFormat(text_format(8, ink="#333333"))
    settings.placement = QgsPalLayerSettings.Placement.AroundPoint
    settings.dist = 1.5
    settings.scaleVisibility = True
    settings.minimumScale = 50_000
    return settings


def settled(text: str, name: str) -> str:
    """The same text for the same style: Qt orders attributes by lot, and QGIS gives out random ids."""
    for tags, attributes in _SORTED:
        text = tags.sub(lambda tag, a=attributes: _with_sorted(tag, a), text)
    seen: dict[str, str] = {}

    def number(found: re.Match[str]) -> str:
        key = found.group(0).strip("{}").lower()
        seen.setdefault(key, f"00000000-0000-4000-8000-{len(seen) + 1:012x}")
        return "{" + seen[key] + "}" if found.group(0).startswith("{") else seen[key]

    text = _BARE_UUID.sub(number, _UUID.sub(number, text))
    return re.sub(rf"{name}_[0-9a-f]{{8}}_[0-9a-f_]{{27}}", name, text)


def _with_sorted(tag: re.Match[str], attributes: re.Pattern[str]) -> str:
    head = tag.group(0)[: tag.start(2) - tag.start(0)]
    return head + "".join(sorted(attributes.findall(tag.group(2)))) + tag.group(3)
