"""The tables of the difficulty of management: classes, communities, and what the classes rest on."""

from __future__ import annotations

from .content import Content
from .outlook import crossed, kind_name, kinds_of, known
from .sums import Cell, Table
from .tables import AREA, COUNT, SHARE, ha
from .words import coded, phrase, word

FILLS = {"hard": "#DF590B", "harm": "#5D3325", "easy": "#7BC1F6", "unknown": "#D2D9D2"}
"""Colours of the classes of difficulty in tables, those of the maps."""


def difficulty(content: Content) -> list[Table]:
    """Classes of difficulty, by community, and what they rest on; nothing where nobody has computed them."""
    if content.outlook.classes.empty:
        return []
    found = [kinds(content)]
    if (content.outlook.difficulty["community"] != "").any():
        found.append(crossed(content, content.outlook.difficulty, "difficulty", "land_kinds_places"))
    return [*found, weights(content)]


def kinds(content: Content) -> Table:
    """Parcels, hectares and share of each class."""
    lang = content.lang
    table = content.outlook.classes.set_index("difficulty")
    area = float(table["area_m2"].sum())
    order = kinds_of(list(table.index))
    rows: list[list[Cell]] = [
        [
            kind_name(content, kind),
            int(table.loc[kind, "parcels"]),
            ha(table.loc[kind, "area_m2"]),
            round(100.0 * float(table.loc[kind, "area_m2"]) / area, 1) if area else word("unknown", lang),
        ]
        for kind in order
    ]
    rows.append([word("total", lang), int(table["parcels"].sum()), ha(area), 100.0 if area else None])
    header = [word(key, lang) for key in ("land_kind_head", "measure_parcels", "area_ha", "land_share")]
    fills = tuple(FILLS.get(kind, "") for kind in order)
    return Table(
        word("land_kinds", lang), header, rows, ("", COUNT, AREA, SHARE), (44, 24, 24, 24),
        word("land_kinds_note", lang), fills=fills,
    )  # fmt: skip


def weights(content: Content) -> Table:
    """Each weight with its range, source, known and unknown parcels, and what hangs on it."""
    lang, catalogue = content.lang, content.catalogue
    rows: list[list[Cell]] = []
    for row in content.outlook.factors.to_dict("records"):
        unit, between = str(row["unit"] or ""), {name: f"{row[name]:g}" for name in ("low", "high")}
        source, year = str(row["source_name"] or ""), row["year"]
        if source and year == year and year:
            source = word("land_source_year", lang, name=source, year=int(year))
        rows.append(
            [
                str(row[f"label_{lang}"]),
                coded(catalogue, "difficulty_axis", str(row["axis"]), lang),
                float(row["weight"]),
                word("land_range_unit" if unit else "land_range", lang, **between, unit=unit),
                source or word("land_no_data", lang),
                int(row["known"]),
                int(row["unknown"]),
                known(content, row["less"], 1, 100.0),
                known(content, row["more"], 1, 100.0),
            ]
        )
    keys = ("factor", "axis", "weight", "between", "source", "known", "lacking", "less", "more")
    header = [word(f"land_head_{key}", lang) for key in keys]
    formats = ("", "", "0.0", "", "", COUNT, COUNT, SHARE, SHARE)
    return Table(
        word("land_weights", lang), header, rows, formats, (44, 22, 13, 36, 42, 18, 18, 23, 23),
        phrase(catalogue, "default_note", lang),
    )  # fmt: skip
