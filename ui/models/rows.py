"""A table of rows that are put in as a whole: what small tables of docks have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class RowModel(QAbstractTableModel):
    """A subclass says its heads and what stands in a cell; ``NUMBERS`` are the columns that stand to the right."""

    NUMBERS: frozenset[int] = frozenset()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Any] = []

    def put(self, rows: Sequence[Any]) -> None:
        """Other rows in place of those that were there."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def heads(self) -> Sequence[str]:
        """Short titles of the columns."""
        raise NotImplementedError

    def tips(self) -> Sequence[str]:
        """Long titles of the columns; none."""
        return ()

    def text(self, row: Any, column: int) -> str:
        """What a cell says."""
        raise NotImplementedError

    def more(self, row: Any, column: int, role: int) -> Any:
        """What a cell has beside its text: a share for its bar, a tip, a tick."""
        return None

    # What Qt asks.

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The rows that were put in."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """A column for each head."""
        return 0 if parent.isValid() else len(self.heads())

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Short titles, with the long ones as tips."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.heads()[section]
        tips = self.tips()
        return tips[section] if role == Qt.ItemDataRole.ToolTipRole and tips else None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column in self.NUMBERS else None
        return self.more(row, column, role)
