"""Who reaches the plan's core places by road, from the context that the plan has; kept in the plan for map and sheets.

The question is that of :mod:`.coverage`; here roads, people and cores are the plan's own: every road layer brought in,
the best people there are for now and for a later year, and the marks of kind ``base``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .coverage import Result, coverage
from .coverage_setting import Note, Question
from .tables import columns, frame, geoframe, wkb

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..plan import PlanFile
    from .contextlayers import Layers
    from .coverage_inputs import Speeds

    Array = np.ndarray[Any, Any]
    Layer = tuple[gpd.GeoDataFrame, int]

LABEL = "到達圏の計算"
NOW, LATER, OLD = "people", "people_later", "people65"
"""Fields of people: the latest census or the projection's first year, the later year, and 65 and over of now.

Where the ages of now are not published, those of 65 and over are of the first year in which they are; sums tell it."""


@dataclass(frozen=True)
class Wish:
    """What is asked: minutes, the year to compare with, metres to the farthest road, km/h off the road, speeds."""

    minutes: float = 60.0
    later: int = 2050
    snap: float = 500.0
    access_speed: float = 20.0
    speeds: Speeds | None = None
    closed: Layer | None = field(default=None, compare=False)
    closed_distance: float = 20.0


def plan_coverage(
    plan_path: str, wish: Wish | None = None, *, progress: Progress = SILENT
) -> tuple[dict[str, float], list[Note]]:
    """Compute and keep who reaches which core (``reach_place``, ``reach_core``, ``reach_sum``); counts and notes.

    Raises JOB-REACH-ROADS, JOB-REACH-PEOPLE, JOB-REACH-CORES where the plan lacks one of them, and JOB-COV-….
    """
    from ..plan import PlanFile
    from .contextlayers import Layers

    wish = wish or Wish()
    with PlanFile.open(plan_path) as plan:
        progress.step("Reading the plan", "構想ファイルを読んでいます")
        layers = Layers(plan, plan_path)
        roads, people, cores = _roads(layers), _people(layers, wish.later), _cores(plan)
        check(progress)
        result = coverage(
            (roads, plan.epsg),
            (people.frame, plan.epsg),
            (cores, plan.epsg),
            _question(wish, people),
            catalogue=plan.catalogue,
            closed=wish.closed,
            progress=progress,
        )
        progress.step("Writing the plan", "構想ファイルに書いています")
        with plan.stroke(LABEL, long=True, progress=progress) as stroke:
            places = result.access
            stroke.replace("reach_place", {}, _places(result, people), wkb(places.geometry.to_numpy()))
            stroke.replace("reach_core", {}, columns(_by_core(result, cores)))
            stroke.replace("reach_sum", {}, columns(_sums(result, people)))
    return result.counts, result.notes


@dataclass(frozen=True)
class _People:
    """Areas with ``people`` (and ``people65``, ``people_later`` where known), their years, what they were made from."""

    frame: gpd.GeoDataFrame
    years: dict[str, int]
    based_on: str

    @property
    def more(self) -> tuple[str, ...]:
        return tuple(name for name in self.years if name != NOW)


def _roads(layers: Layers) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import pandas as pd

    frames = [layers.frame(file)[["code", "geometry"]] for file in layers.of_role("road")["file"]]
    if not frames:
        raise KosozuError("JOB-REACH-ROADS")
    return gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry")


def _people(layers: Layers, later: int) -> _People:
    """One set of areas for both years, so that nothing is compared but the people: the projection where it has both."""
    areas, year, cited = layers.people(later)
    first = min((int(name[6:]) for name in _totals(areas)), default=later) if areas is not None else later
    if areas is None or year is None or first >= later:
        areas, year, cited = layers.people(None)
        if areas is None or year is None:
            raise KosozuError("JOB-REACH-PEOPLE")
        found = {NOW: year}
    else:
        found = {NOW: first, LATER: later}
    named = areas[["geometry"]].assign(**{name: areas[f"total_{one}"] for name, one in found.items()})
    aged = _first_with_ages(areas, found[NOW], later)
    if aged is not None:
        # Of places whose ages are kept secret nothing is counted, neither among the old nor as nobody.
        named[OLD] = areas[f"a65_{aged}"]
        found[OLD] = aged
    return _People(named.reset_index(drop=True), found, cited.name)


def _first_with_ages(areas: gpd.GeoDataFrame, now: int, later: int) -> int | None:
    """The first year whose people of 65 and over are known: the projection is published without the ages of 2020."""
    years = sorted(
        int(name[4:]) for name in areas.columns if name.startswith("a65_") and areas[name].notna().any()
    )
    return next((year for year in years if year == now or now < year < later), None)


def _totals(areas: gpd.GeoDataFrame) -> list[str]:
    return [name for name in areas.columns if name.startswith("total_") and areas[name].notna().any()]


def _cores(plan: PlanFile) -> gpd.GeoDataFrame:
    import shapely

    marks = geoframe(plan, "mark", ["mark_id", "kind", "name"])
    shapes = marks.geometry.to_numpy()
    marks = marks[(marks["kind"] == "base") & (shapely.get_type_id(shapes) == 0)].reset_index(drop=True)
    if marks.empty:
        raise KosozuError("JOB-REACH-CORES")
    marks["name"] = marks["name"].where(marks["name"] != "", marks["mark_id"])
    return marks


def _question(wish: Wish, people: _People) -> Question:
    return Question(
        people_field=NOW,
        more_fields=people.more,
        name_field="name",
        class_fields=("code",),
        speeds=wish.speeds,
        minutes=wish.minutes,
        snap=wish.snap,
        access_speed=wish.access_speed,
        closed_distance=wish.closed_distance,
        want_edges=False,
        all_times=True,
    )


def _places(result: Result, people: _People) -> dict[str, list[Any]]:
    """Rows of ``reach_place``; ``by_core`` is a list of minutes in the order of the cores, null: no way."""
    import numpy as np

    assert result.each is not None  # noqa: S101 - asked for with the cores
    access = result.access
    rounded = np.round(result.each.T, 2)
    listed = rounded.astype(object)
    listed[~np.isfinite(rounded)] = None
    rows = access.assign(place_id=[f"place-{number:06d}" for number in range(1, len(access) + 1)])
    rows["core"] = rows["core"].fillna("")
    rows["minutes"] = rows["minutes"].round(2)
    for name in (LATER, OLD):
        rows[name] = rows[name] if name in people.years else np.nan
    found = columns(rows, ["place_id", "minutes", "core", NOW, LATER, OLD, "reach"])
    found["by_core"] = [json.dumps(row, separators=(",", ":")) for row in listed.tolist()]
    return found


def _by_core(result: Result, cores: gpd.GeoDataFrame) -> pd.DataFrame:
    """Rows of ``reach_core``, of the people of now, in the order of the cores."""
    import numpy as np

    assert result.by_core is not None  # noqa: S101
    rows = result.by_core[result.by_core["field"] == NOW].reset_index(drop=True)
    points = cores.geometry
    return rows[["core", "first", "alone", "lost", "choice", "covered", "note"]].assign(
        order_no=np.arange(1, len(rows) + 1), x=points.x.to_numpy(), y=points.y.to_numpy()
    )


def _sums(result: Result, people: _People) -> pd.DataFrame:
    import numpy as np

    rows = result.summary
    return rows[["field", "minutes", "total", "reached", "unreached", "share", "unknown", "lost"]].assign(
        order_no=np.arange(1, len(rows) + 1),
        year=[people.years[name] for name in rows["field"]],
        based_on=people.based_on,
    )


@dataclass(frozen=True)
class Reach:
    """What the plan keeps: ``places`` with geometry, ``minutes`` (cores × places, NaN: no way), ``cores``, ``sums``."""

    places: gpd.GeoDataFrame
    minutes: Array
    cores: pd.DataFrame
    sums: pd.DataFrame

    @property
    def limit(self) -> float:
        """The minutes that were asked for."""
        return float(self.sums["minutes"].iloc[0])

    def reached(self, cores: Array, limit: float | None = None) -> Array:
        """Whether each place reaches one of some cores (bool along ``cores``) within the limit."""
        import numpy as np

        if not cores.any() or not len(self.places):
            return np.zeros(len(self.places), dtype=bool)
        found: Array = (self.minutes[cores] <= (self.limit if limit is None else limit)).any(axis=0)
        return found


def read_reach(plan: PlanFile) -> Reach | None:
    """The last result, or None where the plan has none."""
    import numpy as np

    sums = frame(plan, "reach_sum").sort_values("order_no").reset_index(drop=True)
    if sums.empty:
        return None
    places = geoframe(plan, "reach_place")
    cores = frame(plan, "reach_core").sort_values("order_no").reset_index(drop=True)
    listed = json.loads(f"[{','.join(places.pop('by_core'))}]")
    minutes = np.array(listed, dtype=float).reshape(len(places), len(cores)).T
    return Reach(places, minutes, cores, sums)
