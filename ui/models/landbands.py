"""The legend of a view of the land, which is its histogram, too: a band in each row, with how much is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import QgsSymbolLayerUtils
from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, QSize, Qt
from qgis.PyQt.QtGui import QIcon

from ...core.jobs.landview import Band
from ...gis.land_layers import band_symbol
from ...gis.words import tr
from ..icons import untinted

NAME, SHARE, COUNT, AMOUNT = range(4)
SWATCH = QSize(34, 20)
_HA = 10_000.0
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class BandModel(QAbstractTableModel):
    """Bands of one view; ``people`` says that amounts are people and not square metres."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bands: tuple[Band, ...] = ()
        self._swatches: list[QIcon] = []
        self._people = False

    def show(self, bands: Sequence[Band], *, people: bool) -> None:
        """Other bands, or other sums of the same ones."""
        self.beginResetModel()
        self._bands, self._people = tuple(bands), people
        self._swatches = [
            untinted(QgsSymbolLayerUtils.symbolPreviewPixmap(band_symbol(band.look), SWATCH, 1))
            for band in bands
        ]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """A row for each band."""
        return 0 if parent.isValid() else len(self._bands)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Name to amount."""
        return 0 if parent.isValid() else AMOUNT + 1

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        counted, summed = (tr("places"), tr("people")) if self._people else (tr("parcels"), "ha")
        return ("", "%", counted, summed)[section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell; the share as a number from 0 to 1 for the bar."""
        band, column = self._bands[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            amount = f"{band.amount:,.0f}" if self._people else f"{band.amount / _HA:,.1f}"
            return (band.label, f"{100.0 * band.share:.1f}", f"{band.count:,}", amount)[column]
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return self._swatches[index.row()]
        if role == Qt.ItemDataRole.TextAlignmentRole and column != NAME:
            return _RIGHT
        if role == Qt.ItemDataRole.UserRole and column == SHARE:
            return band.share
        if role == Qt.ItemDataRole.ToolTipRole:
            return band.label
        return None
