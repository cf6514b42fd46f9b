"""Measures the accessibility by road, for scripts/benchmark --network: whole algorithm, search alone, noding.

The roads are a crooked grid over a square of about 50 km, already noded, with classes as roads have them; nothing here
is a real place. All rows are measured in one run, ours and the other way in turns.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from benchmark_pages import Table, versions

ROOT = Path(__file__).resolve().parent.parent
EPSG = 6676
STEP = 100.0
CORES = 20
SPEEDS = {"国道": 50.0, "都道府県道": 40.0, "市区町村道等": 30.0}

Array = np.ndarray[Any, Any]
Run = Callable[..., None]


def clock(work: Callable[[], Any]) -> float:
    """Seconds of one run."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


class Network:
    """About ``edges`` pieces of road of three points each, 20 cores, ``meshes`` squares with people."""

    def __init__(self, edges: int, meshes: int) -> None:
        random = np.random.default_rng(20240401)
        side = round((edges / 2) ** 0.5) + 1
        at = np.stack(np.meshgrid(np.arange(side), np.arange(side), indexing="ij"), -1) * STEP
        nodes = at + random.uniform(-30.0, 30.0, at.shape)
        start = np.concatenate([nodes[:-1].reshape(-1, 2), nodes[:, :-1].reshape(-1, 2)])
        end = np.concatenate([nodes[1:].reshape(-1, 2), nodes[:, 1:].reshape(-1, 2)])
        middle = (start + end) / 2 + random.uniform(-5.0, 5.0, start.shape)
        self.roads = shapely.linestrings(np.stack([start, middle, end], axis=1))
        row = np.concatenate([np.tile(np.arange(side), side - 1), np.repeat(np.arange(side), side - 1)])
        kinds = np.array(list(SPEEDS), dtype=object)
        self.classes = kinds[np.where(row % 25 == 0, 0, np.where(row % 5 == 0, 1, 2))]
        self.kmh = np.array([SPEEDS[name] for name in self.classes])
        width = (side - 1) * STEP
        count = round(meshes**0.5)
        corner = np.stack(np.meshgrid(*[np.arange(count) * width / count] * 2, indexing="ij"), -1).reshape(
            -1, 2
        )
        far = corner + width / count
        self.meshes = shapely.box(corner[:, 0], corner[:, 1], far[:, 0], far[:, 1])
        self.people = random.poisson(8.0, len(self.meshes)).astype(np.int64)
        self.cores = shapely.points(random.uniform(0.0, width, (CORES, 2)))
        self.long_roads = _unbroken(nodes)

    def write(self, folder: Path) -> dict[str, str]:
        """The layers as GeoPackages, and the speeds as a csv."""
        files = {name: str(folder / f"{name}.gpkg") for name in ("roads", "people", "cores")}
        _write(files["roads"], self.roads, "LineString", {"class": self.classes, "kmh": self.kmh})
        _write(files["people"], self.meshes, "Polygon", {"people": self.people})
        _write(files["cores"], self.cores, "Point", {"core": np.arange(CORES)})
        files["speeds"] = str(folder / "speeds.csv")
        rows = "".join(f"{name},{kmh:g}\n" for name, kmh in SPEEDS.items())
        Path(files["speeds"]).write_text("class,kmh\n" + rows, encoding="utf-8")
        return files


def _unbroken(nodes: Array) -> Array:
    """The same grid as roads that are nowhere cut, with straight pieces between its nodes."""
    lines = [*nodes, *nodes.transpose(1, 0, 2)]
    return np.array([shapely.LineString(line) for line in lines], dtype=object)


def _write(path: str, shapes: Array, kind: str, columns: dict[str, Any]) -> None:
    import pyogrio.raw

    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        list(columns.values()),
        list(columns),
        geometry_type=kind,
        crs=f"EPSG:{EPSG}",
        driver="GPKG",
    )


