"""The one-page summary as PDF, and charts as PNG: what is drawn is there, and what cannot be drawn is refused."""

from __future__ import annotations

import re
import subprocess

import pytest

pytest.importorskip("qgis.core")

from qgis.PyQt.QtGui import QImage

from kosozu.core.errors import KosozuError
from kosozu.core.reports.brief import Number, Page
from kosozu.core.reports.charts import Part, bars, stacks
from kosozu.core.reports.sums import Table
from kosozu.gis.brief_pdf import paint_page
from kosozu.gis.report_pictures import svg_png


def page(**changed) -> Page:
    chart = stacks([("今", [Part("耕作中", 3.0, "#8fbf8a"), Part("遊休", 1.0, "#e3b23c")])], "図", "ha")
    wish = {
        "title": "長谷川地区 管理構想　概要",
        "lead": "地域：青木村　期間：令和7〜16年度",
        "edition": "公表用",
        "rights": "この資料は権利を定めるものではありません。",
        "map": svg_png(bars([Part("A1", 2.0, "#001893")], "地図", "ha"), 700),
        "map_title": "管理構想図",
        "chart": chart,
        "chart_title": "今と、これから",
        "classes": Table(
            "管理区分別の区域面積",
            ("管理区分", "区域の数", "区域面積（ha）", "割合（%）"),
            [["A1 積極的に維持", 3, 1234.5, 12.5], ["合計", 3, 1234.5, 12.5]],
            ("", "#,##0", "#,##0.00", "0.0"),
            (56, 18, 24, 20),
            fills=("#001893",),
        ),
        "numbers": [Number("取組", "31件", "完了 0"), Number("人口（2050年）", "不明")],
        "questions": [f"【要手続】{number}番目の問いに、だれがいつ答えますか。" for number in range(1, 6)],
        "questions_title": "決めていただきたいこと",
        "notes": ["面積は図上面積です。"],
        "author": "架空市",
        "lang": "ja",
    }
    return Page(**{**wish, **changed})


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def test_every_text_of_the_page_is_found_in_the_pdf(qgis_app):
    drawn: list[str] = []
    pdf = paint_page(page(), drawn)
    text = re.sub(r"\s", "", text_of(pdf))
    for words in (
        "長谷川地区",
        "青木村",
        "1,234.50",
        "5番目の問い",
        "耕作中",
        "人口（2050年）",
        "積極的に維持",
    ):
        assert words in text, words
    assert {"長谷川地区 管理構想　概要", "面積は図上面積です。", "今 4.00 ha"} <= {
        re.sub("　(?=4)", " ", one) for one in drawn
    }
    assert pdf.count(b"/FontFile2") >= 1 and len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    assert "架空市".encode("utf-16-be") in pdf  # the office, as the program that made it
    assert text_of(paint_page(page())) == text_of(pdf)


def test_long_texts_are_made_smaller_and_stay_on_the_page(qgis_app):
    asked = ["とても長い問いです。" * 30 for _ in range(5)]
    pdf = paint_page(page(questions=asked, map=b"", notes=["長い注記です。" * 120]))
    assert re.sub(r"\s", "", text_of(pdf)).count("とても長い問いです。") == 150


def test_a_character_that_the_font_lacks_is_named(qgis_app):
    with pytest.raises(KosozuError) as refused:
        paint_page(page(title="見本\U000f0000の構想"))
    assert refused.value.code == "GIS-GLYPHS" and "U+F0000" in str(refused.value)


def test_a_chart_is_a_picture_of_the_width_asked_for(qgis_app):
    drawing = bars([Part("A1 積極的に維持", 52.37, "#001893"), Part("B1", 26.09, "#F8DA60")], "面積", "ha")
    png = svg_png(drawing, 900)
    image = QImage.fromData(png)
    assert image.width() == 900 and image.height() > 60
    colours = {image.pixelColor(x, y).name() for x in range(300, 700, 7) for y in range(0, image.height(), 3)}
    assert {"#001893", "#f8da60", "#ffffff"} <= colours
    assert svg_png(drawing, 900) == png
    with pytest.raises(KosozuError):
        svg_png("<svg", 100)


def test_map_and_reports_have_the_same_numbers(plan_path):
    import datetime

    from kosozu.core.jobs.figures import read_figures
    from kosozu.core.plan import PlanFile
    from kosozu.core.progress import SILENT
    from kosozu.gis.sheet_data import read_sheet
    from kosozu.gis.sheet_wish import Wish

    sheet = read_sheet(str(plan_path), Wish(), datetime.date(2026, 4, 1), SILENT).figures
    with PlanFile.open(str(plan_path), readonly=True) as opened:
        figures = read_figures(opened)
    assert sheet.classes == figures.classes and len(sheet.classes) > 1
    assert (sheet.total, sheet.blank) == (figures.total, figures.blank)
