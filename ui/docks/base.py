"""One look for all docks: a title, an object name that QGIS remembers, a body that scrolls when it has to."""

from __future__ import annotations

from collections.abc import Callable

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QApplication,
    QDockWidget,
    QFrame,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..icons import icon, ink
from ..problems import guarded

TOUCH = 28
"""Least height of a control in pixels, before the screen's scaling."""
WIDTH = 420
"""Least width of a dock: numbers and names side by side, and two thirds of a small screen left for the map."""


class Dock(QDockWidget):
    """A dock with a column of widgets in ``body``."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(8, 8, 8, 8)
        self.body.setSpacing(6)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        scroll.setMinimumWidth(WIDTH)
        self.setWidget(scroll)

    def dispose(self) -> None:
        """Hear no more of anything that outlives the dock."""


def button(
    text: str,
    name: str,
    slot: Callable[..., object],
    *,
    tip: str = "",
    wide: bool = False,
    checkable: bool = False,
) -> QToolButton:
    """A button with one of our icons; ``wide`` shows its text beside the icon, else the text is its tip."""
    made = QToolButton()
    made.setText(text)
    made.setIcon(icon(name) if name else QIcon())
    made.setIconSize(QSize(20, 20))
    made.setMinimumHeight(TOUCH)
    made.setMinimumWidth(TOUCH)
    made.setToolTip(tip or text)
    made.setAccessibleName(text)
    made.setCheckable(checkable)
    made.setAutoRaise(not wide)
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if wide else Qt.ToolButtonStyle.ToolButtonIconOnly
    made.setToolButtonStyle(style if name else Qt.ToolButtonStyle.ToolButtonTextOnly)
    if wide:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    made.clicked.connect(guarded(lambda *_: slot()))
    return made


def note(text: str = "") -> QLabel:
    """A quiet line that wraps."""
    made = QLabel(text)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def bar(name: str = "") -> QProgressBar:
    """A bar with a text in it, which QGIS's dark themes would write in black."""
    made = QProgressBar()
    made.setMinimumHeight(22)
    made.setAccessibleName(name)
    if QApplication.instance().styleSheet():
        made.setStyleSheet(f"color: {ink()}")
    return made


def heading(text: str) -> QLabel:
    """The title of a part of a dock."""
    made = QLabel(f"<b>{text}</b>")
    made.setTextFormat(Qt.TextFormat.RichText)
    return made


def tool(text: str, name: str, slot: Callable[..., object], *, tip: str = "") -> QToolButton:
    """A button to draw with: its word stands under its icon, so that nobody has to hover to learn it."""
    made = button(text, name, slot, tip=tip, checkable=True)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    made.setMinimumHeight(made.sizeHint().height())  # else a low dock squeezes the word away
    return made
