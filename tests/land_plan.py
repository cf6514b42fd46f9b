"""The sample with its surroundings: people now and to come, roads, heights, hazards; and what is computed of them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import sample_plan
import shapely

from kosozu.core.jobs import contextfiles
from kosozu.core.jobs.difficulty import compute_difficulty
from kosozu.core.jobs.forecast import forecast
from kosozu.core.jobs.importcontext import import_context
from kosozu.core.jobs.importmarks import import_marks
from kosozu.core.jobs.indicators import compute_indicators
from kosozu.core.jobs.plancoverage import Wish, plan_coverage
from kosozu.core.plan import PlanFile
from kosozu.core.sources import mesh
from kosozu.core.sources.crs import transform
from kosozu.core.sources.vector import read_vector

SAMPLES = sample_plan.SAMPLES
_EPSG = 6676


def add(plan: Path, folder: Path) -> Path:
    """Bring the context into a copy of the sample and compute indicators, difficulty, forecast and reach."""
    path = str(plan)
    for name, more in (
        ("tblT001102Q5438.txt", {}),
        ("roads.geojson", {"dataset": "own-road", "crs": f"EPSG:{_EPSG}"}),
        ("buildings.geojson", {"dataset": "own-building", "crs": f"EPSG:{_EPSG}"}),
        ("dem_30m.tif", {"dataset": "dem"}),
        ("A33-sample_20.shp", {}),
    ):
        import_context(path, str(SAMPLES / name), **more)
    import_context(path, str(projection(plan, folder / "mesh500_24.gpkg")))
    marks, epsg, _ = read_vector(SAMPLES / "marks_points.geojson")
    import_marks(path, marks, int(epsg or 0), kind_field="kind", name_field="名称")
    compute_indicators(path)
    compute_difficulty(path)
    forecast(path)
    plan_coverage(path, Wish(minutes=4.0))
    return plan


def projection(plan: Path, target: Path) -> Path:
    """People of squares of 500 m over the plan, fewer and older by the year."""
    with PlanFile.open(str(plan), readonly=True) as opened:
        west, south, east, north = contextfiles.place_of(opened, 0.0).extent
    box = shapely.box(west, south, east, north)
    corner = transform(np.array([box], dtype=object), _EPSG, 6668)[0][0].bounds
    lon, lat = np.meshgrid(np.linspace(corner[0], corner[2], 12), np.linspace(corner[1], corner[3], 12))
    names = pd.Series(
        sorted(set(mesh.codes_at(np.column_stack([lon.ravel(), lat.ravel()]), "500m"))), dtype=object
    )
    count = 11.0 + 4.0 * (np.arange(len(names)) % 5)
    data: dict[str, object] = {"MESH_ID": names}
    for step, year in enumerate(range(2020, 2055, 5)):
        data[f"PTN_{year}"] = count * (1.0 - 0.09 * step)
        data[f"PTC_{year}"] = data[f"PTN_{year}"] * (0.40 + 0.03 * step)
    frame = gpd.GeoDataFrame(data, geometry=mesh.polygons(names, "500m"), crs=6668)
    frame.to_file(target, driver="GPKG")
    return target
