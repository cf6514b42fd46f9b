"""The action plan's outputs read back: contents, editions, formulas, bytes."""

from __future__ import annotations

import csv
import html
import io
import re
import zipfile
from typing import Any

import actions_example as example
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from kosozu.core.actions import rollup
from kosozu.core.actions.draft import draft_actions
from kosozu.core.catalogue import from_texts, load
from kosozu.core.errors import KosozuError
from kosozu.core.reports import export
from kosozu.core.reports.actionplan import ActionPlan, action_plan

DANGEROUS = ("=HYPERLINK(1)", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1+1")
FORMS = (".xlsx", ".docx", ".csv")


def drafted() -> pd.DataFrame:
    actions, _ = draft_actions(
        example.zones(), example.findings(), load(), example.INFO, sections=example.sections()
    )
    return actions


def classes() -> pd.DataFrame:
    """Zones by class, as the figures of a plan tell them."""
    zones = example.zones()
    grouped = zones[zones["tier"] == "own"].groupby("class_code", as_index=False)
    return grouped.agg(zone_count=("zone_id", "size"), area_m2=("area_m2", "sum"))


def plan(edition: str = "public", actions: pd.DataFrame | None = None, **changes: Any) -> ActionPlan:
    rows = drafted() if actions is None else actions
    parts: dict[str, Any] = {
        "names": example.NAMES,
        "by_manager": rollup.by_manager_and_year(rows, example.INFO, example.zones()),
        "by_class": classes(),
        "sources": example.sources(),
        "parcels": example.parcels(),
        **changes,
    }
    info = {**example.INFO, **parts.pop("info", {})}
    return action_plan(rows, example.actors(), load(), info, edition=edition, **parts)


def written(form: ActionPlan, suffix: str, encoding: str = "") -> bytes:
    return export.content(form, f"plan{suffix}", encoding)


def raw(content: bytes, suffix: str) -> str:
    """Everything a file holds, unzipped, with docx's runs joined."""
    if suffix == ".csv":
        return content.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    whole = "\n".join(parts)
    whole += html.unescape(whole)
    return whole + re.sub("<[^>]+>", "", whole)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def with_texts(*texts: str) -> pd.DataFrame:
    rows = drafted().head(len(texts)).copy()
    rows["title"] = list(texts)
    return rows


def test_all_outputs_hold_the_same_cells() -> None:
    form = plan("internal")
    labels = [column.label for column in form.columns]
    assert labels == [column.label_ja for column in load().form.values()]
    csv_rows = table(written(form, ".csv"))
    sheet = load_workbook(io.BytesIO(written(form, ".xlsx"))).worksheets[0]
    document = Document(io.BytesIO(written(form, ".docx")))
    assert csv_rows[0] == labels
    assert len(csv_rows) == 25
    titles = [row[1] for row in csv_rows[1:]]
    assert titles == list(form.rows["title"])
    assert [sheet.cell(row, 2).value for row in range(5, 29)] == titles
    assert [row.cells[1].text for row in document.tables[0].rows[1:]] == titles
    assert sheet.cell(5, 4).value == 52340
    assert csv_rows[1][3] == "52340"
    assert document.tables[0].rows[1].cells[3].text == "52,340"


def test_codes_are_worded_and_gaps_are_named() -> None:
    rows = plan().rows
    wood = rows[rows["title"].str.contains("大沢の奥の棚田") & (rows["method"] == "植林")].iloc[0]
    assert wood["class"] == "B3 林地化（植林・自然林）"
    assert wood["procedure"] == "地域計画の変更 → 農振除外 → 転用許可"
    assert wood["start_fy"] == "令和10（2028）"
    assert wood["term"] == "長期\n令和10〜18年度"
    assert wood["partner"] == "架空市 企画課"
    assert rows.loc[rows["title"].str.contains("旧桑園"), ["method", "manager"]].iloc[0].tolist() == [
        "未定",
        "未定",
    ]


@pytest.mark.parametrize("suffix", FORMS)
@pytest.mark.parametrize("edition", ["public", "counter"])
def test_no_name_key_or_hash_leaves_the_office(edition: str, suffix: str) -> None:
    rows = with_texts(
        "山田 太郎さんの田から始める",
        "鈴木花子（長野県架空市御山里４５番地）",
        "台帳 DAICHO20011234567 を確認",
        "耕作者 9e107d9d372bb6826bd81d3542a419d6",
        "個人Aと個人Bで草刈り",
    )
    rows["note"] = rows["title"]
    rows["progress"] = '{"2027": "山田太郎が着手"}'
    form = plan(edition, rows, info={"title": "山田太郎の構想"})
    text = raw(written(form, suffix), suffix)
    for secret in ("山田", "太郎", "鈴木花子", "DAICHO20011234567", "9e107d9d", "４５番地"):
        assert secret not in text
    assert form.masked >= 4
    assert ("個人A" in text) == (edition == "counter")
    if suffix != ".csv":
        assert "伏せました" in text


@pytest.mark.parametrize("suffix", FORMS)
def test_public_shows_no_lot_number_and_pools_individuals(suffix: str) -> None:
    text = raw(written(plan("public"), suffix), suffix)
    assert not re.search("個人[AB]", text)
    assert "御山里103-1" not in text
    assert "本村営農組合" in text


def test_individuals_of_the_public_edition_are_one_row_of_the_sums() -> None:
    public = next(
        entry for entry in plan("public").tables if "面積" in entry.title and "管理主体" in entry.title
    )
    counter = next(
        entry for entry in plan("counter").tables if "面積" in entry.title and "管理主体" in entry.title
    )
    one = next(row for row in public.rows if row[0] == "個人")
    two = [row for row in counter.rows if str(row[0]).startswith("個人")]
    assert len(two) == 2
    assert one[1] == pytest.approx(sum(float(str(row[1])) for row in two), abs=0.011)


@pytest.mark.parametrize("suffix", [".xlsx", ".docx"])
def test_the_counter_sees_lots_and_the_office_names(suffix: str) -> None:
    assert "御山里103-1" in raw(written(plan("counter"), suffix), suffix)
    assert "山田　太郎（個人A）" in raw(written(plan("internal"), suffix), suffix)


def test_an_actor_of_unknown_kind_is_taken_for_a_person() -> None:
    actors = example.actors().assign(kind="")
    form = action_plan(drafted(), actors, load(), example.INFO, edition="public")
    assert set(form.rows["manager"]) == {"個人", "未定"}


@pytest.mark.parametrize("edition", ["public", "counter", "internal"])
def test_columns_follow_the_forms_data_class(edition: str) -> None:
    shown = {"public": {"public"}, "counter": {"public", "counter"}}.get(
        edition, {"public", "counter", "internal"}
    )
    expected = [column.key for column in load().form.values() if column.data_class in shown]
    assert [column.key for column in plan(edition).columns] == expected


def test_a_column_of_the_users_own_is_left_to_fill_in() -> None:
    texts = load().texts
    own = from_texts({**texts, "form": texts["form"].rstrip("\n") + "\nseal,99,確認印,Seal,20,public\n"})
    form = action_plan(drafted(), example.actors(), own, example.INFO)
    assert form.columns[-1].label == "確認印"
    assert set(form.rows["seal"]) == {""}


def test_an_edition_that_is_none_is_refused() -> None:
    with pytest.raises(KosozuError, match="REP-EDITION"):
        plan("secret")


def test_no_cell_of_the_csv_can_run() -> None:
    cells = [row[1] for row in table(written(plan("public", with_texts(*DANGEROUS)), ".csv"))[1:]]
    assert all(cell.startswith("'") for cell in cells)
    assert cells[0] == "'=HYPERLINK(1)"


def test_no_cell_of_the_workbook_can_run() -> None:
    content = written(plan("public", with_texts(*DANGEROUS)), ".xlsx")
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [sheet.cell(row, 2) for row in range(5, 13)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert cells[0].value == "=HYPERLINK(1)"
    assert "<f>" not in raw(content, ".xlsx")


@pytest.mark.parametrize("suffix", FORMS)
def test_control_characters_and_markup_are_harmless(suffix: str) -> None:
    content = written(plan("public", with_texts("区域\x00\x0b</w:t><script>&amp;", "\ud800片")), suffix)
    if suffix == ".docx":
        assert Document(io.BytesIO(content)).tables[0].rows[1].cells[1].text == "区域</w:t><script>&amp;"
    if suffix == ".xlsx":
        sheet = load_workbook(io.BytesIO(content)).worksheets[0]
        assert sheet.cell(5, 2).value == "区域</w:t><script>&amp;"
        assert sheet.cell(6, 2).value == "片"


@pytest.mark.parametrize("suffix", FORMS)
def test_same_plan_same_bytes(suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = written(plan("internal"), suffix)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    shuffled = drafted().sample(frac=1, random_state=3)
    assert written(plan("internal", shuffled), suffix) == first
    if suffix != ".csv":
        with zipfile.ZipFile(io.BytesIO(first)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
            assert set(re.findall(r"(\d{4}-\d\d-\d\dT[^<]*)<", core)) == {"2000-01-01T00:00:00Z"}


def test_csv_is_utf8_with_bom_unless_told_otherwise() -> None:
    assert written(plan(), ".csv").startswith(b"\xef\xbb\xbf")
    text = written(plan("public", with_texts("髙橋橋のたもと ①〜③")), ".csv", "Shift_JIS").decode("cp932")
    assert "髙橋橋のたもと ①～③" in text


def test_a_character_that_cp932_lacks_is_named_not_replaced() -> None:
    with pytest.raises(KosozuError) as refused:
        written(plan("public", with_texts("𠮷野の棚田")), ".csv", "cp932")
    assert refused.value.params["character"] == "𠮷"
    assert "𠮷" in refused.value.text("ja")
    assert "U+20BB7" in refused.value.text("en")


def test_what_cannot_be_written_is_refused_before_work() -> None:
    for path, encoding, code in (("a.pdf", "", "REP-FORMAT"), ("a.csv", "latin-1", "REP-ENCODING")):
        with pytest.raises(KosozuError, match=code):
            export.check(path, encoding)
    export.check("A.XLSX")


def test_the_workbook_is_ready_to_print() -> None:
    book = load_workbook(io.BytesIO(written(plan("counter"), ".xlsx")))
    assert [sheet.title for sheet in book] == ["行動計画", "集計", "出典と注記", "筆の一覧"]
    sheet = book["行動計画"]
    assert sheet.freeze_panes == "C5"
    assert sheet.print_title_rows in ("$4:$4", "4:4")
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 8)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.cell(5, 3).alignment.wrap_text
    assert sheet.cell(5, 5).fill.fgColor.rgb.endswith(load().classes["A1"].fill.lstrip("#").upper())
    notes = "\n".join(str(row[0].value) for row in book["出典と注記"].iter_rows() if row[0].value)
    assert notes.count("筆ポリゴンデータ") == 1
    assert "農地台帳（長野県架空市農業委員会）" in notes
    assert "権利や法令上の規制を定めるものではありません" in notes
    assert "第8系・EPSG:6676" in notes
    lots = [row[1].value for row in book["筆の一覧"].iter_rows(min_row=3, max_row=14)]
    assert lots[:3] == ["御山里100-1", "御山里100-2", "御山里100-3"]


def test_the_document_repeats_its_header_and_speaks_japanese() -> None:
    document = Document(io.BytesIO(written(plan(), ".docx")))
    header = document.tables[0].rows[0]._tr
    assert header.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "游ゴシック"
    assert document.sections[0].page_width > document.sections[0].page_height
    assert any(
        "権利や法令上の規制を定めるものではありません" in paragraph.text for paragraph in document.paragraphs
    )
    assert "PAGE" in document.sections[0].footer.paragraphs[0]._p.xml


def test_english_is_complete() -> None:
    form = plan("public", lang="en")
    assert [column.label for column in form.columns][:3] == ["No.", "Action", "Place (zone, section)"]
    assert form.rows["start_fy"].iloc[0] == "2027"
    assert form.notes[0].startswith("This document")
    assert form.tables[0].header[0] == "Management class"


@pytest.mark.parametrize("suffix", FORMS)
def test_a_plan_without_actions_is_still_a_file(suffix: str) -> None:
    empty = drafted().iloc[:0]
    form = plan("public", empty, by_manager=rollup.by_manager_and_year(empty, example.INFO))
    assert len(form.rows) == 0
    assert written(form, suffix)


def test_a_row_added_by_hand_with_hardly_anything_in_it_is_written() -> None:
    bare = pd.DataFrame([{"action_id": "mine", "title": "看板を立てる"}], columns=drafted().columns)
    form = plan("public", pd.concat([drafted(), bare], ignore_index=True))
    last = form.rows.iloc[-1]
    assert (last["title"], last["method"], last["manager"]) == ("看板を立てる", "未定", "未定")
    assert all(written(form, suffix) for suffix in FORMS)


def test_an_organisation_of_the_plan_is_named_even_where_the_target_map_names_it_too() -> None:
    names = {
        **example.NAMES,
        ("user", "利用者A"): {"name": "本村営農組合"},
        ("user", "利用者B"): {"name": "架空農産"},
    }
    form = plan("public", with_texts("本村営農組合と架空農産の草刈り"), names=names)
    assert form.rows["title"].iloc[0] == "本村営農組合と＊＊＊の草刈り"
