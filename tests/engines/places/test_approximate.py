"""Areas that are only estimated, and say so by their probabilities."""

import io

import numpy as np
import pytest
import shapely

from diaban.engines.places import ApproximateAreas, Centres, Locator, Parts

SIDE = 0.1  # degrees; squares of 11.1 by 10.4 km
KM2 = (SIDE * 111.195) ** 2 * np.cos(np.radians(21.15))


def square_town(rows=3, columns=3):
    """Squares side by side: true unit of a point, and centres with their areas."""
    row, column = (part.ravel() for part in np.mgrid[:rows, :columns])
    return Centres(21 + (row + 0.5) * SIDE, 105.5 + (column + 0.5) * SIDE, np.full(len(row), KM2))


def true_unit(lat, lng, columns=3):
    return np.floor((lat - 21) / SIDE) * columns + np.floor((lng - 105.5) / SIDE)


def rim():
    """Neighbours all around the town of three by three."""
    row, column = (part.ravel() for part in np.mgrid[-1:4, -1:4])
    out = (row < 0) | (row > 2) | (column < 0) | (column > 2)
    row, column = row[out], column[out]
    return Centres(21 + (row + 0.5) * SIDE, 105.5 + (column + 0.5) * SIDE, np.full(len(row), KM2))


KEYS = [f"u{i}" for i in range(9)]


@pytest.fixture(scope="module")
def town():
    return ApproximateAreas.fit(KEYS, square_town(), neighbours=rim())


@pytest.fixture(scope="module")
def points():
    rng = np.random.default_rng(4)
    return rng.uniform(21, 21.3, 20_000), rng.uniform(105.5, 105.8, 20_000)


def test_a_regular_town_is_found_almost_everywhere(town, points):
    assert (town.locate(*points) == true_unit(*points)).mean() > 0.97


def test_neighbours_bound_the_town(town):
    assert town.locate([21.15, 21.15, 20.95], [105.65, 105.85, 105.65]).tolist() == [4, -1, -1]


def test_ground_far_away_is_outside_for_certain(town):
    found = town.candidates([30.0, np.nan], [105.6, 105.6], limit=3)
    assert found.indices.tolist() == [[-1, -1, -1]] * 2
    assert found.probabilities.tolist() == [[1, 0, 0]] * 2


def test_probabilities_are_sorted_and_add_up_to_at_most_one(town, points):
    found = town.candidates(*points, limit=12)
    assert (np.diff(found.probabilities, axis=1) <= 0).all()
    assert np.allclose(found.probabilities.sum(axis=1), 1)
    assert (town.candidates(*points, limit=2).probabilities.sum(axis=1) <= 1 + 1e-12).all()


def test_no_unit_is_offered_twice_for_a_point(town, points):
    found = town.candidates(*points, limit=12)
    used = np.where(found.probabilities > 0, found.indices, -2 - np.arange(12))
    assert (np.diff(np.sort(used, axis=1), axis=1) != 0).all()


def test_the_likeliest_candidate_is_what_locate_says(town, points):
    assert np.array_equal(town.candidates(*points).indices[:, 0], town.locate(*points))


def test_the_middle_of_a_border_is_a_toss_up(town):
    found = town.candidates([21.15], [105.6])
    assert set(found.indices[0, :2].tolist()) == {3, 4}
    assert found.probabilities[0, :2] == pytest.approx([0.5, 0.5], abs=0.05)


def test_published_areas_move_the_borders():
    centres = square_town()
    bigger = np.array(centres.area_km2)
    bigger[4], bigger[3] = 1.4 * KM2, 0.6 * KM2
    moved = ApproximateAreas.fit(KEYS, Centres(centres.lat, centres.lng, bigger), neighbours=rim())
    assert moved.locate([21.15], [105.595]).tolist() == [4]
    assert moved.locate([21.15], [105.57]).tolist() == [3]


