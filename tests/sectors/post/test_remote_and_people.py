"""Remote households and staffed points, and figures told in people: what is unknown stays so."""

from collections import Counter

import pytest
from tests.registry import address_of
from tests.sectors.post.points import a_point
from tests.sectors.post.town import at, draw_road, live_at, north

from diaban.engines.measuring import Count
from diaban.sectors.post.reach import points as reach_points
from diaban.sectors.post.reach import survey as surveying
from diaban.sectors.post.reach.measures import MEASURES
from diaban.sectors.post.reach.survey import survey_reach
from diaban.sectors.post.reach.told import tell_reach
from diaban.spine.addresses.household_size import PEOPLE
from diaban.spine.figures.declaring import measures
from diaban.spine.figures.telling import tell_figures
from diaban.spine.places.models import HouseholdCount
from diaban.spine.places.units import today
from diaban.web.programme.titles import estimate_of, estimate_of_count

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture
def valley(operator, monkeypatch):
    """A road of ten kilometres on which every household is remote."""
    monkeypatch.setattr(surveying, "REMOTE_METRES", 0)
    draw_road(0, 2_000, 4_000, 6_000, 8_000, 10_000)
    live_at(low=north(100), middle=north(5_000), high=north(9_900), nowhere=None)
    return operator


def survey(actor, monkeypatch, told: dict[int, bool]) -> Count:
    monkeypatch.setattr(reach_points, "staffed_points", lambda on: told)
    survey_reach(actor)
    return counted("remote-households-staffed")


def counted(name: str) -> Count:
    return next(iter(tell_figures([measures()[name]], today()))).count


def test_an_open_point_serves_a_remote_household_only_where_somebody_is_known_to_be(
    valley, monkeypatch
):
    low, high = a_point("Dưới", **at(north(0))), a_point("Trên", **at(north(10_000)))
    count = survey(valley, monkeypatch, {low.pk: True, high.pk: False})
    # who has no position may live anywhere
    assert (count.numerator, count.denominator, count.unknown) == (1, 3, 1)
    assert counted("remote-households-served").numerator == 2


def test_where_presence_is_not_known_the_household_is_unknown_and_no_no(valley, monkeypatch):
    low = a_point("Dưới", **at(north(0)))
    a_point("Trên", **at(north(10_000)))
    count = survey(valley, monkeypatch, {low.pk: True})
    # the one in the middle is more than 3 km from either: a no, whoever serves there
    assert (count.numerator, count.denominator, count.unknown) == (1, 2, 2)


def test_who_is_not_remote_does_not_belong(valley, monkeypatch):
    monkeypatch.setattr(surveying, "REMOTE_METRES", 1_000_000)
    low = a_point(**at(north(0)))
    count = survey(valley, monkeypatch, {low.pk: True})
    assert (count.denominator, count.unknown, count.excluded) == (0, 1, 3)


def test_a_registered_household_that_is_not_remote_is_not_missing(valley, monkeypatch):
    monkeypatch.setattr(surveying, "REMOTE_METRES", 1_000_000)
    low = a_point(**at(north(0)))
    communes = Counter(address_of(key).commune_id for key in ("low", "middle", "high"))
    unit, registered = next(iter(communes.items()))
    HouseholdCount.objects.create(
        unit_id=unit, count=registered + 2, as_of=today(), source="Cục Thống kê"
    )
    # two that the registry lacks may be remote, and the one without a position
    assert survey(valley, monkeypatch, {low.pk: True}).unknown == 3


def test_a_row_behind_it_tells_both_distances(valley, monkeypatch):
    low, high = a_point("Dưới", **at(north(0))), a_point("Trên", **at(north(10_000)))
    survey(valley, monkeypatch, {low.pk: True, high.pk: False})
    number = address_of("high").pk
    told = tell_reach(valley, [number])[number]
    assert told.note_vi == "cách điểm đang hoạt động 0,1 km đường bộ, điểm có người phục vụ 9,9 km"
    assert told.note_en == "0.1 km by road to a point in service, 9.9 km to a staffed one"
    survey(valley, monkeypatch, {low.pk: True})
    told = tell_reach(valley, [number])[number]
    assert told.note_vi.endswith("chưa rõ điểm gần nào có người phục vụ")


def test_every_figure_of_reach_is_told_in_people_and_the_mean_has_a_source():
    assert {one.stands_for for one in MEASURES} == {PEOPLE}
    assert "2019" in PEOPLE.source_vi
    assert "2019" in PEOPLE.source_en


def test_people_are_told_as_an_estimate_to_two_figures_and_with_their_source():
    spec = measures()["households-within-3km"]
    assert estimate_of(spec, 27_265) == (
        "≈ 98.000 người; ước tính, mỗi hộ 3,6 "
        "(Tổng điều tra dân số 1/4/2019, Hà Nội: 8.053.663 người, hơn 2,2 triệu hộ)"
    )
    said = estimate_of_count(spec, Count(900, 1_000, unknown=50))
    assert said.startswith("≈ 3.200 trên ≈ 3.600 người; ≈ 180 chưa rõ; ước tính")


def test_what_is_no_household_and_nothing_at_all_has_no_people():
    assert estimate_of(measures()["points-staffed"], 12) == ""
    assert estimate_of(measures()["households-within-3km"], 0) == ""
    assert estimate_of_count(measures()["households-within-3km"], Count()) == ""
