"""What the maps of the future and of the difficulty show, read once from what the plan keeps of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..analysis.forecast import VARIANTS
from ..errors import KosozuError
from .figures import Figures
from .tables import frame

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..analysis.tallies import Tally
    from ..plan import PlanFile

DIFFICULTY = ("harm", "hard", "easy", "unknown")
"""Classes of the difficulty, the gravest first."""
STEPS = (2030, 2040, 2050)
FUTURE = ("now", *(f"y{year}" for year in STEPS), "later", "unknown")
"""When nobody manages a parcel any more: by the plan's first year, by one of the years, not seen by then, not known."""
_NUMBERS = ("people_low", "people_middle", "people_high", "share65", "unknown_m2")
_IDLE = tuple(f"unmanaged_{name}_m2" for name in VARIANTS)


@dataclass(frozen=True)
class Difficulty:
    """Every parcel with its ``code`` of ``DIFFICULTY``, the sums by code, and the weights in their order.

    ``factors`` has axis, label_ja, label_en, weight, known, unknown (parcels), less and more: the share (0 to 1) of
    the area whose class changes with the weight moved by a fifth.
    """

    units: gpd.GeoDataFrame
    rows: list[Tally]
    factors: pd.DataFrame


@dataclass(frozen=True)
class Future:
    """Every parcel with its ``code`` of ``FUTURE`` (the middle forecast, nothing done), sums by code, and the years.

    ``years`` has year, people_low, people_middle, people_high, share65 (0 to 1), and for the two pictures square
    metres that nobody manages: nothing_low … classes_high; NaN is not known. ``based_on`` says what it rests on.
    """

    units: gpd.GeoDataFrame
    rows: list[Tally]
    years: pd.DataFrame
    based_on: str
    groups: dict[str, pd.DataFrame]
    """The same years of each community, by its id."""


def read_difficulty(plan: PlanFile, figures: Figures) -> Difficulty:
    """The difficulty as it was computed last; a parcel that came later is unknown. Raises JOB-MAP-DIFFICULTY."""
    from ..analysis.tallies import by_code

    table = frame(plan, "unit_difficulty", ["unit_id", "class"])
    if table.empty:
        raise KosozuError("JOB-MAP-DIFFICULTY")
    names = ["order_no", "axis", "label_ja", "label_en", "weight", "known", "unknown", "less", "more"]
    factors = frame(plan, "difficulty_factor", names).sort_values("order_no").reset_index(drop=True)
    found = figures.units["unit_id"].map(dict(zip(table["unit_id"], table["class"])))
    units = figures.units.assign(code=found.where(found.isin(DIFFICULTY), "unknown").to_numpy(dtype=object))
    return Difficulty(units, by_code(DIFFICULTY, units["code"], units["area_map_m2"]), factors)


def read_future(plan: PlanFile, figures: Figures) -> Future:
    """The forecast as it was computed last. Raises JOB-MAP-FORECAST."""
    from ..analysis.tallies import by_code

    kept = frame(plan, "unit_forecast", ["unit_id", "known", "gone_middle"])
    if kept.empty:
        raise KosozuError("JOB-MAP-FORECAST")
    first = int(plan.info.get("start_fy") or plan.info.get("base_fy") or 0)
    units = figures.units.assign(code=_codes(kept, figures.units["unit_id"], first))
    table = frame(plan, "forecast", ["scope", "group_id", "year", "picture", *_NUMBERS, *_IDLE, "based_on"])
    rows, communities = (table[table["scope"] == scope] for scope in ("plan", "community"))
    told = [text for text in rows.sort_values("year")["based_on"].fillna("") if text]
    return Future(
        units=units,
        rows=by_code(FUTURE, units["code"], units["area_map_m2"]),
        years=_years(rows),
        based_on=told[-1] if told else "",
        groups={str(group): _years(own) for group, own in communities.groupby("group_id")},
    )


def _codes(kept: pd.DataFrame, unit_ids: pd.Series, first: int) -> pd.Series:
    """A code of ``FUTURE`` for each parcel; one that came after the forecast is unknown."""
    import numpy as np
    import pandas as pd

    table = kept.set_index("unit_id").reindex(unit_ids)
    known = (pd.to_numeric(table["known"]) == 1).to_numpy()
    year = pd.to_numeric(table["gone_middle"]).to_numpy(dtype=float)
    tests = [~known, year <= first, *(year <= step for step in STEPS)]
    names = ["unknown", "now", *(f"y{step}" for step in STEPS)]
    return pd.Series(np.select(tests, names, "later").astype(object), index=unit_ids.index)


def _years(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a year: people of either picture are the same, land that nobody manages is not."""
    import pandas as pd

    from .forecast import NOTHING, PRESENT

    numbers = rows.set_index("year")[[*_NUMBERS, *_IDLE, "picture"]].copy()
    for name in (*_NUMBERS, *_IDLE):
        numbers[name] = pd.to_numeric(numbers[name], errors="coerce")
    parts = []
    for picture, prefix in ((NOTHING, "nothing"), (PRESENT, "classes")):
        own = numbers[numbers["picture"] == picture].drop(columns="picture")
        renamed = {name: name.replace("unmanaged", prefix).replace("_m2", "") for name in _IDLE}
        renamed["unknown_m2"] = f"{prefix}_unknown"
        keep = list(own.columns) if picture == NOTHING else [*_IDLE, "unknown_m2"]
        parts.append(own[keep].rename(columns=renamed))
    return pd.concat(parts, axis=1).sort_index().rename_axis("year").reset_index()
