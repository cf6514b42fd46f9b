"""The roll-ups as small tables: zones by class, and per manager and fiscal year area, hours and cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Union

import pandas as pd

from ..catalogue import Catalogue, label
from .editions import pooled
from .wareki import fiscal_year
from .words import word

Cell = Union[str, float, int, None]
_HA = 10_000.0


@dataclass(frozen=True)
class Table:
    """A small table: number formats ('' for text) and widths in mm by column; ``kind`` is sums or parcels."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    formats: Sequence[str]
    widths: Sequence[float]
    note: str = ""
    kind: str = "sums"
    fills: Sequence[str] = ()
    """A colour for the first cell of each row, where there is one."""


def class_table(by_class: pd.DataFrame, catalogue: Catalogue, lang: str) -> Table:
    """区域 by class: count and 区域面積 (not うち農地). A row without a code is the whole, overlaps counted once."""
    rows: list[list[Cell]] = []
    fills = []
    known = by_class.set_index("class_code")
    for code, entry in catalogue.classes.items():
        if code in known.index:
            count, area = known.loc[code, "zone_count"], float(known.loc[code, "area_m2"])
            rows.append([f"{code} {label(entry, lang)}", int(count), round(area / _HA, 2)])
            fills.append(entry.fill)
    whole = known.loc[""] if "" in known.index else known.sum()
    rows.append([word("total", lang), int(whole["zone_count"]), round(float(whole["area_m2"]) / _HA, 2)])
    header = [word(key, lang) for key in ("class", "zone_count", "zone_area_ha")]
    return Table(
        word("by_class", lang), header, rows, ("", "#,##0", "#,##0.00"), (70, 22, 30), fills=tuple(fills)
    )


def manager_tables(by_manager: pd.DataFrame, labels: Mapping[str, str], lang: str) -> list[Table]:
    """One table each of area, hours and cost: managers down, fiscal years across.

    All individuals of the public edition are one row; hours and cost are left out where nobody has entered any.
    """
    if by_manager.empty:
        return []
    named = by_manager.assign(manager=[pooled(labels, key or None, lang) for key in by_manager["manager_id"]])
    years = sorted(int(year) for year in named["fiscal_year"].unique())
    undecided = word("undecided", lang)
    managers = sorted(named["manager"].unique(), key=lambda name: (name == undecided, name))
    tables = []
    for key, column, scale, form in (
        ("by_manager_area", "area_m2", _HA, "#,##0.00"),
        ("by_manager_hours", "hours", 1.0, "#,##0.0"),
        ("by_manager_cost", "cost", 1.0, "#,##0"),
    ):
        values = pd.to_numeric(named[column], errors="coerce") / scale
        values = values.where(values > 0)
        without = f"without_{column}"
        note = ""
        if without in named:
            if values.isna().all():
                continue
            lacking = int(named[without].sum())
            note = word("sums_without", lang, count=lacking) if lacking else ""
        wide = named.assign(value=values).pivot_table(
            index="manager", columns="fiscal_year", values="value", aggfunc=_sum
        )
        rows: list[list[Cell]] = [
            [manager, *(_cell(wide, manager, year) for year in years)] for manager in managers
        ]
        header = [word("manager", lang), *(fiscal_year(year, lang) for year in years)]
        formats = ("", *[form] * len(years))
        tables.append(Table(word(key, lang), header, rows, formats, (50, *[22] * len(years)), note))
    return tables


def by_zone(parcels: Table, lang: str) -> Table:
    """The list of parcels, one row a zone: count and 地番."""
    lots: dict[str, list[str]] = {}
    for row in parcels.rows:
        lots.setdefault(str(row[0]), []).append(str(row[1]))
    rows: list[list[Cell]] = [[zone, len(chiban), "、".join(chiban)] for zone, chiban in lots.items()]
    header = [parcels.header[0], word("parcels_of_zone", lang), parcels.header[1]]
    return Table(parcels.title, header, rows, ("", "#,##0", ""), (55, 18, 300), kind="parcels")


def _sum(values: pd.Series) -> Any:
    return values.sum(min_count=1)


def _cell(wide: pd.DataFrame, manager: str, year: int) -> Cell:
    if manager not in wide.index or year not in wide.columns:
        return None
    value = float(wide.loc[manager, year])
    return None if value != value else round(value, 2)
