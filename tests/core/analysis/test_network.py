"""Roads as a network: golden networks by hand, laws over random ones, another library's search."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kosozu.core.analysis.network.cover import alone, count_people, greedy, lost_without, per_core
from kosozu.core.analysis.network.graph import Places, Turns, build_graph, journeys, minutes_of
from kosozu.core.analysis.network.noding import components, node_roads
from kosozu.core.analysis.network.reach import Roads, minutes_each, reach
from kosozu.core.analysis.network.snapping import close_roads, find_turns, snap


def lines(*coordinates):
    return np.array([shapely.LineString(one) for one in coordinates], dtype=object)


def points(*coordinates):
    return np.array([shapely.Point(one) for one in coordinates], dtype=object)


def parts(pieces) -> int:
    return components(pieces.tail, pieces.head, pieces.nodes)[0]


def at_speed(shapes, kmh=60.0, **more) -> Roads:
    """Roads on which a kilometre takes a minute."""
    pieces = node_roads(shapes, more.pop("levels", None), tolerance=more.pop("tolerance", 1.0))
    return Roads(pieces, minutes_of(pieces.length, np.full(len(pieces.length), kmh)), **more)


def ask(roads, people, cores, **more):
    return reach(roads, people, cores, **{"reach_m": 500.0, "access_kmh": 20.0, **more})


CROSS = (((-1000, 0), (1000, 0)), ((0, -1000), (0, 1000)))


def test_crossing_is_a_node():
    pieces = node_roads(lines(*CROSS))
    assert (len(pieces.shapes), pieces.nodes, parts(pieces)) == (4, 5, 1)
    assert pieces.length.tolist() == [1000.0] * 4
    assert pieces.road.tolist() == [0, 0, 1, 1]
    # Pieces keep the direction of their road and come in its order.
    assert shapely.get_coordinates(pieces.shapes[0]).tolist() == [[-1000, 0], [0, 0]]
    assert shapely.get_coordinates(pieces.shapes[1]).tolist() == [[0, 0], [1000, 0]]


def test_a_bridge_meets_nothing_it_crosses():
    pieces = node_roads(lines(*CROSS), np.array(["", "1"], dtype=object))
    assert (len(pieces.shapes), parts(pieces)) == (2, 2)
    both = node_roads(lines(*CROSS), np.array(["1", "1"], dtype=object))
    assert parts(both) == 1


def test_a_bridge_meets_the_ground_at_its_ends():
    road = lines(((0, 0), (500, 0)), ((500, 0), (900, 0)), ((700, -300), (700, 300)), ((900, -50), (900, 50)))
    levels = np.array(["", "bridge", "", ""], dtype=object)
    pieces = node_roads(road, levels)
    # The bridge hangs together with the road before it and with the road on whose middle it ends; not with the third.
    assert parts(pieces) == 2
    assert (pieces.road == 1).sum() == 1 and (pieces.road == 3).sum() == 2


def test_the_ground_does_not_end_on_a_bridge():
    pieces = node_roads(lines(((0, 0), (1000, 0)), ((500, 0), (500, 400))), np.array(["1", ""], dtype=object))
    assert parts(pieces) == 2


@pytest.mark.parametrize(("gap", "expected"), [(0.0, 1), (0.9, 1), (1.1, 2)])
def test_touching_ends_within_the_tolerance(gap, expected):
    touching = node_roads(lines(((0, 0), (1000, 0)), ((500, gap), (500, 400))), tolerance=1.0)
    following = node_roads(lines(((0, 0), (1000, 0)), ((1000 + gap, 0), (2000, 0))), tolerance=1.0)
    assert parts(touching) == parts(following) == expected
    assert len(touching.shapes) == (3 if expected == 1 else 2)


def test_without_a_tolerance_exact_ends_still_meet():
    pieces = node_roads(lines(((0, 0), (1, 0)), ((0.3, 0), (0.3, 1))), tolerance=0.0)
    assert (parts(pieces), len(pieces.shapes)) == (1, 3)


def test_a_road_that_crosses_itself():
    knot = lines(((0, 0), (100, 0), (100, 100), (50, 100), (50, -100)))
    pieces = node_roads(knot)
    assert (len(pieces.shapes), pieces.nodes, parts(pieces)) == (3, 3, 1)
    assert pieces.length.sum() == pytest.approx(knot[0].length)


def test_roads_on_one_another():
    pieces = node_roads(lines(((0, 0), (100, 0)), ((50, 0), (150, 0))))
    assert (pieces.nodes, parts(pieces)) == (4, 1)
    assert pieces.length.sum() == pytest.approx(200.0)


def test_multi_lines_and_nothing():
    several = np.array(
        [shapely.MultiLineString([[(0, 0), (10, 0)], [(5, -5), (5, 5)]]), None, shapely.LineString()],
        dtype=object,
    )
    pieces = node_roads(several)
    assert (len(pieces.shapes), parts(pieces), set(pieces.road)) == (4, 1, {0})
    empty = node_roads(np.zeros(0, dtype=object))
    assert (len(empty.shapes), empty.nodes, parts(empty)) == (0, 0, 0)


def test_roads_that_are_noded_already():
    pieces = node_roads(lines(*CROSS), noded=True)
    assert (len(pieces.shapes), parts(pieces)) == (2, 2)
    split = node_roads(node_roads(lines(*CROSS)).shapes, noded=True)
    assert (len(split.shapes), parts(split)) == (4, 1)


def test_minutes_by_hand():
    """A place 300 m beside a road of 60 km/h: 0.9 minutes at 20 km/h, then 2 km to a core that stands 100 m off."""
    found = ask(at_speed(lines(((0, 0), (4000, 0)))), points((1000, 300)), points((3000, 100)))
    assert found.minutes[0] == pytest.approx(0.9 + 2.0 + 0.3)
    assert found.core.tolist() == [0]


def test_a_place_farther_than_snap_is_not_reached():
    found = ask(at_speed(lines(((0, 0), (4000, 0)))), points((1000, 500), (1000, 501)), points((0, 0)))
    assert np.isfinite(found.minutes).tolist() == [True, False]
    assert found.people.edge.tolist()[1] == -1


def test_people_ignore_roads_that_lead_to_no_core():
    roads = at_speed(lines(((0, 0), (4000, 0)), ((1000, 50), (1200, 50))))
    found = ask(roads, points((1100, 60)), points((0, 0)))
    assert found.components == 2
    assert found.minutes[0] == pytest.approx(60 / (20 / 0.06) + 1.1)


def test_islands_and_the_quickest_of_several_components():
    roads = at_speed(lines(((0, 0), (4000, 0)), ((0, 400), (4000, 400))))
    people, near, far = points((2000, 300)), points((1900, 300)), points((0, 0))
    both = ask(roads, people, np.concatenate([far, near]))
    alone_far, alone_near = ask(roads, people, far), ask(roads, people, near)
    assert both.minutes[0] == min(alone_far.minutes[0], alone_near.minutes[0])
    assert both.core.tolist() == [1]


def test_the_shorter_of_two_roads_between_two_places():
    roads = at_speed(lines(((0, 0), (1000, 0)), ((0, 0), (500, 800), (1000, 0))))
    assert ask(roads, points((0, 0)), points((1000, 0))).minutes[0] == pytest.approx(1.0)


def test_people_travel_a_one_way_road_as_it_goes():
    ring = lines(((0, 0), (1000, 0)), ((1000, 0), (1000, 1000)), ((1000, 1000), (0, 0)))
    roads = at_speed(ring, way=np.array([1, 1, 1], dtype=np.int8))
    there = ask(roads, points((0, 0), (500, 0)), points((1000, 0)))
    assert there.minutes == pytest.approx([1.0, 0.5])
    back = ask(roads, points((1000, 0)), points((0, 0)))
    assert back.minutes == pytest.approx([1 + 2**0.5])
    beyond = ask(roads, points((750, 0)), points((250, 0)))  # on one road, but behind the core
    assert beyond.minutes == pytest.approx([0.25 + 1 + 2**0.5 + 0.25])
    against = at_speed(ring, way=np.array([-1, -1, -1], dtype=np.int8))
    assert ask(against, points((0, 0)), points((1000, 0))).minutes == pytest.approx([1 + 2**0.5])


def test_forbidden_turn():
    """From the west one may not turn north at the crossing."""
    block = lines(*CROSS, ((1000, 0), (1000, 1000)), ((1000, 1000), (0, 1000)))
    free = at_speed(block)
    pieces = free.pieces
    drawn = lines(((-100, 0), (0, 0), (0, 100)))
    turns, lost = find_turns(drawn, pieces.shapes, pieces.tail, pieces.head, 20.0)
    assert not lost.any() and len(turns.into) == 1
    banned = Roads(pieces, free.minutes, None, turns)
    people, north = points((-500, 0), (0, -500)), points((0, 500))
    assert ask(free, people, north).minutes == pytest.approx([1.0, 1.0])
    found = ask(banned, people, north)
    # 0.5 to the crossing, 1 south, there one turns round, 1 back, 0.5 north; those from the south go straight on.
    assert found.minutes == pytest.approx([0.5 + 1 + 1 + 0.5, 1.0])
    # A turn is forbidden in its direction alone.
    assert ask(banned, north, people[:1]).minutes == pytest.approx([1.0])


def test_forbidden_turns_that_fit_nothing_are_told():
    pieces = node_roads(lines(*CROSS))
    drawn = lines(((-100, 0), (0, 0), (0, 100)), ((-100, 300), (300, 300)), ((-900, 0), (-500, 0)))
    turns, lost = find_turns(drawn, pieces.shapes, pieces.tail, pieces.head, 20.0)
    assert lost.tolist() == [False, True, False]
    assert find_turns(np.array([None], dtype=object), pieces.shapes, pieces.tail, pieces.head, 20.0)[1].all()
    assert len(turns.into) == 2  # the third is a turn back on one road


def test_closed_roads():
    pieces = node_roads(lines(*CROSS))
    cuts = points((500, 15), (500, 25), (5000, 0))
    closed, away = close_roads(pieces.shapes, np.append(cuts, None), 20.0)
    assert closed.tolist() == [False, True, False, False]
    assert away[:3] == pytest.approx([15, 25, 4000]) and np.isnan(away[3])
    roads = Roads(pieces, minutes_of(pieces.length, np.full(4, 60.0)))
    people = points((-1000, 0), (1000, 0))
    found = ask(roads, people, points((0, 1000)), closed=closed)
    assert np.isfinite(found.minutes).tolist() == [True, False]
    assert found.components == 1  # the three roads that are left
    areas = np.array([shapely.box(400, -5, 600, 5)], dtype=object)
    assert close_roads(pieces.shapes, areas, 0.0)[0].tolist() == [False, True, False, False]


def test_no_road_and_no_core():
    roads = at_speed(lines(((0, 0), (100, 0))))
    nobody = ask(roads, points((50, 0)), points((9000, 0)))
    assert nobody.core.tolist() == [-1] and np.isinf(nobody.minutes).all()
    shut = ask(roads, points((50, 0)), points((0, 0)), closed=np.array([True]))
    assert shut.components == 0 and np.isinf(shut.minutes).all()
    lost = snap(
        np.array([None, shapely.Point(), shapely.Point(1, 1)], dtype=object), roads.pieces.shapes, 9, 20
    )
    assert lost.edge.tolist() == [-1, -1, 0]


def test_counting():
    people = np.array([10.0, np.nan, 5.0, 0.0])
    reached = np.array([True, True, False, True])
    share = count_people(people, reached)
    assert (share.total, share.reached, share.unreached, share.unknown) == (15.0, 10.0, 5.0, 1)
    assert share.percent == pytest.approx(200 / 3)
    assert count_people(np.array([np.nan]), np.array([True])).percent == 0.0
    assert per_core(people, np.array([1, 0, -1, 1]), reached, 2).tolist() == [0.0, 10.0]


def test_choice_of_towns():
    """Town 0 covers most; town 1 overlaps it; town 2 adds more than town 1 does."""
    within = np.array([[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 0, 0, 1]], dtype=bool)
    people = np.array([10.0, 10.0, 10.0, 5.0, 7.0])
    order, covered = greedy(people, within)
    assert order.tolist() == [0, 2, 1] and covered.tolist() == [30.0, 37.0, 42.0]
    assert alone(people, within).tolist() == [30.0, 25.0, 7.0]
    assert lost_without(people, within).tolist() == [10.0, 5.0, 7.0]


coordinate = st.integers(0, 12).map(lambda value: value * 100.0)
place = st.tuples(coordinate, coordinate)
segment = st.tuples(place, place).filter(lambda two: two[0] != two[1])
network = st.lists(segment, min_size=2, max_size=9, unique=True)
some = st.lists(place, min_size=1, max_size=5, unique=True)


@settings(deadline=None, max_examples=60)
@given(network)
def test_noding_keeps_the_length_and_is_done_after_one_time(roads):
    first = node_roads(lines(*roads), tolerance=0.0)
    assert first.length.sum() == pytest.approx(shapely.length(lines(*roads)).sum())
    again = node_roads(first.shapes, noded=True, tolerance=1e-3)
    assert parts(again) == parts(node_roads(lines(*roads), tolerance=1e-3))
    # Roads hang together as their union does.
    blobs = shapely.get_parts(shapely.union_all(shapely.buffer(lines(*roads), 1e-4)))
    assert parts(first) == len(blobs)


@settings(deadline=None, max_examples=60)
@given(network, some, some, st.tuples(place))
def test_more_cores_never_reach_fewer(roads, people, cores, extra):
    setting = at_speed(lines(*roads))
    few = ask(setting, points(*people), points(*cores))
    more = ask(setting, points(*people), points(*cores, *extra))
    assert (more.minutes <= few.minutes + 1e-9).all()


@settings(deadline=None, max_examples=60)
@given(network, some, some)
@example([((0.0, 0.0), (0.0, 200.0)), ((0.0, 200.0), (100.0, 100.0))], [(0.0, 200.0)], [(100.0, 0.0)])
def test_each_core_by_itself_and_all_together(roads, people, cores):
    """The quickest of single cores is the answer for all; minutes and closed roads only ever take away."""
    setting = at_speed(lines(*roads))
    answer = ask(setting, points(*people), points(*cores))
    single = [ask(setting, points(*people), points(core)).minutes for core in cores]
    assert answer.minutes == pytest.approx(np.min(single, axis=0))
    for limit in (0.5, 1.0, 3.0):
        assert (minutes_each(answer, limit) <= limit).any(axis=0).tolist() == (
            answer.minutes <= limit + 0.0
        ).tolist()
    closed = np.zeros(len(setting.minutes), dtype=bool)
    closed[0] = True
    # Who stood on a closed road stands on another one, as near or farther, that may lead to a core in less time;
    # people and cores that stay on their road can only lose.
    fewer = ask(setting, points(*people), points(*cores), closed=closed)
    stayed = (fewer.people.edge == answer.people.edge) & (fewer.people.edge >= 0)
    stayed &= np.isin(fewer.core, np.flatnonzero(fewer.cores.edge == answer.cores.edge))
    assert (fewer.minutes[stayed] >= answer.minutes[stayed] - 1e-9).all()


@settings(deadline=None, max_examples=60)
@given(network, st.lists(place, min_size=3, max_size=3, unique=True))
def test_triangle(roads, three):
    """From a to c is never longer than from a to b and on from b to c (places on roads, both ways)."""
    setting = at_speed(lines(*roads))
    on_road = points(*three)
    tree = shapely.STRtree(setting.pieces.shapes)
    nearest = setting.pieces.shapes[tree.nearest(on_road)]
    a, b, c = shapely.line_interpolate_point(nearest, shapely.line_locate_point(nearest, on_road))

    def minutes(start, end):
        return ask(setting, np.array([start]), np.array([end]), reach_m=1e-3).minutes[0]

    assert minutes(a, c) <= minutes(a, b) + minutes(b, c) + 1e-6
    if np.isfinite(minutes(a, b)):
        assert minutes(a, b) == pytest.approx(minutes(b, a), abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(network, st.data())
def test_against_another_search(roads, data):
    """Networkx on the same pieces, one-way roads included: minutes between nodes are the same."""
    networkx = pytest.importorskip("networkx")
    pieces = node_roads(lines(*roads))
    count = len(pieces.length)
    way = np.array(
        data.draw(st.lists(st.sampled_from([-1, 0, 1]), min_size=count, max_size=count)), dtype=np.int8
    )
    minutes = minutes_of(pieces.length, np.full(count, 60.0))
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(pieces.nodes))
    for number in range(count):
        if way[number] >= 0:
            graph.add_edge(int(pieces.tail[number]), int(pieces.head[number]), weight=minutes[number])
        if way[number] <= 0:
            graph.add_edge(int(pieces.head[number]), int(pieces.tail[number]), weight=minutes[number])
    from kosozu.core.analysis.network.graph import nearest_core, search_matrix

    core = Places(np.array([0]), np.array([0.0]), np.array([0.0]))
    built = build_graph(pieces.tail, pieces.head, minutes, pieces.nodes, way)
    ours, _ = nearest_core(built, search_matrix(built, core), core)
    # The core stands at the first end of piece 0, and is come to from that piece's two ends as far as it is open.
    graph.add_node("core")
    if way[0] >= 0:
        graph.add_edge(int(pieces.tail[0]), "core", weight=0.0)
    if way[0] <= 0:
        graph.add_edge(int(pieces.head[0]), "core", weight=minutes[0])
    theirs = networkx.single_source_dijkstra_path_length(graph.reverse(), "core")
    assert ours == pytest.approx([theirs.get(node, np.inf) for node in range(pieces.nodes)], abs=1e-9)


def test_turns_against_states_by_hand():
    """A graph of two nodes and a place on the road from which the turn is forbidden."""
    tail, head = np.array([0, 1]), np.array([1, 2])
    minutes = np.array([2.0, 3.0])
    turns = Turns(np.array([0]), np.array([1]), np.array([1]))
    graph = build_graph(tail, head, minutes, 3, None, turns)
    assert graph.states == 4
    core = Places(np.array([1]), np.array([1.0]), np.array([0.0]))
    people = Places(np.array([0, 1]), np.array([0.5, 0.5]), np.array([0.0, 0.0]))
    from kosozu.core.analysis.network.graph import nearest_core, search_matrix

    found, which = nearest_core(graph, search_matrix(graph, core), core)
    taken, _ = journeys(graph, found, which, people, core)
    # One may still turn round at the first end and come back: the turn stays forbidden.
    assert np.isinf(taken[0]) and taken[1] == pytest.approx(1.5)
