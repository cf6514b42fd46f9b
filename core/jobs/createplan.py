"""Create a plan file."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .outputs import check_writable

if TYPE_CHECKING:
    import geopandas as gpd

    from ..catalogue import Catalogue
    from ..sources.codes import Jurisdiction

TIERS = ("prefecture", "municipality", "community")
PLANE_SYSTEMS = range(6669, 6688)
"""EPSG codes of the plane rectangular systems I to XIX on JGD2011 (平成14年国土交通省告示第9号)."""


def check_request(request: dict[str, Any]) -> Jurisdiction:
    """Raise :class:`KosozuError` for what is wrong with a wish for a plan; nothing is written.

    ``request`` has path, tier, jurisdiction, title, community, start_fy, end_fy, epsg (0: from the code),
    catalogue_folder and overwrite.
    """
    from ..catalogue import load
    from ..sources.codes import jurisdiction

    path = str(request["path"])
    if not path.lower().endswith(".gpkg"):
        raise KosozuError("JOB-PLAN-SUFFIX", path=path)
    check_writable(path)
    if Path(path).exists() and not request["overwrite"]:
        raise KosozuError("JOB-PLAN-EXISTS", path=path)
    if not request["title"]:
        raise KosozuError("JOB-NO-TITLE")
    if request["tier"] not in TIERS:
        raise KosozuError("JOB-TIER", tier=request["tier"])
    for name in ("start_fy", "end_fy"):
        if request[name] is None:
            raise KosozuError("JOB-NO-YEAR", parameter=name.upper())
    if request["end_fy"] < request["start_fy"]:
        raise KosozuError("JOB-YEARS", start=request["start_fy"], end=request["end_fy"])
    if request["epsg"] and request["epsg"] not in PLANE_SYSTEMS:
        raise KosozuError("JOB-PLANE", epsg=request["epsg"])
    load(request["catalogue_folder"] or None)
    found = jurisdiction(request["jurisdiction"])
    if found.is_prefecture != (request["tier"] == "prefecture"):
        raise KosozuError("JOB-TIER-CODE", tier=request["tier"], given=found.code)
    return found


def create_plan_file(
    request: dict[str, Any],
    *,
    area: tuple[gpd.GeoDataFrame, int] | None,
    styles: Callable[[Catalogue], dict[str, str]],
    progress: Progress = SILENT,
) -> dict[str, Any]:
    """Create the plan that ``request`` asks for (see :func:`check_request`); returns PLAN and CRS.

    ``area`` is a frame of polygons with the EPSG code they are in; ``styles`` makes the QML of each layer from the
    catalogue.
    """
    from ..catalogue import load
    from ..plan import create_plan
    from ..sources.codes import plane_epsg

    found = check_request(request)
    progress.step("Reading the catalogue", "基準表を読んでいます")
    catalogue = load(request["catalogue_folder"] or None)
    epsg = request["epsg"] or plane_epsg(found.code, catalogue)
    area_wkb = None if area is None else _area(area[0], area[1], epsg)
    check(progress)
    progress.step("Writing the plan", "構想ファイルを書いています")
    info = {
        "plan_id": str(uuid.uuid4()),
        "title": request["title"],
        "tier": request["tier"],
        "jurisdiction_code": found.code,
        "jurisdiction_name": _name(found, catalogue),
        "community_name": request["community"],
        "crs_epsg": epsg,
        "base_fy": request["start_fy"],
        "start_fy": request["start_fy"],
        "end_fy": request["end_fy"],
        "horizon_fy": request["end_fy"],
        "status": "draft",
    }
    create_plan(
        str(request["path"]),
        info=info,
        catalogue=catalogue,
        styles=styles(catalogue),
        area_wkb=area_wkb,
        overwrite=request["overwrite"],
    )
    return {"PLAN": str(request["path"]), "CRS": f"EPSG:{epsg}"}


def _area(frame: gpd.GeoDataFrame, epsg: int, plane: int) -> bytes:
    """The plan area as one geometry in the plane system."""
    import shapely

    from ..sources.crs import transform

    if not epsg:
        raise KosozuError("JOB-NO-CRS", file="AREA")
    geometry, _ = transform(frame.geometry.to_numpy(), epsg, plane)
    whole = shapely.union_all(shapely.make_valid(geometry[~shapely.is_missing(geometry)]))
    if shapely.is_empty(whole) or not shapely.area(whole) > 0:
        raise KosozuError("JOB-AREA-EMPTY")
    blob: bytes = shapely.to_wkb(whole)
    return blob


def _name(found: Jurisdiction, catalogue: Catalogue) -> str:
    """The name of the municipality with its prefecture, as far as the catalogue knows them."""
    prefecture = next(
        (row["label_ja"] for row in catalogue.rows("prefectures") if row["code"] == found.prefecture), ""
    )
    own = next((row["name"] for row in catalogue.rows("municipalities") if row["code6"] == found.code), "")
    return prefecture if found.is_prefecture else f"{prefecture}{own}"
