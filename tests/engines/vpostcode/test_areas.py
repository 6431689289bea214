"""Postal areas: what they hold, and when."""

from datetime import date

import numpy as np
import pytest

from diaban.engines.vpostcode import Areas, Box, PostalArea
from diaban.engines.vpostcode.keys import order_key, positions_of
from diaban.engines.vpostcode.registry import are_registered

WEST, EAST = Box(21.0, 105.80, 21.1, 105.85), Box(21.0, 105.85, 21.1, 105.90)
REFORM = date(2025, 8, 24)


def two_areas() -> list[PostalArea]:
    return [
        PostalArea("11024", WEST, (21.05, 105.825), contains=WEST.holds),
        PostalArea("11025", EAST, (21.05, 105.875), contains=EAST.holds),
    ]


def chance(areas: Areas, index: int, lat: float, lng: float) -> float:
    rows, columns = positions_of([order_key(lat, lng)])
    return float(areas.chances(np.array([index]), rows, columns)[0])


def locate_by_meridian(lat: np.ndarray, lng: np.ndarray) -> np.ndarray:
    return np.where(lng < 105.85, 0, 1)


def test_an_area_is_in_force_from_its_first_day_until_before_its_last() -> None:
    area = PostalArea("11024", WEST, (21.05, 105.82), None, REFORM, date(2030, 1, 1))
    days = [date(2025, 8, 23), REFORM, date(2029, 12, 31), date(2030, 1, 1), None]
    assert [area.in_force(day) for day in days] == [False, True, True, False, True]


def test_a_recycled_code_finds_the_area_that_it_had_on_the_day() -> None:
    old = PostalArea("11024", WEST, (21.05, 105.82), None, None, REFORM)
    new = PostalArea("11024", EAST, (21.05, 105.88), None, REFORM)
    areas = Areas([old, new])
    assert areas.find("11024", date(2020, 1, 1)) == 0
    assert areas.find("11024", REFORM) == 1
    assert areas.find("11024") == 1
    assert areas.in_force(date(2020, 1, 1)).tolist() == [0]
    assert areas.in_force(None).tolist() == [0, 1]
    assert areas.knows("11024")
    assert not areas.knows("11026")
    assert len(areas) == 2


@pytest.mark.parametrize("locate", [None, locate_by_meridian])
def test_a_cell_is_in_the_area_that_holds_it_and_in_no_other(locate: object) -> None:
    areas = Areas(two_areas(), locate=locate)  # type: ignore[arg-type]
    assert [chance(areas, index, 21.05, 105.82) for index in (0, 1)] == [1, 0]
    assert [chance(areas, index, 21.05, 105.87) for index in (0, 1)] == [0, 1]


def test_a_cell_across_a_border_is_in_both_areas() -> None:
    middle = 105.80001
    west, east = Box(21.0, 105.7, 21.1, middle), Box(21.0, middle, 21.1, 105.9)
    areas = Areas(
        [
            PostalArea("11024", west, (21.05, 105.75), contains=west.holds),
            PostalArea("11025", east, (21.05, 105.85), contains=east.holds),
        ]
    )
    assert [chance(areas, index, 21.05, middle) for index in (0, 1)] == [1, 1]


def test_an_area_without_a_test_cannot_tell_inside_its_box() -> None:
    areas = Areas([PostalArea("11024", WEST, (21.05, 105.82))])
    assert chance(areas, 0, 21.05, 105.82) == 0.5
    assert chance(areas, 0, 21.05, 105.88) == 0


def test_chances_of_approximate_borders_are_passed_on() -> None:
    def candidates(lat: np.ndarray, lng: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return np.tile([1, 0], (lat.size, 1)), np.tile([0.7, 0.3], (lat.size, 1))

    areas = Areas(
        [PostalArea(code, Box(20, 105, 22, 106), (21.05, 105.8)) for code in ("11024", "11025")],
        candidates=candidates,
    )
    assert chance(areas, 0, 21.05, 105.82) == pytest.approx(0.3)
    assert chance(areas, 1, 21.05, 105.82) == pytest.approx(0.7)


def test_no_areas_hold_nothing() -> None:
    areas = Areas([])
    assert areas.find("11024") is None
    assert areas.in_force(None).tolist() == []


def test_a_registry_may_be_sorted_keys_or_whatever_answers_for_keys() -> None:
    class Odd:
        def contains_many(self, order_keys: np.ndarray) -> np.ndarray:
            return order_keys % 2 == 1

    asked = np.array([1, 2, 9])
    assert are_registered(Odd(), asked).tolist() == [True, False, True]
    assert are_registered(np.array([2, 3]), asked).tolist() == [False, True, False]
    assert are_registered(np.empty(0, np.int64), asked).tolist() == [False, False, False]
