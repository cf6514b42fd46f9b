"""What a rule has met, and the table of findings made of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Union

import numpy as np
import pandas as pd

from ..catalogue import Catalogue
from .parcels import Parcels

Array = np.ndarray[Any, Any]
Value = Union[str, int, float, Array]

#: The variant of a finding that says that a rule could not be judged; its sentence is the phrase of this name.
DATA_MISSING = "data_missing"

COLUMNS = (
    "finding_key",
    "rule_id",
    "family",
    "severity",
    "zone_id",
    "unit_id",
    "class_code",
    "status",
    "share",
    "area_m2",
    "params",
    "procedure",
)


@dataclass(frozen=True)
class Hits:
    """Places where one rule applies, all of one severity.

    On parcels: ``rows`` are their positions, everything else is theirs unless given. Elsewhere ``rows`` is None, and
    ``zone_id`` (``""``: the plan) and ``subject`` (a water system, another zone, an action …) tell the findings of a
    rule apart, as the parcel does; ``places`` are geometries in which the finding's point may lie. ``params`` holds
    codes and numbers that the sentence names, one value or one per row; ``variant`` picks another wording.
    """

    rule_id: str
    severity: str
    rows: Array | None = None
    zone_id: Array | None = None
    class_code: Array | None = None
    share: Array | None = None
    area: Array | None = None
    places: Array | None = None
    subject: Array | str = ""
    params: Mapping[str, Value] = field(default_factory=dict)
    variant: str = ""

    def __len__(self) -> int:
        for column in (self.rows, self.zone_id, self.subject):
            if isinstance(column, np.ndarray):
                return len(column)
        return 1


def empty_frame() -> pd.DataFrame:
    """The table of findings without a row."""
    frame = pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    frame["share"], frame["area_m2"] = frame["share"].astype(float), frame["area_m2"].astype(float)
    frame["position"] = frame["zone_id"].astype(float).astype(np.int64)
    frame["place"] = frame["zone_id"]
    return frame


def assemble(hits: Iterable[Hits], parcels: Parcels, catalogue: Catalogue) -> pd.DataFrame:
    """All hits as one table, by the catalogue's order of rules, then as the parcels or zones come.

    Columns: those of the plan's ``finding`` that a check makes, ``position`` (of the parcel, −1 where it is a zone's
    or the plan's finding) and ``place`` (geometry of such a finding, or None). ``share`` is a fraction.
    """
    order = {rule: rank for rank, rule in enumerate(catalogue.rules)}
    severities = {code: rank for rank, code in enumerate(catalogue.severities)}
    rows = sorted(
        (hit for hit in hits if len(hit)), key=lambda hit: (order[hit.rule_id], severities[hit.severity])
    )
    if not rows:
        return empty_frame()
    parts = [_on_parcels(hit, parcels) if hit.rows is not None else _elsewhere(hit) for hit in rows]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    lengths = [len(hit) for hit in rows]
    for name, values in _of_rule(rows, catalogue).items():
        columns[name] = np.repeat(np.array(values, dtype=object), lengths)
    frame = pd.DataFrame({**{name: columns[name] for name in COLUMNS}, "position": columns["position"]})
    frame["place"] = columns["place"]
    return frame


def _of_rule(rows: list[Hits], catalogue: Catalogue) -> dict[str, list[str]]:
    return {
        "rule_id": [hit.rule_id for hit in rows],
        "family": [catalogue.rules[hit.rule_id].family for hit in rows],
        "severity": [hit.severity for hit in rows],
        "procedure": [_procedure(hit, catalogue) for hit in rows],
    }


def _procedure(hit: Hits, catalogue: Catalogue) -> str:
    if hit.variant == DATA_MISSING:
        return ""
    return catalogue.wording(hit.rule_id, hit.severity, hit.variant).procedure


def _on_parcels(hit: Hits, parcels: Parcels) -> dict[str, Array]:
    rows = hit.rows
    if rows is None:
        raise ValueError(hit.rule_id)
    found = parcels.effective
    zone_id = found.zone_id[rows] if hit.zone_id is None else hit.zone_id
    unit_id = parcels.unit_id[rows]
    return {
        "finding_key": (hit.rule_id + "|" + zone_id) + ("|" + unit_id),
        "zone_id": zone_id,
        "unit_id": unit_id,
        "class_code": found.class_code[rows] if hit.class_code is None else hit.class_code,
        "status": parcels.status[rows],
        "share": np.round(found.share[rows] if hit.share is None else hit.share, 6),
        "area_m2": np.round(parcels.area[rows] if hit.area is None else hit.area, 2),
        "params": _params(hit, len(rows)),
        "position": np.asarray(rows, dtype=np.int64),
        "place": np.full(len(rows), None, dtype=object),
    }


def _elsewhere(hit: Hits) -> dict[str, Array]:
    count = len(hit)
    nothing = np.full(count, "", dtype=object)
    zone_id = nothing if hit.zone_id is None else np.asarray(hit.zone_id, dtype=object)
    subject = nothing + hit.subject
    return {
        "finding_key": hit.rule_id + "|" + zone_id + "|" + subject,
        "zone_id": zone_id,
        "unit_id": nothing,
        "class_code": nothing if hit.class_code is None else np.asarray(hit.class_code, dtype=object),
        "status": nothing,
        "share": np.full(count, np.nan) if hit.share is None else np.round(hit.share, 6),
        "area_m2": np.full(count, np.nan) if hit.area is None else np.round(hit.area, 2),
        "params": _params(hit, count),
        "position": np.full(count, -1, dtype=np.int64),
        "place": np.full(count, None, dtype=object)
        if hit.places is None
        else np.asarray(hit.places, dtype=object),
    }


def _params(hit: Hits, count: int) -> Array:
    """The parameters of each row as one line of JSON, made once per distinct combination."""
    fixed: dict[str, Any] = {"variant": hit.variant} if hit.variant else {}
    columns: dict[str, Array] = {}
    for name, value in hit.params.items():
        if isinstance(value, np.ndarray):
            columns[name] = value
        else:
            fixed[name] = value
    if not columns:
        return np.full(count, _json(fixed), dtype=object)
    code = np.zeros(count, dtype=np.int64)
    distinct: list[Any] = []
    for values in columns.values():
        each, known = pd.factorize(values, sort=False)
        distinct.append((each, known))
        code = pd.factorize(code * (len(known) + 1) + each, sort=False)[0]
    _, first = np.unique(code, return_index=True)
    lines = [
        _json({**fixed, **{name: _plain(known[each[row]]) for name, (each, known) in zip(columns, distinct)}})
        for row in first
    ]
    return np.array(lines, dtype=object)[code]


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
