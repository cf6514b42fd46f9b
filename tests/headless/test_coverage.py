"""kosozu:coverage and kosozu:livingareas as a terminal sees them: sinks that reopen, refusals in words."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import builders
import geopandas as gpd
import pytest
import shapely

from kosozu.core.sources.vector import read_vector

ORIGIN = (138.2, 36.4)


def geojson(path: Path, rows: list[tuple[object, dict[str, object]]]) -> Path:
    """Shapes in degrees: 0.01 of a unit is 0.01 degree."""
    features = [
        {"type": "Feature", "properties": properties, "geometry": shapely.geometry.mapping(shape)}
        for shape, properties in rows
    ]
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), encoding="utf-8"
    )
    return path


def at(x: float, y: float) -> tuple[float, float]:
    return ORIGIN[0] + x, ORIGIN[1] + y


@pytest.fixture(scope="module")
def layers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("到達圏")
    roads = geojson(
        folder / "道路.geojson",
        [
            (shapely.LineString([at(0, 0), at(0.05, 0)]), {"種別": "国道"}),
            (shapely.LineString([at(0.02, -0.01), at(0.02, 0.01)]), {"種別": "市区町村道等"}),
            (shapely.LineString([at(0.1, 0), at(0.11, 0)]), {"種別": None}),
        ],
    )
    square = 0.002
    people = geojson(
        folder / "人口.geojson",
        [
            (shapely.box(*at(x, y), *at(x + square, y + square)), {"mesh": mesh, "pop": pop, "pop2050": later})
            for x, y, mesh, pop, later in (
                (0.04, 0.0, "A", 100, 60), (0.019, 0.008, "B", 20, 0), (0.1, 0.0, "C", 5, 5), (0.0, 0.0, "D", 0, 0),
            )
        ],
    )  # fmt: skip
    cores = geojson(folder / "拠点.geojson", [(shapely.Point(at(0, 0)), {"name": "町"})])
    cuts = geojson(
        folder / "通行止め.geojson", [(shapely.Point(at(0.03, 0)), {}), (shapely.Point(at(0.3, 0.1)), {})]
    )
    return {"ROADS": roads, "PEOPLE": people, "CORES": cores, "CLOSED": cuts}


def given(layers, **more):
    wish = {name: layers[name] for name in ("ROADS", "PEOPLE", "CORES")}
    return {**wish, "PEOPLE_FIELD": "pop", "CLASS_FIELD": "種別", "NAME_FIELD": "name", **more}


def test_a_whole_run(layers, kosozu_process, tmp_path):
    outputs = {name: tmp_path / f"{name.lower()}.gpkg" for name in ("ACCESS", "EDGES")}
    tables = {name: tmp_path / f"{name.lower()}.csv" for name in ("SUMMARY", "BY_CORE")}
    run = kosozu_process(
        "coverage",
        **given(layers, MORE_PEOPLE_FIELDS="pop2050", KEY_FIELDS="mesh", MINUTES=10, CLOSED=layers["CLOSED"]),
        **outputs,
        **tables,
    )
    assert run.code == 0, run.stdout + run.stderr
    found = run.results
    assert (found["TOTAL_PEOPLE"], found["REACHED_PEOPLE"], found["UNREACHED_PEOPLE"]) == (125, 20, 105)
    assert found["LOST_PEOPLE"] == 100 and found["UNCLASSED_COUNT"] == 1 and found["SHARE"] == 16
    access, epsg, _ = read_vector(outputs["ACCESS"])
    assert epsg in (4326, 6668) and access["mesh"].tolist() == ["A", "B", "C", "D"]
    assert access["reach"].tolist() == ["beyond", "within", "beyond", "uninhabited"]
    assert access["core"].tolist()[1] == "町" and 0 < access["minutes"].iloc[1] < 10
    assert set(access["note"]) == {"NITAS によらない試算"}
    edges, plane, _ = read_vector(outputs["EDGES"])
    assert plane == 6676 and edges["closed"].sum() == 1 and set(edges["road"]) == {1, 2}
    with tables["SUMMARY"].open(encoding="utf-8-sig", newline="") as file:
        rows = {row["field"]: row for row in csv.DictReader(file)}
    assert float(rows["pop2050"]["total"]) == 65 and float(rows["pop2050"]["lost"]) == 60
    with tables["BY_CORE"].open(encoding="utf-8-sig", newline="") as file:
        assert [row["core"] for row in csv.DictReader(file)] == ["町", "町"]


def test_through_a_sink_it_is_the_same(layers, kosozu_process, tmp_path):
    """A name that is no plain layer's name goes through QGIS's sink; a GeoJSON too."""
    written = []
    for name in ("access.gpkg", "到達圏.gpkg", "access.geojson"):
        run = kosozu_process("coverage", **given(layers, ACCESS=tmp_path / name))
        assert run.code == 0, run.stdout + run.stderr
        frame, _, _ = read_vector(tmp_path / name)
        written.append(frame.drop(columns=["source_row", "geometry"]))
    first = written[0]
    for other in written[1:]:
        assert other[list(first.columns)].to_csv() == first.to_csv()


def refused(run, code: str) -> None:
    said = run.stdout + run.stderr
    assert run.code != 0 and f"[{code}]" in said and "Traceback" not in said, said[-1500:]


def test_refused_in_words(layers, kosozu_process, tmp_path):
    out = {"ACCESS": tmp_path / "access.gpkg"}
    wrong = tmp_path / "speeds.csv"
    wrong.write_text("class,kmh\n国道,はやい\n", encoding="utf-8")
    refused(kosozu_process("coverage", **given(layers, SPEEDS=wrong), **out), "JOB-COV-SPEEDS")
    refused(kosozu_process("coverage", **given(layers, PEOPLE_FIELD="mesh"), **out), "JOB-COV-NUMBERS")
    refused(kosozu_process("coverage", **given(layers, PEOPLE_FIELD="no"), **out), "JOB-NO-FIELD")
    plain = {name: value for name, value in given(layers).items() if name != "CLASS_FIELD"}
    refused(kosozu_process("coverage", **plain, **out), "JOB-COV-NO-SPEED")
    assert not out["ACCESS"].exists()


def test_living_areas_of_what_is_reached(kosozu_process, tmp_path):
    """coverage's result gathers settlements by the core that they reach first; the plan carries the areas."""
    plan, access, areas = tmp_path / "計画.gpkg", tmp_path / "access.gpkg", tmp_path / "areas.gpkg"
    run = kosozu_process(
        "createplan",
        PLAN=plan, TIER="municipality", JURISDICTION="202037", TITLE="見本の構想", START_FY=2027, END_FY=2036,
    )  # fmt: skip
    assert run.code == 0, run.stdout + run.stderr
    run = kosozu_process("importparcels", PLAN=plan, INPUT=builders.parcels(tmp_path / "2024_202037.json"))
    assert run.code == 0, run.stdout + run.stderr
    boxes = [builders.box(*place) for place in ((0, 0, 3, 4), (3, 0, 3, 4))]
    people = builders.write(
        tmp_path / "settlements.geojson",
        [builders.feature(box, name=name, pop=pop) for box, name, pop in zip(boxes, "上下", (40, 60))],
    )
    shapes = gpd.GeoSeries([shapely.Polygon(box[0]) for box in boxes])
    west, east = (shapely.get_coordinates(shape.centroid)[0] for shape in shapes)
    roads = geojson(tmp_path / "roads.geojson", [(shapely.LineString([west, east]), {"class": "国道"})])
    cores = geojson(
        tmp_path / "cores.geojson",
        [(shapely.Point(west), {"name": "甲"}), (shapely.Point(east), {"name": "乙"})],
    )
    run = kosozu_process(
        "coverage",
        ROADS=roads, PEOPLE=people, PEOPLE_FIELD="pop", CORES=cores, CLASS_FIELD="class", NAME_FIELD="name",
        KEY_FIELDS="name", ACCESS=access,
    )  # fmt: skip
    assert run.code == 0, run.stdout + run.stderr
    run = kosozu_process(
        "livingareas", PLAN=plan, LEVELS="settlement,region", SETTLEMENTS=access, SETTLEMENT_FIELD="name",
        REGION_FIELD="core", PEOPLE_FIELDS="people", AREAS=areas,
    )  # fmt: skip
    assert run.code == 0, run.stdout + run.stderr
    assert (run.results["AREA_COUNT"], run.results["UNIT_COUNT"], run.results["UNPLACED_COUNT"]) == (4, 24, 0)
    frame, epsg, _ = read_vector(areas)
    assert epsg == 6676
    assert sorted(frame["group_id"]) == sorted(["甲", "乙", "甲/上", "乙/下"])
    assert frame.set_index("group_id")["people_people"].to_dict() == {
        "甲": 40,
        "乙": 60,
        "甲/上": 40,
        "乙/下": 60,
    }
    refused(kosozu_process("livingareas", PLAN=plan), "JOB-LIV-NO-PLACES")
