"""Joins rows to parcels by key: uuid, the uuid of the year before, our own id, a ledger key, or the lot number.

A lot number joins within its municipality and 大字 where both sides say them; where a side does not, only if that
leaves no doubt. Every pair found is kept.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from . import chiban, codes
from .text import clean, half


class Keys:
    """The keys of a plan's units.

    Columns used where there are any: unit_id, source_id, previous_id, chiban, address, municipality_code.
    """

    def __init__(self, units: pd.DataFrame, daicho: Mapping[str, str] | None = None) -> None:
        self.units = units.reset_index(drop=True)
        self.daicho = {half(key): unit_id for key, unit_id in (daicho or {}).items()}
        self._lots = self._lot_table()

    def _column(self, name: str) -> pd.Series:
        if name in self.units:
            return clean(self.units[name])
        return pd.Series("", index=self.units.index, dtype=object)

    def _lot_table(self) -> pd.DataFrame:
        """One row for each lot of each unit: a unit may hold several (2574、2575)."""
        lots = self._column("chiban").str.split("、")
        table = pd.DataFrame({"unit": np.arange(len(self.units)), "lot": lots})
        table["municipality"] = codes.fives(self._column("municipality_code"))
        table["place"] = chiban.places(self._column("address"))
        table = table.explode("lot")
        table["lot"] = chiban.column(table["lot"])
        return table[table["lot"] != ""].reset_index(drop=True)

    def by_id(self, values: pd.Series) -> pd.DataFrame:
        """Pairs (row, unit, key) by uuid or by our own id."""
        wanted = pd.DataFrame({"row": np.arange(len(values)), "value": clean(values).to_numpy()})
        wanted = wanted[wanted["value"] != ""]
        found = []
        for name, reason in (
            ("source_id", "KEY_UUID"),
            ("unit_id", "KEY_UUID"),
            ("previous_id", "KEY_UUID_BEFORE"),
        ):
            known = pd.DataFrame({"value": self._column(name), "unit": np.arange(len(self.units))})
            pairs = wanted.merge(known[known["value"] != ""], on="value").assign(key=reason)
            found.append(pairs[["row", "unit", "key"]])
            wanted = wanted[~wanted["row"].isin(pairs["row"])]
        return pd.concat(found, ignore_index=True)

    def by_daicho(self, values: pd.Series) -> pd.DataFrame:
        """Pairs by a ledger key that an earlier import has joined."""
        place = dict(zip(self._column("unit_id"), range(len(self.units))))
        unit = clean(values).map(half).map(self.daicho).map(place)
        rows = np.flatnonzero(unit.notna())
        return pd.DataFrame({"row": rows, "unit": unit.to_numpy()[rows].astype(int), "key": "KEY_DAICHO"})

    def by_lot(
        self, lots: pd.Series, municipality: pd.Series | None = None, place: pd.Series | None = None
    ) -> pd.DataFrame:
        """Pairs by normalised lot number."""
        blank = pd.Series("", index=lots.index, dtype=object)
        wanted = pd.DataFrame(
            {
                "row": np.arange(len(lots)),
                "lot": chiban.column(lots).to_numpy(),
                "town": (blank if municipality is None else codes.fives(municipality)).to_numpy(),
                "area": (blank if place is None else clean(place)).to_numpy(),
            }
        )
        pairs = wanted[wanted["lot"] != ""].merge(self._lots, on="lot")
        same_town = (
            (pairs["town"] == pairs["municipality"]) | (pairs["town"] == "") | (pairs["municipality"] == "")
        )
        pairs = pairs[same_town]
        exact = (pairs["area"] != "") & _same_place(pairs["area"], pairs["place"])
        open_ = (pairs["area"] == "") | (pairs["place"] == "")
        doubtful = pairs.assign(where=pairs["municipality"] + "/" + pairs["place"])[open_]
        places = doubtful.groupby("row")["where"].transform("nunique")
        sure = doubtful[(places == 1) & ~doubtful["row"].isin(pairs["row"][exact])]
        # A lot that says its 大字 does not take a parcel of which the 大字 is unknown if another row claims it exactly.
        claimed = set(pairs["unit"][exact])
        sure = sure[~sure["unit"].isin(claimed)]
        found = pd.concat([pairs[exact], sure])[["row", "unit"]].drop_duplicates().assign(key="KEY_LOT")
        return found.sort_values(["row", "unit"]).reset_index(drop=True)

    def match_pointless(self, pins: pd.DataFrame) -> pd.DataFrame:
        """Pairs (row, unit, key) of ledger rows that have no point: by lot number, else by a ledger key."""
        found = [self.by_lot(pins["chiban"], pins.get("municipality_code"), pins.get("place"))]
        if "daicho_id" in pins and self.daicho:
            found.append(self.by_daicho(pins["daicho_id"]))
        return first_kind(found)


def first_kind(found: list[pd.DataFrame]) -> pd.DataFrame:
    """All pairs of the first list that has the row; the lists stand in the order of their trust."""
    out = pd.DataFrame(
        {"row": np.zeros(0, dtype=int), "unit": np.zeros(0, dtype=int), "key": np.zeros(0, dtype=object)}
    )
    for pairs in found:
        out = pd.concat([out, pairs[~pairs["row"].isin(out["row"])]], ignore_index=True)
    return out


def _same_place(first: pd.Series, second: pd.Series) -> pd.Series:
    """Equal, or one begins with the other (大字 with and without 小字)."""
    pairs = [
        bool(a) and bool(b) and (a == b or a.startswith(b) or b.startswith(a)) for a, b in zip(first, second)
    ]
    return pd.Series(pairs, index=first.index, dtype=bool)