def job(files: dict[str, str], access: str) -> None:
    """What the algorithm does, without QGIS around it: read three files, ask, write one."""
    from kosozu.core.catalogue import load
    from kosozu.core.jobs.coverage import coverage
    from kosozu.core.jobs.coverage_inputs import read_speeds
    from kosozu.core.jobs.coverage_setting import Question
    from kosozu.core.jobs.layerfile import write_layer
    from kosozu.core.sources.vector import read_vector

    wanted = {"roads": ["class"], "people": ["people"], "cores": ["core"]}
    layers = {}
    for name, columns in wanted.items():
        frame, epsg, _ = read_vector(files[name], columns=columns)
        layers[name] = (frame, epsg or 0)
    question = Question(
        "people",
        class_fields=("class",),
        speeds=read_speeds(files["speeds"]),
        noded=True,
        want_edges=False,
        want_cores=False,
    )
    result = coverage(layers["roads"], layers["people"], layers["cores"], question, catalogue=load())
    write_layer(access, result.access, EPSG, "Polygon")


def search_alone(pieces: Any, minutes: Array, cores: Any) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Building and searching the graph, by scipy and by networkx, from the same arrays."""
    import networkx

    from kosozu.core.analysis.network.graph import build_graph, nearest_core, search_matrix

    def ours() -> Any:
        graph = build_graph(pieces.tail, pieces.head, minutes, pieces.nodes)
        return nearest_core(graph, search_matrix(graph, cores), cores)

    def theirs() -> Any:
        graph = networkx.Graph()
        graph.add_weighted_edges_from(zip(pieces.tail.tolist(), pieces.head.tolist(), minutes.tolist()))
        starts = set(pieces.tail[cores.edge].tolist())
        return graph, starts, networkx.multi_source_dijkstra_path_length(graph, starts)

    return ours, theirs


def measure_search(table: Table, network: Network) -> None:
    """Graph and search alone against networkx: with the graph's making, and the search by itself."""
    import networkx

    from kosozu.core.analysis.network.graph import build_graph, minutes_of, nearest_core, search_matrix
    from kosozu.core.analysis.network.noding import node_roads
    from kosozu.core.analysis.network.snapping import snap

    pieces = node_roads(network.roads, noded=True)
    minutes = minutes_of(pieces.length, network.kmh[pieces.road])
    cores = snap(network.cores, pieces.shapes, 500.0, 20.0)
    ours, theirs = search_alone(pieces, minutes, cores)
    ours()
    pairs = [(clock(ours), clock(theirs)) for _ in range(2)]
    mine, other = (min(column) for column in zip(*pairs))
    size = f"{len(pieces.road):,} edges, {CORES} cores"
    table.compare(f"graph and search alone, {size}", mine, "networkx: the same", other, 1 / 8)
    built = build_graph(pieces.tail, pieces.head, minutes, pieces.nodes)
    matrix = search_matrix(built, cores)
    graph, starts, _ = theirs()
    searches = [
        (
            clock(lambda: nearest_core(built, matrix, cores)),
            clock(lambda: networkx.multi_source_dijkstra_path_length(graph, starts)),
        )
        for _ in range(2)
    ]
    mine, other = (min(column) for column in zip(*searches))
    table.compare("search alone, graph given", mine, "networkx: the same", other, 1 / 8)


def measure_noding(table: Table, network: Network) -> None:
    """What noding costs: of roads that are cut already, and of the same grid as unbroken roads."""
    from kosozu.core.analysis.network.noding import node_roads

    joined = clock(lambda: node_roads(network.roads, noded=True))
    table.add(f"joining ends of {len(network.roads):,} noded roads", f"{joined:.2f}", "", "", "", "")
    sought = clock(lambda: node_roads(network.roads))
    table.add("noding them all the same (NODED off)", f"{sought:.2f}", "", "", "", "")
    found: list[Any] = []
    whole = clock(lambda: found.append(node_roads(network.long_roads)))
    made = f"{len(network.long_roads):,} unbroken roads → {len(found[0].road):,} pieces"
    table.add(f"noding {made}", f"{whole:.2f}", "", "", "", "")


