"""The plugin loads without a desktop, leaves nothing behind, and without geopandas says so in one sentence."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import kosozu


def test_the_package_is_the_checkout(root):
    assert Path(kosozu.__file__) == root / "__init__.py"
    assert str(root) not in sys.path


def test_ext_is_appended_never_inserted(root):
    if not (root / "ext").is_dir():
        pytest.skip("ext/ is not unpacked here (scripts/setup)")
    ours = sys.path.index(str(root / "ext"))
    systems = [i for i, entry in enumerate(sys.path) if entry.endswith(("site-packages", "dist-packages"))]
    assert all(i < ours for i in systems)


def test_loading_and_unloading_leaves_qgis_as_it_was(qgis_app):
    registry = qgis_app.processingRegistry()
    before = {provider.id() for provider in registry.providers()}
    plugin = kosozu.classFactory(None)
    for _ in range(2):
        plugin.initGui()
        plugin.initProcessing()  # whichever QGIS calls first, the provider is there once
        assert {provider.id() for provider in registry.providers()} == before | {"kosozu"}
        plugin.unload()
        assert {provider.id() for provider in registry.providers()} == before
    plugin.unload()


def test_texts_are_japanese_under_a_japanese_locale_and_english_elsewhere(qgis_app):
    from qgis.core import QgsApplication
    from qgis.PyQt.QtCore import QCoreApplication, QLocale

    def said(locale: str) -> str:
        QgsApplication.setLocale(QLocale(locale))
        plugin = kosozu.classFactory(None)
        text = QCoreApplication.translate("kosozu", "Plan file")
        plugin.unload()
        return text

    before = QgsApplication.locale()
    try:
        assert said("ja_JP") == said("ja") == "構想ファイル"
        assert said("de") == said("C") == "Plan file"
    finally:
        QgsApplication.setLocale(QLocale(before))


WITHOUT_LIBRARIES = """
    import importlib.util, sys
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name.split(".")[0] in {"geopandas", "shapely", "pandas", "scipy", "pyogrio", "openpyxl", "docx"}:
                raise ModuleNotFoundError(name)
    sys.meta_path.insert(0, Missing())
    from qgis.core import QgsApplication, QgsProcessingContext
    app = QgsApplication([], False)
    app.initQgis()
    root = sys.argv[1]
    spec = importlib.util.spec_from_file_location("kosozu", root + "/__init__.py", submodule_search_locations=[root])
    module = importlib.util.module_from_spec(spec)
    sys.modules["kosozu"] = module
    spec.loader.exec_module(module)
    plugin = module.classFactory(None)
    plugin.initProcessing()
    provider = app.processingRegistry().providerById("kosozu")
    print(len(provider.algorithms()))
"""


def test_the_plugin_loads_where_geopandas_is_missing(root, tmp_path):
    pytest.importorskip("qgis.core", reason="QGIS's Python bindings are not installed here")
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WITHOUT_LIBRARIES), str(root)],
        cwd=tmp_path,
        env={"QT_QPA_PLATFORM": "offscreen", "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[-1]) >= 14
