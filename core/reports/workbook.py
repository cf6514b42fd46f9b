"""The workbook of a plan: action plan, progress, findings, areas, cross tables, sources."""

from __future__ import annotations

from . import editsheet, findingtables, outlook, outlookdifficulty, outlookreach, outlooktext, tables
from .actionplan import ActionPlan, action_plan
from .book import Book, Foot
from .content import Content
from .sums import Table
from .words import word
from .xlsx import actions, sums


def write(content: Content, suffix: str) -> bytes:
    """The workbook: same plan, same bytes."""
    lang = content.lang
    book = book_of(content, word("full_title", lang))
    form = form_of(content, editable=True)
    actions(book, form, foot_of(content))
    listed(book, word("sheet_groups", lang), findingtables.groups(content))
    listed(book, word("sheet_needs", lang), findingtables.needs(content))
    if content.shows("counter"):
        listed(book, word("sheet_findings", lang), findingtables.findings(content))
    listed(book, word("sheet_place", lang), tables.by_place(content))
    crosses = [
        tables.class_lines(content),
        tables.cross(content, "place", "class_code", "status"),
        tables.cross(content, "place", "class_code", "community"),
        tables.cross(content, "kind", "class_code", "land_kind"),
        tables.cross(content, "present", "present", "class_code"),
        tables.before_and_after(content),
        tables.users(content),
        findingtables.severities(content),
    ]
    book.tables(word("sheet_cross", lang), f"{word('sheet_cross', lang)}　{content.title}", crosses)
    sums(book, form)
    _outlook(book, content)
    listed(book, word("sheet_sources", lang), tables.sources(content))
    notes(book, content)
    editsheet.choices(book, form)
    return book.bytes()


def _outlook(book: Book, content: Content) -> None:
    """A sheet each for communities now, forecast, difficulty and reach; where none is computed, which step does it."""
    for name, made, said in (
        ("present", outlook.present(content), outlooktext.present(content)),
        ("forecast", outlook.forecast(content), outlooktext.forecast(content)),
        ("difficulty", outlookdifficulty.difficulty(content), outlooktext.difficulty(content)),
        ("reach", outlookreach.reach(content), outlooktext.reach(content)),
    ):
        title = word(f"sheet_land_{name}", content.lang)
        if made:
            book.tables(title, f"{title}　{content.title}", made)
        else:
            book.texts(title, [(f"{title}　{content.title}", [said])])


def form_of(content: Content, *, editable: bool = False) -> ActionPlan:
    """The action plan of the report, with its sums."""
    form = action_plan(
        content.actions,
        content.actors,
        content.catalogue,
        content.info,
        edition=content.edition,
        names=content.names,
        by_manager=content.figures.yearly,
        sources=content.sources,
        lang=content.lang,
        editable=editable,
    )
    form.stamp = content.stamp
    return form


def foot_of(content: Content) -> Foot:
    """The plan and the edition, for the foot of every page."""
    return Foot(content.title, content.edition_label, content.lang)


def book_of(content: Content, title: str, *, streamed: bool = False) -> Book:
    """A workbook that names the office as its author, with the plan and the edition at each foot."""
    author, foot = content.scrub(content.office), foot_of(content)
    return Book(f"{title} {content.title}", author, foot, content.stamp, streamed=streamed)


def listed(book: Book, title: str, table: Table) -> None:
    """A sheet with one table."""
    book.listing(
        title,
        table.header,
        table.rows,
        table.formats,
        table.widths,
        fills=table.fills,
        heading=table.title,
        note=table.note,
    )


def notes(book: Book, content: Content) -> None:
    """The last sheet: credits, notes, and the rules that were not checked."""
    parts = [
        (word("credits", content.lang), content.credits()),
        (word("notes", content.lang), content.notes()),
    ]
    missing = findingtables.unjudged(content)
    if missing:
        parts.append((word("not_checked", content.lang), missing))
    book.texts(word("sheet_notes", content.lang), parts)
