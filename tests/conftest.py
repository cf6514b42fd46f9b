"""Loads the checkout as the package ``kosozu``, whatever its folder is called, with or without QGIS.

The repo root holds a folder ``processing/`` that would hide QGIS's own ``processing`` if the root stood on
``sys.path`` (``python -m pytest`` puts it there), so it is taken off and the package is loaded from its file.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"

# Time is judged by scripts/benchmark, never in a test. The same commit has the same examples, so that a failure is the
# commit's; examples that nobody has tried come with --hypothesis-profile=hunt.
settings.register_profile("kosozu", deadline=None, derandomize=True)
settings.register_profile("hunt", deadline=None)
settings.load_profile("kosozu")


def _load_package() -> None:
    """Put ``<root>/__init__.py`` into ``sys.modules`` as ``kosozu``."""
    for entry in ("", str(ROOT)):
        while entry in sys.path:
            sys.path.remove(entry)
    if "kosozu" in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        "kosozu", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"no package at {ROOT}")
    module = importlib.util.module_from_spec(spec)
    sys.modules["kosozu"] = module
    spec.loader.exec_module(module)


_load_package()
# For what tests share (``builders``); at the end, so that its folders hide nothing.
sys.path.append(str(ROOT / "tests"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def data() -> Callable[[str], Path]:
    """``data("ueda/x.json")`` is a path of the public data beside the checkout, or a skip that says so."""

    def find(name: str) -> Path:
        path = DATA / name
        if not path.exists():
            pytest.skip(f"public test data {name} is not in ../shared/data")
        return path

    return find


@pytest.fixture(scope="session")
def qgis_app() -> Iterator[Any]:
    """The one QgsApplication of the session (two in a process crash), offscreen, in a throw-away profile."""
    pytest.importorskip("qgis.core", reason="QGIS's Python bindings are not installed here")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="kosozu-profile-") as profile:
        os.environ["QGIS_CUSTOM_CONFIG_PATH"] = profile
        from qgis.core import QgsApplication

        app = QgsApplication([], True)
        app.initQgis()
        plugins = str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins")
        if plugins not in sys.path:
            sys.path.append(plugins)
        yield app
        app.exitQgis()


@pytest.fixture(scope="module")
def qgis_provider(qgis_app: Any) -> Iterator[Any]:
    """The plugin's provider, registered beside QGIS's own Processing as ``qgis_process`` does it."""
    from processing.core.Processing import Processing

    import kosozu

    Processing.initialize()
    plugin = kosozu.classFactory(None)
    plugin.initProcessing()
    yield qgis_app.processingRegistry().providerById("kosozu")
    plugin.unload()
