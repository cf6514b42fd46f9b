"""Family ``completeness``: what the action plan (行動計画) still lacks."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from .facts import Facts, number
from .hits import Hits

Array = np.ndarray[Any, Any]

REDUCED = ("C1", "D1")


def check_completeness(facts: Facts, blocks: pd.DataFrame) -> list[Hits]:
    """A-1 … A-7. ``blocks`` are the findings that need a procedure: finding_key and zone_id."""
    return [
        *_zones_without(facts, "A-1", facts.zones["class_code"].isin(_classed(facts)), None),
        *_actions(
            facts, "A-2", facts.actions["kind"].isin(["work", "watch"]) & (facts.actions["manager_id"] == "")
        ),
        *_actions(facts, "A-3", (facts.actions["kind"] == "work") & (facts.actions["method_code"] == "")),
        *_out_of_period(facts),
        *_zones_without(facts, "A-5", facts.zones["class_code"].isin(REDUCED), "watch"),
        *_unlinked(facts, blocks),
        *_over_capacity(facts),
    ]


def _classed(facts: Facts) -> list[str]:
    return [code for code in facts.catalogue.classes if code != "X"]


def _places(facts: Facts, zone_id: Array) -> Array:
    """Geometry of zones by id; None for one that is not there."""
    shapes = dict(zip(facts.zones["zone_id"], facts.zone_shapes))
    out = np.full(len(zone_id), None, dtype=object)
    for place, name in enumerate(zone_id):
        out[place] = shapes.get(name)
    return out


def _zones_without(facts: Facts, rule_id: str, wanted: pd.Series, kind: str | None) -> list[Hits]:
    """Zones without any action (A-1), or without one of a kind (A-5)."""
    actions = facts.actions if kind is None else facts.actions[facts.actions["kind"] == kind]
    lacking = np.flatnonzero((wanted & ~facts.zones["zone_id"].isin(set(actions["zone_id"]))).to_numpy())
    zones = facts.zones.iloc[lacking]
    return [
        Hits(
            rule_id,
            facts.catalogue.rules[rule_id].severity,
            zone_id=zones["zone_id"].to_numpy(dtype=object),
            class_code=zones["class_code"].to_numpy(dtype=object),
            area=np.atleast_1d(facts_area(facts, lacking)),
            places=facts.zone_shapes[lacking],
        )
    ]


def facts_area(facts: Facts, rows: Array) -> Array:
    """Areas of own zones, square metres."""
    import shapely

    found: Array = shapely.area(facts.zone_shapes[rows])
    return found


def _actions(facts: Facts, rule_id: str, met: pd.Series, params: dict[str, Any] | None = None) -> list[Hits]:
    """Actions for which something holds; ``params`` run along all actions."""
    rows = np.flatnonzero(met.to_numpy(dtype=bool))
    actions = facts.actions.iloc[rows]
    zone_id = actions["zone_id"].to_numpy(dtype=object)
    more = {
        name: values[rows] if isinstance(values, np.ndarray) else values
        for name, values in (params or {}).items()
    }
    return [
        Hits(
            rule_id,
            facts.catalogue.rules[rule_id].severity,
            zone_id=zone_id,
            class_code=actions["class_code"].to_numpy(dtype=object),
            subject=actions["action_id"].to_numpy(dtype=object),
            places=_places(facts, zone_id),
            params={"title": actions["title"].to_numpy(dtype=object), **more},
        )
    ]


def _out_of_period(facts: Facts) -> list[Hits]:
    """A-4: begins before, or ends after, the plan."""
    first, last = number(facts.info.get("start_fy")), number(facts.info.get("end_fy"))
    start = pd.to_numeric(facts.actions["start_fy"], errors="coerce")
    end = pd.to_numeric(facts.actions["end_fy"], errors="coerce")
    met = (start < first) | (start > last) | (end > last) | (end < first)
    params = {
        "start_fy": _years(start),
        "end_fy": _years(end),
        "plan_start_fy": _year(first),
        "plan_end_fy": _year(last),
    }
    return _actions(facts, "A-4", met, params)


def _years(values: pd.Series) -> Array:
    return np.array([_year(value) for value in values], dtype=object)


def _year(value: float) -> Any:
    return "" if value != value else int(value)


def _unlinked(facts: Facts, blocks: pd.DataFrame) -> list[Hits]:
    """A-6: findings that need a procedure, of a zone, and no procedure in the action plan is linked with them."""
    procedures = facts.actions.loc[facts.actions["kind"] == "procedure", "action_id"]
    linked = facts.action_finding[facts.action_finding["action_id"].isin(set(procedures))]
    loose = blocks[~blocks["finding_key"].isin(set(linked["finding_key"]))]
    count = loose.groupby("zone_id", sort=True).size()
    zone_id = count.index.to_numpy(dtype=object)
    classes = dict(zip(facts.zones["zone_id"], facts.zones["class_code"]))
    return [
        Hits(
            "A-6",
            facts.catalogue.rules["A-6"].severity,
            zone_id=zone_id,
            class_code=np.array([classes.get(name, "") for name in zone_id], dtype=object),
            places=_places(facts, zone_id),
            params={"count": count.to_numpy(dtype=object)},
        )
    ]


def _over_capacity(facts: Facts) -> list[Hits]:
    """A-7: a manager whose works add up to more land than the limit, where there is one."""
    limit = facts.catalogue.thresholds["capacity_m2"]
    if not limit < float("inf"):
        return []
    works = facts.actions[(facts.actions["kind"] == "work") & (facts.actions["manager_id"] != "")]
    area = pd.to_numeric(works["area_m2"], errors="coerce").fillna(0.0)
    total = area.groupby(works["manager_id"], sort=True).sum()
    over = total[total > limit]
    labels = dict(zip(facts.actors["actor_id"], facts.actors["label"]))
    return [
        Hits(
            "A-7",
            facts.catalogue.rules["A-7"].severity,
            subject=over.index.to_numpy(dtype=object),
            area=over.to_numpy(dtype=float),
            params={
                "manager": np.array([labels.get(name, name) for name in over.index], dtype=object),
                "limit": f"{limit / 1e4:g}ha",
            },
        )
    ]
