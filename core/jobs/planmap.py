"""The plan as a picture that leaves the house: ground by class, and marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .figures import Figures
from .tables import geoframe

if TYPE_CHECKING:
    import geopandas as gpd

    from ..catalogue import Catalogue
    from ..plan import PlanFile

MARK_COLUMNS = ("mark_id", "kind", "name", "zone_id", "actor_id", "note")


@dataclass(frozen=True)
class PlanMap:
    """Shapes are in the plan's plane system; codes and shapes of ``areas`` go together."""

    areas: tuple[Any, Any]
    """Ground by class, one shape a class: zones, and over them parcels painted by themselves, in patches."""
    hidden: int
    """Parcels painted by themselves that are in no patch, and so are not drawn."""
    marks: gpd.GeoDataFrame
    as_of: str
    """Day of the plan's last stroke (ISO)."""


def read_map(plan: PlanFile, figures: Figures) -> PlanMap:
    """What pages and open data draw of a plan. Raises nothing for an empty one."""
    codes, shapes, hidden = ground(figures, plan.catalogue)
    last = plan.journal()[-1:]
    return PlanMap(
        areas=(codes, shapes),
        hidden=hidden,
        marks=geoframe(plan, "mark", MARK_COLUMNS),
        as_of=str(last[0]["at"])[:10] if last else "",
    )


def ground(figures: Figures, catalogue: Catalogue, *, painted: bool = True) -> tuple[Any, Any, int]:
    """Codes and shapes of the classes, one a class, and how many painted parcels are too few together to be drawn.

    No parcel is drawn by itself: it would point at one family's land. Not ``painted``: the zones alone.
    """
    import numpy as np
    import shapely

    from ..analysis.patches import overlaid, patches

    zones, units = figures.zones, figures.units
    zone_codes = zones["class_code"].fillna("").to_numpy(dtype=object)
    classed = zone_codes != ""
    base = (zone_codes[classed], zones.geometry.to_numpy()[classed])
    unit_codes = units["class_code"].fillna("").to_numpy(dtype=object)
    mine = (units["paint_code"].fillna("") != "").to_numpy() & (unit_codes != "") & painted
    gap = float(catalogue.thresholds["cluster_gap_m"])
    made = patches(units.geometry.to_numpy()[mine], unit_codes[mine], gap)
    codes, shapes = overlaid(base, (made.codes, made.shapes))
    order = {code: place for place, code in enumerate(catalogue.classes)}
    there = [at for at in range(len(codes)) if not shapely.is_empty(shapes[at])]
    there.sort(key=lambda at: (order.get(str(codes[at]), len(order)), str(codes[at])))
    return np.asarray(codes)[there], np.asarray(shapes)[there], int((~made.shown).sum())
