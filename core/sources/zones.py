"""Reads management zones (区域) from any polygon layer: classes, methods and managers by the catalogue."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import actors, crs, profile
from . import geometry as shapes
from .encoding import detect
from .report import ImportReport
from .text import clean, half, half_column, iso_date, numbers

if TYPE_CHECKING:
    from ..catalogue import Catalogue

TEXTS = ("parent_zone_id", "viewpoint", "reason", "partner", "term", "agreed", "source_scale", "note")
_FREE = ("name", "reason", "note")
_OVERLAP_M2 = 1.0


@dataclass(frozen=True)
class Zones:
    """What a layer of zones holds.

    ``zones``: table zone plus geometry, with ``manager_id`` into ``actors``. ``actors`` has a column ``name``, which
    for persons belongs into the side file only.
    """

    zones: gpd.GeoDataFrame
    actors: pd.DataFrame


def read_zones(
    frame: gpd.GeoDataFrame,
    src_epsg: int | None,
    *,
    epsg: int,
    catalogue: Catalogue,
    class_field: str,
    zone_id_field: str = "",
    name_field: str = "",
    method_field: str = "",
    manager_field: str = "",
    mapping: str = "",
    tier: str = "own",
    source_plan: str = "",
    known_actors: Mapping[str, str] | None = None,
    file_name: str = "",
    progress: Progress = SILENT,
) -> tuple[Zones, ImportReport]:
    """Zones in EPSG ``epsg``, areas in m², sorted by zone_id; READ = USED + REJECTED.

    ``mapping``: csv with the columns ``raw,class``. ``known_actors``: name → actor_id of the plan's actors. Raises
    SRC-CLASS (naming the classes that the catalogue has not), SRC-NO-COLUMN, SRC-MAPPING, SRC-CRS-…, SRC-NO-….
    """
    report = ImportReport("zones", file_name, {"READ_COUNT": len(frame)})
    if not len(frame):
        raise KosozuError("SRC-NO-ROWS", file=file_name)
    if src_epsg is None:
        raise KosozuError("SRC-CRS-UNKNOWN", file=file_name, hint=crs.label(epsg))
    rows = _rows(frame)
    table = _table(frame, (class_field, zone_id_field, name_field, method_field, manager_field), file_name)
    table["class_code"] = _classes(table["class_raw"], catalogue, mapping, file_name)
    blank = (table["class_code"] == "").to_numpy()
    report.add("NO_CLASS", "rejected", int(blank.sum()), rows[blank])
    check(progress)
    report.fact("CRS", crs.label(src_epsg))
    report.fact("PLAN_CRS", crs.label(epsg))
    geometry = np.full(len(frame), None, dtype=object)
    source = frame.geometry.to_numpy()
    geometry[~blank] = shapes.to_plan(source[~blank], src_epsg, epsg, report, rows[~blank], ("polygon",), 0.0)
    out = gpd.GeoDataFrame(table, geometry=geometry)[~shapely.is_missing(geometry)].copy()
    if not len(out):
        rejected = ", ".join(f"{reason.code} {reason.count}" for reason in report.reasons)
        raise KosozuError("SRC-NO-USABLE", file=file_name, reasons=rejected)
    report.counts["USED_COUNT"] = len(out)
    report.counts["REJECTED_COUNT"] = len(frame) - len(out)
    out = _join(_with_ids(out, tier, source_plan, report), report)
    out["method_code"] = _methods(out, catalogue, report)
    people = _people(out, catalogue, known_actors or {}, report)
    out["tier"], out["source_plan"], out["scenario_id"] = tier, source_plan, ""
    out["area_m2"] = shapely.area(out.geometry.to_numpy())
    out = out.sort_values("zone_id", kind="stable").reset_index(drop=True)
    _describe(out, people, report)
    return Zones(out.drop(columns=["class_raw", "method_raw", "manager", "partner"]), people), report


def _rows(frame: pd.DataFrame) -> pd.Series:
    if "source_row" in frame:
        return frame["source_row"].reset_index(drop=True)
    return pd.Series(np.arange(1, len(frame) + 1).astype(str), dtype=object)


def _table(frame: gpd.GeoDataFrame, fields: tuple[str, ...], file_name: str) -> pd.DataFrame:
    """Columns of the layer under our names; further columns named as the plan's own are taken along."""
    names = list(frame.columns)
    frame = frame.reset_index(drop=True)
    out = pd.DataFrame(index=frame.index)
    for ours, given in zip(("class_raw", "zone_id", "name", "method_raw", "manager"), fields):
        if given:
            out[ours] = clean(frame[profile.require(names, given, file_name)])
        else:
            found = profile.find(names, [ours]) if ours in ("zone_id", "name") else ""
            out[ours] = clean(frame[found]) if found else ""
    for ours in TEXTS:
        found = profile.find(names, [ours])
        out[ours] = clean(frame[found]) if found else ""
    found = profile.find(names, ["agreed_on"])
    out["agreed_on"] = clean(frame[found]).map(iso_date) if found else ""
    for ours in ("start_fy", "end_fy"):
        found = profile.find(names, [ours])
        values = numbers(frame[found]) if found else pd.Series(np.nan, index=frame.index)
        out[ours] = values.round().astype("Int64")
    return out


