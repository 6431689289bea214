"""The rows behind a figure on the map: one slip far away does not make all the others one dot."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def box_of(live_server, open_page):
    """The box that the rows' own script looks at, as [west, south, east, north]."""
    page = open_page("desktop")
    page.goto(f"{live_server.url}/about/")
    ask = "async (places) => (await import('/static/diaban/target_rows.js')).boxOf(places)"
    return lambda places: page.evaluate(ask, places)


def village(number: int, west: float = 105.8) -> list[list[float]]:
    return [[west + n % 10 / 500, 21 + n // 10 / 500] for n in range(number)]


FAR = [[105.2, 20.6], [106.0, 21.4]]


@pytest.mark.parametrize(("number", "far"), [(6, FAR[:1]), (12, FAR[:1]), (98, FAR)])
def test_the_map_looks_at_the_many_and_not_at_a_slip_far_away(box_of, number, far):
    assert box_of(village(number) + far) == box_of(village(number))


def test_a_second_village_is_no_slip(box_of):
    west = box_of(village(80) + village(20, west=105.4))[0]
    assert west == pytest.approx(105.4)


def test_of_two_or_three_points_none_is_left_out(box_of):
    assert box_of([[105.8, 21], *FAR]) == [105.2, 20.6, 106, 21.4]
    assert box_of(FAR[:1]) == [105.2, 20.6, 105.2, 20.6]
