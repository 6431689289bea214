"""A figure of the first quarter of 2021, asked for today: on old boundaries and on new ones.

In January 2021 there were districts and more communes than now; on 1 July 2025 the districts ended
and 526 communes became 126. What was counted then is still answerable: on the units of then, by
district, and on today's communes, where what cannot be known is said to be unknown.
"""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.registry import door, observe

from diaban.engines.measuring import WindowKind, window_of
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.closing import close_window, revisions
from diaban.spine.figures.models import ClosedFigure
from diaban.spine.places.layouts import Layout, descents
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.programme.comparing import On, lay_out

Q1_2021 = window_of(WindowKind.QUARTER, 2021, 1)
CLOSING_DAY = Q1_2021.closes_on


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def register(operator, hanoi) -> Register:
    return Register.objects.create(
        key="diem", title_vi="Điểm bưu điện có người", title_en="Post points", noun_vi="điểm",
        noun_en="points", source="1/2021", opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip


@pytest.fixture
def counted(register, operator) -> Register:
    """Every commune of then counted its post points in March 2021: 3 of 4 staffed, one unknown."""
    said = [Said(unit, date(2021, 3, 1), 3, 4, 1) for unit in city_communes(date(2025, 1, 1))]
    state(register, said, operator, Source("quy-1-2021.xlsx"))
    return register


def heirs(before: Layout, after: Layout) -> dict[int, list[int]]:
    return {int(unit): [int(d.key) for d in ds] for unit, ds in descents(before, after).items()}


def test_on_the_units_of_then_the_figure_is_what_was_stated(counted):
    told = lay_out(counted, CLOSING_DAY, On.THEN)
    assert len(told.by_unit) == 526
    assert not told.restated
    assert {figure.count.numerator for figure in told.by_unit.values()} == {3}


def test_by_district_of_then_the_figure_is_the_exact_sum_of_its_communes(counted):
    told = lay_out(counted, CLOSING_DAY, On.DISTRICTS)
    assert len(told.by_unit) == 30
    assert all(figure.is_exact for figure in told.by_unit.values())
    assert sum(figure.count.numerator for figure in told.by_unit.values()) == 3 * 526


def test_on_todays_communes_it_is_exact_where_communes_passed_whole_and_bounded_elsewhere(counted):
    told = lay_out(counted, CLOSING_DAY, On.NOW)
    assert len(told.by_unit) == 126
    exact = [figure for figure in told.by_unit.values() if figure.is_exact]
    bounded = [figure for figure in told.by_unit.values() if not figure.is_exact]
    assert exact
    assert bounded
    assert all(figure.count.share == 0.75 for figure in exact)
    assert all(figure.shares.low <= 0.6 <= 0.8 <= figure.shares.high for figure in bounded)


def test_the_whole_is_the_same_on_whatever_boundaries(counted):
    told = [lay_out(counted, CLOSING_DAY, on) for on in On]
    assert len({(one.whole, one.shares) for one in told}) == 1


def test_a_commune_of_then_that_said_nothing_leaves_its_district_and_its_heirs_open(
    register, operator
):
    units = list(city_communes(date(2025, 1, 1)))
    silent = units[0]
    said = [Said(unit, date(2021, 3, 1), 3, 4) for unit in units[1:]]
    state(register, said, operator, Source("quy-1-2021.xlsx"))
    told = lay_out(register, CLOSING_DAY, On.DISTRICTS)
    assert told.silent == 1
    assert told.by_unit[silent.parent_id].missing == {silent.pk}
    assert told.by_unit[silent.parent_id].count is None
    now = lay_out(register, CLOSING_DAY, On.NOW)
    then = Layout.communes(LAST_THREE_TIER_DAY)
    open_ones = {unit for unit, figure in now.by_unit.items() if silent.pk in figure.missing}
    assert open_ones <= set(heirs(then, Layout.communes(today()))[silent.pk])
    assert open_ones


def test_january_2021_stands_beside_today_on_either_boundaries(counted, operator, client: Client):
    unit = city_communes(today()).first()
    state(counted, [Said(unit, today(), 9, 10)], operator, Source("hom-nay.xlsx"))
    for on in ("now", "former", "districts"):
        query = {"what": "register:diem", "day": "2021-03-14", "other": str(today()), "on": on}
        page = client.get("/programme/compare/", query).content.decode()
        assert "14/3/2021" in page
        assert page.count('<tr><th scope="row"') == {"now": 126, "former": 526, "districts": 30}[on]


def test_of_a_figure_by_district_nothing_is_said_of_single_communes(register, operator):
    register.level = "district"
    register.save()
    said = [Said(unit, date(2021, 3, 1), 30, 40) for unit in Layout.districts().units]
    state(register, said, operator, Source("quan-huyen.xlsx"))
    then = lay_out(register, CLOSING_DAY, On.THEN)
    assert len(then.by_unit) == 30
    assert all(figure.count.share == 0.75 for figure in then.by_unit.values())
    formers = lay_out(register, CLOSING_DAY, On.FORMER)
    assert len(formers.by_unit) == 526
    assert all(not figure.is_exact for figure in formers.by_unit.values())
    assert {figure.numerator for figure in formers.by_unit.values()} == {(0, 30)}


@pytest.mark.usefixtures("official_hanoi")
def test_late_facts_do_not_change_a_closed_report_and_are_listed_beside_it(operator):
    observe(door("a", life="confirmed", held_on=CLOSING_DAY - timedelta(days=9)),
            door("b", held_on=CLOSING_DAY - timedelta(days=9)))  # fmt: skip
    closing = close_window(Q1_2021, operator)
    closed = sorted(ClosedFigure.objects.values_list())
    # in 2026 somebody learns what had held in March 2021 already
    observe(door("b", life="confirmed", held_on=CLOSING_DAY - timedelta(days=2)))
    late = {one.measure: one for one in revisions(closing)}["households-confirmed"]
    assert (late.closed.numerator, late.known.numerator) == (1, 2)
    assert sorted(ClosedFigure.objects.values_list()) == closed
