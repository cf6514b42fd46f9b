"""Reads the ledger: 農地ピン (GeoJSON, 38 columns or fewer) and 農地台帳 (csv of 157 columns, or any by a profile)."""

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
from . import actors, chiban, codes, crs, profile
from . import geometry as shapes
from .arrays import Array
from .report import ImportReport
from .table import is_table, read_table
from .text import half
from .vector import read_vector

if TYPE_CHECKING:
    from ..catalogue import Catalogue

FACTS = (
    "noushin", "city_planning", "idle_survey", "idle_class", "hard_to_restore", "land_now", "owner_intent",
    "owner_known", "right_kind", "right_start", "right_end", "middle_right", "tax_deferral", "direct_payment",
    "multi_payment", "pension", "improvement", "improvement_fy", "productive_green", "forest_look",
)  # fmt: skip
"""Fact columns of unit_farmland and ledger_pin, all text; '' is not known."""
PRIVATE = ("polygon_uuid", "daicho_id", "address", "place", "municipality_code", "user_now_key")
"""Columns that serve the join or the side file and never stand in the plan."""
_UNKNOWN_OWNER = ("不明", "確知できない", "確知できなかった", "未確知", "確知不能")


def read_ledger(
    path: str | Path,
    *,
    epsg: int,
    catalogue: Catalogue,
    mapping: str = "",
    encoding: str = "",
    known_users: Mapping[str, str] | None = None,
    progress: Progress = SILENT,
) -> tuple[gpd.GeoDataFrame, ImportReport]:
    """Pins without duplicates, in the file's order.

    Columns: pin_id, chiban, land_kind, area_registry_m2, FACTS, user_now_id (pseudonym), survey_on, data_origin, x, y
    (EPSG ``epsg``), PRIVATE and geometry (points, None where there is none).

    The report has READ_COUNT and DUPLICATE_COUNT; :func:`.match.count` adds the rest. Raises KosozuError SRC-….
    """
    progress.step("Reading the ledger", "農地台帳・農地ピンを読み込んでいます")
    raw, geometry, src, report = _read(path, encoding)
    check(progress)
    chosen = mapping or _profile(list(raw.columns), report.file_name)
    report.fact("PROFILE", Path(chosen).stem if mapping else chosen)
    duplicate = _duplicates(raw, geometry)
    report.counts["DUPLICATE_COUNT"] = int(duplicate.sum())
    report.add("DUPLICATE_ROW", "merged", int(duplicate.sum()), raw["source_row"][duplicate])
    unknown: dict[str, int] = {}
    table = profile.apply(raw, profile.load(chosen), catalogue, unknown)
    report.add("CODE_UNKNOWN", "note", sum(unknown.values()), sorted(unknown))
    if {"x", "y"} <= set(table.columns) and geometry is None:
        geometry, src = shapely.points(table[["x", "y"]].fillna(np.nan).to_numpy(dtype=float)), crs.GEOGRAPHIC
    out = _canonical(table, raw, report)[~duplicate].reset_index(drop=True)
    points = _points(geometry, src, epsg, ~duplicate, out["data_origin"], report)
    frame = gpd.GeoDataFrame(out.drop(columns=["x", "y"], errors="ignore"), geometry=points)
    frame["x"], frame["y"] = shapely.get_x(points), shapely.get_y(points)
    users = actors.pseudonyms(frame["user_now_key"], known_users or {})
    frame["user_now_id"] = frame["user_now_key"].map(users).fillna("").astype(object)
    frame["pin_id"] = [f"pin-{int(number):06d}" for number in np.flatnonzero(~duplicate) + 1]
    report.fact("USERS", len(users))
    report.areas["AREA_REGISTRY"] = round(float(frame["area_registry_m2"].sum()), 1)
    progress.percent(100)
    return frame, report


def _read(path: str | Path, encoding: str) -> tuple[pd.DataFrame, Array | None, int, ImportReport]:
    """(table, geometry or None, its EPSG, report begun)."""
    if is_table(path):
        table, found = read_table(path, encoding)
        report = ImportReport("ledger", Path(str(path).split("|")[0]).name, {"READ_COUNT": len(table)})
        report.fact("ENCODING", found)
        return table, None, 0, report
    raw, declared, info = read_vector(path, encoding)
    report = ImportReport("pin", info.file_name, {"READ_COUNT": len(raw)})
    if not len(raw):
        raise KosozuError("SRC-NO-ROWS", file=info.file_name)
    if declared is None:
        raise KosozuError("SRC-CRS-UNKNOWN", file=info.file_name, hint=crs.label(crs.GEOGRAPHIC))
    report.fact("ENCODING", info.encoding)
    report.fact("CRS", crs.label(declared))
    if info.assumed_crs:
        report.fact("CRS_ASSUMED", "RFC 7946")
    return pd.DataFrame(raw.drop(columns="geometry")), raw.geometry.to_numpy(), declared, report


