"""Word documents of a plan: the text of the management plan, the farmland plan's form, and the yearly review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..catalogue import label
from . import (
    blocks,
    charts,
    farmform,
    farmplan,
    findingtables,
    outlook,
    outlookcharts,
    outlookdifficulty,
    outlookreach,
    outlooktext,
    review,
    tables,
)
from .brief import CHART_PIXELS, MAP_PIXELS, common
from .content import Content
from .sums import Cell, Table
from .template import Template, open_template
from .words import phrase, word
from .workbook import form_of

ROOM_MM, WIDE_MM = 170.0, 257.0
"""Between the margins of an A4 page, upright and lying."""
TEMPLATES = {"full": "full.docx", "farmplan": "farmplan.docx", "review": "review.docx"}
_TITLES = {"full": "document_title", "farmplan": "farmplan_title", "review": "review_title"}


def write(content: Content, suffix: str) -> bytes:
    """The document: same plan and template, same bytes."""
    template = open_template(content.template, TEMPLATES[content.kind])
    made: dict[str, Any] = {"full": full, "farmplan": districts, "review": yearly}[content.kind](
        content, template
    )
    return template.filled(
        {**common(content), **made},
        title=f"{word(_TITLES[content.kind], content.lang)} {content.title}",
        author=content.scrub(content.office),
        lang=content.lang,
    )


def full(content: Content, template: Template) -> dict[str, Any]:
    """What the template of the management plan may name."""
    picture = content.aids.map_picture
    map_png = picture("concept", content.edition, *MAP_PIXELS) if picture else b""
    map_title = phrase(content.catalogue, "management_map", content.lang)
    view = farmplan.FarmPlan(content)
    pictures = {
        **_charts(content, template),
        "map": template.picture(map_png, ROOM_MM, map_title) if map_png else "",
    }
    drawn = [name for name, shown in pictures.items() if shown]
    return {
        **pictures,
        "figure": {name: drawn.index(name) + 1 if name in drawn else 0 for name in pictures},
        "text_area": text_area(content),
        "text_present": text_present(content),
        **_outlook(content),
        "text_classes": text_classes(content),
        "text_findings": text_findings(content),
        "text_farmplan": text_farmplan(content, view),
        "classes": measures(content),
        "questions": review.questions(content),
        "table_facts": blocks.table(facts_table(content), ROOM_MM),
        "table_change": blocks.table(tables.before_and_after(content), ROOM_MM),
        "table_kinds": blocks.table(tables.cross(content, "kind", "class_code", "land_kind"), ROOM_MM),
        "table_places": blocks.table(tables.cross(content, "place", "class_code", "community"), ROOM_MM),
        "table_classes": blocks.table(tables.class_lines(content), ROOM_MM),
        "table_actions": blocks.table(actions(content), ROOM_MM),
        "table_sums": blocks.tables(_sums(content), ROOM_MM),
        "table_severities": blocks.table(findingtables.severities(content), ROOM_MM),
        "table_needs": blocks.table(findingtables.needs(content), ROOM_MM),
        "table_districts": blocks.table(view.by_timing(), ROOM_MM),
        "table_changes": blocks.table(view.by_rule(), ROOM_MM),
        "table_sources": blocks.table(tables.sources(content), ROOM_MM),
        "not_checked": findingtables.unjudged(content),
    }


def _charts(content: Content, template: Template) -> dict[str, Any]:
    """The charts in the order in which the shipped template has them; '' where there is none."""
    raster = content.aids.raster
    drawn = {
        "chart_change": (charts.before_and_after(content), "before_after"),
        "chart_people": (outlookcharts.people(content), "land_chart_people"),
        "chart_ages": (outlookcharts.ages(content), "land_chart_ages"),
        "chart_unmanaged": (outlookcharts.unmanaged(content), "land_chart_unmanaged"),
        "chart_classes": (charts.classes(content), "by_class"),
    }
    return {
        name: template.picture(raster(svg, CHART_PIXELS), ROOM_MM, word(title, content.lang))
        if raster and svg
        else ""
        for name, (svg, title) in drawn.items()
    }


def _outlook(content: Content) -> dict[str, Any]:
    """Communities now, forecast, difficulty and reach: a sentence and the tables of each ('' for none)."""
    tables_of = {
        "tables_present": outlook.present(content),
        "tables_forecast": outlook.whole_plan(content),
        "tables_communities": outlook.communities(content, last=True),
        "tables_difficulty": outlookdifficulty.difficulty(content),
        "tables_reach": outlookreach.reach(content),
    }
    return {
        "text_places": outlooktext.present(content),
        "text_forecast": outlooktext.forecast(content),
        "text_difficulty": outlooktext.difficulty(content),
        "text_reach": outlooktext.reach(content),
        **{name: blocks.tables(made, ROOM_MM) if made else "" for name, made in tables_of.items()},
    }


def facts_table(content: Content) -> Table:
    """The plan's facts, one a row."""
    rows: list[list[Cell]] = [[name, value] for name, value in content.facts()]
    return Table(
        "", [word("form_item", content.lang), word("content", content.lang)], rows, ("", ""), (50, 120)
    )


