"""What a declaration speaks of: it is held against what counts the same thing, and no other."""

from datetime import timedelta
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from tests.spine.programme.conftest import gauge

from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.guarded_tables import guard_tables, lift_guards
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.declared import declare
from diaban.spine.programme.freezing import freeze
from diaban.spine.programme.gauging import set_gauge
from diaban.spine.programme.models import Declared, Target
from diaban.spine.programme.targets import read_target

pytestmark = pytest.mark.usefixtures("official_hanoi")
FORM = Source("x.xlsx")
MIGRATION = ("programme", "0010_what_a_declaration_counts")
LATER = timedelta(days=10)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def units():
    return list(city_communes(today()).order_by("code")[:3])


@pytest.fixture
def other_register(operator):
    def opened(noun: str) -> Register:
        return Register.objects.create(
            key=f"other-{Register.objects.count()}", title_vi="Khác", title_en="Other",
            noun_vi=noun, noun_en=noun, source="x", opened_at=timezone.now(), opened_by=operator,
        )  # fmt: skip

    return opened


@pytest.fixture
def counted(target, register, units, operator) -> Target:
    """A target whose three places a register counted for ten days: 50 of 100 in each."""
    target.places.set(units)
    gauge(target, operator, today() - LATER, register=register)
    said = [Said(unit, today() - LATER, 50, 100) for unit in units]
    state(register, said, operator, FORM)
    return target


def taken_over(target: Target, register: Register, units, operator) -> Target:
    """Let another register count the target from today on: 10 of 1,000 in each place."""
    set_gauge(target, register.key, today(), operator)
    state(register, [Said(unit, today(), 10, 1000) for unit in units], operator, FORM)
    return Target.objects.get(pk=target.pk)


def test_a_declaration_keeps_what_counted_the_target_on_its_day(
    counted, other_register, units, operator
):
    was = declare(counted, None, today() - LATER, ("200", "300"), operator)
    target = taken_over(counted, other_register("hộ gia đình"), units, operator)
    now = declare(target, None, today(), ("200", "3000"), operator)
    before = declare(target, None, today() - LATER, ("210", "300"), operator)
    assert was.gauge == before.gauge == counted.gauges.earliest("valid_from")
    assert now.gauge == counted.gauges.latest("valid_from")


def test_what_nothing_counted_yet_speaks_of_what_counts_it_today(target, register, operator):
    assert declare(target, None, today() - LATER, ("1", "2"), operator).gauge is None
    today_on = gauge(target, operator, today(), register=register)
    target = Target.objects.get(pk=target.pk)
    assert declare(target, None, today() - LATER, ("1", "2"), operator).gauge == today_on


def test_what_was_said_of_hamlets_is_not_held_against_households(
    counted, other_register, units, operator
):
    declare(counted, None, today() - LATER, ("200", "300"), operator)
    assert read_target(counted, today()).difference == pytest.approx(1 / 6)
    old = counted.gauges.get()
    target = taken_over(counted, other_register("hộ gia đình"), units, operator)
    standing = read_target(target, today())
    assert standing.declared_share == pytest.approx(2 / 3)
    assert (standing.difference, standing.declarations[0].other) == (None, old)
    # of the day before the difference stays what it was
    assert read_target(target, today() - timedelta(days=1)).difference == pytest.approx(1 / 6)
    declare(target, None, today(), ("60", "3000"), operator)
    assert read_target(target, today()).difference == pytest.approx(0.01)


def test_another_register_of_the_same_thing_is_compared(counted, other_register, units, operator):
    declare(counted, None, today() - LATER, ("200", "300"), operator)
    target = taken_over(counted, other_register(" HỘ "), units, operator)
    standing = read_target(target, today())
    assert standing.difference == pytest.approx(2 / 3 - 0.01)
    assert standing.declarations[0].other is None


