"""One import after the other, in the background; a file that fails does not stop the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...core.errors import KosozuError
from ...gis.words import lang, tr
from ..problems import guarded
from ..session import Session
from .texts import counts_text

if TYPE_CHECKING:
    from ...core.sources.recognise import Proposal

WAITING, RUNNING, DONE, FAILED, LEFT = "waiting", "running", "done", "failed", "left"
CREATE = "kosozu:createplan"


@dataclass
class Job:
    """One algorithm to run; ``text`` says what became of it, ``report`` is the page of the import report."""

    title: str
    algorithm: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    state: str = WAITING
    text: str = ""
    report: str = ""


def jobs_of(proposals: Sequence[Proposal]) -> list[Job]:
    """The imports, in the order of the proposals."""
    return [Job(one.name, one.algorithm, dict(one.parameters)) for one in proposals]


class Importing(QObject):
    """Runs jobs on the plan at ``path``; a first job that makes the plan is followed by opening it at the desk."""

    told = pyqtSignal(int)
    """The number of a job whose state has changed."""
    ended = pyqtSignal()

    def __init__(self, session: Session, path: str, jobs: Sequence[Job]) -> None:
        super().__init__(session)  # it outlives the window that has begun it
        self.jobs = list(jobs)
        self.running = False
        self._session, self._path = session, path
        self._stopped = False
        self._wrote = False

    def start(self) -> None:
        """Begin; ``ended`` follows in any case."""
        self.running = True
        self._next()

    def cancel(self) -> None:
        """Stop the job that runs, and leave out those that follow."""
        self._stopped = True
        self._session.work.cancel()

    @property
    def failed(self) -> int:
        """Jobs that failed."""
        return sum(job.state == FAILED for job in self.jobs)

    @guarded
    def _next(self) -> None:
        at = next((at for at, job in enumerate(self.jobs) if job.state == WAITING), -1)
        if at < 0 or self._stopped or self._lost(at):
            self._finish()
            return
        job = self.jobs[at]
        self._tell(at, RUNNING)
        given = {"PLAN": self._path, **job.parameters}

        @guarded
        def done(results: dict[str, Any]) -> None:
            self._done(at, results)

        try:
            failed = guarded(lambda message: self._fail(at, message))
            self._session.work.start(job.algorithm, given, done, failed)
        except KosozuError as error:
            self._fail(at, error.text(lang()))

    def _lost(self, at: int) -> bool:
        """Whether the plan is no longer the one at the desk: somebody has closed it, or it was never made."""
        return self.jobs[at].algorithm != CREATE and self._session.home != self._path

    def _done(self, at: int, results: dict[str, Any]) -> None:
        job = self.jobs[at]
        if job.algorithm == CREATE:
            try:
                self._session.open(self._path)
            except KosozuError as error:
                self._fail(at, error.text(lang()))
                return
            job.text = self._path
        else:
            self._wrote = True
            job.text = counts_text(job.algorithm, results)
            job.report = str(results.get("REPORT") or "")
        self._tell(at, DONE)
        QTimer.singleShot(0, self._next)

    def _fail(self, at: int, message: str) -> None:
        self.jobs[at].text = message
        self._stopped |= "[JOB-CANCELLED]" in message
        self._tell(at, LEFT if self._stopped else FAILED)
        QTimer.singleShot(0, self._next)

    def _finish(self) -> None:
        for at, job in enumerate(self.jobs):
            if job.state == WAITING:
                job.text = tr("Not done")
                self._tell(at, LEFT)
        self.running = False
        if self._wrote and self._session.home == self._path:
            self._session.reload()
            if self._session.iface is not None:
                self._session.show_all()
        self.ended.emit()
        self.deleteLater()

    def _tell(self, at: int, state: str) -> None:
        self.jobs[at].state = state
        self.told.emit(at)
