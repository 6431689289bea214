"""Audit lots: drawn after the batch is closed, looked at by others, decided by the sample."""

import json

import pytest
from tests.fieldwork import place
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


def test_a_finding_is_written_once_and_the_lot_waits_for_all(batch, auditor):
    audit = auditing.draw(auditor, batch)
    one = audit.checks.first()
    auditing.check(auditor, one, Finding.STANDS)
    with pytest.raises(AuditError) as refused:
        auditing.check(auditor, one, Finding.NOT_FOUND)
    assert refused.value.reason == "checked"
    with pytest.raises(AuditError) as refused:
        auditing.conclude(auditor, audit)
    assert refused.value.reason == "unfinished"
    assert auditing.result(audit).verdict is None


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
