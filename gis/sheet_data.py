"""What a map sheet shows, read once from the plan: every number on the sheet comes from here."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..core.analysis.figures import ClassRow
from ..core.catalogue import Catalogue
from ..core.jobs.figures import read_figures
from ..core.plan import PlanFile
from ..core.progress import Progress, check
from ..core.reports.editions import Scrubber, secrets

_SYNTHETIC = ("SYNTHETIC", "架空")


@dataclass(frozen=True)
class SheetData:
    """The plan as one sheet needs it; frames are in the plan's reference system."""

    info: dict[str, Any]
    catalogue: Catalogue
    edition: str
    day: datetime.date
    epsg: int
    zones: gpd.GeoDataFrame
    upper: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    marks: gpd.GeoDataFrame
    outlines: gpd.GeoDataFrame
    findings: gpd.GeoDataFrame
    area: Any
    legend: list[ClassRow]
    total: ClassRow
    blank: ClassRow
    credits: list[str]
    synthetic: bool


def read_sheet(plan_path: str, edition: str, day: datetime.date, progress: Progress) -> SheetData:
    """Read a plan for one sheet; the file is opened read-only and left as it is."""
    with PlanFile.open(plan_path, readonly=True) as plan:
        info = dict(plan.info)
        actors = pd.DataFrame(plan.read("actor", ["actor_id", "kind", "label"]))
        scrub = Scrubber(edition, secrets(plan.names(), actors), "ja")
        figures = read_figures(plan)
        marks = _frame(plan, "mark", ["mark_id", "kind", "name"])
        outlines = _frame(plan, "unit_group_area", ["row_id", "kind", "name"])
        columns = ["finding_key", "rule_id", "severity", "zone_id", "unit_id", "state", "decision"]
        findings = _frame(plan, "finding", columns)
        sources = pd.DataFrame(plan.read("source", ["source_id", "provider", "licence", "credit_ja"]))
        catalogue = plan.catalogue
    check(progress)
    for frame in (figures.zones, figures.upper, marks, outlines):
        frame["name"] = [scrub(str(text or "")) for text in frame["name"]]
    for key in ("title", "community_name"):
        info[key] = scrub(str(info.get(key) or ""))
    return SheetData(
        info=info,
        catalogue=catalogue,
        edition=edition,
        day=day,
        epsg=int(info["crs_epsg"]),
        zones=figures.zones,
        upper=figures.upper,
        units=figures.units,
        marks=marks,
        outlines=outlines,
        findings=findings[findings["state"] != "closed"].reset_index(drop=True),
        area=figures.area,
        legend=figures.classes,
        total=figures.total,
        blank=figures.blank,
        credits=_credits(sources),
        synthetic=_synthetic(sources),
    )


def _frame(plan: Any, table: str, columns: list[str]) -> gpd.GeoDataFrame:
    rows: Mapping[str, list[Any]] = plan.read(table, columns, geometry=True)
    geometry = shapely.from_wkb(np.array(rows["geom"], dtype=object), on_invalid="ignore")
    data = {name: pd.Series(rows[name], dtype=None if rows[name] else object) for name in columns}
    return gpd.GeoDataFrame(data, geometry=np.asarray(geometry, dtype=object))


def _credits(sources: pd.DataFrame) -> list[str]:
    if sources.empty:
        return []
    return list(dict.fromkeys(text for text in sources["credit_ja"].fillna("") if text))


def _synthetic(sources: pd.DataFrame) -> bool:
    if sources.empty:
        return False
    texts = sources[["provider", "licence", "credit_ja"]].fillna("").to_numpy().ravel()
    return any(sign in str(text) for text in texts for sign in _SYNTHETIC)


def finding_groups(data: SheetData) -> pd.DataFrame:
    """Severity by severity, in the catalogue's order: groups (rule × zone) and parcels concerned.

    A group counts once, under its gravest finding.
    """
    order = list(data.catalogue.severities)
    findings = data.findings.fillna({"rule_id": "", "zone_id": "", "unit_id": ""})
    rank = findings["severity"].map({severity: place for place, severity in enumerate(order)})
    gravest = rank.groupby([findings["rule_id"], findings["zone_id"]]).min()
    rows = []
    for place, severity in enumerate(order):
        units = set(findings.loc[rank == place, "unit_id"]) - {""}
        rows.append((severity, int((gravest == place).sum()), len(units)))
    return pd.DataFrame(rows, columns=["severity", "groups", "parcels"])
