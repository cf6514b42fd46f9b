"""Every kind of report in every form and edition: what it holds, what it must not hold, and that all numbers agree."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook

from kosozu.core.analysis import counts
from kosozu.core.errors import KosozuError
from kosozu.core.jobs.actionedits import update_action
from kosozu.core.jobs.editaction import delete_action, edit_action
from kosozu.core.jobs.exportreport import export_report
from kosozu.core.jobs.figures import read_figures
from kosozu.core.plan import PlanFile
from kosozu.core.reports import charts, formats
from kosozu.core.reports.content import Aids
from kosozu.core.reports.tables import ha

EDITIONS = ("public", "counter", "internal")
FORMS = [
    (kind, suffix)
    for kind, forms in formats.WRITERS.items()
    for suffix in forms
    if suffix not in (".pdf", ".html")
]
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe0def46b8"
    "0000000049454e44ae426082"
)
"""The smallest picture."""


def write(plan: Path, folder: Path, kind: str, suffix: str, edition: str = "public", **more: Any) -> Path:
    target = folder / f"{kind}-{edition}{suffix}"
    assert export_report(str(plan), str(target), kind=kind, edition=edition, **more) == {
        "OUTPUT": str(target)
    }
    return target


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def words(path: Path) -> str:
    """Everything that a reader can get out of a file, cells apart."""
    if path.suffix == ".csv":
        return "\n".join("\t".join(row) for row in rows_of(path))
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        return "\n".join("\t".join("" if cell is None else str(cell) for cell in row) for row in rows)
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    return re.sub(r"<[^>]+>", "\t", xml)


def names_of(plan: Path) -> tuple[set[str], set[str]]:
    """Names of persons, and lot numbers that are no plain number."""
    from kosozu.core.sources.actors import kind

    with PlanFile.open(str(plan), readonly=True) as opened:
        told = {str(row["name"]) for row in opened.names().values() if row.get("name")}
        people = {name for name in told if kind(name, opened.catalogue) == "individual"}
        lots = {lot for lot in opened.read("unit", ["chiban"])["chiban"] if re.fullmatch(r"\d{3,}-\d+", lot)}
    return people, lots


@pytest.mark.parametrize(("kind", "suffix"), FORMS)
def test_editions_hold_what_they_may(sample: Path, tmp_path: Path, kind: str, suffix: str) -> None:
    people, lots = names_of(sample)
    assert len(people) > 5 and len(lots) > 100
    texts = {edition: words(write(sample, tmp_path, kind, suffix, edition)) for edition in EDITIONS}
    for edition in ("public", "counter"):
        bare = re.sub(r"\s", "", texts[edition])
        assert [name for name in people if "".join(name.split()) in bare] == []
        assert re.search(r"利用者\d{3}", texts[edition]) is None
    cells = set(re.split(r"[\t\n]", texts["public"]))
    assert cells & lots == set() and re.search(r"個人[A-Z]", texts["public"]) is None
    if kind == "parcels":
        assert set(re.split(r"[\t\n]", texts["counter"])) & lots


@pytest.mark.parametrize(("kind", "suffix"), FORMS)
def test_the_same_plan_gives_the_same_bytes_and_stays_as_it_is(
    sample: Path, tmp_path: Path, digest, kind: str, suffix: str
) -> None:
    before = digest(sample)
    aids = Aids(map_picture=lambda *wish: PNG, raster=lambda *wish: PNG)
    first = write(sample, tmp_path, kind, suffix, "internal", aids=aids).read_bytes()
    assert write(sample, tmp_path, kind, suffix, "internal", aids=aids).read_bytes() == first
    assert digest(sample) == before


def test_an_empty_plan_has_reports_too(empty: Path, tmp_path: Path) -> None:
    for kind, suffix in FORMS:
        assert write(empty, tmp_path, kind, suffix).stat().st_size > 100


def test_all_numbers_come_from_one_frame(sample: Path, tmp_path: Path) -> None:
    """Hectares by class: figures, workbook, document, brief, chart and table for the prefecture."""
    with PlanFile.open(str(sample), readonly=True) as plan:
        figures = read_figures(plan)
    areas = {line.code: ha(line.area_m2) for line in figures.classes}
    farmland = {line.code: ha(line.farmland_m2) for line in figures.classes}
    book = load_workbook(write(sample, tmp_path, "full", ".xlsx", "counter"))
    table = rows_below(book["クロス集計"], "管理区分別の区域面積")
    assert {row[0].split(" ")[0]: row[2] for row in table[:-2]} == areas
    assert {row[0].split(" ")[0]: row[4] for row in table[:-2]} == farmland
    crossed = rows_below(book["クロス集計"], "管理区分 × 目標地図での扱い（図上面積・ha）")
    land = counts.land_by(figures.land, "class_code").set_index("class_code")["area_m2"]
    assert {row[0].split(" ")[0]: last(row) for row in crossed if " " in row[0]} == {
        code: ha(land[code]) for code in land.index if code
    }
    for kind in ("full", "brief"):
        found = class_cells(write(sample, tmp_path, kind, ".docx", "counter"))
        assert found == areas
    summary = list(
        csv.reader(io.StringIO(write(sample, tmp_path, "summary", ".csv", "counter").read_text("utf-8-sig")))
    )
    by_class: dict[str, int] = {}
    for row in summary:
        if row[0] == "土地" and row[5]:
            by_class[row[5]] = by_class.get(row[5], 0) + int(row[13])
    parcels = counts.land_by(figures.land, "class_code").set_index("class_code")["parcels"].to_dict()
    assert {code: count for code, count in by_class.items() if count} == {
        code: parcels[code] for code in parcels if code
    }


def rows_below(sheet: Any, title: str) -> list[tuple[Any, ...]]:
    """The rows of the table under a title of a sheet, without its head."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(place for place, row in enumerate(rows) if row[0] == title) + 2
    ends = (
        place
        for place in range(start, len(rows))
        if not rows[place][0] or (rows[place][1] is None and rows[place][2] is None)
    )
    end = next(ends, len(rows))
    return rows[start:end]


