"""Take over what was changed in Excel: first told cell by cell, then, where asked for, written as one stroke."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .actionchanges import ADD, APPLY, CELL, PROGRESS, REMOVE, Change, Seen, find_changes
from .actionedits import ActionEdits
from .cellvalues import Cells
from .outputs import report_path, staged
from .tables import frame

if TYPE_CHECKING:
    from ..plan import PlanFile
    from ..reports.actionplan import ActionPlan
    from ..sources.actionbook import ActionBook

LABEL = "行動計画の取込（Excel）"
_KEPT = ("title", "frequency", "scheme", "note", "hours_per_year", "cost")
"""Columns that else follow from a new method or zone."""


def import_actions(
    plan_path: str, path: str, *, apply: bool = False, progress: Progress = SILENT
) -> dict[str, Any]:
    """Compare a workbook of ``exportactions`` or ``exportreport`` with the plan; with ``apply`` take it over.

    Returns CHANGED_COUNT (cells), ADDED_COUNT and REMOVED_COUNT (rows) of what is, or would be, taken over, and
    REPORT. Cells that the plan has changed since the export, and cells that cannot be understood, are told and left.
    Raises JOB-OTHER-PLAN for a file of another plan.
    """
    from ..plan import PlanFile
    from ..reports.changereport import html
    from ..sources.actionbook import read_actions

    with PlanFile.open(plan_path, readonly=not apply) as plan:
        progress.step("Reading the workbook", "Excel ファイルを読んでいます")
        labels = _labels(plan)
        book = read_actions(path, labels, _progress_sheets())
        _check_plan(plan, book, path)
        edition = book.stamp["kosozu_edition"]
        form = _form(plan, edition, None)
        past = _past(plan, book)
        before = None if past is None else Seen.of(_form(plan, edition, past))
        reader = Cells(plan, edition, _actor_labels(plan, edition))
        heads = {column.key: column.label for column in form.columns}
        changes = find_changes(book, before, Seen.of(form), heads, reader)
        check(progress)
        edits = ActionEdits(plan)
        _gather(edits, changes)
        facts = {"file": Path(path).name, "saved_by": book.saved_by, "edition": edition, "apply": apply}
        page = html(changes, plan.info, plan.catalogue, facts, known=past is not None)
        report = report_path(plan_path, "importactions", path)
        with staged({report: page.encode()}):
            check(progress)
            if apply:
                progress.step("Writing the plan", "構想ファイルに書いています")
                edits.write(LABEL)
    taken = [change for change in changes if change.state == APPLY]
    return {
        "CHANGED_COUNT": sum(change.kind in (CELL, PROGRESS) for change in taken),
        "ADDED_COUNT": sum(change.kind == ADD for change in taken),
        "REMOVED_COUNT": sum(change.kind == REMOVE for change in taken),
        "REPORT": report,
    }


def _labels(plan: PlanFile) -> dict[str, list[str]]:
    """Heads by form key, in both languages, as the plan's own form has them."""
    from ..reports.words import word

    found = {key: [column.label_ja, column.label_en] for key, column in plan.catalogue.form.items()}
    for key in ("kind", "end_fy", "action_id", "drop"):
        found.setdefault(key, []).extend(word(f"form_{key}", lang) for lang in ("ja", "en"))
    return found


def _progress_sheets() -> list[str]:
    from ..reports.words import word

    return [word("sheet_progress", lang) for lang in ("ja", "en")]


def _check_plan(plan: PlanFile, book: ActionBook, path: str) -> None:
    """A file of another plan, or one that does not say of which, is refused."""
    from ..reports import editions

    if book.stamp["kosozu_plan"] != plan.plan_id:
        raise KosozuError("JOB-OTHER-PLAN", file=Path(path).name, title=plan.info["title"])
    editions.require(book.stamp["kosozu_edition"])


def _past(plan: PlanFile, book: ActionBook) -> int | None:
    """The stroke as of which the file was made; None where the plan's journal does not have it (any more)."""
    text = book.stamp["kosozu_stroke"]
    seq = int(text) if text.isdigit() else -1
    if seq == 0:
        return 0
    known = {entry["seq"]: str(entry["hash"]) for entry in plan.journal()}
    return seq if seq in known and known[seq].startswith(book.stamp["kosozu_hash"] or "?") else None


def _form(plan: PlanFile, edition: str, seq: int | None) -> ActionPlan:
    """The action plan as a file shows it: now, or as of a stroke."""
    import pandas as pd

    from ..reports.actionplan import action_plan

    if seq is None:
        actions, actors = frame(plan, "action"), frame(plan, "actor")
    else:
        actions, actors = (pd.DataFrame(plan.as_of(table, seq)) for table in ("action", "actor"))
    return action_plan(
        actions, actors, plan.catalogue, plan.info, edition=edition, names=plan.names(), editable=True
    )


def _actor_labels(plan: PlanFile, edition: str) -> dict[str, str]:
    from ..reports.editions import actor_labels

    return actor_labels(frame(plan, "actor"), edition, plan.names(), "ja")


def _gather(edits: ActionEdits, changes: list[Change]) -> None:
    """Hand to ``edits`` what can be taken over; what turns out to be wrong is refused, cell by cell."""
    by_row: dict[str, list[Change]] = {}
    for change in changes:
        if change.state != APPLY:
            continue
        if change.kind == CELL:
            by_row.setdefault(change.action_id, []).append(change)
        elif change.kind == ADD:
            _one(change, lambda change=change: _add(edits, change))
        elif change.kind == REMOVE:
            edits.remove(change.action_id)
        else:
            _one(change, lambda change=change: edits.progress(change.action_id, {change.key: change.value}))
    for action_id, cells in by_row.items():
        try:
            _change(edits, action_id, cells)
        except KosozuError:
            for change in cells:
                _one(change, lambda change=change: _change(edits, change.action_id, [change]))


def _one(change: Change, act: Any) -> None:
    try:
        act()
    except KosozuError as error:
        change.refuse(error)


def _change(edits: ActionEdits, action_id: str, cells: list[Change]) -> None:
    """Exactly these cells: what else would follow from a new method, the person has seen and left as it is."""
    values = {change.key: change.value for change in cells}
    if {"method_code", "zone_id"} & set(values):
        values = {**{column: edits.row(action_id)[column] for column in _KEPT}, **values}
    edits.change(action_id, values)


def _add(edits: ActionEdits, change: Change) -> None:
    values = dict(change.value)
    change.action_id = edits.add(values.pop("zone_id", ""), change.key, values)
