"""Compute the indicators of a plan's units and communities (see :mod:`core.analysis.indicators`)."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .tables import frame, geoframe

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ..plan import PlanFile
    from .contextlayers import Cited, Layers

    Array = np.ndarray[Any, Any]

LABEL = "指標の計算"
_SUMS = ("area_m2",)
_FACTS = (
    "unit_id",
    "idle_survey",
    "user_now_id",
    "user_target_id",
    "target_status",
    "right_end",
    "target_source",
    "ledger_source",
    "ledger_on",
)


class Work:
    """One run: the units, and what has been found so far, by column."""

    def __init__(self, plan: PlanFile, plan_path: str, progress: Progress) -> None:
        import numpy as np
        import shapely

        from ..analysis.polygons import valid
        from .contextlayers import Layers

        self.catalogue = plan.catalogue
        self.limits: dict[str, float] = plan.catalogue.thresholds
        self.info = plan.info
        self.progress = progress
        self.units = geoframe(plan, "unit", ["unit_id", "land_kind"])
        if self.units.empty:
            raise KosozuError("JOB-NO-UNITS")
        self.shapes = valid(self.units.geometry.to_numpy())
        self.area = shapely.area(self.shapes)
        facts = frame(plan, "unit_farmland", _FACTS).set_index("unit_id")
        self.facts = facts.reindex(self.units["unit_id"]).fillna("")
        groups = frame(plan, "unit_group", ["unit_id", "kind", "group_id", "name"])
        self.groups = groups[groups["kind"] == "community"]
        areas = geoframe(plan, "unit_group_area", ["kind", "group_id", "name"])
        self.outlines = areas[areas["kind"] == "community"].reset_index(drop=True)
        self.layers: Layers = Layers(plan, plan_path)
        self.found: dict[str, Array] = {}
        self.by_group: dict[str, Array] = {}
        self.sources: dict[str, tuple[Cited, str]] = {}
        self.nothing = np.full(len(self.units), np.nan)

    @functools.cached_property
    def points(self) -> Array:
        """A point inside each unit."""
        from ..analysis.polygons import label_points

        return label_points(self.shapes)

    def put(self, name: str, values: Array | None, cited: Cited, method: str) -> None:
        """Keep a column, with what it was made from."""
        self.found[name] = self.nothing if values is None else values
        self.sources[name] = (cited, method)


def compute_indicators(
    plan_path: str, *, sets: Iterable[str] = (), progress: Progress = SILENT
) -> dict[str, int]:
    """Compute some sets of indicators (all where none is named) and write them to the plan.

    UNIT_COUNT units; UNKNOWN_COUNT of them lack a number of some indicator that others have. Indicators for which the
    plan has no data at all are 不明 for every unit, and stand so in ``indicator_source``. Raises JOB-INDICATOR-SET.
    """
    from ..analysis.indicators import SETS
    from ..plan import PlanFile

    wanted = [name for name in SETS if name in set(sets) or not set(sets)]
    for name in sets:
        if name not in SETS:
            raise KosozuError("JOB-INDICATOR-SET", name=name, known=", ".join(SETS))
    with PlanFile.open(plan_path) as plan:
        progress.step("Reading the plan", "構想ファイルを読んでいます")
        work = Work(plan, plan_path, progress)
        from .indicatorpeople import people

        steps = {
            "terrain": terrain, "shape": shape, "distance": distance, "hazard": hazard, "farming": farming,
            "services": services, "people": people,
        }  # fmt: skip
        for place, name in enumerate(wanted):
            check(progress)
            progress.percent(100.0 * place / len(wanted))
            steps[name](work)
        check(progress)
        unknown = _write(plan, work, [column for name in wanted for column in SETS[name]])
    return {"UNIT_COUNT": len(work.units), "UNKNOWN_COUNT": unknown}


def terrain(work: Work) -> None:
    """Elevation and slope of the rasters; slope of the heights where there is no raster of it."""
    import numpy as np

    from ..analysis.indicators.rasters import slope_of, statistics

    work.progress.step("Elevation and slope", "標高と傾斜を求めています")
    heights, slopes = work.layers.of_role("elevation"), work.layers.of_role("slope")
    limits = {
        "slope_8": work.limits["slope_gentle_deg"],
        "slope_15": work.limits["slope_steep_deg"],
        "slope_1_100": float(np.degrees(np.arctan(0.01))),
        "slope_1_20": float(np.degrees(np.arctan(0.05))),
    }
    names = ("slope_deg", *limits)
    found = dict.fromkeys(("elevation_m", *names), work.nothing)
    for file in heights["file"]:
        grid = work.layers.raster(file)
        mean = statistics(work.shapes, work.points, grid.values, grid.transform, {})["mean"]
        found["elevation_m"] = _fill(found["elevation_m"], mean)
        if slopes.empty:
            values = slope_of(grid.values, grid.transform)
            _slopes(work, values, grid.transform, limits, found)
    for file in slopes["file"]:
        grid = work.layers.raster(file)
        _slopes(work, grid.values, grid.transform, limits, found)
    work.put("elevation_m", found["elevation_m"], work.layers.cited(heights), "cells")
    for name in names:
        of = heights if slopes.empty else slopes
        work.put(name, found[name], work.layers.cited(of), "slope_from_dem" if slopes.empty else "cells")


def _slopes(
    work: Work, values: Array, transform: Any, limits: dict[str, float], found: dict[str, Array]
) -> None:
    from ..analysis.indicators.rasters import statistics

    part = statistics(work.shapes, work.points, values, transform, limits)
    for name in ("slope_deg", *limits):
        found[name] = _fill(found[name], part["mean" if name == "slope_deg" else name])


def _fill(first: Array, second: Array) -> Array:
    import numpy as np

    found: Array = np.where(np.isnan(first), second, first)
    return found


def shape(work: Work) -> None:
    """Size and shape of the unit itself."""
    from ..analysis.indicators.land import compactness
    from .contextlayers import NOTHING

    work.put("area_m2", work.area, NOTHING, "geometry")
    work.put("shape", compactness(work.shapes), NOTHING, "geometry")


def distance(work: Work) -> None:
    """Distances to road, settlement and forest."""
    from ..analysis.indicators.land import nearest

    work.progress.step("Distances", "距離を求めています")
    limit = work.limits["context_margin_m"]
    for name, (shapes, cited) in (
        ("road_m", work.layers.shapes("road")),
        ("settlement_m", work.layers.buildings()),
        ("forest_m", work.layers.shapes("landuse", kind="forest")),
    ):
        work.put(name, nearest(work.shapes, shapes, limit), cited, "distance")
        check(work.progress)


def hazard(work: Work) -> None:
    """Shares in hazard areas; unknown where the plan has no layer of them."""
    from ..analysis.indicators.land import share_within

    work.progress.step("Hazard areas", "災害の区域との重なりを求めています")
    for name, starts in (("hazard", ("hazard_",)), ("hazard_red", ("hazard_red",))):
        shapes, cited = work.layers.hazards(*starts)
        known = len(work.layers.hazard_rows) > 0
        work.put(name, share_within(work.shapes, shapes) if known else None, cited, "overlay")


def farming(work: Work) -> None:
    """What ledger, target map and the agricultural census say; what they do not say is not known."""
    import numpy as np
    import pandas as pd

    from .contextlayers import NOTHING, Cited

    facts = work.facts
    survey = facts["idle_survey"].astype(str)
    idle = np.select([survey.isin(["1", "2"]), survey == "3"], [1.0, 0.0], np.nan)
    ledger = _dated("農地台帳・農地ピン", facts["ledger_source"], facts["ledger_on"])
    target = Cited(
        _joined(facts["target_source"]), "地域計画の目標地図" if (facts["target_source"] != "").any() else ""
    )
    work.put("idle", idle, ledger, "ledger")
    now = np.where(facts["user_now_id"] != "", 1.0, np.where(idle == 1.0, 0.0, np.nan))
    work.put("user_now", now, target if target.source_id else ledger, "ledger")
    statuses = {
        code: {"yes": 1.0, "no": 0.0}.get(one.has_user, np.nan)
        for code, one in work.catalogue.statuses.items()
    }
    future = facts["target_status"].map(statuses).astype(float).to_numpy()
    work.put("user_future", np.where(facts["user_target_id"] != "", 1.0, future), target, "targetmap")
    work.put("user_age", None, NOTHING, "no_data")
    end = pd.to_datetime(facts["right_end"], errors="coerce")
    first = datetime.date(int(work.info["start_fy"]), 4, 1) if work.info.get("start_fy") else None
    years = None if first is None else ((end - pd.Timestamp(first)).dt.days / 365.25).to_numpy(dtype=float)
    work.put("lease_years", years, ledger, "from_plan_start")
    _households(work)


def _households(work: Work) -> None:
    import numpy as np

    from ..analysis.indicators.land import holder

    rows = work.layers.of_role("community")
    count = work.nothing
    for file in rows["file"]:
        layer = work.layers.frame(file)
        at = holder(work.points, layer.geometry.to_numpy())
        number = np.append(layer["number"].to_numpy(dtype=float), np.nan)
        count = _fill(count, number[at])
    few = np.where(np.isnan(count), np.nan, (count <= work.limits["few_households"]).astype(float))
    work.put("farm_households", count, work.layers.cited(rows), "area_around")
    work.put("few_households", few, work.layers.cited(rows), "area_around")


def _joined(values: pd.Series) -> str:
    return ";".join(sorted(set(values) - {""}))


def _dated(name: str, source: pd.Series, on: pd.Series) -> Cited:
    from .contextlayers import NOTHING, Cited

    ids = _joined(source)
    years = [int(text[:4]) for text in set(on) if text[:4].isdigit()]
    return Cited(ids, name, max(years, default=None)) if ids else NOTHING


def services(work: Work) -> None:
    """Nearest facility, and kinds within reach."""
    import numpy as np

    from ..analysis.indicators.land import reach

    rows = work.layers.of_role("facility")
    frames = [work.layers.frame(file) for file in rows["file"]]
    places = np.concatenate([np.empty(0, dtype=object), *(one.geometry.to_numpy() for one in frames)])
    kinds = np.concatenate(
        [np.empty(0, dtype=object), *(one["kind"].to_numpy(dtype=object) for one in frames)]
    )
    metres, count = reach(
        work.points, places, kinds, work.limits["service_radius_m"], work.limits["context_margin_m"]
    )
    work.put("service_m", metres, work.layers.cited(rows), "straight")
    work.put("services", count, work.layers.cited(rows), "straight")


def _write(plan: PlanFile, work: Work, names: list[str]) -> int:
    """Write units, communities and sources; returns how many units lack a number that others have."""
    import numpy as np

    from ..analysis.indicators import DECIMALS

    table = {name: np.round(work.found[name].astype(float), DECIMALS) for name in names}
    unknown = np.zeros(len(work.units), dtype=bool)
    sources: dict[str, list[Any]] = {
        key: [] for key in ("indicator", "source_id", "source_name", "year", "method", "known", "unknown")
    }
    for name in sorted(names):
        missing = np.isnan(table[name])
        if not missing.all():
            unknown |= missing
        cited, method = work.sources[name]
        row = (
            name,
            cited.source_id,
            cited.name,
            cited.year,
            method,
            int((~missing).sum()),
            int(missing.sum()),
        )
        for key, value in zip(sources, row):
            sources[key].append(value)
    rows = {
        "unit_id": list(work.units["unit_id"]),
        **{name: _plain(values) for name, values in table.items()},
    }
    work.progress.step("Writing the plan", "構想ファイルに書いています")
    with plan.stroke(LABEL, long=True, progress=work.progress) as stroke:
        stroke.replace("unit_indicator", {}, rows)
        stroke.replace("group_indicator", {}, _of_groups(work, table))
        stroke.upsert("indicator_source", sources)
    return int(unknown.sum())


def _of_groups(work: Work, table: dict[str, Array]) -> dict[str, list[Any]]:
    """Communities: of those with units or an outline."""
    import numpy as np
    import pandas as pd

    from ..analysis.indicators import DECIMALS
    from ..analysis.indicators.land import weighted

    named = pd.concat([work.groups[["group_id", "name"]], work.outlines[["group_id", "name"]]])
    known = named.drop_duplicates("group_id").sort_values("group_id").reset_index(drop=True)
    place = {group: number for number, group in enumerate(known["group_id"])}
    of_unit = dict(zip(work.groups["unit_id"], work.groups["group_id"].map(place)))
    owner = work.units["unit_id"].map(of_unit).fillna(-1).to_numpy(dtype=np.int64)
    outline = work.outlines["group_id"].map(place).to_numpy(dtype=np.int64)
    found: dict[str, list[Any]] = {
        "row_id": [f"community/{group}" for group in known["group_id"]],
        "kind": ["community"] * len(known),
        "group_id": list(known["group_id"]),
        "name": list(known["name"]),
        "unit_count": np.bincount(owner[owner >= 0], minlength=len(known)).tolist(),
    }
    for name, values in table.items():
        if name in work.by_group:
            column = np.full(len(known), np.nan)
            column[outline] = work.by_group[name]
        elif name in _SUMS:
            column = np.bincount(owner[owner >= 0], values[owner >= 0], minlength=len(known)).astype(float)
        else:
            column = weighted(values, work.area, owner, len(known))
        found[name] = _plain(np.round(column, DECIMALS))
    return found


def _plain(values: Array) -> list[Any]:
    """Python numbers, None for NaN."""
    import numpy as np

    listed = values.astype(object)
    listed[np.isnan(values)] = None
    return list(listed)
