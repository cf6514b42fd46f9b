"""Record which 農業集落, 大字, 水利系統 or 地域計画 district each parcel is in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .importzones import digest_of
from .outputs import report_path, staged
from .provenance import record, source_row, tell_encoding
from .tables import columns, frame, geoframe, wkb

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..plan import PlanFile
    from ..plan.stroke import Stroke
    from ..sources.groups import Groups


def check_groups(notice_date: str) -> None:
    """Raise :class:`KosozuError` for a date that cannot be read; an empty one is fine."""
    from .setstatus import check_date

    if notice_date:
        check_date(notice_date)


def import_groups(
    plan_path: str,
    layer: gpd.GeoDataFrame,
    epsg: int,
    *,
    file: str = "",
    name_field: str,
    kind: str,
    key_field: str = "",
    target_fy: int | None = None,
    notice_date: str = "",
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Groups of one kind from polygons, or from a table with a key: READ_COUNT, UNIT_COUNT, UNGROUPED_COUNT, REPORT.

    A parcel is in one group of a kind; what another file said of it before gives way.
    """
    from ..plan import PlanFile
    from ..reports.importreport import html
    from ..sources.groups import read_groups

    with PlanFile.open(plan_path) as plan:
        units = geoframe(plan, "unit")
        if units.empty:
            raise KosozuError("JOB-NO-UNITS")
        groups, report = read_groups(
            layer,
            epsg or None,
            epsg=plan.info["crs_epsg"],
            units=units,
            name_field=name_field,
            kind=kind,
            key_field=key_field,
            target_fy=target_fy,
            notice_date=notice_date,
            file_name=Path(file.split("|")[0]).name,
            progress=progress,
        )
        tell_encoding(report, layer.attrs)
        check(progress)
        source = source_row(plan.catalogue, "groups", file, digest=digest_of(layer), counts=report.counts)
        page = report_path(plan_path, f"importgroups-{kind}", file)
        progress.step("Writing the plan", "構想ファイルに書いています")
        with (
            staged({page: html(report, plan.catalogue).encode()}),
            plan.stroke("農業集落などの取込") as stroke,
        ):
            record(plan, stroke, source)
            _clear(plan, stroke, groups, kind)
            _write(plan, stroke, "unit_group", groups.rows, "unit_id", "kind")
            _write(plan, stroke, "unit_group_area", groups.areas, "kind", "group_id")
            check(progress)
    return {**report.counts, "REPORT": page}


def _clear(plan: PlanFile, stroke: Stroke, groups: Groups, kind: str) -> None:
    """Parcels that have left a group of the file, and outlines of groups that nobody is in any more."""
    rows = frame(plan, "unit_group", ["row_id", "unit_id", "kind", "group_id"])
    rows = rows[rows["kind"] == kind]
    left = rows["group_id"].isin(set(groups.rows["group_id"])) & ~rows["unit_id"].isin(
        set(groups.rows["unit_id"])
    )
    stroke.delete("unit_group", list(rows.loc[left, "row_id"]))
    moved = rows["unit_id"].isin(set(groups.rows["unit_id"]))
    alive = (
        set(rows.loc[~left & ~moved, "group_id"])
        | set(groups.rows["group_id"])
        | set(groups.areas["group_id"])
    )
    areas = frame(plan, "unit_group_area", ["row_id", "kind", "group_id"])
    empty = (areas["kind"] == kind) & ~areas["group_id"].isin(alive)
    stroke.delete("unit_group_area", list(areas.loc[empty, "row_id"]))


def _write(plan: PlanFile, stroke: Stroke, table: str, rows: pd.DataFrame, first: str, second: str) -> None:
    """Insert rows, or update those whose id (two columns joined) is there."""
    if rows.empty:
        return
    rows = rows.assign(row_id=rows[first] + "/" + rows[second])
    shapes = wkb(rows.geometry.to_numpy()) if "geometry" in rows else None
    present = rows["row_id"].isin(set(frame(plan, table, ["row_id"])["row_id"])).to_numpy()
    for wanted in (True, False):
        here = present == wanted
        if not here.any():
            continue
        chosen = None if shapes is None else [shape for shape, keep in zip(shapes, here) if keep]
        if wanted:
            stroke.update(table, list(rows["row_id"][here]), columns(rows[here]), chosen)
        else:
            stroke.insert(table, columns(rows[here]), chosen)
