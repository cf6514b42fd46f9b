"""Where a zone lies, in the words of the place: the 字 or settlements of its parcels."""

from __future__ import annotations

import pandas as pd

from .text import word

_KINDS = ("oaza", "community")
_MOST = 3


def sections(units: pd.DataFrame, groups: pd.DataFrame) -> dict[str, str]:
    """zone_id → names of its 大字, else of its 農業集落, by area; at most three, then ほか.

    ``units`` has unit_id, zone_id and area_map_m2; ``groups`` has unit_id, kind and name (the plan's ``unit_group``).
    """
    if units.empty or groups.empty:
        return {}
    inside = units[units["zone_id"].fillna("") != ""]
    named = groups[groups["name"].fillna("") != ""]
    found: dict[str, str] = {}
    for kind in reversed(_KINDS):
        both = inside.merge(named[named["kind"] == kind], on="unit_id")
        sums = both.groupby(["zone_id", "name"], as_index=False)["area_map_m2"].sum()
        sums = sums.sort_values(["zone_id", "area_map_m2", "name"], ascending=[True, False, True])
        for zone_id, names in sums.groupby("zone_id")["name"]:
            found[str(zone_id)] = _join(list(names))
    return found


def _join(names: list[str]) -> str:
    text = "・".join(names[:_MOST])
    return text if len(names) <= _MOST else word("place_more", sections=text)
