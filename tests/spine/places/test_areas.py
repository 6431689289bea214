"""The ground: official and approximate are never confused, and stored indexes are only a store."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from django.conf import settings as django_settings
from tests.hanoi import add_boundaries, commune_of_postal_code, forget_caches, sketches

from diaban.spine.places.areas import areas_in_force, areas_standing, former_areas, unit_shapes
from diaban.spine.places.models import Boundary, Standing
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.runs.models import Generation

POINT = np.array([21.028511]), np.array([105.854167])
OUTSIDE = np.array([10.77]), np.array([106.7])
POINTS = (
    np.random.default_rng(1).uniform(20.7, 21.3, 500),
    np.random.default_rng(2).uniform(105.4, 106.0, 500),
)


def test_without_boundaries_everything_is_approximate_and_nothing_decided(hanoi):
    areas = areas_in_force(today())
    assert areas.standing == Standing.APPROXIMATE
    assert areas.is_uncertain(*POINTS).all()
    assert not areas.locate(*POINTS).any()
    units, shares = areas.candidates(*POINTS)
    assert (shares.sum(axis=1) <= 1 + 1e-9).all()
    assert (shares[units == 0] == 0).all()
    assert (np.diff(shares, axis=1) <= 1e-12).all()


def test_with_all_boundaries_everything_is_official(official_hanoi):
    areas = areas_in_force(today())
    assert areas_standing(today()) == Standing.OFFICIAL
    assert not areas.is_uncertain(*POINTS).any()
    assert areas.locate(*POINT)[0] == commune_of_postal_code("11024").pk
    assert areas.locate(*OUTSIDE)[0] == 0
    assert {standing for *_, standing in unit_shapes(today())} == {Standing.OFFICIAL}


def test_one_missing_boundary_leaves_the_whole_only_approximate(hanoi):
    missing = commune_of_postal_code("11024")
    add_boundaries({pk: shape for pk, shape in sketches().items() if pk != missing.pk})
    Generation.grow("places")
    areas = areas_in_force(today())
    assert areas.standing == Standing.APPROXIMATE
    centre = next(s for u, s, _ in unit_shapes(today()) if u == missing).representative_point()
    inside = np.array([centre.y]), np.array([centre.x])
    units, _ = areas.candidates(*inside)
    assert areas.is_uncertain(*inside)[0]
    assert set(units[0][units[0] > 0].tolist()) == {missing.pk}
    standings = {unit.pk: standing for unit, _, standing in unit_shapes(today())}
    assert len(standings) == 126
    assert [pk for pk, s in standings.items() if s == Standing.APPROXIMATE] == [missing.pk]


def test_before_the_reform_no_ground_is_official(official_hanoi):
    areas = areas_in_force(LAST_THREE_TIER_DAY)
    assert areas.standing == Standing.APPROXIMATE
    assert len(areas.units) == 526


def test_a_boundary_counts_only_while_it_holds(official_hanoi):
    Boundary.objects.filter(unit=commune_of_postal_code("11024")).update(valid_to=today())
    Generation.grow("places")
    assert areas_in_force(today()).standing == Standing.APPROXIMATE


def test_a_point_in_a_sliver_between_neighbours_goes_to_the_nearest(hanoi):
    """A gap of some 4 m along a border, such as the official polygons have."""
    mine, shapes = commune_of_postal_code("11024"), dict(sketches())
    shrunk = shapely.buffer(shapes[mine.pk], -4 / 111_195)
    edge = shapely.buffer(shapes[mine.pk], -2 / 111_195).exterior.interpolate(0.3, normalized=True)
    shapes[mine.pk] = shrunk
    add_boundaries(shapes, "with a sliver")
    Generation.grow("places")
    found = areas_in_force(today()).locate(np.array([edge.y]), np.array([edge.x]))
    assert found[0] != 0


def test_metres_from_a_commune_are_metres(official_hanoi):
    areas, mine = areas_in_force(today()), commune_of_postal_code("11024")
    west, _, east, north = areas.shapes[mine.pk].bounds
    corner = areas.shapes[mine.pk].representative_point()
    numbers = np.array([mine.pk, mine.pk])
    lat = np.array([corner.y, north + 100 / 111_195])
    lng = np.array([corner.x, (west + east) / 2])
    inside, above = areas.metres_from(numbers, lat, lng)
    assert inside == 0
    assert 99 <= above < 3_000


def test_a_unit_without_a_boundary_is_infinitely_far(hanoi):
    unit = np.array([commune_of_postal_code("11024").pk])
    assert areas_in_force(today()).metres_from(unit, *POINT)[0] == np.inf


@pytest.fixture
def own_store(hanoi, settings, tmp_path):
    """A store of indexes that a test may spoil."""
    settings.INDEX_FOLDER = tmp_path
    forget_caches()
    expected = areas_in_force(today()).candidates(*POINTS)
    forget_caches()
    yield tmp_path, expected
    forget_caches()


def _stored(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.npz"))


def test_the_index_is_stored_and_read_back_the_same(own_store):
    folder, (units, shares) = own_store
    before = {path: path.stat().st_mtime_ns for path in _stored(folder)}
    again = areas_in_force(today()).candidates(*POINTS)
    assert before
    assert (again[0] == units).all()
    assert (again[1] == shares).all()
    assert {path: path.stat().st_mtime_ns for path in _stored(folder)} == before


def _with_a_wrong_byte(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not an index at all"),
        lambda path: path.write_bytes(path.read_bytes()[:2_000]),
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        lambda path: path.write_bytes(_with_a_wrong_byte(path.read_bytes())),
        lambda path: np.savez(path, version=np.array([0])),
        lambda path: path.unlink(),
    ],
    ids=["empty", "nonsense", "cut short", "no end", "a wrong byte", "another version", "gone"],
)  # fmt: skip
def test_a_spoiled_index_is_built_again(own_store, spoil):
    folder, (units, shares) = own_store
    for path in _stored(folder):
        spoil(path)
    again = areas_in_force(today()).candidates(*POINTS)
    assert (again[0] == units).all()
    assert (again[1] == shares).all()
    forget_caches()
    assert (areas_in_force(today()).candidates(*POINTS)[0] == units).all()


def test_another_boundary_gets_another_index(official_hanoi, settings, tmp_path):
    settings.INDEX_FOLDER = tmp_path
    forget_caches()
    areas_in_force(today())
    first = set(_stored(tmp_path))
    mine = commune_of_postal_code("11024")
    Boundary.objects.filter(unit=mine).update(digest="changed")
    Generation.grow("places")
    areas_in_force(today())
    assert len(set(_stored(tmp_path)) - first) == 1
    forget_caches()


def test_former_candidates_are_lawful_and_shares_add_up(official_hanoi):
    from diaban.spine.places.units import legal_predecessors

    legal = legal_predecessors()
    present = areas_in_force(today()).locate(*POINTS)
    units, shares = former_areas().candidates(present, *POINTS)
    assert (shares.sum(axis=1) <= 1 + 1e-9).all()
    for now, olds in zip(present.tolist(), units.tolist(), strict=True):
        assert {old for old in olds if old} <= set(legal.get(now, ()))


def test_the_data_folder_of_this_machine_is_never_touched_by_these_tests(hanoi):
    assert "pytest" in str(django_settings.INDEX_FOLDER)
    assert city_communes(today()).exists()
