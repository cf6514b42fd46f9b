"""Tables and paragraphs as XML, to stand in a Word template where it says so."""

from __future__ import annotations

from collections.abc import Sequence

from docx import Document
from lxml import etree
from markupsafe import Markup

from .cells import clean
from .docx import add_table, styles
from .sums import Table


def tables(parts: Sequence[Table], room_mm: float, *, titled: bool = True) -> Markup:
    """Some tables below each other, each with its title before and its note behind; '' for none."""
    document = Document()
    styles(document)
    for table in parts:
        if titled and table.title:
            paragraph = document.add_paragraph()
            paragraph.add_run(clean(table.title)).bold = True
            paragraph.paragraph_format.keep_with_next = True
        if table.rows:
            add_table(document, table, room_mm)
        if table.note:
            note = document.add_paragraph(clean(table.note))
            note.runs[0].font.size = _points(8)
        else:
            gap = document.add_paragraph().paragraph_format
            gap.space_after, gap.line_spacing = _points(0), _points(6)
    body = document.element.body
    xml = "".join(
        etree.tostring(element, encoding="unicode")
        for element in body
        if etree.QName(element).localname in ("tbl", "p")
    )
    return Markup(xml)  # noqa: S704 (made of elements; lxml has escaped the texts)


def table(part: Table, room_mm: float, *, titled: bool = False) -> Markup:
    """One table."""
    return tables([part], room_mm, titled=titled)


def _points(number: float) -> int:
    from docx.shared import Pt

    size: int = Pt(number)
    return size
