"""調整事項: the list of findings as work to be done; each is seen on the map, and decided on with a reason."""

from __future__ import annotations

from typing import Any

from qgis.core import Qgis
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QItemSelectionModel, QModelIndex, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSplitter,
    QTextBrowser,
    QTreeView,
    QWidget,
)

from ...core.plan.sql import marks, say
from ...gis.words import tr
from ..models.findinggroups import Child, Filter, Group, Item
from ..models.findings import AREA, COUNT, DECISION, RULE, SEVERITY, FindingModel
from ..problems import guarded
from ..problems import say as tell_person
from ..session import Session
from .base import bar, button
from .findings_parts import DecideForm, FilterBar, tell, warm_up
from .shared import ListDock, show_on_map

CHECK, DECIDE = "kosozu:checkplan", "kosozu:decidefinding"
_WIDTHS = {SEVERITY: 92, COUNT: 48, AREA: 50, DECISION: 62}
_WIDTH = 380
"""So that rule and place are read beside the numbers."""
_MOST = 500
"""Parcels of a group that are looked for on the map; SQLite takes 999 values in one statement."""


class FindingsDock(ListDock):
    """Groups (rule × zone) by severity and area, parcels inside; filter, look, decide, check again."""

    READ = frozenset({"finding", "decision"})
    WRITER = CHECK

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__("kosozuFindingsDock", tr("Findings"), session, canvas, parent)
        self.model = FindingModel(session, self)
        self.check = button(tr("Check again"), "check", self._check, wide=True)
        self.zoom = button(
            tr("Show on the map"), "zoom", self.show_selected, tip=tr("Show on the map (Return)")
        )
        self.progress = bar(tr("Groups that are decided"))
        self.filters = FilterBar()
        self.view = self._tree()
        self.detail = QTextBrowser()
        self.form = DecideForm()
        self._open: set[str] = set()
        self._chosen: list[str] = []
        self._row = -1
        self._go_on = self._restoring = False
        self._queue: list[dict[str, str]] = []
        self.setMinimumWidth(_WIDTH)
        self._lay_out()
        self._listen()
        self._opened()

    def _rest(self) -> None:
        super()._rest()
        self.model.stop()

    def _tree(self) -> QTreeView:
        view = QTreeView()
        view.setAccessibleName(tr("List of findings by rule and zone"))
        view.setModel(self.model)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setAllColumnsShowFocus(True)
        view.setAlternatingRowColors(True)
        view.setSortingEnabled(True)
        view.sortByColumn(SEVERITY, Qt.SortOrder.AscendingOrder)
        view.setIndentation(11)
        view.setWordWrap(True)
        view.setMinimumHeight(150)
        header = view.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(30)
        header.setSectionResizeMode(RULE, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            header.resizeSection(column, width)
        return view

    def _lay_out(self) -> None:
        self.detail.setAccessibleName(tr("What the finding says"))
        self.detail.setMinimumHeight(80)
        self.detail.setOpenLinks(False)
        top = QHBoxLayout()
        top.addWidget(self.check)
        top.addWidget(self.progress, 1)
        top.addWidget(self.zoom)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.addWidget(self.view)
        parts.addWidget(self.detail)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        self.body.addLayout(top)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.filters)
        self.body.addWidget(parts, 1)
        self.body.addWidget(self.form)

    def _listen(self) -> None:
        super()._listen()
        self.filters.changed.connect(self._filtered)
        self.form.asked.connect(guarded(self.decide))
        self.model.modelReset.connect(self._restore)
        self.view.selectionModel().selectionChanged.connect(self._chosen_by_person)
        self.view.activated.connect(self.show_selected)
        self.view.expanded.connect(self._expanded)
        self.view.collapsed.connect(self._collapsed)
        self.view.verticalScrollBar().valueChanged.connect(self._scrolled)

    # The plan, and what is written to it.

    @guarded
    def _opened(self) -> None:
        """Another plan, or none."""
        self._open, self._chosen, self._queue = set(), [], []
        self.filters.fill(self._session.catalogue)
        self.form.fill(self._session.catalogue)
        self.model.filter = self.filters.wanted()
        self._refresh()
        self._available()

    @guarded
    def _seen(self, visible: bool) -> None:
        if visible and self._session.is_open:
            warm_up()
        super()._seen(visible)

    def _read(self) -> None:
        self.model.refresh()

    @guarded
    def _filtered(self, wanted: Filter) -> None:
        self.model.set_filter(wanted)

    @guarded
    def _available(self) -> None:
        """What can be done now."""
        is_open, running = self._session.is_open, bool(self._session.work.running)
        for part in (self.view, self.form):
            part.setEnabled(is_open)
        self.filters.setEnabled(is_open and self._session.work.running != CHECK)
        self.check.setEnabled(is_open and not running)
        self._show_form()

    def _blocked(self) -> str:
        """Why nothing can be decided now; ''."""
        if self._session.work.running:
            return tr("Decide when the work that runs is done.")
        return self._session.blocked()

    # The list.

    @guarded
    def _restore(self) -> None:
        """After the list was made anew: what was open is open, what was selected is selected."""
        self._restoring = True
        model, chosen = self.model, []
        for key in self._open & set(model.rows):
            index = model.index(model.rows[key], SEVERITY)
            if not model.rowCount(index) and model.canFetchMore(index):
                model.fetchMore(index)
            self.view.expand(index)
        for key in self._chosen:
            chosen += self._places_of(key)
        if not chosen and self._go_on and not self._queue and model.groups:
            chosen = [model.index(max(0, min(self._row, len(model.groups) - 1)), SEVERITY)]
            self._chosen, self._go_on = [self._key(self._item(chosen[0]))], False
            self._follow_soon()
        flags = QItemSelectionModel.SelectionFlag
        for index in chosen:
            self.view.selectionModel().select(index, flags.Select | flags.Rows)
        if chosen:
            self.view.selectionModel().setCurrentIndex(chosen[0], flags.NoUpdate)
            self.view.scrollTo(chosen[0])
        self._restoring = False
        self._show_item()
        self._show_progress()

    def _show_progress(self) -> None:
        done, every = self.model.done, self.model.every
        self.progress.setRange(0, max(1, every))
        self.progress.setValue(done)
        self.progress.setFormat(
            tr("{done} of {every} groups decided").format(done=f"{done:,}", every=f"{every:,}")
        )

    def _nothing(self) -> str:
        """Why the list is empty; '' where it is not."""
        if not self._session.is_open or self.model.groups:
            return ""
        if not self.model.checked:
            return tr("Not checked yet. “Check again” makes the list.")
        return tr("No finding is listed.") if self.model.every else tr("There is no open finding.")

    def _item(self, index: QModelIndex) -> Item:
        return self.model.item(index)

    def _places_of(self, key: str) -> list[QModelIndex]:
        """Where a group, or a finding of a group that is open, is listed now."""
        model, is_finding = self.model, key.startswith("=")
        group = "|".join(key[1:].split("|")[:2]) + "|" if is_finding else key
        if group not in model.rows:
            return []
        index = model.index(model.rows[group], SEVERITY)
        if not is_finding:
            return [index]
        inside = (model.index(row, SEVERITY, index) for row in range(model.rowCount(index)))
        return [each for each in inside if self._key(self._item(each)) == key]

    @staticmethod
    def _key(item: Item) -> str:
        return item.key if isinstance(item, Group) else f"={item.row['finding_key']}"

    def selected(self) -> list[Item]:
        """Groups and single findings that are selected, the current one first."""
        chosen = self.view.selectionModel().selectedRows(SEVERITY)
        chosen.sort(key=lambda index: index.siblingAtColumn(SEVERITY) != self._current())
        return [self._item(index) for index in chosen]

    def _current(self) -> QModelIndex:
        return self.view.currentIndex().siblingAtColumn(SEVERITY)

    @guarded
    def _chosen_by_person(self, *_: object) -> None:
        if self._restoring:
            return
        self._chosen = [self._key(item) for item in self.selected()]
        current = self._current()
        self._row = (current.parent() if current.parent().isValid() else current).row()
        self._go_on = False
        self._show_item()
        self._follow_soon()

    def _show_item(self) -> None:
        plan, items = self._session.plan, self.selected()
        self.detail.setHtml(
            tell(self.model, plan, items[0]) if plan is not None and items else self._nothing()
        )
        self._show_form()

    def _show_form(self) -> None:
        items = self.selected() if self._session.is_open else []
        self.form.show_for(items, self.model, self._blocked())
        self.zoom.setEnabled(bool(items))

    @guarded
    def _expanded(self, index: QModelIndex) -> None:
        self._open.add(self._key(self._item(index)))

    @guarded
    def _collapsed(self, index: QModelIndex) -> None:
        self._open.discard(self._key(self._item(index)))

    @guarded
    def _scrolled(self, *_: object) -> None:
        """Qt asks for more rows at the top level only."""
        last = self.view.indexAt(self.view.viewport().rect().bottomLeft())
        parent = last.parent()
        if (
            parent.isValid()
            and last.row() >= self.model.rowCount(parent) - 20
            and self.model.canFetchMore(parent)
        ):
            self.model.fetchMore(parent)

    # On the map.

    @guarded
    def show_selected(self, *_: object) -> None:
        """Zoom to what is selected, and flash it."""
        self._follow.stop()
        name, fids = "", []
        for item in self.selected():
            where, found = self._places(item)
            name = name or where
            fids += found if where == name else []
        layer = self._session.layers.get(name)
        if layer is not None and fids:
            show_on_map(self._canvas, layer, fids)

    def _places(self, item: Item) -> tuple[str, list[int]]:
        """Layer and features that an item is about: its parcels, else its own point, else its zone."""
        plan = self._session.plan
        found = self.model.findings(item, _MOST)
        if plan is None or not found:
            return "", []
        units = [child.unit_fid for child in found if child.unit_fid]
        if units:
            return "unit", units
        zone = [
            fid
            for (fid,) in plan.connection.execute(
                "SELECT fid FROM zone WHERE zone_id = ?", [found[0].row["zone_id"]]
            )
        ]
        if isinstance(item, Group) and zone:
            return "zone", zone
        statement = say(
            "SELECT", "fid", "FROM", "finding WHERE geom IS NOT NULL AND fid IN", marks(len(found))
        )
        placed = [fid for (fid,) in plan.connection.execute(statement, [child.fid for child in found])]
        return ("finding", placed) if placed else ("zone", zone)

    # Work.

    def _check(self) -> None:
        self._go_on = False
        self._session.run(CHECK, {}, self._checked)

    def _checked(self, results: dict[str, Any]) -> None:
        text = tr("{count} findings: {new} new, {closed} closed since the last check.")
        counts = {"count": "FINDING_COUNT", "new": "NEW_COUNT", "closed": "CLOSED_COUNT"}
        told = text.format(**{name: f"{int(results[key]):,}" for name, key in counts.items()})
        tell_person(told, Qgis.MessageLevel.Info, seconds=10)

    def decide(self) -> None:
        """Record the form's decision for every group and single finding that is selected, one after the other."""
        items = self.selected()
        if not items or self._blocked():
            return
        lacking = self.form.lacking()
        if lacking:
            tell_person(lacking, seconds=8)
            return
        made = self.form.parameters()
        groups = {item.key for item in items if isinstance(item, Group)}
        self._queue = [
            {"RULE": item.rule, "ZONE": item.zone, **made} for item in items if isinstance(item, Group)
        ]
        self._queue += [
            {"FINDING_KEY": item.row["finding_key"], **made}
            for item in items
            if isinstance(item, Child) and f"{item.row['rule_id']}|{item.row['zone_id']}|" not in groups
        ]
        self._go_on = True
        self._next()

    def _next(self, *_: object) -> None:
        if self._queue:
            self._session.run(DECIDE, self._queue.pop(0), self._next)
            return
        self.form.reason.clear()
