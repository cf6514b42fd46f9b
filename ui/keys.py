"""Ctrl+Z and Ctrl+Y while a plan is open: taken on the map and in our docks, and nowhere else.

No action of ours carries these keys: QGIS's own would become ambiguous and neither would run. A filter that accepts
``ShortcutOverride`` gets the key press instead. Keys climb from the widget in focus to its parents until one takes
them, so that a filter on the map and on each dock is enough, and text fields keep their own undo. (A filter on the
whole application crashes: it sees objects that Python cannot hold.)
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qgis.PyQt.QtCore import QEvent, QObject, Qt
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QWidget

from .problems import guarded
from .session import Session


class UndoKeys(QObject):
    """An event filter on the map and the docks."""

    def __init__(self, session: Session, places: Sequence[QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._places = list(places)
        for place in self._places:
            place.installEventFilter(self)

    def dispose(self) -> None:
        """Look at no more keys."""
        for place in self._places:
            place.removeEventFilter(self)
        self._places.clear()

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        """Take the keys of undo and redo; let everything else pass."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        act = self._act(event)
        if act is None or self._session.blocked():
            return False
        if event.type() == QEvent.Type.KeyPress:
            guarded(act)()
        event.accept()
        return True

    def _act(self, event: Any) -> Callable[[], object] | None:
        if event.matches(QKeySequence.StandardKey.Undo):
            return self._session.undo
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if event.matches(QKeySequence.StandardKey.Redo) or (control and event.key() == Qt.Key.Key_Y):
            return self._session.redo
        return None
