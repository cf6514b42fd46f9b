"""Findings as a work list: groups (rule × zone) with their parcels inside, read by SQL alone, a slice at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from qgis.core import QgsSymbolLayerUtils
from qgis.PyQt.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QSize,
    Qt,
    QTimer,
)
from qgis.PyQt.QtGui import QIcon

from ...core.catalogue.model import label
from ...gis.symbols import finding_symbol
from ...gis.words import lang, tr
from ..icons import untinted
from ..problems import guarded
from ..session import Session
from .findinggroups import Cell, Child, Filter, Group, Item, bounds, count, findings

SEVERITY, RULE, COUNT, AREA, DECISION = range(5)
_HA = 10_000.0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_SLICE = 30_000
"""Rows of ``finding`` that are counted between two events of the window: about a tenth of a second."""
_GROUP_HEIGHT = 66
"""One line for rule and place, two for the rule's title."""
_BATCH = 200
"""Parcels of a group that are listed at a time."""


class FindingModel(QAbstractItemModel):
    """Groups at the top, findings inside. Nothing is read before :meth:`refresh`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.filter = Filter()
        self.zones: dict[str, str] = {}
        """zone_id → name."""
        self.groups: list[Group] = []
        self.rows: dict[str, int] = {}
        """Key of a group → its row."""
        self.done = 0
        self.every = 0
        """Groups all of whose findings are decided, and all groups, whatever the filter."""
        self.checked = False
        """Whether the plan has ever been checked."""
        self._session = session
        self._cells: dict[tuple[str, str], list[Cell]] = {}
        self._half: dict[tuple[str, str], list[Cell]] = {}
        self._at, self._last = 0, 0
        self._column, self._falling = SEVERITY, False
        self._icons: dict[str, QIcon] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._step)

    # Reading.

    def refresh(self) -> None:
        """Count anew; a plan with very many findings is counted between the window's other work."""
        self._timer.stop()
        self._half = {}
        plan = self._session.plan
        if plan is None:
            self._shown()
            return
        self._at, self._last = bounds(plan)
        self._step()

    def stop(self) -> None:
        """Count no further."""
        self._timer.stop()

    def set_filter(self, wanted: Filter) -> None:
        """List something else; nothing is counted anew."""
        self.beginResetModel()
        self.filter = wanted
        self._group()
        self.endResetModel()

    @guarded
    def _step(self) -> None:
        plan = self._session.plan
        if plan is None:
            return
        if self._at < self._last:
            end = min(self._at + _SLICE, self._last)
            for key, cell in count(plan, self._at, end):
                self._half.setdefault(key, []).append(cell)
            self._at = end
        if self._at < self._last:
            self._timer.start(0)
        else:
            self._shown()

    def _shown(self) -> None:
        """What has been counted takes the place of what was listed."""
        plan = self._session.plan
        self.beginResetModel()
        self._cells, self._half = self._half, {}
        self.zones, self.checked, self._icons = {}, False, {}
        if plan is not None:
            zones = plan.read("zone", ["zone_id", "name"])
            self.zones = dict(zip(zones["zone_id"], zones["name"]))
            self.checked = bool(self._cells) or plan.count("check_run") > 0
            for code, entry in plan.catalogue.severities.items():
                pixmap = QgsSymbolLayerUtils.symbolPreviewPixmap(finding_symbol(entry, 3.6), QSize(18, 18))
                self._icons[code] = untinted(pixmap)
        self._group()
        self.endResetModel()

    def _group(self) -> None:
        rules = self._session.catalogue.rules
        self.every = len(self._cells)
        self.done = sum(all(cell.decision for cell in cells) for cells in self._cells.values())
        self.groups = []
        for (rule, zone), cells in self._cells.items():
            kept = [cell for cell in cells if self.filter.takes(cell)]
            if kept and self.filter.takes_rule(rules.get(rule)):
                self.groups.append(Group(rule, zone, kept, cells))
        self._arrange()

    def _arrange(self) -> None:
        places = {rule: place for place, rule in enumerate(self._session.catalogue.rules)}
        self.groups.sort(key=lambda group: (places.get(group.rule, len(places)), group.zone))
        self.groups.sort(key=self._sort_key, reverse=self._falling)
        self.rows = {group.key: row for row, group in enumerate(self.groups)}

    def sort(self, column: int, order: Any = Qt.SortOrder.AscendingOrder) -> None:
        """Order the groups; their findings stay gravest and largest first. Through a proxy it would take a second."""
        self.beginResetModel()
        self._column, self._falling = column, order == Qt.SortOrder.DescendingOrder
        self._arrange()
        self.endResetModel()

    def findings(self, item: Item, limit: int, offset: int = 0) -> list[Child]:
        """The findings of a group that are listed, gravest and largest first, or the one itself."""
        plan = self._session.plan
        if plan is None or isinstance(item, Child):
            return [item] if isinstance(item, Child) else []
        found = findings(plan, item, self.filter, limit, offset)
        return [Child(fid, unit, name or self._subject(row), row) for fid, unit, name, row in found]

    def _subject(self, row: dict[str, Any]) -> str:
        """What a finding is about that has no 地番."""
        if row["unit_id"]:
            return tr("Parcel {id}").format(id=str(row["unit_id"])[:8])
        known = json.loads(row["params"] or "{}")
        subject = str(row["finding_key"]).split("|", 2)[-1]
        return str(
            known.get("title") or known.get("group") or self.zones.get(subject) or self.place(row["zone_id"])
        )

    # Words.

    def place(self, zone: str, on_parcels: bool = False) -> str:
        """What a zone is called; '' is the whole plan, or land that lies in no zone."""
        if zone:
            return self.zones.get(zone) or zone
        return self._session.catalogue.phrase("no_zone", lang()) if on_parcels else tr("Whole plan")

    def rule_title(self, rule: str) -> str:
        """「L-01 …」."""
        known = self._session.catalogue.rules.get(rule)
        return f"{rule} {label(known, lang())}" if known else rule

    def severity(self, item: Item) -> str:
        """The gravest severity of what is listed, as a code."""
        codes = list(self._session.catalogue.severities)
        found = {cell.severity for cell in item.cells} if isinstance(item, Group) else {item.row["severity"]}
        return next((code for code in codes if code in found), codes[-1])

    def decision_text(self, item: Item) -> str:
        """What has been decided, and whether its premise has changed since."""
        catalogue = self._session.catalogue
        codes = item.decisions if isinstance(item, Group) else [item.row["decision"]]
        words = "・".join(catalogue.code_label("decision", code, lang()) for code in codes if code)
        if isinstance(item, Group) and words and item.undecided:
            words += f" {item.count - item.undecided:,}/{item.count:,}"
        changed = item.changed if isinstance(item, Group) else item.row["premise_changed"]
        return f"{words}\n{catalogue.phrase('premise_changed', lang())}" if words and changed else words

    def _text(self, item: Item, column: int) -> str:
        if column == SEVERITY:
            severity = self._session.catalogue.severities.get(self.severity(item))
            return label(severity, lang()) if severity else ""
        if column == DECISION:
            return self.decision_text(item)
        new = self._session.catalogue.phrase("new", lang())
        if isinstance(item, Child):
            area = item.row["area_m2"]
            shown = f"{area / _HA:,.2f}" if isinstance(area, float) else ""
            return {RULE: item.name, COUNT: new if item.row["is_new"] else "", AREA: shown}[column]
        if column == RULE:
            known = self._session.catalogue.rules.get(item.rule)
            title = label(known, lang()) if known else ""
            return f"{item.rule}　{self.place(item.zone, item.on_parcels)}\n{title}"
        if column == COUNT:
            return f"{item.count:,}" + (f"\n{new} {item.new:,}" if item.new else "")
        return f"{item.area / _HA:,.2f}" if item.area else ""

    def _sort_key(self, group: Group) -> Any:
        """By severity the largest come first; by all else what is alike stands in the rules' order."""
        if self._column == COUNT:
            return group.count
        if self._column == AREA:
            return group.area
        if self._column != SEVERITY:
            return self._text(group, self._column)
        return list(self._session.catalogue.severities).index(self.severity(group)), -group.area

    # What Qt asks.

    def item(self, index: QModelIndex) -> Item:
        """What a valid index stands for."""
        group = int(index.internalId())
        return self.groups[index.row()] if not group else self.groups[group - 1].children[index.row()]

    def index(self, row: int, column: int, parent: QModelIndex = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Groups carry 0, findings the place of their group and one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: QModelIndex = QModelIndex()) -> Any:  # noqa: B008
        """The group of a finding."""
        group = int(index.internalId()) if index.isValid() else 0
        return self.createIndex(group - 1, 0, 0) if group else QModelIndex()

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Groups, or the findings of a group that have been read."""
        if not parent.isValid():
            return len(self.groups)
        is_group = not parent.internalId() and parent.column() == 0
        return len(self.groups[parent.row()].children) if is_group else 0

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        """Severity to decision."""
        return DECISION + 1

    def hasChildren(self, parent: QModelIndex = QModelIndex()) -> bool:  # noqa: B008
        """A finding of a whole zone, alone in its group, is not said twice."""
        if not parent.isValid():
            return bool(self.groups)
        group = self.groups[parent.row()] if not parent.internalId() and parent.column() == 0 else None
        return group is not None and (group.count > 1 or group.on_parcels)

    def canFetchMore(self, parent: QModelIndex) -> bool:
        """Whether parcels of a group are not listed yet."""
        if not self.hasChildren(parent) or not parent.isValid():
            return False
        group = self.groups[parent.row()]
        return len(group.children) < group.count

    def fetchMore(self, parent: QModelIndex) -> None:
        """List further parcels of a group."""
        group = self.groups[parent.row()]
        at = len(group.children)
        found = self.findings(group, _BATCH, at)
        if not found:
            group.count = at  # somebody has written meanwhile; the list is read again when that is told
            return
        self.beginInsertRows(parent, at, at + len(found) - 1)
        group.children += found
        self.endInsertRows()

    def headerData(self, section: int, orientation: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Short titles."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            phrase = self._session.catalogue.phrase
            words = (
                phrase("severity", lang()),
                tr("Finding and place"),
                phrase("count", lang()),
                "ha",
                phrase("decision", lang()),
            )
            return words[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One cell."""
        item, column = self.item(index), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(item, column)
        if role == Qt.ItemDataRole.DecorationRole and column == SEVERITY:
            return self._icons.get(self.severity(item))
        if role == Qt.ItemDataRole.TextAlignmentRole and column in (COUNT, AREA):
            return int(_RIGHT)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            texts: Sequence[str] = [self._text(item, at).replace("\n", "、") for at in range(DECISION + 1)]
            return self._text(item, column) if column == RULE else "、".join(text for text in texts if text)
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, _GROUP_HEIGHT if isinstance(item, Group) else 28)
        return None
