"""The painting tool: click, drag across, lasso or rectangle; it tells paths and areas in the map's coordinates."""

from __future__ import annotations

from qgis.core import QgsGeometry, QgsPointXY, QgsRectangle, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool, QgsRubberBand
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor, QKeyEvent

BRUSH, LASSO, RECTANGLE = "brush", "lasso", "rectangle"
_DIGITS = range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)


class PaintTool(QgsMapTool):
    """One stroke lasts from press to release; Esc gives it up. The right button, or E, erases."""

    began = pyqtSignal(bool)
    """Whether the stroke erases."""
    dragged = pyqtSignal(list)
    """Points of the path since the last time (brush)."""
    outlined = pyqtSignal(QgsGeometry)
    """The area of a lasso or a rectangle."""
    ended = pyqtSignal()
    given_up = pyqtSignal()
    digit = pyqtSignal(int)
    """A number key, 0 to 9."""
    erase_asked = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.mode = BRUSH
        self._path: list[QgsPointXY] = []
        self._erasing = False
        self._outline = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._outline.setFillColor(QColor(0, 0, 0, 30))
        self._outline.setStrokeColor(QColor(20, 20, 20))
        self._outline.setWidth(2)
        self._outline.setLineStyle(Qt.PenStyle.DashLine)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def canvasPressEvent(self, event: QgsMapMouseEvent) -> None:
        """A stroke begins."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) or self._path:
            return
        self._erasing = event.button() == Qt.MouseButton.RightButton
        self._path = [self.toMapCoordinates(event.pos())]
        self.began.emit(self._erasing)
        if self.mode == BRUSH:
            self.dragged.emit(self._path[:])

    def canvasMoveEvent(self, event: QgsMapMouseEvent) -> None:
        """The stroke goes on."""
        if not self._path:
            return
        point = self.toMapCoordinates(event.pos())
        if self.mode == BRUSH:
            self.dragged.emit([self._path[-1], point])
            self._path = [self._path[0], point]
        elif self.mode == LASSO:
            self._path.append(point)
            self._outline.setToGeometry(QgsGeometry.fromPolygonXY([self._path]), None)
        else:
            self._path = [self._path[0], point]
            self._outline.setToGeometry(QgsGeometry.fromRect(QgsRectangle(*self._path)), None)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """The stroke is whole."""
        if not self._path:
            return
        path, self._path = [*self._path, self.toMapCoordinates(event.pos())], []
        if self.mode == LASSO and len(path) > 2:
            self.outlined.emit(QgsGeometry.fromPolygonXY([path]).makeValid())
        elif self.mode == RECTANGLE:
            self.outlined.emit(QgsGeometry.fromRect(QgsRectangle(path[0], path[-1])))
        elif self.mode == BRUSH:
            self.dragged.emit([path[-2], path[-1]])
        self._hide()
        self.ended.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """E and the digits; anything else is QGIS's."""
        if event.key() == Qt.Key.Key_E and not event.modifiers():
            self.erase_asked.emit()
        elif event.key() in _DIGITS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.digit.emit(event.key() - Qt.Key.Key_0)
        else:
            return
        event.accept()

    def activate(self) -> None:
        """While a button is down the canvas hands no keys on, so that Esc is heard by a filter."""
        super().activate()
        self.canvas().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc during a stroke."""
        pressed = event.type() == QEvent.Type.KeyPress and self._path
        if pressed and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            self.give_up()
            return True
        return False

    def give_up(self) -> None:
        """Forget the stroke under way."""
        self._path = []
        self._hide()
        self.given_up.emit()

    def deactivate(self) -> None:
        """Another tool is chosen: nothing half done stays."""
        if self._path:
            self.give_up()
        self.canvas().removeEventFilter(self)
        super().deactivate()

    def dispose(self) -> None:
        """Take what was drawn off the canvas."""
        self._hide()
        self.canvas().scene().removeItem(self._outline)

    def _hide(self) -> None:
        self._outline.reset(QgsWkbTypes.GeometryType.PolygonGeometry)
