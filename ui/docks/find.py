"""At the counter: type a 地番, a place, a zone or an action, choose, and see what is planned there."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Any

from qgis.core import QgsExpression, QgsFeatureRequest
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from ...core.catalogue.model import label
from ...gis.words import lang, tr
from ..problems import guarded
from ..session import Session
from .base import TOUCH, Dock, note
from .shared import show_on_map

SHOWN = 60
_HA = 10_000.0


@dataclass(frozen=True)
class Place:
    """One answer: the table and key of the row, and what the list shows."""

    table: str
    key: str
    text: str


class FindDock(Dock):
    """Search over parcels, zones and actions of the plan, and the card of the place that is chosen."""

    def __init__(self, session: Session, canvas: QgsMapCanvas, parent: QWidget | None = None) -> None:
        super().__init__("kosozuFindDock", tr("Find"), parent)
        self._session, self._canvas = session, canvas
        self.words = QLineEdit()
        self.words.setPlaceholderText(tr("Lot number, place, zone or action"))
        self.words.setAccessibleName(tr("Lot number, place, zone or action"))
        self.words.setClearButtonEnabled(True)
        self.words.setMinimumHeight(TOUCH)
        self.found = QListWidget()
        self.found.setAccessibleName(tr("Places found"))
        self.card = note()
        self.card.setTextFormat(Qt.TextFormat.RichText)
        for widget in (self.words, self.found, self.card):
            self.body.addWidget(widget)
        self.body.setStretch(1, 1)
        self.words.textChanged.connect(self.search)
        self.words.returnPressed.connect(self._first)
        self.found.currentItemChanged.connect(self._chosen)
        self.found.itemActivated.connect(self._chosen)
        session.opened.connect(self._again)
        session.closed.connect(self._again)
        session.changed.connect(self._written)

    @guarded
    def search(self, text: str) -> None:
        """Rows that hold the words, width aside; the list is cut where it would be long."""
        self.found.clear()
        self.card.clear()
        wanted = (
            unicodedata.normalize("NFKC", text).strip().replace("－", "-").replace("番地", "-").rstrip("-")
        )
        if not wanted or self._session.plan is None:
            return
        for place in self._places(wanted):
            item = QListWidgetItem(place.text)
            item.setData(Qt.ItemDataRole.UserRole, place)
            self.found.addItem(item)
        if not self.found.count():
            self.card.setText(tr("Nothing is called “{words}” in this plan.").format(words=text))

    def _places(self, wanted: str) -> list[Place]:
        connection = self._session.plan.connection  # type: ignore[union-attr]
        like = f"%{wanted}%"
        units = connection.execute(
            "SELECT unit_id, coalesce(address, '') || ' ' || coalesce(chiban, '') FROM unit WHERE chiban LIKE ?1"
            " OR address LIKE ?1 OR unit_id = ?2 ORDER BY chiban = ?2 DESC, length(chiban), chiban LIMIT ?3",
            (like, wanted, SHOWN),
        ).fetchall()
        zones = connection.execute(
            "SELECT zone_id, coalesce(nullif(name, ''), zone_id) FROM zone WHERE tier <> 'upper' AND"
            " (name LIKE ?1 OR zone_id LIKE ?1) ORDER BY zone_id LIMIT ?2",
            (like, SHOWN),
        ).fetchall()
        actions = connection.execute(
            "SELECT action_id, title FROM action WHERE title LIKE ?1 OR place LIKE ?1 ORDER BY order_no LIMIT ?2",
            (like, SHOWN),
        ).fetchall()
        kinds = (
            ("zone", tr("Zone"), zones),
            ("action", tr("Action"), actions),
            ("unit", tr("Parcel"), units),
        )
        return [
            Place(table, key, f"{word}　{text.strip() or key}")
            for table, word, rows in kinds
            for key, text in rows
        ]

    def _first(self) -> None:
        if self.found.count():
            self.found.setCurrentRow(0)
            self.found.setFocus()

    @guarded
    def _chosen(self, item: QListWidgetItem | None, *_: object) -> None:
        if item is None:
            return
        place: Place = item.data(Qt.ItemDataRole.UserRole)
        self._show_on_map(place)
        self.card.setText(self._card(place))

    def _show_on_map(self, place: Place) -> None:
        """Zoom to the place, with some land around it, and flash it."""
        name, key = (
            ("zone", self._zone_of(place.key)) if place.table == "action" else (place.table, place.key)
        )
        layer = self._session.layers.get(name)
        if layer is None or not key:
            return
        wanted = QgsExpression.createFieldEqualityExpression(f"{name}_id", key)
        request = QgsFeatureRequest().setFilterExpression(wanted).setNoAttributes()
        show_on_map(self._canvas, layer, [feature.id() for feature in layer.getFeatures(request)])

    def _zone_of(self, action: str) -> str:
        rows = self._session.plan.read("action", ["zone_id"], where={"action_id": action})  # type: ignore[union-attr]
        return rows["zone_id"][0] if rows["zone_id"] else ""

    def _card(self, place: Place) -> str:
        """What is planned at the place, in a few lines."""
        if place.table == "unit":
            return self._unit_card(place.key)
        zone_id = self._zone_of(place.key) if place.table == "action" else place.key
        return self._zone_card(zone_id)

    def _unit_card(self, unit_id: str) -> str:
        plan, catalogue = self._session.plan, self._session.catalogue
        if plan is None:
            return ""
        columns = [
            "chiban",
            "address",
            "class_code",
            "paint_code",
            "zone_id",
            "area_map_m2",
            "area_registry_m2",
        ]
        unit = _first_row(plan.read("unit", columns, where={"unit_id": unit_id}))
        facts = _first_row(
            plan.read("unit_farmland", ["target_status", "noushin"], where={"unit_id": unit_id})
        )
        registry = unit["area_registry_m2"]
        lines = [
            (tr("Class"), _class_text(catalogue, unit["class_code"])),
            (
                tr("Decided by"),
                tr("paint on the parcel") if unit["paint_code"] else self._zone_name(unit["zone_id"]),
            ),
            (tr("Target map"), _label(catalogue.statuses, facts.get("target_status") or "P9")),
            (tr("Zoning"), catalogue.code_label("noushin", facts.get("noushin") or "", lang()) or "–"),
            (tr("Map area"), f"{unit['area_map_m2'] or 0:,.0f} ㎡"),
            (tr("Registry area"), f"{registry:,.0f} ㎡" if registry else "–"),
            (tr("Findings"), self._findings("unit_id", unit_id)),
        ]
        return _table(f"{unit['address']} {unit['chiban']}".strip() or unit_id, lines)

    def _zone_card(self, zone_id: str) -> str:
        plan, catalogue = self._session.plan, self._session.catalogue
        zone = _first_row(plan.read("zone", where={"zone_id": zone_id})) if plan is not None else {}
        if plan is None or not zone:
            return ""
        actions = plan.read("action", ["title"], where={"zone_id": zone_id})["title"]
        lines = [
            (tr("Class"), _class_text(catalogue, zone["class_code"])),
            (tr("Area"), f"{(zone['area_m2'] or 0) / _HA:,.2f} ha"),
            (tr("Parcels"), f"{plan.count('unit', {'zone_id': zone_id}):,}"),
            (tr("Actions"), "、".join(actions) or "–"),
            (tr("Findings"), self._findings("zone_id", zone_id)),
        ]
        return _table(self._zone_name(zone_id), lines)

    def _zone_name(self, zone_id: str) -> str:
        plan = self._session.plan
        if plan is None or not zone_id:
            return tr("no zone")
        names = plan.read("zone", ["name"], where={"zone_id": zone_id})["name"]
        return f"{names[0]}（{zone_id}）" if names and names[0] else zone_id

    def _findings(self, column: str, key: str) -> str:
        """Titles of the open findings of a place, gravest first, each once with how many."""
        plan, catalogue = self._session.plan, self._session.catalogue
        if plan is None:
            return "–"
        rows = plan.read("finding", ["rule_id", "severity"], where={column: key, "state": "open"})
        counted: dict[tuple[str, str], int] = {}
        for pair in zip(rows["severity"], rows["rule_id"]):
            counted[pair] = counted.get(pair, 0) + 1
        order = list(catalogue.severities)
        listed = sorted(counted.items(), key=lambda entry: (order.index(entry[0][0]), entry[0][1]))
        texts = [
            f"{_label(catalogue.severities, severity)}：{_label(catalogue.rules, rule)}"
            + (f"（{n}）" if n > 1 else "")
            for (severity, rule), n in listed
        ]
        return "\n".join(texts) or tr("none")

    def _again(self) -> None:
        self.search(self.words.text())

    def _written(self, tables: frozenset[str]) -> None:
        """The card stays true after a stroke."""
        item = self.found.currentItem()
        if item is not None and tables & {"unit", "zone", "finding", "action"}:
            self.card.setText(self._card(item.data(Qt.ItemDataRole.UserRole)))


def _first_row(columns: dict[str, list[Any]]) -> dict[str, Any]:
    return {name: values[0] for name, values in columns.items() if values}


def _label(entries: Any, code: str) -> str:
    return label(entries[code], lang()) if code in entries else code


def _class_text(catalogue: Any, code: str) -> str:
    return f"{code} {_label(catalogue.classes, code)}" if code else tr("No class yet")


def _table(title: str, lines: list[tuple[str, str]]) -> str:
    rows = "".join(f"<tr><td><b>{name}</b>&nbsp;</td><td>{_lines(value)}</td></tr>" for name, value in lines)
    return f"<h3>{escape(title)}</h3><table>{rows}</table>"


def _lines(value: str) -> str:
    return "<br>".join(escape(line) for line in value.split("\n"))
