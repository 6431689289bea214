"""What the programme's own records measure: who acknowledged what was handed down."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.spine.programme.conftest import gauge

from diaban.engines.measuring import Label
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.figures.declaring import find
from diaban.spine.figures.explaining import open_figure
from diaban.spine.figures.telling import read_figures
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Charge
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.cascading import (
    accept,
    give_back,
    hand_down,
    receive,
    send_again,
    take_back,
)
from diaban.spine.programme.models import Assignment, Programme
from diaban.spine.programme.targets import read_target

pytestmark = pytest.mark.usefixtures("hanoi")
NAME = "tasks-acknowledged"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def units():
    return list(city_communes(today()).order_by("code")[:3])


@pytest.fixture
def officer(units) -> User:
    """Somebody who answers for all three communes."""
    user = User.objects.create(username="lan", role=Role.COMMUNE, joined_at=timezone.now())
    for unit in units:
        Charge.objects.create(user=user, unit=unit, valid_from=date(2025, 7, 1))
    return user


@pytest.fixture
def handed(adopted, task, units, operator) -> list[Assignment]:
    hand_down([task], operator, units)
    return list(Assignment.objects.order_by("unit__code"))


def counts(day: date | None = None) -> dict[int | None, tuple[int, int, int]]:
    """Return numerator, denominator and unknown of each place that has any."""
    bring_up_to_date()
    day = day or today()
    told = read_figures([find(NAME)], [day])[NAME, day].counts
    return {
        unit: (count.numerator, count.denominator, count.unknown)
        for unit, count in told.items()
        if count.belonging
    }


def test_what_was_received_accepted_or_returned_is_acknowledged_and_silence_is_not(
    handed, units, officer
):
    first, second, _third = handed
    assert counts() == {unit.pk: (0, 1, 0) for unit in units}
    accept(first, officer)
    give_back(second, "không có điểm", officer)
    told = counts()
    assert [told[unit.pk] for unit in units] == [(1, 1, 0), (1, 1, 0), (0, 1, 0)]


def test_receipt_alone_is_acknowledgement(handed, units, officer):
    receive(handed[:1], officer)
    assert counts()[units[0].pk] == (1, 1, 0)


def test_a_task_that_was_sent_again_waits_anew_and_what_was_before_stays(
    adopted, task, units, officer, operator, monkeypatch
):
    unit, now = units[0], timezone.now()

    def days_ago(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now - timedelta(days=days))

    def told(days: int) -> tuple[int, int, int] | None:
        return counts(today() - timedelta(days=days)).get(unit.pk)

    days_ago(20)
    hand_down([task], operator, [unit])
    row = Assignment.objects.get()
    days_ago(15)
    give_back(row, "chưa rõ", officer)
    days_ago(5)
    send_again(row, "đã rõ", operator)
    days_ago(2)
    accept(row, officer)
    days_ago(0)
    assert told(21) is None, "it had not been sent"
    assert told(20) == told(16) == (0, 1, 0)
    assert told(15) == told(6) == (1, 1, 0), "it had been acknowledged"
    assert told(5) == told(3) == (0, 1, 0), "it waits anew"
    assert told(2) == told(0) == (1, 1, 0)


def test_what_was_taken_back_counts_until_then_and_not_after(
    adopted, task, units, officer, operator, monkeypatch
):
    first, second, _third = units
    now = timezone.now()

    def days_ago(days: int) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now - timedelta(days=days))

    def told(days: int) -> list[tuple[int, int, int] | None]:
        found = counts(today() - timedelta(days=days))
        return [found.get(unit.pk) for unit in (first, second)]

    days_ago(20)
    hand_down([task], operator, [first, second])
    accept(Assignment.objects.get(unit=first), officer)
    days_ago(0)
    bring_up_to_date()
    days_ago(10)
    assert take_back([task], operator) == (1, 1)
    days_ago(0)
    assert told(21) == [None, None]
    assert told(20) == told(11) == [(1, 1, 0), (0, 1, 0)], "it was there, and is not forgotten"
    assert told(10) == told(0) == [(1, 1, 0), None], "who acknowledged it keeps it"
    days_ago(3)
    hand_down([task], operator, [second])
    accept(Assignment.objects.get(unit=second), officer)
    days_ago(0)
    assert told(4) == [(1, 1, 0), None]
    assert told(3) == told(0) == [(1, 1, 0), (1, 1, 0)], "handed down again, it counts again"
    assert told(11) == [(1, 1, 0), (0, 1, 0)]


def test_what_was_taken_back_is_told_of_the_days_on_which_it_was_there(
    handed, units, officer, operator, task
):
    taken = handed[1].pk
    accept(handed[0], officer)
    take_back([task], operator)
    spec = find(NAME)
    [row] = spec.records.tell(operator, [taken]).values()
    assert (row.place, row.parts) == (units[1].pk, {"number": task.pk})
    assert "taken back" in row.note_en
    assert spec.records.tell(officer, [taken]).keys() == {taken}
    stranger = User.objects.create(username="x", role=Role.COMMUNE, joined_at=timezone.now())
    assert spec.records.tell(stranger, [taken]) == {}


@pytest.mark.parametrize("few", [1, 100])
def test_telling_what_was_taken_back_asks_as_often_for_three_as_for_one(
    handed, units, officer, operator, task, monkeypatch, few
):
    monkeypatch.setattr("diaban.spine.programme.handed_versions._FEW", few)
    every = [row.pk for row in handed]
    take_back([task], operator)
    spec = find(NAME)
    officer.charges.filter(unit=units[2]).delete()
    with CaptureQueriesContext(connection) as alone:
        assert spec.records.tell(officer, every[:1]).keys() == {every[0]}
    with CaptureQueriesContext(connection) as together:
        assert spec.records.tell(officer, every).keys() == set(every[:2])
    assert len(together) == len(alone)
    assert spec.records.tell(operator, every).keys() == set(every)


def test_of_what_was_taken_back_the_journal_is_asked_for_the_rows_alone_that_are_missing(
    handed, units, operator, task
):
    kept, taken, other = (row.pk for row in handed)
    Assignment.objects.filter(pk=other).delete()
    for facts in ({"handed": [[taken, units[1].pk, str(timezone.now())]]}, {"handed": "broken"}):
        record(operator, "task.taken_back", f"task:{task.pk}", facts)
    Assignment.objects.filter(pk=taken).delete()
    told = find(NAME).records.tell(operator, [kept, taken])
    assert told.keys() == {kept, taken}, "an act that names neither is not even read"


def test_what_is_over_counts_no_more_and_still_counts_as_of_its_days(
    handed, units, officer, adopted
):
    long_ago = timezone.now() - timedelta(days=400)
    Assignment.objects.update(sent_at=long_ago)
    day = today() - timedelta(days=300)
    Programme.objects.update(begins_on=day - timedelta(days=200), ends_on=day)
    assert len(counts(day)) == 3
    assert counts(day + timedelta(days=1)) == {}


def test_what_is_handed_down_before_its_programme_begins_counts_from_its_first_day(
    handed, units, officer
):
    begins_on = today() - timedelta(days=3)
    accept(handed[0], officer)
    Assignment.objects.update(sent_at=timezone.now() - timedelta(days=30))
    Programme.objects.update(begins_on=begins_on, ends_on=begins_on + timedelta(days=364))
    assert counts(begins_on - timedelta(days=1)) == {}
    assert counts(begins_on) == {unit.pk: (0, 1, 0) for unit in units}
    assert counts()[units[0].pk] == (1, 1, 0)


def test_what_is_handed_down_of_next_year_is_in_no_figure_of_this_one(handed, officer):
    accept(handed[0], officer)
    Programme.objects.update(begins_on=today() + timedelta(days=1))
    assert counts() == {}


def test_a_figure_opens_the_tasks_behind_it_of_those_that_one_may_see(
    handed, units, officer, operator, task
):
    accept(handed[0], officer)
    bring_up_to_date()
    spec = find(NAME)
    opened = open_figure(spec, today(), Label.REST, units=None, limit=10)
    assert opened.count == 2
    told = spec.records.tell(operator, opened.ids)
    assert {row.place for row in told.values()} == {units[1].pk, units[2].pk}
    [one, _other] = told.values()
    assert task.title in one.title
    assert (one.page, one.parts) == ("task", {"number": task.pk})
    stranger = User.objects.create(username="x", role=Role.COMMUNE, joined_at=timezone.now())
    assert spec.records.tell(stranger, opened.ids) == {}


def test_a_target_of_the_programme_is_measured_by_it(handed, units, officer, target, operator):
    gauge(target, operator, measure=NAME)
    accept(handed[0], officer)
    bring_up_to_date()
    standing = read_target(target, today())
    assert (standing.total.numerator, standing.total.denominator) == (1, 3)


def test_figures_follow_each_answer_without_being_told(handed, units, officer):
    counts()
    table = find(NAME).records
    mark = table.newest()
    assert table.changed_since(mark, 100) == []
    accept(handed[2], officer)
    assert table.newest() > mark
    assert handed[2].pk in table.changed_since(mark, 100)
    assert table.changed_since(mark, 1) is None


def test_figures_follow_what_is_taken_back_without_being_told(handed, units, operator, task):
    assert len(counts()) == 3
    take_back([task], operator)
    assert counts() == {}
