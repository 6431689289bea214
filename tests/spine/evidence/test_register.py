"""The register of evidence: the newest fresh statement counts, the silent are not zero."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from diaban.engines.measuring import Count
from diaban.spine.evidence.models import Evidence, Register
from diaban.spine.evidence.reading import places_of, read_register
from diaban.spine.evidence.stating import EvidenceError, Said, Source, state
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.models import Level
from diaban.spine.places.units import LAST_THREE_TIER_DAY, today

pytestmark = pytest.mark.usefixtures("hanoi")
FORM = Source("bao-cao.xlsx", "0" * 64)


@pytest.fixture
def register(operator):
    return Register.objects.create(
        key="post-points-staffed", title_vi="Điểm bưu điện xã có người phục vụ",
        title_en="Commune post points with staff", noun_vi="điểm", noun_en="points",
        field="post", shelf_life_days=90, source="1/2021: 100% điểm bưu điện xã có người phục vụ",
        opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip


@pytest.fixture
def units(register):
    return list(places_of(register, today()).order_by("code")[:3])


def test_the_newest_statement_that_held_by_then_counts(register, units, operator):
    first, second = today() - timedelta(days=40), today() - timedelta(days=10)
    state(register, [Said(units[0], second, 3, 4), Said(units[0], first, 1, 4)], operator, FORM)
    assert read_register(register, today()).counts == {units[0].pk: Count(3, 4)}
    before = read_register(register, second - timedelta(days=1))
    assert before.counts == {units[0].pk: Count(1, 4)}


def test_a_correction_of_the_same_day_takes_its_place_and_both_stay(register, units, operator):
    state(register, [Said(units[0], today(), 3, 4)], operator, FORM)
    state(register, [Said(units[0], today(), 2, 4)], operator, FORM)
    assert read_register(register, today()).total == Count(2, 4)
    assert Evidence.objects.count() == 2


def test_evidence_past_its_shelf_life_is_unknown_and_who_said_nothing_is_silent(
    register, units, operator
):
    old = today() - timedelta(days=91)
    state(register, [Said(units[0], old, 4, 4), Said(units[1], today(), 1, 2, 1)], operator, FORM)
    told = read_register(register, today())
    assert told.total == Count(1, 2, unknown=5)
    assert units[2].pk in told.silent
    assert len(told.silent) == places_of(register, today()).count() - 2


def test_a_file_sent_twice_changes_nothing(register, units, operator):
    said = [Said(unit, today(), 1, 2) for unit in units]
    assert state(register, said, operator, FORM) == 3
    assert state(register, said, operator, FORM) == 0
    assert Entry.objects.filter(act="evidence.stated").count() == 1


def test_a_unit_that_lapsed_keeps_its_history(operator):
    districts = Register.objects.create(
        key="of-districts", title_vi="x", title_en="x", noun_vi="x", noun_en="x",
        level=Level.DISTRICT, source="x", opened_at=timezone.now(), opened_by=operator,
    )  # fmt: skip
    unit = places_of(districts, LAST_THREE_TIER_DAY).first()
    state(districts, [Said(unit, date(2021, 3, 1), 5, 9)], operator, FORM)
    assert read_register(districts, LAST_THREE_TIER_DAY).total == Count(5, 9)
    assert not places_of(districts, today()).exists()
    with pytest.raises(EvidenceError, match="not_in_force"):
        state(districts, [Said(unit, today(), 5, 9)], operator, FORM)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [((5, 4), "part_over_whole"), ((-1, 4), "negative")],
)
def test_counts_that_cannot_be(register, units, operator, counts, reason):
    with pytest.raises(EvidenceError, match=reason):
        state(register, [Said(units[0], today(), *counts)], operator, FORM)
    assert not Evidence.objects.exists()


def test_a_place_that_has_nothing_to_count_says_so_and_is_not_silent(register, units, operator):
    said = [Said(units[0], today(), 0, 0), Said(units[1], today(), 3, 4)]
    assert state(register, said, operator, FORM) == 2
    reading = read_register(register, today())
    assert reading.total == Count(3, 4)
    assert units[0].pk not in reading.silent


def test_days_that_cannot_be_and_another_officers_commune(register, units, operator):
    tomorrow = today() + timedelta(days=1)
    for day, reason in ((tomorrow, "future"), (date(1999, 1, 1), "too_early")):
        with pytest.raises(EvidenceError, match=reason):
            state(register, [Said(units[0], day, 1, 2)], operator, FORM)
    officer = User.objects.create(username="officer", role=Role.COMMUNE)
    officer.charges.model.objects.create(user=officer, unit=units[0], valid_from=today())
    assert state(register, [Said(units[0], today(), 1, 2)], officer, FORM) == 1
    with pytest.raises(EvidenceError, match="no_standing"):
        state(register, [Said(units[1], today(), 1, 2)], officer, FORM)
    assert Evidence.objects.visible_to(officer).count() == 1
    assert not Evidence.objects.visible_to(User.objects.create(username="x")).exists()


def test_evidence_is_never_changed(register, units, operator):
    state(register, [Said(units[0], today(), 1, 2)], operator, FORM)
    one = Evidence.objects.get()
    for change in (one.save, one.delete, Evidence.objects.all().delete):
        with pytest.raises(TypeError, match="append-only"):
            change()


def test_the_database_itself_refuses_a_part_over_the_whole(register, units, operator):
    row = Evidence(register=register, unit=units[0], held_on=today(), numerator=3,
                   denominator=2, learned_at=timezone.now(), actor=operator)  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.bulk_create([row])
