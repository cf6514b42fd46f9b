"""Sheets of an Excel workbook as an office prints them: heads, boxes, widths, paper and feet."""

from __future__ import annotations

import copy
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from .cells import clean, risky
from .layout import HEAD_FILL, HEAD_INK, LINE, contrast, fitting, headed, lines_in, paper
from .package import fixed
from .stream import Stream
from .sums import Table
from .words import word

FONT = "游ゴシック"
SIZE = 9
MOST_ROWS = 1_048_576
"""Rows of a sheet."""
_MM_PER_CHARACTER = 1.86
"""Width of a digit in the workbook's default font (Calibri 11), which is Excel's unit of column width."""
_LINE_POINTS = 13.5
_PAPER = {"A4": 9, "A3": 8}
_MOST_POINTS = 405.0
_EDGE = Side(style="thin", color=LINE)
BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


@dataclass(frozen=True)
class Foot:
    """What stands at the foot of each printed page."""

    left: str
    right: str
    lang: str


class Book:
    """A workbook in the making; same sheets, same bytes.

    A ``streamed`` one writes rows as they come, from the first to the last, and forgets them: for long lists.
    """

    def __init__(
        self,
        title: str,
        author: str,
        foot: Foot,
        stamp: Mapping[str, str] | None = None,
        *,
        streamed: bool = False,
    ) -> None:
        self._book = Workbook(write_only=streamed)
        self._foot = foot
        self._fresh = not streamed
        self._streams: list[Stream] = []
        properties = self._book.properties
        properties.creator = properties.lastModifiedBy = clean(author)[:255]
        properties.title = clean(title)[:255]
        for name, value in (stamp or {}).items():
            _define(self._book.defined_names, name, value)

    def sheet(self, title: str) -> Any:
        """A new sheet; the workbook's first one is used before others are made."""
        if self._book.write_only:
            self._streams.append(Stream(self._book.create_sheet(title)))
            return self._streams[-1]
        sheet = self._book.active if self._fresh else self._book.create_sheet()
        self._fresh = False
        sheet.title = title
        return sheet

    def listing(
        self,
        title: str,
        header: Sequence[str],
        rows: Sequence[Sequence[Any]],
        formats: Sequence[str],
        widths: Sequence[float],
        *,
        fills: Sequence[str] = (),
        heading: str = "",
        note: str = "",
    ) -> Any:
        """A sheet with one long table: its head stays in view, repeats on paper, and filters."""
        sheet = self.sheet(title)
        set_widths(sheet, widths)
        # What stands in front of the rows in the file is set before they are written.
        page(sheet, self._foot, paper(widths))
        top = 1 + bool(heading) + bool(note)
        sheet.freeze_panes = f"A{top + 1}"
        row = 0
        if heading:
            row += 1
            put(sheet.cell(row, 1), heading, size=14, bold=True)
            sheet.row_dimensions[row].height = 24
        if note:
            row += 1
            put(sheet.cell(row, 1), note, ink="444444")
            sheet.row_dimensions[row].height = 17
        end = grid(sheet, top, Table("", header, rows, formats, widths, fills=fills), widths)
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(header))}{max(end, top)}"
        sheet.print_title_rows = f"{top}:{top}"
        return sheet

    def tables(self, title: str, heading: str, tables: Sequence[Table], note: str = "") -> Any:
        """A sheet with some tables below each other, each with its title and note."""
        sheet = self.sheet(title)
        widths: list[float] = []
        for table in tables:
            most = max(len(widths), len(table.widths))
            pairs = zip(padded(widths, most), padded(table.widths, most))
            widths = [max(pair) for pair in pairs]
        set_widths(sheet, widths)
        page(sheet, self._foot, paper(widths))
        put(sheet.cell(1, 1), heading, size=14, bold=True)
        sheet.row_dimensions[1].height = 24
        row = 3
        if note:
            put(sheet.cell(2, 1), note, ink="444444")
        for table in tables:
            put(sheet.cell(row, 1), table.title, size=11, bold=True)
            row = grid(sheet, row + 1, table, widths)
            if table.note:
                row += 1
                _note(sheet, row, table.note, widths[: len(table.header)])
            row += 2
        return sheet

    def texts(self, title: str, parts: Sequence[tuple[str, Sequence[str]]]) -> Any:
        """A sheet of sentences under headings."""
        sheet = self.sheet(title)
        width = 175.0
        set_widths(sheet, [width])
        page(sheet, self._foot, "A4", landscape=False)
        row = 1
        for heading, texts in parts:
            put(sheet.cell(row, 1), heading, size=12, bold=True)
            sheet.row_dimensions[row].height = 22
            for text in texts:
                row += 1
                cell = sheet.cell(row, 1)
                put(cell, text, size=10)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                sheet.row_dimensions[row].height = height([text], [width]) + 3
            row += 2
        return sheet

    def bytes(self) -> bytes:
        """The file."""
        for sheet in self._streams:
            sheet.end()
        stream = io.BytesIO()
        self._book.save(stream)
        return fixed(stream.getvalue())


