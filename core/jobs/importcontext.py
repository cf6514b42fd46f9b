"""Bring context into a plan: people, roads, facilities, law and hazard areas, land use, elevation and slope."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..progress import SILENT, Progress, check
from . import contextfiles
from .outputs import report_path, staged
from .provenance import fingerprint, record, source_row
from .tables import columns, wkb

if TYPE_CHECKING:
    import geopandas as gpd

    from ..catalogue.dataset import Dataset
    from ..plan import PlanFile
    from ..plan.stroke import Stroke
    from ..sources.context import Place
    from ..sources.report import ImportReport

COUNTS = ("READ_COUNT", "USED_COUNT", "REJECTED_COUNT")
_GEOMETRY = {"polygon": "MultiPolygon", "line": "Unknown", "point": "Unknown", "any": "Unknown"}
_RASTERS = {"elevation", "slope"}


def import_context(
    plan_path: str,
    path: str,
    *,
    dataset: str = "auto",
    encoding: str = "",
    crs: str = "",
    year: int | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Read a file of a dataset of the catalogue: READ_COUNT = USED_COUNT + REJECTED_COUNT, REPORT.

    Law and hazard areas go into the plan, everything else into the folder beside it. The same file again changes
    nothing; another year of a dataset takes the place of the one before (but for people, whose years are kept).
    """
    from ..plan import PlanFile
    from ..reports.importreport import html
    from ..sources.context import which
    from ..sources.vector import split_path

    with PlanFile.open(plan_path, readonly=True) as plan:
        entry = plan.catalogue.datasets[which(path, dataset, plan.catalogue)]
        place = contextfiles.place_of(plan, 0.0 if entry.role == "law" else None)
    digest = fingerprint(str(split_path(path)[0]))
    layer_id = f"{entry.id}-{digest[:12]}"
    progress.step("Reading context data", "背景データを読んでいます")
    report, layer, files, areas = _read(path, entry, place, layer_id, encoding, crs, year, progress)
    layer["open"] = "yes" if entry.is_open(layer["year"]) else "no"
    check(progress)
    progress.step("Writing the plan", "構想ファイルに書いています")
    beside = contextfiles.folder(plan_path)
    page = report_path(plan_path, f"importcontext-{entry.id}", path)
    with PlanFile.open(plan_path) as plan:
        old = _superseded(plan, entry, layer, report)
        row = _source(plan, entry, path, digest, report, layer["year"])
        outputs = {str(beside / name): content for name, content in files.items()}
        outputs[page] = html(report, plan.catalogue).encode()
        label = f"背景データの取込（{Path(path.split('|')[0]).name}）"
        with staged(outputs), plan.stroke(label) as stroke:
            record(plan, stroke, row)
            _write(plan, stroke, {**layer, "source_id": row["source_id"]}, areas, old)
            check(progress)
    return {**{name: report.counts[name] for name in COUNTS}, "REPORT": page}


def _read(
    path: str,
    entry: Dataset,
    place: Place,
    layer_id: str,
    encoding: str,
    crs: str,
    year: int | None,
    progress: Progress,
) -> tuple[ImportReport, dict[str, Any], dict[str, bytes], gpd.GeoDataFrame | None]:
    """Report, row of ``context_layer``, files to write beside the plan, and areas to write into it."""
    from ..sources.context import read_context
    from ..sources.datasets import year_of
    from ..sources.raster import cut
    from ..sources.report import ImportReport
    from ..sources.vector import split_path

    layer: dict[str, Any] = {
        "layer_id": layer_id, "dataset": entry.id, "role": entry.role, "level": "", "file": "", "year": None,
        "count": 0, "imported_on": datetime.date.today().isoformat(),
    }  # fmt: skip
    if entry.role in _RASTERS:
        file = split_path(path)[0]
        report = ImportReport("context", file.name)
        report.fact("DATASET", f"{entry.title_ja} / {entry.title_en}")
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "part.tif"
            extent = place.extent
            cut(file, entry.role, target, epsg=place.epsg, extent=extent, given_crs=crs, report=report)
            content = target.read_bytes()
        layer.update(file=f"{layer_id}.tif", year=year_of(path, year), count=report.counts["USED_COUNT"])
        return report, layer, {layer["file"]: content}, None
    context, report = read_context(
        path, entry, place, encoding=encoding, given_crs=crs, year=year, progress=progress
    )
    layer.update(level=context.level, year=context.year, count=len(context.frame))
    if entry.role == "law":
        return report, layer, {}, context.frame
    layer["file"] = f"{layer_id}.gpkg"
    kind = _GEOMETRY.get(entry.geometry, "MultiPolygon")
    return report, layer, {layer["file"]: contextfiles.packed(context.frame, place.epsg, kind)}, None


def _superseded(plan: PlanFile, entry: Dataset, layer: dict[str, Any], report: ImportReport) -> list[str]:
    """Layers of another year of the same dataset, which give way."""
    if entry.role == "people" or layer["year"] is None:
        return []
    rows = plan.read("context_layer", ["layer_id", "dataset", "year"])
    old = [
        str(known)
        for known, dataset, year in zip(rows["layer_id"], rows["dataset"], rows["year"])
        if dataset == entry.id and year not in (None, layer["year"])
    ]
    report.add("OLDER_EDITION", "note", len(old), old)
    return old


def _source(
    plan: PlanFile, entry: Dataset, path: str, digest: str, report: ImportReport, year: int | None
) -> dict[str, Any]:
    row = source_row(
        plan.catalogue,
        entry.id,
        path,
        digest=digest,
        counts=report.counts,
        edition="" if year is None else str(year),
    )
    if row["licence"] != "SYNTHETIC":
        row.update(
            provider=entry.provider_ja,
            licence=entry.licence_of(year),
            credit_ja=entry.credit_ja,
            credit_en=entry.credit_en,
        )
    return row


def _write(
    plan: PlanFile, stroke: Stroke, layer: dict[str, Any], areas: gpd.GeoDataFrame | None, old: list[str]
) -> None:
    for gone in old:
        stroke.replace("legal_area", {"layer_id": gone}, {"area_id": []}, [])
    if old:
        stroke.delete("context_layer", old)
    present = plan.read("context_layer", ["layer_id"])["layer_id"]
    if layer["layer_id"] not in present:
        stroke.insert("context_layer", {name: [value] for name, value in layer.items()})
    if areas is None:
        return
    from ..catalogue import load

    entry = plan.catalogue.datasets.get(layer["dataset"]) or load().datasets[layer["dataset"]]
    rows = areas.assign(
        area_id=[f"{layer['layer_id']}-{number:06d}" for number in range(1, len(areas) + 1)],
        layer_id=layer["layer_id"],
        dataset=layer["dataset"],
        year=layer["year"],
        tolerance_m=entry.tolerance_m,
    )
    names = ["area_id", "layer_id", "dataset", "kind", "code", "name", "year", "tolerance_m"]
    stroke.replace(
        "legal_area", {"layer_id": layer["layer_id"]}, columns(rows, names), wkb(rows.geometry.to_numpy())
    )
