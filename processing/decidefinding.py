"""kosozu:decidefinding: a person's decision on a finding, or on a group of them."""

from __future__ import annotations

from typing import Any

from ..core.errors import KosozuError
from ..core.jobs.decidefinding import decide_finding
from .base import KosozuAlgorithm, tr


class DecideFinding(KosozuAlgorithm):
    """Records what was decided, and why."""

    ID = "decidefinding"
    GROUP = "checks"
    NUMBERS = ("DECIDED_COUNT",)

    def title(self) -> str:
        """The toolbox's name."""
        return tr("Decide on a finding")

    def define(self) -> None:
        """One finding by its key, or a group by rule and zone."""
        self.add_plan()
        self.add_text("FINDING_KEY", tr("Key of one finding"))
        self.add_text("RULE", tr("Rule of a group of findings"))
        self.add_text("ZONE", tr("Zone of a group of findings"))
        self.add_choice("DECISION", tr("Decision"), ["adopt", "defer", "notapplicable"], "adopt")
        self.add_text("REASON", tr("Reason"), optional=False)
        self.add_text("ROLE", tr("Role of the person who decides"))
        self.add_text("CONSULTED", tr("Office consulted, and date"))

    def check(self, parameters: dict[str, Any], context: Any) -> None:
        """Either a key, or a rule (whose zone may be empty: findings of no zone)."""
        key = self.text(parameters, "FINDING_KEY", context)
        rule = self.text(parameters, "RULE", context)
        if bool(key) == bool(rule):
            raise KosozuError("JOB-KEY-OR-GROUP")

    def work(self, parameters: dict[str, Any], context: Any, feedback: Any) -> dict[str, Any]:
        """Write the decision."""
        return decide_finding(
            self.plan(parameters, context),
            finding_key=self.text(parameters, "FINDING_KEY", context),
            rule=self.text(parameters, "RULE", context),
            zone=self.text(parameters, "ZONE", context),
            decision=self.text(parameters, "DECISION", context),
            reason=self.text(parameters, "REASON", context),
            role=self.text(parameters, "ROLE", context),
            consulted=self.text(parameters, "CONSULTED", context),
        )
