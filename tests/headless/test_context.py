"""Context and indicators by qgis_process, on the sample: every kind of file it has, and bad input."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"


def test_context_and_indicators(kosozu_process: Callable[..., Any], tmp_path: Path) -> None:
    """The valley with heights, people, hazards, roads and buildings around it."""
    plan = tmp_path / "構想.gpkg"
    run = kosozu_process(
        "createplan", PLAN=plan, TIER="community", JURISDICTION="209988", COMMUNITY="架空谷", TITLE="見本",
        START_FY=2025, END_FY=2034, AREA=SAMPLES / "plan_area.geojson", CRS="EPSG:6676",
    )  # fmt: skip
    assert run.code == 0, run.stdout + run.stderr
    assert kosozu_process("importparcels", PLAN=plan, INPUT=SAMPLES / "2024_209988.json").code == 0
    for name, dataset, used in (
        ("A33-sample_20.shp", "auto", 10),
        ("dem_30m.tif", "auto", 194 * 96 - 3),
        ("tblT001102Q5438.txt", "auto", 10),
        ("communities.geojson", "auto", 4),
        ("L03-b-21_5438.geojson", "auto", 313),
        ("250m_mesh_2024_20.geojson", "auto", 10),
        ("facilities.geojson", "own-facility", 8),
        ("roads.geojson", "own-road", 9),
        ("buildings.geojson", "own-building", 150),
    ):
        run = kosozu_process("importcontext", PLAN=plan, INPUT=SAMPLES / name, DATASET=dataset)
        assert run.code == 0, name + run.stdout + run.stderr
        assert run.results["USED_COUNT"] == used, name
        assert run.results["READ_COUNT"] == used + run.results["REJECTED_COUNT"], name
        assert Path(run.results["REPORT"]).is_file()
    run = kosozu_process("indicators", PLAN=plan, SET=["distance", "hazard", "terrain"])
    assert run.code == 0 and run.results["UNIT_COUNT"] > 100, run.stdout + run.stderr
    assert run.results["UNKNOWN_COUNT"] < run.results["UNIT_COUNT"] / 10
    for name, dataset, code in (
        ("README.md", "dem", "SRC-NOT-READABLE"),
        ("places.geojson", "auto", "SRC-DATASET-AUTO"),
    ):
        run = kosozu_process("importcontext", PLAN=plan, INPUT=SAMPLES / name, DATASET=dataset)
        said = run.stdout + run.stderr
        assert run.code == 1 and code in said and "Traceback" not in said, said
