"""The plan as everything that leaves it shows it: its own zones, its parcels, and the numbers by class.

Sheets, workbooks, documents and pages all take their numbers from here, so that they are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .tables import frame, geoframe

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from ..analysis.figures import ClassRow
    from ..plan import PlanFile

UNIT_COLUMNS = ("unit_id", "class_code", "paint_code", "area_map_m2", "land_kind")
ZONE_COLUMNS = ("zone_id", "scenario_id", "tier", "class_code", "name")


@dataclass(frozen=True)
class Figures:
    """Frames are in the plan's plane system and carry no names of persons; areas are in square metres."""

    zones: gpd.GeoDataFrame
    """The zones of the plan itself, in the active scenario."""
    upper: gpd.GeoDataFrame
    """Those of an upper plan."""
    units: gpd.GeoDataFrame
    """``farmland`` tells whether the rules take a unit for farmland."""
    area: Any
    """The plan area; None where none is known."""
    classes: list[ClassRow]
    total: ClassRow
    blank: ClassRow


def read_figures(plan: PlanFile) -> Figures:
    """The plan's figures as it stands. Raises nothing for an empty plan: it has no classes."""
    import shapely

    from ..analysis.figures import by_class

    zones = geoframe(plan, "zone", ZONE_COLUMNS)
    zones = zones[zones["scenario_id"].fillna("").isin(["", plan.active_scenario()])]
    units = geoframe(plan, "unit", UNIT_COLUMNS)
    facts = frame(plan, "unit_farmland", ["unit_id", "noushin"])
    noushin = units["unit_id"].map(dict(zip(facts["unit_id"], facts["noushin"])))
    units["farmland"] = farmland_of(units["land_kind"], noushin, plan)
    own = zones[zones["tier"] != "upper"].reset_index(drop=True)
    area = shapely.from_wkb(bytes(plan.info["area_wkb"])) if plan.info.get("area_wkb") else None
    classes, total, blank = by_class(list(plan.catalogue.classes), own, units, area)
    return Figures(
        zones=own,
        upper=zones[zones["tier"] == "upper"].reset_index(drop=True),
        units=units,
        area=area,
        classes=classes,
        total=total,
        blank=blank,
    )


def farmland_of(land_kind: pd.Series, noushin: pd.Series, plan: PlanFile) -> Any:
    """Which units the rules take for farmland."""
    from ..checks.parcels import noushin_codes, on_farmland

    return on_farmland(land_kind, noushin_codes(noushin, plan.catalogue))
