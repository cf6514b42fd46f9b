"""Check a plan: findings (調整事項) with the decisions made on them."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from . import aside
from .outputs import check_writable, staged
from .tables import columns, plain

if TYPE_CHECKING:
    import pandas as pd

    from ..checks.facts import Facts
    from ..plan import PlanFile
    from ..plan.stroke import Stroke

FAMILIES = ("farmland", "tiers", "law", "tiling", "completeness")

LABEL = "構想の確認"
"""The stroke of a check."""
READ = frozenset(
    {"unit", "unit_farmland", "unit_group", "ledger_match", "zone", "legal_area", "context_layer"}
)
"""Tables of the land that a check looks at."""

_STORED = [
    "finding_key",
    "run_id",
    "rule_id",
    "family",
    "severity",
    "zone_id",
    "unit_id",
    "class_code",
    "status",
    "share",
    "area_m2",
    "params",
    "procedure",
    "state",
    "is_new",
    "decision",
    "premise_changed",
]
_SEVERITIES = ("BLOCK", "CONFLICT", "CHECK", "INFO")


def check_plan(
    plan_path: str,
    *,
    families: Sequence[str] = (),
    findings_csv: str = "",
    report_html: str = "",
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Run the rules of ``families`` (all where none is named) and store the findings.

    Returns the counts of open findings of these families by severity, NEW_COUNT, CLOSED_COUNT, and BLANK_SHARE in
    percent. Decisions of earlier runs stay. A run that finds the same as the one before changes nothing, but that it
    was made where the plan has changed since. While the plan is open in QGIS's window of this process, another
    process does the work.
    """
    from ..checks.decisions import carry_over
    from ..checks.facts import read_facts
    from ..checks.run import check as run_rules
    from ..plan import PlanFile

    wanted = [family for family in FAMILIES if not families or family in families]
    for family in families:
        if family not in FAMILIES:
            raise KosozuError("JOB-FAMILY", family=family, families=", ".join(FAMILIES))
    for path in filter(None, (findings_csv, report_html)):
        check_writable(path)
    if aside.wanted(plan_path):
        given = {"families": list(families), "findings_csv": findings_csv, "report_html": report_html}
        with contextlib.suppress(aside.Unavailable):
            found: dict[str, Any] = aside.run("checkplan", "check_plan", plan_path, given, progress)
            return found
    with PlanFile.open(plan_path) as plan:
        progress.step("Reading the plan", "構想ファイルを読んでいます")
        plan.progress = progress
        facts = read_facts(plan, plan.catalogue, progress)
        if facts.units.empty:
            raise KosozuError("JOB-NO-UNITS")
        result = run_rules(facts, wanted)
        table = carry_over(facts.findings, facts.decisions, result.findings, wanted)
        table["run_id"] = _run_id(table)
        counts = _counts(table, facts.findings, wanted, float(result.totals["blank_share"]))
        check(progress)
        files = _files(plan, facts, table, findings_csv, report_html, counts, progress)
        progress.step("Writing the findings", "調整事項を書いています")
        with staged(files), plan.stroke(LABEL, long=True, progress=progress) as stroke:
            _write(plan, stroke, table, wanted, counts)
            check(progress)
    return {**counts, "FINDINGS": findings_csv, "REPORT": report_html}


def _run_id(table: pd.DataFrame) -> str:
    """Named after what was found, so that the same findings are the same run."""
    import pandas as pd

    stable = table[table["state"] == "open"][["finding_key", "severity", "class_code", "status", "params"]]
    return (
        "run-"
        + hashlib.sha256(pd.util.hash_pandas_object(stable.astype(str), index=False).values).hexdigest()[:12]
    )


