"""kosozu:plancoverage: who reaches the plan's core places, from the context that the plan has."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
)

from ..core.errors import KosozuError
from ..gis.words import lang
from .base import FeedbackProgress, KosozuAlgorithm, tr
from .coverage import Coverage


class PlanCoverage(KosozuAlgorithm):
    """Computes the accessibility of a plan and keeps it there."""

    ID = "plancoverage"
    GROUP = "analysis"
    NUMBERS = Coverage.NUMBERS

    def title(self) -> str:
        """The toolbox's name."""
        return tr("People within reach of the plan’s core places")

    def define(self) -> None:
        """The plan, minutes, the later year; speeds and cuts."""
        self.add_plan()
        real, whole = QgsProcessingParameterNumber.Type.Double, QgsProcessingParameterNumber.Type.Integer
        self.add(QgsProcessingParameterNumber("MINUTES", tr("Minutes"), real, 60.0, minValue=0.0))
        self.add(
            QgsProcessingParameterNumber(
                "LATER", tr("Year to compare with"), whole, 2050, minValue=2021, maxValue=2100
            )
        )
        for name, label, default, least in (
            ("SNAP", tr("Farthest road of a place (m)"), 500.0, 0.0),
            ("ACCESS_SPEED", tr("Speed between a place and its road (km/h)"), 20.0, 0.1),
        ):
            self.add(QgsProcessingParameterNumber(name, label, real, default, minValue=least))
        table = QgsProcessingParameterFile.Behavior.File
        self.add(
            QgsProcessingParameterFile(
                "SPEEDS", tr("Speeds by class (csv: class,kmh)"), table, "csv", optional=True
            )
        )
        anything = [QgsProcessing.SourceType.TypeVectorAnyGeometry]
        self.add(QgsProcessingParameterFeatureSource("CLOSED", tr("Cuts of roads"), anything, optional=True))
        self.add(
            QgsProcessingParameterNumber(
                "CLOSED_DISTANCE", tr("Close roads within this of a cut (m)"), real, 20.0, minValue=0.0
            )
        )

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """A table of speeds that can be read."""
        self._speeds(parameters, context)

    def _speeds(self, parameters: dict[str, Any], context: Any) -> Any:
        from ..core.jobs.coverage_inputs import read_speeds

        path = self.parameterAsFile(parameters, "SPEEDS", context)
        return read_speeds(path) if path else None

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Search, and keep what was found in the plan."""
        from ..core.catalogue import load
        from ..core.jobs.coverage import said
        from ..core.jobs.plancoverage import Wish, plan_coverage

        progress = FeedbackProgress(feedback)

        def number(name: str) -> float:
            return float(self.parameterAsDouble(parameters, name, context))

        wish = Wish(
            minutes=number("MINUTES"),
            later=self.parameterAsInt(parameters, "LATER", context),
            snap=number("SNAP"),
            access_speed=number("ACCESS_SPEED"),
            speeds=self._speeds(parameters, context),
            closed=self._closed(parameters, context, progress),
            closed_distance=number("CLOSED_DISTANCE"),
        )
        counts, notes = plan_coverage(self.plan(parameters, context), wish, progress=progress)
        catalogue = load()
        feedback.pushInfo(catalogue.phrase("not_nitas", lang()))
        for note in notes:
            feedback.pushWarning(said(note, catalogue, lang()))
        return counts

    def _closed(self, parameters: dict[str, Any], context: Any, progress: Any) -> Any:
        from ..gis.frames import frame_from_source

        if not parameters.get("CLOSED"):
            return None
        source = self.parameterAsSource(parameters, "CLOSED", context)
        if source is None:
            raise KosozuError("JOB-NO-SOURCE", parameter="CLOSED")
        return frame_from_source(source, [], progress=progress)
