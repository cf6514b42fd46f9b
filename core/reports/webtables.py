"""The tables and the sheets of zones on a page: every text in both languages, every number from the plan's figures."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..catalogue import label
from .actionplan import NUMBERS, action_plan
from .content import Content
from .editions import pooled
from .wareki import fiscal_years
from .webcells import Both, Cell, Pair, Row, Sheet, Table, class_cell, number, same, severity_cell
from .words import coded, phrase, word

HA = 10_000.0
POOLED = "*"
_NOT_JUDGED = "|data_missing"


def classes(pair: Pair) -> Table:
    """Areas by class with bars: the lines of the legend of every map."""
    figures = pair.ja.figures
    rows = []
    lines = [*figures.classes, figures.blank]
    for line in lines:
        cells = [class_cell(pair, line.code), number(line.zones), number(line.area_m2 / HA, 2)]
        cells += [number(line.farmland_m2 / HA, 2), number(line.parcels), number(line.share, 1)]
        rows.append(Row(cells))
    total = figures.total
    sums = [number(total.zones), number(total.area_m2 / HA, 2), number(total.farmland_m2 / HA, 2)]
    sums += [number(total.parcels), number(total.share, 1)]
    rows.append(Row([Cell(pair.word("total")), *sums], sum=True))
    heads = ("class", "zone_count", "zone_area_ha", "web_farmland_ha", "web_parcels", "web_share")
    most = max((line.area_m2 for line in lines), default=0.0)
    return Table(
        "classes",
        pair.word("web_classes"),
        [pair.word(key) for key in heads],
        [False, True, True, True, True, True],
        rows,
        notes=[
            pair.each(lambda c: phrase(c.catalogue, "area_both_note", c.lang)),
            pair.word("web_total_note"),
        ],
        bars=[line.area_m2 / most if most else 0.0 for line in lines],
    )


def places(pair: Pair) -> Table | None:
    """Hectares by community and class, from the table that the edition may show; None without communities."""
    land = pair.ja.crosses["place"]
    named = sorted({str(name) for name in land["community"]} - {"", POOLED})
    if not named:
        return None
    codes = [code for code in (*pair.ja.catalogue.classes, "") if (land["class_code"] == code).any()]
    sums = land.groupby(["community", "class_code"])["area_m2"].sum()
    rows = []
    for name in [*named, "", POOLED]:
        cells = [sums.get((name, code)) for code in codes]
        if any(cell is not None for cell in cells):
            told = [None if cell is None else float(cell) / HA for cell in cells]
            whole = number(sum(cell or 0.0 for cell in told), 2)
            head = {"": pair.word("web_no_place"), POOLED: pair.word("pooled")}.get(name, same(name))
            rows.append(
                Row([Cell(head), *(number(cell, 2) for cell in told), whole], sum=name in ("", POOLED))
            )
    totals = [float(land.loc[land["class_code"] == code, "area_m2"].sum()) / HA for code in codes]
    rows.append(
        Row(
            [Cell(pair.word("total")), *(number(cell, 2) for cell in totals), number(sum(totals), 2)],
            sum=True,
        )
    )
    letters = pair.ja.catalogue.classes
    heads = [
        same(letters[code].letter)
        if code in letters
        else pair.each(lambda c: phrase(c.catalogue, "no_class", c.lang))
        for code in codes
    ]
    return Table(
        "places",
        pair.word("web_places"),
        [pair.word("web_community"), *heads, pair.word("total")],
        [False, *[True] * (len(codes) + 1)],
        rows,
    )


def zone_rows(pair: Pair) -> list[dict[str, Any]]:
    """The zones drawn, with what the plan says of them, by class and name."""
    own = pair.ja.figures.zones
    area = dict(zip(own["zone_id"], own.geometry.area))
    rows = pair.ja.zones[pair.ja.zones["zone_id"].isin(list(area))].to_dict("records")
    order = {code: entry.order for code, entry in pair.ja.catalogue.classes.items()}
    for row in rows:
        row["area"] = area[row["zone_id"]]
        row["title"] = pair.ja.zone_names[row["zone_id"]]
        row["facts"] = facts(pair, row)
    return sorted(rows, key=lambda row: (order.get(row["class_code"], 99), row["title"], row["zone_id"]))


def zones(pair: Pair, drawn: list[dict[str, Any]]) -> Table:
    """The list of ``zone_rows``."""
    groups = shown_groups(pair.ja)
    count = groups.groupby("zone_id").size()
    rows = []
    for row in drawn:
        told = dict(row["facts"])
        cells = [Cell(same(row["title"])), class_cell(pair, row["class_code"] or "")]
        cells += [Cell(told.get(pair.word(key), same(""))) for key in ("web_method", "manager", "web_term")]
        cells += [number(row["area"] / HA, 2), number(int(count.get(row["zone_id"], 0)))]
        rows.append(Row(cells, zone=str(row["zone_id"])))
    heads = ("zone", "class", "web_method", "manager", "web_term", "zone_area_ha", "open_count")
    numeric = [False] * 5 + [True, True]
    return Table(
        "zones", pair.word("web_zones"), [pair.word(key) for key in heads], numeric, rows, select=1,
        widths=(18, 22, 17, 15, 12, 9, 7),
    )  # fmt: skip


def facts(pair: Pair, row: dict[str, Any]) -> list[tuple[Both, Both]]:
    """What the plan says of a zone, without what is not said."""
    catalogue = pair.ja.catalogue
    method = catalogue.methods.get(row["method_code"] or "")
    views = [catalogue.viewpoints[code] for code in _codes(row["viewpoint"]) if code in catalogue.viewpoints]
    span = (
        pair.each(lambda c: fiscal_years(int(row["start_fy"]), int(row["end_fy"]), c.lang))
        if _known(row["start_fy"]) and _known(row["end_fy"])
        else same("")
    )
    found = [
        (pair.word("class"), class_cell(pair, row["class_code"] or "").text),
        (
            pair.word("web_method"),
            pair.label(method) if method else same(pair.ja.scrub(row["method_code"] or "")),
        ),
        (pair.word("web_viewpoint"), pair.each(lambda c: "、".join(label(view, c.lang) for view in views))),
        (pair.word("manager"), pair.each(lambda c: pooled(c.labels, row["manager_id"] or None, c.lang))),
        (
            pair.word("web_partner"),
            pair.each(lambda c: pooled(c.labels, row["partner_id"], c.lang))
            if row["partner_id"]
            else same(""),
        ),
        (pair.word("web_term"), code_text(pair, "term", row["term"])),
        (pair.word("period"), span),
        (pair.word("web_agreed"), code_text(pair, "agreed", row["agreed"])),
        (
            pair.word("web_reason"),
            same(pair.ja.scrub(row["reason"] or "")) if pair.ja.shows("counter") else same(""),
        ),
        (pair.word("zone_area_ha"), same(f"{row['area'] / HA:,.2f}")),
    ]
    return [(name, text) for name, text in found if text.ja]


def code_text(pair: Pair, name: str, code: Any) -> Both:
    """A code of the catalogue in words, nothing for none."""
    return pair.each(lambda c: coded(c.catalogue, name, str(code), c.lang)) if code else same("")


def _codes(text: Any) -> list[str]:
    return [part.strip() for part in str(text or "").split(";") if part.strip()]


def _known(year: Any) -> bool:
    return year is not None and year == year and year != ""


def shown_groups(content: Content) -> Any:
    """Groups of findings that the edition may tell of, without those that only miss facts."""
    groups = content.groups
    own = content.figures.findings
    silent = {
        (rule, zone)
        for key, rule, zone in zip(own["finding_key"], own["rule_id"], own["zone_id"])
        if str(key).endswith(_NOT_JUDGED)
    }
    kept = [
        (rule, zone) not in silent and not content.hidden(rule)
        for rule, zone in zip(groups["rule_id"], groups["zone_id"])
    ]
    return groups[np.array(kept, dtype=bool)]


def findings(pair: Pair) -> Table:
    """Findings by rule and zone, gravest first, without single parcels."""
    rows = []
    catalogue = pair.ja.catalogue
    groups = shown_groups(pair.ja)
    for row in groups.to_dict("records"):
        rule = catalogue.rules[row["rule_id"]]
        text = catalogue.wording(row["rule_id"], row["severity"])
        few = Cell(pair.word("web_few"), -1.0)
        land = row["parcels"] > 0
        zone = str(row["zone_id"])
        cells = [
            severity_cell(pair, row["severity"]),
            Cell(Both(f"{rule.title_ja}（{rule.id}）", f"{rule.title_en} ({rule.id})")),
            Cell(same(pair.ja.zone_names[zone]) if zone in pair.ja.zone_names else pair.word("whole_plan")),
            few if row["few"] else number(row["parcels"] if land else None),
            few if row["few"] else number(row["area_m2"] / HA if row["area_m2"] else None, 2),
            Cell(procedure(pair, text.procedure or rule.procedure)),
            Cell(Both(rule.office_ja, rule.office_en)),
            Cell(Both(text.resolution_ja, text.resolution_en)),
        ]
        rows.append(Row(cells, zone=zone))
    heads = ("severity", "rule", "zone", "web_parcels", "area_ha", "procedure", "office", "resolution")
    numeric = [False, False, False, True, True, False, False, False]
    notes = [pair.word("web_few_note")] if groups["few"].any() else []
    left = int(pair.ja.groups["rule_id"].map(pair.ja.hidden).sum())
    if left:
        notes.append(pair.word("web_hidden", count=left))
    heads_both = [pair.word(key) for key in heads]
    return Table("findings", pair.word("web_findings"), heads_both, numeric, rows, select=0, notes=notes,
                 widths=(8, 19, 14, 5, 6, 15, 9, 24))  # fmt: skip


def procedure(pair: Pair, codes: str) -> Both:
    """Procedures in words."""
    known = pair.ja.catalogue.procedures
    return pair.each(
        lambda c: "、".join(label(known[code], c.lang) if code in known else code for code in _codes(codes))
    )


def actions(pair: Pair) -> Table:
    """The action plan as its form has it in the edition, without columns that nobody has filled."""
    made = [
        action_plan(c.actions, c.actors, c.catalogue, c.info, edition=c.edition, names=c.names, lang=c.lang)
        for c in pair
    ]
    ja, en = made
    pair.ja.scrub.masked += ja.masked
    filled = {key for key in ja.rows if any(value not in ("", None) for value in ja.rows[key])}
    columns = [both for both in zip(ja.columns, en.columns) if both[0].key in filled]
    keys = [one.key for one, _ in columns]
    heads = [Both(one.label, other.label) for one, other in columns]
    wide = sum(one.width_mm for one, _ in columns) or 1.0
    order = {row["action_id"]: row["zone_id"] for row in pair.ja.actions.to_dict("records")}
    rows = []
    for at, action in enumerate(ja.ids):
        cells = []
        for key in keys:
            value, other = ja.rows[key].iloc[at], en.rows[key].iloc[at]
            if key in NUMBERS:
                cells.append(number(value, 1 if key == "hours_per_year" else 0))
            elif key == "class":
                cells.append(class_cell(pair, ja.class_codes[at]))
            else:
                cells.append(Cell(Both(str(value or ""), str(other or ""))))
        rows.append(Row(cells, zone=str(order.get(action) or "")))
    return Table(
        "actions",
        pair.word("action_plan"),
        heads,
        [key in NUMBERS for key in keys],
        rows,
        select=keys.index("class") if "class" in keys else -1,
        notes=[
            pair.each(lambda c: word("method_note", c.lang, text=phrase(c.catalogue, "default_note", c.lang)))
        ],
        keys=keys,
        widths=[round(100 * one.width_mm / wide) for one, _ in columns],
    )


def sheets(
    pair: Pair, drawn: list[dict[str, Any]], found: Table | None, plan: Table | None, *, parcels: bool
) -> list[Sheet]:
    """One sheet for each of ``zone_rows``, from the rows of the two tables (None: without them).

    ``parcels``: with its parcels.
    """
    fills = {code: entry.fill for code, entry in pair.ja.catalogue.classes.items()}
    letters = {code: entry.letter for code, entry in pair.ja.catalogue.classes.items()}
    lots = _lots(pair) if parcels else {}
    form = {key: at for at, key in enumerate(plan.keys)} if plan else {}
    counts = shown_groups(pair.ja).groupby("zone_id").size()
    by_zone = {table: _by_zone(rows) for table, rows in (("found", found), ("plan", plan))}
    made = []
    for row in drawn:
        zone = str(row["zone_id"])
        code = row["class_code"] or ""
        mine = [
            (line.cells[0], line.cells[1].text, line.cells[7].text) for line in by_zone["found"].get(zone, [])
        ]
        acts = [
            (line.cells[form["title"]].text, _who(line, form))
            for line in by_zone["plan"].get(zone, [])
            if "title" in form
        ]
        told = list(row["facts"])
        if found is None and counts.get(zone, 0):
            told.append((pair.word("open_count"), same(f"{counts[zone]:,}")))
        made.append(
            Sheet(
                zone, row["title"], letters.get(code, ""), fills.get(code, "#ffffff"), told, mine, acts,
                lots.get(zone, []),
            )
        )  # fmt: skip
    return made


def _by_zone(table: Table | None) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in table.rows if table else []:
        found.setdefault(row.zone, []).append(row)
    return found


def _who(line: Row, form: dict[str, int]) -> Both:
    parts = [line.cells[form[key]].text for key in ("manager", "term") if key in form]
    return Both(
        "・".join(part.ja.replace("\n", " ") for part in parts if part.ja),
        ", ".join(part.en.replace("\n", " ") for part in parts if part.en),
    )


def _lots(pair: Pair) -> dict[str, list[tuple[str, Both, str]]]:
    """Parcels by zone: 地番, kind of land, map area."""
    found: dict[str, list[tuple[str, Both, str]]] = {}
    units = pair.ja.parcels.sort_values(["chiban", "unit_id"], kind="stable")
    kinds = {kind: code_text(pair, "land_kind", kind) for kind in set(units["land_kind"])}
    unnamed = word("web_no_lot", "ja")
    for zone, lot, kind, area in zip(
        units["zone_id"], units["chiban"], units["land_kind"], units["area_map_m2"]
    ):
        if zone:
            found.setdefault(str(zone), []).append(
                (pair.ja.scrub(str(lot)) or unnamed, kinds[kind], f"{float(area):,.0f}")
            )
    return found
