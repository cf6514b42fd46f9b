"""Tables of the plan file as frames, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..plan import PlanFile


def frame(plan: PlanFile, table: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """A table of the plan without geometry, rows in the order of their ids."""
    import pandas as pd

    return pd.DataFrame(plan.read(table, columns))


def geoframe(plan: PlanFile, table: str, columns: Sequence[str] | None = None) -> gpd.GeoDataFrame:
    """A table of the plan with its geometry, in the plan's plane CRS (the frame itself carries none)."""
    import geopandas as gpd
    import numpy as np
    import shapely

    from ..analysis.blocks import piecemeal

    data = plan.read(table, columns, geometry=True)
    blobs = np.array(data.pop("geom"), dtype=object)
    return gpd.GeoDataFrame(data, geometry=piecemeal(shapely.from_wkb, blobs))


def columns(frame: pd.DataFrame, names: Sequence[str] | None = None) -> dict[str, list[Any]]:
    """Columns for a stroke: plain Python values, None for what is missing."""
    names = [name for name in frame.columns if name != "geometry"] if names is None else names
    return {name: plain(frame[name]) for name in names}


def plain(series: pd.Series) -> list[Any]:
    """Python values of a column, None for NaN."""
    values = series.astype(object)
    return list(values.where(series.notna(), None))


def wkb(geometry: np.ndarray[Any, Any]) -> list[bytes]:
    """Well-known binary of geometries, multi-polygons where they are polygons (as the plan's layers want)."""
    import shapely

    from ..sources.geometry import multi

    return list(shapely.to_wkb(multi(geometry, kinds=(3,)), include_srid=False))
