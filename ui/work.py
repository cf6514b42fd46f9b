"""Long work off the window's thread: an algorithm by its id, with a named step, a bar and a cancel button."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..core.errors import KosozuError


class Feedback(QgsProcessingFeedback):
    """Keeps what the algorithm said went wrong, and its step and share for whoever shows them."""

    stepped = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__(False)
        self.errors: list[str] = []
        self.started = time.monotonic()

    def reportError(self, error: str, fatalError: bool = False) -> None:
        """Called from the worker."""
        self.errors.append(error.strip())

    def setProgressText(self, text: str) -> None:
        """Called from the worker; the signal crosses to the window's thread."""
        self.stepped.emit(text)

    def left(self) -> str:
        """The time that is left as m:ss, once more than ten seconds of work can be told; else ''."""
        share, spent = self.progress() / 100.0, time.monotonic() - self.started
        if not 0.02 < share < 1.0 or spent / share < 10.0:
            return ""
        minutes, seconds = divmod(int(spent / share - spent), 60)
        return f"{minutes}:{seconds:02d}"


class Work(QObject):
    """One algorithm at a time. ``done`` is called in the window's thread with the results, or not at all."""

    started = pyqtSignal(str)
    """The title of what runs."""
    progressed = pyqtSignal(float, str)
    """Percent, and the named step."""
    ended = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: Any = None
        self._feedback: Feedback | None = None
        self._context: Any = None
        self._step = ""
        self.running = ""
        """Id of the algorithm that runs; ''."""

    def start(
        self,
        algorithm: str,
        parameters: Mapping[str, Any],
        done: Callable[[dict[str, Any]], None],
        failed: Callable[[str], None],
    ) -> None:
        """Check the parameters, then run in the background. Raises KosozuError where something runs already."""
        if self.running:
            raise KosozuError("UI-BUSY")
        found = QgsApplication.processingRegistry().createAlgorithmById(algorithm)
        self._context, self._feedback = QgsProcessingContext(), Feedback()
        fine, message = found.checkParameterValues(dict(parameters), self._context)
        if not fine:
            failed(message)
            return
        self.running = algorithm
        self._task = QgsProcessingAlgRunnerTask(found, dict(parameters), self._context, self._feedback)
        self._task.executed.connect(lambda fine, results: self._end(fine, results, done, failed))
        self._feedback.stepped.connect(self._named)
        self._feedback.progressChanged.connect(lambda share: self.progressed.emit(share, self._words()))
        self.started.emit(found.displayName())
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Ask the work to stop; it answers within a second and leaves the file as it was."""
        if self._feedback is not None:
            self._feedback.cancel()

    def _named(self, text: str) -> None:
        self._step = text
        self.progressed.emit(self._feedback.progress() if self._feedback else 0.0, self._words())

    def _words(self) -> str:
        left = self._feedback.left() if self._feedback else ""
        return f"{self._step} {left}".strip()

    def _end(
        self, fine: bool, results: dict[str, Any], done: Callable[..., None], failed: Callable[[str], None]
    ) -> None:
        errors = self._feedback.errors if self._feedback else []
        self._step, self.running = "", ""
        self.ended.emit()
        if fine:
            done(results)
        else:
            failed(errors[-1] if errors else KosozuError("JOB-UNEXPECTED", kind="–", detail="").text())
