"""A program that is killed at any moment: the file opens, is sound, and at most the stroke in hand is missing."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

import builders
import pytest

from kosozu.core.jobs.importparcels import import_parcels
from kosozu.core.plan import PlanFile, pieces, zones
from kosozu.core.plan.effective import classes
from kosozu.core.plan.paint import paint

MOMENTS = 50
LONGEST_S = 0.25
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL"),
]


def painting(plan: PlanFile, path: Path, tell: Callable[[], None]) -> None:
    dice = random.Random(1)
    while True:
        with plan.stroke("塗る") as stroke:
            paint(stroke, dice.sample(range(1, 25), 8), dice.choice(["", "A1", "C1", "D1"]))
        tell()


def drawing(plan: PlanFile, path: Path, tell: Callable[[], None]) -> None:
    box = plan.connection.execute(
        "SELECT min(minx), min(miny), max(maxx), max(maxy) FROM rtree_unit_geom"
    ).fetchone()
    west, south, east, north = box
    dice = random.Random(2)
    while True:
        y = dice.uniform(south, north)
        ends = struct.pack("<BII4d", 1, 2, 2, west - 5, y, east + 5, dice.uniform(south, north))
        with plan.stroke("分ける") as stroke:
            zones.split(stroke, ends)
        tell()


def undoing(plan: PlanFile, path: Path, tell: Callable[[], None]) -> None:
    with plan.stroke("塗る") as stroke:
        paint(stroke, range(1, 25), "C1")
    tell()
    while True:
        plan.undo()
        tell()
        plan.redo()
        tell()


def importing(plan: PlanFile, path: Path, tell: Callable[[], None]) -> None:
    number = 0
    while True:
        number += 1
        name = path.parent / f"{2024 + number}_202037.json"
        builders.parcels(name, columns=6 + number, rows=4)
        import_parcels(str(path), str(name))
        tell()


def checking(plan: PlanFile, path: Path, tell: Callable[[], None]) -> None:
    point = struct.pack("<BI2d", 1, 1, 0.0, 0.0)
    number = 0
    while True:
        number += 1
        keys = [f"M-01|Z{number}|u{at}" for at in range(1200)]
        with PlanFile.open(str(path)) as other, other.stroke("構想の確認", long=True) as stroke:
            stroke.insert("finding", {"finding_key": keys, "rule_id": ["M-01"] * 1200}, [point] * 1200)
        tell()


def die_while(work: Callable[..., None], path: Path, seconds: float) -> int:
    """Let a child work on the plan at a desk, kill it after some time; how many strokes it had told of."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            plan = PlanFile.open_at_desk(str(path))
            os.write(writing, b"!")
            work(plan, path, lambda: os.write(writing, b"."))
        finally:
            os._exit(1)
    os.close(writing)
    told = os.read(reading, 1)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(reading, 65536):
        told += more
    os.close(reading)
    assert told[:1] == b"!", "the child did not open the plan"
    return told.count(b".")


def is_sound(path: Path, known: int, told: int) -> None:
    plan = PlanFile.open_at_desk(str(path))
    try:
        plan.verify_journal()
        assert plan.connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not pieces.any_left(plan.connection)
        assert known + told <= len(plan.journal()) <= known + told + 1
        fids = [row[0] for row in plan.connection.execute("SELECT fid FROM unit ORDER BY fid")]
        _, stands, new = classes(plan.connection, "", fids)
        assert stands == new
    finally:
        plan.close()
    for suffix in ("-wal", "-shm", "-journal"):
        assert not os.path.exists(f"{path}{suffix}")
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)


@pytest.mark.parametrize("work", [painting, drawing, undoing, importing, checking])
def test_killed_at_random_moments(plan: Path, tmp_path: Path, work: Callable[..., None]) -> None:
    dice = random.Random(work.__name__)
    with PlanFile.open(str(plan), readonly=True) as opened:
        known = len(opened.journal())
    seen = 0
    for moment in range(MOMENTS):
        folder = tmp_path / f"{moment}"
        folder.mkdir()
        copy = folder / plan.name
        shutil.copy(plan, copy)
        for side in plan.parent.glob(f"{plan.stem}.names.gpkg"):
            shutil.copy(side, folder)
        told = die_while(work, copy, dice.uniform(0, LONGEST_S * (4 if work is importing else 1)))
        is_sound(copy, known, told)
        seen += told
        shutil.rmtree(folder)
    assert seen > 0
