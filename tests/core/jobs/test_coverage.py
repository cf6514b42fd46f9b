"""Accessibility by road as a job: sums, refusals by name, the sample's valley, and the roads of Noto."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from kosozu.core.analysis.network.noding import components, node_roads
from kosozu.core.catalogue import load
from kosozu.core.errors import KosozuError
from kosozu.core.jobs.coverage import coverage, said
from kosozu.core.jobs.coverage_inputs import Speeds, catalogue_speeds, read_speeds
from kosozu.core.jobs.coverage_setting import Question
from kosozu.core.sources.crs import transform
from kosozu.core.sources.vector import read_vector

EPSG = 6676


def layer(shapes, **columns):
    return gpd.GeoDataFrame(
        {name: np.array(values, dtype=object) for name, values in columns.items()}, geometry=shapes
    ), EPSG


@pytest.fixture
def world():
    """A main road of 4 km, a lane off it, a lone road; three meshes; a core at the road's end."""
    roads = layer(
        [
            shapely.LineString([(0, 0), (4000, 0)]),
            shapely.LineString([(2000, 0), (2000, 1500)]),
            shapely.LineString([(9000, 0), (9000, 1000)]),
        ],
        kind=["国道", "市区町村道等", None],
    )
    people = layer(
        [
            shapely.box(x - 50, y - 50, x + 50, y + 50)
            for x, y in ((3000, 0), (2000, 1400), (9000, 500), (1000, 0))
        ],
        pop=[100, 30, 7, None],
        pop2050=["６０", "1,0", "0", ""],
    )
    return roads, people, layer([shapely.Point(0, 0)], name=["町"])


def ask(world, catalogue=None, closed=None, turns=None, **more):
    wish = {"people_field": "pop", "class_fields": ("kind",), "name_field": "name", "minutes": 5.0, **more}
    return coverage(*world, Question(**wish), catalogue=catalogue or load(), closed=closed, turns=turns)


def test_people_reached_and_the_identity_of_the_sums(world):
    found = ask(world, more_fields=("pop2050",))
    assert found.counts["TOTAL_PEOPLE"] == 137
    # 3 km at 50 km/h is 3.6 minutes; 2 km and 1.4 km at 30 km/h are 5.2.
    assert found.access["minutes"].tolist()[:2] == pytest.approx([3.6, 2.4 + 2.8])
    assert found.counts["REACHED_PEOPLE"] == 100
    assert found.counts["REACHED_PEOPLE"] + found.counts["UNREACHED_PEOPLE"] == found.counts["TOTAL_PEOPLE"]
    assert found.counts["UNKNOWN_COUNT"] == 1 and found.counts["UNCLASSED_COUNT"] == 1
    assert found.counts["COMPONENT_COUNT"] == 1  # the lone road without a class is left out
    assert found.access["reach"].tolist() == ["within", "beyond", "beyond", "unknown"]
    assert found.access["core"].tolist()[:3] == ["町", "町", None]
    later = found.summary.set_index("field").loc["pop2050"]
    assert (later["total"], later["reached"]) == (70, 60)
    assert set(found.summary["note"]) == {"NITAS によらない試算"}
    assert found.by_core.set_index("field")["lost"].to_dict() == {"pop": 100, "pop2050": 60}
    assert found.edges["road"].tolist() == [1, 1, 2]
    assert found.edges["length_m"].sum() == pytest.approx(5500)


def test_a_star_keeps_roads_without_a_class(world):
    speeds = Speeds({"国道": 50.0, "市区町村道等": 30.0}, 10.0)
    found = ask(world, speeds=speeds)
    assert found.counts["UNCLASSED_COUNT"] == 1 and found.counts["COMPONENT_COUNT"] == 2
    texts = [said(note, load(), "ja") for note in found.notes]
    assert any("「*」の速さで残しました" in text and "1.0 km" in text for text in texts)


def test_speeds_of_the_roads_themselves(world):
    world[0][0]["kmh"] = [60, 0, 30]
    found = ask(world, class_fields=(), speed_field="kmh")
    assert found.counts["UNCLASSED_COUNT"] == 1
    assert found.access["minutes"].iloc[0] == pytest.approx(3.0)
    both = ask(world, speed_field="kmh")  # where the road says nothing, its class does
    assert both.counts["UNCLASSED_COUNT"] == 0 and both.access["minutes"].iloc[1] == pytest.approx(4.8)


def test_the_first_of_several_class_fields(world):
    world[0][0]["other"] = ["市区町村道等", "国道", "国道"]
    found = ask(world, class_fields=("kind", "other"))
    assert found.counts["UNCLASSED_COUNT"] == 0
    assert found.edges["class"].tolist() == ["国道", "国道", "市区町村道等", "国道"]


