"""The plugin's own icons: line drawings in one ink, which is the window's text colour, so that they suit any theme."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from qgis.PyQt.QtCore import QByteArray, QSize, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from qgis.PyQt.QtSvg import QSvgRenderer
from qgis.PyQt.QtWidgets import QToolButton

FOLDER = Path(__file__).parent.parent / "styles" / "icons"
INK = "#303030"
"""The ink that the drawings are made in."""
_SIZES = (16, 24, 32, 48)


def icon(name: str) -> QIcon:
    """An icon by the name of its file, in the ink of the present theme."""
    return _icon(name, *_inks())


def ink() -> str:
    """The colour in which the window's buttons are written."""
    return _inks()[0]


def _inks() -> tuple[str, str]:
    """Ink, and the paler one of what cannot be used now.

    QGIS's dark themes are style sheets, of which the application's palette knows nothing; a button that has been
    polished does.
    """
    sample = QToolButton()
    sample.ensurePolished()
    palette, groups, role = sample.palette(), QPalette.ColorGroup, QPalette.ColorRole.ButtonText
    dark, ground = palette.color(groups.Active, role), palette.color(groups.Active, QPalette.ColorRole.Button)
    pale = QColor(*((one + other) // 2 for one, other in zip(dark.getRgb()[:3], ground.getRgb()[:3])))
    return dark.name(), pale.name()


def untinted(pixmap: QPixmap, ground: Qt.GlobalColor = Qt.GlobalColor.transparent) -> QIcon:
    """An icon whose colours mean something: the same in a selected row, which must not shine through it either."""
    whole = QPixmap(pixmap.size())
    whole.setDevicePixelRatio(pixmap.devicePixelRatio())
    whole.fill(ground)
    painter = QPainter(whole)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    drawn = QIcon()
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected, QIcon.Mode.Active):
        drawn.addPixmap(whole, mode)
    return drawn


@lru_cache(maxsize=256)
def _icon(name: str, ink: str, pale: str) -> QIcon:
    drawn = QIcon()
    for colour, mode in ((ink, QIcon.Mode.Normal), (pale, QIcon.Mode.Disabled)):
        for size in _SIZES:
            drawn.addPixmap(_pixmap(name, colour, size), mode)
    return drawn


def _pixmap(name: str, ink: str, size: int) -> QPixmap:
    drawing = (FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace(INK, QColor(ink).name())
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    return pixmap
