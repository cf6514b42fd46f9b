"""The coming years: people, and land that nobody manages, if nothing is done and with the classes as drawn."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ...core.plan import PlanFile
from ...gis.words import tr
from ..models.landyears import DRAWN, HA, READ, YearModel
from .barcell import BarDelegate
from .base import TOUCH, heading, note
from .shared import table


class FuturePart(QWidget):
    """The table, and what it was computed from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = YearModel(self)
        self.basis = note()
        self.view = table(tr("Coming years"), self.model, DRAWN, TOUCH - 4)
        self.view.setItemDelegate(BarDelegate(self.view))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("Coming years: people, and land without a manager (ha)")))
        column.addWidget(self.view)
        column.addWidget(self.basis)

    def read(self, plan: PlanFile | None) -> None:
        """The plan's last forecast."""
        rows: list[dict[str, Any]] = []
        if plan is not None:
            found = plan.read("forecast", READ, where={"scope": "plan"})
            rows = [dict(zip(found, values)) for values in zip(*found.values())]
        self.model.show(rows)
        self.view.setFixedHeight((self.model.rowCount() + 1) * (TOUCH - 4) + 8)
        unknown = tr("Not known: {area} ha").format(area=f"{rows[0]['unknown_m2'] / HA:,.1f}") if rows else ""
        last = max(rows, key=lambda row: int(row["year"])) if rows else None
        self.basis.setText(f"{_people(last)}{last['based_on']}{unknown}" if last else "")


def _people(row: dict[str, Any]) -> str:
    """The range of people of a year, for which the table has no room."""
    if row["people_middle"] is None:
        return ""
    text = tr("People in {year}: {low} to {high}. ")
    return text.format(year=row["year"], low=f"{row['people_low']:,.0f}", high=f"{row['people_high']:,.0f}")
