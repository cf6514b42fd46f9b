"""What a plan knows of its land and people, now and to come, in small frames that every table and chart is made of.

Indicators, difficulty, forecast and reach are computed by jobs of their own and kept in the plan; here they are read
once, as an edition may show them. A frame without rows says that nobody has computed it; NaN is 不明, never 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..analysis.forecast import VARIANTS
from .figures import small_limits
from .forecast import PRESENT
from .tables import frame, geoframe

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd

    from ..analysis.small import Limits
    from ..plan import PlanFile
    from .figures import Figures

    Array = np.ndarray[Any, Any]

UNMANAGED = tuple(f"unmanaged_{name}_m2" for name in VARIANTS)
_PLACE = ("slope_deg", "slope_15", "hazard", "people_now", "share65_now", "households_now")
_YEAR_COLUMNS = (
    "scope", "group_id", "name", "year", "picture", "area_m2", "unknown_m2", *UNMANAGED, "people_low",
    "people_middle", "people_high", "share65", "hours_wanted", "hours_given_low", "hours_given_middle",
    "hours_given_high", "based_on",
)  # fmt: skip


@dataclass(frozen=True)
class Outlook:
    """Areas are m² in the plan's plane system, shares 0–1 (of ``reach`` and sensitivity as the jobs keep them)."""

    places: pd.DataFrame
    """Communities by name: group_id, name, area_m2 and ``_PLACE`` as indicators have them."""
    sources: pd.DataFrame
    """``indicator_source``: indicator, source_name, year, known, unknown."""
    land: pd.DataFrame
    """Parcels by community and present state, with ``counts.MEASURES``; small cells put together in public."""
    forecast: pd.DataFrame
    """The whole plan by picture and year; ``few`` (of ``UNMANAGED``) and ``few_unknown`` tell what is withheld."""
    ages: pd.DataFrame
    """People of the whole plan by year and cohort of five years (``age`` is its first); none where nobody knows."""
    people: pd.DataFrame
    """People of communities by year: group_id, name, year, people_low …, share65."""
    unmanaged: pd.DataFrame
    """Land of communities by picture and year, as ``forecast``; the public is told the last year alone."""
    difficulty: pd.DataFrame
    """Parcels by community ('' none) and class of difficulty, with ``counts.MEASURES``; pooled in public."""
    classes: pd.DataFrame
    """The sums of ``difficulty`` by class."""
    factors: pd.DataFrame
    """``difficulty_factor``: weights in their order, with sources, known and unknown parcels, ``less`` and ``more``."""
    sums: pd.DataFrame
    """``reach_sum``, in order: people now, later, 65 and over."""
    cores: pd.DataFrame
    """``reach_core``, in order."""
    reach: gpd.GeoDataFrame | None = field(default=None, compare=False)
    """``reach_place`` with geometry; None unless asked for, or where the people's source may not be handed on."""


def read_outlook(
    plan: PlanFile, figures: Figures, edition: str, *, land: bool = True, reach: bool = False
) -> Outlook:
    """Everything as the edition may show it; without ``land`` no parcels are counted, with ``reach`` places are read.

    The forecast is of the scenario for which it was computed last.
    """
    from ..analysis.small import Limits

    limits = small_limits(plan.catalogue) if edition == "public" else Limits(0, 0)
    units = figures.units
    sums = frame(plan, "reach_sum").sort_values("order_no").reset_index(drop=True)
    difficulty, classes = _difficulty(plan, units, limits) if land else (_none(), _none())
    plan_rows, people, unmanaged = _forecast(plan, units, limits)
    return Outlook(
        places=_places(plan),
        sources=frame(plan, "indicator_source").sort_values("indicator").reset_index(drop=True),
        land=_counted(units, ("community", "present"), limits) if land else _none(),
        forecast=plan_rows,
        ages=_ages(plan),
        people=people,
        unmanaged=unmanaged,
        difficulty=difficulty,
        classes=classes,
        factors=frame(plan, "difficulty_factor").sort_values("order_no").reset_index(drop=True),
        sums=sums,
        cores=frame(plan, "reach_core").sort_values("order_no").reset_index(drop=True),
        reach=_reach(plan, sums, edition) if reach and len(sums) else None,
    )


