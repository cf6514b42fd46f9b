"""Sheets of the future, of the difficulty, and of who reaches the core places: what they say, to whom, and what not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import shapely
from land_results import with_land, with_reach

from .conftest import DAY, ORIGIN, build_plan, info_of, printed, square, text_of

pytestmark = pytest.mark.usefixtures("qgis_app")


@pytest.fixture(scope="module")
def land(qgis_app: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = build_plan(tmp_path_factory.mktemp("land") / "青木谷.gpkg")
    return with_reach(with_land(path), ORIGIN)


def content(plan: Path, **wishes: Any) -> Any:
    from kosozu.core.progress import SILENT
    from kosozu.gis.sheet import Wish
    from kosozu.gis.sheet_content import content_of
    from kosozu.gis.sheet_data import read_sheet

    return content_of(read_sheet(str(plan), Wish(**wishes), DAY, SILENT))


def counts(made: Any) -> dict[str, str]:
    return {row.code: row.values[0] for row in made.legend.rows}


@pytest.mark.parametrize(
    ("kind", "wanted", "absent"),
    [
        (
            "difficulty",
            ["管理の難しさ図", "これまで通りは難しい", "おそらく大丈夫", "その他の土地", "傾斜が急", "5.0", "10.0",
             "3筆以上"],
            ["放っておくと困る", "筆（農地の区画）", "個人A"],
        ),
        (
            "future",
            ["将来図（何もしない場合）", "2040年までにいなくなる", "2050年までは続く見込み", "その他の土地", "1,234",
             "45.6", "1.2〜5.7", "不明", "架空の見通しのもと"],
            ["今すでにいない", "2030年までにいなくなる", "個人A"],
        ),
        (
            "reach",
            ["到達圏図（NITASによらない試算）", "15分以内", "45分を超え60分以内", "60分以内に着かない",
             "人が住んでいない", "遠い町", "2050年", "架空の人口"],
            ["集会所", "防護柵", "人口が不明"],
        ),
    ],
)  # fmt: skip
def test_what_the_public_reads(
    land: Path, tmp_path: Path, kind: str, wanted: list[str], absent: list[str]
) -> None:
    output = tmp_path / "x.pdf"
    found = printed(land, output, kind=kind)
    assert found.warnings == [] and found.pages == 1
    text = text_of(output)
    assert all(word in text for word in wanted), [word for word in wanted if word not in text]
    assert not any(word in text for word in absent), [word for word in absent if word in text]


def test_one_familys_land_is_grey_in_public(land: Path) -> None:
    """Column 7 is worked by one family: three parcels side by side are a patch, and yet nobody's to see."""
    inside, public = content(land, kind="difficulty", edition="internal"), content(land, kind="difficulty")
    assert counts(inside) == {"harm": "6", "hard": "12", "easy": "41", "unknown": "1"}
    assert counts(public) == {"hard": "12", "easy": "41", "OTHER": "7"}
    assert not len(public.themes[0].parcels) and set(public.themes[0].areas["code"]) == {"hard", "easy"}
    grey = shapely.union_all(public.themes[0].backdrop.geometry.to_numpy())
    assert all(shapely.intersects(grey, square(7.5, row + 0.5, 0.1, 0.1)) for row in range(6))
    assert sum(float(row.values[1]) for row in public.legend.rows) == pytest.approx(
        float(public.legend.sums[0].values[1]), abs=0.03
    )
    shown = content(land, kind="difficulty", parcels=True)
    assert counts(shown) == counts(inside) and len(shown.themes[0].parcels) == 60


