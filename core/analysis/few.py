"""Groups of findings that would point at one family's land: of few parcels, or of few users."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .small import Limits

KEYS = ["rule_id", "zone_id"]


def few(
    groups: pd.DataFrame, findings: pd.DataFrame, units: pd.DataFrame, limits: Limits
) -> np.ndarray[Any, Any]:
    """For each row of ``counts.by_group`` whether the public may not be told its parcels and their area.

    A group without a parcel tells nobody's land. A parcel whose user is not known (``holder`` 0) counts as one user.
    Where one group of a rule alone would be kept back, the next smallest of that rule goes with it, so that no sum of
    the rule gives it away.
    """
    land = findings.loc[findings["unit_id"] != "", [*KEYS, "unit_id"]].drop_duplicates()
    holders = land["unit_id"].map(dict(zip(units["unit_id"], units["holder"]))).fillna(0).astype(int)
    summed = _counted(land.assign(holder=holders), KEYS)
    told = summed.reindex(pd.MultiIndex.from_frame(groups[KEYS])).fillna(0)
    parcels = told["parcels"].to_numpy()
    kept = (parcels > 0) & limits.few(parcels, told["users"].to_numpy())
    area, rules = groups["area_m2"].to_numpy(), groups["rule_id"].to_numpy()
    for rule in np.unique(rules[kept]):
        mine = rules == rule
        others = np.flatnonzero(mine & ~kept & (parcels > 0))
        if kept[mine].sum() == 1 and len(others):
            kept[others[np.argmin(area[others])]] = True
    return np.asarray(kept)


def hidden_cells(
    cell: np.ndarray[Any, Any], holder: np.ndarray[Any, Any], area: np.ndarray[Any, Any], limits: Limits
) -> frozenset[Any]:
    """Cells of one column of a table that the public may not be told, where it is told their sum.

    One entry a parcel: the cell that it counts in, its user (0: not known, one user of its own) and its area. Cells of
    few parcels or users are hidden, and the next smallest with them until the hidden ones together are few no longer.
    """
    land = pd.DataFrame({"cell": cell, "holder": holder, "area": area})
    cells = _counted(land, ["cell"]).assign(area=land.groupby("cell")["area"].sum())
    cells = cells.sort_values("area", kind="stable")
    few = limits.few(cells["parcels"], cells["users"])
    hidden, rest = list(cells.index[few]), list(cells.index[~few])
    while hidden and rest and are_few(land[land["cell"].isin(hidden)], limits):
        hidden.append(rest.pop(0))
    return frozenset(hidden)


def are_few(units: pd.DataFrame, limits: Limits) -> bool:
    """Whether these parcels (``holder``: 0 not known) are fewer, or of fewer users, than a public number may be of."""
    holders = units["holder"].to_numpy()
    users = len(np.unique(holders[holders > 0])) + int((holders == 0).sum())
    return bool(limits.few(len(units), users))


def _counted(land: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Parcels and users by keys, of a row for each parcel with its ``holder``; one that is not known is a user, too."""
    known = land["holder"] > 0
    told = land.assign(user=land["holder"].where(known), nobody=~known).groupby(keys, sort=True)
    found = told.agg(parcels=("holder", "size"), users=("user", "nunique"), nobody=("nobody", "sum"))
    return found.assign(users=found["users"] + found["nobody"])[["parcels", "users"]]
