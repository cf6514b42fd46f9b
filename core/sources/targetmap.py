"""Reads the target map (目標地図): polygons with attributes, or a table keyed by uuid, ledger key or lot number."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import actors, chiban, profile
from . import geometry as shapes
from .arrays import Array
from .keys import Keys, first_kind
from .report import ImportReport
from .table import is_table, read_table
from .text import clean, half, half_column
from .vector import read_vector
from .zones import read_mapping

if TYPE_CHECKING:
    from ..catalogue import Catalogue

COLUMNS = (
    "unit_id", "target_status", "target_raw", "user_now_id", "user_target_id", "user_now_key", "user_target_key",
    "match_kind", "data_origin",
)  # fmt: skip
UNKNOWN = "P9"
_IDS = ("polygon_uuid", "筆ポリゴンID", "筆ポリゴンUUID", "unit_id", "DaichoId", "台帳ID")
_KEY = (*_IDS, "地番", "Tiban")
_STATUS = (
    "target_status",
    "status",
    "目標地図区分",
    "目標地図の区分",
    "目標地図上の区分",
    "目標区分",
    "区分",
    "位置付け",
    "位置づけ",
)
_NOW = ("user_now", "現況利用者", "現在の利用者", "現在の耕作者", "現耕作者", "耕作者", "現状")
_TARGET = (
    "user_target",
    "目標利用者",
    "将来の利用者",
    "将来の耕作者",
    "10年後の耕作者",
    "農業を担う者",
    "担う者",
    "目標地図上の表示",
)
_TOWN = ("municipality_code", "local_government_cd", "市町村コード", "市区町村コード")
_PLACE = ("大字", "大字名", "所在", "所在地", "土地の所在", "address", "住所")
_MOST = 0.5


def read_targetmap(
    path: str | Path,
    *,
    epsg: int,
    catalogue: Catalogue,
    units: gpd.GeoDataFrame,
    key_field: str = "",
    status_field: str = "",
    user_now_field: str = "",
    user_target_field: str = "",
    status_map: str = "",
    encoding: str = "",
    daicho: Mapping[str, str] | None = None,
    known_users: Mapping[str, str] | None = None,
    progress: Progress = SILENT,
) -> tuple[pd.DataFrame, ImportReport]:
    """One row (COLUMNS) for each parcel the map says something of, sorted by unit_id; READ = MATCHED + UNMATCHED.

    ``units``: unit_id, source_id, previous_id, chiban …, geometry in EPSG ``epsg``. Users become pseudonyms; their
    ``…_key`` columns are for the side file. An empty or unknown status is P9 and noted. Without a status column the
    status follows from the users. Raises KosozuError SRC-….
    """
    progress.step("Reading the target map", "目標地図を読み込んでいます")
    raw, geometry, report = _read(path, encoding, epsg)
    check(progress)
    names = list(raw.columns)
    table = pd.DataFrame({"data_origin": raw["source_row"]})
    fields = {
        "now": _field(names, user_now_field, _NOW, report.file_name),
        "target": _field(names, user_target_field, _TARGET, report.file_name),
        "status": _field(names, status_field, _STATUS, report.file_name),
    }
    if not fields["status"] and not fields["target"]:
        profile.require(names, status_field or "STATUS_FIELD", report.file_name)
    for side in ("now", "target"):
        table[f"user_{side}_key"] = half_column(raw[fields[side]]) if fields[side] else ""
    table["target_raw"] = clean(raw[fields["status"]]) if fields["status"] else ""
    table["target_status"] = _statuses(table, fields, catalogue, status_map, report)
    pairs = _match(raw, geometry, units, key_field, daicho, report)
    progress.percent(70)
    matched = np.zeros(len(raw), dtype=bool)
    matched[pairs["row"].to_numpy(dtype=int)] = True
    report.counts["MATCHED_COUNT"] = int(matched.sum())
    report.counts["UNMATCHED_COUNT"] = int((~matched).sum())
    report.add("UNMATCHED", "unmatched", int((~matched).sum()), table["data_origin"][~matched])
    if not matched.any():
        raise KosozuError("SRC-NO-MATCH", file=report.file_name)
    out = _one_per_unit(table, pairs[pairs["wins"]], units, report)
    users = actors.pseudonyms([*out["user_now_key"], *out["user_target_key"]], known_users or {})
    for side in ("now", "target"):
        out[f"user_{side}_id"] = out[f"user_{side}_key"].map(users).fillna("").astype(object)
    report.fact("USERS", len(users))
    for code, number in out["target_status"].value_counts().sort_index().items():
        report.fact(f"STATUS_{code}", int(number))
    report.fact("UNITS_WITHOUT_STATUS", len(units) - len(out))
    return out[list(COLUMNS)], report


def _read(path: str | Path, encoding: str, epsg: int) -> tuple[pd.DataFrame, Array | None, ImportReport]:
    if is_table(path):
        raw, found = read_table(path, encoding)
        report = ImportReport("targetmap", Path(str(path).split("|")[0]).name, {"READ_COUNT": len(raw)})
        report.fact("ENCODING", found)
        return raw, None, report
    frame, declared, info = read_vector(path, encoding)
    report = ImportReport("targetmap", info.file_name, {"READ_COUNT": len(frame)})
    if not len(frame):
        raise KosozuError("SRC-NO-ROWS", file=info.file_name)
    report.fact("ENCODING", info.encoding)
    src = shapes.resolve_crs(frame.geometry.to_numpy(), declared, info, "", epsg, report)
    part = ImportReport("", "")
    moved = shapes.to_plan(
        frame.geometry.to_numpy(), src, epsg, part, frame["source_row"], ("polygon", "point"), 0.0
    )
    report.facts += part.facts
    for reason in part.reasons:
        report.add(
            reason.code, "repaired" if reason.kind == "repaired" else "note", reason.count, reason.examples
        )
    return pd.DataFrame(frame.drop(columns="geometry")), moved, report


def _field(columns: list[str], given: str, usual: tuple[str, ...], file_name: str) -> str:
    return profile.require(columns, given, file_name) if given else profile.find(columns, usual)


def _statuses(
    table: pd.DataFrame, fields: dict[str, str], catalogue: Catalogue, status_map: str, report: ImportReport
) -> pd.Series:
    """Status codes by STATUS_MAP, the catalogue's synonyms, labels and codes; without a column, by the users."""
    if not fields["status"]:
        now, target = table["user_now_key"], table["user_target_key"]
        changes = (now != "") & (now != target)
        report.add("STATUS_BY_USERS", "note", len(table))
        named = np.where(changes, "P2", "P1")
        return pd.Series(np.where(target == "", "P3", named), index=table.index, dtype=object)
    known: dict[str, str] = {}
    for code, entry in catalogue.statuses.items():
        for text in (code, code.lower(), entry.label_ja, entry.label_en, *entry.synonyms.split(";")):
            known.setdefault(half(text), code)
    given = read_mapping(status_map, "status") if status_map else {}
    wrong = sorted({value for value in given.values() if value not in catalogue.statuses})
    if wrong:
        raise KosozuError(
            "SRC-STATUS",
            statuses=", ".join(wrong),
            file=Path(status_map).name,
            known=", ".join(catalogue.statuses),
        )
    known.update(given)
    known.setdefault("", UNKNOWN)
    plain = half_column(table["target_raw"])
    status = plain.map(known)
    lost = status.isna()
    values = table["target_raw"][lost].value_counts().sort_index()
    report.add(
        "STATUS_UNKNOWN", "note", int(lost.sum()), [f"{raw}: {number}" for raw, number in values.items()]
    )
    report.add("STATUS_EMPTY", "note", int((plain == "").sum()), table["data_origin"][plain == ""])
    return status.fillna(UNKNOWN).astype(object)


