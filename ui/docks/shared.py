"""What several docks show: the work that runs, and a place in the map."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import QgsFeatureRequest, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QAbstractItemModel, QTimer
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ...gis.words import tr
from ..problems import guarded
from ..session import Session
from ..work import Work
from .base import TOUCH, Dock, bar, button

_LEAST_M, _LEAST_DEGREES = 100.0, 0.001
"""The map never goes nearer: a parcel without its surroundings is found by nobody."""
_FLASHED = 500
_PAUSE_MS = 150
"""Before the map follows a selection, so that a held arrow key does not draw every row."""


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
        self.bar = bar(tr("Progress of the work that runs"))
        self.bar.setRange(0, 100)
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


class ListDock(Dock):
    """A dock around a list of the plan: read again after a write, unless nobody sees it; the map follows the selection.

    A dock of this kind says in ``READ`` which tables it shows, and has ``_opened``, ``_available``, ``_read`` and
    ``show_selected``; it calls ``_listen`` when its widgets stand.
    """

    READ: frozenset[str] = frozenset()
    WRITER = ""
    """An algorithm that writes the list in pieces; while it runs the list stands as it was."""

    def __init__(
        self, name: str, title: str, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, title, parent)
        self._session, self._canvas = session, canvas
        self.strip = JobStrip(session.work)
        self._stale = False
        self._ears = Ears()
        self._follow, self._soon = QTimer(self), QTimer(self)
        for timer, slot in ((self._follow, self.show_selected), (self._soon, self._refresh)):
            timer.setSingleShot(True)
            timer.timeout.connect(slot)

    def dispose(self) -> None:
        """Hear no more of the session, and read no more of the plan."""
        self._rest()
        self.strip.dispose()
        self._ears.close()

    def show_selected(self, *_: object) -> None:
        """Show in the map what is selected."""
        raise NotImplementedError

    def _opened(self) -> None:
        """Another plan, or none."""
        raise NotImplementedError

    def _available(self) -> None:
        """What can be done now."""
        raise NotImplementedError

    def _read(self) -> None:
        """Read the list."""
        raise NotImplementedError

    def _rest(self) -> None:
        """The plan is about to go: nothing that waits for its turn may touch it."""
        self._follow.stop()
        self._soon.stop()

    def _listen(self) -> None:
        session, hear = self._session, self._ears.hear
        hear(session.opened, self._opened)
        hear(session.closing, self._closing)
        hear(session.closed, self._opened)
        hear(session.changed, self._written)
        hear(session.availability, self._available)
        hear(session.work.ended, self._ended)
        self.visibilityChanged.connect(self._seen)

    def _follow_soon(self) -> None:
        self._follow.start(_PAUSE_MS)

    @guarded
    def _closing(self) -> None:
        self._rest()

    @guarded
    def _written(self, tables: frozenset[str]) -> None:
        if tables & self.READ:
            self._soon.start(0)

    @guarded
    def _seen(self, visible: bool) -> None:
        if visible and self._stale:
            self._refresh()

    @guarded
    def _ended(self) -> None:
        if self._stale:
            self._soon.start(0)

    @guarded
    def _refresh(self) -> None:
        """Read the list, unless nobody sees it."""
        coming = self._session.work.running == self.WRITER != ""
        self._stale = self._session.is_open and (coming or not self.isVisible())
        if not self._stale:
            self._read()


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


def table(name: str, model: QAbstractItemModel, stretch: int, high: int = TOUCH) -> QTableView:
    """A table to read: rows as a whole, columns as wide as what stands in them, one that takes the rest."""
    made = QTableView()
    made.setAccessibleName(name)
    made.setModel(model)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setWordWrap(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(high)
    header = made.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
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
