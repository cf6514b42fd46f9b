"""What is going on: the job, its named step, a bar, the time that is left, and a button that stops it."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...gis.words import tr
from ..docks.base import bar, button, note
from ..problems import guarded
from ..work import Work


class ProgressBox(QWidget):
    """Shown while a job of ``work`` runs."""

    def __init__(
        self, work: Work, cancel: Callable[[], object] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._work = work
        self.title = QLabel()
        self.step = note()
        self.bar = bar(tr("How much is done"))
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setMinimumHeight(16)
        self.cancel = button(tr("Cancel"), "close", cancel or work.cancel, wide=True)
        line = QHBoxLayout()
        line.addWidget(self.bar, 1)
        line.addWidget(self.cancel)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(2)
        lines.addWidget(self.title)
        lines.addLayout(line)
        lines.addWidget(self.step)
        work.started.connect(self._started)
        work.progressed.connect(self._progressed)
        work.ended.connect(self._ended)
        self.setVisible(bool(work.running))

    def dispose(self) -> None:
        """Hear no more of the work."""
        self._work.started.disconnect(self._started)
        self._work.progressed.disconnect(self._progressed)
        self._work.ended.disconnect(self._ended)

    @guarded
    def _started(self, title: str) -> None:
        self.title.setText(title)
        self.step.setText("")
        self.bar.setRange(0, 0)
        self.setVisible(True)

    @guarded
    def _progressed(self, share: float, words: str) -> None:
        """A bar that moves to and fro until a share can be told."""
        if share > 0:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(10 * share))
        self.step.setText(words)

    @guarded
    def _ended(self) -> None:
        self.setVisible(False)
