"""What becomes of drawn roads: chains, gaps, islands, directions, levels."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.reach.drawings import draw, random_roads, street

from diaban.engines.reach import (
    BICYCLE,
    MOTORBIKE,
    WALKING,
    Gaps,
    ReachError,
    Ways,
    build_network,
)

NEAR = 0.05  # of the grid's step, some five metres


def network_of(*lines, mode=WALKING, gaps=None):
    return build_network(draw(*lines), mode, gaps)


def test_a_road_of_many_vertices_is_one_edge():
    network = network_of(street((0, 0), (1, 0), (1, 1), (2, 1)), street((2, 1), (3, 1)))
    assert (len(network), len(network.tail)) == (2, 1)
    step = 9e-4 * 111_195
    assert network.metres[0] == pytest.approx(step * (1 + 3 * np.cos(np.radians(21.0))), rel=1e-4)


def test_roads_meet_where_they_share_a_vertex_and_nowhere_else():
    crossing = network_of(street((0, 1), (1, 1), (2, 1)), street((1, 0), (1, 1), (1, 2)))
    assert len(crossing.tail) == 4
    flyover = network_of(street((0, 1), (2, 1)), street((1, 0), (1, 2)))
    assert len(flyover.tail) == 2
    assert flyover.report.islands == 1


def test_vertices_that_the_source_numbers_apart_do_not_meet():
    bridge = street((1, 0), (1, 1), (1, 2), bridge="yes")
    ways = draw(street((0, 1), (1, 1), (2, 1)), bridge)
    apart = Ways(ways.starts, ways.lat_e7, ways.lng_e7, ways.classes, ways.tags, range(6))
    assert len(build_network(apart, WALKING).tail) == 2


def test_a_ring_that_meets_nothing_is_an_edge_from_a_node_to_itself():
    network = network_of(street((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)))
    assert network.tail.tolist() == network.head.tolist() == [0]
    assert network.report.dead_ends == 0


@settings(deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([WALKING, BICYCLE, MOTORBIKE]))
def test_contracting_loses_no_metre_and_every_piece_hangs_together(seed, mode):
    ways = random_roads(seed)
    network = build_network(ways, mode, Gaps(0.0, 0.0))
    x, y = network.plane.to_metres(ways.lat_e7 / 1e7, ways.lng_e7 / 1e7)
    steps = np.hypot(np.diff(x), np.diff(y))
    drawn = np.delete(steps, ways.starts[1:-1] - 1).sum()
    assert network.metres.sum() == pytest.approx(drawn)
    lines = network.lines
    assert np.hypot(lines.end_x - lines.start_x, lines.end_y - lines.start_y) == pytest.approx(
        lines.metres
    )
    inner = np.flatnonzero(np.diff(lines.edge) == 0)
    assert (lines.end_x[inner] == lines.start_x[inner + 1]).all()
    assert (network.piece[network.tail] == network.piece[network.head]).all()
    lengths = np.bincount(network.piece[network.tail], network.metres)
    assert (np.diff(lengths) <= 1e-9).all()
    assert network.report.island_metres == pytest.approx(lengths[1:])


def test_speeds_hang_on_class_and_limit_and_directions_on_the_mode():
    oneway = street((0, 0), (10, 0), oneway="yes", maxspeed="10", kind="primary")
    # a side street at either end keeps the one-way road from being a dead end
    ring = street((10, 0), (10, 5), (0, 5), (0, 0), kind="primary")
    network = network_of(oneway, ring, mode=MOTORBIKE)
    edge = int(np.flatnonzero(np.isinf(network.forward_minutes + network.backward_minutes))[0])
    minutes = min(network.forward_minutes[edge], network.backward_minutes[edge])
    assert network.metres[edge] / minutes * 0.06 == pytest.approx(10.0)
    walked = network_of(oneway, ring)
    assert np.isfinite(walked.forward_minutes + walked.backward_minutes).all()


@pytest.mark.parametrize(
    ("tags", "open_to"),
    [
        ({}, "bmw"),
        ({"access": "no"}, ""),
        ({"access": "no", "foot": "yes"}, "w"),
        ({"access": "private"}, "bmw"),
        ({"motor_vehicle": "no"}, "bw"),
        ({"motor_vehicle": "no", "motorcycle": "yes"}, "bmw"),
        ({"bicycle": "no"}, "mw"),
        ({"motorcycle": "no|yes|designated"}, "bmw"),
        ({"maxspeed": "walk"}, "bmw"),
    ],
)
def test_who_may_use_a_residential_street(tags, open_to):
    modes = {"b": BICYCLE, "m": MOTORBIKE, "w": WALKING}
    roads = draw(street((0, 0), (1, 0), **tags), street((1, 0), (2, 0)))
    told = {name: build_network(roads, mode).report for name, mode in modes.items()}
    assert "".join(name for name, report in told.items() if not report.closed_ways) == open_to
    assert told["w"].private_ways == (tags.get("access") == "private")


@pytest.mark.parametrize(
    ("kind", "tags", "open_to"),
    [
        ("motorway", {}, ""),
        ("motorway", {"access": "yes"}, ""),
        ("motorway", {"motorcycle": "yes"}, "m"),
        ("footway", {}, "bw"),
        ("footway", {"motorcycle": "designated"}, "bmw"),
        ("steps", {}, "bw"),
        ("construction", {}, ""),
        ("path", {}, "bmw"),
    ],
)
def test_who_may_use_a_class_of_road(kind, tags, open_to):
    modes = {"b": BICYCLE, "m": MOTORBIKE, "w": WALKING}
    roads = draw(street((0, 0), (1, 0), kind=kind, **tags), street((1, 0), (2, 0)))
    found = {name: build_network(roads, mode).report.closed_ways for name, mode in modes.items()}
    assert "".join(name for name, closed in found.items() if not closed) == open_to


@pytest.mark.parametrize(
    ("tags", "directions"),
    [
        ({"oneway": "yes"}, (True, False)),
        ({"oneway": "-1"}, (False, True)),
        ({"oneway": "no", "junction": "roundabout"}, (True, True)),
        ({"junction": "roundabout"}, (True, False)),
        ({"oneway": "yes", "oneway:motorcycle": "no"}, (True, True)),
        ({"oneway": "perhaps"}, (True, True)),
    ],
)
def test_in_which_direction_a_motorbike_goes(tags, directions):
    from diaban.engines.reach.modes import judge_ways

    passage = judge_ways(MOTORBIKE, ["residential"], [tags])
    assert (passage.forward_kmh[0] > 0, passage.backward_kmh[0] > 0) == directions
    walked = judge_ways(WALKING, ["residential"], [tags])
    assert walked.forward_kmh[0] == walked.backward_kmh[0] == 5.0


def test_a_one_way_road_that_leads_nowhere_may_be_walked_back():
    network = network_of(
        street((0, 0), (1, 0)), street((1, 0), (5, 0), oneway="yes"), mode=MOTORBIKE
    )
    assert network.report.opened_metres == pytest.approx(4 * 93.4, rel=0.01)
    slowest = max(network.forward_minutes.max(), network.backward_minutes.max())
    assert slowest == pytest.approx(93.4 * 0.06 * (1 / 20 + 4 / MOTORBIKE.pushing_kmh), rel=0.01)


def test_an_end_just_short_of_a_road_of_another_piece_is_joined_to_it():
    network = network_of(street((0, 0), (4, 0)), street((2, NEAR), (2, 3)))
    report = network.report
    assert (report.joints, report.islands) == (1, 0)
    assert report.joint_metres[0] == pytest.approx(NEAR * 100, rel=0.01)
    assert len(network.tail) == 3


def test_a_road_drawn_to_another_without_a_shared_vertex_is_joined_to_it():
    network = network_of(street((0, 0), (4, 0)), street((2, 0), (2, 3)))
    assert (network.report.joints, network.report.islands) == (1, 0)


def test_two_ends_on_one_segment_split_it_twice():
    network = network_of(
        street((0, 0), (9, 0)), street((3, NEAR), (3, 3)), street((6, -NEAR), (6, -3))
    )
    assert (network.report.joints, network.report.islands) == (2, 0)
    assert sorted(network.metres.round()) == pytest.approx([280, 280, 280, 300, 300], abs=3)


def test_a_lane_that_ends_before_a_road_of_its_own_piece_stays_a_dead_end():
    lane = street((0, 0), (0, 2), (2, 2), (2, NEAR))
    network = network_of(street((0, 0), (4, 0)), lane)
    assert (network.report.joints, network.report.dead_ends) == (0, 2)
    slip = street((0, 0), (0, 2), (2, 2), (2, 0.01))
    assert network_of(street((0, 0), (4, 0)), slip).report.joints == 1


@pytest.mark.parametrize("tags", [{"bridge": "yes"}, {"layer": "1"}, {"tunnel": "yes"}])
def test_roads_on_different_levels_are_not_joined(tags):
    network = network_of(street((0, 0), (4, 0), **tags), street((2, NEAR), (2, 3)))
    assert (network.report.joints, network.report.islands) == (0, 1)


def test_a_wide_gap_leaves_an_island_that_is_reported_with_place_and_size():
    report = network_of(street((0, 0), (4, 0)), street((2, 1), (2, 3))).report
    assert report.islands == 1
    assert report.island_metres[0] == pytest.approx(200, rel=0.01)
    assert report.island_lng[0] == pytest.approx(105.8 + 2 * 9e-4)


def test_a_chain_of_islands_is_tied_together():
    pieces = [street((0, 2.1 * n), (0, 2.1 * n + 2)) for n in range(4)]
    report = network_of(*pieces).report
    assert (report.joints, report.islands) == (3, 0)


def test_shapes_of_the_map_become_ways():
    shapes = [
        shapely.MultiLineString([[(105.8, 21.0), (105.8, 21.1)], [(105.9, 21.0), (105.9, 21.1)]]),
        shapely.Point(105.8, 21.0),
        shapely.box(105.8, 21.0, 105.9, 21.1),
    ]
    ways = Ways.from_shapes(shapes, ["path", "steps", "pedestrian"], [{}, {}, {"foot": "yes"}])
    assert ways.classes == ("path", "path", "pedestrian")
    assert np.diff(ways.starts).tolist() == [2, 2, 5]
    assert ways.tags[2] == {"foot": "yes"}


def test_no_ways_are_no_network():
    with pytest.raises(ReachError, match="no_road"):
        build_network(Ways.from_shapes([], [], []), WALKING)


@pytest.mark.parametrize(
    ("starts", "lat", "nodes"),
    [
        ([0, 3], [0, 0], None),
        ([0], [0, 0], None),
        ([0, 2], [0, 10**10], None),
        ([0, 2], [0, 0], [1]),
    ],
)
def test_ways_that_do_not_fit_together_are_refused(starts, lat, nodes):
    with pytest.raises(ReachError, match=r"length|position"):
        Ways(starts, lat, [0, 0], ["path"], [{}], nodes)
