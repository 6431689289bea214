"""The made-up letters and batches: made once, in a made-up city only, by people who are nobody."""

import pytest
from tests.fieldwork import place
from tests.registry import door, observe

from diaban.exchange.demonstration_field import demonstrate_field_work
from diaban.exchange.demonstration_notices import demonstrate_letters, letters_are_due
from diaban.spine.addresses.coding import run_coding
from diaban.spine.certification.auditing import result
from diaban.spine.certification.models import Audit, Batch, BatchState
from diaban.spine.notices.models import Answer, Kind, Mailing, MailingState, Notice
from diaban.spine.parties.models import Role, User
from diaban.spine.runs.models import Run, State


@pytest.fixture
def made_up_city(operator, official_hanoi) -> None:
    run = Run.objects.create(kind="demonstration", actor=operator, synthetic=True, state=State.DONE)
    doors = [
        door(f"{n}", place(n), house_number=str(n + 1), life="confirmed" if n > 79 else None)
        for n in range(160)
    ]
    observe(*doors, synthetic=True, run=run)
    run_coding(operator)
    demonstrate_field_work(operator)
    run_coding(operator)


def test_no_page_of_letters_certification_and_audits_is_empty(made_up_city):
    assert letters_are_due()
    demonstrate_letters()
    states = list(Mailing.objects.order_by("pk").values_list("state", flat=True))
    assert states == [MailingState.HANDED_OUT, MailingState.PRINTED]
    assert set(Answer.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert not Notice.objects.filter(sample=False).exists()
    states = set(Batch.objects.values_list("state", flat=True))
    assert states == {BatchState.OPEN, BatchState.CLOSED}
    told = result(Audit.objects.get())
    assert 0 < told.looked_at < told.drawn
    for person in User.objects.filter(role__in=(Role.COMMUNE, Role.AUDITOR)):
        assert "mô phỏng" in person.last_name
        assert not person.has_usable_password()
    assert not letters_are_due()


def test_a_real_city_gets_none(operator, official_hanoi):
    observe(door("real", life="collected"))
    run_coding(operator)
    assert not letters_are_due()
