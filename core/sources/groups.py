"""Which 農業集落, 大字, 水利系統, 地域計画 district a parcel is in: from polygons or a table."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import chiban, crs, profile
from . import geometry as shapes
from .arrays import Array
from .keys import Keys, first_kind
from .report import ImportReport
from .roles import YEAR_COLUMNS
from .text import clean, half, iso_date
from .text import year as fiscal_year

KINDS = ("community", "oaza", "water", "plan_district", "custom")


_TOUCH = 0.01
"""A parcel with a smaller share in every group only touches them, by the last digits of the coordinates."""


@dataclass(frozen=True)
class Groups:
    """``rows``: unit_id, kind, group_id, name, target_fy, notice_date; ``areas``: kind, group_id, name, geometry."""

    rows: pd.DataFrame
    areas: gpd.GeoDataFrame


def read_groups(
    frame: pd.DataFrame,
    src_epsg: int | None,
    *,
    epsg: int,
    units: gpd.GeoDataFrame,
    name_field: str,
    kind: str,
    key_field: str = "",
    target_fy: int | None = None,
    notice_date: str = "",
    file_name: str = "",
    progress: Progress = SILENT,
) -> tuple[Groups, ImportReport]:
    """Groups of units (unit_id, keys, geometry in EPSG ``epsg``); counts READ, UNIT (in a group), UNGROUPED.

    With ``key_field`` rows join by key, else by the polygon with the largest part of a parcel. The group's id is the
    column ``group_id`` if there is one, else its name. Raises SRC-GROUP-KIND, SRC-NO-COLUMN, SRC-NO-….
    """
    if kind not in KINDS:
        raise KosozuError("SRC-GROUP-KIND", kind=kind, known=", ".join(KINDS))
    report = ImportReport("groups", file_name, {"READ_COUNT": len(frame)})
    if not len(frame):
        raise KosozuError("SRC-NO-ROWS", file=file_name)
    columns = list(frame.columns)
    frame = frame.reset_index(drop=True)
    name = clean(frame[profile.require(columns, name_field, file_name)])
    found = profile.find(columns, ["group_id"])
    own_id = clean(frame[found]).map(half) if found else name.map(half)
    group_id = own_id.where(own_id != "", name.map(half))
    blank = (group_id == "").to_numpy()
    rows = (
        frame["source_row"] if "source_row" in frame else pd.Series(np.arange(1, len(frame) + 1)).astype(str)
    )
    report.add("NO_NAME", "rejected", int(blank.sum()), rows[blank])
    check(progress)
    geometry = _geometry(frame, src_epsg, epsg, report, rows, bool(key_field), file_name)
    if key_field:
        pairs = _by_key(frame, profile.require(columns, key_field, file_name), units, ~blank, report, rows)
    else:
        usable = np.flatnonzero(~blank & ~shapely.is_missing(geometry))
        land = units.geometry.to_numpy()
        best, common = shapes.largest_overlap(land, geometry[usable])
        hit = (best >= 0) & (common > _TOUCH * shapely.area(land))
        pairs = pd.DataFrame({"row": usable[best[hit]], "unit": np.flatnonzero(hit)})
    if not len(pairs):
        raise KosozuError("SRC-NO-MATCH", file=file_name)
    place = pairs["row"].to_numpy(dtype=int)
    out = pd.DataFrame(
        {"unit_id": units["unit_id"].to_numpy()[pairs["unit"].to_numpy(dtype=int)], "kind": kind}
    )
    out["group_id"], out["name"] = group_id.to_numpy()[place], name.to_numpy()[place]
    out["target_fy"], out["notice_date"] = _dates(frame, place, kind, target_fy, notice_date)
    out = out.drop_duplicates("unit_id").sort_values("unit_id").reset_index(drop=True)
    report.counts["UNIT_COUNT"] = len(out)
    report.counts["UNGROUPED_COUNT"] = len(units) - len(out)
    report.fact("GROUPS", out["group_id"].nunique())
    return Groups(out, _areas(kind, group_id, name, geometry)), report


def _geometry(
    frame: pd.DataFrame,
    src: int | None,
    epsg: int,
    report: ImportReport,
    rows: pd.Series,
    keyed: bool,
    file_name: str,
) -> Array:
    if "geometry" not in frame or (keyed and src is None):
        if not keyed:
            raise KosozuError(
                "SRC-NO-COLUMN", column="KEY_FIELD", file=file_name, columns=", ".join(map(str, frame))
            )
        return np.full(len(frame), None, dtype=object)
    if src is None:
        raise KosozuError("SRC-CRS-UNKNOWN", file=file_name, hint=crs.label(epsg))
    report.fact("CRS", crs.label(src))
    source = np.array(frame["geometry"], dtype=object)
    part = ImportReport("", "")
    moved = shapes.to_plan(source, src, epsg, part, rows, ("polygon",), 0.0)
    report.facts += part.facts
    for reason in part.reasons:
        if not (keyed and reason.code in ("GEOMETRY_MISSING", "GEOMETRY_TYPE")):
            report.add(reason.code, reason.kind, reason.count, reason.examples)
    return moved


def _by_key(
    frame: pd.DataFrame,
    key: str,
    units: gpd.GeoDataFrame,
    named: Array,
    report: ImportReport,
    rows: pd.Series,
) -> pd.DataFrame:
    keys = Keys(units)
    town = profile.find(list(frame.columns), ["municipality_code", "local_government_cd", "市町村コード"])
    place = profile.find(list(frame.columns), ["大字", "大字名"])
    area = clean(frame[place]).map(chiban.area) if place else None
    pairs = first_kind([keys.by_id(frame[key]), keys.by_lot(frame[key], frame[town] if town else None, area)])
    pairs = pairs[named[pairs["row"].to_numpy(dtype=int)]]
    lost = named & ~np.isin(np.arange(len(frame)), pairs["row"])
    report.add("UNMATCHED", "unmatched", int(lost.sum()), rows[lost])
    return pairs.sort_values(["row", "unit"], kind="stable")


def _dates(
    frame: pd.DataFrame, place: Array, kind: str, target_fy: int | None, notice_date: str
) -> tuple[list[int | None], list[str]]:
    """Target year and notice date of each row: of the layer's columns where it has them, else the given ones."""
    years: list[int | None] = [target_fy] * len(place)
    given = iso_date(notice_date)
    if notice_date and not given:
        raise KosozuError("SRC-DATE", value=notice_date)
    notices = [given] * len(place)
    if kind != "plan_district":
        return years, notices
    column = profile.find(list(frame.columns), YEAR_COLUMNS)
    if column and target_fy is None:
        texts = clean(frame[column]).map(fiscal_year).to_numpy()[place]
        years = [int(text) if text else None for text in texts]
    column = profile.find(list(frame.columns), ["notice_date", "公告日", "公告年月日"])
    if column and not given:
        notices = list(clean(frame[column]).map(iso_date).to_numpy()[place])
    return years, notices


def _areas(kind: str, group_id: pd.Series, name: pd.Series, geometry: Array) -> gpd.GeoDataFrame:
    """Outlines of the groups, parts of one id joined."""
    usable = ~shapely.is_missing(geometry) & (group_id != "").to_numpy()
    table = pd.DataFrame(
        {"group_id": group_id[usable], "name": name[usable], "place": np.flatnonzero(usable)}
    )
    groups = list(table.groupby("group_id", sort=True))
    outlines = [shapely.union_all(geometry[part["place"].to_numpy()]) for _, part in groups]
    return gpd.GeoDataFrame(
        {
            "kind": [kind] * len(groups),
            "group_id": [key for key, _ in groups],
            "name": [part["name"].iloc[0] for _, part in groups],
        },
        geometry=shapes.multi(np.array(outlines, dtype=object)),
    )
