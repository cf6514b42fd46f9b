"""Photographs the desk with each of its docks, then ends QGIS; ``scripts/make_pictures`` has QGIS run this."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QTreeView
from qgis.utils import iface, plugins

FOLDER = Path(os.environ["KOSOZU_PICTURES"])
BACKGROUND = Path(os.environ["KOSOZU_SAMPLES"])
EASTERN = 0.47


def settle(milliseconds: int = 400) -> None:
    """Until the map is drawn."""
    QTest.qWait(milliseconds)
    for _ in range(500):
        if not iface.mapCanvas().isDrawing():
            return
        QTest.qWait(20)


def take(name: str) -> None:
    """One picture of the window."""
    iface.messageBar().clearWidgets()
    settle()
    iface.mainWindow().grab().save(str(FOLDER / f"{name}.png"))


def arrange(desk: object) -> None:
    """A window as a town hall has it: one dock of ours on the right, the map in the middle."""
    window = iface.mainWindow()
    window.setGeometry(window.screen().geometry())
    for dock in window.findChildren(QDockWidget):
        dock.setVisible(False)
    for name, colour in (("roads", "#9a9a9a"), ("river", "#7da7c9")):
        layer = QgsVectorLayer(str(BACKGROUND / f"{name}.geojson"), name, "ogr")
        layer.renderer().symbol().setColor(QColor(colour))
        QgsProject.instance().addMapLayer(layer, False)
        QgsProject.instance().layerTreeRoot().addLayer(layer)


def show(desk: object, name: str, width: int = 440) -> object:
    """One dock alone on the right."""
    for other, dock in desk.docks.items():  # type: ignore[attr-defined]
        dock.setVisible(other == name)
    dock = desk.docks[name]  # type: ignore[attr-defined]
    dock.raise_()
    iface.mainWindow().resizeDocks([dock], [width], Qt.Orientation.Horizontal)
    settle(200)
    return dock


def eastern() -> None:
    """The part of the valley where every class lies."""
    extent = plugins["kosozu"]._desk.session.layers["zone"].extent()
    extent.setXMinimum(extent.xMinimum() + EASTERN * extent.width())
    iface.mapCanvas().setExtent(extent)
    iface.mapCanvas().refresh()
    settle()


def land(desk: object) -> None:
    """The land dock with the difficulty, and a parcel asked why."""
    dock = show(desk, "kosozuLandDock", 470)
    views = ("difficulty", "future", "reach") if os.environ.get("KOSOZU_ALL_VIEWS") else ("difficulty",)
    for name in views:
        dock.views.setCurrentIndex(dock.views.findData(name))
        eastern()
        settle(600)
        if name == "difficulty":
            units = desk.session.units  # type: ignore[attr-defined]
            dock.why.show_unit(desk.session.plan, units.unit_id[len(units) // 2], "")  # type: ignore[attr-defined]
        take("desk_land" if name == "difficulty" else f"desk_land_{name}")


def photograph() -> None:
    """Every dock, with something going on in it."""
    desk = plugins["kosozu"]._desk
    desk.session.open(os.environ["KOSOZU_DESK_PLAN"])
    arrange(desk)
    if "kosozuPlanDock" in desk.docks:
        show(desk, "kosozuPlanDock")
        take("desk_plan")
    land(desk)
    desk.session.layers["finding"].setOpacity(0.9)
    show(desk, "kosozuDrawDock")
    eastern()
    desk.painting.choose("B1")
    desk.painting.activate("brush")
    blank = [row for row in range(len(desk.session.units)) if not desk.session.units.code[row]]
    desk.session.paint(blank[:40], "B1")
    take("desk_draw")
    desk.session.undo()
    findings = show(desk, "kosozuFindingsDock")
    tree = findings.findChild(QTreeView)
    first = tree.model().index(0, 0)
    tree.expand(first)
    tree.setCurrentIndex(first)
    settle(1_200)
    take("desk_findings")
    show(desk, "kosozuActionsDock", 640)
    settle(600)
    take("desk_actions")
    find = show(desk, "kosozuFindDock")
    find.words.setText("12")
    find.found.setCurrentRow(0)
    settle(1_000)
    take("desk_find")
    desk.session.close()


def run() -> None:
    """Take the pictures and leave, whatever happens."""
    try:
        photograph()
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    QgsProject.instance().setDirty(False)
    QTimer.singleShot(0, lambda: QApplication.instance().exit(0))
    QTimer.singleShot(3_000, lambda: os._exit(0))


QTimer.singleShot(4_000, run)
