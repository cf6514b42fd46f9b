"""The action plan as one table of texts and numbers, from which csv, xlsx and docx are all written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Union

import pandas as pd

from .. import steps
from ..catalogue import Catalogue, label
from . import editions
from .sums import Table, class_table, manager_tables
from .wareki import date, era_years, fiscal_year, fiscal_years, year_of_table
from .words import coded, phrase, word

Cell = Union[str, float, int, None]
NUMBERS = {"no": "0", "area_m2": "#,##0", "hours_per_year": "#,##0.0", "cost": "#,##0"}
"""Form columns that hold numbers, with the spreadsheet's format."""
_FREE = ("title", "place", "frequency", "scheme", "indicator", "note")


@dataclass(frozen=True)
class Column:
    """A column of the form: width in mm, and the number's format ('' for text)."""

    key: str
    label: str
    width_mm: float
    format: str


@dataclass
class ActionPlan:
    """Everything an output needs. ``rows`` has a column per form key, texts or numbers; ``fills`` are by class."""

    title: str
    subtitle: str
    edition: str
    edition_label: str
    lang: str
    facts: list[tuple[str, str]]
    columns: list[Column]
    rows: pd.DataFrame
    ids: list[str]
    """action_id of each row."""
    class_codes: list[str]
    fills: dict[str, str]
    tables: list[Table] = field(default_factory=list)
    office: str = ""
    """Whose file it is."""
    editable: bool = False
    """Whether the table comes back from Excel: ids, progress and choices are for that."""
    progress: list[dict[int, str]] = field(default_factory=list)
    """Progress of each row by fiscal year, in words."""
    years: list[int] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    """The last state of each row, in words."""
    choices: dict[str, list[str]] = field(default_factory=dict)
    """What may be chosen, by form key; ``progress`` has the states."""
    stamp: Mapping[str, str] = field(default_factory=dict)
    """What an office file carries so that it finds its way back."""
    credits: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    masked: int = 0


def action_plan(
    actions: pd.DataFrame,
    actors: pd.DataFrame,
    catalogue: Catalogue,
    info: Mapping[str, Any],
    *,
    edition: str = "public",
    names: Mapping[tuple[str, str], Mapping[str, Any]] | None = None,
    by_manager: pd.DataFrame | None = None,
    by_class: pd.DataFrame | None = None,
    sources: pd.DataFrame | None = None,
    parcels: pd.DataFrame | None = None,
    lang: str = "ja",
    editable: bool = False,
) -> ActionPlan:
    """Make the table of an edition.

    ``actions``, ``actors`` and ``sources`` have the columns of the plan's tables, ``info`` is the plan's row, ``names``
    what ``PlanFile.names`` gives (masked in texts, or, inside the office, shown). ``by_manager`` and ``by_class`` come
    from ``core.actions.rollup``. ``parcels`` (zone_id, zone, chiban, land_kind, area_m2) is listed at the counter and
    inside the office. The file's language is ``lang``; titles and notes are as the plan holds them. ``editable`` is
    the table that comes back from Excel: kind and last year have a column of their own, and a term is only its name.
    """
    editions.require(edition)
    known = names or {}
    labels = editions.actor_labels(actors, edition, known, lang)
    scrub = editions.Scrubber(edition, editions.secrets(known, actors), lang)
    form = _columns(catalogue, edition, lang, editable)
    ordered = actions.sort_values(["order_no", "action_id"], kind="stable")
    maker = _Row(catalogue, labels, scrub, lang, spans=not editable)
    records = [maker.cells(row, number) for number, row in enumerate(ordered.to_dict("records"), start=1)]
    keys = [column.key for column in form]
    rows = pd.DataFrame(
        [[record.get(key, "") for key in keys] for record in records], columns=keys, dtype=object
    )
    plan = ActionPlan(
        title=word("action_plan", lang),
        subtitle=scrub(str(info.get("title") or "")),
        edition=edition,
        edition_label=word(f"edition_{edition}", lang),
        lang=lang,
        facts=[(name, scrub(value)) for name, value in facts(info, catalogue, len(rows), lang)],
        columns=form,
        rows=rows,
        ids=[_text(key) for key in ordered["action_id"]],
        class_codes=[str(code or "") for code in ordered["class_code"]],
        fills={code: entry.fill for code, entry in catalogue.classes.items()},
        office=scrub(office(info)),
        credits=credit_lines(sources, info, lang),
    )
    if by_class is not None:
        plan.tables.append(class_table(by_class, catalogue, lang))
    if by_manager is not None:
        plan.tables += manager_tables(by_manager, labels, lang)
    if parcels is not None and editions.shows(edition, "counter"):
        plan.tables.append(_parcel_table(parcels, catalogue, scrub, lang))
    if editable:
        _make_editable(plan, ordered, catalogue, info, labels, scrub)
    plan.masked = scrub.masked
    plan.notes = _notes(plan, info, catalogue)
    return plan


