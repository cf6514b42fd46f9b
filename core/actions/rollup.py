"""Sums of an action plan: area, hours and cost by manager and fiscal year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from .years import plan_years

COLUMNS = [
    "manager_id",
    "fiscal_year",
    "action_count",
    "area_m2",
    "hours",
    "cost",
    "without_hours",
    "without_cost",
]


def by_manager_and_year(
    actions: pd.DataFrame, info: Mapping[str, Any], zones: pd.DataFrame | None = None
) -> pd.DataFrame:
    """One row per manager_id ('' = nobody named) and fiscal year, sorted.

    ``area_m2`` is the land worked on or watched: within a zone the larger of the two, and at most the zone's own area
    where ``zones`` is given; procedures add none. ``hours`` and ``cost`` (a year) are sums of the numbers there are,
    NaN where no action of the year has one; ``without_hours`` and ``without_cost`` count the actions of work and
    watching that have none.
    """
    first, last = plan_years(info)
    live = actions.copy()
    for name, bound in (("start_fy", first), ("end_fy", last)):
        years = pd.to_numeric(live[name], errors="coerce")
        live[name] = years if bound is None else years.fillna(bound)
    live = live.dropna(subset=["start_fy", "end_fy"])
    for name in ("area_m2", "hours_per_year", "cost"):
        live[name] = pd.to_numeric(live[name], errors="coerce")
    live["manager_id"] = live["manager_id"].fillna("")
    spans = (live["end_fy"] - live["start_fy"] + 1).clip(lower=0).astype(int)
    long = live.loc[live.index.repeat(spans)]
    long = long.assign(fiscal_year=(long["start_fy"] + long.groupby(level=0).cumcount()).astype(int))
    if long.empty:
        return pd.DataFrame(columns=COLUMNS)
    keys = ["manager_id", "fiscal_year"]
    on_land = long[long["kind"] != "procedure"]
    area = _area(on_land, keys, zones)
    grouped = long.groupby(keys)
    table = pd.DataFrame(
        {
            "action_count": grouped.size(),
            "area_m2": area,
            "hours": grouped["hours_per_year"].sum(min_count=1),
            "cost": grouped["cost"].sum(min_count=1),
            "without_hours": on_land["hours_per_year"].isna().groupby([on_land[key] for key in keys]).sum(),
            "without_cost": on_land["cost"].isna().groupby([on_land[key] for key in keys]).sum(),
        }
    )
    for name in ("area_m2", "without_hours", "without_cost"):
        table[name] = table[name].fillna(0)
    table = table.astype({"without_hours": np.int64, "without_cost": np.int64})
    return table.reset_index().sort_values(keys, kind="stable")[COLUMNS].reset_index(drop=True)


def _area(on_land: pd.DataFrame, keys: list[str], zones: pd.DataFrame | None) -> pd.Series:
    """Area by manager and year: parts of a zone's work add up, work and watching of one zone do not."""
    parts = (
        on_land.groupby([*keys, "zone_id", "kind"])["area_m2"].sum().groupby(level=[*keys, "zone_id"]).max()
    )
    if zones is not None:
        whole = pd.to_numeric(zones.set_index("zone_id")["area_m2"], errors="coerce")
        limit = whole.reindex(parts.index.get_level_values("zone_id")).to_numpy()
        parts = parts.where(~(parts > limit), limit)
    return parts.groupby(level=keys).sum()
