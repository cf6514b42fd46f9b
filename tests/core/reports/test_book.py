"""Workbooks that are written row by row are the same workbooks."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from kosozu.core.reports.book import SIZE, Book, Foot
from kosozu.core.reports.layout import fitting, lines_in
from kosozu.core.reports.sums import Table

HEADER = ("管理区分", "地番", "面積（㎡）", "内容")
WIDTHS = (44.0, 28.0, 22.0, 26.0)
ROWS = [
    ("A1 積極的に維持", "12-3", 1234.5, "一行"),
    ("B1 粗放的管理", "＝1+1", None, "長い文" * 30),
    ("", "=1+1", 7, "二行\nの文"),
    (None, "@x", 0, "a\x0bb\r\nc"),
]


def made(*, streamed: bool) -> Any:
    book = Book("題", "架空市", Foot("左", "右", "ja"), {"kosozu_plan": "p"}, streamed=streamed)
    book.listing(
        "一覧",
        HEADER,
        ROWS,
        ("", "", "#,##0", ""),
        WIDTHS,
        fills=("#001893", "#F8DA60"),
        heading="見出し",
        note="注",
    )
    book.listing("見出しなし", HEADER, ROWS[:1], ("", "", "#,##0", ""), WIDTHS)
    book.listing("空", HEADER, [], ("", "", "#,##0", ""), WIDTHS)
    table = Table("表", HEADER, ROWS, ("", "", "#,##0", ""), WIDTHS, "表の注")
    book.tables("面積", "面積の表", [table, table], "全体の注")
    book.texts("出典と注記", [("出典", ["一つ目", "長い文です。" * 40]), ("注記", [])])
    return load_workbook(io.BytesIO(book.bytes()))


def test_a_streamed_workbook_is_the_same() -> None:
    plain, streamed = made(streamed=False), made(streamed=True)
    assert plain.sheetnames == streamed.sheetnames
    assert plain.properties.creator == streamed.properties.creator == "架空市"
    for one, other in zip(plain, streamed):
        assert one.dimensions == other.dimensions
        for row, same in zip(one.iter_rows(), other.iter_rows()):
            assert [looks(cell) for cell in row] == [looks(cell) for cell in same]
        for name in ("freeze_panes", "print_title_rows"):
            assert getattr(one, name) == getattr(other, name)
        assert one.auto_filter.ref == other.auto_filter.ref
        assert one.sheet_view.showGridLines is other.sheet_view.showGridLines is False
        for name in ("page_setup", "page_margins", "sheet_properties", "print_options"):
            assert repr(getattr(one, name)) == repr(getattr(other, name))
        assert one.oddFooter.left.text == other.oddFooter.left.text == "左"
        assert sizes(one.column_dimensions, "width") == sizes(other.column_dimensions, "width")
        assert sizes(one.row_dimensions, "height") == sizes(other.row_dimensions, "height")
    listed = streamed["一覧"]
    assert listed.freeze_panes == "A4" and listed.auto_filter.ref == "A3:D7"
    assert listed["B6"].data_type == "s" and listed["B6"].quotePrefix


def looks(cell: Any) -> tuple[Any, ...]:
    if not cell.has_style:
        return cell.value, cell.data_type
    parts = ("font", "fill", "border", "alignment", "number_format", "quotePrefix")
    return cell.value, cell.data_type, *(repr(getattr(cell, part)) for part in parts)


def sizes(dimensions: Any, name: str) -> dict[Any, Any]:
    return {key: getattr(entry, name) for key, entry in dimensions.items()}


def test_a_streamed_sheet_is_written_downwards() -> None:
    book = Book("題", "架空市", Foot("左", "右", "ja"), streamed=True)
    sheet = book.sheet("表")
    sheet.cell(3, 2).value = "三"
    sheet.cell(3, 1).value = "三の一"
    with pytest.raises(ValueError, match="row 2"):
        sheet.cell(2, 1)
    found = load_workbook(io.BytesIO(book.bytes()))["表"]
    assert [[cell.value for cell in row] for row in found.iter_rows(min_row=3)] == [["三の一", "三"]]


@pytest.mark.parametrize("width", [3.0, 12.0, 28.0, 60.0])
def test_what_fits_whatever_its_signs_takes_one_line(width: float) -> None:
    most = fitting(width, SIZE)
    assert lines_in("漢" * most, width, SIZE) == 1 < lines_in("漢" * (most + 1), width, SIZE)
