"""Photographs QGIS's window with the toolbox open, then ends QGIS; ``scripts/make_pictures`` has QGIS run this."""

from __future__ import annotations

import os

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QTreeView
from qgis.utils import iface, plugins

PROVIDER = "Kosozu"
SHOWN = ("要手続", "要調整")
EASTERN = 0.47
SETTLE_MS, STEP_MS = 6_000, 1_000


def arrange() -> None:
    """The layers' legend on the left, the plan in the middle, the toolbox with our algorithms on the right."""
    window = iface.mainWindow()
    window.setGeometry(window.screen().geometry())
    toolbox = window.findChild(QDockWidget, "ProcessingToolbox")
    for dock in window.findChildren(QDockWidget):
        dock.setVisible(dock.objectName() in ("Layers", "ProcessingToolbox"))
    layers = window.findChild(QDockWidget, "Layers")
    window.resizeDocks([layers, toolbox], [330, 400], Qt.Orientation.Horizontal)
    tree = max(toolbox.findChildren(QTreeView), key=lambda view: view.model().rowCount())
    tree.collapseAll()
    model = tree.model()
    for row in range(model.rowCount()):
        index = model.index(row, 0)
        if str(index.data()).startswith(PROVIDER):
            tree.expandRecursively(index)
            tree.scrollTo(index, QTreeView.ScrollHint.PositionAtTop)
    iface.messageBar().clearWidgets()
    session = plugins["kosozu"]._desk.session
    session.show_layer("finding", True)  # it goes with the dock of the findings, which is shut here
    layers = session.layers
    QgsProject.instance().layerTreeRoot().findLayer(layers["finding"]).setExpanded(True)
    # Two boxes of the legend are unticked, as a planner would: the lightest findings hide the map at this scale.
    renderer = layers["finding"].renderer().clone()
    for item in renderer.legendSymbolItems():
        renderer.checkLegendSymbolItem(item.ruleKey(), item.label() in SHOWN)
    layers["finding"].setRenderer(renderer)
    extent = layers["zone"].extent()
    # The eastern part of the valley, where every class lies.
    extent.setXMinimum(extent.xMinimum() + EASTERN * extent.width())
    iface.mapCanvas().setExtent(extent)
    iface.mapCanvas().refresh()
    QTimer.singleShot(SETTLE_MS, photograph)


def photograph() -> None:
    """Wait until the map is drawn, take the picture and leave without asking about the project."""
    if iface.mapCanvas().isDrawing():
        QTimer.singleShot(STEP_MS, photograph)
        return
    screen = iface.mainWindow().screen()
    image = screen.grabWindow(0).toImage()
    image.save(os.environ["KOSOZU_PICTURE"], "PNG")
    QgsProject.instance().setDirty(False)
    QApplication.instance().quit()


QTimer.singleShot(SETTLE_MS, arrange)
