"""The whole way, by clicks alone: from an empty window to the first sheet, and to a checked plan of 20 zones."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsRectangle
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog, QFileDialog, QWidget, QWizard
from qgis.utils import iface

from tests.ui.window.conftest import Mouse, finish, settle

ROOT = Path(__file__).resolve().parents[3]
UEDA = ROOT.parent / "shared" / "data" / "ueda"
RIGHT = Qt.MouseButton.RightButton
MOST = 25
IN_A_DIALOG = 2
"""Clicks in the system's own dialog: the folder or file, and its button."""


class Hand:
    """Clicks what a person would click, where it is shown, and counts."""

    def __init__(self) -> None:
        self.clicks = 0

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Press and release on something that can be seen and is enabled."""
        assert widget.isVisible() and widget.isEnabled(), widget.accessibleName()
        self.clicks += 1
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at or widget.rect().center()
        )
        QTest.qWait(50)


def until(happened: Callable[[], bool], seconds: float = 120.0) -> None:
    for _ in range(int(seconds * 20)):
        if happened():
            return
        QTest.qWait(50)
    raise AssertionError("it did not happen in time")


def choose(palette: Any, code: str, hand: Hand) -> None:
    """Click a class in the palette."""
    row = next(row for row in range(palette.model().rowCount()) if palette.model().code(row) == code)
    hand.click(palette.viewport(), palette.visualRect(palette.model().index(row, 3)).center())


@pytest.fixture
def hand(desk: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hand]:
    """A hand, at a window in which no dock of ours is open."""
    monkeypatch.setattr("kosozu.ui.wizard.years.is_temporary", lambda folder: False)
    for dock in desk.docks.values():
        dock.hide()
    yield Hand()
    iface.messageBar().clearWidgets()
    desk.session.close()
    for dock in desk.docks.values():
        dock.hide()


def open_dock(desk: Any, name: str, hand: Hand) -> Any:
    """By its button on the toolbar."""
    dock = desk.docks[name]
    bar = desk._toolbar
    hand.click(bar.widgetForAction(dock.toggleViewAction()))
    until(dock.isVisible)
    return dock


def make_plan(
    desk: Any, dock: Any, hand: Hand, folder: Path, path: Path, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wizard: a code is typed, a folder is chosen, everything else is taken as it is proposed."""
    hand.click(dock.new)
    wizard = iface.mainWindow().findChild(QWizard, "kosozuNewPlan")
    forward = wizard.button(QWizard.WizardButton.NextButton)
    assert wizard.focusWidget() is not None
    QTest.keyClicks(wizard.focusWidget(), code)
    assert wizard.place.code.text() == code, "the code is typed without a click"
    if not forward.isEnabled():  # a code that no municipality has brings no title
        hand.click(wizard.place.title_edit)
        QTest.keyClicks(wizard.place.title_edit, "Kakuudani")
    hand.click(forward)
    wizard.years.file.setText(str(path))  # the proposal, but in a folder of the test's
    hand.click(forward)

    def picked(*_: Any) -> str:
        hand.clicks += IN_A_DIALOG
        return str(folder)

    monkeypatch.setattr(QFileDialog, "getExistingDirectory", picked)
    hand.click(wizard.files.list.folder)
    until(lambda: not wizard.files.list.looking)
    hand.click(forward)
    hand.click(wizard.button(QWizard.WizardButton.CommitButton))
    results = wizard.results.list
    until(lambda: desk.session.is_open and not results.running)
    assert {job.state for job in results.importing.jobs} == {"done"}, [
        job.text for job in results.importing.jobs
    ]
    hand.click(wizard.button(QWizard.WizardButton.FinishButton))
    settle(300)


def print_sheet(desk: Any, dock: Any, hand: Hand, sheet: Path) -> None:
    """The window of outputs proposes a sheet beside the plan."""
    hand.click(dock.buttons["print"])
    window = iface.mainWindow().findChild(QDialog, "kosozuOutputs")
    window.form.widgets["OUTPUT"].setText(str(sheet))
    hand.click(window.go)
    finish(desk.session)
    window.grab().save(os.path.join(os.environ.get("KOSOZU_SCRATCH", "."), "outputs.png"))
    hand.click(window.close_button)
    assert sheet.read_bytes().startswith(b"%PDF-")


