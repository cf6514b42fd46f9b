"""Re-issued parcels: who succeeds whom, and what a retired parcel hands on to its successors.

What people and ledgers have said of the land stays with the land: paint, lot number, facts of the ledger and the
target map, groups, matches of pins, and decisions on single parcels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .tables import columns, frame, geoframe, wkb

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..plan import PlanFile
    from ..plan.stroke import Stroke

SUCCEEDED = 0.5
"""An older parcel that successors cover by more than this share has been re-issued, and is retired."""
INHERITS = 0.5
"""A successor inherits from a parcel that it shares with more than this share of the smaller of the two."""

_CARRIED = ("chiban", "address", "paint_code")


def successions(plan: PlanFile, known: pd.DataFrame, parcels: gpd.GeoDataFrame) -> pd.DataFrame:
    """Pairs of a retired unit and a parcel of the file that lies on it, the largest share of each parcel first.

    Columns: old, new (unit ids), shared (m²), whole (area of the old one), alone (whether the two are each other's
    only one) and inherits. Retired are units of an older issue that are not in the file and lie under parcels that
    are.
    """
    import numpy as np
    import pandas as pd
    import shapely

    candidates = known[~known["unit_id"].isin(set(parcels["unit_id"]))]
    newest = parcels["source_year"].max()
    if not pd.isna(newest):
        candidates = candidates[candidates["source_year"].fillna(0) < int(newest)]
    units = geoframe(plan, "unit", ["unit_id"]).set_index("unit_id")
    shapes = units.loc[candidates["unit_id"]].geometry.to_numpy()
    successors = parcels.geometry.to_numpy()
    old, new = shapely.STRtree(successors).query(shapes, predicate="intersects")
    shared = shapely.area(shapely.intersection(shapes[old], successors[new]))
    area, size = shapely.area(shapes), shapely.area(successors)
    covered = np.bincount(old, weights=shared, minlength=len(shapes))
    pairs = pd.DataFrame(
        {
            "old": candidates["unit_id"].to_numpy(dtype=object)[old],
            "new": parcels["unit_id"].to_numpy(dtype=object)[new],
            "shared": shared,
            "inherits": shared > INHERITS * np.minimum(area[old], size[new]),
        }
    )[covered[old] > SUCCEEDED * area[old]]
    heirs = pairs[pairs["inherits"]]
    single = ~heirs["old"].duplicated(keep=False) & ~heirs["new"].duplicated(keep=False)
    pairs["alone"] = single.reindex(pairs.index, fill_value=False)
    return pairs.sort_values(["new", "shared", "old"], ascending=[True, False, True], kind="stable")


def retire(
    plan: PlanFile, stroke: Stroke, pairs: pd.DataFrame, new: gpd.GeoDataFrame
) -> dict[str, list[Any]]:
    """Move retired units to ``unit_retired`` and hand on what is known of them, in the stroke that brings ``new``.

    Returns columns of ``unit`` along the new parcels: what each takes over from the parcel that it mostly lies on.
    """
    retired = sorted(set(pairs["old"]))
    units = geoframe(plan, "unit").set_index("unit_id", drop=False)
    gone = units.loc[retired]
    earlier = set(plan.read("unit_retired", ["unit_id"])["unit_id"])
    stroke.delete("unit_retired", [key for key in retired if key in earlier])
    names = [name for name in gone.columns if name != "geometry"]
    stroke.insert("unit_retired", columns(gone, names), wkb(gone.geometry.to_numpy()))
    stroke.delete("unit", retired)
    heirs = pairs[pairs["inherits"] & pairs["new"].isin(set(new["unit_id"]))]
    leading = heirs.drop_duplicates("new")
    _facts(plan, stroke, retired, heirs)
    _keyed(plan, stroke, "unit_group", retired, leading, lambda row: f"{row['unit_id']}/{row['kind']}")
    _keyed(plan, stroke, "assignment", retired, leading, lambda row: f"{row['scenario_id']}/{row['unit_id']}")
    # A pin lies in one parcel: its match follows to the parcel that took most of the old one.
    main = pairs.sort_values("shared", ascending=False, kind="stable").drop_duplicates("old")
    _keyed(plan, stroke, "ledger_match", retired, main, lambda row: f"{row['pin_id']}/{row['unit_id']}")
    _keyed(
        plan, stroke, "decision", retired, leading,
        lambda row: f"{row['rule_id']}|{row['zone_id']}|{row['unit_id']}",
    )  # fmt: skip
    return _carried(gone, leading, new)


def _carried(gone: gpd.GeoDataFrame, leading: pd.DataFrame, new: gpd.GeoDataFrame) -> dict[str, list[Any]]:
    """Paint and place along the new parcels; the registry area only where one parcel took the place of one."""
    of = dict(zip(leading["new"], leading["old"]))
    alone = set(leading.loc[leading["alone"], "new"])
    taken: dict[str, list[Any]] = {
        name: [gone.at[of[unit], name] if unit in of else "" for unit in new["unit_id"]] for name in _CARRIED
    }
    areas = gone["area_registry_m2"]
    taken["area_registry_m2"] = [
        None if unit not in alone or areas[of[unit]] != areas[of[unit]] else areas[of[unit]]
        for unit in new["unit_id"]
    ]
    return taken


def _facts(plan: PlanFile, stroke: Stroke, retired: list[str], heirs: pd.DataFrame) -> None:
    """Facts of the leading predecessor; of several, the strictest for what the law asks."""
    from ..sources.aggregate import STRICT, strictest

    facts = frame(plan, "unit_farmland")
    facts = facts[facts["unit_id"].isin(retired)]
    stroke.delete("unit_farmland", list(facts["unit_id"]))
    rows = heirs.merge(facts, left_on="old", right_on="unit_id").drop(columns="unit_id")
    rows = rows.rename(columns={"new": "unit_id"})
    if rows.empty:
        return
    first = rows.drop_duplicates("unit_id").set_index("unit_id", drop=False)
    for name, order in STRICT.items():
        first[name] = strictest(rows, name, order).reindex(first.index)
    stroke.upsert("unit_farmland", columns(first, list(facts.columns)))


def _keyed(
    plan: PlanFile, stroke: Stroke, table: str, retired: list[str], heirs: pd.DataFrame, key: Any
) -> None:
    """Rows of a table that name retired units, written anew for their heirs; ``key`` makes a row's new key."""
    from ..plan import TABLES

    mark = TABLES[table].key
    rows = frame(plan, table)
    rows = rows[rows["unit_id"].isin(retired)]
    if rows.empty:
        return
    stroke.delete(table, list(rows[mark]))
    moved = heirs[["old", "new"]].merge(rows, left_on="old", right_on="unit_id")
    moved["unit_id"] = moved["new"]
    if moved.empty:
        return
    moved[mark] = moved.apply(key, axis=1)
    moved = moved.drop_duplicates(mark)
    stroke.upsert(table, columns(moved, list(rows.columns)))
