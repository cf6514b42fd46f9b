"""Reads what a report shows out of a plan, once and read-only."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from ..progress import Progress, check
from .figures import GROUP_KINDS, crosses, previous_classes, read_figures, small_limits, told
from .landtables import read_outlook
from .planmap import read_map
from .tables import frame

if TYPE_CHECKING:
    import pandas as pd

    from ..plan import PlanFile
    from ..reports.content import Content

UNIT_COLUMNS = (
    "unit_id",
    "address",
    "chiban",
    "land_kind",
    "area_map_m2",
    "area_registry_m2",
    "class_code",
    "zone_id",
)
_FROZEN = ("action", "finding", "zone")
_LAND = ("full", "bundle")
"""Kinds that tell of the state of the land; the others take from the forecast what it says of the plan."""
_SUMS_ALONE = ("summary", "brief", "review")
"""Kinds that are made of the figures alone: single parcels and findings need not be read for them."""


def read_content(
    plan_path: str, kind: str, edition: str, progress: Progress, *, with_map: bool = False
) -> Content:
    """Everything that reports of a kind may show. Raises REP-EDITION, and what opening a plan raises.

    ``with_map`` reads what is drawn, too: for forms that draw by themselves.
    """
    import pandas as pd

    from ..plan import PlanFile
    from ..reports import editions
    from ..reports.content import Content

    editions.require(edition)
    with PlanFile.open(plan_path, readonly=True) as plan:
        plan.progress = progress
        figures = read_figures(plan)
        check(progress)
        info, number = dict(plan.info), int(plan.info["edition"] or 0)
        zones = frame(plan, "zone")
        single = kind not in _SUMS_ALONE
        parcels = _parcels(plan) if single else pd.DataFrame()
        limits = small_limits(plan.catalogue)
        frozen = plan.edition(number) if number else {}
        groups, needs, by_rule = told(figures, plan.catalogue, edition)
        return Content(
            kind=kind,
            edition=edition,
            info=info,
            catalogue=plan.catalogue,
            figures=figures,
            groups=groups,
            needs=needs,
            by_rule=by_rule,
            crosses=crosses(figures, plan.catalogue, edition),
            actions=frame(plan, "action"),
            actors=frame(plan, "actor"),
            zones=zones,
            findings=_worded(plan, zones, parcels) if single else pd.DataFrame(),
            decisions=frame(plan, "decision"),
            links=frame(plan, "action_finding"),
            sources=frame(plan, "source"),
            parcels=parcels,
            names=plan.names(),
            outlook=read_outlook(plan, figures, edition, land=kind in _LAND, reach=kind == "bundle"),
            previous=previous_classes(plan),
            frozen={table: pd.DataFrame(frozen[table]) for table in _FROZEN if table in frozen},
            small=(limits.parcels, limits.users),
            day=datetime.date.today().isoformat(),
            stamp=stamp(plan, edition),
            map=read_map(plan, figures) if with_map else None,
        )


def stamp(plan: PlanFile, edition: str) -> dict[str, str]:
    """What a file carries so that it finds its way back: of which plan it is, and as of which stroke."""
    last = plan.journal()[-1:]
    return {
        "kosozu_plan": plan.plan_id,
        "kosozu_edition": edition,
        "kosozu_stroke": str(last[0]["seq"]) if last else "0",
        "kosozu_hash": str(last[0]["hash"])[:16] if last else "",
    }


def _parcels(plan: PlanFile) -> pd.DataFrame:
    """One row per unit with its facts and the names of its groups; texts that are not known are ''."""
    units = frame(plan, "unit", UNIT_COLUMNS)
    facts = frame(plan, "unit_farmland")
    merged = units.merge(facts, on="unit_id", how="left", validate="one_to_one")
    groups = frame(plan, "unit_group", ["unit_id", "kind", "name"])
    for column, kind in {**GROUP_KINDS, "custom": "custom", "water": "water"}.items():
        named = groups[groups["kind"] == kind].drop_duplicates("unit_id")
        merged[column] = merged["unit_id"].map(dict(zip(named["unit_id"], named["name"])))
    numbers = {"area_map_m2", "area_registry_m2", "improvement_fy"}
    texts = [column for column in merged if column not in numbers]
    return merged.assign(**merged[texts].fillna(""))


def _worded(plan: PlanFile, zones: pd.DataFrame, parcels: pd.DataFrame) -> pd.DataFrame:
    """Open findings with their sentences, the names of their zones, and 地番."""
    import pandas as pd

    from ..checks.wording import messages

    findings = frame(plan, "finding")
    findings = findings[findings["state"] == "open"].reset_index(drop=True)
    for column in ("area_m2", "share"):
        findings[column] = pd.to_numeric(findings[column], errors="coerce").astype(float)
    zone_names = dict(zip(zones["zone_id"], zones["name"]))
    lots = dict(zip(parcels["unit_id"], parcels["chiban"]))
    lots = {unit: lot for unit, lot in lots.items() if lot}
    words: dict[str, Any] = {
        f"message_{lang}": messages(findings, plan.catalogue, lang, zones=zone_names, parcels=lots)
        for lang in ("ja", "en")
    }
    return findings.assign(
        **words,
        zone_name=findings["zone_id"].map(zone_names).fillna(""),
        parcel=findings["unit_id"].map(lots).fillna(findings["unit_id"]),
    )
