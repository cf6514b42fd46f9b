"""Whatever goes wrong, the plan is byte for byte as before, and the error has words."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile, backup, file_hash

from .conftest import digest, square

ROOT = Path(__file__).resolve().parents[3]

PROLOGUE = """
import importlib.util, os, signal, sys
spec = importlib.util.spec_from_file_location("kosozu", ROOT + "/__init__.py", submodule_search_locations=[ROOT])
module = importlib.util.module_from_spec(spec)
sys.modules["kosozu"] = module
spec.loader.exec_module(module)
from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile, create_plan
from kosozu.core.catalogue import load
import struct
def square(x, y, size=10.0):
    ring = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return struct.pack("<BIII", 1, 3, 1, 5) + b"".join(struct.pack("<2d", *point) for point in ring)
def fill(stroke, count, start=0):
    ids = [f"u{at:07}" for at in range(start, start + count)]
    stroke.insert("unit", {"unit_id": ids, "address": ["長野県上田市"] * count}, [square(at, 0) for at in range(count)])
"""


def script(body: str, path: Path) -> list[str]:
    text = f"ROOT = {str(ROOT)!r}\nPATH = {str(path)!r}\n" + PROLOGUE + textwrap.dedent(body)
    return [sys.executable, "-c", text]


def run(body: str, path: Path) -> str:
    done = subprocess.run(script(body, path), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def code_of(path: Path, *, readonly: bool) -> str:
    with pytest.raises(KosozuError) as caught:
        PlanFile.open(str(path), readonly=readonly)
    text = caught.value.text("ja")
    assert str(path) in text
    assert "データは変更されていません" in text
    return caught.value.code


@pytest.mark.parametrize("readonly", [True, False])
@pytest.mark.parametrize(
    ("damage", "codes"),
    [
        (lambda data: "これはテキストです\n".encode() * 500, {"PLAN-NOT-GEOPACKAGE"}),
        (lambda data: b"id,name\n1,a\n", {"PLAN-NOT-GEOPACKAGE"}),
        (lambda data: data[: len(data) // 2], {"PLAN-DAMAGED"}),
        (lambda data: data[: len(data) - 100], {"PLAN-DAMAGED"}),
        (lambda data: data[:4096], {"PLAN-DAMAGED"}),
        (lambda data: data[:50], {"PLAN-DAMAGED", "PLAN-NOT-GEOPACKAGE"}),
        (lambda data: b"", {"PLAN-NOT-PLAN"}),
    ],
)
def test_files_that_are_no_plans(
    plan_path: Path, damage: Callable[[bytes], bytes], codes: set[str], readonly: bool
) -> None:
    plan_path.write_bytes(damage(plan_path.read_bytes()))
    before = digest(plan_path)
    assert code_of(plan_path, readonly=readonly) in codes
    assert digest(plan_path) == before
    assert [path.name for path in plan_path.parent.iterdir()] == [plan_path.name]


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    assert code_of(tmp_path / "x.gpkg", readonly=False) == "PLAN-NO-FILE"
    assert code_of(tmp_path, readonly=False) == "PLAN-NO-FILE"
    assert list(tmp_path.iterdir()) == []


def test_a_geopackage_of_others_is_no_plan(tmp_path: Path) -> None:
    from osgeo import ogr

    path = tmp_path / "zones.gpkg"
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    source.CreateLayer("zones", geom_type=ogr.wkbPolygon)
    source = None
    before = digest(path)
    assert code_of(path, readonly=False) == "PLAN-NOT-PLAN"
    assert digest(path) == before


def test_opening_and_reading_change_nothing(plan_path: Path, unchanged: Callable[[], None]) -> None:
    with PlanFile.open(str(plan_path), readonly=True) as plan:
        plan.read("unit", geometry=True)
        plan.journal()
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            plan.connection.execute("DELETE FROM stroke")
    with PlanFile.open(str(plan_path)) as plan:
        plan.read("unit")
        assert plan.undo() is None
    unchanged()


def test_a_plan_that_another_program_writes(plan_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kosozu.core.plan.connection.BUSY_MS", 200)
    other = subprocess.Popen(
        script(
            """
            import sqlite3, time
            connection = sqlite3.connect(PATH, isolation_level=None)
            connection.execute("BEGIN IMMEDIATE")
            print("locked", flush=True)
            time.sleep(60)
            """,
            plan_path,
        ),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == "locked"
        with PlanFile.open(str(plan_path)) as plan:
            with pytest.raises(KosozuError) as caught, plan.stroke("x") as stroke:
                stroke.insert("actor", {"actor_id": ["a"]})
            assert caught.value.code == "PLAN-LOCKED"
            assert plan.count("actor") == 0
    finally:
        other.kill()
        other.wait()
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("x") as stroke:
        stroke.insert("actor", {"actor_id": ["a"]})


@pytest.mark.slow
def test_a_full_disk_within_a_stroke(plan_path: Path) -> None:
    """RLIMIT_FSIZE stands in for the disk: writes beyond it fail as they do on a full one."""
    before = digest(plan_path)
    out = run(
        """
        import resource
        limit = os.path.getsize(PATH) + 400_000
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        with PlanFile.open(PATH) as plan:
            try:
                with plan.stroke("取込") as stroke:
                    stroke.names.put("actor", ["a"], {"name": ["長谷川太郎"]})
                    fill(stroke, 20000)
            except KosozuError as error:
                print(error.code, plan.count("unit"))
        """,
        plan_path,
    )
    assert out in ("PLAN-WRITE-FAILED 0", "PLAN-DISK-FULL 0")
    assert digest(plan_path) == before
    assert [path.name for path in plan_path.parent.iterdir()] == [plan_path.name]


@pytest.mark.slow
def test_a_full_disk_while_a_plan_is_made(tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    out = run(
        """
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            create_plan(PATH, info={"title": "x", "crs_epsg": 6676}, catalogue=load(), styles={})
        except KosozuError as error:
            print(error.code)
        """,
        path,
    )
    assert out in ("PLAN-WRITE-FAILED", "PLAN-DISK-FULL")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_small_real_disk(plan_path: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a tmpfs is not allowed here")
    try:
        path = disk / "plan.gpkg"
        path.write_bytes(plan_path.read_bytes())
        before = digest(path)
        ids = [f"u{at}" for at in range(20000)]
        with PlanFile.open(str(path)) as plan:
            with pytest.raises(KosozuError) as caught, plan.stroke("取込") as stroke:
                stroke.insert("unit", {"unit_id": ids}, [square(at, 0) for at in range(20000)])
            assert caught.value.code == "PLAN-DISK-FULL"
            assert plan.count("unit") == 0
        assert digest(path) == before
        with PlanFile.open(str(path)) as plan, plan.stroke("小さい") as stroke:
            stroke.insert("actor", {"actor_id": ["a"]})
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "setuid"), reason="users of Unix")
def test_a_folder_that_cannot_be_written(template: bytes) -> None:
    """As a user who is not root: root may write everywhere."""
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are closed to other users
        path = Path(folder) / "plan.gpkg"
        path.write_bytes(template)
        path.chmod(0o644)
        Path(folder).chmod(0o555)
        before = digest(path)
        out = run(
            """
            catalogue = load()
            if os.getuid() == 0:
                os.setuid(65534)
            for act in (
                lambda: PlanFile.open(PATH),
                lambda: create_plan(PATH + ".2.gpkg", info={"crs_epsg": 6676}, catalogue=catalogue, styles={}),
            ):
                try:
                    act()
                except KosozuError as error:
                    print(error.code)
            with PlanFile.open(PATH, readonly=True) as plan:
                print(plan.info["crs_epsg"])
            """,
            path,
        )
        assert out.split() == ["PLAN-READONLY", "PLAN-READONLY", "6676"]
        assert digest(path) == before
        assert [one.name for one in Path(folder).iterdir()] == ["plan.gpkg"]
        Path(folder).chmod(0o755)


@pytest.mark.slow
@pytest.mark.parametrize("moment", ["before the commit", "while the journal is hot"])
def test_kill_within_a_stroke_leaves_the_state_before(plan_path: Path, moment: str) -> None:
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("前") as stroke:
        stroke.insert("unit", {"unit_id": ["first"]}, [square(0, 0)])
        stroke.names.put("actor", ["a"], {"name": ["長谷川太郎"]})
    before = digest(plan_path)
    # A cache of a few pages makes SQLite write into the plan long before the commit: only its journal can help.
    spill = 'plan.connection.execute("PRAGMA cache_size=10")' if "hot" in moment else ""
    killed = subprocess.run(
        script(
            f"""
            with PlanFile.open(PATH) as plan:
                {spill}
                with plan.stroke("中") as stroke:
                    fill(stroke, 3000)
                    stroke.update("unit", ["first"], {{"chiban": ["1"]}})
                    stroke.names.put("actor", ["a"], {{"name": ["別人"]}})
                    stroke.open_names(create=True)
                    os.kill(os.getpid(), signal.SIGKILL)
            """,
            plan_path,
        ),
        check=False,
        timeout=60,
    )
    assert killed.returncode == -signal.SIGKILL
    hot = Path(f"{plan_path}-journal")
    assert hot.exists()
    assert (digest(plan_path) != before) == ("hot" in moment)
    with PlanFile.open(str(plan_path), readonly=True) as plan:
        assert plan.read("unit", ["unit_id"])["unit_id"] == ["first"]
        assert plan.names()[("actor", "a")]["name"] == "長谷川太郎"
        plan.verify_journal()
    assert digest(plan_path) == before
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("後") as stroke:
        stroke.delete("unit", ["first"])
    assert not hot.exists()


@pytest.mark.slow
def test_kill_at_any_moment_leaves_one_of_the_two_states(plan_path: Path) -> None:
    for delay in (0.0, 0.01, 0.02, 0.04, 0.08):
        child = subprocess.Popen(
            script(
                """
                print("go", flush=True)
                with PlanFile.open(PATH) as plan:
                    while True:
                        at = plan.count("unit")
                        with plan.stroke("x") as stroke:
                            fill(stroke, 200, at)
                            stroke.upsert("actor", {"actor_id": ["a"], "label": [str(at)]})
                            stroke.names.put("actor", ["a"], {"name": [f"name {at}"]})
                """,
                plan_path,
            ),
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.15 + delay)
        child.kill()
        child.wait()
        with PlanFile.open(str(plan_path)) as plan:
            count = plan.count("unit")
            assert count % 200 == 0
            if count:
                assert plan.read("actor", ["label"])["label"] == [str(count - 200)]
                assert plan.names()[("actor", "a")]["name"] == f"name {count - 200}"
            assert len(plan.journal()) == count // 200
            plan.verify_journal()
            assert plan.connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_plan_left_in_wal_is_recovered(plan_path: Path) -> None:
    connection = sqlite3.connect(plan_path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    with PlanFile.open(str(plan_path), readonly=True) as plan:
        assert plan.count("plan") == 1
    with PlanFile.open(str(plan_path)) as plan, plan.stroke("x") as stroke:
        stroke.insert("actor", {"actor_id": ["a"]})
    connection = sqlite3.connect(plan_path)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    connection.close()
    assert sorted(path.name for path in plan_path.parent.iterdir()) == [plan_path.name]


def test_backup_is_a_plan_and_hash_waits_for_closing(plan_path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "控え.gpkg"
    with PlanFile.open(str(plan_path)) as plan:
        with plan.stroke("x") as stroke:
            stroke.insert("actor", {"actor_id": ["a"]})
        with pytest.raises(KosozuError) as caught:
            file_hash(str(plan_path))
        assert caught.value.code == "PLAN-IN-USE"
        backup(str(plan_path), str(copy))
    assert file_hash(str(plan_path)) == digest(plan_path)
    with PlanFile.open(str(copy)) as plan:
        assert plan.read("actor", ["actor_id"])["actor_id"] == ["a"]
        plan.verify_journal()
    with pytest.raises(KosozuError):
        backup(str(tmp_path / "none.gpkg"), str(copy))
    assert not list(tmp_path.glob("*.part"))
