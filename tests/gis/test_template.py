"""Layout templates: the shipped ones are fresh and whole, a planner's own is used, an unsafe one is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import build_plan, info_of, printed, text_of

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path]:
    """A plan and where its own template for A3 landscape goes, with the shipped one there."""
    from kosozu.gis.sheet_template import FOLDER

    plan = build_plan(tmp_path / "谷.gpkg")
    template = tmp_path / "谷.A3-landscape.qpt"
    shutil.copy(FOLDER / "A3-landscape.qpt", template)
    return plan, template


def changed(template: Path, old: str, new: str) -> None:
    text = template.read_text(encoding="utf-8")
    assert old in text
    template.write_text(text.replace(old, new), encoding="utf-8")


def test_the_shipped_templates_are_what_the_script_makes(root: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(root / "scripts" / "make_templates.py"), "--check"],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout


def test_every_shipped_template_loads_whole_and_nothing_leaves_the_page(root: Path) -> None:
    from qgis.core import QgsProject

    from kosozu.gis.sheet_compose import new_layout
    from kosozu.gis.sheet_template import FOLDER, NEEDED, Template

    names = sorted(path.name for path in FOLDER.glob("*.qpt"))
    assert len(names) == 16
    for name in names:
        project = QgsProject()
        template = Template(new_layout(project), FOLDER / name)
        width, height = template.size
        for key in NEEDED:
            x, y, wide, high = template.box(key)
            if key == "scalebar":  # its size is that of its lengths
                wide = high = 0.0
            assert x >= 0 and y >= 0 and x + wide <= width + 0.01 and y + high <= height + 0.01, (name, key)
        boxes = [template.box(key) for key in ("map", "panel", "rights", "credits")]
        for one, first in enumerate(boxes):
            for second in boxes[one + 1 :]:
                apart = (
                    first[0] + first[2] <= second[0] + 0.01
                    or second[0] + second[2] <= first[0] + 0.01
                    or first[1] + first[3] <= second[1] + 0.01
                    or second[1] + second[3] <= first[1] + 0.01
                )
                assert apart, (name, first, second)
        project.clear()


def test_a_plans_own_template_goes_before_the_shipped_one(own: tuple[Path, Path], tmp_path: Path) -> None:
    from kosozu.gis.sheet_template import FOLDER, template_path
    from kosozu.gis.sheet_wish import Wish

    plan, template = own
    assert template_path(str(plan), Wish()) == template
    assert template_path(str(plan), Wish(sheet="A1")) == FOLDER / "A1-landscape.qpt"
    assert template_path(str(plan), Wish(large=True)) == FOLDER / "A3-landscape-large.qpt"
    special = tmp_path / "谷.A3-landscape.compare.qpt"
    shutil.copy(template, special)
    assert template_path(str(plan), Wish(kind="compare")) == special
    assert template_path(str(plan), Wish()) == template


def test_places_sizes_and_an_offices_own_words_count(own: tuple[Path, Path], tmp_path: Path) -> None:
    """A smaller map, a larger page, a word of the office: all of it is on the sheet."""
    plan, template = own
    before = tmp_path / "before.pdf"
    template.rename(tmp_path / "aside.qpt")
    printed(plan, before)
    (tmp_path / "aside.qpt").rename(template)
    changed(template, 'size="420,297,mm"', 'size="500,350,mm"')
    changed(template, 'size="305,', 'size="200,')
    changed(template, 'labelText="計画期間"', 'labelText="計画期間" ')
    text = template.read_text(encoding="utf-8")
    start = text.index(' <LayoutItem type="65641" id="period"')
    item = text[start : text.index("</LayoutItem>\n", start) + len("</LayoutItem>\n")]
    office = (
        item.replace('id="period"', 'id=""')
        .replace("計画期間", "農政課　電話は代表へ")
        .replace('zValue="', 'zValue="9')
    )
    template.write_text(text.replace("</Layout>", office + "</Layout>"), encoding="utf-8")
    after = tmp_path / "after.pdf"
    printed(plan, after)
    assert "農政課電話は代表へ" in text_of(after)
    across, up = (
        float(part) * 25.4 / 72 for part in info_of(after)["Page size"].split(" pts")[0].split(" x ")
    )
    assert (across, up) == pytest.approx((500, 350), abs=0.7)
    assert "縮尺1：4,000" in text_of(before) and "縮尺1：6,000" in text_of(after)


def test_an_items_type_and_colour_count(own: tuple[Path, Path], tmp_path: Path) -> None:
    from qgis.core import QgsProject

    from kosozu.gis.sheet_compose import new_layout
    from kosozu.gis.sheet_template import Template

    _, template = own
    project = QgsProject()
    slot = Template(new_layout(project), template).slot("title")
    assert (slot.points, slot.bold, slot.align, slot.ink, slot.family) == (23.0, True, "left", "#1f1f1f", "")
    changed(template, 'description="Sans Serif,23,-1,5,75', 'description="Sans Serif,30,-1,5,50')
    changed(
        template,
        'fontSize="23" fontSizeUnit="Point" fontWeight="75"',
        'fontSize="30" fontSizeUnit="Point" fontWeight="50"',
    )
    slot = Template(new_layout(project), template).slot("title")
    assert slot.points == 30.0
    project.clear()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('id="credits"', 'id="others"', "GIS-TEMPLATE-ITEM"),
        ('id="map"', 'id="map2"', "GIS-TEMPLATE-ITEM"),
        ('labelText="出典"', "labelText=\"[% env('HOME') %]\"", "GIS-TEMPLATE-UNSAFE"),
        ('labelText="出典" htmlState="0"', 'labelText="出典" htmlState="1"', "GIS-TEMPLATE-UNSAFE"),
        ('file=""', 'file="https://example.com/x.svg"', "GIS-TEMPLATE-UNSAFE"),
        ('type="65640"', 'type="65647"', "GIS-TEMPLATE-UNSAFE"),
        ("</Layout>", "<LayoutMultiFrame/></Layout>", "GIS-TEMPLATE-UNSAFE"),
        (
            "</Layout>",
            '<Option type="bool" name="active" value="true"/></Layout>',
            "GIS-TEMPLATE-UNSAFE",
        ),
        ("</Layout>", "", "GIS-TEMPLATE"),
        ("Layout", "Report", "GIS-TEMPLATE"),
    ],
)
def test_a_template_that_may_not_be_used(
    own: tuple[Path, Path], tmp_path: Path, old: str, new: str, code: str
) -> None:
    from kosozu.core.errors import KosozuError

    plan, template = own
    changed(template, old, new)
    with pytest.raises(KosozuError) as error:
        printed(plan, tmp_path / "x.pdf")
    assert error.value.code == code
    assert template.name in error.value.text("ja")
    assert not (tmp_path / "x.pdf").exists()


def test_a_template_saved_by_qgis_itself_works(own: tuple[Path, Path], tmp_path: Path) -> None:
    from qgis.core import QgsProject, QgsReadWriteContext
    from qgis.PyQt.QtXml import QDomDocument

    from kosozu.gis.sheet_compose import new_layout
    from kosozu.gis.sheet_template import FOLDER

    plan, template = own
    project = QgsProject()
    layout = new_layout(project)
    document = QDomDocument()
    document.setContent((FOLDER / "A3-landscape.qpt").read_bytes())
    layout.loadFromTemplate(document, QgsReadWriteContext(), True)
    assert layout.saveAsTemplate(str(template), QgsReadWriteContext())
    project.clear()
    found = printed(plan, tmp_path / "x.pdf")
    assert found.pages == 1
    assert "凡例" in text_of(tmp_path / "x.pdf")


def test_a_second_page_takes_what_finds_no_room(own: tuple[Path, Path], tmp_path: Path) -> None:
    plan, template = own
    text = template.read_text(encoding="utf-8")
    start = text.index('id="panel"')
    head = text[start:]
    size = head[head.index('size="') : head.index('mm"', head.index('size="')) + 3]
    width = size.split('"')[1].split(",")[0]
    template.write_text(text[:start] + head.replace(size, f'size="{width},30,mm"', 1), encoding="utf-8")
    found = printed(plan, tmp_path / "x.pdf")
    assert found.pages == 2
    assert "凡例・出典のつづき".replace("・", "") in text_of(tmp_path / "x.pdf").replace("‧", "").replace(
        "・", ""
    )
    printed(plan, tmp_path / "x.png", dpi=50)
    assert (tmp_path / "x-2.png").stat().st_size > 1000
