"""Many targets are read together: what one reads alone, for as many questions as three cost."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.registry import MIDDLE, door, observe
from tests.spine.programme.conftest import gauge

from diaban.spine.addresses.coding import run_coding
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.places.models import Level
from diaban.spine.places.units import LAST_THREE_TIER_DAY, city_communes, today
from diaban.spine.programme.declared import declare
from diaban.spine.programme.models import Target
from diaban.spine.programme.targets import month_ends, read_days, read_target, read_targets

pytestmark = pytest.mark.usefixtures("official_hanoi")
FORM = Source("x.xlsx")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def make_targets(task, operator):
    units = list(city_communes(today()).order_by("code")[:4])

    def make(first: int, last: int) -> list[Target]:
        return [_make_one(task, operator, units, number) for number in range(first, last)]

    return make


def _make_one(task, operator, units, number: int) -> Target:
    """Every third by a measure, the others by a register with months of evidence."""
    target = Target.objects.create(
        task=task, title=f"Mục tiêu {number}", threshold=0.9,
        begins_on=date(2026, 1, 1), ends_on=date(2026, 12, 31),
    )  # fmt: skip
    if number % 3 == 0:
        gauge(target, operator, measure="households-coded")
        return target
    register = Register.objects.create(
        key=f"register-{number}", title_vi="Sổ", title_en="Register", noun_vi="việc",
        noun_en="things", source="1/2021", shelf_life_days=20 * number, opened_at=timezone.now(),
        opened_by=operator,
    )  # fmt: skip
    gauge(target, operator, register=register)
    for place, unit in enumerate(units[: 1 + number % 4]):
        days = month_ends(today())[: 7 - 2 * place]
        said = [Said(unit, day, n + 1, 10 + number) for n, day in enumerate(days)]
        state(register, said, operator, FORM)
        declare(target, unit, today() - timedelta(days=30 * place), ("9", "10"), operator)
    return target


@pytest.fixture
def registry(operator):
    observe(*(door(f"d{n}", (MIDDLE[0] + n / 9_000, MIDDLE[1])) for n in range(3)))
    run_coding(operator)
    bring_up_to_date()


def told(standing) -> tuple[object, ...]:
    return (
        standing.gauge, dict(standing.counts), standing.silent, standing.stale, standing.lapsed,
        standing.shares, standing.difference, standing.declarations,
    )  # fmt: skip


def test_what_is_read_together_is_what_each_reads_alone(registry, make_targets):
    targets = make_targets(0, 9)
    days = month_ends(today())
    together = read_days(targets, days)
    for day in days:
        alone = [read_target(target, day) for target in targets]
        assert [told(one) for one in together[day]] == [told(one) for one in alone]
    assert any(one.stale for one in together[today()])
    assert read_targets([], today()) == []


def test_sixty_targets_cost_no_more_questions_than_three(registry, make_targets):
    def asked(targets) -> int:
        read_days(targets, month_ends(today()))
        with CaptureQueriesContext(connection) as queries:
            read_days(targets, month_ends(today()))
        return len(queries)

    few = asked(make_targets(0, 3))
    assert asked(make_targets(3, 60)) <= few <= 14


def test_a_place_that_lapsed_is_named_and_not_lost(target, register, operator):
    gone, here = city_communes(LAST_THREE_TIER_DAY).first(), city_communes(today()).first()
    gauge(target, operator, register=register)
    target.places.set([gone, here])
    standing = read_target(target, today())
    assert (standing.lapsed, standing.silent) == ((gone.pk,), (here.pk,))
    assert read_target(target, LAST_THREE_TIER_DAY).gauge is None


def test_the_newer_declaration_is_shown_and_the_older_stays_beside_it(target, register, operator):
    one, other = city_communes(today()).order_by("code")[:2]
    gauge(target, operator, register=register)
    said = [Said(one, today(), 10, 20), Said(other, today(), 0, 20)]
    state(register, said, operator, FORM)
    declare(target, None, today() - timedelta(days=40), ("90", "100"), operator)
    declare(target, one, today(), ("15", "20"), operator)
    standing = read_target(target, today())
    assert [d.share for d in standing.declarations] == [0.75, 0.9]
    # of one commune: measured in that commune it is a half, not a quarter as in both
    assert standing.difference == 0.25
    assert standing.difference_of(standing.declarations[1]) == pytest.approx(0.65)
    assert standing.declarations[0].units == (one.pk,)


def test_a_register_of_districts_names_no_commune(target, register, operator):
    register.level = Level.DISTRICT
    register.save()
    gauge(target, operator, date(2025, 1, 1), register=register)
    assert read_target(target, today()).silent == ()
    assert len(read_target(target, LAST_THREE_TIER_DAY).silent) == 30
