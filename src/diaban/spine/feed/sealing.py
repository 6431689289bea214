"""Numbering changes: a single sealer compares what observations speak of with what was said last.

Every writer of observations holds the registry until its transaction ends (`bulk.hold_registry`),
so their numbers follow commits, and who goes through them in order passes none. Bulk runs pay
nothing: the sealer comes after them.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from django.db import connection, transaction

from diaban.spine.addresses import bulk
from diaban.spine.addresses.models import Life
from diaban.spine.addresses.observing import REBUILT
from diaban.spine.certification.standing import Standing, standings_of
from diaban.spine.feed.models import Change, ChangeKind, Published
from diaban.spine.runs.models import Generation, look_alone

BATCH = 20_000
THROUGH, REBUILT_SEEN, IDENTITY = "feed_through", "feed_rebuilt", "feed_identity"
_PART = 5_000
_GONE = 0
_OF_STANDING = {
    Standing.CERTIFIED: ChangeKind.CERTIFIED,
    Standing.LOT_STANDS: ChangeKind.LOT_STANDS,
    Standing.LOT_FELL: ChangeKind.LOT_FELL,
}
# what anybody may know of a door, and what takes it away
_PUBLIC = """id, parent_id, merged_into_id, life, commune_id, vpostcode, house_number, lanes,
    street, building, locality, lat_e7, lng_e7, accuracy_metres, position_source, synthetic"""


class _State(NamedTuple):
    digest: int
    commune: int | None
    code: str
    certification: int = Standing.NONE
    merged_into: int | None = None


@dataclass(frozen=True)
class _Found:
    """One change that is to be numbered."""

    address: int
    kind: ChangeKind
    before: _State
    now: _State


_KEPT = ("digest", "commune", "code", "certification")
_NEVER = _State(_GONE, None, "")


def seal_changes(batch: int = BATCH) -> int:
    """Number what changed since the last time; return how many observations were looked at.

    Call again until it returns 0. One sealer at a time does it; another waits for it.
    """
    if not _is_behind():
        return 0
    with transaction.atomic():
        look_alone("feed")
        through = _through()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, address_id FROM addresses_observation WHERE id > %s "
                "ORDER BY id LIMIT %s",
                [through, batch],
            )
            rows = cursor.fetchall()
        if not rows:
            return 0
        # a door that was spoken of twice changes once, where it was spoken of last
        order = list(dict.fromkeys(address for _, address in reversed(rows)))[::-1]
        _number(_compare(order))
        _mark(THROUGH, rows[-1][0])
    return len(rows)


def seal_all() -> None:
    """Number all that changed, in batches."""
    while seal_changes():
        pass


def newest_number() -> int:
    """Return the number of the last change; 0 before the first."""
    last = Change.objects.order_by("-number").values_list("number", flat=True).first()
    return last or 0


def feed_identity() -> int:
    """Return the number that names this feed; another one means that numbers begin anew."""
    found = Generation.of(IDENTITY)
    if not found:
        first = {"number": secrets.randbits(52) or 1}
        Generation.objects.get_or_create(name=IDENTITY, defaults=first)
        found = Generation.of(IDENTITY)
    return found


def rename_feed() -> None:
    """Let every follower begin anew: numbers may be given again, as after a restore."""
    _mark(IDENTITY, secrets.randbits(52) or 1)


def _is_behind() -> bool:
    """Whether there may be something to do; asked without holding anything."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM addresses_observation")
        (newest,) = cursor.fetchone()
    marks = _marks()
    return newest > marks[THROUGH] or marks[REBUILT] != marks[REBUILT_SEEN]


def _marks() -> dict[str, int]:
    names = (THROUGH, REBUILT_SEEN, REBUILT)
    rows = Generation.objects.filter(name__in=names).values_list("name", "number")
    return dict.fromkeys(names, 0) | dict(rows)


def _through() -> int:
    """Return the last observation looked at; all are looked at again after a rebuild."""
    marks = _marks()
    if marks[REBUILT] == marks[REBUILT_SEEN]:
        return marks[THROUGH]
    _mark(REBUILT_SEEN, marks[REBUILT])
    return 0


