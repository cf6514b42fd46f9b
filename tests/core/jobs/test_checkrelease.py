"""kosozu:checkrelease's job: what is looked for, which files, the report before the error, and clean exports."""

from __future__ import annotations

import csv
import io
import random
import sqlite3
from pathlib import Path

import planted
import planted_data
import planted_office
import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.checkrelease import check_release
from kosozu.core.jobs.draftactions import draft_plan_actions
from kosozu.core.jobs.exportactions import export_actions
from kosozu.core.plan import PlanFile, side_path

NAMES = planted.names(40)


@pytest.fixture
def names_csv(tmp_path: Path) -> Path:
    path = tmp_path / "names.csv"
    path.write_bytes(
        (
            "氏名,電話番号\r\n"
            + "\r\n".join(f"{name},026-000-{number:04d}" for number, name in enumerate(NAMES))
        ).encode("cp932")
    )
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "公開"
    (path / "表").mkdir(parents=True)
    return path


def rows(report: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(report.read_text(encoding="utf-8-sig"))))


def test_what_does_not_pass_is_reported_and_then_stopped(
    names_csv: Path, folder: Path, tmp_path: Path
) -> None:
    (folder / "表" / "a.csv").write_text(f"氏名\n{planted.written(NAMES[1], 1)}\n", encoding="utf-8")
    (folder / "b.xlsx").write_bytes(planted_office.xlsx_hidden([NAMES[2], NAMES[3]]))
    (folder / "c.txt").write_text("森林の管理", encoding="utf-8")
    (folder / "d.7z").write_bytes(b"7z\xbc\xaf\x27\x1c")
    report = tmp_path / "検査.csv"
    with pytest.raises(KosozuError) as stopped:
        check_release(str(folder), names_csv=str(names_csv), report=str(report))
    assert stopped.value.code == "REL-STOPPED"
    assert stopped.value.params["count"] == 4
    told = rows(report)
    assert {row["ファイル"] for row in told} == {"表/a.csv", "b.xlsx", "d.7z"}
    assert {row["経路"] for row in told} == {"本文", "非表示の列", "非表示のシート", "ファイル全体"}
    text = report.read_text(encoding="utf-8-sig") + stopped.value.text("ja") + stopped.value.text("en")
    assert not any(name in text for name in NAMES)
    result = check_release(str(folder), names_csv=str(names_csv), report=str(report), report_only=True)
    assert result == {"PASSED": False, "HIT_COUNT": 4, "REPORT": str(report)}