def _columns(catalogue: Catalogue, edition: str, lang: str, editable: bool) -> list[Column]:
    """The form's columns that the edition may show; for editing, with those that else are inside others."""
    form = [
        Column(column.key, label(column, lang), float(column.width_mm), NUMBERS.get(column.key, ""))
        for column in editions.columns(catalogue, edition)
    ]
    if not editable:
        return form
    keys = [column.key for column in form]
    for key, before, width in (("kind", "title", 14.0), ("end_fy", "start_fy", 16.0)):
        if key not in keys:
            place = keys.index(before) + 1 if before in keys else len(keys)
            form.insert(place, Column(key, word(f"form_{key}", lang), width, ""))
            keys.insert(place, key)
    return form


def _make_editable(
    plan: ActionPlan,
    ordered: pd.DataFrame,
    catalogue: Catalogue,
    info: Mapping[str, Any],
    labels: Mapping[str, str],
    scrub: editions.Scrubber,
) -> None:
    """Progress by fiscal year, and what may be chosen in the columns of codes."""
    lang = plan.lang
    plan.editable = True
    told = [steps.read(_text(text), catalogue)[0] for text in ordered["progress"]]
    plan.progress = [
        {year: scrub(step_text(step, catalogue, lang)) for year, step in row.items()} for row in told
    ]
    first, last = _year(info.get("start_fy")), _year(info.get("end_fy"))
    period = range(first, last + 1) if first is not None and last is not None else ()
    plan.years = sorted({*period, *(year for row in told for year in row)})
    plan.states = [coded(catalogue, steps.LIST, steps.state(row), lang) for row in told]
    shared = {word("individual", lang), word("unregistered", lang)}
    managers = sorted({name for name in labels.values() if name} - shared)
    plan.choices = {
        "method": [label(method, lang) for method in catalogue.methods.values()],
        "manager": managers,
        "partner": managers,
        "term": [
            coded(catalogue, "term", code, lang).split("（")[0].split(" (")[0]
            for code in catalogue.codes["term"]
        ],
        "priority": [label(code, lang) for code in catalogue.codes["priority"].values()],
        "progress": [coded(catalogue, steps.LIST, state, lang) for state in steps.STATES],
    }


