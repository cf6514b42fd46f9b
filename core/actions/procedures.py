"""The procedures that a zone's BLOCK findings ask for: one for each zone and procedure, steps in order."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from ..catalogue import Catalogue
from .text import mark, months, word


@dataclass(frozen=True)
class Need:
    """One procedure of one zone. ``code`` is a procedure's, or ``rule:<id>`` where the rule names none."""

    zone_id: str
    code: str
    label: str
    note: str
    months_max: float
    area_m2: float
    findings: tuple[str, ...]

    @property
    def procedure(self) -> str:
        """The procedure's code, '' where the rule names none."""
        return "" if self.code.startswith("rule:") else self.code


def needs(findings: pd.DataFrame, catalogue: Catalogue) -> list[Need]:
    """Procedures by zone and the catalogue's order.

    ``findings`` has the columns of the plan's table; only open BLOCKs count that nobody has judged 対象外 (not
    applicable). ``area_m2`` is the parcels' area concerned, each parcel once.
    """
    if findings.empty:
        return []
    open_ = findings[
        (findings["severity"] == "BLOCK")
        & (findings["state"] == "open")
        & (findings["decision"].fillna("") != "notapplicable")
    ].copy()
    if open_.empty:
        return []
    open_["code"] = _codes(open_, catalogue)
    order = {code: procedure.order for code, procedure in catalogue.procedures.items()}
    found = []
    for (zone_id, code), group in open_.groupby([open_["zone_id"].fillna(""), "code"], sort=True):
        area = group.groupby(group["unit_id"].fillna(""))["area_m2"].max().sum()
        keys = tuple(sorted(group["finding_key"]))
        rule_id = sorted(group["rule_id"])[0]
        found.append(_need(str(zone_id), str(code), rule_id, float(area), keys, catalogue))
    return sorted(found, key=lambda need: (need.zone_id, order.get(need.code, 10**6), need.code))


def _codes(findings: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    """Each finding's procedure: its own, else its rule's, else ``rule:<id>``, so that no BLOCK is lost."""
    own = findings["procedure"].fillna("")
    by_rule = {
        rule_id: catalogue.wording(rule_id, "BLOCK").procedure or f"rule:{rule_id}"
        for rule_id in findings["rule_id"].unique()
    }
    return own.where(own != "", findings["rule_id"].map(by_rule))


def _need(
    zone_id: str, code: str, rule_id: str, area: float, keys: tuple[str, ...], catalogue: Catalogue
) -> Need:
    procedure = catalogue.procedures.get(code)
    if procedure is None:
        text, rule = catalogue.wording(rule_id, "BLOCK"), catalogue.rules[rule_id]
        note = _lines(word("office", office=rule.office_ja), word("resolution", text=text.resolution_ja))
        return Need(zone_id, code, rule.title_ja, note, 0.0, area, keys)
    steps, longest = _steps(code, catalogue)
    office = word("office", office=procedure.office_ja) if procedure.office_ja else ""
    return Need(zone_id, code, procedure.label_ja, _lines(office, *steps), longest, area, keys)


def _steps(code: str, catalogue: Catalogue) -> tuple[list[str], float]:
    """Sentences on the steps and their usual durations, and the longest total in months."""
    steps = catalogue.procedure_steps.get(code, [])
    if not steps:
        return [], 0.0
    texts = []
    for position, step in enumerate(steps):
        span = months(step.months_min, step.months_max)
        key = "step" if span else "step_open"
        texts.append(word(key, mark=mark(position), label=_brief(step.label_ja), months=span))
    known = [step for step in steps if step.months_min is not None or step.months_max is not None]
    lines = texts
    longest = sum(_end(step.months_max, step.months_min) for step in known)
    if known:
        shortest = sum(_end(step.months_min, step.months_max) for step in known)
        key = "total" if len(known) == len(steps) else "total_open"
        lines.append(word(key, months=months(shortest, longest)))
    return lines, longest


def _brief(text: str) -> str:
    """A step's label; of what stands in brackets the first sentence, since it has to fit a table's cell."""
    return re.sub("（([^（）。]*)。[^（）]*）", r"（\1）", text)


def _end(value: float | None, other: float | None) -> float:
    return value if value is not None else (other or 0.0)


def _lines(*lines: str) -> str:
    return "\n".join(line for line in lines if line)
