"""Reports, and the action plan's way to Excel and back, by real runs of qgis_process on the sample."""

from __future__ import annotations

import csv
import re
import shutil
import sqlite3
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import sample_plan
from openpyxl import load_workbook

pytestmark = [pytest.mark.headless, pytest.mark.slow]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's plan."""
    return sample_plan.make(tmp_path_factory.mktemp("plan") / "kosou.gpkg")


@pytest.fixture
def plan(made: Path, tmp_path: Path) -> Path:
    """A copy of it with its names."""
    for path in (made, made.with_name("kosou.names.gpkg")):
        shutil.copy(path, tmp_path / path.name)
    return tmp_path / made.name


def report(run, plan: Path, name: str, kind: str, **more: str) -> Path:
    target = plan.parent / name
    done = run("exportreport", PLAN=plan, OUTPUT=target, KIND=kind, **more)
    assert done.code == 0, (done.stdout + done.stderr)[-2000:]
    assert done.results["OUTPUT"] == str(target)
    return target


def shown(*command: object) -> str:
    """What a reader of PDF says."""
    words = [str(part) for part in command]
    return subprocess.run(words, capture_output=True, encoding="utf-8", check=True).stdout


def test_the_brief_is_one_a3_page_whose_words_are_found(kosozu_process, plan):
    path = report(kosozu_process, plan, "概要 案.pdf", "brief")
    info = shown("pdfinfo", path)
    assert re.search(r"Pages:\s+1\b", info)
    size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", info)
    assert size and [round(float(length)) for length in size.groups()] == [1191, 842]
    fonts = shown("pdffonts", path).splitlines()[2:]
    assert fonts and all(line.split()[-5] == "yes" for line in fonts)
    text = shown("pdftotext", path, "-")
    for words in (
        "架空谷地域管理構想",
        "積極的に維持",
        "52.37",
        "決めていただきたいこと",
        "長野県",
        "見守り",
    ):
        assert words in text
    assert len(shown("pdfimages", "-list", path).splitlines()) >= 3


@pytest.mark.parametrize("kind", ["full", "brief", "farmplan", "review"])
def test_documents_carry_pictures_drawn_by_qgis(kosozu_process, plan, kind):
    path = report(kosozu_process, plan, f"{kind}.docx", kind, EDITION="counter")
    with zipfile.ZipFile(path) as archive:
        pictures = [name for name in archive.namelist() if name.startswith("word/media/")]
        assert len(pictures) == {"full": 3, "brief": 2}.get(kind, 0)
        assert all(archive.read(name).startswith(b"\x89PNG") for name in pictures)


def test_tables_and_lists(kosozu_process, plan):
    book = load_workbook(report(kosozu_process, plan, "全体.xlsx", "full"))
    assert [sheet.title for sheet in book][:3] == ["行動計画", "進捗", "調整事項"]
    table = report(kosozu_process, plan, "集計.csv", "summary", ENCODING="CP932")
    with table.open(encoding="cp932", newline="") as file:
        assert next(csv.reader(file))[0] == "行の種類"
    lists = load_workbook(report(kosozu_process, plan, "筆.xlsx", "parcels", EDITION="counter"))
    assert "非農地判断の候補" in lists.sheetnames


def test_open_data_is_a_folder_that_opens_in_plain_gis(kosozu_process, plan):
    folder = plan.parent / "公開データ"
    done = kosozu_process("exportbundle", PLAN=plan, FOLDER=folder)
    assert done.code == 0, (done.stdout + done.stderr)[-2000:]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert done.results["FOLDER"] == str(folder) and done.results["FILE_COUNT"] == len(files)
    assert {path.suffix for path in files} >= {".gpkg", ".geojson", ".csv", ".shp", ".cpg", ".json", ".txt"}
    with closing(sqlite3.connect(folder / "plan.gpkg")) as base:
        tables = {name for (name,) in base.execute("SELECT table_name FROM gpkg_contents")}
        styled = {
            name for (name,) in base.execute("SELECT f_table_name FROM layer_styles WHERE useAsDefault")
        }
        zones = base.execute("SELECT count(*) FROM zone").fetchone()[0]
    assert zones and "zone" in styled <= tables and not tables & {"actor", "decision", "stroke"}
    again = kosozu_process("exportbundle", PLAN=plan, FOLDER=folder)
    assert again.code == 0 and again.results["FILE_COUNT"] == len(files)
    (folder / "memo.txt").write_text("町の覚え書き", encoding="utf-8")
    other = kosozu_process("exportbundle", PLAN=plan, FOLDER=folder)
    said = other.stdout + other.stderr
    assert other.code == 1 and "[BUN-FOLDER]" in said and "memo.txt" in said and "Traceback" not in said


def refused(run, plan: Path, code: str, **wish: object) -> None:
    done = run("exportreport", PLAN=plan, **wish)
    said = done.stdout + done.stderr
    assert done.code == 1 and f"[{code}]" in said and "Traceback" not in said, said[-2000:]
    assert not Path(str(wish["OUTPUT"])).exists()


def test_wishes_that_cannot_be_met_are_told_before_work(kosozu_process, plan):
    from docx import Document

    own = plan.parent / "own.docx"
    document = Document()
    document.add_paragraph("{{ title.__class__ }}")
    document.save(str(own))
    folder = plan.parent
    refused(kosozu_process, plan, "REP-KIND-FORMAT", OUTPUT=folder / "x.pdf", KIND="summary")
    refused(kosozu_process, plan, "REP-TEMPLATE-FORM", OUTPUT=folder / "x.xlsx", TEMPLATE=own)
    refused(kosozu_process, plan, "REP-TEMPLATE", OUTPUT=folder / "x.docx", TEMPLATE=own)


def test_the_action_plan_goes_to_excel_and_comes_back(kosozu_process, plan):
    book = plan.parent / "行動計画.xlsx"

    def run(algorithm: str, **parameters: object):
        done = kosozu_process(algorithm, PLAN=plan, **parameters)
        assert done.code == 0, (done.stdout + done.stderr)[-2000:]
        return done.results

    run("updateaction", ACTION="Z01|work", PROGRESS="doing", FY=2025, NOTE="水路の泥上げ")
    run("exportactions", OUTPUT=book, EDITION="internal")
    opened = load_workbook(book)
    assert "実施中：水路の泥上げ" in {cell.value for row in opened["進捗"].iter_rows() for cell in row}
    sheet = opened["行動計画"]
    heads = {str(cell.value).replace("\n", ""): cell.column for cell in sheet[5]}
    sheet.cell(6, heads["備考"]).value = "Excelで直した"
    opened.save(book)
    counts = []
    for apply in ("false", "true", "true"):
        results = run("importactions", INPUT=book, APPLY=apply)
        counts.append([results[f"{name}_COUNT"] for name in ("CHANGED", "ADDED", "REMOVED")])
        assert ("Excelで直した" in Path(results["REPORT"]).read_text(encoding="utf-8")) == (
            counts[-1][0] == 1
        )
    assert counts == [[1, 0, 0], [1, 0, 0], [0, 0, 0]]
