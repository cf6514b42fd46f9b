"""Family ``law``: management classes against what the ledger says of law and programmes.

A rule says which procedure or conversation is needed; no rule judges. Where the plan lacks the facts of a rule, that
is said once. An unknown 農振法区分 is never taken for 白地.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .areas import area_hits, drawn_aochi
from .cells import law_hits
from .facts import Facts, number
from .hits import DATA_MISSING, Hits
from .parcels import hopeless, idle

Array = np.ndarray[Any, Any]

KEPT = ("A1", "A2")
STAYING = ("A1", "A2", "B1")
CHANGED = ("B2", "B3", "B4", "C1", "D1")
CONVERTED = ("B3", "B4")
LEFT = ("B2", "B3", "C1", "D1")
NOT_KEPT = ("B1", *CHANGED)

#: Kinds of right that bind nobody else: none, own cultivation.
_FREE = ("", "0", "own")


def check_law(facts: Facts, shown: Array) -> list[Hits]:
    """Every law rule whose facts the plan holds, on farmland parcels; the others once as "data missing"."""
    catalogue = facts.catalogue
    by_cell = {cell.rule_id for cell in catalogue.law_matrix}
    missing = _missing(facts)
    hits: list[Hits] = []
    if len(facts.parcels) and facts.has_classes:
        # L-01 and L-03 hold without any 農振法区分, and say that it is not known.
        ready = [rule for rule in by_cell if rule not in missing]
        cells = law_hits(facts.parcels, shown, catalogue, ready)
        hits += drawn_aochi(facts, cells, shown)
        hits += area_hits(facts, missing)
        fit = shown & facts.parcels.farmland
        for rule_id, test in _TESTS.items():
            if rule_id not in missing:
                hits += test(facts, shown if rule_id in _ON_RECORD else fit)
        hits += _leaving(facts, cells)
    return hits + [_unjudged(rule_id, fact) for rule_id, fact in missing.items()]


def _missing(facts: Facts) -> dict[str, str]:
    """Rules that cannot be judged, with the facts that they lack. L-27 is silent: few plans have such areas."""
    found = {}
    for rule_id, rule in facts.catalogue.rules.items():
        if rule.family != "law" or rule_id == "L-27":
            continue
        fact = facts.missing(rule_id)
        if fact or rule.implemented != "yes":
            found[rule_id] = fact or ";".join(rule.facts)
    return found


def _unjudged(rule_id: str, fact: str) -> Hits:
    return Hits(rule_id, "INFO", params={"facts": fact}, subject=DATA_MISSING, variant=DATA_MISSING)


def _hits(facts: Facts, rule_id: str, met: Array, **params: Any) -> list[Hits]:
    """Hits of one rule with its own severity, where ``met``; parameters run along all parcels."""
    rows = np.flatnonzero(met)
    severity = facts.catalogue.rules[rule_id].severity
    return [Hits(rule_id, severity, rows, params={name: values[rows] for name, values in params.items()})]


def _improved(facts: Facts, fit: Array) -> list[Hits]:
    """L-05: BLOCK only where the class converts and the term after the works, whose year is known, still runs."""
    parcels = facts.parcels
    on = fit & (parcels.fact("improvement") == "yes") & parcels.within(CHANGED)
    year = np.array([number(text) for text in parcels.fact("improvement_fy")])
    until = year + facts.catalogue.thresholds["l05_years"]
    start = facts.zone_start()
    bound = on & parcels.within(CONVERTED) & (until >= np.where(np.isnan(start), -np.inf, start))
    rows, rest = np.flatnonzero(bound), np.flatnonzero(on & ~bound)
    params = {
        "fiscal_year": year[rows].astype(int).astype(object),
        "until_fy": until[rows].astype(int).astype(object),
    }
    return [Hits("L-05", "BLOCK", rows, params=params), Hits("L-05", "CHECK", rest)]


def _idle(facts: Facts, fit: Array) -> list[Hits]:
    """L-06: idle land (1号, 2号 or A分類) in a class that keeps it."""
    parcels = facts.parcels
    survey = np.isin(parcels.fact("idle_survey").astype(str), ("1", "2"))
    named = np.where(survey, parcels.fact("idle_survey"), "A")
    return _hits(facts, "L-06", fit & parcels.within(KEPT) & idle(parcels.fact), idle=named)


def _hopeless(facts: Facts, fit: Array) -> list[Hits]:
    """L-07: hard to restore, or woodland by now, in a class that keeps it as farmland."""
    parcels = facts.parcels
    return _hits(facts, "L-07", fit & parcels.within(STAYING) & hopeless(parcels.fact))


def _paid(facts: Facts, fit: Array) -> list[Hits]:
    """L-08: under 中山間直払 or 多面的機能支払, and no longer cultivated."""
    parcels = facts.parcels
    paid = (parcels.fact("direct_payment") == "yes") | (parcels.fact("multi_payment") == "yes")
    return _hits(facts, "L-08", fit & parcels.within(LEFT) & paid)


def _leased(facts: Facts, fit: Array) -> list[Hits]:
    """L-16: a right of somebody else that still runs when the change begins, or whose end is not known."""
    parcels = facts.parcels
    right = ~np.isin(parcels.fact("right_kind").astype(str), _FREE)
    end = parcels.fact("right_end").astype(str)
    start = facts.zone_start()
    first = np.where(np.isnan(start), "", np.char.add(np.nan_to_num(start).astype(int).astype(str), "-04-01"))
    on = fit & right & parcels.within(LEFT)
    known = end != ""
    severity = facts.catalogue.rules["L-16"].severity
    running, open_end = np.flatnonzero(on & known & (end >= first)), np.flatnonzero(on & ~known)
    return [
        Hits("L-16", severity, running, params={"right_end": end[running].astype(object)}),
        Hits("L-16", severity, open_end, variant="open_end"),
    ]


def _banked(facts: Facts, fit: Array) -> list[Hits]:
    """L-17: a right of the farmland bank, in a class other than A."""
    parcels = facts.parcels
    held = ~np.isin(parcels.fact("middle_right").astype(str), ("", "0", "no"))
    return _hits(facts, "L-17", fit & parcels.within(NOT_KEPT) & held)


def _deferred(facts: Facts, fit: Array) -> list[Hits]:
    """L-18: tax deferral, in a class other than A (grazing and mowing are talked over with the tax office too)."""
    parcels = facts.parcels
    return _hits(facts, "L-18", fit & parcels.within(NOT_KEPT) & (parcels.fact("tax_deferral") == "yes"))


def _pension(facts: Facts, fit: Array) -> list[Hits]:
    """L-19: counts for a farmer's pension."""
    parcels = facts.parcels
    return _hits(facts, "L-19", fit & parcels.within(("B3", "C1", "D1")) & (parcels.fact("pension") == "yes"))


