"""Family ``tiling`` (M-08): land without a class, gaps and overlaps of zones, and pieces outside the plan's area."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ..analysis.polygons import polygonal
from .cells import matrix_hits
from .facts import Facts
from .hits import Hits
from .tiers import outside

Array = np.ndarray[Any, Any]

RULE = "M-08"


@dataclass(frozen=True)
class Blank:
    """Land without a class (未検討): square metres, and the fraction of the whole it is of."""

    area: float
    share: float


def check_tiling(facts: Facts, shown: Array, blank: Blank) -> list[Hits]:
    """M-08 per parcel inside the farmland plan's area, or once where no target map or no zone is in the plan."""
    severity = facts.catalogue.rules[RULE].severity
    if not facts.has_classes:
        return [Hits(RULE, severity, subject="no_zones", variant="no_zones")]
    parcels = facts.parcels
    hits = []
    if facts.has_target:
        hits += matrix_hits(parcels, shown & parcels.farmland, facts.catalogue, [RULE])
    else:
        bare = np.flatnonzero((parcels.effective.class_code == "") & parcels.farmland)
        area = np.array([parcels.area[bare].sum()])
        params = {"count": len(bare)}
        hits.append(Hits(RULE, severity, subject="no_target", area=area, params=params, variant="no_target"))
    hits += _overlaps(facts)
    if facts.area is not None:
        hits += _gaps(facts, blank)
        hits.append(outside(facts, RULE, facts.catalogue.thresholds["outside_min_m2"], "outside"))
    return hits


def blank_land(facts: Facts) -> Blank:
    """未検討: of the plan's area or, where none is given, of the parcels together."""
    if facts.area is None:
        parcels = facts.parcels
        bare, whole = float(parcels.area[parcels.effective.class_code == ""].sum()), float(parcels.area.sum())
    else:
        bare, whole = shapely.area(_gap(facts)), shapely.area(facts.area)
    return Blank(bare, bare / whole if whole else 0.0)


def _gap(facts: Facts) -> shapely.Geometry:
    """The part of the plan's area that no zone with a class, and no painted parcel, covers."""
    classed = (facts.zones["class_code"] != "").to_numpy()
    painted = facts.units["paint_code"].to_numpy(dtype=object) != ""
    cover = shapely.union_all(np.concatenate([facts.zone_shapes[classed], facts.unit_shapes[painted]]))
    return shapely.difference(facts.area, cover)


def _gaps(facts: Facts, blank: Blank) -> list[Hits]:
    """All gaps of at least the threshold as one finding, at the largest of them."""
    pieces = shapely.get_parts(polygonal(np.array([_gap(facts)], dtype=object)))
    area = shapely.area(pieces)
    keep = area >= facts.catalogue.thresholds["gap_min_m2"]
    if not keep.any():
        return []
    largest = pieces[[int(np.argmax(area))]]
    return [
        Hits(
            RULE,
            facts.catalogue.rules[RULE].severity,
            subject="gap",
            share=np.array([blank.share]),
            area=np.array([area[keep].sum()]),
            places=largest,
            params={"count": int(keep.sum())},
            variant="gap",
        )
    ]


def _overlaps(facts: Facts) -> list[Hits]:
    """Pairs of own zones that share land; the finding is the one's with the smaller id."""
    if not len(facts.zones):
        return []
    ids = facts.zones["zone_id"].to_numpy(dtype=object)
    one, two = shapely.STRtree(facts.zone_shapes).query(facts.zone_shapes, predicate="intersects")
    first = ids[one] < ids[two]
    one, two = one[first], two[first]
    shared = shapely.intersection(facts.zone_shapes[one], facts.zone_shapes[two])
    area = shapely.area(shared)
    keep = np.flatnonzero(area >= facts.catalogue.thresholds["overlap_min_m2"])
    keep = keep[np.lexsort((ids[two[keep]].astype(str), ids[one[keep]].astype(str)))]
    classes = facts.zones["class_code"].to_numpy(dtype=object)
    return [
        Hits(
            RULE,
            facts.catalogue.rules[RULE].severity,
            zone_id=ids[one[keep]],
            class_code=classes[one[keep]],
            subject=ids[two[keep]],
            area=area[keep],
            places=polygonal(shared[keep]),
            params={"other_class": classes[two[keep]], "other_zone": ids[two[keep]]},
            variant="overlap",
        )
    ]
