"""kosozu:checkplan: the plan against the target map, the law and the plan above it."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterFileDestination

from ..core.jobs.checkplan import FAMILIES, check_plan
from ..core.jobs.outputs import check_writable
from .base import FeedbackProgress, KosozuAlgorithm, tr


class CheckPlan(KosozuAlgorithm):
    """Makes the list of findings (調整事項)."""

    ID = "checkplan"
    GROUP = "checks"
    NUMBERS = (
        "FINDING_COUNT",
        "BLOCK_COUNT",
        "CONFLICT_COUNT",
        "CHECK_COUNT",
        "INFO_COUNT",
        "NEW_COUNT",
        "CLOSED_COUNT",
        "BLANK_SHARE",
    )

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Check the plan")

    def define(self) -> None:
        """The plan, which families of rules, and where to write lists."""
        self.add_plan()
        self.add_choice(
            "FAMILIES", tr("Families of rules"), list(FAMILIES), None, allowMultiple=True, optional=True
        )
        csv = QgsProcessingParameterFileDestination(
            "FINDINGS", tr("List of findings (csv)"), "CSV (*.csv)", optional=True, createByDefault=False
        )
        self.add(csv)
        html = QgsProcessingParameterFileDestination(
            "REPORT", tr("Report of findings"), "HTML (*.html)", optional=True, createByDefault=False
        )
        self.add(html)

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """Folders to write in."""
        for name in ("FINDINGS", "REPORT"):
            path = self.parameterAsFileOutput(parameters, name, context)
            if path:
                check_writable(path)

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Check, keep decisions, write the lists asked for."""
        return check_plan(
            self.plan(parameters, context),
            families=[code for code in self.parameterAsEnumStrings(parameters, "FAMILIES", context) if code],
            findings_csv=self.parameterAsFileOutput(parameters, "FINDINGS", context),
            report_html=self.parameterAsFileOutput(parameters, "REPORT", context),
            progress=FeedbackProgress(feedback),
        )
