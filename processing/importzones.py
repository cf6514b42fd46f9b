"""kosozu:importzones: management zones (管理構想の区域) into a plan."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterFeatureSource, QgsProcessingParameterFile

from ..core.jobs.importzones import import_zones
from .base import POLYGON, FeedbackProgress, KosozuAlgorithm, tr


class ImportZones(KosozuAlgorithm):
    """Brings in zones of this plan, or of the plan above it."""

    ID = "importzones"
    GROUP = "sources"
    NUMBERS = ("READ_COUNT", "USED_COUNT", "REJECTED_COUNT")
    RETURNS_REPORT = True

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Import management zones")

    def define(self) -> None:
        """Any polygon source with a field of classes."""
        self.add_plan()
        self.add(QgsProcessingParameterFeatureSource("INPUT", tr("Zones"), POLYGON))
        self.add_field("CLASS_FIELD", tr("Field of the management class"), optional=False)
        self.add_field("ZONE_ID_FIELD", tr("Field of the zone's id"))
        self.add_field("NAME_FIELD", tr("Field of the name"))
        self.add_field("METHOD_FIELD", tr("Field of the method"))
        self.add_field("MANAGER_FIELD", tr("Field of the manager"))
        self.add(QgsProcessingParameterFile("MAPPING", tr("Table of classes (raw,class)"), optional=True))
        self.add_choice("TIER", tr("Whose zones"), ["own", "upper"], "own")
        self.add_text("SOURCE_PLAN", tr("Name of the plan that the zones come from"))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Read without geometry checks (repair is ours, and is reported), and write."""
        roles = ("CLASS_FIELD", "ZONE_ID_FIELD", "NAME_FIELD", "METHOD_FIELD", "MANAGER_FIELD")
        fields = {role.lower(): self.field(parameters, role, context) for role in roles}
        frame, epsg, file = self.layer(parameters, "INPUT", context)
        return import_zones(
            self.plan(parameters, context),
            frame,
            epsg,
            file=file,
            **fields,
            mapping=self.parameterAsFile(parameters, "MAPPING", context) or "",
            tier=self.text(parameters, "TIER", context),
            source_plan=self.text(parameters, "SOURCE_PLAN", context),
            progress=FeedbackProgress(feedback),
        )
