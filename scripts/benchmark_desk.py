"""Measures the desk: strokes, sums, drawing, undo, opening, and a stroke's wait while a check runs.

A real session on a real canvas of QGIS, without its window; every number is the 95th percentile unless it says so.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

EPSG = 6676
ORIGIN = (-20_000.0, 40_000.0)
VIEW_UNITS = 12_000
_Row = tuple[str, str, str]


def p95(values: list[float]) -> float:
    """The 95th percentile in milliseconds."""
    return float(np.percentile(np.array(values) * 1000.0, 95))


def make_plan(path: str, count: int, columns: int, rows: int) -> None:
    """A plan of ``count`` parcels and ``columns × rows`` zones, classes materialised."""
    import benchmark_data as data
    import geopandas as gpd
    import shapely

    from kosozu.core.jobs.classes import write_classes
    from kosozu.core.jobs.createplan import create_plan_file
    from kosozu.core.plan import PlanFile
    from kosozu.gis.styles import plan_styles

    request: dict[str, Any] = {
        "path": path, "tier": "municipality", "jurisdiction": "202037", "title": "SYNTHETIC", "community": "",
        "start_fy": 2025, "end_fy": 2034, "epsg": EPSG, "catalogue_folder": "", "overwrite": True,
    }  # fmt: skip
    create_plan_file(request, area=None, styles=plan_styles)
    shapes, width = data.parcels(count)
    move = np.array(ORIGIN)
    shapes = shapely.transform(shapes, lambda xy: xy + move)
    areas = shapely.transform(data.zones(width, columns, rows), lambda xy: xy + move)
    keys, classes = list(data.keys(count)), data.classes(len(areas))
    names = [f"Z{at:03d}" for at in range(len(areas))]
    users = [f"利用者{at % 5000:04d}" for at in range(count)]
    with PlanFile.open(path) as plan, plan.stroke("用意") as stroke:
        units = {"unit_id": keys, "kind": ["parcel"] * count, "area_map_m2": list(shapely.area(shapes))}
        stroke.insert("unit", units, list(shapely.to_wkb(shapely.multipolygons(shapes[:, None]))))
        facts = {"unit_id": keys, "user_now_id": users, "target_status": list(data.statuses(count))}
        stroke.insert("unit_farmland", {**facts, "target_source": ["t"] * count})
        drawn = {"zone_id": names, "tier": ["own"] * len(names), "class_code": list(classes)}
        stroke.insert("zone", drawn, list(shapely.to_wkb(areas)))
        frame = gpd.GeoDataFrame({"unit_id": keys, "paint_code": [""] * count}, geometry=shapes)
        zones = gpd.GeoDataFrame({"zone_id": names, "class_code": classes}, geometry=areas)
        from kosozu.core.progress import SILENT

        write_classes(stroke, frame, zones, SILENT)


class Desk:
    """A session with its painting tool on a canvas that shows about 12,000 parcels."""

    def __init__(self, path: str) -> None:
        from qgis.core import QgsProject, QgsRectangle
        from qgis.gui import QgsMapCanvas
        from qgis.PyQt.QtWidgets import QApplication

        from kosozu.ui.painting import Painting
        from kosozu.ui.session import Session

        self.pump = QApplication.processEvents
        self.canvas = QgsMapCanvas()
        self.canvas.resize(1600, 1000)
        # As QGIS's own window has it.
        self.canvas.setCachingEnabled(True)
        self.canvas.setParallelRenderingEnabled(True)
        self.drawn = 0
        self.canvas.mapCanvasRefreshed.connect(self._count)
        self.canvas.show()
        self.session = Session(None)
        self.painting = Painting(self.session, self.canvas)
        start = time.perf_counter()
        self.session.open(path)
        self.session.units.totals()  # type: ignore[union-attr]
        self.opened_s = time.perf_counter() - start
        layers = self.session.layers
        self.canvas.setLayers([layers[name] for name in ("finding", "mark", "paint", "zone", "unit")])
        self.canvas.setDestinationCrs(QgsProject.instance().crs())
        side = (VIEW_UNITS * 1200.0) ** 0.5
        box = layers["unit"].extent()
        middle = box.center()
        self.view = QgsRectangle(
            middle.x() - side * 0.63,
            middle.y() - side * 0.4,
            middle.x() + side * 0.63,
            middle.y() + side * 0.4,
        )
        self.canvas.setExtent(self.view)
        self.draw()
        start = time.perf_counter()
        self.hits = self.painting.hits()
        self.index_s = time.perf_counter() - start

    def _count(self) -> None:
        self.drawn += 1

    def repaint(self, first: int, code: str) -> float:
        """Seconds from a stroke's end until the map shows it."""
        before = self.drawn
        self.session.paint(range(first, first + 200), code)
        start = time.perf_counter()
        while self.drawn == before:
            self.pump()
            time.sleep(0.001)
        return time.perf_counter() - start

    def draw(self) -> float:
        """Seconds until the canvas has drawn what changed."""
        start = time.perf_counter()
        self.canvas.refresh()
        self.wait()
        return time.perf_counter() - start

    def wait(self) -> None:
        """Until the canvas is at rest."""
        for _ in range(10_000):
            self.pump()
            if not self.canvas.isDrawing():
                return
            time.sleep(0.001)

    def close(self) -> None:
        """End it."""
        self.canvas.setLayers([])
        self.painting.dispose()
        self.session.dispose()