def read_mapping(path: str | Path, value: str) -> dict[str, str]:
    """A csv with the columns ``raw`` and ``value`` (class, status): raw text in half width → value."""
    file = Path(path)
    if not file.is_file():
        raise KosozuError("SRC-NO-FILE", file=str(path))
    content = file.read_bytes()
    reader = csv.DictReader(io.StringIO(content.decode(detect(content, "", file.name))))
    if not {"raw", value} <= {half(name) for name in reader.fieldnames or ()}:
        raise KosozuError("SRC-MAPPING", file=file.name, row=1, value=f"raw,{value}")
    rows = [{half(name): text for name, text in row.items() if name} for row in reader]
    return {half(row["raw"]): half(row[value]) for row in rows if half(row["raw"]) or half(row[value])}


def _classes(raw: pd.Series, catalogue: Catalogue, mapping: str, file_name: str) -> pd.Series:
    """Class codes; by the mapping, else the code itself or its label in either language."""
    plain = half_column(raw)
    known = {code: code for code in catalogue.classes}
    for code, entry in catalogue.classes.items():
        known.setdefault(half(entry.label_ja), code)
        known.setdefault(half(entry.label_en), code)
        known.setdefault(half(code).lower(), code)
    given = read_mapping(mapping, "class") if mapping else {}
    wrong = sorted({value for value in given.values() if value and value not in catalogue.classes})
    if wrong:
        raise KosozuError(
            "SRC-CLASS", classes=", ".join(wrong), file=Path(mapping).name, known=_known(catalogue)
        )
    known.update(given)
    code = plain.map(known).fillna("").astype(object)
    unknown = sorted(set(raw[(code == "") & (plain != "") & ~plain.isin(given)]))
    if unknown:
        raise KosozuError(
            "SRC-CLASS", classes=", ".join(unknown[:20]), file=file_name, known=_known(catalogue)
        )
    return code


def _known(catalogue: Catalogue) -> str:
    return ", ".join(catalogue.classes)


def _with_ids(out: gpd.GeoDataFrame, tier: str, source_plan: str, report: ImportReport) -> gpd.GeoDataFrame:
    """Zone ids: the layer's own, else zone-001 … by its order; those of an upper plan carry its name before them."""
    blank = out["zone_id"] == ""
    if blank.any():
        out.loc[blank, "zone_id"] = [f"zone-{position + 1:03d}" for position in np.flatnonzero(blank)]
        report.add("ZONE_ID_MADE", "note", int(blank.sum()), out["zone_id"][blank])
    if tier == "upper":
        out["zone_id"] = f"{source_plan or 'upper'}:" + out["zone_id"]
    return out


