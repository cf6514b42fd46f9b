"""A cell with a bar behind its number: a chart that a keyboard and a screen reader can go through."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QModelIndex, QRectF, Qt
from qgis.PyQt.QtGui import QColor, QPainter
from qgis.PyQt.QtWidgets import QStyledItemDelegate

BAR = QColor(70, 130, 190, 110)
MINUS = QColor(223, 89, 11, 110)


class BarDelegate(QStyledItemDelegate):
    """Draws the share that the model tells as UserRole (0 to 1; below 0 in another colour) behind the text."""

    def paint(self, painter: QPainter, option: Any, index: QModelIndex) -> None:
        """The bar, then the cell as it is."""
        share = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(share, float) and share == share and share:
            box = QRectF(option.rect).adjusted(1, 3, -1, -3)
            painter.save()
            painter.fillRect(
                QRectF(box.left(), box.top(), box.width() * min(abs(share), 1.0), box.height()),
                BAR if share > 0 else MINUS,
            )
            painter.restore()
        super().paint(painter, option, index)
