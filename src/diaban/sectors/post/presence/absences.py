"""Who will not be there, and who stands in: announced, withdrawn, or over sooner than announced.

Whoever answers for a point announces for anybody who works there, the staff for themselves. A row
is withdrawn and never changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from diaban.sectors.post.models import Absence, Point, Posting, Shift
from diaban.sectors.post.presence.roster import (
    answers_for,
    name_of,
    open_from,
    require,
    require_open,
    write_day,
)
from diaban.sectors.post.presence.roster_overlap import is_within
from diaban.sectors.post.presence.rostered import roster_rows
from diaban.sectors.post.presence.staffing import refresh
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today

LONGEST_REASON = 160
# a wrong year would make somebody absent for ever
_MOST_DAYS = 400


@dataclass(frozen=True)
class Away:
    """Who is away from a point, from the first day through the last, why, and who stands in."""

    person: User
    first: date
    last: date
    reason: str
    cover: User | None = None


def may_announce(actor: User, point: Point, person: User) -> bool:
    if answers_for(actor, point):
        return True
    own = Posting.objects.filter(point=point, person=actor)
    return actor.pk == person.pk and actor.role != Role.AUDITOR and own.exists()


@transaction.atomic
def announce(actor: User, point: Point, away: Away, *, confirmed: bool = False) -> Absence:
    """Write down that somebody will be away. Raises RosterError.

    What its codes of ``TO_CONFIRM`` say a person may overrule: ``confirmed``.
    """
    require(may_announce(actor, point, away.person), "not_answering")
    User.objects.select_for_update().get(pk=away.person.pk)
    reason = " ".join(away.reason.split())
    require(reason, "no_reason", "reason")
    _check_days(point, away)
    if away.cover is not None:
        _check_cover(actor, point, away, confirmed=confirmed)
    covered = _standing(away).filter(cover=away.person)
    require(confirmed or not covered.exists(), "covers_others", "person", text=name_of(away.person))
    made = Absence.objects.create(
        point=point, person=away.person, first_day=away.first, last_day=away.last,
        reason=reason[:LONGEST_REASON], cover=away.cover, announced_by=actor,
    )  # fmt: skip
    _record(actor, "post.absence_announced", made)
    refresh([point.pk], away.first, min(away.last, today()))
    return made


@transaction.atomic
def withdraw(actor: User, absence: Absence) -> None:
    """Take back an absence that was not: of days that staffing still works out."""
    held = _held(actor, absence)
    require_open(held.first_day, "first")
    _withdraw(actor, held)


@transaction.atomic
def come_back(actor: User, absence: Absence, day: date) -> Absence | None:
    """Let an absence end sooner: the person is back on this day. None: they never were away.

    The row is withdrawn and a shorter one stands instead.
    """
    held = _held(actor, absence)
    require_open(day, "back")
    require(day <= held.last_day, "ended", "back", text=write_day(held.last_day))
    require(day >= held.first_day, "end_before_begin", "back", text=write_day(held.first_day))
    _withdraw(actor, held)
    if day == held.first_day:
        return None
    shorter = Absence.objects.create(
        point=held.point, person=held.person, first_day=held.first_day,
        last_day=day - timedelta(days=1), reason=held.reason, cover=held.cover, announced_by=actor,
    )  # fmt: skip
    _record(actor, "post.absence_announced", shorter)
    refresh([held.point_id], max(held.first_day, open_from()), min(held.last_day, today()))
    return shorter


def _held(actor: User, absence: Absence) -> Absence:
    require(may_announce(actor, absence.point, absence.person), "not_answering")
    held = Absence.objects.select_for_update().get(pk=absence.pk)
    require(held.withdrawn_at is None, "withdrawn")
    return held


def _withdraw(actor: User, held: Absence) -> None:
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at"])
    _record(actor, "post.absence_withdrawn", held)
    first = max(held.first_day, open_from())
    refresh([held.point_id], first, min(held.last_day, today()))


def _check_days(point: Point, away: Away) -> None:
    require(away.first <= away.last, "last_before_first", "last")
    require((away.last - away.first).days <= _MOST_DAYS, "day_wrong", "last")
    require_open(away.first, "first")
    held = Posting.objects.filter(point=point, person=away.person)
    periods = held.values_list("valid_from", "valid_to")
    name = name_of(away.person)
    after = away.last + timedelta(days=1)
    require(is_within(away.first, after, periods), "not_posted", "person", text=name)
    if other := _standing(away).filter(point=point, person=away.person).first():
        require(
            False, "absent_already", "first", text=name, first=write_day(other.first_day),
            last=write_day(other.last_day),
        )  # fmt: skip


def _check_cover(actor: User, point: Point, away: Away, *, confirmed: bool) -> None:
    """Refuse who cannot be there; let a person overrule that a roster says they are elsewhere."""
    cover = away.cover
    assert cover is not None  # noqa: S101 - the caller asks only then
    require(cover.pk != away.person.pk, "cover_self", "cover")
    name = name_of(cover)
    require(not _standing(away).filter(person=cover).exists(), "cover_absent", "cover", text=name)
    if not answers_for(actor, point):
        posted = Posting.objects.filter(point=point, person=cover)
        after = away.last + timedelta(days=1)
        inside = is_within(away.first, after, posted.values_list("valid_from", "valid_to"))
        require(inside, "cover_not_colleague", "cover")
    elsewhere = not confirmed and _is_elsewhere(point, away, cover)
    require(not elsewhere, "cover_elsewhere", "cover", text=name)


def _is_elsewhere(point: Point, away: Away, cover: User) -> bool:
    days = (away.first, away.last)
    own = Shift.objects.filter(point=point, person=away.person)
    others = Shift.objects.filter(person=cover).exclude(point=point)
    taken = [(a, b) for _p, _who, a, b in roster_rows(list(others), *days)]
    asked = [(a, b) for _p, _who, a, b in roster_rows(list(own), *days)]
    return any(a < d and c < b for a, b in asked for c, d in taken)


def _standing(away: Away):
    rows = Absence.objects.standing()
    return rows.filter(first_day__lte=away.last, last_day__gte=away.first)


def _record(actor: User, act: str, absence: Absence) -> None:
    facts = {"person": absence.person_id, "first_day": absence.first_day.isoformat()}
    record(actor, act, f"post_point:{absence.point_id}", facts)
