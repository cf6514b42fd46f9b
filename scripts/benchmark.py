"""Measures Kosozu's speed against other ways to the same result; run by scripts/benchmark.

Prints seconds and ratios; ``--write`` puts the table in docs/benchmark.md, ``--quick`` uses a tenth of the land.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmark_pages import Table, desk_page, page, sheets_page

ROOT = Path(__file__).resolve().parent.parent
EPSG = 6676
JURISDICTION = "202037"
DRAFT_UNITS, DRAFT_SECONDS = 30_000, 10
ORIGIN = (-20_000.0, 40_000.0)

warnings.filterwarnings("ignore", message=".*PROJ data directory.*")


def load_package() -> None:
    """The checkout as the package ``kosozu``, whatever its folder is called."""
    spec = importlib.util.spec_from_file_location(
        "kosozu", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(str(ROOT))
    module = importlib.util.module_from_spec(spec)
    sys.modules["kosozu"] = module
    spec.loader.exec_module(module)


def clock(work: Callable[[], Any], times: int = 1) -> float:
    """Seconds of the fastest of some runs."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


class Land:
    """Parcels, zones and their columns."""

    def __init__(self, count: int) -> None:
        import benchmark_data as data

        self.shapes, width = data.parcels(count)
        self.zones = data.zones(width)
        self.status, self.noushin, self.key = data.statuses(count), data.noushin(count), data.keys(count)
        self.classes = data.classes(len(self.zones))
        self.zone_id = [f"Z{number:03d}" for number in range(len(self.zones))]

    def reconcile(self) -> Any:
        """The core of kosozu:reconcilefarmland."""
        from kosozu.core.catalogue import load
        from kosozu.core.checks.reconcile import reconcile

        return reconcile(
            self.shapes,
            self.status,
            self.zones,
            self.classes,
            load(),
            parcel_key=self.key,
            zone_id=self.zone_id,
            noushin=self.noushin,
        )

    def write(self, folder: Path) -> tuple[str, str]:
        """Parcels and zones as GeoPackages in the plane system."""
        import numpy as np

        parcels, zones = str(folder / "parcels.gpkg"), str(folder / "zones.gpkg")
        write_layer(parcels, self.shapes, {"key": self.key, "status": self.status, "noushin": self.noushin})
        write_layer(zones, self.zones, {"zone": np.array(self.zone_id, dtype=object), "class": self.classes})
        return parcels, zones


def write_layer(path: str, shapes: Any, columns: dict[str, Any], epsg: int = EPSG, **options: Any) -> None:
    """A layer of polygons, without any CRS object on the way."""
    import pyogrio.raw
    import shapely

    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        list(columns.values()),
        list(columns),
        geometry_type="Polygon",
        crs=f"EPSG:{epsg}",
        **options,
    )


def algorithm(name: str, project: str = "", **parameters: str) -> None:
    """A whole qgis_process through scripts/kosozu."""
    words = [f"{key}={value}" for key, value in parameters.items()]
    where = [f"--PROJECT_PATH={project}"] if project else []
    command = [str(ROOT / "scripts" / "kosozu"), "run", name, *where, "--", *words]
    # An installed plugin has its bytecode; here it is kept outside of the checkout, from the first run on.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env["PYTHONPYCACHEPREFIX"] = str(Path(tempfile.gettempdir()) / "kosozu-bytecode")
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stdout}\n{done.stderr}")


def geopandas_overlay(land: Land) -> None:
    """The same intersection by geopandas, attributes and all."""
    import geopandas as gpd

    parcels = gpd.GeoDataFrame({"key": land.key, "status": land.status}, geometry=land.shapes)
    zones = gpd.GeoDataFrame({"zone": land.zone_id, "class": land.classes}, geometry=land.zones)
    gpd.overlay(parcels, zones, how="intersection")


