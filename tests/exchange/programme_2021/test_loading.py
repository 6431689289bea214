"""The programme of 2021: all 44 duties, each served or saying what it lacks, and live targets."""

from collections import Counter
from dataclasses import fields
from datetime import date

import pytest

from diaban.exchange.programme_2021 import load_programme
from diaban.spine.evidence.models import Evidence
from diaban.spine.parties.organisations import Field, owners_on
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.cascading import Receipts, receipts
from diaban.spine.programme.models import Assignment, Directive, Duty, Programme, Target
from diaban.spine.programme.orphans import find_orphans
from diaban.spine.programme.statuses import Status, status_of
from diaban.spine.programme.targets import read_target

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def programme(loaded_programme, official_hanoi, operator, settings):
    return loaded_programme.put_back(settings.FIGURE_FOLDER)


def test_all_44_duties_stand_in_the_text_with_their_phrases(programme):
    duties = list(Duty.objects.select_related("directive"))
    assert len(duties) == 44
    by_key = {duty.key: duty for duty in duties}
    assert by_key["BC-3"].quote == "phấn đấu 100% điểm bưu điện xã phải có người phục vụ"
    assert Counter(duty.voice for duty in duties) == {
        "ministry": 16, "city": 9, "department": 19,
    }  # fmt: skip
    numbered = {key for key, duty in by_key.items() if duty.value is not None}
    assert numbered == {"BC-1", "BC-3"}


def test_the_deadline_before_the_document_stays_as_written_and_a_person_corrects_it(
    programme, operator
):
    duty = Duty.objects.get(key="BC-1")
    assert (duty.deadline_said, duty.deadline) == ("quý 2/2020", date(2020, 6, 30))
    assert duty.deadline < duty.directive.issued_on
    assert (duty.until, duty.corrected_by) == (date(2021, 6, 30), operator)
    assert "quý 2/2021" in duty.corrected_why


def test_no_duty_is_an_orphan_and_the_check_would_find_one(programme):
    directive = Directive.objects.get()
    assert find_orphans(directive) == []
    duty = Duty.objects.get(key="BC-3")
    duty.tasks.clear()
    assert [(o.duty.key, o.reason) for o in find_orphans(directive)] == [("BC-3", "no_task")]


def test_at_least_25_targets_are_live_over_all_six_fields_and_the_rest_say_what_they_lack(
    programme,
):
    standings = [read_target(target, today()) for target in Target.objects.all()]
    live = [one for one in standings if one.is_measurable]
    assert len(live) >= 25
    assert {one.target.task.field for one in live} >= set(Field.values)
    assert all(one.target.lacks for one in standings if not one.is_measurable)
    counted = [one for one in live if one.gauge.register_id]
    assert all(one.synthetic and 0 < one.total.numerator <= one.total.belonging for one in counted)
    assert any(one.silent for one in counted)
    assert all(one.difference is not None for one in counted)


def test_each_duty_shows_its_owner_then_and_now_or_that_nobody_knows(programme):
    owner = programme.organisation
    [then] = owners_on(owner, Field.POST, date(2021, 1, 20))
    assert then.organisation == owner
    [now] = owners_on(owner, Field.POST, today())
    assert "Khoa học và Công nghệ" in now.organisation.name
    [press] = owners_on(owner, Field.PRESS, today())
    assert press.organisation is None


def test_communes_answer_each_in_its_own_way_and_some_not_at_all(programme):
    found = receipts_of(programme)
    assert 0 < found.returned < found.accepted < found.received < found.sent
    returned = Assignment.objects.exclude(returned_at=None)
    assert all(row.return_reason for row in returned)


def test_some_tasks_are_done_in_time_some_late_and_none_in_days_to_come(programme):
    done = [task for task in programme.tasks.all() if task.done_on]
    assert all(task.done_on <= today() for task in done)
    if today().month > 7:
        assert {status_of(task, today()) for task in done} == {
            Status.DONE_ON_TIME, Status.DONE_LATE}  # fmt: skip


def receipts_of(programme):
    told = [receipts(task) for task in programme.tasks.all()]
    return Receipts(*(sum(getattr(one, f.name) for one in told) for f in fields(Receipts)))


def test_it_is_loaded_once_and_all_of_it_is_labelled(programme, operator):
    assert load_programme(operator) == programme
    assert Programme.objects.count() == 1
    assert programme.synthetic
    assert not Evidence.objects.filter(synthetic=False).exists()
    first = programme.tasks.first()
    assert first.assignments.count() == city_communes(today()).count()