def _match(
    raw: pd.DataFrame,
    geometry: Array | None,
    units: gpd.GeoDataFrame,
    key_field: str,
    daicho: Mapping[str, str] | None,
    report: ImportReport,
) -> pd.DataFrame:
    """Pairs (row, unit, key, wins): by key where there is one, the rest by geometry."""
    names = list(raw.columns)
    # Lot numbers join polygons only on demand: their own shapes say better where they are.
    key = _field(names, key_field, _KEY if geometry is None else _IDS, report.file_name)
    found = [pd.DataFrame({"row": [], "unit": [], "key": []}).astype({"row": int, "unit": int})]
    if key:
        report.fact("KEY_FIELD", key)
        keys = Keys(units, daicho)
        town, place = profile.find(names, _TOWN), profile.find(names, _PLACE)
        lots = keys.by_lot(
            raw[key], raw[town] if town else None, chiban.places(raw[place]) if place else None
        )
        found = [keys.by_id(raw[key]), keys.by_daicho(raw[key]), lots]
    elif geometry is None:
        raise KosozuError(
            "SRC-NO-COLUMN", column="KEY_FIELD", file=report.file_name, columns=", ".join(names)[:400]
        )
    pairs = first_kind(found).assign(wins=True)
    if geometry is not None:
        free_rows = np.setdiff1d(np.arange(len(raw)), pairs["row"].unique())
        free_rows = free_rows[~shapely.is_missing(geometry[free_rows])]
        free_units = np.setdiff1d(np.arange(len(units)), pairs["unit"].unique())
        pairs = pd.concat([pairs, _by_shape(geometry, free_rows, units.geometry.to_numpy(), free_units)])
    for name, number in pairs.drop_duplicates("row")["key"].value_counts().sort_index().items():
        report.add(str(name), "note", int(number))
    return pairs


