"""Audit lots: drawn after the batch is closed, looked at by others, decided by the sample."""

import json

import pytest
from tests.fieldwork import Phone, collector, draw_by_hand, identifier, place
from tests.notices import officer
from tests.registry import address_of, door, observe

from diaban.engines import measuring
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.coding import count_due, run_coding
from diaban.spine.addresses.models import Address, Life
from diaban.spine.certification import auditing
from diaban.spine.certification.auditing import AuditError
from diaban.spine.certification.certifying import (
    certify,
    close_batch,
    open_batch,
    withdraw_certification,
)
from diaban.spine.certification.models import Audit, BatchState, Check, Finding, Hold, Reason
from diaban.spine.certification.readiness import ready
from diaban.spine.fieldwork.deciding import decide as decide_conflict
from diaban.spine.fieldwork.models import Conflict, LotDoor
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Role

DOORS = 40


@pytest.fixture
def commune(official_hanoi, operator):
    observe(
        *(
            door(f"d{n}", place(n), house_number=str(n + 1), street="phố Thử", life="confirmed")
            for n in range(DOORS)
        )
    )
    run_coding(operator)
    return officer("11024")


@pytest.fixture
def batch(commune):
    unit = address_of("d0").commune
    certify(commune, unit, [address_of(f"d{n}").pk for n in range(DOORS)])
    made = open_batch(commune, unit)
    close_batch(commune, made)
    made.refresh_from_db()
    return made


@pytest.fixture
def auditor(commune):
    return officer("11120", Role.AUDITOR)


def look_at(auditor, audit: Audit, wrong: int, finding: Finding = Finding.WRONG_PLACE) -> None:
    waiting = list(audit.checks.filter(finding="").order_by("place"))
    for number, one in enumerate(waiting):
        auditing.check(auditor, one, finding if number < wrong else Finding.STANDS)


def certified() -> int:
    return Address.objects.everywhere("a test counts").filter(life=Life.CERTIFIED).count()


def test_anybody_can_draw_the_same_doors_again_from_the_journal(batch, auditor):
    audit = auditing.draw(auditor, batch)
    facts = json.loads(Entry.objects.get(act="audit.drawn").facts)
    names = {identifiers.write(row.address_id) for row in batch.certified.all()}
    again = measuring.draw(names, facts["size"], facts["seed"])
    drawn = audit.checks.order_by("place").values_list("certified__address_id", flat=True)
    assert [identifiers.write(number) for number in drawn] == again
    assert facts["of"] == DOORS


def test_the_sample_is_large_enough_for_the_wanted_width(batch, auditor):
    sizes = [auditing.size_for(2_000, width, 0.05) for width in (0.03, 0.05, 0.10)]
    assert sizes == sorted(sizes, reverse=True)
    assert measuring.judge_lot(2_000, sizes[-1], 0, 0.05) == measuring.Verdict.STANDS
    assert auditing.size_for(3, 0.05, 0.05) == 3


def test_doors_are_drawn_once_and_only_of_a_closed_batch(commune, auditor):
    unit = address_of("d0").commune
    certify(commune, unit, [address_of("d0").pk])
    batch = open_batch(commune, unit)
    with pytest.raises(AuditError) as refused:
        auditing.draw(auditor, batch)
    assert refused.value.reason == "not_closed"
    close_batch(commune, batch)
    auditing.draw(auditor, batch)
    with pytest.raises(AuditError) as refused:
        auditing.draw(auditor, batch)
    assert refused.value.reason == "drawn"


def test_of_a_batch_that_went_back_nothing_is_drawn(batch, commune, auditor):
    withdraw_certification(commune, [address_of(f"d{n}").pk for n in range(DOORS)], "correction")
    with pytest.raises(AuditError) as refused:
        auditing.draw(auditor, batch)
    assert refused.value.reason == "empty"


def test_who_certified_looks_at_nothing_again(batch, commune, auditor):
    with pytest.raises(AuditError) as refused:
        auditing.draw(commune, batch)
    assert refused.value.reason == "own_work"
    audit = auditing.draw(auditor, batch)
    with pytest.raises(AuditError) as refused:
        auditing.check(commune, audit.checks.first(), Finding.STANDS)
    assert refused.value.reason == "own_work"
    with pytest.raises(AuditError) as refused:
        auditing.conclude(commune, audit)
    assert refused.value.reason == "own_work"


def test_the_lot_waits_until_every_door_was_looked_at(batch, auditor):
    audit = auditing.draw(auditor, batch)
    auditing.check(auditor, audit.checks.first(), Finding.STANDS)
    with pytest.raises(AuditError) as refused:
        auditing.conclude(auditor, audit)
    assert refused.value.reason == "unfinished"
    assert auditing.result(audit).verdict is None


