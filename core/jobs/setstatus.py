"""Set the status of a plan; an agreed one freezes an edition."""

from __future__ import annotations

from typing import Any

from ..errors import KosozuError
from .names import refuse_names


def check_date(value: str) -> str:
    """The ISO date of a day written as 2026-11-23, 2026/11/23, R8.11.23 or 令和8年11月23日."""
    from ..sources.text import iso_date

    found = iso_date(value)
    if not found:
        raise KosozuError("JOB-DATE", value=value)
    return str(found)


def set_status(plan_path: str, *, status: str, on: str, role: str = "") -> dict[str, Any]:
    """Set ``draft``, ``agreed`` or ``published`` as of a day; returns EDITION, the number of the newest frozen edition.

    A plan is published only once it is agreed; setting the status that it has, as of the same day, changes nothing.
    """
    from ..plan import PlanFile

    day = check_date(on)
    with PlanFile.open(plan_path) as plan:
        info = plan.info
        refuse_names(plan, role)
        if status == "published" and info["status"] == "draft":
            raise KosozuError("JOB-STATUS", status=status, current=info["status"])
        if (info["status"], info["status_on"]) == (status, day):
            return {"EDITION": int(info["edition"] or 0)}
        return {"EDITION": int(plan.save_edition(status, day, role))}
