"""Present state, forecast, difficulty and reach in the reports: the plan's own numbers, the same in every form."""

from __future__ import annotations

import dataclasses
import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from docx import Document
from lxml import html
from openpyxl import load_workbook

from kosozu.core.analysis.few import hidden_cells
from kosozu.core.analysis.small import Limits
from kosozu.core.jobs.exportreport import export_report
from kosozu.core.jobs.figures import read_figures
from kosozu.core.jobs.landfigures import read_difficulty, read_future
from kosozu.core.jobs.landtables import UNMANAGED, Outlook, read_outlook
from kosozu.core.jobs.reachfigures import read_reach_map
from kosozu.core.jobs.reportdata import read_content
from kosozu.core.jobs.tables import frame
from kosozu.core.plan import PlanFile
from kosozu.core.progress import SILENT
from kosozu.core.reports import outlook, outlookcharts, outlookdifficulty, outlookreach, outlooktext
from kosozu.core.reports.content import Aids, Content

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)
SHEETS = ("現況", "将来", "難しさ", "到達圏")
STEPS = ("指標の計算", "人口と土地の見通しを求める", "管理の難しさを求める", "構想の拠点の到達圏")
TEXTS = (outlooktext.present, outlooktext.forecast, outlooktext.difficulty, outlooktext.reach)
TABLES = (outlook.present, outlook.forecast, outlookdifficulty.difficulty, outlookreach.reach)


def outlook_of(plan: Path, edition: str = "internal") -> Outlook:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return read_outlook(opened, read_figures(opened), edition)


def content_of(plan: Path, edition: str = "internal") -> Content:
    return read_content(str(plan), "full", edition, SILENT)


def table_of(plan: Path, name: str) -> pd.DataFrame:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return frame(opened, name)


def write(plan: Path, folder: Path, suffix: str, edition: str = "internal", **more: Any) -> Path:
    target = folder / f"{more.get('kind', 'full')}-{edition}{suffix}"
    export_report(str(plan), str(target), edition=edition, **more)
    return target


def test_the_frames_are_the_plans_tables(land: Path) -> None:
    """Nothing is computed anew: every number is one of the plan's, or a sum of its parcels."""
    found = outlook_of(land)
    kept = table_of(land, "forecast")
    plan = kept[kept["scope"] == "plan"]
    assert len(found.forecast) == len(plan) == 12
    both = found.forecast.merge(plan, on=["picture", "year"], suffixes=("", "_kept"))
    for name in (*UNMANAGED, "people_low", "people_middle", "people_high", "share65", "unknown_m2"):
        assert both[name].tolist() == both[f"{name}_kept"].astype(float).tolist()
    assert not found.forecast["few"].any() and not found.unmanaged["few"].any()
    assert len(found.unmanaged) == (kept["scope"] == "community").sum() == 48
    ages = table_of(land, "forecast_age")
    assert found.ages["people"].sum() == ages.loc[ages["scope"] == "plan", "people"].sum() > 0
    sums = found.ages.groupby("year")["people"].sum()
    whole = plan[plan["picture"] == "do_nothing"].set_index("year")["people_middle"].astype(float)
    assert sums.to_numpy() == pytest.approx(whole.sort_index().to_numpy(), abs=0.1)
    units = table_of(land, "unit")
    assert found.land["parcels"].sum() == found.classes["parcels"].sum() == len(units)
    assert found.difficulty["area_m2"].sum() == pytest.approx(units["area_map_m2"].sum())
    judged = table_of(land, "unit_difficulty")["class"].value_counts()
    assert dict(zip(found.classes["difficulty"], found.classes["parcels"])) == judged.to_dict()
    groups = table_of(land, "group_indicator").set_index("group_id")
    assert found.places.set_index("group_id")["people_now"].to_dict() == groups["people_now"].to_dict()
    sums = table_of(land, "reach_sum").sort_values("order_no")
    assert found.sums["total"].tolist() == sums["total"].tolist()


def test_all_of_the_communities_are_their_sums_and_means(land: Path) -> None:
    rows = outlook_of(land).places
    found = outlook.whole(rows)
    people = rows["people_now"]
    assert found["people_now"] == pytest.approx(people.sum())
    assert found["share65_now"] == pytest.approx(np.average(rows["share65_now"], weights=people))
    assert found["slope_deg"] == pytest.approx(np.average(rows["slope_deg"], weights=rows["area_m2"]))
    lacking = outlook.whole(rows.assign(people_now=people.where(rows.index != 0)))
    assert np.isnan(lacking["people_now"]) and np.isnan(lacking["share65_now"])


