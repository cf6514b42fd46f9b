"""Reads marks: points and lines such as 拠点, 獣害防護柵, 水路."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import crs, profile
from . import geometry as shapes
from .arrays import Array
from .report import ImportReport
from .text import clean, half, half_column

if TYPE_CHECKING:
    from ..catalogue import Catalogue


def read_marks(
    frame: gpd.GeoDataFrame,
    src_epsg: int | None,
    *,
    epsg: int,
    catalogue: Catalogue,
    kind: str = "",
    kind_field: str = "",
    name_field: str = "",
    file_name: str = "",
    progress: Progress = SILENT,
) -> tuple[gpd.GeoDataFrame, ImportReport]:
    """Marks in EPSG ``epsg``: mark_id, kind, name, zone_id, actor_id, note, geometry; READ = USED + REJECTED.

    ``kind`` holds for all rows, ``kind_field`` says it for each (code or label). A mark's id is made of its kind and
    shape, so that the same file again changes nothing. Raises SRC-MARK-KIND for a kind the catalogue has not.
    """
    report = ImportReport("marks", file_name, {"READ_COUNT": len(frame)})
    if not len(frame):
        raise KosozuError("SRC-NO-ROWS", file=file_name)
    if src_epsg is None:
        raise KosozuError("SRC-CRS-UNKNOWN", file=file_name, hint=crs.label(epsg))
    columns = list(frame.columns)
    frame = frame.reset_index(drop=True)
    rows = (
        frame["source_row"] if "source_row" in frame else pd.Series(np.arange(1, len(frame) + 1)).astype(str)
    )
    out = pd.DataFrame({"kind": _kinds(frame, kind, kind_field, catalogue, file_name)})
    out["name"] = clean(frame[profile.require(columns, name_field, file_name)]) if name_field else ""
    note = profile.find(columns, ["note", "備考"])
    out["note"] = clean(frame[note]) if note else ""
    check(progress)
    report.fact("CRS", crs.label(src_epsg))
    geometry = shapes.to_plan(frame.geometry.to_numpy(), src_epsg, epsg, report, rows, ("point", "line"), 0.0)
    wanted = out["kind"].map({code: entry.geometry for code, entry in catalogue.mark_kinds.items()})
    is_line = np.isin(shapely.get_type_id(geometry), shapes.TYPES["line"])
    unfit = ~shapely.is_missing(geometry) & (is_line != (wanted == "line").to_numpy())
    report.add("MARK_GEOMETRY", "rejected", int(unfit.sum()), rows[unfit])
    geometry[unfit] = None
    out["mark_id"] = _ids(out["kind"], geometry)
    some = ~shapely.is_missing(geometry)
    double = some & out["mark_id"].where(some).duplicated().to_numpy()
    report.add("EXACT_DUPLICATE", "rejected", int(double.sum()), rows[double])
    keep = some & ~double
    if not keep.any():
        reasons = ", ".join(f"{reason.code} {reason.count}" for reason in report.reasons)
        raise KosozuError("SRC-NO-USABLE", file=file_name, reasons=reasons)
    out["zone_id"], out["actor_id"] = "", ""
    marks = gpd.GeoDataFrame(out[keep], geometry=geometry[keep]).sort_values("mark_id").reset_index(drop=True)
    report.counts["USED_COUNT"] = len(marks)
    report.counts["REJECTED_COUNT"] = len(frame) - len(marks)
    for code, number in marks["kind"].value_counts().sort_index().items():
        report.fact(f"MARKS_{code}", int(number))
    return marks[["mark_id", "kind", "name", "zone_id", "actor_id", "note", "geometry"]], report


def _kinds(
    frame: pd.DataFrame, kind: str, kind_field: str, catalogue: Catalogue, file_name: str
) -> pd.Series:
    known = {half(entry.label_ja): code for code, entry in catalogue.mark_kinds.items()}
    known.update({half(entry.label_en).lower(): code for code, entry in catalogue.mark_kinds.items()})
    known.update({code: code for code in catalogue.mark_kinds})
    if kind_field:
        raw = half_column(frame[profile.require(list(frame.columns), kind_field, file_name)])
        raw = raw.where(raw != "", kind)
    else:
        raw = pd.Series(kind, index=frame.index, dtype=object)
    code = raw.map(known).where(raw.isin(known), raw.str.lower().map(known))
    unknown = sorted(set(raw[code.isna()]))
    if unknown:
        raise KosozuError(
            "SRC-MARK-KIND",
            kinds=", ".join(text or "-" for text in unknown[:20]),
            known=", ".join(catalogue.mark_kinds),
        )
    return code.astype(object)


def _ids(kind: pd.Series, geometry: Array) -> list[str]:
    some = ~shapely.is_missing(geometry)
    blobs = np.full(len(geometry), b"", dtype=object)
    blobs[some] = shapely.to_wkb(shapely.set_precision(geometry[some], 0.01))
    return [f"{code}-{hashlib.sha256(blob).hexdigest()[:12]}" for code, blob in zip(kind, blobs)]
