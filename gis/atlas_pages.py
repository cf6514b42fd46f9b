"""Which pages an atlas has: one per community, zone or cell of a grid, each with its own ground and numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from qgis.core import QgsRectangle

from ..core.analysis.few import are_few
from ..core.analysis.figures import by_class
from ..core.errors import KosozuError
from ..core.jobs.figures import small_limits
from ..core.order import natural
from .sheet_data import SheetData
from .sheet_extent import around, extent_of, ground, round_scale
from .sheet_layers import group_outlines

BY = ("community", "zone", "grid")
_SCALES = (1_000.0, 2_500.0, 5_000.0, 10_000.0, 25_000.0, 50_000.0, 100_000.0)
_MOST_CELLS = 40
"""A grid is drawn at the largest scale that needs no more pages."""
_EDGE_MM = 8.0
"""Cells overlap by twice this, so that nothing gets lost between two pages."""
_AROUND = 0.12
"""What is shown around a community or a zone, as a share of its size."""
_LEAST_M = 60.0
_SLIVER_M2 = 1.0
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class AtlasPage:
    """``focus`` is the page's own ground, of the community ``group``; ``members`` marks its parcels among all."""

    name: str
    focus: Any
    members: np.ndarray
    extent: QgsRectangle
    scale: float
    cell: tuple[int, int] | None = None
    group: str = ""


def atlas_pages(data: SheetData, by: str, width_mm: float, height_mm: float) -> list[AtlasPage]:
    """The pages for maps of this size. Raises GIS-ATLAS-NONE where the plan has nothing to make pages of."""
    made = {"community": _communities, "zone": _zones, "grid": _cells}[by](data, width_mm, height_mm)
    if not made:
        raise KosozuError("GIS-ATLAS-NONE", by=by)
    return made


def _page(name: str, focus: Any, members: np.ndarray, width: float, height: float) -> AtlasPage:
    extent = extent_of([focus])
    more = max(_AROUND * max(extent.width(), extent.height()), _LEAST_M / 2)
    extent = extent.buffered(more)
    return AtlasPage(name, focus, members, extent, round_scale(extent, width, height))


def _communities(data: SheetData, width: float, height: float) -> list[AtlasPage]:
    """By the outlines of 農業集落 (else 大字 …); where a group has no outline, around its parcels."""
    outlines = group_outlines(data)
    kind = str(outlines["kind"].iloc[0]) if len(outlines) else _kind_of(data.members)
    members = data.members[data.members["kind"] == kind]
    shapes = dict(zip(outlines["group_id"], outlines.geometry)) if len(outlines) else {}
    names = dict(zip(members["group_id"], members["name"]))
    names.update(dict(zip(outlines["group_id"], outlines["name"])) if len(outlines) else {})
    units = data.units
    pages = []
    for group in sorted(names, key=lambda group: natural(str(names[group] or group))):
        mine = units["unit_id"].isin(members.loc[members["group_id"] == group, "unit_id"]).to_numpy()
        focus = shapes.get(group)
        if focus is None and mine.any():
            focus = shapely.buffer(
                shapely.union_all(shapely.buffer(units.geometry.to_numpy()[mine], 20.0)), -5.0
            )
        if focus is not None and not shapely.is_empty(focus):
            page = _page(str(names[group] or group), shapely.make_valid(focus), mine, width, height)
            pages.append(replace(page, group=str(group)))
    return pages


def _kind_of(members: pd.DataFrame) -> str:
    present = set(members["kind"])
    return next((kind for kind in ("community", "oaza", "custom", "water") if kind in present), "")


def _zones(data: SheetData, width: float, height: float) -> list[AtlasPage]:
    """The plan's own zones, by their ids."""
    zones = data.zones
    order = sorted(range(len(zones)), key=lambda at: natural(str(zones["zone_id"].iloc[at])))
    points = shapely.point_on_surface(data.units.geometry.to_numpy())
    pages = []
    for at in order:
        row = zones.iloc[at]
        focus = shapely.make_valid(row.geometry)
        name = str(row["name"] or row["zone_id"])
        pages.append(_page(name, focus, shapely.intersects(points, focus), width, height))
    return pages


