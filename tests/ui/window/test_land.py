"""The land dock in QGIS's window: computed, looked at by year, asked why, weighed anew, towns on and off, drafted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionContextUtils
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QSpinBox, QTableView, QToolButton
from qgis.utils import iface

from tests.ui.window.conftest import Mouse, beside_the_map, finish, settle

VIEWS = ["difficulty", "future", "reach"]


@pytest.fixture(scope="module")
def known(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan with roads, people of a projection, and two core places."""
    import landdata

    folder = tmp_path_factory.mktemp("land")
    path = landdata.copied(template, folder)
    landdata.people(path, folder)
    landdata.roads(path, folder)
    landdata.cores(path)
    return path


@pytest.fixture
def dock(desk: Any, known: Path, tmp_path: Path) -> Iterator[Any]:
    """The dock beside the map, over a plan of which nothing has been computed yet."""
    import landdata

    from kosozu.ui.docks.land import LandDock

    desk.session.close()
    desk.session.open(str(landdata.copied(known, tmp_path)))
    settle()
    made = LandDock(desk.session, desk.painting, iface.mapCanvas(), lambda: None, iface.mainWindow())
    with beside_the_map(made, desk.session):
        yield made
    desk.session.close()


def computed(dock: Any, desk: Any) -> None:
    QTest.mouseClick(dock.compute, Qt.MouseButton.LeftButton)
    for _ in range(8):
        finish(desk.session)
        settle()
    settle()


def choose(dock: Any, name: str) -> None:
    dock.views.setCurrentIndex(dock.views.findData(name))
    QTest.qWait(250)
    settle()


def drawn(desk: Any, name: str) -> dict[int, int]:
    """How many features of a layer fall into each of the renderer's categories."""
    layer = desk.session.layers[name]
    renderer = layer.renderer()
    expression = QgsExpression(renderer.classAttribute())
    context = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    assert expression.prepare(context), expression.parserErrorString()
    known = {category.value() for category in renderer.categories()}
    found: dict[int, int] = {}
    for feature in layer.getFeatures():
        context.setFeature(feature)
        value = expression.evaluate(context)
        assert not expression.hasEvalError(), expression.evalErrorString()
        assert value in known
        found[value] = found.get(value, 0) + 1
    return found


def rows(dock: Any) -> list[list[str]]:
    model = dock.model
    return [[model.index(row, column).data() for column in range(4)] for row in range(model.rowCount())]


def told(dock: Any) -> dict[int, int]:
    """The counts of the legend by the numbers of the map's bands."""
    count = [int(row[2].replace(",", "")) for row in rows(dock)]
    found = {(-1 if at == len(count) - 1 else at): number for at, number in enumerate(count)}
    return {at: number for at, number in found.items() if number}


def test_nothing_is_offered_before_it_is_computed(dock: Any) -> None:
    assert dock.views.count() == 0 and dock.view.isHidden()
    assert "まだ" in dock.state.text() and dock.compute.isEnabled()


def test_computed_once_and_every_view_draws_what_its_legend_counts(dock: Any, desk: Any) -> None:
    """One button; each view's map and legend agree, parcel by parcel."""
    computed(dock, desk)
    names = [dock.views.itemData(at) for at in range(dock.views.count())]
    assert names[:3] == VIEWS and {"area_m2", "road_m", "people", "share65"} <= set(names)
    assert dock.state.text().count("済み") == 4
    for name in names:
        choose(dock, name)
        layer = "reach_place" if name == "reach" else "land"
        assert drawn(desk, layer) == told(dock), name
        shares = [float(row[1]) for row in rows(dock)]
        assert sum(shares) == pytest.approx(100.0, abs=0.3), name
    assert desk.session.next_undo()[0] == "到達圏の計算"


