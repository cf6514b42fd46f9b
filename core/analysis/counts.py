"""Parcels and findings counted once, in frames that every table, list and chart is a sum of.

All areas are square metres. ``""`` in a key is "not known" (of a class: none), never a value of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

LAND_KEYS = (
    "class_code",
    "land_kind",
    "status",
    "present",
    "noushin",
    "community",
    "oaza",
    "district",
    "farmland",
)
"""What parcels are told apart by in the frame of :func:`count_land`."""
MEASURES = ("parcels", "area_m2", "registry_m2", "registry_parcels")
FINDING_SUMS = ("findings", "groups", "parcels", "area_m2", "new", "undecided")


def count_land(units: pd.DataFrame) -> pd.DataFrame:
    """One row for each combination of ``LAND_KEYS`` that occurs, sorted; every unit is in exactly one.

    ``units`` has the keys and area_map_m2 and area_registry_m2 (NaN: not known). The sums are ``parcels``,
    ``area_m2`` (map area), ``registry_m2`` (of those whose registry area is known) and ``registry_parcels`` (how many
    those are).
    """
    keys = list(LAND_KEYS)
    registry = pd.to_numeric(units["area_registry_m2"], errors="coerce")
    counted = units[keys].assign(
        parcels=1,
        area_m2=units["area_map_m2"].astype(float),
        registry_m2=registry.fillna(0.0),
        registry_parcels=registry.notna().astype(np.int64),
    )
    return counted.groupby(keys, as_index=False, sort=True)[list(MEASURES)].sum()


def land_by(land: pd.DataFrame, *keys: str) -> pd.DataFrame:
    """The sums of :func:`count_land` by fewer keys, sorted by them; by none: one row."""
    if not keys:
        return land[list(MEASURES)].sum().to_frame().T.astype({"parcels": int, "registry_parcels": int})
    return land.groupby(list(keys), as_index=False, sort=True)[list(MEASURES)].sum()


def crossed(land: pd.DataFrame, rows: str, columns: str, measure: str = "area_m2") -> pd.DataFrame:
    """A cross table of one measure: values of ``rows`` down, of ``columns`` across, 0 where nothing is."""
    return land.pivot_table(
        index=rows, columns=columns, values=measure, aggfunc="sum", fill_value=0, sort=True, observed=True
    )


def count_users(units: pd.DataFrame) -> pd.DataFrame:
    """By class_code ('' none, '*' the whole): ``users_now`` and ``users_target`` of its parcels, each user once.

    ``units`` has class_code, user_now_id and user_target_id. Whose they are is in no column.
    """
    table = pd.DataFrame(index=sorted(set(units["class_code"])))
    for name, column in (("users_now", "user_now_id"), ("users_target", "user_target_id")):
        named = units[units[column] != ""]
        table[name] = named.groupby("class_code")[column].nunique()
        table.loc["*", name] = named[column].nunique()
    table = table.fillna(0).astype(np.int64)
    return table.rename_axis("class_code").reset_index()


def by_severity(findings: pd.DataFrame, severities: Mapping[str, object]) -> pd.DataFrame:
    """One row per severity in the catalogue's order, with ``FINDING_SUMS``.

    ``findings`` are open; ``unit_id`` is '' where they speak of no parcel. A group (rule × zone) counts once, under its
    gravest finding. ``area_m2`` is that of the parcels, each once, and of what has no parcel, each finding once.
    ``undecided`` counts findings on which nobody has decided, or whose premise has changed.
    """
    gravest = by_group(findings, severities)["severity"].value_counts()
    table = _summed(findings, ["severity"]).set_index("severity").reindex(list(severities))
    table["groups"] = gravest.reindex(table.index)
    table = table.fillna(0).astype({name: np.int64 for name in FINDING_SUMS if name != "area_m2"})
    return table.rename_axis("severity").reset_index()[["severity", *FINDING_SUMS]]


def by_group(findings: pd.DataFrame, severities: Mapping[str, object]) -> pd.DataFrame:
    """One row per group (rule × zone) with its gravest severity and ``FINDING_SUMS``, gravest and largest first."""
    codes = list(severities)
    rank = findings["severity"].map({code: place for place, code in enumerate(codes)}).astype(int)
    table = _summed(findings, ["rule_id", "zone_id"]).assign(groups=1)
    gravest = rank.groupby([findings["rule_id"], findings["zone_id"]]).min()
    table["_rank"] = gravest.reindex(pd.MultiIndex.from_frame(table[["rule_id", "zone_id"]])).to_numpy()
    table["severity"] = [codes[place] for place in table["_rank"]]
    table = table.sort_values(
        ["_rank", "area_m2", "rule_id", "zone_id"], ascending=[True, False, True, True], kind="stable"
    )
    return table[["rule_id", "zone_id", "severity", *FINDING_SUMS]].reset_index(drop=True)


def by_rule(findings: pd.DataFrame) -> pd.DataFrame:
    """One row per rule and severity, with ``FINDING_SUMS``; ``groups`` counts zones."""
    keys = ["rule_id", "severity"]
    table = _summed(findings, keys)
    table["groups"] = findings.groupby(keys, sort=True)["zone_id"].nunique().to_numpy()
    return table[[*keys, *FINDING_SUMS]]


def rule_area(findings: pd.DataFrame, rule_id: str, *severities: str) -> float:
    """Area of the parcels under a rule, each once; only of some severities where they are named."""
    own = findings[findings["rule_id"] == rule_id]
    own = own[own["severity"].isin(severities)] if severities else own
    return float(_summed(own, ["rule_id"])["area_m2"].sum())


def _summed(findings: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """``FINDING_SUMS`` without ``groups`` by keys, sorted by them."""
    parcel = findings["unit_id"] != ""
    undecided = (findings["decision"] == "") | (findings["premise_changed"] == 1)
    grouped = findings.assign(new=findings["is_new"] == 1, undecided=undecided).groupby(keys, sort=True)
    table = pd.DataFrame({"findings": grouped.size(), "new": grouped["new"].sum()})
    table["undecided"] = grouped["undecided"].sum()
    units = findings[parcel].groupby([*keys, "unit_id"])["area_m2"].max().groupby(level=keys)
    whole = findings[~parcel].groupby(keys)["area_m2"].sum()
    table["parcels"] = units.size().reindex(table.index)
    table["area_m2"] = units.sum().reindex(table.index).fillna(0.0) + whole.reindex(table.index).fillna(0.0)
    counts = dict.fromkeys(("findings", "new", "undecided", "parcels"), np.int64)
    return table.fillna(0).astype(counts).reset_index()
