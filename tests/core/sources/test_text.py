"""Half width, numbers, dates, lot numbers and codes as they stand in Japanese files."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kosozu.core.errors import KosozuError
from kosozu.core.sources import chiban, codes, text

FULL = str.maketrans("0123456789-,. ", "０１２３４５６７８９－，．　")


def test_numbers_with_full_width_commas_spaces_and_units() -> None:
    raw = pd.Series(["１，２３４．５", " 83　", "1,000㎡", "", None, "不明", "0"])
    assert text.numbers(raw).fillna(-1).tolist() == [1234.5, 83, 1000, -1, -1, -1, 0]


@given(st.integers(0, 10**9), st.booleans(), st.booleans())
def test_a_number_survives_its_spelling(number: int, wide: bool, commas: bool) -> None:
    spelled = f"{number:,}" if commas else str(number)
    found = text.numbers(pd.Series([f"　{spelled.translate(FULL) if wide else spelled} "]))
    assert found[0] == number


def test_clean_keeps_leading_zeros_and_drops_nothing_else() -> None:
    assert text.clean(pd.Series(["001", "　東　京　", None, "nan"])).tolist() == ["001", "東　京", "", ""]
    assert text.clean(pd.Series([100.0, np.nan, 1.5])).tolist() == ["100", "", "1.5"]


@pytest.mark.parametrize(
    ("raw", "iso"),
    [
        ("20240401", "2024-04-01"), ("2024/4/1", "2024-04-01"), ("令和６年４月１日", "2024-04-01"),
        ("R6.4.1", "2024-04-01"), ("R060401", "2024-04-01"), ("令和元年5月1日", "2019-05-01"),
        ("昭和64年1月7日", "1989-01-07"), ("平成40年3月31日", "2028-03-31"), ("2024-02-30", ""), ("", ""), ("未定", ""),
    ],
)  # fmt: skip
def test_dates(raw: str, iso: str) -> None:
    assert text.iso_date(raw) == iso


@given(st.dates(date(1990, 1, 1), date(2018, 12, 31)))
def test_heisei_and_western_dates_agree(day: date) -> None:
    era = f"平成{day.year - 1988}年{day.month}月{day.day}日"
    assert text.iso_date(era) == text.iso_date(f"{day:%Y%m%d}") == day.isoformat()


def test_a_date_before_april_belongs_to_the_fiscal_year_before() -> None:
    assert [text.year(raw) for raw in ("2025-03-31", "令和7年4月1日", "R6", "令和元年度", "2021")] == [
        "2024", "2025", "2024", "2019", "2021",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "lot"),
    [
        ("２５７４番地の３", "2574-3"), ("123番4", "123-4"), ("123番地ノ4", "123-4"), ("１２３ー４", "123-4"),
        ("123の4の5", "123-4-5"), ("123－4−5", "123-4-5"), ("0123-004", "123-4"), ("甲123-4", "甲123-4"),
        ("123番甲", "甲123"), ("百二十三番地の四", "123-4"), ("一二三番", "123"), ("1234-1の一部", "1234-1"),
        ("１２番地", "12"), ("12-0", "12"), ("西ノ浦", "西ノ浦"), ("", ""),
    ],
)  # fmt: skip
def test_lot_numbers(raw: str, lot: str) -> None:
    assert chiban.normalise(raw) == lot


@given(
    st.lists(st.integers(1, 99999), min_size=1, max_size=3),
    st.sampled_from(["-", "の", "ノ", "番", "番地の", "ー", "−"]),
)
def test_every_spelling_of_a_lot_is_one(numbers: list[int], joiner: str) -> None:
    wanted = "-".join(map(str, numbers))
    spelled = joiner.join(map(str, numbers))
    assert chiban.normalise(spelled) == chiban.normalise(spelled.translate(FULL)) == wanted
    assert chiban.normalise(wanted) == wanted
    assert [part for part in chiban.split(spelled) if part] == [str(number) for number in numbers]


@given(st.text(max_size=12))
def test_normalising_twice_changes_nothing(raw: str) -> None:
    assert chiban.normalise(chiban.normalise(raw)) == chiban.normalise(raw)


def test_lots_from_a_ledgers_columns() -> None:
    parts = [
        ["", "甲", ""],
        ["000574", "12", "0"],
        ["", "", ""],
        ["3", "000000", ""],
        ["", "", ""],
        ["", "", ""],
    ]
    assert chiban.from_parts(*[pd.Series(column) for column in parts]).tolist() == ["574-3", "甲12", ""]


def test_places_of_addresses() -> None:
    assert chiban.place("長野県小県郡青木村大字田沢123番地の4") == "田沢"
    assert chiban.place("福岡県大牟田市大字宮崎　１２番") == "宮崎"
    assert chiban.place("上田市下市場12") == chiban.place("下市場") == "下市場"
    assert chiban.place("上田市大字田沢") == chiban.place("田沢字") == "田沢"


def test_jurisdictions() -> None:
    assert codes.jurisdiction("20203").code == codes.jurisdiction("202037").code == "202037"
    assert codes.jurisdiction("２０２０３").code5 == "20203"
    for given_ in ("20", "20000", "200000"):
        found = codes.jurisdiction(given_)
        assert (found.code, found.is_prefecture) == ("200000", True)


@pytest.mark.parametrize(
    ("value", "code"),
    [("202038", "SRC-CODE-DIGIT"), ("82015", "SRC-CODE-PREFECTURE"), ("820151", "SRC-CODE-NO-PREFECTURE"),
     ("12025", "SRC-CODE-PREFECTURE"), ("99", "SRC-CODE-NO-PREFECTURE"),
     ("992038", "SRC-CODE-NO-PREFECTURE"), ("1", "SRC-CODE-PREFECTURE"), ("上田市", "SRC-CODE-FORM"),
     ("", "SRC-CODE-FORM")],
)  # fmt: skip
def test_wrong_jurisdictions(value: str, code: str) -> None:
    with pytest.raises(KosozuError) as caught:
        codes.jurisdiction(value)
    assert caught.value.code == code


def test_a_lost_zero_is_named() -> None:
    with pytest.raises(KosozuError) as caught:
        codes.jurisdiction("82015")
    assert "082015" in caught.value.text("en")
    assert "先頭の 0" in caught.value.text("ja")


@pytest.mark.parametrize("code", ["24324", "38201", "01101", "20203", "20349"])
def test_check_digits(code: str) -> None:
    known = {"24324": "8", "38201": "9", "01101": "1", "20203": "7", "20349": "1"}
    assert codes.check_digit(code) == known[code]


def test_codes_of_data_files() -> None:
    raw = pd.Series(["202037", 20203, "11011", "01202_01236", "1101", "", "x"])
    assert codes.fives(raw).tolist() == ["20203", "20203", "01101", "01202", "01101", "", ""]
    assert codes.five("12343", "01") == "01234"
    assert codes.five("12343", "12") == "12343"


def test_wards_belong_to_their_city() -> None:
    found = codes.inside(pd.Series(["01101", "01202", "01100"]), codes.jurisdiction("01100"))
    assert found.tolist() == [True, False, True]


def test_long_runs_of_digits_are_read_at_once() -> None:
    """Keys full of digits stand in the same column as lot numbers; a pattern that splits them anywhere never ends."""
    keys = pd.Series([f"{number:032d}" for number in range(50)] + ["1" * 60 + "x"])
    assert len(chiban.column(keys)) == 51
    assert chiban.column(pd.Series(["12-3-4", "甲12番地3"])).tolist() == ["12-3-4", "甲12-3"]