def _mark(name: str, number: int) -> None:
    Generation.objects.update_or_create(name=name, defaults={"number": number})


def _compare(addresses: Sequence[int]) -> list[_Found]:
    """Return what is to be told of these addresses, in their order.

    What is said of a merged one counts for the one that answers for it, which is looked at too.
    """
    now = _read_now(addresses)
    pending = addresses
    while pending := list({n for a in pending if (n := now[a].merged_into) and n not in now}):
        now |= _read_now(pending)
    order = [*addresses, *sorted(now.keys() - set(addresses))]
    before = _read_before(order)
    found = []
    for number in order:
        old, new = before.get(number, _NEVER), now[number]
        if old.digest != new.digest:
            found.append(_Found(number, _kind(old, new), old, new))
    return found


def _kind(old: _State, new: _State) -> ChangeKind:
    if old.digest == _GONE:
        return ChangeKind.CREATED
    if new.digest == _GONE:
        return ChangeKind.MERGED if new.merged_into else ChangeKind.RETIRED
    if old.code != new.code:
        return ChangeKind.CODE_CHANGED
    if old.certification != new.certification:
        return _OF_STANDING.get(Standing(new.certification), ChangeKind.WITHDRAWN)
    return ChangeKind.CHANGED


def _read_now(addresses: Sequence[int]) -> dict[int, _State]:
    states: dict[int, _State] = {}
    for rows in _in_parts(f"SELECT {_PUBLIC} FROM addresses_address WHERE id IN ", addresses):  # noqa: S608
        standings = standings_of(row[0] for row in rows)
        for number, parent, merged, life, commune, code, *told in rows:
            if parent is None and merged is None and life != Life.RETIRED:
                standing = standings.get(number, Standing.NONE)
                digest = _digest(commune, code, *told, standing=standing)
                states[number] = _State(digest, commune, code, standing)
            else:
                states[number] = _State(_GONE, None, "", merged_into=merged)
    return states


def _read_before(addresses: Sequence[int]) -> dict[int, _State]:
    sql = """SELECT address, digest, commune, code, certification FROM feed_published
        WHERE address IN """
    return {row[0]: _State(*row[1:]) for rows in _in_parts(sql, addresses) for row in rows}


def _in_parts(begin: str, numbers: Sequence[int]) -> Iterable[list[tuple]]:
    for start in range(0, len(numbers), _PART):
        part = numbers[start : start + _PART]
        with connection.cursor() as cursor:
            cursor.execute(f"{begin}({', '.join(['%s'] * len(part))})", part)
            yield cursor.fetchall()


def _digest(*told: object, standing: int) -> int:
    """Digest a public part; never 0, which says that there is none."""
    *texts, synthetic = told
    # the databases give a truth in two forms
    text = "\x1f".join([*("" if value is None else str(value) for value in texts)])
    # a door that was never certified has the digest that it had before this was told
    last = f"\x1f{standing:d}" if standing else ""
    raw = blake2b(f"{text}\x1f{bool(synthetic)}{last}".encode(), digest_size=8).digest()
    return int.from_bytes(raw, signed=True) or 1


def _number(found: list[_Found]) -> None:
    if not found:
        return
    first, now = newest_number() + 1, int(time.time())
    bulk.insert_rows(
        Change._meta.db_table,
        ("number", "address", "kind", "at", "commune", "commune_before", "code_before"),
        [
            (
                *(first + place, one.address, int(one.kind), now),
                *(one.now.commune, one.before.commune, one.before.code),
            )
            for place, one in enumerate(found)
        ],
    )
    _publish(found)


def _publish(found: list[_Found]) -> None:
    table = Published._meta.db_table
    fresh = [one for one in found if one.before is _NEVER]
    bulk.insert_rows(
        table,
        ("address", *_KEPT),
        [(one.address, *_kept(one.now)) for one in fresh],
    )
    bulk.update_rows(
        table,
        (*_KEPT, "address"),
        [(*_kept(one.now), one.address) for one in found if one.before is not _NEVER],
    )


def _kept(state: _State) -> tuple[object, ...]:
    return state.digest, state.commune, state.code, int(state.certification)
