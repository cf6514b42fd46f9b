"""From nothing to a plan with all its sources in, through the wizard; and the plan dock that shows the way."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QSettings, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QProgressBar,
    QSpinBox,
    QTableView,
    QToolButton,
)
from qgis.utils import iface

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = ROOT / "samples"
COUNTS = json.loads((SAMPLES / "expected.json").read_text(encoding="utf-8"))["files"]


def until(happened: Callable[[], bool], seconds: float = 120.0) -> None:
    for _ in range(int(seconds * 20)):
        if happened():
            QApplication.processEvents()
            return
        QTest.qWait(50)
    raise AssertionError("it did not happen in time")


def idle(session: Any) -> None:
    until(lambda: session.work.running == "")
    QTest.qWait(200)


def photograph(widget: Any, name: str) -> Path:
    path = Path(os.environ.get("KOSOZU_SCRATCH", ".")) / f"{name}.png"
    QTest.qWait(150)
    widget.grab().save(str(path))
    return path


def polygon(path: Path, **properties: str) -> None:
    ring = [[138, 36], [138.1, 36], [138, 36.1], [138, 36]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    feature = {"type": "Feature", "properties": properties, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")


@pytest.fixture
def dock(desk: Any) -> Iterator[Any]:
    """The plan dock: the desk's own, or one for the test."""
    if "kosozuPlanDock" in desk.docks:
        own = desk.docks["kosozuPlanDock"]
        own.show()
        yield own
        own.hide()
        return
    from kosozu.ui.docks.plan import PlanDock

    made = PlanDock(desk.session, iface, iface.mainWindow())
    iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, made)
    made.show()
    yield made
    made.dispose()
    iface.removeDockWidget(made)
    made.setParent(None)
    made.deleteLater()


