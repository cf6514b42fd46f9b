"""The atlas: overview, index, pages with numbers of their own."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import shapely
from land_results import with_land

from .conftest import DAY, build_plan, info_of, square, tool, wkb

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def plan(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan with two communities that share it, one of them without an outline."""
    return with_communities(build_plan(tmp_path_factory.mktemp("atlas") / "p.gpkg"))


def with_communities(path: Path) -> Path:
    """The plan with two communities, one of them without an outline."""
    from kosozu.core.plan import PlanFile

    with PlanFile.open(str(path)) as opened, opened.stroke("まとまり") as stroke:
        units = [f"u{number:03d}" for number in range(60)]
        west = [number % 10 < 5 for number in range(60)]
        columns = {
            "row_id": [f"community/{unit}" for unit in units],
            "unit_id": units,
            "kind": ["community"] * 60,
            "group_id": ["W" if is_west else "E" for is_west in west],
            "name": ["西の集落" if is_west else "東の集落" for is_west in west],
        }
        stroke.insert("unit_group", columns)
        area = {"row_id": ["community/W"], "kind": ["community"], "group_id": ["W"], "name": ["西の集落"]}
        stroke.insert("unit_group_area", area, geometry=wkb([square(0, 0, 5, 6)]))
    return path


def page_text(pdf: Path, page: int) -> str:
    run = subprocess.run(
        [tool("pdftotext"), "-layout", "-f", str(page), "-l", str(page), str(pdf), "-"],
        capture_output=True,
        check=True,
    )
    return "".join(run.stdout.decode("utf-8").split())


def atlas(plan: Path, output: Path, by: str, **wishes: Any) -> Any:
    from kosozu.gis.atlas import print_atlas
    from kosozu.gis.sheet import Wish

    return print_atlas(str(plan), str(output), by, Wish(**wishes), day=DAY)


def test_an_atlas_by_community(plan: Path, tmp_path: Path) -> None:
    output = tmp_path / "x.pdf"
    found = atlas(plan, output, "community", sheet="A4")
    assert found.pages == 4 and int(info_of(output)["Pages"]) == 4
    assert found.warnings == []
    overview, index, first, second = (page_text(output, number) for number in range(1, 5))
    assert "図面集" in overview and "1/4" in overview and "全体図" in overview
    assert "索引" in index and "2/4" in index
    east, west = index.index("東の集落"), index.index("西の集落")
    assert east < west, "in the order of their names"
    for text, name, number in ((first, "東の集落", "3/4"), (second, "西の集落", "4/4")):
        assert name in text and number in text
    for text in (overview, index, first, second):
        for word in ("公表用", "案", "令和8年4月1日", "権利や法令上の規制", "「筆ポリゴンデータ"):
            assert word in text, word


def test_pages_count_their_own_ground(plan: Path) -> None:
    from kosozu.core.progress import SILENT
    from kosozu.gis.atlas_pages import atlas_pages, page_data
    from kosozu.gis.sheet_data import read_sheet
    from kosozu.gis.sheet_wish import Wish

    data = read_sheet(str(plan), Wish(), DAY, SILENT)
    pages = {page.name: page for page in atlas_pages(data, "community", 200.0, 150.0)}
    assert int(pages["西の集落"].members.sum()) == int(pages["東の集落"].members.sum()) == 30
    west = page_data(data, pages["西の集落"]).figures
    assert {row.code: row.area_m2 for row in west.classes} == {"A1": pytest.approx(300_000)}
    assert west.total.share + west.blank.share == pytest.approx(100.0)
    for by in ("community", "zone", "grid"):
        pages_by = atlas_pages(data, by, 200.0, 150.0)
        for page in pages_by:
            figures = page_data(data, page).figures
            assert figures.total.area_m2 <= page.focus.area + 1.0
    whole = sum(
        page_data(data, page).figures.total.area_m2 for page in atlas_pages(data, "grid", 200.0, 150.0)
    )
    assert whole == pytest.approx(data.figures.total.area_m2, rel=1e-6)


