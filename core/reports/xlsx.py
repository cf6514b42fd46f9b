"""The action plan as an Excel workbook: the form, its sums, sources and notes, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from . import editsheet
from .actionplan import ActionPlan
from .book import BOX, SIZE, Book, Foot, filled, head, height, page, put, set_widths
from .layout import broken, headed, paper
from .words import word

_HEAD_ROW, _HEAD_ROW_EDITED = 4, 5


def xlsx(plan: ActionPlan) -> bytes:
    """The workbook: same plan, same bytes."""
    foot = Foot(plan.subtitle, plan.edition_label, plan.lang)
    book = Book(f"{plan.title} {plan.subtitle}", plan.office, foot, plan.stamp)
    actions(book, plan, foot)
    sums(book, plan)
    credits = plan.credits or [word("no_credits", plan.lang)]
    parts = [(word("credits", plan.lang), credits), (word("notes", plan.lang), plan.notes)]
    book.texts(word("sheet_notes", plan.lang), parts)
    for table in plan.tables:
        if table.kind == "parcels":
            name = word("sheet_parcels", plan.lang)
            sheet = book.listing(
                name, table.header, table.rows, table.formats, table.widths, heading=table.title
            )
            page(sheet, foot, "A4", landscape=False)
    if plan.editable:
        editsheet.choices(book, plan)
    return book.bytes()


def actions(book: Book, plan: ActionPlan, foot: Foot) -> None:
    """The form's sheet and, where it comes back, the one of progress."""
    sheet = book.sheet(word("sheet_plan", plan.lang))
    top = form(sheet, plan, foot)
    if plan.editable:
        editsheet.finish(sheet, plan, top)
        editsheet.progress(book, plan, foot)


def sums(book: Book, plan: ActionPlan) -> None:
    """The sheet of roll-ups."""
    tables = [table for table in plan.tables if table.kind == "sums"]
    book.tables(word("sheet_rollups", plan.lang), f"{word('rollups', plan.lang)}　{plan.subtitle}", tables)


def form(sheet: Any, plan: ActionPlan, foot: Foot) -> int:
    """The form on a sheet: title, facts, the sentence on rights, and a row for each action; returns the head's row."""
    columns, top = plan.columns, _HEAD_ROW_EDITED if plan.editable else _HEAD_ROW
    put(sheet.cell(1, 1), f"{plan.title}　{plan.subtitle}", size=16, bold=True)
    sheet.row_dimensions[1].height = 28
    put(sheet.cell(2, 1), "　".join(f"{name}：{value}" for name, value in plan.facts[1:]), size=10)
    put(sheet.cell(3, 1), f"【{plan.edition_label}】　{plan.notes[0]}", size=9, ink="444444")
    sheet.row_dimensions[2].height = sheet.row_dimensions[3].height = 17
    if plan.editable:
        put(sheet.cell(4, 1), word("hint_actions", plan.lang), ink="444444")
    widths = [column.width_mm for column in columns]
    labels = [headed(column.label, column.width_mm, SIZE) for column in columns]
    for number, text in enumerate(labels, start=1):
        head(sheet.cell(top, number), text)
    set_widths(sheet, widths)
    sheet.row_dimensions[top].height = height(labels, widths) + 6
    for number, values in enumerate(plan.rows.itertuples(index=False), start=top + 1):
        _form_row(sheet, number, values, plan, plan.class_codes[number - top - 1])
    last = top + max(len(plan.rows), 1)
    sheet.freeze_panes = sheet.cell(top + 1, min(3, len(columns)))
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{last}"
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{last}"
    sheet.print_title_rows = f"{top}:{top}"
    page(sheet, foot, paper(widths))
    return top


def _form_row(sheet: Any, number: int, values: Sequence[Any], plan: ActionPlan, class_code: str) -> None:
    texts = [broken(column.key, value, column.width_mm, SIZE) for column, value in zip(plan.columns, values)]
    for position, (column, value) in enumerate(zip(plan.columns, texts), start=1):
        cell = sheet.cell(number, position)
        fill = plan.fills.get(class_code) if column.key == "class" else None
        put(cell, value, bold=column.key == "title")
        right = bool(column.format) and column.key != "no"
        cell.alignment = Alignment(
            horizontal="right" if right else "center" if column.key == "no" else "left",
            vertical="top",
            wrap_text=True,
            indent=1 if right else 0,
        )
        cell.border = BOX
        if column.format:
            cell.number_format = column.format
        if fill:
            filled(cell, fill)
    sheet.row_dimensions[number].height = height(texts, [column.width_mm for column in plan.columns])
