"""Targets: measured, bounded, declared beside it, foreseen; never a typed percentage."""

from datetime import date, timedelta

import pytest
from tests.registry import MIDDLE, door, observe
from tests.spine.programme.conftest import gauge

from diaban.engines.measuring import Count, Outlook
from diaban.spine.addresses.coding import run_coding
from diaban.spine.evidence.reading import places_of
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.declared import DeclaredError, declare
from diaban.spine.programme.gauging import GaugeError, set_gauge
from diaban.spine.programme.models import Relation, Target
from diaban.spine.programme.targets import foresee, gauge_of, month_ends, read_curve, read_target

pytestmark = pytest.mark.usefixtures("official_hanoi")
FORM = Source("x.xlsx")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, few_days):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def units():
    return list(city_communes(today()).order_by("code")[:3])


def test_a_target_without_a_measure_is_not_measurable_yet_and_not_0(target):
    standing = read_target(target, today())
    assert not standing.is_measurable
    assert standing.shares is None
    assert standing.is_reached is None
    assert standing.gaps() == []


def test_a_target_reads_the_registry_and_opens_no_typed_figure(target, operator):
    observe(*(door(f"d{n}", (MIDDLE[0] + n / 9_000, MIDDLE[1])) for n in range(3)))
    observe(door("nowhere", None))
    run_coding(operator)
    bring_up_to_date()
    gauge(target, operator, measure="households-coded")
    standing = read_target(target, today())
    assert standing.total == Count(3, 4)
    assert standing.is_reached is False
    assert [gap.gain for gap in standing.gaps()] == [1]
    commune = next(unit for unit, count in standing.counts.items() if unit and count.numerator)
    target.places.add(commune)
    listed = Target.objects.get(pk=target.pk)
    assert read_target(listed, today()).total == Count(3, 3)
    assert read_target(listed, today()).is_reached is True


def test_unknown_stands_between_two_bounds_and_decides_nothing(target, register, units, operator):
    gauge(target, operator, register=register)
    state(register, [Said(units[0], today(), 60, 60, 40)], operator, FORM)
    standing = read_target(target, today())
    assert (standing.shares.share, standing.shares.low, standing.shares.high) == (1.0, 0.6, 1.0)
    assert standing.is_reached is None
    target.threshold = 0.5
    # of the other communes nobody knows even how many there are to count
    assert read_target(target, today()).is_reached is None
    target.places.add(units[0])
    assert read_target(target, today()).is_reached is True
    assert len(standing.silent) == places_of(register, today()).count() - 1


def test_declared_stands_beside_measured_and_the_difference_is_told(
    target, register, units, operator
):
    gauge(target, operator, register=register)
    state(register, [Said(units[0], today(), 50, 100)], operator, FORM)
    assert read_target(target, today()).difference is None
    declare(target, units[0], today(), ("95", "100"), operator)
    standing = read_target(target, today())
    assert standing.difference == pytest.approx(0.45)
    assert standing.total.share == 0.5
    declare(target, None, today(), ("1.000", "1.000"), operator)
    assert read_target(target, today()).declared_share == 1.0


@pytest.mark.parametrize("said", ["có", "N/A", "95%", "", "yes", "-3", "1e3"])
def test_words_are_no_declared_value(target, units, operator, said):
    with pytest.raises(DeclaredError, match="no_number"):
        declare(target, units[0], today(), (said, "100"), operator)


def test_declared_values_that_cannot_be(target, units, operator):
    officer = User.objects.create(username="officer", role=Role.COMMUNE)
    officer.charges.model.objects.create(user=officer, unit=units[0], valid_from=today())
    auditor = User.objects.create(username="auditor", role=Role.AUDITOR)
    for unit, day, said, actor, reason in (
        (units[0], today(), ("5", "4"), operator, "part_over_whole"),
        (units[0], today(), ("0", "0"), operator, "of_nothing"),
        (units[0], today() + timedelta(days=1), ("1", "2"), operator, "future"),
        (units[0], date(1, 1, 1), ("1", "2"), operator, "too_early"),
        (units[1], today(), ("1", "2"), officer, "no_standing"),
        (None, today(), ("1", "2"), officer, "no_standing"),
        (units[0], today(), ("1", "2"), auditor, "no_standing"),
    ):
        with pytest.raises(DeclaredError, match=reason):
            declare(target, unit, day, said, actor)
    assert declare(target, units[0], today(), ("1", "2"), officer).share == 0.5