def actions(content: Content) -> Table:
    """The action plan in the columns that an upright page holds."""
    form = form_of(content)
    wanted = {"no": 9.0, "title": 50.0, "manager": 30.0, "term": 26.0, "procedure": 34.0, "progress": 24.0}
    shown = [column for column in form.columns if column.key in wanted]
    columns = [form.rows[column.key].tolist() for column in shown]
    rows: list[list[Cell]] = [list(row) for row in zip(*columns)]
    return Table(
        form.title,
        [column.label for column in shown],
        rows,
        [column.format for column in shown],
        [wanted[column.key] for column in shown],
    )


def _sums(content: Content) -> list[Table]:
    """The sums by manager, their years short enough for an upright page."""
    found = []
    for table in form_of(content).tables:
        if table.kind == "sums":
            header = [
                table.header[0],
                *(text.replace("年度（", "\n").rstrip("）") for text in table.header[1:]),
            ]
            found.append(replace(table, header=header, widths=(30, *[14.0] * (len(header) - 1))))
    return found


def measures(content: Content) -> list[dict[str, Any]]:
    """Each class that the plan has: what it means, where, how large, and by which methods."""
    lang, catalogue = content.lang, content.catalogue
    own = content.zones[content.zones["tier"] != "upper"]
    found = []
    for line in content.figures.classes:
        entry = catalogue.classes[line.code]
        zones = own[own["class_code"] == line.code]
        names = "、".join(content.zone_names[zone] for zone in zones["zone_id"])
        codes = [code for code in dict.fromkeys(zones["method_code"]) if code]
        methods = [
            label(catalogue.methods[code], lang) if code in catalogue.methods else content.scrub(code)
            for code in codes
        ]
        found.append(
            {
                "name": tables.class_name(content, line.code),
                "description": getattr(entry, f"description_{lang}"),
                "zones": names or word("measure_painted", lang),
                "size": word(
                    "measure_size",
                    lang,
                    area=f"{tables.ha(line.area_m2):,.2f}",
                    farmland=f"{tables.ha(line.farmland_m2):,.2f}",
                ),
                "methods": "、".join(methods) or word("undecided", lang),
            }
        )
    return found


def text_area(content: Content) -> str:
    """Where, how long, and how far the talk has come."""
    blank = content.figures.blank
    facts = dict(content.facts())
    return word(
        "text_area",
        content.lang,
        place=facts.get(word("place", content.lang), ""),
        title=content.title,
        period=facts.get(word("period", content.lang), ""),
        zones=content.figures.total.zones,
        area=f"{tables.ha(content.figures.total.area_m2):,.2f}",
        blank=f"{tables.ha(blank.area_m2):,.2f}",
        share=f"{blank.share:.1f}",
    )


def text_present(content: Content) -> str:
    """The land now, as the survey and the target map tell."""
    land = content.crosses["present"].groupby("present")["area_m2"].sum()
    status = content.crosses["place"].groupby("status")["area_m2"].sum()
    parcels = int(content.crosses["present"]["parcels"].sum())
    sizes = {
        key: f"{tables.ha(land.get(code, 0.0)):,.2f}"
        for key, code in (("used", "used"), ("idle", "idle"), ("hard", "hard"))
    }
    named = f"{tables.ha(sum(status.get(code, 0.0) for code in ('P1', 'P2'))):,.2f}"
    return word(
        "text_present",
        content.lang,
        parcels=f"{parcels:,}",
        area=f"{tables.ha(land.sum()):,.2f}",
        named=named,
        open=f"{tables.ha(status.get('P3', 0.0)):,.2f}",
        **sizes,
    ) + (
        word("text_pooled", content.lang)
        if tables.POOLED in land.index or tables.POOLED in status.index
        else ""
    )


