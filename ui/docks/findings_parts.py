"""Parts of the dock of findings: what is listed, what a finding says, and the form of a decision."""

from __future__ import annotations

import json
from html import escape
from importlib import import_module
from threading import Thread
from typing import Any

from qgis.PyQt.QtCore import QDate, QSettings, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QDateEdit,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ...core.catalogue import Catalogue
from ...core.catalogue.model import label
from ...core.plan import PlanFile
from ...core.requirements import missing_libraries
from ...gis.words import lang, tr
from ..models.findinggroups import Child, Filter, Group, Item, offices
from ..models.findings import FindingModel
from .base import TOUCH, button
from .shared import choice

ROLE = "kosozu/role"
_EXAMPLES = 3


class FilterBar(QWidget):
    """Three boxes to tick, and four choices that fold away."""

    changed = pyqtSignal(object)
    """A :class:`Filter`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.family, self.severity = choice(tr("Family of rules")), choice(tr("Severity"))
        self.land, self.office = choice(tr("Management class")), choice(tr("Office in charge"))
        self.new = QCheckBox()
        self.undecided = QCheckBox(tr("Undecided"))
        self.premise = QCheckBox()
        self.more = button(
            tr("Narrow down"),
            "",
            self._fold,
            wide=True,
            checkable=True,
            tip=tr("Family, severity, class, office"),
        )
        boxes = QHBoxLayout()
        for box in (self.new, self.undecided, self.premise):
            box.setMinimumHeight(TOUCH)
            box.toggled.connect(self._told)
            boxes.addWidget(box)
        boxes.addStretch(1)
        boxes.addWidget(self.more)
        self._choices = QWidget()
        grid = QGridLayout(self._choices)
        grid.setContentsMargins(0, 0, 0, 0)
        for place, combo in enumerate((self.severity, self.family, self.land, self.office)):
            combo.currentIndexChanged.connect(self._told)
            grid.addWidget(combo, place // 2, place % 2)
        self._choices.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(boxes)
        column.addWidget(self._choices)

    def fill(self, catalogue: Catalogue) -> None:
        """The choices of a catalogue; what was chosen stays chosen where it is still there."""
        self.new.setText(catalogue.phrase("new", lang()))
        self.premise.setText(catalogue.phrase("premise_changed", lang()))
        rules = catalogue.rules.values()
        named = {office: office for rule in rules for office in offices(rule.office_ja)}
        if lang() == "en":
            named.update({rule.office_ja: rule.office_en for rule in rules if rule.office_ja in named})
        severities = {code: label(entry, lang()) for code, entry in catalogue.severities.items()}
        families = {code: label(entry, lang()) for code, entry in catalogue.codes["family"].items()}
        classes = {code: f"{code} {label(entry, lang())}" for code, entry in catalogue.classes.items()}
        for combo, first, entries in (
            (self.severity, tr("All severities"), severities),
            (self.family, tr("All families"), families),
            (self.land, tr("All classes"), {**classes, "": catalogue.phrase("no_class", lang())}),
            (self.office, tr("All offices"), named),
        ):
            before = combo.currentData()
            combo.blockSignals(True)
            combo.clear()
            combo.addItem(first, None)
            for code, text in entries.items():
                combo.addItem(text, code)
            combo.setCurrentIndex(max(0, combo.findData(before)) if before is not None else 0)
            combo.blockSignals(False)

    def wanted(self) -> Filter:
        """What is chosen."""
        return Filter(
            family=self.family.currentData() or "",
            severity=self.severity.currentData() or "",
            class_code=self.land.currentData(),
            office=self.office.currentData() or "",
            new=self.new.isChecked(),
            undecided=self.undecided.isChecked(),
            changed=self.premise.isChecked(),
        )

    def _told(self, *_: object) -> None:
        self.changed.emit(self.wanted())

    def _fold(self) -> None:
        self._choices.setVisible(self.more.isChecked())


class DecideForm(QWidget):
    """What is decided, why and by which office; for a procedure that is called off, who was asked and when."""

    asked = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.decision = choice(tr("Decision"))
        self.decision.currentIndexChanged.connect(self._needs)
        self.role = _line(tr("Role of the person who decides"), tr("Role (an office, no name)"))
        self.role.setText(str(QSettings().value(ROLE) or ""))
        self.reason = _line(tr("Reason"), tr("Reason (needed)"))
        self.office = _line(tr("Office consulted"), tr("Office consulted (needed)"))
        self.day = QDateEdit(QDate.currentDate())
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setMinimumHeight(TOUCH)
        self.day.setAccessibleName(tr("Day of the consultation"))
        self.go = button(tr("Decide"), "check", self.asked.emit, wide=True)
        self.reason.returnPressed.connect(self.asked)
        self._block = False
        self._consulted = QWidget()
        asked = QHBoxLayout(self._consulted)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.addWidget(self.office, 1)
        asked.addWidget(self.day)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.addWidget(self.decision, 0, 0)
        grid.addWidget(self.role, 0, 1)
        grid.addWidget(self.reason, 1, 0, 1, 2)
        grid.addWidget(self._consulted, 2, 0, 1, 2)
        grid.addWidget(self.go, 3, 0, 1, 2)
        self._needs()

    def fill(self, catalogue: Catalogue) -> None:
        """The decisions of a catalogue."""
        self.decision.clear()
        for code, entry in catalogue.codes["decision"].items():
            self.decision.addItem(label(entry, lang()), code)

    def show_for(self, items: list[Item], model: FindingModel, reason_not: str) -> None:
        """Say what the decision would hold for, or why none is possible now."""
        groups = sum(isinstance(item, Group) for item in items)
        findings = sum(item.total if isinstance(item, Group) else 1 for item in items)
        text = tr("Decide")
        if groups:
            text = tr("Decide for {groups} groups ({findings} findings)").format(
                groups=f"{groups:,}", findings=f"{findings:,}"
            )
        elif items:
            text = tr("Decide for {findings} findings alone").format(findings=f"{findings:,}")
        self.go.setText(text)
        self.go.setEnabled(bool(items) and not reason_not)
        self.go.setToolTip(reason_not or text)
        self._block = any(
            "BLOCK"
            in ({cell.severity for cell in item.all} if isinstance(item, Group) else {item.row["severity"]})
            for item in items
        )
        self._needs()

    def lacking(self) -> str:
        """What is still to be filled in, as a sentence; ''."""
        if not self.reason.text().strip():
            self.reason.setFocus()
            return tr("Write down the reason of the decision first.")
        if self._office_needed() and not self.office.text().strip():
            self.office.setFocus()
            return tr(
                "Findings that need a procedure are set aside only with the office consulted and the day."
            )
        return ""

    def parameters(self) -> dict[str, str]:
        """What is written, as the algorithm wants it."""
        QSettings().setValue(ROLE, self.role.text().strip())
        day = self.day.date().toString("yyyy-MM-dd")
        return {
            "DECISION": str(self.decision.currentData()),
            "REASON": self.reason.text().strip(),
            "ROLE": self.role.text().strip(),
            "CONSULTED": f"{self.office.text().strip()} {day}" if self._office_needed() else "",
        }

    def _office_needed(self) -> bool:
        return self._block and self.decision.currentData() == "notapplicable"

    def _needs(self, *_: object) -> None:
        self._consulted.setVisible(self._office_needed())


def _line(name: str, hint: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(name)
    made.setPlaceholderText(hint)
    made.setToolTip(name)
    made.setMinimumHeight(TOUCH)
    made.setClearButtonEnabled(True)
    return made


def tell(model: FindingModel, plan: PlanFile, item: Item) -> str:
    """What a group or a finding says, with basis, what can be done, whom to ask and what was decided: as HTML."""
    found = model.findings(item, _EXAMPLES)
    rule = plan.catalogue.rules.get(item.rule if isinstance(item, Group) else item.row["rule_id"])
    if not found or rule is None:
        return ""
    catalogue, first = plan.catalogue, found[0].row
    severity = catalogue.severities.get(model.severity(item))
    place = model.place(first["zone_id"], bool(first["unit_id"]))
    if isinstance(item, Child):
        place = f"{place}　{item.name}"
    told = sentences(model, plan, found[:1] if first["unit_id"] else found)
    if isinstance(item, Group) and item.count > 1 and first["unit_id"]:
        told = [tr("For instance: {sentence}").format(sentence=told[0])]
    variant = str(json.loads(first["params"] or "{}").get("variant", ""))
    wording = catalogue.wording(rule.id, first["severity"], variant)
    procedures = [
        catalogue.procedures.get(code) for code in dict.fromkeys(child.row["procedure"] for child in found)
    ]
    facts = {
        "basis": _basis(catalogue, rule),
        "resolution": "" if variant == "data_missing" else str(getattr(wording, f"resolution_{lang()}")),
        "procedure": "、".join(label(entry, lang()) for entry in procedures if entry is not None),
        "office": str(getattr(rule, f"office_{lang()}")),
        "decision": _decision(plan, item, first),
    }
    lines = [
        f"<b>{escape(label(severity, lang()) if severity else '')}　{escape(model.rule_title(rule.id))}</b>",
        escape(place),
        *(escape(sentence) for sentence in told),
        *(
            f"<b>{escape(catalogue.phrase(key, lang()))}</b>：{escape(text)}"
            for key, text in facts.items()
            if text
        ),
    ]
    return "<br>".join(lines)


def warm_up() -> None:
    """Load what words sentences before it is needed: pandas takes half a second, in which the window would stand."""
    if not missing_libraries():
        module = f"{__name__.rsplit('.', 3)[0]}.core.checks.wording"
        Thread(target=import_module, args=(module,), daemon=True).start()


def sentences(model: FindingModel, plan: PlanFile, found: list[Child]) -> list[str]:
    """The sentence of each finding, each once; the rule's title where the libraries for sentences are missing."""
    try:
        from ...core.checks.wording import message
    except ImportError:
        return list(dict.fromkeys(model.rule_title(child.row["rule_id"]) for child in found))
    told = []
    for child in found:
        parcels = {child.row["unit_id"]: child.name}
        told.append(message(child.row, plan.catalogue, lang(), zones=model.zones, parcels=parcels))
    return list(dict.fromkeys(told))


