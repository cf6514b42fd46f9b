"""Opens the plan of ``KOSOZU_PLAN`` in QGIS's window, then runs the file of ``KOSOZU_CODE``; QGIS itself runs this."""

import os
import runpy
import sqlite3
from contextlib import closing
from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer
from qgis.utils import iface

LAYERS = ("finding", "mark", "zone", "unit")
"""The plan's maps, from the top; each in the style that stands in the file."""


def open_plan(path: Path) -> None:
    """Add the layers to the open project, in its coordinate system, and show them whole."""
    project = QgsProject.instance()
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        titles = dict(file.execute("SELECT table_name, description FROM gpkg_contents"))
    group = project.layerTreeRoot().insertGroup(0, path.stem)
    for name in LAYERS:
        layer = QgsVectorLayer(f"{path}|layername={name}", titles.get(name) or name, "ogr")
        if layer.isValid():
            project.addMapLayer(layer, False)
            group.addLayer(layer)
    if group.findLayers():
        parcels = group.findLayers()[-1].layer()
        project.setCrs(parcels.crs())
        iface.mapCanvas().setExtent(parcels.extent())
        iface.mapCanvas().refresh()


open_plan(Path(os.environ["KOSOZU_PLAN"]))
if "KOSOZU_CODE" in os.environ:
    runpy.run_path(os.environ["KOSOZU_CODE"])
