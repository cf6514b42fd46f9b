"""Farmland against zones without a plan file: the core of ``kosozu:reconcilefarmland``.

Takes arrays in one plane CRS and gives tables; what reads layers and writes sinks is elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely

from ..analysis.effective import effective
from ..analysis.overlay import overlay
from ..analysis.polygons import valid
from ..catalogue import Catalogue
from ..errors import KosozuError
from ..progress import SILENT, Progress, check
from .cells import law_hits, matrix_hits
from .farmland import cut_hits
from .hits import assemble
from .parcels import (
    NOUSHIN,
    Parcels,
    keys,
    noushin_codes,
    positions,
    recode,
    reported,
    slivers,
    status_codes,
    texts,
)
from .wording import Wording, severity_counts

Array = np.ndarray[Any, Any]

LAW_RULES = ("L-01", "L-02", "L-03", "L-04", "L-28")
FINDING_COLUMNS = (
    "finding_key",
    "rule_id",
    "severity",
    "zone_id",
    "parcel_key",
    "class_code",
    "status",
    "share",
    "area_m2",
    "message_ja",
    "message_en",
)


@dataclass(frozen=True)
class Reconciled:
    """``findings`` (the sink's columns, and ``position`` of the parcel), ``summary`` and counts by output name."""

    findings: pd.DataFrame
    summary: pd.DataFrame
    counts: dict[str, int]


def reconcile(
    parcels: Array,
    status: Any,
    zones: Array,
    zone_class: Any,
    catalogue: Catalogue,
    *,
    parcel_key: Any = None,
    zone_id: Any = None,
    noushin: Any = None,
    min_share: float | None = None,
    min_area: float | None = None,
    progress: Progress = SILENT,
) -> Reconciled:
    """Findings of the matrix (M-01 … M-09, M-12, M-13) and of the law rules that 農振法区分 can tell.

    ``parcels`` and ``zones`` are arrays of polygons in one plane CRS; ``status``, ``parcel_key`` and ``noushin`` run
    along the parcels, ``zone_class`` and ``zone_id`` along the zones. ``min_share`` is a percentage, ``min_area`` in
    square metres. Raises ``CHK-STATUS`` and ``CHK-CLASS`` with the values that are not known.
    """
    limits = catalogue.thresholds
    share = limits["min_share_percent"] if min_share is None else min_share
    least_area = limits["min_area_m2"] if min_area is None else min_area
    classes = class_codes(zone_class, catalogue)
    codes = status_codes(status, catalogue)
    count = len(parcels)
    progress.step("Overlaying parcels and zones", "筆と区域を重ねています")
    units = valid(np.asarray(parcels, dtype=object), progress=progress)
    areas = valid(np.asarray(zones, dtype=object))
    zone_key = keys(zone_id) if zone_id is not None else _numbered(len(areas))
    unit_area = shapely.area(units)
    pairs = overlay(units, areas, progress=progress, checked=True)
    progress.step("Applying the rules", "ルールを当てはめています")
    found = Parcels(
        unit_id=keys(parcel_key) if parcel_key is not None else _numbered(count),
        area=unit_area,
        effective=effective(unit_area, pairs, classes, zone_key, units=units, zones=areas),
        status=codes,
        noushin=noushin_codes(noushin, catalogue, strict=True)
        if noushin is not None
        else np.full(count, "", dtype=object),
        city_planning=np.full(count, "", dtype=object),
        farmland=np.ones(count, dtype=bool),
    )
    least = np.maximum(least_area, unit_area * share / 100.0)
    there = unit_area > 0  # a row without a polygon is no land
    shown = reported(found, least) & there
    hits = matrix_hits(found, shown, catalogue)
    hits += law_hits(found, shown, catalogue, LAW_RULES)
    hits += cut_hits(found, least, catalogue)
    check(progress)
    findings = _worded(assemble(hits, found, catalogue), catalogue)
    check(progress)
    counts = {f"{code}_COUNT": number for code, number in severity_counts(findings, catalogue).items()}
    counts = {"FINDING_COUNT": len(findings), **counts, "SLIVER_COUNT": slivers(found, least)[0]}
    return Reconciled(findings, summary(found, there, catalogue), counts)


def _numbered(count: int) -> Array:
    return np.arange(1, count + 1).astype(str).astype(object)


def _worded(frame: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    words = Wording(frame, catalogue)
    columns = {name: frame["unit_id" if name == "parcel_key" else name] for name in FINDING_COLUMNS[:-2]}
    columns["message_ja"] = words.sentences("message", "ja")
    columns["message_en"] = words.sentences("message", "en")
    columns["position"] = frame["position"]
    return pd.DataFrame(columns, copy=False)


def class_codes(values: Any, catalogue: Catalogue) -> Array:
    """Management classes of zones as codes (empty is none); unknown ones raise ``CHK-CLASS`` with their names."""
    upper = {code.upper(): code for code in catalogue.classes}
    found = recode(values, lambda text: upper.get(text.upper()) if text else "")
    strange = np.array([value is None for value in found], dtype=bool)
    if strange.any():
        names = sorted(set(texts(values)[strange].tolist()))
        raise KosozuError(
            "CHK-CLASS", values="、".join(names[:5]), count=len(names), allowed=", ".join(catalogue.classes)
        )
    return found


def summary(parcels: Parcels, there: Array, catalogue: Catalogue) -> pd.DataFrame:
    """One row per pair of class and status met by the parcels of ``there``; X where no class.

    Each parcel is counted once, with its whole map area.
    """
    classes, statuses = list(catalogue.classes), list(catalogue.statuses)
    blank = classes.index("X")
    code = positions(parcels.effective.class_code, classes)
    pair = np.where(code == len(classes), blank, code) * len(statuses) + positions(parcels.status, statuses)
    size = len(classes) * len(statuses)
    count = np.bincount(pair[there], minlength=size)
    area = np.bincount(pair, weights=parcels.area, minlength=size)
    met = np.flatnonzero(count)
    return pd.DataFrame(
        {
            "class_code": np.array(classes, dtype=object)[met // len(statuses)],
            "status": np.array(statuses, dtype=object)[met % len(statuses)],
            "count": count[met],
            "area_m2": np.round(area[met], 2),
        }
    )


__all__ = ["FINDING_COLUMNS", "LAW_RULES", "NOUSHIN", "Reconciled", "class_codes", "reconcile", "summary"]