def _basis(catalogue: Catalogue, rule: Any) -> str:
    basis = str(getattr(rule, f"basis_{lang()}"))
    if not basis:
        return ""
    if not rule.checked_on:
        return f"{basis}（{catalogue.phrase('unchecked_basis', lang())}）"
    return f"{basis}（{catalogue.phrase('checked_basis', lang()).format(date=rule.checked_on)}）"


def _decision(plan: PlanFile, item: Item, row: dict[str, Any]) -> str:
    """The finding's own decision, else the group's, with reason, role, office and days."""
    group = f"{row['rule_id']}|{row['zone_id']}|"
    keys = [group] if isinstance(item, Group) else [row["finding_key"], group]
    for key in keys:
        made = plan.read("decision", where={"decision_id": key})
        if not made["decision_id"]:
            continue
        entry = {name: str(values[0]) for name, values in made.items()}
        words = plan.catalogue.code_label("decision", entry["decision"], lang())
        asked = f"{entry['consulted_office']} {entry['consulted_on']}".strip()
        parts = [words, entry["reason"], entry["role"], asked, entry["decided_on"]]
        changed = item.changed if isinstance(item, Group) else row["premise_changed"]
        if changed:
            parts.append(plan.catalogue.phrase("premise_changed", lang()))
        return "・".join(part for part in parts if part)
    return ""
