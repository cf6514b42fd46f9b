"""kosozu:exportreport: the documents, lists and tables that leave the house."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterFile, QgsProcessingParameterFileDestination

from ..core.jobs.exportreport import KINDS, check_report, export_report
from .base import FeedbackProgress, KosozuAlgorithm, tr
from .exportactions import EDITIONS

FORMS = "Excel (*.xlsx);;Word (*.docx);;HTML (*.html);;PDF (*.pdf);;CSV (*.csv)"


class ExportReport(KosozuAlgorithm):
    """Writes one report of the plan, of a kind and in an edition."""

    ID = "exportreport"
    GROUP = "outputs"
    RETURNS_PLAN = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Write a report")

    def define(self) -> None:
        """KIND and the ending of OUTPUT choose what is written."""
        self.add_plan()
        self.add(QgsProcessingParameterFileDestination("OUTPUT", tr("Report"), FORMS))
        self.add_choice("KIND", tr("Kind of report"), list(KINDS), "full")
        self.add_choice("EDITION", tr("Edition"), EDITIONS, "public")
        self.add(
            QgsProcessingParameterFile(
                "TEMPLATE", tr("Word template of your own"), optional=True, fileFilter="Word (*.docx)"
            )
        )
        self.add_text("ENCODING", tr("Encoding of a csv file"))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """A form that the kind is written in, in a folder that is there."""
        check_report(
            self.parameterAsFileOutput(parameters, "OUTPUT", context),
            self.text(parameters, "KIND", context),
            self.parameterAsFile(parameters, "TEMPLATE", context),
            self.text(parameters, "ENCODING", context),
        )

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Write it, with what QGIS draws."""
        from ..gis.report_pictures import report_aids

        progress = FeedbackProgress(feedback)
        plan = self.plan(parameters, context)
        return export_report(
            plan,
            self.parameterAsFileOutput(parameters, "OUTPUT", context),
            kind=self.text(parameters, "KIND", context),
            edition=self.text(parameters, "EDITION", context),
            template=self.parameterAsFile(parameters, "TEMPLATE", context),
            encoding=self.text(parameters, "ENCODING", context),
            aids=report_aids(plan, progress),
            progress=progress,
        )
