"""Many edits of the action plan in one stroke; and the progress of an action, by fiscal year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .. import steps
from ..errors import KosozuError
from .editaction import _quoted, action_row, differences, known_actors, new_row
from .names import refuse_names

if TYPE_CHECKING:
    import pandas as pd

    from ..plan import PlanFile


class ActionEdits:
    """Gathers edits, each checked as it comes, and writes them together. What raises is not gathered."""

    def __init__(self, plan: PlanFile) -> None:
        self._plan = plan
        self._known = known_actors(plan)
        self._people: list[pd.DataFrame] = []
        self._rows: dict[str, dict[str, Any]] = {}
        self._before: dict[str, dict[str, Any]] = {}
        self._new: list[str] = []
        self._gone: list[str] = []

    def row(self, action_id: str) -> dict[str, Any]:
        """The action as the edits so far leave it; raises PLAN-NO-ROW where there is none."""
        if action_id not in self._rows:
            self._rows[action_id] = action_row(self._plan, action_id)
            self._before[action_id] = dict(self._rows[action_id])
        return self._rows[action_id]

    def change(self, action_id: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """Set columns of an action (see ``editaction.edit_action``); returns what differs."""
        row = self.row(action_id)
        known = dict(self._known)
        different, people = differences(self._plan, row, changes, known)
        self._known = known
        if people is not None:
            self._people.append(people)
        row.update(different)
        if different:
            row["origin"] = "user"
        return different

    def add(self, zone_id: str, kind: str, changes: Mapping[str, Any]) -> str:
        """A new action with what its zone says and ``changes`` on top; returns its id."""
        row = new_row(self._plan, zone_id, kind)
        key = str(row["action_id"])
        row["order_no"] += len(self._new)
        whole = dict.fromkeys(self._plan.read("action", where={"action_id": ""}), "")
        numbers = ("area_m2", "start_fy", "end_fy", "hours_per_year", "cost")
        self._rows[key] = {**whole, **dict.fromkeys(numbers), **row}
        try:
            self.change(key, changes)
        except BaseException:
            del self._rows[key]
            raise
        self._new.append(key)
        return key

    def remove(self, action_id: str) -> None:
        """Take an action away, and its links to findings."""
        self.row(action_id)
        self._gone.append(action_id)

    def progress(self, action_id: str, told: Mapping[int, steps.Step]) -> None:
        """Say of some fiscal years how far an action is; an empty step takes back what was said of the year."""
        refuse_names(self._plan, *(step.note for step in told.values()))
        row = self.row(action_id)
        known, rest = steps.read(str(row["progress"]), self._plan.catalogue)
        if rest:  # a text without years is kept as a note of the first one told
            first = min(told)
            known[first] = steps.Step("", rest)
        row["progress"] = steps.write({**known, **told})

    def _hide_people(self) -> None:
        """Names of persons that these edits bring stand in no text of any row."""
        from .editaction import _without_names

        for people in self._people:
            for row in self._rows.values():
                row.update(_without_names(row, {}, people))

    def write(self, label: str) -> bool:
        """Write it all as one stroke; returns whether anything differed."""
        self._hide_people()
        changed = {
            key: {name: value for name, value in row.items() if value != self._before[key].get(name)}
            for key, row in self._rows.items()
            if key in self._before and key not in self._gone
        }
        changed = {key: values for key, values in changed.items() if values}
        if not (changed or self._new or self._gone):
            return False
        with self._plan.stroke(label) as stroke:
            if self._people:
                from .importzones import _write_actors

                for people in self._people:
                    _write_actors(self._plan, stroke, people)
            for key, values in changed.items():
                stroke.update("action", [key], {name: [value] for name, value in values.items()})
            if self._new:
                rows = [self._rows[key] for key in self._new]
                stroke.insert("action", {name: [row[name] for row in rows] for name in rows[0]})
            if self._gone:
                links = self._plan.read("action_finding", ["row_id", "action_id"])
                gone = [row for row, key in zip(links["row_id"], links["action_id"]) if key in self._gone]
                stroke.delete("action_finding", gone)
                stroke.delete("action", self._gone)
        return True


def update_action(
    plan_path: str, *, action: str, progress: str, fiscal_year: int, note: str = ""
) -> dict[str, Any]:
    """Say of one fiscal year how far an action is, in one stroke. Saying the same again changes nothing.

    ``action`` is its id, or its number in the list. Raises PLAN-NO-ROW, JOB-KIND (no such state), JOB-NAME-IN-TEXT.
    """
    from ..plan import PlanFile

    if progress not in steps.STATES:
        raise KosozuError("JOB-KIND", kind=progress, kinds=", ".join(steps.STATES))
    with PlanFile.open(plan_path) as plan:
        key = find_action(plan, action)
        edits = ActionEdits(plan)
        title = edits.row(key)["title"]
        edits.progress(key, {fiscal_year: steps.Step(progress, note.strip())})
        edits.write(f"取組{_quoted(title)}の進捗（{fiscal_year}年度）")
    return {}


def find_action(plan: PlanFile, text: str) -> str:
    """The id of an action given by its id or, where no id is so, by its number; raises PLAN-NO-ROW."""
    from ..sources.text import half

    if plan.count("action", {"action_id": text}):
        return text
    number = half(text)
    found = (
        plan.read("action", ["action_id"], where={"order_no": int(number)})["action_id"]
        if number.isascii() and number.isdigit()
        else []
    )
    if len(found) != 1:
        raise KosozuError("PLAN-NO-ROW", table="action", key=text)
    return str(found[0])
