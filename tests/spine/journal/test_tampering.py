"""The chain under random tampering: what it claims to detect is detected, and it never cries wolf.

What was done to the tables is told by reading them row by row before and after, without the chain:
a journal whose sealed entries are not all of the first ones, word for word, has been tampered with.
"""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from diaban.spine.guarded_tables import lift_guards
from diaban.spine.journal.models import Entry, Seal
from diaban.spine.journal.recording import record
from diaban.spine.journal.sealing import (
    BEFORE_THE_FIRST,
    digest_entry,
    find_breaks,
    read_head,
    seal_waiting,
)
from diaban.spine.parties.models import Role, User

NUMBER = 6
COLUMNS = ("at", "actor_id", "act", "subject", "facts")
EDITS = {
    "act": ["lot.drawn", "lot.lost"],
    "subject": ["lot:1", "lot:77"],
    "facts": ['{"doors":9}', '{"doors": 1}', "{}", "not JSON at all", '{"doors":1e400}', ""],
    "actor_id": [None],
    "at": ["2020-01-01 00:00:00+00"],
}
PLACES = st.integers(1, NUMBER)
TWO = st.tuples(PLACES, PLACES)
EDIT = st.sampled_from([(column, value) for column, values in EDITS.items() for value in values])
ACT = st.one_of(
    st.tuples(st.just("edit"), PLACES, EDIT),
    st.tuples(st.just("digest"), PLACES, st.sampled_from(["", "0" * 64])),
    st.tuples(st.just("without_entry"), PLACES),
    st.tuples(st.just("without_seal"), PLACES),
    st.tuples(st.just("without_both"), PLACES),
    st.tuples(st.just("swap_entries"), TWO),
    st.tuples(st.just("swap_numbers"), TWO),
    st.tuples(st.just("swap_digests"), TWO),
    st.tuples(st.just("renumber"), PLACES, st.sampled_from([-3, 0, 90, 10**12])),
)


@pytest.fixture
def chain(transactional_db) -> list[int]:
    """Six entries that were sealed, by their row numbers."""
    officer = User.objects.create(username="officer", role=Role.COMMUNE)
    made = [
        record(officer, "lot.drawn", f"lot:{number % 3}", {"doors": number % 2}).pk
        for number in range(NUMBER)
    ]
    seal_waiting()
    return made


@contextmanager
def opened():
    """Let the tables be changed as somebody with the database's own password could; then undo."""
    with transaction.atomic():
        lift_guards(connection, ("journal_entry", "journal_seal"))
        yield
        transaction.set_rollback(True)


def do(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def written() -> tuple[list[tuple], list[tuple]]:
    """Return the sealed entries as they stand in the tables, in order, and those without a seal."""
    columns = ", ".join(f"entry.{column}" for column in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT seal.number, seal.digest, {columns} FROM journal_seal seal "
            "LEFT JOIN journal_entry entry ON entry.id = seal.entry_id ORDER BY seal.number"
        )
        sealed = cursor.fetchall()
        cursor.execute(
            f"SELECT {columns} FROM journal_entry entry "
            "WHERE NOT EXISTS (SELECT 1 FROM journal_seal WHERE entry_id = entry.id)"
        )
        return sealed, cursor.fetchall()


def swap(table: str, key: str, column: str, two: tuple[object, object]) -> None:
    """Let two rows change what stands in one column, which no two rows may share meanwhile."""
    with connection.cursor() as cursor:
        found = []
        for one in two:
            cursor.execute(f"SELECT {column} FROM {table} WHERE {key} = %s", [one])
            found.append(cursor.fetchone())
    if None in found or two[0] == two[1]:
        return
    (first,), (second,) = found
    spare = "spare" if isinstance(first, str) else 10**9
    for row, value in ((two[0], spare), (two[1], first), (two[0], second)):
        do(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", value, row)


def tamper(chain: list[int], act: tuple) -> None:
    kind, place = act[0], act[1]
    if kind.startswith("swap"):
        swap_rows(kind, (chain[place[0] - 1], chain[place[1] - 1]))
        return
    entry = chain[place - 1]
    if kind == "edit":
        column, value = act[2]
        do(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", value, entry)
    if kind == "digest":
        do("UPDATE journal_seal SET digest = %s WHERE entry_id = %s", act[2], entry)
    if kind == "renumber" and not Seal.objects.filter(number=act[2]).exists():
        do("UPDATE journal_seal SET number = %s WHERE entry_id = %s", act[2], entry)
    if kind in {"without_seal", "without_both"}:
        do("DELETE FROM journal_seal WHERE entry_id = %s", entry)
    if kind in {"without_entry", "without_both"}:
        do("DELETE FROM journal_entry WHERE id = %s", entry)


def swap_rows(kind: str, two: tuple[int, int]) -> None:
    if kind == "swap_numbers":
        swap("journal_seal", "entry_id", "number", two)
    elif kind == "swap_digests":
        swap("journal_seal", "entry_id", "digest", two)
    else:
        rows = Entry.objects.in_bulk(two)
        for one, other in (two, two[::-1]) if len(rows) == 2 else ():
            for column in COLUMNS:
                value = _plain(getattr(rows[other], column))
                do(f"UPDATE journal_entry SET {column} = %s WHERE id = %s", value, one)


def _plain(value: object) -> object:
    adapt = connection.ops.adapt_datetimefield_value
    return adapt(value) if hasattr(value, "tzinfo") else value


def test_any_tampering_is_found_and_an_untouched_chain_never_complains(chain):
    kept = read_head()
    before, _loose = written()

    @settings(max_examples=250, deadline=None)
    @given(st.lists(ACT, max_size=4))
    def check(acts: list[tuple]) -> None:
        with opened():
            for act in acts:
                tamper(chain, act)
            sealed, loose = written()
            is_whole = sealed == before and not loose
            # the last ones gone together with their seals: what is left is a chain like any other
            is_beginning = sealed == before[: len(sealed)] and not loose
            assert bool(list(find_breaks())) != is_beginning
            assert bool(list(find_breaks(kept))) != is_whole

    check()


@pytest.mark.parametrize("place", range(1, NUMBER + 1))
def test_an_entry_whose_seal_stayed_is_missed_wherever_it_stood(chain, place):
    with opened():
        tamper(chain, ("without_entry", place))
        assert [(b.number, b.kind) for b in find_breaks()] == [(place, "missing")]


def test_a_number_far_away_is_told_in_time(chain):
    with opened():
        tamper(chain, ("renumber", NUMBER, 10**17))
        found = list(find_breaks())
    assert {b.kind for b in found} == {"missing", "changed"}
    assert len(found) < 2000


@pytest.mark.parametrize("place", range(1, NUMBER + 1))
def test_an_end_that_was_written_anew_with_its_seals_is_found_by_who_kept_a_head(chain, place):
    kept = read_head()
    with opened():
        tamper(chain, ("edit", place, ("subject", "lot:77")))
        previous = BEFORE_THE_FIRST
        for number, entry in enumerate(chain, 1):
            previous = digest_entry(Entry.objects.get(pk=entry), number, previous)
            do("UPDATE journal_seal SET digest = %s WHERE entry_id = %s", previous, entry)
        assert list(find_breaks()) == []
        assert [(b.number, b.kind) for b in find_breaks(kept)] == [(NUMBER, "cut")]
