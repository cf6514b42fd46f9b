"""Years and dates in the Japanese eras, with the Western year beside them."""

from __future__ import annotations

import datetime

_ERAS = (
    (datetime.date(2019, 5, 1), "令和"),
    (datetime.date(1989, 1, 8), "平成"),
    (datetime.date(1926, 12, 25), "昭和"),
    (datetime.date(1912, 7, 30), "大正"),
    (datetime.date(1868, 10, 23), "明治"),
)
"""First day of each era (元号法 and the edicts before it), newest first."""


def era_year(day: datetime.date) -> str:
    """「令和9」, and 「令和元」 for a first year; the Western year before 1868-10-23."""
    for first, name in _ERAS:
        if day >= first:
            number = day.year - first.year + 1
            return f"{name}{'元' if number == 1 else number}"
    return str(day.year)


def fiscal_year(year: int, lang: str = "ja") -> str:
    """「令和9年度（2027）」 or ``FY2027``; the era is that of April 1, so that FY2019 is 平成31年度."""
    if lang == "en":
        return f"FY{year}"
    return f"{era_year(datetime.date(year, 4, 1))}年度（{year}）"


def fiscal_years(start: int, end: int, lang: str = "ja") -> str:
    """「令和9〜13年度（2027〜2031）」 or ``FY2027–2031``; one year alone is said once."""
    if start == end:
        return fiscal_year(start, lang)
    if lang == "en":
        return f"FY{start}–{end}"
    first, last = (era_year(datetime.date(year, 4, 1)) for year in (start, end))
    if first[:2] == last[:2]:
        last = last[2:]
    return f"{first}〜{last}年度（{start}〜{end}）"


def era_years(start: int, end: int, lang: str = "ja") -> str:
    """「令和9〜13年度」 or ``FY2027–2031``, without the Western years in Japanese."""
    return fiscal_years(start, end, lang).split("（")[0]


def year_of_table(year: int, lang: str = "ja") -> str:
    """「令和9（2027）」 or ``2027``, for a column whose head says that it holds fiscal years."""
    return str(year) if lang == "en" else f"{era_year(datetime.date(year, 4, 1))}（{year}）"


def date(value: str | datetime.date, lang: str = "ja") -> str:
    """「令和9年4月1日（2027年）」 or ``2027-04-01``; a text that is no ISO date comes back as it is."""
    if isinstance(value, str):
        try:
            value = datetime.date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    if lang == "en":
        return value.isoformat()
    return f"{era_year(value)}年{value.month}月{value.day}日（{value.year}年）"
