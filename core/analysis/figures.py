"""Areas and parcels by management class: the numbers of every map, list, document and page that leaves the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely


@dataclass(frozen=True)
class ClassRow:
    """One line of the legend. Areas in square metres of the plan's plane system; ``share`` of the plan area."""

    code: str
    zones: int
    area_m2: float
    share: float
    farmland_m2: float
    parcels: int


def by_class(
    classes: Sequence[str], zones: gpd.GeoDataFrame, units: gpd.GeoDataFrame, area: Any
) -> tuple[list[ClassRow], ClassRow, ClassRow]:
    """Lines of those of ``classes`` that the plan has, in order; their sum; and 未検討.

    ``zones`` (class_code) are the plan's own; ``units`` have class_code, paint_code, area_map_m2 and ``farmland``.
    区域面積 is the ground that the zones of a class cover together (overlaps once). うち農地 is the map area of the
    parcels on farmland (as the rules know it) whose effective class it is. A share is of the plan area, and counts
    what lies inside it; where no plan area is given, it is of the parcels: those of the class in all of them.
    """
    rows, total, together = _lines(classes, zones, units, area)
    whole = _whole(units, area)
    return rows, total, _blank(units, together, _farmland(units), area, whole)


def class_lines(
    classes: Sequence[str], zones: gpd.GeoDataFrame, units: pd.DataFrame, area: Any
) -> tuple[list[ClassRow], ClassRow]:
    """The lines and their sum as :func:`by_class` has them, of ``units`` without geometry (a frozen edition's)."""
    rows, total, _ = _lines(classes, zones, units, area)
    return rows, total


def _whole(units: pd.DataFrame, area: Any) -> float:
    return float(area.area) if area is not None else float(units["area_map_m2"].sum())


def _farmland(units: pd.DataFrame) -> pd.DataFrame:
    fields = units[units["farmland"]]
    return fields.groupby(fields["class_code"].fillna(""))["area_map_m2"].agg(["sum", "size"])


def _lines(
    classes: Sequence[str], zones: gpd.GeoDataFrame, units: pd.DataFrame, area: Any
) -> tuple[list[ClassRow], ClassRow, Any]:
    whole, farmland = _whole(units, area), _farmland(units)
    held = units.groupby(units["class_code"].fillna(""))["area_map_m2"].sum() if area is None else None
    shapes = shapely.make_valid(zones.geometry.to_numpy())
    codes = zones["class_code"].fillna("").to_numpy(dtype=object)
    rows, covers = [], []
    for code in classes:
        mine = shapes[codes == code]
        cover = shapely.union_all(mine) if len(mine) else None
        field, count = farmland.loc[code] if code in farmland.index else (0.0, 0)
        if cover is None and not count:
            continue
        covered = float(cover.area) if cover is not None else 0.0
        if cover is not None:
            covers.append(cover)
        part = _inside(cover, area) if held is None else float(held.get(code, 0.0))
        share = _share(part, whole)
        rows.append(ClassRow(code, len(mine), covered, share, float(field), int(count)))
    together = shapely.union_all(covers) if covers else shapely.Polygon()
    part = _inside(together, area) if held is None else float(held[held.index.isin(classes)].sum())
    total = ClassRow(
        "",
        sum(row.zones for row in rows),
        float(together.area),
        _share(part, whole),
        sum(row.farmland_m2 for row in rows),
        sum(row.parcels for row in rows),
    )
    return rows, total, together


def _blank(units: gpd.GeoDataFrame, zones: Any, farmland: pd.DataFrame, area: Any, whole: float) -> ClassRow:
    """未検討: the plan area under no zone and no painted parcel; without a plan area, the parcels of no class."""
    field, count = farmland.loc[""] if "" in farmland.index else (0.0, 0)
    if area is None:
        bare = float(units["area_map_m2"][units["class_code"].fillna("") == ""].sum())
        return ClassRow("", 0, bare, _share(bare, whole), float(field), int(count))
    painted = units.geometry.to_numpy()[units["paint_code"].fillna("").to_numpy(dtype=object) != ""]
    done = shapely.union_all(np.append(shapely.make_valid(painted), zones)) if len(painted) else zones
    bare = float(shapely.difference(shapely.make_valid(area), done).area)
    return ClassRow("", 0, bare, _share(bare, whole), float(field), int(count))


def _inside(cover: Any, area: Any) -> float:
    """Square metres of a cover inside the plan area."""
    return 0.0 if cover is None else float(shapely.intersection(cover, shapely.make_valid(area)).area)


def _share(part: float, whole: float) -> float:
    return 100.0 * part / whole if whole > 0 else 0.0
