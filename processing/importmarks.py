"""kosozu:importmarks: points and lines such as watch points, fences and canals."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessing, QgsProcessingParameterFeatureSource

from ..core.errors import KosozuError
from ..core.jobs.importmarks import import_marks
from .base import FeedbackProgress, KosozuAlgorithm, tr


class ImportMarks(KosozuAlgorithm):
    """Brings in marks."""

    ID = "importmarks"
    GROUP = "sources"
    NUMBERS = ("READ_COUNT", "USED_COUNT", "REJECTED_COUNT")
    RETURNS_REPORT = True

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Import marks")

    def define(self) -> None:
        """Points or lines of one kind, or with a field of kinds."""
        self.add_plan()
        kinds = [QgsProcessing.SourceType.TypeVectorPoint, QgsProcessing.SourceType.TypeVectorLine]
        self.add(QgsProcessingParameterFeatureSource("INPUT", tr("Points or lines"), kinds))
        self.add_text("KIND", tr("Kind of mark"))
        self.add_field("KIND_FIELD", tr("Field of the kind"))
        self.add_field("NAME_FIELD", tr("Field of the name"))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """One of KIND and KIND_FIELD."""
        if not (self.text(parameters, "KIND", context) or self.field(parameters, "KIND_FIELD", context)):
            raise KosozuError("JOB-NO-KIND")

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Read and write."""
        kind_field = self.field(parameters, "KIND_FIELD", context)
        name_field = self.field(parameters, "NAME_FIELD", context)
        frame, epsg, file = self.layer(parameters, "INPUT", context)
        return import_marks(
            self.plan(parameters, context),
            frame,
            epsg,
            file=file,
            kind=self.text(parameters, "KIND", context),
            kind_field=kind_field,
            name_field=name_field,
            progress=FeedbackProgress(feedback),
        )
