"""kosozu:draftzones: a proposal of zones that people then change."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterNumber

from ..core.jobs.draftzones import DEFAULT_MIN_AREA, DEFAULT_SEED, draft_zones
from .base import FeedbackProgress, KosozuAlgorithm, tr


class DraftZones(KosozuAlgorithm):
    """Drafts zones from difficulty, target map and contiguity."""

    ID = "draftzones"
    GROUP = "analysis"
    NUMBERS = ("ZONE_COUNT", "UNIT_COUNT", "LOCKED_COUNT", "LEFT_COUNT")

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Draft zones")

    def number_label(self, name: str) -> str:
        """Zones and units."""
        return {
            "ZONE_COUNT": tr("Zones drafted"),
            "UNIT_COUNT": tr("Units in drafted zones"),
            "LOCKED_COUNT": tr("Units decided by people, left as they are"),
            "LEFT_COUNT": tr("Units without a proposal"),
        }[name]

    def define(self) -> None:
        """The plan, the least area of a zone, the seed."""
        self.add_plan()
        real, whole = QgsProcessingParameterNumber.Type.Double, QgsProcessingParameterNumber.Type.Integer
        self.add(
            QgsProcessingParameterNumber(
                "MIN_AREA",
                tr("Least area of a zone (m²)"),
                real,
                DEFAULT_MIN_AREA,
                minValue=1.0,
                maxValue=1e8,
            )
        )
        self.add(
            QgsProcessingParameterNumber("SEED", tr("Seed of the draw"), whole, DEFAULT_SEED, minValue=0),
            advanced=True,
        )

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Propose and write."""
        return dict(
            draft_zones(
                self.plan(parameters, context),
                min_area=self.parameterAsDouble(parameters, "MIN_AREA", context),
                seed=self.parameterAsInt(parameters, "SEED", context),
                progress=FeedbackProgress(feedback),
            )
        )
