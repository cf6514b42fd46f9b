"""kosozu:importparcels: MAFF's farmland parcels (筆ポリゴン) into a plan."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterCrs, QgsProcessingParameterFile

from ..core.jobs.importparcels import import_parcels
from .base import FeedbackProgress, KosozuAlgorithm, tr


class ImportParcels(KosozuAlgorithm):
    """Brings parcels in."""

    ID = "importparcels"
    GROUP = "sources"
    NUMBERS = ("READ_COUNT", "USED_COUNT", "MERGED_COUNT", "REJECTED_COUNT")
    RETURNS_REPORT = True

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Import farmland parcels")

    def define(self) -> None:
        """A file in any of the forms that parcels come in."""
        self.add_plan()
        self.add(QgsProcessingParameterFile("INPUT", tr("File of parcels")))
        self.add_text("ENCODING", tr("Encoding"))
        self.add(QgsProcessingParameterCrs("CRS", tr("Coordinate system of the file"), optional=True))
        self.add_year("YEAR", tr("Year of issue"), optional=True)

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Read, repair, write."""
        crs = self.parameterAsCrs(parameters, "CRS", context)
        return import_parcels(
            self.plan(parameters, context),
            self.parameterAsFile(parameters, "INPUT", context),
            encoding=self.text(parameters, "ENCODING", context),
            crs=crs.authid() if crs.isValid() else "",
            year=self.year(parameters, "YEAR", context),
            progress=FeedbackProgress(feedback),
        )
