"""Bring data into the plan at hand: choose, look, go, and read what became of it."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from ...gis.words import tr
from ..docks.base import button
from ..problems import guarded
from ..session import Session
from .files import FileList
from .importing import jobs_of
from .results import ResultList


class ImportDialog(QDialog):
    """Non-modal: the map can be used while it is open, and while it works."""

    finished_importing = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kosozuImport")
        self.setWindowTitle(tr("Bring data in"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._gone = session, False
        self.files = FileList(lambda: session.catalogue, making=False)
        self.results = ResultList(session)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.files)
        self._stack.addWidget(self.results)
        self.go = button(tr("Bring in"), "import", self.bring_in, wide=True)
        self.more = button(tr("More files"), "open", self._again, wide=True)
        self.shut = button(tr("Close"), "close", self.close, wide=True)
        line = QHBoxLayout()
        line.addStretch(1)
        for one in (self.more, self.go, self.shut):
            line.addWidget(one)
        lines = QVBoxLayout(self)
        lines.addWidget(self._stack, 1)
        lines.addLayout(line)
        self.resize(880, 560)
        self.files.changed.connect(self._update)
        self.results.ended.connect(self._update)
        self.results.ended.connect(self.finished_importing)
        session.closing.connect(self.close)
        self._update()

    @guarded
    def bring_in(self) -> None:
        """Run the imports of what is checked."""
        jobs = jobs_of(self.files.chosen())
        if jobs and not self.results.running:
            self._stack.setCurrentWidget(self.results)
            self.results.run(self._session.home, jobs)
            self._update()

    @guarded
    def _again(self) -> None:
        self._stack.setCurrentWidget(self.files)
        self._update()

    @guarded
    def _update(self) -> None:
        listing = self._stack.currentWidget() is self.files
        self.go.setVisible(listing)
        self.go.setEnabled(not self.files.looking and bool(self.files.chosen()))
        self.more.setVisible(not listing)
        self.more.setEnabled(not self.results.running)

    def leave(self) -> None:
        """Stop what runs, and go at once."""
        self.close()

    def done(self, result: int) -> None:
        """Closing stops what runs; what is in the plan stays in it."""
        if not self._gone:
            self._gone = True
            self._session.closing.disconnect(self.close)
            self.files.dispose()
            self.results.cancel()
            self.results.dispose()
        super().done(result)
