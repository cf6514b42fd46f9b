"""Painting with real mouse and keys: what is on the map, in the palette and in the file is the same at every step."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from qgis.core import QgsPointXY
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

CONTROL = Qt.KeyboardModifier.ControlModifier
RIGHT = Qt.MouseButton.RightButton


def painted(path: Path) -> dict[str, int]:
    """Class → parcels painted with it, as another program sees the file."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        statement = "SELECT paint_code, count(*) FROM unit WHERE paint_code <> '' GROUP BY 1"
        return dict(file.execute(statement))


def test_a_click_paints_one_parcel_and_the_numbers_move(desk: Any, plan: Path, mouse: Any) -> None:
    model = desk.docks["kosozuDrawDock"].model
    before = model.sums("C1")
    desk.painting.choose("C1")
    desk.painting.activate("brush")
    mouse.click(5.5, 3.5)
    assert painted(plan) == {"C1": 1}
    after = model.sums("C1")
    assert after[1] == before[1] + 1
    assert after[0] > before[0]


def test_a_drag_is_one_stroke_with_a_name_and_undo_goes_back(
    desk: Any, plan: Path, mouse: Any, key: Any
) -> None:
    desk.painting.choose("B1")
    desk.painting.activate("brush")
    sums = desk.docks["kosozuDrawDock"].model.sums
    before = {code: sums(code) for code in ("A1", "B1", "B3", "D1", "")}
    mouse.drag([(0.5, 0.5), (2.5, 0.5), (2.5, 1.5)])
    assert painted(plan) == {"B1": 4}
    assert desk.session.next_undo()[0] == "4筆を粗放的管理に"
    key(Qt.Key.Key_Z, CONTROL)
    assert painted(plan) == {}
    assert {code: sums(code) for code in before} == before
    key(Qt.Key.Key_Y, CONTROL)
    assert painted(plan) == {"B1": 4}


def test_lasso_and_rectangle_take_parcels_whose_middle_they_hold(desk: Any, plan: Path, mouse: Any) -> None:
    desk.painting.choose("D1")
    desk.painting.activate("lasso")
    mouse.drag([(0.1, 0.1), (2.9, 0.1), (2.9, 1.9), (0.1, 1.9), (0.1, 0.2)])
    assert painted(plan) == {"D1": 6}
    desk.painting.choose("C1")
    desk.painting.activate("rectangle")
    mouse.drag([(3.1, 2.1), (4.0, 3.0), (5.9, 3.9)])
    assert painted(plan) == {"D1": 6, "C1": 6}


def test_right_button_and_e_erase(desk: Any, plan: Path, mouse: Any, key: Any) -> None:
    desk.painting.choose("D1")
    desk.painting.activate("brush")
    mouse.drag([(0.5, 0.5), (3.5, 0.5)])
    mouse.click(0.5, 0.5, RIGHT)
    assert painted(plan) == {"D1": 3}
    key(Qt.Key.Key_E)
    mouse.click(1.5, 0.5)
    assert painted(plan) == {"D1": 2}
    # What the zone says comes back.
    units, layer = desk.session.units, desk.session.layers["unit"]
    corner = layer.extent()
    row = desk.painting.hits().at(QgsPointXY(corner.xMinimum() + 10, corner.yMinimum() + 10))[0]
    assert units.codes[units.code[row]] == "A1"


def test_escape_gives_a_stroke_up(desk: Any, plan: Path, mouse: Any, key: Any) -> None:
    desk.painting.choose("D1")
    desk.painting.activate("brush")
    strokes = len(desk.session.plan.journal())
    mouse.press(0.5, 0.5)
    mouse.move(3.5, 0.5)
    key(Qt.Key.Key_Escape)
    mouse.release(3.5, 0.5)
    assert painted(plan) == {}
    assert len(desk.session.plan.journal()) == strokes


def test_digits_choose_a_class_while_drawing(desk: Any, plan: Path, mouse: Any, key: Any) -> None:
    desk.painting.activate("brush")
    key(Qt.Key.Key_3)
    assert desk.painting.code == "B1"
    mouse.click(5.5, 0.5)
    key(Qt.Key.Key_8)
    mouse.click(5.5, 1.5)
    key(Qt.Key.Key_0)
    mouse.click(5.5, 0.5)
    assert painted(plan) == {"D1": 1}


def test_level_locks_and_only_unassigned(desk: Any, plan: Path, mouse: Any) -> None:
    dock, painting = desk.docks["kosozuDrawDock"], desk.painting
    dock.level.setCurrentIndex(dock.level.findData("water"))
    painting.choose("C1")
    painting.activate("brush")
    mouse.click(0.5, 0.5)
    assert painted(plan) == {"C1": 12}  # the whole water system
    desk.session.undo()
    model = dock.model
    index = model.index(model.row("A1"), 7)
    assert model.setData(index, Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    mouse.click(0.5, 0.5)
    assert painted(plan) == {"C1": 2}  # ten of the twelve are A1 by their zone
    desk.session.undo()
    assert model.setData(index, Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    dock.only_blank.setChecked(True)
    mouse.click(0.5, 0.5)
    assert painted(plan) == {"C1": 2}
    dock.only_blank.setChecked(False)
    dock.level.setCurrentIndex(0)


def test_swatches_are_the_same_in_a_selected_row(desk: Any, plan: Path, picture: Any) -> None:
    """Else the class that is being painted is the one whose colour nobody can compare with the map's."""
    from kosozu.ui.models.classes import NAME

    dock = desk.docks["kosozuDrawDock"]
    dock.show()
    dock.raise_()
    desk.painting.choose("A1")
    picture("palette_selected")
    view = dock.view
    for row in range(view.model().rowCount()):
        place = view.visualRect(view.model().index(row, NAME))
        seen = []
        for chosen in (row, (row + 1) % view.model().rowCount()):
            view.selectRow(chosen)
            QTest.qWait(5)
            image = view.viewport().grab(place).toImage()
            middle = image.height() // 2
            seen.append([image.pixelColor(x, middle).name() for x in range(8, 34)])
        assert seen[0] == seen[1], row


def test_undo_survives_closing_and_opening(desk: Any, plan: Path, mouse: Any, key: Any) -> None:
    desk.painting.choose("D1")
    desk.painting.activate("brush")
    mouse.drag([(0.5, 0.5), (3.5, 0.5)])
    desk.session.close()
    assert not Path(f"{plan}-wal").exists()
    desk.session.open(str(plan))
    assert desk.session.next_undo()[0] == "4筆を見守りに"
    key(Qt.Key.Key_Z, CONTROL)
    assert painted(plan) == {}


def test_a_look(desk: Any, plan: Path, mouse: Any, picture: Any) -> None:
    """The picture that a person looks at; here only that there is one."""
    for dock in desk.docks.values():
        dock.show()
    desk.painting.choose("B1")
    desk.painting.activate("brush")
    mouse.drag([(0.5, 3.5), (4.5, 3.5)])
    assert picture("painting").stat().st_size > 10_000
