"""The effective class of every unit, brought up to date in the stroke that changes parcels or zones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..progress import SILENT, Progress

if TYPE_CHECKING:
    import geopandas as gpd

    from ..analysis.effective import Effective
    from ..analysis.overlay import Pairs
    from ..plan.stroke import Stroke

UNIT_COLUMNS = ("unit_id", "paint_code", "class_code", "zone_id")


def own_zones(zones: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The zones of this plan, without those of the plan above."""
    return zones[zones["tier"] == "own"].reset_index(drop=True)


def classify(
    units: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, progress: Progress = SILENT
) -> tuple[Effective, Pairs]:
    """Overlay units with own zones (both in the plan's CRS), and decide each unit's class."""
    import shapely

    from ..analysis.effective import effective
    from ..analysis.overlay import overlay

    shapes, areas = units.geometry.to_numpy(), zones.geometry.to_numpy()
    pairs = overlay(shapes, areas, progress=progress)
    found = effective(
        shapely.area(shapes),
        pairs,
        zones["class_code"].to_numpy(dtype=object),
        zones["zone_id"].to_numpy(dtype=object),
        units=shapes,
        zones=areas,
        painted=units["paint_code"].fillna("").to_numpy(dtype=object),
    )
    return found, pairs


def write_classes(
    stroke: Stroke, units: gpd.GeoDataFrame, zones: gpd.GeoDataFrame, progress: Progress
) -> None:
    """Materialise class and zone of all units; rows that stay the same are not written."""
    if units.empty:
        return
    found, _ = classify(units, zones, progress)
    stroke.update(
        "unit",
        list(units["unit_id"]),
        {"class_code": list(found.class_code), "zone_id": list(found.zone_id)},
    )
