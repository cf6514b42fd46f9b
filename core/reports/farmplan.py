"""By district of the farmland plan (地域計画): what to propose, what to reconcile, and when its change is needed.

With it the facts of the plan's form: areas of the district, and users now and in the target map.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pandas as pd

from ..catalogue.model import PlanChange
from . import tables
from .content import Content
from .csv import table_csv
from .sums import Cell, Table
from .wareki import date, fiscal_year
from .words import word
from .workbook import book_of, listed, notes

TIMINGS = ("before", "ask", "after", "none")
"""Gravest first: what counts for a parcel with several findings."""
_LESS = ("1", "2", "4")
"""Intentions of owners that make a holding smaller: transfer, lease, offer to the farmland bank."""
_IN_AREA = ("P1", "P2", "P3", "P4")
_PADDY, _FIELDS = ("paddy",), ("field", "orchard", "meadow")


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
    listed(book, word("sheet_form", lang), view.areas())
    listed(book, word("sheet_users", lang), view.users())
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
                cells += self._pair(len(part), float(part["area_m2"].sum()))
            area = float(self._inside(district)["area_map_m2"].sum())
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
            cells = [self._pair(len(part), float(part["area_m2"].sum())) for part in parts]
            rows.append([self.name(district), *(few if area is None else area for few, area in cells)])
        heads = [word("district", lang), *(word(f"timing_{timing}", lang) for timing in TIMINGS)]
        note = word("farmplan_note", lang)
        return Table(
            word("farmplan_by_timing", lang), heads, rows, ("", *[tables.AREA] * 4), (54, *[29] * 4), note
        )

    def by_rule(self) -> Table:
        """What to propose and what to reconcile over all districts: one row for each rule and timing."""
        lang, catalogue = self.lang, self.content.catalogue
        order = {name: place for place, name in enumerate([*TIMINGS, "reconcile", "propose"])}
        rules = {rule: place for place, rule in enumerate(catalogue.rules)}
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
                    *self._pair(len(once), float(once["area_m2"].sum())),
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

    def _pair(self, parcels: int, square_metres: float) -> list[Cell]:
        """Parcels and hectares; 少数 where the edition may not tell so few."""
        if 0 < parcels < self.content.limits[0]:
            return [word("few", self.lang), None]
        return [parcels, tables.ha(square_metres)]

    def _inside(self, district: str) -> pd.DataFrame:
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
        order = {name: place for place, name in enumerate([*TIMINGS, "reconcile", "propose"])}
        rules = {rule: place for place, rule in enumerate(catalogue.rules)}
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
                    *self._pair(len(once), float(once["area_m2"].sum())),
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

    def areas(self, district: str | None = None) -> Table:
        """The form's first part: areas of each district in hectares, 不明 where the plan does not hold the fact."""
        lang = self.lang
        keys = ("all", "aochi", "paddy", "field", "less", "taken", "old", "heirless")
        rows: list[list[Cell]] = []
        shown = [district] if district is not None else self.districts
        known = {name: self._areas(name) for name in shown}
        for key in keys:
            rows.append([word(f"form_{key}", lang), *(known[name][key] for name in shown)])
        for key in ("with_user_now", "with_user", "undecided", "kept"):
            rows.append([word(f"form_{key}", lang), *(known[name][key] for name in shown)])
        heads = [word("form_item", lang), *(self.name(name) for name in shown)]
        formats = ("", *[tables.AREA] * len(shown))
        return Table(
            word("form_areas", lang), heads, rows, formats, (100, *[46] * len(shown)), word("form_note", lang)
        )

    def _areas(self, district: str) -> dict[str, Cell]:
        land = self._inside(district)
        farmed = land[land["land_kind"] != "other"]
        unknown = word("unknown", self.lang)
        inside = land[land["status"].isin(_IN_AREA)]

        def total(rows: pd.DataFrame) -> Cell:
            few = 0 < len(rows) < self.content.limits[0]
            return word("few", self.lang) if few else tables.ha(rows["area_map_m2"].sum())

        told = (land["owner_intent"] != "") & (land["owner_intent"] != "999")
        shown = self.content.shows("internal")
        return {
            "all": total(land),
            "aochi": total(land[land["noushin"] == "1"]) if (land["noushin"] != "").any() else unknown,
            "paddy": total(farmed[farmed["land_kind"].isin(_PADDY)]),
            "field": total(farmed[farmed["land_kind"].isin(_FIELDS)]),
            "less": total(land[land["owner_intent"].isin(_LESS)]) if told.any() and shown else unknown,
            "taken": unknown,
            "old": unknown,
            "heirless": unknown,
            "with_user_now": total(land[land["user_now_id"] != ""])
            if (land["user_now_id"] != "").any()
            else unknown,
            "with_user": total(inside[inside["status"].isin(("P1", "P2"))]),
            "undecided": total(inside[inside["status"] == "P3"]),
            "kept": total(inside[inside["status"] == "P4"]),
        }

    def users(self, district: str | None = None) -> Table:
        """The form's table of aims: who uses how much now, and in the target map.

        Users are personal by easy collation, so that they are listed inside the office alone; else their number and
        area stand in one row for each district.
        """
        lang, inside = self.lang, self.content.shows("internal")
        rows: list[list[Cell]] = []
        for name in [district] if district is not None else self.districts:
            land = self._inside(name)
            now = land[land["user_now_id"] != ""].groupby("user_now_id")["area_map_m2"].sum()
            then = land[land["user_target_id"] != ""].groupby("user_target_id")["area_map_m2"].sum()
            if inside:
                for user in sorted(set(now.index) | set(then.index)):
                    rows.append([self.name(name), *self._user(user, now, then)])
            else:
                counts = len(set(now.index) | set(then.index))
                few = 0 < counts < self.content.limits[1]
                told: list[Cell] = (
                    [word("few", lang), None, None]
                    if few
                    else [word("n_users", lang, count=counts), tables.ha(now.sum()), tables.ha(then.sum())]
                )
                rows.append(
                    [
                        self.name(name),
                        word("unknown", lang),
                        told[0],
                        word("unknown", lang),
                        told[1],
                        told[2],
                        "",
                        "",
                    ]
                )
        heads = [
            word(key, lang)
            for key in (
                "district",
                "aim_kind",
                "aim_name",
                "aim_crop",
                "aim_now",
                "aim_then",
                "aim_sign",
                "note",
            )
        ]
        formats = ("", "", "", "", tables.AREA, tables.AREA, "", "")
        widths = (50, 24, 60, 34, 30, 30, 34, 34)
        first = 0 if district is None else 1
        return Table(
            word("aims", lang),
            heads[first:],
            [row[first:] for row in rows],
            formats[first:],
            widths[first:],
            word("aims_note", lang),
        )

    def _user(self, user: str, now: pd.Series, then: pd.Series) -> list[Cell]:
        lang = self.lang
        name = str(self.content.names.get(("user", user), {}).get("name") or "")
        shown = word("named", lang, name=name, label=user) if name else user
        return [
            word("unknown", lang),
            shown,
            word("unknown", lang),
            tables.ha(now.get(user, 0.0)),
            tables.ha(then.get(user, 0.0)),
            user,
            "",
        ]


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
