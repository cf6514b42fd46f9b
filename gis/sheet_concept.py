"""The management concept map (管理構想図): what class each piece of ground has."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from ..core.analysis.figures import ClassRow
from ..core.analysis.looks import Look, looks
from ..core.analysis.patches import dissolved, overlaid, patches
from ..core.errors import KosozuError
from ..core.jobs.mapfigures import level_figures
from ..core.reports.words import word
from .sheet_data import SheetData
from .sheet_findings import badges_of, findings_listing
from .sheet_theme import Content, Legend, Row, Theme, coded, nothing

Array = np.ndarray
_HA = 10_000.0
_FEW = 2
"""A zone with so few parcels points at one family's land, as a single parcel does."""


def concept(data: SheetData) -> Content:
    """The content of a 管理構想図; large type shows the three classes of level 1."""
    level = level_of(data)
    found = looks(data.catalogue, "level1" if data.wish.large else "class", data.wish.colours)
    if data.wish.large:
        rows, total, blank = level_figures(data.figures, data.catalogue)
    else:
        rows, total, blank = data.figures.classes, data.figures.total, data.figures.blank
    theme = class_theme(data, data.zones, data.units, level, found)
    theme.letters = letters(data, data.zones)
    public = data.edition == "public"
    if not public and not data.wish.large:
        theme.badges = badges_of(data)
    legend = class_legend(data, rows, total, blank, found, theme)
    listings = [] if public or data.wish.large else findings_listing(data)
    title = data.catalogue.code_label("plan_title", str(data.info.get("tier") or ""), "ja")
    return Content(title, [theme], legend, listings, small_zones(data) if public else [])


def level_of(data: SheetData) -> dict[str, str]:
    """Class → code that is drawn: itself, or its level 1 in large type."""
    classes = data.catalogue.classes.values()
    return {row.code: (row.level1 or "NONE") if data.wish.large else row.code for row in classes}


def class_theme(
    data: SheetData,
    zones: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    level: dict[str, str],
    found: dict[str, Look],
) -> Theme:
    """Zones, and what is painted over them. Where no single parcel is shown, both are dissolved by class."""
    zone_codes = _mapped(zones["class_code"], level)
    unit_codes = _mapped(units["class_code"], level)
    painted = (units["paint_code"].fillna("") != "").to_numpy() & (unit_codes != "")
    with_class = zone_codes != ""
    shapes = zones.geometry.to_numpy()
    theme = Theme(looks=found, context=coded(zone_codes[~with_class], shapes[~with_class]))
    base = (zone_codes[with_class], shapes[with_class])
    if data.wish.single_parcels:
        theme.areas = coded(*base)
        theme.parcels = coded(unit_codes, units.geometry.to_numpy())
        theme.hatched = coded(
            *_with_exceptions(base, units.geometry.to_numpy()[painted], unit_codes[painted])
        )
        theme.area_alpha = 0.35
        return theme
    gap = float(data.catalogue.thresholds["cluster_gap_m"])
    made = patches(units.geometry.to_numpy()[painted], unit_codes[painted], gap)
    theme.areas = coded(*overlaid(base, (made.codes, made.shapes)))
    theme.hatched = theme.areas
    theme.hidden = set(unit_codes[painted]) - set(theme.areas["code"])
    if not made.shown.all():
        theme.notes.append(word("map_small_patches", "ja", count=int((~made.shown).sum())))
    return theme


def _mapped(codes: Any, level: dict[str, str]) -> Array:
    return codes.fillna("").map(lambda code: level.get(code, "")).to_numpy(dtype=object)


def _with_exceptions(base: tuple[Array, Array], parcels: Array, codes: Array) -> tuple[Array, Array]:
    """Zones and painted parcels for the hatch: a parcel painted otherwise than its zone has its own."""
    if not len(parcels):
        return base
    if not len(base[0]):
        return codes, parcels
    tree = shapely.STRtree(base[1])
    which, zone = tree.query(shapely.point_on_surface(parcels), predicate="intersects")
    other = np.unique(which[codes[which] != base[0][zone]])
    lonely = np.setdiff1d(np.arange(len(parcels)), which)
    keep = np.union1d(other, lonely)
    shapes = base[1]
    if len(other):
        shapes = shapely.difference(shapely.make_valid(shapes), shapely.union_all(parcels[other]))
    return np.concatenate([base[0], codes[keep]]), np.concatenate([shapes, parcels[keep]])


