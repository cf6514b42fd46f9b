"""Parcels against zones without a plan file: brings both into one plane CRS, and hands them to the rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..catalogue import Catalogue


@dataclass(frozen=True)
class Result:
    """``findings`` carry the parcels' own geometry, in the parcels' own CRS; ``counts`` go by output names."""

    findings: gpd.GeoDataFrame
    summary: pd.DataFrame
    counts: dict[str, int]


def reconcile_frames(
    parcels: tuple[gpd.GeoDataFrame, int],
    zones: tuple[gpd.GeoDataFrame, int],
    *,
    status_field: str,
    class_field: str,
    key_field: str = "",
    zone_id_field: str = "",
    noushin_field: str = "",
    catalogue: Catalogue,
    min_share: float,
    min_area: float,
    progress: Progress = SILENT,
) -> Result:
    """Findings of parcels (frame and EPSG code) that zones say something else about.

    Areas are planar in the parcels' CRS or, where that is geographic, in the plane rectangular system of the nearest
    origin. ``min_share`` is a percentage, ``min_area`` in m².
    """
    import geopandas as gpd

    from ..checks.reconcile import reconcile

    land, epsg = parcels
    sketch, zone_epsg = zones
    if land.empty:
        raise KosozuError("JOB-EMPTY", parameter="PARCELS")
    shapes, areas = _plane(land, epsg, sketch, zone_epsg)
    found = reconcile(
        shapes,
        land[status_field],
        areas,
        sketch[class_field],
        catalogue,
        parcel_key=land[key_field] if key_field else None,
        zone_id=sketch[zone_id_field] if zone_id_field else None,
        noushin=land[noushin_field] if noushin_field else None,
        min_share=min_share,
        min_area=min_area,
        progress=progress,
    )
    geometry = land.geometry.to_numpy()[found.findings["position"].to_numpy()]
    findings = gpd.GeoDataFrame(found.findings.drop(columns="position"), geometry=geometry)
    counts = {name: value for name, value in found.counts.items() if name != "SLIVER_COUNT"}
    return Result(findings, found.summary, counts)


def write_findings(path: str, findings: gpd.GeoDataFrame, epsg: int, *, multi: bool) -> None:
    """Findings as a new GeoPackage; see :func:`.layerfile.write_layer`."""
    from .layerfile import write_layer

    write_layer(path, findings, epsg, "MultiPolygon" if multi else "Polygon")


def _plane(land: gpd.GeoDataFrame, epsg: int, sketch: gpd.GeoDataFrame, zone_epsg: int) -> tuple[Any, Any]:
    """Both sets of polygons in one plane CRS."""
    from ..sources.crs import is_geographic, transform
    from ..sources.plane import nearest_plane

    shapes, areas = land.geometry.to_numpy(), sketch.geometry.to_numpy()
    for name, code in (("PARCELS", epsg), ("ZONES", zone_epsg)):
        if not code:
            raise KosozuError("JOB-NO-CRS", file=name)
    plane = epsg
    if is_geographic(epsg):
        plane = nearest_plane(shapes, epsg)
        shapes, _ = transform(shapes, epsg, plane)
    if zone_epsg != plane:
        areas, _ = transform(areas, zone_epsg, plane)
    return shapes, areas