def _none() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame()


def _numbers(table: pd.DataFrame, *texts: str) -> pd.DataFrame:
    """All columns as numbers but some; NULL is NaN."""
    import pandas as pd

    named = [name for name in table.columns if name not in texts]
    return table.assign(**{name: pd.to_numeric(table[name], errors="coerce").astype(float) for name in named})


def _places(plan: PlanFile) -> pd.DataFrame:
    rows = frame(plan, "group_indicator", ["kind", "group_id", "name", "area_m2", *_PLACE])
    rows = rows[rows["kind"] == "community"].drop(columns="kind")
    return _numbers(rows, "group_id", "name").sort_values(["name", "group_id"]).reset_index(drop=True)


def _counted(units: pd.DataFrame, keys: tuple[str, ...], limits: Limits) -> pd.DataFrame:
    """Parcels by keys, every one in exactly one row; small cells put together, whole communities, too."""
    import pandas as pd

    from ..analysis import small
    from ..analysis.counts import MEASURES

    if not (limits.parcels or limits.users):
        registry = pd.to_numeric(units["area_registry_m2"], errors="coerce")
        counted = units[list(keys)].assign(
            parcels=1,
            area_m2=units["area_map_m2"].astype(float),
            registry_m2=registry.fillna(0.0),
            registry_parcels=registry.notna().astype(int),
        )
        return pd.DataFrame(counted.groupby(list(keys), as_index=False, sort=True)[list(MEASURES)].sum())
    whole = units[[*keys, "area_map_m2", "area_registry_m2", "holder"]].assign(plan="")
    return small.pooled(whole, ("plan", *keys), limits).drop(columns="plan")


def _difficulty(plan: PlanFile, units: pd.DataFrame, limits: Limits) -> tuple[pd.DataFrame, pd.DataFrame]:
    judged = frame(plan, "unit_difficulty", ["unit_id", "class"])
    if judged.empty:
        return _none(), _none()
    of_unit = dict(zip(judged["unit_id"], judged["class"]))
    # Parcels brought in since nobody has judged: of them it is not known.
    judged_units = units.assign(difficulty=units["unit_id"].map(of_unit).fillna("unknown"))
    by_place = _counted(judged_units, ("community", "difficulty"), limits)
    # The smaller table is a sum of the larger: between two counts of their own, one small cell would follow.
    whole = by_place.drop(columns="community").groupby("difficulty", as_index=False, sort=True).sum()
    return by_place, whole


