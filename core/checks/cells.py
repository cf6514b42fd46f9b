"""Tables of cells (class × status, class × 農振法区分 × 都市計画法区分) looked up for whole columns at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import numpy as np

from ..catalogue import Catalogue
from .hits import Hits
from .parcels import NOUSHIN, Parcels, positions

Array = np.ndarray[Any, Any]


def matrix_hits(
    parcels: Parcels, shown: Array, catalogue: Catalogue, rules: Collection[str] | None = None
) -> list[Hits]:
    """The class × status matrix on every parcel of ``shown``; ``rules`` narrows it to some rules."""
    classes, statuses = ["", *catalogue.classes], list(catalogue.statuses)
    combination = _clip(parcels.effective.class_code, classes) * len(statuses) + positions(
        parcels.status, statuses
    )
    cells = (
        (rule, severity, [classes.index(class_code) * len(statuses) + statuses.index(status)])
        for (class_code, status), entries in catalogue.matrix.items()
        for rule, severity in entries
        if rules is None or rule in rules
    )
    return _look_up(combination, cells, shown, len(classes) * len(statuses))


def law_hits(
    parcels: Parcels, shown: Array, catalogue: Catalogue, rules: Collection[str] | None = None
) -> list[Hits]:
    """The law rules that follow from class and 農振法区分 alone, on farmland parcels of ``shown``."""
    classes = ["", *catalogue.classes]
    urban = (parcels.city_planning == "1").astype(np.int64)
    place = _clip(parcels.effective.class_code, classes) * len(NOUSHIN) + positions(parcels.noushin, NOUSHIN)
    both = {"": (0, 1), "1": (1,), "other": (0,)}
    cells = (
        (
            cell.rule_id,
            cell.severity,
            [
                (classes.index(cell.class_code) * len(NOUSHIN) + NOUSHIN.index(cell.noushin)) * 2 + city
                for city in both[cell.city_planning]
            ],
        )
        for cell in catalogue.law_matrix
        if rules is None or cell.rule_id in rules
    )
    hits = _look_up(place * 2 + urban, cells, shown & parcels.farmland, len(classes) * len(NOUSHIN) * 2)
    return [
        Hits(
            hit.rule_id,
            hit.severity,
            hit.rows,
            params={"noushin": parcels.noushin[hit.rows]},
            variant=hit.variant,
        )
        for hit in hits
    ]


def _clip(values: Array, codes: list[str]) -> Array:
    found = positions(values, codes)
    return np.where(found == len(codes), 0, found)


def _look_up(
    combination: Array, cells: Iterable[tuple[str, str, list[int]]], shown: Array, size: int
) -> list[Hits]:
    """One :class:`Hits` per rule and severity, from the cells that name a parcel's combination."""
    masks: dict[tuple[str, str], Array] = {}
    for rule, severity, places in cells:
        mask = masks.setdefault((rule, severity), np.zeros(size, dtype=bool))
        mask[places] = True
    found = []
    for (rule, severity), mask in masks.items():
        rows = np.flatnonzero(mask[combination] & shown)
        if len(rows):
            found.append(Hits(rule, severity, rows))
    return found
