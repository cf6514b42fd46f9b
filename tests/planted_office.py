"""Workbooks, documents and slides in which names are planted."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence


def zipped(parts: dict[str, bytes]) -> bytes:
    """A package."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def with_parts(package: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with more parts, or others."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        old = {name: archive.read(name) for name in archive.namelist()}
    return zipped({**old, **parts})


def workbook(edit: Callable[[object], None]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "見出し"
    edit(book)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def xlsx_rows(texts: Sequence[str], style: Callable[[object], None] | None = None) -> bytes:
    def edit(book: object) -> None:
        sheet = book.active  # type: ignore[attr-defined]
        for row, text in enumerate(texts, start=2):
            sheet.cell(row, 2, text)
            if style is not None:
                style(sheet.cell(row, 2))

    return workbook(edit)


def xlsx_white(texts: Sequence[str]) -> bytes:
    from openpyxl.styles import Font

    def white(cell: object) -> None:
        cell.font = Font(color="FFFFFFFF")  # type: ignore[attr-defined]

    return xlsx_rows(texts, white)


def xlsx_box(texts: Sequence[str]) -> bytes:
    from openpyxl.styles import PatternFill

    def black(cell: object) -> None:
        cell.fill = PatternFill("solid", fgColor="FF000000")  # type: ignore[attr-defined]

    return xlsx_rows(texts, black)


def xlsx_hidden(texts: Sequence[str]) -> bytes:
    """A third each in a hidden sheet, in hidden rows and in a hidden column."""

    def edit(book: object) -> None:
        sheet = book.active  # type: ignore[attr-defined]
        other = book.create_sheet("owners")  # type: ignore[attr-defined]
        other.sheet_state = "veryHidden"
        for row, text in enumerate(texts, start=2):
            if row % 3 == 0:
                other.cell(row, 1, text)
            elif row % 3 == 1:
                sheet.cell(row, 2, text)
                sheet.row_dimensions[row].hidden = True
            else:
                sheet.cell(row, 4, text)
        sheet.column_dimensions["D"].hidden = True

    return workbook(edit)


def xlsx_attributes(texts: Sequence[str]) -> bytes:
    """Defined names, comments, properties, a list to choose from."""
    from openpyxl.comments import Comment
    from openpyxl.worksheet.datavalidation import DataValidation

    def edit(book: object) -> None:
        sheet = book.active  # type: ignore[attr-defined]
        for number, text in enumerate(texts):
            if number % 2:
                sheet.cell(number + 2, 1).comment = Comment(text, "office")
        for text in texts[::2]:
            choice = DataValidation(type="list", formula1=f'"{text},x"')
            choice.add("A1")
            sheet.add_data_validation(choice)

    return workbook(edit)


def xlsx_embedded(texts: Sequence[str]) -> bytes:
    return with_parts(xlsx_rows(["見出し"]), {"xl/embeddings/list.xlsx": xlsx_rows(texts)})


def xlsx_deleted(texts: Sequence[str]) -> bytes:
    """Shared strings that no cell uses any more, and a cache of a pivot table."""
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts[::2])
    cache = "".join(f'<s v="{text}"/>' for text in texts[1::2])
    return with_parts(
        xlsx_rows(["見出し"]),
        {
            "xl/sharedStrings.xml": f"<sst>{shared}</sst>".encode(),
            "xl/pivotCache/pivotCacheDefinition1.xml": f"<sharedItems>{cache}</sharedItems>".encode(),
        },
    )


def document(body: str, parts: dict[str, bytes] | None = None) -> bytes:
    """A docx whose body is given as runs of WordprocessingML."""
    from docx import Document

    target = io.BytesIO()
    made = Document()
    made.add_paragraph("見出し")
    made.save(target)
    with zipfile.ZipFile(io.BytesIO(target.getvalue())) as archive:
        text = archive.read("word/document.xml").decode("utf-8")
    text = text.replace("<w:sectPr", body + "<w:sectPr", 1)
    return with_parts(target.getvalue(), {"word/document.xml": text.encode("utf-8"), **(parts or {})})


def _runs(texts: Sequence[str], style: str) -> str:
    """Each text in two runs of one paragraph, as Word cuts them."""
    return "".join(
        f"<w:p>{''.join(f'<w:r>{style}<w:t>{part}</w:t></w:r>' for part in (text[:2], text[2:]))}</w:p>"
        for text in texts
    )


def docx_white(texts: Sequence[str]) -> bytes:
    return document(_runs(texts, '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'))


def docx_box(texts: Sequence[str]) -> bytes:
    return document(_runs(texts, '<w:rPr><w:shd w:val="clear" w:fill="000000"/></w:rPr>'))


def docx_hidden(texts: Sequence[str]) -> bytes:
    return document(_runs(texts, "<w:rPr><w:vanish/></w:rPr>"))


def docx_attributes(texts: Sequence[str]) -> bytes:
    """Texts for those who do not see pictures, and custom properties."""
    alternatives = "".join(f'<w:p><w:r><w:drawing descr="{text}"/></w:r></w:p>' for text in texts[::2])
    custom = "".join(f"<property><vt:lpwstr>{text}</vt:lpwstr></property>" for text in texts[1::2])
    return document(alternatives, {"docProps/custom.xml": f"<Properties>{custom}</Properties>".encode()})


def docx_embedded(texts: Sequence[str]) -> bytes:
    return document("", {"word/embeddings/list.xlsx": xlsx_rows(texts)})


def docx_deleted(texts: Sequence[str]) -> bytes:
    struck = "".join(
        f"<w:p><w:del><w:r><w:delText>{text}</w:delText></w:r></w:del></w:p>" for text in texts[::2]
    )
    comments = "".join(
        f"<w:comment><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:comment>" for text in texts[1::2]
    )
    return document(struck, {"word/comments.xml": f"<w:comments>{comments}</w:comments>".encode()})


def presentation(slides: dict[str, str]) -> bytes:
    """A pptx as far as a reader of its parts sees it."""
    parts = {"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p:presentation/>"}
    return zipped({**parts, **{name: text.encode("utf-8") for name, text in slides.items()}})


def slide(texts: Sequence[str], style: str = "") -> str:
    return (
        "<p:sld>" + "".join(f"<a:p><a:r>{style}<a:t>{text}</a:t></a:r></a:p>" for text in texts) + "</p:sld>"
    )