def test_the_public_is_not_told_what_lies_idle_now(qgis_app: Any, tmp_path: Path) -> None:
    """Land that nobody manages today is one with what follows by 2030, whoever works it."""
    from kosozu.core.plan import PlanFile

    plan = with_land(build_plan(tmp_path / "p.gpkg"))
    with PlanFile.open(str(plan)) as opened, opened.stroke("利用者") as stroke:
        units = opened.read("unit", ["unit_id"])["unit_id"]
        stroke.update("unit_farmland", units, {"user_now_id": [None] * len(units)})
    inside = content(plan, kind="future", edition="counter")
    assert counts(inside) == {
        "now": "3",
        "y2030": "3",
        "y2040": "12",
        "y2050": "11",
        "later": "30",
        "unknown": "1",
    }
    public = content(plan, kind="future")
    assert counts(public) == {"y2030": "6", "y2040": "12", "y2050": "11", "later": "30", "OTHER": "1"}
    labels = [row.label for row in public.legend.rows]
    assert labels[0] == "2030年までにいなくなる（今すでにいない土地を含む）"
    assert "now" not in set(public.themes[0].areas["code"])


@pytest.mark.parametrize("kind", ["future", "difficulty", "reach"])
@pytest.mark.parametrize("colours", ["normal", "cud", "mono"])
@pytest.mark.parametrize("edition", ["public", "internal"])
def test_every_colour_and_edition(land: Path, tmp_path: Path, kind: str, colours: str, edition: str) -> None:
    from qgis.PyQt.QtGui import QImage

    from kosozu.gis.sheet_check import pixels_of

    path = tmp_path / "x.png"
    found = printed(land, path, kind=kind, colours=colours, edition=edition, dpi=50)
    assert found.warnings == []
    pixels = pixels_of(QImage(str(path)))
    channels = [(pixels >> shift) & 255 for shift in (0, 8, 16)]
    grey = all((channels[0] == other).all() for other in channels[1:])
    assert grey == (colours == "mono")


@pytest.mark.parametrize("kind", ["future", "difficulty", "reach"])
@pytest.mark.parametrize("sheet", ["A4", "A3"])
@pytest.mark.parametrize("orientation", ["landscape", "portrait"])
@pytest.mark.parametrize("large", [False, True])
def test_sizes_directions_and_large_type(
    land: Path, tmp_path: Path, kind: str, sheet: str, orientation: str, large: bool
) -> None:
    output = tmp_path / "x.pdf"
    found = printed(land, output, kind=kind, sheet=sheet, orientation=orientation, large=large)
    assert found.warnings == []
    assert int(info_of(output)["Pages"]) == found.pages <= (2 if large else 1)
    text = text_of(output)
    assert "NITASによらない試算" in text or kind != "reach"
    assert "権利や法令上の規制" in text


def test_large_type_has_few_lines_and_kana(land: Path, tmp_path: Path) -> None:
    made = content(land, kind="reach", large=True)
    assert counts(made) == {"within2": "280", "beyond": "40", "uninhabited": "0"}
    assert made.legend.rows[0].label == "60分以内に着く"
    assert set(made.themes[0].areas["code"]) == {"within2", "beyond", "uninhabited"}
    assert len(content(land, kind="difficulty", large=True).listings) == 0
    output = tmp_path / "x.pdf"
    printed(land, output, kind="difficulty", sheet="A4", large=True)
    text = text_of(output)
    assert "むずか" in text and "だいじょうぶ" in text


def test_numbers_of_the_reach_add_up(land: Path) -> None:
    made = content(land, kind="reach")
    rows = {row.code: row.values for row in made.legend.rows}
    reached, total = (row.values for row in made.legend.sums)
    assert sum(int(rows[f"within{n}"][0]) for n in (1, 2, 3, 4)) == int(reached[0]) == 280
    assert int(reached[0]) + int(rows["beyond"][0]) == int(total[0]) == 320
    assert reached[1] == "87.5" and total[1] == "100.0"
    assert reached[2] == "140"
    sums, cores = made.listings
    assert sums.rows[0] == ("人口（2020年）", "320", "280", "87.5%")
    assert cores.rows == [("1", "遠い町", "280", "280", "280")]
    assert made.mark == "NITAS によらない試算" and made.mark in made.title


