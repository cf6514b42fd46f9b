"""The tables of what is there and what is to come: communities, forecast, difficulty of management, reach by road.

All numbers are those of ``content.outlook`` (``jobs.landtables``); here they are only put into rows. What is not known
is 不明, what is withheld for small numbers is 少数.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pandas as pd

from .content import Content
from .sums import Cell, Table
from .tables import AREA, COUNT, POOLED, SHARE, ha, named, ordered
from .words import coded, word

PICTURES = ("do_nothing", "classes")
VARIANTS = ("low", "middle", "high")
UNMANAGED = tuple(f"unmanaged_{name}_m2" for name in VARIANTS)
KINDS = ("hard", "harm", "easy", "unknown")


_YEAR_AT_END = re.compile(r"（(\d{4})）$")


def known(content: Content, value: Any, digits: int = 0, scale: float = 1.0) -> Cell:
    """A number as it is shown; 不明 where there is none."""
    number = None if value is None else float(value) * scale
    if number is None or number != number:
        return word("unknown", content.lang)
    return round(number, digits) if digits else round(number)


def told(content: Content, value: Any, few: bool) -> Cell:
    """Hectares; 少数 where the edition withholds them."""
    if few:
        return word("few", content.lang)
    return known(content, value, 2, 1e-4)


def present(content: Content) -> list[Table]:
    """Slope, hazard, people and households of communities, and the state of their parcels; nothing not computed."""
    found = []
    if len(content.outlook.places):
        found.append(places(content))
    if len(content.outlook.land) and (content.outlook.land["community"] != "").any():
        found.append(states(content))
    return found


def places(content: Content) -> Table:
    """What the indicators say of each community, and of all of them."""
    lang, rows = content.lang, content.outlook.places
    records = [*rows.to_dict("records"), {**whole(rows), "name": None}]
    body: list[list[Cell]] = [
        [
            word("total", lang) if row["name"] is None else content.scrub(str(row["name"])),
            known(content, row["slope_deg"], 1),
            known(content, row["slope_15"], 1, 100.0),
            known(content, row["hazard"], 1, 100.0),
            known(content, row["people_now"]),
            known(content, row["share65_now"], 1, 100.0),
            known(content, row["households_now"]),
        ]
        for row in records
    ]
    keys = (
        "key_community",
        "land_slope",
        "land_steep",
        "land_hazard",
        "land_people",
        "land_old",
        "land_homes",
    )
    formats = ("", SHARE, SHARE, SHARE, COUNT, SHARE, COUNT)
    return Table(
        word("land_places", lang), [word(key, lang) for key in keys], body, formats, (44, 22, 26, 26, 22, 24, 22),
        sources_note(content, ("slope_deg", "hazard", "people_now")),
    )  # fmt: skip


def whole(rows: pd.DataFrame) -> dict[str, float]:
    """All communities together: sums of people, means by area or by people; NaN where a part is not known."""
    found: dict[str, float] = {
        name: float(rows[name].sum(skipna=False)) for name in ("people_now", "households_now")
    }
    for name, weight in (
        ("slope_deg", "area_m2"),
        ("slope_15", "area_m2"),
        ("hazard", "area_m2"),
        ("share65_now", "people_now"),
    ):
        used = rows[rows[weight] != 0]
        size = float(used[weight].sum(skipna=False))
        found[name] = float((used[name] * used[weight]).sum(skipna=False)) / size if size else float("nan")
    return found


def sources_note(content: Content, indicators: Sequence[str]) -> str:
    """What some indicators were computed from, with the year where it is known."""
    rows = content.outlook.sources.set_index("indicator")
    said = []
    for name in indicators:
        if name not in rows.index:
            continue
        source, year = str(rows.loc[name, "source_name"] or ""), rows.loc[name, "year"]
        if source:
            said.append(
                word("land_source_year", content.lang, name=source, year=int(year))
                if year == year and year
                else source
            )
    return word("land_sources", content.lang, names="、".join(dict.fromkeys(said))) if said else ""


def states(content: Content) -> Table:
    """Parcels of communities by present state, in hectares; every parcel once."""
    return crossed(content, content.outlook.land, "present", "land_states")


def crossed(content: Content, table: pd.DataFrame, key: str, title: str) -> Table:
    """Hectares of communities by present state or class of difficulty, with parcels and sums; every parcel once."""
    lang = content.lang
    rows = table.assign(
        community=[name if name in ("", POOLED) else str(name) for name in table["community"]]
    )
    wide = rows.pivot_table(index="community", columns=key, values="area_m2", aggfunc="sum", fill_value=0.0)
    count = rows.groupby("community")["parcels"].sum()
    across = (
        kinds_of(list(wide.columns)) if key == "difficulty" else ordered(content, key, list(wide.columns))
    )
    body: list[list[Cell]] = [
        [
            named(content, "community", place),
            int(count[place]),
            *(ha(wide.loc[place, one]) for one in across),
            ha(wide.loc[place].sum()),
        ]
        for place in ordered(content, "community", list(wide.index))
    ]
    sums = [ha(wide[one].sum()) for one in across]
    body.append([word("total", lang), int(count.sum()), *sums, ha(wide.to_numpy().sum())])
    heads = [kind_name(content, one) if key == "difficulty" else named(content, key, one) for one in across]
    header = [word("key_community", lang), word("measure_parcels", lang), *heads, word("total", lang)]
    formats = ("", COUNT, *[AREA] * (len(across) + 1))
    return Table(word(title, lang), header, body, formats, (44, 18, *[30] * len(across), 24))


def kinds_of(found: Sequence[str]) -> list[str]:
    """Classes of difficulty in their order, pooled ones last."""
    return [one for one in (*KINDS, POOLED) if one in found]


def kind_name(content: Content, kind: str) -> str:
    """A class of difficulty in words."""
    if kind == POOLED:
        return word("pooled", content.lang)
    return coded(content.catalogue, "difficulty", kind, content.lang)


def forecast(content: Content, *, last: bool = False) -> list[Table]:
    """People, land that nobody manages, hours of work, and the communities; nothing where there is no forecast.

    With ``last`` the land of communities is told of the last year alone: there may be hundreds of them.
    """
    return [*whole_plan(content), *communities(content, last=last)]


def whole_plan(content: Content) -> list[Table]:
    """The same without the communities."""
    if content.outlook.forecast.empty:
        return []
    found = [people(content), unmanaged(content)]
    if len(content.outlook.ages):
        found.insert(1, ages(content))
    if content.outlook.forecast["hours_wanted"].notna().any():
        found.append(hours(content))
    return found


def communities(content: Content, *, last: bool = False) -> list[Table]:
    """People of communities by year, and their land that nobody manages; with ``last`` of the last year alone."""
    found = []
    if len(content.outlook.people):
        found.append(people_of_places(content))
    if len(content.outlook.unmanaged):
        found.append(land_of_places(content, last=last))
    return found


def picture(content: Content, name: str) -> pd.DataFrame:
    """Rows of the whole plan in one picture, by year."""
    rows = content.outlook.forecast
    return rows[rows["picture"] == name].sort_values("year").reset_index(drop=True)


def people(content: Content) -> Table:
    """People of all communities by year, with the range, and the share of 65 and over."""
    lang = content.lang
    rows: list[list[Cell]] = [
        [
            word("land_year", lang, year=row["year"]),
            *(known(content, row[f"people_{name}"]) for name in VARIANTS),
            known(content, row["share65"], 1, 100.0),
        ]
        for row in picture(content, PICTURES[0]).to_dict("records")
    ]
    header = [word("land_head_year", lang), *_variants(lang), word("land_old", lang)]
    note = basis(content)
    return Table(
        word("land_forecast_people", lang),
        header,
        rows,
        ("", *[COUNT] * 3, SHARE),
        (26, 26, 26, 26, 26),
        note,
    )


def ages(content: Content) -> Table:
    """People of all communities by cohort of five years, oldest first, and their sum."""
    lang, wide = content.lang, by_age(content)
    rows: list[list[Cell]] = [
        [age_name(content, int(age)), *(known(content, value) for value in values)]
        for age, values in zip(wide.index, wide.to_numpy())
    ]
    rows.append([word("total", lang), *(known(content, value) for value in wide.sum(skipna=False))])
    header = [word("land_age", lang), *(word("land_year", lang, year=year) for year in wide.columns)]
    formats = ("", *[COUNT] * len(wide.columns))
    return Table(word("land_ages", lang), header, rows, formats, (26, *[24] * len(wide.columns)))


def by_age(content: Content) -> pd.DataFrame:
    """People, cohorts × years, oldest first."""
    wide = content.outlook.ages.pivot(index="age", columns="year", values="people")
    return wide.sort_index(ascending=False)


def age_name(content: Content, age: int) -> str:
    """「70～74歳」; the last cohort is open."""
    last = age == content.outlook.ages["age"].max()
    return word("land_age_open" if last else "land_age_five", content.lang, first=age, last=age + 4)


def basis(content: Content) -> str:
    """What the forecast rests on: the basis of its years, each said once."""
    said = dict.fromkeys(str(text) for text in content.outlook.forecast["based_on"] if text)
    shared = _shared(list(said), content.lang)
    return word("land_basis", content.lang, text=shared) if shared else ""


def _shared(texts: Sequence[str], lang: str) -> str:
    """Sentences of some texts, each once; those that differ in the year at their end alone are one, with all years."""
    years: dict[str, list[int]] = {}
    for part in (part for text in texts for part in text.split("。") if part):
        told = _YEAR_AT_END.search(part)
        stem = part[: told.start()] if told else part
        years.setdefault(stem, []).extend([int(told[1])] if told else [])
    said = []
    for stem, found in years.items():
        first, last = (min(found), max(found)) if found else (0, 0)
        key = "land_years" if first != last else "land_source_year"
        said.append(word(key, lang, name=stem, first=first, last=last, year=first) if found else stem)
    return "".join(f"{one}。" for one in said)


def _variants(lang: str) -> list[str]:
    return [word(f"land_{name}", lang) for name in VARIANTS]


def unmanaged(content: Content) -> Table:
    """Hectares that nobody manages by year, in both pictures, and of how many nothing can be told."""
    lang = content.lang
    pairs = zip(*(picture(content, name).to_dict("records") for name in PICTURES))
    rows: list[list[Cell]] = [
        [
            word("land_year", lang, year=pair[0]["year"]),
            *(cell for row in pair for cell in _land(content, row)),
        ]
        for pair in pairs
    ]
    header = [word("land_head_year", lang), *_land_heads(lang)]
    widths = (20, *[19] * 8)
    return Table(
        word("land_unmanaged", lang), header, rows, ("", *[AREA] * 8), widths, word("land_unmanaged_note", lang)
    )  # fmt: skip


def _land(content: Content, row: dict[str, Any]) -> list[Cell]:
    few = bool(row["few"])
    cells = [told(content, row[f"unmanaged_{name}_m2"], few) for name in VARIANTS]
    return [*cells, told(content, row["unknown_m2"], bool(row["few_unknown"]))]


def _land_heads(lang: str) -> list[str]:
    return [
        word("land_of_picture", lang, picture=word(f"land_head_{name}", lang), part=part)
        for name in PICTURES
        for part in (*_variants(lang), word("unknown", lang))
    ]


def hours(content: Content) -> Table:
    """Hours a year that the land wants, and that people can give."""
    lang = content.lang
    first, second = (picture(content, name).to_dict("records") for name in PICTURES)
    rows: list[list[Cell]] = [
        [
            word("land_year", lang, year=row["year"]),
            known(content, row["hours_wanted"]),
            known(content, other["hours_wanted"]),
            *(known(content, other[f"hours_given_{name}"]) for name in VARIANTS),
        ]
        for row, other in zip(first, second)
    ]
    wanted = [
        word("land_of_picture", lang, picture=word(f"land_{name}", lang), part=word("land_wanted", lang))
        for name in PICTURES
    ]
    given = [word("land_given", lang, part=part) for part in _variants(lang)]
    header = [word("land_head_year", lang), *wanted, *given]
    return Table(word("land_hours", lang), header, rows, ("", *[COUNT] * 5), (26, *[28] * 5))


def people_of_places(content: Content) -> Table:
    """People of each community by year (middle), and who is 65 and over in the last one."""
    lang, rows = content.lang, content.outlook.people
    years = sorted(set(rows["year"]))
    body: list[list[Cell]] = []
    for _, own in rows.groupby(["name", "group_id"], sort=True):
        by_year = own.set_index("year")
        body.append(
            [
                content.scrub(str(own["name"].iloc[0])),
                *(known(content, by_year["people_middle"].get(year)) for year in years),
                known(content, by_year["share65"].get(years[-1]), 1, 100.0),
            ]
        )
    header = [
        word("key_community", lang),
        *(word("land_year", lang, year=year) for year in years),
        word("land_old_in", lang, year=years[-1]),
    ]
    formats = ("", *[COUNT] * len(years), SHARE)
    return Table(word("land_people_places", lang), header, body, formats, (44, *[18] * len(years), 30))


def land_of_places(content: Content, *, last: bool = False) -> Table:
    """Hectares of each community that nobody manages; the public is told of the last year alone."""
    lang, rows = content.lang, content.outlook.unmanaged
    rows = rows[rows["year"] == rows["year"].max()] if last else rows
    body: list[list[Cell]] = []
    years = sorted(set(rows["year"]))
    several = len(years) > 1
    for (_, _, year), own in rows.groupby(["name", "group_id", "year"], sort=True):
        pair = own.set_index("picture").to_dict("index")
        cells = [cell for name in PICTURES for cell in _land(content, pair[name])]
        when = [word("land_year", lang, year=year)] if several else []
        body.append([content.scrub(str(own["name"].iloc[0])), *when, *cells])
    title = word("land_unmanaged_places" if several else "land_unmanaged_places_in", lang, year=years[-1])
    header = [
        word("key_community", lang),
        *([word("land_head_year", lang)] if several else []),
        *_land_heads(lang),
    ]
    formats = ("", *([""] if several else []), *[AREA] * 8)
    widths = (34, *([18] if several else []), *[17] * 8)
    note = word("land_places_note", lang) if content.edition == "public" else ""
    return Table(title, header, body, formats, widths, note)
