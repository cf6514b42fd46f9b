"""kosozu:exportactions: the action plan as Excel, Word or csv."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterFileDestination

from ..core.jobs.exportactions import check_output, export_actions
from .base import FeedbackProgress, KosozuAlgorithm, tr

EDITIONS = ["public", "counter", "internal"]


class ExportActions(KosozuAlgorithm):
    """Writes the action plan for an office to go on with."""

    ID = "exportactions"
    GROUP = "outputs"
    NUMBERS = ("ROW_COUNT",)
    RETURNS_PLAN = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Export the action plan")

    def define(self) -> None:
        """The ending of OUTPUT chooses the form."""
        self.add_plan()
        self.add(
            QgsProcessingParameterFileDestination(
                "OUTPUT", tr("Action plan"), "Excel (*.xlsx);;Word (*.docx);;CSV (*.csv)"
            )
        )
        self.add_choice("EDITION", tr("Edition"), EDITIONS, "public")
        self.add_text("ENCODING", tr("Encoding of a csv file"))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """An ending that we write, in a folder that is there."""
        check_output(
            self.parameterAsFileOutput(parameters, "OUTPUT", context),
            self.text(parameters, "ENCODING", context),
        )

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Write it."""
        return export_actions(
            self.plan(parameters, context),
            self.parameterAsFileOutput(parameters, "OUTPUT", context),
            edition=self.text(parameters, "EDITION", context),
            encoding=self.text(parameters, "ENCODING", context),
            progress=FeedbackProgress(feedback),
        )