def measure_reconcile(table: Table, count: int, times: int, folder: Path) -> None:
    """The core and the whole process against geopandas.overlay and native:intersection."""
    land = Land(count)
    found = land.reconcile()
    # Taken in turns, so that a busy machine weighs on both.
    pairs = [(clock(land.reconcile), clock(lambda: geopandas_overlay(land))) for _ in range(times)]
    core, overlay = (min(column) for column in zip(*pairs))
    parcels, zones = land.write(folder)
    native_out, findings, summary = (
        str(folder / name) for name in ("native.gpkg", "findings.gpkg", "summary.csv")
    )

    def native() -> None:
        algorithm("native:intersection", INPUT=parcels, OVERLAY=zones, OUTPUT=native_out)

    def whole() -> None:
        algorithm(
            "kosozu:reconcilefarmland",
            PARCELS=parcels,
            STATUS_FIELD="status",
            KEY_FIELD="key",
            NOUSHIN_FIELD="noushin",
            ZONES=zones,
            CLASS_FIELD="class",
            ZONE_ID_FIELD="zone",
            FINDINGS=findings,
            SUMMARY=summary,
        )

    turns = [(clock(whole), clock(native)) for _ in range(max(1, times - 1))]
    ours, theirs = (min(column) for column in zip(*turns))
    size = f"{count:,} × {len(land.zones)}"
    made = f"{len(found.findings):,} findings"
    table.compare(f"core of reconcilefarmland, {size}, {made}", core, "geopandas.overlay", overlay, 0.5)
    table.compare(
        f"core of reconcilefarmland, {size}", core, "native:intersection by qgis_process", theirs, 1 / 15
    )
    table.compare(
        "whole process of kosozu:reconcilefarmland", ours, "native:intersection by qgis_process", theirs, 0.25
    )