def _forecast(
    plan: PlanFile, units: pd.DataFrame, limits: Limits
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The plan by picture and year; people of communities; land of communities."""
    rows = _numbers(
        frame(plan, "forecast", _YEAR_COLUMNS), "scope", "group_id", "name", "picture", "based_on"
    )
    rows = rows.sort_values(["picture", "name", "group_id", "year"]).reset_index(drop=True)
    rows = rows.assign(year=rows["year"].astype(int), few=False, few_unknown=False)
    whole, own = (
        rows[rows["scope"] == scope].drop(columns="scope").reset_index(drop=True)
        for scope in ("plan", "community")
    )
    people = own[own["picture"] != PRESENT]
    people = people[["group_id", "name", "year", *_people_columns()]].reset_index(drop=True)
    if limits.parcels or limits.users:
        own = own[own["year"] == own["year"].max()].reset_index(drop=True)
        _withhold(plan, units, limits, whole, own)
    return whole, people, own.drop(columns=[*_people_columns(), "area_m2"])


def _ages(plan: PlanFile) -> pd.DataFrame:
    rows = frame(plan, "forecast_age", ["scope", "year", "age", "people"])
    rows = rows[rows["scope"] == "plan"].drop(columns="scope")
    return rows.sort_values(["year", "age"]).reset_index(drop=True)


def _people_columns() -> list[str]:
    return [*(f"people_{name}" for name in VARIANTS), "share65"]


def _withhold(
    plan: PlanFile, units: pd.DataFrame, limits: Limits, whole: pd.DataFrame, own: pd.DataFrame
) -> None:
    """Take out of both frames, in place, what would tell of few parcels or users, and flag it.

    The plan's row is the sum of its communities and of land without one: where one alone is withheld, another goes with
    it.
    """
    import numpy as np

    from ..analysis.few import hidden_cells

    told = _Gone(plan, units)

    found: dict[tuple[bool, bytes], frozenset[Any]] = {}

    def hidden(mask: Array, cell: Array) -> frozenset[Any]:
        # Most years and variants have the same land in them.
        key = (cell is told.community, mask.tobytes())
        if key not in found:
            found[key] = hidden_cells(cell[mask], told.holder[mask], told.area[mask], limits)
        return found[key]

    for rows, cell in ((whole, np.full(len(units), "", dtype=object)), (own, told.community)):
        keys = np.full(len(rows), "", dtype=object) if rows is whole else rows["group_id"].to_numpy(object)
        for picture, year in dict.fromkeys(zip(rows["picture"], rows["year"])):
            here = ((rows["picture"] == picture) & (rows["year"] == year)).to_numpy()
            land = [told.unmanaged(picture, year, place) for place in range(len(VARIANTS))]
            few = frozenset().union(*(hidden(mask, cell) for mask in land))
            few_unknown = hidden(told.unknown(picture), cell)
            rows.loc[here & np.isin(keys, list(few)), "few"] = True
            rows.loc[here & np.isin(keys, list(few_unknown)), "few_unknown"] = True
        rows.loc[rows["few"], list(UNMANAGED)] = np.nan
        rows.loc[rows["few_unknown"], "unknown_m2"] = np.nan


class _Gone:
    """Along the units: their community, user, area, and the years from which nobody manages them."""

    def __init__(self, plan: PlanFile, units: pd.DataFrame) -> None:
        import numpy as np

        groups = frame(plan, "unit_group", ["unit_id", "kind", "group_id"])
        groups = groups[groups["kind"] == "community"]
        of_unit = dict(zip(groups["unit_id"], groups["group_id"]))
        self.community: Array = units["unit_id"].map(of_unit).fillna("").to_numpy(dtype=object)
        self.holder: Array = units["holder"].to_numpy()
        self.area: Array = units["area_map_m2"].to_numpy(dtype=float)
        kept = frame(plan, "unit_forecast").set_index("unit_id").drop(columns="fid", errors="ignore")
        kept = _numbers(kept).reindex(units["unit_id"])
        self.gone: Array = kept[[f"gone_{name}" for name in VARIANTS]].to_numpy(dtype=float)
        self.known: Array = (kept["known"] == 1).to_numpy()
        self.taken: Array = (kept["looked_after"] == 1).to_numpy()
        self.never: Array = np.zeros(len(units), dtype=bool)

    def unmanaged(self, picture: str, year: int, variant: int) -> Array:
        """Units that nobody manages in a year of a picture."""
        found: Array = self.known & (self.gone[:, variant] <= year) & ~self._taken(picture)
        return found

    def unknown(self, picture: str) -> Array:
        """Units of which nothing can be told in a picture."""
        found: Array = ~self.known & ~self._taken(picture)
        return found

    def _taken(self, picture: str) -> Array:
        return self.taken if picture == PRESENT else self.never


def _reach(plan: PlanFile, sums: pd.DataFrame, edition: str) -> gpd.GeoDataFrame | None:
    """Places with their people and minutes; None where the public may not be handed the people's source."""
    if edition == "public" and not _people_open(plan, set(str(sums["based_on"].iloc[0]).split("、"))):
        return None
    places = geoframe(plan, "reach_place")
    return places.sort_values("place_id").reset_index(drop=True)


def _people_open(plan: PlanFile, titles: set[str]) -> bool:
    """Whether every layer of people that the reach was computed from may be published."""
    from ..reports.bundle.openness import is_open

    known = plan.catalogue.datasets
    layers = frame(plan, "context_layer", ["dataset", "role", "open", "source_id"])
    layers = layers[layers["role"] == "people"]
    named = [known[one].title_ja if one in known else one for one in layers["dataset"]]
    layers = layers[[title in titles for title in named]]
    licences = frame(plan, "source", ["source_id", "licence"]).set_index("source_id")["licence"]
    free = [
        is_open(dataset, str(licences.get(source) or ""))
        for dataset, source in zip(layers["dataset"], layers["source_id"])
    ]
    return bool(free) and all(free) and (layers["open"] == "yes").all()
