"""Presence in the demonstration city: ten weeks of made-up staff, phones, and what others saw.

All of it is labelled. Most points are well kept; some people come late, a few are not honest, one
post in forty is vacant, and of two points in five nothing is known, which is neither yes nor no.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from diaban.engines.hours import minute_of
from diaban.sectors.post.models import CheckIn, CheckInPlace, Device, Point, Posting, Shift
from diaban.sectors.post.presence.demo_against import answer_some, stand_against
from diaban.sectors.post.presence.demo_days import Way, Worker, by_day, presses_of, sittings
from diaban.sectors.post.presence.demo_phones import MadeUpPhone, Press, give_phone
from diaban.sectors.post.presence.demo_seen import look_around, settle_some
from diaban.sectors.post.presence.raising_flags import raise_flags
from diaban.sectors.post.presence.retention import KEEP_DAYS
from diaban.sectors.post.presence.roster_models import Absence
from diaban.sectors.post.presence.staffing import refresh, required_of
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today

# each further month is another six seconds of building the city
WEEKS = 10
ODD_DAYS = 56
SOURCE = "mô phỏng"
_DAY = 1_440
_AT_ONCE = 5_000
# by a point's place in the list: of these nothing is known, and these stand empty
_IN_FIVE, _VACANT, _ROUND, _COVERED, _ROVING = 5, 40, 60, 10, 6
_SHARED_PHONE = 21
_WAYS = {
    1: Way.FROZEN, 12: Way.AT_HOME, 26: Way.TO_THE_MINUTE, 31: Way.CLOCK_AHEAD,
    6: Way.LATE, 18: Way.LATE, 33: Way.LATE, 47: Way.LATE, 52: Way.LATE,
}  # fmt: skip


@dataclass
class Post:
    """One point with its opening hours by day since 1970, and who works there."""

    point: Point
    number: int
    days: dict[int, list[tuple[int, int]]]
    staff: list[User] = field(default_factory=list)
    # days since 1970 on which a roving colleague stands in for the first of the staff
    covered: range = range(0)
    cover: User | None = None

    @property
    def way(self) -> Way:
        return _WAYS.get(self.number % _ROUND, Way.HONEST)

    @property
    def is_vacant(self) -> bool:
        return self.number % _VACANT == _VACANT - 1

    @property
    def has_evidence(self) -> bool:
        return 0 < self.number % _IN_FIVE < _IN_FIVE - 1

    @property
    def is_well_kept(self) -> bool:
        """Whether one honest person works there alone, and nothing doubtful is made up of them."""
        alone = len(self.staff) == 1 and self.cover is None and not self.is_vacant
        return alone and self.has_evidence and self.way == Way.HONEST

    @property
    def shares_phone(self) -> bool:
        return self.number % _ROUND == _SHARED_PHONE

    def on_duty(self, day: int) -> User:
        """Return who works on a day since 1970: by weekday, so that the roster says the same."""
        if day in self.covered and self.cover is not None:
            return self.cover
        return self.staff[day % 7 % len(self.staff)]


def demonstrate_presence(actor: User) -> None:
    """Let staff come and go at the made-up points; where anybody is rostered nothing is added."""
    points = Point.objects.everywhere("a demonstration").present()
    if Shift.objects.exists() or CheckIn.objects.exists() or Posting.objects.exists():
        return
    if points.filter(synthetic=False).exists() or not points.exists():
        return
    begin = today() - timedelta(weeks=WEEKS)
    with transaction.atomic():
        chance = Random(2026)  # noqa: S311 - made up, the same each time
        posts = _posts(list(points.order_by("pk")), begin)
        _employ(actor, posts, begin)
        _announce_absences(actor, posts, begin)
        count = _check_in(actor, posts, begin, chance)
        look_around(actor, [one.point for one in posts if one.is_vacant], posts_seen(posts))
        stand_against(actor, [one.point for one in posts if one.is_well_kept])
        record(actor, "post.presence_made_up", "post", {"count": count})
    refresh([one.pk for one in points], begin, today())
    raise_flags()
    settle_some(actor)
    answer_some(actor)


def posts_seen(posts: list[Post]) -> list[tuple[Point, int, int]]:
    """Return a sitting of some points for an inspector to come by: point, first and last minute."""
    found = []
    for one in posts[::9]:
        days = sorted(one.days)
        start, end = one.days[days[-3 - one.number % 12]][0]
        found.append((one.point, start, end))
    return found


def _posts(points: list[Point], begin: date) -> list[Post]:
    spans, _known = required_of(points, begin, today() - timedelta(days=1))
    hours: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, start, end in zip(*(column.tolist() for column in spans), strict=True):
        hours[number].append((start, end))
    open_ones = [point for point in points if len(hours[point.pk]) > _DAY // 60]
    return [Post(one, n, by_day(sorted(hours[one.pk]))) for n, one in enumerate(open_ones)]


def _employ(actor: User, posts: list[Post], begin: date) -> None:
    """Post people to points and write the roster; each eighth answers for a point."""
    roving = [_person("lưu động", number) for number in range(1, _ROVING + 1)]
    wanted = [3 if one.shares_phone else 1 + (one.number % 3 == 0) for one in posts]
    made = [_person("giao dịch", number) for number in range(1, sum(wanted) + 1)]
    people = iter(User.objects.bulk_create([*roving, *made]))
    rovers = [next(people) for _ in roving]
    postings, shifts = [], []
    for one, count in zip(posts, wanted, strict=True):
        one.staff = [next(people) for _ in range(count)]
        leads = [nth == 0 and one.number % 8 == 0 for nth in range(count)]
        postings += [
            Posting(point=one.point, person=person, is_manager=lead, valid_from=begin,
                    posted_by=actor)
            for person, lead in zip(one.staff, leads, strict=True)
        ]  # fmt: skip
        if one.number % _COVERED == 1 and one.has_evidence:
            one.cover = rovers[one.number // _COVERED % _ROVING]
            postings.append(
                Posting(point=one.point, person=one.cover, valid_from=begin, posted_by=actor)
            )
        shifts += _shifts(actor, one, begin)
    Posting.objects.bulk_create(postings)
    Shift.objects.bulk_create(shifts, batch_size=500)


def _person(work: str, number: int) -> User:
    """Return somebody who is nobody, without any way to sign in."""
    short = "luu-dong" if work == "lưu động" else "giao-dich"
    person = User(
        username=f"nguoi-{short}-mau-{number:03}",
        last_name=f"Người {work} mẫu {number:03} (mô phỏng)", role=Role.OPERATOR,
    )  # fmt: skip
    person.set_unusable_password()
    return person


def _shifts(actor: User, one: Post, begin: date) -> Iterator[Shift]:
    """Yield the weekly roster, as the point's own hours are on its newest day of each weekday."""
    # 1 January 1970 was a Thursday
    newest = {(day + 3) % 7 + 1: day for day in sorted(one.days)}
    for weekday, day in sorted(newest.items()):
        for start, end in sittings(one.days[day]):
            yield Shift(
                point=one.point, person=one.staff[day % 7 % len(one.staff)], weekday=weekday,
                begin_minute=start - day * _DAY, end_minute=end - day * _DAY, valid_from=begin,
                source=SOURCE, entered_by=actor, synthetic=True,
            )  # fmt: skip