def text_classes(content: Content) -> str:
    """How the land is divided among the three classes of level 1."""
    catalogue = content.catalogue
    sums: dict[str, float] = {}
    for line in content.figures.classes:
        level = catalogue.classes[line.code].level1
        sums[level] = sums.get(level, 0.0) + line.area_m2
    told = [
        word(
            "text_level", content.lang, name=label(entry, content.lang), area=f"{tables.ha(sums[code]):,.2f}"
        )
        for code, entry in catalogue.level1.items()
        if code in sums
    ]
    if sums.get("", 0.0):
        told.append(
            word(
                "text_level",
                content.lang,
                name=tables.class_name(content, "X"),
                area=f"{tables.ha(sums['']):,.2f}",
            )
        )
    return word("text_classes", content.lang, levels="、".join(told))


def text_findings(content: Content) -> str:
    """How many findings there are, and how many wait."""
    known = content.figures.severities.set_index("severity")
    told = [
        word(
            "text_severity",
            content.lang,
            name=label(entry, content.lang),
            count=int(known.loc[code, "groups"]),
        )
        for code, entry in content.catalogue.severities.items()
    ]
    return word(
        "text_findings",
        content.lang,
        severities="、".join(told),
        undecided=f"{int(known['undecided'].sum()):,}",
    )


def text_farmplan(content: Content, view: farmplan.FarmPlan) -> str:
    """What is asked of the farmland plan, by when its change is needed."""
    if not len(content.figures.districts):
        return word("text_no_district", content.lang)
    sums = view.timing.groupby("timing")["area_m2"].sum()
    told = [
        word(
            "text_timing",
            content.lang,
            name=word(f"timing_{name}", content.lang),
            area=f"{tables.ha(sums[name]):,.2f}",
        )
        for name in farmplan.TIMINGS
        if name in sums.index
    ]
    return word(
        "text_farmplan", content.lang, districts=len(content.figures.districts), timings="、".join(told)
    )


def districts(content: Content, template: Template) -> dict[str, Any]:
    """What the template of the farmland plan's form may name: one entry for each district."""
    view = farmplan.FarmPlan(content)
    known = {content.scrub(str(row["name"])): row for row in content.figures.districts.to_dict("records")}
    found = []
    for name in view.districts:
        year, day = view.dates(known.get(name, {}))
        found.append(
            {
                "name": view.name(name),
                "target_fy": year,
                "notice_date": day,
                "table_areas": blocks.table(farmform.areas(view, name), WIDE_MM),
                "table_users": blocks.table(farmform.users(view, name), WIDE_MM),
                "table_propose": blocks.table(view.changes(name, "propose"), WIDE_MM),
                "table_reconcile": blocks.table(view.changes(name, "reconcile"), WIDE_MM),
            }
        )
    return {"districts": found, "table_overview": blocks.table(view.overview(), WIDE_MM)}


def yearly(content: Content, template: Template) -> dict[str, Any]:
    """What the template of the yearly review may name."""
    made = {
        "table_states": review.states(content),
        "table_classes": review.changed_classes(content),
        "table_zones": review.changed_zones(content),
        "table_actions": review.changed_actions(content),
        "table_progress": review.progress(content),
        "table_late": review.late(content),
        "table_undecided": _short(review.undecided(content)),
    }
    return {
        **{name: blocks.table(table, WIDE_MM) for name, table in made.items()},
        "lead": review.lead(content),
        "questions": review.questions(content),
    }


def _short(table: Table) -> Table:
    """The work list without the columns that repeat for every group of a rule."""
    keep = range(len(table.header) - 2)
    return replace(
        table,
        header=[table.header[place] for place in keep],
        rows=[[row[place] for place in keep] for row in table.rows],
        formats=[table.formats[place] for place in keep],
        widths=[table.widths[place] for place in keep],
    )
