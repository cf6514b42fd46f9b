"""What a map sheet shows, read once from the plan: every number on the sheet comes from here."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..core.analysis.figures import ClassRow
from ..core.analysis.tallies import Tally, by_severity
from ..core.catalogue import Catalogue
from ..core.errors import KosozuError
from ..core.jobs import landfigures, mapfigures, reachfigures
from ..core.jobs.figures import Figures, read_figures
from ..core.jobs.tables import frame
from ..core.plan import PlanFile
from ..core.progress import Progress, check
from ..core.reports.editions import Scrubber, actor_labels, secrets
from .sheet_wish import Wish

_SYNTHETIC = ("SYNTHETIC", "架空")


@dataclass(frozen=True)
class SheetData:
    """The plan as one sheet needs it; frames are in the plan's reference system."""

    wish: Wish
    info: dict[str, Any]
    catalogue: Catalogue
    day: datetime.date
    epsg: int
    figures: Figures
    marks: gpd.GeoDataFrame
    outlines: gpd.GeoDataFrame
    members: pd.DataFrame
    findings: gpd.GeoDataFrame
    credits: list[str]
    synthetic: bool
    changed: bool = False
    """Whether the plan was changed after it was agreed; its status then is that of a draft."""
    present: mapfigures.Present | None = None
    actions: mapfigures.Actions | None = None
    compared: mapfigures.Compared | None = None
    future: landfigures.Future | None = None
    difficulty: landfigures.Difficulty | None = None
    reach: reachfigures.ReachMap | None = None

    @property
    def edition(self) -> str:
        """public, counter or internal."""
        return self.wish.edition

    @property
    def zones(self) -> gpd.GeoDataFrame:
        """The plan's own zones."""
        return self.figures.zones

    @property
    def upper(self) -> gpd.GeoDataFrame:
        """Zones of the plan above."""
        return self.figures.upper

    @property
    def units(self) -> gpd.GeoDataFrame:
        """Parcels."""
        return self.figures.units

    @property
    def area(self) -> Any:
        """The plan area, or None."""
        return self.figures.area

    @property
    def legend(self) -> list[ClassRow]:
        """Numbers by class."""
        return self.figures.classes


def read_sheet(plan_path: str, wish: Wish, day: datetime.date, progress: Progress) -> SheetData:
    """Read a plan for one sheet; the file is opened read-only and left as it is.

    Raises GIS-EMPTY for a plan without zones and parcels, JOB-NO-ACTIONS, JOB-NO-EDITION, JOB-MAP-FORECAST,
    JOB-MAP-DIFFICULTY and JOB-MAP-REACH for sheets of what it does not have.
    """
    with PlanFile.open(plan_path, readonly=True) as plan:
        info, changed = dict(plan.info), plan.changed_since_agreed()
        names = plan.names()
        actors = pd.DataFrame(plan.read("actor", ["actor_id", "kind", "label"]))
        figures = read_figures(plan)
        if not len(figures.zones) and not len(figures.units):
            raise KosozuError("GIS-EMPTY", plan=plan_path)
        check(progress)
        marks = _frame(plan, "mark", ["mark_id", "kind", "name"])
        outlines = _frame(plan, "unit_group_area", ["row_id", "kind", "group_id", "name"])
        members = frame(plan, "unit_group", ["unit_id", "kind", "group_id", "name"])
        columns = ["finding_key", "rule_id", "severity", "zone_id", "unit_id", "state", "decision"]
        findings = _frame(plan, "finding", columns)
        sources = frame(plan, "source", ["source_id", "provider", "licence", "credit_ja"])
        catalogue = plan.catalogue
        more = _more(plan, plan_path, wish, figures, actor_labels(actors, wish.edition, names, "ja"))
    check(progress)
    if changed:
        info["status"] = "draft"
    scrub = Scrubber(wish.edition, secrets(names, actors), "ja")
    for table in (figures.zones, figures.upper, marks, outlines, members):
        table["name"] = [scrub(str(text or "")) for text in table["name"]]
    if "actions" in more:
        actions = more["actions"].actions
        actions["title"] = [scrub(str(text or "")) for text in actions["title"]]
    if "reach" in more:
        cores = more["reach"].cores
        cores["core"] = [scrub(str(text or "")) for text in cores["core"]]
        # Small things of the plan are lost on a map of its surroundings; its core places stand there by themselves.
        figures, marks = replace(figures, upper=figures.upper.iloc[:0]), marks.iloc[:0]
    for key in ("title", "community_name"):
        info[key] = scrub(str(info.get(key) or ""))
    return SheetData(
        wish=wish,
        info=info,
        catalogue=catalogue,
        day=day,
        epsg=int(info["crs_epsg"]),
        figures=figures,
        marks=marks,
        outlines=outlines,
        members=members,
        findings=_open(findings),
        credits=_credits(sources),
        synthetic=_synthetic(sources),
        changed=changed,
        **more,
    )


def _more(
    plan: PlanFile, plan_path: str, wish: Wish, figures: Figures, labels: dict[str, str]
) -> dict[str, Any]:
    """What only one kind of sheet needs."""
    if wish.kind == "present":
        return {"present": mapfigures.read_present(plan, figures)}
    if wish.kind == "actions":
        return {"actions": mapfigures.read_actions(plan, figures, labels)}
    if wish.kind == "compare":
        return {"compared": mapfigures.read_compared(plan, figures)}
    if wish.kind == "future":
        return {"future": landfigures.read_future(plan, figures)}
    if wish.kind == "difficulty":
        return {"difficulty": landfigures.read_difficulty(plan, figures)}
    if wish.kind == "reach":
        return {"reach": reachfigures.read_reach_map(plan, plan_path)}
    return {}


def _open(findings: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Findings that have not gone, texts without NULL."""
    found = findings[findings["state"] != "closed"].reset_index(drop=True)
    for name in ("rule_id", "zone_id", "unit_id", "severity"):
        found[name] = found[name].fillna("")
    return found


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


def finding_tallies(data: SheetData) -> list[Tally]:
    """Severity by severity, in the catalogue's order: groups (rule × zone), parcels and their area."""
    return by_severity(list(data.catalogue.severities), data.findings, data.units)
