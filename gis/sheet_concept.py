"""The management concept map (管理構想図): what class each piece of ground has."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from ..core.analysis.looks import Look, looks
from ..core.analysis.patches import dissolved, overlaid, patches
from ..core.errors import KosozuError
from ..core.jobs.mapfigures import level_figures
from ..core.reports.words import word
from .sheet_class_legend import class_legend
from .sheet_data import SheetData
from .sheet_findings import badges_of, findings_listing
from .sheet_theme import Content, Theme, coded, nothing

Array = np.ndarray
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
