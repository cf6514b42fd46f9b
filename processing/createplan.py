"""kosozu:createplan: a new plan file."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ..core.errors import KosozuError
from ..core.jobs.createplan import check_request, create_plan_file
from ..core.requirements import require_libraries
from ..gis.compat import epsg_of
from .base import POLYGON, FeedbackProgress, KosozuAlgorithm, tr


class CreatePlan(KosozuAlgorithm):
    """Makes the one file that holds a plan."""

    ID = "createplan"
    GROUP = "plan"
    RETURNS_PLAN = False
    NEEDS_LIBRARIES = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Create a plan")

    def define(self) -> None:
        """PLAN is a destination, so it is an output as well."""
        self.add(QgsProcessingParameterFileDestination("PLAN", tr("Plan file"), "GeoPackage (*.gpkg)"))
        self.add_choice("TIER", tr("Tier"), ["prefecture", "municipality", "community"], "community")
        self.add_text("JURISDICTION", tr("Code of the prefecture or municipality"), optional=False)
        self.add_text("TITLE", tr("Title of the plan"), optional=False)
        self.add_year("START_FY", tr("First fiscal year"))
        self.add_year("END_FY", tr("Last fiscal year"))
        self.add_text("COMMUNITY", tr("Name of the community"))
        self.add(
            QgsProcessingParameterCrs("CRS", tr("Plane coordinate system"), optional=True), advanced=True
        )
        self.add(QgsProcessingParameterFeatureSource("AREA", tr("Plan area"), POLYGON, optional=True))
        folder = QgsProcessingParameterFile.Behavior.Folder
        self.add(
            QgsProcessingParameterFile(
                "CATALOGUE", tr("Folder of own catalogue tables"), folder, optional=True
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("OVERWRITE", tr("Replace an existing plan"), False), advanced=True
        )
        self.addOutput(QgsProcessingOutputString("CRS", tr("Plane coordinate system")))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """A place that lasts, codes that exist, years in order."""
        if parameters.get("PLAN") in (None, "", QgsProcessing.TEMPORARY_OUTPUT):
            raise KosozuError("JOB-TEMPORARY-PLAN")
        if parameters.get("AREA"):
            require_libraries()
        check_request(self._request(parameters, context))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Build the file with its styles."""
        from ..gis.styles import plan_styles

        return create_plan_file(
            self._request(parameters, context),
            area=self._area(parameters, context),
            styles=plan_styles,
            progress=FeedbackProgress(feedback),
        )

    def _area(self, parameters: dict[str, Any], context: Any) -> Any:
        """The plan area as a frame with its EPSG code; only for it the libraries are asked for."""
        source = self.parameterAsSource(parameters, "AREA", context)
        if source is None:
            return None
        from ..gis.frames import frame_from_source

        return frame_from_source(source, [])

    def _request(self, parameters: dict[str, Any], context: Any) -> dict[str, Any]:
        return {
            "path": self.parameterAsFileOutput(parameters, "PLAN", context),
            "tier": self.text(parameters, "TIER", context),
            "jurisdiction": self.text(parameters, "JURISDICTION", context),
            "title": self.text(parameters, "TITLE", context),
            "community": self.text(parameters, "COMMUNITY", context),
            "start_fy": self.year(parameters, "START_FY", context),
            "end_fy": self.year(parameters, "END_FY", context),
            "epsg": epsg_of(self.parameterAsCrs(parameters, "CRS", context)),
            "catalogue_folder": self.text(parameters, "CATALOGUE", context),
            "overwrite": self.parameterAsBoolean(parameters, "OVERWRITE", context),
        }
