"""The way of the work, step by step: what is done, what is missing, in one short line each, counted by SQL alone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QSettings

from ...core.jobs.checkplan import LABEL, READ
from ...gis.words import tr
from ..session import Session

DONE, PART, MISSING = "done", "part", "missing"
STEPS = ("prepare", "import", "draw", "check", "actions", "print")
SHEETS = "kosozu/sheets"

_QUERIES = {
    "farmland": """SELECT coalesce(sum(coalesce(ledger_source, '') <> ''), 0),
        coalesce(sum(coalesce(target_source, '') <> ''), 0) FROM unit_farmland""",
    "findings": """SELECT (SELECT count(*) FROM check_run), count(*), coalesce(sum(undecided = 0), 0) FROM
        (SELECT sum(coalesce(decision, '') = '') AS undecided FROM finding WHERE state = 'open'
        GROUP BY rule_id, coalesce(zone_id, ''))""",
    "actions": "SELECT count(*), coalesce(sum(coalesce(manager_id, '') = ''), 0) FROM action",
    "zones": "SELECT count(*) FROM zone WHERE tier = 'own'",
}
_NEEDS = {
    "farmland": {"unit_farmland"},
    "findings": {"finding", "check_run", "decision"},
    "actions": {"action"},
    "zones": {"zone"},
}


@dataclass(frozen=True)
class Step:
    """One step: ``state`` is done, part or missing, ``line`` says what is there or what is missing."""

    key: str
    state: str
    line: str


def step_label(key: str) -> str:
    """What a step is called."""
    return {
        "prepare": tr("Prepare"),
        "import": tr("Import"),
        "draw": tr("Draw"),
        "check": tr("Check"),
        "actions": tr("Action plan"),
        "print": tr("Print"),
    }[key]


def state_label(state: str) -> str:
    """What a state is called."""
    return {DONE: tr("done"), PART: tr("in part"), MISSING: tr("not yet")}[state]


class Steps:
    """Counts of the plan at hand; after a stroke only those are taken again whose tables it has written."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._counts: dict[str, tuple[int, ...]] = {}
        self._changed = False
        """Whether what a check looks at has changed since the last one."""

    def refresh(self, tables: Collection[str] | None = None) -> list[Step]:
        """The steps; ``tables`` are those that were written, None is all."""
        plan = self._session.plan
        if plan is None:
            self._counts = {}
            return [
                Step(key, MISSING, tr("Make a plan, or open one.") if key == "prepare" else "")
                for key in STEPS
            ]
        for name, statement in _QUERIES.items():
            if tables is None or name not in self._counts or _NEEDS[name] & set(tables):
                row = plan.connection.execute(statement).fetchone()
                self._counts[name] = tuple(int(value) for value in row)
        if tables is None or {*READ, "check_run"} & set(tables):
            self._changed = plan.written_since(LABEL, READ)
        makers: dict[str, Callable[[], tuple[str, str]]] = {
            "import": self._import,
            "draw": self._draw,
            "check": self._check,
            "actions": self._actions,
            "print": self._print,
        }
        prepared = Step("prepare", DONE, Path(plan.home).name)
        return [prepared, *(Step(key, *make()) for key, make in makers.items())]

    @property
    def _parcels(self) -> int:
        return len(self._session.units) if self._session.units is not None else 0

    def _import(self) -> tuple[str, str]:
        ledger, target = self._counts["farmland"]
        lacking = [
            text
            for count, text in (
                (self._parcels, tr("parcels")),
                (ledger, tr("farmland ledger")),
                (target, tr("target map")),
            )
            if not count
        ]
        if not lacking:
            text = tr("{parcels} parcels; {ledger} with ledger, {target} with target map")
            return DONE, text.format(parcels=f"{self._parcels:,}", ledger=f"{ledger:,}", target=f"{target:,}")
        text = tr("Not there yet: {names}").format(names="・".join(lacking))
        return (PART if self._parcels else MISSING), text

    def _draw(self) -> tuple[str, str]:
        units = self._session.units
        if units is None or not len(units):
            return MISSING, tr("Parcels come first")
        share = units.totals().blank_share
        zones = tr("{count} zones").format(count=self._counts["zones"][0])
        if share <= 0.0:
            return DONE, zones
        # Not quite nought is not rounded to nought, nor not quite all to all.
        shown = min(max(100.0 * share, 0.1), 99.9) if share < 1.0 else 100.0
        text = tr("No class yet: {share} %").format(share=f"{shown:.1f}")
        return (PART if share < 1.0 else MISSING), f"{text}（{zones}）"

    def _check(self) -> tuple[str, str]:
        runs, groups, decided = self._counts["findings"]
        if not runs:
            return MISSING, tr("Not checked yet")
        if self._changed:
            return PART, tr("The plan has changed since the last check.")
        if not groups:
            return DONE, tr("No findings")
        text = tr("Findings: {groups} groups, {decided} decided")
        state = DONE if decided == groups else PART
        return state, text.format(groups=f"{groups:,}", decided=f"{decided:,}")

    def _actions(self) -> tuple[str, str]:
        count, without = self._counts["actions"]
        if not count:
            return MISSING, tr("No actions yet")
        if without:
            text = tr("Actions without a manager: {without} of {count}")
            return PART, text.format(without=f"{without:,}", count=f"{count:,}")
        return DONE, tr("{count} actions").format(count=f"{count:,}")

    def _print(self) -> tuple[str, str]:
        sheet = printed(self._session)
        return (DONE, Path(sheet).name) if sheet else (MISSING, tr("Not printed yet"))


def printed(session: Session) -> str:
    """The sheet that was printed last of this plan, if it is still there."""
    if session.plan is None:
        return ""
    path: Any = QSettings().value(f"{SHEETS}/{session.plan.plan_id}") or ""
    return str(path) if path and Path(str(path)).is_file() else ""


def remember_sheet(session: Session, path: str) -> None:
    """Note where a sheet of this plan was printed to."""
    if session.plan is not None:
        QSettings().setValue(f"{SHEETS}/{session.plan.plan_id}", path)
