"""Excel から戻す: what was changed in the workbook is told first, and taken over once a person says so."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QVBoxLayout, QWidget

from ...gis.words import tr
from ..problems import guarded, say
from ..session import Session
from .base import button, note

ALGORITHM = "kosozu:importactions"
_COUNTS = {"changed": "CHANGED_COUNT", "added": "ADDED_COUNT", "removed": "REMOVED_COUNT"}


def counted(text: str, results: dict[str, Any]) -> str:
    """A sentence with the counts of changed cells, added and removed rows."""
    return text.format(**{name: f"{int(results[key]):,}" for name, key in _COUNTS.items()})


class ReturnDialog(QDialog):
    """The counts, the list behind a button, and whether to take it over."""

    def __init__(self, results: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kosozuReturn")
        self.setWindowTitle(tr("Back from Excel"))
        self._report = str(results["REPORT"])
        whole = QVBoxLayout(self)
        text = tr("{changed} cells changed, {added} rows added, {removed} rows removed.")
        whole.addWidget(note(counted(text, results)))
        whole.addWidget(note(tr("The list says of each cell who had it, what it was and what it becomes.")))
        whole.addWidget(button(tr("Open the list"), "find", self._open, wide=True))
        self.buttons = QDialogButtonBox()
        self.take = self.buttons.addButton(tr("Take it over"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.take.setEnabled(any(int(results[key]) for key in _COUNTS.values()))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        whole.addWidget(self.buttons)
        self.setMinimumWidth(420)

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._report))


class Return:
    """Asks for a workbook, shows what it changes, and has it taken over."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        self._session, self._parent = session, parent

    def ask(self) -> None:
        """Which file."""
        path, _ = QFileDialog.getOpenFileName(
            self._parent, tr("Back from Excel"), self._session.home, "Excel (*.xlsx)"
        )
        if path:
            self.look(path)

    def look(self, path: str) -> None:
        """Compare, then ask."""
        self._session.run(ALGORITHM, {"INPUT": path}, lambda results: self._offer(path, results))

    @guarded
    def _offer(self, path: str, results: dict[str, Any]) -> None:
        dialog = ReturnDialog(results, self._parent.window())
        if dialog.exec():
            self._session.run(ALGORITHM, {"INPUT": path, "APPLY": True}, self._done)
        dialog.deleteLater()

    def _done(self, results: dict[str, Any]) -> None:
        text = tr(
            "Taken over: {changed} cells, {added} rows added, {removed} rows removed. Undo takes it back."
        )
        say(counted(text, results), Qgis.MessageLevel.Success, seconds=15)