def strokes(desk: Desk, count: int, dice: np.random.Generator) -> tuple[list[float], list[float]]:
    """Seconds of strokes of 200 units, and of the sums after each."""
    units = desk.session.units
    codes = ["A1", "B1", "C1", "D1"]
    written, summed = [], []
    for at in range(count):
        first = int(dice.integers(0, len(units) - 200))  # type: ignore[arg-type]
        start = time.perf_counter()
        desk.session.paint(range(first, first + 200), codes[at % 4])
        written.append(time.perf_counter() - start)
        start = time.perf_counter()
        desk.session.units.totals()  # type: ignore[union-attr]
        summed.append(time.perf_counter() - start)
    return written, summed


def hover(desk: Desk) -> list[float]:
    """Seconds of hit tests at random places of the view."""
    from qgis.core import QgsPointXY

    dice = np.random.default_rng(5)
    found = []
    for _ in range(400):
        point = QgsPointXY(
            dice.uniform(desk.view.xMinimum(), desk.view.xMaximum()),
            dice.uniform(desk.view.yMinimum(), desk.view.yMaximum()),
        )
        start = time.perf_counter()
        desk.hits.at(point)
        found.append(time.perf_counter() - start)
    return found


class Stalls:
    """Gaps between two turns of the event loop, as the loop itself tells."""

    def __init__(self) -> None:
        self.last = time.perf_counter()
        self.gaps: list[float] = []

    def turn(self) -> None:
        """Called once in each turn of the loop."""
        now = time.perf_counter()
        self.gaps.append(now - self.last)
        self.last = now


def while_checking(desk: Desk, seconds: float) -> dict[str, float]:
    """Strokes and the event loop while a check runs in the background, and how long its cancel takes."""
    from kosozu.core.errors import Cancelled
    from kosozu.core.jobs.checkplan import check_plan

    class Progress:
        wanted = False

        def step(self, en: str, ja: str) -> None:
            """Nothing is shown."""

        def percent(self, value: float) -> None:
            """Nothing is shown."""

        def cancelled(self) -> bool:
            return self.wanted

    progress, done = Progress(), threading.Event()
    result: dict[str, float] = {}

    def work() -> None:
        try:
            result["findings"] = check_plan(desk.session.path, progress=progress)["FINDING_COUNT"]
        except Cancelled:
            result["cancelled"] = 1.0
        done.set()

    worker = threading.Thread(target=work)
    start = time.perf_counter()
    worker.start()
    dice, stalls, waits = np.random.default_rng(9), Stalls(), []
    following = time.perf_counter()
    while not done.is_set() and time.perf_counter() - start < seconds:
        desk.pump()
        stalls.turn()
        if time.perf_counter() >= following:
            first = int(dice.integers(0, len(desk.session.units) - 200))  # type: ignore[arg-type]
            before = time.perf_counter()
            desk.session.paint(range(first, first + 200), "C1")
            waits.append(time.perf_counter() - before)
            following = time.perf_counter() + 0.1
            stalls.last = time.perf_counter()  # the stroke itself is measured apart
        time.sleep(0.001)
    result["check_s"] = time.perf_counter() - start
    if not done.is_set():
        progress.wanted = True
        before = time.perf_counter()
        while not done.is_set():
            desk.pump()
            time.sleep(0.001)
        result["cancel_s"] = time.perf_counter() - before
    worker.join()
    result.update(stroke_ms=max(waits) * 1000, stroke_p95=p95(waits), gap_ms=max(stalls.gaps) * 1000)
    return result


