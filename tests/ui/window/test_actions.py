"""The action plan in QGIS's window: written cell by cell, in step with the map, drafted, summed up and exported."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QFileDialog, QLineEdit, QPlainTextEdit
from qgis.utils import iface

from tests.ui.window.conftest import beside_the_map, finish

WORK = "Z1|work"


def ask(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """What stands in the file, as another program sees it."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        return file.execute(statement).fetchall()


def cell(path: Path, column: str, action_id: str = WORK) -> Any:
    return ask(path, f"SELECT {column} FROM action WHERE action_id = '{action_id}'")[0][0]


@pytest.fixture
def dock(desk: Any, plan: Path) -> Iterator[Any]:
    """The dock beside the map, over a plan with drafted actions."""
    from kosozu.core.jobs.draftactions import draft_plan_actions
    from kosozu.ui.docks.actions import ActionsDock

    desk.session.close()
    draft_plan_actions(str(plan))
    desk.session.open(str(plan))
    made = ActionsDock(desk.session, iface.mapCanvas(), iface.mainWindow())
    with beside_the_map(made, desk.session):
        yield made


def index_of(dock: Any, column: str, action_id: str = WORK) -> QModelIndex:
    from kosozu.ui.models.actions import COLUMNS

    row = next(at for at, row in enumerate(dock.model.rows) if row["action_id"] == action_id)
    return dock.order.mapFromSource(dock.model.index(row, COLUMNS.index(column)))


def editor(dock: Any, index: QModelIndex, kind: type) -> Any:
    """The editor of a cell, opened as a click on a selected row opens it."""
    dock.view.setCurrentIndex(index)
    dock.view.edit(index)
    QTest.qWait(30)
    return next(one for one in dock.view.viewport().findChildren(kind) if one.isVisible())


def choose(dock: Any, column: str, value: Any, action_id: str = WORK) -> None:
    box = editor(dock, index_of(dock, column, action_id), QComboBox)
    place = box.findData(value)
    assert place >= 0
    box.setCurrentIndex(place)
    box.activated.emit(place)
    QTest.qWait(30)


def write(dock: Any, column: str, text: str, action_id: str = WORK) -> None:
    line = editor(dock, index_of(dock, column, action_id), QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)
    QTest.qWait(30)


def test_an_edited_cell_is_a_stroke_that_undo_takes_back(dock: Any, desk: Any, plan: Path) -> None:
    before = cell(plan, "indicator")
    write(dock, "indicator", "mowing twice")
    assert cell(plan, "indicator") == "mowing twice" and cell(plan, "origin") == "user"
    assert desk.session.next_undo()[0].endswith("の指標")
    assert index_of(dock, "indicator").data() == "mowing twice"
    desk.session.undo()
    QTest.qWait(30)
    assert cell(plan, "indicator") == before == index_of(dock, "indicator").data()
    desk.session.redo()
    QTest.qWait(30)
    assert cell(plan, "indicator") == "mowing twice" == index_of(dock, "indicator").data()
    strokes = ask(plan, "SELECT count(*) FROM stroke")
    write(dock, "indicator", "mowing twice")
    assert ask(plan, "SELECT count(*) FROM stroke") == strokes


def test_what_is_missing_is_red_until_it_is_there(dock: Any, plan: Path) -> None:
    method = index_of(dock, "method_code")
    background, text = (
        method.data(role) for role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole)
    )
    assert background.color().name() != text.color().name() and method.data() == "未定"
    assert method.data(Qt.ItemDataRole.ToolTipRole)
    assert index_of(dock, "manager_id").data(Qt.ItemDataRole.BackgroundRole) is None
    choose(dock, "method_code", "cultivate")
    assert cell(plan, "method_code") == "cultivate" and cell(plan, "title") == "「Z1の区域」の通常の耕作"
    method = index_of(dock, "method_code")
    assert method.data(Qt.ItemDataRole.BackgroundRole) is None and method.data() == "通常の耕作"
    box = editor(dock, method, QComboBox)
    codes = [box.itemData(place) for place in range(box.count())]
    assert {"cultivate", "improve"} <= set(codes) and "watch" not in codes
    QTest.keyClick(box, Qt.Key.Key_Escape)


