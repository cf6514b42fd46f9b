"""A check run: all families asked for, as one table of findings with totals."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from ..analysis.polygons import label_points
from ..progress import check as check_cancelled
from .completeness import check_completeness
from .decisions import decided
from .facts import Facts
from .farmland import check_farmland
from .hits import Hits, assemble
from .law import check_law
from .parcels import least_part, reported, slivers
from .tiers import check_tiers
from .tiling import blank_land, check_tiling
from .wording import severity_counts

Array = np.ndarray[Any, Any]

FAMILIES = ("farmland", "tiers", "law", "tiling", "completeness")


@dataclass(frozen=True)
class Checked:
    """What a run has found.

    ``findings``: the columns of ``finding`` that a run makes, and ``geometry`` (points). ``totals``: counts by
    severity, ``blank_share`` (a fraction), ``blank_area_m2``, ``sliver_count``, ``sliver_area_m2``.
    """

    findings: pd.DataFrame
    totals: dict[str, float]


def check(facts: Facts, families: Collection[str] = ()) -> Checked:
    """Findings of the families (all where none is named). One finding per parcel and rule."""
    wanted = set(families) or set(FAMILIES)
    parcels, progress, catalogue = facts.parcels, facts.progress, facts.catalogue
    least = least_part(parcels.area, catalogue)
    shown = reported(parcels, least)
    blank = blank_land(facts)
    progress.step("Applying the rules", "ルールを当てはめています")
    hits: list[Hits] = []
    if "farmland" in wanted:
        hits += check_farmland(facts, shown, least)
    check_cancelled(progress)
    if "law" in wanted:
        hits += check_law(facts, shown)
    if "tiers" in wanted:
        hits += check_tiers(facts)
    if "tiling" in wanted:
        hits += check_tiling(facts, shown, blank)
    check_cancelled(progress)
    frame = assemble(hits, parcels, catalogue)
    if "completeness" in wanted:
        late = assemble(check_completeness(facts, _blocks(facts, frame, wanted)), parcels, catalogue)
        frame = pd.concat([part for part in (frame, late) if len(part)] or [frame], ignore_index=True)
    frame["geometry"] = _points(facts, frame)
    count, area = slivers(parcels, least)
    totals: dict[str, float] = {
        **severity_counts(frame, catalogue),
        "blank_share": round(blank.share, 6),
        "blank_area_m2": round(blank.area, 2),
        "sliver_count": count,
        "sliver_area_m2": round(area, 2),
    }
    return Checked(frame.drop(columns=["position", "place"]), totals)


def _blocks(facts: Facts, frame: pd.DataFrame, wanted: Collection[str]) -> pd.DataFrame:
    """Findings that need a procedure: of this run, and of earlier ones for families that are not run now."""
    columns = ["finding_key", "rule_id", "zone_id", "severity", "class_code", "status"]
    old = facts.findings
    old = old[~old["family"].isin(wanted) & (old["state"] == "open")] if len(old) else old
    both = pd.concat([part.reindex(columns=columns) for part in (frame, old)], ignore_index=True)
    both = both[both["severity"] == "BLOCK"]
    settled = decided(both, facts.decisions)["decision"] == "notapplicable"
    return both[~settled.to_numpy()]


def _points(facts: Facts, frame: pd.DataFrame) -> Array:
    """A point in each parcel or place; one without a place gets a point in the plan's area, or among the parcels."""
    position = frame["position"].to_numpy(dtype=np.int64)
    places = frame["place"].to_numpy(dtype=object)
    shapes = np.full(len(frame), None, dtype=object)
    on_parcel = np.flatnonzero(position >= 0)
    distinct, inverse = np.unique(position[on_parcel], return_inverse=True)
    shapes[on_parcel] = label_points(facts.unit_shapes[distinct])[inverse]
    elsewhere = np.flatnonzero([place is not None for place in places])
    shapes[elsewhere] = label_points(places[elsewhere])
    nowhere = np.flatnonzero(shapely.is_missing(shapes))
    if len(nowhere):
        shapes[nowhere] = _middle(facts)
    return shapes


def _middle(facts: Facts) -> shapely.Geometry:
    """A point for findings of the whole plan."""
    for shapes in (np.array([facts.area], dtype=object), facts.zone_shapes, facts.unit_shapes):
        known = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
        if len(known):
            if len(known) == 1:
                return label_points(known)[0]
            west, south, east, north = shapely.total_bounds(known)
            return shapely.Point((west + east) / 2.0, (south + north) / 2.0)
    return shapely.Point()