def test_minutes_are_those_of_the_closed_roads_beside_those_of_the_open_ones(world):
    cuts = layer([shapely.Point(2500, 10), shapely.Point(2500, 300)])
    found = ask(world, closed=cuts)
    assert found.counts["LOST_PEOPLE"] == 100 and found.counts["REACHED_PEOPLE"] == 0
    assert np.isnan(found.access["minutes"].iloc[0])
    assert found.access["minutes_open"].iloc[0] == pytest.approx(3.6)
    assert found.edges["closed"].tolist() == [0, 1, 0]
    words = {note[0]: note[1] for note in found.notes}
    assert words["coverage_cuts_far"]["count"] == "1" and words["coverage_cuts_far"]["far"] == "300"


def test_more_minutes_never_reach_fewer(world):
    reached = [ask(world, minutes=minutes).counts["REACHED_PEOPLE"] for minutes in (0, 3.5, 3.7, 5.3, 1e6)]
    assert reached == sorted(reached) and reached[-1] == 130


def test_geographic_people_are_measured_in_the_nearest_plane(world):
    def degrees(one):
        return gpd.GeoDataFrame(
            one[0].drop(columns="geometry"), geometry=transform(one[0].geometry.to_numpy(), EPSG, 6668)[0]
        ), 6668

    roads, people, cores = world
    found = ask((roads, degrees(people), degrees(cores)))
    assert found.plane == EPSG
    assert found.access["minutes"].iloc[0] == pytest.approx(3.6, abs=0.01)


def refused(code, world, **more):
    with pytest.raises(KosozuError) as refusal:
        ask(world, **more)
    assert refusal.value.code == code
    for lang in ("ja", "en"):
        assert f"[{code}]" in refusal.value.text(lang)
    return refusal.value.params


def test_refused_by_name(world):
    roads, people, cores = world
    for at, name in ((0, "ROADS"), (1, "PEOPLE"), (2, "CORES")):
        empty = [*world]
        empty[at] = (world[at][0].iloc[:0], EPSG)
        assert refused("JOB-EMPTY", empty)["parameter"] == name
        empty[at] = (world[at][0], 0)
        refused("JOB-NO-CRS", empty)
    moved = (
        people[0].set_geometry(shapely.transform(people[0].geometry.to_numpy(), lambda xy: xy + 9e6)),
        EPSG,
    )
    assert refused("JOB-COV-JAPAN", (roads, moved, cores)) == {"parameter": "PEOPLE", "count": 4}
    text = people[0].assign(pop=["1", "*", "X", "-5"]), EPSG
    assert refused("JOB-COV-NUMBERS", (roads, text, cores))["values"] == "*, -5, X"
    refused("JOB-COV-NO-NUMBERS", (roads, (people[0].assign(pop=None), EPSG), cores))
    refused("JOB-COV-NO-SPEED", world, class_fields=())
    assert (
        refused("JOB-COV-NO-SPEED", world, speeds=Speeds({"林道": 20.0}))["classes"]
        == "–, 国道, 市区町村道等"
    )
    far = layer([shapely.Point(0, 900)], name=["遠い町"])
    assert refused("JOB-COV-CORES", (roads, people, far))["names"] == "遠い町"
    odd = roads[0].assign(way=["F", "斜め", ""]), EPSG
    assert refused("JOB-COV-WAY", (odd, people, cores), way_field="way")["values"] == "斜め"
    points = layer([shapely.Point(0, 0)] * 3, kind=["国道"] * 3)
    refused("JOB-COV-GEOMETRY", (points, people, cores))


def test_a_core_without_a_road_is_told_and_the_others_count(world):
    roads, people, _ = world
    cores = layer([shapely.Point(0, 0), shapely.Point(0, 900)], name=["町", "島"])
    found = ask((roads, people, cores))
    assert ("coverage_core_off", {"name": "島", "metres": "500"}) in found.notes
    assert found.counts["REACHED_PEOPLE"] == 100


def test_a_core_on_a_fragment_is_told(world):
    roads, people, _ = world
    roads[0].loc[2, "kind"] = "国道"
    roads[0].loc[2, "geometry"] = shapely.LineString([(9000, 0), (9000, 300)])
    found = ask((roads, people, layer([shapely.Point(9000, 100)], name=["島"])))
    assert ("coverage_core_fragment", {"name": "島", "km": "0.3"}) in found.notes


def test_one_way_fields_and_levels(world):
    roads = world[0]
    roads[0]["way"], roads[0]["layer"] = ["F", "B", ""], [0, 1, 0]
    found = ask(world, way_field="way")
    assert np.isnan(found.access["minutes"].iloc[0])  # the road leads away from the town
    # The lane is a bridge that ends on the road: its end stands on the ground.
    assert ask(world, level_field="layer").access["minutes"].iloc[1] == pytest.approx(5.2)


