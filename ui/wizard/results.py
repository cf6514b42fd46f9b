"""What became of each import: counts, the way to its report, or what went wrong, in words."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...gis.words import tr
from ..docks.base import TOUCH, button
from ..problems import guarded
from ..session import Session
from .importing import DONE, FAILED, LEFT, RUNNING, WAITING, Importing, Job
from .progress import ProgressBox
from .states import state_icon
from .texts import title_of

FILE, RESULT, REPORT = range(3)


class ResultList(QWidget):
    """A row for each job, filled in as they run."""

    ended = pyqtSignal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.importing: Importing | None = None
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.progress = ProgressBox(session.work, self.cancel)
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(tr("What became of each file"))
        self.table.setHorizontalHeaderLabels([tr("File"), tr("Result"), tr("Report")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(FILE, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(RESULT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(REPORT, QHeaderView.ResizeMode.ResizeToContents)
        self.table.setColumnWidth(FILE, 240)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.summary)
        lines.addWidget(self.progress)
        lines.addWidget(self.table, 1)

    @property
    def running(self) -> bool:
        """Whether jobs are still to run."""
        return self.importing is not None and self.importing.running

    def run(self, path: str, jobs: list[Job]) -> None:
        """Run jobs on a plan, and tell of them."""
        self.importing = Importing(self._session, path, jobs)
        self.importing.told.connect(self._show)
        self.importing.ended.connect(self._ended)
        self.table.setRowCount(len(jobs))
        for at, job in enumerate(jobs):
            self.table.setItem(at, FILE, QTableWidgetItem(job.title))
            self.table.item(at, FILE).setToolTip(title_of(job.algorithm))
            self._show(at)
        self.importing.start()

    def cancel(self) -> None:
        """Stop, and leave out what follows; what is in the plan stays in it."""
        if self.importing is not None:
            self.importing.cancel()

    def dispose(self) -> None:
        """Hear no more of the work."""
        self.progress.dispose()

    @guarded
    def _show(self, at: int) -> None:
        job = self.importing.jobs[at] if self.importing else None
        if job is None:
            return
        words = {
            WAITING: tr("Waiting"),
            RUNNING: tr("Running"),
            DONE: tr("Done"),
            FAILED: tr("Failed"),
            LEFT: tr("Not done"),
        }[job.state]
        item = QTableWidgetItem(f"{words}：{job.text}" if job.text and job.text != words else words)
        item.setIcon(state_icon({DONE: "done", RUNNING: "part", FAILED: "problem"}.get(job.state, "missing")))
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setItem(at, RESULT, item)
        if job.report:
            path = job.report
            opener = button(
                tr("Open"),
                "open",
                lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(path)),
                tip=tr("Open the import report of {file}").format(file=job.title),
                wide=True,
            )
            self.table.setCellWidget(at, REPORT, opener)
        self.table.resizeRowToContents(at)
        self.table.setRowHeight(at, max(self.table.rowHeight(at), TOUCH + 4))
        if self.running:
            self.table.scrollToItem(item)
            text = tr("{done} of {all} done. The window can be used meanwhile.")
            finished = sum(one.state not in (WAITING, RUNNING) for one in self.importing.jobs)
            self.summary.setText(text.format(done=finished, all=len(self.importing.jobs)))

    @guarded
    def _ended(self) -> None:
        jobs = self.importing.jobs if self.importing else []
        done = sum(job.state == DONE for job in jobs)
        text = tr("{done} of {all} done.").format(done=done, all=len(jobs))
        if done < len(jobs):
            text += " " + tr("The others have left the plan as it was; what to do stands in their row.")
        self.summary.setText(text)
        first = next((at for at, job in enumerate(jobs) if job.state != DONE), 0)
        self.table.scrollToItem(self.table.item(first, FILE))
        self.ended.emit()
