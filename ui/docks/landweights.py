"""Weights of the difficulty in sliders: how much land changes class is seen at once, and kept only on a button."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QSlider, QVBoxLayout, QWidget

from ...core.jobs.weighing import Weighing
from ...core.plan import PlanFile
from ...gis.words import lang, tr
from ..problems import guarded
from .base import button, heading

STEPS = 10
"""Steps of a slider for a weight of 1."""
MOST = 5.0
_PAUSE_MS = 60


class WeightsPart(QWidget):
    """A slider for each weight; ``moved`` follows the hand, ``apply`` keeps them."""

    moved = pyqtSignal()

    def __init__(self, apply: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.weighing: Weighing | None = None
        self.sliders: list[QSlider] = []
        self._numbers: list[QLabel] = []
        self.keep = button(tr("Judge with these weights"), "compute", apply, wide=True)
        self.back = button(tr("As before"), "undo", self.reset, wide=True)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(0, 1)
        self._grid.setVerticalSpacing(0)
        row = QHBoxLayout()
        row.addWidget(self.keep)
        row.addWidget(self.back)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("Weights")))
        column.addLayout(self._grid)
        column.addLayout(row)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE_MS)
        self._soon.timeout.connect(self.moved.emit)

    def read(self, plan: PlanFile | None) -> None:
        """The weights that were used last."""
        self.weighing = Weighing.read(plan) if plan is not None else None
        table = self.weighing.table if self.weighing is not None else ()
        while self._grid.count():
            self._grid.takeAt(0).widget().deleteLater()
        self.sliders, self._numbers = [], []
        for place, one in enumerate(table):
            name = one.label_ja if lang() == "ja" else one.label_en
            told = tr("Harm: {name}").format(name=name) if one.axis != "hard" else name
            label, number = QLabel(told), QLabel()
            label.setToolTip(one.source)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(0, round(MOST * STEPS))
            slider.setMinimumHeight(24)
            slider.setMinimumWidth(140)
            slider.setAccessibleName(told)
            slider.setToolTip(one.source)
            slider.setValue(round(one.weight * STEPS))
            slider.valueChanged.connect(guarded(lambda _, at=place: self._slid(at)))
            number.setMinimumWidth(28)
            number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for at, widget in enumerate((label, slider, number)):
                self._grid.addWidget(widget, place, at)
            self.sliders.append(slider)
            self._numbers.append(number)
            self._tell(place)
        self._changed()

    @property
    def sizes(self) -> list[float]:
        """The weights as they stand; one that nobody has moved is what it was, to the last digit."""
        table = self.weighing.table if self.weighing is not None else ()
        return [
            one.weight if slider.value() == round(one.weight * STEPS) else slider.value() / STEPS
            for one, slider in zip(table, self.sliders)
        ]

    def csv(self) -> str:
        """The weights as the algorithm takes them."""
        return self.weighing.csv(self.sizes) if self.weighing is not None else ""

    def reset(self) -> None:
        """As they were."""
        table = self.weighing.table if self.weighing is not None else ()
        for one, slider in zip(table, self.sliders):
            slider.setValue(round(one.weight * STEPS))

    def _slid(self, at: int) -> None:
        self._tell(at)
        self._changed()
        self._soon.start()

    def _tell(self, at: int) -> None:
        self._numbers[at].setText(f"{self.sizes[at]:g}")

    def _changed(self) -> None:
        table = self.weighing.table if self.weighing is not None else ()
        other = self.sizes != [one.weight for one in table]
        self.keep.setEnabled(other)
        self.back.setEnabled(other)