def test_a_finding_tapped_by_mistake_is_corrected_until_the_audit_is_concluded(batch, auditor):
    audit = auditing.draw(auditor, batch)
    look_at(auditor, audit, wrong=8)
    for one in audit.checks.exclude(finding=Finding.STANDS):
        auditing.check(auditor, one, Finding.STANDS)
        auditing.check(auditor, one, Finding.STANDS)
    corrected = [json.loads(e.facts) for e in Entry.objects.filter(act="audit.corrected")]
    told = {(facts["before"], facts["finding"]) for facts in corrected}
    assert (len(corrected), told) == (8, {("wrong_place", "stands")})
    first = [json.loads(e.facts)["finding"] for e in Entry.objects.filter(act="audit.checked")]
    assert first.count("wrong_place") == 8, "what was tapped first stays in the journal"
    assert auditing.conclude(auditor, audit) == measuring.Verdict.STANDS
    with pytest.raises(AuditError) as refused:
        auditing.check(auditor, audit.checks.first(), Finding.NOT_FOUND)
    assert refused.value.reason == "decided"


def test_nobody_who_worked_on_a_batch_looks_at_it_again(commune, operator):
    """Of five people only the one who had no hand in its doors may."""
    unit = address_of("d0").commune
    lot = draw_by_hand(unit, 1, name="other")
    LotDoor.objects.create(lot=lot, address=address_of("d0"), place=1, seen_through=10**9)
    phones = {name: Phone(collector(name, lot), name) for name in ("an", "binh", "chi")}
    for name, number in (("an", "1"), ("binh", "1B")):
        phones[name].record(lot, address_of("d0").identifier, house_number=number)
        phones[name].send()
    judge = officer("11024", Role.DEPARTMENT)
    decide_conflict(judge, Conflict.objects.waiting().get(), "earlier")
    phones["chi"].record(lot, identifier("other-0"))
    phones["chi"].send()
    run_coding(operator)
    certify(commune, unit, [address_of(f"d{n}").pk for n in range(DOORS)])
    batch = open_batch(commune, unit)
    assert address_of("d0").pk in batch.certified.values_list("address", flat=True)
    people = {name: phone.user for name, phone in phones.items()}
    people |= {"judge": judge, "officer": commune}
    own = {name for name, user in people.items() if auditing.is_own_work(user, batch)}
    assert own == {"an", "binh", "judge", "officer"}


def test_a_faultless_batch_stands(batch, auditor):
    audit = auditing.draw(auditor, batch)
    look_at(auditor, audit, wrong=0)
    assert auditing.conclude(auditor, audit) == measuring.Verdict.STANDS
    batch.refresh_from_db()
    assert batch.state == BatchState.STANDS
    assert certified() == DOORS
    with pytest.raises(AuditError) as refused:
        auditing.conclude(auditor, audit)
    assert refused.value.reason == "decided"


def test_a_batch_that_falls_goes_back_and_is_not_ready_at_once(batch, commune, auditor):
    audit = auditing.draw(auditor, batch)
    look_at(auditor, audit, wrong=8)
    told = auditing.result(audit)
    assert told.share.low < told.share.share < told.share.high
    assert auditing.conclude(auditor, audit) == measuring.Verdict.FALLS
    assert certified() == 0
    assert {row.life for row in map(address_of, ("d0", "d39"))} == {Life.CONFIRMED}
    assert not ready(commune).exists()
    reasons = Hold.objects.standing().values_list("reason", flat=True)
    assert (list(reasons).count(Reason.POSITION), len(reasons)) == (8, DOORS)
    assert count_due() == 0


def test_doors_found_wrong_go_back_although_the_batch_stands(batch, commune, auditor):
    audit = auditing.draw(auditor, batch, 0.05, 0.10)
    look_at(auditor, audit, wrong=1, finding=Finding.WRONG_TEXT)
    assert auditing.conclude(auditor, audit) == measuring.Verdict.STANDS
    assert certified() == DOORS - 1
    assert Hold.objects.standing().get().reason == Reason.TEXT


def test_where_the_sample_cannot_tell_more_doors_of_the_same_draw_are_looked_at(batch, auditor):
    audit = auditing.draw(auditor, batch, 0.10, 0.05)
    first = list(audit.checks.order_by("place").values_list("pk", flat=True))
    look_at(auditor, audit, wrong=1)
    assert auditing.result(audit).verdict == measuring.Verdict.OPEN
    with pytest.raises(AuditError) as refused:
        auditing.conclude(auditor, audit)
    assert refused.value.reason == "open"
    auditing.extend(auditor, audit)
    drawn = list(audit.checks.order_by("place").values_list("pk", flat=True))
    assert drawn[: len(first)] == first
    look_at(auditor, audit, wrong=0)
    assert auditing.conclude(auditor, audit) == measuring.Verdict.STANDS
    assert Check.objects.filter(finding="").count() == 0
