"""Sheets that come back: the action plan and its progress, with ids in a column that is locked.

What may be changed is unlocked, and the rest has a grey head. Rows are added in the empty lines below, and taken away
by a mark in a column for that (a protected sheet lets no row be deleted).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from .actionplan import ActionPlan
from .book import BOX, FONT, SIZE, Book, Foot, head, height, page, put, set_widths
from .layout import headed, paper
from .wareki import fiscal_year
from .words import word

FIXED = ("no", "kind", "area_m2", "class", "procedure", "progress", "zone_id")
"""Form columns that follow from the plan; what is changed there does not come back."""
BLANK_ROWS = 20
_GREY = "6F7B85"
_ID_WIDTH, _DROP_WIDTH = 38.0, 12.0


def finish(sheet: Any, plan: ActionPlan, top: int) -> None:
    """The form's sheet with its ids, empty lines for new actions, choices and protection; ``top`` is the head's row."""
    columns = plan.columns
    last = top + len(plan.rows)
    keys = [column.key for column in columns]
    for position, column in enumerate(columns, start=1):
        if column.key in FIXED:
            sheet.cell(top, position).fill = PatternFill("solid", fgColor=_GREY)
        for row in range(top + 1, last + BLANK_ROWS + 1):
            cell = sheet.cell(row, position)
            new = row > last
            if column.key not in FIXED or (new and column.key == "kind"):
                cell.protection = Protection(locked=False)
            if new:
                cell.border = BOX
                cell.font = Font(name=FONT, size=SIZE)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
    drop, ids = len(columns) + 1, len(columns) + 2
    _extra(sheet, top, drop, word("form_drop", plan.lang), _DROP_WIDTH)
    _extra(sheet, top, ids, word("form_action_id", plan.lang), _ID_WIDTH)
    for row, key in enumerate(plan.ids, start=top + 1):
        sheet.cell(row, drop).protection = Protection(locked=False)
        sheet.cell(row, drop).border = BOX
        _id(sheet.cell(row, ids), key)
    for key, name in (
        ("term", "term"),
        ("priority", "priority"),
        ("method", "method"),
        ("manager", "manager"),
    ):
        if key in keys:
            _choose(sheet, plan, name, keys.index(key) + 1, top + 1, last + BLANK_ROWS)
    if "partner" in keys:
        _choose(sheet, plan, "manager", keys.index("partner") + 1, top + 1, last + BLANK_ROWS)
    _protect(sheet)


def progress(book: Book, plan: ActionPlan, foot: Foot) -> None:
    """The sheet of progress: a column for each fiscal year."""
    sheet = book.sheet(word("sheet_progress", plan.lang))
    put(sheet.cell(1, 1), f"{word('sheet_progress', plan.lang)}　{plan.subtitle}", size=14, bold=True)
    sheet.row_dimensions[1].height = 24
    put(sheet.cell(2, 1), word("hint_progress", plan.lang), ink="444444")
    labels = {column.key: column.label for column in plan.columns}
    fixed = [key for key in ("no", "title", "manager") if key in labels]
    header = [*(labels[key] for key in fixed), word("progress_now", plan.lang)]
    years = [fiscal_year(year, plan.lang) for year in plan.years]
    widths = [9.0 if key == "no" else 52.0 if key == "title" else 34.0 for key in fixed]
    widths = [*widths, 16.0, *[24.0] * len(years), _ID_WIDTH]
    header = [*header, *years, word("form_action_id", plan.lang)]
    top = 4
    for position, (text, width) in enumerate(zip(header, widths), start=1):
        head(sheet.cell(top, position), headed(text, width, SIZE))
        if position <= len(fixed) + 1 or position == len(header):
            sheet.cell(top, position).fill = PatternFill("solid", fgColor=_GREY)
    set_widths(sheet, widths)
    sheet.row_dimensions[top].height = 32
    for index, key in enumerate(plan.ids):
        values = [*(plan.rows[name].iloc[index] for name in fixed), plan.states[index]]
        told = [plan.progress[index].get(year, "") for year in plan.years]
        _progress_row(sheet, top + 1 + index, [*values, *told], len(values), key, widths)
    first, last = top + 1, top + max(1, len(plan.ids))
    for position in range(len(fixed) + 2, len(header)):
        _choose(sheet, plan, "progress", position, first, last)
    sheet.freeze_panes = sheet.cell(top + 1, min(3, len(fixed) + 1))
    sheet.print_title_rows = f"{top}:{top}"
    sheet.print_area = f"A1:{get_column_letter(len(header) - 1)}{last}"
    page(sheet, foot, paper(widths[:-1]))
    _protect(sheet)


def choices(book: Book, plan: ActionPlan) -> None:
    """The sheet of what may be chosen."""
    sheet = book.sheet(word("sheet_choices", plan.lang))
    names = _lists(plan)
    for position, name in enumerate(names, start=1):
        head(sheet.cell(1, position), word(f"choices_{name}", plan.lang))
        for row, text in enumerate(plan.choices[name], start=2):
            put(sheet.cell(row, position), text)
    set_widths(sheet, [60.0 if name == "method" else 40.0 for name in names])
    _protect(sheet)


def _progress_row(
    sheet: Any, row: int, values: Sequence[Any], fixed: int, key: str, widths: Sequence[float]
) -> None:
    for position, value in enumerate(values, start=1):
        cell = sheet.cell(row, position)
        put(cell, value)
        cell.border = BOX
        cell.alignment = Alignment(
            vertical="top", wrap_text=True, horizontal="center" if position == 1 else "left"
        )
        if position > fixed:
            cell.protection = Protection(locked=False)
    _id(sheet.cell(row, len(values) + 1), key)
    sheet.row_dimensions[row].height = height(values, widths)


def _extra(sheet: Any, top: int, position: int, text: str, width: float) -> None:
    head(sheet.cell(top, position), headed(text, width, SIZE))
    if width == _ID_WIDTH:
        sheet.cell(top, position).fill = PatternFill("solid", fgColor=_GREY)
    sheet.column_dimensions[get_column_letter(position)].width = width / 1.86


def _id(cell: Any, key: str) -> None:
    put(cell, key, size=7, ink="777777")
    cell.protection = Protection(locked=True)
    cell.alignment = Alignment(vertical="top")


def _lists(plan: ActionPlan) -> list[str]:
    return [name for name in ("method", "manager", "term", "priority", "progress") if plan.choices.get(name)]


def _choose(sheet: Any, plan: ActionPlan, name: str, position: int, first: int, last: int) -> None:
    """Choices beside the cell; another text can be typed, and is looked at when the table comes back."""
    if name not in _lists(plan):
        return
    column = get_column_letter(_lists(plan).index(name) + 1)
    title = word("sheet_choices", plan.lang)
    source = f"'{title}'!${column}$2:${column}${1 + len(plan.choices[name])}"
    choice = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(position)
    choice.add(f"{letter}{first}:{letter}{last}")
    sheet.add_data_validation(choice)


def _protect(sheet: Any) -> None:
    """Without a password: against slips, not against people."""
    protection = sheet.protection
    protection.sheet = True
    for name in (
        "formatCells",
        "formatColumns",
        "formatRows",
        "insertRows",
        "autoFilter",
        "sort",
        "deleteRows",
    ):
        setattr(protection, name, False)
