"""Draft the action plan (行動計画)."""

from __future__ import annotations

from typing import Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .tables import columns, frame


def draft_plan_actions(plan_path: str, *, progress: Progress = SILENT) -> dict[str, Any]:
    """Draft actions from zones and findings; returns ACTION_COUNT and MISSING_COUNT.

    Rows that a person made or edited stay. Drafting twice changes nothing.
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
            sections=sections(units, groups),
        )
        progress.step("Writing the action plan", "行動計画を書いています")
        with plan.stroke("行動計画の案") as stroke:
            stroke.replace("action", {}, columns(actions))
            stroke.replace("action_finding", {}, columns(links))
            check(progress)
    return {"ACTION_COUNT": len(actions), "MISSING_COUNT": int(missing(actions).sum())}
