"""Family ``tiers``: this plan against the plans above it, and against its own area."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

from ..analysis.polygons import merged, polygonal
from .facts import Facts
from .hits import Hits

Array = np.ndarray[Any, Any]

REDUCED = ("C1", "D1")


def check_tiers(facts: Facts) -> list[Hits]:
    """T-1 and T-2 against upper zones where there are any; T-6 where the plan has an area."""
    return _reduced(facts) + _uncovered(facts) + _outside(facts)


def _to_manage(facts: Facts) -> Array:
    """Upper zones that are to be managed (管理すべきエリア): any class but reduction and 協議中, or none given."""
    classes = facts.catalogue.classes
    levels = [classes[code].level1 if code in classes else "KEEP" for code in facts.upper["class_code"]]
    found: Array = np.flatnonzero(np.isin(np.array(levels, dtype=str), ("KEEP", "CHANGE")))
    return found


def _reduced(facts: Facts) -> list[Hits]:
    """T-1: a zone that reduces management inside one that the upper plan wants managed."""
    upper = _to_manage(facts)
    own = np.flatnonzero(facts.zones["class_code"].isin(REDUCED).to_numpy())
    if not len(upper) or not len(own):
        return []
    one, two = shapely.STRtree(facts.upper_shapes[upper]).query(
        facts.zone_shapes[own], predicate="intersects"
    )
    one, two = own[one], upper[two]
    shared = shapely.intersection(facts.zone_shapes[one], facts.upper_shapes[two])
    area = shapely.area(shared)
    keep = np.flatnonzero(area >= facts.catalogue.thresholds["tier_min_area_m2"])
    keep = keep[np.lexsort((two[keep], one[keep]))]
    zones, above = facts.zones.iloc[one[keep]], facts.upper.iloc[two[keep]]
    return [
        Hits(
            "T-1",
            facts.catalogue.rules["T-1"].severity,
            zone_id=zones["zone_id"].to_numpy(dtype=object),
            class_code=zones["class_code"].to_numpy(dtype=object),
            subject=above["zone_id"].to_numpy(dtype=object),
            area=area[keep],
            places=polygonal(shared[keep]),
            params=_upper(above),
        )
    ]


def _upper(above: Any) -> dict[str, Array]:
    return {
        "upper_zone": above["name"].where(above["name"] != "", above["zone_id"]).to_numpy(dtype=object),
        "upper_class": above["class_code"].to_numpy(dtype=object),
        "upper_source": above["source_plan"].to_numpy(dtype=object),
    }


def _uncovered(facts: Facts) -> list[Hits]:
    """T-2: what of such an upper zone (inside the plan's area, where it has one) has no zone of this plan."""
    upper = _to_manage(facts)
    if not len(upper):
        return []
    shapes = facts.upper_shapes[upper]
    if facts.area is not None:
        shapes = shapely.intersection(shapes, facts.area)
    zone, place = shapely.STRtree(facts.zone_shapes).query(shapes, predicate="intersects")
    order = np.lexsort((place, zone))
    covers = merged(facts.zone_shapes[place[order]], zone[order], len(shapes))
    some = covers != None  # noqa: E711 - element by element
    rest = shapes.copy()
    rest[some] = shapely.difference(shapes[some], covers[some])
    area = shapely.area(rest)
    keep = np.flatnonzero(area >= facts.catalogue.thresholds["tier_min_area_m2"])
    above = facts.upper.iloc[upper[keep]]
    return [
        Hits(
            "T-2",
            facts.catalogue.rules["T-2"].severity,
            subject=above["zone_id"].to_numpy(dtype=object),
            area=area[keep],
            places=polygonal(rest[keep]),
            params=_upper(above),
        )
    ]


def _outside(facts: Facts) -> list[Hits]:
    """T-6: zones that leave the plan's area."""
    if facts.area is None or not len(facts.zones):
        return []
    return [outside(facts, "T-6", facts.catalogue.thresholds["tier_min_area_m2"])]


def outside(facts: Facts, rule_id: str, least: float, variant: str = "") -> Hits:
    """Zones of which at least ``least`` square metres lie outside the plan's area."""
    beyond = shapely.difference(facts.zone_shapes, facts.area)
    area = shapely.area(beyond)
    keep = np.flatnonzero(area >= least)
    zones = facts.zones.iloc[keep]
    return Hits(
        rule_id,
        facts.catalogue.rules[rule_id].severity,
        zone_id=zones["zone_id"].to_numpy(dtype=object),
        class_code=zones["class_code"].to_numpy(dtype=object),
        subject=variant,
        area=area[keep],
        places=polygonal(beyond[keep]),
        variant=variant,
    )
