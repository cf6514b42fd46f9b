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
    land = land.assign(holder=holders.where(holders > 0), unknown=holders == 0)
    summed = land.groupby(KEYS).agg(
        parcels=("unit_id", "size"), users=("holder", "nunique"), unknown=("unknown", "sum")
    )
    told = summed.reindex(pd.MultiIndex.from_frame(groups[KEYS])).fillna(0)
    parcels, users = told["parcels"].to_numpy(), (told["users"] + told["unknown"]).to_numpy()
    kept = (parcels > 0) & ((parcels < limits.parcels) | (users < limits.users))
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
    land["user"] = land["holder"].where(land["holder"] > 0)
    land["nobody"] = land["user"].isna()

    def is_few(parcels: Any, users: Any) -> Any:
        return (parcels < limits.parcels) | (users < limits.users)

    cells = land.groupby("cell", sort=True).agg(
        parcels=("area", "size"), users=("user", "nunique"), unknown=("nobody", "sum"), area=("area", "sum")
    )
    cells = cells.sort_values("area", kind="stable")
    few = is_few(cells["parcels"], cells["users"] + cells["unknown"])
    hidden, rest = list(cells.index[few]), list(cells.index[~few])
    while hidden and rest:
        own = land[land["cell"].isin(hidden)]
        if not is_few(len(own), own["user"].nunique() + int(own["nobody"].sum())):
            break
        hidden.append(rest.pop(0))
    return frozenset(hidden)


def are_few(units: pd.DataFrame, limits: Limits) -> bool:
    """Whether these parcels (``holder``: 0 not known) are fewer, or of fewer users, than a public number may be of."""
    holders = units["holder"].to_numpy()
    users = len(np.unique(holders[holders > 0])) + int((holders == 0).sum())
    return len(units) < limits.parcels or users < limits.users
