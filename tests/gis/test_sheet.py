"""Sheets as files: what they say, what they do not, and what is refused."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .conftest import DAY, build_plan, info_of, printed, sizes_of_type, square, streams, text_of, wkb

pytestmark = pytest.mark.usefixtures("qgis_app")

MM = {"A4": (297, 210), "A3": (420, 297), "A1": (841, 594), "A0": (1189, 841)}


@pytest.fixture(scope="module")
def public(plan_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("sheet") / "公表用.pdf"
    found = printed(plan_path, output)
    assert (found.output, found.pages, found.warnings) == (str(output), 1, [])
    return output


def test_the_pdf_says_what_a_sheet_has_to_say(public: Path) -> None:
    text = text_of(public)
    for wanted in (
        "青木谷 地域管理構想",
        "地域管理構想図",
        "上田市",
        "青木谷地区",
        "公表用",
        "案",
        "凡例",
        "区域面積",
        "うち農地",
        "積極的に維持",
        "粗放的管理",
        "協議中",
        "未検討",
        "縮尺1：4,000",
        "令和8年4月1日",
        "令和7〜16年度",
        "平面直角座標系第8系",
        "まだ版を残していません",
        "記号",
        "拠点",
        "獣害防護柵",
        "登記簿面積とは異なります",
        "「筆ポリゴンデータ（農林水産省）」を加工して作成",
        "権利や法令上の規制を定めるものではありません",
    ):
        assert "".join(wanted.split()) in text, wanted
    for absent in ("見本", "林地化", "調整事項", "筆（農地の区画）", "見守り"):
        assert absent not in text, absent


def test_names_can_be_found_in_the_pdf(public: Path) -> None:
    assert "長谷川の田" in text_of(public)


def test_the_pdf_carries_no_user_no_parcel_and_no_clock(public: Path) -> None:
    content = streams(public)
    for word in (b"u005", b"12-1", b"/Measure", b"/GPTS", b"finding_key", b"/EmbeddedFile", b"/OCG"):
        assert word not in content
    info = info_of(public)
    assert info["Author"] == "上田市"
    assert info["Title"] == "青木谷 地域管理構想"
    assert info["Creator"].startswith("Kosozu ")
    assert info["CreationDate"].startswith(("Wed Apr  1", "Tue Mar 31"))


def test_the_plan_is_only_read(plan_path: Path, tmp_path: Path) -> None:
    before = hashlib.sha256(plan_path.read_bytes()).hexdigest()
    beside = sorted(path.name for path in plan_path.parent.iterdir())
    printed(plan_path, tmp_path / "x.png", dpi=60)
    assert hashlib.sha256(plan_path.read_bytes()).hexdigest() == before
    assert sorted(path.name for path in plan_path.parent.iterdir()) == beside


def test_the_png_shows_the_classes_and_is_the_same_twice(plan_path: Path, tmp_path: Path) -> None:
    from qgis.PyQt.QtGui import QImage

    from kosozu.gis.sheet_check import pixels_of

    first, second = tmp_path / "1.png", tmp_path / "2.png"
    for path in (first, second):
        printed(plan_path, path, dpi=80)
    image = QImage(str(first))
    assert (image.width(), image.height()) == (1322, 935)
    pixels = pixels_of(image)
    assert len(np.unique(pixels)) > 100
    assert (pixels != 0xFFFFFF).mean() > 0.2
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("sheet", ["A4", "A3", "A1", "A0"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
@pytest.mark.parametrize("large", [False, True])
def test_every_size_and_direction(
    plan_path: Path, tmp_path: Path, sheet: str, orientation: str, large: bool
) -> None:
    output = tmp_path / "x.pdf"
    found = printed(plan_path, output, sheet=sheet, orientation=orientation, large=large)
    info = info_of(output)
    assert int(info["Pages"]) == found.pages <= (2 if large else 1)
    across, up = (float(part) * 25.4 / 72 for part in info["Page size"].split(" pts")[0].split(" x "))
    wanted = MM[sheet] if orientation == "landscape" else MM[sheet][::-1]
    assert (across, up) == pytest.approx(wanted, abs=0.7)
    assert found.warnings == []
    text = text_of(output)
    for word in ("青木谷地域管理構想", "公表用", "凡例", "縮尺", "令和8年4月1日", "権利や法令上の規制"):
        assert word in text


@pytest.mark.parametrize("sheet", ["A4", "A3"])
def test_large_type_is_large_and_has_kana_and_three_classes(
    plan_path: Path, tmp_path: Path, sheet: str
) -> None:
    output = tmp_path / "x.pdf"
    printed(plan_path, output, sheet=sheet, large=True)
    text = text_of(output)
    for word in ("優先的に管理", "管理方法の転換", "協議中", "未検討"):
        assert word in text
    for kana in ("ゆうせんてき", "かんりほうほう", "てんかん"):
        assert kana in text
    for absent in ("積極的に維持", "粗放的管理", "A1", "管理の縮小"):
        assert absent not in text
    sizes = sorted(sizes_of_type(output))
    kana_only = [size for size in sizes if size < 13.4]
    assert kana_only, "kana are smaller than the words under them"
    assert max(kana_only) < 10.5
    assert min(size for size in sizes if size not in kana_only) >= 13.4


def test_a_plan_that_changed_after_it_was_agreed_is_stamped_as_a_draft(
    plan_path: Path, tmp_path: Path
) -> None:
    from kosozu.core.plan import PlanFile

    output, plan = tmp_path / "x.pdf", Path(shutil.copy(plan_path, tmp_path))
    with PlanFile.open(str(plan)) as opened:
        opened.save_edition("agreed", "2026-03-01")
    found = printed(plan, output)
    assert found.warnings == [] and "確定" in text_of(output) and "第1版令和8年3月1日" in text_of(output)
    with PlanFile.open(str(plan)) as opened, opened.stroke("区分の変更") as stroke:
        stroke.update("zone", ["Z1"], {"class_code": ["A2"]})
    found = printed(plan, output)
    assert [warning.code for warning in found.warnings] == ["GIS-W-CHANGED"]
    assert "確定" not in text_of(output) and "案（第1版の後に変更）" in text_of(output)


def test_large_type_has_few_statuses_and_whole_titles(plan_path: Path, tmp_path: Path) -> None:
    output = tmp_path / "x.pdf"
    printed(plan_path, output, kind="present", edition="counter", large=True)
    text = text_of(output)
    assert "担う者あり" in text and "その他の農地" in text and "3筆以上のまとまり" in text
    assert not any(word in text for word in ("継続", "変更予定", "公表用の図", "利用者未定"))
    found = printed(plan_path, output, kind="actions", large=True)
    assert found.warnings == [] and "…" not in text_of(output)


@pytest.mark.parametrize(
    ("kind", "wanted", "absent"),
    [
        (
            "present",
            ["現況図", "担う者あり（継続）", "等（区域内）", "その他の農地"],
            ["利用者未定）", "遊休農地（1号）"],
        ),
        ("findings", ["調整事項図", "要手続", "要確認", "法令上の判断ではありません"], ["筆（農地の区画）"]),
        ("actions", ["行動計画図", "短期", "青木谷営農組合", "個人", "山際の放牧", "令和7〜16"], ["個人A"]),
    ],
)
def test_kinds_in_public(
    plan_path: Path, tmp_path: Path, kind: str, wanted: list[str], absent: list[str]
) -> None:
    output = tmp_path / "x.pdf"
    printed(plan_path, output, kind=kind)
    text = text_of(output)
    assert all(word in text for word in wanted), [word for word in wanted if word not in text]
    assert not any(word in text for word in absent)


@pytest.mark.parametrize("edition", ["counter", "internal"])
def test_kinds_in_the_office(plan_path: Path, tmp_path: Path, edition: str) -> None:
    for kind, wanted in (
        ("present", ["今後検討等（利用者未定）", "遊休農地（1号）", "遊休農地（2号）"]),
        ("findings", ["筆（農地の区画）", "要手続"]),
        ("actions", ["個人A"]),
        ("concept", ["調整事項", "筆（農地の区画）"]),
    ):
        output = tmp_path / f"{kind}.pdf"
        found = printed(plan_path, output, kind=kind, edition=edition)
        text = text_of(output)
        assert all(word in text for word in wanted), (kind, [word for word in wanted if word not in text])
        assert found.warnings == []


def test_single_parcels_in_public_only_where_they_are_turned_on(plan_path: Path, tmp_path: Path) -> None:
    output = tmp_path / "x.pdf"
    found = printed(plan_path, output, kind="present", parcels=True)
    assert [warning.code for warning in found.warnings] == ["GIS-W-PARCELS"]
    assert "今後検討等（利用者未定）" in text_of(output)


def test_editions_and_colours_differ(plan_path: Path, tmp_path: Path) -> None:
    pictures = []
    for edition in ("public", "counter", "internal"):
        for colours in ("normal", "cud", "mono"):
            path = tmp_path / f"{edition}-{colours}.png"
            printed(plan_path, path, edition=edition, colours=colours, dpi=60)
            pictures.append(path.read_bytes())
    assert len(set(pictures)) == 9


def test_black_and_white_has_no_colour(plan_path: Path, tmp_path: Path, root: Path) -> None:
    from qgis.PyQt.QtGui import QImage

    from kosozu.gis.sheet_check import pixels_of

    files = [str(root / "samples" / f"{name}.geojson") for name in ("roads", "river", "places")]
    for kind in ("concept", "present", "findings", "actions"):
        path = tmp_path / f"{kind}.png"
        printed(plan_path, path, kind=kind, colours="mono", edition="internal", dpi=60, background=files)
        pixels = pixels_of(QImage(str(path)))
        red, green, blue = pixels >> 16, pixels >> 8 & 255, pixels & 255
        assert (red == green).all() and (green == blue).all(), kind


def test_what_changed_since_the_last_edition(qgis_app: Any, tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.core.plan import PlanFile

    plan = build_plan(tmp_path / "p.gpkg")
    with pytest.raises(KosozuError) as error:
        printed(plan, tmp_path / "x.pdf", kind="compare")
    assert error.value.code == "JOB-NO-EDITION"
    with PlanFile.open(str(plan)) as opened:
        opened.save_edition("agreed", "2026-03-01")
        opened.save_edition("draft", "2026-03-02")
        with opened.stroke("変更") as stroke:
            stroke.update("zone", ["Z3"], {"class_code": ["C1"]})
    found = printed(plan, tmp_path / "x.pdf", kind="compare")
    text = text_of(tmp_path / "x.pdf")
    for word in (
        "比較図",
        "前回第1版令和8年3月1日",
        "今回令和8年4月1日",
        "15.00",
        "-15.00",
        "+15.00",
        "第1版の後に変更",
    ):
        assert word in text, word
    assert "太い線で囲んだところ（15.00ha）" in text
    assert found.pages == 1


def test_painted_parcels_are_areas_in_public_and_lonely_ones_are_left_out(
    qgis_app: Any, tmp_path: Path
) -> None:
    from kosozu.core.plan import PlanFile
    from kosozu.core.progress import SILENT
    from kosozu.gis.sheet_content import content_of
    from kosozu.gis.sheet_data import read_sheet
    from kosozu.gis.sheet_wish import Wish

    plan = build_plan(tmp_path / "p.gpkg")
    lonely, together = ["u008"], ["u028", "u029", "u038", "u039"]
    with PlanFile.open(str(plan)) as opened, opened.stroke("塗る") as stroke:
        stroke.update(
            "unit", [*lonely, *together], {name: ["D1"] + ["C1"] * 4 for name in ("paint_code", "class_code")}
        )
    content = content_of(read_sheet(str(plan), Wish(), DAY, SILENT))
    areas = content.themes[0].areas.set_index("code").geometry
    assert sorted(areas.index) == ["A1", "B1", "C1", "X"]
    assert areas["C1"].area > 4 * 9604
    assert areas["C1"].geom_type in ("Polygon", "MultiPolygon")
    assert content.themes[0].hidden == {"D1"}
    assert any("1筆" in note for note in content.themes[0].notes)
    assert content.legend.sums[0].label == "図に示さない区分"
    shown = content_of(read_sheet(str(plan), Wish(edition="counter"), DAY, SILENT))
    assert "D1" in {row.code for row in shown.legend.rows}
    for edition in ("public", "counter"):
        printed(plan, tmp_path / f"{edition}.pdf", edition=edition)


def test_a_zone_of_one_parcel_is_warned_of(qgis_app: Any, tmp_path: Path) -> None:
    from kosozu.core.plan import PlanFile

    plan = build_plan(tmp_path / "p.gpkg")
    with PlanFile.open(str(plan)) as opened, opened.stroke("区域") as stroke:
        columns = {"zone_id": ["Z9"], "tier": ["own"], "class_code": ["D1"], "name": ["沢の一枚"]}
        stroke.insert("zone", columns, geometry=wkb([square(9, 5)]))
    found = printed(plan, tmp_path / "x.pdf")
    assert [warning.code for warning in found.warnings] == ["GIS-W-SMALL-ZONE"]
    assert "沢の一枚" in found.warnings[0].text("ja")
    assert printed(plan, tmp_path / "y.pdf", edition="counter").warnings == []


def test_a_character_that_the_font_lacks_is_refused_with_both_named(qgis_app: Any, tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis.sheet_text import japanese_font

    plan = build_plan(tmp_path / "p.gpkg", zone_name="\U000323af田")
    output = tmp_path / "x.pdf"
    with pytest.raises(KosozuError) as error:
        printed(plan, output)
    assert error.value.code == "GIS-GLYPHS"
    assert japanese_font() in error.value.text("ja")
    assert "\U000323af" in error.value.text("ja")
    assert not output.exists()


@pytest.mark.parametrize("name", ["髙橋の田", "山﨑の畑", "𠮷田前", "葛󠄀の棚田"])
def test_names_whose_form_has_to_be_looked_at_are_listed(qgis_app: Any, tmp_path: Path, name: str) -> None:
    plan = build_plan(tmp_path / "p.gpkg", zone_name=name)
    found = printed(plan, tmp_path / "x.pdf")
    assert [warning.code for warning in found.warnings] == ["GIS-W-FORMS"]
    assert name in found.warnings[0].text("ja", safe=False)


def test_a_font_without_japanese_is_refused(plan_path: Path, tmp_path: Path) -> None:
    from qgis.PyQt.QtGui import QFontDatabase

    from kosozu.core.errors import KosozuError

    latin = [name for name in QFontDatabase().families() if "DejaVu" in name or "Liberation" in name]
    if not latin:
        pytest.skip("no Latin font is installed")
    with pytest.raises(KosozuError) as error:
        printed(plan_path, tmp_path / "x.pdf", font_family=latin[0])
    assert error.value.code == "GIS-GLYPHS"
    assert latin[0] in error.value.text("en")


@pytest.mark.parametrize(
    ("output", "more", "code"),
    [
        ("x.jpg", {}, "GIS-OUTPUT-KIND"),
        ("x.pdf", {"sheet": "B4"}, "GIS-SHEET"),
        ("x.pdf", {"kind": "weather"}, "GIS-WISH"),
        ("x.pdf", {"orientation": "askew"}, "GIS-WISH"),
        ("x.pdf", {"colours": "sepia"}, "GIS-WISH"),
        ("x.pdf", {"edition": "secret"}, "REP-EDITION"),
        ("no/such/folder/x.pdf", {}, "GIS-WRITE"),
        ("no/such/folder/x.png", {}, "GIS-WRITE"),
        ("x.pdf", {"font_family": "No Such Font"}, "GIS-FONT-ABSENT"),
    ],
)
def test_wrong_wishes_are_refused(
    plan_path: Path, tmp_path: Path, output: str, more: dict[str, Any], code: str
) -> None:
    from kosozu.core.errors import KosozuError

    with pytest.raises(KosozuError) as error:
        printed(plan_path, tmp_path / output, **more)
    assert error.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_nothing(plan_path: Path, tmp_path: Path) -> None:
    from kosozu.core.errors import Cancelled
    from kosozu.gis.sheet import print_sheet

    class Stop:
        asked = 0

        def step(self, en: str, ja: str) -> None:
            pass

        def percent(self, value: float) -> None:
            pass

        def cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 3

    with pytest.raises(Cancelled):
        print_sheet(str(plan_path), str(tmp_path / "x.pdf"), day=DAY, progress=Stop())
    assert list(tmp_path.iterdir()) == []


def test_colours_that_cannot_be_told_apart_are_refused(qgis_app: Any, tmp_path: Path) -> None:
    from kosozu.core.catalogue import from_texts, load
    from kosozu.core.errors import KosozuError
    from kosozu.core.progress import SILENT
    from kosozu.gis.sheet_content import content_of
    from kosozu.gis.sheet_data import read_sheet
    from kosozu.gis.sheet_wish import Wish

    texts = load().texts
    texts["classes"] = (
        texts["classes"].replace("#F8DA60,bdiag", "#7BC1F6,dots").replace("#001893,none", "#6fb8ee,dots")
    )
    plan = build_plan(tmp_path / "p.gpkg", catalogue=from_texts(texts))
    with pytest.raises(KosozuError) as error:
        content_of(read_sheet(str(plan), Wish(), DAY, SILENT))
    assert error.value.code == "GIS-PALETTE"
    assert "積極的に維持" in error.value.text("ja") and "粗放的管理" in error.value.text("ja")


def test_a_legend_that_is_not_the_maps_is_refused(plan_path: Path, tmp_path: Path, monkeypatch: Any) -> None:
    from kosozu.core.errors import KosozuError
    from kosozu.gis import sheet

    whole = sheet.content_of

    def shortened(data: Any) -> Any:
        content = whole(data)
        content.legend.rows.pop(0)
        return content

    monkeypatch.setattr(sheet, "content_of", shortened)
    with pytest.raises(KosozuError) as error:
        printed(plan_path, tmp_path / "x.pdf")
    assert error.value.code == "GIS-LEGEND"
    assert "A1" in error.value.text("ja")
    assert list(tmp_path.iterdir()) == []


def test_legend_numbers_come_from_zones_and_effective_classes(plan_path: Path) -> None:
    from kosozu.core.progress import SILENT
    from kosozu.gis.sheet_data import finding_tallies, read_sheet
    from kosozu.gis.sheet_wish import Wish

    data = read_sheet(str(plan_path), Wish(), DAY, SILENT)
    rows = {row.code: row for row in data.legend}
    assert {code: (row.zones, row.area_m2, row.farmland_m2) for code, row in rows.items()} == {
        "A1": (2, pytest.approx(300_000), pytest.approx(30 * 9604)),
        "B1": (1, pytest.approx(90_000), pytest.approx(18 * 9604)),
        "X": (1, pytest.approx(60_000), 0.0),
    }
    assert rows["A1"].share == pytest.approx(50.0)
    assert data.figures.total.share + data.figures.blank.share == pytest.approx(100.0)
    groups = {row.code: (row.count, row.places) for row in finding_tallies(data)}
    assert groups["BLOCK"] == (1, 2)
    assert groups["CHECK"] == (1, 0)


def test_a_sheet_can_be_printed_in_a_worker(plan_path: Path, tmp_path: Path) -> None:
    from qgis.PyQt.QtCore import QThread

    output, problems = tmp_path / "x.pdf", []

    class Worker(QThread):
        def run(self) -> None:
            try:
                printed(plan_path, output)
            except Exception as error:
                problems.append(error)

    worker = Worker()
    worker.start()
    assert worker.wait(60_000)
    assert problems == []
    assert output.stat().st_size > 10_000


def test_a_background_is_drawn_and_a_made_up_one_is_said(plan_path: Path, tmp_path: Path, root: Path) -> None:
    files = [str(root / "samples" / f"{name}.geojson") for name in ("roads", "places")]
    output = tmp_path / "x.pdf"
    printed(plan_path, output, background=files)
    text = text_of(output)
    assert "道路" in text
    assert "見本の架空データ" in text


def test_scales_are_round_and_let_everything_fit() -> None:
    from qgis.core import QgsRectangle

    from kosozu.gis.sheet_extent import round_scale

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


def test_a_long_name_is_cut_and_told(qgis_app: Any, tmp_path: Path) -> None:
    plan = build_plan(tmp_path / "p.gpkg", community_name="とても長い名前の地区" * 14)
    found = printed(plan, tmp_path / "x.pdf", sheet="A4")
    assert [warning.code for warning in found.warnings] == ["GIS-W-CUT"]


def parcels_only(path: Path) -> Path:
    """The small plan without its zones."""
    from kosozu.core.plan import PlanFile

    plan = build_plan(path)
    with PlanFile.open(str(plan)) as opened, opened.stroke("消す") as stroke:
        stroke.delete("zone", ["Z1", "Z2", "Z3", "Z4"])
        stroke.update("unit", [f"u{number:03d}" for number in range(60)], {"class_code": [""] * 60})
    return plan


def test_a_map_with_nothing_on_it_is_refused(qgis_app: Any, tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError

    plan = parcels_only(tmp_path / "p.gpkg")
    for kind in ("concept", "findings"):
        with pytest.raises(KosozuError) as error:
            printed(plan, tmp_path / "x.pdf", kind=kind)
        assert error.value.code == "GIS-NOTHING"
    assert not (tmp_path / "x.pdf").exists()
    printed(plan, tmp_path / "x.pdf", edition="counter")


def test_a_plan_painted_by_parcels_counts_parcels(qgis_app: Any, tmp_path: Path) -> None:
    from kosozu.core.plan import PlanFile

    plan = parcels_only(tmp_path / "p.gpkg")
    with PlanFile.open(str(plan)) as opened, opened.stroke("塗る") as stroke:
        units = [f"u{number:03d}" for number in range(15)]
        stroke.update("unit", units, {name: ["B1"] * 15 for name in ("paint_code", "class_code")})
    for large in (False, True):
        printed(plan, tmp_path / "x.pdf", large=large)
        text = text_of(tmp_path / "x.pdf")
        assert "1514.4125.0" in text  # 15 parcels of 9,604 m², a quarter of 60
        assert "区域面積" not in text


def test_no_word_stands_in_the_margin_that_a_printer_cuts(
    plan_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "x.pdf"
    # A scale at which a half of the scale bar is as long as it can be.
    monkeypatch.setattr("kosozu.gis.sheet_compose.round_scale", lambda *rest: 8000.0)
    printed(plan_path, output, sheet="A4", orientation="portrait")
    assert "1：8,000" in text_of(output)
    done = subprocess.run(["pdftotext", "-bbox", str(output), "-"], capture_output=True, check=True)
    text = done.stdout.decode("utf-8")
    width = float(re.findall(r'<page width="([\d.]+)"', text)[0])
    words = re.findall(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)"[^>]*>([^<]*)', text)
    margin = 5.0 / 25.4 * 72
    assert len(words) > 30
    assert [
        word for left, right, word in words if float(left) < margin or float(right) > width - margin
    ] == []