def _cells(data: SheetData, width: float, height: float) -> list[AtlasPage]:
    """Cells of a grid over the plan area; those with neither plan area nor zone nor parcel are left out."""
    whole = ground(data)
    there = shapely.STRtree(
        np.concatenate(
            [
                np.array([] if data.area is None else [shapely.make_valid(data.area)], dtype=object),
                data.zones.geometry.to_numpy(),
                data.units.geometry.to_numpy() if data.area is None else np.array([], dtype=object),
            ]
        )
    )
    for scale in _SCALES:
        cells = _grid(
            whole, (width - 2 * _EDGE_MM) * scale / 1000.0, (height - 2 * _EDGE_MM) * scale / 1000.0
        )
        boxes = np.array([box for _, box in cells], dtype=object)
        hit = np.unique(there.query(boxes, predicate="intersects")[0])
        if len(hit) <= _MOST_CELLS:
            break
    points = shapely.point_on_surface(data.units.geometry.to_numpy())
    pages = []
    for at in hit:
        (row, column), box = cells[at]
        centre = extent_of([box]).center()
        name = f"{_letter(row)}-{column + 1}"
        inside = shapely.intersects(points, box)
        frame = around(centre, width, height, scale)
        pages.append(AtlasPage(name, box, inside, frame, scale, (row, column)))
    return pages


def _grid(whole: QgsRectangle, wide: float, high: float) -> list[tuple[tuple[int, int], Any]]:
    """Cells row by row from the north-west, in the middle of the whole."""
    columns = max(1, int(np.ceil(whole.width() / wide)))
    rows = max(1, int(np.ceil(whole.height() / high)))
    west = whole.center().x() - columns * wide / 2
    north = whole.center().y() + rows * high / 2
    return [
        (
            (row, column),
            shapely.box(
                west + column * wide, north - (row + 1) * high, west + (column + 1) * wide, north - row * high
            ),
        )
        for row in range(rows)
        for column in range(columns)
    ]


def _letter(number: int) -> str:
    """A, B … Z, AA, AB …"""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, len(_LETTERS))
        text = _LETTERS[rest] + text
    return text


def page_data(data: SheetData, page: AtlasPage) -> SheetData:
    """The plan as this page shows it: what its frame meets, with the numbers of its own ground."""
    extent = page.extent
    frame = shapely.box(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum())
    zones, units = _meeting(data.zones, frame), _meeting(data.units, frame)
    clipped = _clipped(data.zones, page.focus)
    own = data.units[page.members]
    rows, total, blank = by_class(list(data.catalogue.classes), clipped, own, counted(data, page))
    figures = replace(
        data.figures,
        zones=zones,
        upper=_meeting(data.upper, frame),
        units=units,
        area=page.focus,
        classes=rows,
        total=total,
        blank=blank,
    )
    in_page = data.findings["unit_id"].isin(set(own["unit_id"])) | (
        (data.findings["unit_id"] == "") & data.findings["zone_id"].isin(set(clipped["zone_id"]))
    )
    return replace(
        data,
        figures=figures,
        marks=_meeting(data.marks, frame),
        outlines=_meeting(data.outlines, frame),
        findings=data.findings[in_page].reset_index(drop=True),
        **_land(data, page, frame),
    )


def _land(data: SheetData, page: AtlasPage, frame: Any) -> dict[str, Any]:
    """Future and difficulty of the parcels in the frame; ``own`` marks those that the page counts."""
    found: dict[str, Any] = {}
    for name in ("future", "difficulty"):
        kept = getattr(data, name)
        if kept is not None:
            found[name] = replace(kept, units=_meeting(kept.units.assign(own=page.members), frame))
    if data.future is not None:
        none = data.future.years.iloc[:0]
        own = data.future.units[page.members]
        hidden = data.edition == "public" and are_few(own, small_limits(data.catalogue))
        years = none if hidden else data.future.groups.get(page.group, none)
        found["future"] = replace(found["future"], years=years)
    return found


def counted(data: SheetData, page: AtlasPage) -> Any:
    """The part of the page's ground that lies in the plan area: shares and 未検討 are of it."""
    if data.area is None:
        return page.focus
    inside = shapely.intersection(page.focus, shapely.make_valid(data.area))
    return inside if inside.area > _SLIVER_M2 else page.focus


def _meeting(table: gpd.GeoDataFrame, frame: Any) -> gpd.GeoDataFrame:
    here = shapely.intersects(table.geometry.to_numpy(), frame)
    return table[here].reset_index(drop=True)


def _clipped(zones: gpd.GeoDataFrame, focus: Any) -> gpd.GeoDataFrame:
    """Zones inside the page's ground; what only touches it is left out."""
    near = _meeting(zones, focus)
    shapes = shapely.intersection(shapely.make_valid(near.geometry.to_numpy()), focus)
    found = near.set_geometry(gpd.GeoSeries(shapes, index=near.index))
    return found[shapely.area(shapes) > _SLIVER_M2].reset_index(drop=True)
