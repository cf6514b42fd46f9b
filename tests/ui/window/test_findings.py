"""The list of findings in QGIS's window: read, narrowed down, seen on the map, decided on, and checked again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from qgis.PyQt.QtCore import QItemSelectionModel, QModelIndex, Qt
from qgis.PyQt.QtTest import QTest
from qgis.utils import iface

from tests.ui.window.conftest import beside_the_map, finish

DECISIONS = (
    "SELECT decision_id, decision, reason, role, consulted_office, consulted_on FROM decision ORDER BY 1"
)
OPEN = "SELECT count(*) FROM finding WHERE state = 'open'"


def ask(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """What stands in the file, as another program sees it."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        return file.execute(statement).fetchall()


@pytest.fixture
def dock(desk: Any, plan: Path) -> Iterator[Any]:
    """The dock beside the map, over a plan that has been checked."""
    from kosozu.core.jobs.checkplan import check_plan
    from kosozu.ui.docks.findings import FindingsDock

    desk.session.close()
    check_plan(str(plan))
    desk.session.open(str(plan))
    made = FindingsDock(desk.session, iface.mapCanvas(), iface.mainWindow())
    with beside_the_map(made, desk.session):
        yield made


def keys(dock: Any) -> list[str]:
    """Groups in the order in which they are shown."""
    return [group.key for group in dock.model.groups]


def index_of(dock: Any, key: str) -> QModelIndex:
    return dock.model.index(keys(dock).index(key), 0)


def select(dock: Any, *indexes: QModelIndex) -> None:
    flags = QItemSelectionModel.SelectionFlag
    selection = dock.view.selectionModel()
    selection.setCurrentIndex(indexes[0], flags.ClearAndSelect | flags.Rows)
    for index in indexes[1:]:
        selection.select(index, flags.Select | flags.Rows)
    QTest.qWait(50)


def test_groups_stand_by_severity_and_area_with_parcels_inside(dock: Any, plan: Path) -> None:
    model, shown = dock.model, dock.model.groups
    assert sum(group.count for group in shown) == ask(plan, OPEN)[0][0]
    ranks = [list(dock._session.catalogue.severities).index(model.severity(group)) for group in shown]
    assert ranks == sorted(ranks)
    places = [(rank, -group.area) for rank, group in zip(ranks, shown)]
    assert places == sorted(places)
    first = index_of(dock, "L-01|Z2|")
    assert first.row() == 0 and model.rowCount(first) == 0
    assert model.index(0, 0).data() == "要手続" and "L-01　Z2の区域" in model.index(0, 1).data()
    dock.view.expand(first)
    QTest.qWait(50)
    assert model.rowCount(first) == 6
    names = {model.index(row, 1, first).data() for row in range(6)}
    assert "架空県見本市字谷0番 1-3" in names or any(name.endswith("1-3") for name in names), names


def test_filters_narrow_down_what_is_listed_and_counted(dock: Any, plan: Path) -> None:
    filters = dock.filters
    every = keys(dock)
    filters.severity.setCurrentIndex(filters.severity.findData("BLOCK"))
    assert keys(dock) == ["L-01|Z2|"]
    filters.severity.setCurrentIndex(0)
    filters.family.setCurrentIndex(filters.family.findData("farmland"))
    assert keys(dock) and all(key.startswith("M-") for key in keys(dock))
    filters.family.setCurrentIndex(0)
    filters.office.setCurrentIndex(filters.office.findData("農業委員会"))
    rules = {key.split("|")[0] for key in keys(dock)}
    assert rules and all("農業委員会" in dock._session.catalogue.rules[rule].office_ja for rule in rules)
    filters.office.setCurrentIndex(0)
    filters.land.setCurrentIndex(filters.land.findData("D1"))
    found = "SELECT DISTINCT rule_id || '|' || zone_id || '|' FROM finding WHERE state = 'open' AND class_code = 'D1'"
    assert sorted(keys(dock)) == sorted(key for (key,) in ask(plan, found))
    filters.land.setCurrentIndex(0)
    filters.premise.setChecked(True)
    assert keys(dock) == [] and dock.detail.toPlainText()
    filters.premise.setChecked(False)
    assert keys(dock) == every