def peak_memory() -> int:
    """Bytes of this process at its largest; ``getrusage`` would count the parent's before the start, too."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise OSError("no VmHWM in /proc/self/status")


def child(count: int) -> None:
    """One size in a process of its own: seconds of the core, peak memory of all."""
    load_package()
    land = Land(count)
    seconds = clock(land.reconcile, 3)
    print(json.dumps({"seconds": seconds, "peak": peak_memory()}))


def measure_growth(table: Table, sizes: tuple[int, ...]) -> None:
    """Exponent of the core's time over the sizes, and peak memory at the largest."""
    import numpy as np

    seconds, peak = [], 0.0
    for count in sizes:
        command = [sys.executable, __file__, "--child", str(count)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        result = json.loads(done.stdout.strip().splitlines()[-1])
        seconds.append(result["seconds"])
        peak = result["peak"] / 1e9
        table.add(
            f"core of reconcilefarmland, {count:,} parcels",
            f"{seconds[-1]:.2f}",
            "",
            "",
            f"{peak:.2f} GB",
            "",
        )
    slope = float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
    table.add(
        "growth of time: exponent", "", "", "", f"{slope:.3f}", f"≤ 1.05 {'✓' if slope <= 1.05 else '✗'}"
    )
    good = "✓" if peak <= 3.0 else "✗"
    table.add(f"peak memory at {sizes[-1]:,} parcels", "", "", "", f"{peak:.2f} GB", f"≤ 3 GB {good}")


def official_file(land: Land, path: str) -> None:
    """The parcels in the ten columns of 筆ポリゴン, longitude and latitude, as GeoJSON."""
    import numpy as np
    import shapely

    from kosozu.core.sources.crs import transform

    count = len(land.shapes)
    shifted = shapely.transform(land.shapes, lambda xy: xy + np.array(ORIGIN))
    degrees, _ = transform(shifted, EPSG, 6668)
    centre = shapely.centroid(degrees)
    same = np.full(count, "", dtype=object)
    columns = {
        "polygon_uuid": land.key,
        "land_type": np.full(count, 100, dtype=np.int32),
        "issue_year": np.full(count, 2024, dtype=np.int32),
        "edit_year": np.full(count, 2022, dtype=np.int32),
        "history": same,
        "last_polygon_uuid": same,
        "prev_last_polygon_uuid": same,
        "local_government_cd": np.full(count, JURISDICTION, dtype=object),
        "point_lng": shapely.get_x(centre),
        "point_lat": shapely.get_y(centre),
    }
    write_layer(path, degrees, columns, epsg=6668, driver="GeoJSON", COORDINATE_PRECISION=9)


def read_and_write(path: str, out: str) -> None:
    """What pyogrio alone needs for the file."""
    import pyogrio.raw

    meta, _, geometry, columns = pyogrio.raw.read(path)
    pyogrio.raw.write(
        out, geometry, columns, list(meta["fields"]), geometry_type="Polygon", crs="EPSG:6668", driver="GPKG"
    )


def measure_plan(table: Table, count: int, folder: Path) -> None:
    """Import and check of a plan against a plain read and write of the same file."""
    import geopandas as gpd
    import numpy as np
    import shapely

    from kosozu.core.jobs.checkplan import check_plan
    from kosozu.core.jobs.createplan import create_plan_file
    from kosozu.core.jobs.importparcels import import_parcels
    from kosozu.core.jobs.importtargetmap import import_targetmap
    from kosozu.core.jobs.importzones import import_zones

    land = Land(count)
    fude, target, plan = (str(folder / name) for name in ("fude.geojson", "target.csv", "plan.gpkg"))
    official_file(land, fude)
    lines = (f"{key},{status}" for key, status in zip(land.key, land.status))
    Path(target).write_text("polygon_uuid,status\n" + "\n".join(lines) + "\n", encoding="utf-8")
    request: dict[str, Any] = {
        "path": plan, "tier": "municipality", "jurisdiction": JURISDICTION, "title": "SYNTHETIC", "community": "",
        "start_fy": 2025, "end_fy": 2034, "epsg": 0, "catalogue_folder": "", "overwrite": True,
    }  # fmt: skip
    create_plan_file(request, area=None, styles=lambda catalogue: {})
    shapes = shapely.transform(land.zones, lambda xy: xy + np.array(ORIGIN))
    sketch = gpd.GeoDataFrame({"zone": land.zone_id, "class": land.classes}, geometry=shapes)
    plain = clock(lambda: read_and_write(fude, str(folder / "plain.gpkg")), 2)
    seconds = clock(lambda: import_parcels(plan, fude))
    table.compare(
        f"importparcels, {count:,} parcels", seconds, "pyogrio: read and write of the file", plain, None
    )
    import_zones(plan, sketch, EPSG, class_field="class", zone_id_field="zone")
    import_targetmap(plan, target, key_field="polygon_uuid", status_field="status")
    counts: dict[str, Any] = {}
    seconds = clock(lambda: counts.update(check_plan(plan)))
    made = f"{counts['FINDING_COUNT']:,} findings"
    table.compare(
        f"checkplan, {count:,} parcels, {made}", seconds, "pyogrio: read and write of the file", plain, None
    )


def measure_draft(table: Table, count: int, folder: Path) -> None:
    """Draft zones of a plan with a target map and no zones, from reading the plan to the written stroke."""
    from kosozu.core.jobs.createplan import create_plan_file
    from kosozu.core.jobs.draftzones import draft_zones
    from kosozu.core.jobs.importparcels import import_parcels
    from kosozu.core.jobs.importtargetmap import import_targetmap

    land = Land(count)
    fude, target, plan = (str(folder / name) for name in ("draft.geojson", "draft.csv", "draft.gpkg"))
    official_file(land, fude)
    lines = (f"{key},{status}" for key, status in zip(land.key, land.status))
    Path(target).write_text("polygon_uuid,status\n" + "\n".join(lines) + "\n", encoding="utf-8")
    request: dict[str, Any] = {
        "path": plan, "tier": "municipality", "jurisdiction": JURISDICTION, "title": "SYNTHETIC", "community": "",
        "start_fy": 2025, "end_fy": 2034, "epsg": 0, "catalogue_folder": "", "overwrite": True,
    }  # fmt: skip
    create_plan_file(request, area=None, styles=lambda catalogue: {})
    import_parcels(plan, fude)
    import_targetmap(plan, target, key_field="polygon_uuid", status_field="status")
    counts: dict[str, Any] = {}
    seconds = clock(lambda: counts.update(draft_zones(plan)))
    goal = "" if count != DRAFT_UNITS else f"≤ {DRAFT_SECONDS} s {'✓' if seconds <= DRAFT_SECONDS else '✗'}"
    table.add(
        f"draftzones, {count:,} units, {counts['ZONE_COUNT']:,} zones", f"{seconds:.2f}", "", "", "", goal
    )


def measure_rows(
    measure: Callable[[Path, Callable[[tuple[str, ...]], None]], None],
    page: Callable[[list[str]], str] | None,
) -> str:
    """A table of what was measured and what is wanted, printed row by row; the page that ``page`` makes of it."""
    lines = ["| what | measured | wanted |", "| --- | ---: | ---: |"]

    def say(row: tuple[str, ...]) -> None:
        lines.append("| " + " | ".join(row) + " |")
        print(lines[-1], flush=True)

    with tempfile.TemporaryDirectory(prefix="kosozu-benchmark-") as folder:
        measure(Path(folder), say)
    return page(lines) if page else ""


def measure_desk(count: int, write: bool) -> None:
    """The desk's table."""
    import benchmark_desk

    made = measure_rows(
        lambda folder, say: benchmark_desk.measure(folder, count, say),
        (lambda lines: desk_page(lines, count)) if write else None,
    )
    if write:
        (ROOT / "docs" / "benchmark_desk.md").write_text(made, encoding="utf-8")


def measure_sheets(scale: int, write: bool) -> None:
    """The table of the sheets."""
    import benchmark_sheets

    made = measure_rows(
        lambda folder, say: benchmark_sheets.measure(folder, scale, say), sheets_page if write else None
    )
    if write:
        (ROOT / "docs" / "benchmark_sheets.md").write_text(made, encoding="utf-8")


def measure_network(quick: bool, write: bool) -> None:
    """The table of the accessibility by road."""
    import benchmark_network

    scale, times = (10, 1) if quick else (1, 3)
    table = Table()
    with tempfile.TemporaryDirectory(prefix="kosozu-network-") as folder:
        benchmark_network.measure(table, scale, times, Path(folder), algorithm)
    if write:
        page_text = benchmark_network.page(table, quick)
        (ROOT / "docs" / "benchmark_network.md").write_text(page_text, encoding="utf-8")


def main() -> None:
    """Everything, in one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the land, one run each")
    parser.add_argument("--write", action="store_true", help="put the table in docs/benchmark.md")
    parser.add_argument(
        "--desk", action="store_true", help="measure the desk instead (docs/benchmark_desk.md)"
    )
    parser.add_argument(
        "--sheets", action="store_true", help="measure the sheets instead (docs/benchmark_sheets.md)"
    )
    parser.add_argument(
        "--network", action="store_true", help="measure the accessibility by road (docs/benchmark_network.md)"
    )
    parser.add_argument("--child", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).parent))
    if options.child:
        child(options.child)
        return
    load_package()
    import benchmark_release

    if options.desk:
        measure_desk(300_000 // (10 if options.quick else 1), options.write)
        return
    if options.network:
        measure_network(options.quick, options.write)
        return
    scale, times = (10, 1) if options.quick else (1, 3)
    if options.sheets:
        measure_sheets(scale, options.write)
        return
    table = Table()
    with tempfile.TemporaryDirectory(prefix="kosozu-benchmark-") as folder:
        measure_reconcile(table, 200_000 // scale, times, Path(folder))
        measure_growth(table, tuple(count // scale for count in (50_000, 200_000, 800_000)))
        measure_plan(table, 100_000 // scale, Path(folder))
        measure_draft(table, DRAFT_UNITS // scale, Path(folder))
        benchmark_release.measure(Path(folder), table.add)
    if options.write:
        (ROOT / "docs" / "benchmark.md").write_text(page(table, options.quick), encoding="utf-8")


if __name__ == "__main__":
    main()
