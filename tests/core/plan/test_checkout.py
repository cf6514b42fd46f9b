"""A plan on a share, which here is a folder said to be one: worked on as a copy, checked in, and never lost."""

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

from kosozu.core.catalogue import load
from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile, checkout, create_plan, names, share, side_path
from kosozu.core.plan.connection import backup, content_hash
from kosozu.core.plan.hold import Hold, hold_path

from .conftest import INFO, point, square

MOMENTS = 25
LONGEST_S = 0.3
forks = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This computer's folder for working copies."""
    monkeypatch.setenv("KOSOZU_DATA", str(tmp_path / "この PC"))
    return tmp_path / "この PC" / "checkouts"


@pytest.fixture
def home(tmp_path: Path, template: bytes, data: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A plan with a unit and a name, on a share."""
    folder = tmp_path / "共有"
    folder.mkdir()
    monkeypatch.setenv("KOSOZU_SHARES", str(folder))
    path = folder / "鎌田 構想.gpkg"
    path.write_bytes(template)
    with PlanFile.open(str(path)) as plan, plan.stroke("取込") as stroke:
        stroke.insert("unit", {"unit_id": ["u1"]}, [square(0, 0)])
        stroke.names.put("actor", ["a0"], {"name": ["見本0"]})
        stroke.insert("actor", {"actor_id": ["a0"]})
    return path


def put(plan: PlanFile, key: str) -> None:
    with plan.stroke(f"担い手 {key}") as stroke:
        stroke.insert("actor", {"actor_id": [key], "label": [f"個人{key}"]})
        stroke.names.put("actor", [key], {"name": [f"見本{key}"]})


def actors(path: Path) -> list[str]:
    """Who stands in a plan at rest; names and pseudonyms agree."""
    with sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        listed = sorted(row[0] for row in raw.execute("SELECT actor_id FROM actor"))
    raw.close()
    with PlanFile.open(str(path), readonly=True) as plan:
        plan.verify_journal()
        assert sorted(key for _, key in plan.names()) == listed
    return listed


def beside(home: Path) -> list[str]:
    return sorted(path.name for path in home.parent.iterdir())


def alone(home: Path) -> bool:
    """Nothing but the plan and its side file stands in the share's folder."""
    return beside(home) == sorted([home.name, Path(side_path(str(home))).name])


def test_the_desk_works_on_a_copy_and_the_share_follows(home: Path, data: Path) -> None:
    plan = PlanFile.open_at_desk(str(home))
    assert plan.home == str(home)
    assert Path(plan.path).is_relative_to(data)
    assert plan.checkout is not None and not plan.checkout.continued and not plan.recovered
    assert plan.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    put(plan, "a1")
    assert actors_of_share(home) == ["a0"]
    before = plan.checkout.shared_at
    assert plan.checkout.check_in()
    assert plan.checkout.shared_at > before
    assert actors_of_share(home) == ["a0", "a1"]
    assert not os.path.exists(f"{home}-wal") and not os.path.exists(share.note_path(str(home)))
    put(plan, "a2")
    plan.close()
    assert actors(home) == ["a0", "a1", "a2"]
    assert alone(home)
    assert list(data.iterdir()) == []


def actors_of_share(home: Path) -> list[str]:
    """What another computer would read there, whatever is open here."""
    with sqlite3.connect(f"{home.as_uri()}?mode=ro", uri=True) as raw:
        found = sorted(row[0] for row in raw.execute("SELECT actor_id FROM actor"))
    raw.close()
    return found


def test_a_copy_has_the_contents_of_what_was_copied(home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.gpkg"
    backup(str(home), str(copy))
    assert content_hash(str(copy)) == content_hash(str(home))
    with sqlite3.connect(copy) as raw:  # somebody looks at it, as QGIS does
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA journal_mode=DELETE")
    raw.close()
    assert copy.read_bytes() != home.read_bytes()
    assert content_hash(str(copy)) == content_hash(str(home))
    with sqlite3.connect(copy) as raw:
        raw.execute("UPDATE gpkg_contents SET description = 'x' WHERE table_name = 'zone'")
    raw.close()
    assert content_hash(str(copy)) != content_hash(str(home))


def test_closed_without_a_stroke_nothing_is_written(home: Path, data: Path) -> None:
    before = home.stat().st_mtime_ns, home.read_bytes()
    plan = PlanFile.open_at_desk(str(home))
    assert plan.checkout is not None
    assert plan.checkout.check_in()
    plan.close()
    assert (home.stat().st_mtime_ns, home.read_bytes()) == before
    assert alone(home) and list(data.iterdir()) == []


def test_strokes_while_it_is_checked_in_come_with_the_next(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = PlanFile.open_at_desk(str(home))
    put(plan, "a1")
    stage = share.stage

    def paint_meanwhile(*arguments: object) -> None:
        monkeypatch.setattr(share, "stage", stage)
        put(plan, "a2")
        stage(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(share, "stage", paint_meanwhile)
    assert plan.checkout is not None
    plan.checkout.check_in()
    assert actors_of_share(home) == ["a0", "a1"]
    with sqlite3.connect(side_path(str(home))) as raw:
        assert raw.execute("SELECT count(*) FROM name").fetchone() == (2,)
    raw.close()
    plan.close()
    assert actors(home) == ["a0", "a1", "a2"]


def test_jobs_of_this_desk_work_on_the_open_copy(home: Path) -> None:
    """An algorithm is given where the plan lives; what it writes is at the desk at once."""
    desk = PlanFile.open_at_desk(str(home))
    with PlanFile.open(str(home)) as plan:
        assert plan.path == desk.path
        put(plan, "a1")
    assert desk.read("actor", ["actor_id"])["actor_id"] == ["a0", "a1"]
    with PlanFile.open(str(home), readonly=True) as plan:
        assert plan.count("actor") == 2
    with pytest.raises(KosozuError) as error:
        create_plan(str(home), info=INFO, catalogue=desk.catalogue, styles={}, overwrite=True)
    assert error.value.code == "PLAN-IN-USE"
    with pytest.raises(KosozuError) as error:
        PlanFile.open_at_desk(str(home))
    assert error.value.code == "PLAN-IN-USE"
    desk.close()
    assert actors(home) == ["a0", "a1"]


def test_what_another_desk_has_is_refused(home: Path, data: Path) -> None:
    hold = Hold(str(home))  # as a desk on another computer has it
    for opening in (PlanFile.open_at_desk, PlanFile.open):
        with pytest.raises(KosozuError) as error:
            opening(str(home))
        assert error.value.code == "PLAN-HELD"
    with PlanFile.open(str(home), readonly=True) as plan:
        assert plan.count("actor") == 1
    with pytest.raises(KosozuError) as error:
        create_plan(str(home), info=INFO, catalogue=load(), styles={}, overwrite=True)
    assert error.value.code == "PLAN-HELD"
    hold.release()
    PlanFile.open_at_desk(str(home)).close()
    assert not data.exists() or list(data.iterdir()) == []


def test_a_plan_that_another_program_writes_is_refused(home: Path) -> None:
    other = sqlite3.connect(home, isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("SELECT count(*) FROM plan").fetchone()
    with pytest.raises(KosozuError) as error:
        PlanFile.open_at_desk(str(home))
    assert error.value.code == "PLAN-LOCKED"
    assert not os.path.exists(hold_path(str(home)))
    other.close()
    PlanFile.open_at_desk(str(home)).close()


def test_a_file_that_is_no_plan_is_refused_by_its_own_name(home: Path, data: Path) -> None:
    other = home.with_name("x.gpkg")
    with sqlite3.connect(other) as raw:
        raw.execute("CREATE TABLE t (a)")
    raw.close()
    with pytest.raises(KosozuError) as error:
        PlanFile.open_at_desk(str(other))
    assert error.value.code == "PLAN-NOT-PLAN" and error.value.params["path"] == str(other)
    with pytest.raises(KosozuError) as error:
        PlanFile.open_at_desk(str(home.with_name("nothing.gpkg")))
    assert error.value.code == "PLAN-NO-FILE"
    assert checkout.waiting() == []
    assert not os.path.exists(hold_path(str(other)))


def test_a_data_folder_on_a_share_is_refused_in_words(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOSOZU_DATA", str(home.parent / "データ"))
    with pytest.raises(KosozuError) as error:
        PlanFile.open_at_desk(str(home))
    assert error.value.code == "PLAN-NO-LOCAL"
    assert "KOSOZU_DATA" in error.value.text("ja")
    assert alone(home)


# The share goes away.


def test_a_share_that_is_away_is_told_and_tried_again(home: Path, data: Path) -> None:
    away = home.parent.with_name("抜けた共有")
    plan = PlanFile.open_at_desk(str(home))
    put(plan, "a1")
    home.parent.rename(away)
    assert plan.checkout is not None
    with pytest.raises(KosozuError) as error:
        plan.checkout.check_in()
    assert error.value.code == "PLAN-SHARE-AWAY"
    text = error.value.text("ja")
    assert "データは変更されていません" not in text and plan.path in text
    put(plan, "a2")  # one works on
    home.parent.mkdir()  # a mount point without its share
    with pytest.raises(KosozuError) as error:
        plan.checkout.check_in()
    assert error.value.code == "PLAN-SHARE-AWAY"
    home.parent.rmdir()
    away.rename(home.parent)
    assert plan.checkout.check_in()
    assert actors_of_share(home) == ["a0", "a1", "a2"]
    plan.close()
    assert alone(home) and list(data.iterdir()) == []


def test_closed_while_the_share_is_away_nothing_is_lost(home: Path) -> None:
    away = home.parent.with_name("抜けた共有")
    plan = PlanFile.open_at_desk(str(home))
    out = plan.checkout
    assert out is not None
    put(plan, "a1")
    home.parent.rename(away)
    plan.close()
    assert out.trouble is not None and out.trouble.code == "PLAN-SHARE-AWAY"
    assert checkout.waiting() == [str(home)]
    with pytest.raises(KosozuError) as error:
        PlanFile.open_at_desk(str(home))
    assert error.value.code == "PLAN-SHARE-GONE"
    away.rename(home.parent)
    again = PlanFile.open_at_desk(str(home))
    assert again.checkout is not None and again.checkout.continued and not again.recovered
    assert again.count("actor") == 2
    assert again.undo() == "担い手 a1"
    again.redo()
    again.close()
    assert actors(home) == ["a0", "a1"]
    assert alone(home) and checkout.waiting() == []


def test_a_folder_that_has_become_read_only_is_busy(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace = os.replace

    def refuse(source: str, target: str) -> None:
        if target == str(home):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    plan = PlanFile.open_at_desk(str(home))
    put(plan, "a1")
    assert plan.checkout is not None
    with monkeypatch.context() as patch:
        patch.setattr(share.os, "replace", refuse)
        with pytest.raises(KosozuError) as error:
            plan.checkout.check_in()
    assert error.value.code == "PLAN-SHARE-BUSY"
    assert actors_of_share(home) == ["a0"]
    plan.close()
    assert actors(home) == ["a0", "a1"] and alone(home)


# Somebody else has written.


def elsewhere(home: Path, key: str) -> None:
    """Another computer writes to the share's file, not minding our lock."""
    place = home.parent.parent / "other" / home.name
    place.parent.mkdir()
    for file in (home, Path(side_path(str(home)))):
        shutil.copy(file, place.with_name(file.name))
    with PlanFile.open(str(place)) as plan:
        put(plan, key)
    for file in (home, Path(side_path(str(home)))):
        shutil.copy(place.with_name(file.name), file)


def test_what_somebody_else_wrote_is_not_overwritten(home: Path, data: Path) -> None:
    plan = PlanFile.open_at_desk(str(home))
    put(plan, "a1")
    elsewhere(home, "b1")
    assert plan.checkout is not None
    with pytest.raises(KosozuError) as error:
        plan.checkout.check_in()
    assert error.value.code == "PLAN-SHARE-CHANGED"
    kept = Path(error.value.params["kept"])
    assert kept.parent == home.parent and kept.name.startswith("鎌田 構想（このPCの控え ")
    assert plan.home == str(kept)
    assert actors_of_share(home) == ["a0", "b1"] and actors_of_share(kept) == ["a0", "a1"]
    PlanFile.open(str(home)).close()  # theirs is free for others
    put(plan, "a2")
    assert plan.checkout.check_in()
    put(plan, "a3")
    plan.close()
    assert actors(kept) == ["a0", "a1", "a2", "a3"]
    assert actors(home) == ["a0", "b1"]
    assert len(beside(home)) == 4 and list(data.iterdir()) == []


def test_what_somebody_else_wrote_just_now_is_not_overwritten(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While our copy is on its way to the share."""
    plan = PlanFile.open_at_desk(str(home))
    put(plan, "a1")
    stage = share.stage

    def with_a_guest(place: str, copies: share.Pair) -> None:
        monkeypatch.setattr(share, "stage", stage)
        stage(place, copies)
        elsewhere(home, "b1")

    monkeypatch.setattr(share, "stage", with_a_guest)
    assert plan.checkout is not None
    with pytest.raises(KosozuError) as error:
        plan.checkout.check_in()
    assert error.value.code == "PLAN-SHARE-CHANGED"
    plan.close()
    assert actors(home) == ["a0", "b1"]
    assert actors(Path(error.value.params["kept"])) == ["a0", "a1"]
    assert len(beside(home)) == 4


def test_changed_elsewhere_and_closed(home: Path) -> None:
    plan = PlanFile.open_at_desk(str(home))
    out = plan.checkout
    assert out is not None
    put(plan, "a1")
    elsewhere(home, "b1")
    plan.close()
    assert out.trouble is not None and out.trouble.code == "PLAN-SHARE-CHANGED"
    assert actors(Path(out.trouble.params["kept"])) == ["a0", "a1"]
    assert actors(home) == ["a0", "b1"]
    assert checkout.waiting() == []


def test_a_look_in_another_program_is_no_change(home: Path) -> None:
    plan = PlanFile.open_at_desk(str(home))
    put(plan, "a1")
    with sqlite3.connect(home) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("SELECT count(*) FROM plan").fetchone()
    raw.close()
    assert plan.checkout is not None
    assert plan.checkout.check_in()
    plan.close()
    assert actors(home) == ["a0", "a1"] and alone(home)


def test_deleted_elsewhere_is_a_change(home: Path) -> None:
    plan = PlanFile.open_at_desk(str(home))
    put(plan, "a1")
    home.unlink()
    assert plan.checkout is not None
    with pytest.raises(KosozuError) as error:
        plan.checkout.check_in()
    assert error.value.code == "PLAN-SHARE-CHANGED"
    plan.close()
    assert not home.exists()
    assert actors(Path(error.value.params["kept"])) == ["a0", "a1"]


def test_a_long_write_under_way_is_waited_for(home: Path) -> None:
    desk = PlanFile.open_at_desk(str(home))
    assert desk.checkout is not None
    keys = [f"M-01|Z|u{at}" for at in range(600)]
    with PlanFile.open(str(home)) as plan, plan.stroke("構想の確認", long=True) as stroke:
        stroke.insert("finding", {"finding_key": keys, "rule_id": ["M-01"] * 600}, [point(1, 1)] * 600)
        assert not desk.checkout.check_in()
    assert desk.checkout.check_in()
    desk.close()
    with PlanFile.open(str(home), readonly=True) as plan:
        assert plan.count("finding") == 600


# Killed.


def in_a_child(work: Callable[[Callable[[], None]], None]) -> tuple[int, int]:
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


def die(work: Callable[[], None]) -> None:
    """A child that does ``work``, which is to end in its being killed."""
    child, reading = in_a_child(lambda _: work())
    _, status = os.waitpid(child, 0)
    os.close(reading)
    assert os.WIFSIGNALED(status), os.WEXITSTATUS(status)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@forks
def test_killed_before_it_was_checked_in(home: Path) -> None:
    def work() -> None:
        plan = PlanFile.open_at_desk(str(home))
        put(plan, "a1")
        kill()

    die(work)
    assert actors(home) == ["a0"]
    assert checkout.waiting() == [str(home)]
    plan = PlanFile.open_at_desk(str(home))
    assert plan.recovered and plan.checkout is not None and plan.checkout.continued
    assert plan.read("actor", ["actor_id"])["actor_id"] == ["a0", "a1"]
    plan.close()
    assert actors(home) == ["a0", "a1"] and alone(home)


@forks
def test_killed_and_meanwhile_changed_elsewhere(home: Path, data: Path) -> None:
    def work() -> None:
        plan = PlanFile.open_at_desk(str(home))
        put(plan, "a1")
        kill()

    die(work)
    elsewhere(home, "b1")
    plan = PlanFile.open_at_desk(str(home))
    assert plan.checkout is not None and plan.checkout.trouble is not None
    assert plan.checkout.trouble.code == "PLAN-SHARE-CHANGED"
    kept = Path(plan.checkout.trouble.params["kept"])
    assert plan.read("actor", ["actor_id"])["actor_id"] == ["a0", "b1"]
    plan.close()
    assert actors(kept) == ["a0", "a1"] and actors(home) == ["a0", "b1"]
    assert list(data.iterdir()) == []


@forks
@pytest.mark.parametrize("moment", ["note", "names", "plan", "record"])
def test_killed_while_the_two_files_are_put_in_place(home: Path, moment: str) -> None:
    """Whoever has the plan next, on this or another computer, finds both files of before or both of after."""

    def work() -> None:
        plan = PlanFile.open_at_desk(str(home))
        put(plan, "a1")
        replace, wanted = (
            os.replace,
            {
                "note": share.note_path(str(home)),
                "names": side_path(str(home)),
                "plan": str(home),
                "record": "",
            }[moment],
        )

        def and_die(source: str, target: str) -> None:
            if target == wanted or (not wanted and target.endswith("checkout.json")):
                if moment != "record":
                    replace(source, target)
                elif os.path.exists(home) and actors_of_share(home) == ["a0"]:
                    return replace(source, target)
                kill()
            replace(source, target)

        os.replace = and_die  # type: ignore[assignment]
        assert plan.checkout is not None
        plan.checkout.check_in()

    die(work)
    if moment in ("note", "names"):  # names come first: a pseudonym is never without its name
        assert actors_of_share(home) == ["a0"]
    elsewhere_data = home.parent.parent / "別のPC"
    with pytest.MonkeyPatch.context() as patch:  # another computer, which knows nothing of our copy
        patch.setenv("KOSOZU_DATA", str(elsewhere_data))
        plan = PlanFile.open_at_desk(str(home))
        assert sorted(key for _, key in plan.names()) == ["a0", "a1"]
        plan.close()
    assert actors(home) == ["a0", "a1"]
    plan = PlanFile.open_at_desk(str(home))
    assert plan.checkout is not None and plan.checkout.trouble is None and not plan.checkout.continued
    plan.close()
    assert actors(home) == ["a0", "a1"] and alone(home)


@forks
@pytest.mark.slow
def test_killed_at_random_moments(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strokes and check-ins, killed: the next opening has every stroke but the one in hand, and the share gets it."""
    dice, seen = random.Random(3), 0
    for moment in range(MOMENTS):
        folder = tmp_path / f"共有{moment}"
        shutil.copytree(home.parent, folder)
        monkeypatch.setenv("KOSOZU_SHARES", str(folder))
        monkeypatch.setenv("KOSOZU_DATA", str(tmp_path / f"PC{moment}"))
        place = folder / home.name

        def work(tell: Callable[[], None], place: Path = place) -> None:
            plan = PlanFile.open_at_desk(str(place))
            tell()
            number = 0
            while plan.checkout is not None:
                number += 1
                put(plan, f"a{number}")
                tell()
                if number % 3 == 0:
                    plan.checkout.check_in()

        child, reading = in_a_child(work)
        told = os.read(reading, 1)
        time.sleep(dice.uniform(0, LONGEST_S))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(reading, 65536):
            told += more
        os.close(reading)
        strokes = len(told) - 1
        plan = PlanFile.open_at_desk(str(place))
        plan.verify_journal()
        known = plan.count("actor")
        assert 1 + strokes <= known <= 1 + strokes + 1
        assert not names.is_ahead(plan.connection, plan.path, plan.plan_id)
        assert plan.checkout is not None and plan.checkout.trouble is None
        plan.close()
        assert len(actors(place)) == known
        assert alone(place)
        seen += strokes
        shutil.rmtree(folder)
    assert seen > MOMENTS
