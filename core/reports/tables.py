"""The tables of a plan, as every workbook, document and page shows them: sums of the figures, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ..catalogue import label
from .content import Content
from .sums import Cell, Table
from .wareki import date, fiscal_year
from .words import coded, dataset_label, phrase, word

HA = 10_000.0
POOLED = "*"
AREA, COUNT, SHARE = "#,##0.00", "#,##0", "0.0"
STATES = ("used", "idle", "hard", "")
"""Present states in order; '' is not known."""


def ha(square_metres: float) -> float:
    """Hectares to two digits: what every table and chart shows."""
    return round(float(square_metres) / HA, 2)


def class_name(content: Content, code: str) -> str:
    """「A1 積極的に維持」; 「未検討（区分なし）」 for no class."""
    known = content.catalogue.classes.get(code)
    return (
        f"{code} {label(known, content.lang)}"
        if known
        else phrase(content.catalogue, "no_class", content.lang)
    )


def fill(content: Content, code: str) -> str:
    """The class's colour, '' for none."""
    known = content.catalogue.classes.get(code)
    return known.fill if known else ""


def named(content: Content, key: str, value: str) -> str:
    """A value of a key of the land's frame in words."""
    lang = content.lang
    if value == POOLED:
        return word("pooled", lang)
    if key == "class_code":
        return class_name(content, value)
    if key == "status":
        entry = content.catalogue.statuses.get(value)
        return label(entry, lang) if entry else value
    if key in ("land_kind", "present"):
        return coded(content.catalogue, key, value, lang) if value else word("unknown", lang)
    return content.scrub(value) if value else word("no_community", lang)


def ordered(content: Content, key: str, values: Sequence[str]) -> list[str]:
    """Values of a key in the catalogue's order, others by name, not known and pooled ones last."""
    known = {
        "class_code": list(content.catalogue.classes),
        "status": list(content.catalogue.statuses),
        "land_kind": list(content.catalogue.codes["land_kind"]),
        "present": [state for state in STATES if state],
    }.get(key, [])
    order = {value: place for place, value in enumerate(known)}
    return sorted(
        values, key=lambda value: (value in ("", POOLED), value == POOLED, order.get(value, 99), value)
    )


def class_lines(content: Content) -> Table:
    """The legend as a table: zones, their area and share, and the farmland of each class."""
    lang, figures = content.lang, content.figures
    rows: list[list[Cell]] = [
        [
            class_name(content, line.code),
            line.zones,
            ha(line.area_m2),
            round(line.share, 1),
            ha(line.farmland_m2),
            line.parcels,
        ]
        for line in figures.classes
    ]
    fills = [fill(content, line.code) for line in figures.classes]
    for name, line in (("total", figures.total), ("blank", figures.blank)):
        zones = line.zones if name == "total" else None
        rows.append(
            [
                word(name, lang) if name == "total" else phrase(content.catalogue, "no_class", lang),
                zones,
                ha(line.area_m2),
                round(line.share, 1),
                ha(line.farmland_m2),
                line.parcels,
            ]
        )
    header = [
        word(key, lang)
        for key in ("class", "zone_count", "zone_area_ha", "share_area", "farmland_ha", "n_parcel")
    ]
    note = phrase(content.catalogue, "area_both_note", lang)
    formats = ("", COUNT, AREA, SHARE, AREA, COUNT)
    return Table(
        word("by_class", lang), header, rows, formats, (62, 20, 26, 22, 26, 20), note, fills=tuple(fills)
    )


def by_place(content: Content) -> Table:
    """Class × community × status, one row each."""
    return _listing(content, "place", ("class_code", "community", "status"), word("by_place", content.lang))


def by_kind(content: Content) -> Table:
    """Class × kind of land × status, one row each."""
    return _listing(content, "kind", ("class_code", "land_kind", "status"), word("by_kind", content.lang))


def _listing(content: Content, cross: str, keys: Sequence[str], title: str) -> Table:
    lang = content.lang
    table = content.crosses[cross]
    places = [
        {value: place for place, value in enumerate(ordered(content, key, list(set(table[key]))))}
        for key in keys
    ]
    records = sorted(
        table.to_dict("records"), key=lambda row: tuple(place[row[key]] for place, key in zip(places, keys))
    )
    rows: list[list[Cell]] = [
        [
            *(named(content, key, row[key]) for key in keys),
            int(row["parcels"]),
            ha(row["area_m2"]),
            ha(row["registry_m2"]) if row["registry_parcels"] else None,
            int(row["registry_parcels"]),
        ]
        for row in records
    ]
    rows.append([word("total", lang), *[""] * (len(keys) - 1), *_sums(table)])
    header = [
        *(word(f"key_{key}", lang) for key in keys),
        *(word(f"measure_{name}", lang) for name in _MEASURES),
    ]
    fills = tuple(fill(content, row["class_code"]) for row in records)
    formats = ("",) * len(keys) + (COUNT, AREA, AREA, COUNT)
    return Table(title, header, rows, formats, (62, *[52] * (len(keys) - 1), 20, 26, 28, 24), fills=fills)


_MEASURES = ("parcels", "area_ha", "registry_ha", "registry_parcels")


def _sums(table: pd.DataFrame) -> list[Cell]:
    return [
        int(table["parcels"].sum()),
        ha(table["area_m2"].sum()),
        ha(table["registry_m2"].sum()),
        int(table["registry_parcels"].sum()),
    ]