def plain(rows: list[list[Any]]) -> list[list[str]]:
    """Cells as a reader takes them: numbers without commas and idle zeros."""
    return [["" if cell is None else _plain(cell) for cell in row] for row in rows]


def _plain(cell: Any) -> str:
    text = str(cell).replace(",", "").strip()
    return f"{float(text):g}" if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else text


def in_workbook(path: Path) -> dict[str, list[list[str]]]:
    """Title → rows of the tables of the four sheets."""
    book = load_workbook(path)
    found: dict[str, list[list[str]]] = {}
    for name in SHEETS:
        blocks: list[list[Any]] = [[]]
        for row in book[name].iter_rows(min_row=3, values_only=True):
            if row[0] is None:
                blocks.append([])
            else:
                blocks[-1].append([cell for cell in row if cell is not None])
        for block in filter(None, blocks):
            rows = [row for row in block[2:] if len(row) == len(block[1])]  # a note is one cell
            found[block[0][0]] = plain(rows)
    return found


def in_document(path: Path) -> list[list[list[str]]]:
    return [
        plain([[cell.text for cell in row.cells] for row in table.rows[1:]])
        for table in Document(str(path)).tables
    ]


def in_page(path: Path) -> dict[str, list[list[str]]]:
    root = html.fromstring(path.read_bytes().decode("utf-8"))
    for other in root.xpath('//*[@lang="en"][not(self::button)]'):
        other.drop_tree()
    return {
        table.xpath("./caption")[0].text_content().strip(): plain(
            [[cell.text_content() for cell in row] for row in table.xpath("./tbody/tr")]
        )
        for table in root.xpath('//section[@id="outlook"]//table')
    }


@pytest.mark.parametrize("edition", ["public", "internal"])
def test_workbook_document_and_page_show_one_computed_frame(land: Path, tmp_path: Path, edition: str) -> None:
    content = content_of(land, edition)
    made = [table for make in TABLES for table in make(content)]
    wanted = {table.title: plain([list(row) for row in table.rows]) for table in made}
    assert len(wanted) == len(made) == 12 and all(wanted.values())
    assert in_workbook(write(land, tmp_path, ".xlsx", edition)) == wanted
    # Word and the page tell the land of communities of the last year alone; the public hears no other anywhere.
    short = outlook.land_of_places(content, last=True)
    del wanted[outlook.land_of_places(content).title]
    wanted[short.title] = plain([list(row) for row in short.rows])
    assert len(short.rows) == 4
    assert in_page(write(land, tmp_path, ".html", edition)) == wanted
    document = in_document(write(land, tmp_path, ".docx", edition))
    assert [title for title, rows in wanted.items() if rows not in document] == []


def test_charts_and_the_brief_tell_the_same_numbers(land: Path, tmp_path: Path) -> None:
    content = content_of(land, "public")
    rows = outlook.picture(content, "do_nothing")
    first, last = rows.iloc[0], rows.iloc[-1]
    assert last["year"] == 2050
    people, unmanaged = outlookcharts.people(content), outlookcharts.unmanaged(content)
    for row in (first, last):
        assert f">{row['people_middle']:,.0f}</text>" in people
        assert f">{row['unmanaged_middle_m2'] / 1e4:,.1f}</text>" in unmanaged
    for drawing in (people, unmanaged):
        ticks = re.findall(r'text-anchor="end" font-weight="normal">([\d,.]+)</text>', drawing)
        assert float(ticks[0]) == 0 and len(ticks) >= 4
    by_age = content.outlook.ages.pivot(index="age", columns="year", values="people")
    pyramid = outlookcharts.ages(content)
    told = re.findall(r">([\d,]+) → ([\d,]+)</text>", pyramid)
    wanted = [(f"{a:,.0f}", f"{b:,.0f}") for a, b in by_age[[2025, 2050]].iloc[::-1].to_numpy()]
    assert told == wanted and len(told) == 20 and "95歳以上" in pyramid and "0〜4歳" in pyramid
    document = Document(str(write(land, tmp_path, ".docx", "public", kind="brief")))
    outer = [cell for table in document.tables for cell in table._cells]
    cells = {cell.text for part in outer for table in part.tables for cell in table._cells}
    low, middle, high = (f"{last[f'people_{name}']:,.0f}" for name in ("low", "middle", "high"))
    assert {f"{middle}人", f"幅{low}〜{high}人、65歳以上{last['share65'] * 100:.1f}%"} <= cells
    said = outlooktext.forecast(content)
    assert f"{middle}人" in said and f"{last['unmanaged_middle_m2'] / 1e4:,.2f}ha" in said