def test_the_year_moves_people_and_land(dock: Any, desk: Any) -> None:
    computed(dock, desk)
    choose(dock, "future")
    counts = {}
    for at, year in enumerate(range(2020, 2051, 5)):
        dock.year.setValue(at)
        QTest.qWait(200)
        assert str(year) in dock.year_label.text()
        counts[year] = told(dock)
        assert drawn(desk, "land") == counts[year]
    left = [counts[year].get(0, 0) + counts[year].get(1, 0) for year in sorted(counts)]
    assert left == sorted(left) and left[-1] > left[0], "land is left, and not taken up again"
    assert dock.future.model.rowCount() == 6
    assert dock.future.model.index(0, 0).data() == "2025"
    assert dock.future.model.index(0, 1).data() == "不明", "no projection for 2025 in these data"
    assert dock.ages.isHidden(), "no projection by five years of age in these data"
    choose(dock, "people")
    assert "2050" in dock.shown.title


def test_people_by_age_now_and_then(dock: Any, desk: Any, known: Path) -> None:
    """Oldest above, the first and the last year, bars by the largest number of all."""
    from kosozu.core.plan import PlanFile

    rows = [(year, age, float(age + (year - 2025))) for year in (2025, 2035, 2050) for age in (0, 5, 95)]
    with PlanFile.open(desk.session.path) as plan, plan.stroke("架空") as stroke:
        names = ("year", "age", "people")
        table = {name: [row[at] for row in rows] for at, name in enumerate(names)}
        keys = [f"plan/x/{year}/{age}" for year, age, _ in rows]
        stroke.replace("forecast_age", {}, {"row_id": keys, "scope": ["plan"] * len(rows), **table})
    with PlanFile.open(desk.session.path, readonly=True) as plan:
        dock.ages.read(plan)
    model = dock.ages.model
    assert dock.ages.known
    assert [[model.index(row, at).data() for at in range(3)] for row in range(3)] == [
        ["95歳以上", "95", "120"], ["5〜9歳", "5", "30"], ["0〜4歳", "0", "25"],
    ]  # fmt: skip
    assert [model.headerData(at, Qt.Orientation.Horizontal) for at in range(3)] == ["年齢", "2025", "2050"]
    assert model.index(1, 2).data(Qt.ItemDataRole.UserRole) == pytest.approx(30 / 120)
    dock.year.setValue(3)
    assert model.headerData(2, Qt.Orientation.Horizontal) == "2035" and model.index(0, 2).data() == "105"
    dock.year.setValue(4)
    assert model.headerData(2, Qt.Orientation.Horizontal) == "2050", "of 2040 no ages are known here"


def test_why_a_parcel_is_what_it_is(dock: Any, desk: Any) -> None:
    """A click names place and class; the parts of an axis sum to its score."""
    computed(dock, desk)
    choose(dock, "difficulty")
    QTest.mouseClick(dock.why_here, Qt.MouseButton.LeftButton)
    assert iface.mapCanvas().mapTool() is dock.pick
    mouse = Mouse(desk.session)
    spot = iface.mapCanvas().getCoordinateTransform().toMapCoordinates(mouse.spot(0.5, 0.5))
    unit = desk.session.units.unit_id[desk.painting.hits().along([spot])[0]]
    mouse.click(0.5, 0.5)
    model = dock.why.model
    assert model.rowCount() == len(dock.weights.sliders) > 10
    assert "難しさ：" in dock.why.text.text()
    score = desk.session.plan.read("unit_difficulty", ["hard"], where={"unit_id": unit})["hard"][0]
    bars = [model.index(row, 2).data(Qt.ItemDataRole.UserRole) for row in range(model.rowCount())]
    hard = [row for row in range(model.rowCount()) if not model.index(row, 0).data().startswith("放置の害")]
    assert sum(model.part(row) or 0.0 for row in hard) == pytest.approx(score)
    assert max(bar for bar in bars if bar is not None) == pytest.approx(1.0)
    texts = [model.index(row, 1).data() for row in range(model.rowCount())]
    assert "不明" in texts, "what is not known is said to be"
    QTest.mouseClick(dock.why_here, Qt.MouseButton.LeftButton)
    assert iface.mapCanvas().mapTool() is not dock.pick