def test_findings_whose_premise_has_changed_are_marked_and_found(dock: Any, desk: Any, plan: Path) -> None:
    find = "SELECT finding_key FROM finding WHERE rule_id = 'L-01' ORDER BY 1"
    marked = ask(plan, find)[0][0]
    with desk.session.plan.stroke("前提が変わる") as stroke:
        stroke.update("finding", [marked], {"decision": ["adopt"], "premise_changed": [1]})
    QTest.qWait(50)
    dock.filters.premise.setChecked(True)
    assert keys(dock) == ["L-01|Z2|"]
    index = index_of(dock, "L-01|Z2|")
    assert (
        index.siblingAtColumn(2).data().startswith("1")
        and "前提が変わった" in index.siblingAtColumn(4).data()
    )
    dock.view.expand(index)
    QTest.qWait(50)
    assert [child.row["finding_key"] for child in dock.model.item(index).children] == [marked]
    select(dock, index)
    assert "6" in dock.form.go.text()  # a group is decided on whole, whatever is listed of it
    dock.filters.premise.setChecked(False)


def test_a_selected_row_is_told_and_seen_on_the_map(dock: Any, desk: Any) -> None:
    canvas = iface.mapCanvas()
    canvas.zoomByFactor(4)
    whole = canvas.extent()
    first = index_of(dock, "L-01|Z2|")
    select(dock, first)
    QTest.qWait(400)
    text = dock.detail.toPlainText()
    assert "条文は未確認" in text and "L-01" in text and "根拠" in text and "違法" not in text
    assert canvas.extent().width() < whole.width()
    middle = canvas.extent().center()
    zone = next(
        feature.geometry()
        for feature in desk.session.layers["zone"].getFeatures()
        if feature["zone_id"] == "Z2"
    )
    assert zone.boundingBox().contains(middle)
    dock.view.expand(first)
    QTest.qWait(50)
    child = dock.model.index(2, 0, first)
    select(dock, child)
    QTest.qWait(400)
    assert dock.model.index(2, 1, first).data() in dock.detail.toPlainText()
    before = canvas.extent()
    desk.session.show_all()
    dock.view.setFocus()
    QTest.keyClick(dock.view, Qt.Key.Key_Return)
    QTest.qWait(50)
    assert canvas.extent() == before


def test_a_group_is_decided_with_an_exception_by_parcel(dock: Any, desk: Any, plan: Path) -> None:
    form = dock.form
    group = next(key for key in keys(dock) if key.startswith("M-02|Z1"))
    dock.view.expand(index_of(dock, group))
    QTest.qWait(50)
    select(dock, index_of(dock, group))
    form.go.click()
    assert ask(plan, DECISIONS) == []  # no reason, no decision
    form.reason.setText("借り手を探す")
    form.role.setText("農政課")
    form.go.click()
    assert not form.go.isEnabled()  # while it is written
    finish(desk.session)
    assert ask(plan, DECISIONS) == [(group, "adopt", "借り手を探す", "農政課", "", "")]
    index = index_of(dock, group)
    assert "対応する" in index.siblingAtColumn(4).data() and "借り手を探す" in dock.detail.toPlainText()
    assert dock.view.isExpanded(index) and dock.view.selectionModel().isSelected(index)
    assert (dock.progress.value(), form.reason.text()) == (1, "")
    child = dock.model.index(0, 0, index)
    select(dock, child)
    form.decision.setCurrentIndex(form.decision.findData("defer"))
    form.reason.setText("持ち主と相談中")
    form.go.click()
    finish(desk.session)
    one = ask(plan, DECISIONS)[1]
    assert one[:3] == (
        dock.model.item(dock.model.index(0, 0, index_of(dock, group))).row["finding_key"],
        "defer",
        "持ち主と相談中",
    )
    assert "保留" in dock.model.index(0, 4, index_of(dock, group)).data()
    desk.session.undo()
    QTest.qWait(50)
    assert "対応する" in dock.model.index(0, 4, index_of(dock, group)).data()


