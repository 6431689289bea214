"""Keeping the search index in step with the registry.

When a few addresses change, their entries are written in the same transaction. Bulk work leaves
them: every change adds observations, and the index remembers the last observation it has taken in,
so what it lacks is known without a mark on any address. A run after the bulk work takes it in, in
the order of the numbers, in batches that commit with the place they reached.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import polars as pl
from django.db import connection, transaction

from diaban.engines.addressing.door_indexing import DoorIndexer
from diaban.engines.addressing.registered import Columns
from diaban.spine.addresses import bulk
from diaban.spine.addresses.search_models import ENTRIES
from diaban.spine.runs.models import Generation, look_alone

# what is written with the change itself; more is left to a run
FEW = 1_000
BATCH = 200_000
# marks: the last observation taken in; where a pass over all addresses is, and what it takes in
THROUGH, PASS_AT, PASS_THROUGH = "search_through", "search_pass_at", "search_pass_through"
# generations that grow with new names, and when names went or were counted anew
NAMES, COUNTED = "search_names", "search_counted"
# from here on an answer is asked of the whole table
_MANY = 5_000
_LONGEST = 160
_READ = """
    SELECT id, coalesce(commune_id, declared_commune_id, 0), house_number, lanes, street, locality,
           building
    FROM addresses_address
    WHERE {where} AND parent_id IS NULL AND merged_into_id IS NULL AND life <> 9
