"""案・合意・公表: the plan's status as of a day; what is agreed is frozen as an edition."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import QDate, QSettings
from qgis.PyQt.QtWidgets import (
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ...core.catalogue import label
from ...core.reports.wareki import date
from ...gis.words import lang, tr
from .base import TOUCH, note
from .findings_parts import ROLE
from .shared import choice


class StatusDialog(QDialog):
    """Which status, as of which day, decided by whom; ``parameters`` are those of kosozu:setstatus."""

    def __init__(self, catalogue: Any, status: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("kosozuStatusDialog")
        self.setWindowTitle(tr("Status of the plan"))
        self.status = choice(tr("Status"))
        for code, entry in catalogue.codes["plan_status"].items():
            self.status.addItem(label(entry, lang()), code)
        self.status.setCurrentIndex(max(0, self.status.findData(status)))
        self.day = QDateEdit(QDate.currentDate())
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setAccessibleName(tr("Day of the decision"))
        self.day_words = QLabel()
        self.role = QLineEdit(str(QSettings().value(ROLE) or ""))
        self.role.setAccessibleName(tr("Role of the person who decides"))
        self.role.setPlaceholderText(tr("Role (an office, no name)"))
        for widget in (self.day, self.role):
            widget.setMinimumHeight(TOUCH)
        self.day.dateChanged.connect(self._day_changed)
        self._day_changed()
        form = QFormLayout()
        form.addRow(tr("Status"), self.status)
        form.addRow(tr("Day of the decision"), self.day)
        form.addRow("", self.day_words)
        form.addRow(tr("Role"), self.role)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.addWidget(
            note(
                tr(
                    "A plan that is agreed is kept as an edition: later changes are shown against it, and the yearly "
                    "review compares with it. A plan is published once it is agreed."
                )
            )
        )
        whole.addLayout(form)
        whole.addWidget(buttons)
        self.setMinimumWidth(440)

    def parameters(self) -> dict[str, str]:
        """What was entered."""
        return {
            "STATUS": str(self.status.currentData()),
            "ON": self.day.date().toString("yyyy-MM-dd"),
            "ROLE": self.role.text().strip(),
        }

    def _day_changed(self) -> None:
        self.day_words.setText(date(self.day.date().toString("yyyy-MM-dd"), lang()))
