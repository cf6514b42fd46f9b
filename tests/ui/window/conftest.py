"""What tests inside QGIS's window share: the desk, a plan of a grid of parcels, a mouse that clicks in the map."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from qgis.core import QgsPointXY
from qgis.PyQt.QtCore import QEvent, QPoint, Qt
from qgis.PyQt.QtGui import QMouseEvent
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, plugins

ROOT = Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "tests"))

COLUMNS, ROWS = 6, 4


def settle(milliseconds: int = 30) -> None:
    """Let the window do what it has to do, and the map draw."""
    QTest.qWait(milliseconds)
    canvas = iface.mapCanvas()
    for _ in range(200):
        if not canvas.isDrawing():
            break
        QTest.qWait(20)
    QApplication.processEvents()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan of 6 × 4 parcels with ledger, target map and three zones, made by the jobs themselves."""
    import builders

    from kosozu.core.jobs.createplan import create_plan_file
    from kosozu.core.jobs.importgroups import import_groups
    from kosozu.core.jobs.importparcels import import_parcels
    from kosozu.core.jobs.importtargetmap import import_targetmap
    from kosozu.core.jobs.importzones import import_zones
    from kosozu.core.jobs.joinledger import join_ledger
    from kosozu.core.sources.vector import read_vector
    from kosozu.gis.styles import plan_styles

    folder = tmp_path_factory.mktemp("template")
    path = folder / "見本 構想.gpkg"
    wish = {
        "path": str(path), "tier": "municipality", "jurisdiction": "202037", "title": "見本の構想", "community": "",
        "start_fy": 2027, "end_fy": 2036, "epsg": 0, "catalogue_folder": "", "overwrite": False,
    }  # fmt: skip
    create_plan_file(wish, area=None, styles=plan_styles)
    import_parcels(str(path), str(builders.parcels(folder / "2024_202037.json")))
    join_ledger(str(path), str(builders.pins(folder / "pins.geojson")))
    import_targetmap(
        str(path), str(builders.targetmap(folder / "target.csv")), key_field="polygon_uuid", status_field="status",
        user_now_field="now", user_target_field="target", status_map=str(builders.status_map(folder / "map.csv")),
    )  # fmt: skip

    def layer(file: Path) -> tuple[Any, int]:
        frame, epsg, _ = read_vector(file)
        return frame.drop(columns=["source_row", "source_file"], errors="ignore"), int(epsg or 0)

    frame, epsg = layer(builders.zones(folder / "zones.geojson"))
    import_zones(
        str(path), frame, epsg, file="zones.geojson", class_field="class_code", zone_id_field="zone_id",
        name_field="zone_name", manager_field="manager",
    )  # fmt: skip
    water = [builders.feature(builders.box(0, row, 6, 2), name=f"{row}の堰") for row in (0, 2)]
    frame, epsg = layer(builders.write(folder / "water.geojson", water))
    import_groups(str(path), frame, epsg, file="water.geojson", name_field="name", kind="water")
    shutil.rmtree(path.with_name(f"{path.stem}.reports"), ignore_errors=True)
    return path


@pytest.fixture
def desk() -> Any:
    """The desk of the plugin that QGIS has loaded."""
    return plugins["kosozu"]._desk


@pytest.fixture
def plan(desk: Any, template: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the template, open at the desk."""
    path = tmp_path / template.name
    shutil.copy(template, path)
    names = template.with_name(f"{template.stem}.names.gpkg")
    if names.exists():
        shutil.copy(names, path.with_name(names.name))
    desk.session.open(str(path))
    settle()
    yield path
    iface.messageBar().clearWidgets()
    desk.session.close()
    desk.painting.level, desk.painting.locked, desk.painting.only_unassigned = "", set(), False
    settle()


def finish(session: Any) -> None:
    """Wait until nothing runs, and everybody has heard of it."""
    until = time.monotonic() + 60
    QTest.qWait(50)
    while session.work.running:
        assert time.monotonic() < until, session.work.running
        QTest.qWait(50)
    QTest.qWait(100)


@contextmanager
def beside_the_map(made: Any, session: Any) -> Iterator[Any]:
    """A dock of a test's own in the window, taken out again."""
    window = iface.mainWindow()
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, made)
    made.show()
    QTest.qWait(100)
    yield made
    finish(session)
    made.dispose()
    window.removeDockWidget(made)
    made.setParent(None)
    made.deleteLater()
    QTest.qWait(20)


class Mouse:
    """Presses, moves and releases in the map, in columns and rows of parcels."""

    def __init__(self, session: Any) -> None:
        self._session = session
        self._canvas = iface.mapCanvas()

    def spot(self, column: float, row: float) -> QPoint:
        """Pixel of a place: (0.5, 0.5) is the middle of the lower left parcel."""
        box = self._session.layers["unit"].extent()
        x = box.xMinimum() + box.width() * column / COLUMNS
        y = box.yMinimum() + box.height() * row / ROWS
        place = self._canvas.getCoordinateTransform().transform(QgsPointXY(x, y))
        return QPoint(round(place.x()), round(place.y()))

    def press(self, column: float, row: float, button: Any = Qt.MouseButton.LeftButton) -> None:
        QTest.mousePress(
            self._canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, self.spot(column, row)
        )

    def move(self, column: float, row: float, button: Any = Qt.MouseButton.LeftButton) -> None:
        spot, view = self.spot(column, row), self._canvas.viewport()
        none = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(
            QEvent.Type.MouseMove, spot, view.mapToGlobal(spot), Qt.MouseButton.NoButton, button, none
        )
        QApplication.sendEvent(view, event)

    def release(self, column: float, row: float, button: Any = Qt.MouseButton.LeftButton) -> None:
        QTest.mouseRelease(
            self._canvas.viewport(), button, Qt.KeyboardModifier.NoModifier, self.spot(column, row)
        )
        settle()

    def drag(self, places: list[tuple[float, float]], button: Any = Qt.MouseButton.LeftButton) -> None:
        self.press(*places[0], button)
        for place in places[1:]:
            self.move(*place, button)
        self.release(*places[-1], button)

    def click(self, column: float, row: float, button: Any = Qt.MouseButton.LeftButton) -> None:
        self.drag([(column, row)], button)


@pytest.fixture
def mouse(desk: Any, plan: Path) -> Mouse:
    """A mouse over the open plan."""
    return Mouse(desk.session)


@pytest.fixture
def key(desk: Any) -> Callable[..., None]:
    """``key(Qt.Key.Key_Z, control)``: a key pressed in the map."""

    def press(code: Any, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        canvas = iface.mapCanvas()
        canvas.setFocus()
        QTest.keyClick(canvas, code, modifiers)
        settle()

    return press


@pytest.fixture
def picture() -> Callable[[str], Path]:
    """``picture("x")``: a photograph of the whole window, for a person to look at."""

    def take(name: str) -> Path:
        path = Path(os.environ.get("KOSOZU_SCRATCH", ".")) / f"{name}.png"
        settle(200)
        iface.mainWindow().grab().save(str(path))
        return path

    return take
