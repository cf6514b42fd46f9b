"""kosozu:exportbundle: the plan as open data."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterFolderDestination

from ..core.jobs.exportbundle import check_bundle, export_bundle
from .base import FeedbackProgress, KosozuAlgorithm, tr
from .exportactions import EDITIONS


class ExportBundle(KosozuAlgorithm):
    """Writes a folder of open data, whole and looked through."""

    ID = "exportbundle"
    GROUP = "outputs"
    NUMBERS = ("FILE_COUNT",)
    RETURNS_PLAN = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Write open data")

    def define(self) -> None:
        """The plan, a folder, and for whom."""
        self.add_plan()
        self.add(QgsProcessingParameterFolderDestination("FOLDER", tr("New folder for the data")))
        self.add_choice("EDITION", tr("Edition"), EDITIONS, "public")

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """A folder that nothing else is in."""
        check_bundle(
            self.parameterAsFileOutput(parameters, "FOLDER", context), self.plan(parameters, context)
        )

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Write it, styled as the plan is."""
        from ..gis.bundle_styles import bundle_styles

        return export_bundle(
            self.plan(parameters, context),
            self.parameterAsFileOutput(parameters, "FOLDER", context),
            edition=self.text(parameters, "EDITION", context),
            styles=bundle_styles,
            progress=FeedbackProgress(feedback),
        )
