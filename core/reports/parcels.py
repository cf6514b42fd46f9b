"""The list of parcels (筆一覧) for the agricultural committee: by 大字 or district, with the lists that it works from.

In public there is no list of single parcels: what may be told of them is the sums by place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from ..catalogue import label
from ..catalogue.model import Field
from . import findingtables, tables
from .content import Content
from .csv import table_csv
from .sums import Cell, Table
from .words import coded, word
from .workbook import book_of, listed, notes

_RATIO = ("area_ratio_min", "area_ratio_max")
_PLACES = ("custom", "oaza", "community")
"""Kinds of group that a list is divided by: the first that the plan has."""


def write(content: Content, suffix: str) -> bytes:
    """A workbook with a sheet for each list, or, as csv, the first of them."""
    lists = _lists(content)
    if suffix == ".csv":
        _, first = next(iter(lists))
        return table_csv(first.header, first.rows, content.encoding)
    book = book_of(content, word("parcels_title", content.lang), streamed=True)
    for title, table in lists:
        listed(book, title, table)
    notes(book, content)
    return book.bytes()


def _lists(content: Content) -> Iterable[tuple[str, Table]]:
    lang = content.lang
    if not content.shows("counter"):
        yield word("sheet_place", lang), _public(content)
        yield word("sheet_by_kind", lang), tables.by_kind(content)
        yield word("sheet_needs", lang), findingtables.needs(content)
        return
    parcels = sorted_parcels(content)
    yield word("sheet_parcels", lang), listing(content, parcels, word("parcels_all", lang))
    idle = parcels[parcels["present"] == "idle"]
    yield word("sheet_idle", lang), listing(content, idle, word("parcels_idle", lang))
    hard = parcels[parcels["present"] == "hard"]
    yield word("sheet_hard", lang), listing(content, hard, word("parcels_hard", lang))
    yield word("sheet_procedures", lang), by_procedure(content, parcels)
    yield word("sheet_places", lang), by_place(content, parcels)


def _public(content: Content) -> Table:
    table = tables.by_place(content)
    return Table(
        table.title,
        table.header,
        table.rows,
        table.formats,
        table.widths,
        word("parcels_public", content.lang),
        fills=table.fills,
    )


def sorted_parcels(content: Content) -> pd.DataFrame:
    """Parcels with ``place`` (大字 or district), their present state and findings, by place and lot number."""
    parcels = content.parcels.copy()
    kind = next((kind for kind in _PLACES if (parcels[kind] != "").any()), "oaza")
    parcels["place"] = parcels[kind]
    state = dict(zip(content.figures.units["unit_id"], content.figures.units["present"]))
    parcels["present"] = parcels["unit_id"].map(state).fillna("")
    shown = content.findings[[not content.hidden(rule) for rule in content.findings["rule_id"]]]
    order = {code: place for place, code in enumerate(content.catalogue.rules)}
    shown = shown[shown["unit_id"] != ""].assign(_order=shown["rule_id"].map(order)).sort_values(["_order"])
    told = (
        shown["rule_id"]
        + " "
        + shown["severity"].map(
            {code: label(entry, content.lang) for code, entry in content.catalogue.severities.items()}
        )
    )
    parcels["findings"] = parcels["unit_id"].map(_joined(told, shown["unit_id"])).fillna("")
    codes = shown["procedure"].map(lambda code: findingtables.procedure(content, code))
    parcels["procedures"] = parcels["unit_id"].map(_joined(codes[codes != ""], shown["unit_id"])).fillna("")
    keys = parcels["chiban"].map(natural)
    parcels["_lot"] = pd.Categorical(keys, categories=sorted(set(keys)), ordered=True)
    ordered = parcels.assign(_last=parcels["place"] == "")
    return ordered.sort_values(["_last", "place", "_lot", "unit_id"], kind="stable").reset_index(drop=True)


def _joined(texts: pd.Series, units: pd.Series) -> pd.Series:
    return texts.groupby(units.loc[texts.index]).agg(lambda own: "\n".join(dict.fromkeys(own)))


def natural(text: Any) -> tuple[tuple[int, str], ...]:
    """Sorts 9-2 before 10-1."""
    parts = re.split(r"(\d+)", str(text))
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts)


def listing(content: Content, parcels: pd.DataFrame, title: str) -> Table:
    """The columns that the edition may show (their data class stands in the catalogue's fields)."""
    columns = [column for column in _columns(content) if content.shows(column[4])]
    cells = [make(parcels) for _, make, _, _, _ in columns]
    header = [text for text, *_ in columns]
    formats = [form for _, _, form, _, _ in columns]
    note = word(
        "parcels_count",
        content.lang,
        count=f"{len(parcels):,}",
        area=f"{tables.ha(parcels['area_map_m2'].sum()):,.2f}",
    )
    fills = tuple(tables.fill(content, code) for code in parcels["class_code"])
    places = [position for position, text in enumerate(header) if text == word("class", content.lang)]
    if places and places[0]:  # the colour belongs to the class, which then stands first
        order = [places[0], *(position for position in range(len(header)) if position != places[0])]
        header, formats = [header[place] for place in order], [formats[place] for place in order]
        cells, columns = [cells[place] for place in order], [columns[place] for place in order]
    widths = [width for _, _, _, width, _ in columns]
    return Table(title, header, list(zip(*cells)), formats, widths, note, fills=fills)


Make = Callable[[pd.DataFrame], "list[Cell]"]
"""The cells of a column, of all parcels at once."""


def _columns(content: Content) -> list[tuple[str, Make, str, float, str]]:
    """(head, cells, format, width, data class) of every column that a list may have."""
    lang, catalogue = content.lang, content.catalogue

    def field(table: str, column: str) -> tuple[str, str]:
        known: Field | None = catalogue.fields.get((table, column))
        return (label(known, lang), known.data_class) if known else (column, "internal")

    def coded_cells(column: str, name: str) -> Make:
        return _each(column, lambda value: coded(catalogue, name, str(value), lang) if value else "")

    def unit(column: str, make: Make, form: str, width: float) -> tuple[str, Make, str, float, str]:
        name, data_class = field("unit", column)
        return name, make, form, width, data_class

    def fact(column: str, make: Make, width: float) -> tuple[str, Make, str, float, str]:
        name, data_class = field("unit_farmland", column)
        return name, make, "", width, data_class

    def user(column: str) -> Make:
        return _each(column, lambda value: _user(content, str(value)))

    def scrubbed(column: str) -> Make:  # one by one, since what is masked is counted
        return lambda parcels: [content.scrub(str(value)) for value in parcels[column]]

    return [
        (word("place_of_list", lang), scrubbed("place"), "", 34, "public"),
        unit("chiban", scrubbed("chiban"), "", 28),
        (
            word("class", lang),
            _each("class_code", lambda code: tables.class_name(content, code)),
            "",
            44,
            "public",
        ),
        (
            word("zone", lang),
            _each("zone_id", lambda zone: content.zone_names.get(zone, "")),
            "",
            40,
            "public",
        ),
        unit("land_kind", coded_cells("land_kind", "land_kind"), "", 18),
        fact("land_now", coded_cells("land_now", "land_category"), 18),
        unit("area_registry_m2", _squares("area_registry_m2"), "#,##0", 22),
        unit("area_map_m2", _squares("area_map_m2"), "#,##0", 22),
        (word("area_ratio", lang), lambda parcels: _ratios(content, parcels), "", 26, "counter"),
        fact("noushin", coded_cells("noushin", "noushin"), 34),
        fact("idle_survey", coded_cells("idle_survey", "idle_survey"), 32),
        fact("idle_class", coded_cells("idle_class", "idle_class"), 34),
        fact(
            "target_status",
            _each("target_status", lambda code: tables.named(content, "status", code or "P9")),
            40,
        ),
        (word("findings_short", lang), lambda parcels: list(parcels["findings"]), "", 26, "counter"),
        (word("procedure", lang), lambda parcels: list(parcels["procedures"]), "", 44, "counter"),
        fact("user_now_id", user("user_now_id"), 34),
        fact("user_target_id", user("user_target_id"), 34),
        fact("owner_intent", coded_cells("owner_intent", "owner_intent"), 30),
        fact("right_end", _each("right_end", str), 24),
        (word("parcel_id", lang), lambda parcels: list(parcels["unit_id"]), "", 60, "counter"),
    ]


def _each(column: str, make: Callable[[Any], Cell]) -> Make:
    """A cell for each value that there is, worked out once."""

    def cells(parcels: pd.DataFrame) -> list[Cell]:
        known = {value: make(value) for value in parcels[column].unique()}
        return [known[value] for value in parcels[column]]

    return cells


def _squares(column: str) -> Make:
    return lambda parcels: [_square(value) for value in parcels[column]]


def _square(value: Any) -> Cell:
    return None if value is None or value != value else round(float(value))


def _ratios(content: Content, parcels: pd.DataFrame) -> list[Cell]:
    """「違いあり」 where registry and map area differ by more than the catalogue's bounds."""
    low, high = (content.catalogue.thresholds[name] for name in _RATIO)
    registry = pd.to_numeric(parcels["area_registry_m2"], errors="coerce")
    area = pd.to_numeric(parcels["area_map_m2"], errors="coerce")
    differs = (registry.notna() & (area != 0)) & ~(registry / area).between(low, high)
    text = word("area_differs", content.lang)
    return [text if one else "" for one in differs]


def _user(content: Content, pseudonym: str) -> Cell:
    """The pseudonym and, inside the office, who it is."""
    if not pseudonym:
        return ""
    known = content.names.get(("user", pseudonym), {}) if content.edition == "internal" else {}
    name = str(known.get("name") or "")
    return word("named", content.lang, name=name, label=pseudonym) if name else pseudonym


def by_procedure(content: Content, parcels: pd.DataFrame) -> Table:
    """Parcels by the procedure that a finding asks for, one row each."""
    lang, catalogue = content.lang, content.catalogue
    shown = content.findings[[not content.hidden(rule) for rule in content.findings["rule_id"]]]
    shown = shown[(shown["unit_id"] != "") & (shown["procedure"] != "") & (shown["severity"] != "INFO")]
    wanted = ["unit_id", "place", "chiban", "class_code", "area_map_m2"]
    lots = {row["unit_id"]: row for row in parcels[wanted].to_dict("records")}
    order = {code: entry.order for code, entry in catalogue.procedures.items()}
    shown = shown.drop_duplicates(["procedure", "unit_id"])
    records = shown[["procedure", "unit_id", "zone_id", "severity"]].to_dict("records")
    records.sort(
        key=lambda row: (
            order.get(row["procedure"], 999),
            lots[row["unit_id"]]["place"],
            natural(lots[row["unit_id"]]["chiban"]),
        )
    )
    rows: list[list[Cell]] = []
    for row in records:
        lot = lots[row["unit_id"]]
        entry = catalogue.procedures.get(row["procedure"])
        rows.append(
            [
                findingtables.procedure(content, row["procedure"]),
                getattr(entry, f"office_{lang}") if entry else "",
                content.scrub(str(lot["place"])),
                content.scrub(str(lot["chiban"])),
                tables.class_name(content, lot["class_code"]),
                content.zone_names.get(row["zone_id"], ""),
                _square(lot["area_map_m2"]),
                label(catalogue.severities[row["severity"]], lang),
            ]
        )
    keys = ("procedure", "office", "place_of_list", "chiban", "class", "zone", "area_m2", "severity")
    widths = (64, 38, 34, 30, 44, 42, 22, 20)
    formats = ("", "", "", "", "", "", "#,##0", "")
    return Table(word("parcels_procedures", lang), [word(key, lang) for key in keys], rows, formats, widths)


def by_place(content: Content, parcels: pd.DataFrame) -> Table:
    """Sums by 大字 or district: parcels and areas, idle land, candidates for 非農地判断, parcels with findings."""
    lang = content.lang
    marked = parcels.assign(
        idle=parcels["area_map_m2"].where(parcels["present"] == "idle", 0.0),
        hard=parcels["area_map_m2"].where(parcels["present"] == "hard", 0.0),
        found=(parcels["findings"] != "").astype(int),
    )
    grouped = marked.groupby("place", sort=True)
    sums = grouped[["area_map_m2", "idle", "hard", "found"]].sum()
    counts = grouped.size()
    names = [name for name in sums.index if name] + ([""] if "" in sums.index else [])
    rows: list[list[Cell]] = [
        [
            content.scrub(str(name)) or word("unknown", lang),
            int(counts[name]),
            *(tables.ha(sums.loc[name, column]) for column in ("area_map_m2", "idle", "hard")),
            int(sums.loc[name, "found"]),
        ]
        for name in names
    ]
    total = sums.sum()
    rows.append(
        [
            word("total", lang),
            int(counts.sum()),
            *(tables.ha(total[column]) for column in ("area_map_m2", "idle", "hard")),
            int(total["found"]),
        ]
    )
    keys = ("place_of_list", "n_parcel", "area_ha", "idle_ha", "hard_ha", "found_parcels")
    formats = ("", "#,##0", "#,##0.00", "#,##0.00", "#,##0.00", "#,##0")
    return Table(
        word("parcels_places", lang),
        [word(key, lang) for key in keys],
        rows,
        formats,
        (60, 20, 26, 28, 40, 34),
    )
