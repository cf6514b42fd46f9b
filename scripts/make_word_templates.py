"""Writes the Word templates of the reports: headings, sentences and fields; what stands in braces is filled in.

``{{ x }}`` is a text, ``{{p x }}`` a table in the paragraph's place, ``{%p for … %}`` repeats paragraphs and
``{%tr for … %}`` rows. The manual tells which names there are.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
import conftest  # noqa: F401  (loads the checkout as the package kosozu)
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from kosozu.core.reports.docx import page_numbers, styles
from kosozu.core.reports.package import fixed

FOLDER = Path(__file__).resolve().parent.parent / "core" / "reports" / "templates"
QUIET = "4B575E"


def new(width: float, height: float, *, lying: bool = False, margin: float = 20.0) -> Any:
    """A document of one page size, with Japanese styles, a head and page numbers."""
    document = Document()
    styles(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if lying else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = Mm(margin)
    section.top_margin = section.bottom_margin = Mm(margin)
    section.header_distance = section.footer_distance = Mm(8)
    head = section.header.paragraphs[0]
    head.text = "{{ title }}　【{{ edition }}】"
    head.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    page_numbers(section.footer.paragraphs[0], "ja")
    return document


def line(
    document: Any, text: str, *, style: str | None = None, size: float = 0, bold: bool = False, ink: str = ""
) -> Any:
    """A paragraph."""
    paragraph = document.add_paragraph(style=style)
    run = paragraph.add_run(text)
    if size:
        run.font.size = Pt(size)
    run.bold = bold or None
    if ink:
        run.font.color.rgb = RGBColor.from_string(ink)
    return paragraph


def lines(document: Any, *texts: str) -> None:
    """Paragraphs; what stands before a table stays with it."""
    for text, following in zip(texts, [*texts[1:], ""]):
        line(document, text).paragraph_format.keep_with_next = following.startswith("{{p") or None


def listed(document: Any, name: str, style: str = "List Bullet") -> None:
    """A list of texts."""
    line(document, f"{{%p for text in {name} %}}")
    line(document, "{{ text }}", style=style)
    line(document, "{%p endfor %}")


def when(document: Any, name: str, act: Callable[[], None]) -> None:
    """Paragraphs that stand there only where the name says something."""
    line(document, f"{{%p if {name} %}}")
    act()
    line(document, "{%p endif %}")


def picture(document: Any, name: str, caption: str) -> None:
    """A picture with its caption, where there is one."""

    def draw() -> None:
        shown = line(document, f"{{{{ {name} }}}}")
        shown.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shown.paragraph_format.keep_with_next = True
        line(document, caption, style="Caption").alignment = WD_ALIGN_PARAGRAPH.CENTER

    when(document, name, draw)


def head(document: Any, text: str) -> None:
    """Title, what it is about, and the sentence on rights."""
    document.add_paragraph(text, style="Title")
    line(
        document,
        "{% for fact in facts %}{% if not loop.first %}{{ fact.name }}：{{ fact.value }}　　{% endif %}{% endfor %}",
    )
    line(document, "【{{ edition }}】　作成：{{ office }}　{{ made_on }}", ink=QUIET)
    line(document, "{{ rights }}", size=9)


def tail(document: Any, heading: str = "出典と注記") -> None:
    """Credits and notes."""
    document.add_heading(heading, 1)
    listed(document, "credits")
    listed(document, "notes")


def full() -> Any:
    """The text of the management plan."""
    document = new(210, 297)
    head(document, "{{ title }}")
    document.add_heading("1　区域と期間", 1)
    lines(document, "{{ text_area }}", "{{p table_facts }}")
    document.add_heading("2　今の土地のようす", 1)
    line(document, "{{ text_present }}")
    picture(document, "chart_change", "図{{ figure.chart_change }}　今の状態と、これからの管理")
    lines(document, "{{p table_change }}")
    document.add_heading("集落のようす", 2)
    _outlook(document, "text_places", "tables_present")
    document.add_heading("3　このままの場合の見通し", 1)
    line(document, "{{ text_forecast }}")
    picture(document, "chart_people", "図{{ figure.chart_people }}　人口の見通し（何もしない場合）")
    picture(document, "chart_ages", "図{{ figure.chart_ages }}　年齢別の人口（何もしない場合）")
    picture(document, "chart_unmanaged", "図{{ figure.chart_unmanaged }}　だれも管理しない土地の見通し")
    when(document, "tables_forecast", lambda: lines(document, "{{p tables_forecast }}"))
    when(document, "tables_communities", lambda: _communities(document))
    document.add_heading("管理の難しさ", 2)
    _outlook(document, "text_difficulty", "tables_difficulty")
    document.add_heading("拠点に着く人（NITAS によらない試算）", 2)
    _outlook(document, "text_reach", "tables_reach")
    document.add_heading("4　土地をどう管理するか", 1)
    lines(document, "{{ text_classes }}", "{{p table_classes }}")
    picture(document, "chart_classes", "図{{ figure.chart_classes }}　管理区分別の区域面積")
    document.add_heading("管理構想図", 2)
    picture(document, "map", "図{{ figure.map }}　管理構想図（文字は管理区分の記号）")
    document.add_heading("地目・集落ごとの面積", 2)
    lines(
        document,
        "管理区分と地目（図上面積・ha）",
        "{{p table_kinds }}",
        "管理区分と農業集落（図上面積・ha）",
        "{{p table_places }}",
    )
    document.add_heading("5　必要な措置", 1)
    line(document, "{%p for entry in classes %}")
    document.add_heading("{{ entry.name }}", 2)
    line(document, "{{ entry.description }}")
    line(document, "区域：{{ entry.zones }}（{{ entry.size }}）", style="List Bullet")
    line(document, "管理手法：{{ entry.methods }}", style="List Bullet")
    line(document, "{%p endfor %}")
    document.add_heading("6　行動計画", 1)
    lines(document, "{{p table_actions }}")
    document.add_heading("管理主体ごとの集計", 2)
    lines(document, "{{p table_sums }}")
    document.add_heading("7　地域計画との関係", 1)
    lines(document, "{{ text_farmplan }}", "{{p table_districts }}")
    document.add_heading("提案すること・調整すること", 2)
    lines(document, "{{p table_changes }}")
    document.add_heading("8　調整事項と必要な手続", 1)
    lines(document, "{{ text_findings }}", "{{p table_severities }}")
    document.add_heading("決めていただきたいこと", 2)
    listed(document, "questions", "List Number")
    document.add_heading("必要な手続", 2)
    lines(document, "{{p table_needs }}")
    when(document, "not_checked", lambda: _unchecked(document))
    document.add_heading("9　使った資料", 1)
    lines(document, "{{p table_sources }}")
    tail(document, "出典と注記")
    return document


def _outlook(document: Any, text: str, tables: str) -> None:
    """A sentence, and tables where something was computed."""
    line(document, f"{{{{ {text} }}}}")
    when(document, tables, lambda: lines(document, f"{{{{p {tables} }}}}"))


def _communities(document: Any) -> None:
    document.add_heading("集落ごとの見通し", 2)
    lines(document, "{{p tables_communities }}")


def _unchecked(document: Any) -> None:
    document.add_heading("資料がないため確認していないルール", 2)
    listed(document, "not_checked")


def farmplan() -> Any:
    """The farmland plan's form, district by district, as far as the plan holds the facts."""
    document = new(297, 210, lying=True)
    head(document, "地域計画との整理　{{ title }}")
    line(
        document,
        "地域計画の参考様式にならった整理です。様式は既定（要確認）で、構想ファイルにない項目は「不明」としています。",
        ink=QUIET,
    )
    document.add_heading("地区のまとめ", 1)
    line(document, "{{p table_overview }}")
    line(document, "{%p for district in districts %}")
    document.add_heading("{{ district.name }}", 1)
    line(document, "目標年度：{{ district.target_fy }}　　公告日：{{ district.notice_date }}")
    document.add_heading("1　地域計画の区域の状況", 2)
    line(document, "{{p district.table_areas }}")
    document.add_heading("2　地域計画に提案すること", 2)
    line(document, "{{p district.table_propose }}")
    document.add_heading("3　調整すること（変更の時期）", 2)
    line(document, "{{p district.table_reconcile }}")
    document.add_heading("4　農業を担う者一覧（目標地図に位置付ける者）", 2)
    line(document, "{{p district.table_users }}")
    line(document, "{%p endfor %}")
    tail(document)
    return document