def last(row: tuple[Any, ...]) -> Any:
    return [cell for cell in row if cell is not None][-1]


def class_cells(path: Path) -> dict[str, float]:
    """Code → hectares of the table of classes in a Word document."""
    document = Document(str(path))
    tables = [
        *document.tables,
        *(inner for table in document.tables for cell in table._cells for inner in cell.tables),
    ]
    for table in tables:
        head = [cell.text.replace("\n", "") for cell in table.rows[0].cells]
        if head[:3] == ["管理区分", "区域の数", "区域面積（ha）"]:
            rows = [[cell.text for cell in row.cells] for row in table.rows[1:]]
            return {
                row[0].split(" ")[0]: float(row[2].replace(",", ""))
                for row in rows
                if re.match(r"[A-Z]\d? ", row[0])
            }
    raise AssertionError("no table of classes")


def test_charts_tell_the_same_numbers(sample: Path) -> None:
    from kosozu.core.jobs.reportdata import read_content
    from kosozu.core.progress import SILENT

    content = read_content(str(sample), "full", "counter", SILENT)
    drawing = charts.classes(content)
    for line in content.figures.classes:
        assert f"{ha(line.area_m2):,.2f} ha" in drawing
    both = charts.before_and_after(content)
    assert both.count(f"{ha(content.figures.land['area_m2'].sum()):,.2f} ha") == 2


def test_public_tables_hold_no_small_cell(sample: Path, tmp_path: Path) -> None:
    book = load_workbook(write(sample, tmp_path, "full", ".xlsx"))
    head, *rows = (row for row in book["面積"].iter_rows(min_row=2, values_only=True) if row[0])
    place = [str(cell).replace("\n", "") for cell in head].index("筆数")
    small = [row for row in rows if row[place] < 3 and "少数のため合算" not in row]
    assert small == []
    assert sum(row[place] for row in rows[:-1]) == rows[-1][place] == 1555
    groups = [row for row in book["調整事項"].iter_rows(values_only=True) if row[4] in (1, 2)]
    assert groups == []
    assert any("少数" in map(str, row) for row in book["調整事項"].iter_rows(values_only=True))