def test_what_passes_says_so(names_csv: Path, folder: Path, tmp_path: Path) -> None:
    (folder / "c.txt").write_text("森林の管理", encoding="utf-8")
    report = tmp_path / "r.html"
    result = check_release(str(folder), names_csv=str(names_csv), report=str(report))
    assert result == {"PASSED": True, "HIT_COUNT": 0, "REPORT": str(report)}
    page = report.read_text(encoding="utf-8")
    assert "検査を通りました" in page and "The check is passed" in page
    assert check_release(str(folder / "c.txt"), names_csv=str(names_csv))["PASSED"]
    english = check_release(str(folder), names_csv=str(names_csv), report=str(report), lang="en")
    assert english["PASSED"] and '<html lang="en">' in report.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"names_csv": ""}, "REL-PLAN-OR-NAMES"),
        ({"plan_path": "x.gpkg"}, "REL-PLAN-OR-NAMES"),
        ({"input_path": "nowhere"}, "JOB-NO-FILE"),
        ({"names_csv": "nowhere.csv"}, "JOB-NO-FILE"),
        ({"report": "r.pdf"}, "REL-REPORT"),
        ({"report": "nowhere/r.csv"}, "JOB-NO-FOLDER"),
    ],
)
def test_what_is_told_before_work(
    names_csv: Path,
    folder: Path,
    changed: dict[str, str],
    code: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {"input_path": str(folder), "names_csv": str(names_csv), **changed}
    with pytest.raises(KosozuError) as stopped:
        check_release(given.pop("input_path"), **given)
    assert stopped.value.code == code and stopped.value.text("ja") != stopped.value.text("en")


def test_nothing_to_look_at_or_for(names_csv: Path, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(KosozuError, match="REL-EMPTY"):
        check_release(str(folder), names_csv=str(names_csv))
    for content, code in ((b"\x81\x20\xff,x", "REL-NAMES-FILE"), ("氏名\n不明\n".encode(), "REL-NO-VALUES")):
        (tmp_path / "bad.csv").write_bytes(content)
        with pytest.raises(KosozuError, match=code):
            check_release(str(names_csv), names_csv=str(tmp_path / "bad.csv"))


def test_a_plan_without_its_names_is_no_plan_to_compare_with(plan: Path, folder: Path) -> None:
    (folder / "c.txt").write_text("森林", encoding="utf-8")
    assert check_release(str(folder), plan_path=str(plan))["PASSED"]
    Path(side_path(str(plan))).unlink()
    with pytest.raises(KosozuError, match="REL-NO-NAMES"):
        check_release(str(folder), plan_path=str(plan))


def test_files_that_belong_to_a_file(names_csv: Path, tmp_path: Path) -> None:
    (tmp_path / "a.shp").write_bytes(planted_data.shp_tail([])[:100])
    (tmp_path / "a.dbf").write_bytes(planted_data.dbf([NAMES[0]], "cp932"))
    (tmp_path / "other.dbf").write_bytes(planted_data.dbf([NAMES[0]], "cp932"))
    result = check_release(str(tmp_path / "a.shp"), names_csv=str(names_csv), report_only=True)
    assert result["HIT_COUNT"] == 1
    (tmp_path / "a.gpkg").write_bytes(planted_data.database(["森林"]))
    (tmp_path / "a.gpkg-wal").write_bytes(b"\x37\x7f\x06\x82" + bytes(30) + NAMES[1].encode())
    assert not check_release(str(tmp_path / "a.gpkg"), names_csv=str(names_csv), report_only=True)["PASSED"]


def test_a_link_is_not_followed(names_csv: Path, folder: Path) -> None:
    (folder / "a.csv").symlink_to(names_csv)
    result = check_release(str(folder), names_csv=str(names_csv), report_only=True)
    assert result["HIT_COUNT"] == 1


def test_a_plan_that_is_open_keeps_its_locks(plan: Path, folder: Path, tmp_path: Path) -> None:
    """Closing a file that SQLite has open would drop its locks, so the check works on a copy."""
    report = tmp_path / "r.csv"
    with PlanFile.open(str(plan)) as opened:
        result = check_release(str(plan), plan_path=str(plan), report=str(report), report_only=True)
        with opened.stroke("企画課", "題") as stroke:
            stroke.update("zone", ["Z1"], {"note": ["x"]})
            other = sqlite3.connect(plan, timeout=0)
            with pytest.raises(sqlite3.OperationalError):
                other.execute("BEGIN IMMEDIATE")
            other.close()
    assert not result["PASSED"]
    assert "構想ファイルまたは氏名ファイルそのもの" in report.read_text(encoding="utf-8-sig")


def test_free_texts_of_the_plan_are_told(plan: Path, folder: Path, tmp_path: Path) -> None:
    (folder / "c.txt").write_text("森林", encoding="utf-8")
    with PlanFile.open(str(plan)) as opened, opened.stroke("企画課", "題") as stroke:
        stroke.update("zone", ["Z1"], {"note": ["架空太郎の畑の隣"]})
    report = tmp_path / "r.csv"
    assert check_release(str(folder), plan_path=str(plan), report=str(report))["PASSED"]
    assert [(row["結果"], row["場所"], row["見つかったもの"]) for row in rows(report)] == [
        ("要目視", "zone.note", "架＊＊＊")
    ]


def test_fifty_clean_exports_pass(plan: Path, folder: Path) -> None:
    """Public action plans with free texts of many kinds, by the algorithm itself; and all of them looked at again."""
    draft_plan_actions(str(plan))
    dice = random.Random(3)
    words = [
        "森林の整備",
        "田中央の水路",
        "第12区 34,567㎡",
        "A12・B3",
        "高橋地区",
        "KEY",
        "山田川沿い",
        "令和9年度",
        "電話は企画課へ",
    ]
    with PlanFile.open(str(plan)) as opened, opened.stroke("台帳", "氏名") as stroke:
        stroke.names.put("user", [f"利用者{number:03d}" for number in range(100, 140)], {"name": NAMES})
        stroke.names.put(
            "pin", ["p1", "p2", "p3"], {"daicho_id": ["12", "3456789", "KEY7"], "address": ["", "", "森"]}
        )
        ids = opened.read("action", ["action_id"])["action_id"]
    for number in range(50):
        with PlanFile.open(str(plan)) as opened, opened.stroke("企画課", "題") as stroke:
            texts = ["、".join(dice.sample(words, 3)) for _ in ids]
            stroke.update("action", list(ids), {"title": texts, "note": texts[::-1]})
        suffix = (".xlsx", ".csv", ".csv", ".xlsx", ".docx")[number % 5]
        encoding = "CP932" if number % 5 == 2 else ""
        export_actions(str(plan), str(folder / f"{number:02d}{suffix}"), encoding=encoding)
    result = check_release(str(folder), plan_path=str(plan))
    assert result["PASSED"] and len(list(folder.glob("*.*"))) == 50
