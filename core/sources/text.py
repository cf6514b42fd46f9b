"""Text as it stands in Japanese files: full width, commas and units in numbers, dates of the eras, fiscal years.

What reads one value needs the standard library and numpy; pandas is asked for where a column is read.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

# First day of each era (改元の政令).
_ERAS = {
    "令和": 2019, "R": 2019, "平成": 1989, "H": 1989, "昭和": 1926, "S": 1926, "大正": 1912, "T": 1912,
    "明治": 1868, "M": 1868,
}  # fmt: skip
_ERA = r"(令和|平成|昭和|大正|明治|[RHSTM])"
_ERA_DATE = re.compile(_ERA + r"\.?(元|\d{1,2})[年./-](\d{1,2})[月./-](\d{1,2})日?")
_ERA_DIGITS = re.compile(_ERA + r"(\d{2})(\d{2})(\d{2})")
_PLAIN_DATE = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?(?:[T0-9:.+Z-]*)")
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\.0)?")
_ERA_YEAR = re.compile(_ERA + r"\.?(元|\d{1,2})(?:年度?)?")
_YEAR = re.compile(r"(\d{4})(?:年度?)?(?:\.0)?")
_UNITS = re.compile(r"(m2|m²|平方メートル|平米|アール|ha|a)$")
_BLANKS = {"", "nan", "none", "null", "<na>", "nat"}


def half(text: object) -> str:
    """Half width (NFKC), without any white space, full-width spaces included; '' for nothing."""
    if text is None or (isinstance(text, float) and np.isnan(text)) or type(text).__name__ == "NAType":
        return ""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text)))


def clean(values: pd.Series) -> pd.Series:
    """A column as text: '' for NULL, ends stripped of white space (also full width), whole floats without '.0'."""
    import pandas as pd

    if pd.api.types.is_bool_dtype(values):
        return values.map({True: "yes", False: "no"}).fillna("").astype(object)
    if pd.api.types.is_float_dtype(values):
        whole = values.notna() & np.isfinite(values) & (values == np.floor(values))
        text = values.astype(object).astype(str)
        text[whole] = values[whole].astype("int64").astype(str)
        return text.mask(values.isna(), "").astype(object)
    missing = values.isna()
    text = values.astype(object).where(~missing, "").astype(str).str.strip()
    return text.mask(text.str.lower().isin(_BLANKS), "").astype(object)


def each(values: pd.Series, rule: Callable[[str], str]) -> pd.Series:
    """Apply a rule to a text column, once for each distinct value."""
    distinct = {value: rule(value) for value in values.unique()}
    return values.map(distinct).astype(object)


def half_column(values: pd.Series) -> pd.Series:
    """:func:`half` over a column."""
    return each(clean(values), half)


def numbers(values: pd.Series) -> pd.Series:
    """Numbers written as text: full-width digits and spaces, commas, a unit behind; NaN where there is none."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(values):
        return values.astype(float)
    text = half_column(values).str.replace(",", "", regex=False).str.replace("、", "", regex=False)
    text = text.str.replace(_UNITS, "", regex=True)
    found: pd.Series = pd.to_numeric(text, errors="coerce").astype(float)
    return found.where(np.isfinite(found))


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _era_year(era: str, number: str) -> int:
    return _ERAS[era] + (1 if number == "元" else int(number)) - 1


def iso_date(text: object) -> str:
    """``yyyy-mm-dd`` of a western or era date (20240401, 2024/4/1, 令和6年4月1日, R6.4.1, R060401); '' if it is none.

    The year of an era is trusted as written: ledgers hold terms such as 平成40年3月31日.
    """
    value = half(text).upper()
    found = _ERA_DATE.fullmatch(value) or _ERA_DIGITS.fullmatch(value)
    if found:
        era, year, month, day = found.groups()
        return _iso(_era_year(era, year), int(month), int(day))
    found = _PLAIN_DATE.fullmatch(value) or _DIGITS.fullmatch(value)
    return _iso(int(found[1]), int(found[2]), int(found[3])) if found else ""


def dates(values: pd.Series) -> pd.Series:
    """:func:`iso_date` over a column."""
    return each(clean(values), iso_date)


def year(text: object) -> str:
    """A western year or fiscal year as text ('2024', '令和6年度', 'R6'); of a date, its fiscal year; '' if none."""
    value = half(text).upper()
    found = _ERA_YEAR.fullmatch(value)
    if found:
        return str(_era_year(found[1], found[2]))
    found = _YEAR.fullmatch(value)
    if found:
        return found[1]
    iso = iso_date(value)
    if not iso:
        return ""
    return str(int(iso[:4]) - (1 if int(iso[5:7]) < 4 else 0))