@pytest.fixture
def lasting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders of tests are temporary."""
    monkeypatch.setattr("kosozu.ui.wizard.years.is_temporary", lambda folder: False)


@pytest.fixture
def wizard(desk: Any, dock: Any, lasting: None) -> Iterator[Any]:
    """The wizard, on its first page; afterwards the plan is closed."""
    made = dock.new_plan()
    yield made
    iface.messageBar().clearWidgets()
    desk.session.close()


def states(dock: Any) -> list[str]:
    QTest.qWait(250)  # the dock counts a little later than it hears
    return [step.state for step in dock._steps.refresh()]


def test_from_nothing_to_a_plan_with_all_its_sources(
    desk: Any, dock: Any, wizard: Any, tmp_path: Path, picture: Any
) -> None:
    assert states(dock) == ["missing"] * 6
    assert wizard.width() <= 900
    assert wizard.height() <= 650
    wizard.place.code.setText("２０９９８８")
    assert wizard.place.code.text() == "209988"
    assert "6676" in wizard.place.place.text()
    wizard.place.tier.setCurrentIndex(wizard.place.tier.findData("community"))
    wizard.place.community.setText("架空谷")
    assert "架空谷" in wizard.place.title_edit.text()
    photograph(wizard, "wizard_1")
    wizard.next()
    wizard.years.start.lineEdit().setText("令和７")
    wizard.years.start.interpretText()
    wizard.years.end.setValue(2034)
    assert wizard.years.start.value() == 2025
    assert wizard.years.crs.currentData() == 6676
    path = tmp_path / "構想.gpkg"
    wizard.years.file.setText(str(path))
    photograph(wizard, "wizard_2")
    wizard.next()
    files = wizard.files.list
    assert wizard.currentPage() is wizard.files, wizard.years.problem.text()
    files.look_into(str(SAMPLES))
    until(lambda: not files.looking)
    photograph(wizard, "wizard_3")
    files.table.scrollToBottom()
    photograph(wizard, "wizard_3_end")
    kinds = [one.kind for one in files.chosen()]
    assert len(kinds) == 24
    assert re.findall(r"\d+", files.said.text()) == ["31", "24"]  # communities.geojson stands in two lines
    assert kinds[15:] == ["context"] * 9  # after all else, since they are cut to the plan's land
    listed = [
        files.table.item(at, 2).text() for at, one in enumerate(files.proposals) if one.kind == "context"
    ]
    assert any("土砂災害警戒区域" in text and "A33_001" in text for text in listed)
    assert any("図面の背景にもなります" in text for text in listed)  # roads and buildings
    assert files.area().name == "plan_area.geojson"
    wizard.next()
    photograph(wizard, "wizard_4")
    assert "2034" in wizard.summary.text.text()
    wizard.next()
    results = wizard.results.list
    until(lambda: desk.session.is_open)
    photograph(wizard, "wizard_5_running")
    picture("plan_running")
    until(lambda: not results.running)
    photograph(wizard, "wizard_5")
    jobs = {job.title: job for job in results.importing.jobs}
    assert {job.state for job in jobs.values()} == {"done"}, [job.text for job in jobs.values()]
    assert Path(jobs["2024_209988.json"].report).is_file()
    number = {name: f"{COUNTS[name]['READ_COUNT']:,}" for name in ("2024_209988.json", "pins_209996.geojson")}
    for name, count in number.items():
        assert count in jobs[name].text
    assert desk.session.path == str(path)
    plan = desk.session.plan
    assert plan.count("unit") == 1555
    assert plan.count("source") == 24
    assert plan.count("context_layer") == 9 and plan.count("legal_area") > 0
    assert plan.count("zone", {"tier": "own"}) == COUNTS["zones.geojson"]["USED_COUNT"]
    assert plan.info["area_wkb"]
    assert plan.info["start_fy"] == 2025
    wizard.accept()
    assert states(dock) == ["done", "done", "part", "missing", "missing", "missing"]
    assert dock.model.rowCount() == 24
    named = [dock.model.index(row, 0).data() for row in range(24)]
    assert "国土数値情報 土砂災害警戒区域" in named and not any(re.search("[a-z]-", name) for name in named)
    assert dock.buttons["check"].isEnabled()
    dock.widget().verticalScrollBar().setValue(10_000)
    picture("plan_brought_in")


def test_the_way_through_by_the_dock(desk: Any, dock: Any, plan: Path, tmp_path: Path, picture: Any) -> None:
    assert states(dock)[:4] == ["done", "done", "part", "missing"]
    assert "見本の構想" in dock.heading.text()
    assert "2027" in dock.about.text()
    assert dock.saved.text()
    dock.check()
    assert desk.session.work.running == "kosozu:checkplan"
    assert dock.progress.isVisible()
    idle(desk.session)
    assert not dock.progress.isVisible()
    assert states(dock)[3] == "part"
    dock.draft()
    idle(desk.session)
    assert states(dock)[4] in ("part", "done")
    roads = QgsVectorLayer(str(SAMPLES / "roads.geojson"), "道路", "ogr")
    QgsProject.instance().addMapLayer(roads)
    assert dock._backgrounds() == [str(SAMPLES / "roads.geojson")]
    sheet = tmp_path / "図.pdf"
    window = dock.outputs()
    window.choose("sheet")
    window.form.widgets["OUTPUT"].setText(str(sheet))
    window.write()
    idle(desk.session)
    window.leave()
    assert sheet.stat().st_size > 10_000
    assert states(dock)[5] == "done"
    assert dock.sheet() == str(sheet)
    picture("plan_way")
    QgsProject.instance().removeMapLayer(roads.id())
    QSettings().remove("kosozu/sheets")


def test_painting_moves_the_line_of_drawing(desk: Any, dock: Any, plan: Path) -> None:
    QTest.qWait(250)
    before = dock.lines["draw"].text()
    blank = [row for row, code in enumerate(desk.session.units.code) if desk.session.units.codes[code] == ""]
    desk.session.paint(blank[:2], "C1")
    QTest.qWait(300)
    assert dock.lines["draw"].text() != before
    assert desk.session.saved_at in dock.saved.text()
    desk.session.paint(blank, "C1")
    QTest.qWait(300)
    assert dock._steps.refresh()[2].state == "done"


def test_one_bad_file_does_not_stop_the_others(desk: Any, dock: Any, plan: Path, tmp_path: Path) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    shutil.copy(SAMPLES / "marks_points.geojson", folder / "z_marks.geojson")
    polygon(folder / "zones.geojson", 管理区分="？？")
    (folder / "broken.csv").write_bytes(bytes(range(256)))
    dialog = dock.bring_in()
    dialog.files.look_into(str(folder))
    until(lambda: not dialog.files.looking)
    photograph(dialog, "import_dialog")
    assert [one.kind for one in dialog.files.chosen()] == ["zones", "marks"]
    dialog.bring_in()
    until(lambda: not dialog.results.running)
    photograph(dialog, "import_dialog_done")
    failed, done = dialog.results.importing.jobs
    assert (failed.state, done.state) == ("failed", "done")
    assert "SRC-CLASS" in failed.text
    assert desk.session.plan.count("mark") > 0
    dialog.close()


def test_a_kind_is_changed_and_its_columns_named(desk: Any, dock: Any, plan: Path, tmp_path: Path) -> None:
    polygon(tmp_path / "x.geojson", kubun="A1", mura="上")
    dialog = dock.bring_in()
    files = dialog.files
    files.look_into([str(tmp_path / "x.geojson")])
    until(lambda: not files.looking)
    assert not files.chosen()
    assert not dialog.go.isEnabled()
    files.set_kind(0, "zones")
    assert not files.chosen()  # which column says the class is not known yet
    files.table.cellWidget(0, 3).click()
    columns = QApplication.activeModalWidget()
    photograph(columns, "columns")
    columns.boxes["CLASS_FIELD"].setCurrentIndex(columns.boxes["CLASS_FIELD"].findData("kubun"))
    columns.accept()
    assert [one.parameters["CLASS_FIELD"] for one in files.chosen()] == ["kubun"]
    assert dialog.go.isEnabled()
    dialog.close()


def test_context_is_told_apart_by_a_person(desk: Any, dock: Any, plan: Path, tmp_path: Path) -> None:
    """Areas of small communities are groups at first; as context they want a year."""
    polygon(tmp_path / "x.geojson", KEY_CODE="1", JINKO="3", SETAI="2", S_NAME="上")
    dialog = dock.bring_in()
    files = dialog.files
    files.look_into([str(tmp_path / "x.geojson")])
    until(lambda: not files.looking)
    assert [one.kind for one in files.chosen()] == ["oaza"]
    files.set_kind(0, "context")
    assert not files.chosen() and "データの年" in files.table.item(0, 2).text()
    files.table.cellWidget(0, 3).click()
    window = QApplication.activeModalWidget()
    box = window.boxes["DATASET"]
    assert box.findData("dem") < 0 and box.findData("ksj-A33") > 0  # of its shapes only
    assert box.currentData() == "small-area"
    photograph(window, "context_columns")
    window.answers["YEAR"].setText("令和2")
    window.accept()
    given = [dict(one.parameters) for one in files.chosen()]
    assert given == [{"INPUT": str(tmp_path / "x.geojson"), "DATASET": "small-area", "YEAR": "2020"}]
    photograph(dialog, "context_chosen")
    dialog.close()


def test_cancel_stops_the_rest_and_leaves_the_plan_whole(
    desk: Any, dock: Any, wizard: Any, tmp_path: Path
) -> None:
    wizard.place.code.setText("209988")
    wizard.place.title_edit.setText("架空")
    wizard.next()
    wizard.years.file.setText(str(tmp_path / "a.gpkg"))
    wizard.next()
    wizard.files.list.look_into(str(SAMPLES))
    until(lambda: not wizard.files.list.looking)
    wizard.next()
    wizard.next()
    results = wizard.results.list
    until(lambda: desk.session.work.running == "kosozu:importparcels")
    dock.progress.cancel.click()
    until(lambda: not results.running)
    found = [job.state for job in results.importing.jobs]
    assert found[0] == "done"
    assert set(found[1:]) <= {"done", "left"}
    assert found[-1] == "left"
    assert desk.session.plan.count("source") == found[1:].count("done")
    wizard.reject()
    assert not wizard.isVisible()


def test_leaving_while_it_works_leaves_a_plan_that_is_whole(
    desk: Any, dock: Any, wizard: Any, tmp_path: Path
) -> None:
    wizard.place.code.setText("209988")
    wizard.place.title_edit.setText("架空")
    wizard.next()
    wizard.years.file.setText(str(tmp_path / "b.gpkg"))
    wizard.next()
    wizard.files.list.look_into(str(SAMPLES))
    until(lambda: not wizard.files.list.looking)
    wizard.next()
    wizard.next()
    until(lambda: desk.session.work.running == "kosozu:importparcels")
    wizard.leave()
    assert not wizard.isVisible()
    assert not dock._windows
    idle(desk.session)
    QTest.qWait(500)
    assert desk.session.work.running == ""
    assert desk.session.plan.count("unit") == 0


@pytest.mark.parametrize(
    ("typed", "says"),
    [("11011", "011011"), ("1202", "01202"), ("209989", "209988"), ("999999", "SRC-CODE")],
)
def test_a_code_that_cannot_be_is_told_in_words(wizard: Any, typed: str, says: str) -> None:
    wizard.place.code.setText(typed)
    wizard.place.title_edit.setText("x")
    if typed == "1202":
        assert not wizard.place.isComplete()
        return
    assert says in wizard.place.place.text()
    if typed != "11011":
        assert not wizard.place.isComplete()
    wizard.reject()


def test_code_name_tier_and_title_go_together(wizard: Any) -> None:
    place = wizard.place
    place.code.setText("202053 長野県飯田市")  # as it stands in the list that opens while typing
    assert place.code.text() == "202053"
    assert "飯田市" in place.place.text()
    assert "飯田市" in place.title_edit.text()
    place.code.setText("200000")
    assert [place.tier.itemData(at) for at in range(place.tier.count())] == ["prefecture"]
    assert "長野県" in place.title_edit.text()
    place.title_edit.setText("わたしの題")
    place.code.setText("01202")
    assert place.title_edit.text() == "わたしの題"
    assert "6679" in place.place.text()
    wizard.reject()


def test_what_would_be_refused_is_said_on_the_second_page(
    wizard: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wizard.place.code.setText("202037")
    wizard.next()
    years = wizard.years
    assert years.file.text().endswith(".gpkg")
    there = tmp_path / "there.gpkg"
    there.touch()
    for path, says in (
        (there, "JOB-PLAN-EXISTS"),
        (tmp_path / "nowhere" / "a.gpkg", "JOB-NO-FOLDER"),
        (tmp_path / "a.txt", "JOB-PLAN-SUFFIX"),
        ("a.gpkg", ""),
    ):
        years.file.setText(str(path))
        wizard.next()
        assert wizard.currentPage() is years
        assert says in years.problem.text()
        assert years.problem.text()
    monkeypatch.undo()
    years.file.setText(str(tmp_path / "b.gpkg"))
    assert years.refusal()  # a temporary folder
    years.end.setValue(years.start.value() - 1)
    assert not years.isComplete()
    wizard.reject()


def test_open_close_and_recent(desk: Any, dock: Any, plan: Path, picture: Any) -> None:
    dock.close_plan.click()
    picture("plan_none")
    assert not desk.session.is_open
    assert states(dock) == ["missing"] * 6
    assert not dock.buttons["import"].isEnabled()
    assert dock.recent.isEnabled()
    dock._fill_recent()
    dock.recent.menu().actions()[0].trigger()
    assert desk.session.path == str(plan)
    assert QgsProject.instance().mapLayers()


def test_everything_has_a_name_and_can_be_hit_and_fits(desk: Any, dock: Any, plan: Path, wizard: Any) -> None:
    assert dock.minimumSizeHint().width() <= 400
    assert dock.widget().widget().minimumSizeHint().width() <= 400
    for where in (dock, wizard):
        for one in where.findChildren(QToolButton):
            if one.text():
                assert one.accessibleName(), one.text()
                assert one.minimumHeight() >= 28, one.text()
        for kind in (QComboBox, QTableView, QSpinBox, QProgressBar):
            for one in where.findChildren(kind):
                assert one.accessibleName(), (where, one)
    wizard.reject()


def test_the_status_is_set_and_the_dock_says_what_changed_since_the_check(
    desk: Any, dock: Any, plan: Path
) -> None:
    session = desk.session
    dock.check()
    idle(session)
    assert "変わりました" not in dock.lines["check"].text()
    before = len(session.plan.journal())
    session.paint([1, 2], "D1")
    until(lambda: "変わりました" in dock.lines["check"].text())
    session.undo()
    until(lambda: "変わりました" not in dock.lines["check"].text())
    session.redo()
    session.close()
    session.open(str(plan))
    until(lambda: "変わりました" in dock.lines["check"].text())
    dock.check()
    idle(session)
    until(lambda: "変わりました" not in dock.lines["check"].text())
    assert len(session.plan.journal()) > before

    def accept() -> None:
        found = iface.mainWindow().findChild(QDialog, "kosozuStatusDialog")
        photograph(found, "status")
        found.status.setCurrentIndex(found.status.findData("agreed"))
        found.role.setText("企画課")
        found.accept()

    QTimer.singleShot(300, accept)
    QTest.mouseClick(dock.status, Qt.MouseButton.LeftButton)
    idle(session)
    assert session.plan.info["status"] == "agreed"
    assert "合意" in dock.about.text() and "令和" in dock.about.text()
    assert session.baseline is not None
    photograph(dock, "plan_agreed")