def test_a_grid_covers_the_plan_and_names_its_neighbours(plan: Path, tmp_path: Path) -> None:
    from kosozu.core.progress import SILENT
    from kosozu.gis.atlas_pages import atlas_pages
    from kosozu.gis.sheet_data import read_sheet
    from kosozu.gis.sheet_wish import Wish

    data = read_sheet(str(plan), Wish(), DAY, SILENT)
    pages = atlas_pages(data, "grid", 200.0, 150.0)
    assert 1 < len(pages) <= 40
    assert len({page.scale for page in pages}) == 1 and pages[0].scale in (1000.0, 2500.0, 5000.0)
    cover = shapely.union_all([page.focus for page in pages])
    assert shapely.difference(data.area, cover).area < 1.0
    assert len({page.name for page in pages}) == len(pages)
    output = tmp_path / "x.pdf"
    found = atlas(plan, output, "grid", sheet="A4", orientation="portrait")
    text = page_text(output, 3)
    assert "→4" in text or "↓" in text
    assert found.pages == int(info_of(output)["Pages"])


def test_an_atlas_by_zone_for_the_counter_in_black_and_white(plan: Path, tmp_path: Path) -> None:
    output = tmp_path / "x.pdf"
    found = atlas(plan, output, "zone", edition="counter", colours="mono")
    assert found.pages == 2 + 4
    titles = [page_text(output, number) for number in range(3, 7)]
    for name, text in zip(("長谷川の田", "山際", "北の田", "協議の場所"), titles):
        assert name in text and "窓口閲覧用" in text


