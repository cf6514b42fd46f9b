"""``scripts/kosozu`` is qgis_process itself, from any folder, for a checkout in any folder."""

from __future__ import annotations

import shutil
import subprocess

import pytest


def test_exit_code_and_message_are_those_of_qgis_process(qgis_process):
    done = qgis_process("run", "kosozu:nosuchalgorithm")
    assert done.code == 1
    assert "nosuchalgorithm" in done.stdout + done.stderr


def test_json_is_nothing_but_json(qgis_process):
    done = qgis_process("--json", "list")
    assert done.code == 0
    assert done.stdout.lstrip().startswith("{")
    assert done.stdout.rstrip().endswith("}")


def test_relative_paths_are_the_callers(qgis_process, tmp_path):
    folder = tmp_path / "計画 1"
    folder.mkdir()
    done = qgis_process(
        "run", "native:createconstantrasterlayer", "--",
        "EXTENT=0,10,0,10 [EPSG:6676]", "TARGET_CRS=EPSG:6676", "PIXEL_SIZE=1", "NUMBER=3", "OUTPUT=out.tif",
        cwd=folder,
    )  # fmt: skip
    assert done.code == 0, done.stderr
    assert (folder / "out.tif").stat().st_size > 0


def test_a_checkout_in_a_folder_with_a_space_works(root, qgis_process, tmp_path):
    clone = tmp_path / "my clone 1.0"
    clone.mkdir()
    for name in ("__init__.py", "plugin.py", "metadata.txt"):
        shutil.copy(root / name, clone)
    for name in ("scripts", "core", "gis", "processing", "styles", "i18n"):
        shutil.copytree(root / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    if (root / ".venv").is_dir():
        (clone / ".venv").symlink_to(root / ".venv")
    done = subprocess.run(
        [str(clone / "scripts" / "kosozu"), "--json", "list"],
        cwd="/",
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0
    assert '"kosozu:createplan"' in done.stdout, done.stderr


@pytest.mark.parametrize(
    "name",
    [
        "setup",
        "kosozu",
        "desktop",
        "demo",
        "test",
        "package",
        "benchmark",
        "i18n",
        "make_model",
        "make_reference",
    ],
)
def test_commands_stop_at_the_first_error(root, name):
    text = (root / "scripts" / name).read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    assert subprocess.run(["bash", "-n", str(root / "scripts" / name)], check=False).returncode == 0
