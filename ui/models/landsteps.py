"""What has been computed of the land, what is old, and what cannot be computed yet, and why."""

from __future__ import annotations

from dataclasses import dataclass

from ...core.jobs import difficulty, forecast, indicators, plancoverage
from ...gis.words import tr
from ..session import Session

_REACH = "kosozu:plancoverage"


@dataclass(frozen=True)
class LandStep:
    """An algorithm, the table that shows whether it ran, the name of its stroke, and the tables that it reads."""

    algorithm: str
    table: str
    label: str
    reads: frozenset[str]


STEPS = (
    LandStep("kosozu:indicators", "unit_indicator", indicators.LABEL,
             frozenset({"unit_farmland", "context_layer", "legal_area", "unit_group_area"})),
    LandStep("kosozu:difficulty", "unit_difficulty", difficulty.LABEL,
             frozenset({"unit_indicator", "unit_farmland"})),
    LandStep("kosozu:forecast", "unit_forecast", forecast.LABEL,
             frozenset({"unit_indicator", "unit_farmland", "zone"})),
    LandStep(_REACH, "reach_sum", plancoverage.LABEL, frozenset({"mark", "context_layer"})),
)  # fmt: skip


_READS = frozenset().union(*(step.reads for step in STEPS))


def step_title(algorithm: str) -> str:
    """What a step is called."""
    return {
        "kosozu:indicators": tr("Indicators"),
        "kosozu:difficulty": tr("Difficulty"),
        "kosozu:forecast": tr("Forecast"),
        _REACH: tr("Reach"),
    }[algorithm]


class LandSteps:
    """Looks at the plan at hand; everything by SQL on small tables and the journal."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def reads(self) -> frozenset[str]:
        """Tables on which it hangs whether something is old or lacking."""
        return _READS

    def to_run(self) -> list[str]:
        """Algorithms whose result is missing or old, in their order; what follows one that runs has to run again."""
        plan = self._session.plan
        if plan is None:
            return []
        wanted = [
            step.algorithm
            for step in STEPS
            if not plan.count(step.table) or plan.written_since(step.label, step.reads)
        ]
        if STEPS[0].algorithm in wanted:
            wanted = [step.algorithm for step in STEPS[:3]] + wanted[-1:] * (wanted[-1] == _REACH)
        if _REACH in wanted and self._lacking():
            wanted.remove(_REACH)
        # Nothing is old: whoever presses the button wants it all anew.
        return wanted or [step.algorithm for step in STEPS if step.algorithm != _REACH or not self._lacking()]

    def words(self) -> str:
        """One line: what is there."""
        plan = self._session.plan
        if plan is None:
            return ""
        told = []
        for step in STEPS:
            if not plan.count(step.table):
                state = tr("not yet")
                lacking = self._lacking() if step.algorithm == _REACH else []
                if lacking:
                    state = tr("lacks {names}").format(names="・".join(lacking))
            else:
                state = tr("old") if plan.written_since(step.label, step.reads) else tr("done")
            told.append(f"{step_title(step.algorithm)}：{state}")
        return "　".join(told)

    def _lacking(self) -> list[str]:
        """What the plan has not got that reach needs."""
        plan = self._session.plan
        if plan is None:
            return []
        roles = set(plan.read("context_layer", ["role"])["role"])
        kinds = set(plan.read("mark", ["kind"])["kind"])
        needed = (
            (tr("roads"), "road" in roles),
            (tr("people"), "people" in roles),
            (tr("core places"), "base" in kinds),
        )
        return [name for name, there in needed if not there]
