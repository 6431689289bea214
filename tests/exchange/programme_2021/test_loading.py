"""The programme of 2021: all 44 duties, each served or saying what it lacks, and live targets."""

from collections import Counter
from dataclasses import fields
from datetime import date

import pytest

from diaban.engines.reading import Flaw
from diaban.exchange.programme_2021 import load_programme
from diaban.spine.evidence.models import Evidence
from diaban.spine.figures.computing import bring_up_to_date
from diaban.spine.parties.organisations import Field, owners_on
from diaban.spine.places.models import Level
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.adopted import adopted_programmes
from diaban.spine.programme.asking import ask
from diaban.spine.programme.cascading import Receipts, receipts
from diaban.spine.programme.freezing import freeze
from diaban.spine.programme.models import (
    Assignment,
    Directive,
    Document,
    Duty,
    Programme,
    Target,
)
from diaban.spine.programme.orphans import find_orphans
from diaban.spine.programme.statuses import Status, status_of
from diaban.spine.programme.taking_over import taken_over
from diaban.spine.programme.targets import read_target

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def programme(loaded_programme, official_hanoi, operator, settings):
    return loaded_programme.put_back(settings.FIGURE_FOLDER)


def test_all_44_duties_stand_in_the_text_with_their_phrases(programme):
    duties = list(reported().duties.select_related("directive"))
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
    directive = reported()
    assert find_orphans(directive) == []
    duty = Duty.objects.get(key="BC-3")
    duty.tasks.clear()
    assert [(o.duty.key, o.reason) for o in find_orphans(directive)] == [("BC-3", "no_task")]


def test_at_least_25_targets_are_live_over_all_six_fields_and_the_rest_say_what_they_lack(
    programme,
):
    targets = Target.objects.filter(task__programme=programme)
    standings = [read_target(target, today()) for target in targets]
    live = [one for one in standings if one.is_measurable]
    assert len(live) >= 25
    assert {one.target.task.field for one in live} >= set(Field.values)
    assert all(one.target.lacks for one in standings if not one.is_measurable)
    counted = [one for one in live if one.gauge.register_id]
    assert all(one.synthetic and 0 < one.total.numerator <= one.total.belonging for one in counted)
    assert any(one.silent for one in counted)
    assert all(one.difference is not None for one in counted)


def test_what_was_acknowledged_is_counted_from_the_cascade_and_not_made_up(programme):
    bring_up_to_date()
    target = Target.objects.get(task__duties__key="CC-2")
    standing = read_target(target, today())
    assert standing.gauge.measure == "tasks-acknowledged"
    found = receipts_of(programme)
    total = standing.total
    assert (total.numerator, total.denominator, total.unknown) == (found.received, found.sent, 0)
    assert standing.synthetic, "the answers are made up, and it says so"


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


def test_the_year_stands_in_a_five_year_plan_and_that_in_a_scheme_each_with_live_targets(programme):
    five_years, scheme = programme.parent, programme.parent.parent
    assert (scheme.parent, five_years.parent) == (None, scheme)
    for inner, outer in ((programme, five_years), (five_years, scheme)):
        assert outer.begins_on <= inner.begins_on <= inner.ends_on <= outer.ends_on
    for longer in (five_years, scheme):
        standings = [read_target(t, today()) for t in Target.objects.filter(task__programme=longer)]
        assert standings
        assert all(one.is_measurable for one in standings)


def test_the_scheme_was_handed_to_the_districts_of_then_and_they_keep_their_answers(programme):
    scheme = programme.parent.parent
    rows = Assignment.objects.filter(task__programme=scheme).select_related("unit")
    districts = {row.unit for row in rows}
    assert {unit.level for unit in districts} == {Level.DISTRICT}
    assert {unit.valid_to for unit in districts} == {date(2025, 7, 1)}
    assert len(districts) == 30
    assert 0 < rows.exclude(returned_at=None).count() < rows.exclude(accepted_at=None).count()
    assert rows.filter(received_at=None).exists(), "some never answered"
    heirs = taken_over(city_communes(today()).first(), [scheme])
    assert heirs == [], "no resolution says which commune goes on with what its district had"


def test_the_longer_plans_do_not_open_before_the_year(programme, operator):
    opened = adopted_programmes(operator)
    assert opened == [programme, programme.parent, programme.parent.parent]


def test_each_plan_counts_as_adopted_on_its_first_day_so_that_past_windows_report_it(programme):
    assert [one.adopted_on for one in Programme.objects.all()] == [
        one.begins_on for one in Programme.objects.all()]  # fmt: skip
    begins_on = programme.begins_on
    told = {task.row.programme_id for task in freeze(begins_on, begins_on)}
    assert len(told) == 3


def test_one_task_serves_the_conference_and_the_agreement(programme):
    agreement = Directive.objects.get(kind=Document.AGREEMENT)
    assert agreement.parties
    assert find_orphans(agreement) == []
    for clause in agreement.duties.all():
        [task] = clause.tasks.all()
        assert task.duties.filter(directive=reported()).exists()


def test_the_agreement_is_in_force_for_its_tasks_and_its_clauses_name_with_whom(
    programme, operator
):
    agreement = Directive.objects.get(kind=Document.AGREEMENT)
    clauses = list(agreement.duties.all())
    for clause in clauses:
        [task] = clause.tasks.all()
        assert task.original_deadline <= task.programme.ends_on <= agreement.valid_until
        assert f"phối hợp với {clause.partners_said}" in clause.quote
        assert clause.partners_said in agreement.parties
    flaws = {question.flaw for question in ask(agreement, clauses, operator)}
    assert not flaws & {Flaw.PARTNER_MISSING, Flaw.NO_OWNER}


def reported():
    return Directive.objects.get(kind=Document.NEWS)


def receipts_of(programme):
    told = [receipts(task) for task in programme.tasks.all()]
    return Receipts(*(sum(getattr(one, f.name) for one in told) for f in fields(Receipts)))


def test_it_is_loaded_once_and_all_of_it_is_labelled(programme, operator):
    assert load_programme(operator) == programme
    assert Programme.objects.count() == 3
    assert not Programme.objects.filter(synthetic=False).exists()
    assert not Directive.objects.filter(synthetic=False).exists()
    assert not Evidence.objects.filter(synthetic=False).exists()
    first = programme.tasks.first()
    assert first.assignments.count() == city_communes(today()).count()
