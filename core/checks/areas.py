"""Management classes against areas of law and hazard that were brought in: 保安林, 土砂災害警戒区域, 国有林 and others.

One finding per rule and zone (or class, of land painted parcel by parcel), with the area concerned. An area drawn at a
small scale is taken without its margin, half a millimetre on paper: what overlaps only there is asked, never a BLOCK.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from ..analysis.overlay import overlay
from ..analysis.polygons import polygonal
from ..catalogue.model import LawArea
from .facts import Facts
from .hits import Hits
from .parcels import texts

Array = np.ndarray[Any, Any]
_AOCHI = "farmland_zone"
_HALF = 0.5


@dataclass(frozen=True)
class Land:
    """What has a class: zones, and of each class the parcels that are painted with it (zone id '')."""

    zone_id: Array
    class_code: Array
    shape: Array


def area_hits(facts: Facts, missing: Collection[str]) -> list[Hits]:
    """Hits of the table ``law_areas``, of the rules whose data the plan has."""
    table = [row for row in facts.catalogue.law_areas if row.rule_id not in missing]
    if not len(facts.legal) or not table:
        return []
    land = _land(facts)
    hits: list[Hits] = []
    for rule_id in dict.fromkeys(row.rule_id for row in table):
        own = [row for row in table if row.rule_id == rule_id]
        hits += _inside(facts, land, rule_id, [row for row in own if row.place == "inside"])
        hits += _outside(facts, land, rule_id, [row for row in own if row.place == "outside"])
    return hits


def _land(facts: Facts) -> Land:
    """Zones as they are drawn; painted parcels joined by class."""
    paint = texts(facts.units["paint_code"])
    codes = sorted(set(paint) - {""})
    painted = [shapely.union_all(facts.unit_shapes[paint == code]) for code in codes]  # one for each class
    shapes = np.array([*facts.zone_shapes, *painted, None], dtype=object)[:-1]
    return Land(
        np.array([*facts.zones["zone_id"], *([""] * len(codes)), ""], dtype=object)[:-1],
        np.array([*facts.zones["class_code"], *codes, ""], dtype=object)[:-1],
        shapes,
    )


def _rank(rows: list[LawArea], land: Land, kinds: Array, facts: Facts) -> tuple[Array, Array, Array]:
    """(land, area) pairs that a rule looks at, and the row of the table for each."""
    one, two = shapely.STRtree(facts.legal_shapes).query(land.shape, predicate="intersects")
    cell = np.full(len(one), -1)
    for number, row in enumerate(rows):  # a few rows of the table
        fit = (kinds[two] == row.kind) & ((row.class_code == "*") | (land.class_code[one] == row.class_code))
        cell[fit] = number
    kept = cell >= 0
    return one[kept], two[kept], cell[kept]


def _inside(facts: Facts, land: Land, rule_id: str, rows: list[LawArea]) -> list[Hits]:
    if not rows or not len(land.shape):
        return []
    limits = facts.catalogue.thresholds
    kinds = facts.legal["kind"].to_numpy(dtype=object)
    tolerance = facts.legal["tolerance_m"].to_numpy(dtype=float)
    one, two, cell = _rank(rows, land, kinds, facts)
    order = list(facts.catalogue.severities)
    found: dict[tuple[str, str], list[tuple[int, float, Any]]] = {}
    for place in np.unique(one):  # over zones that meet such an area
        mine = one == place
        parts = facts.legal_shapes[two[mine]]
        core = shapely.buffer(parts, -np.nan_to_num(tolerance[two[mine]]))
        shared = polygonal(shapely.intersection(parts, land.shape[place]))
        deep = shapely.intersects(core, land.shape[place]) & (
            shapely.area(shapely.intersection(core, land.shape[place])) >= limits["law_min_area_m2"]
        )
        whole = shapely.union_all(shared)
        if whole.area < limits["law_min_area_m2"]:
            continue
        told = [_severity(rows[number], inner, whole.area, limits) for number, inner in zip(cell[mine], deep)]
        severity, variant = min(told, key=lambda pair: (order.index(pair[0]), pair[1]))
        found.setdefault((severity, variant), []).append((int(place), whole.area, whole))
    return [
        _hits(land, rule_id, severity, variant, rows, made, limits)
        for (severity, variant), made in found.items()
    ]


def _severity(row: LawArea, deep: bool, area: float, limits: dict[str, float]) -> tuple[str, str]:
    """Severity and variant of one overlap."""
    if not deep and row.edge_severity != row.severity:
        return row.edge_severity, "edge"
    if row.limit and area <= limits[row.limit]:
        return "CHECK", ""
    return row.severity, ""


def _hits(
    land: Land,
    rule_id: str,
    severity: str,
    variant: str,
    rows: list[LawArea],
    made: list[tuple[int, float, Any]],
    limits: dict[str, float],
) -> Hits:
    place = np.array([entry[0] for entry in made])
    limit = next((f"{limits[row.limit] / 1e4:g}ha" for row in rows if row.limit), "")
    codes = land.class_code[place]
    return Hits(
        rule_id,
        severity,
        zone_id=land.zone_id[place],
        class_code=codes,
        # A zone has one class; what is painted is told apart by its class.
        subject=np.where(land.zone_id[place] == "", codes, ""),
        area=np.array([entry[1] for entry in made]),
        places=np.array([*(entry[2] for entry in made), None], dtype=object)[:-1],
        params={"limit": limit} if limit else {},
        variant=variant,
    )


def _outside(facts: Facts, land: Land, rule_id: str, rows: list[LawArea]) -> list[Hits]:
    """Land of a class that such an area cuts: what of it lies outside."""
    if not rows:
        return []
    kinds = {row.kind for row in rows}
    area = shapely.union_all(facts.legal_shapes[facts.legal["kind"].isin(kinds).to_numpy()])
    fit = np.isin(land.class_code.astype(str), [row.class_code for row in rows])
    places = np.flatnonzero(fit & shapely.intersects(land.shape, area))
    rest = polygonal(shapely.difference(land.shape[places], area))
    size = shapely.area(rest)
    limits = facts.catalogue.thresholds
    made = [
        (int(place), float(metres), shape)
        for place, metres, shape in zip(places, size, rest)
        if metres >= limits["law_min_area_m2"]
    ]
    return [_hits(land, rule_id, rows[0].severity, "outside", rows, made, limits)] if made else []


def drawn_aochi(facts: Facts, cells: list[Hits], shown: Array) -> list[Hits]:
    """The hits of class and 農振法区分, with what a drawn 農用地区域 adds where the parcel's own is not known.

    A parcel's own 農振法区分 outranks any map; of a map only half of the parcel or more, well inside, counts.
    """
    drawn = (facts.legal["kind"] == _AOCHI).to_numpy()
    parcels = facts.parcels
    unknown = np.isin(parcels.noushin.astype(str), ("", "9"))
    if not drawn.any() or not unknown.any():
        return cells
    core = shapely.buffer(
        facts.legal_shapes[drawn], -np.nan_to_num(facts.legal["tolerance_m"].to_numpy(dtype=float)[drawn])
    )
    inner = shapely.get_parts(shapely.union_all(core))
    pairs = overlay(facts.unit_shapes, inner)
    covered = np.bincount(pairs.unit, pairs.area, minlength=len(parcels))
    inside = unknown & (covered >= _HALF * parcels.area)
    found: list[Hits] = []
    for hit in cells:
        if hit.rule_id == "L-01" and hit.severity == "CHECK" and hit.rows is not None:
            within = inside[hit.rows]
            found += [
                _part(parcels.noushin, hit, hit.rows[~within], ""),
                _part(parcels.noushin, hit, hit.rows[within], "drawn_aochi"),
            ]
        else:
            found.append(hit)
    rows = np.flatnonzero(inside & shown & parcels.farmland & parcels.within(("C1", "D1")))
    return [*found, _part(parcels.noushin, Hits("L-04", "CHECK"), rows, "drawn_aochi")]


def _part(noushin: Array, hit: Hits, rows: Array, variant: str) -> Hits:
    return Hits(hit.rule_id, hit.severity, rows, params={"noushin": noushin[rows]}, variant=variant)
