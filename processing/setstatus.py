"""kosozu:setstatus: a plan becomes agreed or published."""

from __future__ import annotations

from typing import Any

from ..core.jobs.setstatus import check_date, set_status
from .base import KosozuAlgorithm, tr


class SetStatus(KosozuAlgorithm):
    """Sets the plan's status; an agreed one freezes an edition."""

    ID = "setstatus"
    GROUP = "plan"
    NEEDS_LIBRARIES = False
    NUMBERS = ("EDITION",)

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Set the plan's status")

    def define(self) -> None:
        """Status, day and role."""
        self.add_plan()
        self.add_choice("STATUS", tr("Status"), ["draft", "agreed", "published"], "agreed")
        self.add_text("ON", tr("Day of the decision"), optional=False)
        self.add_text("ROLE", tr("Role of the person who decides"))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """A day that can be read."""
        check_date(self.text(parameters, "ON", context))

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Write it."""
        return set_status(
            self.plan(parameters, context),
            status=self.text(parameters, "STATUS", context),
            on=self.text(parameters, "ON", context),
            role=self.text(parameters, "ROLE", context),
        )
