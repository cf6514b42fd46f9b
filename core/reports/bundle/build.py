"""The layers of a bundle, built anew from the columns that the edition may show; nothing else of the plan is in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from ...catalogue import label
from ..actionplan import NUMBERS, action_plan, credit_lines
from ..webshapes import inner_point
from ..webtables import shown_groups
from ..words import dataset_label, phrase, word
from .layers import Column, Layer, Value, made
from .openness import is_open
from .outlook import Prospects
from .pieces import titles

_FACTS_LEFT = (
    "unit_id",
    "kind",
    "previous_id",
    "data_origin",
    "target_source",
    "ledger_source",
    "target_raw",
)
"""Columns of parcels that say nothing outside the plan file."""


class Builder(Prospects):
    """Makes the layers of one edition."""

    def build(self) -> list[Layer]:
        """All layers with something in them, spatial ones first."""
        found = [self._zones(), self._class_areas(), *self._marks(), self._findings()]
        if self.content.edition != "public":
            found.append(self._units())
        if "upper" not in self.closed and len(self.content.figures.upper):
            found.append(self._upper())
        if not self.closed & {"groups", "community"}:
            found.append(self._groups())
        found += [self._actions(), self._class_sums(), self._land(), *self.prospects(), self._sources()]
        return [layer for layer in found if len(layer)]

    def _zones(self) -> Layer:
        figures = self.content.figures
        shapes = dict(zip(figures.zones["zone_id"], figures.zones.geometry))
        rows = self.content.zones[self.content.zones["zone_id"].isin(list(shapes))]
        records = rows.sort_values("zone_id").to_dict("records")
        methods, views = self.catalogue.methods, self.catalogue.viewpoints
        field, named = self._field, self._named

        def list_of(text: Any) -> str:
            codes = [part.strip() for part in str(text or "").split(";")]
            return "、".join(views[code].label_ja for code in codes if code in views)

        columns = self._allowed(
            "zone",
            [
                ("zone_id", field("zone", "zone_id"), lambda r: r["zone_id"]),
                ("name", field("zone", "name"), lambda r: self._scrub(r["name"])),
                ("class_code", field("zone", "class_code"), lambda r: r["class_code"]),
                (
                    "class_code",
                    named("zone", "class_code", "class_ja"),
                    lambda r: self._class_ja(r["class_code"]),
                ),
                ("method_code", field("zone", "method_code"), lambda r: self._scrub(r["method_code"])),
                (
                    "method_code",
                    named("zone", "method_code", "method_ja"),
                    lambda r: methods[r["method_code"]].label_ja if r["method_code"] in methods else "",
                ),
                ("viewpoint", named("zone", "viewpoint", "viewpoint_ja"), lambda r: list_of(r["viewpoint"])),
                (
                    "manager_id",
                    field("zone", "manager_id", name="manager"),
                    lambda r: self._who(r["manager_id"]),
                ),
                (
                    "partner_id",
                    field("zone", "partner_id", name="partner"),
                    lambda r: self._who(r["partner_id"]),
                ),
                ("term", field("zone", "term"), lambda r: r["term"]),
                ("term", named("zone", "term", "term_ja"), lambda r: self._code("term", r["term"])),
                ("start_fy", field("zone", "start_fy", "I"), lambda r: r["start_fy"]),
                ("end_fy", field("zone", "end_fy", "I"), lambda r: r["end_fy"]),
                ("agreed", field("zone", "agreed"), lambda r: r["agreed"]),
                ("agreed", named("zone", "agreed", "agreed_ja"), lambda r: self._code("agreed", r["agreed"])),
                ("agreed_on", field("zone", "agreed_on"), lambda r: r["agreed_on"]),
                ("area_m2", field("zone", "area_m2", "R"), lambda r: shapes[r["zone_id"]].area),
                ("reason", field("zone", "reason"), lambda r: self._scrub(r["reason"])),
                ("note", field("zone", "note"), lambda r: self._scrub(r["note"])),
            ],
        )
        placed = np.array([shapes[row["zone_id"]] for row in records], dtype=object)
        return made(
            "zone", titles("bundle_zone"), columns, records,
            shapes=placed, geometry="MultiPolygon", style="zone",
        )  # fmt: skip

    def _line_columns(self) -> list[tuple[Column, Value]]:
        """Numbers of a class, as everywhere."""
        return [
            (self._field("zone", "class_code"), lambda r: r["code"]),
            (self._named("zone", "class_code", "class_ja"), lambda r: r["ja"]),
            (self._worded("class_en", "bundle_class_en"), lambda r: r["en"]),
            (self._worded("zones", "zone_count", "I"), lambda r: r["line"].zones),
            (self._worded("area_m2", "bundle_zone_area", "R"), lambda r: r["line"].area_m2),
            (self._worded("farmland_m2", "bundle_farmland", "R"), lambda r: r["line"].farmland_m2),
            (self._worded("parcels", "web_parcels", "I"), lambda r: r["line"].parcels),
            (self._worded("share_pct", "web_share", "R"), lambda r: r["line"].share),
        ]

    def _lines(self) -> list[dict[str, Any]]:
        figures, classes = self.content.figures, self.catalogue.classes
        none = {lang: phrase(self.catalogue, "no_class", lang) for lang in ("ja", "en")}
        return [
            {
                "code": line.code,
                "ja": classes[line.code].label_ja if line.code in classes else none["ja"],
                "en": classes[line.code].label_en if line.code in classes else none["en"],
                "line": line,
            }
            for line in [*figures.classes, figures.blank]
        ]

    def _class_areas(self) -> Layer:
        codes, shapes = self.content.map.areas if self.parcels_open else self.outlines.zones_only
        drawn = dict(zip(codes, shapes))
        records = [row for row in self._lines() if row["code"] in drawn]
        placed = np.array([drawn[row["code"]] for row in records], dtype=object)
        return made(
            "class_area", titles("bundle_class_area"), self._line_columns(), records,
            shapes=placed, geometry="MultiPolygon", style="class",
        )  # fmt: skip

    def _class_sums(self) -> Layer:
        total = {"code": "total", "ja": word("total", "ja"), "en": word("total", "en")}
        records = [*self._lines(), {**total, "line": self.content.figures.total}]
        return made("class_sum", titles("bundle_class_sum"), self._line_columns(), records)

    def _marks(self) -> list[Layer]:
        marks = self.content.map.marks.sort_values("mark_id")
        if "marks" in self.closed:
            return []
        kinds = self.catalogue.mark_kinds
        columns = self._allowed(
            "mark",
            [
                ("mark_id", self._field("mark", "mark_id"), lambda r: r["mark_id"]),
                ("kind", self._field("mark", "kind"), lambda r: r["kind"]),
                (
                    "kind",
                    self._named("mark", "kind", "kind_ja"),
                    lambda r: label(kinds[r["kind"]], "ja") if r["kind"] in kinds else "",
                ),
                ("name", self._field("mark", "name"), lambda r: self._scrub(r["name"])),
                ("zone_id", self._field("mark", "zone_id"), lambda r: r["zone_id"]),
                (
                    "actor_id",
                    self._field("mark", "actor_id", name="actor"),
                    lambda r: self._who(r["actor_id"]),
                ),
                ("note", self._field("mark", "note"), lambda r: self._scrub(r["note"])),
            ],
        )
        shapes = marks.geometry.to_numpy()
        there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        sizes = shapely.get_dimensions(shapes)
        found = []
        for dimension, geometry, name in ((0, "Point", "mark_point"), (1, "MultiLineString", "mark_line")):
            mine = marks[there & (sizes == dimension)]
            if dimension == 0:
                mine = mine.explode(index_parts=False, ignore_index=True)
            records = pd.DataFrame(mine.drop(columns="geometry")).to_dict("records")
            found.append(
                made(
                    name, titles(f"bundle_{name}"), columns, records,
                    shapes=mine.geometry.to_numpy(), geometry=geometry, style="mark",
                )
            )  # fmt: skip
        return found

    def _findings(self) -> Layer:
        """Rule × zone at a point inside the zone; never single parcels."""
        zones = self.content.figures.zones
        points = {zone: inner_point(shape)[0] for zone, shape in zip(zones["zone_id"], zones.geometry)}
        groups = shown_groups(self.content)
        groups = groups[groups["zone_id"].isin(list(points))].sort_values(["zone_id", "rule_id"])
        records = groups.to_dict("records")
        rules, severities = self.catalogue.rules, self.catalogue.severities

        def text(row: dict[str, Any]) -> Any:
            return self.catalogue.wording(row["rule_id"], row["severity"])

        def procedure(row: dict[str, Any]) -> str:
            codes = str(text(row).procedure or rules[row["rule_id"]].procedure or "").split(";")
            known = self.catalogue.procedures
            return "、".join(known[code.strip()].label_ja for code in codes if code.strip() in known)

        def told(name: str) -> Value:
            return lambda r: None if r["few"] or (not r["parcels"] and name == "parcels") else r[name]

        columns: list[tuple[Column, Value]] = [
            (self._field("zone", "zone_id"), lambda r: r["zone_id"]),
            (
                self._field("zone", "name", name="zone_name"),
                lambda r: self.content.zone_names.get(r["zone_id"], ""),
            ),
            (self._field("finding", "rule_id"), lambda r: r["rule_id"]),
            (self._named("finding", "rule_id", "rule_ja"), lambda r: rules[r["rule_id"]].title_ja),
            (self._worded("rule_en", "bundle_rule_en"), lambda r: rules[r["rule_id"]].title_en),
            (self._field("finding", "severity"), lambda r: r["severity"]),
            (self._named("finding", "severity", "severity_ja"), lambda r: severities[r["severity"]].label_ja),
            (self._worded("findings", "count", "I"), told("findings")),
            (self._worded("parcels", "web_parcels", "I"), told("parcels")),
            (self._field("finding", "area_m2", "R"), told("area_m2")),
            (self._worded("few", "bundle_few", "I"), lambda r: int(bool(r["few"]))),
            (self._named("finding", "procedure", "procedure_ja"), procedure),
            (self._worded("office_ja", "office"), lambda r: rules[r["rule_id"]].office_ja),
            (self._worded("resolution_ja", "resolution"), lambda r: text(r).resolution_ja),
        ]
        placed = np.array([points[row["zone_id"]] for row in records], dtype=object)
        return made(
            "finding", titles("bundle_finding"), columns, records,
            shapes=placed, geometry="Point", style="finding",
        )  # fmt: skip

    def _units(self) -> Layer:
        """Parcels, at the counter and inside the office only: a class on one parcel points at one family's land."""
        units = self.content.figures.units
        shapes = dict(zip(units["unit_id"], units.geometry))
        records = self.content.parcels.sort_values("unit_id").to_dict("records")
        wanted = [
            (table, column)
            for table, column in self.catalogue.fields
            if table in ("unit", "unit_farmland")
            and column in self.content.parcels
            and ((table, column) == ("unit", "unit_id") or column not in _FACTS_LEFT)
        ]
        columns: list[tuple[Column, Value]] = []
        for table, column in wanted:
            kind = {"area_map_m2": "R", "area_registry_m2": "R", "improvement_fy": "I"}.get(column, "T")

            def value(row: dict[str, Any], column: str = column) -> Any:
                return row[column]

            columns += self._allowed(table, [(column, self._field(table, column, kind), value)])
        columns.append(
            (self._named("unit", "class_code", "class_ja"), lambda r: self._class_ja(r["class_code"]))
        )
        placed = np.array([shapes[row["unit_id"]] for row in records], dtype=object)
        return made(
            "unit", titles("bundle_unit"), columns, records,
            shapes=placed, geometry="MultiPolygon", style="unit",
        )  # fmt: skip

    def _upper(self) -> Layer:
        upper = self.content.figures.upper.sort_values("zone_id")
        facts = self.content.zones.set_index("zone_id")["source_plan"]
        columns = self._allowed(
            "zone",
            [
                ("zone_id", self._field("zone", "zone_id"), lambda r: r["zone_id"]),
                ("name", self._field("zone", "name"), lambda r: self._scrub(r["name"])),
                ("class_code", self._field("zone", "class_code"), lambda r: r["class_code"]),
                (
                    "class_code",
                    self._named("zone", "class_code", "class_ja"),
                    lambda r: self._class_ja(r["class_code"]),
                ),
                (
                    "source_plan",
                    self._field("zone", "source_plan"),
                    lambda r: self._scrub(facts.get(r["zone_id"])),
                ),
            ],
        )
        records = pd.DataFrame(upper.drop(columns="geometry")).to_dict("records")
        return made(
            "upper_zone", titles("bundle_upper_zone"), columns, records,
            shapes=upper.geometry.to_numpy(), geometry="MultiPolygon", style="upper",
        )  # fmt: skip

    def _groups(self) -> Layer:
        groups = self.outlines.groups
        order = np.lexsort((groups["name"].to_numpy(dtype=str), groups["kind"].to_numpy(dtype=str)))
        columns = self._allowed(
            "unit_group",
            [
                ("kind", self._field("unit_group", "kind"), lambda r: r["kind"]),
                ("name", self._field("unit_group", "name"), lambda r: self._scrub(r["name"])),
            ],
        )
        return made(
            "group_area", titles("bundle_group_area"), columns, groups.iloc[order].to_dict("records"),
            shapes=self.outlines.group_shapes[order], geometry="MultiPolygon", style="group",
        )  # fmt: skip

    def _actions(self) -> Layer:
        """The action plan as its form has it in the edition."""
        c = self.content
        plan = action_plan(
            c.actions, c.actors, c.catalogue, c.info, edition=c.edition, names=self.names, lang="ja"
        )
        c.scrub.masked += plan.masked
        zone = dict(zip(c.actions["action_id"], c.actions["zone_id"]))
        records = plan.rows.to_dict("records")
        for record, action, code in zip(records, plan.ids, plan.class_codes):
            record.update(_id=action, _zone=zone.get(action, ""), _class=code)
        columns: list[tuple[Column, Value]] = [
            (self._field("action", "action_id"), lambda r: r["_id"]),
            (self._field("zone", "zone_id"), lambda r: r["_zone"]),
            (self._worded("class_code", "summary_class_code"), lambda r: r["_class"]),
        ]
        for column in plan.columns:
            entry = self.catalogue.form[column.key]
            kind = ("R" if column.key != "no" else "I") if column.key in NUMBERS else "T"

            def value(row: dict[str, Any], key: str = column.key) -> Any:
                return row[key]

            columns.append((Column(column.key, kind, entry.label_ja, entry.label_en), value))
        return made("action", titles("action_plan"), columns, records)

    def _land(self) -> Layer:
        """Parcels counted by class and kind of land, and by status where the target map may be handed on."""
        keys = ["class_code", "land_kind", *([] if "targetmap" in self.closed else ["status"])]
        counted = self.content.crosses["kind"].groupby(keys, as_index=False)[["parcels", "area_m2"]].sum()
        together = word("pooled", "ja")

        def kind(row: dict[str, Any]) -> str:
            code = row["land_kind"]
            return together if code == "*" else self._code("land_kind", code) or word("unknown", "ja")

        def status(row: dict[str, Any]) -> str:
            entry = self.catalogue.statuses.get(row["status"])
            return entry.label_ja if entry else together

        columns: list[tuple[Column, Value]] = [
            (self._field("unit", "class_code"), lambda r: r["class_code"]),
            (self._named("unit", "class_code", "class_ja"), lambda r: self._class_ja(r["class_code"])),
            (self._field("unit", "land_kind"), lambda r: r["land_kind"]),
            (self._named("unit", "land_kind", "land_kind_ja"), kind),
        ]
        if "status" in keys:
            columns += [
                (self._field("unit_farmland", "target_status", name="status"), lambda r: r["status"]),
                (self._named("unit_farmland", "target_status", "status_ja"), status),
            ]
        columns += [
            (self._worded("parcels", "web_parcels", "I"), lambda r: r["parcels"]),
            (self._field("unit", "area_map_m2", "R", name="area_m2"), lambda r: r["area_m2"]),
        ]
        return made("land", titles("bundle_land"), columns, counted.to_dict("records"))

    def _sources(self) -> Layer:
        columns: list[tuple[Column, Value]] = [
            (
                self._worded("dataset", "dataset"),
                lambda r: dataset_label(self.catalogue, str(r["dataset"]), "ja"),
            ),
            (self._worded("provider", "bundle_provider"), lambda r: r["provider"]),
            (self._worded("edition", "edition"), lambda r: r["edition"]),
            (self._worded("licence", "bundle_licence"), lambda r: r["licence"]),
            (self._worded("credit_ja", "credits"), lambda r: self._credit(r, "ja")),
            (self._worded("credit_en", "bundle_credit_en"), lambda r: self._credit(r, "en")),
            (self._worded("imported_on", "bundle_imported"), lambda r: r["imported_on"]),
            (
                self._worded("is_open", "bundle_open", "I"),
                lambda r: int(is_open(str(r["dataset"]), str(r["licence"] or ""))),
            ),
        ]
        return made("source", titles("credits"), columns, self.sources)

    def _credit(self, row: dict[str, Any], lang: str) -> str:
        return "".join(credit_lines(pd.DataFrame([row]), self.content.info, lang))
