"""Who works at a point and when: the one way to post somebody, and to enter and end shifts.

What is of the past stays as it was: a row is ended and never changed. A row ended on its first day
held on no day. Whoever answers for a point enters its roster; managers are made by the office.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q

from diaban.sectors.post.models import Point, Posting, Shift
from diaban.sectors.post.presence.roster_overlap import WeeklyHours, first_common_day, is_within
from diaban.sectors.post.presence.roster_refusals import RosterError
from diaban.sectors.post.presence.staffing import OPEN_DAYS, refresh
from diaban.sectors.post.weekdays import WEEKDAYS_EN, WEEKDAYS_VI
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import DECIDING
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today

# who may be let check in (`check_in_pages`)
STAFF = DECIDING | {Role.OPERATOR}


@dataclass(frozen=True)
class Hours:
    """Weekly hours to be entered, each (weekday, first minute, end), and whence they come."""

    week: Sequence[tuple[int, int, int]]
    source: str = ""
    synthetic: bool = False


@dataclass(frozen=True)
class Period:
    """Days from ``since`` to ``until``, the first day on which it holds no more."""

    since: date
    until: date | None = None


def answers_for(actor: User, point: Point) -> bool:
    """Say whether somebody enters a point's roster: the department, its commune, its manager."""
    if not actor.is_authenticated or actor.role == Role.AUDITOR:
        return False
    if actor.role == Role.DEPARTMENT:
        return True
    if actor.role == Role.COMMUNE:
        return Point.objects.visible_to(actor).filter(pk=point.pk).exists()
    managed = Posting.objects.filter(point=point, person=actor, is_manager=True)
    return managed.in_force(today()).exists()


def open_from() -> date:
    """Return the first day that staffing still works out anew."""
    return today() - timedelta(days=OPEN_DAYS)


def name_of(person: User) -> str:
    return person.get_full_name() or person.username


def person_named(text: str, field: str = "person") -> User:
    """Return who signs in by this name and may check in. Raises RosterError."""
    name = text.strip()
    found = User.objects.filter(username=name, is_active=True, role__in=STAFF).first()
    if found is None:
        raise RosterError("person_unknown", field, {"text": name[:80]})
    return found


def require(holds: object, code: str, field: str = "", **told: str) -> None:
    if not holds:
        raise RosterError(code, field, told)


def require_open(day: date, field: str) -> None:
    first = write_day(open_from())
    require(day >= open_from(), "day_closed", field, text=first)


def write_day(day: date) -> str:
    return day.strftime("%d/%m/%Y")


@transaction.atomic
def post_person(
    actor: User, point: Point, person: User, period: Period, *, is_manager: bool = False
) -> Posting:
    """Let somebody work at a point. Raises RosterError."""
    _require_standing(actor, point, is_manager=is_manager)
    _hold(person)
    _check_period(period)
    standing = Posting.objects.filter(_meeting(period), point=point, person=person)
    standing = standing.exclude(valid_to=period.since)
    require(not standing.exists(), "posted_already", "person", text=name_of(person))
    made = Posting.objects.create(
        point=point, person=person, is_manager=is_manager, valid_from=period.since,
        valid_to=period.until, posted_by=actor,
    )  # fmt: skip
    _record(actor, "post.posted", point, person)
    return made


@transaction.atomic
def end_posting(actor: User, posting: Posting, day: date) -> None:
    """End a posting, and with it the person's shifts there, from a day on. Raises RosterError."""
    point, person = posting.point, posting.person
    _hold(person)
    held = Posting.objects.select_for_update().get(pk=posting.pk)
    _require_standing(actor, point, is_manager=held.is_manager)
    ended = Period(day, held.valid_to)
    _end(held, day)
    for shift in Shift.objects.filter(_meeting(ended), point=point, person=person):
        shift.valid_to = max(day, shift.valid_from)
        shift.save(update_fields=["valid_to"])
    _record(actor, "post.posting_ended", point, person)
    refresh([point.pk], day, today())


@transaction.atomic
def set_manager(actor: User, posting: Posting, *, is_manager: bool) -> Posting:
    """Make somebody manager from today, or no longer: the old posting ends, a new one begins."""
    held = Posting.objects.select_for_update().get(pk=posting.pk)
    _require_standing(actor, posting.point, is_manager=True)
    day = max(today(), held.valid_from)
    until = held.valid_to
    require(until is None or until > day, "ended", text=write_day(until or day))
    held.valid_to = day
    held.save(update_fields=["valid_to"])
    made = Posting.objects.create(
        point=held.point, person=held.person, is_manager=is_manager, valid_from=day,
        valid_to=until, posted_by=actor,
    )  # fmt: skip
    _record(actor, "post.posted", held.point, held.person)
    return made