"""


def keep_up(addresses: Sequence[int]) -> None:
    """Let a search find these addresses as they are now, if they are few; call after the change."""
    if len(addresses) > FEW:
        return
    waiting = _waiting()
    if waiting <= 2 * FEW:
        _take_in(_changed(2 * FEW + 1))
    elif addresses:
        _write(sorted(set(addresses)))


def count_waiting() -> int:
    """Return how many changes the index has not taken in; 0 where it is up to date."""
    return max(_waiting(), 1 if _marks()[PASS_AT] else 0)


@transaction.atomic
def begin_anew() -> None:
    """Let the next run read all addresses, whatever was taken in before."""
    look_alone("search index")
    _begin_pass()


def index_waiting(progress: Callable[[int], None] = lambda done: None, batch: int = BATCH) -> int:
    """Take in all that changed since the index was last up to date; return how many addresses.

    Resumable at any moment. Where much has changed, all addresses are read in the order of their
    numbers, which costs less than finding the changed ones.
    """
    done = 0
    # what was read once need not be read again in the next batch
    indexer = DoorIndexer()
    with bulk.rare_checkpoints():
        while True:
            with transaction.atomic():
                look_alone("search index")
                taken = _advance(batch, indexer)
            if taken is None:
                return done
            done += taken
            progress(done)


def _advance(batch: int, indexer: DoorIndexer) -> int | None:
    """Do one batch; None where nothing waits any more."""
    marks = _marks()
    if marks[PASS_THROUGH]:
        return _go_on(marks, batch, indexer)
    waiting = _waiting()
    if not waiting:
        return None
    if waiting > batch and waiting > _last_address() // 5:
        _begin_pass()
        return 0
    return _take_in(_changed(batch))


def _begin_pass() -> None:
    _set(PASS_AT, 0)
    # a registry without observations is read as well
    _set(PASS_THROUGH, max(_newest(), 1))


def _go_on(marks: dict[str, int], batch: int, indexer: DoorIndexer) -> int:
    """Read the next addresses of a pass over all."""
    after = marks[PASS_AT]
    last = min(after + batch, _last_address())
    if last <= after:
        _finish_pass(marks)
        return 0
    with connection.cursor() as cursor:
        spans = [(after + 1) * ENTRIES, (last + 1) * ENTRIES]
        gone = _delete(cursor, "id >= %s AND id < %s", spans)
        cursor.execute(_READ.format(where="id > %s AND id <= %s"), [after, last])
        _insert(cursor.fetchall(), gone, indexer)
    _set(PASS_AT, last)
    return last - after


def _finish_pass(marks: dict[str, int]) -> None:
    _set(THROUGH, max(marks[PASS_THROUGH], marks[THROUGH]))
    _set(PASS_THROUGH, 0)
    _set(PASS_AT, 0)
    Generation.grow(COUNTED)
    bulk.refresh_statistics("addresses_searchentry")


def _take_in(changed: list[tuple[int, int]]) -> int:
    """Write the entries of changed addresses anew; ``changed``: observations and addresses."""
    if not changed:
        return 0
    numbers = sorted(_with_answering({address for _, address in changed}))
    _write(numbers)
    _set(THROUGH, changed[-1][0])
    return len(numbers)


def _with_answering(numbers: set[int]) -> set[int]:
    """Add those that the addresses were merged into: what is said of one changes the other."""
    found, asked = set(numbers), list(numbers)
    while asked:
        kept: set[int] = set()
        with connection.cursor() as cursor:
            for start in range(0, len(asked), 500):
                part = asked[start : start + 500]
                cursor.execute(
                    "SELECT DISTINCT merged_into_id FROM addresses_address "  # noqa: S608
                    f"WHERE id IN ({', '.join(['%s'] * len(part))}) AND merged_into_id IS NOT NULL",
                    part,
                )
                kept |= {number for (number,) in cursor.fetchall()}
        asked = list(kept - found)
        found |= kept
    return found


def _write(numbers: list[int]) -> None:
    with connection.cursor() as cursor:
        for start in range(0, len(numbers), 500):
            part = numbers[start : start + 500]
            marks = ", ".join(["%s"] * len(part))
            gone = _delete(cursor, *_entries_of(part))
            cursor.execute(_READ.format(where=f"id IN ({marks})"), part)
            _insert(cursor.fetchall(), gone, DoorIndexer())


def _entries_of(numbers: list[int]) -> tuple[str, list[object]]:
    """Return the condition that holds for all entries of these addresses, and its values."""
    if connection.vendor == "postgresql":
        # so many spans make it read the whole table where it has not counted it yet
        ids = [n * ENTRIES + place for n in numbers for place in range(ENTRIES)]
        return "id = ANY(%s)", [ids]
    spans = [bound for n in numbers for bound in (n * ENTRIES, (n + 1) * ENTRIES)]
    return " OR ".join(["(id >= %s AND id < %s)"] * len(numbers)), spans


def _delete(cursor, where: str, bounds: list[object]) -> Counter[int]:
    """Delete entries and return of which ways how many."""
    cursor.execute(
        f"SELECT way, count(*) FROM addresses_searchentry WHERE {where} GROUP BY way",  # noqa: S608
        bounds,
    )
    gone = Counter(dict(cursor.fetchall()))
    if gone:
        cursor.execute(f"DELETE FROM addresses_searchentry WHERE {where}", bounds)  # noqa: S608
    return gone


def _insert(rows: Iterable[Sequence[object]], gone: Counter[int], indexer: DoorIndexer) -> None:
    """Write the entries of addresses; ``gone``: how many entries of each way they had before."""
    numbers: list[int] = []
    keys: list[int] = []
    ways: list[tuple[str, int]] = []
    for number, commune, *columns in rows:
        found = indexer.entries(commune, Columns(*columns))[:ENTRIES]
        numbers += range(number * ENTRIES, number * ENTRIES + len(found))
        keys += [key for key, _ in found]
        ways += [way for _, way in found]
    known = _number_ways(indexer.written)
    placed = [known[way] for way in ways]
    _count_ways(Counter(placed), gone)
    entries = pl.DataFrame({"id": numbers, "key": keys, "way": placed})
    bulk.insert_frame("addresses_searchentry", entries)


def _number_ways(written: dict[tuple[str, int], str]) -> dict[tuple[str, int], int]:
    """Return the row numbers of ways, adding those that are new."""
    known = _read_ways(written)
    fresh = [
        (f[:_LONGEST], c, t[:_LONGEST]) for (f, c), t in written.items() if (f, c) not in known
    ]
    if not fresh:
        return known
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO addresses_searchway (form, commune, written, count) "
            "VALUES (%s, %s, %s, 0) ON CONFLICT (form, commune) DO NOTHING",
            fresh,
        )
    Generation.grow(NAMES)
    return _read_ways(written)


def _read_ways(written: dict[tuple[str, int], str]) -> dict[tuple[str, int], int]:
    forms = list({form[:_LONGEST] for form, _ in written})
    where, some = ("", []) if len(forms) > _MANY else _one_of(forms)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT form, commune, id FROM addresses_searchway {where}", some)  # noqa: S608
        found = {(form, commune): number for form, commune, number in cursor.fetchall()}
    told = {way: found.get((way[0][:_LONGEST], way[1])) for way in written}
    return {way: number for way, number in told.items() if number is not None}


def _one_of(forms: list[str]) -> tuple[str, list[str]]:
    if not forms:
        return "WHERE id < 0", []
    return f"WHERE form IN ({', '.join(['%s'] * len(forms))})", forms


def _count_ways(added: Counter[int], gone: Counter[int]) -> None:
    """Count the entries of ways; a way on which none is left goes."""
    change = Counter(added)
    change.subtract(gone)
    changed = [(count, way) for way, count in change.items() if count]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE addresses_searchway SET count = count + %s WHERE id = %s", changed
        )
        if any(count < 0 for count, _ in changed):
            cursor.execute("DELETE FROM addresses_searchway WHERE count <= 0")
            if cursor.rowcount:
                Generation.grow(COUNTED)


def _changed(limit: int) -> list[tuple[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, address_id FROM addresses_observation WHERE id > %s ORDER BY id LIMIT %s",
            [_marks()[THROUGH], limit],
        )
        return cursor.fetchall()


def _waiting() -> int:
    return max(_newest() - _marks()[THROUGH], 0)


def _newest() -> int:
    return _one("SELECT coalesce(max(id), 0) FROM addresses_observation")


def _last_address() -> int:
    return _one("SELECT coalesce(max(id), 0) FROM addresses_address")


def _one(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])


def _marks() -> dict[str, int]:
    names = (THROUGH, PASS_AT, PASS_THROUGH)
    rows = Generation.objects.filter(name__in=names).values_list("name", "number")
    return dict.fromkeys(names, 0) | dict(rows)


def _set(name: str, number: int) -> None:
    Generation.objects.update_or_create(name=name, defaults={"number": number})
