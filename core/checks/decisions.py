"""Human decisions across runs, and findings by groups (rule × zone).

A decision names a rule, a zone and a parcel (or what else stands third in a finding's key); without a parcel it
holds for the whole group, and one that names the parcel comes before it. ``premise`` keeps what was decided on.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from ..catalogue import Catalogue

Array = np.ndarray[Any, Any]

PREMISE = ("class_code", "status", "severity")


def premise(findings: pd.DataFrame) -> str:
    """What a decision about these findings rests on: the distinct class, status and severity, as JSON."""
    rows = sorted(set(findings[list(PREMISE)].fillna("").astype(str).itertuples(index=False, name=None)))
    return json.dumps([list(row) for row in rows], ensure_ascii=False)


def decided(findings: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """``decision`` and ``premise`` per finding (``""``: none): its own, else its group's; the last one made counts."""
    nothing = pd.DataFrame({"decision": "", "premise": "", "own": False}, index=findings.index)
    if not len(findings) or not len(decisions):
        return nothing
    made = decisions.fillna("")
    order = [name for name in ("decided_on", "decision_id") if name in made]
    made = made.sort_values(order, kind="stable")
    key = made["rule_id"] + "|" + made["zone_id"] + "|" + made["unit_id"]
    made = made.set_axis(key)
    made = made[~made.index.duplicated(keep="last")]
    single = findings["finding_key"].isin(made.index) & ~findings["finding_key"].str.endswith("|")
    whole = findings["rule_id"] + "|" + findings["zone_id"] + "|"
    chosen = findings["finding_key"].where(single, whole)
    found = made[["decision", "premise"]].reindex(chosen).fillna("").set_axis(findings.index)
    return found.assign(own=single)


def carry_over(
    old: pd.DataFrame, decisions: pd.DataFrame, new: pd.DataFrame, families: Collection[str]
) -> pd.DataFrame:
    """The whole table of findings after a run of ``families``.

    ``old`` is the table as it was, ``new`` the run's findings. Adds to ``new`` the columns state, is_new, decision and
    premise_changed; rows of ``old`` follow that the run did not look at (unchanged) or that have gone (closed).
    """
    rows = new.copy()
    before = old.set_index("finding_key") if len(old) else old
    open_keys = set(old.loc[old["state"] == "open", "finding_key"]) if len(old) else set()
    rows["state"] = "open"
    rows["is_new"] = (~rows["finding_key"].isin(open_keys)).astype(int)
    found = decided(rows, decisions)
    rows["decision"] = found["decision"]
    rows["premise_changed"] = _changed(rows, before, found).astype(int)
    if not len(old):
        return rows
    rest = old[~old["finding_key"].isin(set(rows["finding_key"]))].copy()
    gone = rest["family"].isin(set(families)) & (rest["state"] == "open")
    rest.loc[rest["family"].isin(set(families)), "is_new"] = 0
    rest.loc[gone, "state"] = "closed"
    rest["decision"] = decided(rest, decisions)["decision"].to_numpy()
    return pd.concat([rows, rest], ignore_index=True)


def _premises(frame: pd.DataFrame) -> Array:
    """Class, status and severity of each row, as text."""
    return frame[list(PREMISE)].fillna("").astype(str).to_numpy(dtype=object)


def _changed(rows: pd.DataFrame, before: pd.DataFrame, found: pd.DataFrame) -> pd.Series:
    """Whether class, status or severity differ from those decided on.

    A decision about one finding keeps its own premise. One about a group keeps what was met in the group; within it a
    finding has changed, too, where it differs from the run before, and stays marked until it is decided anew.
    """
    now = [tuple(row) for row in _premises(rows)]
    known: dict[str, set[tuple[str, ...]]] = {
        text: {tuple(row) for row in json.loads(text)} if text else set() for text in set(found["premise"])
    }
    strange = np.array([value not in known[text] for value, text in zip(now, found["premise"])], dtype=bool)
    if len(before):
        past = before[[*PREMISE, "premise_changed", "decision"]].reindex(rows["finding_key"])
        met = past["decision"].notna().to_numpy() & (
            past["decision"].to_numpy() == found["decision"].to_numpy()
        )
        other = (_premises(past) != _premises(rows)).any(axis=1)
        sticky = pd.to_numeric(past["premise_changed"]).fillna(0).to_numpy() > 0
        strange |= met & (other | sticky) & ~found["own"].to_numpy()
    return pd.Series((found["decision"] != "").to_numpy() & strange, index=rows.index)


def groups(findings: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """Findings by rule × zone: the gravest severity, how many, how many new, their area and the decision.

    ``decision`` is the group's where all its findings agree, ``"mixed"`` where they do not; ``undecided`` counts the
    findings without one.
    """
    order = {code: rank for rank, code in enumerate(catalogue.severities)}
    rules = {rule: rank for rank, rule in enumerate(catalogue.rules)}
    codes = list(order)
    frame = findings[findings["state"] == "open"] if "state" in findings else findings
    frame = frame.assign(rank=frame["severity"].map(order), rule=frame["rule_id"].map(rules))
    for name, default in (("is_new", 0), ("decision", ""), ("premise_changed", 0)):
        if name not in frame:
            frame[name] = default
    made = (
        frame.groupby(["rule", "rule_id", "family", "zone_id"], sort=False)
        .agg(
            rank=("rank", "min"),
            count=("finding_key", "size"),
            area_m2=("area_m2", "sum"),
            new_count=("is_new", "sum"),
            changed_count=("premise_changed", "sum"),
            decision=("decision", _agreed),
            undecided=("decision", lambda values: int((values == "").sum())),
        )
        .reset_index()
    )
    made = made.sort_values(["rank", "rule", "zone_id"], kind="stable").reset_index(drop=True)
    made.insert(0, "severity", [codes[rank] for rank in made["rank"]])
    return made.drop(columns=["rank", "rule"])


def _agreed(values: Any) -> str:
    distinct = sorted(set(values))
    return str(distinct[0]) if len(distinct) == 1 else "mixed"
