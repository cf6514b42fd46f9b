"""The layers of a plan file, in the styles that stand in it, from the top of the map to the bottom."""

from __future__ import annotations

from qgis.core import QgsVectorLayer

from ..core.plan.schema import TABLES

ON_MAP = ("finding", "mark", "zone", "unit")
"""From the top; each in the style that stands in the file."""
IN_TABLES = ("action",)


def plan_layers(path: str) -> dict[str, QgsVectorLayer]:
    """Name of the table → its layer, the map's first, in their order; one that cannot be loaded is left out."""
    made = {}
    for name in (*ON_MAP, *IN_TABLES):
        layer = QgsVectorLayer(f"{path}|layername={name}", TABLES[name].description or name, "ogr")
        if layer.isValid():
            made[name] = layer
    return made
