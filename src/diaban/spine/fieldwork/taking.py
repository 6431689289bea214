"""Taking in what a phone sends: each capture once, whatever was cut, repeated or out of order.

A capture becomes an observation through `addresses.observing`; one in dispute is held until
somebody decides; one that cannot be taken is kept as refused with its reason.
"""

from __future__ import annotations

import hashlib
import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import polars as pl
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from diaban.spine.addresses import bulk, identifiers, joining
from diaban.spine.addresses.models import SourceKey
from diaban.spine.addresses.observing import RECORD_COLUMNS, Statement, observe_records
from diaban.spine.fieldwork.clocks import Tick, correct_times
from diaban.spine.fieldwork.conflicts import Statements, find_beside
from diaban.spine.fieldwork.holding import Holdings
from diaban.spine.fieldwork.lots import append_doors, read_identifier
from diaban.spine.fieldwork.models import (
    TO_COME_BACK,
    Capture,
    Conflict,
    Effect,
    Lot,
    LotDoor,
    Outcome,
    RefusedCapture,
)
from diaban.spine.fieldwork.reading import Fix, RefusalError, Said, read_capture
from diaban.spine.fieldwork.visits import VIET_NAM, observe_visits
from diaban.spine.parties.models import User
from diaban.spine.runs.models import Generation

SOURCE = "field"
MOST_CAPTURES = 500
# of a source that has said nothing yet
_NO_DIGEST = 0
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sending:
    """Who sends from which phone, and the phone's time at that moment (uptime -1: not said).

    Of what is looked at once more, ``arrived`` is when it came first, and ``vouched_by`` who of the
    office takes it whoever held the lot.
    """

    actor: User
    device: str
    clock: int
    uptime: int = -1
    arrived: datetime | None = None
    vouched_by: User | None = None


@dataclass
class Answer:
    """What became of each capture, by the key that the phone gave it."""

    taken: list[str] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    refused: list[dict[str, object]] = field(default_factory=list)
    conflicts: list[dict[str, object]] = field(default_factory=list)

    def add(self, other: Answer) -> None:
        for name in ("taken", "again", "refused", "conflicts"):
            getattr(self, name).extend(getattr(other, name))


def take_captures(sending: Sending, sent: Sequence[object]) -> Answer:
    """Take in up to ``MOST_CAPTURES``; what one fault of ours spoils does not hold up the rest."""
    try:
        return _take(sending, sent)
    except (OperationalError, InterfaceError):
        # the database is busy or gone: the phone keeps all and sends again
        raise
    except Exception:
        _log.exception("captures of %s", sending.device)
    answer = Answer()
    for one in sent:
        try:
            answer.add(_take(sending, [one]))
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            _log.exception("a capture of %s", sending.device)
            answer.refused.append(_refuse(sending, one, RefusalError("fault")))
    return answer


@transaction.atomic
def _take(sending: Sending, sent: Sequence[object]) -> Answer:
    bulk.hold_registry()
    answer, sound = Answer(), []
    for one in sent:
        try:
            sound.append((read_capture(one), one))
        except RefusalError as refusal:
            _answer_unread(sending, one, refusal, answer)
    taken = Capture.objects.in_bulk([said.key for said, _ in sound], field_name="key")
    answer.again += [str(said.key) for said, _ in sound if said.key in taken]
    fresh: dict[uuid.UUID, tuple[Said, object]] = {}
    for said, one in sound:
        if said.key in fresh:
            answer.again.append(str(said.key))
        elif said.key not in taken:
            fresh[said.key] = said, one
    if fresh:
        _take_fresh(sending, list(fresh.values()), answer)
    answer.conflicts += _open_conflicts(answer.taken + answer.again)
    return answer


def _answer_unread(sending: Sending, one: object, refusal: RefusalError, answer: Answer) -> None:
    """Refuse what cannot be read, unless its key was taken before."""
    key = one.get("key") if isinstance(one, dict) else None
    with_key = Capture.objects.filter(key=key) if _is_uuid(key) else Capture.objects.none()
    if with_key.exists():
        answer.again.append(str(key))
    else:
        answer.refused.append(_refuse(sending, one, refusal))