def _profile(columns: list[str], file_name: str) -> str:
    """The shipped profile that fits a file's columns. Raises SRC-MAPPING-NONE."""
    own = [column for column in columns if column not in ("source_row", "source_file")]
    if profile.find(own, ["DaichoId", "Tiban"]) and profile.find(own, ["Address", "AreaOnRegistry", "Tiban"]):
        return "pins"
    if len(own) >= 157 and ("農振法" in half(own[25]) or own[0] == "#1"):
        return "ledger157"
    if profile.find(
        own, ["地番", "土地地番", "所在地番", "polygon_uuid", "筆ポリゴンID", "台帳ID", "DaichoId"]
    ):
        return "ledger_names"
    raise KosozuError(
        "SRC-MAPPING-NONE", file=file_name, columns=", ".join(own)[:300], names=", ".join(profile.names())
    )


def _duplicates(raw: pd.DataFrame, geometry: Array | None) -> Array:
    """Rows equal to an earlier one in every column, its point included."""
    table = raw.drop(columns=["source_row", "source_file"], errors="ignore").astype(str)
    if geometry is not None:
        table = table.assign(**{"#wkb": shapely.to_wkb(geometry, hex=True)})
    out: Array = table.duplicated().to_numpy()
    return out


def _canonical(table: pd.DataFrame, raw: pd.DataFrame, report: ImportReport) -> pd.DataFrame:
    """All columns of a pin, '' where the file does not have one; facts made of several columns put together."""
    if "lot_main" in table:
        names = ("lot_mark", "lot_main", "lot_mark2", "lot_branch", "lot_mark3", "lot_further")
        blank = pd.Series("", index=table.index, dtype=object)
        table["chiban"] = chiban.from_parts(*[table.get(name, blank) for name in names])
    for column in (*FACTS, *PRIVATE, "chiban", "land_kind", "survey_on"):
        if column not in table:
            table[column] = ""
    if "area_registry_m2" not in table:
        table["area_registry_m2"] = np.nan
    table["municipality_code"] = codes.fives(table["municipality_code"])
    table["place"] = _place(table)
    lot = table["address"].where(table["chiban"] == "", "")
    table["chiban"] = table["chiban"].where(table["chiban"] != "", chiban.column(chiban.tails(lot)))
    _owner(table)
    if "middle_on" in table:
        ended = table.get("middle_ended_on", "")
        held = (table["middle_on"] != "") & (ended == "")
        table["middle_right"] = np.where(held, "yes", "no").astype(object)
    for fact, more in (("multi_payment", "multi_payment_more"), ("pension", "pension_more")):
        if more in table:
            table[fact] = table[fact].where((table[fact] == "yes") | (table[more] == ""), table[more])
    lost = table["area_registry_m2"].isna()
    report.add("AREA_MISSING", "note", int(lost.sum()), raw["source_row"][lost])
    table["data_origin"] = raw["source_row"]
    wanted = ["chiban", "land_kind", "area_registry_m2", *FACTS, "survey_on", "data_origin", *PRIVATE]
    return table[wanted].copy()


def _place(table: pd.DataFrame) -> pd.Series:
    """大字 and 字 by which lots of one municipality are told apart."""
    if "oaza" not in table:
        return chiban.places(table["address"])
    small = table.get("koaza", "")
    return (table["oaza"] + small).map(chiban.area)


def _owner(table: pd.DataFrame) -> None:
    """owner_known: no where the owner could not be ascertained or a public notice has been given (農地法32条3項)."""
    name = table["owner_known_name"] if "owner_known_name" in table else pd.Series("", index=table.index)
    unknown = name.map(lambda text: any(word in half(text) for word in _UNKNOWN_OWNER))
    if "notice_on" in table:
        unknown |= table["notice_on"] != ""
    known = (name != "") & ~unknown
    table["owner_known"] = np.select([unknown, known], ["no", "yes"], "").astype(object)


def _points(
    geometry: Array | None, src: int, epsg: int, keep: Array, rows: pd.Series, report: ImportReport
) -> Array:
    """Points in the plan's CRS; a pin without a usable one stays, without geometry."""
    if geometry is None:
        report.fact("POINTS", "-")
        return np.full(int(keep.sum()), None, dtype=object)
    part = ImportReport("", "")
    points = shapes.to_plan(
        geometry[keep], src, epsg, part, rows, ("point", "polygon"), shapes.FAR_PREFECTURE
    )
    report.facts += part.facts
    for reason in part.reasons:
        report.add(reason.code, "note", reason.count, reason.examples)
    some = ~shapely.is_missing(points)
    areal = some & (shapely.get_dimensions(points) == 2)
    points[areal] = shapes.representative(points[areal])
    several = some & (shapely.get_type_id(points) == 4)
    points[several] = shapely.centroid(points[several])
    return points
