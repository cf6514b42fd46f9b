"""What differs between an action plan that came back from Excel and the plan: cell by cell, with old and new.

A cell is compared with what was written when the file was made, and with what would be written now. So a change of a
person is told from a change of the plan, and where both have changed, nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import steps
from ..errors import KosozuError, messages
from .cellvalues import COLUMNS, Cells, as_text, masked, same

if TYPE_CHECKING:
    from ..catalogue import Catalogue
    from ..reports.actionplan import ActionPlan
    from ..sources.actionbook import ActionBook, Line

APPLY, CONFLICT, REFUSED = "apply", "conflict", "refused"
CELL, PROGRESS, ADD, REMOVE = "cell", "progress", "add", "remove"


@dataclass
class Change:
    """One cell, or one row that is new or gone. ``old`` and ``new`` are as shown, ``value`` as the plan holds it."""

    kind: str
    row: int
    action_id: str
    title: str
    column: str
    old: str
    new: str
    key: Any = ""
    value: Any = None
    state: str = APPLY
    reason: str = ""

    def refuse(self, error: KosozuError, state: str = REFUSED) -> None:
        """Say why it is not taken over."""
        self.state, self.reason = state, brief(error)


def brief(error: KosozuError, lang: str = "ja") -> str:
    """What happened, and why, of an error; without what concerns the whole run."""
    row = messages()[error.code]
    parts = (row[f"what_{lang}"].format(**error.params), row[f"cause_{lang}"].format(**error.params))
    return "".join(part for part in parts if part)


@dataclass(frozen=True)
class Seen:
    """The action plan as a file shows it: cells by id and form key, and progress by id and fiscal year."""

    cells: dict[str, dict[str, Any]]
    progress: dict[str, dict[int, str]]

    @classmethod
    def of(cls, form: ActionPlan) -> Seen:
        """What the form writes."""
        rows = form.rows.to_dict("records")
        return cls(dict(zip(form.ids, rows)), dict(zip(form.ids, form.progress)))


def find_changes(
    book: ActionBook, before: Seen | None, now: Seen, labels: Mapping[str, str], reader: Cells
) -> list[Change]:
    """Every cell and row that differs, in the order of the file. ``before`` is None where it is not known any more.

    ``labels`` are the heads by form key, ``reader`` understands cells.
    """
    base = before or now
    found: list[Change] = []
    present: set[str] = set()
    for line in book.actions:
        if not line.action_id:
            found += _added(line, book.keys, labels, reader)
            continue
        present.add(line.action_id)
        title = as_text(line.cells.get("title"))
        if line.action_id not in now.cells:
            found.append(_lost(line, base, title))
        elif line.dropped:
            found.append(_removed(line.number, line.action_id, base, now))
        else:
            found += _cells(line, base, now, labels, reader)
    for action_id in base.cells if before else ():
        if action_id in now.cells and action_id not in present:
            found.append(_removed(0, action_id, base, now))
    gone = {change.action_id for change in found if change.kind == REMOVE}
    for line in book.progress:
        if line.action_id in now.cells and line.action_id not in gone:
            found += _progress(line, base, now, reader.catalogue)
    return found


def _cells(line: Line, base: Seen, now: Seen, labels: Mapping[str, str], reader: Cells) -> Iterator[Change]:
    stands = now.cells[line.action_id]
    was = base.cells.get(line.action_id, stands)
    title = as_text(stands.get("title"))
    for key, raw in line.cells.items():
        if key not in labels or key not in stands or same(key, raw, stands[key]) or same(key, raw, was[key]):
            continue
        change = Change(
            CELL,
            line.number,
            line.action_id,
            title,
            labels[key],
            as_text(stands[key]),
            as_text(raw),
            key=COLUMNS.get(key, key),
        )
        try:
            change.value = reader.value(key, raw, was[key])
        except KosozuError as error:
            change.refuse(error)
        else:
            if reader.stands(line.action_id, change.key) == change.value:
                continue  # written in another way, but the same
            if not same(key, was[key], stands[key]):
                change.refuse(KosozuError("JOB-CELL-CONFLICT", old=as_text(was[key])), CONFLICT)
        yield change


def _added(line: Line, keys: list[str], labels: Mapping[str, str], reader: Cells) -> Iterator[Change]:
    """A row without an id: one change that holds its values by column."""
    title = as_text(line.cells.get("title"))
    shown = "、".join(
        f"{labels[key]}：{as_text(line.cells[key])}"
        for key in keys
        if as_text(line.cells.get(key)) and key in labels
    )
    change = Change(ADD, line.number, "", title, "", "", shown, value={})
    try:
        change.value = {
            COLUMNS[key]: reader.value(key, line.cells[key], "")
            for key in keys
            if key in COLUMNS and as_text(line.cells.get(key))
        }
        change.key = reader.kind(as_text(line.cells.get("kind")))
        if not change.value.get("title") and not change.value.get("zone_id"):
            raise KosozuError("JOB-ROW-EMPTY")
    except KosozuError as error:
        change.refuse(error)
    yield change


def _removed(number: int, action_id: str, base: Seen, now: Seen) -> Change:
    stands = now.cells[action_id]
    change = Change(
        REMOVE, number, action_id, as_text(stands.get("title")), "", as_text(stands.get("place")), ""
    )
    was = base.cells.get(action_id, stands)
    changed = [key for key in COLUMNS if key in stands and not same(key, was.get(key), stands[key])]
    if changed or base.progress.get(action_id) != now.progress.get(action_id):
        change.refuse(KosozuError("JOB-ROW-CHANGED"), CONFLICT)
    return change


def _lost(line: Line, base: Seen, title: str) -> Change:
    """A row whose action the plan does not have any more, or never had."""
    change = Change(CELL, line.number, line.action_id, title, "", "", title)
    if line.action_id in base.cells:
        change.refuse(KosozuError("JOB-ROW-GONE"), CONFLICT)
    else:
        change.refuse(KosozuError("JOB-ROW-UNKNOWN", key=line.action_id))
    return change


def _progress(line: Line, base: Seen, now: Seen, catalogue: Catalogue) -> Iterator[Change]:
    stands = now.progress.get(line.action_id, {})
    was = base.progress.get(line.action_id, stands)
    for year, raw in line.cells.items():
        new, old, first = as_text(raw), stands.get(year, ""), was.get(year, "")
        if same("note", new, old) or same("note", new, first):
            continue
        change = Change(
            PROGRESS,
            line.number,
            line.action_id,
            as_text(now.cells[line.action_id].get("title")),
            str(year),
            old,
            new,
            key=year,
            value=steps.parse(new, catalogue),
        )
        if change.value == steps.parse(old, catalogue):
            continue
        if masked(first):
            change.refuse(KosozuError("JOB-CELL-MASKED"))
        elif not same("note", old, first):
            change.refuse(KosozuError("JOB-CELL-CONFLICT", old=first), CONFLICT)
        yield change
