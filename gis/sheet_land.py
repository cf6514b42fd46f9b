"""Maps of all parcels by a class that is computed for each: who may see single ones, and the legend's numbers.

The class of a parcel says something of the family that works it: the public sees patches of several parcels of several
users, the rest is grey.
"""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from ..core.analysis.looks import looks
from ..core.analysis.patches import LEAST_PARCELS, of_several, patches
from ..core.analysis.tallies import Tally, by_code
from ..core.jobs.figures import small_limits
from ..core.reports.words import word
from .sheet_data import SheetData
from .sheet_theme import Legend, Row, Theme, coded

OTHER = "OTHER"
_MOST_LARGE = 6
"""Lines of a legend in large type that find room beside the map."""
_HA = 10_000.0


@dataclass(frozen=True)
class Painted:
    """The map, and the sums of just what it draws; ``page``: one of an atlas, which counts its own ground."""

    theme: Theme
    rows: list[Tally]
    page: bool


def painted(data: SheetData, units: gpd.GeoDataFrame, kind: str, order: tuple[str, ...]) -> Painted:
    """Parcels by their ``code`` in the colours of ``kind``; patches where single parcels may not be shown."""
    theme = Theme(looks=looks(data.catalogue, kind, data.wish.colours))
    codes = units["code"].to_numpy(dtype=object)
    shapes = units.geometry.to_numpy()
    if data.wish.single_parcels:
        theme.parcels = theme.hatched = coded(codes, shapes)
        return _counted(theme, units, order)
    gap = float(data.catalogue.thresholds["cluster_gap_m"])
    limits = small_limits(data.catalogue)
    parcels = max(limits.parcels, LEAST_PARCELS)
    made = patches(shapes, codes, gap, parcels)
    made = of_several(made, shapes, codes, units["holder"].to_numpy(), limits.users)
    theme.areas = theme.hatched = coded(made.codes, made.shapes)
    rest = shapely.buffer(shapes[~made.shown], gap / 2.0, join_style="mitre", mitre_limit=2.0)
    theme.backdrop = coded(np.full(len(rest), OTHER, dtype=object), rest)
    theme.edge_mm = 0.25
    theme.notes.append(word("map_public_land", "ja", parcels=parcels, users=max(limits.users, 1)))
    return _counted(theme, units.assign(code=units["code"].where(made.shown, OTHER)), (*order, OTHER))


def _counted(theme: Theme, units: gpd.GeoDataFrame, order: tuple[str, ...]) -> Painted:
    """Sums of the parcels, or of an atlas page's own; a class that lies only beside these has a line without number."""
    page = is_page(units)
    own = units[units["own"]] if page else units
    found = {row.code: row for row in by_code(order, own["code"], own["area_map_m2"])}
    drawn = [code for code in order if (units["code"] == code).any()]
    return Painted(theme, [found.get(code, Tally(code, 0, 0.0, 0.0)) for code in drawn], page)


def is_page(units: gpd.GeoDataFrame) -> bool:
    """Whether these are the parcels of a page of an atlas."""
    return "own" in units.columns


def land_legend(
    data: SheetData, made: Painted, title: str, labels: dict[str, str], notes: list[str]
) -> Legend:
    """A line for each class that is drawn: parcels, hectares, share; then all parcels."""
    large = data.wish.large
    other = word("map_other_short" if large else "map_other_land", "ja")
    found = made.theme.looks
    lines = [
        Row(row.code, labels.get(row.code, other), _values(row), look=found[row.code]) for row in made.rows
    ]
    whole = Tally("", sum(row.count for row in made.rows), sum(row.area_m2 for row in made.rows), 100.0)
    sums = [Row("", word("map_parcel_total", "ja"), _values(whole), bold=True)]
    if large and len(lines) >= _MOST_LARGE:
        sums.clear()
    columns = (
        (word("map_parcels", "ja"), 12.0),
        (word("map_area", "ja"), 14.0),
        (word("map_share", "ja"), 10.0),
    )
    short = (("ha", 1), ("%", 2))
    of_all = word("map_whole_page_parcels" if made.page else "map_whole_parcels", "ja")
    if large:
        notes = [*notes, word("map_large_note", "ja", whole=of_all)]
    else:
        area = data.catalogue.phrase("area_note", "ja").format(crs=f"EPSG:{data.epsg}")
        notes = [*notes, word("map_share_of", "ja", whole=of_all), area]
    return Legend(title, columns, lines, sums, notes, short)


def _values(row: Tally) -> tuple[str, ...]:
    if not row.count:
        return "–", "–", "–"
    return f"{row.count:,}", f"{row.area_m2 / _HA:,.2f}", f"{row.share:.1f}"
