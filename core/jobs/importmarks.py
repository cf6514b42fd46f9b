"""Bring points and lines (拠点, 見守り点, 獣害防護柵, 水路, 避難路 …) into a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .importzones import digest_of
from .outputs import report_path, staged
from .provenance import record, source_row, tell_encoding
from .tables import columns, wkb

if TYPE_CHECKING:
    import geopandas as gpd


def import_marks(
    plan_path: str,
    layer: gpd.GeoDataFrame,
    epsg: int,
    *,
    file: str = "",
    kind: str = "",
    kind_field: str = "",
    name_field: str = "",
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Marks of a frame (in ``epsg``; 0: not known): READ_COUNT, USED_COUNT, REJECTED_COUNT, REPORT."""
    from ..plan import PlanFile
    from ..reports.importreport import html
    from ..sources.marks import read_marks

    with PlanFile.open(plan_path) as plan:
        if not epsg:
            raise KosozuError("JOB-NO-CRS", file=file or "INPUT")
        marks, report = read_marks(
            layer,
            epsg,
            epsg=plan.info["crs_epsg"],
            catalogue=plan.catalogue,
            kind=kind,
            kind_field=kind_field,
            name_field=name_field,
            file_name=Path(file.split("|")[0]).name,
            progress=progress,
        )
        tell_encoding(report, layer.attrs)
        check(progress)
        source = source_row(plan.catalogue, "marks", file, digest=digest_of(layer), counts=report.counts)
        page = report_path(plan_path, "importmarks", file)
        with staged({page: html(report, plan.catalogue).encode()}), plan.stroke("記号の取込") as stroke:
            record(plan, stroke, source)
            known = marks["mark_id"].isin(set(plan.read("mark", ["mark_id"])["mark_id"]))
            new, old = marks[~known], marks[known]
            if len(new):
                stroke.insert("mark", columns(new), wkb(new.geometry.to_numpy()))
            if len(old):
                stroke.update("mark", list(old["mark_id"]), columns(old, ["name", "note"]))
            check(progress)
    return {**report.counts, "REPORT": page}