def _take_fresh(sending: Sending, fresh: list[tuple[Said, object]], answer: Answer) -> None:
    now = timezone.now()
    times = _times(sending, [said for said, _ in fresh], sending.arrived or now)
    places = _Places(sending.vouched_by or sending.actor, [said for said, _ in fresh])
    ready: list[tuple[Said, int | uuid.UUID | None]] = []
    for said, one in sorted(fresh, key=lambda pair: pair[0].seq):
        try:
            ready.append((said, places.find(said, times[said.key])))
        except RefusalError as refusal:
            answer.refused.append(_refuse(sending, one, refusal))
    statement = Statement(SOURCE, sending.actor, learned_at=now)
    numbers = _observe_new_doors([said for said, door in ready if door is None], times, statement)
    captures = [
        _capture(
            sending,
            said,
            door if isinstance(door, int) else numbers[door or said.key],
            times[said.key],
            now,
            is_new=door is None,
        )
        for said, door in ready
    ]
    _judge(captures)
    _observe_known_doors(captures, statement)
    observe_visits(captures, statement)
    _append_new_doors(captures)
    keys = [str(said.key) for said, _ in ready]
    RefusedCapture.objects.filter(key__in=keys, settled_as="").update(
        settled_as="taken", settled_at=now
    )
    answer.taken += keys
    if keys:
        Generation.grow("addresses")


class _Places:
    """Which lots the actor may send for, and which door a capture means."""

    def __init__(self, actor: User, said: Sequence[Said]) -> None:
        named_lots = {one.lot for one in said}
        self._holdings = Holdings(actor, named_lots)
        lots = Lot.objects.filter(pk__in=named_lots).select_related("drawing")
        self._units = {lot.pk: lot.drawing.unit_id for lot in lots}
        doors = LotDoor.objects.filter(lot__drawing__unit__in=set(self._units.values()))
        named = {one.door: read_identifier(one.door) for one in said if one.door}
        numbers = {number for number in named.values() if number is not None}
        rows = doors.filter(address__in=numbers)
        self._doors = set(rows.values_list("lot__drawing__unit_id", "address_id"))
        self._named = named
        self._new: set[uuid.UUID] = set()
        keys = [text for text in named if _is_uuid(text)]
        found = Capture.objects.filter(
            key__in=keys, lot__drawing__unit__in=set(self._units.values())
        )
        self._found = {str(key): address for key, address in found.values_list("key", "address_id")}
        self._roots = joining.roots_of(numbers | set(self._found.values()))

    def find(self, said: Said, at: datetime) -> int | uuid.UUID | None:
        """Return the door's number, None for a new one, or the key of one new in this sending.

        ``at`` is when it was recorded. Raises RefusalError.
        """
        if refusal := self._holdings.refusal_of(said.lot, at):
            raise RefusalError(refusal, "lot")
        if said.door is None:
            self._new.add(said.key)
            return None
        if _is_uuid(said.door) and uuid.UUID(said.door) in self._new:
            return uuid.UUID(said.door)
        if said.door in self._found:
            found = self._found[said.door]
            return self._roots.get(found, found)
        number = self._named[said.door]
        if number is None or (self._units[said.lot], number) not in self._doors:
            raise RefusalError("unknown_door", "door")
        return self._roots.get(number, number)


def _times(sending: Sending, said: Sequence[Said], now: datetime) -> dict[uuid.UUID, datetime]:
    """Return the server's time of each capture; it never runs against the phone's count."""
    first = min(one.seq for one in said)
    before = Capture.objects.filter(
        actor=sending.actor, device=sending.device, seq__lt=first
    ).order_by("-seq")
    last = before.values_list("captured_at", flat=True).first()
    ticks = [Tick(one.seq, one.clock, one.uptime) for one in said]
    sent = Tick(max(tick.seq for tick in ticks) + 1, sending.clock, sending.uptime)
    floor = round(last.timestamp() * 1000) if last else 0
    times = correct_times(ticks, sent, int(now.timestamp() * 1000), not_before=floor)
    return {one.key: datetime.fromtimestamp(times[one.seq] / 1000, UTC) for one in said}


