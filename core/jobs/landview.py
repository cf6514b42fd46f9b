"""What the desk shows of the land before a class is painted: one number of every parcel in bands, or who is reached.

A *view* names the table and column that the map draws, the bands with their looks, and how much land (or how many
people) is in each. It is read from what :mod:`.indicators`, :mod:`.difficulty`, :mod:`.forecast` and
:mod:`.plancoverage` have stored; nothing is computed here but sums. What is not known is a band of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..analysis.bands import cuts_of, minute_steps, placed, sums
from ..analysis.indicators import SETS
from ..analysis.looks import Look, looks
from .plancoverage import Reach, read_reach
from .tables import frame

if TYPE_CHECKING:
    import numpy as np

    from ..catalogue import Catalogue
    from ..plan import PlanFile

    Array = np.ndarray[Any, Any]

NUMBER, CODE, FUTURE, REACH = "number", "code", "future", "reach"
DIFFICULTY_VIEW, FUTURE_VIEW, REACH_VIEW = "difficulty", "future", "reach"
BY_YEAR = ("people", "share65")
"""Views of indicators that have a column for each year."""
YEARS = tuple(range(2020, 2051, 5))
YES_NO = ("idle", "user_now", "user_future", "few_households")
_SHARES = ("slope_8", "slope_15", "slope_1_100", "slope_1_20", "hazard", "hazard_red")
_FIXED = {"slope_deg": (3.0, 8.0, 15.0, 20.0)}
"""Limits that the trade uses; see the catalogue's thresholds for 8 and 15 degrees."""
_UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Band:
    """One line of the legend: ``amount`` is square metres, or people where the view is of people."""

    code: str
    label: str
    look: Look
    count: int
    amount: float
    share: float


@dataclass(frozen=True)
class View:
    """``kind`` says how bands follow from ``column`` of ``table`` (NUMBER: by ``cuts``); the last band is 不明."""

    name: str
    kind: str
    title: str
    table: str
    column: str
    cuts: tuple[float, ...]
    bands: tuple[Band, ...]
    year: int | None
    source: str


def is_share(name: str) -> bool:
    """Whether an indicator is a share from 0 to 1."""
    return name in _SHARES or name.startswith("share65")


def views_of(plan: PlanFile) -> list[str]:
    """Names of the views that the plan has numbers for, in the order in which they are offered."""
    known = dict(
        zip(*(plan.read("indicator_source", ["indicator", "known"])[name] for name in ("indicator", "known")))
    )
    names = [name for group in SETS.values() for name in group if known.get(name) and not name[-4:].isdigit()]
    for name in BY_YEAR:
        if any(known.get(f"{name}_{year}") for year in YEARS):
            names.append(name)
    stored = (("unit_difficulty", DIFFICULTY_VIEW), ("unit_forecast", FUTURE_VIEW), ("reach_sum", REACH_VIEW))
    first = [view for table, view in stored if plan.count(table)]
    return [*first, *names]


def title_of(name: str, catalogue: Catalogue, lang: str, year: int | None = None) -> str:
    """What a view is called."""
    if name in (DIFFICULTY_VIEW, FUTURE_VIEW, REACH_VIEW):
        return catalogue.code_label("land_view", name, lang)
    field = catalogue.fields["unit_indicator", f"{name}_{year or YEARS[0]}" if name in BY_YEAR else name]
    title = field.alias_ja if lang == "ja" else field.alias_en
    return title if year or name not in BY_YEAR else title.split("（")[0].split(" (")[0]


class Areas:
    """Square metres of parcels by id; kept from one view to the next, as 300,000 are not read in no time."""

    def __init__(self, ids: Sequence[str], area: Array) -> None:
        import pandas as pd

        self._index, self._area = pd.Index(ids, dtype=object), area

    @classmethod
    def read(cls, plan: PlanFile) -> Areas:
        """Those of a plan."""
        units = frame(plan, "unit", ["unit_id", "area_map_m2"])
        return cls(list(units["unit_id"]), units["area_map_m2"].fillna(0.0).to_numpy(dtype=float))

    def of(self, ids: Sequence[str]) -> Array:
        """Along some ids; 0 for one that is no parcel any more."""
        import numpy as np

        at = self._index.get_indexer(ids)
        found: Array = np.append(self._area, 0.0)[at]
        return found