def _join(out: gpd.GeoDataFrame, report: ImportReport) -> gpd.GeoDataFrame:
    """Rows of one id and class become one zone; the same id with another class gets a number behind it."""
    first_class = out.groupby("zone_id", sort=False)["class_code"].transform("first")
    other = out["class_code"] != first_class
    if other.any():
        report.add("ZONE_ID_TWICE", "note", int(other.sum()), out["zone_id"][other].unique())
        taken = set(out["zone_id"])
        for (zone_id, _), rows in out[other].groupby(["zone_id", "class_code"], sort=True).groups.items():
            number = 2
            while f"{zone_id}-{number}" in taken:
                number += 1
            taken.add(f"{zone_id}-{number}")
            out.loc[rows, "zone_id"] = f"{zone_id}-{number}"
    double = out["zone_id"].duplicated(keep=False)
    if not double.any():
        return out
    report.add("ZONE_PARTS", "note", int(double.sum()), out["zone_id"][double].unique())
    groups = out[double].groupby("zone_id", sort=False)
    joined = np.array([shapely.union_all(group.geometry.to_numpy()) for _, group in groups], dtype=object)
    first = out[double & ~out["zone_id"].duplicated()].copy()
    first["geometry"] = shapes.multi(joined)
    return gpd.GeoDataFrame(pd.concat([out[~double], first]), geometry="geometry")


def _people(
    out: gpd.GeoDataFrame, catalogue: Catalogue, known: Mapping[str, str], report: ImportReport
) -> pd.DataFrame:
    """The actors of the zones; their ids go into the zones, and names of persons out of the zones' texts."""
    people = actors.actor_table(out["manager"], out["partner"], catalogue, known)
    ids = dict(zip(people["name"], people["actor_id"]))
    for side in ("manager", "partner"):
        out[f"{side}_id"] = out[side].map(ids).fillna("").astype(object)
    for column in _FREE:
        hidden = actors.hide(out[column], people)
        report.add(
            "NAME_HIDDEN", "note", int((hidden != out[column]).sum()), out["zone_id"][hidden != out[column]]
        )
        out[column] = hidden
    return people


def _methods(out: gpd.GeoDataFrame, catalogue: Catalogue, report: ImportReport) -> pd.Series:
    """Method codes by code or label; an unknown one is left empty and noted."""
    known = {half(entry.label_ja): code for code, entry in catalogue.methods.items()}
    known.update({half(entry.label_en): code for code, entry in catalogue.methods.items()})
    known.update({half(code): code for code in catalogue.methods})
    raw = out["method_raw"]
    code = half_column(raw).map(known).fillna("").astype(object)
    unknown = (raw != "") & (code == "")
    report.add("METHOD_UNKNOWN", "note", int(unknown.sum()), sorted(set(raw[unknown])))
    return code


def _describe(out: gpd.GeoDataFrame, people: pd.DataFrame, report: ImportReport) -> None:
    geometry = out.geometry.to_numpy()
    several = shapely.get_num_geometries(geometry) > 1
    report.add("ZONE_MULTIPART", "note", int(several.sum()), out["zone_id"][several])
    left, right = shapely.STRtree(geometry).query(geometry, predicate="intersects")
    pairs = left < right
    left, right = left[pairs], right[pairs]
    common = shapely.area(shapely.intersection(geometry[left], geometry[right]))
    over = common > _OVERLAP_M2
    ids = out["zone_id"].to_numpy()
    shown = [f"{a} × {b}: {m2:.0f} m²" for a, b, m2 in zip(ids[left[over]], ids[right[over]], common[over])]
    report.add("ZONE_OVERLAP", "note", int(over.sum()), shown)
    report.fact("ZONES", len(out))
    persons = int((people["kind"] == "individual").sum())
    report.add("PERSONS", "note", persons, people["label"][people["kind"] == "individual"])
    report.areas["AREA_ZONES"] = round(float(out["area_m2"].sum()), 1)
    for code, area in out.groupby("class_code")["area_m2"].sum().sort_index().items():
        report.areas[f"AREA_CLASS_{code}"] = round(float(area), 1)
