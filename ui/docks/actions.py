"""行動計画: who does what where, written in a table beside the map, drafted from the findings and handed out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import Qgis
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QItemSelectionModel, QModelIndex, Qt
from qgis.PyQt.QtWidgets import QAbstractItemView, QCheckBox, QFileDialog, QHBoxLayout, QTableView, QWidget

from ...core.catalogue.model import label
from ...core.jobs.editaction import add_action, delete_action
from ...gis.words import lang, tr
from ..models.actions import COLUMNS, ActionModel, ActionOrder
from ..problems import guarded, say
from ..session import Session
from .actions_parts import ActionDelegate, RollUp
from .actions_return import Return
from .base import TOUCH, button
from .shared import Ears, Line, ListDock, choice, show_on_map

DRAFT, EXPORT = "kosozu:draftactions", "kosozu:exportactions"
_SUFFIXES = (".xlsx", ".docx", ".csv")
_WIDTHS = {"order_no": 70, "kind": 60, "title": 150, "zone_id": 84, "class_code": 60, "note": 160}
_WIDTH = 110


class ActionsDock(ListDock):
    """The table, what is missing in red, row and map in step, sums, draft and export."""

    READ = frozenset({"action", "actor", "zone"})

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__("kosozuActionsDock", tr("Action plan"), session, canvas, parent)
        self.setAllowedAreas(self.allowedAreas() | Qt.DockWidgetArea.BottomDockWidgetArea)
        self.model = ActionModel(session, self)
        self.order = ActionOrder(self.model, self)
        self.view = self._table()
        told = tr("Draft actions from zones and findings; rows that somebody has written in stay")
        self.draft = button(tr("Draft actions"), "draft", self._draft, wide=True, tip=told)
        self.add = button(
            tr("Add"), "new", self._add, wide=True, tip=tr("Add an action for the zone of this row")
        )
        self.delete = button(tr("Delete"), "erase", self._delete, wide=True,
                             tip=tr("Delete the selected actions; undo brings them back"))  # fmt: skip
        self.zoom = button(tr("Show on the map"), "zoom", self.show_selected)
        self.export = button(
            tr("Export"), "export", self._export, wide=True, tip=tr("Export as Excel, Word or csv")
        )
        self.back = button(
            tr("Back from Excel…"), "import", Return(session, self).ask, wide=True,
            tip=tr("Take over what was changed in an exported workbook"),
        )  # fmt: skip
        self.edition = choice(tr("Edition"))
        self.incomplete = QCheckBox(tr("Only incomplete"))
        self.status = Line()
        self.rollup = RollUp()
        self._chosen: list[str] = []
        self._restoring = False
        self._lay_out()
        self._zone_ears = Ears()
        self._listen()
        self._opened()

    def _rest(self) -> None:
        super()._rest()
        self._zone_ears.close()

    def _table(self) -> QTableView:
        view = QTableView()
        view.setAccessibleName(tr("Actions"))
        view.setModel(self.order)
        view.setItemDelegate(ActionDelegate(view))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        trigger = QAbstractItemView.EditTrigger
        view.setEditTriggers(
            trigger.SelectedClicked | trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        view.setSortingEnabled(True)
        view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        view.setWordWrap(False)
        view.setAlternatingRowColors(True)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setMinimumHeight(150)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(TOUCH)
        header = view.horizontalHeader()
        header.setMinimumSectionSize(30)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, column in enumerate(COLUMNS):
            view.setColumnWidth(place, _WIDTHS.get(column, _WIDTH))
        return view

    def _lay_out(self) -> None:
        self.incomplete.setMinimumHeight(TOUCH)
        self.incomplete.setToolTip(tr("Only actions without a manager or a method"))
        top, below = QHBoxLayout(), QHBoxLayout()
        for part in (self.draft, self.add, self.delete):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self.zoom)
        below.addWidget(self.export)
        below.addWidget(self.back)
        below.addWidget(self.edition, 1)
        below.addWidget(self.incomplete)
        self.body.addLayout(top)
        self.body.addLayout(below)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self.status)
        self.body.addWidget(self.rollup)

    def _listen(self) -> None:
        super()._listen()
        self.incomplete.toggled.connect(self._only_incomplete)
        self.order.modelReset.connect(self._restore)
        self.view.selectionModel().selectionChanged.connect(self._chosen_by_person)

    # The plan, and what is written to it.

    @guarded
    def _opened(self) -> None:
        """Another plan, or none."""
        self._chosen = []
        self.edition.clear()
        for code, entry in self._session.catalogue.codes["edition"].items():
            self.edition.addItem(label(entry, lang()), code)
        layer = self._session.layers.get("zone")
        if layer is not None:
            self._zone_ears.hear(layer.selectionChanged, self._zones_chosen)
        self._refresh()
        self._available()

    def _read(self) -> None:
        self.model.refresh()
        self.rollup.show_plan(self._session.plan)
        self._show_status()

    @guarded
    def _available(self) -> None:
        """What can be done now."""
        is_open, running = self._session.is_open, bool(self._session.work.running)
        free = is_open and not running and not self._session.blocked()
        self.view.setEnabled(is_open)
        self.draft.setEnabled(free)
        self.add.setEnabled(is_open and not self._session.blocked())
        self.back.setEnabled(is_open and not running)
        self.export.setEnabled(is_open and not running and bool(self.model.rows))
        self._show_selection()

    def _show_status(self) -> None:
        text = ""
        if self._session.is_open and not self.model.rows:
            text = tr("No actions yet. “Draft actions” makes them from zones and findings.")
        elif self.model.rows:
            text = tr("{count} actions, {lacking} of them without a manager or a method").format(
                count=f"{len(self.model.rows):,}", lacking=f"{self.model.incomplete():,}"
            )
        self.status.tell(text)
        self._available()

    @guarded
    def _only_incomplete(self, only: bool) -> None:
        self.order.show_incomplete(only)

    # Rows and the map.

    def selected(self) -> list[dict[str, Any]]:
        """Rows that are selected, from the top."""
        indexes = sorted(self.view.selectionModel().selectedRows(), key=lambda index: index.row())
        return [self.model.rows[self.order.mapToSource(index).row()] for index in indexes]

    def select(self, action_ids: list[str]) -> None:
        """Select rows, and bring the first into sight; the map stays where it is."""
        flags = QItemSelectionModel.SelectionFlag
        selection, wanted, first = self.view.selectionModel(), set(action_ids), QModelIndex()
        self._restoring = True
        selection.clearSelection()
        for row in range(self.order.rowCount()):
            index = self.order.index(row, COLUMNS.index("title"))
            if self.model.rows[self.order.mapToSource(index).row()]["action_id"] in wanted:
                selection.select(index, flags.Select | flags.Rows)
                first = first if first.isValid() else index
        if first.isValid():
            selection.setCurrentIndex(first, flags.NoUpdate)
            self.view.scrollTo(first)
        self._restoring = False
        self._chosen = list(action_ids)
        self._show_selection()

    @guarded
    def _restore(self) -> None:
        self.select(self._chosen)

    @guarded
    def _chosen_by_person(self, *_: object) -> None:
        if not self._restoring:
            self._chosen = [row["action_id"] for row in self.selected()]
            self._show_selection()
            self._follow_soon()

    def _show_selection(self) -> None:
        some = bool(self._session.is_open and self.selected())
        self.zoom.setEnabled(some)
        self.delete.setEnabled(some and not self._session.blocked())

    @guarded
    def show_selected(self, *_: object) -> None:
        """Zoom to the zones of the selected rows, and flash them."""
        self._follow.stop()
        plan, layer = self._session.plan, self._session.layers.get("zone")
        if plan is None or layer is None:
            return
        zones = dict.fromkeys(str(row["zone_id"]) for row in self.selected() if row["zone_id"])
        statement = "SELECT fid FROM zone WHERE zone_id = ?"
        found = [plan.connection.execute(statement, [zone]).fetchone() for zone in zones]
        fids = [row[0] for row in found if row]
        if fids:
            show_on_map(self._canvas, layer, fids)

    @guarded
    def _zones_chosen(self, *_: object) -> None:
        """Zones that are selected in the map with QGIS's own tools select their rows."""
        zones = self._zones_of_map()
        if zones:
            self.select([row["action_id"] for row in self.model.rows if row["zone_id"] in zones])

    def _zones_of_map(self) -> list[str]:
        layer = self._session.layers.get("zone")
        return [] if layer is None else [str(feature["zone_id"]) for feature in layer.selectedFeatures()]

    # Work.

    def _add(self) -> None:
        plan = self._session.require()
        rows = self.selected()
        zones = [str(rows[0]["zone_id"])] if rows else self._zones_of_map()
        own = set(plan.read("zone", ["zone_id"], where={"tier": "own"})["zone_id"])
        self._chosen = [add_action(plan, next((zone for zone in zones if zone in own), ""))]
        self.incomplete.setChecked(False)
        self._refresh()
        self.select(self._chosen)
        self.view.setFocus()

    def _delete(self) -> None:
        delete_action(self._session.require(), *(row["action_id"] for row in self.selected()))

    def _draft(self) -> None:
        self._session.run(DRAFT, {}, self._drafted)

    def _drafted(self, results: dict[str, Any]) -> None:
        text = tr("{count} actions; {lacking} of them still need a manager or a method.")
        counts = {"count": "ACTION_COUNT", "lacking": "MISSING_COUNT"}
        told = text.format(**{name: f"{int(results[key]):,}" for name, key in counts.items()})
        say(told, Qgis.MessageLevel.Info, seconds=10)

    def _export(self) -> None:
        """Ask for a file; its ending chooses the form."""
        plan = self._session.plan
        if plan is None:
            return
        name = f"{Path(plan.home).stem}_{plan.catalogue.phrase('action_plan', 'ja')}.xlsx"
        forms = "Excel (*.xlsx);;Word (*.docx);;CSV (*.csv)"
        path, form = QFileDialog.getSaveFileName(
            self, tr("Export the action plan"), str(Path(plan.home).with_name(name)), forms
        )
        if not path:
            return
        if Path(path).suffix.lower() not in _SUFFIXES:
            path += next((suffix for suffix in _SUFFIXES if f"*{suffix}" in form), _SUFFIXES[0])
        wish = {"OUTPUT": path, "EDITION": self.edition.currentData()}
        self._session.run(EXPORT, wish, self._exported)

    def _exported(self, results: dict[str, Any]) -> None:
        text = tr("{count} actions were written to {path}.")
        told = text.format(count=f"{int(results['ROW_COUNT']):,}", path=results["OUTPUT"])
        say(told, Qgis.MessageLevel.Success, seconds=15)