def test_weights_are_tried_and_then_kept(dock: Any, desk: Any) -> None:
    """Sliding changes the sums at once and writes nothing; the button writes what the sums said."""
    computed(dock, desk)
    choose(dock, "difficulty")
    before, undo = rows(dock), desk.session.next_undo()[0]
    assert not dock.weights.keep.isEnabled()
    for place, one in enumerate(dock.weights.weighing.table):
        dock.weights.sliders[place].setValue(50 if one.indicator == "user_future" else 0)
    QTest.qWait(150)
    tried = rows(dock)
    assert tried != before and desk.session.next_undo()[0] == undo
    QTest.mouseClick(dock.weights.keep, Qt.MouseButton.LeftButton)
    finish(desk.session)
    settle(300)
    assert rows(dock) == tried and drawn(desk, "land") == told(dock)
    assert desk.session.next_undo()[0] == "管理の難しさ"
    desk.session.undo()
    settle(300)
    assert rows(dock) == before


def test_towns_on_and_off(dock: Any, desk: Any) -> None:
    """Without a town fewer people are reached, by just those that the table calls lost."""
    computed(dock, desk)
    choose(dock, "reach")
    dock.reach.minutes.setValue(2)
    QTest.qWait(50)
    assert dock.shown is not None and rows(dock)[1][0] == "2分以内", "steps of the minutes that are set"
    assert drawn(desk, "reach_place") == told(dock) and len(told(dock)) > 2
    whole = dock.reach.told()["people"][0]
    assert 0 < whole < dock.reach.told()["people"][1]
    box = dock.reach.model.index(0, 0)
    assert dock.reach.model.setData(box, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    settle()
    assert dock.reach.told()["people"][0] < whole
    assert drawn(desk, "reach_place") == told(dock)
    assert "2050年（推計）" in dock.reach.shares.text() and "NITAS" in dock.reach.shares.text()
    dock.reach.model.setData(
        dock.reach.model.index(1, 0), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole
    )
    settle()
    assert dock.reach.told()["people"][0] == 0
    assert drawn(desk, "reach_place") == told(dock)


def test_a_draft_is_one_step_of_undo_and_layers_go_with_the_dock(dock: Any, desk: Any) -> None:
    computed(dock, desk)
    choose(dock, "difficulty")
    layer = desk.session.layers["land"]
    tree = desk.session.group._group
    assert tree.findLayer(layer).itemVisibilityChecked()
    assert not desk.session.group.is_shown("zone"), "two sets of colours cannot be told apart"
    zones = desk.session.plan.count("zone")
    QTest.mouseClick(dock.zones.draft, Qt.MouseButton.LeftButton)
    finish(desk.session)
    settle()
    assert desk.session.plan.count("zone") >= zones
    dock.hide()
    settle()
    assert not tree.findLayer(layer).itemVisibilityChecked(), "whoever paints sees the classes"
    assert desk.session.group.is_shown("zone") and desk.session.group.is_shown("unit")
    dock.show()
    dock.stays.setChecked(True)
    dock.hide()
    settle()
    assert tree.findLayer(layer).itemVisibilityChecked() and desk.session.group.is_shown("paint")
    desk.session.close()
    assert "land" not in desk.session.layers


def test_everything_has_a_name_and_can_be_hit_and_fits(dock: Any, desk: Any) -> None:
    """In every view: names for a screen reader, room for a finger, no wider than a third of a small screen."""
    from kosozu.ui.docks.base import TOUCH, WIDTH

    computed(dock, desk)
    for name in VIEWS:
        choose(dock, name)
        assert dock.widget().widget().minimumSizeHint().width() <= WIDTH + 20, name
        for kind in (QToolButton, QComboBox, QTableView, QSlider, QSpinBox, QDoubleSpinBox):
            for one in dock.findChildren(kind):
                if one.isVisible() and not one.objectName().startswith("qt_"):
                    assert one.accessibleName(), (name, one)
                    assert one.height() >= TOUCH - 4, (name, one)
