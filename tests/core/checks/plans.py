"""A plan in memory: tables as the plan file gives them, on a row of parcels of 20 m by 50 m (1,000 square metres)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import shapely

from kosozu.core.catalogue import load
from kosozu.core.checks.facts import (
    ACTION_COLUMNS,
    FACT_COLUMNS,
    GROUP_COLUMNS,
    LEGAL_COLUMNS,
    UNIT_COLUMNS,
    ZONE_COLUMNS,
    Facts,
    read_facts,
)

WIDTH, HEIGHT = 20.0, 50.0
COLUMNS: dict[str, Sequence[str]] = {
    "unit": UNIT_COLUMNS,
    "unit_farmland": ("unit_id", *FACT_COLUMNS),
    "zone": ZONE_COLUMNS,
    "unit_group": GROUP_COLUMNS,
    "action": ACTION_COLUMNS,
    "action_finding": ("action_id", "finding_key"),
    "actor": ("actor_id", "label"),
    "scenario": ("scenario_id", "is_active"),
    "legal_area": LEGAL_COLUMNS,
    "context_layer": ("dataset",),
    "finding": (),
    "decision": ("decision_id", "rule_id", "zone_id", "unit_id", "decision", "decided_on", "premise"),
}
NUMBERS = ("improvement_fy", "start_fy", "end_fy", "target_fy", "area_m2", "tolerance_m")


def strip(first: float, last: float, bottom: float = 0.0, top: float = HEIGHT) -> shapely.Polygon:
    """The rectangle over parcels ``first`` to ``last`` (fractions cut parcels)."""
    return shapely.box(first * WIDTH, bottom, last * WIDTH, top)


class MemoryPlan:
    """Stands for an open plan file: ``info`` and ``read``."""

    def __init__(self) -> None:
        self.info: dict[str, Any] = {"start_fy": 2025, "end_fy": 2034, "status": "draft", "area_wkb": None}
        self.rows: dict[str, list[dict[str, Any]]] = {name: [] for name in COLUMNS}

    def read(self, table: str, columns: Any = None, *, geometry: bool = False) -> dict[str, list[Any]]:
        names = list(columns if columns is not None else COLUMNS[table])
        found: dict[str, list[Any]] = {name: [] for name in names}
        if geometry:
            found["geom"] = []
        for row in self.rows[table]:
            for name in found:
                found[name].append(row.get(name, None if name in NUMBERS else ""))
        return found

    def add(self, table: str, **row: Any) -> None:
        shape = row.pop("shape", None)
        if shape is not None:
            row["geom"] = shapely.to_wkb(shape)
        self.rows[table].append(row)

    def parcel(self, **facts: Any) -> str:
        """One more parcel to the right; facts go to ``unit_farmland``, those of ``unit`` to ``unit``."""
        number = len(self.rows["unit"])
        name = f"u{number:03d}"
        own = {key: facts.pop(key) for key in list(facts) if key in UNIT_COLUMNS}
        self.add("unit", unit_id=name, shape=strip(number, number + 1), **{"land_kind": "paddy", **own})
        self.add("unit_farmland", unit_id=name, **facts)
        return name

    def zone(self, zone_id: str, code: str, shape: shapely.Geometry, **more: Any) -> None:
        self.add("zone", **{"zone_id": zone_id, "class_code": code, "tier": "own", "shape": shape, **more})

    def legal(self, kind: str, shape: shapely.Geometry, tolerance_m: float = 0.0) -> None:
        self.add("legal_area", kind=kind, shape=shape, tolerance_m=tolerance_m)

    def facts(self) -> Facts:
        return read_facts(self, load())


def one_parcel(code: str, *, zone: dict[str, Any] | None = None, **facts: Any) -> Facts:
    """A plan of one parcel, wholly in one zone Z of a class."""
    plan = MemoryPlan()
    plan.parcel(**facts)
    plan.zone("Z", code, strip(0, 1), **(zone or {}))
    return plan.facts()
