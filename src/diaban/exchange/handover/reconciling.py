"""Holding the Post's rows against the registry: which door each is, and what either side lacks.

First by the digital address, then by words and position (`engines.duplicates`), one row to one
door, commune by commune; rows that name no place are looked for by their words alone. A commune
is one transaction, so that work that was broken off goes on with the next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

import polars as pl
from django.db import transaction
from django.utils import timezone

from diaban.engines.duplicates import find_between
from diaban.exchange.handover.nearest import nearest_pairs
from diaban.spine.addresses import bulk, surroundings
from diaban.spine.addresses.models import Address, AddressQuerySet, write_public_line
from diaban.spine.addresses.searching import search_addresses
from diaban.spine.fieldwork.conflicts import BESIDE_METRES, FIX_METRES
from diaban.spine.handovers.comparing import WORDS, compare
from diaban.spine.handovers.models import Handover, HandoverRow, Reason, Standing
from diaban.spine.parties.models import User

# less likely than this, nothing is proposed; less likely than that, a person must look
LEAST_SCORE, SURE_SCORE = 0.5, 0.9
# two doors do not stand so near to each other
SAME_SPOT_METRES = 3.0
_ROWS = 2_000
_TOLD = ("address_id", "standing", "reason", "score", "metres")

Progress = Callable[[int], None]


def reconcile(handover: Handover, actor: User, progress: Progress = lambda count: None) -> Handover:
    """Give each row its standing, and write a row for each door that the list does not hold."""
    done = 0
    while (commune := _next_commune(handover)) is not None:
        with transaction.atomic():
            rows = list(_waiting(handover).filter(commune=commune or None))
            _stand(rows, commune, actor)
            _keep(rows)
        done += len(rows)
        progress(done)
    if handover.reconciled_at is None:
        with transaction.atomic():
            _write_missing(handover)
            handover.reconciled_at = timezone.now()
            handover.save(update_fields=["reconciled_at"])
    return handover


def _keep(rows: Sequence[HandoverRow]) -> None:
    told = (
        (*(getattr(row, name) for name in _TOLD), json.dumps(row.differences), row.pk)
        for row in rows
    )
    bulk.update_rows(HandoverRow._meta.db_table, (*_TOLD, "differences", "id"), told)


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
        existing = surroundings.read_commune(commune)
        pairs = _pair_by_words(rest, existing, taken)
    else:
        pairs = _pair_by_search(rest, actor, taken)
    doors = _doors().in_bulk([number for number, _ in pairs.values()])
    for row in rest:
        number, score = pairs.get(row.pk, (0, 0.0))
        if number in doors:
            _judge(row, doors[number], score)
            taken.add(number)
    if commune:
        _stand_by_position([row for row in rest if row.address_id is None], existing, taken)
    for row in rest:
        if row.address_id is None:
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


def _stand_by_position(
    rows: Sequence[HandoverRow], existing: pl.DataFrame, taken: set[int]
) -> None:
    """Stand rows with too few words to compare with the door that is nearest, each to the other.

    Words that contradict part them, unless no second door has room between the two.
    """
    placed = [row for row in rows if "lat_e7" in row.said]
    free = existing.filter(
        ~pl.col("id").is_in(list(taken)), pl.col("parent").is_null(), pl.col("lat_e7").is_not_null()
    )
    if not placed or free.is_empty():
        return
    there = [(row.said["lat_e7"], row.said["lng_e7"]) for row in placed]
    pairs = nearest_pairs(there, free.select("lat_e7", "lng_e7").rows(), FIX_METRES)
    numbers = free["id"].to_list()
    doors = _doors().in_bulk([numbers[door] for _, door in pairs])
    for place, at in pairs:
        row, door = placed[place], doors.get(numbers[at])
        if door is None:
            continue
        compared = compare(row.said, row.digital_address, row.commune_id, door)
        contradicts = any(name in WORDS for name in compared.differences)
        if contradicts and (compared.metres or 0.0) > SAME_SPOT_METRES:
            continue
        _judge(row, door, 0.0)
        row.score, row.reason, row.standing = None, Reason.NEAREST, Standing.DIFFERING
        says_the_same = any(row.said.get(name) for name in ("street", "locality", "building"))
        if not compared.differences and says_the_same and row.metres <= BESIDE_METRES:
            row.standing = Standing.MATCHED


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
