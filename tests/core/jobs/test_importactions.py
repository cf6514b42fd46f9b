"""The action plan goes to Excel and comes back: nothing changed is nothing, and what is changed is exactly that."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.actionedits import update_action
from kosozu.core.jobs.editaction import add_action, delete_action, edit_action
from kosozu.core.jobs.exportactions import export_actions
from kosozu.core.jobs.importactions import LABEL, import_actions
from kosozu.core.plan import PlanFile

HEAD = 5
SHEET, PROGRESS = "行動計画", "進捗"
ID = "取組の番号（変更不可）"


class Workbook:
    """A workbook as a person edits it: cells by id and head."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)
        self.sheet = self.book[SHEET]
        self.heads = self._heads(self.sheet, HEAD)
        self.rows = self._ids(self.sheet, HEAD, self.heads)

    @staticmethod
    def _heads(sheet: Any, row: int) -> dict[str, int]:
        return {str(cell.value).replace("\n", ""): cell.column for cell in sheet[row] if cell.value}

    @staticmethod
    def _ids(sheet: Any, row: int, heads: dict[str, int]) -> dict[str, int]:
        place = heads[ID]
        numbers = range(row + 1, sheet.max_row + 1)
        return {
            sheet.cell(number, place).value: number for number in numbers if sheet.cell(number, place).value
        }

    def cell(self, action_id: str, head: str) -> Any:
        return self.sheet.cell(self.rows[action_id], self.heads[head])

    def progress(self, action_id: str, head: str) -> Any:
        sheet = self.book[PROGRESS]
        heads = self._heads(sheet, 4)
        return sheet.cell(self._ids(sheet, 4, heads)[action_id], heads[head])

    def free_row(self) -> int:
        return max(self.rows.values()) + 1

    def save(self) -> Path:
        self.book.save(self.path)
        return self.path


def export(plan: Path, edition: str = "internal") -> Workbook:
    target = plan.parent / f"koudou-{edition}.xlsx"
    export_actions(str(plan), str(target), edition=edition)
    return Workbook(target)


def bring(plan: Path, book: Workbook, *, apply: bool = True) -> tuple[int, int, int]:
    result = import_actions(str(plan), str(book.save()), apply=apply)
    return tuple(result[f"{name}_COUNT"] for name in ("CHANGED", "ADDED", "REMOVED"))  # type: ignore[return-value]


def report(plan: Path, edition: str = "internal") -> str:
    return (plan.parent / f"{plan.stem}.reports" / f"importactions-koudou-{edition}.html").read_text(
        encoding="utf-8"
    )


def table(plan: Path, name: str = "action") -> dict[str, dict[str, Any]]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        columns = opened.read(name)
        return {values[0]: dict(zip(columns, values)) for values in zip(*columns.values())}


def strokes(plan: Path) -> list[str]:
    with PlanFile.open(str(plan), readonly=True) as opened:
        return [entry["label"] for entry in opened.journal()]


@pytest.mark.parametrize("edition", ["public", "counter", "internal"])
def test_nothing_changed_is_nothing(own_sample: Path, edition: str) -> None:
    before, journal = table(own_sample), strokes(own_sample)
    assert bring(own_sample, export(own_sample, edition)) == (0, 0, 0)
    assert table(own_sample) == before and strokes(own_sample) == journal
    assert "構想との違いはありません" in report(own_sample, edition)


