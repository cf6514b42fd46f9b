"""Grid squares: known places, neighbours, and the way from code to square and back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from kosozu.core.catalogue import load
from kosozu.core.reports.bundle.openness import is_open
from kosozu.core.sources import mesh


def one(code: str, level: str) -> shapely.Geometry:
    return mesh.polygons(pd.Series([code], dtype=object), level)[0]


def test_known_squares() -> None:
    """5339 begins at 35°20′, 139°; the Diet building lies in 53394509 (北 35.675, 東 139.745)."""
    assert one("5339", "80km").bounds == pytest.approx((139.0, 53 / 1.5, 140.0, 54 / 1.5), abs=1e-12)
    assert one("53394509", "1km").contains(shapely.Point(139.7450, 35.6740))
    assert one("533945", "10km").bounds == pytest.approx((139.625, 35.666667, 139.75, 35.75), abs=1e-6)
    first = one("533945094", "500m")
    assert first.bounds[2:] == one("53394509", "1km").bounds[2:]  # 4 is the north-east quarter
    assert one("5339450944", "250m").bounds[2:] == first.bounds[2:]
    assert one("5339450911", "250m").bounds[:2] == one("53394509", "1km").bounds[:2]
    assert one("5339450999", "100m").bounds[2:] == one("53394509", "1km").bounds[2:]


def test_what_is_no_square() -> None:
    """Digits out of range, other lengths, other countries."""
    wrong = pd.Series(
        ["53398509", "5339450905", "0000000000", "9999123411", "", "533945091", "abc"], dtype=object
    )
    assert shapely.is_missing(mesh.polygons(wrong, "250m")).all()
    assert one("1000", "80km") is None
    assert mesh.codes_at(np.array([[0.0, 0.0], [np.nan, 35.0]]), "1km").tolist() == ["", ""]


@given(
    st.floats(122.0, 154.99, allow_nan=False),
    st.floats(20.0, 45.99, allow_nan=False),
    st.sampled_from(mesh.LEVELS),
)
def test_round_trip(lon: float, lat: float, level: str) -> None:
    """A point lies in the square of its code; the square's corner and middle have that code again."""
    code = mesh.codes_at(np.array([[lon, lat]]), level)[0]
    square = one(code, level)
    assert square.distance(shapely.Point(lon, lat)) < 1e-8
    west, south, east, north = square.bounds
    again = mesh.codes_at(np.array([[west, south], [(west + east) / 2, (south + north) / 2]]), level)
    assert again.tolist() == [code, code]


def test_squares_tile() -> None:
    """Sixteen squares of 250 m fill one of 1 km without gap or overlap."""
    parts = pd.Series([f"53394509{a}{b}" for a in "1234" for b in "1234"], dtype=object)
    assert mesh.level_of(parts) == "250m"
    squares = mesh.polygons(parts, "250m")
    whole = one("53394509", "1km")
    assert shapely.union_all(squares).equals(whole)
    assert shapely.area(squares).sum() == pytest.approx(whole.area, rel=1e-12)


def test_table_of_datasets() -> None:
    """Encodings by edition, codes of landslide areas, tolerances, and what is not open."""
    datasets = load().datasets
    a33 = datasets["ksj-A33"]
    assert (a33.encoding_of(2023), a33.encoding_of(2025), a33.encoding_of(None)) == ("cp932", "", "")
    assert [a33.kind_of[code] for code in "1234"] == [
        "hazard_yellow", "hazard_red", "hazard_yellow_pending", "hazard_red_pending",
    ]  # fmt: skip
    assert datasets["ksj-A12"].tolerance_m == 25.0
    assert (
        datasets["ksj-A12"].open == "no" and datasets["fude" if "fude" in datasets else "rcom"].open == "yes"
    )
    a31 = datasets["ksj-A31"]
    assert [a31.is_open(year) for year in (2020, 2021, None)] == [False, True, False]
    for entry in datasets.values():  # the bundle goes by the licence's name
        for year in (None, 2010, 2030):
            assert entry.is_open(year) or not is_open(entry.id, entry.licence_of(year)), (entry.id, year)
    assert datasets["ksj-P29"].needed == (("P29_001",), ("P29_004", "P29_005"))
