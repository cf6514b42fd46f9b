"""A map tool that only tells where somebody has clicked."""

from __future__ import annotations

from qgis.core import QgsPointXY
from qgis.gui import QgsMapCanvas, QgsMapMouseEvent, QgsMapTool
from qgis.PyQt.QtCore import Qt, pyqtSignal


class PickTool(QgsMapTool):
    """Left button: ``picked`` with the place, in the map's coordinates."""

    picked = pyqtSignal(QgsPointXY)

    def __init__(self, canvas: QgsMapCanvas) -> None:
        super().__init__(canvas)
        self.setCursor(Qt.CursorShape.WhatsThisCursor)

    def canvasReleaseEvent(self, event: QgsMapMouseEvent) -> None:
        """Tell the place."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(event.mapPoint())