EDITS: dict[str, list[tuple[Any, str, Any]]] = {
    "取組名": [("草を刈る", "title", "草を刈る"), ("=A1+B2 の畑", "title", "=A1+B2 の畑")],
    "頻度": [("年２回", "frequency", "年２回")],
    "時期": [("中期", "term", "middle"), ("long", "term", "long")],
    "優先度": [("高", "priority", "high"), ("middle", "priority", "middle")],
    "着手年度": [(2026, "start_fy", 2026), ("令和８", "start_fy", 2026), ("２０２６年度", "start_fy", 2026)],
    "終了年度": [
        ("R16", "end_fy", 2034),
        (datetime.datetime(2034, 4, 1), "end_fy", 2034),
        ("2033", "end_fy", 2033),
    ],
    "指標": [("回数", "indicator", "回数")],
    "備考": [("一行目\n二行目", "note", "一行目\n二行目"), ("", "note", "")],
    "年間作業時間（時間）": [("１，２００", "hours_per_year", 1200.0), (12.5, "hours_per_year", 12.5)],
    "概算費用（円）": [("35,000円", "cost", 35000.0), (0, "cost", 0.0)],
    "管理主体": [("日向自治会", "manager_id", "actor-006"), ("", "manager_id", "")],
    "活用制度・財源": [("中山間地域等直接支払", "scheme", "中山間地域等直接支払")],
}


@pytest.mark.parametrize("seed", range(6))
def test_random_edits_are_exactly_these(own_sample: Path, seed: int) -> None:
    chance = random.Random(seed)
    before, book = table(own_sample), export(own_sample)
    wanted: dict[tuple[str, str], Any] = {}
    for action_id in chance.sample(sorted(before), 8):
        for head in chance.sample(sorted(EDITS), 3):
            typed, column, value = chance.choice(EDITS[head])
            if head in ("着手年度", "終了年度") and before[action_id]["kind"] == "procedure":
                continue
            cell = book.cell(action_id, head)
            cell.value = typed
            if isinstance(typed, str):
                cell.data_type = "s"  # a text, whatever it begins with
            if before[action_id][column] != value:
                wanted[action_id, column] = value
    assert bring(own_sample, book, apply=False) == (len(wanted), 0, 0), report(own_sample)[3000:]
    assert table(own_sample) == before
    assert bring(own_sample, book) == (len(wanted), 0, 0)
    after = table(own_sample)
    found = {
        (action_id, column): after[action_id][column]
        for action_id in before
        for column in before[action_id]
        if column != "origin" and after[action_id][column] != before[action_id][column]
    }
    assert found == wanted
    assert all(
        (after[key]["origin"] == "user") == any(key == action for action, _ in wanted) for key in before
    )
    assert strokes(own_sample)[-1] == LABEL
    with PlanFile.open(str(own_sample)) as opened:
        opened.undo()
    assert table(own_sample) == before
    assert bring(own_sample, Workbook(book.path)) == (len(wanted), 0, 0)
    assert bring(own_sample, Workbook(book.path)) == (0, 0, 0)


def test_a_method_by_label_or_code_changes_nothing_else(own_sample: Path) -> None:
    before, book = table(own_sample), export(own_sample)
    book.cell("Z07|work", "管理手法").value = "mow"
    book.cell("Z10|work", "管理手法").value = "蜜源作物"
    assert bring(own_sample, book) == (2, 0, 0)
    after = table(own_sample)
    assert (after["Z07|work"]["method_code"], after["Z10|work"]["method_code"]) == ("mow", "honey_crop")
    assert after["Z07|work"]["title"] == before["Z07|work"]["title"]


def test_rows_are_added_and_taken_away(own_sample: Path) -> None:
    before, book = table(own_sample), export(own_sample)
    row = book.free_row()
    for head, value in (
        ("取組名", "案内板を立てる"),
        ("場所（区域・字）", "日向 前田"),
        ("概算費用（円）", 80000),
    ):
        book.sheet.cell(row, book.heads[head]).value = value
    book.sheet.cell(row + 1, book.heads["場所（区域・字）"]).value = "Z03"
    book.sheet.cell(row + 1, book.heads["種類"]).value = "見回り"
    book.cell("Z22|watch", "削除（「削除」と記入）").value = "削除"
    book.sheet.delete_rows(book.rows["Z21|watch"])
    assert bring(own_sample, book) == (0, 2, 2)
    after = table(own_sample)
    assert set(before) - set(after) == {"Z22|watch", "Z21|watch"}
    new = {row["title"]: row for key, row in after.items() if key not in before}
    board = new.pop("案内板を立てる")
    assert (board["zone_id"], board["cost"], board["kind"], board["origin"]) == (
        "Z05",
        80000.0,
        "work",
        "user",
    )
    (watch,) = new.values()
    assert (watch["zone_id"], watch["kind"], watch["class_code"]) == ("Z03", "watch", "A2")
    assert strokes(own_sample).count(LABEL) == 1
    assert bring(own_sample, export(own_sample)) == (0, 0, 0)


