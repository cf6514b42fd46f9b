"""The layers of the plan at hand in the open project: their coming and going, and drawing them anew."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from qgis.core import QgsLayerTreeGroup, QgsProject, QgsVectorLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ..core.plan import PlanFile
from ..gis.plan_layers import IN_TABLES, plan_layers, table_of
from .problems import guarded
from .signals import Connections

LATE_MS = 700
"""When the map has told the project of its new extent."""


class PlanGroup(QObject):
    """One group of the project's tree, with the plan's layers by name; none while no plan is open."""

    touched = pyqtSignal()
    """Edits of QGIS's own in one of the layers have begun, or ended."""
    committed = pyqtSignal()
    """QGIS has saved edits of a layer."""
    leaving = pyqtSignal()
    """Somebody is taking layers of the plan out of the project; they are still there."""

    def __init__(self, iface: Any, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.layers: dict[str, QgsVectorLayer] = {}
        self._iface = iface
        self._group: QgsLayerTreeGroup | None = None
        self._plan: PlanFile | None = None
        self._stale = False
        self._connections = Connections()
        project = QgsProject.instance()
        self._connections.connect(project, project.layersWillBeRemoved, self._taken_out)
        self._connections.connect(project, project.writeMapLayer, self._written_to_project)

    def dispose(self) -> None:
        """Let go of the project's signals."""
        self._connections.forget()

    def add(self, plan: PlanFile) -> None:
        """Put the layers of a plan on top of the project's, and show them whole."""
        project = QgsProject.instance()
        dirty = project.isDirty()
        self._plan = plan
        self.layers = plan_layers(plan.path, plan.catalogue)
        title = plan.info["title"] or Path(plan.home).stem
        self._group = project.layerTreeRoot().insertGroup(0, title)
        for place, (name, layer) in enumerate(self.layers.items()):
            self._put(layer, place, shown=name not in IN_TABLES)
        unit = self.layers.get("unit")
        if unit is not None:
            project.setCrs(unit.crs())
            if self._iface is not None:
                self.show_all()
        if not dirty:
            # Our layers and our view are no change of the person's project; the map tells of its new extent late.
            project.setDirty(False)
            QTimer.singleShot(LATE_MS, lambda: project.setDirty(False))

    def add_layer(self, name: str, layer: QgsVectorLayer, *, below: str = "", in_tree: bool = True) -> None:
        """One more layer, below another of the plan's; one that only serves others is in no tree. Not shown yet."""
        project = QgsProject.instance()
        dirty = project.isDirty()
        self.layers[name] = layer
        if in_tree:
            self._put(layer, self._place_below(below) if below in self.layers else 0, shown=False)
        else:
            project.addMapLayer(layer, False)
        if not dirty:
            project.setDirty(False)

    def _place_below(self, name: str) -> int:
        node = self._group.findLayer(self.layers[name]) if self._group is not None else None
        return self._group.children().index(node) + 1 if node is not None else 0  # type: ignore[union-attr]

    def _put(self, layer: QgsVectorLayer, place: int, *, shown: bool) -> None:
        """Into project and tree, and hear of its edits."""
        assert self._group is not None  # noqa: S101 - called while a plan is open
        QgsProject.instance().addMapLayer(layer, False)
        node = self._group.insertLayer(place, layer)
        node.setExpanded(False)
        if not shown:
            node.setItemVisibilityChecked(False)
        self._connections.connect(layer, layer.afterCommitChanges, self.committed.emit)
        for signal in (layer.layerModified, layer.editingStopped, layer.afterRollBack):
            self._connections.connect(layer, signal, self.touched.emit)

    def remove(self) -> None:
        """Take layers and group out of the project."""
        layers, self.layers, self._plan = self.layers, {}, None
        for layer in layers.values():
            self._connections.forget(layer)
        QgsProject.instance().removeMapLayers([layer.id() for layer in layers.values()])
        group, self._group = self._group, None
        # A new project has taken the whole tree away already.
        if group is not None and not sip.isdeleted(group) and group.parent() is not None:
            group.parent().removeChildNode(group)

    # What is shown.

    def show_layer(self, name: str, shown: bool) -> None:
        """Tick or untick one of the plan's layers in the project's tree."""
        layer = self.layers.get(name)
        node = self._group.findLayer(layer) if layer is not None and self._group is not None else None
        if node is not None:
            node.setItemVisibilityChecked(shown)

    def is_shown(self, name: str) -> bool:
        """Whether a layer is ticked."""
        layer = self.layers.get(name)
        node = self._group.findLayer(layer) if layer is not None and self._group is not None else None
        return bool(node is not None and node.itemVisibilityChecked())

    def show_all(self) -> None:
        """The whole plan in the map."""
        boxes = [self.layers[name].extent() for name in ("unit", "zone") if name in self.layers]
        whole = next((box for box in boxes if not box.isEmpty()), None)
        for box in boxes:
            if whole is not None and not box.isEmpty():
                whole.combineExtentWith(box)
        if whole is not None:
            canvas = self._iface.mapCanvas()
            canvas.setExtent(whole.buffered(0.03 * max(whole.width(), whole.height())))
            canvas.refresh()

    def draw(self, tables: Collection[str], reshaped: Collection[str], *, only_painted: bool) -> None:
        """Draw what was written: ``reshaped`` tables have other rows or shapes than before."""
        for name, layer in self.layers.items():
            if table_of(name) not in tables:
                continue
            if name in reshaped:
                layer.reload()
            layer.dataProvider().dataChanged.emit()
            if name == "unit" and only_painted:
                self._stale = True  # the painted parcels lie on top; what is under them can wait
            else:
                layer.triggerRepaint()

    def draw_rest(self) -> None:
        """What lies under fresh paint."""
        if self._stale and "unit" in self.layers:
            self._stale = False
            self.layers["unit"].triggerRepaint()

    def reload(self) -> None:
        """Read every layer again."""
        for layer in self.layers.values():
            layer.reload()
            layer.dataProvider().dataChanged.emit()
            layer.triggerRepaint()

    # What others do.

    @guarded
    def _taken_out(self, ids: list[str]) -> None:
        ours = {name: layer for name, layer in self.layers.items() if layer.id() in ids}
        if ours:
            self.leaving.emit()
        for name, layer in ours.items():
            self._connections.forget(layer)
            del self.layers[name]

    @guarded
    def _written_to_project(self, layer: Any, element: Any, document: Any) -> None:
        """A project that is saved names the plan where it lives: the working copy of one on a share will be gone."""
        plan = self._plan
        if plan is None or plan.home == plan.path or all(layer is not ours for ours in self.layers.values()):
            return
        source = element.firstChildElement("datasource")
        text = layer.source().replace(plan.path, plan.home, 1)
        while source.hasChildNodes():
            source.removeChild(source.firstChild())
        source.appendChild(document.createTextNode(text))