def test_older_parts_bend_a_border_that_centres_cannot_know():
    """Unit 0 is an L around unit 1: its parts say so, its centre does not."""
    centres = Centres([21.07, 21.05], [105.53, 105.65], [1.5 * KM2, 0.5 * KM2])
    boxes = [[21.0, 105.5, 21.1, 105.6], [21.1, 105.6, 21.15, 105.7], [21.0, 105.6, 21.1, 105.7]]
    parts = Parts(boxes, [0, 1, 2], [0, 0, 1])
    corner = ([21.115], [105.65])
    assert ApproximateAreas.fit(["L", "I"], centres).locate(*corner).tolist() == [1]
    assert ApproximateAreas.fit(["L", "I"], centres, parts=parts).locate(*corner).tolist() == [0]


@pytest.fixture(scope="module")
def parted():
    """Three old units in a row; the middle one was split between two new ones."""
    centres = Centres([21.05, 21.05], [105.575, 105.725], [1.5 * KM2, 1.5 * KM2])
    boxes = [[21.0, w, 21.1, w + 0.1] for w in (105.5, 105.6, 105.7)]
    return ApproximateAreas.fit(
        ["west", "east"], centres, parts=Parts(boxes, [0, 1, 1, 2], [0, 0, 1, 1])
    )


def test_a_split_part_contributes_to_both_units(parted):
    assert parted.locate([21.05] * 4, [105.52, 105.63, 105.67, 105.78]).tolist() == [0, 0, 1, 1]


def test_old_units_are_found_among_the_legal_predecessors(parted):
    lat, lng = [21.05, 21.05, 21.05, 21.05], [105.52, 105.65, 105.65, 105.78]
    found = parted.part_candidates(lat, lng, units=[0, 0, 1, -1], limit=2)
    assert found.indices[:3, 0].tolist() == [0, 1, 1]
    assert set(found.indices[1].tolist()) == {0, 1}
    assert set(found.indices[2].tolist()) == {1, 2}
    assert found.probabilities[:3].sum(axis=1) == pytest.approx([1, 1, 1])
    assert found.probabilities[3].tolist() == [0, 0]


def test_old_units_are_found_without_knowing_the_new_one(parted):
    found = parted.part_candidates([21.05, 21.05, 21.05], [105.52, 105.65, 105.78])
    assert found.indices[:, 0].tolist() == [0, 1, 2]
    assert found.probabilities[:, 0].min() > 0.6


def test_polygons_share_borders_and_agree_with_locate(town, points):
    polygons = town.polygons(cell_metres=200)
    assert shapely.coverage_is_valid(polygons)
    by_polygon = Locator.build(polygons, KEYS).locate(*points)
    assert (by_polygon == town.locate(*points)).mean() > 0.97


def test_polygons_have_about_the_published_area(town):
    areas = shapely.area(town.polygons()) * 111.195**2 * np.cos(np.radians(21.15))
    assert np.abs(areas / KM2 - 1).max() < 0.1


def test_stored_areas_answer_alike(town, points):
    file = io.BytesIO()
    np.savez(file, **town.to_arrays())
    file.seek(0)
    restored = ApproximateAreas.from_arrays(np.load(file))
    assert restored.keys == town.keys
    assert np.array_equal(
        restored.candidates(*points).probabilities, town.candidates(*points).probabilities
    )


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ApproximateAreas.fit([], Centres([], [], [])), "at least one"),
        (lambda: ApproximateAreas.fit(["a"], square_town()), "as many"),
        (lambda: Centres([21.0], [105.0, 106.0], [1.0]), "equally long"),
        (lambda: Centres([21.0], [105.0], [0.0]), "above zero"),
        (lambda: Parts([[0, 0, 1, 1]], [0, 0], [0]), "equally long"),
        (lambda: Parts([[0, 0, 1, 1]], [1], [0]), "no box"),
        (
            lambda: ApproximateAreas.fit(
                ["a"], Centres([21], [105], [1]), parts=Parts([[0, 0, 1, 1]], [0], [1])
            ),
            "no centre",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused(build, message):
    with pytest.raises(ValueError, match=message):
        build()
