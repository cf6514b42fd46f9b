"""Pins to parcels: by key where there is one, else within, else the nearest; every match with its class and reason.

A row without a point joins by lot number, with the lots that the file's other rows give to their parcels, or by a
ledger key joined before. Classes: A by key; B inside, the only pin of its parcel, areas within 0.7–1.4 of each other;
C inside, but one of several pins, or with another ratio or none; D near. The ratio is map area to registry area.
"""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..errors import KosozuError
from . import lots
from .arrays import Array
from .keys import Keys
from .report import ImportReport

RATIO = (0.7, 1.4)
COLUMNS = ("pin_id", "unit_id", "kind", "distance_m", "match_class", "reason_code")


def match_pins(
    pins: gpd.GeoDataFrame,
    units: gpd.GeoDataFrame,
    max_distance: float = 20.0,
    ratio: tuple[float, float] = RATIO,
    daicho: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Matches (COLUMNS) of pins with units in the same plane CRS, sorted by pin and unit.

    ``pins``: pin_id, geometry, area_registry_m2 and keys; ``units``: unit_id, source_id, chiban …, geometry.

    A key may join one pin to several parcels and several pins to one, and all are kept. A pin inside several parcels
    goes to the smallest, one as near to several to the first by id. ``daicho``: ledger key → unit_id known before.
    """
    if not (np.isfinite(max_distance) and max_distance >= 0):
        raise KosozuError("SRC-DISTANCE", distance=max_distance)
    units = units.reset_index(drop=True).sort_values("unit_id", kind="stable").reset_index(drop=True)
    pins = pins.reset_index(drop=True)
    keyed = _keyed(Keys(units).by_id(pins["polygon_uuid"])) if "polygon_uuid" in pins else _keyed(None)
    free = np.setdiff1d(np.arange(len(pins)), keyed["pin"].unique())
    points = pins.geometry.to_numpy()
    pointless = free[shapely.is_missing(points[free])]
    free = np.setdiff1d(free, pointless)
    shape = units.geometry.to_numpy()
    tree = shapely.STRtree(shape)
    inside = _inside(points, free, tree, shape)
    near = _near(points, np.setdiff1d(free, inside["pin"]), tree, max_distance)
    direct = pd.concat([keyed, inside], ignore_index=True).astype({"pin": int, "unit": int})
    rest = Keys(_with_lots(units, pins, direct), daicho).match_pointless(pins.iloc[pointless])
    rest["row"] = pointless[rest["row"].to_numpy(dtype=int)]
    found = pd.concat([direct, near, _keyed(rest)], ignore_index=True)
    found = found.astype({"pin": int, "unit": int})
    found["match_class"], found["reason_code"] = _classify(found, pins, shape, ratio)
    found["pin_id"] = pins["pin_id"].to_numpy()[found["pin"]]
    found["unit_id"] = units["unit_id"].to_numpy()[found["unit"]]
    return found.sort_values(["pin_id", "unit_id"], kind="stable")[list(COLUMNS)].reset_index(drop=True)


def _keyed(pairs: pd.DataFrame | None) -> pd.DataFrame:
    if pairs is None:
        pairs = pd.DataFrame({"row": [], "unit": [], "key": []})
    return pairs.rename(columns={"row": "pin"}).assign(kind="KEYED", distance_m=0.0)


def _with_lots(units: gpd.GeoDataFrame, pins: gpd.GeoDataFrame, direct: pd.DataFrame) -> pd.DataFrame:
    """Units with the lots of the rows that lie on them, as the plan will hold them, so that a second run agrees."""
    rows = pd.DataFrame(pins.drop(columns="geometry")).iloc[direct["pin"].to_numpy()].reset_index(drop=True)
    rows["unit_id"] = units["unit_id"].to_numpy()[direct["unit"].to_numpy()]
    out = pd.DataFrame(units.drop(columns="geometry")).set_index("unit_id", drop=False)
    for column, values in (("chiban", lots.joined(rows)), ("address", lots.of_largest(rows, "place"))):
        before = out[column] if column in out else pd.Series("", index=out.index, dtype=object)
        out[column] = values.reindex(out.index).fillna(before)
    return out.reset_index(drop=True)


def _first_of_pin(pin: Array, unit: Array, rank: Array) -> Array:
    """Positions of the best row of each pin: smallest rank, then first unit."""
    order = np.lexsort((unit, rank, pin))
    leads = np.ones(len(order), dtype=bool)
    leads[1:] = pin[order][1:] != pin[order][:-1]
    return order[leads]


def _inside(points: Array, free: Array, tree: shapely.STRtree, shape: Array) -> pd.DataFrame:
    pin, unit = tree.query(points[free], predicate="intersects")
    best = _first_of_pin(pin, unit, shapely.area(shape[unit]))
    return pd.DataFrame({"pin": free[pin[best]], "unit": unit[best], "kind": "INSIDE", "distance_m": 0.0})


def _near(points: Array, free: Array, tree: shapely.STRtree, max_distance: float) -> pd.DataFrame:
    if max_distance == 0 or not len(free) or not len(tree):
        return pd.DataFrame({"pin": [], "unit": [], "kind": [], "distance_m": []})
    (pin, unit), distance = tree.query_nearest(points[free], max_distance=max_distance, return_distance=True)
    best = _first_of_pin(pin, unit, distance)
    return pd.DataFrame(
        {
            "pin": free[pin[best]],
            "unit": unit[best],
            "kind": "NEAR",
            "distance_m": np.round(distance[best], 3),
        }
    )


def _classify(
    found: pd.DataFrame, pins: gpd.GeoDataFrame, shape: Array, limits: tuple[float, float]
) -> tuple[Array, Array]:
    kind = found["kind"].to_numpy()
    direct = kind != "NEAR"
    number = (
        np.bincount(found["unit"][direct], minlength=len(shape)) if len(shape) else np.zeros(0, dtype=int)
    )
    several = number[found["unit"]] > 1
    registry = pins["area_registry_m2"].to_numpy(dtype=float)[found["pin"]]
    with np.errstate(divide="ignore", invalid="ignore"):
        share = shapely.area(shape[found["unit"]]) / registry
    unknown = ~np.isfinite(share)
    fits = ~unknown & (share >= limits[0]) & (share <= limits[1])
    cases = [kind == "KEYED", kind == "NEAR", several, unknown, ~fits]
    reason = found["key"].to_numpy() if "key" in found else np.full(len(found), "")
    codes = np.select(
        cases, [reason, "NEAREST", "SEVERAL_PINS", "AREA_UNKNOWN", "AREA_RATIO"], "INSIDE_AREA_FITS"
    )
    classes = np.select(cases, ["A", "D", "C", "C", "C"], "B")
    return classes.astype(object), codes.astype(object)


def count(report: ImportReport, pins: pd.DataFrame, matches: pd.DataFrame, n_units: int = 0) -> None:
    """Put the counts into the report: READ = KEYED + INSIDE + NEAR + UNMATCHED + DUPLICATE, each pin once."""
    kinds = matches.drop_duplicates("pin_id")["kind"].value_counts()
    for kind in ("KEYED", "INSIDE", "NEAR"):
        report.counts[f"{kind}_COUNT"] = int(kinds.get(kind, 0))
    lost = ~pins["pin_id"].isin(set(matches["pin_id"]))
    report.counts["UNMATCHED_COUNT"] = int(lost.sum())
    report.add("UNMATCHED", "unmatched", int(lost.sum()), pins["data_origin"][lost])
    for code, number in matches["reason_code"].value_counts().sort_index().items():
        report.add(str(code), "note", int(number))
    direct = matches[matches["kind"] != "NEAR"]
    per_unit = direct["unit_id"].value_counts()
    report.fact("UNITS_WITH_PIN", len(per_unit))
    report.fact("UNITS_WITH_SEVERAL", int((per_unit > 1).sum()))
    if n_units:
        report.fact("UNITS_WITHOUT_PIN", n_units - matches["unit_id"].nunique())
    for name, number in matches["match_class"].value_counts().sort_index().items():
        report.fact(f"CLASS_{name}", int(number))
