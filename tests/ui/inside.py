"""Runs the tests of ``window/`` inside QGIS's own window, then ends QGIS; QGIS is started with ``--code`` on this.

The plugin under test is the one that QGIS itself has loaded; results go to the file of ``KOSOZU_RESULTS``.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
import traceback
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication

HERE = Path(os.environ["KOSOZU_TESTS_FOLDER"])  # QGIS runs this without a __file__


class Listener:
    """Notes what became of each test."""

    def __init__(self) -> None:
        self.outcomes: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: object) -> None:
        """One phase of one test: the worst outcome stays."""
        name = report.nodeid.split("/")[-1]  # type: ignore[attr-defined]
        outcome = report.outcome if report.outcome != "passed" or report.when == "call" else ""  # type: ignore[attr-defined]
        if outcome and self.outcomes.get(name, ["passed"])[0] == "passed":
            self.outcomes[name] = [outcome, str(report.longrepr or "")]  # type: ignore[attr-defined]


def load_plugins() -> None:
    """Processing and the plugin under test; errors go to the terminal, as QGIS's own dialog would wait for ever."""
    import qgis.utils

    def loud(kind: object, value: BaseException, trace: object, *_: object, **__: object) -> None:
        traceback.print_exception(value)

    qgis.utils.showException = loud
    qgis.utils.updateAvailablePlugins()
    for name in ("processing", "kosozu"):
        if name not in qgis.utils.plugins and qgis.utils.loadPlugin(name):
            qgis.utils.startPlugin(name)


def leave_open() -> None:
    """A plan that is at hand when QGIS ends."""
    from qgis.utils import plugins

    path = os.environ.get("KOSOZU_LEFT_OPEN", "")
    if path and "kosozu" in plugins:
        plugins["kosozu"]._desk.session.open(path)
        plugins["kosozu"]._desk.session.plan.undo()


def run() -> None:
    """Run pytest and leave, whatever happens."""
    listener = Listener()
    try:
        load_plugins()
        from qgis.utils import iface

        window = iface.mainWindow()
        window.setGeometry(window.screen().geometry())
        import pytest

        wanted = shlex.split(os.environ.get("KOSOZU_TESTS", ""))
        options = [
            "-p",
            "no:cacheprovider",
            "--import-mode=importlib",
            "-q",
            "-x" if "-x" in wanted else "-q",
        ]
        # One process, one window: what pytest prints goes to QGIS's own output.
        options += ["--rootdir", str(HERE.parent.parent), "-c", str(HERE.parent.parent / "pyproject.toml")]
        pytest.main(
            [*options, str(HERE / "window"), *[word for word in wanted if word != "-x"]], plugins=[listener]
        )
    except BaseException:
        listener.outcomes["inside.py"] = ["failed", traceback.format_exc()]
    leave_open()
    Path(os.environ["KOSOZU_RESULTS"]).write_text(json.dumps(listener.outcomes), encoding="utf-8")
    QgsProject.instance().setDirty(False)
    sys.stdout.flush()
    QTimer.singleShot(0, lambda: QApplication.instance().exit(0))
    QTimer.singleShot(5_000, lambda: os._exit(0))


QTimer.singleShot(3_000, run)
