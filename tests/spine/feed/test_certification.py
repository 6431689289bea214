"""Who follows the feed knows which doors are certified, and what became of their lots."""

import pytest
from tests.fieldwork import place
from tests.notices import officer
from tests.registry import address_of, door, observe

from diaban.exchange.open_data.rows import read_batches
from diaban.spine.addresses import identifiers
from diaban.spine.addresses.coding import run_coding
from diaban.spine.certification import auditing
from diaban.spine.certification.certifying import (
    certify,
    close_batch,
    open_batch,
    withdraw_certification,
)
from diaban.spine.certification.models import Finding
from diaban.spine.feed.reading import ToldChange, read_changes
from diaban.spine.feed.sealing import newest_number, seal_all
from diaban.spine.parties.models import Role

DOORS = 30


@pytest.fixture
def commune(official_hanoi, operator):
    observe(
        *(
            door(f"d{n}", place(n), house_number=str(n + 1), street="phố Thử", life="confirmed")
            for n in range(DOORS)
        )
    )
    run_coding(operator)
    seal_all()
    return officer("11024")


@pytest.fixture
def auditor(commune):
    return officer("11120", Role.AUDITOR)


def told(after: int) -> dict[str, ToldChange]:
    """What changed since, by the key of the door."""
    seal_all()
    names = {identifiers.write(address_of(f"d{n}").pk): f"d{n}" for n in range(DOORS)}
    changes = read_changes(after, 1_000, None).changes
    found = {names[change.identifier]: change for change in changes}
    assert len(found) == len(changes), "each door is told of once"
    return found


def certify_all(commune, *left_out: str):
    keys = [f"d{n}" for n in range(DOORS) if f"d{n}" not in left_out]
    certify(commune, address_of("d0").commune, [address_of(key).pk for key in keys])
    batch = open_batch(commune, address_of("d0").commune)
    close_batch(commune, batch)
    batch.refresh_from_db()
    return batch


def conclude(auditor, batch, wrong: int) -> list[str]:
    """Look at the doors drawn; return the identifiers of those that were found wrong."""
    audit = auditing.draw(auditor, batch)
    found = []
    for number, one in enumerate(audit.checks.order_by("place")):
        auditing.check(auditor, one, Finding.NOT_FOUND if number < wrong else Finding.STANDS)
        if number < wrong:
            found.append(identifiers.write(one.certified.address_id))
    auditing.conclude(auditor, audit)
    return found


def test_certifying_is_a_change_and_so_is_taking_it_back(commune):
    before = newest_number()
    assert {c.certification for c in read_changes(0, 1_000, None).changes} == {"none"}
    certify_all(commune)
    changes = told(before).values()
    assert {(c.kind, c.certification) for c in changes} == {("certified", "certified")}
    before = newest_number()
    withdraw_certification(commune, [address_of("d3").pk], "objection")
    [(key, change)] = told(before).items()
    assert (key, change.kind, change.certification) == ("d3", "withdrawn", "withdrawn")
    assert change.door is not None, "the door itself stays"


def test_a_door_that_reads_otherwise_says_what_it_reads_and_is_certified_no_more(commune):
    certify_all(commune)
    seal_all()
    before = newest_number()
    observe(door("d4", place(4), house_number="5B", street="phố Thử", life="confirmed"))
    [change] = told(before).values()
    assert (change.kind, change.certification) == ("withdrawn", "withdrawn")
    assert change.door.line == "5B, phố Thử"


def test_a_lot_that_stands_is_told_of_each_door_in_it_alone(commune, auditor):
    batch = certify_all(commune, "d7")
    seal_all()
    before = newest_number()
    conclude(auditor, batch, wrong=0)
    changes = told(before)
    assert len(changes) == DOORS - 1
    assert "d7" not in changes
    assert {(c.kind, c.certification) for c in changes.values()} == {("lot_stands", "lot_stands")}


def test_a_lot_that_fell_takes_its_doors_with_it(commune, auditor):
    batch = certify_all(commune)
    seal_all()
    before = newest_number()
    wrong = conclude(auditor, batch, wrong=12)
    changes = told(before)
    assert len(changes) == DOORS
    for change in changes.values():
        # what was wrong itself was withdrawn for that
        expected = "withdrawn" if change.identifier in wrong else "lot_fell"
        assert (change.kind, change.certification) == (expected, expected)


def test_what_is_certified_again_after_its_lot_fell_counts_anew(commune, auditor):
    conclude(auditor, certify_all(commune), wrong=12)
    seal_all()
    before = newest_number()
    key = next(f"d{n}" for n in range(DOORS) if standing_of(f"d{n}") == "lot_fell")
    for held in address_of(key).holds.all():
        held.lifted_at, held.lifted_by = held.held_at, commune
        held.save()
    certify(commune, address_of(key).commune, [address_of(key).pk])
    [(name, change)] = told(before).items()
    assert (name, change.kind, change.certification) == (key, "certified", "certified")


def standing_of(key: str) -> str:
    identifier = identifiers.write(address_of(key).pk)
    changes = read_changes(0, 1_000, None).changes
    return {c.identifier: c.certification for c in changes}[identifier]


def test_what_a_list_calls_certified_is_told_as_such(commune):
    before = newest_number()
    observe(door("d1", place(1), house_number="2", street="phố Thử", life="certified"))
    [(key, change)] = told(before).items()
    assert (key, change.kind, change.certification) == ("d1", "certified", "certified")


def test_open_data_says_of_each_door_what_the_feed_says(commune, auditor):
    batch = certify_all(commune, "d1", "d2")
    withdraw_certification(commune, [address_of("d3").pk], "correction")
    conclude(auditor, batch, wrong=0)
    observe(door("d2", place(2), house_number="3", street="phố Thử", life="certified"))
    seal_all()
    changes = read_changes(0, 1_000, None).changes
    by_feed = {change.identifier: change.certification for change in changes}
    rows = [row for batch in read_batches("Sở") for row in batch.rows(named=True)]
    assert {row["uid_adresse"]: row["certification"] for row in rows} == by_feed
    assert set(by_feed.values()) == {"none", "certified", "lot_stands", "withdrawn"}
    for row in rows:
        is_certified = row["certification"] in {"certified", "lot_stands"}
        assert row["certification_commune"] == is_certified
