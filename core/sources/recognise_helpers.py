"""The tables of a folder that other imports use: columns of a ledger, words of a target map, words of zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from . import profile
from .peek import Peek
from .text import half

if TYPE_CHECKING:
    from ..catalogue import Catalogue

HELPERS = ("mapping", "statuses", "classes")
"""Tables that other imports use: columns of a ledger, words of a target map, words of zones."""


@dataclass(frozen=True)
class Helpers:
    """The tables of a folder that other imports use: path → what they say of."""

    mapping: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    statuses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def helpers_of(seen: list[Peek]) -> Helpers:
    """The helper tables among what was seen of a folder."""
    kinds: dict[str, dict[str, tuple[str, ...]]] = {kind: {} for kind in HELPERS}
    for one in seen:
        kind = helper_kind(one)
        if kind:
            column = "column" if kind == "mapping" else "raw"
            name = profile.find(one.columns, [column])
            kinds[kind][one.file] = tuple(half(value) for value in one.values(name))
    return Helpers(**kinds)


def helper_kind(seen: Peek) -> str:
    """Which of :data:`HELPERS` a table is; '' for none."""
    names = {half(name).lower() for name in seen.columns}
    if seen.geometry != "table":
        return ""
    if {"column", "field", "read"} <= names:
        return "mapping"
    if "raw" in names and names & {"status", "class"}:
        return "statuses" if "status" in names else "classes"
    return ""


def own_mapping(seen: Peek, helpers: Helpers) -> str:
    """A mapping of the folder most of whose columns the ledger has."""
    own = {half(name) for name in seen.columns}
    for path, names in helpers.mapping.items():
        known = [any(name in own for name in wanted.split("|")) for wanted in names]
        if known and sum(known) * 2 >= len(known):
            return path
    return ""


def class_table(seen: Peek, column: str, catalogue: Catalogue, helpers: Helpers) -> str:
    """The table of words that a column of classes needs; '' where the catalogue knows them all."""
    known = {
        half(text) for code, one in catalogue.classes.items() for text in (code, one.label_ja, one.label_en)
    }
    words = {half(value) for value in seen.values(column)} if column else set()
    if words <= known or words <= {word.upper() for word in known}:
        return ""
    return next((path for path, raw in helpers.classes.items() if words & set(raw)), "")