def test_what_nobody_has_computed_is_said_with_the_step_to_do(sample: Path, tmp_path: Path) -> None:
    content = content_of(sample)
    said = [text(content) for text in TEXTS]
    for text, step in zip(said, STEPS):
        assert "不明" in text and f"「{step}」" in text
    book = load_workbook(write(sample, tmp_path, ".xlsx"))
    for name, text in zip(SHEETS[1:], said[1:]):
        assert text in [row[0] for row in book[name].iter_rows(values_only=True)]
    paragraphs = [p.text for p in Document(str(write(sample, tmp_path, ".docx"))).paragraphs]
    page = html.fromstring(write(sample, tmp_path, ".html").read_bytes().decode("utf-8")).text_content()
    for text in said:
        assert text in paragraphs and text in page
    assert outlookcharts.people(content) == outlookcharts.unmanaged(content) == ""


def test_the_steps_are_called_what_the_toolbox_calls_them() -> None:
    """The sentences name buttons: a name that has changed would send a planner looking."""
    names = (Path(__file__).resolve().parents[3] / "i18n" / "kosozu_ja.ts").read_text(encoding="utf-8")
    for step in STEPS:
        assert f"<translation>{step}</translation>" in names


def test_pictures_are_numbered_as_they_come(land: Path, sample: Path, tmp_path: Path) -> None:
    aids = Aids(map_picture=lambda *wish: PNG, raster=lambda svg, width: PNG)
    for plan, count in ((land, 6), (sample, 3)):
        path = write(plan, tmp_path, ".docx", aids=aids)
        captions = [p.text for p in Document(str(path)).paragraphs if p.style.name == "Caption"]
        assert [text.split("　")[0] for text in captions] == [f"図{number}" for number in range(1, count + 1)]
        with zipfile.ZipFile(path) as archive:
            assert archive.read("word/document.xml").decode().count("<w:drawing>") == count


def with_a_small_cell(land: Path, folder: Path) -> Path:
    """The smallest count of one class in one community has two parcels; the others of it are easy."""
    path = Path(shutil.copy(land, folder / "few.gpkg"))
    groups = table_of(path, "unit_group")
    place = groups[groups["kind"] == "community"].set_index("unit_id")["group_id"]
    judged = table_of(path, "unit_difficulty").set_index("unit_id")["class"]
    cells = pd.Series(list(zip(judged.index.map(place).fillna(""), judged)), index=judged.index)
    counted = cells[judged != "easy"].value_counts()
    more = cells.index[cells == counted.idxmin()][2:].tolist()
    with PlanFile.open(str(path)) as plan, plan.stroke("架空") as stroke:
        stroke.update("unit_difficulty", more, {"class": ["easy"] * len(more)})
    return path


def test_the_public_is_told_no_land_of_few(land: Path, tmp_path: Path) -> None:
    """What the public sees of parcels is of at least three of them, and no sum gives the rest away."""
    land = with_a_small_cell(land, tmp_path)
    public, inside = outlook_of(land, "public"), outlook_of(land)
    assert (public.land["parcels"] >= 3).all() and (public.difficulty["parcels"] >= 3).all()
    assert (inside.land["parcels"] < 3).any() or (inside.difficulty["parcels"] < 3).any()
    assert public.land["parcels"].sum() == inside.land["parcels"].sum()
    by_class = public.difficulty.groupby("difficulty")["area_m2"].sum()
    assert public.classes.set_index("difficulty")["area_m2"].to_dict() == pytest.approx(by_class.to_dict())
    assert "*" in by_class and public.classes["parcels"].sum() == inside.classes["parcels"].sum()
    assert set(public.unmanaged["year"]) == {2050} and len(set(inside.unmanaged["year"])) == 6
    gone = table_of(land, "unit_forecast").set_index("unit_id")
    groups = table_of(land, "unit_group")
    groups = groups[groups["kind"] == "community"].set_index("unit_id")["group_id"]
    place = pd.Series(gone.index.map(groups), index=gone.index).fillna("")
    withheld = 0
    for picture, taken in (("do_nothing", 0), ("classes", gone["looked_after"])):
        count = place[(gone["known"] == 0) & (taken == 0)].value_counts()
        rows = public.unmanaged[public.unmanaged["picture"] == picture].set_index("group_id")
        small = [name for name, parcels in count.items() if parcels < 3 and name]
        assert rows["unknown_m2"][small].isna().all() and rows["few_unknown"][small].all()
        assert (rows["unknown_m2"].isna() == rows["few_unknown"]).all()
        withheld += int(rows["few_unknown"].sum())
        sizes = [*count[[name for name in count.index if not name or rows["few_unknown"][name]]]]
        assert not sizes or sum(sizes) >= 3 or len(sizes) == len(count)
    assert 0 < withheld < len(public.unmanaged)
    content = content_of(land, "public")
    assert any("少数" in row for table in outlook.communities(content) for row in table.rows)


