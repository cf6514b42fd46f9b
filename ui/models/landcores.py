"""Core places with a tick for those that count as open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from qgis.PyQt.QtCore import QModelIndex, QObject, Qt, pyqtSignal

from ...gis.words import tr
from .rows import RowModel

CORE, FIRST, LOST, CHOICE = range(4)


class CoreModel(RowModel):
    """One row for each core place."""

    NUMBERS = frozenset({FIRST, LOST, CHOICE})
    moved = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.open = np.zeros(0, dtype=bool)

    def show(self, rows: list[dict[str, Any]]) -> None:
        """Rows of ``reach_core``, all ticked."""
        self.open = np.ones(len(rows), dtype=bool)
        self.put(rows)

    def heads(self) -> Sequence[str]:
        """Core to rank."""
        return tr("Core place"), tr("Nearest for"), tr("Lost without it"), tr("Order")

    def tips(self) -> Sequence[str]:
        """What the numbers are."""
        return (
            tr("Ticked: counted as open"), tr("People who reach it before any other, in time"),
            tr("People who reach none in time if this one closes"),
            tr("Order in which cores would be chosen so that most people are reached"),
        )  # fmt: skip

    def text(self, row: dict[str, Any], column: int) -> str:
        """Name, people who come, people who are lost, rank."""
        return (str(row["core"]), f"{row['first']:,.0f}", f"{row['lost']:,.0f}", f"{row['choice']}")[column]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell; the tick hangs on the place of the row and not on what stands in it."""
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == CORE:
            state = Qt.CheckState
            return state.Checked if self.open[index.row()] else state.Unchecked
        return super().data(index, role)

    def setData(self, index: QModelIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != CORE:
            return False
        self.open[index.row()] = Qt.CheckState(value) == Qt.CheckState.Checked
        self.dataChanged.emit(index, index)
        self.moved.emit()
        return True

    def flags(self, index: QModelIndex) -> Qt.ItemFlags:
        """Ticks in the first column."""
        flag = Qt.ItemFlag
        base = flag.ItemIsEnabled | flag.ItemIsSelectable
        return base | flag.ItemIsUserCheckable if index.column() == CORE else base
