"""kosozu:importcontext: people, roads, hazards, land use and other context into a plan."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterCrs, QgsProcessingParameterFile

from ..core.catalogue import load
from ..core.jobs.importcontext import COUNTS, import_context
from .base import FeedbackProgress, KosozuAlgorithm, tr


class ImportContext(KosozuAlgorithm):
    """Brings context data in."""

    ID = "importcontext"
    GROUP = "sources"
    NUMBERS = COUNTS
    RETURNS_REPORT = True

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Import context data")

    def define(self) -> None:
        """A file, and which dataset of the catalogue it is."""
        self.add_plan()
        self.add(QgsProcessingParameterFile("INPUT", tr("File of context data")))
        self.add_choice("DATASET", tr("Dataset"), ["auto", *load().datasets], "auto")
        self.add_text("ENCODING", tr("Encoding"))
        self.add(QgsProcessingParameterCrs("CRS", tr("Coordinate system of the file"), optional=True))
        self.add_year("YEAR", tr("Year of the data"), optional=True)

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Read, report, write."""
        crs = self.parameterAsCrs(parameters, "CRS", context)
        return import_context(
            self.plan(parameters, context),
            self.parameterAsFile(parameters, "INPUT", context),
            dataset=self.text(parameters, "DATASET", context) or "auto",
            encoding=self.text(parameters, "ENCODING", context),
            crs=crs.authid() if crs.isValid() else "",
            year=self.year(parameters, "YEAR", context),
            progress=FeedbackProgress(feedback),
        )
