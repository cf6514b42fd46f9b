"""The check before publication through qgis_process: exit code, report, and a model that goes on."""

from __future__ import annotations

from pathlib import Path

import planted
import planted_pdf

NAMES = planted.names(3)


def files(tmp_path: Path) -> tuple[Path, Path]:
    """(folder to publish, list of names)."""
    folder = tmp_path / "公開"
    folder.mkdir()
    (folder / "図面.pdf").write_bytes(planted_pdf.pdf_layer([planted.written(NAMES[1], 1)]))
    (folder / "表.csv").write_text("地番,面積\n1-1,100\n", encoding="utf-8")
    names = tmp_path / "氏名.csv"
    names.write_bytes(("氏名\r\n" + "\r\n".join(NAMES)).encode("cp932"))
    return folder, names


def test_what_does_not_pass_ends_with_1_after_the_report(kosozu_process, tmp_path: Path) -> None:
    folder, names = files(tmp_path)
    report = tmp_path / "報告.html"
    run = kosozu_process("checkrelease", INPUT=folder, NAMES=names, REPORT=report)
    said = run.stdout + run.stderr
    assert run.code == 1 and "[REL-STOPPED]" in said and "Traceback" not in said
    page = report.read_text(encoding="utf-8")
    assert "図面.pdf" in page and "p.1" in page
    assert not any(name in page + said for name in NAMES)
    run = kosozu_process("checkrelease", INPUT=folder, NAMES=names, REPORT=report, REPORT_ONLY="true")
    assert run.code == 0
    assert run.results == {"PASSED": False, "HIT_COUNT": 1, "REPORT": str(report)}


def test_what_passes_returns_true(kosozu_process, tmp_path: Path) -> None:
    folder, names = files(tmp_path)
    run = kosozu_process("checkrelease", INPUT=folder / "表.csv", NAMES=names)
    assert run.code == 0, run.stdout + run.stderr
    assert run.results["PASSED"] is True and run.results["HIT_COUNT"] == 0
    run = kosozu_process("checkrelease", INPUT=folder)
    assert run.code == 1 and "[REL-PLAN-OR-NAMES]" in run.stdout + run.stderr
