"""States drawn as shapes, so that they are told apart without colour: full, half full, empty, and a triangle."""

from __future__ import annotations

from functools import lru_cache

from qgis.PyQt.QtCore import QPointF, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from ..icons import ink

_SIZE = 48


def state_icon(state: str) -> QIcon:
    """``done``, ``part``, ``missing`` or ``problem``, in the ink of the window."""
    return _icon(state, ink())


@lru_cache(maxsize=32)
def _icon(state: str, ink: str) -> QIcon:
    pixmap = QPixmap(_SIZE, _SIZE)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(ink)
    painter.setPen(QPen(colour, 4))
    box = QRectF(6, 6, _SIZE - 12, _SIZE - 12)
    if state == "problem":
        painter.drawPolygon(QPolygonF([QPointF(24, 6), QPointF(44, 42), QPointF(4, 42)]))
        painter.drawLine(QPointF(24, 18), QPointF(24, 29))
        painter.drawPoint(QPointF(24, 36))
    else:
        painter.drawEllipse(box)
        painter.setBrush(colour)
        if state == "part":
            painter.drawPie(box, 90 * 16, 180 * 16)
        elif state == "done":
            painter.drawEllipse(box)
    painter.end()
    return QIcon(pixmap)