def review() -> Any:
    """The yearly review."""
    document = new(297, 210, lying=True)
    head(document, "年次点検　{{ title }}")
    line(document, "{{ lead }}", bold=True)
    for heading, table in (
        ("1　取組の進捗", "table_states"),
        ("2　期限を過ぎた手続・取組", "table_late"),
        ("3　管理区分の変化", "table_classes"),
        ("4　区域の変化", "table_zones"),
        ("5　取組の変化", "table_actions"),
    ):
        document.add_heading(heading, 1)
        line(document, f"{{{{p {table} }}}}")
    document.add_heading("6　判断のない調整事項", 1)
    line(document, "決めていただきたいこと")
    listed(document, "questions", "List Number")
    line(document, "{{p table_undecided }}")
    document.add_heading("7　取組ごとの進捗", 1)
    line(document, "{{p table_progress }}")
    tail(document)
    return document


def brief() -> Any:
    """One A3 page in two columns: the map on the left, numbers and questions on the right."""
    document = new(420, 297, lying=True, margin=11.0)
    section = document.sections[0]
    section.top_margin, section.bottom_margin = Mm(9), Mm(9)
    section.header_distance = section.footer_distance = Mm(4)
    section.header.paragraphs[0].text = ""
    section.footer.paragraphs[0].clear()
    title = document.add_paragraph("{{ heading }}", style="Title")
    title.paragraph_format.space_after = Pt(0)
    line(document, "【{{ edition }}】　{{ lead }}", size=10).paragraph_format.space_after = Pt(0)
    line(document, "{{ rights }}", size=8.5, ink=QUIET).paragraph_format.space_after = Pt(4)
    grid = document.add_table(rows=1, cols=2)
    grid.autofit = False
    for cell, width in zip(grid.rows[0].cells, (234.0, 164.0)):
        cell.width = Mm(width)
    left, right = grid.rows[0].cells
    _into(left, "{{ map_title }}", heading=True)
    _into(left, "{%p if map %}", "{{ map }}", "{%p endif %}")
    _into(left, "{{ questions_title }}", heading=True)
    _into(left, "{%p for text in questions %}", "{{ loop.index }}．{{ text }}", "{%p endfor %}", size=10.5)
    _into(right, "管理区分別の区域面積", heading=True)
    _into(right, "{{p table_classes }}")
    _into(right, "{{ chart_title }}", heading=True)
    _into(right, "{%p if chart %}", "{{ chart }}", "{%p endif %}", "{{p table_change }}")
    _numbers(right)
    _into(
        right,
        "{% for text in small %}{{ text }}{% if not loop.last %}　{% endif %}{% endfor %}",
        size=7,
        ink=QUIET,
    )
    left._element.remove(left.paragraphs[0]._element)
    right._element.remove(right.paragraphs[0]._element)
    last = document.add_paragraph()
    last.paragraph_format.space_after = Pt(0)
    last.paragraph_format.line_spacing = Pt(1)
    return document


