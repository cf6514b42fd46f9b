"""What goes wrong is told in words, nothing is lost, QGIS goes on; taken out, the plugin leaves no trace."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QDockWidget, QLabel, QPushButton, QTextEdit, QToolBar
from qgis.utils import iface, plugins

from kosozu.core.errors import KosozuError
from kosozu.core.plan import PlanFile
from kosozu.core.plan.hold import Hold
from kosozu.ui.problems import guarded
from tests.ui.window.conftest import settle


def told() -> str:
    """Everything that the message bar says."""
    bar = iface.messageBar()
    texts = [widget.toPlainText() for widget in bar.findChildren(QTextEdit)]
    return "\n".join(texts + [label.text() for label in bar.findChildren(QLabel)])


def test_a_plan_open_elsewhere_is_refused_and_the_open_one_stays(
    desk: Any, plan: Path, template: Path
) -> None:
    other = plan.with_name("ほかの構想.gpkg")
    shutil.copy(template, other)
    hold = Hold(str(other))
    with pytest.raises(KosozuError) as error:
        desk.session.open(str(other))
    assert error.value.code == "PLAN-HELD"
    assert desk.session.path == str(plan)
    hold.release()


def test_a_newer_plan_is_refused_in_words(desk: Any, plan: Path, template: Path) -> None:
    newer = plan.with_name("新しい構想.gpkg")
    shutil.copy(template, newer)
    with closing(sqlite3.connect(newer)) as file:
        for name in ("change_plan_update",):
            sql = file.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
            file.execute(f"DROP TRIGGER {name}")
            file.execute("UPDATE plan SET schema_version = 99")
            file.execute(sql)
        file.commit()
    guarded(desk.session.open)(str(newer))
    assert "PLAN-NEWER" in told() and "更新" in told()
    assert desk.session.path == str(plan)


def test_an_unexpected_error_is_one_sentence_with_a_way_to_the_log(desk: Any, plan: Path) -> None:
    def slot() -> None:
        raise ZeroDivisionError("何かの間違い")

    guarded(slot)()
    assert "ZeroDivisionError" in told() and "Traceback" not in told() and "JOB-UNEXPECTED" in told()
    assert iface.messageBar().findChildren(QPushButton)


def test_a_plan_moved_while_open_loses_nothing(desk: Any, plan: Path) -> None:
    if os.name == "nt":
        pytest.skip("Windows does not let an open file be moved")
    desk.session.paint([0, 1], "D1")
    moved = plan.with_name("移した構想.gpkg")
    plan.rename(moved)
    guarded(desk.session.paint)([2], "D1")
    assert "PLAN-MOVED" in told()
    desk.session.close()
    with closing(sqlite3.connect(moved)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with PlanFile.open(str(moved)) as opened:
        opened.verify_journal()
        assert opened.count("unit", {"paint_code": "D1"}) >= 2


def test_a_new_project_closes_the_plan(desk: Any, plan: Path) -> None:
    QgsProject.instance().clear()
    settle(100)
    assert not desk.session.is_open
    assert not Path(f"{plan}-wal").exists()


def test_taken_out_the_plugin_leaves_nothing(desk: Any) -> None:
    window, plugin = iface.mainWindow(), plugins["kosozu"]

    def ours() -> list[str]:
        settle(50)
        kinds = (QDockWidget, QToolBar)
        found = [thing.objectName() for kind in kinds for thing in window.findChildren(kind)]
        menus = [action.text() for action in window.menuBar().actions()]
        return sorted(name for name in [*found, *menus] if name.startswith("kosozu") or name == "構想図")

    before = ours()
    assert {"kosozuDrawDock", "kosozuToolbar", "構想図"} <= set(before)
    for _ in range(2):
        plugin.unload()
        assert ours() == []
        plugin.initGui()
        assert ours() == before
