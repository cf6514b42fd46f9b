"""By district of the farmland plan (地域計画): what to propose, what to reconcile, and when its change is needed.

With it the facts of the plan's form: areas of the district, and users now and in the target map.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from ..catalogue.model import PlanChange
from . import farmform, tables
from .content import Content
from .csv import table_csv
from .sums import Cell, Table
from .wareki import date, fiscal_year
from .words import word
from .workbook import book_of, listed, notes

TIMINGS = ("before", "ask", "after", "none")
"""Gravest first: what counts for a parcel with several findings."""


def write(content: Content, suffix: str) -> bytes:
    """A workbook, or as csv the list of what to propose and reconcile."""
    view = FarmPlan(content)
    if suffix == ".csv":
        table = view.changes()
        return table_csv(table.header, table.rows, content.encoding)
    lang = content.lang
    book = book_of(content, word("farmplan_title", lang))
    listed(book, word("sheet_districts", lang), view.overview())
    listed(book, word("sheet_changes", lang), view.changes())
    listed(book, word("sheet_form", lang), farmform.areas(view))
    listed(book, word("sheet_users", lang), farmform.users(view))
    if content.shows("counter"):
        listed(book, word("sheet_findings", lang), view.parcels())
    notes(book, content)
    return book.bytes()


class FarmPlan:
    """The districts of a plan's farmland plans; parcels in none of them stand last, as one."""

    def __init__(self, content: Content) -> None:
        self.content = content
        self.lang = content.lang
        land = content.parcels
        self.land = land.assign(
            status=land["target_status"].where(land["target_status"] != "", "P9"),
            district=land["district"].map(content.scrub),
        )
        named = [content.scrub(str(name)) for name in content.figures.districts["name"]]
        self.districts = [*named, *([""] if (self.land["district"] == "").any() else [])]

    def is_few(self, unit_ids: pd.Series) -> bool:
        """Whether the edition may not tell of so few parcels, or of parcels of so few users."""
        return bool(self.content.figures.are_few(unit_ids, self.content.limits))

    def name(self, district: str) -> str:
        """The district's name; for '' the land outside of all."""
        return district or word("no_district", self.lang)

    @cached_property
    def asked(self) -> pd.DataFrame:
        """Findings that ask something of the farmland plan: district, rule, class, zone, parcel, area, kind, timing."""
        content, known = self.content, self.content.catalogue.plan_changes
        own = content.findings[content.findings["unit_id"] != ""]
        rows = []
        district = dict(zip(self.land["unit_id"], self.land["district"]))
        for row in own.to_dict("records"):
            change = known.get((row["rule_id"], row["class_code"])) or known.get((row["rule_id"], "*"))
            if change is not None and not content.hidden(row["rule_id"]):
                rows.append((district.get(row["unit_id"], ""), *_told(row, change, self.lang)))
        columns = [
            "district",
            "rule_id",
            "class_code",
            "zone_id",
            "unit_id",
            "parcel",
            "area_m2",
            "kind",
            "timing",
            "text",
        ]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def timing(self) -> pd.DataFrame:
        """One row per parcel with findings: district, unit_id, area_m2 and its gravest timing."""
        order = {timing: place for place, timing in enumerate(TIMINGS)}
        ranked = self.asked.assign(rank=self.asked["timing"].map(order)).sort_values(
            ["unit_id", "rank"], kind="stable"
        )
        return ranked.drop_duplicates("unit_id")

    def overview(self) -> Table:
        """One row per district: target year, notice, area, and land by timing of the change."""
        lang = self.lang
        known = {
            self.content.scrub(str(row["name"])): row
            for row in self.content.figures.districts.to_dict("records")
        }
        rows: list[list[Cell]] = []
        for district in self.districts:
            row = known.get(district, {})
            own = self.timing[self.timing["district"] == district]
            cells: list[Cell] = []
            for timing in TIMINGS:
                part = own[own["timing"] == timing]
                cells += self.pair(part)
            area = float(self.inside(district)["area_map_m2"].sum())
            rows.append([self.name(district), *self.dates(row), tables.ha(area), *cells])
        heads = [word(key, lang) for key in ("district", "target_fy", "notice_date", "district_ha")]
        for timing in TIMINGS:
            told = word(f"timing_{timing}", lang)
            heads += [word("timing_parcels", lang, timing=told), word("timing_ha", lang, timing=told)]
        formats = ("", "", "", tables.AREA, *(tables.COUNT, tables.AREA) * 4)
        widths = (56, 38, 46, 24, *(26, 24) * 4)
        return Table(
            word("farmplan_overview", lang), heads, rows, formats, widths, word("farmplan_note", lang)
        )

    def by_timing(self) -> Table:
        """Hectares of each district by when the farmland plan has to change; each parcel once."""
        lang = self.lang
        rows: list[list[Cell]] = []
        for district in self.districts:
            own = self.timing[self.timing["district"] == district]
            parts = [own[own["timing"] == timing] for timing in TIMINGS]
            cells = [self.pair(part) for part in parts]
            rows.append([self.name(district), *(few if area is None else area for few, area in cells)])
        heads = [word("district", lang), *(word(f"timing_{timing}", lang) for timing in TIMINGS)]
        note = word("farmplan_note", lang)
        return Table(
            word("farmplan_by_timing", lang), heads, rows, ("", *[tables.AREA] * 4), (54, *[29] * 4), note
        )

    @cached_property
    def _orders(self) -> tuple[dict[str, int], dict[str, int]]:
        """Places of timings and kinds, and of rules, in which rows stand."""
        order = {name: place for place, name in enumerate([*TIMINGS, "reconcile", "propose"])}
        return order, {rule: place for place, rule in enumerate(self.content.catalogue.rules)}

    def by_rule(self) -> Table:
        """What to propose and what to reconcile over all districts: one row for each rule and timing."""
        lang, catalogue = self.lang, self.content.catalogue
        order, rules = self._orders
        groups = list(self.asked.groupby(["kind", "timing", "rule_id"], sort=True))
        groups.sort(key=lambda pair: (order[pair[0][0]], order[pair[0][1]], rules[pair[0][2]]))
        rows: list[list[Cell]] = []
        for (kind, timing, rule), part in groups:
            once = part.drop_duplicates("unit_id")
            rows.append(
                [
                    word(f"farmplan_{kind}", lang),
                    word(f"timing_{timing}", lang),
                    f"{rule} {getattr(catalogue.rules[rule], f'title_{lang}')}",
                    *self.pair(once),
                ]
            )
        heads = [word(key, lang) for key in ("farmplan_kind", "timing", "rule", "n_parcel", "area_ha")]
        note = word("farmplan_default", lang)
        return Table(
            word("farmplan_changes", lang),
            heads,
            rows,
            ("", "", "", tables.COUNT, tables.AREA),
            (26, 28, 80, 16, 20),
            note,
        )

    def dates(self, row: dict[str, Any]) -> list[Cell]:
        """Target year and notice of a district, 不明 where they are not on record."""
        lang = self.lang
        year, day = row.get("target_fy"), str(row.get("notice_date") or "")
        known = year is not None and year == year
        return [
            fiscal_year(int(year), lang) if known and year is not None else word("unknown", lang),
            date(day, lang) if day else word("unknown", lang),
        ]

    def pair(self, once: pd.DataFrame) -> list[Cell]:
        """Parcels and hectares of rows of different parcels; 少数 where the edition may not tell so few."""
        if self.is_few(once["unit_id"]):
            return [word("few", self.lang), None]
        return [len(once), tables.ha(float(once["area_m2"].sum()))]

    def inside(self, district: str) -> pd.DataFrame:
        """The parcels of a district."""
        return self.land[self.land["district"] == district]

    def changes(self, district: str | None = None, kind: str = "") -> Table:
        """What to propose and what to reconcile: by district, kind, timing, rule, class and zone."""
        lang, catalogue = self.lang, self.content.catalogue
        own = self.asked
        if district is not None:
            own = own[own["district"] == district]
        if kind:
            own = own[own["kind"] == kind]
        keys = ["district", "kind", "timing", "rule_id", "class_code", "zone_id"]
        order, rules = self._orders
        places = {name: place for place, name in enumerate(self.districts)}
        groups = [(key, part) for key, part in own.groupby(keys, sort=True)]
        groups.sort(
            key=lambda pair: (
                places[pair[0][0]],
                order[pair[0][1]],
                order[pair[0][2]],
                rules[pair[0][3]],
                pair[0][4:],
            )
        )
        rows: list[list[Cell]] = []
        for (name, what, timing, rule, code, zone), part in groups:
            once = part.drop_duplicates("unit_id")
            rows.append(
                [
                    self.name(name),
                    word(f"farmplan_{what}", lang),
                    word(f"timing_{timing}", lang),
                    f"{rule} {getattr(catalogue.rules[rule], f'title_{lang}')}",
                    tables.class_name(self.content, code),
                    self.content.zone_names.get(zone, zone),
                    *self.pair(once),
                    str(part["text"].iloc[0]),
                ]
            )
        heads = [
            word(key, lang)
            for key in (
                "district",
                "farmplan_kind",
                "timing",
                "rule",
                "class",
                "zone",
                "n_parcel",
                "area_ha",
                "farmplan_text",
            )
        ]
        formats = ("", "", "", "", "", "", tables.COUNT, tables.AREA, "")
        widths = (50, 22, 34, 60, 46, 42, 16, 20, 92)
        first = 0 if district is None else 1 if not kind else 2  # what the heading says already
        return Table(
            word(f"farmplan_{kind}" if kind else "farmplan_changes", lang),
            heads[first:],
            [row[first:] for row in rows],
            formats[first:],
            widths[first:],
            word("farmplan_default", lang),
        )

    def parcels(self) -> Table:
        """Each parcel with what is asked of it, for the counter and the office."""
        lang, catalogue = self.lang, self.content.catalogue
        rows: list[list[Cell]] = []
        order = {timing: place for place, timing in enumerate(TIMINGS)}
        places = {name: place for place, name in enumerate(self.districts)}
        records = self.asked.to_dict("records")
        records.sort(
            key=lambda row: (
                places[row["district"]],
                order[row["timing"]],
                row["rule_id"],
                row["zone_id"],
                row["unit_id"],
            )
        )
        for row in records:
            rows.append(
                [
                    self.name(row["district"]),
                    word(f"timing_{row['timing']}", lang),
                    f"{row['rule_id']} {getattr(catalogue.rules[row['rule_id']], f'title_{lang}')}",
                    self.content.scrub(str(row["parcel"])),
                    tables.class_name(self.content, row["class_code"]),
                    None if row["area_m2"] != row["area_m2"] else round(row["area_m2"]),
                    row["text"],
                ]
            )
        heads = [
            word(key, lang)
            for key in ("district", "timing", "rule", "parcel", "class", "area_m2", "farmplan_text")
        ]
        return Table(
            word("farmplan_parcels", lang),
            heads,
            rows,
            ("", "", "", "", "", tables.COUNT, ""),
            (50, 34, 60, 36, 46, 20, 92),
        )


_OUTSIDE = ("P5", "P6")
"""Statuses of parcels outside the farmland plan's area, whose use changes without a change of it."""


def _told(row: dict[str, Any], change: PlanChange, lang: str) -> tuple[Any, ...]:
    return (
        row["rule_id"],
        row["class_code"],
        row["zone_id"],
        row["unit_id"],
        row["parcel"],
        row["area_m2"],
        change.kind,
        "none" if change.timing == "before" and row["status"] in _OUTSIDE else change.timing,
        change.text_ja if lang == "ja" else change.text_en,
    )