def cross(content: Content, name: str, rows: str, columns: str) -> Table:
    """A cross table in hectares, with sums on both sides; of the table of ``crosses`` that has both keys."""
    lang = content.lang
    table = content.crosses[name]
    wide = table.pivot_table(index=rows, columns=columns, values="area_m2", aggfunc="sum", fill_value=0.0)
    down = ordered(content, rows, list(wide.index))
    across = ordered(content, columns, list(wide.columns))
    body: list[list[Cell]] = [
        [named(content, rows, key), *(ha(wide.loc[key, other]) for other in across), ha(wide.loc[key].sum())]
        for key in down
    ]
    body.append(
        [word("total", lang), *(ha(wide[other].sum()) for other in across), ha(wide.to_numpy().sum())]
    )
    header = [
        word(f"key_{rows}", lang),
        *(_short(content, columns, other) for other in across),
        word("total", lang),
    ]
    title = word("cross_title", lang, rows=word(f"key_{rows}", lang), columns=word(f"key_{columns}", lang))
    fills = tuple(fill(content, key) for key in down) if rows == "class_code" else ()
    width = 24 if columns != "community" else 28
    return Table(
        title, header, body, ("", *[AREA] * (len(across) + 1)), (62, *[width] * len(across), 24), fills=fills
    )


def _short(content: Content, key: str, value: str) -> str:
    """A value in a column's head: of a class its code alone."""
    return value if key == "class_code" and value else named(content, key, value)


def users(content: Content) -> Table:
    """How many users the parcels of each class have, now and in the target map."""
    lang = content.lang
    known = content.figures.users.set_index("class_code")
    least = content.limits[1]
    codes = ordered(content, "class_code", [code for code in known.index if code != POOLED])
    rows: list[list[Cell]] = []
    for code in [*codes, POOLED]:
        counts = [int(known.loc[code, name]) for name in ("users_now", "users_target")]
        shown = [word("few", lang) if 0 < count < least else count for count in counts]
        rows.append([word("total", lang) if code == POOLED else class_name(content, code), *shown])
    header = [word("class", lang), word("users_now", lang), word("users_target", lang)]
    fills = tuple(fill(content, code) for code in codes)
    note = word("users_note", lang)
    return Table(word("users", lang), header, rows, ("", COUNT, COUNT), (62, 26, 30), note, fills=fills)


def sources(content: Content) -> Table:
    """What the plan was made from."""
    lang = content.lang
    inside = content.shows("internal")
    rows: list[list[Cell]] = []
    for row in content.sources.to_dict("records"):
        rows.append(
            [
                dataset_label(content.catalogue, str(row["dataset"]), lang),
                str(row["provider"]),
                str(row["edition"]),
                str(row["licence"]),
                date(str(row["imported_on"]), lang) if row["imported_on"] else "",
                *([str(row["file_name"])] if inside else []),
            ]
        )
    keys = ["dataset", "provider", "source_edition", "licence", "imported_on", *(["file"] if inside else [])]
    widths = (56, 40, 30, 34, 44, 56)[: len(keys)]
    return Table(word("credits", lang), [word(key, lang) for key in keys], rows, ("",) * len(keys), widths)


def districts(content: Content) -> Table:
    """Districts of farmland plans, with their target year and notice."""
    lang = content.lang
    rows: list[list[Cell]] = [
        [
            content.scrub(str(row["name"])),
            fiscal_year(int(row["target_fy"]), lang)
            if row["target_fy"] == row["target_fy"]
            else word("unknown", lang),
            date(str(row["notice_date"]), lang) if row["notice_date"] else word("unknown", lang),
        ]
        for row in content.figures.districts.to_dict("records")
    ]
    header = [word(key, lang) for key in ("district", "target_fy", "notice_date")]
    return Table(word("districts", lang), header, rows, ("", "", ""), (70, 44, 56))


def before_and_after(content: Content) -> Table:
    """What the land is now, against the three classes of level 1: every parcel once, in hectares."""
    lang, catalogue = content.lang, content.catalogue
    level = {code: entry.level1 or code for code, entry in catalogue.classes.items()}
    table = content.crosses["present"].assign(
        level=[level.get(code, "") for code in content.crosses["present"]["class_code"]]
    )
    wide = table.pivot_table(
        index="present", columns="level", values="area_m2", aggfunc="sum", fill_value=0.0
    )
    across = [name for name in [*catalogue.level1, "X", ""] if name in wide.columns]
    down = ordered(content, "present", list(wide.index))
    rows: list[list[Cell]] = [
        [
            named(content, "present", key),
            *(ha(wide.loc[key, name]) for name in across),
            ha(wide.loc[key].sum()),
        ]
        for key in down
    ]
    rows.append([word("total", lang), *(ha(wide[name].sum()) for name in across), ha(wide.to_numpy().sum())])
    heads = [
        label(catalogue.level1[name], lang) if name in catalogue.level1 else class_name(content, name)
        for name in across
    ]
    header = [word("present_state", lang), *heads, word("total", lang)]
    return Table(
        word("before_after", lang), header, rows, ("", *[AREA] * (len(across) + 1)), (56, *[34] * len(across), 22),
        word("before_after_note", lang),
    )  # fmt: skip
