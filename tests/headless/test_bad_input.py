"""Bad input ends with an exit code, one readable sentence, and the plan as it was, byte for byte."""

from __future__ import annotations

import hashlib
import re
import shutil
import sqlite3
from pathlib import Path

import builders
import pytest


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(run, code: str) -> None:
    """The run failed with the message of that code, in words."""
    said = run.stdout + run.stderr
    assert run.code != 0
    assert f"[{code}]" in said, said[-1500:]
    assert "Traceback" not in said
    assert re.search(r"unchanged|変更されていません", said)


@pytest.fixture(scope="module")
def plan(tmp_path_factory, kosozu_process) -> Path:
    """A plan with parcels, which no test may change."""
    folder = tmp_path_factory.mktemp("bad")
    path = folder / "計画.gpkg"
    run = kosozu_process(
        "createplan",
        PLAN=path, TIER="municipality", JURISDICTION="202037", TITLE="見本の構想", START_FY=2027, END_FY=2036,
    )  # fmt: skip
    assert run.code == 0, run.stdout + run.stderr
    run = kosozu_process("importparcels", PLAN=path, INPUT=builders.parcels(folder / "2024_202037.json"))
    assert run.code == 0, run.stdout + run.stderr
    return path


@pytest.fixture
def untouched(plan):
    """Fails the test if the plan's bytes change."""
    before = digest(plan)
    yield plan
    assert digest(plan) == before


def test_missing_file(untouched, kosozu_process, tmp_path):
    refused(kosozu_process("importparcels", PLAN=untouched, INPUT=tmp_path / "no.json"), "JOB-NO-FILE")


def test_text_file_named_gpkg(untouched, kosozu_process, tmp_path):
    wrong = tmp_path / "text.gpkg"
    wrong.write_text("これは GeoPackage ではない", encoding="utf-8")
    refused(kosozu_process("importparcels", PLAN=untouched, INPUT=wrong), "SRC-NOT-GPKG")
    run = kosozu_process("checkplan", PLAN=wrong)
    assert run.code != 0 and "[PLAN-" in run.stdout + run.stderr


def test_truncated_plan(untouched, kosozu_process, tmp_path):
    cut = tmp_path / "cut.gpkg"
    cut.write_bytes(untouched.read_bytes()[: untouched.stat().st_size // 3])
    before = digest(cut)
    run = kosozu_process("checkplan", PLAN=cut)
    assert (
        run.code != 0 and "[PLAN-" in run.stdout + run.stderr and "Traceback" not in run.stdout + run.stderr
    )
    assert digest(cut) == before


def test_missing_field(untouched, kosozu_process, tmp_path):
    zones = builders.zones(tmp_path / "zones.geojson")
    refused(kosozu_process("importzones", PLAN=untouched, INPUT=zones, CLASS_FIELD="no_such"), "JOB-NO-FIELD")


def test_unknown_class(untouched, kosozu_process, tmp_path):
    zones = builders.zones(tmp_path / "zones.geojson", [("Z1", "Q9", (0, 0, 2, 2))])
    refused(kosozu_process("importzones", PLAN=untouched, INPUT=zones, CLASS_FIELD="class_code"), "SRC-CLASS")


def test_table_in_the_wrong_encoding(untouched, kosozu_process, tmp_path):
    table = tmp_path / "target.csv"
    table.write_bytes("polygon_uuid,区分\na,継続\n".encode("cp932"))
    run = kosozu_process(
        "importtargetmap",
        PLAN=untouched,
        INPUT=table,
        KEY_FIELD="polygon_uuid",
        STATUS_FIELD="区分",
        ENCODING="UTF-8",
    )
    refused(run, "SRC-ENCODING")


def test_no_usable_rows(untouched, kosozu_process, tmp_path):
    empty = builders.write(tmp_path / "2024_202037.json", [])
    run = kosozu_process("importparcels", PLAN=untouched, INPUT=empty)
    said = run.stdout + run.stderr
    assert run.code != 0 and "[SRC-" in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"JURISDICTION": "202038"}, "SRC-CODE-DIGIT"),
        ({"JURISDICTION": "92037"}, "SRC-CODE-PREFECTURE"),
        ({"START_FY": 2037}, "JOB-YEARS"),
        ({"PLAN": "TEMPORARY_OUTPUT"}, "JOB-TEMPORARY-PLAN"),
        ({"TITLE": " "}, "JOB-NO-TITLE"),
        ({"CRS": "EPSG:3857"}, "JOB-PLANE"),
    ],
)
def test_wrong_plan(kosozu_process, tmp_path, changed, code):
    wanted = {
        "PLAN": tmp_path / "new.gpkg", "TIER": "municipality", "JURISDICTION": "202037", "TITLE": "題",
        "START_FY": 2027, "END_FY": 2036,
    }  # fmt: skip
    refused(kosozu_process("createplan", **{**wanted, **changed}), code)
    assert list(tmp_path.iterdir()) == []


def test_existing_plan_is_not_overwritten(untouched, kosozu_process):
    run = kosozu_process(
        "createplan",
        PLAN=untouched,
        TIER="municipality",
        JURISDICTION="202037",
        TITLE="別",
        START_FY=2027,
        END_FY=2036,
    )
    refused(run, "JOB-PLAN-EXISTS")


def test_newer_schema(plan, kosozu_process, tmp_path):
    newer = tmp_path / "newer.gpkg"
    shutil.copy(plan, newer)
    connection = sqlite3.connect(newer)
    triggers = connection.execute(
        "select name, sql from sqlite_master where type = 'trigger' and tbl_name = 'plan'"
    )
    kept = triggers.fetchall()
    for name, _ in kept:
        connection.execute(f'drop trigger "{name}"')
    connection.execute("update plan set schema_version = 999")
    for _, sql in kept:
        connection.execute(sql)
    connection.commit()
    connection.close()
    before = digest(newer)
    refused(kosozu_process("checkplan", PLAN=newer), "PLAN-NEWER")
    assert digest(newer) == before


def test_foreign_plan_with_triggers(plan, kosozu_process, tmp_path):
    foreign = tmp_path / "foreign.gpkg"
    shutil.copy(plan, foreign)
    connection = sqlite3.connect(foreign)
    connection.execute("create trigger evil after insert on finding begin delete from unit; end")
    connection.commit()
    connection.close()
    before = digest(foreign)
    refused(kosozu_process("checkplan", PLAN=foreign), "PLAN-FOREIGN")
    assert digest(foreign) == before


def test_full_disk(plan, tmp_path, kosozu_process):
    """A limit on the size of files stands for a full disk: writing the plan fails in the middle."""
    full = tmp_path / "full.gpkg"
    shutil.copy(plan, full)
    before = digest(full)
    many = builders.parcels(tmp_path / "2024_202037.json", columns=80, rows=60)
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (full.stat().st_size + 200_000, hard))
    try:
        run = kosozu_process("importparcels", PLAN=full, INPUT=many)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert run.code != 0
    assert "Traceback" not in run.stdout + run.stderr
    assert re.search(r"\[(PLAN|JOB)-", run.stdout + run.stderr)
    assert digest(full) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2024_202037.json", "full.gpkg"]
