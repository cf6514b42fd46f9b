"""Bring management zones (管理構想の区域) into a plan, its own or those of the plan above."""

from __future__ import annotations

import hashlib
import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .classes import own_zones, write_classes
from .outputs import report_path, staged
from .provenance import record, source_row, tell_encoding
from .tables import columns, frame, geoframe, wkb

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..plan import PlanFile
    from ..plan.stroke import Stroke
    from ..sources.report import ImportReport

SAME_ZONE = 0.5
"""From which share two outlines count as the same zone."""

_STORED = [
    "zone_id",
    "scenario_id",
    "tier",
    "source_plan",
    "parent_zone_id",
    "class_code",
    "method_code",
    "name",
    "viewpoint",
    "reason",
    "manager_id",
    "partner_id",
    "term",
    "start_fy",
    "end_fy",
    "agreed",
    "agreed_on",
    "source_scale",
    "note",
    "area_m2",
]


def import_zones(
    plan_path: str,
    layer: gpd.GeoDataFrame,
    epsg: int,
    *,
    file: str = "",
    class_field: str,
    zone_id_field: str = "",
    name_field: str = "",
    method_field: str = "",
    manager_field: str = "",
    mapping: str = "",
    tier: str = "own",
    source_plan: str = "",
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Zones of a frame (in ``epsg``; 0: not known): READ_COUNT, USED_COUNT, REJECTED_COUNT, REPORT.

    A zone with an id that the plan has is renewed, others are added, none is taken away (an upper plan's are replaced
    as a whole). Names of individuals who manage go to the side file.
    """
    from ..plan import PlanFile
    from ..reports.importreport import html
    from ..sources.zones import read_zones

    with PlanFile.open(plan_path) as plan:
        if not epsg:
            raise KosozuError("JOB-NO-CRS", file=file or "INPUT")
        zones, report = read_zones(
            layer,
            epsg,
            epsg=plan.info["crs_epsg"],
            catalogue=plan.catalogue,
            class_field=class_field,
            zone_id_field=zone_id_field,
            name_field=name_field,
            method_field=method_field,
            manager_field=manager_field,
            mapping=mapping,
            tier=tier,
            source_plan=source_plan,
            known_actors=_known_actors(plan),
            file_name=Path(file.split("|")[0]).name,
            progress=progress,
        )
        tell_encoding(report, layer.attrs)
        check(progress)
        table = zones.zones
        given = _given(layer, {"name": name_field, "method_code": method_field, "manager_id": manager_field})
        if tier == "own":
            present = own_zones(geoframe(plan, "zone", ["zone_id", "tier"]))
            if any(reason.code == "ZONE_ID_MADE" for reason in report.reasons):
                table = _keep_apart(table, present)
            _note_doubles(table, present, report)
        source = source_row(plan.catalogue, "zones", file, digest=digest_of(layer), counts=report.counts)
        page = report_path(plan_path, f"importzones-{tier}", file)
        progress.step("Writing the plan", "構想ファイルに書いています")
        label = "上位の構想の区域の取込" if tier == "upper" else "区域の取込"
        with staged({page: html(report, plan.catalogue).encode()}), plan.stroke(label) as stroke:
            record(plan, stroke, source)
            _write_actors(plan, stroke, zones.actors)
            _write_zones(plan, stroke, table, tier, source_plan, given)
            if tier == "own":
                units = geoframe(plan, "unit", ["unit_id", "paint_code"])
                write_classes(
                    stroke,
                    units,
                    own_zones(geoframe(plan, "zone", ["zone_id", "tier", "class_code"])),
                    progress,
                )
            check(progress)
    return {**report.counts, "REPORT": page}


def digest_of(layer: pd.DataFrame) -> str:
    """SHA-256 of a frame's values and, where it has them, geometries, whatever file they came from."""
    import shapely

    found = hashlib.sha256(layer.drop(columns="geometry", errors="ignore").to_csv(index=False).encode())
    if "geometry" in layer:
        for blob in shapely.to_wkb(layer["geometry"].to_numpy()):
            found.update(blob or b"-")
    return found.hexdigest()


def _known_actors(plan: PlanFile) -> dict[str, str]:
    """Name → actor_id: organisations by their label, persons by the side file."""
    actors = frame(plan, "actor")
    known = {
        row["label"]: row["actor_id"] for row in actors.to_dict("records") if row["kind"] != "individual"
    }
    known.update({row["name"]: key for (kind, key), row in plan.names().items() if kind == "actor"})
    return known


def _keep_apart(table: gpd.GeoDataFrame, present: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Ids for zones that the sketch names none for: a zone that is mostly the same keeps its id, others get new ones.

    Mostly the same is an intersection of more than half of the union. Two sketches never take each other's ids.
    """
    import numpy as np
    import shapely

    new, old = table.geometry.to_numpy(), present.geometry.to_numpy()
    here, there = shapely.STRtree(old).query(new)
    shared = shapely.area(shapely.intersection(new[here], old[there]))
    alike = shared / (shapely.area(new)[here] + shapely.area(old)[there] - shared)
    ids: list[str | None] = [None] * len(table)
    known = present["zone_id"].to_numpy()
    taken: set[str] = set()
    for pair in np.lexsort((known[there], -alike)):
        zone, name = here[pair], str(known[there[pair]])
        if alike[pair] > SAME_ZONE and ids[zone] is None and name not in taken:
            ids[zone] = name
            taken.add(name)
    own = table["zone_id"].tolist()
    made = [re.fullmatch(r"zone-\d{3,}", zone_id) is not None for zone_id in own]
    occupied = set(known) | {zone_id for zone_id, is_made in zip(own, made) if not is_made}
    free = (f"zone-{number:03d}" for number in itertools.count(1))
    unused = (name for name in free if name not in occupied)
    chosen = [
        (name or next(unused)) if is_made else zone_id for name, zone_id, is_made in zip(ids, own, made)
    ]
    return table.assign(zone_id=chosen)


def _note_doubles(table: gpd.GeoDataFrame, present: gpd.GeoDataFrame, report: ImportReport) -> None:
    """Say which zones lie for the most part on other zones that the plan has: a sketch may have come in twice."""
    import shapely

    others = present[~present["zone_id"].isin(set(table["zone_id"]))]
    new, old = table.geometry.to_numpy(), others.geometry.to_numpy()
    here, there = shapely.STRtree(old).query(new)
    covered = shapely.area(shapely.intersection(new[here], old[there])) > SAME_ZONE * shapely.area(new)[here]
    pairs = zip(table["zone_id"].to_numpy()[here[covered]], others["zone_id"].to_numpy()[there[covered]])
    shown = sorted(f"{zone} × {other}" for zone, other in pairs)
    report.add("ZONE_COVERS_OTHER", "note", len(set(here[covered])), shown)


def _write_actors(plan: PlanFile, stroke: Stroke, actors: pd.DataFrame) -> None:
    known = set(plan.read("actor", ["actor_id"])["actor_id"])
    new = actors[~actors["actor_id"].isin(known)]
    if len(new):
        stroke.insert("actor", columns(new, ["actor_id", "kind", "label", "role"]))
    persons = new[new["kind"] == "individual"]
    if len(persons):
        stroke.names.put("actor", list(persons["actor_id"]), {"name": list(persons["name"])})


def _write_zones(
    plan: PlanFile, stroke: Stroke, table: gpd.GeoDataFrame, tier: str, source_plan: str, given: set[str]
) -> None:
    """New zones whole; of zones that the plan has only what the layer says, so that people's own entries stay."""
    if tier == "upper":
        where = {"tier": "upper", "source_plan": source_plan}
        stroke.replace("zone", where, columns(table, _STORED), wkb(table.geometry.to_numpy()))
        return
    known = table["zone_id"].isin(set(plan.read("zone", ["zone_id"])["zone_id"]))
    new, old = table[~known], table[known]
    if len(new):
        stroke.insert("zone", columns(new, _STORED), wkb(new.geometry.to_numpy()))
    if len(old):
        said = [name for name in _STORED if name in given]
        stroke.update("zone", list(old["zone_id"]), columns(old, said), wkb(old.geometry.to_numpy()))


def _given(layer: gpd.GeoDataFrame, fields: dict[str, str]) -> set[str]:
    """Columns of ``zone`` that a layer says something of: by the fields named, else by the column's own name."""
    own = {str(name).strip().lower() for name in layer.columns}
    named = {column for column, field in fields.items() if field}
    partner = {"partner_id"} if "partner" in own else set()
    return (
        {"class_code", "area_m2"}
        | named
        | partner
        | (own & set(_STORED)) - {"zone_id", "tier", "source_plan"}
    )
