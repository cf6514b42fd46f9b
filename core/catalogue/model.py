"""The catalogue as typed rows. Field names are the tables' columns; lists stay ``a;b`` text with a tuple beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .plain import split
from .validate import placeholders


@dataclass(frozen=True)
class ManagementClass:
    """管理区分."""

    code: str
    order: int
    level1: str
    letter: str
    label_ja: str
    label_en: str
    description_ja: str
    description_en: str
    farmland: str
    fill: str
    hatch: str


@dataclass(frozen=True)
class Level1:
    """The three classes of the first hour."""

    code: str
    order: int
    label_ja: str
    label_en: str
    fill: str


@dataclass(frozen=True)
class Palette:
    """How one class, status or term is printed; an empty ``normal`` or ``hatch`` is the one of its own table."""

    set: str
    code: str
    normal: str
    cud: str
    mono: str
    hatch: str


@dataclass(frozen=True)
class Method:
    """管理手法. Hours and cost per 10 a are None until somebody enters them with a source."""

    code: str
    order: int
    land_kind: str
    class_codes: str
    label_ja: str
    label_en: str
    frequency_ja: str
    frequency_en: str
    schemes_ja: str
    schemes_en: str
    hours_per_10a: float | None
    cost_per_10a: float | None
    source: str

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that this method serves, the first one by default."""
        return split(self.class_codes)


@dataclass(frozen=True)
class Viewpoint:
    """判断の視点."""

    code: str
    order: int
    label_ja: str
    label_en: str
    description_ja: str
    description_en: str


@dataclass(frozen=True)
class MarkKind:
    """A kind of point or line on the map."""

    code: str
    order: int
    geometry: str
    label_ja: str
    label_en: str
    symbol: str
    colour: str


@dataclass(frozen=True)
class Status:
    """A parcel's status in the target map."""

    code: str
    order: int
    label_ja: str
    label_en: str
    in_area: str
    has_user: str
    synonyms: str

    @property
    def raw_values(self) -> tuple[str, ...]:
        """Raw values that are read as this status."""
        return split(self.synonyms)


@dataclass(frozen=True)
class LawCell:
    """A law rule that follows from class and 農振法区分. ``city_planning``: '' any, '1', or 'other' (all but 1)."""

    class_code: str
    noushin: str
    city_planning: str
    rule_id: str
    severity: str


@dataclass(frozen=True)
class LawArea:
    """A law rule that follows from a class (``*``: any) lying in, or out of, an area of a kind.

    ``edge_severity`` is that of an overlap within what the area's scale leaves open; ``limit`` names the threshold up
    to which a BLOCK is a CHECK.
    """

    rule_id: str
    kind: str
    class_code: str
    place: str
    severity: str
    edge_severity: str
    limit: str


@dataclass(frozen=True)
class Rule:
    """A rule. ``severity`` is its gravest; ``basis_kind`` says whether the basis was found in a source or recalled."""

    id: str
    order: int
    family: str
    severity: str
    title_ja: str
    title_en: str
    message_ja: str
    message_en: str
    basis_ja: str
    basis_en: str
    basis_kind: str
    resolution_ja: str
    resolution_en: str
    office_ja: str
    office_en: str
    checked_on: str
    requires: str
    implemented: str
    procedure: str

    @property
    def facts(self) -> tuple[str, ...]:
        """Facts without which the rule cannot be judged, all of them; ``a|b`` is met by either."""
        return split(self.requires)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What the message fills in."""
        return placeholders(self.message_ja + self.message_en)


@dataclass(frozen=True)
class RuleVariant:
    """Another wording of a rule: of one severity, or of one kind of place that the rule's module names."""

    rule_id: str
    variant: str
    message_ja: str
    message_en: str
    resolution_ja: str
    resolution_en: str
    procedure: str


@dataclass(frozen=True)
class PlanChange:
    """What a finding asks of the farmland plan: propose or reconcile, and when its change is needed.

    ``class_code`` is ``*`` for every class; ``timing`` is before, after, none, or ask (the office decides).
    """

    rule_id: str
    class_code: str
    kind: str
    timing: str
    text_ja: str
    text_en: str


@dataclass(frozen=True)
class RuleText:
    """What a finding says, by rule, severity and variant."""

    message_ja: str
    message_en: str
    resolution_ja: str
    resolution_en: str
    procedure: str


@dataclass(frozen=True)
class Severity:
    """重さ: 要手続, 要調整, 要確認, 参考."""

    code: str
    order: int
    label_ja: str
    label_en: str
    colour: str
    symbol: str


@dataclass(frozen=True)
class Procedure:
    """A statutory or programme procedure."""

    code: str
    order: int
    label_ja: str
    label_en: str
    office_ja: str
    office_en: str


@dataclass(frozen=True)
class ProcedureStep:
    """One step, with its usual duration in months where one is known."""

    procedure: str
    order: int
    label_ja: str
    label_en: str
    months_min: float | None
    months_max: float | None
    source: str


@dataclass(frozen=True)
class FormColumn:
    """A column of the action plan's form."""

    key: str
    order: int
    label_ja: str
    label_en: str
    width_mm: float
    data_class: str


@dataclass(frozen=True)
class Field:
    """Alias and data class of a column of the plan's layers."""

    table: str
    column: str
    alias_ja: str
    alias_en: str
    data_class: str


@dataclass(frozen=True)
class Code:
    """One value of a coded column."""

    list: str
    code: str
    label_ja: str
    label_en: str


@dataclass(frozen=True)
class Term:
    """A word of the trade."""

    ja: str
    reading: str
    en: str
    definition_ja: str
    definition_en: str


@dataclass(frozen=True)
class Credit:
    """How a dataset is credited on maps and reports."""

    dataset: str
    provider_ja: str
    credit_ja: str
    credit_en: str
    licence: str


@dataclass(frozen=True)
class Prefecture:
    """A prefecture, two digits."""

    code: str
    label_ja: str
    label_en: str


@dataclass(frozen=True)
class DifficultyWeight:
    """How much an indicator says of one axis: 0 at ``low``, 1 at ``high`` (which may be the smaller one)."""

    indicator: str
    axis: str
    weight: float
    low: float
    high: float
    unit: str
    label_ja: str
    label_en: str
    source: str


@dataclass(frozen=True)
class DraftClass:
    """The class that a draft proposes for a unit ('': none), by kind of land, difficulty and status."""

    land: str
    difficulty: str
    status: str
    class_code: str
    viewpoint: str
    reason_ja: str
    reason_en: str
    source: str


@dataclass(frozen=True)
class Phrase:
    """A small fixed sentence."""

    key: str
    ja: str
    en: str


def label(obj: Any, lang: str) -> str:
    """``label_ja`` or ``label_en`` (else alias, title, or the plain ja and en) of a row."""
    for stem in ("label_", "alias_", "title_", ""):
        found = getattr(obj, f"{stem}{lang}", None)
        if isinstance(found, str):
            return found
    raise AttributeError(f"{type(obj).__name__} has no label in {lang!r}")
