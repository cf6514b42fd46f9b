"""The drawing tool: points, lines and outlines, corner by corner, snapping to edges and following them."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsSnappingConfig,
    QgsSnappingUtils,
    QgsTolerance,
    QgsTracer,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand, QgsSnapIndicator
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

from ...gis.compat import corners_and_edges

POINT, LINE, AREA = "point", "line", "area"
SNAP_PIXELS = 12.0
FOLLOWED = 4_000
"""Features in view up to which edges are followed; beyond, the tool draws straight."""


class CaptureTool(QgsMapTool):
    """Left button sets a corner; right button or Return ends; Backspace takes the last corner back; Esc gives up."""

    captured = pyqtSignal(QgsGeometry)
    given_up = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, layers: Callable[[], list[QgsVectorLayer]]) -> None:
        super().__init__(canvas)
        self.kind = AREA
        self.follows = True
        self._layers = layers
        self._corners: list[QgsPointXY] = []
        self._snapped: list[bool] = []
        self._runs: list[int] = []
        """How many points each press of the button has added."""
        self._snapping = QgsSnappingUtils(self)
        self._indicator = QgsSnapIndicator(canvas)
        self._tracer = QgsTracer()
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setWidth(2)
        self._band.setStrokeColor(QColor(170, 20, 20))
        self._band.setFillColor(QColor(170, 20, 20, 40))
        self.setCursor(Qt.CursorShape.CrossCursor)

    @property
    def is_drawing(self) -> bool:
        """Whether a corner has been set."""
        return bool(self._corners)

    def activate(self) -> None:
        """Look at the layers as they are now; keys are heard by a filter, as the canvas keeps some for itself."""
        super().activate()
        self.prepare()
        self.canvas().installEventFilter(self)
        self.canvas().extentsChanged.connect(self.prepare)

    def deactivate(self) -> None:
        """Another tool is chosen: nothing half done stays."""
        self.give_up()
        self.canvas().removeEventFilter(self)
        self.canvas().extentsChanged.disconnect(self.prepare)
        super().deactivate()

    def prepare(self) -> None:
        """Snap to, and follow, the plan's parcels and zones and every line layer that is on the map."""
        layers = [layer for layer in self._layers() if layer.isValid()]
        config = QgsSnappingConfig(QgsProject.instance())
        config.setEnabled(True)
        config.setMode(QgsSnappingConfig.SnappingMode.AdvancedConfiguration)
        for layer in layers:
            setting = QgsSnappingConfig.IndividualLayerSettings(
                True, corners_and_edges(), SNAP_PIXELS, QgsTolerance.UnitType.Pixels
            )
            config.setIndividualLayerSettings(layer, setting)
        self._snapping.setMapSettings(self.canvas().mapSettings())
        self._snapping.setIndexingStrategy(QgsSnappingUtils.IndexingStrategy.IndexExtent)
        self._snapping.setConfig(config)
        settings = self.canvas().mapSettings()
        self._tracer.setLayers(layers)
        self._tracer.setDestinationCrs(settings.destinationCrs(), settings.transformContext())
        self._tracer.setExtent(self.canvas().extent())
        self._tracer.setMaxFeatureCount(FOLLOWED)

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """Show where the next corner would be."""
        match = self._snapping.snapToMap(event.pos())
        self._indicator.setMatch(match)
        point = match.point() if match.isValid() else self.toMapCoordinates(event.pos())
        if self._corners:
            self._show([*self._corners, point])

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """A corner more, or the end."""
        if event.button() == Qt.MouseButton.RightButton:
            self._finish()
            return
        match = self._snapping.snapToMap(event.pos())
        point = match.point() if match.isValid() else self.toMapCoordinates(event.pos())
        self.add(point, match.isValid())

    def add(self, point: QgsPointXY, snapped: bool) -> None:
        """Set a corner; between two that lie on edges the edges are followed."""
        new = [point]
        if self._corners and self.follows and snapped and self._snapped[-1]:
            path = self._path(self._corners[-1], point)
            new = path or new
        self._corners += new
        self._snapped.append(snapped)
        self._runs.append(len(new))
        if self.kind == POINT:
            self._finish()
        else:
            self._show(self._corners)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc, Return and Backspace."""
        if event.type() != QEvent.Type.KeyPress:
            return False
        return self._key(event)  # type: ignore[arg-type]

    def give_up(self) -> None:
        """Forget what is half drawn."""
        was_drawing = bool(self._corners)
        self._clear()
        if was_drawing:
            self.given_up.emit()

    def dispose(self) -> None:
        """Take what was drawn off the canvas."""
        self._clear()
        self.canvas().scene().removeItem(self._band)

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._corners:
            self.give_up()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._corners:
            self._finish()
        elif event.key() == Qt.Key.Key_Backspace and self._corners:
            del self._corners[-self._runs.pop() :]
            self._snapped.pop()
            self._show(self._corners)
        else:
            return False
        return True

    def _path(self, start: QgsPointXY, end: QgsPointXY) -> list[QgsPointXY]:
        """Points of the shortest way along edges, without its beginning; empty where there is none."""
        found = self._tracer.findShortestPath(start, end)
        points = found[0] if isinstance(found, tuple) else found
        return list(points[1:]) if points else []

    def _finish(self) -> None:
        corners, kind = self._corners, self.kind
        self._clear()
        if kind == POINT and corners:
            self.captured.emit(QgsGeometry.fromPointXY(corners[0]))
        elif kind == LINE and len(corners) > 1:
            self.captured.emit(QgsGeometry.fromPolylineXY(corners))
        elif kind == AREA and len(corners) > 2:
            self.captured.emit(QgsGeometry.fromPolygonXY([[*corners, corners[0]]]).makeValid())

    def _show(self, corners: list[QgsPointXY]) -> None:
        if self.kind == AREA and len(corners) > 2:
            self._band.setToGeometry(QgsGeometry.fromPolygonXY([corners]), None)
        elif len(corners) > 1:
            self._band.setToGeometry(QgsGeometry.fromPolylineXY(corners), None)
        else:
            self._band.reset()

    def _clear(self) -> None:
        self._corners, self._snapped, self._runs = [], [], []
        self._band.reset()


def snap_layers(own: list[QgsVectorLayer]) -> list[QgsVectorLayer]:
    """The plan's parcels and zones, and the line layers that are on the map (roads, rivers)."""
    others = [
        layer
        for layer in QgsProject.instance().mapLayers().values()
        if isinstance(layer, QgsVectorLayer)
        and layer.geometryType() == QgsWkbTypes.GeometryType.LineGeometry
        and layer not in own
    ]
    return [*own, *others]
