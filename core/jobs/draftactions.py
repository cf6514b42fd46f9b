"""Draft the action plan (行動計画)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .tables import columns, frame

if TYPE_CHECKING:
    from ..plan import PlanFile

LABEL = "行動計画の案"


def draft_plan_actions(plan_path: str, *, progress: Progress = SILENT) -> dict[str, Any]:
    """Draft actions from zones and findings; returns ACTION_COUNT and MISSING_COUNT.

    Rows that a person made or edited stay; a row of his own takes the place of a drafted one that he has deleted.
    Drafting twice changes nothing.
    """
    from ..actions.draft import draft_actions, missing
    from ..actions.places import sections
    from ..plan import PlanFile

    with PlanFile.open(plan_path) as plan:
        zones = frame(plan, "zone")
        if zones.empty or not (zones["tier"] == "own").any():
            raise KosozuError("JOB-NO-ZONES")
        findings = frame(plan, "finding")
        units = frame(plan, "unit", ["unit_id", "zone_id", "area_map_m2"])
        groups = frame(plan, "unit_group", ["unit_id", "kind", "name"])
        check(progress)
        actions, links = draft_actions(
            zones,
            findings[findings["state"] == "open"],
            plan.catalogue,
            plan.info,
            existing=frame(plan, "action"),
            existing_links=frame(plan, "action_finding"),
            removed=_removed(plan),
            sections=sections(units, groups),
        )
        progress.step("Writing the action plan", "行動計画を書いています")
        with plan.stroke(LABEL) as stroke:
            stroke.replace("action", {}, columns(actions))
            stroke.replace("action_finding", {}, columns(links))
            check(progress)
    return {"ACTION_COUNT": len(actions), "MISSING_COUNT": int(missing(actions).sum())}


def _removed(plan: PlanFile) -> set[str]:
    """Ids of actions that a person has taken away, as the journal tells."""
    found: set[str] = set()
    for op in plan.written("action", without=(LABEL,)):
        if op.kind == "delete":
            found.update(op.before["action_id"])
    return found
