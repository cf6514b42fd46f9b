"""CityGML of 3D city models: polygons of landslide areas and land use, height left aside.

Numbers come as latitude, longitude and height (EPSG:6697, 6668 or 4612), and leave as longitude and latitude.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from .arrays import Array
from .registrymap import parsed
from .report import ImportReport

EPSG = 6668
_GML = "{http://www.opengis.net/gml}"
_LATITUDE_FIRST = ("6697", "6668", "6695", "4612")
_FEATURES = ("SedimentDisasterProneArea", "LandUse")


def read_citygml(path: str | Path, report: ImportReport) -> gpd.GeoDataFrame:
    """One row a feature: its simple attributes as text by their local name, ``geometry`` in EPSG:6668, x east.

    Raises SRC-CRS-NAME for another system than latitude and longitude of JGD, SRC-NO-ROWS where no feature is known.
    """
    root = parsed(path)
    name = Path(path).name
    envelope = root.find(f".//{_GML}Envelope")
    system = "" if envelope is None else str(envelope.get("srsName", ""))
    if not system.endswith(_LATITUDE_FIRST):
        raise KosozuError("SRC-CRS-NAME", crs=system or "-")
    size = int(envelope.get("srsDimension", "3"))
    report.fact("CRS", system)
    found = [node for node in root.iter() if isinstance(node.tag, str) and _local(node.tag) in _FEATURES]
    if not found:
        raise KosozuError("SRC-NO-ROWS", file=name)
    rows = [
        {_local(child.tag): (child.text or "").strip() for child in node if not len(child)} for node in found
    ]
    frame = pd.DataFrame(rows).fillna("")
    frame["source_row"] = np.arange(1, len(frame) + 1).astype(str).astype(object)
    shapes = np.array([_shape(node, size) for node in found] + [None], dtype=object)[:-1]
    return gpd.GeoDataFrame(frame, geometry=shapes)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _shape(node: Any, size: int) -> shapely.MultiPolygon | None:
    polygons = []
    for polygon in node.iter(f"{_GML}Polygon"):
        outer = _ring(polygon.find(f"{_GML}exterior"), size)
        holes = [_ring(hole, size) for hole in polygon.findall(f"{_GML}interior")]
        if len(outer) >= 4:
            polygons.append(shapely.Polygon(outer, [hole for hole in holes if len(hole) >= 4]))
    return shapely.MultiPolygon(polygons) if polygons else None


def _ring(node: Any, size: int) -> Array:
    text = "" if node is None else node.findtext(f".//{_GML}posList") or ""
    numbers = np.array(text.split(), dtype=float)
    if len(numbers) % size:
        return np.empty((0, 2))
    return numbers.reshape(-1, size)[:, 1::-1]
