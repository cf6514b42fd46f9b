"""The action plan as an Excel workbook: the form, its sums, sources and notes, ready to print."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from .actionplan import ActionPlan
from .cells import clean, risky
from .layout import HEAD_FILL, HEAD_INK, LINE, broken, contrast, headed, lines_in, paper
from .package import fixed
from .sums import Table
from .words import word

FONT = "游ゴシック"
_MM_PER_CHARACTER = 1.86
"""Width of a digit in the workbook's default font (Calibri 11), which is Excel's unit of column width."""
_SIZE, _LINE_POINTS = 9, 13.5
_HEAD_ROW = 4
_PAPER = {"A4": 9, "A3": 8}
_MOST_POINTS = 405.0
_EDGE = Side(style="thin", color=LINE)
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


def xlsx(plan: ActionPlan) -> bytes:
    """The workbook: same plan, same bytes."""
    book = Workbook()
    book.properties.creator = "Kosozu"
    book.properties.title = clean(f"{plan.title} {plan.subtitle}")
    _form(book.active, plan)
    _sums(book.create_sheet(), plan)
    _notes(book.create_sheet(), plan)
    for table in plan.tables:
        if table.kind == "parcels":
            _parcels(book.create_sheet(), plan, table)
    stream = io.BytesIO()
    book.save(stream)
    return fixed(stream.getvalue())


def _put(cell: Any, value: Any, *, size: float = _SIZE, bold: bool = False, ink: str = "000000") -> None:
    """Write a value; a text stays a text whatever it begins with."""
    if isinstance(value, str):
        cell.value = clean(value) or None
        if cell.value is not None:
            cell.data_type = "s"
        if risky(value):
            cell.quotePrefix = True
    else:
        cell.value = value
    cell.font = Font(name=FONT, size=size, bold=bold, color=ink)


def _form(sheet: Any, plan: ActionPlan) -> None:
    sheet.title = word("sheet_plan", plan.lang)
    columns = plan.columns
    _put(sheet.cell(1, 1), f"{plan.title}　{plan.subtitle}", size=16, bold=True)
    sheet.row_dimensions[1].height = 28
    _put(sheet.cell(2, 1), "　".join(f"{name}：{value}" for name, value in plan.facts[1:]), size=10)
    _put(sheet.cell(3, 1), f"【{plan.edition_label}】　{plan.notes[0]}", size=9, ink="444444")
    sheet.row_dimensions[2].height = sheet.row_dimensions[3].height = 17
    for number, column in enumerate(columns, start=1):
        _head(sheet.cell(_HEAD_ROW, number), headed(column.label, column.width_mm, _SIZE))
        sheet.column_dimensions[get_column_letter(number)].width = _characters(column.width_mm)
    labels = [headed(column.label, column.width_mm, _SIZE) for column in columns]
    sheet.row_dimensions[_HEAD_ROW].height = _height(labels, [column.width_mm for column in columns]) + 6
    for number, values in enumerate(plan.rows.itertuples(index=False), start=_HEAD_ROW + 1):
        _form_row(sheet, number, values, plan, plan.class_codes[number - _HEAD_ROW - 1])
    last = _HEAD_ROW + max(len(plan.rows), 1)
    sheet.freeze_panes = sheet.cell(_HEAD_ROW + 1, min(3, len(columns)))
    sheet.auto_filter.ref = f"A{_HEAD_ROW}:{get_column_letter(len(columns))}{last}"
    sheet.print_area = f"A1:{get_column_letter(len(columns))}{last}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    _page(sheet, plan, paper(column.width_mm for column in columns))


def _form_row(sheet: Any, number: int, values: Sequence[Any], plan: ActionPlan, class_code: str) -> None:
    texts = [broken(column.key, value, column.width_mm, _SIZE) for column, value in zip(plan.columns, values)]
    for position, (column, value) in enumerate(zip(plan.columns, texts), start=1):
        cell = sheet.cell(number, position)
        fill = plan.fills.get(class_code) if column.key == "class" else None
        _put(cell, value, ink=contrast(fill) if fill else "000000", bold=column.key == "title")
        right = bool(column.format) and column.key != "no"
        cell.alignment = Alignment(
            horizontal="right" if right else "center" if column.key == "no" else "left",
            vertical="top",
            wrap_text=True,
            indent=1 if right else 0,
        )
        cell.border = _BOX
        if column.format:
            cell.number_format = column.format
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill.lstrip("#"))
    sheet.row_dimensions[number].height = _height(texts, [column.width_mm for column in plan.columns])


def _sums(sheet: Any, plan: ActionPlan) -> None:
    sheet.title = word("sheet_rollups", plan.lang)
    tables = [table for table in plan.tables if table.kind == "sums"]
    widths: list[float] = []
    for table in tables:
        widths = [
            max(pair) for pair in zip(_padded(widths, table), _padded(list(table.widths), table, widths))
        ]
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = _characters(width)
    _put(sheet.cell(1, 1), f"{word('rollups', plan.lang)}　{plan.subtitle}", size=14, bold=True)
    sheet.row_dimensions[1].height = 24
    row = 3
    for table in tables:
        row = _table(sheet, row, table, widths) + 2
    _page(sheet, plan, paper(widths))


def _padded(widths: list[float], table: Table, other: Sequence[float] = ()) -> list[float]:
    return widths + [0.0] * (max(len(table.widths), len(other), len(widths)) - len(widths))


def _table(sheet: Any, row: int, table: Table, widths: Sequence[float]) -> int:
    """Write a table with its title above and note below; returns the row of its end."""
    _put(sheet.cell(row, 1), table.title, size=11, bold=True)
    row += 1
    header = [headed(text, width, _SIZE) for text, width in zip(table.header, widths)]
    for position, text in enumerate(header, start=1):
        _head(sheet.cell(row, position), text)
    sheet.row_dimensions[row].height = _height(header, widths) + 4
    for index, values in enumerate(table.rows):
        row += 1
        for position, (value, form) in enumerate(zip(values, table.formats), start=1):
            cell = sheet.cell(row, position)
            fill = table.fills[index] if position == 1 and index < len(table.fills) else None
            _put(cell, value, ink=contrast(fill) if fill else "000000")
            cell.alignment = Alignment(
                horizontal="right" if form else "left", vertical="center", wrap_text=not form
            )
            cell.border = _BOX
            if form:
                cell.number_format = form
            if fill:
                cell.fill = PatternFill("solid", fgColor=fill.lstrip("#"))
        sheet.row_dimensions[row].height = _height(
            [value for value in values if isinstance(value, str)], widths
        )
    if table.note:
        row += 1
        _put(sheet.cell(row, 1), table.note, ink="444444")
    return row


def _parcels(sheet: Any, plan: ActionPlan, table: Table) -> None:
    sheet.title = word("sheet_parcels", plan.lang)
    for position, width in enumerate(table.widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = _characters(width)
    end = _table(sheet, 1, table, table.widths)
    sheet.freeze_panes = "A3"
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(table.header))}{end}"
    sheet.print_title_rows = "2:2"
    _page(sheet, plan, "A4", landscape=False)


def _notes(sheet: Any, plan: ActionPlan) -> None:
    sheet.title = word("sheet_notes", plan.lang)
    width = 175.0
    sheet.column_dimensions["A"].width = _characters(width)
    row = 1
    credits = plan.credits or [word("no_credits", plan.lang)]
    for heading, texts in (("credits", credits), ("notes", plan.notes)):
        _put(sheet.cell(row, 1), word(heading, plan.lang), size=12, bold=True)
        sheet.row_dimensions[row].height = 22
        for text in texts:
            row += 1
            cell = sheet.cell(row, 1)
            _put(cell, text, size=10)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            sheet.row_dimensions[row].height = _height([text], [width]) + 3
        row += 2
    _page(sheet, plan, "A4", landscape=False)


def _head(cell: Any, text: str) -> None:
    _put(cell, text, bold=True, ink=HEAD_INK)
    cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _BOX


def _page(sheet: Any, plan: ActionPlan, size: str, *, landscape: bool = True) -> None:
    """Paper, margins, one page wide, and a foot with title, edition and page."""
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = _PAPER[size]
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom = 0.45, 0.6
    sheet.page_margins.header = sheet.page_margins.footer = 0.3
    sheet.print_options.horizontalCentered = landscape
    sheet.oddFooter.left.text = _foot(plan.subtitle)
    sheet.oddFooter.center.text = word("page", plan.lang, page="&P", pages="&N")
    sheet.oddFooter.right.text = _foot(plan.edition_label)
    for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
        part.size, part.font = 8, FONT


def _foot(text: str) -> str:
    """A text in a foot: a lone & would be a command."""
    return clean(text).replace("&", "＆").replace("\n", " ")


def _characters(width_mm: float) -> float:
    return round(width_mm / _MM_PER_CHARACTER + 0.7, 2)


def _height(texts: Sequence[Any], widths_mm: Sequence[float]) -> float:
    """Row height in points for wrapped texts: Excel does not fit rows that a program has written."""
    most = max((lines_in(text, width, _SIZE) for text, width in zip(texts, widths_mm)), default=1)
    return min(_MOST_POINTS, math.ceil(most * _LINE_POINTS + 5))
