"""kosozu:importactions: an action plan that comes back from Excel."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterBoolean, QgsProcessingParameterFile

from ..core.jobs.importactions import import_actions
from .base import FeedbackProgress, KosozuAlgorithm, tr


class ImportActions(KosozuAlgorithm):
    """Tells what a workbook changes and, where asked for, takes it over."""

    ID = "importactions"
    GROUP = "actions"
    NUMBERS = ("CHANGED_COUNT", "ADDED_COUNT", "REMOVED_COUNT")
    RETURNS_REPORT = True

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Import the action plan from Excel")

    def define(self) -> None:
        """The workbook, and whether to write."""
        self.add_plan()
        self.add(QgsProcessingParameterFile("INPUT", tr("Workbook"), fileFilter="Excel (*.xlsx)"))
        self.add(QgsProcessingParameterBoolean("APPLY", tr("Apply the changes"), defaultValue=False))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Compare, and with APPLY write one stroke."""
        return import_actions(
            self.plan(parameters, context),
            self.parameterAsFile(parameters, "INPUT", context),
            apply=self.parameterAsBoolean(parameters, "APPLY", context),
            progress=FeedbackProgress(feedback),
        )
