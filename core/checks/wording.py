"""Sentences of findings, in Japanese or English, from the catalogue's templates.

Whole columns at once: a template is taken apart once, and each piece is looked up per distinct value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from string import Formatter
from typing import Any

import numpy as np
import pandas as pd

from ..catalogue import Catalogue, label
from .hits import DATA_MISSING
from .parcels import positions

Array = np.ndarray[Any, Any]
Names = Mapping[str, str]

#: Placeholder → (parameter, value list of the catalogue) for codes that a finding carries.
_CODED = {
    "noushin_label": ("noushin", "noushin"),
    "idle_label": ("idle", "idle_survey"),
}
_CLASSES = {"other_class_label": "other_class", "upper_class_label": "upper_class"}
#: Placeholder → the column of the findings that it words; all others are parameters.
_COLUMNS = {
    "zone": "zone_id",
    "parcel": "unit_id",
    "class_code": "class_code",
    "class_label": "class_code",
    "status_label": "status",
    "procedure_label": "procedure",
    "rule_title": "rule_id",
    "area_m2": "area_m2",
    "area_ha": "area_m2",
    "share": "share",
}
#: Numbers are printed as whole square metres and whole percents: (factor, digits).
_DIGITS = {"area_m2": (1.0, 0), "share": (100.0, 0)}


def messages(
    findings: pd.DataFrame,
    catalogue: Catalogue,
    lang: str,
    *,
    zones: Names | None = None,
    parcels: Names | None = None,
) -> Array:
    """The sentence of every finding. ``zones`` and ``parcels`` name ids (地番), which else stand for themselves."""
    return Wording(findings, catalogue, zones=zones, parcels=parcels).sentences("message", lang)


def message(
    row: Mapping[str, Any],
    catalogue: Catalogue,
    lang: str,
    *,
    zones: Names | None = None,
    parcels: Names | None = None,
) -> str:
    """The sentence of one finding, given as a mapping of its columns."""
    frame = pd.DataFrame({name: pd.Series([value], dtype=object) for name, value in row.items()})
    return str(messages(frame, catalogue, lang, zones=zones, parcels=parcels)[0])


def resolutions(findings: pd.DataFrame, catalogue: Catalogue, lang: str) -> Array:
    """What is suggested for every finding."""
    return Wording(findings, catalogue).sentences("resolution", lang)


@lru_cache(maxsize=1024)
def _pieces(template: str) -> tuple[tuple[str, str], ...]:
    return tuple((text, name or "") for text, name, _, _ in Formatter().parse(template))


class Wording:
    """Sentences of a table of findings; made once for all languages and fields."""

    def __init__(
        self,
        findings: pd.DataFrame,
        catalogue: Catalogue,
        *,
        zones: Names | None = None,
        parcels: Names | None = None,
    ) -> None:
        self.frame, self.catalogue = findings, catalogue
        self.zones, self.parcels = zones or {}, parcels or {}
        self._factors: dict[str, tuple[Array, Array]] = {}
        self._texts: dict[tuple[str, str], Array] = {}
        code, lines = self._factor("params")
        self._params: list[dict[str, Any]] = [json.loads(line) if line else {} for line in lines]
        variant = np.array([str(values.get("variant", "")) for values in self._params], dtype=object)
        self._groups = self._split(variant[code])

    def sentences(self, field: str, lang: str) -> Array:
        """One column of text: ``message`` or ``resolution`` of each finding, or its rule's title, basis or office."""
        out = np.full(len(self.frame), "", dtype=object)
        for (rule, severity, variant), rows in self._groups:
            text = self._template(field, lang, rule, severity, variant)
            out[rows] = self._fill(text, rows, lang) if field == "message" else text
        return out

    def _template(self, field: str, lang: str, rule: str, severity: str, variant: str) -> str:
        name = f"{field}_{lang}"
        if field not in ("message", "resolution"):
            return str(getattr(self.catalogue.rules[rule], name))
        if variant == DATA_MISSING:
            return self.catalogue.phrase(DATA_MISSING, lang) if field == "message" else ""
        return str(getattr(self.catalogue.wording(rule, severity, variant), name))

    def _split(self, variant: Array) -> list[tuple[tuple[str, str, str], Array]]:
        """Rows by what picks their template."""
        rule, rules = self._factor("rule_id")
        severity, severities = self._factor("severity")
        which, variants = pd.factorize(variant, sort=False)
        kind = (rule * len(severities) + severity) * max(1, len(variants)) + which
        group, kinds = pd.factorize(kind, sort=False)
        order = np.argsort(group, kind="stable")
        edges = np.searchsorted(group[order], np.arange(len(kinds) + 1))
        found = []
        for number, code in enumerate(kinds):
            front, last = divmod(int(code), max(1, len(variants)))
            first, second = divmod(front, len(severities))
            key = (str(rules[first]), str(severities[second]), str(variants[last]))
            found.append((key, order[edges[number] : edges[number + 1]]))
        return found

    def _fill(self, template: str, rows: Array, lang: str) -> Array:
        """A template on some rows: neighbouring pieces with few distinct combinations are joined before spreading."""
        blocks: list[tuple[Array | None, Array]] = []
        for literal, name in _pieces(template):
            code, values = self._piece(literal, name, rows, lang)
            if blocks:
                joined = _join(blocks[-1], (code, values), max(2_000, len(rows) // 8))
                if joined is not None:
                    blocks[-1] = joined
                    continue
            blocks.append((code, values))
        spread = [values if code is None else values[code] for code, values in blocks]
        text: Any = spread[0] if spread else np.full(len(rows), "", dtype=object)
        for following in spread[1:]:
            text = text + following
        return np.asarray(text, dtype=object)

    def _piece(self, literal: str, name: str, rows: Array, lang: str) -> tuple[Array | None, Array]:
        """Literal and placeholder as (position per row, distinct texts), or (None, a text per row)."""
        if not name:
            return np.zeros(len(rows), dtype=np.intp), np.array([literal], dtype=object)
        if name == "parcel" and not self.parcels:
            return None, literal + self.frame["unit_id"].to_numpy(dtype=object)[rows]
        column = _COLUMNS.get(name, "params")
        code, distinct = self._factor(column)
        if (name, lang) not in self._texts:
            made = [self._text(name, column, place, value, lang) for place, value in enumerate(distinct)]
            self._texts[name, lang] = np.array([*made, ""], dtype=object)
        return code[rows], literal + self._texts[name, lang]

    def _factor(self, column: str) -> tuple[Array, Array]:
        """A column as position per row and distinct values; −1 is missing. Numbers are rounded as they are printed."""
        if column not in self._factors:
            values = self.frame[column]
            if column in _DIGITS:
                scale, digits = _DIGITS[column]
                numbers = pd.to_numeric(values).to_numpy(dtype=float)
                self._factors[column] = pd.factorize(np.round(numbers * scale, digits), sort=False)
            else:
                self._factors[column] = pd.factorize(values.to_numpy(dtype=object), sort=False)
        return self._factors[column]

    def _text(self, name: str, column: str, place: int, value: Any, lang: str) -> str:
        if name == "zone":
            return self._zone(str(value), lang)
        if name == "parcel":
            return self.parcels.get(value) or str(value)
        if name == "class_label":
            return self._class(str(value), lang)
        if name in ("area_m2", "share"):
            return f"{value:,.0f}"
        if name == "area_ha":
            return f"{value / 1e4:,.2f}"
        if column != "params":
            return self._entry(column, str(value), lang)
        return self._param(name, self._params[place], lang)

    def _entry(self, column: str, value: str, lang: str) -> str:
        tables: dict[str, Mapping[str, Any]] = {
            "status": self.catalogue.statuses,
            "rule_id": self.catalogue.rules,
            "procedure": self.catalogue.procedures,
        }
        known = tables.get(column, {}).get(value)
        return label(known, lang) if known is not None else value

    def _param(self, name: str, values: Mapping[str, Any], lang: str) -> str:
        if name in _CODED:
            key, table = _CODED[name]
            code = str(values.get(key, ""))
            return self._coded(table, code, lang) if code else self.catalogue.phrase("no_value", lang)
        if name in ("facts", "fact_label"):
            wanted = str(values.get("facts", "")).replace("|", ";").split(";")
            return ("、" if lang == "ja" else ", ").join(self._coded("fact", fact, lang) for fact in wanted)
        if name in _CLASSES:
            return self._class(str(values.get(_CLASSES[name], "")), lang)
        value = values.get(name, "")
        if isinstance(value, float):
            return f"{value:,.0f}"
        return str(value)

    def _coded(self, table: str, code: str, lang: str) -> str:
        known = self.catalogue.codes.get(table, {}).get(code)
        if known is None and table == "idle_survey":
            known = self.catalogue.codes.get("idle_class", {}).get(code)
        return label(known, lang) if known is not None else code

    def _zone(self, value: str, lang: str) -> str:
        """Its name; what is painted parcel by parcel has no zone."""
        return (self.zones.get(value) or value) if value else self.catalogue.phrase("painted_land", lang)

    def _class(self, code: str, lang: str) -> str:
        known = self.catalogue.classes.get(code)
        return label(known, lang) if known is not None else code or self.catalogue.phrase("no_class", lang)


def _join(
    one: tuple[Array | None, Array], two: tuple[Array | None, Array], most: int
) -> tuple[Array, Array] | None:
    """Two neighbouring blocks as one, where their combinations are few."""
    if one[0] is None or two[0] is None:
        return None
    if len(one[1]) == 1 or len(two[1]) == 1:
        values = one[1] + two[1]
        return (two[0] if len(one[1]) == 1 else one[0]), values
    code, distinct = pd.factorize(one[0] * (len(two[1]) + 1) + two[0], sort=False)
    if len(distinct) > most:
        return None
    return code, one[1][distinct // (len(two[1]) + 1)] + two[1][distinct % (len(two[1]) + 1)]


def severity_counts(findings: pd.DataFrame, catalogue: Catalogue) -> dict[str, int]:
    """How many findings there are of each severity."""
    codes = list(catalogue.severities)
    found = np.bincount(
        positions(findings["severity"].to_numpy(dtype=object), codes), minlength=len(codes) + 1
    )
    return {code: int(found[rank]) for rank, code in enumerate(codes)}
