"""Real runs of qgis_process through ``scripts/kosozu``, in a profile of the session's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SCRIPT = HERE.parent.parent / "scripts" / "kosozu"


@dataclass(frozen=True)
class Run:
    """One finished run: exit code, outputs by name (empty after a failure), what it said."""

    code: int
    results: dict[str, Any]
    stdout: str
    stderr: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder starts processes."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.headless)


@pytest.fixture(scope="session")
def qgis_process(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Run]:
    """``qgis_process("list", cwd=…, env={…})``: any arguments, as typed at a terminal."""
    if shutil.which("qgis_process") is None:
        pytest.skip("qgis_process is not installed here")
    profile = tmp_path_factory.mktemp("profile")

    def run(
        *arguments: str, cwd: Path | None = None, env: dict[str, str] | None = None, timeout: int = 300
    ) -> Run:
        settings = {
            **os.environ,
            "KOSOZU_PROFILE": str(profile),
            "QT_QPA_PLATFORM": "offscreen",
            **(env or {}),
        }
        done = subprocess.run(
            [str(SCRIPT), *arguments],
            cwd=cwd,
            env=settings,
            capture_output=True,
            encoding="utf-8",
            timeout=timeout,
            stdin=subprocess.DEVNULL,
        )
        results: dict[str, Any] = {}
        if "--json" in arguments and done.returncode == 0:
            results = json.loads(done.stdout[done.stdout.index("{") :]).get("results", {})
        return Run(done.returncode, results, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def kosozu_process(qgis_process: Callable[..., Run]) -> Callable[..., Run]:
    """``kosozu_process("createplan", PLAN=…, TIER="community")``; a list gives its parameter once per item."""

    def run(
        algorithm: str, *, cwd: Path | None = None, env: dict[str, str] | None = None, **parameters: Any
    ) -> Run:
        typed = []
        for name, value in parameters.items():
            values = value if isinstance(value, (list, tuple)) else [value]
            typed += [f"{name}={item}" for item in values]
        identifier = algorithm if ":" in algorithm else f"kosozu:{algorithm}"
        return qgis_process("--json", "run", identifier, "--", *typed, cwd=cwd, env=env)

    return run
