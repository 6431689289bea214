"""The journal: append-only, chained in the order of commits, without personal values."""

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
import rfc8785
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, connections, transaction

from diaban.spine.guarded_tables import guard_tables, lift_guards
from diaban.spine.journal.models import Entry, Salt, Seal, Waiting
from diaban.spine.journal.recording import digest_personal, erase_salt, record
from diaban.spine.journal.sealing import Head, find_breaks, read_head, seal_waiting
from diaban.spine.parties.models import Role, User

TABLES = ("journal_entry", "journal_seal")


@pytest.fixture
def officer(db):
    return User.objects.create(username="officer", role=Role.COMMUNE)


@pytest.fixture
def three(officer):
    for number in range(3):
        record(officer, "lot.drawn", f"lot:{number}", {"doors": number, "street": "Hàng Bông"})
    seal_waiting()


def tamper(statement: str, *values: object) -> None:
    """Change the tables as somebody with the database's own password could."""
    lift_guards(connection, TABLES)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    guard_tables(connection, TABLES)


def test_an_entry_says_who_did_what_to_what(officer):
    entry = record(officer, "lot.drawn", "lot:7", {"doors": 40})
    assert (entry.actor, entry.act, entry.subject) == (officer, "lot.drawn", "lot:7")
    assert json.loads(entry.facts) == {"doors": 40}


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_what_nobody_known_did_is_kept_too(db, nobody):
    assert record(nobody, "sign_in.refused", "site", {}).actor is None


@pytest.mark.parametrize(
    ("act", "subject", "facts"),
    [
        ("drawn", "lot:1", {}),
        ("Lot.Drawn", "lot:1", {}),
        ("lot." + "a" * 60, "lot:1", {}),
        ("lot.drawn", "", {}),
        ("lot.drawn", "x" * 121, {}),
        ("lot.drawn", "lot:1", {"doors": float("nan")}),
        ("lot.drawn", "lot:1", {"doors": 2**60}),
    ],
)
def test_what_cannot_be_kept_is_refused(officer, act, subject, facts):
    with pytest.raises((ValueError, rfc8785.CanonicalizationError)):
        record(officer, act, subject, facts)
    assert not Entry.objects.exists()


def test_an_entry_goes_with_its_act_when_the_act_is_taken_back(officer):
    with transaction.atomic():
        record(officer, "lot.drawn", "lot:7", {})
        transaction.set_rollback(True)
    assert not Entry.objects.exists()
    assert not Waiting.objects.exists()


def test_each_digest_covers_the_entry_and_the_digest_before_it(three):
    first, second, _third = Seal.objects.order_by("number")
    entry = second.entry
    canonical = (
        f'{{"act":"lot.drawn","actor":{entry.actor_id},'
        f'"at":"{entry.at.strftime("%Y-%m-%dT%H:%M:%S.%f")}+00:00",'
        f'"facts":{{"doors":1,"street":"Hàng Bông"}},"number":2,'
        f'"previous":"{first.digest}","subject":"lot:1"}}'
    )
    assert second.digest == sha256(canonical.encode()).hexdigest()
    assert [seal.number for seal in Seal.objects.order_by("number")] == [1, 2, 3]
    assert list(find_breaks()) == []


@pytest.mark.parametrize("model", [Entry, Seal])
def test_the_model_refuses_to_change_or_delete(three, model):
    row = model.objects.first()
    for attempt in (
        row.save,
        row.delete,
        model.objects.all().delete,
        lambda: model.objects.update(pk=1),
    ):
        with pytest.raises(TypeError):
            attempt()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_entry SET act = 'lot.lost'",
        "DELETE FROM journal_entry",
        "UPDATE journal_seal SET digest = ''",
        "DELETE FROM journal_seal",
    ],
)
def test_the_database_refuses_too(three, statement):
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("UPDATE journal_entry SET facts = '{\"doors\":9}' WHERE subject = 'lot:1'", 2),
        ("UPDATE journal_entry SET actor_id = NULL WHERE subject = 'lot:0'", 1),
        ("UPDATE journal_entry SET at = '2020-01-01 00:00:00+00' WHERE subject = 'lot:2'", 3),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_a_change_past_the_application_is_found(three, statement, number):
    tamper(statement)
    assert [(b.number, b.kind) for b in find_breaks()] == [(number, "changed")]


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_was_taken_out_is_found(three):
    tamper("DELETE FROM journal_seal WHERE number = 2")
    kinds = {(b.number, b.kind) for b in find_breaks()}
    assert kinds == {(2, "missing"), (3, "changed"), (0, "unsealed")}


@pytest.mark.django_db(transaction=True)
def test_entries_that_changed_places_are_found(three):
    for before, after in ((1, 9), (2, 1), (9, 2)):
        tamper("UPDATE journal_seal SET number = %s WHERE number = %s", after, before)
    assert [(b.number, b.kind) for b in find_breaks()] == [
        (1, "changed"), (2, "changed"), (3, "changed"),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_an_end_that_was_cut_off_is_found_by_who_kept_the_head(three):
    head = read_head()
    assert list(find_breaks(head)) == []
    tamper("DELETE FROM journal_seal WHERE number = 3")
    tamper("DELETE FROM journal_entry WHERE subject = 'lot:2'")
    assert list(find_breaks()) == []
    assert [(b.number, b.kind) for b in find_breaks(head)] == [(3, "cut")]
    assert list(find_breaks(Head(0, "0" * 64))) == []


@pytest.mark.django_db(transaction=True)
def test_entries_are_sealed_once_their_transaction_has_committed(officer):
    with transaction.atomic():
        record(officer, "lot.drawn", "lot:1", {})
        assert not Seal.objects.exists()
    assert (Seal.objects.count(), Waiting.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite writes one at a time, and in tests not even waits"
)
def test_many_at_once_make_one_chain_without_gaps(officer):
    def work(worker: int) -> None:
        try:
            for number in range(5):
                record(officer, "lot.drawn", f"lot:{worker}-{number}", {})
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    seal_waiting()
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == [*range(1, 21)]
    assert list(find_breaks()) == []


def test_a_personal_value_is_kept_as_a_digest_that_can_be_cut_loose(db):
    once, again = (digest_personal("user:7", "0912 345 678") for _ in range(2))
    assert once == again
    assert "0912" not in once
    assert digest_personal("user:8", "0912 345 678") != once
    erase_salt("user:7")
    assert not Salt.objects.filter(person="user:7").exists()
    assert digest_personal("user:7", "0912 345 678") != once


def test_who_does_not_see_the_whole_city_reads_what_he_did(three, officer):
    other = User.objects.create(username="other", role=Role.COMMUNE)
    auditor = User.objects.create(username="auditor", role=Role.AUDITOR)
    assert Entry.objects.visible_to(officer).count() == 3
    assert Entry.objects.visible_to(auditor).count() == 3
    assert not Entry.objects.visible_to(other).exists()
    assert not Entry.objects.visible_to(AnonymousUser()).exists()