def test_a_name_that_is_typed_becomes_an_actor(dock: Any, desk: Any, plan: Path) -> None:
    def typed(column: str, name: str) -> None:
        box = editor(dock, index_of(dock, column), QComboBox)
        box.lineEdit().setText(name)
        QTest.keyClick(box, Qt.Key.Key_Return)
        QTest.qWait(30)

    typed("partner_id", "見本村役場")
    assert ask(plan, "SELECT kind FROM actor WHERE label = '見本村役場'") == [("office",)]
    assert index_of(dock, "partner_id").data() == "見本村役場"
    with desk.session.require().stroke("備考") as stroke:
        stroke.update("zone", ["Z2"], {"note": ["架空花子の畑"]})
    typed("manager_id", "架空花子")
    told = iface.messageBar().currentItem().text()
    assert "区域 Z2（備考）" in told and "履歴" in told and "花子" not in told
    assert index_of(dock, "manager_id").data() == "個人A"
    assert "架空花子" in index_of(dock, "manager_id").data(Qt.ItemDataRole.ToolTipRole)
    assert ask(plan, "SELECT count(*) FROM actor WHERE label LIKE '%花子%'") == [(0,)]
    typed("partner_id", "個人A")
    assert cell(plan, "partner_id") == cell(plan, "manager_id")
    choose_back = editor(dock, index_of(dock, "manager_id"), QComboBox)
    assert choose_back.findText("谷の会") > 0
    QTest.keyClick(choose_back, Qt.Key.Key_Escape)


def test_years_in_both_calendars_notes_of_several_lines_and_what_cannot_be(dock: Any, plan: Path) -> None:
    choose(dock, "start_fy", 2030)
    assert cell(plan, "start_fy") == 2030
    assert index_of(dock, "start_fy").data() == "令和12（2030）"
    assert index_of(dock, "start_fy").data(Qt.ItemDataRole.ToolTipRole) == "令和12年度（2030）"
    choose(dock, "end_fy", 2028)
    assert cell(plan, "end_fy") == 2036  # it would end before it begins
    box = editor(dock, index_of(dock, "note"), QPlainTextEdit)
    box.setPlainText("one\ntwo")
    QTest.keyClick(box, Qt.Key.Key_Tab)
    QTest.qWait(30)
    assert cell(plan, "note") == "one\ntwo"
    QTest.keyClick(dock.view.viewport().focusWidget() or dock.view, Qt.Key.Key_Escape)
    write(dock, "cost", "1,200")
    assert cell(plan, "cost") == 1200.0
    write(dock, "cost", "much")
    assert cell(plan, "cost") == 1200.0
    assert (
        not dock.model.flags(dock.order.mapToSource(index_of(dock, "class_code")))
        & Qt.ItemFlag.ItemIsEditable
    )


def test_only_incomplete_rows_and_one_that_becomes_complete(dock: Any, plan: Path) -> None:
    every = dock.order.rowCount()
    dock.incomplete.setChecked(True)
    lacking = dock.order.rowCount()
    assert 0 < lacking < every
    choose(dock, "method_code", "cultivate")
    QTest.qWait(50)
    assert dock.order.rowCount() == lacking - 1
    dock.incomplete.setChecked(False)
    assert dock.order.rowCount() == every


def test_rows_and_zones_are_chosen_together(dock: Any, desk: Any) -> None:
    canvas, layer = iface.mapCanvas(), desk.session.layers["zone"]
    flags = QItemSelectionModel.SelectionFlag
    canvas.zoomByFactor(4)
    dock.view.selectionModel().setCurrentIndex(index_of(dock, "title"), flags.ClearAndSelect | flags.Rows)
    QTest.qWait(400)
    zones = {feature["zone_id"]: feature for feature in layer.getFeatures()}
    assert zones["Z1"].geometry().boundingBox().contains(canvas.extent().center())
    layer.selectByIds([zones["Z3"].id()])
    QTest.qWait(50)
    assert {row["zone_id"] for row in dock.selected()} == {"Z3"}
    assert (
        zones["Z1"].geometry().boundingBox().contains(canvas.extent().center())
    )  # a click in the map moves no map
    layer.removeSelection()


def test_add_and_delete(dock: Any, desk: Any, plan: Path) -> None:
    count = len(dock.model.rows)
    dock.view.setCurrentIndex(index_of(dock, "title"))
    dock.add.click()
    QTest.qWait(50)
    (new,) = dock.selected()
    assert (len(dock.model.rows), new["zone_id"], new["origin"]) == (count + 1, "Z1", "user")
    dock.delete.click()
    QTest.qWait(50)
    assert len(dock.model.rows) == count and ask(plan, "SELECT count(*) FROM action") == [(count,)]
    desk.session.undo()
    QTest.qWait(50)
    assert ask(plan, "SELECT count(*) FROM action") == [(count + 1,)]


