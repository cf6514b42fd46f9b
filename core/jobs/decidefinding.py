"""Record a person's decision on one finding, or on a rule in a zone."""

from __future__ import annotations

import datetime
import re
from typing import Any

from ..errors import KosozuError
from .names import refuse_names
from .tables import columns, frame

_DAY = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?:R|令和)\s?\d{1,2}[.年]\d{1,2}[.月]\d{1,2}日?)\s*$")


def decide_finding(
    plan_path: str,
    *,
    finding_key: str = "",
    rule: str = "",
    zone: str = "",
    decision: str,
    reason: str,
    role: str = "",
    consulted: str = "",
) -> dict[str, Any]:
    """Decide ``adopt``, ``defer`` or ``notapplicable``; returns DECIDED_COUNT, the findings it holds for.

    A decision on a rule in a zone holds for all its findings but those that were decided on one by one. Calling a
    BLOCK not applicable wants the office consulted and the day (``農業委員会 2026-10-01``).
    """
    from ..checks.decisions import decided, premise
    from ..plan import PlanFile

    if not reason:
        raise KosozuError("JOB-NO-REASON")
    with PlanFile.open(plan_path) as plan:
        refuse_names(plan, reason, role, consulted)
        findings = frame(plan, "finding")
        is_open = findings["state"] == "open"
        if finding_key:
            chosen = findings[is_open & (findings["finding_key"] == finding_key)]
        else:
            chosen = findings[is_open & (findings["rule_id"] == rule) & (findings["zone_id"] == zone)]
        if chosen.empty:
            raise KosozuError("JOB-NO-FINDING", key=finding_key or f"{rule} × {zone}")
        office, day = _consulted(consulted)
        if decision == "notapplicable" and (chosen["severity"] == "BLOCK").any() and not (office and day):
            raise KosozuError("JOB-CONSULTED")
        key = finding_key or f"{rule}|{zone}|"
        first = chosen.iloc[0]
        row = {
            "rule_id": first["rule_id"],
            "zone_id": first["zone_id"],
            "unit_id": finding_key.split("|", 2)[2] if finding_key else "",
            "decision": decision,
            "reason": reason,
            "role": role,
            "consulted_office": office,
            "consulted_on": day,
            "decided_on": datetime.date.today().isoformat(),
            "premise": premise(chosen),
        }
        with plan.stroke(f"判断（{key}）", role) as stroke:
            stroke.replace("decision", {"decision_id": key}, {name: [value] for name, value in row.items()})
            rows = findings[
                is_open & (findings["rule_id"] == row["rule_id"]) & (findings["zone_id"] == row["zone_id"])
            ]
            found = decided(rows, frame(plan, "decision"))
            rows = rows.assign(decision=found["decision"])
            settled = rows["finding_key"].isin(chosen["finding_key"]) & (~found["own"] | bool(finding_key))
            rows.loc[settled, "premise_changed"] = 0
            stroke.update(
                "finding", list(rows["finding_key"]), columns(rows, ["decision", "premise_changed"])
            )
    return {"DECIDED_COUNT": int(settled.sum())}


def _consulted(text: str) -> tuple[str, str]:
    """Office and ISO date of 「農業委員会 2026-10-01」."""
    from .setstatus import check_date

    found = _DAY.search(text)
    if not found:
        return text, ""
    return text[: found.start()].strip(" 　、,（("), check_date(found[1])
