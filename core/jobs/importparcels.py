"""Bring farmland parcels (筆ポリゴン) into a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..progress import SILENT, Progress, check
from .classes import own_zones, write_classes
from .outputs import report_path, staged
from .provenance import fingerprint, record, source_row
from .succession import retire, successions
from .tables import columns, frame, geoframe, wkb

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..plan import PlanFile
    from ..sources.report import ImportReport

_COLUMNS = ("unit_id", "source_id", "previous_id", "source_name", "source_year", "municipality_code")
_READ = ("source_id", "previous_id", "source_year", "municipality_code", "land_kind", "area_map_m2")


def import_parcels(
    plan_path: str,
    path: str,
    *,
    encoding: str = "",
    crs: str = "",
    year: int | None = None,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Read a file of parcels into the plan: READ_COUNT, USED_COUNT, MERGED_COUNT, REJECTED_COUNT, REPORT.

    A parcel keeps its unit id where its uuid, or the uuid it had the year before, is in the plan already. Parcels of
    an older issue that new ones cover go to ``unit_retired``, and hand on what is known of them. The same file again
    changes nothing.
    """
    from ..plan import PlanFile
    from ..reports.importreport import html
    from ..sources.parcels import read_parcels

    digest = fingerprint(path)
    with PlanFile.open(plan_path) as plan:
        progress.step("Reading parcels", "筆ポリゴンを読んでいます")
        parcels, report = read_parcels(
            path,
            epsg=plan.info["crs_epsg"],
            catalogue=plan.catalogue,
            jurisdiction=plan.info["jurisdiction_code"],
            encoding=encoding,
            crs=crs,
            year=year,
            progress=progress,
        )
        check(progress)
        source = source_row(
            plan.catalogue, "fude", path, digest=digest, counts=report.counts, edition=_years(parcels)
        )
        change = _compare(plan, parcels, source["source_id"], report)
        page = report_path(plan_path, "importparcels", path)
        content = html(report, plan.catalogue).encode()
        progress.step("Writing the plan", "構想ファイルに書いています")
        with (
            staged({page: content}),
            plan.stroke(f"筆ポリゴンの取込（{Path(path.split('|')[0]).name}）") as stroke,
        ):
            record(plan, stroke, source)
            _write(plan, stroke, change, progress)
            check(progress)
    return {**report.counts, "REPORT": page}


def _years(parcels: gpd.GeoDataFrame) -> str:
    years = sorted({int(year) for year in parcels["source_year"].dropna()})
    return "・".join(str(year) for year in years)


def _compare(
    plan: PlanFile, parcels: gpd.GeoDataFrame, source_id: str, report: ImportReport
) -> dict[str, Any]:
    """What the file means for the plan: rows to insert, to renew and to retire."""
    known = frame(plan, "unit", _COLUMNS)
    parcels = parcels.reset_index(drop=True)
    own = dict(zip(known["source_id"], known["unit_id"]))
    superseded = parcels["source_id"].isin(set(known["previous_id"].dropna())) & ~parcels["source_id"].isin(
        own
    )
    if superseded.any():
        rows = int(superseded.sum())
        report.add("SUPERSEDED", "rejected", rows, parcels.loc[superseded, "source_id"].head(20))
        report.counts["USED_COUNT"] -= rows
        report.counts["REJECTED_COUNT"] += rows
        parcels = parcels[~superseded].reset_index(drop=True)
    unit_id = parcels["source_id"].map(own)
    before = parcels["previous_id"].map(own).where(~parcels["previous_id"].duplicated())
    before = before.where(~before.isin(set(unit_id.dropna())))
    unit_id = unit_id.fillna(before).fillna(parcels["source_id"])
    parcels = parcels.assign(unit_id=unit_id, data_origin=source_id, kind="parcel")
    present = parcels["unit_id"].isin(set(known["unit_id"]))
    pairs = successions(plan, known, parcels)
    return {"new": parcels[~present], "renewed": parcels[present], "pairs": pairs, "known": known}


def _write(plan: PlanFile, stroke: Any, change: dict[str, Any], progress: Progress) -> None:
    new, renewed, pairs = change["new"], change["renewed"], change["pairs"]
    taken_over = retire(plan, stroke, pairs, new) if len(pairs) else {}
    if len(new):
        data = {**columns(new, ["unit_id", "kind", "data_origin", *_READ]), **taken_over}
        stroke.insert("unit", data, wkb(new.geometry.to_numpy()))
    if len(renewed):
        _renew(stroke, renewed, change["known"].set_index("unit_id"))
    zones = own_zones(geoframe(plan, "zone", ["zone_id", "tier", "class_code"]))
    painted = any(taken_over.get("paint_code", ()))
    if (len(zones) or painted) and (len(new) or len(renewed)):
        write_classes(stroke, geoframe(plan, "unit", ["unit_id", "paint_code"]), zones, progress)


def _renew(stroke: Any, rows: gpd.GeoDataFrame, known: pd.DataFrame) -> None:
    """Parcels that the plan has: a new issue takes the place of the old one; the same issue only its shape."""
    same = known.loc[rows["unit_id"], "source_id"].to_numpy() == rows["source_id"].to_numpy()
    # Where the parcel came from, and what a ledger has said of its kind of land, are not said anew by the same issue.
    of_same_issue = [name for name in _READ if name != "land_kind"]
    for chosen, names in ((rows[same], of_same_issue), (rows[~same], ["data_origin", *_READ])):
        if len(chosen):
            stroke.update(
                "unit", list(chosen["unit_id"]), columns(chosen, names), wkb(chosen.geometry.to_numpy())
            )