def test_hidden_cells_take_the_next_smallest_with_them() -> None:
    cell = np.array(["a"] * 2 + ["b"] * 3 + ["c"] * 9, dtype=object)
    holder = np.arange(1, len(cell) + 1)
    area = np.ones(len(cell))
    limits = Limits(3, 3)
    assert hidden_cells(cell, holder, area, limits) == {"a", "b"}
    assert hidden_cells(cell, np.where(cell == "c", 99, holder), area, limits) == {"a", "c"}
    assert hidden_cells(cell[2:], np.zeros(12, dtype=int), area[2:], limits) == frozenset()
    assert hidden_cells(cell[:2], holder[:2], area[:2], limits) == {"a"}
    assert hidden_cells(cell, holder, area, Limits(0, 0)) == frozenset()


def test_a_number_that_is_not_known_is_never_nothing(land: Path) -> None:
    content = content_of(land)
    blank = dict.fromkeys(("people_low", "people_middle", "people_high", "share65"), np.nan)
    places = content.outlook.places
    content.outlook = dataclasses.replace(
        content.outlook,
        forecast=content.outlook.forecast.assign(**blank),
        places=places.assign(slope_deg=places["slope_deg"].where(places.index != 0)),
    )
    assert [row[1:] for row in outlook.people(content).rows] == [["不明"] * 4] * 6
    assert "人口が不明、65歳以上の割合は不明" in outlooktext.forecast(content)
    assert outlookcharts.people(content) == "" and outlookcharts.unmanaged(content) != ""
    assert "傾斜が不明の集落が1" in outlooktext.present(content)
    rows = outlook.places(content).rows
    assert rows[0][1] == rows[-1][1] == "不明" and rows[1][1] != "不明"


def test_both_languages_tell_the_same_tables(land: Path) -> None:
    content = content_of(land)
    japanese = [table for make in TABLES for table in make(content)]
    content.lang = "en"
    english = [table for make in TABLES for table in make(content)]
    for one, other in zip(japanese, english):
        assert (
            len({len(part) for part in (one.header, other.header, one.formats, one.widths, one.rows[0])}) == 1
        )
        assert one.title != other.title
        for row, same in zip(one.rows, other.rows):
            found = [[cell for cell in each if not isinstance(cell, str)] for each in (row, same)]
            assert found[0] == found[1]


def test_the_maps_count_the_same_land_and_people(land: Path) -> None:
    """What sheets write beside their maps are the numbers of the tables."""
    found = outlook_of(land)
    with PlanFile.open(str(land), readonly=True) as plan:
        figures = read_figures(plan)
        hard, future = read_difficulty(plan, figures), read_future(plan, figures)
        reach = read_reach_map(plan, str(land))
    classes = found.classes.set_index("difficulty")
    assert {row.code: row.count for row in hard.rows if row.count} == classes["parcels"].to_dict()
    areas = {row.code: row.area_m2 for row in hard.rows if row.count}
    assert areas == pytest.approx(classes["area_m2"].to_dict())
    assert hard.factors["less"].tolist() == found.factors["less"].tolist()
    whole = {"": found.forecast.assign(group_id="")}
    own = found.unmanaged.merge(found.people, on=["group_id", "year"])
    for group, years in [("", future.years), *future.groups.items()]:
        rows = whole.get(group, own[own["group_id"] == group])
        for picture, prefix in (("do_nothing", "nothing"), ("classes", "classes")):
            mine = rows[rows["picture"] == picture].set_index("year")
            theirs = years.set_index("year")
            assert len(mine) == len(theirs) == 6
            for name in ("low", "middle", "high"):
                assert mine[f"unmanaged_{name}_m2"].tolist() == theirs[f"{prefix}_{name}"].tolist()
                assert mine[f"people_{name}"].tolist() == theirs[f"people_{name}"].tolist()
    reached = sum(row.people["people"] for row in reach.rows if row.code.startswith("within"))
    assert reached == pytest.approx(found.sums.set_index("field")["reached"]["people"])
