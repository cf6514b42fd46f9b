"""The action plan as a Word document: head, table with a repeated header, sums, sources and notes."""

from __future__ import annotations

import datetime
import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from .actionplan import ActionPlan
from .cells import clean
from .layout import HEAD_FILL, HEAD_INK, LINE, broken, headed, paper, usable_mm
from .package import fixed
from .sums import Table, by_zone
from .words import word

FONT, LATIN = "游ゴシック", "Yu Gothic"
_PAGES = {"A4": (297, 210), "A3": (420, 297)}
_BODY, _CELL = 10, 8
_SHORT = 12
"""Rows of a table that is not broken over two pages."""
_INDENT = 1.2
"""Cell margins left and right, mm."""


def docx(plan: ActionPlan) -> bytes:
    """The document: same plan, same bytes."""
    document = Document()
    size = paper(column.width_mm for column in plan.columns)
    _properties(document, plan)
    styles(document)
    _section(document, plan, size)
    _head(document, plan)
    _form(document, plan, usable_mm(size))
    for table in plan.tables:
        if table.kind == "parcels":
            table = by_zone(table, plan.lang)
        document.add_heading(clean(table.title), level=2)
        add_table(document, table, usable_mm(size))
        if table.note:
            document.add_paragraph(clean(table.note))
    for heading, texts in (
        ("credits", plan.credits or [word("no_credits", plan.lang)]),
        ("notes", plan.notes),
    ):
        document.add_heading(word(heading, plan.lang), level=2)
        for text in texts:
            paragraph = document.add_paragraph(clean(text), style="List Bullet")
            paragraph.paragraph_format.space_after = Pt(2)
    stream = io.BytesIO()
    document.save(stream)
    return fixed(stream.getvalue())


def _properties(document: Any, plan: ActionPlan) -> None:
    properties = document.core_properties
    properties.title = clean(f"{plan.title} {plan.subtitle}")[:255]
    properties.author = properties.last_modified_by = clean(plan.office)[:255]
    properties.comments = properties.keywords = properties.subject = ""
    properties.created = properties.modified = datetime.datetime(2000, 1, 1)
    properties.language = "ja-JP" if plan.lang == "ja" else "en"


def styles(document: Any) -> None:
    """Japanese fonts in every style we use, and Japanese as the East Asian language, else Han glyphs look Chinese."""
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:eastAsia"), "ja-JP")
    sizes = {
        "Normal": _BODY,
        "Title": 20,
        "Heading 1": 15,
        "Heading 2": 13,
        "Heading 3": 11,
        "List Bullet": 9,
    }
    sizes.update({"Header": 9, "Footer": 8, "Caption": 9})
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size = Pt(size)
        style.font.name = LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        fonts.set(qn("w:eastAsia"), FONT)
        style.font.color.rgb = RGBColor.from_string(
            HEAD_FILL if name.startswith(("Title", "Heading")) else "000000"
        )
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = Pt(4)
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # no gaps around digits, which would break 「令和9〜18年度」 in its column
        switch = OxmlElement(name)
        switch.set(qn("w:val"), "0")
        normal.element.get_or_add_pPr().insert_element_before(
            switch, "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc"
        )
    heading = document.styles["Heading 2"].paragraph_format
    heading.space_before, heading.space_after = Pt(14), Pt(4)
    border = document.styles["Title"].element.find(qn("w:pPr")).find(qn("w:pBdr"))
    if border is not None:
        border.getparent().remove(border)


def _section(document: Any, plan: ActionPlan, size: str) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = (Mm(length) for length in _PAGES[size])
    section.left_margin = section.right_margin = Mm(10)
    section.top_margin, section.bottom_margin = Mm(16), Mm(14)
    section.header_distance = section.footer_distance = Mm(7)
    head = section.header.paragraphs[0]
    head.text = clean(f"{plan.subtitle}　【{plan.edition_label}】")
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    page_numbers(section.footer.paragraphs[0], plan.lang)


def page_numbers(foot: Any, lang: str) -> None:
    """「1 / 3 ページ」 in a foot's paragraph."""
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, rest = word("page", lang, page="\0", pages="\1").split("\0")
    between, after = rest.split("\1")
    for part in (before, "PAGE", between, "NUMPAGES", after):
        if part in ("PAGE", "NUMPAGES"):
            _field(foot, part)
        elif part:
            foot.add_run(part)


def _field(paragraph: Any, name: str) -> None:
    """A field that Word fills in."""
    run = paragraph.add_run()
    for kind in ("begin", "", "end"):
        if kind:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        else:
            element = OxmlElement("w:instrText")
            element.set(qn("xml:space"), "preserve")
            element.text = f" {name} "
        run._r.append(element)


