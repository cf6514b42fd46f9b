"""Family ``farmland``: management classes against the farmland target map (地域計画の目標地図)."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from ..catalogue import Catalogue
from .cells import matrix_hits
from .facts import Facts, number
from .hits import Hits
from .parcels import Parcels, positions

Array = np.ndarray[Any, Any]

KEPT = ("A1", "A2")
REDUCED = ("C1", "D1")


def check_farmland(facts: Facts, shown: Array, least: Array) -> list[Hits]:
    """M-01 … M-07 and M-09 … M-13. Without a target map M-12 is said once, and the rules that need one are silent."""
    catalogue, parcels = facts.catalogue, facts.parcels
    mine = [rule for rule, entry in catalogue.rules.items() if entry.family == "farmland"]
    hits = cut_hits(parcels, least, catalogue)
    hits += _water(facts, shown)
    hits += _periods(facts)
    if facts.has_target:
        return hits + matrix_hits(parcels, shown & parcels.farmland, catalogue, mine)
    if len(parcels):
        severity = catalogue.rules["M-12"].severity
        count = int(parcels.farmland.sum())
        hits.append(Hits("M-12", severity, subject="no_target", params={"count": count}, variant="no_target"))
    return hits


def cut_hits(parcels: Parcels, least: Array, catalogue: Catalogue) -> list[Hits]:
    """M-09: another class, or none, lies on a good part of the parcel. Share and area are that part's."""
    limits, found = catalogue.thresholds, parcels.effective
    enough = np.minimum(limits["cut_area_m2"], parcels.area * limits["cut_area_share_percent"] / 100.0)
    hit = (
        (found.other_area > 0)
        & (found.other_share * 100.0 >= limits["cut_share_percent"] - 1e-6)
        & (found.other_area >= enough - 1e-6)
        & (found.other_area >= least)
    )
    rows = np.flatnonzero(hit)
    return [
        Hits(
            "M-09",
            catalogue.rules["M-09"].severity,
            rows,
            share=found.other_share[rows],
            area=found.other_area[rows],
            params={"other_class": found.other_code[rows]},
        )
    ]


def _members(facts: Facts, kind: str) -> pd.DataFrame:
    """Members of the groups of one kind, with the parcel's position; ordered by group."""
    groups = facts.groups[facts.groups["kind"] == kind]
    place = positions(groups["unit_id"].to_numpy(dtype=object), list(facts.units["unit_id"]))
    groups = groups.assign(position=place)[place < len(facts.units)]
    return groups.sort_values(["group_id", "position"], kind="stable")


def _water(facts: Facts, shown: Array) -> list[Hits]:
    """M-10: a water system that holds both kept and reduced land; one finding per system."""
    members = _members(facts, "water")
    if not len(members):
        return []
    parcels = facts.parcels
    place = members["position"].to_numpy()
    members = members.assign(
        kept=(parcels.within(KEPT) & shown)[place],
        reduced=(parcels.within(REDUCED) & shown)[place],
        area=parcels.area[place],
    )
    members = members.assign(area=members["area"].where(members["kept"] | members["reduced"], 0.0))
    first = members[members["reduced"]].drop_duplicates("group_id").set_index("group_id")["position"]
    sums = members.groupby("group_id").agg(
        name=("name", "first"), kept=("kept", "sum"), reduced=("reduced", "sum"), area=("area", "sum")
    )
    met = sums[(sums["kept"] > 0) & (sums["reduced"] > 0)]
    if not len(met):
        return []
    return [
        Hits(
            "M-10",
            facts.catalogue.rules["M-10"].severity,
            subject=met.index.to_numpy(dtype=object),
            area=met["area"].to_numpy(),
            places=facts.unit_shapes[first.loc[met.index].to_numpy()],
            params={
                "group": met["name"].where(met["name"] != "", met.index.to_series()).to_numpy(dtype=object),
                "count": (met["kept"] + met["reduced"]).to_numpy(dtype=object),
            },
        )
    ]


def _periods(facts: Facts) -> list[Hits]:
    """M-11: the target year of a farmland plan against the end of this plan, and a notice later than this plan."""
    districts = facts.groups[facts.groups["kind"] == "plan_district"]
    if not len(districts):
        return []
    districts = districts.sort_values(["group_id", "unit_id"], kind="stable").drop_duplicates("group_id")
    severity = facts.catalogue.rules["M-11"].severity
    names = districts["name"].where(districts["name"] != "", districts["group_id"]).to_numpy(dtype=object)
    ids = districts["group_id"].to_numpy(dtype=object)
    end = number(facts.info.get("end_fy"))
    target = pd.to_numeric(districts["target_fy"], errors="coerce").to_numpy(dtype=float)
    apart = np.abs(target - end)
    far = np.flatnonzero(apart > facts.catalogue.thresholds["m11_years"])
    notices = np.array([fiscal_year(str(day)) for day in districts["notice_date"]])
    late = np.flatnonzero(_later(facts, districts["notice_date"].to_numpy(dtype=object), notices))
    hits = []
    if len(far):
        params: dict[str, Any] = {
            "group": names[far],
            "fiscal_year": target[far].astype(int).astype(object),
            "years": apart[far].astype(int).astype(object),
            "plan_end_fy": int(end),
        }
        hits.append(Hits("M-11", severity, subject=ids[far], params=params))
    if len(late):
        params = {"group": names[late], "fiscal_year": notices[late].astype(int).astype(object)}
        subject = ids[late] + ":notice"
        hits.append(Hits("M-11", severity, subject=subject, params=params, variant="notice"))
    return hits


def _later(facts: Facts, days: Array, years: Array) -> Array:
    """Whether a notice came after this plan was agreed or, before that, after the year it rests on."""
    agreed = str(facts.info.get("status_on") or "")
    if agreed and facts.info.get("status") in ("agreed", "published"):
        return np.array([str(day) > agreed for day in days], dtype=bool)
    base = number(facts.info.get("base_fy"))
    found: Array = years > base
    return found


def fiscal_year(day: str) -> float:
    """Fiscal year (from April) of an ISO date; NaN for none."""
    if len(day) < 7 or not (day[:4].isdigit() and day[5:7].isdigit()):
        return float("nan")
    return float(int(day[:4]) - (int(day[5:7]) < 4))
