"""Bands: every number in one, limits that are round and lie among the numbers, unknown ones apart."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kosozu.core.analysis.bands import MOST, cuts_of, placed, sums

NUMBERS = arrays(
    float,
    st.integers(0, 60),
    elements=st.one_of(st.just(np.nan), st.floats(-1e6, 1e6, allow_subnormal=False)),
)


@given(NUMBERS)
def test_every_number_is_in_one_band_and_no_band_is_beyond_them(values: np.ndarray) -> None:
    cuts = cuts_of(values)
    assert len(cuts) < MOST and list(cuts) == sorted(set(cuts))
    band = placed(values, cuts)
    assert ((band == -1) == np.isnan(values)).all()
    known = values[~np.isnan(values)]
    for number, cut in enumerate(cuts):
        assert (known[placed(known, cuts) <= number] < cut).all()
        assert known.min() < cut <= known.max()
    count, weight = sums(band, np.ones(len(values)), len(cuts) + 1)
    assert count.sum() == len(values) and weight.sum() == len(values)
    assert count[-1] == np.isnan(values).sum()


def test_limits_are_round_and_part_the_numbers_evenly() -> None:
    values = np.linspace(0.0, 100.0, 1001)
    cuts = cuts_of(values)
    assert cuts == (20.0, 40.0, 60.0, 80.0)
    assert sums(placed(values, cuts), values, 5)[0].tolist() == [200, 200, 200, 200, 201, 0]
    assert cuts_of(np.array([3.0, 3.0, np.nan])) == () and cuts_of(np.array([])) == ()
    assert cuts_of(np.array([0.0, 1.0])) == (1.0,), "two numbers, two bands"
