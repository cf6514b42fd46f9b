"""区域の説明: what a zone is called, how it is managed, and why it was drawn so."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ...core.catalogue import label
from ...core.jobs.editaction import methods_of
from ...gis.words import lang, tr
from .base import TOUCH
from .shared import choice


class ZoneDialog(QDialog):
    """The texts of one zone; ``changes`` are for :func:`core.jobs.editzone.edit_zone`."""

    def __init__(self, catalogue: Any, row: dict[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kosozuZoneDialog")
        self.setWindowTitle(tr("What the zone is"))
        self.name = QLineEdit(row["name"] or "")
        self.method, self.viewpoint = choice(tr("Method")), choice(tr("Viewpoint"))
        self.reason = QPlainTextEdit(row["reason"] or "")
        code = row["class_code"] or ""
        methods = methods_of(code, catalogue)
        for box, entries, now in (
            (self.method, methods, row["method_code"]),
            (self.viewpoint, list(catalogue.viewpoints.values()), row["viewpoint"]),
        ):
            box.addItem("–", "")
            for entry in entries:
                box.addItem(label(entry, lang()), entry.code)
            if now and box.findData(now) < 0:
                box.addItem(str(now), now)
            box.setCurrentIndex(max(0, box.findData(now or "")))
        self.reason.setPlaceholderText(tr("Why this class here? No names of persons."))
        self.reason.setTabChangesFocus(True)
        form = QFormLayout()
        kind = catalogue.classes.get(code)
        shown = QLabel(f"{code} {label(kind, lang())}" if kind is not None else "–")
        form.addRow(tr("Class"), shown)
        for text, widget in (
            (tr("Name of the zone"), self.name),
            (tr("Method"), self.method),
            (tr("Viewpoint"), self.viewpoint),
            (tr("Reason"), self.reason),
        ):
            widget.setMinimumHeight(TOUCH)
            widget.setAccessibleName(text)
            form.addRow(text, widget)
        self.reason.setMinimumHeight(90)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addLayout(form)
        whole.addWidget(buttons)
        self.setMinimumWidth(460)
        self.name.selectAll()

    def changes(self) -> dict[str, str]:
        """What stands in the dialog."""
        return {
            "name": self.name.text(),
            "method_code": str(self.method.currentData() or ""),
            "viewpoint": str(self.viewpoint.currentData() or ""),
            "reason": self.reason.toPlainText(),
        }