def _into(cell: Any, *texts: str, heading: bool = False, size: float = 10, ink: str = "") -> None:
    for text in texts:
        paragraph = cell.add_paragraph(style="Heading 2" if heading else None)
        paragraph.paragraph_format.space_before = Pt(3 if heading else 0)
        paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(text)
        if not heading:
            run.font.size = Pt(size)
        if ink:
            run.font.color.rgb = RGBColor.from_string(ink)


def _numbers(cell: Any) -> None:
    """A small table with a row for each number of the page."""
    _into(cell, "数字で見る", heading=True)
    table = cell.add_table(rows=3, cols=3)
    table.autofit = False
    for row, texts in zip(
        table.rows,
        (
            ("{%tr for one in numbers %}", "", ""),
            ("{{ one.label }}", "{{ one.value }}", "{{ one.note }}"),
            ("{%tr endfor %}", "", ""),
        ),
    ):
        for place, (part, text, width) in enumerate(zip(row.cells, texts, (44.0, 40.0, 74.0))):
            part.width = Mm(width)
            run = part.paragraphs[0].add_run(text)
            part.paragraphs[0].paragraph_format.space_after = Pt(1)
            run.bold = place == 1 or None
            run.font.size = Pt(12 if place == 1 else 10 if place == 0 else 8.5)
            if place == 2:
                run.font.color.rgb = RGBColor.from_string(QUIET)
            _underline(part)


def _underline(cell: Any) -> None:
    borders = OxmlElement("w:tcBorders")
    edge = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "9AA5AE")):
        edge.set(qn(f"w:{key}"), value)
    borders.append(edge)
    cell._tc.get_or_add_tcPr().append(borders)


MAKERS = {"full": full, "farmplan": farmplan, "review": review, "brief": brief}


def content(name: str) -> bytes:
    """The bytes of a template."""
    document = MAKERS[name]()
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.title = "{{ title }}"
    stream = io.BytesIO()
    document.save(stream)
    return fixed(stream.getvalue())


def main() -> int:
    """Write them all."""
    for name in MAKERS:
        (FOLDER / f"{name}.docx").write_bytes(content(name))
    print(f"{len(MAKERS)} templates")
    return 0


if __name__ == "__main__":
    sys.exit(main())
