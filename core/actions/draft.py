"""The draft of an action plan: what each zone's class, method and findings ask somebody to do."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from ..catalogue import Catalogue
from .merge import merge
from .procedures import Need, needs
from .text import word
from .years import procedure_years, work_years

COLUMNS = [
    "action_id",
    "zone_id",
    "kind",
    "order_no",
    "title",
    "place",
    "area_m2",
    "class_code",
    "method_code",
    "manager_id",
    "partner_id",
    "term",
    "start_fy",
    "end_fy",
    "frequency",
    "scheme",
    "procedure",
    "priority",
    "hours_per_year",
    "cost",
    "indicator",
    "progress",
    "note",
    "origin",
]
LINK_COLUMNS = ["row_id", "action_id", "finding_key"]
WATCHED = ("C1", "D1")
"""Classes of reduced management, which get a 見回り (rule A-5); in D1 nobody does anything else."""
SQUARE_METRES_PER_10A = 1000.0


def draft_actions(
    zones: pd.DataFrame,
    findings: pd.DataFrame,
    catalogue: Catalogue,
    info: Mapping[str, Any],
    *,
    existing: pd.DataFrame | None = None,
    existing_links: pd.DataFrame | None = None,
    edited: Collection[str] = (),
    removed: Collection[str] = (),
    sections: Mapping[str, str] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows of the plan's tables ``action`` and ``action_finding``; drafting twice gives the same.

    ``zones`` and ``findings`` have the columns of the plan's tables (zones of an upper plan and of class X get no
    action); ``info`` is the plan's row; ``sections`` names the 字 of a zone (``places.sections``). Rows of ``existing``
    whose origin is not 'draft', or whose id is in ``edited`` (touched by a person), stay as they are and become the
    user's. ``removed`` are ids of drafted actions that a person has taken away. Hours and cost come from the
    catalogue's numbers, or stay empty.
    """
    own = _own(zones, catalogue)
    by_zone: dict[str, list[Need]] = {}
    for need in needs(findings, catalogue):
        by_zone.setdefault(need.zone_id, []).append(need)
    rows: list[dict[str, Any]] = []
    links: list[tuple[str, str]] = []
    known = set(own["zone_id"])
    strays = [zone_id for zone_id in sorted(by_zone) if zone_id not in known]
    for zone in [*own.to_dict("records"), *({"zone_id": zone_id} for zone_id in strays)]:
        drafter = _Zone(zone, catalogue, info, (sections or {}).get(zone["zone_id"], ""))
        for need in by_zone.get(zone["zone_id"], []):
            rows.append(drafter.procedure(need))
            links += [(rows[-1]["action_id"], key) for key in need.findings]
        if zone["zone_id"] in known:
            rows += drafter.work(by_zone.get(zone["zone_id"], []))
    drafted = pd.DataFrame(rows, columns=COLUMNS)
    drawn = pd.DataFrame(links, columns=LINK_COLUMNS[1:])
    return merge(
        drafted,
        drawn,
        existing,
        existing_links,
        edited,
        removed,
        catalogue,
        set(findings.get("finding_key", ())),
    )


def missing(actions: pd.DataFrame) -> pd.Series:
    """True for rows that lack a manager, or, where they are work, a method."""
    no_manager = actions["manager_id"].fillna("") == ""
    no_method = (actions["kind"] == "work") & (actions["method_code"].fillna("") == "")
    return no_manager | no_method


def method_code(zone: Mapping[str, Any], catalogue: Catalogue) -> str:
    """The zone's method as a code; a label of the catalogue is read as its code, other text stays as it is.

    Where the zone names none and its class has one only, that is it; a choice among several is a person's.
    """
    raw = str(zone.get("method_code") or "").strip()
    if not raw:
        fitting = candidates(str(zone.get("class_code") or ""), catalogue)
        return fitting[0] if len(fitting) == 1 else ""
    if raw in catalogue.methods:
        return raw
    by_label = {method.label_ja: code for code, method in reversed(list(catalogue.methods.items()))}
    return by_label.get(raw, raw)


def candidates(class_code: str, catalogue: Catalogue) -> list[str]:
    """Codes of the methods for farmland of a class, in the catalogue's order."""
    return [
        code
        for code, method in catalogue.methods.items()
        if class_code in method.classes and method.land_kind == "farmland"
    ]