def view_of(
    plan: PlanFile, name: str, *, year: int, lang: str, areas: Areas | None = None, reach: Reach | None = None
) -> View:
    """A view of the plan; ``year`` counts for people by year and for the forecast.

    ``areas`` and ``reach`` are read where they are not given.
    """
    if name == DIFFICULTY_VIEW:
        return _difficulty(plan, areas or Areas.read(plan), lang)
    if name == FUTURE_VIEW:
        return _future(plan, areas or Areas.read(plan), year, lang)
    if name == REACH_VIEW:
        return _reach(plan, reach or read_reach(plan), lang)
    return _indicator(plan, areas or Areas.read(plan), name, year, lang)


def _bands(
    codes: Sequence[str], labels: Sequence[str], found: dict[str, Look], at: Array, weight: Array
) -> tuple[Band, ...]:
    """Bands of codes; ``at`` is the place of each, the last of them takes what is -1."""
    count, amount = sums(at, weight, len(codes) - 1)
    whole = float(amount.sum())
    return tuple(
        Band(
            code,
            label,
            found[code],
            int(count[place]),
            float(amount[place]),
            float(amount[place]) / whole if whole else 0.0,
        )
        for place, (code, label) in enumerate(zip(codes, labels))
    )


def _indicator(plan: PlanFile, areas: Areas, name: str, year: int, lang: str) -> View:
    column = f"{name}_{year}" if name in BY_YEAR else name
    rows = frame(plan, "unit_indicator", ["unit_id", column])
    values = rows[column].to_numpy(dtype=float)
    catalogue = plan.catalogue
    if name in YES_NO:
        cuts: tuple[float, ...] = (0.5,)
        labels = [catalogue.code_label("indicator_value", f"{name}_{number}", lang) for number in (0, 1)]
        codes = ["RAMP_1", "RAMP_4"]
    else:
        share = is_share(name)
        cuts = _FIXED.get(name) or ((0.2, 0.4, 0.6, 0.8) if share else cuts_of(values))
        labels = _ranges(cuts, 100.0 if share else 1.0, "%" if share else "", values)
        codes = [f"RAMP_{number}" for number in range(len(cuts) + 1)]
    source = frame(plan, "indicator_source", ["indicator", "source_name", "year"]).set_index("indicator")
    told = ""
    if column in source.index:
        row = source.loc[column]
        told = (
            f"{row['source_name']}（{int(row['year'])}）"
            if row["year"] == row["year"] and row["year"]
            else row["source_name"]
        )
    found = looks(catalogue, "land", "normal")
    bands = _bands(
        [*codes, _UNKNOWN],
        [*labels, catalogue.code_label("difficulty", "unknown", lang)],
        found,
        placed(values, cuts),
        areas.of(rows["unit_id"]),
    )
    shown = year if name in BY_YEAR else None
    return View(
        name,
        NUMBER,
        title_of(name, catalogue, lang, shown),
        "unit_indicator",
        column,
        cuts,
        bands,
        shown,
        told,
    )


def _ranges(cuts: tuple[float, ...], scale: float, unit: str, values: Array) -> list[str]:
    """「～3」「3～8」「15～」."""
    import numpy as np

    if not cuts:
        known = values[np.isfinite(values)]
        return [f"{known[0] * scale:,.4g}{unit}" if len(known) else "–"]
    told = [f"{cut * scale:,.4g}{unit}" for cut in cuts]
    return [f"～{told[0]}", *(f"{low}～{high}" for low, high in zip(told, told[1:])), f"{told[-1]}～"]


