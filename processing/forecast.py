"""kosozu:forecast: people, hours and unmanaged land in coming years."""

from __future__ import annotations

from typing import Any

from ..core.jobs.forecast import forecast, years_of
from .base import FeedbackProgress, KosozuAlgorithm, tr


class Forecast(KosozuAlgorithm):
    """Carries what is known of a plan forward."""

    ID = "forecast"
    GROUP = "analysis"
    NUMBERS = ("ROW_COUNT",)

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Forecast people and land")

    def define(self) -> None:
        """The plan, the years, the scenario, and where the table goes."""
        self.add_plan()
        self.add_text("YEARS", tr("Years"), default="2025,2030,2035,2040,2045,2050")
        self.add_text("SCENARIO", tr("Scenario"))
        self.add_table("TABLE", tr("Forecast by year"))
        self.add_table("AGES", tr("People by age"))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """Years that can be read."""
        years_of(self.text(parameters, "YEARS", context))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Compute, and hand the table out."""
        progress = FeedbackProgress(feedback)
        found = forecast(
            self.plan(parameters, context),
            years=self.text(parameters, "YEARS", context),
            scenario=self.text(parameters, "SCENARIO", context),
            progress=progress,
        )
        outputs: dict[str, Any] = {"ROW_COUNT": len(found.table)}
        for name, table in (("TABLE", found.table), ("AGES", found.ages)):
            outputs |= self.write_table(name, table, parameters, context, progress)
        return outputs