def _define(names: Any, name: str, value: str) -> None:
    """A name that stands for a text: what programs keep when they save the workbook, unlike custom properties."""
    entry = DefinedName(name, attr_text='"' + clean(value).replace('"', '""') + '"')
    if hasattr(names, "append"):  # openpyxl before 3.1
        names.append(entry)
    else:
        names[name] = entry


def put(cell: Any, value: Any, *, size: float = SIZE, bold: bool = False, ink: str = "000000") -> None:
    """Write a value; a text stays a text whatever it begins with."""
    _set(cell, value)
    if isinstance(value, str) and risky(value):
        cell.quotePrefix = True
    cell.font = Font(name=FONT, size=size, bold=bold, color=ink)


def head(cell: Any, text: str) -> None:
    """The head of a column."""
    put(cell, text, bold=True, ink=HEAD_INK)
    cell.fill = PatternFill("solid", fgColor=HEAD_FILL)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = BOX


def filled(cell: Any, fill: str) -> None:
    """A colour behind a cell, with the ink that reads on it."""
    cell.fill = PatternFill("solid", fgColor=fill.lstrip("#"))
    cell.font = Font(name=FONT, size=SIZE, color=contrast(fill))


def grid(sheet: Any, row: int, table: Table, widths: Sequence[float]) -> int:
    """Write a table from its head on; returns its last row."""
    header = [headed(text, width, SIZE) for text, width in zip(table.header, widths)]
    for position, text in enumerate(header, start=1):
        head(sheet.cell(row, position), text)
    sheet.row_dimensions[row].height = height(header, widths) + 4
    looks: dict[tuple[str, str, bool], Any] = {}
    rooms, single = [fitting(width, SIZE) for width in widths], height([], [])
    for index, values in enumerate(table.rows):
        row += 1
        colour = table.fills[index] if index < len(table.fills) else ""
        for position, (value, form) in enumerate(zip(values, table.formats), start=1):
            cell = sheet.cell(row, position)
            look = form, colour if position == 1 else "", isinstance(value, str) and risky(value)
            _set(cell, value)
            if look not in looks:  # openpyxl looks each style up in all of the book's, which takes its time
                looks[look] = _styled(cell, *look)
            else:
                cell._style = copy.copy(looks[look])
        long = [
            (value, width)
            for value, width, most in zip(values, widths, rooms)
            if isinstance(value, str) and (len(value) > most or "\n" in value)
        ]
        sheet.row_dimensions[row].height = height(*zip(*long)) if long else single
    return row


def _note(sheet: Any, row: int, text: str, widths: Sequence[float]) -> None:
    """A note under a table, as wide as the table: a long one would make the printed page small."""
    cell = sheet.cell(row, 1)
    put(cell, text, ink="444444")
    if lines_in(text, sum(widths), SIZE) > 1:
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(widths))
        sheet.row_dimensions[row].height = height([text], [sum(widths)])


def _set(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        cell.value = clean(value) or None
        if cell.value is not None:
            cell.data_type = "s"
    else:
        cell.value = value


def _styled(cell: Any, form: str, colour: str, is_risky: bool) -> Any:
    """Give a cell of a table its look; returns it for the others of its kind."""
    cell.font = Font(name=FONT, size=SIZE)
    cell.alignment = Alignment(
        horizontal="right" if form else "left", vertical="center", wrap_text=not form, indent=1 if form else 0
    )
    cell.border = BOX
    if form:
        cell.number_format = form
    if colour:
        filled(cell, colour)
    if is_risky:
        cell.quotePrefix = True
    return copy.copy(cell._style)


def page(sheet: Any, foot: Foot, size: str, *, landscape: bool = True) -> None:
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
    sheet.oddFooter.left.text = _foot(foot.left)
    sheet.oddFooter.center.text = word("page", foot.lang, page="&P", pages="&N")
    sheet.oddFooter.right.text = _foot(foot.right)
    for part in (sheet.oddFooter.left, sheet.oddFooter.center, sheet.oddFooter.right):
        part.size, part.font = 8, FONT


def set_widths(sheet: Any, widths_mm: Sequence[float]) -> None:
    """Column widths in mm."""
    for position, width in enumerate(widths_mm, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = characters(width)


def padded(widths: Sequence[float], most: int) -> list[float]:
    """Widths with zeros for the columns that are not there."""
    return [*widths, *[0.0] * (most - len(widths))]


def characters(width_mm: float) -> float:
    """A width in Excel's unit."""
    return round(width_mm / _MM_PER_CHARACTER + 0.7, 2)


def height(texts: Sequence[Any], widths_mm: Sequence[float]) -> float:
    """Row height in points for wrapped texts: Excel does not fit rows that a program has written."""
    most = max((lines_in(text, width, SIZE) for text, width in zip(texts, widths_mm)), default=1)
    return min(_MOST_POINTS, math.ceil(most * _LINE_POINTS + 5))


def _foot(text: str) -> str:
    """A text in a foot: a lone & would be a command."""
    return clean(text).replace("&", "＆").replace("\n", " ")
