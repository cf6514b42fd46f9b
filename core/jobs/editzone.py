"""Say what a zone is: its name, method, viewpoint (判断の視点) and reason; one stroke."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from .editaction import methods_of
from .names import refuse_names

if TYPE_CHECKING:
    from ..plan import PlanFile

TEXTS = ("name", "reason", "note")
EDITABLE = (*TEXTS, "method_code", "viewpoint")


def zone_row(plan: PlanFile, zone_id: str) -> dict[str, Any]:
    """A zone as it stands. Raises JOB-NO-ZONE where it is not there."""
    found = plan.read("zone", where={"zone_id": zone_id})
    if not found["zone_id"]:
        raise KosozuError("JOB-NO-ZONE", zone=zone_id)
    return {column: values[0] for column, values in found.items()}


def edit_zone(plan: PlanFile, zone_id: str, changes: Mapping[str, str]) -> bool:
    """Set some columns (of ``EDITABLE``) of one own zone; returns whether anything differed.

    Names of persons are refused, as is a method that does not serve the zone's class.
    """
    unknown = [column for column in changes if column not in EDITABLE]
    if unknown:
        raise ValueError(f"not to be edited in zone: {unknown}")
    row, catalogue = zone_row(plan, zone_id), plan.catalogue
    wanted = {column: str(value or "").strip() for column, value in changes.items()}
    refuse_names(plan, *(wanted[column] for column in TEXTS if column in wanted))
    methods = {method.code: method.label_ja for method in methods_of(str(row["class_code"] or ""), catalogue)}
    views = {view.code: view.label_ja for view in catalogue.viewpoints.values()}
    for column, known in (("method_code", methods), ("viewpoint", views)):
        value = wanted.get(column, "")
        if value and value not in known and value != row[column]:
            raise KosozuError(
                "JOB-ACTION-CHOICE",
                ja=catalogue.alias("zone", column, "ja"),
                en=catalogue.alias("zone", column, "en"),
                value=value,
                known="、".join(known.values()),
            )
    different = {column: [value] for column, value in wanted.items() if value != (row[column] or "")}
    if not different:
        return False
    named = "・".join(catalogue.alias("zone", column, "ja") for column in different)
    with plan.stroke(f"区域「{wanted.get('name') or row['name'] or zone_id}」の{named}") as stroke:
        stroke.update("zone", [zone_id], different)
    return True