def test_a_copied_row_is_a_new_action(own_sample: Path) -> None:
    book = export(own_sample)
    for place in range(1, max(book.heads.values()) + 1):
        book.sheet.cell(book.free_row(), place).value = book.sheet.cell(book.rows["Z01|work"], place).value
    book.sheet.cell(book.free_row(), book.heads["取組名"]).value = "写しから作った取組"
    assert bring(own_sample, book) == (0, 1, 0)


def test_progress_travels_by_fiscal_year(own_sample: Path) -> None:
    update_action(str(own_sample), action="Z01|work", progress="doing", fiscal_year=2025, note="水路の掃除")
    book = export(own_sample)
    assert book.progress("Z01|work", "令和7年度（2025）").value == "実施中：水路の掃除"
    book.progress("Z01|work", "令和8年度（2026）").value = "完了"
    book.progress("Z02|work", "令和7年度（2025）").value = "中止： 担い手の都合"
    book.progress("Z03|work", "令和9年度（2027）").value = "様子を見る"
    assert bring(own_sample, book) == (3, 0, 0)
    after = table(own_sample)
    assert after["Z01|work"]["progress"] == (
        '{"2025": {"state": "doing", "note": "水路の掃除"}, "2026": {"state": "done"}}'
    )
    assert after["Z02|work"]["progress"] == '{"2025": {"state": "stopped", "note": "担い手の都合"}}'
    assert after["Z03|work"]["progress"] == '{"2027": {"state": "", "note": "様子を見る"}}'
    assert after["Z01|work"]["origin"] == "draft"


def test_what_the_plan_has_changed_meanwhile_is_told_and_left(own_sample: Path) -> None:
    book = export(own_sample)
    with PlanFile.open(str(own_sample)) as opened:
        edit_action(opened, "Z01|work", {"indicator": "画面で直した", "frequency": "毎月"})
        delete_action(opened, "Z02|work")
        own = add_action(opened, "Z03")
    update_action(str(own_sample), action="Z04|work", progress="done", fiscal_year=2025)
    book.cell("Z01|work", "指標").value = "Excelで直した"
    book.cell("Z01|work", "備考").value = "これは取り込める"
    book.cell("Z02|work", "指標").value = "なくなった取組"
    book.progress("Z04|work", "令和7年度（2025）").value = "中止"
    assert bring(own_sample, book) == (1, 0, 0)
    after = table(own_sample)
    assert (after["Z01|work"]["indicator"], after["Z01|work"]["note"]) == ("画面で直した", "これは取り込める")
    assert after["Z01|work"]["frequency"] == "毎月"
    assert own in after and "Z02|work" not in after
    page = report(own_sample)
    assert page.count("書き出した後に、構想の側でも変わっています") == 2
    assert "構想からなくなった取組" in page


def test_what_cannot_be_understood_is_told_and_the_rest_is_taken(own_sample: Path) -> None:
    before, book = table(own_sample), export(own_sample)
    wrong = {
        "着手年度": ["来年", "令和9（2020）"],
        "年間作業時間（時間）": ["たくさん", datetime.datetime(2027, 1, 2)],
        "管理手法": ["そんな手法"],
        "時期": ["そのうち"],
        "面積（㎡）": [1],
        "管理区分": ["B1"],
        "取組名": [""],
        "場所（区域・字）": ["よその区域"],
        "管理主体": ["登録なし"],
        "備考": ["架空　一郎の田"],
    }
    ids = sorted(key for key in before if key.endswith("|work"))
    count = 0
    for head, texts in wrong.items():
        for text in texts:
            book.cell(ids[count % len(ids)], head).value = text
            count += 1
    book.cell(ids[-1], "指標").value = "これは読める"
    assert bring(own_sample, book) == (1, 0, 0)
    assert sum(before[key] != row for key, row in table(own_sample).items()) == 1
    page = report(own_sample)
    told = ("年度として読めません", "和暦と西暦", "日付になっています", "選択肢にありません", "取組名が空")
    for words in (*told, "区域は構想にありません"):
        assert words in page
    assert f"（{count}）" in page