def test_places_without_people_known_are_said(qgis_app: Any, tmp_path: Path) -> None:
    plan = with_reach(build_plan(tmp_path / "p.gpkg"), ORIGIN, unknown=True)
    made = content(plan, kind="reach")
    row = next(row for row in made.legend.rows if row.code == "unknown")
    assert (row.label, row.values[0]) == ("人口が不明", "不明")
    assert any("1か所" in note for note in made.legend.notes)


def test_the_map_of_the_reach_shows_where_people_live_and_its_cores(land: Path) -> None:
    from kosozu.core.progress import SILENT
    from kosozu.gis.sheet import Wish
    from kosozu.gis.sheet_data import read_sheet
    from kosozu.gis.sheet_extent import ground

    data = read_sheet(str(land), Wish(kind="reach"), DAY, SILENT)
    found = ground(data)
    assert (found.xMinimum() - ORIGIN[0], found.yMinimum() - ORIGIN[1]) == (-1000.0, -1000.0)
    assert found.xMaximum() - ORIGIN[0] == 2000.0
    assert len(data.marks) == 0 and len(data.upper) == 0
    assert ground(read_sheet(str(land), Wish(kind="concept"), DAY, SILENT)).width() == 1000.0


def test_a_plan_without_the_numbers_names_what_to_run(plan_path: Path, tmp_path: Path) -> None:
    from kosozu.core.errors import KosozuError

    for kind, code, algorithm in (
        ("future", "JOB-MAP-FORECAST", "forecast"),
        ("difficulty", "JOB-MAP-DIFFICULTY", "difficulty"),
        ("reach", "JOB-MAP-REACH", "plancoverage"),
    ):
        with pytest.raises(KosozuError) as error:
            printed(plan_path, tmp_path / "x.pdf", kind=kind)
        assert error.value.code == code and algorithm in error.value.text("ja")
        assert not (tmp_path / "x.pdf").exists()


def test_a_picture_of_the_reach_carries_its_mark(land: Path, monkeypatch: Any) -> None:
    """A picture in a document has no title and no legend: the mark stands on the map itself."""
    from kosozu.gis import sheet_picture

    drawn: list[str] = []
    monkeypatch.setattr(sheet_picture, "require_glyphs", lambda family, texts: drawn.extend(texts))
    for kind in ("reach", "future", "difficulty"):
        drawn.clear()
        assert sheet_picture.map_picture(str(land), kind, width_px=800, height_px=550).startswith(b"\x89PNG")
        assert ("NITAS によらない試算" in drawn) == (kind == "reach")


def test_labels_have_kana() -> None:
    from kosozu.core.catalogue import load
    from kosozu.core.reports.words import word
    from kosozu.gis.sheet_ruby import unread

    catalogue = load()
    texts = [row.label_ja for name in ("difficulty", "reach") for row in catalogue.codes[name].values()]
    texts += [word("map_future_by_large", "ja", year=2030), word("map_future_now_large", "ja")]
    texts += [
        word("map_future_later_large", "ja"),
        word("map_other_short", "ja"),
        word("map_parcel_total", "ja"),
    ]
    texts += [word(key, "ja", to=60) for key in ("map_within", "map_beyond")] + [
        word("map_people_total", "ja")
    ]
    assert {text: unread(text, catalogue.readings) for text in texts if unread(text, catalogue.readings)} == {
        "時間内に着く": "時間内",
        "時間内に着かない": "時間内",
    }


def test_a_plan_with_an_older_catalogue_has_the_shipped_colours() -> None:
    import dataclasses

    from kosozu.core.analysis.looks import looks
    from kosozu.core.catalogue import from_texts, load

    shipped = load()
    lines = shipped.texts["palettes"].splitlines(keepends=True)
    old = from_texts({"palettes": "".join(line for line in lines if not line.startswith("future,"))})
    assert dataclasses.asdict(looks(old, "future", "cud")["y2040"]) == dataclasses.asdict(
        looks(shipped, "future", "cud")["y2040"]
    )
