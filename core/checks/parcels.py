"""The parcels that rules look at: class, status and 農振法区分 as small whole numbers, beside their texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ..analysis.effective import Effective
from ..catalogue import Catalogue
from ..errors import KosozuError

Array = np.ndarray[Any, Any]
Fact = Callable[[str], Any]
"""Gives a column of facts (texts) by its name."""

IDLE_COLUMNS = ("idle_survey", "idle_class", "hard_to_restore", "forest_look", "land_now")
"""What :func:`idle` and :func:`hopeless` look at."""
#: 現況地目 of woodland, wasteland and planted land, in the ledger's codes.
_WOODED = ("6", "7", "171")

#: Values of 農振法区分 as the tables know them; ``""`` is no value, which is never taken for 白地.
NOUSHIN = ("1", "2", "3", "9", "unset", "")


def texts(values: Any) -> Array:
    """A column as trimmed half-width text: ``""`` for NULL, whole numbers without ``.0``; per distinct value."""
    series = pd.Series(np.asarray(values, dtype=object)) if not isinstance(values, pd.Series) else values
    codes, distinct = pd.factorize(series.to_numpy(dtype=object), sort=False)
    plain = np.array([_text(value) for value in distinct] + [""], dtype=object)
    return plain[codes]


def _text(value: Any) -> str:
    import unicodedata

    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip()
    return "" if text in ("None", "NULL", "nan", "<NA>") else text


def keys(values: Any) -> Array:
    """A column of ids as text, as it stands; an empty one is its row's number."""
    column = np.asarray(values, dtype=object)
    if pd.api.types.infer_dtype(column, skipna=False) != "string":
        column = texts(column)
    empty = np.flatnonzero(column == "")
    if len(empty):
        column = column.copy()
        column[empty] = (empty + 1).astype(str).astype(object)
    return column


def recode(values: Any, known: Any) -> Array:
    """``known(text)`` for each distinct value of a column, spread over it."""
    codes, distinct = pd.factorize(texts(values), sort=False)
    return np.array([known(value) for value in distinct], dtype=object)[codes]


def status_codes(values: Any, catalogue: Catalogue) -> Array:
    """Target-map statuses as codes; empty is P9, and unknown values raise ``CHK-STATUS`` with their names."""
    found = recode(values, catalogue.status_of)
    strange = np.array([value is None for value in found], dtype=bool)
    if strange.any():
        names = sorted(set(texts(values)[strange].tolist()))
        raise KosozuError(
            "CHK-STATUS", values="、".join(names[:5]), count=len(names), allowed=", ".join(catalogue.statuses)
        )
    return found


def noushin_codes(values: Any, catalogue: Catalogue, *, strict: bool = False) -> Array:
    """農振法区分 as its code by the catalogue's words for it; only an empty one is no value.

    With ``strict`` a value that is not known raises ``CHK-NOUSHIN`` with its name, else it counts as no value.
    """
    found = recode(values, lambda text: catalogue.code_of("noushin", text))
    strange = np.array([value is None for value in found], dtype=bool)
    if strange.any() and strict:
        names = sorted(set(texts(values)[strange].tolist()))
        allowed = ", ".join(code for code in catalogue.codes["noushin"] if code)
        raise KosozuError("CHK-NOUSHIN", values="、".join(names[:5]), count=len(names), allowed=allowed)
    found[strange] = ""
    return found


def on_farmland(land_kind: Any, noushin: Array) -> Array:
    """Where the farmland rules apply: on every kind of land that is farmed, and on 青地 whatever it looks like now.

    農用地区域 is set by plan (農振法8条), so that land in it stays subject to it when it has fallen to woodland.
    """
    met: Array = (texts(land_kind) != "other") | (noushin == "1")
    return met


def idle(fact: Fact) -> Array:
    """Idle land: 利用状況調査 1号 or 2号, or A分類 (can be restored)."""
    met: Array = np.isin(fact("idle_survey").astype(str), ("1", "2")) | (fact("idle_class") == "A")
    return met


def hopeless(fact: Fact) -> Array:
    """Hard to restore, or woodland by now: B分類, 再生利用困難, or what stands there."""
    met: Array = (
        (fact("idle_class") == "B")
        | (fact("hard_to_restore") == "yes")
        | (fact("forest_look") == "yes")
        | np.isin(fact("land_now").astype(str), _WOODED)
    )
    return met


def present_state(fact: Fact) -> Array:
    """What the land is now: ``hard`` (to restore), ``idle``, ``used`` (surveyed, not idle), ``""`` (not known)."""
    used = np.isin(fact("idle_survey").astype(str), ("3",))
    return np.select([hopeless(fact), idle(fact), used], ["hard", "idle", "used"], "").astype(object)


def positions(values: Array, codes: Sequence[str]) -> Array:
    """Position of each text in ``codes``; ``len(codes)`` where it is none of them."""
    found = pd.Categorical(values, categories=list(codes)).codes.astype(np.int64)
    return np.where(found < 0, len(codes), found)


@dataclass(frozen=True)
class Parcels:
    """What every rule on parcels needs, one entry per parcel.

    ``area`` is the map area in square metres; ``farmland`` says where the farmland law rules apply; ``facts`` holds
    further columns of text by name (``""`` is not known).
    """

    unit_id: Array
    area: Array
    effective: Effective
    status: Array
    noushin: Array
    city_planning: Array
    farmland: Array
    facts: dict[str, Array] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.unit_id)

    def fact(self, name: str) -> Array:
        """A column of facts; all ``""`` where the plan has none of it."""
        found = self.facts.get(name)
        return np.full(len(self), "", dtype=object) if found is None else found

    def within(self, classes: Sequence[str]) -> Array:
        """Whether each parcel's effective class is one of these."""
        return np.isin(positions(self.effective.class_code, list(classes)), np.arange(len(classes)))


def least_part(area: Array, catalogue: Catalogue) -> Array:
    """Area below which a part of a parcel is a sliver: the larger of MIN_AREA and MIN_SHARE of the parcel."""
    limits = catalogue.thresholds
    return np.maximum(limits["min_area_m2"], area * limits["min_share_percent"] / 100.0)


def reported(parcels: Parcels, least: Array) -> Array:
    """Where the part that decided is no sliver. A parcel that is whole, not cut, is none, however small it is."""
    part = parcels.effective.area
    return (part >= least) | (part >= parcels.area * (1.0 - 1e-6))


def slivers(parcels: Parcels, least: Array) -> tuple[int, float]:
    """How many parts (of a class, or of none) are slivers, and their area."""
    found = parcels.effective
    part, none = found.part_area, found.none_area
    small = (part < least[found.part_unit]) & (part < parcels.area[found.part_unit] * (1.0 - 1e-6))
    bare = (none > 0) & (none < least) & (none < parcels.area * (1.0 - 1e-6))
    return int(small.sum() + bare.sum()), float(part[small].sum() + none[bare].sum())
