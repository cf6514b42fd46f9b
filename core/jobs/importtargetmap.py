"""Bring the farmland target map (目標地図) into a plan."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .farmland import known_users, ledger_keys, put_users, write_facts
from .outputs import report_path, staged
from .provenance import fingerprint, record, source_row
from .tables import geoframe


def import_targetmap(
    plan_path: str,
    path: str,
    *,
    key_field: str = "",
    status_field: str = "",
    user_now_field: str = "",
    user_target_field: str = "",
    status_map: str = "",
    encoding: str = "",
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Statuses and users of parcels: READ_COUNT, MATCHED_COUNT, UNMATCHED_COUNT, REPORT.

    Users become pseudonyms in the plan; their names go to the side file.
    """
    from ..plan import PlanFile
    from ..reports.importreport import html
    from ..sources.targetmap import read_targetmap

    digest = fingerprint(path)
    with PlanFile.open(plan_path) as plan:
        units = geoframe(plan, "unit")
        if units.empty:
            raise KosozuError("JOB-NO-UNITS")
        found, report = read_targetmap(
            path,
            epsg=plan.info["crs_epsg"],
            catalogue=plan.catalogue,
            units=units,
            key_field=key_field,
            status_field=status_field,
            user_now_field=user_now_field,
            user_target_field=user_target_field,
            status_map=status_map,
            encoding=encoding,
            daicho=ledger_keys(plan),
            known_users=known_users(plan),
            progress=progress,
        )
        check(progress)
        source = source_row(plan.catalogue, "targetmap", path, digest=digest, counts=report.counts)
        page = report_path(plan_path, "importtargetmap", path)
        progress.step("Writing the plan", "構想ファイルに書いています")
        label = f"目標地図の取込（{Path(path.split('|')[0]).name}）"
        with staged({page: html(report, plan.catalogue).encode()}), plan.stroke(label) as stroke:
            record(plan, stroke, source)
            names = ["target_status", "target_raw", "user_target_id"]
            facts = {name: list(found[name]) for name in names}
            # A map without the present users leaves what the ledger says of them.
            if (found["user_now_id"] != "").any():
                facts["user_now_id"] = list(found["user_now_id"])
            facts["target_source"] = [source["source_id"]] * len(found)
            facts["target_on"] = [_imported_on(plan, source)] * len(found)
            write_facts(plan, stroke, list(found["unit_id"]), facts)
            pseudonyms = [*found["user_now_id"], *found["user_target_id"]]
            put_users(stroke, pseudonyms, [*found["user_now_key"], *found["user_target_key"]], "name")
            check(progress)
    return {**report.counts, "REPORT": page}


def _imported_on(plan: Any, source: dict[str, Any]) -> str:
    """The day on which this very file first came in, so that bringing it in again changes nothing."""
    known = plan.read("source", ["source_id", "imported_on"])
    days = dict(zip(known["source_id"], known["imported_on"]))
    return str(days.get(source["source_id"]) or datetime.date.today().isoformat())
