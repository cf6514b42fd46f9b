from __future__ import annotations

import datetime
import hashlib
import shutil
import subprocess
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .conftest import build_plan

pytestmark = pytest.mark.usefixtures("qgis_app")

DAY = datetime.date(2026, 4, 1)


def text_of(pdf: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    run = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], capture_output=True, check=True)
    return run.stdout.decode("utf-8")


def streams(pdf: Path) -> bytes:
    """Everything in the file, its compressed streams unpacked."""
    content = pdf.read_bytes()
    parts = [content]
    for chunk in content.split(b"stream\n")[1:]:
        try:
            parts.append(zlib.decompressobj().decompress(chunk))
        except zlib.error:
            continue
    return b"".join(parts)


@pytest.fixture(scope="module")
def public(plan_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from kosozu.gis.sheet import print_sheet

    output = tmp_path_factory.mktemp("sheet") / "公表用.pdf"
    assert print_sheet(str(plan_path), str(output), day=DAY) == str(output)
    return output


def test_the_pdf_says_what_a_sheet_has_to_say(public: Path) -> None:
    text = "".join(text_of(public).split())
    for wanted in (
        "青木谷地域管理構想",
        "地域管理構想図",
        "上田市",
        "公表用",
        "案",
        "凡例",
        "区域面積",
        "うち農地",
        "積極的に維持",
        "粗放的管理",
        "協議中",
        "未検討",
        "調整事項",
        "縮尺1：4,000",
        "令和8年4月1日",
        "令和7〜16年度",
        "平面直角座標系第8系",
        "「筆ポリゴンデータ（農林水産省）」を加工して作成",
        "権利や法令上の規制を定めるものではありません",
    ):
        assert "".join(wanted.split()) in text, wanted
    assert "見本" not in text
    assert "林地化" not in text


def test_names_can_be_found_in_the_pdf(public: Path) -> None:
    assert "長谷川の田" in "".join(text_of(public).split())


def test_the_pdf_carries_no_user_and_no_parcel(public: Path) -> None:
    content = streams(public)
    for word in (b"u005", b"12-1", b"/Measure", b"/GPTS"):
        assert word not in content
    assert b"finding_key" not in content


def test_the_plan_is_only_read(plan_path: Path, tmp_path: Path) -> None:
    from kosozu.gis.sheet import print_sheet

    before = hashlib.sha256(plan_path.read_bytes()).hexdigest()
    beside = sorted(path.name for path in plan_path.parent.iterdir())
    print_sheet(str(plan_path), str(tmp_path / "x.png"), dpi=60)
    assert hashlib.sha256(plan_path.read_bytes()).hexdigest() == before
    assert sorted(path.name for path in plan_path.parent.iterdir()) == beside


def test_the_png_shows_the_classes_and_is_the_same_twice(plan_path: Path, tmp_path: Path) -> None:
    from qgis.PyQt.QtGui import QImage

    from kosozu.gis.sheet import print_sheet

    first, second = tmp_path / "1.png", tmp_path / "2.png"
    for path in (first, second):
        print_sheet(str(plan_path), str(path), day=DAY, dpi=80)
    image = QImage(str(first))
    assert (image.width(), image.height()) == (1322, 935)
    from kosozu.gis.sheet_check import _pixels

    pixels = _pixels(image)
    assert len(np.unique(pixels)) > 100
    assert (pixels != 0xFFFFFF).mean() > 0.2
    assert first.read_bytes() == second.read_bytes()


def test_editions_differ_in_parcels_and_marks(plan_path: Path, tmp_path: Path) -> None:
    from kosozu.gis.sheet import print_sheet

    pictures = []
    for edition in ("public", "counter", "internal"):
        path = tmp_path / f"{edition}.png"
        print_sheet(str(plan_path), str(path), edition=edition, day=DAY, dpi=60)
        pictures.append(path.read_bytes())
    assert len(set(pictures)) == 3


def test_a_character_that_the_font_lacks_is_refused_with_both_named(qgis_app: Any, tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet import print_sheet
    from kosozu.gis.sheet_text import japanese_font

    plan = build_plan(tmp_path / "p.gpkg", zone_name="\U000323af田")
    output = tmp_path / "x.pdf"
    with pytest.raises(KosozuError) as error:
        print_sheet(str(plan), str(output))
    assert error.value.code == "GIS-GLYPHS"
    assert japanese_font() in error.value.text("ja")
    assert "\U000323af" in error.value.text("ja")
    assert not output.exists()


def test_a_font_without_japanese_is_refused(plan_path: Path, tmp_path: Path) -> None:
    from qgis.PyQt.QtGui import QFontDatabase

    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet import print_sheet

    latin = [name for name in QFontDatabase().families() if "DejaVu" in name or "Liberation" in name]
    if not latin:
        pytest.skip("no Latin font is installed")
    with pytest.raises(KosozuError) as error:
        print_sheet(str(plan_path), str(tmp_path / "x.pdf"), font_family=latin[0])
    assert error.value.code == "GIS-GLYPHS"
    assert latin[0] in error.value.text("en")


@pytest.mark.parametrize(
    ("output", "more", "code"),
    [
        ("x.jpg", {}, "GIS-OUTPUT-KIND"),
        ("x.pdf", {"sheet": "B4"}, "GIS-SHEET"),
        ("x.pdf", {"edition": "secret"}, "REP-EDITION"),
        ("no/such/folder/x.pdf", {}, "GIS-WRITE"),
        ("x.pdf", {"font_family": "No Such Font"}, "GIS-FONT-ABSENT"),
    ],
)
def test_wrong_wishes_are_refused(
    plan_path: Path, tmp_path: Path, output: str, more: dict[str, Any], code: str
) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet import print_sheet

    with pytest.raises(KosozuError) as error:
        print_sheet(str(plan_path), str(tmp_path / output), **more)
    assert error.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_legend_numbers_come_from_zones_and_effective_classes(plan_path: Path) -> None:
    from kosozu.core.progress import SILENT
    from kosozu.gis.sheet_data import finding_groups, read_sheet

    data = read_sheet(str(plan_path), "public", DAY, SILENT)
    rows = {row.code: row for row in data.legend}
    assert {code: (row.zones, row.area_m2, row.farmland_m2) for code, row in rows.items()} == {
        "A1": (2, pytest.approx(300_000), pytest.approx(30 * 8100)),
        "B1": (1, pytest.approx(90_000), pytest.approx(18 * 8100)),
        "X": (1, pytest.approx(60_000), 0.0),
    }
    assert rows["A1"].share == pytest.approx(50.0)
    assert data.total.share + data.blank.share == pytest.approx(100.0)
    groups = finding_groups(data).set_index("severity")
    assert groups.loc["BLOCK"].tolist() == [1, 2]
    assert groups.loc["CHECK"].tolist() == [1, 0]


def test_a_sheet_can_be_printed_in_a_worker(plan_path: Path, tmp_path: Path) -> None:
    from qgis.PyQt.QtCore import QThread

    from kosozu.gis.sheet import print_sheet

    output, problems = tmp_path / "x.pdf", []

    class Worker(QThread):
        def run(self) -> None:
            try:
                print_sheet(str(plan_path), str(output), day=DAY)
            except Exception as error:
                problems.append(error)

    worker = Worker()
    worker.start()
    assert worker.wait(60_000)
    assert problems == []
    assert output.stat().st_size > 10_000


def test_a_background_is_drawn_and_a_made_up_one_is_said(plan_path: Path, tmp_path: Path, root: Path) -> None:
    from kosozu.gis.sheet import print_sheet

    files = [str(root / "samples" / f"{name}.geojson") for name in ("roads", "places")]
    output = tmp_path / "x.pdf"
    print_sheet(str(plan_path), str(output), background=files, day=DAY)
    text = "".join(text_of(output).split())
    assert "道路" in text
    assert "見本の架空データ" in text


def test_scales_are_round_and_let_everything_fit() -> None:
    from qgis.core import QgsRectangle

    from kosozu.gis.sheet import round_scale

    for width, expected in [
        (50, 500),
        (303, 1000),
        (304, 1500),
        (3030, 10_000),
        (4543, 15_000),
        (40_000, 150_000),
    ]:
        assert round_scale(QgsRectangle(0, 0, width, 10), 305, 236) == expected


def test_japanese_lines_break_where_they_may() -> None:
    from kosozu.gis.sheet_text import japanese_font, width_mm, wrapped

    family = japanese_font()
    text = (
        "この図は、土地の管理の方向を話し合うためのもので、「権利」や法令上の規制（EPSG:6676）を定めません。"
    )
    for width in range(18, 60, 3):
        lines = wrapped(text, family, 8, width)
        assert "".join(lines).replace(" ", "") == text
        assert not any(line[0] in "、。）」" for line in lines)
        assert not any(line[-1] in "（「" for line in lines)
        assert all(width_mm(line, family, 8) <= width + 6 for line in lines)