def measure_whole(table: Table, network: Network, folder: Path, algorithm: Run, times: int) -> None:
    """The whole algorithm with its files, by itself and in qgis_process, against the native service area."""
    files = network.write(folder)
    access, native_out = str(folder / "access.gpkg"), str(folder / "native.gpkg")
    size = f"{len(network.roads):,} noded edges, {CORES} cores, {len(network.meshes):,} meshes"
    seconds = min(clock(lambda: job(files, access)) for _ in range(times))
    good = "✓" if seconds <= 5.0 else "✗"
    table.add(f"whole algorithm, files included: {size}", f"{seconds:.2f}", "", "", "", f"≤ 5 s {good}")

    def whole() -> None:
        algorithm(
            "kosozu:coverage",
            ROADS=files["roads"],
            PEOPLE=files["people"],
            PEOPLE_FIELD="people",
            CORES=files["cores"],
            CLASS_FIELD="class",
            SPEEDS=files["speeds"],
            NODED="true",
            ACCESS=access,
        )

    project = folder / "empty.qgs"  # the native algorithm does not run without one
    project.write_text('<qgis projectname="" version="3.22.0"></qgis>', encoding="utf-8")

    def native() -> None:
        algorithm(
            "native:serviceareafromlayer",
            INPUT=files["roads"],
            STRATEGY="1",
            SPEED_FIELD="kmh",
            START_POINTS=files["cores"],
            TRAVEL_COST2="1",
            OUTPUT_LINES=native_out,
            project=str(project),
        )

    whole()  # bytecode
    turns = [(clock(whole), clock(native)) for _ in range(max(1, times - 1))]
    ours, theirs = (min(column) for column in zip(*turns))
    table.compare(
        "whole process of kosozu:coverage", ours, "native:serviceareafromlayer, 1 hour", theirs, 0.25
    )


def measure_towns(table: Table, places: int) -> None:
    """What follows a tick in the coverage panel: who is reached with a core closed, and the bands of the map."""
    import geopandas as gpd
    import pandas as pd

    from kosozu.core.catalogue import load
    from kosozu.core.jobs.landview import reach_bands
    from kosozu.core.jobs.plancoverage import Reach

    random = np.random.default_rng(20240401)
    people = pd.DataFrame({"people": random.poisson(8.0, places).astype(float)})
    minutes = random.uniform(0.0, 120.0, (CORES, places))
    sums = pd.DataFrame({"field": ["people"], "minutes": [60.0]})
    reach = Reach(gpd.GeoDataFrame(people), minutes, pd.DataFrame(), sums)
    catalogue, some = load(), np.arange(CORES) != 3

    def ticked() -> None:
        inside = reach.reached(some)
        float(people["people"].to_numpy()[inside].sum())
        reach_bands(np.fmin.reduce(minutes[some], axis=0), people["people"].to_numpy(), 60.0, catalogue, "ja")

    ticked()
    seconds = max(clock(ticked) for _ in range(5))
    good = "✓" if seconds <= 1.0 else "✗"
    what = f"a core switched off: share and bands of {places:,} places, {CORES} cores"
    table.add(what, f"{seconds:.3f}", "", "", "", f"≤ 1 s {good}")


def measure(table: Table, scale: int, times: int, folder: Path, algorithm: Run) -> None:
    """Everything, in one table; a tenth of it with ``scale`` 10."""
    network = Network(500_000 // scale, 100_000 // scale)
    # The whole first: a process that has noded half a million roads gets its memory more slowly than one that starts.
    measure_whole(table, network, folder, algorithm, times)
    measure_towns(table, 30_000 // scale)
    measure_search(table, network)
    measure_noding(table, network)


def page(table: Table, quick: bool) -> str:
    """The page for docs/."""
    command = "scripts/benchmark --network" + (" --quick" if quick else "") + " --write"
    return "\n".join(
        [
            "# Speed of the accessibility by road",
            "",
            f"Made by `{command}`, in one run: a crooked grid of roads that is noded already (NODED), its classes at",
            "50, 40 and 30 km/h, core towns at random, square meshes. Seconds are the fastest of runs taken in turns.",
            "The whole process is that of `qgis_process`, its start included, on both sides; the native service area",
            "has the same roads, the same cores and one hour, and tells of no mesh. The rows of noding say what roads",
            "that are not noded cost beside the rest.",
            "",
            *table.lines,
            "",
            f"Measured on {versions()}, networkx {_networkx()}.",
            "",
        ]
    )


def _networkx() -> str:
    import networkx

    return str(networkx.__version__)
