"""kosozu:indicators: what is known of each unit and community, as numbers."""

from __future__ import annotations

from typing import Any

from ..core.analysis.indicators import SETS
from ..core.jobs.indicators import compute_indicators
from .base import FeedbackProgress, KosozuAlgorithm, tr


class Indicators(KosozuAlgorithm):
    """Computes the indicators of a plan."""

    ID = "indicators"
    GROUP = "analysis"
    NUMBERS = ("UNIT_COUNT", "UNKNOWN_COUNT")

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Compute indicators")

    def number_label(self, name: str) -> str:
        """Units here, of a group or not."""
        return {"UNIT_COUNT": tr("Units"), "UNKNOWN_COUNT": tr("Units with something unknown")}[name]

    def define(self) -> None:
        """The plan, and which sets."""
        self.add_plan()
        self.add_choice("SET", tr("Sets of indicators"), list(SETS), None, allowMultiple=True, optional=True)

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Compute and write."""
        return dict(
            compute_indicators(
                self.plan(parameters, context),
                sets=[code for code in self.parameterAsEnumStrings(parameters, "SET", context) if code],
                progress=FeedbackProgress(feedback),
            )
        )