def _counts(
    table: pd.DataFrame, before: pd.DataFrame, families: Sequence[str], blank_share: float
) -> dict[str, Any]:
    shown = table[(table["state"] == "open") & table["family"].isin(families)]
    by_severity = shown["severity"].value_counts()
    was_open = set(before.loc[before["state"] == "open", "finding_key"]) if len(before) else set()
    closed = table[(table["state"] == "closed") & table["finding_key"].isin(was_open)]
    return {
        "FINDING_COUNT": len(shown),
        **{f"{severity}_COUNT": int(by_severity.get(severity, 0)) for severity in _SEVERITIES},
        "NEW_COUNT": int((~shown["finding_key"].isin(was_open)).sum()),
        "CLOSED_COUNT": len(closed),
        "BLANK_SHARE": round(100.0 * blank_share, 2),
    }


def _files(
    plan: PlanFile,
    facts: Facts,
    table: pd.DataFrame,
    findings_csv: str,
    report_html: str,
    counts: dict[str, Any],
    progress: Progress,
) -> dict[str, bytes]:
    """The lists that were asked for, worded for people inside the office."""
    if not (findings_csv or report_html):
        return {}
    from ..reports.findingsreport import findings_csv as make_csv
    from ..reports.findingsreport import findings_html as make_html

    progress.step("Writing the lists", "一覧を書いています")
    listed = worded(table, facts)
    files: dict[str, bytes] = {}
    if findings_csv:
        files[findings_csv] = make_csv(listed, plan.catalogue)
    if report_html:
        page = make_html(listed, plan.catalogue, plan.info, blank_share=counts["BLANK_SHARE"], lang="ja")
        files[report_html] = page.encode()
    return files


def worded(findings: pd.DataFrame, facts: Facts) -> pd.DataFrame:
    """Findings with their sentences, with names of zones and 地番 beside the ids, and with what was decided."""
    from ..checks.wording import messages

    names = {"zones": facts.zone_names, "parcels": facts.parcel_names}
    reasons = facts.decisions.set_index("decision_id") if len(facts.decisions) else None
    own = findings["finding_key"]
    group = findings["rule_id"] + "|" + findings["zone_id"] + "|"
    told = {"decision_reason": "", "consulted": ""}
    if reasons is not None:
        key = own.where(own.isin(reasons.index), group)
        told["decision_reason"] = key.map(reasons["reason"]).fillna("")
        told["consulted"] = (
            key.map(reasons["consulted_office"] + " " + reasons["consulted_on"]).fillna("").str.strip()
        )
    return findings.assign(
        message_ja=messages(findings, facts.catalogue, "ja", **names),
        message_en=messages(findings, facts.catalogue, "en", **names),
        zone_name=findings["zone_id"].map(facts.zone_names).fillna(""),
        parcel=findings["unit_id"].map(facts.parcel_names).fillna(findings["unit_id"]),
        **told,
    )


def _write(
    plan: PlanFile, stroke: Stroke, table: pd.DataFrame, families: Sequence[str], counts: dict[str, Any]
) -> None:
    import shapely

    from ..analysis.blocks import piecemeal
    from ..plan.journal import now

    fresh = table["geometry"].notna() if "geometry" in table else table["state"].isna()
    rows, rest = table[fresh], table[~fresh]
    present = set(plan.read("finding", ["finding_key"])["finding_key"])
    known = rows["finding_key"].isin(present).to_numpy()
    points = piecemeal(shapely.to_wkb, rows["geometry"].to_numpy())
    new, old = rows[~known], rows[known]
    stroke.insert("finding", columns(new, _STORED), list(points[~known]))
    stroke.update("finding", plain(old["finding_key"]), columns(old, _STORED[1:]), list(points[known]))
    stroke.update("finding", plain(rest["finding_key"]), columns(rest, ["state", "is_new", "decision"]))
    run_id = table["run_id"].iloc[0] if len(table) else "run-none"
    if run_id in plan.read("check_run", ["run_id"])["run_id"]:
        if plan.written_since(LABEL, READ):
            stroke.update("check_run", [run_id], {"at": [now()]})
    else:
        stroke.insert(
            "check_run",
            {
                "run_id": [run_id],
                "at": [now()],
                "families": [",".join(families)],
                "counts": [json.dumps(counts, sort_keys=True)],
                "blank_share": [counts["BLANK_SHARE"]],
            },
        )