class _Row:
    """Cells of one action by form key."""

    def __init__(
        self,
        catalogue: Catalogue,
        labels: Mapping[str, str],
        scrub: editions.Scrubber,
        lang: str,
        *,
        spans: bool,
    ) -> None:
        self.catalogue, self.labels, self.scrub, self.lang = catalogue, labels, scrub, lang
        self.spans = spans

    def cells(self, row: Mapping[str, Any], number: int) -> dict[str, Cell]:
        """Every cell the form may ask for; codes are worded, free texts scrubbed, missing numbers None."""
        catalogue, lang = self.catalogue, self.lang
        cells: dict[str, Cell] = {key: self.scrub(_text(row.get(key))) for key in _FREE}
        land = catalogue.classes.get(_text(row.get("class_code")))
        start, end = _year(row.get("start_fy")), _year(row.get("end_fy"))
        cells["no"] = number
        cells["area_m2"] = _number(row.get("area_m2"), 0)
        cells["class"] = f"{land.code} {label(land, lang)}" if land else _text(row.get("class_code"))
        cells["method"] = self._method(row)
        cells["manager"] = editions.pooled(self.labels, _text(row.get("manager_id")), lang)
        partner = _text(row.get("partner_id"))
        cells["partner"] = editions.pooled(self.labels, partner, lang) if partner else ""
        term = coded(catalogue, "term", _text(row.get("term")), lang).split("（")[0].split(" (")[0]
        known = self.spans and start is not None and end is not None
        span = era_years(start, end, lang) if known and start is not None and end is not None else ""
        cells["priority"] = coded(catalogue, "priority", _text(row.get("priority")), lang)
        cells["term"] = "\n".join(part for part in (term, span) if part)
        cells["start_fy"] = "" if start is None else year_of_table(start, lang)
        cells["end_fy"] = "" if end is None else year_of_table(end, lang)
        cells["procedure"] = self._procedures(_text(row.get("procedure")))
        cells["progress"] = self.scrub(_progress(_text(row.get("progress")), catalogue, lang))
        cells["hours_per_year"] = _number(row.get("hours_per_year"), 1)
        cells["cost"] = _number(row.get("cost"), 0)
        cells["zone_id"] = self.scrub(_text(row.get("zone_id")))
        cells["kind"] = word(f"kind_{_kind(row)}", lang)
        return cells

    def _method(self, row: Mapping[str, Any]) -> str:
        code, kind = _text(row.get("method_code")), _kind(row)
        method = self.catalogue.methods.get(code)
        if method is not None:
            return label(method, self.lang)
        if code:
            return self.scrub(code)
        return word("undecided" if kind == "work" else f"kind_{kind}", self.lang)

    def _procedures(self, codes: str) -> str:
        known = self.catalogue.procedures
        parts = [code.strip() for code in codes.split(";") if code.strip()]
        return "\n".join(
            label(known[code], self.lang) if code in known else self.scrub(code) for code in parts
        )


def facts(
    info: Mapping[str, Any], catalogue: Catalogue, rows: int | None, lang: str
) -> list[tuple[str, str]]:
    """The plan's facts for the head of a document, as (label, value)."""
    place = "".join(_text(info.get(key)) for key in ("jurisdiction_name", "community_name"))
    if lang == "en" or not _text(info.get("jurisdiction_name")):
        place = " ".join(_text(info.get(key)) for key in ("jurisdiction_name", "community_name")).strip()
    start, end = _year(info.get("start_fy")), _year(info.get("end_fy"))
    status = coded(catalogue, "plan_status", _text(info.get("status")) or "draft", lang)
    edition = _year(info.get("edition"))
    if edition:
        status = word("edition_no", lang, status=status, number=edition)
    day = _text(info.get("status_on"))
    found = [
        (word("plan", lang), _text(info.get("title"))),
        (word("place", lang), place),
        (word("tier", lang), word(f"tier_{_text(info.get('tier')) or 'community'}", lang)),
        (
            word("period", lang),
            fiscal_years(start, end, lang) if start is not None and end is not None else "",
        ),
        (word("status", lang), status),
        (word("status_on", lang), date(day, lang) if day else ""),
        (word("action_count", lang), "" if rows is None else word("n_actions", lang, count=rows)),
    ]
    return [(name, value) for name, value in found if value]


def credit_lines(sources: pd.DataFrame | None, info: Mapping[str, Any], lang: str) -> list[str]:
    """Credits of the data used, each once, in order of the sources; {jurisdiction} and {source} are filled in."""
    if sources is None or sources.empty:
        return []
    found = []
    for row in sources.to_dict("records"):
        credit = _text(row.get(f"credit_{lang}")) or _text(row.get("credit_ja"))
        source = _text(row.get("provider")) or _text(row.get("file_name"))
        credit = credit.replace("{jurisdiction}", _text(info.get("jurisdiction_name"))).replace(
            "{source}", source
        )
        found.append(credit)
    return list(dict.fromkeys(text for text in found if text))