def _difficulty(plan: PlanFile, areas: Areas, lang: str) -> View:
    import numpy as np

    from ..analysis.difficulty import KINDS

    rows = frame(plan, "unit_difficulty", ["unit_id", "class"])
    place = {code: at for at, code in enumerate(KINDS)}
    kind = np.array([place.get(code, len(KINDS) - 1) for code in rows["class"]], dtype=np.int64)
    bands = difficulty_bands(kind, areas.of(rows["unit_id"]), plan.catalogue, lang)
    title = title_of(DIFFICULTY_VIEW, plan.catalogue, lang)
    return View(DIFFICULTY_VIEW, CODE, title, "unit_difficulty", "class", (), bands, None, "")


def difficulty_bands(kind: Array, area: Array, catalogue: Catalogue, lang: str) -> tuple[Band, ...]:
    """Bands of classes of difficulty; ``kind`` indexes :data:`core.analysis.difficulty.KINDS`, the last is 不明."""
    from ..analysis.difficulty import KINDS

    labels = [catalogue.code_label("difficulty", code, lang) for code in KINDS]
    return _bands(KINDS, labels, looks(catalogue, "difficulty", "normal"), kind, area)


FUTURE_CODES = ("NOBODY", "LEAVES", "STAYS", "TAKEN")
"""Nobody already; nobody by the year; still somebody then; taken on, or only watched over by decision."""


def _future(plan: PlanFile, areas: Areas, year: int, lang: str) -> View:
    import numpy as np

    rows = frame(plan, "unit_forecast", ["unit_id", "known", "looked_after", "gone_middle"])
    gone = rows["gone_middle"].to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        at = np.select(
            [rows["looked_after"] == 1, rows["known"] != 1, gone == 0, gone <= year], [3, -1, 0, 1], default=2
        )
    catalogue = plan.catalogue
    labels = [
        catalogue.code_label("land_future", code, lang).format(year=year)
        for code in (*FUTURE_CODES, _UNKNOWN)
    ]
    found = looks(catalogue, "land", "normal")
    bands = _bands([*FUTURE_CODES, _UNKNOWN], labels, found, at, areas.of(rows["unit_id"]))
    title = title_of(FUTURE_VIEW, catalogue, lang)
    return View(FUTURE_VIEW, FUTURE, title, "unit_forecast", "gone_middle", (float(year),), bands, year, "")


def reach_bands(
    minutes: Array, people: Array, limit: float, catalogue: Catalogue, lang: str
) -> tuple[Band, ...]:
    """Bands of places by minutes (infinite or NaN: no way) and people; amounts are people.

    First the even steps of the time asked for, then what is beyond it, uninhabited, not known.
    """
    import numpy as np

    cuts = minute_steps(limit)
    at = np.searchsorted(np.array(cuts), np.where(np.isnan(minutes), np.inf, minutes), side="left")
    at = np.select([np.isnan(people), people == 0], [-1, len(cuts) + 1], default=at)
    others = ("beyond", "uninhabited", "unknown")
    told = [f"{cut:g}" for cut in cuts]
    labels = [catalogue.code_label("land_reach", "WITHIN", lang).format(minutes=cut) for cut in told]
    labels += [catalogue.code_label("land_reach", code, lang).format(minutes=told[-1]) for code in others]
    codes = [*(f"within{number}" for number in range(1, len(cuts) + 1)), *others]
    return _bands(codes, labels, looks(catalogue, "reach", "normal"), at, np.nan_to_num(people))


def _reach(plan: PlanFile, found: Reach | None, lang: str) -> View:
    assert found is not None  # noqa: S101 - views_of offers it only where there is one
    minutes = found.places["minutes"].to_numpy(dtype=float)
    people = found.places["people"].to_numpy(dtype=float)
    catalogue = plan.catalogue
    bands = reach_bands(minutes, people, found.limit, catalogue, lang)
    title, source = title_of(REACH_VIEW, catalogue, lang), str(found.sums["based_on"].iloc[0])
    return View(REACH_VIEW, REACH, title, "reach_place", "minutes", (found.limit,), bands, None, source)
