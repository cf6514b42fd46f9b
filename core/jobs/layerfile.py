"""A layer that an algorithm hands out as a GeoPackage of its own, written as a whole."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from ..collector import uncollected

if TYPE_CHECKING:
    import geopandas as gpd


@uncollected()
def write_layer(path: str, frame: gpd.GeoDataFrame, epsg: int, kind: str) -> None:
    """A frame of texts and numbers as a new GeoPackage with a spatial index.

    ``kind`` is the geometry type of the layer, which is named after the file. The library makes the file and the empty
    layer; a feature sink or GDAL would take the rows one by one, so they go in by one statement. What stands at
    ``path`` is replaced only once the file is whole.
    """
    import shapely

    from ..plan.geometry import pack_known
    from ..plan.rtree import fill_layer
    from ..sources.geometry import multi
    from ..sources.vector import write_geopackage
    from .tables import plain

    layer, part = Path(path).stem, f"{path}.part.gpkg"
    shapes = frame["geometry"].to_numpy()
    shapes = multi(shapes) if kind.startswith("Multi") else shapes
    boxes = shapely.bounds(shapes)[:, [0, 2, 1, 3]]
    rows = [plain(frame[name]) for name in frame.columns if name != "geometry"]
    try:
        write_geopackage(part, layer, frame.iloc[:0], epsg, kind)
        blobs = pack_known(shapely.to_wkb(shapes, output_dimension=2, byte_order=1).tolist(), boxes, epsg)
        fill_layer(part, layer, blobs, boxes, rows)
        os.replace(part, path)
    finally:
        Path(part).unlink(missing_ok=True)
