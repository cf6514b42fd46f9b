"""The context of a plan as the indicators ask for it: layers by role, read from the folder beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from . import contextfiles
from .tables import frame

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..plan import PlanFile
    from ..sources.raster import Grid

    Array = np.ndarray[Any, Any]

_FINEST = ("125m", "250m", "500m", "1km", "10km", "80km", "")
_CENSUS = ("census-mesh", "small-area", "municipality-people")
"""From the finest; of people at one time only one dataset is counted."""


@dataclass(frozen=True)
class Cited:
    """What a number was computed from."""

    source_id: str = ""
    name: str = ""
    year: int | None = None


NOTHING = Cited()


class Layers:
    """Layers of a plan, each file read at most once."""

    def __init__(self, plan: PlanFile, plan_path: str) -> None:
        self._path = plan_path
        self.epsg: int = plan.epsg
        self._datasets = plan.catalogue.datasets
        self.rows = frame(plan, "context_layer")
        self._law = plan.read("legal_area", ["layer_id", "kind"], geometry=True)
        self._frames: dict[str, gpd.GeoDataFrame] = {}

    def of_role(self, *roles: str) -> pd.DataFrame:
        """Rows of ``context_layer`` of some roles, in the order of their ids."""
        return self.rows[self.rows["role"].isin(roles)]

    def cited(self, rows: pd.DataFrame) -> Cited:
        """Names, ids and latest year of some layers."""
        import pandas as pd

        if rows.empty:
            return NOTHING
        names = dict.fromkeys(
            self._datasets[one].title_ja if one in self._datasets else one for one in rows["dataset"]
        )
        years = pd.to_numeric(rows["year"]).dropna()
        year = int(years.max()) if len(years) else None
        return Cited(";".join(rows["source_id"]), "、".join(names), year)

    def frame(self, file: str) -> gpd.GeoDataFrame:
        """One file of the folder; whoever asks again is given the same frame, and leaves it as it is."""
        from ..sources.vector import read_vector

        if file not in self._frames:
            self._frames[file] = read_vector(contextfiles.find(self._path, file))[0]
        return self._frames[file]

    def raster(self, file: str) -> Grid:
        """One raster of the folder."""
        from ..sources.raster import load

        return load(contextfiles.find(self._path, file), epsg=self.epsg)

    def shapes(self, *roles: str, kind: str = "") -> tuple[Array, Cited]:
        """Geometries of all layers of some roles (of one kind), and what they are."""
        import numpy as np

        rows = self.of_role(*roles)
        found, used = [np.empty(0, dtype=object)], []
        for place, file in zip(rows.index, rows["file"]):
            layer = self.frame(file)
            layer = layer[layer["kind"] == kind] if kind else layer
            if len(layer):
                found.append(layer.geometry.to_numpy())
                used.append(place)
        return np.concatenate(found), self.cited(rows.loc[used])

    def buildings(self) -> tuple[Array, Cited]:
        """Buildings where the plan has them, else built-up squares of the land use."""
        found, cited = self.shapes("building")
        return (found, cited) if len(found) else self.shapes("landuse", kind="building")

    def hazards(self, *starts: str) -> tuple[Array, Cited]:
        """Hazard areas of the plan whose kind begins so; who has none but a layer of hazards has no hazard there."""
        import numpy as np
        import shapely

        kinds = np.array(self._law["kind"], dtype=object)
        wanted = np.array([str(kind).startswith(starts) for kind in kinds], dtype=bool)
        shapes = shapely.from_wkb(np.array(self._law["geom"], dtype=object)[wanted])
        return shapes, self.cited(self.hazard_rows)

    @cached_property
    def hazard_rows(self) -> pd.DataFrame:
        """Layers that would show hazard areas, whether there are any near or not."""
        ids = {
            name
            for name, entry in self._datasets.items()
            if any(kind.startswith("hazard_") for kind in entry.kind_of.values())
        }
        return self.rows[self.rows["dataset"].isin(ids)]

    def people(self, year: int | None) -> tuple[gpd.GeoDataFrame | None, int | None, Cited]:
        """Areas with people of one year, of the dataset that is best for it; ``None`` is the latest census.

        Of one dataset the finest grid that is there is taken; a place that two files have is counted once.
        """
        import geopandas as gpd
        import pandas as pd

        rows = self.of_role("people")
        if year is None:
            census = rows[rows["dataset"].isin(_CENSUS) & rows["year"].notna()]
            if census.empty:
                return self.people(2020) if "future-mesh" in set(rows["dataset"]) else (None, None, NOTHING)
            year = int(census["year"].max())
        for dataset in ("future-mesh", *_CENSUS) if year > 2020 else (*_CENSUS, "future-mesh"):
            own = rows[rows["dataset"] == dataset]
            if dataset != "future-mesh":
                own = own[own["year"] == year]
            for level in _FINEST:
                part = own[own["level"] == level]
                frames = [one for one in map(self.frame, part["file"]) if f"total_{year}" in one]
                if frames:
                    joined = gpd.GeoDataFrame(pd.concat(once(frames), ignore_index=True), geometry="geometry")
                    cited = self.cited(part)
                    return joined, year, Cited(cited.source_id, cited.name, year)
        return None, None, NOTHING


def once(frames: list[gpd.GeoDataFrame]) -> list[gpd.GeoDataFrame]:
    """Frames without the codes of those before.

    Within a file a code may stand at several parts of one small area, whose people are told at one of them: all stay.
    """
    seen: set[Any] = set()
    found = []
    for one in frames:
        found.append(one[~one["code"].isin(seen)])
        seen.update(one["code"])
    return found
