"""Ctrl+Z and Ctrl+Y while a plan is open: taken on the map and in our docks, and nowhere else.

No action of ours carries these keys: QGIS's own would become ambiguous and neither would run. A filter that accepts
``ShortcutOverride`` gets the key press instead. Text fields keep their own undo.
"""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QEvent, QObject
from qgis.PyQt.QtGui import QKeySequence
from qgis.PyQt.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from .problems import guarded
from .session import Session

_TEXTS = (QLineEdit, QTextEdit, QPlainTextEdit)


class UndoKeys(QObject):
    """An event filter of the application that looks only at keys meant for one of ``places``."""

    def __init__(self, session: Session, places: list[QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._places = places
        QApplication.instance().installEventFilter(self)

    def dispose(self) -> None:
        """Look at no more keys."""
        QApplication.instance().removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: Any) -> bool:
        """Take the keys of undo and redo; let everything else pass."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        act = self._act(event)
        if act is None or not self._is_ours(watched):
            return False
        if event.type() == QEvent.Type.KeyPress:
            guarded(act)()
        event.accept()
        return True

    def _act(self, event: Any) -> Any:
        if event.matches(QKeySequence.StandardKey.Undo):
            return self._session.undo
        if event.matches(QKeySequence.StandardKey.Redo) or QKeySequence(
            int(event.modifiers()) | event.key()
        ) == QKeySequence("Ctrl+Y"):
            return self._session.redo
        return None

    def _is_ours(self, watched: QObject) -> bool:
        """Whether the key goes to the map or to one of our docks, and drawing is possible."""
        if not isinstance(watched, QWidget) or isinstance(watched, _TEXTS) or self._session.blocked():
            return False
        return any(place is watched or place.isAncestorOf(watched) for place in self._places)
