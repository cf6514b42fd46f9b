"""kosozu:difficulty: which land becomes hard to manage, and why."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProcessingParameterFile

from ..core.jobs.difficulty import COUNTS, compute_difficulty
from .base import FeedbackProgress, KosozuAlgorithm, tr


class Difficulty(KosozuAlgorithm):
    """Judges the units of a plan by weighted indicators."""

    ID = "difficulty"
    GROUP = "analysis"
    NUMBERS = COUNTS

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Difficulty of management")

    def number_label(self, name: str) -> str:
        """Units by class."""
        return {
            "HARD_COUNT": tr("Units hard to manage as before"),
            "HARM_COUNT": tr("Units harmful if neglected"),
            "EASY_COUNT": tr("Units probably all right"),
            "UNKNOWN_COUNT": tr("Units not known"),
        }[name]

    def define(self) -> None:
        """The plan, own weights, and where the sensitivity goes."""
        self.add_plan()
        self.add(
            QgsProcessingParameterFile(
                "WEIGHTS", tr("Weights of one's own (csv)"), fileFilter="CSV (*.csv)", optional=True
            )
        )
        self.add_table("SENSITIVITY", tr("Sensitivity to each weight"))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Judge, write the plan, hand the table out."""
        progress = FeedbackProgress(feedback)
        counts, table = compute_difficulty(
            self.plan(parameters, context),
            weights=self.parameterAsFile(parameters, "WEIGHTS", context),
            progress=progress,
        )
        return {**counts, **self.write_table("SENSITIVITY", table, parameters, context, progress)}