def test_tables_of_speeds(tmp_path):
    file = tmp_path / "speeds.csv"
    file.write_bytes("種別,時速\n国道,50\n*,２０\n".encode("cp932"))
    assert read_speeds(str(file)) == Speeds({"国道": 50.0}, 20.0)
    for text in (
        "class,kmh\n国道,0\n",
        "class,kmh\n国道,50\n国 道,40\n",
        "class,kmh\n国道,速い\n",
        "a,b\n1,2\n",
    ):
        file.write_text(text, encoding="utf-8")
        with pytest.raises(KosozuError) as refusal:
            read_speeds(str(file))
        assert refusal.value.code == "JOB-COV-SPEEDS"
    shipped = catalogue_speeds(load())
    assert shipped.other is None
    assert [shipped.known[name] for name in ("国道", "都道府県道", "市区町村道等")] == [50.0, 40.0, 30.0]


SPEEDS = Speeds({"国道": 50, "一般国道": 50, "都道府県道": 40, "石川県道": 40, "市区町村道等": 30})


@pytest.fixture(scope="module")
def noto(data):
    roads, people, cuts = (
        read_vector(data(f"noto/{name}.fgb"))[:2]
        for name in ("A37-15_PeninsulaRoad_16-17", "noto_town_koaza_area", "road_houkai_intersect_20240106")
    )
    # 能登町役場 in 宇出津.
    town = gpd.GeoDataFrame({"name": ["宇出津"]}, geometry=[shapely.Point(137.1500, 37.3064)]), 6668
    return roads, people, town, cuts


def test_noto_as_it_comes_and_noded(noto):
    shapes, epsg = noto[0][0].geometry.to_numpy(), noto[0][1]
    lines = shapely.get_parts(shapes)
    ends = [shapely.get_coordinates(shapely.get_point(lines, at)).round(6) for at in (0, -1)]  # degrees
    _, place = np.unique(np.concatenate(ends), axis=0, return_inverse=True)
    place = place.reshape(-1)
    assert components(place[: len(lines)], place[len(lines) :], place.max() + 1)[0] == 1071
    plane = transform(shapes, epsg, 2449)[0]
    pieces = node_roads(plane, tolerance=1.0)
    assert components(pieces.tail, pieces.head, pieces.nodes)[0] == 508
    assert pieces.length.sum() == pytest.approx(shapely.length(plane).sum())
    assert round(pieces.length.sum() / 1000) == 2962


def noto_people(noto, fields=("A37_100002", "A37_000003"), closed=None, **more):
    wish = {"people_field": "JINKO", "class_fields": fields, "speeds": SPEEDS, "name_field": "name"}
    found = [
        coverage(*noto[:3], Question(minutes=minutes, **wish, **more), catalogue=load(), closed=closed)
        for minutes in (30.0, 45.0, 60.0)
    ]
    assert {one.counts["TOTAL_PEOPLE"] for one in found} == {15687.0}
    return [one.counts["REACHED_PEOPLE"] for one in found], found[0]


def test_noto_within_reach_of_ushitsu(noto):
    reached, found = noto_people(noto)
    assert reached == NUMBERS["open"]
    assert found.counts["UNCLASSED_COUNT"] == 0
    cut, found = noto_people(noto, closed=noto[3])
    assert cut == NUMBERS["cut"]
    words = {note[0]: note[1] for note in found.notes}
    assert words["coverage_cuts_far"] == {"count": "2", "metres": "20", "far": "171"}
    # Farther than SNAP from any road that leads there: with 1 km most of those are reached, too.
    assert noto_people(noto, snap=1000.0)[0] == NUMBERS["snap 1 km"]
    assert noto_people(noto, snap=1000.0, closed=noto[3])[0] == NUMBERS["snap 1 km, cut"]


def test_noto_without_its_trunk_roads_is_wrong(noto):
    reached, found = noto_people(noto, fields=("A37_100002",))
    assert found.counts["UNCLASSED_COUNT"] == 6
    words = {note[0]: note[1] for note in found.notes}["coverage_unclassed"]
    assert words["km"] == "315.6" and words["what"] == "coverage_unclassed_out"
    assert reached == NUMBERS["without the trunk roads"]


NUMBERS = {
    "open": [13288, 13480, 13480],
    "cut": [12308, 12577, 12663],
    "snap 1 km": [15435, 15627, 15627],
    "snap 1 km, cut": [14780, 15168, 15254],
    "without the trunk roads": [6954, 11666, 12188],
}
"""People of 15,687 within 30, 45 and 60 minutes."""
