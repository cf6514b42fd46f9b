"""The folder ``<plan>.context`` beside a plan: one GeoPackage or GeoTIFF for each file of context brought in.

What the rules need (law, hazards) stands in the plan itself; people, roads, land use and rasters are large, can be
fetched again, and are not written by anybody's hand, so they stay out of it and out of its journal. The plan's table
``context_layer`` says which files count. No file there holds personal data.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError

if TYPE_CHECKING:
    import geopandas as gpd

    from ..plan import PlanFile
    from ..sources.context import Place


def folder(plan_path: str) -> Path:
    """Where the files are."""
    plan = Path(plan_path)
    return plan.with_name(f"{plan.stem}.context")


def find(plan_path: str, name: str) -> Path:
    """A file that the plan names. Raises JOB-CONTEXT-FILE where it is gone."""
    path = folder(plan_path) / name
    if not path.is_file():
        raise KosozuError("JOB-CONTEXT-FILE", file=name, folder=folder(plan_path).name)
    return path


def packed(frame: gpd.GeoDataFrame, epsg: int, kind: str) -> bytes:
    """A frame as the bytes of a GeoPackage with the one layer ``context``. Raises JOB-CONTEXT-WRITE."""
    from ..sources.vector import can_write, write_geopackage

    if not can_write():
        raise KosozuError("JOB-CONTEXT-WRITE")
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "context.gpkg"
        write_geopackage(path, "context", frame, epsg, kind)
        return path.read_bytes()


def place_of(plan: PlanFile, margin: float | None = None) -> Place:
    """Where a plan is: the box around its parcels, zones and area, and a margin (the catalogue's, in metres).

    Raises JOB-CONTEXT-PLACE where it has none of them.
    """
    import numpy as np
    import shapely

    from ..sources.context import Place

    blobs: list[Any] = []
    for table in ("unit", "zone"):
        blobs += plan.read(table, [], geometry=True)["geom"]
    area = plan.info.get("area_wkb")
    blobs += [area] if area else []
    bounds = (
        shapely.total_bounds(shapely.from_wkb(np.array(blobs, dtype=object))) if blobs else np.full(4, np.nan)
    )
    if not np.isfinite(bounds).all():
        raise KosozuError("JOB-CONTEXT-PLACE")
    around = plan.catalogue.thresholds["context_margin_m"] if margin is None else margin
    west, south, east, north = (float(value) for value in bounds)
    return Place(
        plan.info["crs_epsg"],
        (west - around, south - around, east + around, north + around),
        str(plan.info["jurisdiction_code"])[:5],
        shapely.from_wkb(bytes(area)) if area else None,
    )
