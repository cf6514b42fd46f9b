"""The plan as everything that leaves it shows it: its own zones, its parcels, and every number.

Sheets, workbooks, documents and pages all take their numbers from here, so that they are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .tables import frame, geoframe

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..analysis.figures import ClassRow
    from ..analysis.small import Limits
    from ..catalogue import Catalogue
    from ..plan import PlanFile

UNIT_COLUMNS = (
    "unit_id",
    "class_code",
    "paint_code",
    "zone_id",
    "area_map_m2",
    "area_registry_m2",
    "land_kind",
)
ZONE_COLUMNS = ("zone_id", "scenario_id", "tier", "class_code", "name")
FINDING_COLUMNS = (
    "finding_key",
    "rule_id",
    "family",
    "severity",
    "zone_id",
    "unit_id",
    "class_code",
    "status",
    "area_m2",
    "procedure",
    "state",
    "is_new",
    "decision",
    "premise_changed",
)
ACTION_COLUMNS = (
    "action_id",
    "zone_id",
    "kind",
    "class_code",
    "method_code",
    "manager_id",
    "term",
    "start_fy",
    "end_fy",
    "area_m2",
    "procedure",
    "hours_per_year",
    "cost",
)
GROUP_KINDS = {"community": "community", "oaza": "oaza", "district": "plan_district"}
"""Column of the parcels → kind of group whose name it holds."""


CROSSES = {
    "place": ("class_code", "community", "status"),
    "kind": ("class_code", "land_kind", "status"),
    "present": ("class_code", "present"),
}
"""The tables of parcels that leave the house, by their keys (see :func:`crosses`)."""


@dataclass(frozen=True)
class Figures:
    """Frames are in the plan's plane system and carry no names of persons; areas are in square metres."""

    zones: gpd.GeoDataFrame
    """The zones of the plan itself, in the active scenario."""
    upper: gpd.GeoDataFrame
    """Those of an upper plan."""
    units: gpd.GeoDataFrame
    """One row per parcel with the keys of ``land``; ``farmland`` tells whether the rules take it for farmland, and
    ``holder`` which parcels have one user now (whole numbers, 0 not known; they say nothing outside this frame)."""
    area: Any
    """The plan area; None where none is known."""
    classes: list[ClassRow]
    total: ClassRow
    blank: ClassRow
    land: pd.DataFrame
    """``analysis.counts.count_land``: every cross table is a sum of these rows."""
    users: pd.DataFrame
    """``analysis.counts.count_users``: how many users, now and in the target map, by class."""
    districts: pd.DataFrame
    """Districts of farmland plans: name, target_fy (NaN: none), notice_date, sorted by name."""
    findings: pd.DataFrame
    """Open findings, without their sentences."""
    severities: pd.DataFrame
    """``analysis.counts.by_severity``."""
    groups: pd.DataFrame
    """``analysis.counts.by_group``: rule × zone, gravest and largest first."""
    rules: pd.DataFrame
    """``analysis.counts.by_rule``."""
    needs: pd.DataFrame
    """Procedures that findings ask for: zone_id, procedure ('' where the rule names none), label, area_m2,
    months_max, parcels, rules and units (tuples of the rules that ask, and for which parcels); one row for each zone
    and procedure."""
    actions: pd.DataFrame
    """The action plan's codes and numbers, with ``progress`` as the code of its last state; no texts."""
    yearly: pd.DataFrame
    """``actions.rollup.by_manager_and_year``."""

    @cached_property
    def holders(self) -> pd.Series:
        """The user of each parcel (index: unit_id) as ``units.holder`` has it."""
        import pandas as pd

        return pd.Series(self.units["holder"].to_numpy(), index=self.units["unit_id"].to_numpy())

    def are_few(self, unit_ids: pd.Series, limits: tuple[int, int]) -> bool:
        """Whether there are some of these parcels, but fewer, or of fewer users, than ``limits`` (parcels, users)."""
        from ..analysis.few import are_few
        from ..analysis.small import Limits

        own = self.holders.reindex(unit_ids).fillna(0).to_frame("holder")
        return len(own) > 0 and are_few(own, Limits(*limits))