def _capture(
    sending: Sending, said: Said, door: int, at: datetime, now: datetime, *, is_new: bool
) -> Capture:
    fix, parts = said.fix, said.parts._asdict()
    return Capture(
        key=said.key,
        lot_id=said.lot,
        actor=sending.actor,
        address_id=door,
        is_new_door=is_new,
        device=sending.device,
        seq=said.seq,
        clock=said.clock,
        captured_at=at,
        received_at=now,
        outcome=said.outcome,
        lat_e7=fix.lat_e7 if fix else None,
        lng_e7=fix.lng_e7 if fix else None,
        accuracy_metres=fix.accuracy_metres if fix else None,
        fixes=fix.fixes if fix else 0,
        entrance=said.texts["entrance"],
        gate_lat_e7=said.gate.lat_e7 if said.gate else None,
        gate_lng_e7=said.gate.lng_e7 if said.gate else None,
        written=said.texts["written"],
        door={name: value for name, value in parts.items() if value},
        households=said.households,
        note=said.texts["note"],
        photo=said.photo,
        effect=Effect.OBSERVED if is_new else Effect.KEPT,
    )


def _judge(captures: list[Capture]) -> None:
    """Store the captures, say which of them the registry may hear, and what is in dispute."""
    statements = Statements(c.address_id for c in captures if not c.is_new_door)
    raised: list[Conflict] = []
    gone: list[Conflict] = []
    heard: dict[int, Capture] = {}
    for capture in captures:
        if capture.is_new_door:
            statements.add(capture, [])
        if capture.is_new_door or capture.outcome in TO_COME_BACK:
            continue
        if statements.is_overtaken(capture):
            continue
        gone += statements.settle_own(capture)
        found = statements.find(capture)
        capture.effect = Effect.HELD if found else Effect.OBSERVED
        if earlier := heard.pop(capture.address_id, None):
            earlier.effect = Effect.KEPT
        if not found:
            heard[capture.address_id] = capture
        statements.add(capture, found)
        raised += found
    Capture.objects.bulk_create(captures)
    known = [conflict for conflict in gone if conflict.pk]
    Conflict.objects.bulk_update(known, ["state"])
    raised += [b for c in captures if c.is_new_door and (b := find_beside(c))]
    for conflict in raised:
        # only now have the rows of both their numbers
        conflict.capture, conflict.earlier = conflict.capture, conflict.earlier
    Conflict.objects.bulk_create(raised)


def _observe_new_doors(
    said: list[Said], times: dict[uuid.UUID, datetime], statement: Statement
) -> dict[uuid.UUID, int]:
    if not said:
        return {}
    lots = Lot.objects.filter(pk__in={one.lot for one in said}).select_related("drawing__unit")
    communes = {lot.pk: lot.drawing.unit.code for lot in lots}
    # what is found on a made-up walk is made up
    statement = replace(statement, synthetic=any(lot.drawing.synthetic for lot in lots))
    rows = [
        {
            **_record(str(one.key), one.parts._asdict(), times[one.key]),
            **_position(one.fix),
            "written": one.texts["written"] or None,
            **_households(one.households),
            "commune_code": communes[one.lot],
        }
        for one in said
    ]
    observe_records(_frame(rows), statement)
    keys = SourceKey.objects.filter(source=SOURCE, key__in=[row["source_key"] for row in rows])
    return {uuid.UUID(key): number for key, number in keys.values_list("key", "address_id")}


def _observe_known_doors(captures: list[Capture], statement: Statement) -> None:
    told = [c for c in captures if not c.is_new_door and c.effect == Effect.OBSERVED]
    observe_captures(told, statement)