def test_units_that_count_different_things_are_summed_apart(
    counted, other_register, units, operator
):
    for unit in units[:2]:
        declare(counted, unit, today() - LATER, ("80", "100"), operator)
    target = taken_over(counted, other_register("hộ gia đình"), units, operator)
    declare(target, units[0], today(), ("20", "1000"), operator)
    now, was = read_target(target, today()).declarations
    assert (now.units, now.denominator, now.other) == ((units[0].pk,), 1000, None)
    assert (was.units, was.denominator) == ((units[1].pk,), 100)
    assert was.other == target.gauges.earliest("valid_from")
    assert read_target(target, today()).difference == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("whole", "told"), [(300, None), (330, None), (331, 300), (270, None), (269, 300)]
)
def test_a_whole_that_is_more_than_a_tenth_from_the_records_is_told(counted, operator, whole, told):
    declare(counted, None, today(), ("100", str(whole)), operator)
    standing = read_target(counted, today())
    assert standing.other_whole_of(standing.declarations[0]) == told


def test_the_whole_of_units_is_that_of_the_same_units(counted, register, units, operator):
    declare(counted, units[0], today(), ("50", "100"), operator)
    standing = read_target(counted, today())
    assert standing.other_whole_of(standing.declarations[0]) is None
    declare(counted, units[1], today(), ("50", "200"), operator)
    standing = read_target(counted, today())
    assert standing.other_whole_of(standing.declarations[0]) == 200
    # where a place is silent the records' whole is not known
    silent = city_communes(today()).exclude(pk__in=[unit.pk for unit in units]).first()
    counted.places.add(silent)
    declare(counted, silent, today(), ("1", "900"), operator)
    standing = read_target(counted, today())
    assert standing.other_whole_of(standing.declarations[0]) is None


def test_a_report_keeps_what_a_declaration_counted(
    adopted, counted, other_register, units, operator
):
    declare(counted, None, today() - LATER, ("200", "300"), operator)
    declare(counted, units[0], today() - LATER, ("80", "100"), operator)
    taken_over(counted, other_register("hộ gia đình"), units, operator)
    [frozen] = [one for task in freeze(today(), today()) for one in task.targets]
    assert (frozen.figure.declared_noun, frozen.figure.noun) == ("hộ", "hộ gia đình")
    assert (frozen.figure.declared_share, frozen.difference) == (pytest.approx(2 / 3), None)
    nouns = {place.unit_id: place.declared_noun for place in frozen.places}
    assert [nouns[unit.pk] for unit in units] == ["hộ", "", ""]
    assert Declared.objects.count() == 2
    assert "declared_noun=hộ" in repr([task.told() for task in freeze(today(), today())])


def test_digests_of_before_hold_where_both_counted_the_same(adopted, counted, operator):
    declare(counted, None, today() - LATER, ("200", "300"), operator)
    assert "declared_noun" not in repr([task.told() for task in freeze(today(), today())])


@pytest.mark.django_db(transaction=True)
def test_what_was_declared_before_is_filled_from_what_counted_on_its_day(
    counted, other_register, units, operator
):
    """Rows of before had no gauge: the migration fills them, and nothing else of them."""
    days = (today() - 2 * LATER, today() - LATER, today())
    for day in days:
        declare(counted, None, day, ("1", "2"), operator)
    taken_over(counted, other_register("hộ gia đình"), units, operator)
    old, new = counted.gauges.order_by("valid_from")
    tables = ("programme_declared",)
    lift_guards(connection, tables)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE programme_declared SET gauge_id = NULL")
    state = MigrationExecutor(connection).loader.project_state([MIGRATION])
    import_module(f"diaban.spine.programme.migrations.{MIGRATION[1]}").fill(
        state.apps, SimpleNamespace(connection=connection)
    )
    guard_tables(connection, tables)
    filled = Declared.objects.order_by("held_on").values_list("held_on", "gauge", "numerator")
    # of a day before anything counted it, what counted when it was declared: by then the new one
    assert list(filled) == [(days[0], new.pk, 1), (days[1], old.pk, 1), (days[2], new.pk, 1)]