def test_from_an_empty_window_to_the_first_sheet(
    desk: Any, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picture: Any
) -> None:
    """A class is painted, the plan checked, the action plan drafted, the sheet printed; the manual tells how many."""
    dock = open_dock(desk, "kosozuPlanDock", hand)
    make_plan(desk, dock, hand, ROOT / "samples", tmp_path / "構想.gpkg", "209988", monkeypatch)
    hand.click(dock.buttons["draw"])
    draw = desk.docks["kosozuDrawDock"]
    until(draw.isVisible)
    choose(draw.view, "C1", hand)
    hand.click(draw._tools["rectangle"])
    hand.clicks += 1
    before = len(desk.session.plan.journal())
    Mouse(desk.session).drag([(4.0, 1.0), (4.6, 1.5), (5.0, 2.0)])
    assert len(desk.session.plan.journal()) == before + 1
    picture("way_painted")
    dock.show()
    hand.clicks += 1  # the dock's tab, which a test cannot tell from others
    dock.raise_()
    settle()
    hand.click(dock.buttons["check"])
    finish(desk.session)
    desk.docks["kosozuFindingsDock"].hide()
    dock.raise_()
    hand.clicks += 1
    settle()
    hand.click(dock.buttons["actions"])
    finish(desk.session)
    desk.docks["kosozuActionsDock"].hide()
    dock.raise_()
    hand.clicks += 1
    settle()
    print_sheet(desk, dock, hand, tmp_path / "図.pdf")
    picture("way_printed")
    print(f"clicks: {hand.clicks}")
    assert hand.clicks <= MOST
    for name, form in (("manual_ja.md", r"クリックは (\d+) 回"), ("manual_en.md", r"(\d+) clicks")):
        told = re.search(form, (ROOT / "docs" / name).read_text(encoding="utf-8"))
        assert told is not None, name
        assert int(told[1]) == hand.clicks, name


def test_real_land_becomes_a_checked_plan_of_twenty_zones(
    desk: Any, hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, picture: Any
) -> None:
    """筆ポリゴン of 上田市 and 青木村: everything is drawn by hand, corner by corner."""
    if not UEDA.is_dir():
        pytest.skip("public test data is not in ../shared/data")
    folder = tmp_path / "ダウンロード"
    folder.mkdir()
    for name in ("2022_202037.json", "2022_203491.json"):
        os.link(UEDA / name, folder / name)
    path = tmp_path / "上田.gpkg"
    dock = open_dock(desk, "kosozuPlanDock", hand)
    make_plan(desk, dock, hand, folder, path, "202037", monkeypatch)
    assert desk.session.plan.count("unit") == 3_334
    picture("ueda_made")
    hand.click(dock.buttons["draw"])
    draw = desk.docks["kosozuDrawDock"]
    until(draw.isVisible)
    draw.zones.follow.setChecked(False)
    mouse = Mouse(desk.session)
    codes = ["A1", "A2", "B1", "B2", "B3", "C1", "D1"]
    box = desk.session.layers["unit"].extent()
    for at in range(20):
        column, row = divmod(at, 2)
        near = QgsRectangle(box)
        near.setXMinimum(box.xMinimum() + box.width() * (0.1 * column - 0.02))
        near.setXMaximum(box.xMinimum() + box.width() * (0.1 * column + 0.12))
        iface.mapCanvas().setExtent(near)
        settle()
        choose(draw.view, codes[at % len(codes)], hand)
        hand.click(draw.zones.buttons["zone"])
        west, east, south, north = 0.6 * column, 0.6 * column + 0.6, 2 * row, 2 * row + 2
        for corner in ((west, south), (east, south), (east, north), (west, north)):
            mouse.click(*corner)
        mouse.click(west, north, RIGHT)
    desk.session.show_all()
    picture("ueda_zones")
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT count(*) FROM zone").fetchone() == (20,)
    dock.raise_()
    settle()
    hand.click(dock.buttons["check"])
    finish(desk.session)
    picture("ueda_checked")
    dock.raise_()
    settle(300)
    picture("ueda_plan")
    hand.click(dock.buttons["actions"])
    finish(desk.session)
    picture("ueda_actions")
    dock.raise_()
    settle()
    print_sheet(desk, dock, hand, tmp_path / "上田.pdf")
    scratch = Path(os.environ.get("KOSOZU_SCRATCH", "."))
    (scratch / "ueda.pdf").write_bytes((tmp_path / "上田.pdf").read_bytes())
    desk.session.plan.verify_journal()
    assert desk.session.plan.count("finding") > 0
    assert desk.session.units.totals().blank_share < 0.5
