"""The table for the prefecture: fixed rows that add up, and no person in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.jobs.exportreport import export_report
from kosozu.core.reports import formats

HEAD = 13


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def written(plan: Path, folder: Path, edition: str) -> list[list[str]]:
    target = folder / f"summary-{edition}.csv"
    assert export_report(str(plan), str(target), kind="summary", edition=edition) == {"OUTPUT": str(target)}
    return rows(target)


def test_land_adds_up_to_the_whole_in_every_edition(worked: Path, tmp_path: Path) -> None:
    totals = set()
    for edition in ("public", "counter", "internal"):
        table = written(worked, tmp_path, edition)
        land = [row for row in table if row[0] == "土地"]
        total = next(row for row in table if row[0] == "合計")
        assert sum(int(row[HEAD]) for row in land) == int(total[HEAD]) == 24
        assert abs(sum(int(row[HEAD + 1]) for row in land) - int(total[HEAD + 1])) < len(land)
        totals.add(tuple(total[HEAD:]))
    assert len(totals) == 1


def test_the_rows_are_the_same_whatever_the_plan_holds(worked: Path, empty: Path, tmp_path: Path) -> None:
    full, bare = written(worked, tmp_path, "counter"), written(empty, tmp_path, "internal")
    assert [row[5:HEAD] for row in full] == [row[5:HEAD] for row in bare]


def test_public_cells_are_never_small(worked: Path, tmp_path: Path) -> None:
    shown = [int(row[HEAD]) for row in written(worked, tmp_path, "public") if row[0] == "土地"]
    assert min(count for count in shown if count) > 0
    assert not {1, 2} & set(shown)


def test_no_column_tells_a_person(worked: Path, tmp_path: Path) -> None:
    text = "".join("".join(row) for row in written(worked, tmp_path, "internal"))
    assert "架空太郎" not in text and "利用者0" not in text and "KEY0" not in text


def test_a_workbook_holds_the_same_numbers(worked: Path, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    target = tmp_path / "summary.xlsx"
    export_report(str(worked), str(target), kind="summary", edition="counter")
    sheet = load_workbook(target).worksheets[0]
    cells = [
        [("" if cell is None else str(cell)) for cell in row] for row in sheet.iter_rows(values_only=True)
    ]
    assert cells == written(worked, tmp_path, "counter")


@pytest.mark.parametrize(
    ("kind", "name", "code"),
    [
        ("summary", "x.docx", "REP-KIND-FORMAT"),
        ("nothing", "x.csv", "REP-KIND"),
        ("summary", "no/x.csv", "JOB-NO-FOLDER"),
    ],
)
def test_what_cannot_be_written_is_refused_before_work(
    worked: Path, tmp_path: Path, kind, name, code
) -> None:
    with pytest.raises(KosozuError) as refused:
        export_report(str(worked), str(tmp_path / name), kind=kind)
    assert refused.value.code == code


def test_every_writer_can_be_loaded() -> None:
    import importlib

    for forms in formats.WRITERS.values():
        for module in forms.values():
            assert callable(importlib.import_module(f"kosozu.core.reports.{module}").write)
