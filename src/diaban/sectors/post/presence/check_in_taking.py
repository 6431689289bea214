"""Taking check-ins from phones: each once, only whole chains, and every refusal kept and told.

What a confirmed key signed in its turn is evidence, whatever it says: a clock that is a day off, a
position far away or a wrong code are remarks on it, told to the phone at once. What is not signed
by that key, comes again with another content, or leaves one out, is no evidence and is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.check_in_messages import (
    LONGEST_BODY,
    Message,
    MessageError,
    device_named,
    digest_of,
    read_message,
)
from diaban.sectors.post.presence.models import (
    CheckIn,
    CheckInPlace,
    Device,
    Direction,
    RefusedCheckIn,
)
from diaban.sectors.post.presence.point_codes import is_code_of_moment
from diaban.sectors.post.presence.staffing import refresh
from diaban.sectors.post.register.identifiers import read_identifier
from diaban.spine.fieldwork.clocks import Tick, correct_times
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.distances import metres_between

MOST_MESSAGES = 50
# a point's yard, beside what both positions may be off
YARD_METRES = 100
CLOCK_MAY_BE_OFF = timedelta(minutes=10)
FUTURE_MS = 120_000
# these stand in the chain: what they sign is no use, and what comes after them is
_IN_CHAIN = frozenset({"unknown_point"})


@dataclass(frozen=True)
class Sending:
    """One sending of a phone: who is signed in, and the phone's time at that moment (ms)."""

    actor: User
    clock: int
    uptime: int = -1
    now: datetime = field(default_factory=timezone.now)


@dataclass
class Answer:
    """What became of each message, by its digest."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)


class RefusalError(Exception):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def take_check_ins(sending: Sending, sent: Sequence[object]) -> Answer:
    """Take what a phone sent, in the order of its count; the same again changes nothing."""
    answer = Answer()
    with transaction.atomic():
        devices = _hold_devices(sent)
        read: list[tuple[Message, Device, str, str]] = []
        for one in sent:
            _read_one(sending, one, devices, answer, read)
        read.sort(key=lambda each: (each[1].pk, each[0].seq))
        times = _times(sending, read)
        for (message, device, body, signature), at in zip(read, times, strict=True):
            _take_one(sending, Signed(message, device, body, signature, at), answer)
        for device in devices.values():
            device.save(update_fields=["last_seq", "head"])
        if answer.taken:
            points = sorted({one["point"] for one in answer.taken})
            facts = {"count": len(answer.taken), "points": points}
            record(sending.actor, "post.checked_in", f"user:{sending.actor.pk}", facts)
            _refresh_days(answer)
    return answer


def _refresh_days(answer: Answer) -> None:
    """Work out anew the days that are over, of the points that were checked in at."""
    days = [timezone.localdate(datetime.fromtimestamp(t["at"] / 1000, UTC)) for t in answer.taken]
    points = {read_identifier(one["point"]) for one in answer.taken}
    refresh(points, min(days), max(days))


@dataclass(frozen=True)
class Signed:
    """A message that its key signed, with the moment by our clock."""

    message: Message
    device: Device
    body: str
    signature: str
    at: datetime

    @property
    def digest(self) -> str:
        return digest_of(self.body)


def _hold_devices(sent: Iterable[object]) -> dict[str, Device]:
    names = {device_named(one.get("body")) for one in sent if isinstance(one, dict)}
    rows = Device.objects.select_for_update().filter(key_id__in=names).order_by("pk")
    return {row.key_id: row for row in rows}


def _read_one(
    sending: Sending,
    one: object,
    devices: Mapping[str, Device],
    answer: Answer,
    read: list[tuple[Message, Device, str, str]],
) -> None:
    body = one.get("body") if isinstance(one, dict) else None
    signature = one.get("signature") if isinstance(one, dict) else None
    if not isinstance(body, str) or not isinstance(signature, str) or len(body) > LONGEST_BODY:
        return _refuse(sending, None, json.dumps(one)[:LONGEST_BODY], "malformed", answer)
    device = devices.get(device_named(body))
    try:
        if device is None:
            raise RefusalError("unknown_device")
        if device.person_id != sending.actor.pk:
            raise RefusalError("another_ones")
        message = read_message(bytes(device.public_key), body, signature)
        if device.revoked_at is not None:
            raise RefusalError("revoked")
    except (RefusalError, MessageError) as error:
        return _refuse(sending, device, body, error.reason, answer)
    if device.confirmed_at is None:
        answer.waiting.append(digest_of(body))
    else:
        read.append((message, device, body, signature))
    return None


def _take_one(sending: Sending, signed: Signed, answer: Answer) -> None:
    message, device = signed.message, signed.device
    try:
        if message.seq <= device.last_seq:
            _require_same(signed)
            answer.again.append(signed.digest)
            return
        if message.seq != device.last_seq + 1:
            raise RefusalError("gap")
        if message.previous != device.head:
            raise RefusalError("chain")
        point = _point_of(message)
        made = _store(sending, signed, point)
    except RefusalError as error:
        _refuse(sending, device, signed.body, error.reason, answer)
        if error.reason not in _IN_CHAIN:
            return
        made = None
    device.last_seq, device.head = message.seq, signed.digest
    if made is not None:
        told = {"digest": signed.digest, "point": message.point, "remarks": made.remarks}
        answer.taken.append({**told, "at": round(signed.at.timestamp() * 1000)})


def _require_same(signed: Signed) -> None:
    """A number that was used before is the same message, or somebody has copied the key's store."""
    known = CheckIn.objects.filter(device=signed.device, seq=signed.message.seq).first()
    if known is not None and known.digest != signed.digest:
        raise RefusalError("forked")
    if known is None:
        refused = RefusedCheckIn.objects.filter(device=signed.device, digest=signed.digest).first()
        raise RefusalError(refused.reason if refused else "forked")