def office(info: Mapping[str, Any]) -> str:
    """The office that a file names as its author, never a login; the plan's title where none is known."""
    return _text(info.get("jurisdiction_name")) or _text(info.get("title")) or "Kosozu"


def area_note(info: Mapping[str, Any], catalogue: Catalogue, lang: str) -> str:
    """The sentence on map areas, with the plane system's number (EPSG 6669 is I)."""
    epsg = _year(info.get("crs_epsg")) or 0
    system = word("crs", lang, number=epsg - 6668, epsg=epsg) if 6669 <= epsg <= 6687 else f"EPSG:{epsg}"
    return phrase(catalogue, "area_note", lang, crs=system)


def _notes(plan: ActionPlan, info: Mapping[str, Any], catalogue: Catalogue) -> list[str]:
    """The sentence on rights comes first; every output prints it at its head."""
    lang = plan.lang
    defaults = word("method_note", lang, text=phrase(catalogue, "default_note", lang))
    notes = [phrase(catalogue, "rights_note_document", lang), defaults, area_note(info, catalogue, lang)]
    if any(column.key in ("hours_per_year", "cost") for column in plan.columns):
        notes.append(word("note_amounts", lang))
    notes.append(word(f"note_{plan.edition}", lang))
    if plan.masked:
        notes.append(word("note_masked", lang, count=plan.masked))
    return notes


def _parcel_table(parcels: pd.DataFrame, catalogue: Catalogue, scrub: editions.Scrubber, lang: str) -> Table:
    """Parcels by zone, for the question 「うちの田んぼはどうなる」."""
    rows: list[list[Cell]] = [
        [
            scrub(_text(row.get("zone")) or _text(row["zone_id"])),
            scrub(_text(row["chiban"])),
            coded(catalogue, "land_kind", _text(row.get("land_kind")), lang),
            _number(row.get("area_m2"), 0),
        ]
        for row in sorted(
            parcels.to_dict("records"), key=lambda row: (str(row["zone_id"]), _natural(row["chiban"]))
        )
    ]
    header = [word(key, lang) for key in ("zone", "chiban", "land_kind", "area_m2")]
    return Table(word("parcels", lang), header, rows, ("", "", "", "#,##0"), (60, 40, 20, 25), kind="parcels")


def _kind(row: Mapping[str, Any]) -> str:
    """work, procedure or watch; a row that a person has added without a kind is work."""
    kind = _text(row.get("kind"))
    return kind if kind in ("procedure", "watch") else "work"


def _natural(value: Any) -> list[tuple[int, str]]:
    """Sorts 9-2 before 10-1."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", _text(value))]


def _progress(text: str, catalogue: Catalogue, lang: str) -> str:
    """The progress as lines by fiscal year; a text without years as it is."""
    told, rest = steps.read(text, catalogue)
    lines = [f"{fiscal_year(year, lang)} {step_text(step, catalogue, lang)}" for year, step in told.items()]
    return "\n".join([*lines, *([rest] if rest else [])])


def step_text(step: steps.Step, catalogue: Catalogue, lang: str) -> str:
    """「実施中：草刈り2回」 of a state and a note, either of which may be empty."""
    state = coded(catalogue, steps.LIST, step.state, lang) if step.state else ""
    return ("：" if lang == "ja" else ": ").join(part for part in (state, step.note) if part)


def _text(value: Any) -> str:
    return "" if value is None or (isinstance(value, float) and value != value) else str(value)


def _number(value: Any, digits: int) -> Cell:
    """A number rounded, None where there is none."""
    if value is None or value == "" or value != value:
        return None
    return round(float(value), digits) if digits else round(float(value))


def _year(value: Any) -> int | None:
    return None if value is None or value == "" or value != value else int(value)
