"""kosozu:draftactions: a first action plan (行動計画) from zones and findings."""

from __future__ import annotations

from typing import Any

from ..core.jobs.draftactions import draft_plan_actions
from .base import FeedbackProgress, KosozuAlgorithm, tr


class DraftActions(KosozuAlgorithm):
    """Drafts the action plan; what a person has edited stays."""

    ID = "draftactions"
    GROUP = "actions"
    NUMBERS = ("ACTION_COUNT", "MISSING_COUNT")

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Draft the action plan")

    def define(self) -> None:
        """The plan is all it needs."""
        self.add_plan()

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Draft and write."""
        return draft_plan_actions(self.plan(parameters, context), progress=FeedbackProgress(feedback))
