"""What a plan knows, as frames and arrays in its plane CRS: everything the rules may look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
import pandas as pd
import shapely

from ..analysis.blocks import piecemeal
from ..analysis.effective import effective
from ..analysis.overlay import overlay
from ..analysis.polygons import valid
from ..catalogue import Catalogue
from ..progress import SILENT, Progress
from .parcels import Parcels, noushin_codes, on_farmland, positions, status_codes, texts

Array = np.ndarray[Any, Any]

UNIT_COLUMNS = ("unit_id", "land_kind", "chiban", "paint_code")
FACT_COLUMNS = (
    "target_status",
    "noushin",
    "city_planning",
    "idle_survey",
    "idle_class",
    "hard_to_restore",
    "land_now",
    "owner_known",
    "right_kind",
    "right_end",
    "middle_right",
    "tax_deferral",
    "direct_payment",
    "multi_payment",
    "pension",
    "improvement",
    "improvement_fy",
    "productive_green",
    "forest_look",
    "target_source",
    "ledger_source",
)
ZONE_COLUMNS = (
    "zone_id",
    "scenario_id",
    "tier",
    "source_plan",
    "class_code",
    "method_code",
    "name",
    "start_fy",
    "end_fy",
)
LEGAL_COLUMNS = ("kind", "tolerance_m")
_KINDS_OF = {
    "hazard_zone": ("hazard_yellow", "hazard_red", "hazard_yellow_pending", "hazard_red_pending"),
    "landslide_prevention": ("landslide_prevention", "steep_slope", "erosion_control"),
}
"""Facts that several kinds of areas tell; any other fact is the kind of its own name."""
GROUP_COLUMNS = ("unit_id", "kind", "group_id", "name", "target_fy", "notice_date")
ACTION_COLUMNS = (
    "action_id",
    "zone_id",
    "kind",
    "title",
    "class_code",
    "method_code",
    "manager_id",
    "start_fy",
    "end_fy",
    "procedure",
    "area_m2",
)


class Tables(Protocol):
    """What is asked of a plan file."""

    @property
    def info(self) -> Mapping[str, Any]:
        """The row of ``plan``."""

    def read(
        self, table: str, columns: Sequence[str] | None = None, *, geometry: bool = False
    ) -> dict[str, list[Any]]:
        """Columns of a table; ``geom`` as WKB where geometry is asked for."""


@dataclass
class Facts:
    """Frames have no CRS; all geometry is in the plan's plane system, areas in square metres.

    ``legal`` are areas of law and hazard (kind, tolerance_m); ``legal_kinds`` those kinds of which the plan knows where
    they are, even if none is near. ``farmland`` runs along ``units``. ``zones`` are the plan's own of the active
    scenario, ``upper`` those of plans above. ``findings`` and ``decisions`` are those of earlier runs.
    """

    info: Mapping[str, Any]
    catalogue: Catalogue
    units: pd.DataFrame
    unit_shapes: Array
    farmland: pd.DataFrame
    zones: pd.DataFrame
    zone_shapes: Array
    upper: pd.DataFrame
    upper_shapes: Array
    groups: pd.DataFrame
    actions: pd.DataFrame
    action_finding: pd.DataFrame
    actors: pd.DataFrame
    findings: pd.DataFrame
    decisions: pd.DataFrame
    legal: pd.DataFrame
    legal_shapes: Array
    legal_kinds: frozenset[str] = frozenset()
    area: shapely.Geometry | None = None
    progress: Progress = field(default=SILENT, repr=False)

    @cached_property
    def parcels(self) -> Parcels:
        """Overlay and effective classes, made on first use."""
        self.progress.step("Overlaying parcels and zones", "筆と区域を重ねています")
        unit_area = shapely.area(self.unit_shapes)
        pairs = overlay(self.unit_shapes, self.zone_shapes, progress=self.progress, checked=True)
        found = effective(
            unit_area,
            pairs,
            self.zones["class_code"].to_numpy(dtype=object),
            self.zones["zone_id"].to_numpy(dtype=object),
            units=self.unit_shapes,
            zones=self.zone_shapes,
            painted=texts(self.units["paint_code"]),
        )
        noushin = noushin_codes(self.farmland["noushin"], self.catalogue)
        return Parcels(
            unit_id=self.units["unit_id"].to_numpy(dtype=object),
            area=unit_area,
            effective=found,
            status=status_codes(self.farmland["target_status"], self.catalogue),
            noushin=noushin,
            city_planning=texts(self.farmland["city_planning"]),
            farmland=on_farmland(self.units["land_kind"], noushin),
            facts={name: texts(self.farmland[name]) for name in FACT_COLUMNS},
        )

    def known(self, fact: str) -> bool:
        """Whether the plan holds a fact for any parcel (or, beyond the ledger, at all)."""
        if fact in self.farmland:
            return bool((texts(self.farmland[fact]) != "").any())
        if fact.startswith("group_"):
            return bool((self.groups["kind"] == fact[len("group_") :]).any())
        if self.legal_kinds & set(_KINDS_OF.get(fact, (fact,))):
            return True
        if fact == "upper_zone":
            return len(self.upper) > 0
        if fact == "plan_area":
            return self.area is not None
        return self.catalogue.thresholds.get(fact, np.inf) < np.inf

    def missing(self, rule_id: str) -> str:
        """The first need of a rule that the plan cannot meet; ``""`` where it has all (``a|b`` is any of them)."""
        for need in self.catalogue.rules[rule_id].facts:
            if not any(self.known(name) for name in need.split("|")):
                return need
        return ""

    @property
    def has_target(self) -> bool:
        """Whether a target map has been brought in."""
        return self.known("target_source") or self.known("target_status")

    @property
    def has_classes(self) -> bool:
        """Whether anything has been drawn or painted."""
        return len(self.zones) > 0 or bool((texts(self.units["paint_code"]) != "").any())

    def zone_start(self) -> Array:
        """First fiscal year in force for each parcel: its zone's, else the plan's (NaN where neither is known)."""
        plan = number(self.info.get("start_fy"))
        starts = np.append(self.zones["start_fy"].to_numpy(dtype=float), np.nan)
        found: Array = starts[self.parcels.effective.zone]
        return np.where(np.isnan(found), plan, found)

    @property
    def zone_names(self) -> dict[str, str]:
        """Names of own zones by id, for sentences."""
        return dict(zip(self.zones["zone_id"], self.zones["name"]))

    @property
    def parcel_names(self) -> dict[str, str]:
        """地番 of parcels by id, for sentences at the counter."""
        named = self.units[self.units["chiban"] != ""]
        return dict(zip(named["unit_id"], named["chiban"]))


def number(value: Any) -> float:
    """A number, NaN for nothing."""
    return float("nan") if value is None or value == "" else float(value)


def read_facts(plan: Tables, catalogue: Catalogue, progress: Progress = SILENT) -> Facts:
    """All facts of a plan."""
    units, unit_shapes = _shapes(plan, "unit", UNIT_COLUMNS, progress)
    zones, zone_shapes = _shapes(plan, "zone", ZONE_COLUMNS, progress)
    for name in ("start_fy", "end_fy"):
        zones[name] = pd.to_numeric(zones[name]).astype(float)
    active = _active(plan)
    live = zones["scenario_id"].isin(["", active])
    own = (live & (zones["tier"] != "upper")).to_numpy()
    upper = (live & (zones["tier"] == "upper")).to_numpy()
    area = plan.info.get("area_wkb")
    legal, legal_shapes = _shapes(plan, "legal_area", LEGAL_COLUMNS, progress)
    return Facts(
        info=plan.info,
        catalogue=catalogue,
        units=units,
        unit_shapes=unit_shapes,
        farmland=_farmland(plan, units),
        zones=zones[own].reset_index(drop=True),
        zone_shapes=zone_shapes[own],
        upper=zones[upper].reset_index(drop=True),
        upper_shapes=zone_shapes[upper],
        groups=_frame(plan, "unit_group", GROUP_COLUMNS),
        actions=_frame(plan, "action", ACTION_COLUMNS),
        action_finding=_frame(plan, "action_finding", ("action_id", "finding_key")),
        actors=_frame(plan, "actor", ("actor_id", "label")),
        findings=_frame(plan, "finding", None),
        decisions=_frame(plan, "decision", None),
        legal=legal,
        legal_shapes=legal_shapes,
        legal_kinds=frozenset(legal["kind"]) | _kinds_looked_for(plan, catalogue),
        area=valid(np.array([shapely.from_wkb(area)], dtype=object))[0] if area else None,
        progress=progress,
    )


def _kinds_looked_for(plan: Tables, catalogue: Catalogue) -> frozenset[str]:
    """Kinds of areas that the layers brought in would show."""
    datasets = plan.read("context_layer", ("dataset",))["dataset"]
    known = [catalogue.datasets[name] for name in set(datasets) if name in catalogue.datasets]
    return frozenset(kind for entry in known if entry.role == "law" for kind in entry.kind_of.values())


def _frame(plan: Tables, table: str, columns: Sequence[str] | None) -> pd.DataFrame:
    frame = pd.DataFrame(plan.read(table, columns))
    for name in frame.columns:
        if frame[name].dtype == object:
            frame[name] = frame[name].where(frame[name].notna(), "")
    return frame


def _shapes(
    plan: Tables, table: str, columns: Sequence[str], progress: Progress
) -> tuple[pd.DataFrame, Array]:
    data = plan.read(table, columns, geometry=True)
    shapes = piecemeal(shapely.from_wkb, np.array(data.pop("geom"), dtype=object), progress)
    frame = pd.DataFrame(data)
    for name in frame.columns:
        if name not in ("start_fy", "end_fy", "tolerance_m"):
            frame[name] = frame[name].where(frame[name].notna(), "")
    return frame, valid(shapes)


def _farmland(plan: Tables, units: pd.DataFrame) -> pd.DataFrame:
    """Facts along the units; ``""`` where nothing is known."""
    frame = pd.DataFrame(plan.read("unit_farmland", ("unit_id", *FACT_COLUMNS)))
    if list(frame["unit_id"]) == list(units["unit_id"]):
        return frame.drop(columns="unit_id")
    place = positions(units["unit_id"].to_numpy(dtype=object), list(frame["unit_id"]))
    return frame[list(FACT_COLUMNS)].reindex(np.where(place < len(frame), place, -1)).set_axis(units.index)


def _active(plan: Tables) -> str:
    scenarios = plan.read("scenario", ("scenario_id", "is_active"))
    for name, active in zip(scenarios["scenario_id"], scenarios["is_active"]):
        if active:
            return str(name)
    return ""