def _by_shape(geometry: Array, rows: Array, shape: Array, units: Array) -> pd.DataFrame:
    """Each parcel takes the polygon with the largest part of it, if that is most of the one or of the other.

    A row that wins no parcel is still matched where its own point lies on one.
    """
    areal = shapely.get_dimensions(geometry[rows]) == 2
    polygons, points = rows[areal], rows[~areal]
    best, common = shapes.largest_overlap(shape[units], geometry[polygons])
    hit = best >= 0
    whole = np.where(hit, shapely.area(geometry[polygons][best]) if len(polygons) else 0.0, np.inf)
    hit &= (common >= _MOST * shapely.area(shape[units])) | (common >= _MOST * whole)
    won = pd.DataFrame({"row": polygons[best[hit]], "unit": units[hit], "key": "SHAPE", "wins": True})
    left = np.concatenate([np.setdiff1d(polygons, won["row"]), points]).astype(int)
    spots = np.where(
        shapely.get_dimensions(geometry[left]) == 2, shapes.representative(geometry[left]), geometry[left]
    )
    position, unit = shapely.STRtree(shape).query(spots, predicate="intersects")
    on = pd.DataFrame({"row": left[position], "unit": unit, "key": "SHAPE_POINT"}).drop_duplicates("row")
    on["wins"] = np.isin(on["row"], points) & ~np.isin(on["unit"], won["unit"]) & np.isin(on["unit"], units)
    return pd.concat([won, on], ignore_index=True)


def _one_per_unit(
    table: pd.DataFrame, pairs: pd.DataFrame, units: gpd.GeoDataFrame, report: ImportReport
) -> pd.DataFrame:
    """Of several rows for one parcel the status that most of them say, then the first row."""
    rows = table.iloc[pairs["row"].to_numpy(dtype=int)].reset_index(drop=True)
    rows["row"] = pairs["row"].to_numpy(dtype=int)
    rows["match_kind"] = pairs["key"].to_numpy()
    rows["unit_id"] = units["unit_id"].to_numpy()[pairs["unit"].to_numpy(dtype=int)]
    rows["votes"] = rows.groupby(["unit_id", "target_status"])["row"].transform("size")
    differ = rows.groupby("unit_id")["target_status"].nunique()
    differing = differ.index[differ > 1]
    report.add("STATUS_DIFFERS", "note", len(differing), differing)
    rows = rows.sort_values(["unit_id", "votes", "row"], ascending=[True, False, True], kind="stable")
    return rows.drop_duplicates("unit_id").reset_index(drop=True)
