"""The whole catalogue: every table raw, and typed by its key."""

from __future__ import annotations

import dataclasses
import hashlib
import math
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TypeVar

from .dataset import Dataset
from .model import (
    Code,
    Credit,
    DifficultyWeight,
    DraftClass,
    Field,
    FormColumn,
    LawArea,
    LawCell,
    Level1,
    ManagementClass,
    MarkKind,
    Method,
    Palette,
    Phrase,
    PlanChange,
    Prefecture,
    Procedure,
    ProcedureStep,
    Rule,
    RuleText,
    RuleVariant,
    Severity,
    Status,
    Term,
    Viewpoint,
    label,
)
from .plain import plain, plain_code
from .schema import TABLES

T = TypeVar("T")


def _typed(kind: type[T], row: Mapping[str, str]) -> T:
    """One row as its dataclass. Annotations are text here, so that ``float | None`` works on Python 3.9."""
    values: dict[str, str | int | float | None] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        text = row[field.name]
        if field.type == "str":
            values[field.name] = text
        elif field.type == "int":
            values[field.name] = int(text)
        else:
            values[field.name] = float(text) if text else None
    return kind(**values)


class Catalogue:
    """Every table, raw and typed. Made by ``load`` or ``from_texts``; never changed."""

    def __init__(self, texts: Mapping[str, str], rows: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        self._texts = dict(texts)
        self._rows = {name: [dict(row) for row in table] for name, table in rows.items()}

    @property
    def texts(self) -> dict[str, str]:
        """The csv text of every table: what a plan stores."""
        return dict(self._texts)

    @cached_property
    def version(self) -> str:
        """A hash of all texts."""
        digest = hashlib.sha256()
        for name in sorted(self._texts):
            digest.update(f"{name}\0{self._texts[name]}\0".encode())
        return digest.hexdigest()[:16]

    def rows(self, name: str) -> list[dict[str, str]]:
        """A table as it stands, in its own order."""
        return [dict(row) for row in self._rows[name]]

    def _list(self, name: str, kind: type[T]) -> list[T]:
        found = [_typed(kind, row) for row in self._rows[name]]
        if "order" in TABLES[name].names() and len(TABLES[name].key) == 1:
            found.sort(key=lambda entry: getattr(entry, "order"))  # noqa: B009
        return found

    def _dict(self, name: str, kind: type[T]) -> dict[str, T]:
        key = TABLES[name].key[0]
        return {getattr(entry, key): entry for entry in self._list(name, kind)}

    @cached_property
    def classes(self) -> dict[str, ManagementClass]:
        """Management classes by code, in their order."""
        return self._dict("classes", ManagementClass)

    @cached_property
    def level1(self) -> dict[str, Level1]:
        """KEEP, CHANGE, REDUCE."""
        return self._dict("level1", Level1)

    @cached_property
    def palettes(self) -> dict[tuple[str, str], Palette]:
        """Fills and hatches of printed sheets by (set, code)."""
        return {(row.set, row.code): row for row in self._list("palettes", Palette)}

    @cached_property
    def readings(self) -> dict[str, str]:
        """Word → kana; longer words first."""
        rows = sorted(self._rows["readings"], key=lambda row: (-len(row["word"]), row["word"]))
        return {row["word"]: row["reading"] for row in rows}

    @cached_property
    def methods(self) -> dict[str, Method]:
        """Methods by code."""
        return self._dict("methods", Method)

    @cached_property
    def viewpoints(self) -> dict[str, Viewpoint]:
        """判断の視点 by code."""
        return self._dict("viewpoints", Viewpoint)

    @cached_property
    def mark_kinds(self) -> dict[str, MarkKind]:
        """Kinds of marks by code."""
        return self._dict("mark_kinds", MarkKind)

    @cached_property
    def statuses(self) -> dict[str, Status]:
        """Target-map statuses by code."""
        return self._dict("statuses", Status)

    @cached_property
    def matrix(self) -> dict[tuple[str, str], list[tuple[str, str]]]:
        """(class, status) → [(rule, severity)]; class '' is no class; a cell without a finding has no entry."""
        cells: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for row in self._rows["matrix"]:
            cells.setdefault((row["class_code"], row["status"]), []).append((row["rule_id"], row["severity"]))
        return cells

    @cached_property
    def law_matrix(self) -> list[LawCell]:
        """Law rules that follow from class and 農振法区分 ('unset' is 設定なし, '' is no value)."""
        return self._list("law_matrix", LawCell)

    @cached_property
    def law_areas(self) -> list[LawArea]:
        """Law rules that follow from class and place."""
        return self._list("law_areas", LawArea)

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Rules by id."""
        return self._dict("rules", Rule)

    @cached_property
    def plan_changes(self) -> dict[tuple[str, str], PlanChange]:
        """What findings ask of the farmland plan, by (rule, class or ``*``)."""
        return {(row.rule_id, row.class_code): row for row in self._list("plan_changes", PlanChange)}

    @cached_property
    def rule_variants(self) -> dict[tuple[str, str], RuleVariant]:
        """Further wordings by (rule, variant)."""
        return {(row.rule_id, row.variant): row for row in self._list("rule_variants", RuleVariant)}

    def wording(self, rule_id: str, severity: str = "", variant: str = "") -> RuleText:
        """The texts of a finding: the named variant's, else the severity's own, else the rule's."""
        rule = self.rules[rule_id]
        for name in (variant, severity):
            found = self.rule_variants.get((rule_id, name))
            if found is not None:
                return RuleText(
                    found.message_ja,
                    found.message_en,
                    found.resolution_ja,
                    found.resolution_en,
                    found.procedure,
                )
        return RuleText(
            rule.message_ja, rule.message_en, rule.resolution_ja, rule.resolution_en, rule.procedure
        )

    @cached_property
    def severities(self) -> dict[str, Severity]:
        """BLOCK, CONFLICT, CHECK, INFO, gravest first."""
        return self._dict("severities", Severity)

    @cached_property
    def procedures(self) -> dict[str, Procedure]:
        """Procedures by code."""
        return self._dict("procedures", Procedure)

    @cached_property
    def procedure_steps(self) -> dict[str, list[ProcedureStep]]:
        """Steps of each procedure, in order."""
        steps: dict[str, list[ProcedureStep]] = {code: [] for code in self.procedures}
        for step in sorted(self._list("procedure_steps", ProcedureStep), key=lambda entry: entry.order):
            steps[step.procedure].append(step)
        return steps

    @cached_property
    def thresholds(self) -> dict[str, float]:
        """Thresholds by name; an empty one is no limit (infinity)."""
        return {row["name"]: float(row["value"] or math.inf) for row in self._rows["thresholds"]}

    @cached_property
    def form(self) -> dict[str, FormColumn]:
        """Columns of the action plan by key, in order."""
        return self._dict("form", FormColumn)

    @cached_property
    def fields(self) -> dict[tuple[str, str], Field]:
        """Aliases and data classes by (table, column)."""
        return {(row.table, row.column): row for row in self._list("fields", Field)}

    @cached_property
    def codes(self) -> dict[str, dict[str, Code]]:
        """Value lists by name, then code, in the table's order."""
        lists: dict[str, dict[str, Code]] = {}
        for row in self._list("codes", Code):
            lists.setdefault(row.list, {})[row.code] = row
        return lists

    @cached_property
    def glossary(self) -> dict[str, Term]:
        """Words of the trade by their Japanese form."""
        return {row.ja: row for row in self._list("glossary", Term)}

    @cached_property
    def organisation_endings(self) -> dict[str, str]:
        """Ending → group, company or office; longer endings first."""
        pairs = [(row["ending"], row["kind"]) for row in self._rows["organisation_endings"]]
        return dict(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))

    @cached_property
    def credits(self) -> dict[str, Credit]:
        """Credits by dataset."""
        return self._dict("credits", Credit)

    @cached_property
    def datasets(self) -> dict[str, Dataset]:
        """Datasets that context comes from, by id, in their order."""
        return self._dict("datasets", Dataset)

    @cached_property
    def difficulty_weights(self) -> list[DifficultyWeight]:
        """Weights of the difficulty of management, in the table's order."""
        return self._list("difficulty_weights", DifficultyWeight)

    @cached_property
    def draft_classes(self) -> dict[tuple[str, str, str], DraftClass]:
        """What a draft proposes, by (land, difficulty, status); status '' stands for those without a row."""
        return {
            (row.land, row.difficulty, row.status): row for row in self._list("draft_classes", DraftClass)
        }

    @cached_property
    def prefectures(self) -> dict[str, Prefecture]:
        """Prefectures by two-digit code."""
        return self._dict("prefectures", Prefecture)

    @cached_property
    def plane_systems(self) -> dict[str, int]:
        """Prefix of a municipality code → EPSG of the plane rectangular system (JGD2011)."""
        return {row["prefix"]: int(row["epsg"]) for row in self._rows["plane_systems"]}

    @cached_property
    def municipalities(self) -> dict[str, str]:
        """Six-digit code → name."""
        return {row["code6"]: row["name"] for row in self._rows["municipalities"]}

    @cached_property
    def phrases(self) -> dict[str, Phrase]:
        """Fixed sentences by key."""
        return self._dict("phrases", Phrase)

    def phrase(self, key: str, lang: str) -> str:
        """A fixed sentence."""
        return label(self.phrases[key], lang)

    def code_label(self, name: str, code: str, lang: str) -> str:
        """Label of a coded value; a value that the list does not know is returned as it is."""
        found = self.codes[name].get(code)
        return code if found is None else label(found, lang)

    def alias(self, table: str, column: str, lang: str) -> str:
        """Alias of a column, else its name."""
        found = self.fields.get((table, column))
        return column if found is None else label(found, lang)

    def plane_system(self, code: str) -> int:
        """EPSG for a jurisdiction code of 2, 5 or 6 digits: the longest prefix wins; ``KeyError`` if there is none."""
        for length in (5, 2):
            found = self.plane_systems.get(code[:length])
            if found is not None and len(code) >= length:
                return found
        raise KeyError(code)

    @cached_property
    def _status_by_raw(self) -> dict[str, str]:
        known: dict[str, str] = {}
        for status in self.statuses.values():
            for raw in (status.code, status.label_ja, status.label_en, *status.raw_values):
                known.setdefault(plain(raw), status.code)
        return known

    def status_of(self, raw: str) -> str | None:
        """The status that a raw value is read as: '' is P9; None where it is not known."""
        return self._status_by_raw.get(plain(raw)) if raw.strip() else "P9"

    @cached_property
    def _code_by_raw(self) -> dict[str, dict[str, str]]:
        known: dict[str, dict[str, str]] = {}
        for row in self._rows["code_synonyms"]:
            known.setdefault(row["list"], {})[plain_code(row["raw"])] = row["code"]
        for name, entries in self.codes.items():
            own = known.setdefault(name, {})
            for column in ("label_en", "label_ja", "code"):  # a code itself goes before all words for it
                own.update({plain_code(getattr(entry, column)): entry.code for entry in entries.values()})
        return known

    def code_of(self, name: str, raw: str) -> str | None:
        """The code of list ``name`` that a raw value is read as: '' for nothing, None where it is not known.

        Codes, labels and ``code_synonyms`` count, width, case, spaces and the zeros of ``01`` and ``1.0`` aside.
        """
        return self._code_by_raw[name].get(plain_code(raw)) if raw.strip() else ""

    def actor_kind(self, name: str) -> str:
        """group, company or office by the ending of the name, else individual."""
        word = plain(name)
        for ending, kind in self.organisation_endings.items():
            if word.endswith(plain(ending)) and word != plain(ending):
                return kind
        return "individual"
