"""Which plane rectangular system serves a place."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely
from osgeo import osr

from ..errors import KosozuError
from .arrays import Array
from .crs import lonlat

SYSTEMS = range(6669, 6688)
"""EPSG codes of systems I to XIX on JGD2011 (平成14年国土交通省告示第9号)."""


@lru_cache(maxsize=1)
def origins() -> Array:
    """Longitude and latitude of the nineteen origins, shape (19, 2), in degrees."""
    found = []
    for epsg in SYSTEMS:
        system = osr.SpatialReference()
        system.ImportFromEPSG(epsg)
        found.append([system.GetProjParm("central_meridian"), system.GetProjParm("latitude_of_origin")])
    return np.array(found)


def nearest_plane(geometries: Array, epsg: int) -> int:
    """EPSG code of the plane system whose origin is nearest to the middle of all geometries (given in ``epsg``)."""
    bounds = shapely.total_bounds(geometries)
    if not np.isfinite(bounds).all():
        raise KosozuError("SRC-NO-ROWS", file="-")
    middle = np.array([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])
    here = lonlat(middle, epsg)[0]
    away = origins() - here
    away[:, 0] *= np.cos(np.radians(here[1]))
    return SYSTEMS[int(np.argmin((away**2).sum(axis=1)))]
