"""A list of rosters: who works where on which weekdays, from when to when, since which day.

The machine overrules nobody: what stands already, or was ended by a person since, is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from diaban.sectors.post.models import Point, Posting, Shift
from diaban.sectors.post.presence import roster
from diaban.sectors.post.presence.roster_reading import read_roster_day, read_week_hours
from diaban.sectors.post.presence.roster_refusals import RosterError
from diaban.sectors.post.presence.staffing import refresh
from diaban.sectors.post.register.identifiers import read_identifier
from diaban.spine.addresses.identifiers import IdentifierError
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import today
from diaban.spine.sectors import FieldSpec, ImportSpec, InputRow, Taken, Taking

_YES = frozenset({"co", "yes", "x", "1"})


@dataclass
class _Batch:
    """One batch on its way in: what was looked up, and from which day each point changed."""

    taking: Taking
    points: dict[str, Point] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    changed: dict[int, date] = field(default_factory=dict)

    def take(self, row: InputRow) -> str:
        """Enter one row; return what became of it. Raises RosterError."""
        told = {name: text.strip() for name, text in row.values.items()}
        point = self._point(told.get("point", ""))
        person = self._person(told.get("person", ""))
        week = read_week_hours(told.get("weekdays", ""), told.get("hours", ""))
        until = told.get("until", "")
        period = roster.Period(
            read_roster_day(told.get("since", ""), "since"),
            read_roster_day(until, "until") if until else None,
        )
        missing = [one for one in week if not _stands(point, person, one, period)]
        if not missing:
            return "same"
        with transaction.atomic():
            self._post(point, person, period, told.get("posted", ""))
            entered = roster.Hours(missing, self.taking.source, self.taking.synthetic)
            try:
                roster.enter_shifts(self.taking.actor, point, person, entered, period)
            except RosterError as error:
                if error.code == "not_posted":
                    raise RosterError("not_posted_row", "person", error.told) from error
                raise
        self.changed[point.pk] = min(self.changed.get(point.pk, period.since), period.since)
        return "new"

    def finish(self) -> None:
        """Write the act of each point down, and work out the days that changed."""
        for number in self.changed:
            facts = {"source": self.taking.source[:120]}
            record(self.taking.actor, "post.shifts_entered", f"post_point:{number}", facts)
        for day in set(self.changed.values()):
            points = [number for number, first in self.changed.items() if first == day]
            refresh(points, day, today())

    def _post(self, point: Point, person: User, period: roster.Period, said: str) -> None:
        posted = Posting.objects.filter(point=point, person=person)
        if fold_name(said) in _YES and not posted.exists():
            since = roster.Period(period.since)
            roster.post_person(self.taking.actor, point, person, since)

    def _person(self, text: str) -> User:
        if text not in self.people:
            self.people[text] = roster.person_named(text)
        return self.people[text]

    def _point(self, text: str) -> Point:
        if text not in self.points:
            found = _points_named(self.taking.actor, text)
            if len(found) != 1:
                code = "point_ambiguous" if found else "point_unknown"
                raise RosterError(code, "point", {"text": text[:80]})
            roster.require(roster.answers_for(self.taking.actor, found[0]), "not_answering",
                           "point")  # fmt: skip
            self.points[text] = found[0]
        return self.points[text]


def take_rosters(rows: Sequence[InputRow], taking: Taking) -> Taken:
    """Take rows of a roster in; the same rows again change nothing."""
    counts: Counter[str] = Counter()
    faults = []
    batch = _Batch(taking)
    for row in rows:
        try:
            counts[batch.take(row)] += 1
        except RosterError as error:
            counts["refused"] += 1
            faults.append(error.as_fault(row))
    batch.finish()
    return Taken(dict(counts), faults)


def _points_named(actor: User, text: str) -> list[Point]:
    """Return the points in sight of an identifier or, where it is none, of an operator's code."""
    seen = Point.objects.visible_to(actor).present()
    try:
        return list(seen.filter(pk=read_identifier(text)))
    except IdentifierError:
        return list(seen.filter(operator_code=text)[:2]) if text else []


def _stands(point: Point, person: User, hours: tuple[int, int, int], period: roster.Period) -> bool:
    """Say whether these hours are on the roster already, or were entered so and ended since."""
    weekday, begin, end = hours
    rows = Shift.objects.filter(
        point=point, person=person, weekday=weekday, begin_minute=begin, end_minute=end,
        valid_from__lte=period.since,
    )  # fmt: skip
    return any(
        row.valid_from == period.since
        or row.valid_to is None
        or (period.until is not None and period.until <= row.valid_to)
        for row in rows
    )


_FIELDS = (
    FieldSpec("point", "Điểm", "Point",
              ("mã điểm", "mã bưu cục", "điểm bưu chính", "point", "post office"), required=True),
    FieldSpec("person", "Tên đăng nhập", "Sign-in name",
              ("nhân viên", "tài khoản", "người trực", "sign-in name", "user"), required=True),
    FieldSpec("weekdays", "Thứ", "Weekdays", ("các thứ", "ngày trong tuần", "weekdays", "weekday"),
              required=True),
    FieldSpec("hours", "Giờ trực", "Hours",
              ("giờ", "ca", "ca trực", "từ đến", "hours", "shift"), required=True),
    FieldSpec("since", "Từ ngày", "Since", ("áp dụng từ", "since", "from day"), sort="day",
              required=True),
    FieldSpec("until", "Thôi từ ngày", "No longer from", ("đến trước ngày", "until"), sort="day"),
    FieldSpec("posted", "Phân công", "Post", ("phân công nếu chưa có", "post")),
)  # fmt: skip

ROSTERS = ImportSpec(
    name="post-rosters",
    vi="Lịch trực của các điểm bưu chính",
    en="Rosters of post points",
    fields=_FIELDS,
    key="person",
    take=take_rosters,
)
