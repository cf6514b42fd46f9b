"""kosozu:checkrelease: personal values in files that are to be published."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingOutputBoolean,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ..core.jobs.checkrelease import check_inputs, check_release
from ..gis.words import lang
from .base import FeedbackProgress, KosozuAlgorithm, tr


class CheckRelease(KosozuAlgorithm):
    """The check before publication (公開前検査)."""

    ID = "checkrelease"
    GROUP = "outputs"
    NUMBERS = ("HIT_COUNT",)
    RETURNS_PLAN = False
    NEEDS_LIBRARIES = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Check before publication")

    def define(self) -> None:
        """What is to be published, what is looked for, and where to report."""
        # A filter that takes names without an ending too: those of folders.
        self.add(QgsProcessingParameterFile("INPUT", tr("File or folder to publish"), fileFilter="* (*)"))
        self.add(
            QgsProcessingParameterFile(
                "PLAN", tr("Plan file"), optional=True, fileFilter="GeoPackage (*.gpkg)"
            )
        )
        self.add(
            QgsProcessingParameterFile(
                "NAMES", tr("List of names"), optional=True, fileFilter="CSV (*.csv *.txt)"
            )
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "REPORT",
                tr("Report of the check"),
                "HTML (*.html);;CSV (*.csv)",
                optional=True,
                createByDefault=False,
            )
        )
        self.add(QgsProcessingParameterBoolean("REPORT_ONLY", tr("Report only, do not stop"), False))
        self.addOutput(QgsProcessingOutputBoolean("PASSED", tr("Passed")))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """One of PLAN and NAMES, a report that we write."""
        check_inputs(*self._paths(parameters, context))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Look through, report, and stop what must not go out."""
        source, plan, names, report = self._paths(parameters, context)
        return check_release(
            source,
            plan_path=plan,
            names_csv=names,
            report=report,
            report_only=self.parameterAsBoolean(parameters, "REPORT_ONLY", context),
            lang=lang(),
            progress=FeedbackProgress(feedback),
        )

    def _paths(self, parameters: dict[str, Any], context: Any) -> tuple[str, str, str, str]:
        source, plan, names = (
            self.parameterAsFile(parameters, name, context) for name in ("INPUT", "PLAN", "NAMES")
        )
        report = self.parameterAsFileOutput(parameters, "REPORT", context) if parameters.get("REPORT") else ""
        return source, plan, names, report
