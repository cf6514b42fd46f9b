"""Reads MAFF's parcels (筆ポリゴン) of any form and CRS into the plan's plane system."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import codes, crs, profile
from . import geometry as shapes
from .arrays import Array
from .report import ImportReport
from .vector import Info, read_vector

if TYPE_CHECKING:
    from ..catalogue import Catalogue

COLUMNS = ("source_id", "previous_id", "land_kind", "source_year", "municipality_code", "area_map_m2")
_FILE_NAME = re.compile(r"(?:^|[^0-9])(\d{4})_(\d{6})(?:[^0-9]|$)")
# Tile cuts are rounded to the tenth of a millimetre or so; a millimetre closes them.
_GRID = 0.001


def read_parcels(
    path: str | Path,
    *,
    epsg: int,
    catalogue: Catalogue,
    jurisdiction: str,
    encoding: str = "",
    crs: str = "",
    year: int | None = None,
    progress: Progress = SILENT,
) -> tuple[gpd.GeoDataFrame, ImportReport]:
    """Parcels in EPSG ``epsg`` (a plane system), sorted by source_id, and the report: READ = USED + MERGED + REJECTED.

    Columns: COLUMNS and ``data_origin``; geometry MultiPolygon, areas in m², source_year Int64.

    ``year`` takes the parcels of that issue year, or says the year of a file that has none. Raises KosozuError SRC-….
    """
    own = codes.jurisdiction(jurisdiction)
    progress.step("Reading parcels", "筆ポリゴンを読み込んでいます")
    raw, declared, info = read_vector(path, encoding)
    check(progress)
    report = ImportReport("fude", info.file_name, {"READ_COUNT": len(raw)})
    if not len(raw):
        raise KosozuError("SRC-NO-ROWS", file=info.file_name)
    table = _attributes(raw, info, own, year)
    used_crs = shapes.resolve_crs(raw.geometry.to_numpy(), declared, info, crs, epsg, report)
    _facts(report, info, epsg)
    progress.percent(30)

    keep = _of_year(table, year, report)
    duplicate = _exact_duplicates(raw, keep, table["source_id"])
    report.add("EXACT_DUPLICATE", "merged", int(duplicate.sum()), table["source_id"][duplicate])
    keep &= ~duplicate
    check(progress)
    far = shapes.far_limit(own.prefecture, own.is_prefecture)
    geometry = raw.geometry.to_numpy()
    part = ImportReport("", "")
    moved = shapes.to_plan(geometry[keep], used_crs, epsg, part, table["source_row"][keep], ("polygon",), far)
    report.reasons += part.reasons
    report.facts += part.facts
    progress.percent(70)
    check(progress)
    frame = gpd.GeoDataFrame(table[keep], geometry=moved)
    frame = frame[~shapely.is_missing(moved)].reset_index(drop=True)
    _test_points(frame, epsg, report)
    frame = _join_parts(_with_ids(frame, report), report)
    if not len(frame):
        raise KosozuError("SRC-NO-USABLE", file=info.file_name, reasons=_reasons(report))
    frame["area_map_m2"] = shapely.area(frame.geometry.to_numpy())
    frame = frame.sort_values("source_id", kind="stable").reset_index(drop=True)
    frame["source_year"] = pd.to_numeric(frame["source_year"], errors="coerce").astype("Int64")
    _describe(frame, own, catalogue, report)
    report.counts["USED_COUNT"] = len(frame)
    report.counts["MERGED_COUNT"] = report.total("merged")
    report.counts["REJECTED_COUNT"] = report.total("rejected")
    progress.percent(100)
    return frame[[*COLUMNS, "data_origin", "geometry"]], report


def _reasons(report: ImportReport) -> str:
    return (
        ", ".join(f"{reason.code} {reason.count}" for reason in report.reasons if reason.kind == "rejected")
        or "-"
    )


def _facts(report: ImportReport, info: Info, epsg: int) -> None:
    report.fact("PLAN_CRS", crs.label(epsg))
    report.fact("ENCODING", info.encoding)
    if info.encoding_note:
        report.add(info.encoding_note, "note", report.counts["READ_COUNT"], [info.encoding])
    if len(info.layers) == 1:
        report.fact("LAYER", info.layers[0])
    elif info.layers:
        report.fact("FILES", ", ".join(info.layers))


def _attributes(raw: gpd.GeoDataFrame, info: Info, own: codes.Jurisdiction, year: int | None) -> pd.DataFrame:
    """Canonical columns of all rows; municipality and year from the file's name where there is no such column."""
    table = profile.apply(raw, profile.load("parcels"))
    if "source_id" not in table:
        profile.require(list(raw.columns), "polygon_uuid", info.file_name)
    for column in ("previous_id", "land_kind", "source_year", "municipality_code"):
        if column not in table:
            table[column] = ""
    table["municipality_code"] = codes.fives(table["municipality_code"], own.prefecture)
    table["source_row"] = raw["source_row"]
    names = raw["source_file"] if "source_file" in raw else pd.Series(info.file_name, index=raw.index)
    found = {name: _FILE_NAME.search(str(name)) for name in names.unique()}
    years = names.map({name: match[1] if match else "" for name, match in found.items()})
    places = names.map(
        {name: match[2][:5] if match and codes.valid6(match[2]) else "" for name, match in found.items()}
    )
    fallback = years.where(years != "", str(year) if year else "")
    table["source_year"] = table["source_year"].where(table["source_year"] != "", fallback)
    table["municipality_code"] = table["municipality_code"].where(table["municipality_code"] != "", places)
    return table