def _urban(facts: Facts, fit: Array) -> list[Hits]:
    """L-20: 市街化区域 or 生産緑地, in any class."""
    parcels = facts.parcels
    urban = (parcels.city_planning == "1") | (parcels.fact("productive_green") == "yes")
    return _hits(facts, "L-20", fit & (parcels.effective.class_code != "") & urban)


def _ownerless(facts: Facts, fit: Array) -> list[Hits]:
    """L-25: owner not known, in a class that keeps the land."""
    parcels = facts.parcels
    return _hits(facts, "L-25", fit & parcels.within(KEPT) & (parcels.fact("owner_known") == "no"))


#: Rules on land that stands in the ledger as farmland though it may be none any more: they ask for no kind of land.
_ON_RECORD = ("L-07",)

_TESTS: dict[str, Callable[[Facts, Array], list[Hits]]] = {
    "L-05": _improved,
    "L-06": _idle,
    "L-07": _hopeless,
    "L-08": _paid,
    "L-16": _leased,
    "L-17": _banked,
    "L-18": _deferred,
    "L-19": _pension,
    "L-20": _urban,
    "L-25": _ownerless,
}


def _leaving(facts: Facts, cells: list[Hits]) -> list[Hits]:
    """L-26: the total of the land that would leave 農用地区域 (L-01 as BLOCK), said once."""
    rows = [
        hit.rows
        for hit in cells
        if hit.rule_id == "L-01" and hit.severity == "BLOCK" and hit.rows is not None
    ]
    if not rows:
        return []
    area = float(facts.parcels.area[rows[0]].sum())
    limits = facts.catalogue.thresholds
    if area < limits["l26_area_m2"]:
        return []
    large = area > limits["l26_minister_m2"]
    params: dict[str, Any] = {"count": len(rows[0])}
    if large:
        params["limit"] = f"{limits['l26_minister_m2'] / 1e4:g}ha"
    severity = facts.catalogue.rules["L-26"].severity
    return [
        Hits(
            "L-26",
            severity,
            subject="total",
            area=np.array([area]),
            params=params,
            variant="minister" if large else "",
        )
    ]
