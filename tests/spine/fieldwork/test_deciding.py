"""The office decides: the registry then says what was decided, and the journal who did."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from tests.fieldwork import Phone, collector, fix, identifier, place
from tests.registry import address_of, door, observe

from diaban.spine.addresses.models import Life
from diaban.spine.addresses.observing import Statement
from diaban.spine.addresses.steps import take_steps
from diaban.spine.fieldwork.deciding import (
    CHOICES,
    DecisionError,
    decide,
    may_manage,
    set_aside,
    try_again,
)
from diaban.spine.fieldwork.models import (
    Capture,
    Conflict,
    ConflictKind,
    LotDoor,
    RefusedCapture,
)
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today

DOOR = "1-2"


def raise_conflict(lot, phone, other_phone, kind: str) -> Conflict:
    if kind == "two_statements":
        phone.record(lot, identifier(DOOR), house_number="12")
        phone.send()
        other_phone.record(lot, identifier(DOOR), house_number="14")
        other_phone.send()
    elif kind == "changed":
        observe(door(DOOR, place(2), house_number="16", street="phố Thử"))
        phone.record(lot, identifier(DOOR), house_number="14")
        phone.send()
    elif kind == "far":
        phone.record(lot, identifier(DOOR), position=fix(place(2, 300.0)))
        phone.send()
    elif kind == "beside":
        phone.record(lot, None, position=fix(place(2, 2.0)), house_number="99")
        phone.send()
    else:
        phone.record(lot, identifier(DOOR), outcome="not_there")
        phone.send()
    return Conflict.objects.waiting().get()


@pytest.mark.parametrize(
    ("kind", "choice", "number", "effect"),
    [
        ("two_statements", "earlier", "12", "kept"),
        ("two_statements", "capture", "14", "observed"),
        ("changed", "registry", "16", "kept"),
        ("changed", "capture", "14", "observed"),
        ("far", "registry", "12", "kept"),
        ("beside", "apart", "12", "observed"),
        ("not_there", "keep", "12", "kept"),
    ],
)
def test_what_was_decided_holds(lot, phone, other_phone, operator, kind, choice, number, effect):
    conflict = raise_conflict(lot, phone, other_phone, kind)
    decide(operator, conflict, choice)
    assert address_of(DOOR).house_number == number
    assert Capture.objects.get(pk=conflict.capture_id).effect == effect
    assert not Conflict.objects.waiting().exists()
    entry = Entry.objects.get(act="conflict.decided")
    assert entry.actor_id == operator.pk
    with pytest.raises(DecisionError, match="decided"):
        decide(operator, conflict, choice)


def test_a_decision_holds_over_what_was_said_since_the_capture(lot, phone, other_phone, operator):
    conflict = raise_conflict(lot, phone, other_phone, "changed")
    observe(door(DOOR, place(2), house_number="16", street="phố Thử", held_on=today()))
    three_days_ago = timezone.now() - timedelta(days=3)
    Capture.objects.filter(pk=conflict.capture_id).update(captured_at=three_days_ago)
    decide(operator, conflict, "capture")
    assert address_of(DOOR).house_number == "14"


def test_a_statement_that_holds_is_said_anew(lot, phone, other_phone, operator):
    conflict = raise_conflict(lot, phone, other_phone, "two_statements")
    observe(door(DOOR, place(2), house_number="16", street="phố Thử", held_on=today()))
    decide(operator, conflict, "earlier")
    assert address_of(DOOR).house_number == "12"


def test_a_far_position_that_is_right_moves_the_door(lot, phone, other_phone, operator):
    decide(operator, raise_conflict(lot, phone, other_phone, "far"), "capture")
    assert address_of(DOOR).position == pytest.approx(place(2, 300.0), abs=1e-6)


def test_two_doors_that_are_one_are_merged(lot, phone, other_phone, operator):
    conflict = raise_conflict(lot, phone, other_phone, "beside")
    decide(operator, conflict, "same")
    found = Capture.objects.get(pk=conflict.capture_id).address
    assert found.merged_into == address_of(DOOR)
    later = phone.record(lot, str(conflict.capture.key), house_number="12")
    assert phone.send().taken == [later["key"]]
    assert Capture.objects.get(key=later["key"]).address == address_of(DOOR)


def test_a_door_that_is_gone_is_retired(lot, phone, other_phone, operator):
    decide(operator, raise_conflict(lot, phone, other_phone, "not_there"), "retire")
    assert address_of(DOOR).life == Life.RETIRED


@pytest.mark.parametrize(
    ("kind", "choice", "life"),
    [
        ("two_statements", "earlier", Life.CERTIFIED),
        ("two_statements", "capture", Life.COLLECTED),
        ("changed", "capture", Life.COLLECTED),
    ],
)
def test_a_certified_door_that_reads_otherwise_must_be_certified_again(
    lot, phone, other_phone, operator, kind, choice, life
):
    conflict = raise_conflict(lot, phone, other_phone, kind)
    with transaction.atomic():
        take_steps([conflict.capture.address_id], Life.CERTIFIED, Statement("test", operator))
    decide(operator, conflict, choice)
    assert address_of(DOOR).life == life


def test_every_kind_has_its_choices_and_no_other(lot, phone, other_phone, operator):
    assert set(CHOICES) == set(ConflictKind)
    conflict = raise_conflict(lot, phone, other_phone, "far")
    for choice in ("same", "", "earlier"):
        with pytest.raises(DecisionError, match="choice"):
            decide(operator, conflict, choice)


def test_later_statements_against_a_decision_are_shown(lot, phone, other_phone, operator):
    decide(operator, raise_conflict(lot, phone, other_phone, "changed"), "registry")
    third = Phone(collector("chi", lot), "phone-chi")
    third.record(lot, identifier(DOOR), house_number="18")
    assert third.send().conflicts


@pytest.mark.parametrize("role", Role.values)
def test_who_draws_and_decides(role):
    assert may_manage(User(role=role)) == (role in {"department", "commune"})


def test_a_refused_capture_is_tried_again_or_set_aside(lot, phone, operator):
    observe(door("outside", place(70), house_number="80", street="phố Thử"))
    phone.record(lot, identifier("outside"))
    phone.record(lot, "AAAA-AAAA-A")
    phone.send()
    first, second = RefusedCapture.objects.order_by("pk")
    assert try_again(operator, first).refused
    LotDoor.objects.create(lot=lot, address=address_of("outside"), place=9)
    assert try_again(operator, first).taken
    set_aside(operator, second)
    assert [r.settled_as for r in RefusedCapture.objects.order_by("pk")] == ["taken", "aside"]
    assert Entry.objects.filter(act__startswith="capture.").count() == 3
