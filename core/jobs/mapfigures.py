"""What the other sheets show of a plan: present state, findings, actions, and what changed since the last edition.

The numbers by class are those of :mod:`.figures`; here are the further ones, read once from the plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import KosozuError
from .figures import UNIT_COLUMNS, ZONE_COLUMNS, Figures, farmland_of
from .tables import frame

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..analysis.figures import ClassRow
    from ..analysis.tallies import Change, Tally
    from ..catalogue import Catalogue
    from ..plan import PlanFile
    from ..plan.rows import Columns

IDLE = ("1", "2")
"""Results of the 利用状況調査 that mean idle land."""


@dataclass(frozen=True)
class Present:
    """Farmland by status and idle land; ``units`` has status (P1 …) and idle (``1``, ``2``, ``''``) beside the rest."""

    units: gpd.GeoDataFrame
    statuses: list[Tally]
    idle: list[Tally]


@dataclass(frozen=True)
class Actions:
    """The action plan on the map; ``actions`` has manager (the label) beside its columns.

    ``zone_terms`` maps a zone to its term, ``zone_managers`` to the labels of its managers.
    """

    actions: pd.DataFrame
    terms: list[Tally]
    managers: list[Tally]
    zone_terms: dict[str, str]
    zone_managers: dict[str, list[str]]


@dataclass(frozen=True)
class Compared:
    """An edition against the plan as it stands. Areas before are dissolved by class, in the plan's plane system."""

    edition: int
    status: str
    on: str
    zones: gpd.GeoDataFrame
    units: gpd.GeoDataFrame
    classes: list[ClassRow]
    total: ClassRow
    blank: ClassRow
    changes: list[Change]


def read_present(plan: PlanFile, figures: Figures) -> Present:
    """Farmland units with their status in the target map (none is P9) and the result of the survey of idle land."""
    from ..analysis.tallies import by_code

    facts = frame(plan, "unit_farmland", ["unit_id", "target_status", "idle_survey"]).set_index("unit_id")
    units = figures.units[figures.units["farmland"]].reset_index(drop=True)
    status = units["unit_id"].map(facts["target_status"]).fillna("")
    units["status"] = status.where(status.isin(list(plan.catalogue.statuses)), "P9")
    idle = units["unit_id"].map(facts["idle_survey"]).fillna("")
    units["idle"] = idle.where(idle.isin(IDLE), "")
    return Present(
        units=units,
        statuses=by_code(list(plan.catalogue.statuses), units["status"], units["area_map_m2"]),
        idle=by_code(IDLE, units["idle"], units["area_map_m2"]),
    )


def read_actions(plan: PlanFile, figures: Figures, labels: dict[str, str]) -> Actions:
    """The action plan with managers as ``labels`` (actor_id → what the edition calls them) has it.

    Raises JOB-NO-ACTIONS where there is none.
    """
    from ..analysis.tallies import by_manager, by_term, zone_terms

    columns = [
        "action_id",
        "zone_id",
        "kind",
        "order_no",
        "title",
        "manager_id",
        "term",
        "start_fy",
        "end_fy",
    ]
    actions = frame(plan, "action", columns)
    if actions.empty:
        raise KosozuError("JOB-NO-ACTIONS")
    for name in ("zone_id", "kind", "title", "manager_id", "term"):
        actions[name] = actions[name].fillna("")
    actions = actions.sort_values(["order_no", "action_id"], kind="stable").reset_index(drop=True)
    area = dict(zip(figures.zones["zone_id"], figures.zones.geometry.area))
    managers = by_manager(actions, labels, area)
    order = {row.code: place for place, row in enumerate(managers)}
    actions["manager"] = actions["manager_id"].map(lambda actor: labels.get(actor, "") if actor else "")
    held: dict[str, list[str]] = {}
    for zone, label in sorted(
        set(zip(actions["zone_id"], actions["manager"])), key=lambda pair: order[pair[1]]
    ):
        if zone:
            held.setdefault(zone, []).append(label)
    return Actions(actions, by_term(actions, area), managers, zone_terms(actions), held)


def read_compared(plan: PlanFile, figures: Figures) -> Compared:
    """The newest agreed or published edition against the plan. Raises JOB-NO-EDITION where none was ever frozen."""
    from ..analysis.figures import by_class
    from ..analysis.tallies import changes

    number = int(plan.info["edition"] or 0)
    if not number:
        raise KosozuError("JOB-NO-EDITION")
    row = plan.read("edition", ["status", "on_date"], where={"edition_no": number})
    tables = plan.edition(number)
    zones = _frozen_zones(tables["zone"], tables["scenario"])
    units = _frozen_units(tables, plan, figures)
    order = list(plan.catalogue.classes)
    classes, total, blank = by_class(order, zones, units, figures.area)
    return Compared(
        edition=number,
        status=str(row["status"][0]),
        on=str(row["on_date"][0]),
        zones=zones,
        units=units,
        classes=classes,
        total=total,
        blank=blank,
        changes=changes(classes, figures.classes, order),
    )


def _frozen_zones(table: Columns, scenarios: Columns) -> gpd.GeoDataFrame:
    import geopandas as gpd
    import numpy as np
    import shapely

    shapes = shapely.from_wkb(np.array(table["geom"], dtype=object))
    frozen = gpd.GeoDataFrame({name: table[name] for name in ZONE_COLUMNS}, geometry=shapes)
    active = [key for key, on in zip(scenarios["scenario_id"], scenarios["is_active"]) if on]
    own = (frozen["tier"] != "upper") & frozen["scenario_id"].fillna("").isin(["", *active])
    return frozen[own].reset_index(drop=True)


def _frozen_units(tables: dict[str, Columns], plan: PlanFile, figures: Figures) -> gpd.GeoDataFrame:
    """The edition's parcels with the shapes that they have today, or had before they were re-issued."""
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    import shapely

    frozen = pd.DataFrame({name: tables["unit"][name] for name in UNIT_COLUMNS})
    now = dict(zip(figures.units["unit_id"], figures.units.geometry))
    retired = plan.read("unit_retired", ["unit_id"], geometry=True)
    gone = shapely.from_wkb(np.array(retired["geom"], dtype=object))
    shapes = pd.Series({**dict(zip(retired["unit_id"], gone)), **now}, dtype=object)
    frozen = frozen[frozen["unit_id"].isin(shapes.index)].reset_index(drop=True)
    facts = tables["unit_farmland"]
    noushin = frozen["unit_id"].map(dict(zip(facts["unit_id"], facts["noushin"])))
    frozen["farmland"] = farmland_of(frozen["land_kind"], noushin, plan)
    return gpd.GeoDataFrame(frozen, geometry=shapes.reindex(frozen["unit_id"]).to_numpy())


def level_figures(figures: Figures, catalogue: Catalogue) -> tuple[list[ClassRow], ClassRow, ClassRow]:
    """The figures by the three classes of level 1 (``NONE``: a class above which none stands, such as 協議中)."""
    from ..analysis.figures import by_class

    level = {code: row.level1 or "NONE" for code, row in catalogue.classes.items()}
    zones, units = figures.zones.copy(), figures.units.copy()
    for table in (zones, units):
        table["class_code"] = table["class_code"].fillna("").map(lambda code: level.get(code, ""))
    return by_class([*catalogue.level1, "NONE"], zones, units, figures.area)
