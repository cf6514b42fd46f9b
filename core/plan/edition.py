"""Editions: what a plan held when it was agreed or published, frozen, for later ones to be compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from . import journal
from .rows import Columns, Op

if TYPE_CHECKING:
    from .store import PlanFile

FREEZES = ("agreed", "published")
STATUSES = ("draft", *FREEZES)

_LABEL = "状態の変更"
_PLANNED = ("zone", "mark", "scenario", "assignment", "action")
"""What people agree on; a parcel counts where it comes, goes, or changes class or shape."""
_OF_UNIT = {"class_code", "paint_code", "geom"}

_WITH_SHAPES = ("zone", "mark")
_FROZEN = (
    "unit",
    "unit_farmland",
    "zone",
    "unit_group",
    "mark",
    "actor",
    "scenario",
    "assignment",
    "finding",
    "decision",
    "action",
    "action_finding",
    "source",
)
_OF_PLAN = ("title", "base_fy", "start_fy", "end_fy", "horizon_fy", "crs_epsg", "catalogue_version")


def save(plan: PlanFile, status: str, on: str, role: str) -> int:
    """Set the status as of a day, in one stroke; returns the number of the newest edition (0: none yet).

    ``agreed`` and ``published`` freeze an edition, unless the plan is the same as in the newest one: a plan that is
    published as it was agreed keeps its edition.
    """
    if status not in STATUSES:
        raise KosozuError("PLAN-STATUS", status=status, allowed=", ".join(STATUSES))
    number = int(plan.info["edition"] or 0)
    with plan.stroke(f"{_LABEL}（{status}）", role) as stroke:
        if status in FREEZES:
            payload = _freeze(plan)
            newest = plan.read("edition", ["payload"], where={"edition_no": number})["payload"]
            if newest != [payload]:
                number += 1
                row = {
                    "edition_no": number,
                    "status": status,
                    "on_date": on,
                    "role": role,
                    "payload": payload,
                }
                stroke.insert("edition", {column: [value] for column, value in row.items()})
        stroke.update("plan", [plan.plan_id], {"status": [status], "status_on": [on], "edition": [number]})
    return number


def changed(plan: PlanFile) -> bool:
    """Whether an agreed or published plan was changed after its status was set; of a draft it is not asked.

    New findings, facts of farmland and sources are no change of the plan.
    """
    if plan.info["status"] not in FREEZES:
        return False
    for _, label, latest in reversed(journal.stacks(plan.connection)[0]):
        if label.startswith(_LABEL):
            return False
        if any(_is_planned(op) for op in journal.payload_of(plan.connection, latest)):
            return True
    return False


def _is_planned(op: Op) -> bool:
    if op.table == "unit":
        return op.kind != "update" or not _OF_UNIT.isdisjoint(op.before)
    return op.table in _PLANNED


def _freeze(plan: PlanFile) -> bytes:
    ops = [Op("edition", "plan", [], plan.read("plan", _OF_PLAN))]
    for table in _FROZEN:
        ops.append(Op("edition", table, [], plan.read(table, geometry=table in _WITH_SHAPES)))
    return journal.encode(ops)


def load(plan: PlanFile, number: int) -> dict[str, Columns]:
    """The tables of an edition as :meth:`PlanFile.read` gave them; raises PLAN-NO-ROW where there is none."""
    found: list[Any] = plan.read("edition", ["payload"], where={"edition_no": number})["payload"]
    if not found:
        raise KosozuError("PLAN-NO-ROW", table="edition", key=str(number))
    return {op.table: op.before for op in journal.decode(found[0])}
