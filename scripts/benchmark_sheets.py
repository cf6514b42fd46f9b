"""Measures the sheets: a wall map of 100,000 parcels, an atlas of 40 pages, and the window's event loop meanwhile.

Each sheet is printed in a process of its own, from the plan file to the checked PDF in its place.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PARCELS = 100_000
ATLAS_PARCELS = 20_000
ATLAS_ZONES = (19, 2)
"""Zones of the atlas's plan: 38, with overview and index 40 pages."""
_MB = 1_000_000.0
_Row = tuple[str, str, str]


def measure(folder: Path, scale: int, say: Callable[[_Row], None]) -> None:
    """All rows; ``scale`` divides the land."""
    import benchmark_desk

    wall, book = str(folder / "wall.gpkg"), str(folder / "book.gpkg")
    benchmark_desk.make_plan(wall, PARCELS // scale, 20, 10)
    benchmark_desk.make_plan(book, ATLAS_PARCELS // scale, *ATLAS_ZONES)
    for kind, edition in (
        ("concept", "counter"),
        ("present", "counter"),
        ("concept", "public"),
        ("present", "public"),
    ):
        found = in_child(folder, plan=wall, kind=kind, edition=edition, sheet="A0")
        what = f"A0, {PARCELS // scale:,} parcels, 200 zones: {kind}, {edition}"
        hard = (kind, edition) == ("concept", "counter")
        say(row(f"{what}: time", found["seconds"], "s", 10.0 if hard else None))
        say(row(f"{what}: file", found["bytes"] / _MB, "MB", 10.0 if hard else None))
        say(row(f"{what}: memory", found["memory"] / _MB, "MB", 600.0 if hard else None))
    found = in_child(folder, plan=book, by="zone", edition="public", sheet="A3")
    say(row(f"atlas of {found['pages']} pages, A3, public: time", found["seconds"], "s", 60.0))
    say(row(f"atlas of {found['pages']} pages, A3, public: file", found["bytes"] / _MB, "MB", None))
    found = in_child(folder, plan=book, by="zone", edition="counter", sheet="A3")
    say(row(f"atlas of {found['pages']} pages, A3, counter: time", found["seconds"], "s", 60.0))
    found = in_child(folder, plan=wall, kind="concept", edition="counter", sheet="A0", watched=True)
    say(
        row(
            "the event loop while the A0 is printed in a worker, longest gap",
            found["gap"] * 1000,
            "ms",
            200.0,
        )
    )


def row(what: str, value: float, unit: str, limit: float | None) -> _Row:
    """One line of the table."""
    wanted = "" if limit is None else f"≤ {limit:g} {unit} {'✓' if value <= limit else '✗'}"
    return what, f"{value:,.1f} {unit}", wanted


def in_child(folder: Path, **wish: Any) -> dict[str, Any]:
    """Print in a process of its own; what it says of itself."""
    wish["output"] = str(folder / "sheet.pdf")
    command = [sys.executable, str(Path(__file__)), json.dumps(wish)]
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
    if run.returncode:
        raise RuntimeError(run.stderr[-2000:])
    found: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return found


def child(wish: dict[str, Any]) -> None:
    """Print one sheet or atlas and say how long it took and what it needed."""
    import resource

    sys.path.insert(0, str(Path(__file__).parent))
    import benchmark

    benchmark.load_package()
    from qgis.core import QgsApplication

    app = QgsApplication([], True)
    app.initQgis()
    from kosozu.gis.atlas import print_atlas
    from kosozu.gis.sheet import Wish, print_sheet

    plan, output, by, watched = (wish.pop(key, "") for key in ("plan", "output", "by", "watched"))

    def work() -> Any:
        return print_atlas(plan, output, by, Wish(**wish)) if by else print_sheet(plan, output, Wish(**wish))

    start = time.perf_counter()
    gap = 0.0
    if watched:
        gap, printed = in_worker(app, work)
    else:
        printed = work()
    said = {
        "seconds": time.perf_counter() - start,
        "bytes": os.path.getsize(output),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "pages": printed.pages,
        "gap": gap,
    }
    print(json.dumps(said), flush=True)
    os._exit(0)


def in_worker(app: Any, work: Callable[[], Any]) -> tuple[float, Any]:
    """Run in a thread while the event loop turns; the longest gap between two of its turns, and the result."""
    from qgis.PyQt.QtCore import QThread, QTimer

    results: list[Any] = []

    class Worker(QThread):
        def run(self) -> None:
            results.append(work())

    worker = Worker()
    turns = [time.perf_counter()]
    ticker = QTimer()
    ticker.timeout.connect(lambda: turns.append(time.perf_counter()))
    ticker.start(5)
    worker.start()
    while worker.isRunning():
        app.processEvents()
        time.sleep(0.001)
    ticker.stop()
    gaps = [after - before for before, after in zip(turns, turns[1:])]
    return max(gaps), results[0]


if __name__ == "__main__":
    child(json.loads(sys.argv[1]))
