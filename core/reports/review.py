"""The yearly review (年次点検): progress of the actions, changes since the last agreed edition, and what is late."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import pandas as pd

from .. import steps
from ..catalogue import label
from . import findingtables, tables
from .actionplan import step_text
from .content import Content
from .editions import pooled
from .sums import Cell, Table
from .wareki import date, fiscal_year
from .words import coded, phrase, word
from .workbook import book_of, notes


def write(content: Content, suffix: str) -> bytes:
    """The workbook."""
    lang = content.lang
    book = book_of(content, word("review_title", lang))
    heading = f"{word('review_title', lang)}　{content.title}"
    book.tables(
        word("sheet_review", lang), heading, [states(content), changed_classes(content)], lead(content)
    )
    for key, table in (
        ("sheet_progress", progress(content)),
        ("sheet_late", late(content)),
        ("sheet_undecided", undecided(content)),
        ("sheet_changed", changed_zones(content)),
        ("sheet_actions_changed", changed_actions(content)),
    ):
        book.listing(
            word(key, lang), table.header, table.rows, table.formats, table.widths,
            fills=table.fills, heading=table.title, note=table.note,
        )  # fmt: skip
    notes(book, content)
    return book.bytes()


def year_of(day: str) -> int:
    """The fiscal year of a day."""
    found = datetime.date.fromisoformat(day)
    return found.year - (1 if found.month < 4 else 0)


def lead(content: Content) -> str:
    """As of which day, and compared with what."""
    lang = content.lang
    edition = int(content.info.get("edition") or 0)
    if not edition:
        return word("review_lead_first", lang, day=date(content.day, lang))
    return word("review_lead", lang, day=date(content.day, lang), number=edition)


def _told(content: Content) -> list[dict[int, steps.Step]]:
    return [steps.read(str(text or ""), content.catalogue)[0] for text in content.actions["progress"]]


def states(content: Content) -> Table:
    """Actions by kind and state."""
    lang = content.lang
    now = [steps.state(told) for told in _told(content)]
    kinds = [kind if kind in ("procedure", "watch") else "work" for kind in content.actions["kind"]]
    counts = pd.crosstab(pd.Series(kinds, dtype=object), pd.Series(now, dtype=object))
    rows: list[list[Cell]] = []
    for kind in ("work", "procedure", "watch"):
        own = [int(counts.get(state, pd.Series(dtype=int)).get(kind, 0)) for state in steps.STATES]
        rows.append([word(f"kind_{kind}", lang), *own, sum(own)])
    totals = [sum(int(row[place] or 0) for row in rows) for place in range(1, len(steps.STATES) + 2)]
    rows.append([word("total", lang), *totals])
    header = [
        word("form_kind", lang),
        *(coded(content.catalogue, steps.LIST, state, lang) for state in steps.STATES),
        word("total", lang),
    ]
    return Table(
        word("review_states", lang),
        header,
        rows,
        ("", *[tables.COUNT] * (len(steps.STATES) + 1)),
        (40, *[26] * 5),
    )


def _action(content: Content, row: Mapping[str, Any]) -> list[Cell]:
    manager = pooled(content.labels, str(row["manager_id"] or ""), content.lang)
    return [
        row["order_no"],
        content.scrub(str(row["title"])),
        content.scrub(str(row["place"] or "")),
        manager,
    ]


def _span(content: Content, row: Mapping[str, Any]) -> str:
    years = [year for year in (row["start_fy"], row["end_fy"]) if year is not None and year == year]
    return "〜".join(dict.fromkeys(fiscal_year(int(year), content.lang).split("（")[0] for year in years))


def progress(content: Content) -> Table:
    """Each action with its span, its state, and what was said of each year so far."""
    lang = content.lang
    ordered = content.actions.sort_values(["order_no", "action_id"], kind="stable")
    told = dict(zip(content.actions["action_id"], _told(content)))
    this = year_of(content.day)
    years = sorted({year for steps_ in told.values() for year in steps_} | {this})
    rows: list[list[Cell]] = [
        [
            *_action(content, row),
            _span(content, row),
            coded(content.catalogue, steps.LIST, steps.state(told[row["action_id"]]), lang),
            *(_step(content, told[row["action_id"]].get(year)) for year in years),
        ]
        for row in ordered.to_dict("records")
    ]
    header = [
        word(key, lang) for key in ("number", "action", "place_head", "manager", "span", "progress_now")
    ]
    header += [fiscal_year(year, lang) for year in years]
    formats = ("0", *[""] * (5 + len(years)))
    widths = (12, 70, 46, 44, 34, 22, *[32] * len(years))
    return Table(word("review_progress", lang), header, rows, formats, widths)


def _step(content: Content, step: steps.Step | None) -> str:
    return content.scrub(step_text(step, content.catalogue, content.lang)) if step else ""


def late(content: Content) -> Table:
    """Procedures and other actions whose last year is over and that are not at an end."""
    lang, this = content.lang, year_of(content.day)
    told = dict(zip(content.actions["action_id"], _told(content)))
    rows: list[list[Cell]] = []
    ordered = content.actions.sort_values(["kind", "order_no", "action_id"], kind="stable")
    for row in ordered.to_dict("records"):
        end, state = row["end_fy"], steps.state(told[row["action_id"]])
        if end is None or end != end or int(end) >= this or state in steps.ENDED:
            continue
        if row["kind"] != "procedure" and state != steps.STATES[0]:
            continue
        kind = row["kind"] if row["kind"] in ("procedure", "watch") else "work"
        rows.append(
            [
                word(f"kind_{kind}", lang),
                *_action(content, row),
                fiscal_year(int(end), lang),
                coded(content.catalogue, steps.LIST, state, lang),
                "、".join(
                    findingtables.procedure(content, code)
                    for code in str(row["procedure"] or "").split(";")
                    if code
                ),
            ]
        )
    header = [
        word(key, lang)
        for key in (
            "form_kind",
            "number",
            "action",
            "place_head",
            "manager",
            "form_end_fy",
            "progress_now",
            "procedure",
        )
    ]
    note = word("review_late_note", lang) if rows else word("review_none_late", lang)
    return Table(
        word("review_late", lang),
        header,
        rows,
        ("", "0", "", "", "", "", "", ""),
        (20, 12, 70, 46, 44, 32, 22, 60),
        note,
    )


def undecided(content: Content) -> Table:
    """Groups of findings on which nobody has decided, or whose premise has changed."""
    table = findingtables.groups(content, undecided=True, without=("INFO",))
    return Table(
        word("review_undecided", content.lang),
        table.header,
        table.rows,
        table.formats,
        table.widths,
        table.note,
        fills=table.fills,
    )


def changed_classes(content: Content) -> Table:
    """Area of each class as of the last edition and now, in hectares."""
    lang = content.lang
    title, header = (
        word("review_classes", lang),
        [word(key, lang) for key in ("class", "before_ha", "now_ha", "change_ha")],
    )
    formats, widths = ("", tables.AREA, tables.AREA, "+#,##0.00;-#,##0.00;0.00"), (62, 30, 26, 26)
    if content.previous is None:
        return Table(title, header, [], formats, widths, word("no_edition", lang))
    before = {line.code: line for line in content.previous[0]}
    now = {line.code: line for line in content.figures.classes}
    codes = [code for code in content.catalogue.classes if code in before or code in now]
    rows: list[list[Cell]] = []
    for code in codes:
        old, new = (tables.ha(lines[code].area_m2) if code in lines else 0.0 for lines in (before, now))
        rows.append([tables.class_name(content, code), old, new, round(new - old, 2)])
    old, new = tables.ha(content.previous[1].area_m2), tables.ha(content.figures.total.area_m2)
    rows.append([word("total", lang), old, new, round(new - old, 2)])
    fills = tuple(tables.fill(content, code) for code in codes)
    return Table(title, header, rows, formats, widths, fills=fills)


def changed_zones(content: Content) -> Table:
    """Zones that are new, gone, of another class or of another size than in the last edition."""
    lang = content.lang
    header = [
        word(key, lang) for key in ("zone", "review_what", "before_class", "class", "before_ha", "now_ha")
    ]
    formats, widths = ("", "", "", "", tables.AREA, tables.AREA), (52, 30, 62, 62, 28, 28)
    title = word("review_zones", lang)
    if "zone" not in content.frozen:
        return Table(title, header, [], formats, widths, word("no_edition", lang))
    before, now = _own(content.frozen["zone"]), _own(content.zones)
    rows: list[list[Cell]] = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        what = _difference(old, new)
        if what:
            shown = new or old or {}
            rows.append(
                [
                    content.scrub(str(shown["name"] or key)),
                    word(f"review_{what}", lang),
                    tables.class_name(content, str(old["class_code"])) if old else "",
                    tables.class_name(content, str(new["class_code"])) if new else "",
                    tables.ha(old["area_m2"] or 0.0) if old else None,
                    tables.ha(new["area_m2"] or 0.0) if new else None,
                ]
            )
    return Table(title, header, rows, formats, widths, "" if rows else word("review_no_change", lang))


def _own(zones: pd.DataFrame) -> dict[str, dict[str, Any]]:
    own = zones[zones["tier"] != "upper"].drop_duplicates("zone_id")
    return {str(row["zone_id"]): row for row in own.to_dict("records")}


def _difference(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    if old is None:
        return "added"
    if new is None:
        return "gone"
    if old["class_code"] != new["class_code"]:
        return "class"
    return "size" if abs((old["area_m2"] or 0.0) - (new["area_m2"] or 0.0)) >= 1.0 else ""


_COMPARED = (
    "title",
    "method_code",
    "manager_id",
    "partner_id",
    "start_fy",
    "end_fy",
    "frequency",
    "indicator",
)


def changed_actions(content: Content) -> Table:
    """Actions that are new, gone or changed since the last edition (progress aside)."""
    lang = content.lang
    header = [word(key, lang) for key in ("action", "review_what", "review_fields")]
    title, widths = word("review_actions", lang), (90, 30, 110)
    if "action" not in content.frozen:
        return Table(title, header, [], ("", "", ""), widths, word("no_edition", lang))
    before = {row["action_id"]: row for row in content.frozen["action"].to_dict("records")}
    now = {row["action_id"]: row for row in content.actions.to_dict("records")}
    rows: list[list[Cell]] = []
    for key in sorted({*before, *now}):
        old, new = before.get(key), now.get(key)
        fields = (
            []
            if old is None or new is None
            else [name for name in _COMPARED if _plain(old[name]) != _plain(new[name])]
        )
        if old is not None and new is not None and not fields:
            continue
        what = "added" if old is None else "gone" if new is None else "edited"
        shown = new or old or {}
        names = "、".join(content.catalogue.alias("action", name, lang) for name in fields)
        rows.append([content.scrub(str(shown["title"])), word(f"review_{what}", lang), names])
    return Table(title, header, rows, ("", "", ""), widths, "" if rows else word("review_no_change", lang))


def _plain(value: Any) -> str:
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def questions(content: Content, most: int = 5) -> list[str]:
    """The gravest findings that nobody has decided on, as questions to be answered at the table.

    One for each rule, so that five questions are five matters; with zone and size as far as the edition may tell.
    """
    lang, asked = content.lang, []
    seen: set[str] = set()
    for row in content.groups.to_dict("records"):
        rule_id = str(row["rule_id"])
        if rule_id in seen or not row["undecided"] or content.hidden(rule_id) or row["severity"] == "INFO":
            continue
        seen.add(rule_id)
        asked.append(_question(content, rule_id))
        if len(asked) == most:
            break
    return (
        asked if asked else [phrase(content.catalogue, "findings", lang) + "：" + word("no_findings", lang)]
    )


def _question(content: Content, rule_id: str) -> str:
    """「（要手続）…は、どう進めますか。」 with the zones that the rule concerns and their land."""
    lang = content.lang
    own = content.groups[content.groups["rule_id"] == rule_id]
    gravest = str(own["severity"].iloc[0])
    rules = content.figures.rules
    mine = rules[(rules["rule_id"] == rule_id) & (rules["severity"] == gravest)]
    zones = [content.zone_names.get(zone, zone) for zone in own["zone_id"] if zone]
    shown = "、".join(dict.fromkeys(zones[:3]))
    places = (
        word(
            "question_places",
            lang,
            zones=shown,
            more=word("question_more", lang) if len(set(zones)) > 3 else "",
        )
        if shown
        else ""
    )
    parcels, area = int(mine["parcels"].sum()), float(mine["area_m2"].max())
    land = own[own["parcels"] > 0]
    few = 0 < parcels < content.limits[0] or bool(land["few"].all())
    size = (
        word("question_size", lang, parcels=f"{parcels:,}", area=f"{tables.ha(area):,.1f}")
        if parcels and not few
        else ""
    )
    severity = label(content.catalogue.severities[gravest], lang)
    text = (
        word(f"question_{rule_id}", lang)
        if has_question(rule_id)
        else word("question_other", lang, rule=getattr(content.catalogue.rules[rule_id], f"title_{lang}"))
    )
    return word("question", lang, severity=severity, text=text, places=places, size=size)


def has_question(rule_id: str) -> bool:
    """Whether the rule has a question of its own."""
    from .words import has

    return has(f"question_{rule_id}")
