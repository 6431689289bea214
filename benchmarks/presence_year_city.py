"""A city with a year of presence: points with hours, staff on weekly shifts, and their check-ins.

Made up. Rows are written as the application keeps them, but nobody signed them: what is timed
afterwards never looks at a signature.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from diaban.engines.hours import minute_of
from diaban.sectors.post.imports import take_points
from diaban.sectors.post.models import (
    Absence,
    CheckIn,
    CheckInPlace,
    CitizenReport,
    Device,
    Point,
    Posting,
    Shift,
    SpotCheck,
)
from diaban.sectors.post.presence.retention import KEEP_DAYS
from diaban.sectors.post.presence.staffing import required_of
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.loading import load_tables
from diaban.spine.places.units import city_communes, today
from diaban.spine.sectors import InputRow, Taking

DAYS = 365
HOURS = (
    "T2–T6 7h30–11h30, 13h30–17h",
    "T2–T7 7h30–11h30, 13h30–16h30",
    "7h–11h, 13h–17h hàng ngày",
)
_AT_ONCE = 5_000


def build(points: int, seed: int) -> None:
    """Fill an empty database; the same again for the same seed and day."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    chance = Random(seed)
    with transaction.atomic():
        load_tables()
    _open_points(points, chance)
    begin = today() - timedelta(days=DAYS)
    rows = list(Point.objects.everywhere("a benchmark").order_by("pk"))
    staff = _employ(rows, begin)
    spans = _openings(rows, begin)
    for point in rows:
        with transaction.atomic():
            _live(point, staff[point.pk], spans[point.pk], chance)


def _open_points(points: int, chance: Random) -> None:
    """Put points into the register as an operator's list does, each at its commune's place."""
    communes = [unit for unit in city_communes(today()).order_by("code") if unit.lat is not None]
    rows = []
    for number in range(points):
        unit = communes[number % len(communes)]
        lat, lng = (float(at) + chance.uniform(-0.01, 0.01) for at in (unit.lat, unit.lng))
        rows.append(InputRow(number + 2, {
            "code": f"B{number}", "name": f"Bưu cục số {number}", "commune": unit.full_name,
            "province": "Hà Nội", "hours": HOURS[number % len(HOURS)], "lat": f"{lat:.6f}",
            "lng": f"{lng:.6f}", "accuracy": "10",
        }))  # fmt: skip
    day = today() - timedelta(days=2 * DAYS)
    with transaction.atomic():
        take_points(rows, Taking("benchmark", local_operator(), None, day, synthetic=True))


def _employ(points: list[Point], begin: date) -> dict[int, list[User]]:
    """Post two people to each point; they share its week."""
    actor = local_operator()
    names = [f"nguoi-{point.pk}-{nth}" for point in points for nth in range(2)]
    people = User.objects.bulk_create(User(username=one, role=Role.OPERATOR) for one in names)
    staff = {point.pk: people[2 * n : 2 * n + 2] for n, point in enumerate(points)}
    Posting.objects.bulk_create(
        Posting(point=point, person=person, is_manager=not nth, valid_from=begin, posted_by=actor)
        for point in points
        for nth, person in enumerate(staff[point.pk])
    )
    shifts = (
        Shift(point=point, person=staff[point.pk][weekday % 2], weekday=weekday,
              begin_minute=start, end_minute=end, valid_from=begin, entered_by=actor)
        for point in points
        for weekday in range(1, 8)
        for start, end in ((450, 690), (810, 1020))
    )  # fmt: skip
    Shift.objects.bulk_create(shifts, batch_size=_AT_ONCE)
    return staff


def _openings(points: list[Point], begin: date) -> dict[int, list[tuple[int, int]]]:
    spans, _known = required_of(points, begin, today() - timedelta(days=1))
    found: dict[int, list[tuple[int, int]]] = {point.pk: [] for point in points}
    for number, start, end in zip(*(column.tolist() for column in spans), strict=True):
        found[number].append((start, end))
    return found


def _live(point: Point, staff: list[User], spans: list[tuple[int, int]], chance: Random) -> None:
    """Let a point's staff come and go in its hours, and others look in."""
    devices = Device.objects.bulk_create(_device(person, chance) for person in staff)
    check_ins = CheckIn.objects.bulk_create(
        _check_ins(point, devices, spans, chance), batch_size=_AT_ONCE
    )
    kept = timezone.now() - timedelta(days=KEEP_DAYS)
    CheckInPlace.objects.bulk_create(
        (CheckInPlace(check_in=one, body="{}", lat_e7=point.lat_e7 + chance.randint(-900, 900),
                      lng_e7=point.lng_e7 + chance.randint(-900, 900), accuracy_metres=12,
                      kept_since=one.received_at)
         for one in check_ins if one.received_at > kept),
        batch_size=_AT_ONCE,
    )  # fmt: skip
    seen = chance.sample(spans, 6)
    SpotCheck.objects.bulk_create(
        SpotCheck(point=point, inspector=local_operator(), at=_moment((start + end) / 2), metres=9,
                  found=chance.choice(("open", "open", "nobody")))
        for start, end in seen
    )  # fmt: skip
    CitizenReport.objects.bulk_create(
        CitizenReport(point=point, day=_moment(start).date(), hour=9, count=2, confirmed=True)
        for start in sorted({start // 1_440 * 1_440 for start, _end in seen[:2]})
    )
    first = today() - timedelta(days=chance.randrange(DAYS))
    Absence.objects.create(
        point=point, person=staff[0], first_day=first, last_day=first + timedelta(days=4),
        reason="nghỉ phép", announced_by=staff[0],
    )  # fmt: skip


def _device(person: User, chance: Random) -> Device:
    return Device(
        key_id=f"{person.pk:043d}", person=person, phone=uuid.UUID(int=chance.getrandbits(128)),
        public_key=b"", confirmed_by=local_operator(), confirmed_at=timezone.now(),
    )  # fmt: skip


def _check_ins(
    point: Point, devices: list[Device], spans: list[tuple[int, int]], chance: Random
) -> Iterator[CheckIn]:
    seq = [0, 0]
    for start, end in spans:
        nth = start // 1_440 % 2
        if chance.random() < 0.1:
            continue
        presses = [("in", start + chance.gauss(-2, 4)), ("out", end + chance.gauss(2, 4))]
        for kind, minute in presses[: 1 if chance.random() < 0.08 else 2]:
            seq[nth] += 1
            at = _moment(minute)
            yield CheckIn(
                device=devices[nth], seq=seq[nth], point=point, person=devices[nth].person,
                kind=kind, device_time=at + timedelta(seconds=chance.gauss(0, 20)), happened_at=at,
                received_at=at + timedelta(seconds=4), code_ok=True, metres=10,
                digest=f"{chance.getrandbits(256):064x}", previous="0" * 64, signature="",
                synthetic=True,
            )  # fmt: skip


def _moment(minute: float) -> datetime:
    """Return the moment of a minute since 1970 on the clocks of Viet Nam."""
    midnight = minute_of(date(1970, 1, 1))
    return datetime.fromtimestamp(round(60 * (minute - midnight - 420), 3), UTC)
