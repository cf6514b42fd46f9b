"""kosozu:livingareas: settlements gathered into nested living areas, carried in the plan as groups of parcels."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessing,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsWkbTypes,
)

from ..core.errors import KosozuError
from ..gis.words import lang
from .base import POLYGON, FeedbackProgress, KosozuAlgorithm, tr

LEVELS = ["settlement", "region", "wide"]


class LivingAreas(KosozuAlgorithm):
    """集落生活圏 within 地域生活圏 within 広域圏, of settlements and the cores they reach."""

    ID = "livingareas"
    GROUP = "analysis"
    NUMBERS = ("AREA_COUNT", "UNIT_COUNT", "UNPLACED_COUNT")

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Make living areas")

    def define(self) -> None:
        """The plan, levels, settlements with the fields that gather them, people, services."""
        self.add_plan()
        self.add_choice("LEVELS", tr("Levels"), LEVELS, LEVELS, allowMultiple=True)
        self.add(
            QgsProcessingParameterFeatureSource(
                "SETTLEMENTS", tr("Settlements (areas)"), POLYGON, optional=True
            )
        )
        for level, label in (
            ("SETTLEMENT", tr("Field of the settlement living area")),
            ("REGION", tr("Field of the regional living area (the core)")),
            ("WIDE", tr("Field of the wide area")),
        ):
            self.add_field(f"{level}_FIELD", label, parent="SETTLEMENTS")
        self.add_field("PEOPLE_FIELDS", tr("Fields of people (now, then)"), parent="SETTLEMENTS", many=True)
        points = [QgsProcessing.SourceType.TypeVectorPoint]
        self.add(
            QgsProcessingParameterFeatureSource("SERVICES", tr("Services (points)"), points, optional=True)
        )
        self.add_field("SERVICE_FIELD", tr("Field of the kind of service"), parent="SERVICES")
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        self.add(QgsProcessingParameterFeatureSink("AREAS", tr("Living areas"), polygon, None, True, False))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """Levels that are known."""
        from ..core.jobs.livingareas import check_levels

        check_levels(self._levels(parameters, context))

    def _levels(self, parameters: dict[str, Any], context: Any) -> list[str]:
        return list(self.parameterAsEnumStrings(parameters, "LEVELS", context))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Gather settlements, write the plan and the areas."""
        from ..core.catalogue import load
        from ..core.jobs.coverage import said
        from ..core.jobs.livingareas import Wish, living_areas

        wish = Wish(
            levels=tuple(self._levels(parameters, context)),
            fields={level: self.field(parameters, f"{level.upper()}_FIELD", context) for level in LEVELS},
            people_fields=tuple(self.field_list(parameters, "PEOPLE_FIELDS", context)),
            service_field=self.field(parameters, "SERVICE_FIELD", context),
        )
        areas, counts, notes = living_areas(
            self.plan(parameters, context),
            wish,
            settlements=self._read(parameters, "SETTLEMENTS", context),
            services=self._read(parameters, "SERVICES", context),
            progress=FeedbackProgress(feedback),
        )
        for note in notes:
            feedback.pushWarning(said(note, load(), lang()))
        return {**counts, **self._write(areas, parameters, context)}

    def _read(self, parameters: dict[str, Any], name: str, context: Any) -> Any:
        """A source as (frame, EPSG); None for one that was not given."""
        if not parameters.get(name):
            return None
        frame, epsg, _ = self.layer(parameters, name, context)
        return frame, epsg

    def _write(self, areas: Any, parameters: dict[str, Any], context: Any) -> dict[str, Any]:
        from ..core.plan import PlanFile
        from ..gis.frames import fields_of, write_frame

        if not parameters.get("AREAS"):
            return {}
        with PlanFile.open(self.plan(parameters, context), readonly=True) as plan:
            plane = QgsCoordinateReferenceSystem(f"EPSG:{plan.info['crs_epsg']}")
        fields = fields_of(areas)
        kind = QgsWkbTypes.Type.MultiPolygon
        sink, found = self.parameterAsSink(parameters, "AREAS", context, fields, kind, plane)
        if sink is None:
            raise KosozuError("JOB-NO-SINK", parameter="AREAS")
        write_frame(areas, sink, fields=fields)
        return {"AREAS": found}
