"""The layers of a plan file as the desk shows them, from the top of the map to the bottom."""

from __future__ import annotations

from qgis.core import QgsCategorizedSymbolRenderer, QgsRendererCategory, QgsVectorLayer

from ..core.catalogue import Catalogue
from ..core.plan.schema import TABLES
from . import symbols
from .words import tr

PAINT = "paint"
"""The painted parcels once more, above the zones: what was painted is seen whatever zone it lies in."""
ON_MAP = ("finding", "mark", PAINT, "zone", "unit")
"""From the top; all but the painted parcels in the style that stands in the file."""
LAND = "land"
"""The parcels once more, by a number that is known of them; there while somebody looks at it."""
IN_TABLES = ("action",)


def table_of(name: str) -> str:
    """The table that a layer shows; '' for one that whoever has added it draws anew."""
    return {PAINT: "unit", LAND: ""}.get(name, name)


def plan_layers(path: str, catalogue: Catalogue) -> dict[str, QgsVectorLayer]:
    """Name → layer, the map's first, in their order; one that cannot be loaded is left out."""
    made = {}
    for name in (*ON_MAP, *IN_TABLES):
        table = table_of(name)
        title = tr("Painted parcels") if name == PAINT else TABLES[table].description or table
        layer = QgsVectorLayer(f"{path}|layername={table}", title, "ogr")
        if not layer.isValid():
            continue
        if name == PAINT:
            layer.setSubsetString("coalesce(\"paint_code\", '') <> ''")
            layer.setRenderer(_paint_renderer(catalogue))
            layer.setLabelsEnabled(False)
            layer.setReadOnly(True)
        made[name] = layer
    return made


def _paint_renderer(catalogue: Catalogue) -> QgsCategorizedSymbolRenderer:
    """The classes' fills, opaque: nothing of the zone shines through."""
    categories = [
        QgsRendererCategory(code, symbols.unit_symbol(entry, alpha=1.0), entry.label_ja)
        for code, entry in catalogue.classes.items()
    ]
    return QgsCategorizedSymbolRenderer("paint_code", categories)