def complete_renders(desk: Desk, count: int) -> tuple[int, int]:
    """Renders while strokes are written, and how many of them lack a parcel: each render counts what it drew."""
    from qgis.core import QgsFeatureRequest, QgsVectorLayer

    layer = desk.session.layers["unit"]
    other = QgsVectorLayer(layer.source(), "again", "ogr")
    whole = sum(1 for _ in other.getFeatures(QgsFeatureRequest(desk.view).setNoAttributes()))
    renders, lacking, stop = [0], [0], threading.Event()

    def reading() -> None:
        while not stop.is_set():
            request = QgsFeatureRequest(desk.view)
            found = sum(1 for _ in QgsVectorLayer(layer.source(), "again", "ogr").getFeatures(request))
            renders[0] += 1
            lacking[0] += found != whole

    reader = threading.Thread(target=reading)
    reader.start()
    strokes(desk, count, np.random.default_rng(11))
    while renders[0] < 20:
        strokes(desk, 20, np.random.default_rng(12))
    stop.set()
    reader.join()
    return renders[0], lacking[0]


def measure(folder: Path, count: int, say: Callable[[_Row], None]) -> None:
    """All rows of the table: what, measured, wanted."""
    import sys

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from qgis.core import QgsApplication

    app = QgsApplication([], True)
    app.initQgis()
    few, many = str(folder / "few.gpkg"), str(folder / "many.gpkg")
    make_plan(few, count, 5, 1)
    make_plan(many, count, 15, 10)

    def row(what: str, value: float, unit: str, limit: float) -> None:
        say((what, f"{value:,.1f} {unit}", f"≤ {limit:g} {unit} {'✓' if value <= limit else '✗'}"))

    desk = Desk(few)
    dice = np.random.default_rng(3)
    strokes(desk, 10, dice)
    with_few, _ = strokes(desk, 100, dice)
    desk.close()
    desk = Desk(many)
    row(f"opening a plan of {count:,} parcels, sums included", desk.opened_s, "s", 3)
    say(("the index for the mouse, made when painting begins", f"{desk.index_s:.1f} s", ""))
    strokes(desk, 10, dice)
    with_many, sums = strokes(desk, 100, dice)
    row("stroke of 200 parcels, on disk", p95(with_many), "ms", 50)
    row("sums by class after it", p95(sums), "ms", 20)
    ratio = max(p95(with_many), p95(with_few)) / min(p95(with_many), p95(with_few))
    row("150 zones against 5: ratio", ratio, "", 1.2)
    shown = [desk.repaint(at * 200, "ABCD"[at % 4] + "1") for at in range(20)]
    row(f"a view of {VIEW_UNITS:,} parcels drawn again after a stroke", p95(shown), "ms", 150)
    row("hit test under the mouse", p95(hover(desk)), "ms", 16)
    quarter = count // 4
    desk.session.paint(range(quarter), "D1")
    start = time.perf_counter()
    desk.session.undo()
    row(f"undo of {quarter:,} parcels", time.perf_counter() - start, "s", 1)
    renders, lacking = complete_renders(desk, 200)
    say(
        (
            f"reads of the view while 200 strokes were written: {renders}; lacking a parcel",
            f"{lacking}",
            f"0 {'✓' if not lacking else '✗'}",
        )
    )
    found = while_checking(desk, 600.0)
    row("a stroke while a check runs", found["stroke_p95"], "ms", 50)
    say(("the slowest of them", f"{found['stroke_ms']:,.1f} ms", ""))
    row("the event loop meanwhile, longest gap", found["gap_ms"], "ms", 200)
    say((f"the check itself, {found.get('findings', 0):,.0f} findings", f"{found['check_s']:.1f} s", ""))
    found = while_checking(desk, 3.0)
    row("cancelling a check", found.get("cancel_s", 0.0), "s", 1)
    desk.close()
    sys.stdout.flush()
