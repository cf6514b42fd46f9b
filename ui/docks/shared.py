"""What several docks show: the work that runs, and a place in the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ...gis.words import tr
from ..problems import guarded
from ..work import Work
from .base import TOUCH, button

_LEAST_M, _LEAST_DEGREES = 100.0, 0.001
"""The map never goes nearer: a parcel without its surroundings is found by nobody."""
_FLASHED = 500


class Ears:
    """Signals of things that outlive a dock, each let go again."""

    def __init__(self) -> None:
        self._heard: list[tuple[Any, Callable[..., Any]]] = []

    def hear(self, signal: Any, slot: Callable[..., Any]) -> None:
        """Connect."""
        signal.connect(slot)
        self._heard.append((signal, slot))

    def close(self) -> None:
        """Disconnect; what Qt has deleted meanwhile has let go by itself."""
        heard, self._heard = self._heard, []
        for signal, slot in heard:
            try:
                signal.disconnect(slot)
            except (RuntimeError, TypeError):
                continue


class Line(QLabel):
    """One line that is cut where its dock is narrow, and whole in its tip; unseen while it says nothing.

    A label that wraps makes Qt lay out the whole dock by its wished height, so that it scrolls for no reason.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def tell(self, text: str) -> None:
        """Say something, or nothing."""
        self.setText(text)
        self.setToolTip(text)
        self.setVisible(bool(text))


class JobStrip(QWidget):
    """Name, step, share and time left of the work that runs, and a button that stops it; unseen while nothing runs."""

    def __init__(self, work: Work, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._title = ""
        self.step = Line()
        self.bar = QProgressBar()
        self.bar.setRange(0, 100)
        self.bar.setMinimumHeight(22)
        self.bar.setAccessibleName(tr("Progress of the work that runs"))
        self.cancel = button(tr("Stop"), "close", self._cancel, wide=True)
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.step)
        column.addLayout(row)
        self._ears = Ears()
        self._ears.hear(work.started, self._started)
        self._ears.hear(work.progressed, self._progressed)
        self._ears.hear(work.ended, self._ended)
        self.setVisible(bool(work.running))

    def dispose(self) -> None:
        """Hear no more of the work."""
        self._ears.close()

    @guarded
    def _started(self, title: str) -> None:
        self._title = title
        self.step.tell(title)
        self.bar.setValue(0)
        self.cancel.setEnabled(True)
        self.setVisible(True)

    @guarded
    def _progressed(self, share: float, words: str) -> None:
        self.bar.setValue(round(share))
        if self.cancel.isEnabled():
            self.step.tell("　".join(part for part in (self._title, words) if part))

    @guarded
    def _ended(self) -> None:
        self.setVisible(False)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.step.tell(tr("Stopping …"))
        self._work.cancel()


def choice(name: str) -> QComboBox:
    """A combo box that does not widen its dock with its longest entry."""
    made = QComboBox()
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setMinimumHeight(TOUCH)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(6)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def show_on_map(canvas: QgsMapCanvas, layer: QgsVectorLayer, fids: Sequence[int]) -> None:
    """Zoom to features, with their surroundings, and flash them."""
    box, shapes = QgsRectangle(), []
    request = QgsFeatureRequest().setFilterFids(list(fids)).setNoAttributes()
    for feature in layer.getFeatures(request):
        if not feature.hasGeometry():
            continue
        shape = feature.geometry()
        box = shape.boundingBox() if not shapes else box
        box.combineExtentWith(shape.boundingBox())
        shapes.append(shape)
    if not shapes:
        return
    settings = canvas.mapSettings()
    box = settings.layerExtentToOutputExtent(layer, box)
    least = _LEAST_DEGREES if settings.destinationCrs().isGeographic() else _LEAST_M
    half = 0.7 * max(box.width(), box.height(), least)
    middle = box.center()
    canvas.setExtent(QgsRectangle(middle.x() - half, middle.y() - half, middle.x() + half, middle.y() + half))
    canvas.refresh()
    canvas.flashGeometries(shapes[:_FLASHED], layer.crs())
