"""The desk in QGIS's real main window: each test of ``window/`` runs inside QGIS, and is told of here by its name."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
LIMIT_S = 600


def names() -> list[str]:
    """Every test function of the folder, as ``file.py::function``."""
    found = []
    for path in sorted((HERE / "window").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        found += [f"{path.name}::{name}" for name in functions if name.startswith("test_")]
    return found


@pytest.fixture(scope="module")
def left_open(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan with one stroke, which is at hand when QGIS ends."""
    from kosozu.core.jobs.createplan import create_plan_file
    from kosozu.core.plan import PlanFile

    path = tmp_path_factory.mktemp("left") / "開いたまま.gpkg"
    wish = {
        "path": str(path), "tier": "community", "jurisdiction": "202037", "title": "見本", "community": "谷",
        "start_fy": 2027, "end_fy": 2036, "epsg": 0, "catalogue_folder": "", "overwrite": False,
    }  # fmt: skip
    create_plan_file(wish, area=None, styles=lambda catalogue: {})
    with PlanFile.open(str(path)) as plan, plan.stroke("地点") as stroke:
        stroke.insert("actor", {"actor_id": ["a1"], "label": ["谷の会"]})
    return path


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory, left_open: Path) -> dict[str, list[str]]:
    """What became of each test in one run of QGIS: under Xvfb where there is one, else offscreen."""
    if shutil.which("qgis") is None and shutil.which("qgis.bin") is None:
        pytest.skip("QGIS's desktop is not installed here")
    folder = tmp_path_factory.mktemp("window")
    results = folder / "results.json"
    env = {
        **os.environ,
        "KOSOZU_PROFILE": str(folder / "profile"),
        "KOSOZU_RESULTS": str(results),
        "KOSOZU_LEFT_OPEN": str(left_open),
        "KOSOZU_TESTS_FOLDER": str(HERE),
        "KOSOZU_SCRATCH": os.environ.get("KOSOZU_SCRATCH", str(folder)),
    }
    command = [str(ROOT / "scripts" / "desktop"), "--lang", "ja", "--noplugins"]
    command += ["--code", str(HERE / "inside.py")]
    if shutil.which("Xvfb") and shutil.which("xvfb-run"):
        env.pop("QT_QPA_PLATFORM", None)
        env.pop("WAYLAND_DISPLAY", None)
        command = ["xvfb-run", "-a", "-s", "-screen 0 1366x768x24", *command]
    done = subprocess.run(
        command, env=env, capture_output=True, encoding="utf-8", timeout=LIMIT_S, check=False
    )
    if not results.exists():
        pytest.fail(
            f"QGIS ended with {done.returncode} and no results:\n{(done.stdout + done.stderr)[-4000:]}"
        )
    told: dict[str, list[str]] = json.loads(results.read_text(encoding="utf-8"))
    return told


@pytest.mark.slow
@pytest.mark.parametrize("name", names())
def test_in_the_window(outcomes: dict[str, list[str]], name: str) -> None:
    """A parametrised test of the window counts as one here; the first that failed is shown."""
    found = {key: value for key, value in outcomes.items() if key == name or key.startswith(f"{name}[")}
    assert found, f"{name} did not run: {outcomes.get('inside.py', ['', ''])[1][-3000:]}"
    for key, (outcome, why) in found.items():
        if outcome == "skipped":
            pytest.skip(why)
        assert outcome == "passed", f"{key}\n{why}"


@pytest.mark.slow
def test_leaving_qgis_leaves_one_file(outcomes: dict[str, list[str]], left_open: Path) -> None:
    """No WAL, no lock, and what was done last is in the file."""
    from kosozu.core.plan import PlanFile

    assert outcomes
    assert [path.name for path in left_open.parent.iterdir()] == [left_open.name]
    with PlanFile.open(str(left_open), readonly=True) as plan:
        assert plan.count("actor") == 0
        assert plan.journal()[-1]["label"] == "元に戻す：地点"
