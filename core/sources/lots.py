"""Lot numbers and places that parcels take from the ledger rows that lie on them."""

from __future__ import annotations

import re

import pandas as pd


def joined(rows: pd.DataFrame) -> pd.Series:
    """unit_id → its lot numbers (``chiban``) in their order, joined by 、; units without one are absent."""
    lots = rows.loc[rows["chiban"] != "", ["unit_id", "chiban"]].drop_duplicates()
    key = {lot: tuple(int(number) for number in re.findall("[0-9]+", lot)) for lot in lots["chiban"].unique()}
    order = {lot: number for number, lot in enumerate(sorted(key, key=lambda lot: (key[lot], lot)))}
    lots = lots.assign(order=lots["chiban"].map(order)).sort_values(["unit_id", "order"])
    return lots.groupby("unit_id")["chiban"].agg("、".join)


def of_largest(rows: pd.DataFrame, name: str) -> pd.Series:
    """unit_id → the value of the row with the largest registry area that has one; units without one are absent."""
    some = rows[rows[name] != ""]
    some = some.sort_values(
        ["unit_id", "area_registry_m2", "pin_id"], ascending=[True, False, True], kind="stable"
    )
    return some.drop_duplicates("unit_id").set_index("unit_id")[name]