def test_what_rests_on_internal_records_is_told_inside_alone(sample: Path, tmp_path: Path) -> None:
    texts = {edition: words(write(sample, tmp_path, "full", ".xlsx", edition)) for edition in EDITIONS}
    for edition in ("public", "counter"):
        assert "納税猶予の適用" not in texts[edition] and "内部の資料による調整事項" in texts[edition]
    assert "納税猶予の適用" in texts["internal"]


def test_files_name_the_office_as_their_author(sample: Path, tmp_path: Path) -> None:
    with PlanFile.open(str(sample), readonly=True) as plan:
        office = plan.info["jurisdiction_name"]
    for kind, suffix in FORMS:
        if suffix == ".csv":
            continue
        with zipfile.ZipFile(write(sample, tmp_path, kind, suffix)) as archive:
            core = archive.read("docProps/core.xml").decode()
        for field in ("creator", "lastModifiedBy"):
            assert re.search(rf"<\w+:{field}[^>]*>{office}</", core)
        assert not any("embeddings" in name or "vba" in name.lower() for name in archive.namelist())


def test_the_workbook_of_the_plan_comes_back(own_sample: Path, tmp_path: Path) -> None:
    from kosozu.core.jobs.importactions import import_actions

    target = write(own_sample, tmp_path, "full", ".xlsx", "internal")
    book = load_workbook(target)
    sheet = book["行動計画"]
    heads = {str(cell.value).replace("\n", ""): cell.column for cell in sheet[5]}
    sheet.cell(6, heads["備考"]).value = "集計表から直した"
    book.save(target)
    result = import_actions(str(own_sample), str(target), apply=True)
    assert (result["CHANGED_COUNT"], result["ADDED_COUNT"], result["REMOVED_COUNT"]) == (1, 0, 0)


def test_lists_of_parcels_are_those_of_the_committee(sample: Path, tmp_path: Path) -> None:
    book = load_workbook(write(sample, tmp_path, "parcels", ".xlsx", "counter"))
    with PlanFile.open(str(sample), readonly=True) as plan:
        facts = plan.read("unit_farmland")
        units = plan.count("unit")
    idle = sum(
        (survey in ("1", "2") or kind == "A")
        and kind != "B"
        and "yes" not in (hard, look)
        and now not in ("6", "7", "171")
        for survey, kind, hard, look, now in zip(
            facts["idle_survey"],
            facts["idle_class"],
            facts["hard_to_restore"],
            facts["forest_look"],
            facts["land_now"],
        )
    )
    assert book["筆の一覧"].max_row - 3 == units
    assert book["遊休農地"].max_row - 3 == idle > 20
    assert book["非農地判断の候補"].max_row - 3 > 5
    heads = [str(cell.value).replace("\n", "") for cell in book["筆の一覧"][3]]
    for head in (
        "地番",
        "登記簿面積（㎡）",
        "図上面積（㎡）",
        "農振法区分",
        "利用状況調査の結果",
        "調整事項",
        "必要な手続",
    ):
        assert head in heads
    assert "現在の利用者（記号）" not in heads


def test_each_district_hears_when_the_farmland_plan_has_to_change(sample: Path, tmp_path: Path) -> None:
    rows = list(
        csv.reader(io.StringIO(write(sample, tmp_path, "farmplan", ".csv", "counter").read_text("utf-8-sig")))
    )
    districts = {row[0] for row in rows[1:]}
    assert {"見本市 下架空地区", "見本村 上架空地区"} <= districts
    timing = {
        (row[3].split(" ")[0], row[4].split(" ")[0]): row[2]
        for row in rows[1:]
        if row[0] == "見本市 下架空地区"
    }
    assert timing["L-01", "B4"] == timing["M-01", "B3"] == "事前に必要"
    assert timing["M-13", "B1"] == "事後でよい"
    assert timing["M-12", "A1"] == "不要"
    kinds = {row[3].split(" ")[0]: row[1] for row in rows[1:]}
    assert kinds["M-13"] == "提案すること" and kinds["M-01"] == "調整すること"


