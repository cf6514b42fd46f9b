"""Makes strokes of what the painting tool tells: which units, in which class, under which locks."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from qgis.core import QgsGeometry, QgsPointXY, QgsWkbTypes
from qgis.gui import QgsMapCanvas, QgsRubberBand
from qgis.PyQt.QtCore import QObject, pyqtSignal
from qgis.PyQt.QtGui import QColor

from ..core.errors import KosozuError
from .hits import Hits
from .problems import guarded, say
from .session import Session
from .tools.paint import PaintTool

PARCEL = ""
"""The level at which a stroke takes single units."""
_SHOWN = 2_000
"""Units of a stroke that are shown one by one while the button is down."""


class Painting(QObject):
    """What is painted with: class, level, locks. One press of the button is one stroke and one step of undo."""

    chosen = pyqtSignal(str)
    """The class in hand; '' erases."""
    painted = pyqtSignal(int, str)
    """How many units a stroke changed, and the class."""

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tool = PaintTool(canvas)
        self.code = ""
        self.level = PARCEL
        self.locked: set[str] = set()
        self.only_unassigned = False
        self._session = session
        self._canvas = canvas
        self._hits: Hits | None = None
        self._rows: set[int] = set()
        self._erasing = False
        self._band = QgsRubberBand(canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._band.setWidth(1)
        tool = self.tool
        tool.began.connect(self._begin)
        tool.dragged.connect(self._drag)
        tool.outlined.connect(self._outline)
        tool.ended.connect(self._end)
        tool.given_up.connect(self._give_up)
        tool.digit.connect(self._digit)
        tool.erase_asked.connect(lambda: self.choose(""))
        session.opened.connect(self._forget_places)
        session.closing.connect(self._forget_places)
        session.changed.connect(self._changed)

    def choose(self, code: str) -> None:
        """Take a class in hand ('' erases)."""
        self.code = code
        self.chosen.emit(code)

    def activate(self, mode: str) -> None:
        """Put the tool on the map, in one of its modes; where nothing can be drawn, say why."""
        reason = self._session.blocked()
        if reason:
            say(reason, seconds=8)
            return
        self.tool.mode = mode
        self._canvas.setMapTool(self.tool)
        self._canvas.setFocus()

    def hits(self) -> Hits:
        """The index of the plan's units, made when it is first asked."""
        session = self._session
        if self._hits is None:
            if session.units is None or "unit" not in session.layers:
                raise KosozuError("UI-BLOCKED", reason=session.blocked())
            self._hits = Hits(session.layers["unit"], session.units)
        return self._hits

    def expand(self, rows: Iterable[int]) -> set[int]:
        """Rows at the level in hand: the whole group of each."""
        units = self._session.units
        if self.level == PARCEL or units is None or self.level not in units.groups:
            return set(rows)
        group = units.groups[self.level][0]
        mine = list(rows)
        wanted = np.unique(group[mine])
        found = set(np.flatnonzero(np.isin(group, wanted[wanted >= 0])).tolist())
        return found | {row for row in mine if group[row] < 0}

    def allowed(self, rows: Iterable[int]) -> list[int]:
        """Rows that a stroke may change: not of a locked class and, if so wished, only those without a class."""
        units = self._session.units
        if units is None:
            return []
        here = np.array(sorted(rows), dtype=np.int64)
        shut = [at for at, code in enumerate(units.codes) if code in self.locked]
        keep = ~np.isin(units.code[here], shut)
        if self.only_unassigned and not self._erasing:
            keep &= units.code[here] == 0
        return here[keep].tolist()

    def dispose(self) -> None:
        """Leave nothing on the canvas."""
        if self._canvas.mapTool() is self.tool:
            self._canvas.unsetMapTool(self.tool)
        self.tool.dispose()
        self._canvas.scene().removeItem(self._band)

    # What the tool tells.

    @guarded
    def _begin(self, erasing: bool) -> None:
        self._session.require()
        self._erasing = erasing or not self.code
        self._rows = set()
        colour = QColor("#ffffff")
        if not self._erasing:
            colour = QColor(self._session.catalogue.classes[self.code].fill)
        colour.setAlphaF(0.75)
        self._band.setColor(colour)
        self._band.setStrokeColor(QColor("#202020"))

    @guarded
    def _drag(self, points: list[QgsPointXY]) -> None:
        self._take(self.hits().along(points))

    @guarded
    def _outline(self, area: QgsGeometry) -> None:
        self._take(self.hits().inside(area))

    def _take(self, rows: Iterable[int]) -> None:
        new = set(self.allowed(self.expand(rows))) - self._rows
        for row in sorted(new)[: max(0, _SHOWN - len(self._rows))]:
            self._band.addGeometry(self.hits().geometry(row), None, False)
        self._band.update()
        self._rows |= new

    @guarded
    def _end(self) -> None:
        rows, code = self._rows, "" if self._erasing else self.code
        self._give_up()
        if rows:
            count = self._session.paint(sorted(rows), code)
            self.painted.emit(count, code)

    def _give_up(self) -> None:
        self._rows = set()
        self._band.reset(QgsWkbTypes.GeometryType.PolygonGeometry)

    def _digit(self, number: int) -> None:
        """1–9 choose a class in the catalogue's order; 0 erases."""
        codes = list(self._session.catalogue.classes)
        if number == 0:
            self.choose("")
        elif number <= len(codes):
            self.choose(codes[number - 1])

    def _forget_places(self) -> None:
        self._hits = None
        self._give_up()
        if not self._session.is_open or self.code not in self._session.catalogue.classes:
            self.code = ""

    def _changed(self, tables: frozenset[str]) -> None:
        """New outlines or another set of units: the index is made anew when it is next asked."""
        if self._hits is not None and self._session.units is not self._hits.units:
            self._hits = None
