"""The legend of a view of the land, which is its histogram, too: a band in each row, with how much is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.core import QgsSymbolLayerUtils
from qgis.PyQt.QtCore import QObject, QSize, Qt
from qgis.PyQt.QtGui import QIcon

from ...core.jobs.landview import Band
from ...gis.land_layers import band_symbol
from ...gis.words import tr
from ..icons import untinted
from .rows import RowModel

NAME, SHARE, COUNT, AMOUNT = range(4)
SWATCH = QSize(34, 20)
_HA = 10_000.0


class BandModel(RowModel):
    """Bands of one view; ``people`` says that amounts are people and not square metres."""

    NUMBERS = frozenset({SHARE, COUNT, AMOUNT})

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._swatches: dict[str, QIcon] = {}
        self._people = False

    def show(self, bands: Sequence[Band], *, people: bool) -> None:
        """Other bands, or other sums of the same ones."""
        self._people = people
        self._swatches = {
            band.code: untinted(QgsSymbolLayerUtils.symbolPreviewPixmap(band_symbol(band.look), SWATCH, 1))
            for band in bands
        }
        self.put(bands)

    def heads(self) -> Sequence[str]:
        """Share, number and amount have no name in common."""
        counted, summed = (tr("places"), tr("people")) if self._people else (tr("parcels"), "ha")
        return "", "%", counted, summed

    def text(self, row: Band, column: int) -> str:
        """Name, share in percent, number, amount."""
        amount = f"{row.amount:,.0f}" if self._people else f"{row.amount / _HA:,.1f}"
        return (row.label, f"{100.0 * row.share:.1f}", f"{row.count:,}", amount)[column]

    def more(self, row: Band, column: int, role: int) -> Any:
        """The swatch; the share as a number from 0 to 1 for the bar."""
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            return self._swatches[row.code]
        if role == Qt.ItemDataRole.UserRole and column == SHARE:
            return row.share
        return row.label if role == Qt.ItemDataRole.ToolTipRole else None