def read_figures(plan: PlanFile) -> Figures:
    """The plan's figures as it stands. Raises nothing for an empty plan: it has no classes."""
    import pandas as pd

    from ..actions.rollup import by_manager_and_year
    from ..analysis import counts
    from ..analysis.figures import by_class

    zones = _zones(geoframe(plan, "zone", ZONE_COLUMNS), plan.active_scenario())
    own = zones[zones["tier"] != "upper"].reset_index(drop=True)
    units = _units(plan)
    area = _plan_area(plan.info)
    classes, total, blank = by_class(list(plan.catalogue.classes), own, units, area)
    findings = frame(plan, "finding", FINDING_COLUMNS)
    findings["area_m2"] = pd.to_numeric(findings["area_m2"], errors="coerce").astype(float)
    findings = findings[findings["state"] == "open"].reset_index(drop=True)
    actions = _actions(plan)
    return Figures(
        zones=own,
        upper=zones[zones["tier"] == "upper"].reset_index(drop=True),
        units=units.drop(columns=["user_now_id", "user_target_id"]),
        area=area,
        classes=classes,
        total=total,
        blank=blank,
        land=counts.count_land(units),
        users=counts.count_users(units),
        districts=_districts(plan),
        findings=findings,
        severities=counts.by_severity(findings, plan.catalogue.severities),
        groups=counts.by_group(findings, plan.catalogue.severities),
        rules=counts.by_rule(findings),
        needs=_needs(findings, plan.catalogue),
        actions=actions,
        yearly=by_manager_and_year(actions, plan.info, frame(plan, "zone", ["zone_id", "area_m2"])),
    )


def crosses(figures: Figures, catalogue: Catalogue, edition: str) -> dict[str, pd.DataFrame]:
    """The tables of ``CROSSES`` with ``counts.MEASURES``, as an edition may show them.

    Every parcel is in each of them. In the public edition small cells are put together (``analysis.small``), their
    keys become ``small.POOLED``; smaller tables are sums of these, never of ``figures.land``, so that no difference
    between two of them tells one person's land.
    """
    from ..analysis import counts, small

    if edition != "public":
        return {name: counts.land_by(figures.land, *keys) for name, keys in CROSSES.items()}
    limits = small_limits(catalogue)
    return {name: small.pooled(figures.units, keys, limits) for name, keys in CROSSES.items()}


