"""Small counts: every cell that is shown by itself is large enough, and so is every difference that can be made."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.analysis.small import POOLED, Limits, pooled

KEYS = ("class_code", "community", "status")
LIMITS = Limits(3, 2)


def frame(rows: list[tuple[str, str, str, int]]) -> pd.DataFrame:
    units = pd.DataFrame(rows, columns=[*KEYS, "holder"])
    units["area_map_m2"] = np.arange(len(units), dtype=float) * 10 + 100
    units["area_registry_m2"] = np.where(np.arange(len(units)) % 3 == 0, np.nan, units["area_map_m2"])
    return units


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["", "A1", "B3"]),
        st.sampled_from(["", "上", "中", "下"]),
        st.sampled_from(["P1", "P3", "P9"]),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=60,
)


def members(units: pd.DataFrame, table: pd.DataFrame, key: tuple[str, ...]) -> pd.DataFrame:
    """The parcels behind a row: those of its keys that no more exact row takes."""
    exact = {tuple(row) for row in table[list(KEYS)].to_numpy()}
    rows = []
    for row in units.to_dict("records"):
        full = tuple(row[name] for name in KEYS)
        options = [full, (*full[:2], POOLED), (full[0], POOLED, POOLED)]
        if next(option for option in options if option in exact) == key:
            rows.append(row)
    return pd.DataFrame(rows)


@settings(max_examples=150, deadline=None)
@given(ROWS)
def test_no_row_shows_less_than_the_limits(rows):
    units = frame(rows)
    table = pooled(units, KEYS, LIMITS)
    assert not table.duplicated(list(KEYS)).any()
    assert table["parcels"].sum() == len(units)
    assert table["area_m2"].sum() == pytest.approx(units["area_map_m2"].sum())
    assert table["registry_parcels"].sum() == units["area_registry_m2"].notna().sum()
    by_class = units.groupby("class_code").size()
    assert table.groupby("class_code")["parcels"].sum().to_dict() == by_class.to_dict()
    for row in table.to_dict("records"):
        key = tuple(row[name] for name in KEYS)
        own = members(units, table, key)
        assert len(own) == row["parcels"]
        known = set(own["holder"]) - {0}
        large = len(own) >= LIMITS.parcels and len(known) + (own["holder"] == 0).sum() >= LIMITS.users
        assert large or key[1:] == (POOLED, POOLED)


def test_a_single_small_cell_takes_the_next_smallest_with_it():
    units = frame([("A1", "上", "P1", 0)] + [("A1", "上", "P3", 0)] * 4 + [("A1", "上", "P9", 0)] * 9)
    table = pooled(units, KEYS, LIMITS)
    assert sorted(zip(table["status"], table["parcels"])) == [(POOLED, 5), ("P9", 9)]


def test_one_users_many_parcels_are_small():
    units = frame([("A1", "上", "P1", 7)] * 5 + [("A1", "下", "P1", 0)] * 5)
    table = pooled(units, KEYS, LIMITS)
    assert table[list(KEYS)].to_numpy().tolist() == [["A1", POOLED, POOLED]]


def test_without_limits_nothing_is_put_together():
    units = frame([("A1", "上", "P1", 7), ("A1", "下", "P1", 0)])
    assert len(pooled(units, KEYS, Limits(0, 0))) == 2
