"""Zones and marks drawn with real clicks; native editing lands in the same journal; the counter finds."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QDialog
from qgis.utils import iface

from tests.ui.window.conftest import settle

CONTROL = Qt.KeyboardModifier.ControlModifier
RIGHT = Qt.MouseButton.RightButton


def zones(path: Path) -> dict[str, tuple[str, float]]:
    """Zone → class and area as another program sees them."""
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as file:
        rows = file.execute("SELECT zone_id, class_code, area_m2 FROM zone").fetchall()
    return {zone: (code, area) for zone, code, area in rows}


def draw(mouse: Any, *places: tuple[float, float]) -> None:
    for place in places:
        mouse.click(*place)
    mouse.click(*places[-1], RIGHT)


def test_a_zone_is_drawn_corner_by_corner(desk: Any, plan: Path, mouse: Any, key: Any) -> None:
    desk.painting.choose("C1")
    desk.zoning.activate("zone")
    draw(mouse, (5, 0), (6, 0), (6, 2), (5, 2))
    made = zones(plan)["zone-001"]
    whole = sum(area for _, area in zones(plan).values())
    assert made[0] == "C1"
    assert abs(made[1] / whole - 2 / 22) < 0.01
    assert desk.session.units.totals().of("C1")[1] == 2
    key(Qt.Key.Key_Z, CONTROL)
    assert "zone-001" not in zones(plan)
    assert desk.session.units.totals().of("C1")[1] == 0


def test_split_merge_and_a_common_edge(desk: Any, plan: Path, mouse: Any) -> None:
    before = zones(plan)
    desk.zoning.activate("split")
    draw(mouse, (2, -0.3), (2, 2.3))
    after = zones(plan)
    assert set(after) - set(before) == {"zone-001"}
    assert abs(after["Z1"][1] + after["zone-001"][1] - before["Z1"][1]) < 0.5
    desk.zoning.activate("merge")
    draw(mouse, (3.5, 0.5), (1.5, 0.5))
    assert abs(zones(plan)["Z1"][1] - before["Z1"][1]) < 0.5 and "zone-001" not in zones(plan)
    follow = desk.docks["kosozuDrawDock"].zones.follow
    follow.setChecked(False)  # there are two shortest ways along the parcels
    desk.zoning.activate("reshape")
    draw(mouse, (3, 2), (2, 3), (3, 4))
    follow.setChecked(True)
    moved = zones(plan)
    assert moved["Z2"][1] < before["Z2"][1] and moved["Z3"][1] > before["Z3"][1]
    assert abs(moved["Z2"][1] + moved["Z3"][1] - before["Z2"][1] - before["Z3"][1]) < 1
    for _ in range(3):
        desk.session.undo()
    assert zones(plan) == before


def test_escape_forgets_a_half_drawn_outline(desk: Any, plan: Path, mouse: Any, key: Any) -> None:
    desk.painting.choose("C1")
    desk.zoning.activate("zone")
    mouse.click(5, 0)
    mouse.click(6, 0)
    key(Qt.Key.Key_Escape)
    assert not desk.zoning.tool.is_drawing
    mouse.click(6, 2, RIGHT)
    assert len(zones(plan)) == 3


def test_zones_of_paint_and_paint_of_a_zone(desk: Any, plan: Path, mouse: Any) -> None:
    desk.painting.choose("B1")
    desk.painting.activate("rectangle")
    mouse.drag([(5.1, 0.1), (5.5, 2.0), (5.9, 3.9)])
    assert desk.zoning.zones_from_paint() == ["zone-001"]
    assert zones(plan)["zone-001"][0] == "B1"
    assert desk.session.units.totals().of("B1")[1] == 4
    desk.zoning.activate("tounits")
    mouse.click(0.5, 0.5)
    with closing(sqlite3.connect(plan)) as file:
        assert file.execute("SELECT count(*) FROM unit WHERE paint_code = 'A1'").fetchone() == (10,)


def test_marks_are_placed_and_drawn(desk: Any, plan: Path, mouse: Any) -> None:
    part = desk.docks["kosozuDrawDock"].zones
    part.kinds.setCurrentIndex(part.kinds.findData("watchpoint"))
    part.buttons["mark"].click()
    mouse.click(5.5, 3.5)
    part.kinds.setCurrentIndex(part.kinds.findData("fence"))
    draw(mouse, (0.5, 2), (2.5, 2), (4.5, 2))
    with closing(sqlite3.connect(plan)) as file:
        assert file.execute("SELECT kind FROM mark ORDER BY mark_id").fetchall() == [
            ("watchpoint",),
            ("fence",),
        ]
    desk.session.undo()
    assert desk.session.plan.count("mark") == 1


def test_native_edits_turn_tools_off_and_become_one_stroke(desk: Any, plan: Path, mouse: Any) -> None:
    layer, dock = desk.session.layers["zone"], desk.docks["kosozuDrawDock"]
    assert layer.startEditing()
    feature = next(feature for feature in layer.getFeatures() if feature["zone_id"] == "Z1")
    assert layer.changeAttributeValue(
        feature.id(), layer.fields().indexOf("class_code"), "D1", feature["class_code"]
    )
    settle()
    assert "区域" in desk.session.blocked()
    assert not dock.view.isEnabled() and dock.status.isVisibleTo(dock)
    desk.painting.choose("C1")
    desk.painting.activate("brush")
    assert layer.commitChanges()
    settle()
    assert desk.session.blocked() == "" and dock.view.isEnabled()
    assert desk.session.next_undo()[0] == "直接編集"
    assert desk.session.units.totals().of("D1")[1] == 14
    desk.session.undo()
    assert desk.session.units.totals().of("A1")[1] == 10


def test_the_counter_finds_by_lot_zone_and_width(desk: Any, plan: Path) -> None:
    dock = desk.docks["kosozuFindDock"]
    dock.show()
    dock.words.setText("３－２")
    assert "3-2" in dock.found.item(0).text()
    dock.found.setCurrentRow(0)
    settle()
    assert "A1" in dock.card.text() and "Z1" in dock.card.text()
    desk.session.paint([row for row in range(24) if desk.session.units.code[row]], "D1")
    assert "D1" in dock.card.text()
    dock.words.setText("Z2の区域")
    assert dock.found.count() == 1
    dock.words.setText("ない場所")
    assert dock.found.count() == 0 and "ない場所" in dock.card.text()
    dock.hide()


def test_a_look(desk: Any, plan: Path, picture: Any) -> None:
    """The pictures that a person looks at; here only that there are some."""
    desk.docks["kosozuDrawDock"].show()
    dock = desk.docks["kosozuFindDock"]
    dock.show()
    dock.words.setText("Z2")
    dock.found.setCurrentRow(0)
    assert picture("zones").stat().st_size > 10_000
    dock.hide()


def test_a_zone_is_described_after_a_click(desk: Any, plan: Path, mouse: Any) -> None:
    part = desk.docks["kosozuDrawDock"].zones
    part.buttons["describe"].click()

    def fill() -> None:
        dialog = iface.mainWindow().findChild(QDialog, "kosozuZoneDialog")
        dialog.name.setText("谷の口の田")
        dialog.reason.setPlainText("水が足りる")
        dialog.grab().save(os.path.join(os.environ.get("KOSOZU_SCRATCH", "."), "zone_dialog.png"))
        dialog.accept()

    QTimer.singleShot(300, fill)
    mouse.click(0.5, 0.5)
    settle(300)
    with closing(sqlite3.connect(plan)) as file:
        assert file.execute(
            "SELECT zone_id FROM zone WHERE name = '谷の口の田' AND reason = '水が足りる'"
        ).fetchone()
    desk.session.undo()
    assert "谷の口の田" not in desk.session.plan.read("zone", ["name"])["name"]


def test_f9_hides_the_names_of_persons(desk: Any, plan: Path, key: Any) -> None:
    with desk.session.plan.stroke("人") as stroke:
        stroke.insert("actor", {"actor_id": ["p9"], "kind": ["individual"], "label": ["個人9"]})
        stroke.names.put("actor", ["p9"], {"name": ["架空 花子"]})
    model = desk.docks["kosozuActionsDock"].model
    model.refresh()
    assert model._names.get("p9") == "架空 花子"
    action = next(one for one in desk._toolbar.actions() if one.shortcut().toString() == "F9")
    action.trigger()
    model.refresh()
    assert desk.session.names_hidden and model._names == {}
    action.trigger()
    model.refresh()
    assert model._names.get("p9") == "架空 花子"
