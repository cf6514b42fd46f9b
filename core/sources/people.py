"""People by place and year: census grid squares, the projection by square, small areas, municipalities.

What every reader here returns is one row a place: ``code``, ``name``, ``municipality_code``, ``merged_into``,
``geometry`` in the plan's CRS, and numbers named ``item_year``: ``total``, ``u15``, ``a15_64``, ``a65``, ``a75``,
``households`` and ``age00`` … ``age95`` (five years each, the last one and over). A number that is not known is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ..errors import KosozuError
from . import mesh
from .arrays import Array
from .datasets import column, first_column
from .report import ImportReport
from .text import half, half_column, numbers

ITEMS = ("total", "u15", "a15_64", "a65", "a75", "households", *(f"age{age:02d}" for age in range(0, 100, 5)))
"""What may be known of people; a column is ``item_year``."""
TEXTS = ("code", "name", "municipality_code", "merged_into")
_CENSUS = {
    "total": "人口(総数)",
    "u15": "0~14歳人口総数",
    "a15_64": "15~64歳人口総数",
    "a65": "65歳以上人口総数",
    "a75": "75歳以上人口総数",
    "households": "世帯総数",
}
_TABLE_YEARS = {"T0011": 2020, "T0010": 2020, "T0008": 2015, "T0006": 2010}


@dataclass
class People:
    """Rows before they are placed: texts, numbers by column, and the level of the grid ('' for other areas)."""

    texts: pd.DataFrame
    values: dict[str, Array]
    level: str = ""
    years: tuple[int, ...] = ()
    geometry: Array | None = field(default=None, repr=False)


def unmask(
    codes: Sequence[str], into: Sequence[str], lists: Sequence[str], base: Array, values: Mapping[str, Array]
) -> tuple[dict[str, Array], Array, Array]:
    """Numbers of masked squares brought back from the squares that they were added to.

    ``into`` names the square that a masked one was added to; ``lists`` names, at the square that took them in, the
    masked ones (parted by anything that is no digit). Each number of such a family is spread over its members by
    ``base`` (people, known for each), so that the sum over the family is what was published for it. A member that the
    file lacks keeps its part unplaced: what is spread on the others is their share by the family's base, which is
    then the published sum of ages where the base cannot be known.

    A number that a masked square shows all the same was not added to the other, and stays.

    Returns the numbers, which rows are estimates in this way (both ends of a family), and which rows belong to a
    family that is not whole in the file (their numbers of the masked kind stay NaN).
    """
    place = {code: row for row, code in enumerate(codes)}
    masked = np.array([bool(code) for code in into], dtype=bool)
    head = np.arange(len(codes))
    lost = np.zeros(len(codes), dtype=bool)
    for row in np.flatnonzero(masked):  # each masked square names its own place; there is no column of places
        target = place.get(into[row], -1)
        if target < 0:
            lost[row] = True
        else:
            head[row] = target
    short = [row for row, text in enumerate(lists) if text and not masked[row] and _absent(text, place)]
    lost |= np.isin(
        head, short
    )  # a member stands in another file: what is published holds people that are not here
    family = np.zeros(len(codes), dtype=bool)
    weight = np.where(np.isfinite(base), base, 0.0)
    out = {}
    for name, given in values.items():
        folded = masked & np.isnan(given)
        own = np.where(folded & ~lost, head, np.arange(len(codes)))
        sizes = np.bincount(own, minlength=len(codes))
        whole = np.bincount(own, weight, minlength=len(codes))
        members = sizes[own] > 1
        even = whole[own] <= 0
        share = np.where(even, 1.0 / np.maximum(sizes[own], 1), weight / np.where(even, 1.0, whole[own]))
        spread = np.where(members, given[own] * share, given)
        if folded.any():
            spread[lost] = np.where(masked[lost] & ~folded[lost], given[lost], np.nan)
        out[name] = spread
        family |= members
    return out, family, lost


def _absent(text: str, place: Mapping[str, int]) -> int:
    named = "".join(sign if sign.isdigit() else " " for sign in text).split()
    return sum(code not in place for code in named)


def read_census_mesh(frame: pd.DataFrame, file_name: str, year: int | None, report: ImportReport) -> People:
    """Census 2010, 2015 or 2020 by grid square: codes in the first header row, their words in the second."""
    head = first_column(frame.columns, ["KEY_CODE"])
    words = frame[frame[head].map(half) == ""].head(1)
    rows = frame.drop(index=words.index).reset_index(drop=True)
    report.counts["READ_COUNT"] = len(rows)
    found = _census_columns(words, frame.columns)
    if "total" not in found:
        raise KosozuError(
            "SRC-NO-COLUMN",
            column="人口（総数）",
            file=file_name,
            columns=", ".join(map(str, frame.columns[:12])),
        )
    year = year or next(
        (when for start, when in _TABLE_YEARS.items() if found["total"].startswith(start)), None
    )
    if year is None:
        raise KosozuError("SRC-CONTEXT-YEAR", file=file_name)
    codes = half_column(rows[head])
    raw = {item: numbers(rows[name]).to_numpy() for item, name in found.items()}
    total = raw.pop("total")
    into = column(rows, "HTKSAKI").map(half).where(column(rows, "HTKSYORI").map(half) == "2", "")
    lists = column(rows, "GASSAN").map(lambda text: str(text))
    ages, family, lost = unmask(list(codes), list(into), list(lists), total, raw)
    _tell(report, codes, into != "", family, lost)
    texts = pd.DataFrame({"code": codes, "name": "", "municipality_code": "", "merged_into": into})
    values = {f"{item}_{year}": column_ for item, column_ in {"total": total, **ages}.items()}
    report.fact("PEOPLE_TOTAL", f"{np.nansum(total):,.0f}")
    return People(texts, values, mesh.level_of(codes), (year,))


def _census_columns(words: pd.DataFrame, columns: Any) -> dict[str, str]:
    """Item → column, by the words of the second header row."""
    if words.empty:
        return {}
    said = {
        half(words[name].iloc[0]).replace("〜", "~").replace("～", "~"): str(name)
        for name in columns
        if name in words
    }
    return {item: said[text] for item, text in _CENSUS.items() if text in said}


def _tell(report: ImportReport, codes: pd.Series, masked: Any, family: Array, lost: Array) -> None:
    masked = np.asarray(masked, dtype=bool)
    report.add("MESH_MASKED", "merged", int((masked & family).sum()), codes[masked & family])
    report.add("MESH_TAKER", "note", int((~masked & family).sum()), codes[~masked & family])
    report.add("MESH_MASK_LOST", "note", int(lost.sum()), codes[lost])


def read_future_mesh(frame: pd.DataFrame, file_name: str, report: ImportReport) -> People:
    """The projection by grid square: PTN_yyyy, PTA … PTC_yyyy and PT00 … PT20_yyyy, masked ones brought back.

    Editions name the marks ``HITOKU2025`` or ``HITOKU_2025``: ``*`` is masked, ``@`` took masked ones in. Ages of a
    masked square are printed as 0, which is no number; its people (PTN) are its own in any case.
    """
    report.counts["READ_COUNT"] = len(frame)
    codes = half_column(frame[first_column(frame.columns, ["MESH_ID"])])
    years = tuple(year for year in range(2010, 2101, 5) if first_column(frame.columns, [f"PTN_{year}"]))
    values: dict[str, Array] = {}
    families, losts, masks = (np.zeros(len(frame), dtype=bool) for _ in range(3))
    base = np.full(len(frame), np.nan)
    for year in years:
        own = _future_columns(frame, year)
        base = np.where(np.isfinite(own["total"]), own["total"], base)
        flag = column(frame, f"HITOKU_{year}|HITOKU{year}").map(half)
        masked = ~flag.isin(["", "0", "-", "@"]).to_numpy()
        sums = column(frame, f"GASSAN_{year}|GASSAN{year}").map(half)
        into = sums.where(masked, "").map(lambda text: text[: len(codes.iloc[0])]) if len(codes) else sums
        into = into.where(into != codes, "")
        known = {
            item: np.where(masked & (numbers_ == 0), np.nan, numbers_)
            for item, numbers_ in own.items()
            if item != "total"
        }
        whole = own["total"].copy()
        if (
            masked & ~np.isfinite(whole)
        ).any():  # not even people are given: they stand in the square that took them
            known["total"] = whole
        spread, family, lost = unmask(list(codes), list(into), [""] * len(codes), base, known)
        families, losts, masks = families | family, losts | lost, masks | masked
        values.update({f"{item}_{year}": column_ for item, column_ in {"total": whole, **spread}.items()})
    _tell(report, codes, masks, families, losts)
    if years:
        report.fact("PEOPLE_TOTAL", f"{np.nansum(values[f'total_{years[0]}']):,.0f} ({years[0]})")
    town = (
        column(frame, "SHICODE").str.split("_").str[0].str.zfill(5).where(column(frame, "SHICODE") != "", "")
    )
    texts = pd.DataFrame({"code": codes, "name": "", "municipality_code": town, "merged_into": ""})
    return People(texts, values, mesh.level_of(codes), years)


def _future_columns(frame: pd.DataFrame, year: int) -> dict[str, Array]:
    """Items of one year that the file has. PT00 is all ages in some editions, so the bands are PT01 … PT20."""
    names = {
        "total": f"PTN_{year}",
        "u15": f"PTA_{year}",
        "a15_64": f"PTB_{year}",
        "a65": f"PTC_{year}",
        "a75": f"PTD_{year}",
    }
    names.update({f"age{5 * band - 5:02d}": f"PT{band:02d}_{year}" for band in range(1, 21)})
    found = {item: first_column(frame.columns, [name]) for item, name in names.items()}
    return {item: numbers(frame[name]).to_numpy() for item, name in found.items() if name}


def read_small_areas(frame: pd.DataFrame, file_name: str, year: int | None, report: ImportReport) -> People:
    """Census small areas: JINKO and SETAI; rows of water or without people have 0. The file carries no ages."""
    report.counts["READ_COUNT"] = len(frame)
    if year is None:
        raise KosozuError("SRC-CONTEXT-YEAR", file=file_name)
    texts = pd.DataFrame(
        {
            "code": column(frame, "KEY_CODE"),
            "name": column(frame, "S_NAME"),
            "municipality_code": column(frame, "PREF") + column(frame, "CITY"),
            "merged_into": "",
        }
    )
    values = {
        f"total_{year}": numbers(frame[first_column(frame.columns, ["JINKO"])]).to_numpy(),
        f"households_{year}": numbers(frame[first_column(frame.columns, ["SETAI"])]).to_numpy(),
    }
    report.fact("PEOPLE_TOTAL", f"{np.nansum(values[f'total_{year}']):,.0f}")
    return People(texts, values, "", (year,), frame.geometry.to_numpy())


def read_municipality(
    frame: pd.DataFrame, file_name: str, year: int | None, own: str, area: Any, report: ImportReport
) -> People:
    """The plan's own municipality out of a table by municipality and age; its place is the plan's area.

    ``own`` has five digits. Raises SRC-CONTEXT-AREA where the plan has no area to place people in.
    """
    report.counts["READ_COUNT"] = len(frame)
    code = column(frame, "JCODE|市区町村コード|地域コード").map(half).str.zfill(5).str[:5]
    mine = (code == own).to_numpy()
    report.add("OTHER_PLACE", "rejected", int((~mine).sum()), code[~mine])
    said = column(frame, "調査年|年次").map(half).str.extract(r"(\d{4})")[0]
    year = year or (int(said.dropna().iloc[0]) if said.notna().any() else None)
    if year is None:
        raise KosozuError("SRC-CONTEXT-YEAR", file=file_name)
    if mine.any() and area is None:
        raise KosozuError("SRC-CONTEXT-AREA", file=file_name)
    rows = frame[mine].drop_duplicates(first_column(frame.columns, ["JCODE", "市区町村コード", "地域コード"]))
    names = {
        "total": "ALL|総数|総人口|人口総数",
        "u15": "U14|0~14歳|15歳未満",
        "a15_64": "A15.64|15~64歳",
        "a65": "O65|65歳以上",
    }
    values = {f"{item}_{year}": numbers(column(rows, name)).to_numpy() for item, name in names.items()}
    texts = pd.DataFrame(
        {
            "code": code[rows.index],
            "name": column(rows, "地域|市区町村名"),
            "municipality_code": own,
            "merged_into": "",
        }
    ).reset_index(drop=True)
    return People(texts, values, "", (year,), np.array([area] * len(rows), dtype=object))