def test_a_procedure_is_set_aside_only_with_the_office_and_several_groups_in_turn(
    dock: Any, desk: Any, plan: Path
) -> None:
    form = dock.form
    others = [key for key in keys(dock) if key.startswith("M-")][:2]
    select(dock, index_of(dock, "L-01|Z2|"), *(index_of(dock, key) for key in others))
    form.decision.setCurrentIndex(form.decision.findData("notapplicable"))
    form.reason.setText("非農地と判断済み")
    assert form.office.isVisible()
    form.go.click()
    QTest.qWait(50)
    assert ask(plan, DECISIONS) == [] and not desk.session.work.running
    form.office.setText("農業委員会")
    dock.filters.undecided.setChecked(True)
    form.go.click()
    finish(desk.session)
    finish(desk.session)
    found = ask(plan, DECISIONS)
    assert sorted(row[0] for row in found) == sorted(["L-01|Z2|", *others])
    asked = {row[0]: row[4:] for row in found}
    assert asked["L-01|Z2|"] == ("農業委員会", form.day.date().toString("yyyy-MM-dd"))
    assert not set(keys(dock)) & {"L-01|Z2|", *others}
    assert dock.selected()  # the next one is at hand
    dock.filters.undecided.setChecked(False)


def test_checking_again_in_the_background_while_somebody_draws(
    dock: Any, desk: Any, plan: Path, mouse: Any
) -> None:
    desk.painting.choose("D1")
    desk.painting.activate("brush")
    seen: list[str] = []
    desk.session.work.progressed.connect(lambda share, words: seen.append(words))
    dock.check.click()
    assert dock.strip.isVisible() and not dock.check.isEnabled() and not dock.form.go.isEnabled()
    mouse.click(5.5, 3.5)
    assert ask(plan, "SELECT count(*) FROM unit WHERE paint_code = 'D1'") == [(1,)]
    finish(desk.session)
    assert not dock.strip.isVisible() and dock.check.isEnabled()
    assert any(seen)
    dock.check.click()
    finish(desk.session)
    assert sum(group.count for group in dock.model.groups) == ask(plan, OPEN)[0][0]


def test_a_cancelled_check_leaves_everything_as_it_was(dock: Any, desk: Any, plan: Path) -> None:
    before, runs = keys(dock), ask(plan, "SELECT count(*) FROM stroke")
    dock.check.click()
    dock.strip.cancel.click()
    assert not dock.strip.cancel.isEnabled()
    finish(desk.session)
    assert ask(plan, "SELECT count(*) FROM stroke") == runs
    assert keys(dock) == before and dock.check.isEnabled()


def test_without_a_plan_the_list_is_empty(dock: Any, desk: Any, plan: Path) -> None:
    desk.session.close()
    QTest.qWait(20)
    assert dock.model.rowCount() == 0 and not dock.check.isEnabled() and not dock.view.isEnabled()
    desk.session.open(str(plan))
    QTest.qWait(50)
    assert dock.model.rowCount() > 0


def test_a_look(dock: Any, desk: Any, picture: Any) -> None:
    window = iface.mainWindow()
    before = window.size()
    window.resize(1366, 768)
    window.resizeDocks([dock], [400], Qt.Orientation.Horizontal)
    dock.view.expand(index_of(dock, "L-01|Z2|"))
    select(dock, index_of(dock, "L-01|Z2|"))
    dock.form.decision.setCurrentIndex(dock.form.decision.findData("notapplicable"))
    QTest.qWait(400)
    assert picture("findings").stat().st_size > 10_000
    dock.filters.more.click()
    assert picture("findings_filter").stat().st_size > 10_000
    assert dock.widget().widget().minimumSizeHint().width() <= 400
    window.resize(before)