@transaction.atomic
def add_shifts(
    actor: User, point: Point, person: User, entered: Hours, period: Period
) -> list[Shift]:
    """Enter weekly hours; all or none. Raises RosterError."""
    _require_standing(actor, point)
    _hold(person)
    made = enter_shifts(actor, point, person, entered, period)
    _record(actor, "post.shifts_entered", point, person)
    refresh([point.pk], period.since, today())
    return made


def enter_shifts(
    actor: User, point: Point, person: User, entered: Hours, period: Period
) -> list[Shift]:
    """Check and write shifts; standing, journal and staffing are the caller's."""
    _check_period(period)
    held = Posting.objects.filter(point=point, person=person).values_list("valid_from", "valid_to")
    name = name_of(person)
    require(is_within(period.since, period.until, held), "not_posted", "person", text=name)
    others = list(Shift.objects.filter(_meeting(period), person=person))
    hours = [WeeklyHours(*one, period.since, period.until) for one in entered.week]
    for n, one in enumerate(hours):
        for other in others:
            if day := first_common_day(one, hours_of_shift(other)):
                raise _overlap(actor, other, point, name, day)
        require(
            not any(first_common_day(one, two) for two in hours[:n]), "hours_unread", "hours",
            text=f"{WEEKDAYS_VI[one.weekday]} ×2",
        )  # fmt: skip
    return Shift.objects.bulk_create(
        Shift(
            point=point, person=person, weekday=one.weekday, begin_minute=one.begin,
            end_minute=one.end, valid_from=one.since, valid_to=one.until,
            source=entered.source[:120], entered_by=actor, synthetic=entered.synthetic,
        )
        for one in hours
    )  # fmt: skip


@transaction.atomic
def end_shift(actor: User, shift: Shift, day: date) -> None:
    """Let a shift hold no more from a day on. Raises RosterError."""
    _require_standing(actor, shift.point)
    held = Shift.objects.select_for_update().get(pk=shift.pk)
    _end(held, day)
    _record(actor, "post.shift_ended", shift.point, shift.person)
    refresh([shift.point_id], day, today())


def hours_of_shift(shift: Shift) -> WeeklyHours:
    return WeeklyHours(
        shift.weekday, shift.begin_minute, shift.end_minute, shift.valid_from, shift.valid_to
    )


def _overlap(actor: User, shift: Shift, point: Point, name: str, day: date) -> RosterError:
    """Name the other point and its hours only to who may see it."""
    vi, en = WEEKDAYS_VI[shift.weekday], WEEKDAYS_EN[shift.weekday]
    on = write_day(day)
    seen = Shift.objects.visible_to(actor).filter(pk=shift.pk).exists()
    if shift.point_id == point.pk:
        where = ("ở điểm này", "at this point", f"{shift.hours}, ")
    elif seen:
        where = (f"ở {shift.point}", f"at {shift.point}", f"{shift.hours}, ")
    else:
        where = ("ở một điểm khác vào giờ ấy", "at another point at those hours", "")
    told = {
        "text": f"{name} đã có ca {vi} {where[2]}{where[0]}, trùng từ ngày {on}",
        "text_en": f"{name} has a shift on {en} {where[2]}{where[1]}, on {on} for the first time",
    }
    return RosterError("overlap", "hours", told)


def _end(row: Posting | Shift, day: date) -> None:
    ended = row.valid_to
    require(ended is None or ended > max(day, today()), "ended", "until",
            text=write_day(ended or day))  # fmt: skip
    require(day >= row.valid_from, "end_before_begin", "until", text=write_day(row.valid_from))
    require_open(day, "until")
    row.valid_to = day
    row.save(update_fields=["valid_to"])


def _check_period(period: Period) -> None:
    require_open(period.since, "since")
    begun = write_day(period.since)
    require(period.until is None or period.until > period.since, "end_before_begin", "until",
            text=begun)  # fmt: skip


def _require_standing(actor: User, point: Point, *, is_manager: bool = False) -> None:
    require(answers_for(actor, point), "not_answering")
    require(not is_manager or actor.role in DECIDING, "managers_by_office")


def _meeting(period: Period) -> Q:
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=period.since)
    return later if period.until is None else later & Q(valid_from__lt=period.until)


def _hold(person: User) -> None:
    """Let no two people enter hours of the same person at once: each would miss the other's."""
    User.objects.select_for_update().get(pk=person.pk)


def _record(actor: User, act: str, point: Point, person: User) -> None:
    record(actor, act, f"post_point:{point.pk}", {"person": person.pk})
