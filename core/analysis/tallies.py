"""Counts and areas of the other sheets: by status, by severity, by term and manager, and before against now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .figures import ClassRow


@dataclass(frozen=True)
class Tally:
    """One line: how many things (parcels, findings, actions), their area in square metres, its share in percent.

    ``places`` counts what the things lie in: zones or parcels.
    """

    code: str
    count: int
    area_m2: float
    share: float
    places: int = 0


@dataclass(frozen=True)
class Change:
    """A class before and now, in square metres: 区域面積, and the farmland of that class."""

    code: str
    before_m2: float
    now_m2: float
    farmland_before_m2: float
    farmland_now_m2: float


def by_code(codes: Sequence[str], of: pd.Series, area_m2: pd.Series) -> list[Tally]:
    """One line for each of ``codes`` that occurs in ``of`` (one code per parcel), in order; shares of all of them."""
    whole = float(area_m2.sum())
    sums = area_m2.groupby(of).agg(["size", "sum"])
    return [
        Tally(
            code, int(sums.at[code, "size"]), float(sums.at[code, "sum"]), _share(sums.at[code, "sum"], whole)
        )
        for code in codes
        if code in sums.index
    ]


def by_severity(severities: Sequence[str], findings: pd.DataFrame, units: pd.DataFrame) -> list[Tally]:
    """Open findings by severity, gravest first: ``count`` is groups (rule × zone), ``places`` parcels.

    A group counts once, under its gravest finding; so does the area of a parcel, under the gravest finding on it.
    ``findings`` has rule_id, zone_id, unit_id and severity, ``units`` unit_id and area_map_m2.
    """
    rank = findings["severity"].map({severity: place for place, severity in enumerate(severities)})
    gravest = rank.groupby([findings["rule_id"], findings["zone_id"]]).min()
    on_land = findings["unit_id"] != ""
    worst = rank[on_land].groupby(findings["unit_id"][on_land]).min()
    area = worst.index.to_series().map(units.set_index("unit_id")["area_map_m2"]).fillna(0.0)
    whole = float(units["area_map_m2"].sum())
    rows = []
    for place, severity in enumerate(severities):
        parcels = int(findings["unit_id"][on_land & (rank == place)].nunique())
        square = float(area[worst == place].sum())
        rows.append(Tally(severity, int((gravest == place).sum()), square, _share(square, whole), parcels))
    return rows


def by_rule(findings: pd.DataFrame, severities: Sequence[str]) -> pd.DataFrame:
    """Groups by rule: rule_id, severity (the gravest), zones and parcels; gravest first, then the most parcels."""
    rank = findings["severity"].map({severity: place for place, severity in enumerate(severities)})
    found = findings.assign(rank=rank, unit=findings["unit_id"].where(findings["unit_id"] != ""))
    table = found.groupby("rule_id").agg(
        rank=("rank", "min"), zones=("zone_id", "nunique"), parcels=("unit", "nunique")
    )
    table = table.reset_index().sort_values(["rank", "parcels", "rule_id"], ascending=[True, False, True])
    table["severity"] = [severities[int(place)] for place in table["rank"]]
    return table[["rule_id", "severity", "zones", "parcels"]].reset_index(drop=True)


TERMS = ("short", "middle", "long", "")


def zone_terms(actions: pd.DataFrame) -> dict[str, str]:
    """zone_id → the earliest term of its work and watching, or of its procedures where it has nothing else."""
    rows = actions[actions["zone_id"] != ""].copy()
    rows["term_rank"] = (
        rows["term"].map({term: place for place, term in enumerate(TERMS)}).fillna(len(TERMS) - 1)
    )
    rows["late"] = rows["kind"] == "procedure"
    rows = rows.sort_values(["zone_id", "late", "term_rank"], kind="stable").drop_duplicates("zone_id")
    return {str(zone): TERMS[int(rank)] for zone, rank in zip(rows["zone_id"], rows["term_rank"])}


def by_term(actions: pd.DataFrame, zone_area: Mapping[str, float]) -> list[Tally]:
    """Zones with actions by the term of :func:`zone_terms`; ``count`` is actions, ``places`` zones."""
    terms = zone_terms(actions)
    whole = float(sum(zone_area.get(zone, 0.0) for zone in terms))
    rows = []
    for term in TERMS:
        zones = {zone for zone, own in terms.items() if own == term}
        if zones:
            area = float(sum(zone_area.get(zone, 0.0) for zone in zones))
            count = int(actions["zone_id"].isin(zones).sum())
            rows.append(Tally(term, count, area, _share(area, whole), len(zones)))
    return rows


def by_manager(
    actions: pd.DataFrame, labels: Mapping[str, str], zone_area: Mapping[str, float]
) -> list[Tally]:
    """Actions by who manages them, as ``labels`` calls them (several actors may share one: 「個人」).

    ``code`` is the label, ``''`` for nobody named; most area first, nobody last. ``places`` counts zones; the area of a
    zone counts once for each manager in it.
    """
    who = actions["manager_id"].map(lambda actor: labels.get(actor, "") if actor else "")
    whole = float(sum(zone_area.values()))
    rows = []
    for label, mine in actions.groupby(who):
        zones = set(mine["zone_id"]) - {""}
        area = float(sum(zone_area.get(zone, 0.0) for zone in zones))
        rows.append(Tally(str(label), len(mine), area, _share(area, whole), len(zones)))
    return sorted(rows, key=lambda row: (row.code == "", -row.area_m2, row.code))


def changes(before: Sequence[ClassRow], now: Sequence[ClassRow], order: Sequence[str]) -> list[Change]:
    """Classes that the plan had or has, in order."""
    old, new = {row.code: row for row in before}, {row.code: row for row in now}
    none = ClassRow("", 0, 0.0, 0.0, 0.0, 0)
    pairs = [(code, old.get(code, none), new.get(code, none)) for code in order if code in old or code in new]
    return [Change(code, a.area_m2, b.area_m2, a.farmland_m2, b.farmland_m2) for code, a, b in pairs]


def changed_area(before: gpd.GeoDataFrame, now: gpd.GeoDataFrame, sliver: float = 0.5) -> Any:
    """Where the class is another than before, or is no more, as one geometry; both frames have one row per ``code``.

    Strips thinner than twice ``sliver`` metres are left out.
    """
    old = {str(code): shape for code, shape in zip(before["code"], before.geometry)}
    new = {str(code): shape for code, shape in zip(now["code"], now.geometry)}
    empty = shapely.Polygon()
    parts = [
        shapely.symmetric_difference(old.get(code, empty), new.get(code, empty))
        for code in sorted({*old, *new})
    ]
    if not parts:
        return empty
    thick = shapely.buffer(shapely.union_all(np.array(parts, dtype=object)), -sliver, join_style="mitre")
    return shapely.buffer(thick, sliver, join_style="mitre")


def _share(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole > 0 else 0.0
