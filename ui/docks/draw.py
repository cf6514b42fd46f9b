"""描く: the palette with live sums, the level, locks, and the tools that draw."""

from __future__ import annotations

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableView,
    QWidget,
)

from ...core.catalogue.model import label
from ...gis.words import lang, tr
from ..models.classes import LOCK, NAME, SWATCH, ClassModel
from ..painting import PARCEL, Painting
from ..problems import guarded
from ..session import Session
from ..tools.paint import BRUSH, LASSO, RECTANGLE
from ..zoning import Zoning
from .base import TOUCH, Dock, bar, button, note, tool
from .zonepart import ZonePart


class DrawDock(Dock):
    """Choose a class, paint, watch the numbers move."""

    def __init__(
        self,
        session: Session,
        painting: Painting,
        zoning: Zoning,
        canvas: QgsMapCanvas,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("kosozuDrawDock", tr("Draw"), parent)
        self._session, self._painting, self._canvas = session, painting, canvas
        self.zones = ZonePart(session, painting, zoning)
        self.model = ClassModel(session, self)
        self.view = self._palette()
        self.blank = bar(tr("Land without a class"))
        self.status = note()
        self.level = QComboBox()
        self.coarse = QCheckBox(tr("Three classes"))
        self.only_blank = QCheckBox(tr("Only land without a class"))
        self.methods = note()
        self._tools = {
            BRUSH: tool(tr("Brush"), "brush", lambda: painting.activate(BRUSH),
                          tip=tr("Brush: click a parcel, or drag across parcels. Right button erases.")),
            LASSO: tool(tr("Lasso"), "lasso", lambda: painting.activate(LASSO),
                          tip=tr("Lasso: draw around parcels.")),
            RECTANGLE: tool(tr("Rectangle"), "rectangle", lambda: painting.activate(RECTANGLE),
                              tip=tr("Rectangle: drag from corner to corner.")),
        }  # fmt: skip
        self.erase = tool(
            tr("Erase"),
            "erase",
            lambda: painting.choose(""),
            tip=tr("Erase: take a parcel’s own class away (E, 0)"),
        )
        self.undo = button(tr("Undo"), "undo", session.undo)
        self.redo = button(tr("Redo"), "redo", session.redo)
        self._lay_out()
        self.model.dataChanged.connect(self._locks)
        self.coarse.toggled.connect(self._coarser)
        self.only_blank.toggled.connect(self._only_blank)
        self.level.currentIndexChanged.connect(self._levelled)
        painting.chosen.connect(self._show_choice)
        canvas.mapToolSet.connect(self._tool_set)
        session.opened.connect(self.rebuild)
        session.closed.connect(self.rebuild)
        session.changed.connect(self._written)
        session.availability.connect(self._available)
        self.rebuild()

    def dispose(self) -> None:
        """Hear no more of the canvas."""
        self._canvas.mapToolSet.disconnect(self._tool_set)

    def _palette(self) -> QTableView:
        view = QTableView()
        view.setObjectName("kosozuPalette")
        view.setAccessibleName(tr("Management classes"))
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setIconSize(SWATCH)
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(TOUCH)
        header = view.horizontalHeader()
        header.setMinimumSectionSize(18)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        view.selectionModel().currentRowChanged.connect(self._row_chosen)
        return view

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        for each in (*self._tools.values(), self.erase):
            each.setIconSize(QSize(22, 22))
            top.addWidget(each)
        top.addWidget(self.undo)
        top.addWidget(self.redo)
        levels = QHBoxLayout()
        caption = QLabel(tr("Level"))
        caption.setBuddy(self.level)
        self.level.setMinimumHeight(TOUCH)
        self.level.setAccessibleName(tr("Level: what one click paints"))
        levels.addWidget(caption)
        levels.addWidget(self.level, 1)
        boxes = QHBoxLayout()
        boxes.addWidget(self.only_blank)
        boxes.addWidget(self.coarse)
        boxes.addStretch(1)
        self.blank.setRange(0, 1000)
        self.body.addLayout(top)
        self.body.addLayout(levels)
        self.body.addLayout(boxes)
        self.body.addWidget(self.view)
        self.body.addWidget(self.blank)
        self.body.addWidget(self.methods)
        self.body.addWidget(self.status)
        self.body.addWidget(self.zones)
        self.body.addStretch(1)

    # What changes.

    @guarded
    def rebuild(self) -> None:
        """Another plan, or none."""
        self.model.rebuild()
        height = self.view.horizontalHeader().sizeHint().height() + TOUCH * self.model.rowCount() + 4
        self.view.setFixedHeight(height)
        self.level.blockSignals(True)
        self.level.clear()
        self.level.addItem(tr("Parcel"), PARCEL)
        units = self._session.units
        kinds = self._session.catalogue.codes["group_kind"]
        for kind in (kind for kind in kinds if units is not None and kind in units.groups):
            self.level.addItem(label(kinds[kind], lang()), kind)
        self.level.blockSignals(False)
        self._levelled()
        self._show_choice(self._painting.code)
        self._show_blank()
        self._available()

    @guarded
    def _written(self, tables: frozenset[str]) -> None:
        if "unit" in tables:
            self.model.refresh()
            self._show_blank()
        self._show_history()

    def _show_blank(self) -> None:
        share = self.model.blank_share if self._session.is_open else 0.0
        self.blank.setValue(round(1000 * share))
        self.blank.setFormat(
            tr("No class yet: {share} % of the parcels’ area").format(share=f"{100 * share:.1f}")
        )
        self.blank.setVisible(self._session.is_open)

    def _show_history(self) -> None:
        done, undone = self._session.next_undo()
        self.undo.setEnabled(bool(done) and not self._session.blocked())
        self.redo.setEnabled(bool(undone) and not self._session.blocked())
        self.undo.setToolTip(tr("Undo: {label} (Ctrl+Z)").format(label=done or "–"))
        self.redo.setToolTip(tr("Redo: {label} (Ctrl+Y)").format(label=undone or "–"))

    @guarded
    def _available(self) -> None:
        reason = self._session.blocked()
        for each in (*self._tools.values(), self.erase, self.level, self.view, self.zones):
            each.setEnabled(not reason)
        self.status.setText(reason)
        self.status.setVisible(bool(reason))
        if reason and self._canvas.mapTool() is self._painting.tool:
            self._canvas.unsetMapTool(self._painting.tool)
        self._show_history()

    def _row_chosen(self, current: QModelIndex, _: QModelIndex) -> None:
        if current.isValid() and self.model.code(current.row()) != self._painting.code:
            self._painting.choose(self.model.code(current.row()))

    def _show_choice(self, code: str) -> None:
        self.erase.setChecked(not code and self._canvas.mapTool() is self._painting.tool)
        row = self.model.row(code)
        if row >= 0 and self.view.currentIndex().row() != row:
            flags = QItemSelectionModel.SelectionFlag
            index = self.model.index(row, NAME)
            self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.methods.setText(self._method_text(code))

    def _method_text(self, code: str) -> str:
        """Methods that serve the class in hand."""
        if not code:
            return tr("In hand: eraser (a parcel’s own class goes; what its zone says comes back)")
        methods = [
            label(method, lang())
            for method in self._session.catalogue.methods.values()
            if code in method.classes and method.land_kind == "farmland"
        ]
        return tr("Methods: {names}").format(names="、".join(methods) or "–")

    def _tool_set(self, new: object, _: object = None) -> None:
        """Which button is down follows the canvas."""
        mine = new is self._painting.tool
        self.erase.setChecked(mine and not self._painting.code)
        for mode, each in self._tools.items():
            each.setChecked(mine and mode == self._painting.tool.mode)

    def _locks(self, first: QModelIndex, *_: object) -> None:
        if first.column() == LOCK:
            self._painting.locked = set(self.model.locked)

    def _coarser(self, wanted: bool) -> None:
        self.model.coarse = wanted
        self.rebuild()

    def _only_blank(self, wanted: bool) -> None:
        self._painting.only_unassigned = wanted

    def _levelled(self) -> None:
        self._painting.level = self.level.currentData() or PARCEL
