"""Difficulty, forecast and draft by qgis_process, on the sample: from files to zones that people then change."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture(scope="module")
def plan(kosozu_process: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's village with its target map, communities, heights and roads; no zones."""
    path = tmp_path_factory.mktemp("plan") / "plan.gpkg"
    steps: list[tuple[str, dict[str, Any]]] = [
        ("createplan", {"TIER": "community", "JURISDICTION": "209988", "TITLE": "架空谷", "START_FY": 2025,
                        "END_FY": 2034, "AREA": SAMPLES / "plan_area.geojson"}),
        ("importparcels", {"INPUT": SAMPLES / "2024_209988.json"}),
        ("importtargetmap", {"INPUT": SAMPLES / "target_209988.csv", "KEY_FIELD": "polygon_uuid",
                             "STATUS_FIELD": "目標地図の区分", "USER_NOW_FIELD": "現在の耕作者",
                             "USER_TARGET_FIELD": "10年後の耕作者", "STATUS_MAP": SAMPLES / "status_map.csv"}),
        ("importgroups", {"INPUT": SAMPLES / "communities.geojson", "NAME_FIELD": "RCOM_NAME", "KIND": "community"}),
        ("importcontext", {"INPUT": SAMPLES / "dem_30m.tif"}),
        ("importcontext", {"INPUT": SAMPLES / "roads.geojson", "DATASET": "own-road"}),
        ("indicators", {"SET": ["terrain", "shape", "distance", "farming"]}),
    ]  # fmt: skip
    for algorithm, parameters in steps:
        run = kosozu_process(algorithm, PLAN=path, **parameters)
        assert run.code == 0, run.stderr
    return path


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_from_files_to_drafted_zones(kosozu_process: Callable[..., Any], plan: Path, tmp_path: Path) -> None:
    run = kosozu_process("difficulty", PLAN=plan, SENSITIVITY=tmp_path / "kando.csv")
    assert run.code == 0, run.stderr
    counts = [run.results[name] for name in ("HARD_COUNT", "HARM_COUNT", "EASY_COUNT", "UNKNOWN_COUNT")]
    with sqlite3.connect(plan) as connection:
        units = connection.execute("SELECT count(*) FROM unit").fetchone()[0]
    assert sum(counts) == units and counts[0] > 0 and counts[2] > 0
    moved = {row["indicator"]: row for row in rows(tmp_path / "kando.csv")}
    assert moved["user_future"]["source"] and int(moved["slope_deg"]["known"]) > 900
    assert int(moved["user_age"]["known"]) == 0 and float(moved["user_age"]["changed_more_percent"]) == 0

    run = kosozu_process("forecast", PLAN=plan, YEARS="2030,2050", TABLE=tmp_path / "mitoshi.csv")
    assert run.code == 0, run.stderr
    table = rows(tmp_path / "mitoshi.csv")
    assert len(table) == run.results["ROW_COUNT"] == 2 * 2 * (units + 1 + 4)
    whole = {(row["scenario"], row["year"]): row for row in table if row["scope"] == "plan"}
    early, late = (float(whole["do_nothing", year]["unmanaged_middle_m2"]) for year in ("2030", "2050"))
    assert late > early >= 0
    assert whole["do_nothing", "2050"]["people_middle"] == "", (
        "no people were brought in, and none are made up"
    )

    run = kosozu_process("draftzones", PLAN=plan, MIN_AREA=5000, SEED=7)
    assert run.code == 0, run.stderr
    with sqlite3.connect(plan) as connection:
        zones = connection.execute(
            "SELECT agreed, area_m2, reason, class_code FROM zone WHERE tier = 'own'"
        ).fetchall()
        inside = connection.execute("SELECT count(*) FROM unit WHERE zone_id <> ''").fetchone()[0]
    assert len(zones) == run.results["ZONE_COUNT"] > 1
    assert all(agreed == "draft" and area >= 5000 and reason for agreed, area, reason, _ in zones)
    assert len({code for *_, code in zones}) > 1
    assert inside == run.results["UNIT_COUNT"] > units / 2


def test_bad_input_is_said_before_work(
    kosozu_process: Callable[..., Any], plan: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "weights.csv"
    wrong.write_text("indicator,weight\nnonsense,1\n", encoding="utf-8")
    for algorithm, parameters, code in (
        ("difficulty", {"WEIGHTS": wrong}, "JOB-WEIGHTS"),
        ("difficulty", {"WEIGHTS": tmp_path / "none.csv"}, "JOB-NO-FILE"),
        ("forecast", {"YEARS": "soon"}, "JOB-FORECAST-YEARS"),
        ("forecast", {"SCENARIO": "nowhere"}, "JOB-SCENARIO"),
    ):
        run = kosozu_process(algorithm, PLAN=plan, **parameters)
        said = run.stdout + run.stderr
        assert run.code != 0 and f"[{code}]" in said and "Traceback" not in said, said


def test_maps_of_difficulty_and_future(
    kosozu_process: Callable[..., Any], plan: Path, tmp_path: Path
) -> None:
    """A plan is asked for what it lacks, and prints it when it has it."""
    refused = kosozu_process("printmap", PLAN=plan, OUTPUT=tmp_path / "x.pdf", KIND="reach")
    assert refused.code != 0 and "[JOB-MAP-REACH]" in refused.stdout + refused.stderr
    assert "Traceback" not in refused.stderr and not (tmp_path / "x.pdf").exists()
    for algorithm in ("difficulty", "forecast"):
        run = kosozu_process(algorithm, PLAN=plan)
        assert run.code == 0, run.stderr
    for kind, more in (
        ("difficulty", {"SHEET": "A4", "ORIENTATION": "portrait", "COLOURS": "cud"}),
        ("future", {"COLOURS": "mono", "EDITION": "internal"}),
    ):
        output = tmp_path / f"{kind}.pdf"
        run = kosozu_process("printmap", PLAN=plan, OUTPUT=output, KIND=kind, **more)
        assert run.code == 0, (run.stdout + run.stderr)[-2000:]
        assert run.results["PAGES"] == 1 and output.read_bytes().startswith(b"%PDF-")