def _point_of(message: Message) -> Point:
    try:
        number = read_identifier(message.point)
    except ValueError:
        raise RefusalError("unknown_point") from None
    # that somebody is not rostered there is no reason to lose that they were
    found = Point.objects.everywhere("a check-in names its point").filter(pk=number).first()
    if found is None:
        raise RefusalError("unknown_point")
    return found


def _times(sending: Sending, read: Sequence[tuple[Message, Device, str, str]]) -> list[datetime]:
    """Return the moment of each message by our clock; it never runs against the count."""
    moments: dict[tuple[int, int], datetime] = {}
    by_device: dict[Device, list[Message]] = {}
    for message, device, _body, _signature in read:
        by_device.setdefault(device, []).append(message)
    for device, messages in by_device.items():
        first = min(message.seq for message in messages)
        before = CheckIn.objects.filter(device=device, seq__lt=first).order_by("-seq")
        last = before.values_list("happened_at", flat=True).first()
        ticks = [Tick(one.seq, one.at, one.uptime) for one in messages]
        sent = Tick(max(tick.seq for tick in ticks) + 1, sending.clock, sending.uptime)
        floor = round(last.timestamp() * 1000) if last else 0
        times = correct_times(ticks, sent, round(sending.now.timestamp() * 1000), not_before=floor)
        for seq, at in times.items():
            moments[device.pk, seq] = datetime.fromtimestamp(at / 1000, UTC)
    return [moments[device.pk, message.seq] for message, device, _body, _signature in read]


def _store(sending: Sending, signed: Signed, point: Point) -> CheckIn:
    code_ok = is_code_of_moment(point, signed.at, signed.message.code)
    made, place = rows_of(sending, signed, point, code_ok=code_ok)
    made.save()
    place.check_in = made
    place.save()
    return made


def rows_of(
    sending: Sending, signed: Signed, point: Point, *, code_ok: bool | None
) -> tuple[CheckIn, CheckInPlace]:
    """Return what is kept of a message that its key signed, not saved yet: itself, and where."""
    message = signed.message
    metres = _metres_from(point, message)
    made = CheckIn(
        device=signed.device, seq=message.seq, point=point, person=sending.actor,
        kind=Direction(message.kind), device_time=_device_time(message, signed.at),
        happened_at=signed.at, received_at=sending.now, code_ok=code_ok, metres=metres,
        remarks=_remarks(sending, message, point, (code_ok, metres)),
        digest=signed.digest, previous=message.previous, signature=signed.signature,
        synthetic=point.synthetic,
    )  # fmt: skip
    place = CheckInPlace(
        check_in=made, body=signed.body, lat_e7=message.lat_e7, lng_e7=message.lng_e7,
        accuracy_metres=message.accuracy_metres, is_mock=message.is_mock, photo=message.photo,
        kept_since=sending.now,
    )  # fmt: skip
    return made, place


def _device_time(message: Message, at: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(message.at / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        # no calendar has that year; that the clock was off is remarked
        return at


def _metres_from(point: Point, message: Message) -> int | None:
    if message.lat_e7 is None or message.lng_e7 is None or point.position is None:
        return None
    return round(metres_between(point.position, (message.lat_e7 / 1e7, message.lng_e7 / 1e7)))


def _remarks(
    sending: Sending, message: Message, point: Point, seen: tuple[bool | None, int | None]
) -> list[str]:
    code_ok, metres = seen
    ours = sending.now.timestamp() * 1000
    reach = YARD_METRES + (message.accuracy_metres or 0) + (point.accuracy_metres or 0)
    told = {
        "clock": abs(ours - sending.clock) > CLOCK_MAY_BE_OFF.total_seconds() * 1000,
        "future": message.at > sending.clock + FUTURE_MS,
        "far": metres is not None and metres > reach,
        "no_position": message.lat_e7 is None,
        "mock": message.is_mock is True,
        "code": code_ok is False,
    }
    return [name for name, holds in told.items() if holds]


def _refuse(
    sending: Sending, device: Device | None, body: str, reason: str, answer: Answer
) -> None:
    """Keep what cannot be taken as it came, once, and say why; journalled when it is new."""
    digest = digest_of(body)
    _row, is_new = RefusedCheckIn.objects.get_or_create(
        actor=sending.actor, digest=digest, reason=reason,
        defaults={"device": device, "said": json.dumps(body), "received_at": sending.now},
    )  # fmt: skip
    if is_new:
        subject = f"post_device:{device.pk}" if device else f"user:{sending.actor.pk}"
        facts = {"reason": reason, "digest": digest}
        record(sending.actor, "post.check_in_refused", subject, facts)
    answer.refused.append({"digest": digest, "reason": reason})
