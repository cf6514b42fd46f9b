"""The plan on one A3 page, for mayor and assembly: map, hectares, before and after, work, and open questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ..errors import KosozuError
from . import charts, outlook, outlooktext, review, tables
from .content import Content
from .sums import Table
from .template import Template, open_template
from .wareki import date
from .words import phrase, word

MAP_PIXELS = (1750, 1240)
"""Width and height of the map's picture: 222 × 157 mm at 200 dots an inch."""
CHART_PIXELS = 1500
FORECAST_YEAR = 2050
TEMPLATE = "brief.docx"


@dataclass(frozen=True)
class Number:
    """One number of the page: what it is, as shown, and what it leaves out."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class Page:
    """What stands on the page; ``map`` is a PNG (empty: none), ``chart`` an SVG."""

    title: str
    lead: str
    edition: str
    rights: str
    map: bytes
    map_title: str
    chart: str
    chart_title: str
    classes: Table
    numbers: Sequence[Number]
    questions: Sequence[str]
    questions_title: str
    notes: Sequence[str]
    author: str
    lang: str


def write(content: Content, suffix: str) -> bytes:
    """The page as PDF (painted by QGIS's own Qt) or as a Word document."""
    if suffix == ".pdf":
        if content.aids.paint is None:
            raise KosozuError("REP-NO-PAINT")
        return content.aids.paint(page(content))
    template = open_template(content.template, TEMPLATE)
    return template.filled(
        values(content, template),
        title=f"{word('brief_title', content.lang)} {content.title}",
        author=content.scrub(content.office),
        lang=content.lang,
    )


def page(content: Content) -> Page:
    """Everything on the page, in words."""
    lang = content.lang
    picture = content.aids.map_picture
    lead = "　".join(f"{name}：{value}" for name, value in content.facts()[1:] if value)
    return Page(
        title=f"{content.title}　{word('brief_title', lang)}",
        lead=lead,
        edition=content.edition_label,
        rights=phrase(content.catalogue, "rights_note_document", lang),
        map=picture("concept", content.edition, *MAP_PIXELS) if picture else b"",
        map_title=phrase(content.catalogue, "management_map", lang),
        chart=charts.before_and_after(content),
        chart_title=word("before_after", lang),
        classes=classes(content),
        numbers=numbers(content),
        questions=review.questions(content),
        questions_title=word("questions", lang),
        notes=[*content.notes()[1:], *content.credits()],
        author=content.scrub(content.office),
        lang=lang,
    )


def classes(content: Content) -> Table:
    """Hectares by class, in four columns."""
    whole = tables.class_lines(content)
    keep = (0, 1, 2, 3)
    return Table(
        whole.title,
        [whole.header[place] for place in keep],
        [[row[place] for place in keep] for row in whole.rows],
        [whole.formats[place] for place in keep],
        (56, 18, 24, 20),
        fills=whole.fills,
    )


def numbers(content: Content) -> list[Number]:
    """Work, money, procedures, findings and people."""
    lang, figures = content.lang, content.figures
    needs, findings = figures.needs, figures.severities.set_index("severity")
    kinds = needs["label"].nunique()
    gravest = [severity for severity in content.catalogue.severities if severity != "INFO"]
    groups = int(findings.loc[gravest, "groups"].sum())
    waiting = int(findings.loc[gravest, "undecided"].sum())
    return [
        Number(
            word("brief_actions", lang), word("n_actions", lang, count=len(figures.actions)), _states(content)
        ),
        _amount(content, "hours_per_year", "brief_hours", "unit_hours"),
        _amount(content, "cost", "brief_cost", "unit_yen"),
        Number(
            word("brief_procedures", lang),
            word("n_actions", lang, count=len(needs)),
            word("brief_kinds", lang, count=kinds) if kinds else "",
        ),
        Number(
            word("brief_findings", lang),
            word("brief_groups", lang, count=groups),
            word("brief_waiting", lang, count=f"{waiting:,}") if waiting else "",
        ),
        _people(content),
    ]


def _people(content: Content) -> Number:
    """People of 2050 if nothing is done, with range and share of 65 and over; 不明 without a forecast of that year."""
    lang = content.lang
    row = outlooktext.row_of(content, outlook.PICTURES[0], FORECAST_YEAR)
    label = word("brief_people", lang, year=FORECAST_YEAR)
    if row is None:
        return Number(label, word("unknown", lang), word("brief_no_forecast", lang))
    count, low, high = (
        outlooktext.number(content, row[f"people_{name}"]) for name in ("middle", "low", "high")
    )
    if count == word("unknown", lang):
        return Number(label, count, word("brief_no_people", lang))
    old = outlooktext.percent(content, row["share65"])
    return Number(
        label,
        word("brief_persons", lang, count=count),
        word("land_brief_range", lang, low=low, high=high, old=old),
    )


def _states(content: Content) -> str:
    states = content.figures.actions["progress"].value_counts()
    done, doing = (int(states.get(name, 0)) for name in ("done", "doing"))
    return word("brief_states", content.lang, done=done, doing=doing)


def _amount(content: Content, column: str, label_key: str, unit_key: str) -> Number:
    """A sum of the actions that have a number, and how many work or watch without one."""
    lang, actions = content.lang, content.figures.actions
    on_land = actions[actions["kind"] != "procedure"]
    known = pd.to_numeric(actions[column], errors="coerce").dropna()
    lacking = int(pd.to_numeric(on_land[column], errors="coerce").isna().sum())
    value = word(unit_key, lang, count=f"{known.sum():,.0f}") if len(known) else word("unknown", lang)
    note = word("brief_lacking", lang, count=lacking) if lacking else ""
    return Number(word(label_key, lang), value, note if len(known) else word("brief_none_known", lang))


def values(content: Content, template: Template) -> dict[str, object]:
    """What the Word template may name."""
    from . import blocks

    made = page(content)
    raster = content.aids.raster
    chart = raster(made.chart, CHART_PIXELS) if raster else b""
    return {
        **common(content),
        "heading": made.title,
        "lead": made.lead,
        "map": template.picture(made.map, 228.0, made.map_title) if made.map else "",
        "map_title": made.map_title,
        "chart": template.picture(chart, 158.0, made.chart_title) if chart else "",
        "chart_title": made.chart_title,
        "table_classes": blocks.table(made.classes, 158.0),
        "table_change": "" if chart else blocks.table(tables.before_and_after(content), 158.0),
        "numbers": [{"label": one.label, "value": one.value, "note": one.note} for one in made.numbers],
        "questions": list(made.questions),
        "questions_title": made.questions_title,
        "small": list(made.notes),
    }


def common(content: Content) -> dict[str, object]:
    """What every Word template may name."""
    lang = content.lang
    facts = dict(content.facts())
    return {
        "title": content.title,
        "office": content.scrub(content.office),
        "edition": content.edition_label,
        "place": facts.get(word("place", lang), ""),
        "period": facts.get(word("period", lang), ""),
        "status": facts.get(word("status", lang), ""),
        "made_on": date(content.day, lang),
        "facts": [{"name": name, "value": value} for name, value in content.facts()],
        "rights": phrase(content.catalogue, "rights_note_document", lang),
        "notes": content.notes(),
        "credits": content.credits(),
    }
