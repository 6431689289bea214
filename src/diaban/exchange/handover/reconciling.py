"""Holding the Post's rows against the registry: which door each is, and what either side lacks.

First by the digital address, then by words and position (`engines.duplicates`), one row to one
door, commune by commune; rows that name no place are looked for by their words alone. A commune
is one transaction, so that work that was broken off goes on with the next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.engines.duplicates import find_between
from diaban.spine.addresses import surroundings
from diaban.spine.addresses.models import Address, AddressQuerySet, write_public_line
from diaban.spine.addresses.searching import search_addresses
from diaban.spine.handovers.comparing import WORDS, compare
from diaban.spine.handovers.models import Handover, HandoverRow, Reason, Standing
from diaban.spine.parties.models import User

# less likely than this, nothing is proposed; less likely than that, a person must look
LEAST_SCORE, SURE_SCORE = 0.5, 0.9
_ROWS = 2_000
_TOLD = ("address_id", "standing", "reason", "score", "metres", "differences")

Progress = Callable[[int], None]


def reconcile(handover: Handover, actor: User, progress: Progress = lambda count: None) -> Handover:
    """Give each row its standing, and write a row for each door that the list does not hold."""
    done = 0
    while (commune := _next_commune(handover)) is not None:
        with transaction.atomic():
            rows = list(_waiting(handover).filter(commune=commune or None))
            _stand(rows, commune, actor)
            HandoverRow.objects.bulk_update(rows, _TOLD, batch_size=_ROWS)
        done += len(rows)
        progress(done)
    if handover.reconciled_at is None:
        with transaction.atomic():
            _write_missing(handover)
            handover.reconciled_at = timezone.now()
            handover.save(update_fields=["reconciled_at"])
    return handover


def _waiting(handover: Handover):
    return handover.rows.filter(standing="").order_by("pk")


def _next_commune(handover: Handover) -> int | None:
    """Return a commune with rows that have no standing yet; 0 for rows of none, which come last."""
    waiting = _waiting(handover).order_by("commune").values_list("commune", flat=True).distinct()
    found = list(waiting)
    return next((unit for unit in found if unit is not None), 0 if found else None)


def _doors() -> AddressQuerySet:
    return Address.objects.everywhere("the Post's list is held against the whole city").present()


def _stand(rows: Sequence[HandoverRow], commune: int, actor: User) -> None:
    taken = _stand_by_code(rows)
    rest = [row for row in rows if row.address_id is None]
    if commune:
        pairs = _pair_by_words(rest, surroundings.read_commune(commune), taken)
    else:
        pairs = _pair_by_search(rest, actor, taken)
    doors = _doors().in_bulk([number for number, _ in pairs.values()])
    for row in rest:
        number, score = pairs.get(row.pk, (0, 0.0))
        if number in doors:
            _judge(row, doors[number], score)
        else:
            row.standing = Standing.MISSING_HERE
            row.reason = Reason.NOTHING_LIKE_IT if commune else Reason.NO_PLACE


def _stand_by_code(rows: Sequence[HandoverRow]) -> set[int]:
    """Stand rows with the door that bears their code; return the doors."""
    by_code = {row.digital_address: row for row in rows}
    codes = list(by_code)
    taken: set[int] = set()
    for start in range(0, len(codes), _ROWS):
        some = _doors().filter(digital_address__in=codes[start : start + _ROWS]).order_by("-pk")
        for door in some:
            # of two doors with one code the older one stands for it
            _judge(by_code[door.digital_address], door, None)
    for row in rows:
        if row.address_id is not None:
            taken.add(row.address_id)
    return taken


def _pair_by_words(
    rows: Sequence[HandoverRow], existing: pl.DataFrame, taken: set[int]
) -> dict[int, tuple[int, float]]:
    """Return door and probability for each row, each door once, the likeliest pairs first."""
    if not rows or existing.is_empty():
        return {}
    free = existing.filter(~pl.col("id").is_in(list(taken)))
    incoming = pl.DataFrame(
        [{"id": row.pk, "commune": row.commune_id, **row.said} for row in rows],
        infer_schema_length=None,
    )
    incoming = incoming.select(name for name in surroundings.COLUMNS if name in incoming.columns)
    pairs: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    found = find_between(free, incoming, LEAST_SCORE)
    for door, row, score in found.select("left", "right", "score").iter_rows():
        if row not in pairs and door not in used:
            pairs[row] = door, score
            used.add(door)
    return pairs


def _pair_by_search(
    rows: Sequence[HandoverRow], actor: User, taken: set[int]
) -> dict[int, tuple[int, float]]:
    pairs: dict[int, tuple[int, float]] = {}
    used = set(taken)
    for row in rows:
        said = {name: row.said.get(name, "") for name in WORDS if name != "unit"}
        text = write_public_line(**said)
        found = search_addresses(text, actor, 1) if text else None
        if found is None or found.best < SURE_SCORE:
            continue
        number = found.matches[0].address.number
        if number not in used:
            pairs[row.pk] = number, found.best
            used.add(number)
    return pairs


def _judge(row: HandoverRow, door: Address, score: float | None) -> None:
    compared = compare(row.said, row.digital_address, row.commune_id, door)
    row.address_id, row.score = door.pk, score
    row.metres = None if compared.metres is None else round(compared.metres, 1)
    row.differences = list(compared.differences)
    if score is None:
        row.reason = Reason.CODE
    elif "digital_address" in compared.differences:
        row.reason = Reason.CODE_DIFFERS
    else:
        row.reason = Reason.WORDS if score >= SURE_SCORE else Reason.UNSURE
    is_same = not compared.differences and row.reason != Reason.UNSURE
    row.standing = Standing.MATCHED if is_same else Standing.DIFFERING


def _write_missing(handover: Handover) -> None:
    """Write a row for each door of the communes handed over that no row stands with.

    A building whose flats are in the list is in it.
    """
    held = handover.rows.filter(row_number__isnull=False)
    communes = list(held.exclude(commune=None).values_list("commune", flat=True).distinct())
    matched = held.filter(address__isnull=False)
    seen = set(matched.values_list("address_id", flat=True))
    seen |= set(matched.values_list("address__parent_id", flat=True))
    doors = _doors().filter(commune__in=communes, parent__isnull=True).exclude(life=9)
    rows = doors.order_by("pk").values_list("pk", "commune_id", "digital_address")
    missing = (
        HandoverRow(
            handover=handover,
            address_id=number,
            commune_id=commune,
            standing=Standing.MISSING_THERE,
            reason=Reason.CODE_UNKNOWN if code else Reason.NO_CODE,
        )
        for number, commune, code in rows.iterator(chunk_size=_ROWS)
        if number not in seen
    )
    HandoverRow.objects.bulk_create(missing, batch_size=_ROWS)
