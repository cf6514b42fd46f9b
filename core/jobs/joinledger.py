"""Join farmland pins (農地ピン) or the ledger (農地台帳) to the parcels of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .farmland import known_users, ledger_keys, put_users, write_facts
from .outputs import report_path, staged
from .provenance import fingerprint, record, source_row
from .tables import columns, frame, geoframe, plain

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..plan import PlanFile
    from ..plan.stroke import Stroke


def join_ledger(
    plan_path: str,
    path: str,
    *,
    mapping: str = "",
    encoding: str = "",
    max_distance: float = 20.0,
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Match a file of pins with the parcels, and return the counts and REPORT.

    READ_COUNT = KEYED_COUNT + INSIDE_COUNT + NEAR_COUNT + UNMATCHED_COUNT + DUPLICATE_COUNT. What another file
    has said stays where this one says nothing. Addresses and ledger keys go to the side file.
    """
    from ..plan import PlanFile
    from ..reports.importreport import html
    from ..sources.aggregate import aggregate
    from ..sources.ledger import read_ledger
    from ..sources.match import count, match_pins

    digest = fingerprint(path)
    with PlanFile.open(plan_path) as plan:
        units = geoframe(plan, "unit")
        if units.empty:
            raise KosozuError("JOB-NO-UNITS")
        pins, report = read_ledger(
            path,
            epsg=plan.info["crs_epsg"],
            catalogue=plan.catalogue,
            mapping=mapping,
            encoding=encoding,
            known_users=known_users(plan),
            progress=progress,
        )
        # Row numbers are unique within a file only.
        pins["pin_id"] = "pin-" + digest[:8] + pins["pin_id"].str.removeprefix("pin")
        progress.step("Matching with parcels", "筆と結び付けています")
        limits = plan.catalogue.thresholds
        ratio = (limits["area_ratio_min"], limits["area_ratio_max"])
        matches = match_pins(pins, units, max_distance, ratio, ledger_keys(plan))
        count(report, pins, matches, len(units))
        facts = aggregate(pins, matches, units, report)
        check(progress)
        source = source_row(plan.catalogue, report.dataset, path, digest=digest, counts=report.counts)
        page = report_path(plan_path, "joinledger", path)
        progress.step("Writing the plan", "構想ファイルに書いています")
        label = f"農地台帳の結び付け（{Path(path.split('|')[0]).name}）"
        with staged({page: html(report, plan.catalogue).encode()}), plan.stroke(label) as stroke:
            record(plan, stroke, source)
            _write_pins(plan, stroke, pins, matches, source["source_id"])
            _write_units(plan, stroke, units, facts, source["source_id"])
            put_users(stroke, list(pins["user_now_id"]), list(pins["user_now_key"]), "number")
            check(progress)
    return {**report.counts, "REPORT": page}


def _write_pins(
    plan: PlanFile, stroke: Stroke, pins: gpd.GeoDataFrame, matches: pd.DataFrame, source: str
) -> None:
    """Pins and matches of this file as they are now; those of other files stay.

    Each pin has its own source and day, so that it can be told which file said a fact, and as of when.
    """
    from ..sources.ledger import FACTS

    old = frame(plan, "ledger_match", ["match_id", "pin_id", "unit_id"])
    table = matches.assign(match_id=matches["pin_id"] + "/" + matches["unit_id"])
    gone = old["pin_id"].isin(set(pins["pin_id"])) & ~old["match_id"].isin(set(table["match_id"]))
    stroke.delete("ledger_match", list(old.loc[gone, "match_id"]))
    stroke.upsert("ledger_match", columns(table))
    _forget(plan, stroke, set(matches["unit_id"]), source)
    stored = ["pin_id", "chiban", "land_kind", "area_registry_m2", *FACTS, "x", "y"]
    table = pins[stored].assign(data_origin=source, ledger_on=pins["survey_on"])
    stroke.replace("ledger_pin", {"data_origin": source}, columns(table))
    private = {name: list(pins[name]) for name in ("daicho_id", "address")}
    stroke.names.put("pin", list(pins["pin_id"]), private)


def _forget(plan: PlanFile, stroke: Stroke, matched: set[str], source: str) -> None:
    """Facts that this very file said, with other settings, of parcels that it is no longer joined to."""
    from ..sources.ledger import FACTS

    facts = frame(plan, "unit_farmland", ["unit_id", "ledger_source"])
    lost = list(facts.loc[(facts["ledger_source"] == source) & ~facts["unit_id"].isin(matched), "unit_id"])
    blank: list[Any] = [None] * len(lost)
    if lost:
        stroke.update("unit_farmland", lost, dict.fromkeys((*FACTS, "ledger_source", "ledger_on"), blank))


def _write_units(
    plan: PlanFile, stroke: Stroke, units: gpd.GeoDataFrame, facts: pd.DataFrame, source: str
) -> None:
    """Facts of the law, lot numbers, registry areas; the user, where no target map has said who it is."""
    from ..sources.ledger import FACTS

    if facts.empty:
        return
    ids = list(facts["unit_id"])
    known = frame(plan, "unit_farmland", ["unit_id", *FACTS]).set_index("unit_id").reindex(ids)
    said = {}
    for name in FACTS:
        # A file without the column, or without a value, does not take away what another one has said.
        new = facts[name].astype(object).reset_index(drop=True)
        said[name] = plain(new.where(new.notna() & (new != ""), known[name].to_numpy(dtype=object)))
    write_facts(
        plan,
        stroke,
        ids,
        {
            **said,
            "ledger_source": [source] * len(ids),
            "ledger_on": columns(facts, ["ledger_on"])["ledger_on"],
        },
    )
    _write_users(plan, stroke, facts)
    before = units.set_index("unit_id").loc[ids]

    def kept(name: str, column: str) -> list[Any]:
        """What the file says, else (a pin that is only near says nothing of lots and areas) what the plan had."""
        said = facts[name].astype(object)
        said = said.where(said.notna() & (said != ""), before[column].to_numpy(dtype=object))
        return plain(said)

    stroke.update(
        "unit",
        ids,
        {
            "chiban": kept("chiban", "chiban"),
            "address": kept("place", "address"),
            "area_registry_m2": kept("area_registry_m2", "area_registry_m2"),
            "land_kind": kept("land_kind", "land_kind"),
        },
    )


def _write_users(plan: PlanFile, stroke: Stroke, facts: pd.DataFrame) -> None:
    present = frame(plan, "unit_farmland", ["unit_id", "user_now_id", "target_source"]).set_index("unit_id")
    here = present.loc[facts["unit_id"]]
    free = ((here["target_source"] == "") | (here["user_now_id"] == "")).to_numpy()
    chosen = facts[free]
    stroke.update("unit_farmland", list(chosen["unit_id"]), {"user_now_id": list(chosen["user_now_id"])})