def _of_year(table: pd.DataFrame, year: int | None, report: ImportReport) -> Array:
    if year is None:
        return np.ones(len(table), dtype=bool)
    other = (table["source_year"] != str(year)).to_numpy()
    shown = table["source_year"][other].unique()
    report.add("OTHER_YEAR", "rejected", int(other.sum()), sorted(shown))
    kept: Array = ~other
    return kept


def _exact_duplicates(raw: gpd.GeoDataFrame, keep: Array, source_id: pd.Series) -> Array:
    """Rows equal to an earlier one in every column and in geometry."""
    candidates = keep & source_id.duplicated(keep=False).to_numpy()
    out = np.zeros(len(raw), dtype=bool)
    if not candidates.any():
        return out
    some = raw[candidates]
    table = pd.DataFrame(
        some.drop(columns=["geometry", "source_row", "source_file"], errors="ignore")
    ).astype(str)
    table["wkb"] = shapely.to_wkb(shapely.normalize(some.geometry.to_numpy()), hex=True)
    out[candidates] = table.duplicated().to_numpy()
    return out


def _test_points(frame: gpd.GeoDataFrame, epsg: int, report: ImportReport) -> None:
    """MAFF gives each parcel a point in JGD2011; where it lies far off the polygon, the CRS was probably another."""
    if not {"point_lng", "point_lat"} <= set(frame.columns) or not len(frame):
        return
    points = frame[["point_lng", "point_lat"]].to_numpy(dtype=float)
    usable = np.isfinite(points).all(axis=1)
    if not usable.any():
        return
    there = crs.transform(shapely.points(points[usable]), crs.GEOGRAPHIC, epsg)[0]
    metres = np.median(shapely.distance(there, frame.geometry.to_numpy()[usable]))
    if metres > 100:
        report.add("POINTS_APART", "note", int(usable.sum()), [f"{metres:.0f} m"])


def _with_ids(frame: gpd.GeoDataFrame, report: ImportReport) -> gpd.GeoDataFrame:
    """A row without uuid gets an id made of its shape, the same in every run."""
    nameless = (frame["source_id"] == "").to_numpy()
    if nameless.any():
        blobs = shapely.to_wkb(
            shapely.normalize(shapely.set_precision(frame.geometry.to_numpy()[nameless], 0.01))
        )
        frame.loc[nameless, "source_id"] = [
            "shape-" + hashlib.sha256(blob).hexdigest()[:24] for blob in blobs
        ]
        report.add("NO_UUID", "note", int(nameless.sum()), frame["source_row"][nameless])
    return frame


def _join_parts(frame: gpd.GeoDataFrame, report: ImportReport) -> gpd.GeoDataFrame:
    """One row for each uuid: parts cut at tile edges are joined, the newest row's attributes stay."""
    frame["data_origin"] = frame["source_row"]
    double = frame["source_id"].duplicated(keep=False).to_numpy()
    if not double.any():
        return frame
    parts = frame[double].sort_values(["source_id", "source_year"], ascending=[True, False], kind="stable")
    geometry = parts.geometry.to_numpy()
    parts["shape"] = shapely.to_wkb(shapely.normalize(shapely.set_precision(geometry, _GRID)), hex=True)
    later = parts["source_id"].duplicated()
    same = parts.duplicated(["source_id", "shape"])
    report.add("SAME_SHAPE", "merged", int(same.sum()), parts["source_id"][same])
    report.add("TILE_PART", "merged", int((later & ~same).sum()), parts["source_id"][later & ~same].unique())
    groups = parts[~same].groupby("source_id", sort=False)
    joined = [shapely.union_all(group.geometry.to_numpy(), grid_size=_GRID) for _, group in groups]
    first = parts[~later].copy()
    first["geometry"] = shapes.multi(np.array(joined, dtype=object))
    several = shapely.get_num_geometries(first.geometry.to_numpy()) > 1
    report.add("PARTS_APART", "note", int(several.sum()), first["source_id"][several])
    merged = pd.concat([frame[~double], first.drop(columns="shape")], ignore_index=True)
    return gpd.GeoDataFrame(merged, geometry="geometry")


def _describe(
    frame: gpd.GeoDataFrame, own: codes.Jurisdiction, catalogue: Catalogue, report: ImportReport
) -> None:
    """Years, municipalities and areas of what is used."""
    years = frame["source_year"].astype(str).replace("<NA>", "-").value_counts().sort_index()
    shown = [f"{name}: {count}" for name, count in years.items()]
    report.fact("YEARS", ", ".join(shown))
    if len(years) > 1:
        report.add("MIXED_YEARS", "note", len(frame), shown)
    known = {row["code6"][:5]: row["name"] for row in catalogue.rows("municipalities")}
    counts = frame["municipality_code"].value_counts().sort_index()
    named = {code: f"{code} {known.get(code, '')}".strip() or "-" for code in counts.index}
    report.fact("MUNICIPALITIES", ", ".join(f"{named[code]}: {count}" for code, count in counts.items()))
    away = (frame["municipality_code"] != "") & ~codes.inside(frame["municipality_code"], own)
    others = counts[[code for code in counts.index if code in set(frame["municipality_code"][away])]]
    report.add("OTHER_MUNICIPALITY", "note", int(away.sum()), [f"{named[c]}: {n}" for c, n in others.items()])
    total = frame["area_map_m2"]
    report.areas["AREA_MAP"] = round(float(total.sum()), 1)
    for kind, area in total.groupby(frame["land_kind"]).sum().sort_index().items():
        report.areas[f"AREA_{str(kind or 'unknown_kind').upper()}"] = round(float(area), 1)