def _announce_absences(actor: User, posts: list[Post], begin: date) -> None:
    """A few days with somebody to stand in, and vacant posts without."""
    rows = []
    for one in posts:
        if one.is_vacant:
            rows += [
                Absence(point=one.point, person=person, first_day=begin,
                        last_day=today() + timedelta(days=60), announced_by=actor,
                        reason="Nghỉ việc, chưa có người thay (mô phỏng)")
                for person in one.staff
            ]  # fmt: skip
        elif one.cover is not None:
            # no rover stands in at two points in one week
            turn = one.number // _COVERED // _ROVING
            first = today() - timedelta(days=14 + 7 * turn + today().weekday())
            one.covered = range(minute_of(first) // _DAY, minute_of(first) // _DAY + 3)
            rows.append(
                Absence(point=one.point, person=one.staff[0], first_day=first,
                        last_day=first + timedelta(days=2), cover=one.cover, announced_by=actor,
                        reason="Đi tập huấn (mô phỏng)")
            )  # fmt: skip
    Absence.objects.bulk_create(rows)


def _check_in(actor: User, posts: list[Post], begin: date, chance: Random) -> int:
    """Sign and keep what everybody pressed; return how many check-ins."""
    since = timezone.make_aware(datetime.combine(begin, time()))
    odd_since = minute_of(today() - timedelta(days=ODD_DAYS))
    pressed: dict[User, list[Press]] = defaultdict(list)
    phones: dict[User, MadeUpPhone] = {}
    for one in posts:
        if not one.has_evidence:
            continue
        workers = {person: _worker(one.way, odd_since, chance) for person in one.staff}
        if one.cover is not None:
            workers[one.cover] = _worker(Way.HONEST, odd_since, chance)
        shared = _uuid(chance)
        for person in workers:
            if person not in phones:
                number = shared if one.shares_phone else _uuid(chance)
                phones[person] = give_phone(person, actor, since, chance, number)
        if one.way == Way.CLOCK_AHEAD:
            phones[one.staff[0]].skew = timedelta(minutes=75)
        for day, spans in sorted(one.days.items()):
            # now and then nobody pressed anything: that day stays unknown
            if chance.random() < 0.98:
                person = one.on_duty(day)
                pressed[person] += presses_of(one.point, spans, workers[person], chance)
    Device.objects.bulk_create([phone.device for phone in phones.values()])
    return _keep(phones, pressed)


def _keep(phones: dict[User, MadeUpPhone], pressed: dict[User, list[Press]]) -> int:
    oldest, count = timezone.now() - timedelta(days=KEEP_DAYS), 0
    until = timezone.now() - timedelta(minutes=1)
    for person, presses in pressed.items():
        own = sorted((one for one in presses if one.at < until), key=lambda one: one.at)
        kept = list(phones[person].rows(own, oldest))
        CheckIn.objects.bulk_create([made for made, _place in kept], batch_size=_AT_ONCE)
        places = [place for _made, place in kept if place is not None]
        CheckInPlace.objects.bulk_create(places, batch_size=_AT_ONCE)
        count += len(kept)
    devices = [phone.device for phone in phones.values()]
    Device.objects.bulk_update(devices, ["last_seq", "head"], batch_size=200)
    return count


def _worker(way: Way, odd_since: int, chance: Random) -> Worker:
    return Worker(
        way, metres=chance.uniform(6, 18), minutes=chance.uniform(1.5, 5), forgets=0.01,
        offline=0.02, odd_since=odd_since,
    )  # fmt: skip


def _uuid(chance: Random) -> uuid.UUID:
    return uuid.UUID(bytes=chance.randbytes(16), version=4)
