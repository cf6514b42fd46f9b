"""Farmland against zones without a plan: every cell of the matrix and of the law table, sums, bad values."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from kosozu.core.catalogue import load
from kosozu.core.checks.reconcile import FINDING_COLUMNS, reconcile
from kosozu.core.errors import KosozuError

CLASSES = ["", "A1", "A2", "B1", "B2", "B3", "B4", "C1", "D1", "X"]
STATUSES = ["P1", "P2", "P3", "P4", "P5", "P6", "P9"]
NOUSHIN = ["1", "2", "3", "9", "設定なし", None]

# The table of the trade, row by row: P1/P2, P3, P4, P5, P6, P9.
_ROWS = {
    "A1": [[], ["M-02 CONFLICT"], ["M-04 CONFLICT"], ["M-06 CONFLICT"], ["M-06 CHECK"], ["M-12 INFO"]],
    "A2": [[], ["M-03 CHECK"], ["M-04 CHECK"], ["M-06 CONFLICT"], ["M-06 CHECK"], ["M-12 INFO"]],
    "B1": [["M-05 CHECK"], ["M-13 INFO"], [], ["M-06 CHECK"], [], ["M-12 INFO"]],
    "B2": [["M-01 CONFLICT"], [], [], [], [], ["M-12 INFO"]],
    "B3": [["M-01 CONFLICT"], [], [], [], [], ["M-12 INFO"]],
    "B4": [["M-01 CONFLICT"], [], [], [], [], ["M-12 INFO"]],
    "C1": [["M-01 CONFLICT"], ["M-07 CHECK", "M-13 INFO"], [], [], [], ["M-12 INFO"]],
    "D1": [["M-01 CONFLICT"], ["M-07 CHECK"], ["M-07 CHECK"], [], [], ["M-12 INFO"]],
    "X": [["M-08 INFO"], ["M-08 INFO"], ["M-08 INFO"], [], [], []],
    "": [["M-08 INFO"], ["M-08 INFO"], ["M-08 INFO"], [], [], []],
}


def law(code: str, noushin: str | None) -> set[str]:
    """Law rules that follow from class and 農振法区分."""
    green, unknown = noushin == "1", noushin in ("9", None)
    if code == "B2":
        return {"L-02 CONFLICT" if green else "L-02 CHECK"}
    if code in ("B3", "B4"):
        return {"L-01 BLOCK"} if green else {"L-03 BLOCK", "L-01 CHECK"} if unknown else {"L-03 BLOCK"}
    if code in ("C1", "D1"):
        strict = {"L-04 CONFLICT" if code == "D1" else "L-04 CHECK"} if green else set()
        return {"L-28 CHECK"} | strict
    return set()


def expected(code: str, status: str, noushin: str | None) -> set[str]:
    column = {"P1": 0, "P2": 0, "P3": 1, "P4": 2, "P5": 3, "P6": 4, "P9": 5}[status]
    return set(_ROWS[code][column]) | law(code, noushin)


def squares(count: int, size: float = 30.0) -> np.ndarray:
    west = np.arange(count) * size
    return shapely.box(west, 0, west + size, size)


def test_every_cell() -> None:
    cells = list(itertools.product(CLASSES, STATUSES, NOUSHIN))
    parcels = squares(len(cells))
    zoned = [place for place, (code, _, _) in enumerate(cells) if code]
    result = reconcile(
        parcels,
        [status for _, status, _ in cells],
        parcels[zoned],
        [cells[place][0] for place in zoned],
        load(),
        parcel_key=np.arange(len(cells)),
        noushin=[noushin for _, _, noushin in cells],
    )
    found: dict[int, set[str]] = {place: set() for place in range(len(cells))}
    frame = result.findings
    for place, key, rule, severity in zip(
        frame["position"], frame["parcel_key"], frame["rule_id"], frame["severity"]
    ):
        assert key == str(place)
        found[place].add(f"{rule} {severity}")
    wrong = {cells[place]: rules for place, rules in found.items() if rules != expected(*cells[place])}
    assert not wrong
    assert not frame.duplicated(["rule_id", "parcel_key"]).any()
    assert not frame["finding_key"].duplicated().any()
    assert result.counts["FINDING_COUNT"] == len(frame) == sum(len(expected(*cell)) for cell in cells)
    assert sum(result.counts[f"{code}_COUNT"] for code in ("BLOCK", "CONFLICT", "CHECK", "INFO")) == len(
        frame
    )
    for column in ("message_ja", "message_en"):
        assert frame[column].str.len().min() > 10
        assert not frame[column].str.contains(r"[{}]|nan|違法").any()


def test_summary_counts_every_parcel_once_with_its_whole_area() -> None:
    parcels = squares(5)
    zones = [shapely.box(0, 0, 50, 30), shapely.box(50, 0, 60, 30), shapely.box(60, 0, 90, 30)]
    result = reconcile(parcels, ["P1", "継続", "", None, "P3"], np.array(zones), ["B3", "A1", "X"], load())
    rows = {
        (code, status): (count, area) for code, status, count, area in result.summary.itertuples(index=False)
    }
    assert rows == {("B3", "P1"): (2, 1800.0), ("X", "P9"): (2, 1800.0), ("X", "P3"): (1, 900.0)}
    assert list(result.findings.columns) == [*FINDING_COLUMNS, "position"]
    cut = result.findings[result.findings["rule_id"] == "M-09"]
    assert cut["parcel_key"].tolist() == ["2"]
    assert cut["share"].tolist() == pytest.approx([1 / 3], abs=1e-6)
    assert cut["area_m2"].tolist() == [300.0]
    nothing = result.findings[(result.findings["parcel_key"] == "5")]
    assert nothing["class_code"].tolist() == [""]
    assert nothing["zone_id"].tolist() == [""]


def test_nothing_drawn_leaves_all_without_a_class() -> None:
    result = reconcile(squares(2), ["P1", "P9"], np.zeros(0, dtype=object), [], load())
    assert result.findings["rule_id"].tolist() == ["M-08"]
    assert result.summary["class_code"].tolist() == ["X", "X"]


@pytest.mark.parametrize(
    ("share", "area", "count"), [(5.0, 50.0, 1), (5.0, 500.0, 0), (60.0, 50.0, 0), (0.0, 0.0, 1)]
)
def test_slivers_are_counted_and_not_reported(share: float, area: float, count: int) -> None:
    parcels = squares(1)
    zones = np.array([shapely.box(0, 0, 16, 30), shapely.box(16, 0, 30, 30)])
    result = reconcile(
        parcels, ["P1"], zones, ["B3", "A1"], load(), noushin=["1"], min_share=share, min_area=area
    )
    assert (result.findings["rule_id"] == "M-01").sum() == count
    assert result.summary["class_code"].tolist() == ["B3"]
    assert result.counts["SLIVER_COUNT"] == (0 if count else 2)


def test_a_whole_parcel_is_no_sliver_however_small() -> None:
    parcels = squares(1, size=5.0)
    result = reconcile(parcels, ["P1"], parcels, ["B3"], load(), noushin=["1"])
    assert sorted(result.findings["rule_id"]) == ["L-01", "M-01"]


@pytest.mark.parametrize(("depth", "found"), [(3.0, False), (3.4, True), (2.9, False)])
def test_cut_parcels_need_ten_percent_and_a_hundred_square_metres(depth: float, found: bool) -> None:
    """On 900 m²: 100 m² is less than 30 %, and is reached at a depth of 3.33 m."""
    zones = np.array([shapely.box(0, 0, 30 - depth, 30), shapely.box(30 - depth, 0, 30, 30)])
    result = reconcile(squares(1), ["P1"], zones, ["A1", "A2"], load())
    assert ("M-09" in set(result.findings["rule_id"])) is found


def test_unknown_values_are_refused_by_name() -> None:
    parcels = squares(2)
    with pytest.raises(KosozuError) as status:
        reconcile(parcels, ["P1", "謎の区分"], parcels, ["A1", "A1"], load())
    assert status.value.code == "CHK-STATUS"
    assert "謎の区分" in status.value.text("ja")
    assert "謎の区分" in status.value.text("en")
    with pytest.raises(KosozuError) as code:
        reconcile(parcels, ["P1", "P1"], parcels, ["A1", "Q7"], load())
    assert code.value.code == "CHK-CLASS"
    assert "Q7" in code.value.text("ja")


def test_numbers_and_spellings_of_the_fields() -> None:
    parcels = squares(6)
    noushin = [1.0, "１", " 1 ", "01", "青地", float("nan")]
    result = reconcile(parcels, ["P4"] * 6, parcels, ["b3"] * 6, load(), noushin=noushin)
    blocks = result.findings[result.findings["severity"] == "BLOCK"]
    assert blocks["rule_id"].tolist() == ["L-01"] * 5 + ["L-03"]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_sums_do_not_depend_on_thresholds(data: st.DataObject) -> None:
    draw = data.draw
    count = draw(st.integers(1, 8))
    cuts = sorted(draw(st.lists(st.integers(0, count * 30), min_size=2, max_size=6)))
    zones = np.array([shapely.box(a, 0, b, 30) for a, b in zip(cuts, cuts[1:]) if b > a], dtype=object)
    classes = [draw(st.sampled_from(CLASSES[1:])) for _ in zones]
    statuses = [draw(st.sampled_from(STATUSES)) for _ in range(count)]
    parcels = squares(count)
    strict = reconcile(parcels, statuses, zones, classes, load())
    loose = reconcile(parcels, statuses, zones, classes, load(), min_share=0.0, min_area=0.0)
    assert strict.summary.equals(loose.summary)
    assert strict.summary["area_m2"].sum() == pytest.approx(900.0 * count)
    assert strict.summary["count"].sum() == count
    assert set(strict.findings["finding_key"]) <= set(loose.findings["finding_key"])


def test_rows_without_a_polygon_are_no_land() -> None:
    parcels = np.array([shapely.box(0, 0, 30, 30), None, shapely.Polygon()], dtype=object)
    zone = np.array([shapely.box(0, 0, 30, 30)], dtype=object)
    found = reconcile(parcels, ["P3", "P3", "P1"], zone, ["A1"], load())
    assert found.findings["parcel_key"].tolist() == ["1"]
    assert found.summary["count"].tolist() == [1]