def _head(document: Any, plan: ActionPlan) -> None:
    title = document.add_paragraph(clean(f"{plan.title}　{plan.subtitle}"), style="Title")
    title.paragraph_format.space_after = Pt(4)
    line = document.add_paragraph()
    for position, (name, value) in enumerate(
        [*plan.facts[1:], (word("edition", plan.lang), plan.edition_label)]
    ):
        line.add_run(("　　" if position else "") + clean(name) + "：").bold = True
        line.add_run(clean(value))
    note = document.add_paragraph(clean(plan.notes[0]))
    note.runs[0].font.size = Pt(9)
    note.paragraph_format.space_after = Pt(8)


def _form(document: Any, plan: ActionPlan, room_mm: float) -> None:
    widths = _fitted([column.width_mm for column in plan.columns], room_mm)
    table = _empty(document, len(plan.rows) + 1, widths)
    _header(table, [headed(column.label, width, _CELL) for column, width in zip(plan.columns, widths)])
    for row, values, code in zip(table.rows[1:], plan.rows.itertuples(index=False), plan.class_codes):
        _keep_together(row)
        for column, width, cell, value in zip(plan.columns, widths, _cells(row), values):
            text = _shown(broken(column.key, value, width, _CELL), column.format)
            right = bool(column.format) and column.key != "no"
            _write(cell, text, right=right, bold=column.key == "title")
            if column.key == "class" and code in plan.fills:
                _edge(cell, plan.fills[code])


def add_table(document: Any, table: Table, room_mm: float) -> Any:
    """A table at the end of a document, as wide as there is room."""
    widths = [width + 4 for width in table.widths]
    widths = widths if sum(widths) <= room_mm else _fitted(widths, room_mm)
    grid = _empty(document, len(table.rows) + 1, widths)
    _header(grid, [headed(text, width, _CELL) for text, width in zip(table.header, widths)])
    for index, (row, values) in enumerate(zip(grid.rows[1:], table.rows)):
        _keep_together(row)
        for position, (cell, value, form) in enumerate(zip(_cells(row), values, table.formats)):
            _write(cell, _shown(value, form), right=bool(form), size=9)
            if position == 0 and index < len(table.fills) and table.fills[index]:
                _edge(cell, table.fills[index])
    if len(table.rows) <= _SHORT:
        for row in grid.rows[:-1]:
            for cell in _cells(row):
                cell.paragraphs[0].paragraph_format.keep_with_next = True
    return grid


def _cells(row: Any) -> list[Any]:
    """The row's cells; ``row.cells`` walks the whole table each time."""
    return [_Cell(element, row) for element in row._tr.tc_lst]


def _fitted(widths: Sequence[float], room_mm: float) -> list[float]:
    scale = room_mm / sum(widths)
    return [width * scale for width in widths]


def _empty(document: Any, rows: int, widths_mm: Sequence[float]) -> Any:
    """A table with fixed columns, thin lines and narrow cell margins."""
    table = document.add_table(rows=rows, cols=len(widths_mm))
    table.autofit = False
    properties = table._tbl.tblPr
    properties.append(
        _borders("w:tblBorders", ("top", "left", "bottom", "right", "insideH", "insideV"), LINE, 4)
    )
    layout = properties.find(qn("w:tblLayout"))
    if layout is not None:
        # the schema wants borders before layout, and margins after
        properties.remove(layout)
        properties.append(layout)
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(_INDENT * 56.7)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties.append(margins)
    for column, width in zip(table.columns, widths_mm):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(_cells(row), widths_mm):
            cell.width = Mm(width)
    return table


def _borders(tag: str, sides: Sequence[str], colour: str, eighths: int) -> Any:
    borders = OxmlElement(tag)
    for side in sides:
        edge = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", str(eighths)), ("space", "0"), ("color", colour)):
            edge.set(qn(f"w:{key}"), value)
        borders.append(edge)
    return borders


def _header(table: Any, labels: Sequence[str]) -> None:
    row = table.rows[0]
    _keep_together(row)
    repeat = OxmlElement("w:tblHeader")
    row._tr.get_or_add_trPr().append(repeat)
    for cell, text in zip(_cells(row), labels):
        _write(cell, text, bold=True, ink=HEAD_INK)
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", HEAD_FILL)):
            shade.set(qn(f"w:{key}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _keep_together(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _write(
    cell: Any, text: str, *, right: bool = False, bold: bool = False, ink: str = "000000", size: float = _CELL
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Mm(1)
    run = paragraph.add_run(clean(text))
    run.bold = bold
    run.font.size = Pt(size)
    run.font.color.rgb = RGBColor.from_string(ink)


def _edge(cell: Any, fill: str) -> None:
    """The class's colour as a broad edge on the left of the cell."""
    cell._tc.get_or_add_tcPr().append(_borders("w:tcBorders", ("left",), fill.lstrip("#"), 36))


def _shown(value: Any, form: str) -> str:
    """A number as the spreadsheet would show it."""
    if value is None:
        return ""
    if isinstance(value, str) or not form:
        return str(value)
    form, sign = form.split(";")[0], "+" if form.startswith("+") else ""
    digits = len(form.split(".")[1]) if "." in form else 0
    return f"{value:{sign},.{digits}f}" if "," in form else f"{value:{sign}.{digits}f}"