@pytest.mark.parametrize(
    ("by", "output", "more", "code"),
    [
        ("street", "x.pdf", {}, "GIS-WISH"),
        ("zone", "x.png", {}, "GIS-OUTPUT-KIND"),
        ("zone", "no/folder/x.pdf", {}, "GIS-WRITE"),
        ("zone", "x.pdf", {"sheet": "B5"}, "GIS-SHEET"),
    ],
)
def test_wrong_wishes_are_refused(
    plan: Path, tmp_path: Path, by: str, output: str, more: dict[str, Any], code: str
) -> None:
    from kosozu.core.errors import KosozuError

    with pytest.raises(KosozuError) as error:
        atlas(plan, tmp_path / output, by, **more)
    assert error.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_plan_without_communities_says_so(plan_path: Path, tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError

    with pytest.raises(KosozuError) as error:
        atlas(plan_path, tmp_path / "x.pdf", "community")
    assert error.value.code == "GIS-ATLAS-NONE"


def test_cancelling_an_atlas_leaves_nothing(plan: Path, tmp_path: Path) -> None:
    from kosozu.core.errors import Cancelled
    from kosozu.gis.atlas import print_atlas

    class Stop:
        share = 0.0

        def step(self, en: str, ja: str) -> None:
            pass

        def percent(self, value: float) -> None:
            self.share = value

        def cancelled(self) -> bool:
            return self.share > 50.0

    with pytest.raises(Cancelled):
        print_atlas(str(plan), str(tmp_path / "x.pdf"), "zone", day=DAY, progress=Stop())
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_needs_two_pages_has_two(plan: Path, tmp_path: Path) -> None:
    from qgis.core import QgsRectangle

    from kosozu.core.progress import SILENT
    from kosozu.gis.atlas_index import compose_index, index_pages
    from kosozu.gis.atlas_pages import atlas_pages
    from kosozu.gis.sheet_data import read_sheet
    from kosozu.gis.sheet_template import FOLDER
    from kosozu.gis.sheet_text import japanese_font
    from kosozu.gis.sheet_wish import Wish

    data = read_sheet(str(plan), Wish(sheet="A4"), DAY, SILENT)
    template = FOLDER / "A4-landscape.qpt"
    pages = atlas_pages(data, "zone", 200.0, 150.0) * 25
    assert isinstance(pages[0].extent, QgsRectangle)
    count = index_pages(data, template, len(pages))
    assert count == 2
    made = []
    for project, composed in compose_index(data, template, japanese_font(), pages, 4, 103):
        made.append("".join(composed.texts.certain))
        project.clear()
    assert len(made) == count
    assert "103" in made[1] and "2 / 103" in made[0] and "3 / 103" in made[1]


@pytest.fixture(scope="module")
def land(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan with its two communities, difficulty and forecast; of the west there is a forecast of its own."""
    from kosozu.core.plan import PlanFile

    path = with_land(with_communities(build_plan(tmp_path_factory.mktemp("land") / "p.gpkg")))
    with PlanFile.open(str(path)) as opened, opened.stroke("見通し") as stroke:
        rows = {
            "row_id": ["community/W/do_nothing/2030", "community/E/do_nothing/2030"],
            "scope": ["community"] * 2,
            "group_id": ["W", "E"],
            "picture": ["do_nothing"] * 2,
            "year": [2030] * 2,
            "people_middle": [87.0, 65.0],
        }
        stroke.insert("forecast", rows)
    return path


def test_an_atlas_of_the_future_has_the_years_of_each_community(land: Path, tmp_path: Path) -> None:
    output = tmp_path / "x.pdf"
    found = atlas(land, output, "community", sheet="A4", kind="future")
    assert found.pages == 4 and found.warnings == []
    overview, index, *pages = (page_text(output, number) for number in range(1, 5))
    assert "図面集全体図将来図（何もしない場合）" in overview and "1,234" in overview
    assert "主な区分" not in index and "28.81" in index
    by_name = {"西" if "西の集落将来図" in text else "東": text for text in pages}
    assert (
        "この集落の年ごとの見通し" in by_name["西"] and "87" in by_name["西"] and "1,234" not in by_name["西"]
    )
    assert "65" in by_name["東"]
    assert "2050年までは続く見込み" in by_name["西"] and "3028.81100.0" in by_name["西"]


def test_a_page_counts_its_own_parcels_of_each_class(land: Path) -> None:
    from kosozu.core.progress import SILENT
    from kosozu.gis.atlas_pages import atlas_pages, page_data
    from kosozu.gis.sheet import Wish
    from kosozu.gis.sheet_content import made_of
    from kosozu.gis.sheet_data import read_sheet

    data = read_sheet(str(land), Wish(kind="difficulty", edition="internal"), DAY, SILENT)
    pages = atlas_pages(data, "community", 200.0, 150.0)
    sums: dict[str, int] = {}
    for page in pages:
        made = made_of(page_data(data, page))
        assert made.listings == []
        assert int(made.legend.sums[0].values[0]) == page.members.sum() == 30
        for row in made.legend.rows:
            sums[row.code] = sums.get(row.code, 0) + int(row.values[0].replace("–", "0"))
    assert sums == {"harm": 6, "hard": 12, "easy": 41, "unknown": 1}


def test_the_public_has_no_years_of_few_parcels_or_of_one_user(land: Path) -> None:
    from dataclasses import replace

    from kosozu.core.progress import SILENT
    from kosozu.gis.atlas_pages import atlas_pages, page_data
    from kosozu.gis.sheet import Wish
    from kosozu.gis.sheet_data import read_sheet

    for edition, told in (("public", False), ("internal", True)):
        data = read_sheet(str(land), Wish(kind="future", edition=edition), DAY, SILENT)
        page = atlas_pages(data, "community", 200.0, 150.0)[0]
        whole = page_data(data, page)
        assert whole.future is not None and len(whole.future.years) == 1
        family = data.units["unit_id"].str[-1].to_numpy() == "7"  # column 7, six parcels of one user
        for few in (family, page.members & (page.members.cumsum() <= 2)):
            found = page_data(data, replace(page, members=few))
            assert found.future is not None and bool(len(found.future.years)) is told


def test_an_atlas_of_what_has_no_pages_is_refused(land: Path, tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError

    with pytest.raises(KosozuError) as error:
        atlas(land, tmp_path / "x.pdf", "community", kind="reach")
    assert error.value.code == "GIS-WISH" and not (tmp_path / "x.pdf").exists()
