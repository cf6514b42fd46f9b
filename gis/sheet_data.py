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

from ..core.catalogue import Catalogue
from ..core.checks.parcels import noushin_codes, on_farmland
from ..core.plan import PlanFile
from ..core.progress import Progress, check
from ..core.reports.editions import Scrubber, secrets

_SYNTHETIC = ("SYNTHETIC", "架空")


@dataclass(frozen=True)
class ClassRow:
    """One line of the legend. Areas in square metres of the plan's plane system; ``share`` of the plan area."""

    code: str
    zones: int
    area_m2: float
    share: float
    farmland_m2: float
    parcels: int


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
        scenario = _active_scenario(plan)
        actors = pd.DataFrame(plan.read("actor", ["actor_id", "kind", "label"]))
        scrub = Scrubber(edition, secrets(plan.names(), actors), "ja")
        zones = _frame(plan, "zone", ["zone_id", "scenario_id", "tier", "class_code", "name"])
        units = _frame(plan, "unit", ["unit_id", "class_code", "paint_code", "area_map_m2", "land_kind"])
        facts = pd.DataFrame(plan.read("unit_farmland", ["unit_id", "noushin"]))
        marks = _frame(plan, "mark", ["mark_id", "kind", "name"])
        outlines = _frame(plan, "unit_group_area", ["row_id", "kind", "name"])
        columns = ["finding_key", "rule_id", "severity", "zone_id", "unit_id", "state", "decision"]
        findings = _frame(plan, "finding", columns)
        sources = pd.DataFrame(plan.read("source", ["source_id", "provider", "licence", "credit_ja"]))
        catalogue = plan.catalogue
    check(progress)
    for frame in (zones, marks, outlines):
        frame["name"] = [scrub(str(text or "")) for text in frame["name"]]
    for key in ("title", "community_name"):
        info[key] = scrub(str(info.get(key) or ""))
    noushin = units["unit_id"].map(dict(zip(facts["unit_id"], facts["noushin"])))
    units["farmland"] = on_farmland(units["land_kind"], noushin_codes(noushin, catalogue))
    zones = zones[zones["scenario_id"].fillna("").isin(["", scenario])]
    own = zones[zones["tier"] != "upper"].reset_index(drop=True)
    area = _area(info)
    legend, total, blank = _legend(catalogue, own, units, area)
    return SheetData(
        info=info,
        catalogue=catalogue,
        edition=edition,
        day=day,
        epsg=int(info["crs_epsg"]),
        zones=own,
        upper=zones[zones["tier"] == "upper"].reset_index(drop=True),
        units=units,
        marks=marks,
        outlines=outlines,
        findings=findings[findings["state"] != "closed"].reset_index(drop=True),
        area=area,
        legend=legend,
        total=total,
        blank=blank,
        credits=_credits(sources),
        synthetic=_synthetic(sources),
    )


def _frame(plan: Any, table: str, columns: list[str]) -> gpd.GeoDataFrame:
    rows: Mapping[str, list[Any]] = plan.read(table, columns, geometry=True)
    geometry = shapely.from_wkb(np.array(rows["geom"], dtype=object), on_invalid="ignore")
    data = {name: pd.Series(rows[name], dtype=None if rows[name] else object) for name in columns}
    return gpd.GeoDataFrame(data, geometry=np.asarray(geometry, dtype=object))


def _active_scenario(plan: Any) -> str:
    rows = plan.read("scenario", ["scenario_id", "is_active"])
    return next((key for key, active in zip(rows["scenario_id"], rows["is_active"]) if active), "")


def _area(info: Mapping[str, Any]) -> Any:
    return shapely.from_wkb(bytes(info["area_wkb"])) if info.get("area_wkb") else None


def _legend(
    catalogue: Catalogue, zones: gpd.GeoDataFrame, units: gpd.GeoDataFrame, area: Any
) -> tuple[list[ClassRow], ClassRow, ClassRow]:
    """Lines of the classes on the sheet, in order; their sum; and 未検討.

    区域面積 is the ground that the zones of a class cover together (overlaps once). うち農地 is the map area of the
    parcels on farmland (as the rules know it) whose effective class it is. A share is of the plan area, and counts
    what lies inside it; where no plan area is given, the whole is the parcels.
    """
    whole = float(area.area) if area is not None else float(units["area_map_m2"].sum())
    shapes = shapely.make_valid(zones.geometry.to_numpy())
    codes = zones["class_code"].fillna("").to_numpy(dtype=object)
    fields = units[units["farmland"]]
    farmland = fields.groupby(fields["class_code"].fillna(""))["area_map_m2"].agg(["sum", "size"])
    rows, covers = [], []
    for code in catalogue.classes:
        mine = shapes[codes == code]
        cover = shapely.union_all(mine) if len(mine) else None
        field, count = farmland.loc[code] if code in farmland.index else (0.0, 0)
        if cover is None and not count:
            continue
        covered = float(cover.area) if cover is not None else 0.0
        if cover is not None:
            covers.append(cover)
        share = _share(_inside(cover, area), whole)
        rows.append(ClassRow(code, len(mine), covered, share, float(field), int(count)))
    together = shapely.union_all(covers) if covers else shapely.Polygon()
    total = ClassRow(
        "",
        sum(row.zones for row in rows),
        float(together.area),
        _share(_inside(together, area), whole),
        sum(row.farmland_m2 for row in rows),
        sum(row.parcels for row in rows),
    )
    return rows, total, _blank(units, together, farmland, area, whole)


def _blank(units: gpd.GeoDataFrame, zones: Any, farmland: pd.DataFrame, area: Any, whole: float) -> ClassRow:
    """未検討: the plan area under no zone and no painted parcel; without a plan area, the parcels of no class."""
    field, count = farmland.loc[""] if "" in farmland.index else (0.0, 0)
    if area is None:
        bare = float(units["area_map_m2"][units["class_code"].fillna("") == ""].sum())
        return ClassRow("", 0, bare, _share(bare, whole), float(field), int(count))
    painted = units.geometry.to_numpy()[units["paint_code"].fillna("").to_numpy(dtype=object) != ""]
    done = shapely.union_all(np.append(shapely.make_valid(painted), zones)) if len(painted) else zones
    bare = float(shapely.difference(shapely.make_valid(area), done).area)
    return ClassRow("", 0, bare, _share(bare, whole), float(field), int(count))


def _inside(cover: Any, area: Any) -> float:
    """Square metres of a cover inside the plan area; all of it where no plan area is given."""
    if cover is None:
        return 0.0
    return float((cover if area is None else shapely.intersection(cover, shapely.make_valid(area))).area)


def _share(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole > 0 else 0.0


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