def test_a_measure_takes_the_registers_place_and_history_is_kept(target, register, operator):
    old = gauge(target, operator, register=register)
    new = gauge(target, operator, today(), measure="households-coded")
    target = Target.objects.get(pk=target.pk)
    assert gauge_of(target, today()) == new
    assert gauge_of(target, today() - timedelta(days=1)) == old
    assert gauge_of(target, date(2025, 12, 31)) is None


def test_each_place_counts_alike_only_where_the_programme_says_so(
    target, register, units, operator
):
    gauge(target, operator, register=register)
    said = [Said(units[0], today(), 1, 1), Said(units[1], today(), 0, 99)]
    state(register, said, operator, FORM)
    assert read_target(target, today()).shares.share == 0.01
    target.counts_alike = True
    assert read_target(target, today()).shares.share == 0.5


def test_the_day_of_reaching_it_is_foreseen_or_said_to_be_unknown(
    target, register, units, operator
):
    register.shelf_life_days = None
    register.save()
    gauge(target, operator, register=register)
    assert foresee(target, today()).outlook == Outlook.CANNOT_TELL
    ends = [day for day, _ in read_curve(target, today())]
    said = [Said(units[0], day, 30 + 8 * n, 100) for n, day in enumerate(ends)]
    state(register, said, operator, FORM)
    found = foresee(target, today())
    assert found.outlook == Outlook.EXPECTED
    assert found.earliest <= found.day <= found.latest
    assert found.day > today()
    assert read_target(target, date(2026, 7, 2)).expected == pytest.approx(0.5, abs=0.01)


def test_what_is_unknown_keeps_a_target_from_being_called_reached(
    target, register, units, operator
):
    gauge(target, operator, register=register)
    target.threshold = 0.5
    target.places.set(units)
    state(register, [Said(unit, today(), 60, 70, 60) for unit in units], operator, FORM)
    assert foresee(target, today()).outlook == Outlook.KNOWN_PART
    state(register, [Said(unit, today(), 60, 90, 10) for unit in units], operator, FORM)
    assert foresee(target, today()).outlook == Outlook.REACHED


def test_a_target_that_has_not_begun_is_foreseen_by_the_pace_of_what_counts_it(
    target, register, units, operator
):
    register.shelf_life_days = None
    register.save()
    gauge(target, operator, register=register)
    said = [Said(units[0], day, 30 + 8 * n, 100) for n, day in enumerate(month_ends(today()))]
    state(register, said, operator, FORM)
    target.begins_on = today().replace(year=today().year + 1)
    assert foresee(target, today()).outlook == Outlook.EXPECTED
    target.begins_on = month_ends(today())[-5]
    within = [day for day, _ in read_curve(target, today())]
    assert within[0] == target.begins_on, "what was before it began tells nothing any more"


def test_a_measure_that_no_app_declares_any_more_measures_nothing(target, operator):
    gauge(target, operator, measure="gone")
    assert read_target(target, today()).shares is None


def test_a_target_to_be_kept_low_names_no_places_to_raise(target, register, units, operator):
    gauge(target, operator, register=register)
    state(register, [Said(units[0], today(), 5, 10, 5)], operator, FORM)
    target.relation = Relation.AT_MOST
    assert read_target(target, today()).gaps() == []
    assert foresee(target, today()) is None
    target.relation, target.threshold = Relation.EXACTLY, 0.5
    target.places.add(units[0])
    assert read_target(target, today()).is_reached is None


def test_where_places_count_alike_the_small_ones_that_lack_most_add_most(
    target, register, units, operator
):
    said = [Said(units[0], today(), 500, 1_000), Said(units[1], today(), 1, 10)]
    gauge(target, operator, register=register)
    state(register, said, operator, FORM)
    target.places.set(units[:2])
    assert read_target(target, today()).gaps()[0].place == units[0].pk
    target.counts_alike = True
    small, large = read_target(target, today()).gaps()
    assert (small.place, large.place) == (units[1].pk, units[0].pk)
    assert (small.adds, large.adds) == pytest.approx((0.45, 0.25))
    target.threshold = 0.7
    assert [gap.needed for gap in read_target(target, today()).gaps()] == [True, False]


def test_another_gauge_changes_nothing_that_was_shown(target, adopted, register, operator):
    before = today() - timedelta(days=90)
    set_gauge(target, "codes", before, operator)
    with pytest.raises(GaugeError, match="shown"):
        set_gauge(target, "households-coded", before + timedelta(days=1), operator)
    set_gauge(target, "households-coded", today(), operator)
    assert gauge_of(target, today() - timedelta(days=1)).register == register
