"""People of communities in coming years: by the projection of the mesh, else as they changed between two censuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from .indicatorpeople import Known
    from .indicators import Work

    Array = np.ndarray[Any, Any]

_PROJECTION = "future-mesh"
AGES = ("u15", "15_64", "65_74", "75")
"""Groups of age: under 15, 15 to 64, 65 to 74, 75 and over."""
COHORTS = tuple(range(0, 100, 5))
"""The first age of each cohort of five years; the last one is of everybody from there on."""


@dataclass(frozen=True)
class People:
    """Communities × years: low, middle and high of everybody, share of 65 and over, people who can work; and now.

    ``ages`` has :data:`AGES` on its last axis, ``cohorts`` :data:`COHORTS`: middle only, NaN: not known (cohorts: but
    by the projection). ``based_on`` says by year what the numbers come from; ``error`` is the hindcast's (NaN: none),
    of ``error_years``.
    """

    everyone: Array
    share65: Array
    able: Array
    able_now: Array
    ages: Array
    cohorts: Array
    based_on: list[str]
    error: float
    error_years: tuple[int, ...]


class _Census:
    """Under 65, 65 and over, and everybody, by community; each year is read once."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._homes: Known = {}
        self._groups: dict[int, Array] = {}
        self._ages: dict[int, Array] = {}
        rows = work.layers.of_role("people")
        self.projected = bool((rows["dataset"] == _PROJECTION).any())
        census = rows[(rows["dataset"] != _PROJECTION) & rows["year"].notna()]
        self.years = sorted({int(year) for year in census["year"]})

    def groups(self, year: int) -> Array:
        """Communities × 3; NaN where not known."""
        import numpy as np

        if year not in self._groups:
            total, old = (self._inside(year, item)[:, 0] for item in ("total", "a65"))
            self._groups[year] = np.column_stack([total - old, old, total])
        return self._groups[year]

    def ages(self, year: int) -> Array:
        """Communities × :data:`AGES`; NaN where not known."""
        import numpy as np

        if year not in self._ages:
            u15, middle, old, oldest = self._inside(year, "u15", "a15_64", "a65", "a75").T
            self._ages[year] = np.column_stack([u15, middle, np.maximum(old - oldest, 0.0), oldest])
        return self._ages[year]

    def cohorts(self, year: int) -> Array:
        """Communities × :data:`COHORTS`; NaN where not known."""
        return self._inside(year, *(f"age{age:02d}" for age in COHORTS))

    def _inside(self, year: int, *items: str) -> Array:
        from .indicatorpeople import inside_outlines

        return inside_outlines(self.work, year, items, self._homes)

    def name(self, year: int) -> str:
        """The dataset that speaks of a year."""
        return self.work.layers.people(year)[2].name


def people_of(work: Work, years: list[int]) -> People:
    """People of the plan's communities (in the order of ``work.outlines``)."""
    import numpy as np

    from ..analysis import forecast

    limits, census = work.limits, _Census(work)
    count = len(work.outlines)
    now = census.years[-1] if census.years else (2020 if census.projected else None)
    error, error_years = _hindcast(census)
    decade = np.nanmax([limits["forecast_people_range_percent"] / 100.0, _per_decade(error, error_years)])
    groups = np.full((count, len(years), 3), np.nan)
    ages = np.full((count, len(years), len(AGES)), np.nan)
    cohorts = np.full((count, len(years), len(COHORTS)), np.nan)
    based = []
    for place, year in enumerate(years):
        if year in census.years or (census.projected and work.layers.people(year)[0] is not None):
            groups[:, place], ages[:, place] = census.groups(year), census.ages(year)
            cohorts[:, place] = census.cohorts(year)
            based.append(f"{census.name(year)}（{year}）")
        elif len(census.years) > 1 and year > census.years[-1]:
            first, last = census.years[-2:]
            ahead = np.array([float(year - last)])
            made = forecast.cohort_change(census.groups(first), census.groups(last), last - first, ahead)
            groups[:, place] = made[:, 0]
            aged = forecast.cohort_change(census.ages(first), census.ages(last), last - first, ahead)
            ages[:, place] = aged[:, 0]
            based.append(f"{census.name(last)}（{first}→{last}年の変化を延長）")
        else:
            based.append("")
    elder = limits["forecast_elder_work_percent"] / 100.0
    spread = np.array([max(0, year - (now or year)) / 10.0 * decade for year in years])
    by_age = groups[..., 0] + groups[..., 1]
    total = np.where(np.isfinite(by_age), by_age, groups[..., 2])
    able = groups[..., 0] + elder * groups[..., 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(total > 0, groups[..., 1] / total, np.nan)
    if now is None:
        able_now = np.full(count, np.nan)
    else:
        able_now = census.groups(now)[:, 0] + elder * census.groups(now)[:, 1]
    return People(
        forecast.ranged(total, spread),
        share,
        forecast.ranged(able, spread),
        able_now,
        ages,
        cohorts,
        based,
        error,
        error_years,
    )


def _hindcast(census: _Census) -> tuple[float, tuple[int, ...]]:
    """Error of the change carried on from two older censuses, against the latest; NaN without three of them."""
    import numpy as np

    from ..analysis import forecast

    if len(census.years) < 3:
        return float("nan"), ()
    first, second, last = census.years[-3:]
    ahead = np.array([float(last - second)])
    made = forecast.cohort_change(census.groups(first), census.groups(second), second - first, ahead)
    by_age = made[:, 0, 0] + made[:, 0, 1]
    told = np.where(np.isfinite(by_age), by_age, made[:, 0, 2])
    return forecast.relative_error(told, census.groups(last)[:, 2]), (first, second, last)


def _per_decade(error: float, years: tuple[int, ...]) -> float:
    return error / (years[2] - years[1]) * 10.0 if years else float("nan")