def test_years_that_only_together_make_sense_are_taken_together(own_sample: Path) -> None:
    book = export(own_sample)
    book.cell("Z01|work", "着手年度").value = datetime.datetime(
        1905, 7, 25
    )  # 2033 typed into a cell of dates
    book.cell("Z01|work", "終了年度").value = datetime.datetime(2034, 3, 31)
    book.cell("Z02|work", "着手年度").value = 2050
    assert bring(own_sample, book) == (2, 0, 0)
    row = table(own_sample)["Z01|work"]
    assert (row["start_fy"], row["end_fy"]) == (2033, 2033)


def test_a_new_person_becomes_a_pseudonym_everywhere(own_sample: Path) -> None:
    book = export(own_sample)
    book.cell("Z01|work", "管理主体").value = "架空　新太郎"
    book.cell("Z01|work", "備考").value = "架空新太郎が鍵を持つ"
    book.cell("Z03|work", "備考").value = "架空新太郎に聞く"
    bring(own_sample, book)
    after = table(own_sample)
    person = after["Z01|work"]["manager_id"]
    assert person.startswith("person-")
    assert "新太郎" not in str(after) + str(table(own_sample, "actor"))
    with PlanFile.open(str(own_sample), readonly=True) as opened:
        assert opened.names()["actor", person]["name"] == "架空　新太郎"


def test_masked_and_pooled_cells_of_public_files_are_left(own_sample: Path) -> None:
    with PlanFile.open(str(own_sample)) as opened:
        rows = opened.read("action", ["action_id", "manager_id"])
    person = next(
        key for key, manager in zip(rows["action_id"], rows["manager_id"]) if manager.startswith("person")
    )
    other = next(
        key for key, manager in zip(rows["action_id"], rows["manager_id"]) if manager.startswith("actor")
    )
    book = export(own_sample, "public")
    assert book.cell(person, "管理主体").value == "個人"
    book.cell(other, "管理主体").value = "個人"
    book.cell(person, "指標").value = "回数"
    assert bring(own_sample, book) == (1, 0, 0)
    assert "だれのことか決まりません" in report(own_sample, "public")


def test_a_file_of_another_plan_is_refused(own_sample: Path, worked: Path, tmp_path: Path) -> None:
    book = export(own_sample)
    foreign = tmp_path / "other.xlsx"
    export_actions(str(worked), str(foreign))
    with pytest.raises(KosozuError) as refused:
        import_actions(str(own_sample), str(foreign), apply=True)
    assert refused.value.code == "JOB-OTHER-PLAN"
    book.book.defined_names.clear() if hasattr(
        book.book.defined_names, "clear"
    ) else book.book.defined_names.definedName.clear()
    with pytest.raises(KosozuError) as refused:
        import_actions(str(own_sample), str(book.save()))
    assert refused.value.code == "JOB-OTHER-PLAN"


def test_a_workbook_without_ids_is_refused(own_sample: Path, tmp_path: Path) -> None:
    book = export(own_sample)
    book.sheet.cell(HEAD, book.heads[ID]).value = "番号"
    with pytest.raises(KosozuError) as refused:
        import_actions(str(own_sample), str(book.save()))
    assert refused.value.code == "SRC-NO-ACTIONS"


def test_ids_are_locked_and_the_rest_is_not(own_sample: Path) -> None:
    book = export(own_sample)
    assert book.sheet.protection.sheet
    for action_id in book.rows:
        assert book.cell(action_id, ID).protection.locked
        assert not book.cell(action_id, "備考").protection.locked
    assert not book.sheet.column_dimensions["U"].hidden
    assert all(sheet.sheet_state == "visible" for sheet in book.book)
