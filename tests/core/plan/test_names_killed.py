"""A program that is killed between the commits of the side file and of the plan: both tell of the same strokes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile, names, side_path
from kosozu.core.plan.stroke import Stroke

MOMENTS = 60
LONGEST_S = 0.12
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")


def put(plan: PlanFile, number: int) -> None:
    """One person: pseudonym in the plan, name in the side file."""
    with plan.stroke(f"担い手{number}") as stroke:
        stroke.upsert("actor", {"actor_id": [f"a{number}"], "label": [f"個人{number}"]})
        stroke.names.put("actor", [f"a{number}"], {"name": [f"見本{number}"]})


def agree(plan: PlanFile) -> int:
    """Every pseudonym has its name, and every name its pseudonym; how many there are."""
    listed = plan.read("actor", ["actor_id"])["actor_id"]
    assert sorted(key for _, key in plan.names()) == sorted(listed)
    for (_, key), row in plan.names().items():
        assert row["name"].startswith(f"見本{key[1:]}")
    return len(listed)


def strokes_of_names(path: Path) -> list[int]:
    with sqlite3.connect(side_path(str(path))) as side:
        return [row[0] for row in side.execute("SELECT seq FROM stroke_names ORDER BY seq")]


def in_a_child(work: Callable[[Callable[[], None]], None]) -> tuple[int, int]:
    """Run ``work`` in a child that is to be killed; its process and where it tells of its strokes."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            work(lambda: os.write(writing, b"."))
        finally:
            os._exit(1)
    os.close(writing)
    return child, reading


def dies_before_the_plan(path: Path, number: int, *, desk: bool) -> None:
    """A child that is killed when the names of a stroke are on disk and the plan's are not."""

    def work(_: object) -> None:
        plan = (PlanFile.open_at_desk if desk else PlanFile.open)(str(path))
        Stroke.commit = lambda stroke: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
        put(plan, number)

    child, reading = in_a_child(work)
    _, status = os.waitpid(child, 0)
    os.close(reading)
    assert os.WIFSIGNALED(status)


@pytest.mark.parametrize("desk", [True, False])
def test_names_whose_stroke_never_came_are_taken_back(plan_path: Path, desk: bool) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        put(plan, 1)
    dies_before_the_plan(plan_path, 2, desk=desk)
    assert strokes_of_names(plan_path) == [1, 2]
    with PlanFile.open(str(plan_path), readonly=True) as plan:  # for reading, nothing is touched
        assert len(plan.names()) == 2
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.recovered
        assert agree(plan) == 1
        put(plan, 3)
        assert agree(plan) == 2
        plan.undo()
        assert agree(plan) == 1
    assert strokes_of_names(plan_path) == [1, 2, 3]


def test_the_first_names_of_a_plan_too(plan_path: Path) -> None:
    dies_before_the_plan(plan_path, 1, desk=True)
    plan = PlanFile.open_at_desk(str(plan_path))
    assert plan.recovered
    assert agree(plan) == 0
    put(plan, 1)
    plan.close()
    assert strokes_of_names(plan_path) == [1]
    PlanFile.open_at_desk(str(plan_path)).close()


def test_a_name_that_was_changed_is_the_old_one_again(plan_path: Path) -> None:
    with PlanFile.open(str(plan_path)) as plan:
        put(plan, 1)

    def work(_: object) -> None:
        plan = PlanFile.open_at_desk(str(plan_path))
        Stroke.commit = lambda stroke: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[method-assign]
        with plan.stroke("名前") as stroke:
            stroke.names.put("actor", ["a1"], {"name": ["別の人"]})

    child, reading = in_a_child(work)
    os.waitpid(child, 0)
    os.close(reading)
    with PlanFile.open(str(plan_path)) as plan:
        assert plan.names() == {("actor", "a1"): {"name": "見本1"}}


def test_beside_an_older_copy_of_the_plan_names_stay(plan_path: Path, tmp_path: Path) -> None:
    """Who puts yesterday's plan beside today's names, and today's plan back, has lost none."""
    with PlanFile.open(str(plan_path)) as plan:
        put(plan, 1)
    older = tmp_path / "older"
    shutil.copy(plan_path, older)
    with PlanFile.open(str(plan_path)) as plan:
        put(plan, 2)
        put(plan, 3)
    newer = tmp_path / "newer"
    shutil.copy(plan_path, newer)
    shutil.copy(older, plan_path)
    with PlanFile.open(str(plan_path)) as plan:
        assert not plan.recovered
        assert len(plan.names()) == 3
    shutil.copy(newer, plan_path)
    with PlanFile.open(str(plan_path)) as plan:
        assert agree(plan) == 3


def test_a_plan_that_cannot_be_committed_leaves_no_names(
    plan_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(stroke: Stroke) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with PlanFile.open(str(plan_path)) as plan:
        put(plan, 1)
        with monkeypatch.context() as patch:
            patch.setattr(Stroke, "commit", fail)
            with pytest.raises(KosozuError) as error:
                put(plan, 2)
        assert error.value.code == "PLAN-DISK-FULL"
        assert strokes_of_names(plan_path) == [1]
        assert agree(plan) == 1


def test_a_side_file_of_before_is_written_on(plan_path: Path) -> None:
    """One that has no table of what is pending."""
    with PlanFile.open(str(plan_path)) as plan:
        put(plan, 1)
    with sqlite3.connect(side_path(str(plan_path))) as side:
        side.execute("DROP TABLE pending")
    side.close()
    with PlanFile.open(str(plan_path)) as plan:
        assert agree(plan) == 1
        put(plan, 2)
    dies_before_the_plan(plan_path, 3, desk=True)
    with PlanFile.open(str(plan_path)) as plan:
        assert agree(plan) == 2


@pytest.mark.slow
def test_killed_at_random_moments(plan_path: Path, tmp_path: Path) -> None:
    """Putting names, changing them, undoing: killed at any moment, at most the stroke in hand is missing, and whole."""
    dice, seen, behind = random.Random(7), 0, 0
    with PlanFile.open(str(plan_path)) as plan:
        for number in range(3):
            put(plan, number)
    for moment in range(MOMENTS):
        folder = tmp_path / f"{moment}"
        folder.mkdir()
        copy = folder / plan_path.name
        shutil.copy(plan_path, copy)
        shutil.copy(side_path(str(plan_path)), side_path(str(copy)))

        def work(tell: Callable[[], None], copy: Path = copy) -> None:
            plan = PlanFile.open_at_desk(str(copy))
            tell()
            number = 10
            while True:
                put(plan, number)
                tell()
                for act in (plan.undo, plan.redo, plan.undo, plan.redo):
                    act()
                    tell()
                number += 1

        child, reading = in_a_child(work)
        told = os.read(reading, 1)
        time.sleep(dice.uniform(0, LONGEST_S))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(reading, 65536):
            told += more
        os.close(reading)
        strokes = len(told) - 1
        with PlanFile.open(str(copy), readonly=True) as plan:
            behind += names.is_ahead(plan.connection, str(copy), plan.plan_id)
        plan = PlanFile.open_at_desk(str(copy))
        plan.verify_journal()
        known = len(plan.journal())
        agree(plan)
        plan.close()
        assert 3 + strokes <= known <= 3 + strokes + 1
        seen += strokes
        shutil.rmtree(folder)
    assert seen > MOMENTS
    assert behind, "no moment lay between the two commits: there should be about a fifth"
