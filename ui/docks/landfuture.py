"""The coming years: people, also by age, and land that nobody manages, if nothing is done and as drawn."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ...core.plan import PlanFile
from ...gis.words import tr
from ..models import landages
from ..models.landyears import DRAWN, HA, READ, YearModel
from .barcell import BarDelegate
from .base import TOUCH, heading, note
from .shared import table

_LOW = 24
"""Height of a row that nobody touches."""


class FuturePart(QWidget):
    """The years, what they were computed from, and people by age (unseen where nobody knows)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = YearModel(self)
        self.basis = note()
        self.view = table(tr("Coming years"), self.model, DRAWN, TOUCH - 4)
        self.view.setItemDelegate(BarDelegate(self.view))
        self.ages = landages.AgeModel(self)
        self.age_view = table(tr("People by age"), self.ages, landages.LAST, _LOW)
        self.age_view.setItemDelegate(BarDelegate(self.age_view))
        self.age_heading = heading(tr("People by age if nothing is done"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("Coming years: people, and land without a manager (ha)")))
        column.addWidget(self.view)
        column.addWidget(self.basis)
        column.addWidget(self.age_heading)
        column.addWidget(self.age_view)

    def read(self, plan: PlanFile | None) -> None:
        """The plan's last forecast."""
        rows: list[dict[str, Any]] = []
        if plan is not None:
            found = plan.read("forecast", READ, where={"scope": "plan"})
            rows = [dict(zip(found, values)) for values in zip(*found.values())]
        self.model.show(rows)
        ages = plan.read("forecast_age", landages.READ, where={"scope": "plan"}) if plan is not None else {}
        self.ages.show({name: ages.get(name, ()) for name in landages.READ})
        for widget in (self.age_heading, self.age_view):
            widget.setVisible(self.ages.rowCount() > 0)
        self.age_view.setFixedHeight((self.ages.rowCount() + 1) * _LOW + 8)
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
