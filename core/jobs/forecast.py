"""Forecast of a plan: people, hours, and land that nobody manages, if nothing is done and with the present classes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..analysis.forecast import VARIANTS
from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .classes import classify
from .forecastpeople import AGES, COHORTS, People, people_of
from .knownindicators import Known, known_indicators
from .tables import columns, frame, geoframe

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from ..plan import PlanFile

    Array = np.ndarray[Any, Any]

DEFAULT_YEARS = tuple(range(2025, 2051, 5))
LABEL = "将来の見通し"
NOTHING, PRESENT = "do_nothing", "classes"
"""The two pictures: everything managed as before while users leave, and the classes of a scenario."""
_BEFORE = "A2"
_WATCHED = "D1"
_TINY = 0.005
"""Square metres that the rounding of a table swallows."""


def years_of(text: str) -> list[int]:
    """Years of a parameter such as ``2025, 2030``; the default where it is empty. Raises JOB-FORECAST-YEARS."""
    words = text.replace(",", " ").replace("、", " ").split()
    if not words:
        return list(DEFAULT_YEARS)
    if not all(word.isascii() and word.isdigit() and 2000 <= int(word) <= 2100 for word in words):
        raise KosozuError("JOB-FORECAST-YEARS", value=text)
    return sorted({int(word) for word in words})


@dataclass(frozen=True)
class Forecast:
    """``table``: a row for each unit, community and the whole plan, each year and picture; ``ages``: people by cohort.

    ``ages`` has a row for each community and the whole plan, each year and cohort of five years that is known.
    """

    table: pd.DataFrame
    ages: pd.DataFrame


def forecast(plan_path: str, *, years: str = "", scenario: str = "", progress: Progress = SILENT) -> Forecast:
    """People, hours and land of the years asked for.

    The forecast of the scenario in use is kept in the plan (``forecast``, ``forecast_age``, ``unit_forecast``), where
    map, sheets and reports find it; another scenario's is only handed out. Raises JOB-NO-UNITS, JOB-FORECAST-YEARS,
    JOB-SCENARIO.
    """
    from ..plan import PlanFile

    wanted = years_of(years)
    with PlanFile.open(plan_path) as plan:
        progress.step("Reading the plan", "構想ファイルを読んでいます")
        if scenario and scenario not in plan.read("scenario", ["scenario_id"])["scenario_id"]:
            raise KosozuError("JOB-SCENARIO", scenario=scenario)
        known = known_indicators(plan, plan_path, progress)
        check(progress)
        progress.step("People", "人口を求めています")
        people = people_of(known.work, wanted)
        check(progress)
        progress.step("Land", "土地の見通しを求めています")
        picture = _Picture(plan, known, people, wanted, scenario)
        found = Forecast(picture.table(), picture.ages())
        if scenario in ("", plan.active_scenario()):
            progress.step("Writing the plan", "構想ファイルに書いています")
            _keep(plan, found, picture, progress)
        return found


def _keep(plan: PlanFile, found: Forecast, picture: _Picture, progress: Progress) -> None:
    """Write plan and communities by year and by age, and of each unit the years from which nobody manages it."""
    table = found.table
    rows = table[table["scope"] != "unit"].rename(columns={"id": "group_id", "scenario": "picture"})
    rows["row_id"] = [
        f"{scope}/{group}/{one}/{year}"
        for scope, group, one, year in zip(rows["scope"], rows["group_id"], rows["picture"], rows["year"])
    ]
    ages = found.ages.rename(columns={"id": "group_id"})
    keys = zip(ages["scope"], ages["group_id"], ages["year"], ages["age"])
    ages["row_id"] = [f"{scope}/{group}/{year}/{age:02d}" for scope, group, year, age in keys]
    with plan.stroke(LABEL, long=True, progress=progress) as stroke:
        stroke.replace("forecast", {}, columns(rows))
        stroke.replace("forecast_age", {}, columns(ages))
        stroke.replace("unit_forecast", {}, picture.years_gone())


class _Picture:
    """Everything along the units, and what communities and the plan sum up to."""

    def __init__(self, plan: PlanFile, known: Known, people: People, years: list[int], scenario: str) -> None:
        import numpy as np

        self.plan, self.people, self.years = plan, people, years
        self.work = known.work
        self.catalogue = plan.catalogue
        self.first = int(plan.info.get("start_fy") or plan.info.get("base_fy") or years[0])
        self.gone, self.unknown = self._users(known)
        self.outline = list(self.work.outlines["group_id"])
        place = {group: at for at, group in enumerate(self.outline)}
        of_unit = dict(zip(self.work.groups["unit_id"], self.work.groups["group_id"].map(place)))
        self.owner = self.work.units["unit_id"].map(of_unit).fillna(-1).to_numpy(dtype=np.int64)
        self.classes, self.method, self.manager = self._classes(scenario)

    def _users(self, known: Known) -> tuple[Array, Array]:
        import numpy as np

        from ..analysis import forecast

        limits = self.work.limits
        facts = {
            name: known.columns.get(name, known.work.nothing)
            for name in ("idle", "user_now", "user_future", "user_age", "lease_years")
        }
        districts = frame(self.plan, "unit_group", ["unit_id", "kind", "target_fy"])
        districts = districts[(districts["kind"] == "plan_district") & districts["target_fy"].notna()]
        target = self.work.units["unit_id"].map(dict(zip(districts["unit_id"], districts["target_fy"])))
        users = forecast.Users(
            idle=facts["idle"],
            user_now=facts["user_now"],
            user_future=facts["user_future"],
            age=facts["user_age"],
            lease_end=self.first + facts["lease_years"],
            target=target.to_numpy(dtype=float),
        )
        undecided = tuple(limits[f"forecast_undecided_{name}_years"] for name in VARIANTS)
        ages = tuple(limits[f"forecast_leave_age_{name}"] for name in VARIANTS)
        gone, unknown = forecast.gone_from(
            users,
            forecast.Rules(self.first, undecided, ages),  # type: ignore[arg-type]
        )
        return gone, np.asarray(unknown)

    def _classes(self, scenario: str) -> tuple[list[str], list[str], Array]:
        """Class of each unit in a scenario ('': the active one), method of its zone, whether somebody manages that."""
        import numpy as np

        active = self.plan.active_scenario()
        zones = geoframe(
            self.plan, "zone", ["zone_id", "tier", "scenario_id", "class_code", "method_code", "manager_id"]
        )
        chosen = scenario or active
        zones = zones[(zones["tier"] == "own") & zones["scenario_id"].isin(["", chosen])].reset_index(
            drop=True
        )
        units = geoframe(self.plan, "unit", ["unit_id", "paint_code", "class_code", "zone_id"])
        if chosen != active:
            painted = self.plan.read("assignment", ["unit_id", "class_code"], where={"scenario_id": chosen})
            own = dict(zip(painted["unit_id"], painted["class_code"]))
            units["paint_code"] = units["unit_id"].map(own).fillna("")
            found, _ = classify(units, zones)
            units = units.assign(class_code=list(found.class_code), zone_id=list(found.zone_id))
        methods = dict(zip(zones["zone_id"], zones["method_code"]))
        managed = {zone for zone, manager in zip(zones["zone_id"], zones["manager_id"]) if manager}
        return (
            list(units["class_code"].fillna("")),
            [methods.get(zone, "") for zone in units["zone_id"]],
            np.array([zone in managed for zone in units["zone_id"]], dtype=bool),
        )

    @cached_property
    def looked_after(self) -> Array:
        """Units that somebody has taken on, or that are only watched over by decision: not land that nobody manages."""
        import numpy as np

        found: Array = self.manager | (np.array(self.classes, dtype=object) == _WATCHED)
        return found

    def years_gone(self) -> dict[str, list[Any]]:
        """Rows of ``unit_forecast``: by variant the year from which nobody uses a unit; 0 already, None never seen."""
        import numpy as np

        rows: dict[str, list[Any]] = {
            "unit_id": list(self.work.units["unit_id"]),
            "known": (~self.unknown).astype(int).tolist(),
            "looked_after": self.looked_after.astype(int).tolist(),
        }
        for at, name in enumerate(VARIANTS):
            year = self.gone[:, at]
            told = np.full(len(year), None, dtype=object)
            found = np.isfinite(year) & ~self.unknown
            told[found] = np.ceil(year[found]).astype(int).tolist()
            told[(year == -np.inf) & ~self.unknown] = 0
            rows[f"gone_{name}"] = told.tolist()
        return rows

    def hours(self, picture: str) -> Array:
        """Hours a year that each unit wants; NaN where the catalogue has no hours for its class and method."""
        import numpy as np

        by_method = {code: one.hours_per_10a for code, one in self.catalogue.methods.items()}
        by_class: dict[str, float] = {}
        for code in self.catalogue.classes:
            told = [
                one.hours_per_10a
                for one in self.catalogue.methods.values()
                if code in one.class_codes.split(";")
                and one.land_kind == "farmland"
                and one.hours_per_10a is not None
            ]
            by_class[code] = float(np.mean(told)) if told else float("nan")
        area = self.work.area / 1000.0
        if picture == NOTHING:
            return area * by_class.get(_BEFORE, float("nan"))
        each = []
        for code, method in zip(self.classes, self.method):
            own = by_method.get(method)
            each.append(own if own is not None else by_class.get(code or _BEFORE, float("nan")))
        return area * np.array(each, dtype=float)

    def table(self) -> pd.DataFrame:
        """All rows, in a fixed order."""
        import pandas as pd

        parts = [rows for picture in (NOTHING, PRESENT) for rows in self._rows(picture)]
        found = pd.concat(parts, ignore_index=True)
        rank = {"plan": 0, "community": 1, "unit": 2}
        order = found["scope"].map(rank)
        return (
            found.assign(_rank=order)
            .sort_values(["_rank", "id", "scenario", "year"], kind="stable")
            .drop(columns="_rank")
            .reset_index(drop=True)
        )

    def ages(self) -> pd.DataFrame:
        """People by cohort, of the plan and of each community by year, in a fixed order; nothing where not known."""
        import numpy as np
        import pandas as pd

        cohorts = self.people.cohorts
        values = np.concatenate([_together(cohorts)[None], cohorts]).round(3)
        names = dict(zip(self.work.outlines["group_id"], self.work.outlines["name"]))
        who = [("plan", self.plan.plan_id, self.plan.info["title"])]
        who += [("community", one, names[one]) for one in self.outline]
        place, year, age = np.nonzero(np.isfinite(values))
        found = pd.DataFrame(who, columns=["scope", "id", "name"]).iloc[place].reset_index(drop=True)
        found["year"], found["age"] = np.array(self.years)[year], np.array(COHORTS)[age]
        found["people"] = values[place, year, age]
        return found

    def _rows(self, picture: str) -> list[pd.DataFrame]:
        import numpy as np

        from ..analysis import forecast

        years = np.array(self.years, dtype=float)
        area = self.work.area
        idle = forecast.unmanaged(self.gone, self.unknown, area, years)
        unknown = np.where(self.unknown, area, 0.0)
        if picture == PRESENT:
            idle = np.where(self.looked_after[:, None, None], 0.0, idle)
            unknown = np.where(self.looked_after, 0.0, unknown)
        wanted = self.hours(picture)
        count = len(self.outline)
        sums = [forecast.summed(value, self.owner, count) for value in (idle, area, unknown, wanted)]
        given = self._given(count)
        short = forecast.short_of_hours(np.repeat(sums[3][:, None], len(years), 1), given, sums[1][:, None])
        community = np.fmax(sums[0], np.minimum(short, (sums[1] - sums[2])[:, None, None]))
        names = dict(zip(self.work.outlines["group_id"], self.work.outlines["name"]))
        every, hours = self.people.everyone, given
        total = idle.sum(axis=0) + (community - sums[0]).sum(axis=0)
        return [
            self._frame(picture, "plan", [self.plan.plan_id], [self.plan.info["title"]], area.sum()[None],
                        unknown.sum()[None], total[None], wanted.sum()[None], _together(every)[None],
                        self._share65()[None], _together(hours)[None], _together(self.people.ages)[None]),
            self._frame(picture, "community", self.outline, [names[one] for one in self.outline], sums[1], sums[2],
                        community, sums[3], every, self.people.share65, hours, self.people.ages),
            self._frame(picture, "unit", list(self.work.units["unit_id"]), None, area, unknown, idle, wanted, None,
                        None, None, None),
        ]  # fmt: skip

    def _share65(self) -> Array:
        import numpy as np

        everyone = self.people.everyone[..., 1]
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = (self.people.share65 * everyone).sum(axis=0) / everyone.sum(axis=0)
        return found

    def _given(self, count: int) -> Array:
        """Hours that people of communities can give: communities × years × low, middle, high."""
        import numpy as np

        from ..analysis import forecast

        each = self.work.limits["forecast_hours_per_person"]
        if np.isfinite(each):
            return np.asarray(self.people.able * each)
        managed = ~(self.gone[:, forecast.MIDDLE] == -np.inf) & ~self.unknown
        now = forecast.summed(np.where(managed, self.hours(NOTHING), 0.0), self.owner, count)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: Array = now[:, None, None] * self.people.able / self.people.able_now[:, None, None]
        return found

    def _frame(
        self, picture: str, scope: str, ids: list[str], names: list[str] | None, area: Array, unknown: Array,
        idle: Array, wanted: Array, every: Array | None, share65: Array | None, hours: Array | None,
        ages: Array | None,
    ) -> pd.DataFrame:  # fmt: skip
        """Rows of one scope: every id × year."""
        import numpy as np
        import pandas as pd

        count, span = len(ids), len(self.years)
        blank = np.full((count, span, 3), np.nan)
        people, given = (blank if value is None else value for value in (every, hours))
        # Of land of which nothing is known there is no number, not even nought.
        idle = np.where((unknown >= area - _TINY)[:, None, None], np.nan, idle)
        old = blank[..., 0] if share65 is None else share65

        def flat(value: Array, digits: int) -> Array:
            return np.round(np.asarray(value, dtype=float).reshape(-1), digits)

        data: dict[str, Any] = {
            "scope": [scope] * (count * span),
            "id": np.repeat(np.array(ids, dtype=object), span),
            "name": np.repeat(np.array(names or [""] * count, dtype=object), span),
            "year": np.tile(np.array(self.years), count),
            "scenario": [picture] * (count * span),
            "area_m2": flat(np.repeat(area, span), 2),
            "unknown_m2": flat(np.repeat(unknown, span), 2),
        }
        for at, name in enumerate(VARIANTS):
            data[f"unmanaged_{name}_m2"] = flat(idle[..., at], 2)
        for at, name in enumerate(VARIANTS):
            data[f"people_{name}"] = flat(people[..., at], 3)
        data["share65"] = flat(old, 6)
        for at, name in enumerate(AGES):
            data[f"people_{name}"] = flat(
                np.full((count, span), np.nan) if ages is None else ages[..., at], 3
            )
        data["hours_wanted"] = flat(np.repeat(wanted, span), 2)
        for at, name in enumerate(VARIANTS):
            data[f"hours_given_{name}"] = flat(given[..., at], 2)
        data["based_on"] = np.tile(
            np.array([self._basis(at, scope) for at in range(span)], dtype=object), count
        )
        return pd.DataFrame(data)

    def _basis(self, at: int, scope: str) -> str:
        """What a row was computed from, in words of the catalogue."""
        phrase = self.catalogue.phrase
        said = [phrase("forecast_users", "ja").format(year=self.first)]
        if scope != "unit":
            source = self.people.based_on[at]
            none = phrase("draft_none", "ja")
            said.append(phrase("forecast_people", "ja").format(source=source or none))
            error, years = self.people.error, self.people.error_years
            if years and error == error:
                words = {
                    "first": years[0],
                    "second": years[1],
                    "last": years[2],
                    "error": f"{error * 100:.1f}",
                }
                said.append(phrase("forecast_hindcast", "ja").format(**words))
        return "".join(said)


def _together(values: Array) -> Array:
    """Sum over communities; of none nothing is known."""
    import numpy as np

    found: Array = values.sum(axis=0) if len(values) else np.full(values.shape[1:], np.nan)
    return found