def test_land_of_one_family_is_not_told_of_a_district(own_sample: Path, tmp_path: Path) -> None:
    """Where all parcels with a timing are one user's, the public is not told how many and how large they are."""

    def told(edition: str) -> list[str]:
        book = load_workbook(write(own_sample, tmp_path, "farmplan", ".xlsx", edition))
        return [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]

    before = told("public")
    with PlanFile.open(str(own_sample)) as plan:
        ids = plan.read("unit_farmland", ["unit_id"])["unit_id"]
        with plan.stroke("一軒の土地") as stroke:
            stroke.update("unit_farmland", ids, {"user_now_id": ["user-001"] * len(ids)})
    assert told("public").count("少数") > before.count("少数")
    assert "少数" not in told("counter")


def test_the_form_has_names_inside_the_office_alone(sample: Path, tmp_path: Path) -> None:
    people, _ = names_of(sample)
    texts = {edition: words(write(sample, tmp_path, "farmplan", ".docx", edition)) for edition in EDITIONS}
    assert any(name in texts["internal"] for name in people)
    assert not any(name in texts[edition] for name in people for edition in ("public", "counter"))
    for edition in EDITIONS:
        assert "地域計画の区域の状況" in texts[edition] and "農業を担う者一覧" in texts[edition]


def test_the_review_tells_what_has_changed_since_the_edition(own_sample: Path, tmp_path: Path) -> None:
    first = load_workbook(write(own_sample, tmp_path, "review", ".xlsx"))
    assert "比べる版がまだありません" in str(first["点検のまとめ"].cell(2, 1).value)
    with PlanFile.open(str(own_sample)) as plan:
        plan.save_edition("agreed", "2025-04-01")
        with plan.stroke("区分の変更") as stroke:
            stroke.update("zone", ["Z07"], {"class_code": ["A2"]})
        edit_action(plan, "Z03|work", {"indicator": "水路の延長"})
        delete_action(plan, "Z22|watch")
    update_action(str(own_sample), action="Z01|work", progress="doing", fiscal_year=2025, note="水路の泥上げ")
    text = words(write(own_sample, tmp_path, "review", ".xlsx"))
    for told in ("区分が変わった", "内容が変わった", "なくなった", "実施中：水路の泥上げ", "第1版"):
        assert told in text
    classes = rows_below(
        load_workbook(tmp_path / "review-public.xlsx")["点検のまとめ"], "管理区分別の区域面積の変化"
    )
    change = {row[0].split(" ")[0]: row[3] for row in classes}
    assert change["B1"] == -change["A2"] < 0


def test_five_questions_are_five_matters(sample: Path, tmp_path: Path) -> None:
    text = words(write(sample, tmp_path, "brief", ".docx"))
    asked = re.findall(r"【(要手続|要調整|要確認)】([^\t]*)", text)
    assert len(asked) == 5 and len({question for _, question in asked}) == 5
    assert all("ますか" in question for _, question in asked)
    assert "人口（2050年）" in text and "不明" in text


def test_a_pdf_needs_qgis(sample: Path, tmp_path: Path) -> None:
    with pytest.raises(KosozuError) as refused:
        write(sample, tmp_path, "brief", ".pdf")
    assert refused.value.code == "REP-NO-PAINT"
    assert list(tmp_path.glob("brief*")) == []


def test_pictures_stand_in_the_documents_with_their_alternative_text(sample: Path, tmp_path: Path) -> None:
    asked: list[tuple[Any, ...]] = []

    def draw(*wish: Any) -> bytes:
        asked.append(wish)
        return PNG

    path = write(
        sample, tmp_path, "full", ".docx", aids=Aids(map_picture=draw, raster=lambda svg, width: PNG)
    )
    assert asked == [("concept", "public", 1750, 1240)]
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    assert xml.count("<w:drawing>") == 3 and 'descr="管理構想図"' in xml
    headings = [p.text for p in Document(str(path)).paragraphs if p.style.name == "Heading 1"]
    assert [text[:1] for text in headings[:9]] == [str(number) for number in range(1, 10)]