def observe_captures(
    told: list[Capture], statement: Statement, decided_at: datetime | None = None
) -> None:
    """Let the registry hear captures of doors that it knows; one a door, in a transaction.

    What somebody decided holds from then on: over what was said since the capture, and anew where
    field work said the same before.
    """
    if not told:
        return
    keys = {c.address_id: identifiers.write(c.address_id) for c in told}
    SourceKey.objects.bulk_create(
        [
            SourceKey(source=SOURCE, key=key, address_id=number, digest=_NO_DIGEST)
            for number, key in keys.items()
        ],
        ignore_conflicts=True,
    )
    if decided_at:
        said = SourceKey.objects.filter(source=SOURCE, key__in=list(keys.values()))
        said.update(digest=_NO_DIGEST)
    rows = []
    for capture in told:
        at = decided_at or capture.captured_at
        row = _record(keys[capture.address_id], capture.door, at)
        row["written"] = capture.written or None
        row |= _households(capture.households)
        if capture.lat_e7 is not None and capture.is_at_main_entrance:
            fix = Fix(capture.lat_e7, capture.lng_e7, capture.accuracy_metres, capture.fixes)
            row |= _position(fix)
        if capture.outcome == Outcome.NOT_THERE:
            row = {**_record(keys[capture.address_id], {}, at), "life": "retired"}
        rows.append(row)
    observe_records(_frame(rows), statement)


def _record(key: str, parts: dict[str, str], at: datetime) -> dict[str, object]:
    texts = {name: value for name, value in parts.items() if value}
    held_on = at.astimezone(VIET_NAM).date()
    return {"source_key": key, "held_on": held_on, "life": "collected", **texts}


def _households(counted: int | None) -> dict[str, object]:
    """What a count at the door says; nothing where nobody counted."""
    if counted is None:
        return {}
    return {"households": counted, "is_household": counted > 0}


def _position(fix: Fix) -> dict[str, object]:
    return {
        "lat_e7": fix.lat_e7,
        "lng_e7": fix.lng_e7,
        "accuracy_metres": fix.accuracy_metres,
        "position_source": "pointed" if fix.is_pointed else "gnss",
    }


def _frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    names = {name for row in rows for name in row}
    schema = {name: kind for name, kind in RECORD_COLUMNS.items() if name in names}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _append_new_doors(captures: list[Capture]) -> None:
    by_lot: dict[int, list[int]] = {}
    for capture in captures:
        if capture.is_new_door:
            by_lot.setdefault(capture.lot_id, []).append(capture.address_id)
    for lot in Lot.objects.filter(pk__in=by_lot):
        append_doors(lot, by_lot[lot.pk])


def _open_conflicts(keys: list[str]) -> list[dict[str, object]]:
    rows = Conflict.objects.waiting().filter(capture__key__in=keys)
    rows = rows.select_related("capture", "earlier__actor", "beside").order_by("pk")
    return [
        {
            "key": str(row.capture.key),
            "door": identifiers.write(row.capture.address_id),
            "kind": row.kind,
            "with": _other_side(row),
        }
        for row in rows
    ]


def _other_side(row: Conflict) -> str | None:
    """Name the other collector or the other door; None where it is the registry itself."""
    if row.earlier:
        return row.earlier.actor.get_full_name() or row.earlier.actor.get_username()
    return row.beside.identifier if row.beside else None


def _refuse(sending: Sending, one: object, refusal: RefusalError) -> dict[str, object]:
    """Keep what cannot be taken as it came, once, and say why."""
    given = one.get("key") if isinstance(one, dict) else None
    digest = hashlib.sha256(json.dumps(one, sort_keys=True).encode()).hexdigest()
    key = str(uuid.UUID(given)) if _is_uuid(given) else digest
    lot = one.get("lot") if isinstance(one, dict) else None
    is_number = isinstance(lot, int) and not isinstance(lot, bool) and 0 < lot < 2**53
    known = Lot.objects.filter(pk=lot).first() if is_number else None
    RefusedCapture.objects.update_or_create(
        key=key,
        defaults={"reason": refusal.reason, "field": refusal.field},
        create_defaults={
            "actor": sending.actor,
            "lot": known,
            "device": sending.device,
            "said": json.dumps(one),
            "sent_at": sending.clock,
            "reason": refusal.reason,
            "field": refusal.field,
        },
    )
    return {"key": given, "reason": refusal.reason, "field": refusal.field}


def _is_uuid(text: object) -> bool:
    try:
        return isinstance(text, str) and bool(uuid.UUID(text))
    except ValueError:
        return False
