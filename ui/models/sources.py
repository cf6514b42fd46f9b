"""What has been brought into the plan: one row for each file, as the plan itself keeps it."""

from __future__ import annotations

import json
from typing import Any

from qgis.PyQt.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from ...core.reports.words import dataset_label
from ...gis.words import lang, tr
from ..session import Session

DATASET, EDITION, FILE, DATE, ROWS = range(5)
_STATEMENT = "SELECT dataset, edition, file_name, imported_on, counts, credit_ja FROM source ORDER BY fid"


class SourceModel(QAbstractTableModel):
    """Dataset, edition, file, day, and rows read."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._rows: list[tuple[str, ...]] = []

    def rebuild(self) -> None:
        """Read the plan's table of sources again."""
        self.beginResetModel()
        plan = self._session.plan
        found = plan.connection.execute(_STATEMENT).fetchall() if plan is not None else []
        self._rows = [self._row(*[value or "" for value in row]) for row in found]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Files."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Five."""
        return 0 if parent is not None and parent.isValid() else 5

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns."""
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return [tr("Data"), tr("Edition"), tr("File"), tr("Brought in"), tr("Rows")][section]

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts; the credit as a tip."""
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row[DATASET]}\n{row[FILE]}\n{row[5]}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == ROWS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _row(
        self, dataset: str, edition: str, file: str, day: str, counts: str, credit: str
    ) -> tuple[str, ...]:
        try:
            read = json.loads(counts).get("READ_COUNT", "")
        except ValueError:
            read = ""
        rows = f"{read:,}" if isinstance(read, int) else ""
        return dataset_label(self._session.catalogue, dataset, lang()), edition, file, day, rows, credit