def _own(zones: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The plan's own zones that have a class other than X, in the classes' order, then by id."""
    codes = {code: entry.order for code, entry in catalogue.classes.items() if code != "X"}
    own = zones[(zones["tier"].fillna("own") != "upper") & zones["class_code"].isin(list(codes))].copy()
    own["_order"] = own["class_code"].map(codes)
    own = own.sort_values(["_order", "zone_id"], kind="stable").drop(columns="_order")
    return own.astype(object).where(own.notna(), None)


class _Zone:
    """The actions of one zone."""

    def __init__(
        self, zone: Mapping[str, Any], catalogue: Catalogue, info: Mapping[str, Any], section: str
    ) -> None:
        self.zone, self.catalogue, self.info = zone, catalogue, info
        self.id = str(zone["zone_id"])
        self.name = str(zone.get("name") or self.id) or word("no_zone")
        self.place = word("place", zone=self.name, section=section) if section else self.name
        self.class_code = str(zone.get("class_code") or "")

    def _row(self, action_id: str, kind: str, title: str, **values: Any) -> dict[str, Any]:
        row: dict[str, Any] = dict.fromkeys(COLUMNS, "")
        row.update(
            action_id=action_id,
            zone_id=self.id,
            kind=kind,
            title=title,
            place=self.place,
            area_m2=self.zone.get("area_m2"),
            class_code=self.class_code,
            manager_id=str(self.zone.get("manager_id") or ""),
            partner_id=str(self.zone.get("partner_id") or ""),
            hours_per_year=None,
            cost=None,
            origin="draft",
        )
        row.update(values)
        return row

    def _phrase(self, key: str, **params: str) -> str:
        return self.catalogue.phrases[key].ja.format(zone=self.name, **params)

    def procedure(self, need: Need) -> dict[str, Any]:
        """One 手続, its steps and usual durations in the note."""
        term, start, end = procedure_years(self.info, need.months_max)
        title = self._phrase("procedure_title", procedure=need.label)
        return self._row(
            f"{self.id}|procedure|{need.code}",
            "procedure",
            title,
            area_m2=need.area_m2,
            procedure=need.procedure,
            term=term,
            start_fy=start,
            end_fy=end,
            indicator=self._phrase("procedure_indicator"),
            note=need.note,
        )

    def work(self, needed: list[Need]) -> list[dict[str, Any]]:
        """The work of the class's method, and a 見回り where management is reduced (which is all of D1)."""
        term, start, end = work_years(
            self.zone, self.info, max((need.months_max for need in needed), default=0.0)
        )
        span = {"term": term, "start_fy": start, "end_fy": end}
        watch = self._watch(span) if self.class_code in WATCHED else None
        if self.class_code == "D1" and watch is not None:
            return [watch]
        work = self._work(span, needed)
        return [work] if watch is None else [work, watch]

    def _work(self, span: Mapping[str, Any], needed: list[Need]) -> dict[str, Any]:
        code = method_code(self.zone, self.catalogue)
        method = self.catalogue.methods.get(code)
        label = method.label_ja if method else code
        notes = []
        if needed:
            notes.append(word("before", procedures="、".join(need.label for need in needed)))
        if not label:
            label = self.catalogue.classes[self.class_code].label_ja + word("no_method")
            options = [
                self.catalogue.methods[entry].label_ja
                for entry in candidates(self.class_code, self.catalogue)
            ]
            if options:
                notes.append(word("candidates", methods="、".join(options)))
        hours, cost = self._amounts(code)
        if method and method.source and (hours is not None or cost is not None):
            notes.append(word("hours_source", source=method.source))
        schemes = "、".join(re.split("[;；]", method.schemes_ja)) if method else ""
        return self._row(
            f"{self.id}|work",
            "work",
            self._phrase("work_title", method=label),
            method_code=code,
            frequency=method.frequency_ja if method else "",
            scheme=word("schemes", schemes=schemes) if schemes else "",
            procedure=";".join(need.procedure for need in needed if need.procedure),
            indicator=self._phrase("work_indicator"),
            hours_per_year=hours,
            cost=cost,
            note="\n".join(notes),
            **span,
        )

    def _watch(self, span: Mapping[str, Any]) -> dict[str, Any]:
        alone = self.class_code == "D1"
        code = method_code(self.zone, self.catalogue) if alone else ""
        method = self.catalogue.methods.get(code)
        hours, cost = self._amounts(code)
        return self._row(
            f"{self.id}|watch",
            "watch",
            self._phrase("watch_title"),
            method_code=code,
            frequency=(method.frequency_ja if method else "") or self._phrase("yearly"),
            indicator=self._phrase("watch_indicator"),
            hours_per_year=hours,
            cost=cost,
            **span,
        )

    def _amounts(self, code: str) -> tuple[float | None, float | None]:
        """Hours and cost a year: the method's numbers per 10 a times the zone's area, None where there is none."""
        method, area = self.catalogue.methods.get(code), self.zone.get("area_m2")
        if method is None or area is None:
            return None, None
        tens = float(area) / SQUARE_METRES_PER_10A
        hours, cost = method.hours_per_10a, method.cost_per_10a
        return (
            None if hours is None else round(hours * tens, 1),
            None if cost is None else float(round(cost * tens)),
        )
