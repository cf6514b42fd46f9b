"""The map of findings (調整事項図): where a procedure or a conversation is needed."""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import shapely

from ..core.analysis.looks import looks
from ..core.analysis.tallies import by_rule
from ..core.reports.words import word
from . import symbols
from .sheet_data import SheetData, finding_tallies
from .sheet_theme import Content, Flags, Legend, Listing, MakeSymbol, Row, Theme, coded, nothing

MARKED = ("BLOCK", "CONFLICT", "CHECK")
"""Severities that have a mark on the map; INFO is only counted."""

_HA = 10_000.0


def findings(data: SheetData) -> Content:
    """Zones with how many findings of each severity they have; parcels by their gravest where they may be shown."""
    found = looks(data.catalogue, "severity", data.wish.colours)
    theme = Theme(looks=found, context=coded([""] * len(data.zones), data.zones.geometry.to_numpy()))
    theme.letters = zone_letters(data)
    theme.badges = badges_of(data)
    if data.wish.single_parcels:
        worst = worst_by_unit(data)
        codes = data.units["unit_id"].map(worst).fillna("").to_numpy(dtype=object)
        theme.parcels = coded(codes, data.units.geometry.to_numpy())
        theme.hatched = coded(codes[codes != ""], data.units.geometry.to_numpy()[codes != ""])
    elsewhere = _without_zone(data)
    if len(elsewhere):
        theme.flags.append(Flags("findings", elsewhere, {code: marker(data, code) for code in MARKED}))
    listings = [] if data.wish.large else _rules(data)
    return Content(word("map_findings", "ja"), [theme], _legend(data, theme), listings)


def zone_letters(data: SheetData) -> gpd.GeoDataFrame:
    """Letters of the classes and names of the zones, on the zones' areas."""
    if not len(data.zones):
        return nothing()
    classes = data.catalogue.classes
    frame = data.zones[["zone_id", "class_code", "name"]].copy()
    frame["letter"] = [classes[code].letter if code in classes else "" for code in frame["class_code"]]
    return gpd.GeoDataFrame(frame, geometry=data.zones.geometry.to_numpy())


def marker(data: SheetData, severity: str, size: float = 2.6) -> MakeSymbol:
    """The symbol of a severity; in the colours for every eye it has the colour of its parcels."""
    row = data.catalogue.severities[severity]
    if data.wish.colours == "cud" and severity in MARKED:
        row = replace(row, colour=looks(data.catalogue, "severity", "cud")[severity].fill)
    return lambda factor: symbols.finding_symbol(row, size * factor, 0.3 * factor)


def worst_by_unit(data: SheetData) -> dict[str, str]:
    """unit_id → its gravest open finding's severity, of those that have a mark."""
    rank = {code: place for place, code in enumerate(MARKED)}
    rows = data.findings[data.findings["severity"].isin(MARKED) & (data.findings["unit_id"] != "")]
    worst = rows["severity"].map(rank).groupby(rows["unit_id"]).min()
    return {str(unit): MARKED[int(place)] for unit, place in worst.items()}


def badges_of(data: SheetData) -> pd.DataFrame:
    """zone_id, severity and how many rules have findings there; no parcel is told."""
    rows = data.findings[data.findings["severity"].isin(MARKED) & (data.findings["zone_id"] != "")]
    groups = rows[["severity", "zone_id", "rule_id"]].drop_duplicates()
    counts = groups.groupby(["zone_id", "severity"], as_index=False).size()
    counts["rank"] = counts["severity"].map({code: rank for rank, code in enumerate(MARKED)})
    return counts.sort_values(["zone_id", "rank"]).rename(columns={"size": "count"}).reset_index(drop=True)


def _without_zone(data: SheetData) -> gpd.GeoDataFrame:
    """Findings of neither zone nor parcel that have a place, such as a gap in the plan area."""
    rows = data.findings[
        data.findings["severity"].isin(MARKED)
        & (data.findings["zone_id"] == "")
        & (data.findings["unit_id"] == "")
    ]
    rows = rows[~shapely.is_missing(rows.geometry.to_numpy())]
    return coded(rows["severity"].to_numpy(dtype=object), rows.geometry.to_numpy())


def _legend(data: SheetData, theme: Theme) -> Legend:
    drawn = set(theme.parcels["code"])
    rows = []
    for tally in finding_tallies(data):
        if not tally.count and not tally.places:
            continue
        label = data.catalogue.severities[tally.code].label_ja
        numbers = (
            f"{tally.count:,}",
            f"{tally.places:,}",
            f"{tally.area_m2 / _HA:,.2f}",
            f"{tally.share:.1f}",
        )
        look = theme.looks[tally.code] if tally.code in drawn else None
        rows.append(Row(tally.code, label, numbers, look=look, symbol=marker(data, tally.code)))
    columns = (
        (word("map_groups", "ja"), 9.0),
        (word("map_parcels", "ja"), 11.0),
        (word("map_area", "ja"), 13.0),
        (word("map_share", "ja"), 9.0),
    )
    notes = [word("map_findings_note", "ja"), word("map_findings_judgement", "ja")]
    short = ((word("map_short_groups", "ja"), 0), (word("map_short_parcels", "ja"), 1), ("ha", 2))
    if data.wish.large:
        notes = [word("map_findings_judgement", "ja")]
    return Legend(word("map_legend_findings", "ja"), columns, rows, [], notes, short)


def findings_listing(data: SheetData) -> list[Listing]:
    """How many findings of each severity there are, for a sheet that is about something else."""
    rows, signs = [], []
    for tally in finding_tallies(data):
        if tally.code in MARKED and (tally.count or tally.places):
            rows.append(
                (data.catalogue.severities[tally.code].label_ja, f"{tally.count:,}", f"{tally.places:,}")
            )
            signs.append(marker(data, tally.code))
    columns = (
        ("", 0.0, False),
        (word("map_groups", "ja"), 12.0, True),
        (word("map_parcels", "ja"), 14.0, True),
    )
    return [Listing(data.catalogue.phrase("findings", "ja"), columns, rows, signs)] if rows else []


def _rules(data: SheetData) -> list[Listing]:
    """Rules with findings, gravest first, with how many zones and parcels they concern."""
    table = by_rule(data.findings, list(data.catalogue.severities))
    table = table[table["severity"].isin(MARKED)]
    if table.empty:
        return []
    rules = data.catalogue.rules
    rows = [
        (
            rules[row.rule_id].title_ja if row.rule_id in rules else row.rule_id,
            _or_dash(row.zones),
            _or_dash(row.parcels),
        )
        for row in table.itertuples(index=False)
    ]
    signs = [marker(data, severity, 2.2) for severity in table["severity"]]
    columns = (
        (word("map_rule", "ja"), 0.0, False),
        (word("map_zones", "ja"), 11.0, True),
        (word("map_parcels", "ja"), 11.0, True),
    )
    return [
        Listing(word("map_rules", "ja"), columns, rows, signs, word("map_more_rules", "ja", count="{count}"))
    ]


def _or_dash(number: int) -> str:
    return f"{number:,}" if number else "–"