def letters(data: SheetData, zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """A letter and a name for each zone, on the zone's area; large type has names only."""
    if not len(zones):
        return nothing()
    classes = data.catalogue.classes
    frame = zones[["zone_id", "class_code", "name"]].copy()
    frame["letter"] = [
        "" if data.wish.large or code not in classes else classes[code].letter for code in frame["class_code"]
    ]
    return gpd.GeoDataFrame(frame, geometry=zones.geometry.to_numpy())


def hectares(area_m2: float) -> str:
    """Square metres as hectares, two digits; 1,234.50."""
    return f"{area_m2 / _HA:,.2f}"


def class_legend(
    data: SheetData,
    rows: list[ClassRow],
    total: ClassRow,
    blank: ClassRow,
    found: dict[str, Look],
    theme: Theme,
) -> Legend:
    """Classes on the sheet with count, 区域面積, うち農地 and share; then their sum and 未検討."""
    drawn = {code for frame in (theme.areas, theme.parcels, theme.hatched) for code in set(frame["code"])} - {
        ""
    }
    numbers = {row.code: row for row in rows}
    none = ClassRow("", 0, 0.0, 0.0, 0.0, 0)
    lines = [_line(data, code, numbers.get(code, none), found[code]) for code in found if code in drawn]
    aside = [row for row in rows if row.code not in drawn]
    sums = []
    if aside:
        rest = ClassRow(
            "",
            sum(row.zones for row in aside),
            sum(row.area_m2 for row in aside),
            sum(row.share for row in aside),
            sum(row.farmland_m2 for row in aside),
            sum(row.parcels for row in aside),
        )
        sums.append(Row("", word("map_not_shown", "ja"), values(rest)))
    sums.append(Row("", data.catalogue.phrase("total", "ja"), values(total), bold=True))
    sums.append(
        Row("", data.catalogue.phrase("no_class", "ja"), values(blank), look=Look("#FFFFFF", "bare", 0.0))
    )
    whole = word("map_whole_area" if data.area is not None else "map_whole_parcels", "ja")
    notes = [
        word("map_share_of", "ja", whole=whole) + data.catalogue.phrase("area_both_note", "ja"),
        data.catalogue.phrase("area_note", "ja").format(crs=f"EPSG:{data.epsg}"),
    ]
    columns = (
        (word("map_zones", "ja"), 8.0),
        (word("map_zone_area", "ja"), 13.0),
        (word("map_farmland", "ja"), 13.0),
        (word("map_share", "ja"), 9.0),
    )
    short = ((word("map_short_zones", "ja"), 0, 11.0), ("ha", 1, 21.0), ("%", 3, 14.0))
    if data.wish.large:
        notes = [word("map_large_note", "ja", whole=whole)]
    phrase = data.catalogue.phrase
    return Legend(
        f"{phrase('legend', 'ja')}　{phrase('legend_zone', 'ja')}", columns, lines, sums, notes, short
    )


def _line(data: SheetData, code: str, row: ClassRow, look: Look) -> Row:
    catalogue = data.catalogue
    if data.wish.large:
        level = catalogue.level1.get(code)
        text = level.label_ja if level else _beyond(data)
        return Row(code, text, values(row), look=look)
    found = catalogue.classes[code]
    level = catalogue.level1.get(found.level1)
    head = level.label_ja if level else word("map_other", "ja")
    return Row(code, found.label_ja, values(row), letter=found.letter, level=head, look=look)


def _beyond(data: SheetData) -> str:
    """What the classes above which no level stands are called: 協議中."""
    names = [row.label_ja for row in data.catalogue.classes.values() if not row.level1]
    return "・".join(names) or word("map_other", "ja")


def values(row: ClassRow) -> tuple[str, ...]:
    """The four numbers of a line; dashes where an atlas page only sees the class beside its own ground."""
    if not (row.zones or row.area_m2 or row.farmland_m2):
        return "–", "–", "–", "–"
    count = f"{row.zones:,}" if row.zones else "–"
    return count, hectares(row.area_m2), hectares(row.farmland_m2), f"{row.share:.1f}"


def small_zones(data: SheetData) -> list[KosozuError]:
    """A warning for zones of one or two parcels, which a public map would point at."""
    if not len(data.zones) or not len(data.units):
        return []
    tree = shapely.STRtree(shapely.point_on_surface(data.units.geometry.to_numpy()))
    zone, _ = tree.query(data.zones.geometry.to_numpy(), predicate="intersects")
    counts = np.bincount(zone, minlength=len(data.zones))
    few = data.zones[(counts > 0) & (counts <= _FEW)]
    if few.empty:
        return []
    names = "、".join(
        str(row.name or row.zone_id) for row in few[["name", "zone_id"]].itertuples(index=False)
    )
    return [KosozuError("GIS-W-SMALL-ZONE", zones=names, count=len(few))]


def merged(data: SheetData, zones: gpd.GeoDataFrame, units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The ground as it counts, one row per class as ``code``: zones, and every painted parcel over them."""
    own = {code: code for code in data.catalogue.classes}
    zone_codes, unit_codes = _mapped(zones["class_code"], own), _mapped(units["class_code"], own)
    painted = (units["paint_code"].fillna("") != "").to_numpy() & (unit_codes != "")
    base = dissolved(zones.geometry.to_numpy()[zone_codes != ""], zone_codes[zone_codes != ""])
    codes, shapes = overlaid(base, (unit_codes[painted], units.geometry.to_numpy()[painted]))
    return coded(codes, shapes)
