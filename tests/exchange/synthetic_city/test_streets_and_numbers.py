"""Streets, lanes and house numbers follow Circular 08/2024/TT-BXD."""

import numpy as np
import pytest

from diaban.exchange.synthetic_city.addressing import address_paths, write_lanes
from diaban.exchange.synthetic_city.doors import LETTER_A, PLAIN, grow, run_totals
from diaban.exchange.synthetic_city.paths import STREET
from diaban.exchange.synthetic_city.settlement import draw_for, settle

from .conftest import COMMUNES, locate


@pytest.fixture(scope="module")
def towns(city):
    return [(lot, settle(lot, locate)) for lot in city.lots]


def cross(first, second):
    return first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]


def test_odd_numbers_stand_on_the_left_and_even_ones_on_the_right(towns):
    for _lot, town in towns:
        doors, paths = town.doors, town.paths
        away = doors.at - paths.start[doors.path]
        left = cross(paths.direction[doors.path], away) > 0
        assert len(doors) > 0
        assert np.array_equal(left, doors.number % 2 == 1)


def test_parity_holds_on_the_ground_too_after_streets_are_bent(towns):
    _lot, town = towns[0]
    doors, paths = town.doors, town.paths
    direction = paths.direction[doors.path]
    along = np.einsum("nd,nd->n", doors.at - paths.start[doors.path], direction)
    foot = paths.start[doors.path] + along[:, None] * direction
    bend = town.ground.bend
    left = cross(bend(foot + direction) - bend(foot), bend(doors.at) - bend(foot)) > 0
    assert np.array_equal(left, doors.number % 2 == 1)


def test_numbers_rise_along_each_side(towns):
    for _lot, town in towns:
        doors = town.doors
        same = (doors.path[1:] == doors.path[:-1]) & (doors.side[1:] == doors.side[:-1])
        rise = np.diff(doors.number)[same]
        assert np.all(rise >= 0)
        assert np.all((rise > 0) | (doors.mark[1:][same] != PLAIN))


def test_streets_run_towards_the_south_or_the_west(towns):
    for _lot, town in towns:
        east, north = town.paths.direction[town.paths.level == STREET].T
        bearing = np.degrees(np.arctan2(east, north)) % 360
        assert np.all((bearing >= 157.4) & (bearing <= 337.6))


def test_a_lane_has_the_number_of_the_house_just_before_its_mouth(city):
    lot = city.lots[0]
    town = settle(lot, locate)
    paths, doors = grow(town.patches, draw_for(lot, "doors"))  # every door, registered or not
    branches = np.flatnonzero(paths.level > STREET)
    for path in branches[:400]:
        parent = paths.parent[path]
        mouth = float((paths.start[path] - paths.start[parent]) @ paths.direction[parent])
        side = np.sign(cross(paths.direction[[parent]], paths.direction[[path]])[0])
        before = (doors.path == parent) & (doors.side == side) & (doors.end_m <= mouth + 1e-6)
        last = np.flatnonzero(before)[-1]
        assert paths.mouth_number[path] == doors.number[last]
        assert mouth - doors.end_m[last] < 1e-6


def test_no_two_lanes_of_a_street_side_share_a_number_unless_a_plot_was_split(towns):
    for _lot, town in towns:
        paths = town.paths
        pairs = list(zip(paths.parent.tolist(), paths.mouth_number.tolist(), strict=True))
        branches = [pair for pair in pairs if pair[0] >= 0]
        assert len(set(branches)) == len(branches)


def test_lanes_are_written_the_inner_first_or_slashed_the_outer_first():
    assert write_lanes(0, ()) == (None, None)
    assert write_lanes(1, (78,)) == ("ngõ 78", "ngõ 78")
    assert write_lanes(2, (78, 34)) == ("ngách 34, ngõ 78", "ngách 78/34")
    assert write_lanes(3, (78, 34, 5)) == ("hẻm 5, ngách 34, ngõ 78", "hẻm 78/34/5")


def test_written_lanes_are_the_mouths_of_the_paths_that_lead_there(towns):
    lot, town = towns[0]
    addresses, paths = address_paths(lot, town), town.paths
    for path in np.flatnonzero(paths.level == 2)[:200]:
        outer = paths.mouth_number[paths.parent[path]]
        assert addresses.lanes[path] == f"ngách {paths.mouth_number[path]}, ngõ {outer}"
        assert addresses.street[path] == addresses.street[paths.parent[path]]


def test_villages_have_no_street_names_and_towns_have_no_villages(towns):
    for lot, town in towns:
        addresses = address_paths(lot, town)
        village = town.patches.is_village[town.paths.patch]
        assert lot.commune.kind == "xã" or not village.any()
        for path, inside in enumerate(village.tolist()):
            assert (addresses.street[path] is None) == inside
            assert ("thôn" in addresses.locality[path]) == inside


def test_a_split_plot_repeats_the_number_of_its_neighbour(towns):
    letters = 0
    for lot, town in towns:
        _paths, doors = grow(town.patches, draw_for(lot, "doors"))
        split = np.flatnonzero(doors.mark == LETTER_A)
        letters += len(split)
        assert np.array_equal(doors.number[split], doors.number[split - 1])
    assert letters > 0


def test_run_totals_start_again_in_every_group():
    assert run_totals(np.array([1, 2, 3, 4]), np.array([0, 0, 5, 5])).tolist() == [1, 3, 3, 7]
    assert run_totals(np.array([]), np.array([])).tolist() == []


def test_the_test_city_has_both_kinds_of_commune():
    assert {commune.kind for commune in COMMUNES} == {"phường", "xã"}
