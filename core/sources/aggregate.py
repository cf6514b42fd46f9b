"""Facts of all pins of a parcel as one row: for the law the strictest value wins, and where they differ it is noted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from . import lots
from .ledger import FACTS
from .report import ImportReport

# From strict to mild. An unknown 農振法区分 is never taken for 白地, an unknown 都市計画法区分 never for 市街化区域.
ORDERS: dict[str, tuple[str, ...]] = {
    "noushin": ("1", "9", "", "2", "3", "unset"),
    "city_planning": ("2", "3", "4", "5", "7", "6", "", "1"),
    "idle_survey": ("1", "2", "9", "5", "4", "3", ""),
    "idle_class": ("B", "A", ""),
    "owner_known": ("no", "yes", ""),
}
_FLAGS = (
    "hard_to_restore", "middle_right", "tax_deferral", "direct_payment", "multi_payment", "pension", "improvement",
    "productive_green", "forest_look",
)  # fmt: skip
STRICT = {**ORDERS, **dict.fromkeys(_FLAGS, ("yes", "no", ""))}
"""Facts of which the strictest value counts where several rows speak of one parcel, with their orders."""
_LARGEST = ("land_now", "owner_intent", "land_kind", "user_now_id", "right_kind")


def aggregate(
    pins: pd.DataFrame, matches: pd.DataFrame, units: pd.DataFrame, report: ImportReport | None = None
) -> pd.DataFrame:
    """One row for each matched unit, sorted by unit_id.

    Columns: unit_id, FACTS, land_kind, chiban, place, area_registry_m2, user_now_id, ledger_on (latest survey) and
    match_class (best).

    Lots and registry areas are those of pins that are inside or keyed; the area of a pin with several parcels is
    shared out by their map areas (``units``: unit_id, area_map_m2). Lot numbers are joined by 、. Units whose pins
    differ in a fact are noted in the report as MIXED_FACTS.
    """
    rows = matches.merge(
        pins.drop(columns=["geometry"], errors="ignore"), on="pin_id", validate="many_to_one"
    )
    rows = rows.merge(units[["unit_id", "area_map_m2"]], on="unit_id", how="left")
    rows = rows.sort_values(["unit_id", "pin_id"], kind="stable").reset_index(drop=True)
    whole = rows.groupby("pin_id")["area_map_m2"].transform("sum")
    alone = rows.groupby("pin_id")["unit_id"].transform("size") == 1
    rows["part_m2"] = rows["area_registry_m2"] * np.where(alone, 1.0, rows["area_map_m2"] / whole)
    direct = rows["kind"] != "NEAR"
    has_direct = direct.groupby(rows["unit_id"]).transform("any")
    sure = rows[direct | ~has_direct]
    out = pd.DataFrame(index=pd.Index(sorted(rows["unit_id"].unique()), name="unit_id"))
    for name in FACTS:
        out[name] = _fact(name, rows)
    out["land_kind"] = _of_largest(sure, "land_kind")
    out["user_now_id"] = _of_largest(sure, "user_now_id")
    out["ledger_on"] = rows.groupby("unit_id")["survey_on"].max()
    out["match_class"] = rows.groupby("unit_id")["match_class"].min()
    out["area_registry_m2"] = rows[direct].groupby("unit_id")["part_m2"].sum(min_count=1)
    out["chiban"] = lots.joined(rows[direct]).reindex(out.index, fill_value="")
    out["place"] = lots.of_largest(rows[direct], "place").reindex(out.index, fill_value="")
    if report is not None:
        _note_mixed(rows, report)
    return out.reset_index()


def _fact(name: str, rows: pd.DataFrame) -> pd.Series:
    groups = rows.groupby("unit_id")[name]
    if name in STRICT:
        return strictest(rows, name, STRICT[name])
    if name == "right_start":
        return (
            rows[rows[name] != ""]
            .groupby("unit_id")[name]
            .min()
            .reindex(rows["unit_id"].unique(), fill_value="")
        )
    if name in ("right_end", "improvement_fy"):
        return groups.max()
    return _of_largest(rows, name)


def strictest(rows: pd.DataFrame, name: str, order: tuple[str, ...]) -> pd.Series:
    """unit_id → the first value of ``order`` that a row of it has; values outside ``order`` stand before ''."""
    others = sorted(set(rows[name]) - set(order))
    place = order.index("")
    ranked = [*order[:place], *others, *order[place:]]
    rank = rows[name].map({value: number for number, value in enumerate(ranked)})
    best: pd.Series = rank.groupby(rows["unit_id"]).min()
    return best.map(dict(enumerate(ranked)))


def _of_largest(rows: pd.DataFrame, name: str) -> pd.Series:
    return lots.of_largest(rows, name).reindex(sorted(rows["unit_id"].unique()), fill_value="")


def _note_mixed(rows: pd.DataFrame, report: ImportReport) -> None:
    mixed: set[str] = set()
    shown = []
    for name in (*FACTS, "user_now_id"):
        some = rows[rows[name] != ""]
        count = some.groupby("unit_id")[name].nunique()
        units = count.index[count > 1]
        if len(units):
            shown.append(f"{name}: {len(units)}")
            mixed.update(units)
    report.add("MIXED_FACTS", "note", len(mixed), shown)
