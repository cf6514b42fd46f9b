"""A check while the plan is open at a desk: done by another process, with the same result and in turns with strokes."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kosozu.core.errors import Cancelled, KosozuError
from kosozu.core.jobs import aside
from kosozu.core.jobs.checkplan import check_plan
from kosozu.core.plan import PlanFile
from kosozu.core.plan.paint import paint


@pytest.fixture
def desk(plan: Path) -> Iterator[PlanFile]:
    opened = PlanFile.open_at_desk(str(plan))
    yield opened
    opened.close()


def found(path: Path) -> list[tuple[Any, ...]]:
    with PlanFile.open(str(path), readonly=True) as plan:
        columns = plan.read(
            "finding", ["finding_key", "severity", "state", "params", "run_id"], geometry=True
        )
        return list(zip(*columns.values()))


class Listening:
    """Progress that remembers, and asks to stop at a step."""

    def __init__(self, stop_at: str = "") -> None:
        self.steps: list[str] = []
        self._stop_at = stop_at

    def step(self, en: str, ja: str) -> None:
        self.steps.append(en)

    def percent(self, value: float) -> None:
        pass

    def cancelled(self) -> bool:
        return self._stop_at in self.steps


def test_the_result_is_that_of_a_check_here(plan: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.gpkg"
    shutil.copy(plan, other)
    here = check_plan(str(other), findings_csv=str(tmp_path / "here.csv"))
    desk = PlanFile.open_at_desk(str(plan))
    progress = Listening()
    there = check_plan(str(plan), findings_csv=str(tmp_path / "there.csv"), progress=progress)
    assert desk.next_labels()[0] == "構想の確認"
    desk.verify_journal()
    desk.close()
    assert {**here, "FINDINGS": ""} == {**there, "FINDINGS": ""}
    assert here["FINDING_COUNT"] > 0
    assert found(plan) == found(other)
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()
    assert progress.steps[-1] == "Writing the findings"


def test_another_process_does_it(desk: PlanFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("checked in this process")

    monkeypatch.setattr("kosozu.core.checks.run.check", never)
    assert check_plan(desk.path)["FINDING_COUNT"] > 0


def test_without_an_interpreter_it_is_done_here(desk: PlanFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise aside.Unavailable("none")

    monkeypatch.setattr(aside, "interpreter", none)
    assert check_plan(desk.path)["FINDING_COUNT"] > 0


def test_an_interpreter_that_lacks_the_libraries_is_none(
    desk: PlanFile, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    false = tmp_path / "python3"
    false.write_text("#!/bin/sh\nexit 1\n")
    false.chmod(0o755)
    monkeypatch.setattr(aside, "interpreter", lambda: str(false))
    assert check_plan(desk.path)["FINDING_COUNT"] > 0


def test_what_was_wrong_comes_back_in_words(desk: PlanFile) -> None:
    with desk.stroke("空にする") as stroke:
        keys = desk.read("unit", ["unit_id"])["unit_id"]
        stroke.delete("unit", keys)
    with pytest.raises(KosozuError) as error:
        check_plan(desk.path)
    assert error.value.code == "JOB-NO-UNITS"


def test_cancelled_it_leaves_nothing(desk: PlanFile) -> None:
    before = len(desk.journal())
    with pytest.raises(Cancelled):
        check_plan(desk.path, progress=Listening(stop_at="Writing the findings"))
    assert desk.count("finding") == 0
    assert len(desk.journal()) == before


def test_a_process_that_dies_while_writing_leaves_nothing(
    desk: PlanFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    lend = aside._Aside._lend
    turns = []

    def dying(self: Any, kind: str) -> None:
        lend(self, kind)
        turns.append(kind)
        self._process.kill()

    monkeypatch.setattr(aside._Aside, "_lend", dying)
    with pytest.raises(KosozuError) as error:
        check_plan(desk.path)
    assert error.value.code == "JOB-ASIDE-DIED"
    assert turns == ["piece"]
    assert desk.count("finding") == 0
    assert desk.connection.execute("SELECT count(*) FROM _piece").fetchone() == (0,)
    desk.verify_journal()


def test_strokes_go_on_meanwhile(desk: PlanFile) -> None:
    done = threading.Event()
    result: dict[str, Any] = {}

    def work() -> None:
        result.update(check_plan(desk.path))
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    strokes = 0
    while not done.is_set():
        with desk.stroke("塗る") as stroke:
            paint(stroke, [1 + strokes % 20], "ABCD"[strokes // 20 % 4] + "1")
        strokes += 1
        done.wait(0.005)
    worker.join()
    assert result["FINDING_COUNT"] == desk.count("finding")
    assert strokes > 3
    desk.verify_journal()
    labels = [entry["label"] for entry in desk.journal()]
    assert labels.count("塗る") == strokes
    assert labels.count("構想の確認") == 1