def told(
    figures: Figures, catalogue: Catalogue, edition: str
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """``figures.groups``, ``figures.needs`` and groups of whole rules (zone_id ''), with ``few``.

    ``few``: the edition may not tell their parcels and area. Everything that leaves the house asks here, so that what
    one file keeps back no other one tells. A procedure is kept back where one of the groups that ask for it is.
    """
    from ..analysis.counts import by_group
    from ..analysis.few import few

    groups, needs = figures.groups, figures.needs
    everywhere = figures.findings.assign(zone_id="")
    rules = by_group(everywhere, catalogue.severities)
    if edition != "public":
        return groups.assign(few=False), needs.assign(few=False), rules.assign(few=False)
    limits = small_limits(catalogue)
    groups = groups.assign(few=few(groups, figures.findings, figures.units, limits))
    rules = rules.assign(few=few(rules, everywhere, figures.units, limits))
    kept = set(zip(groups["rule_id"][groups["few"]], groups["zone_id"][groups["few"]]))
    asked = zip(needs["zone_id"], needs["rules"])
    hidden = [any((rule, zone) in kept for rule in asking) for zone, asking in asked]
    # Only the gravest findings ask for a procedure: it may concern few parcels of a group of many.
    numbered = needs.assign(rule_id=range(len(needs)))
    land = numbered[["rule_id", "zone_id", "units"]].explode("units").rename(columns={"units": "unit_id"})
    small = few(numbered, land.dropna(), figures.units, limits)
    return groups, needs.assign(few=[one or other for one, other in zip(small, hidden)]), rules


def small_limits(catalogue: Catalogue) -> Limits:
    """Fewest parcels and users of a cell of a public table, from the catalogue's thresholds (none: no limit)."""
    from ..analysis.small import Limits
    from ..catalogue import load

    known = {**load().thresholds, **catalogue.thresholds}
    parcels, users = (known[name] for name in ("small_parcels", "small_users"))
    return Limits(*(0 if value == float("inf") else int(value) for value in (parcels, users)))


def _zones(zones: gpd.GeoDataFrame, scenario: str) -> gpd.GeoDataFrame:
    return zones[zones["scenario_id"].fillna("").isin(["", scenario])]


def _plan_area(info: Mapping[str, Any]) -> Any:
    import shapely

    return shapely.from_wkb(bytes(info["area_wkb"])) if info.get("area_wkb") else None


def _units(plan: PlanFile) -> gpd.GeoDataFrame:
    """The parcels with every key that they are counted by, and their users' pseudonyms."""
    import pandas as pd

    from ..checks.parcels import IDLE_COLUMNS, noushin_codes, on_farmland, present_state, status_codes, texts

    units = geoframe(plan, "unit", UNIT_COLUMNS)
    columns = ["unit_id", "target_status", "noushin", "user_now_id", "user_target_id", *IDLE_COLUMNS]
    facts = frame(plan, "unit_farmland", columns).set_index("unit_id").reindex(units["unit_id"]).fillna("")
    units["status"] = status_codes(facts["target_status"], plan.catalogue)
    units["noushin"] = noushin_codes(facts["noushin"], plan.catalogue)
    units["farmland"] = on_farmland(units["land_kind"], units["noushin"].to_numpy())
    units["present"] = present_state(lambda name: texts(facts[name]))
    groups = frame(plan, "unit_group", ["unit_id", "kind", "name"])
    for column, kind in GROUP_KINDS.items():
        named = groups[groups["kind"] == kind].drop_duplicates("unit_id")
        units[column] = units["unit_id"].map(dict(zip(named["unit_id"], named["name"]))).fillna("")
    for column in ("class_code", "land_kind"):
        units[column] = units[column].fillna("")
    for column in ("user_now_id", "user_target_id"):
        units[column] = facts[column].to_numpy(dtype=object)
    numbers, _ = pd.factorize(units["user_now_id"].where(units["user_now_id"] != "", None))
    units["holder"] = numbers + 1
    return units


def _districts(plan: PlanFile) -> pd.DataFrame:
    import pandas as pd

    groups = frame(plan, "unit_group", ["kind", "name", "target_fy", "notice_date"])
    found = groups[groups["kind"] == GROUP_KINDS["district"]].drop_duplicates("name").sort_values("name")
    found["target_fy"] = pd.to_numeric(found["target_fy"], errors="coerce")
    return found[["name", "target_fy", "notice_date"]].reset_index(drop=True)


def _needs(findings: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    import pandas as pd

    from ..actions.procedures import needs

    unit = dict(zip(findings["finding_key"], findings["unit_id"]))
    rule = dict(zip(findings["finding_key"], findings["rule_id"]))
    rows = []
    for need in needs(findings, catalogue):
        units = tuple(sorted({unit[key] for key in need.findings} - {""}))
        rules = tuple(sorted({rule[key] for key in need.findings}))
        facts = (need.zone_id, need.procedure, need.label, need.area_m2, need.months_max)
        rows.append((*facts, len(units), rules, units))
    columns = ["zone_id", "procedure", "label", "area_m2", "months_max", "parcels", "rules", "units"]
    return pd.DataFrame(rows, columns=columns)


def _actions(plan: PlanFile) -> pd.DataFrame:
    import pandas as pd

    from .. import steps

    actions = frame(plan, "action", [*ACTION_COLUMNS, "progress"])
    for column in ("start_fy", "end_fy", "area_m2", "hours_per_year", "cost"):
        actions[column] = pd.to_numeric(actions[column], errors="coerce")
    actions["progress"] = [steps.state(steps.read(text, plan.catalogue)[0]) for text in actions["progress"]]
    return actions


def previous_classes(plan: PlanFile, number: int = 0) -> tuple[list[ClassRow], ClassRow] | None:
    """Lines and sum of the classes as a frozen edition has them (0: the newest); None where there is none."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    from ..analysis.figures import class_lines
    from ..checks.parcels import noushin_codes, on_farmland

    number = number or int(plan.info["edition"] or 0)
    if not number:
        return None
    tables = plan.edition(number)
    zones = dict(tables["zone"])
    shapes = shapely.from_wkb(np.array(zones.pop("geom"), dtype=object))
    scenarios = tables["scenario"]
    active = [key for key, on in zip(scenarios["scenario_id"], scenarios["is_active"]) if on]
    held = _zones(gpd.GeoDataFrame(zones, geometry=shapes), active[0] if active else "")
    units, facts = pd.DataFrame(tables["unit"]), pd.DataFrame(tables["unit_farmland"])
    noushin = units["unit_id"].map(dict(zip(facts["unit_id"], facts["noushin"])))
    units["farmland"] = on_farmland(units["land_kind"], noushin_codes(noushin, plan.catalogue))
    own = held[held["tier"] != "upper"]
    return class_lines(list(plan.catalogue.classes), own, units, _plan_area(plan.info))


def farmland_of(land_kind: pd.Series, noushin: pd.Series, plan: PlanFile) -> Any:
    """Which units the rules take for farmland."""
    from ..checks.parcels import noushin_codes, on_farmland

    return on_farmland(land_kind, noushin_codes(noushin, plan.catalogue))
