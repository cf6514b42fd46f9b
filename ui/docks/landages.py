"""People by age of the first and of the slider's year, beside one another."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from ...core.plan import PlanFile
from ...gis.words import tr
from ..models.landages import FIRST, LATER, READ, AgeModel
from .barcell import BarDelegate
from .base import heading
from .shared import table

_LOW = 24
"""Height of a row that nobody touches."""


class AgesPart(QWidget):
    """A table whose bars are a pyramid of ages; nothing where ages are not known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AgeModel(self)
        self.view = table(tr("People by age"), self.model, LATER, _LOW)
        self.view.setItemDelegate(BarDelegate(self.view))
        # Bars are compared: both columns have one length.
        self.view.horizontalHeader().setSectionResizeMode(FIRST, QHeaderView.ResizeMode.Stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(heading(tr("People by age if nothing is done")))
        column.addWidget(self.view)

    @property
    def known(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.model.rows)

    def read(self, plan: PlanFile | None) -> None:
        """The plan's last forecast."""
        found = plan.read("forecast_age", READ, where={"scope": "plan"}) if plan is not None else {}
        self.model.show({name: found.get(name, ()) for name in READ})
        self.view.setFixedHeight((self.model.rowCount() + 1) * _LOW + 8)
