"""What the map of who reaches the core places shows: places by travel time, people, cores, roads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..analysis.bands import minute_steps
from ..errors import KosozuError
from .plancoverage import LATER, NOW, OLD, read_reach

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..plan import PlanFile

    Array = np.ndarray[Any, Any]

OTHERS = ("beyond", "uninhabited", "unknown")


@dataclass(frozen=True)
class ReachRow:
    """One class of the legend: how many places, and their people by field (NaN: not known)."""

    code: str
    places: int
    people: dict[str, float]


@dataclass(frozen=True)
class ReachMap:
    """``places`` have code (within1 …, beyond, uninhabited, unknown) and geometry in the plan's plane system.

    ``steps`` are the minutes up to which within1, within2 … go; ``cores`` have core, x, y, first, alone and
    lost (people of now), ``sums`` a row per field of people; ``roads`` are the plan's own, as lines.
    """

    places: gpd.GeoDataFrame
    steps: tuple[float, ...]
    rows: list[ReachRow]
    cores: pd.DataFrame
    sums: pd.DataFrame
    roads: Array

    @property
    def years(self) -> dict[str, int]:
        """Field of people → its year, of those that are known."""
        return {str(name): int(year) for name, year in zip(self.sums["field"], self.sums["year"])}


def read_reach_map(plan: PlanFile, plan_path: str) -> ReachMap:
    """The reach as it was computed last. Raises JOB-MAP-REACH where it never was."""
    import numpy as np
    import pandas as pd

    found = read_reach(plan)
    if found is None:
        raise KosozuError("JOB-MAP-REACH")
    steps = minute_steps(found.limit)
    minutes = pd.to_numeric(found.places["minutes"]).to_numpy(dtype=float)
    # Minutes are kept rounded: the last step takes whoever counted as within.
    step = np.minimum(np.searchsorted(steps, np.nan_to_num(minutes, nan=0.0)), len(steps) - 1) + 1
    within = (found.places["reach"] == "within").to_numpy()
    codes = np.where(within, np.char.add("within", step.astype(str)), found.places["reach"]).astype(object)
    places = found.places[[NOW, LATER, OLD, "geometry"]].assign(code=codes)
    fields = [name for name in (NOW, LATER, OLD) if name in set(found.sums["field"])]
    return ReachMap(places, steps, _rows(places, fields), found.cores, found.sums, _roads(plan, plan_path))


def _rows(places: gpd.GeoDataFrame, fields: list[str]) -> list[ReachRow]:
    import pandas as pd

    numbers = pd.DataFrame(places[fields]).apply(pd.to_numeric, errors="coerce")
    sums = numbers.groupby(places["code"]).sum(min_count=1)
    count = places["code"].value_counts()
    order = [*sorted(code for code in count.index if code.startswith("within")), *OTHERS]
    return [
        ReachRow(code, int(count[code]), {name: float(sums.at[code, name]) for name in fields})
        for code in order
        if code in count.index
    ]


def _roads(plan: PlanFile, plan_path: str) -> Array:
    """The roads of the plan's context that are at hand; a file that is gone leaves the map without them."""
    import numpy as np
    import shapely

    from . import contextfiles
    from .contextlayers import Layers

    layers = Layers(plan, plan_path)
    there = contextfiles.folder(plan_path)
    found = [np.empty(0, dtype=object)]
    for file in layers.of_role("road")["file"]:
        if (there / file).is_file():
            shapes = layers.frame(file).geometry.to_numpy()
            found.append(shapes[shapely.get_dimensions(shapes) == 1])
    return np.concatenate(found)
