"""Laws of the forecast: low ≤ middle ≤ high, more as years go by, unknown apart; and small cases by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.analysis import forecast
from kosozu.core.analysis.forecast import Rules, Users

RULES = Rules(2025, (15, 10, 5), (80, 75, 70))
flag = st.sampled_from([0.0, 1.0, np.nan])
user = st.tuples(
    flag, flag, flag, st.one_of(st.just(np.nan), st.floats(20, 95)),
    st.one_of(st.just(np.nan), st.floats(2020, 2060)), st.one_of(st.just(np.nan), st.floats(2026, 2045)),
)  # fmt: skip


def users(rows: list[tuple[float, ...]]) -> Users:
    return Users(*(np.array(column, dtype=float) for column in zip(*rows)))


@settings(max_examples=200, deadline=None)
@given(st.lists(user, min_size=1, max_size=20))
def test_variants_and_years(rows: list[tuple[float, ...]]) -> None:
    """Unmanaged land grows from low to high and from year to year, never beyond the area, and never of the unknown."""
    gone, unknown = forecast.gone_from(users(rows), RULES)
    area = np.linspace(100, 900, len(rows))
    years = np.arange(2025, 2055, 5.0)
    found = forecast.unmanaged(gone, unknown, area, years)
    assert found.shape == (len(rows), 6, 3)
    assert (np.diff(found, axis=2) >= 0).all() and (np.diff(found, axis=1) >= 0).all()
    assert (found <= area[:, None, None]).all() and (found[unknown] == 0).all()
    nothing = np.isnan([row[:3] for row in rows]).all(axis=1)
    assert (unknown == nothing).all()


def test_users_by_hand() -> None:
    """Idle; named; undecided (with a target year); old; lease ends; unknown."""
    nan = np.nan
    gone, unknown = forecast.gone_from(
        users([
            (1, 0, nan, nan, nan, nan),
            (0, 1, 1, 79, 2026, nan),
            (0, 1, 0, nan, nan, 2034),
            (0, 1, nan, 60, nan, nan),
            (0, 1, nan, nan, 2029, nan),
            (nan, nan, nan, 85, nan, nan),
            (1, 0, 1, nan, nan, nan),
        ]),
        RULES,
    )  # fmt: skip
    inf = np.inf
    assert gone[:5].tolist() == [
        [-inf] * 3, [inf] * 3, [2040, 2034, 2030], [2045, 2040, 2035], [inf, inf, 2029]
    ]  # fmt: skip
    assert gone[6].tolist() == [inf, inf, -inf]
    assert unknown.tolist() == [False] * 5 + [True, False]


def test_people_by_hand() -> None:
    """Groups go on as they changed; what is not known stays unknown; the range widens by the share given."""
    before, after = np.array([[100.0, 50.0], [0.0, np.nan]]), np.array([[80.0, 60.0], [5.0, 7.0]])
    found = forecast.cohort_change(before, after, 5.0, np.array([0.0, 5.0, 10.0]))
    assert found[0] == pytest.approx(np.array([[80, 60], [64, 72], [51.2, 86.4]]))
    assert found[1, :, 0] == pytest.approx(5.0) and found[1, 0, 1] == 7 and np.isnan(found[1, 1:, 1]).all()
    assert forecast.ranged(np.array([[100.0]]), np.array([0.1]))[0, 0] == pytest.approx([90, 100, 110])
    error = forecast.relative_error(np.array([90.0, np.nan, 60.0]), np.array([100.0, 5.0, 50.0]))
    assert error == pytest.approx(20 / 150)
    assert np.isnan(forecast.relative_error(np.array([np.nan]), np.array([1.0])))


def test_hours_by_hand() -> None:
    """Half the hours leave half the land in the middle; few people leave more; unknown hours are unknown land."""
    wanted, area = np.array([[100.0], [np.nan]]), np.array([[1000.0], [1000.0]])
    given_ = np.array([[[40.0, 50.0, 120.0]], [[1.0, 2.0, 3.0]]])
    short = forecast.short_of_hours(wanted, given_, area)
    assert short[0, 0] == pytest.approx([0.0, 500.0, 600.0]) and np.isnan(short[1]).all()
