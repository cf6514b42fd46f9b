"""Eras, cells, colours and measures."""

from __future__ import annotations

import datetime

import pytest

from kosozu.core.reports.cells import clean, guarded, risky
from kosozu.core.reports.layout import broken, contrast, lines_in, paper
from kosozu.core.reports.wareki import date, era_years, fiscal_year, fiscal_years


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2019-04-30", "平成31年4月30日（2019年）"),
        ("2019-05-01", "令和元年5月1日（2019年）"),
        ("1989-01-07", "昭和64年1月7日（1989年）"),
        ("1989-01-08", "平成元年1月8日（1989年）"),
        ("未定", "未定"),
    ],
)
def test_dates(day: str, text: str) -> None:
    assert date(day) == text


def test_fiscal_years() -> None:
    assert fiscal_year(2027) == "令和9年度（2027）"
    assert fiscal_year(2019) == "平成31年度（2019）"
    assert fiscal_years(2027, 2036) == "令和9〜18年度（2027〜2036）"
    assert fiscal_years(2018, 2027) == "平成30〜令和9年度（2018〜2027）"
    assert fiscal_years(2027, 2027) == "令和9年度（2027）"
    assert era_years(2027, 2036) == "令和9〜18年度"
    assert fiscal_years(2027, 2036, "en") == "FY2027–2036"
    assert date(datetime.date(2027, 4, 1), "en") == "2027-04-01"


def test_cells() -> None:
    assert guarded("普通の文") == "普通の文"
    assert guarded("\x00=1") == "'=1"
    assert clean("a\r\nb\rc\x0b") == "a\nb\nc"
    assert not risky("1-2番地")
    assert risky("\u3000=1")


def test_ink_is_readable_on_every_class() -> None:
    assert contrast("#001893") == "FFFFFF"
    assert contrast("#F8DA60") == "000000"


def test_paper_and_lines() -> None:
    assert (paper([100, 150]), paper([200, 150])) == ("A4", "A3")
    assert lines_in("あ" * 19, 35.0, 9) == 2
    assert lines_in("一\n二\n三", 35.0, 9) == 3
    assert lines_in(12, 5, 9) == 1


def test_lines_break_where_a_reader_expects() -> None:
    assert broken("start_fy", "令和9（2027）", 16, 9) == "令和9\n（2027）"
    assert broken("term", "長期\n令和9〜18年度", 22, 8) == "長期\n令和9年度〜\n18年度"
    assert broken("term", "長期\n令和9〜18年度", 40, 8) == "長期\n令和9〜18年度"
    assert broken("class", "C1 最小限（年1回の見回り）", 26, 9) == "C1 最小限\n（年1回の見回り）"
    assert broken("area_m2", 12.0, 10, 9) == 12.0
