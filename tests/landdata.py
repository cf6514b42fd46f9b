"""Context for the small plan of the tests: a projection by mesh, a road through its middle, two core places."""

from __future__ import annotations

import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from kosozu.core.jobs import contextfiles
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.importmarks import import_marks
from kosozu.core.plan import PlanFile
from kosozu.core.sources import mesh
from kosozu.core.sources.crs import transform

EPSG = 6676
Extent = tuple[float, float, float, float]


def around(plan: Path) -> Extent:
    """The box around the plan's land."""
    with PlanFile.open(str(plan), readonly=True) as opened:
        return contextfiles.place_of(opened, 0.0).extent


def people(plan: Path, folder: Path, aged: int = 2020) -> int:
    """Squares of 500 m over the plan: people of 2020, half of them old, a quarter left in 2050. How many squares.

    Ages are given from the year ``aged`` on, in which there are as many people as in 2020.
    """
    west, south, east, north = around(plan)
    box = shapely.box(west - 1200, south - 1200, east + 1200, north + 1200)
    corner = transform(np.array([box], dtype=object), EPSG, 6668)[0][0].bounds
    lon, lat = np.meshgrid(np.linspace(corner[0], corner[2], 12), np.linspace(corner[1], corner[3], 12))
    codes = sorted(set(mesh.codes_at(np.column_stack([lon.ravel(), lat.ravel()]), "500m")))
    names = pd.Series(codes, dtype=object)
    count = np.arange(len(codes), dtype=float)
    data = {
        "MESH_ID": names,
        "PTN_2020": count,
        f"PTN_{aged}": count,
        f"PTC_{aged}": count / 2,
        "PTN_2050": count / 4,
        "PTC_2050": count / 5,
    }
    squares = gpd.GeoDataFrame(data, geometry=mesh.polygons(names, "500m"), crs=6668)
    squares.to_file(folder / "mesh500_24.gpkg", driver="GPKG")
    import_context(str(plan), str(folder / "mesh500_24.gpkg"))
    return len(squares)


def roads(plan: Path, folder: Path) -> None:
    """One straight road through the middle, of class 県道."""
    west, south, east, north = around(plan)
    middle = (south + north) / 2
    line = shapely.LineString([(west - 900, middle), (east + 900, middle)])
    frame = gpd.GeoDataFrame({"種別": ["県道"], "路線名": ["架空線"]}, geometry=[line], crs=EPSG)
    frame.to_file(folder / "roads.geojson", driver="GeoJSON")
    import_context(str(plan), str(folder / "roads.geojson"), dataset="own-road", crs=f"EPSG:{EPSG}")


def cores(plan: Path) -> None:
    """A core place at each end of the road."""
    west, south, east, north = around(plan)
    middle = (south + north) / 2
    frame = gpd.GeoDataFrame(
        {"kind": ["base", "base"], "name": ["西", "東"]},
        geometry=[shapely.Point(west - 800, middle), shapely.Point(east + 800, middle)],
    )
    import_marks(str(plan), frame, EPSG, kind_field="kind", name_field="name")


def copied(plan: Path, folder: Path) -> Path:
    """A plan with its names and its context in another folder."""
    path = folder / plan.name
    shutil.copy(plan, path)
    names, context = plan.with_name(f"{plan.stem}.names.gpkg"), contextfiles.folder(str(plan))
    if names.exists():
        shutil.copy(names, path.with_name(names.name))
    if context.exists():
        shutil.copytree(context, contextfiles.folder(str(path)))
    return path