def test_draft_keeps_what_a_person_wrote_and_export_writes_it(
    dock: Any, desk: Any, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(dock, "indicator", "mowing twice")
    dock.draft.click()
    assert not dock.draft.isEnabled() and dock.strip.isVisible()
    finish(desk.session)
    assert cell(plan, "indicator") == "mowing twice" and dock.draft.isEnabled()
    for suffix, form in ((".csv", "CSV (*.csv)"), (".xlsx", "Excel (*.xlsx)"), (".docx", "Word (*.docx)")):
        wanted = plan.with_name("plan_of_actions")
        monkeypatch.setattr(
            QFileDialog, "getSaveFileName", lambda *_, form=form, wanted=wanted: (str(wanted), form)
        )
        dock.edition.setCurrentIndex(dock.edition.findData("internal"))
        dock.export.click()
        finish(desk.session)
        assert wanted.with_suffix(suffix).stat().st_size > 100
    assert "mowing twice" in plan.with_name("plan_of_actions.csv").read_text(encoding="utf-8-sig")


def test_sums_by_manager_and_year(dock: Any, plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kosozu.ui.docks import actions_parts

    write(dock, "cost", "5000")
    dock.rollup.fold.click()
    table = dock.rollup.table
    rows = [[table.item(row, column).text() for column in range(5)] for row in range(table.rowCount())]
    assert rows and rows[0][0] == "谷の会" and rows[0][1].endswith("年度") and rows[0][4] == "5,000"
    write(dock, "cost", "7000")
    QTest.qWait(50)
    assert table.item(0, 4).text() == "7,000"

    def missing(_: object) -> None:
        raise ImportError("pandas")

    monkeypatch.setattr(actions_parts, "sums", missing)
    dock.rollup.fold.click()
    dock.rollup.fold.click()
    assert not table.isVisible() and dock.rollup.why_not.isVisible()


def test_without_a_plan_and_with_another(dock: Any, desk: Any, plan: Path) -> None:
    desk.session.close()
    assert dock.order.rowCount() == 0 and not dock.add.isEnabled() and not dock.export.isEnabled()
    desk.session.open(str(plan))
    QTest.qWait(50)
    assert dock.order.rowCount() > 0
    layer = desk.session.layers["zone"]
    layer.selectByIds([next(layer.getFeatures()).id()])
    assert dock.selected()


def test_a_look(dock: Any, desk: Any, picture: Any) -> None:
    window = iface.mainWindow()
    before = window.size()
    window.resize(1366, 768)
    window.resizeDocks([dock], [400], Qt.Orientation.Horizontal)
    dock.rollup.fold.click()
    dock.view.setCurrentIndex(index_of(dock, "title"))
    QTest.qWait(400)
    assert picture("actions").stat().st_size > 10_000
    window.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
    dock.rollup.fold.click()
    editor(dock, index_of(dock, "method_code"), QComboBox)
    assert picture("actions_below").stat().st_size > 10_000
    window.resize(before)


def test_a_workbook_comes_back_from_excel(dock: Any, plan: Path, desk: Any, tmp_path: Path) -> None:
    import openpyxl

    book = tmp_path / "行動計画.xlsx"
    desk.session.run("kosozu:exportactions", {"OUTPUT": str(book), "EDITION": "internal"})
    finish(desk.session)
    opened = openpyxl.load_workbook(book)
    sheet = next(
        one for one in opened.worksheets if any("備考" in str(c.value) for r in one.iter_rows() for c in r)
    )
    head = next(c for r in sheet.iter_rows() for c in r if str(c.value).startswith("備考"))
    sheet.cell(head.row + 1, head.column).value = "水を見る"
    opened.save(book)

    def take() -> None:
        dialog = desk.docks["kosozuActionsDock"].window().findChild(QDialog, "kosozuReturn")
        dialog.grab().save(os.path.join(os.environ.get("KOSOZU_SCRATCH", "."), "return.png"))
        assert dialog.take.isEnabled()
        dialog.take.click()

    from kosozu.ui.docks.actions_return import Return

    QTimer.singleShot(6000, take)
    Return(desk.session, dock).look(str(book))
    finish(desk.session)
    QTest.qWait(7000)
    finish(desk.session)
    assert ask(plan, "SELECT count(*) FROM action WHERE note = '水を見る'") == [(1,)]
    desk.session.undo()
    assert ask(plan, "SELECT count(*) FROM action WHERE note = '水を見る'") == [(0,)]
