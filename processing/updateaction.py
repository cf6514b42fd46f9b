"""kosozu:updateaction: how far an action is, in a fiscal year."""

from __future__ import annotations

from typing import Any

from ..core.jobs.actionedits import update_action
from ..core.steps import STATES
from .base import KosozuAlgorithm, tr


class UpdateAction(KosozuAlgorithm):
    """Records the progress of one action."""

    ID = "updateaction"
    GROUP = "actions"
    NEEDS_LIBRARIES = False

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Record the progress of an action")

    def define(self) -> None:
        """Which action, how far, and when."""
        self.add_plan()
        self.add_text("ACTION", tr("Action: id or number"), optional=False)
        self.add_choice("PROGRESS", tr("Progress"), list(STATES), "doing")
        self.add_year("FY", tr("Fiscal year"))
        self.add_text("NOTE", tr("Note"))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """One stroke."""
        return update_action(
            self.plan(parameters, context),
            action=self.text(parameters, "ACTION", context),
            progress=self.text(parameters, "PROGRESS", context),
            fiscal_year=self.year(parameters, "FY", context) or 0,
            note=self.text(parameters, "NOTE", context),
        )
