"""Keeping points where their written addresses lead, and the questions that are left open."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from diaban.sectors.post.choices import Decider, PositionFrom, Resolution
from diaban.sectors.post.models import Act, Candidate, Point, Statement, Verdict
from diaban.sectors.post.register.deriving import derive, written_place
from diaban.sectors.post.register.reading_address import Asked, Possible, Reading, read_addresses
from diaban.sectors.post.register.stating import Saying, rebuild, said_of, say

_DECIDED = (Verdict.SAME, Verdict.APART)
# of one transaction: other writers wait no longer than for these
AT_ONCE = 100


def resolve(
    numbers: Iterable[int], saying: Saying, read: Mapping[Asked, Reading] | None = None
) -> Counter[str]:
    """Follow the addresses of these points as they are written now; say only what is new.

    What a person decided of a text stands. Returns how many points led how far. Following takes
    long and writes nothing; what it found is then kept a few points at a time, but for points of
    which something else was said meanwhile: that came with a following of its own. ``read``: what
    was followed before.
    """
    wanted, done = sorted(set(numbers)), Counter[str]()
    for start in range(0, len(wanted), AT_ONCE):
        readings = _follow(wanted[start : start + AT_ONCE], read or {})
        with transaction.atomic():
            done += _keep(readings, saying)
    return done


def _follow(
    numbers: Sequence[int], read: Mapping[Asked, Reading]
) -> dict[int, tuple[Asked, Reading]]:
    asked = _asked(Point.objects.everywhere("resolving").filter(pk__in=numbers))
    unread = [one for one in asked.values() if one not in read]
    known = {**read, **dict(zip(unread, read_addresses(unread), strict=True))} if unread else read
    return {number: (one, known[one]) for number, one in asked.items()}


def _keep(followed: Mapping[int, tuple[Asked, Reading]], saying: Saying) -> Counter[str]:
    rows = Point.objects.everywhere("resolving").select_for_update().filter(pk__in=followed)
    points = {point.pk: point for point in rows}
    now = _asked(points.values())
    kept = {n: reading for n, (asked, reading) in followed.items() if now.get(n) == asked}
    before = said_of(kept)
    said = [n for n, one in kept.items() if _say(points[n], before[n], one, saying)]
    _keep_candidates({points[number]: one.possible for number, one in kept.items()})
    if said:
        rebuild(said)
    return Counter(Resolution(reading.resolution).name.lower() for reading in kept.values())


def _asked(rows: Iterable[Point]) -> dict[int, Asked]:
    """Return what is to be followed of each point that a machine may follow."""
    points = [
        point
        for point in rows
        if point.merged_into_id is None
        and point.resolved_by != Decider.PERSON
        and written_of(point)
    ]
    refused = _refused(points)
    return {point.pk: _ask(point, refused[point.pk]) for point in points}


def written_of(point: Point) -> str:
    return written_place(point.address_text, point.commune_text)


def say_reading(
    point: Point, reading: Mapping[str, object], by: Decider, saying: Saying
) -> Statement:
    """Say where a point's present text leads; whoever calls it rebuilds."""
    facts = {"written": written_of(point), "resolved_by": str(by), **reading}
    return say(point, Act.RESOLUTION, facts, saying)


def _ask(point: Point, refused: frozenset[int]) -> Asked:
    own = point.position_from == PositionFrom.STATED
    return Asked(written_of(point), point.position if own else None, point.synthetic, refused)


def _refused(points: Sequence[Point]) -> dict[int, frozenset[int]]:
    """Return of each point the addresses that a person refused for its present text."""
    written = {point.pk: written_of(point) for point in points}
    found: dict[int, set[int]] = defaultdict(set)
    apart = Candidate.objects.filter(point__in=written, state=Verdict.APART, address__isnull=False)
    for number, address, text in apart.values_list("point_id", "address_id", "written"):
        if written[number] == text:
            found[number].add(address)
    return {number: frozenset(found[number]) for number in written}


def _say(point: Point, before: Sequence[Statement], reading: Reading, saying: Saying) -> bool:
    """Say the reading where the point's own words give it and it is not what was said last."""
    own = derive(before)
    if own.written != written_of(point):
        return False
    told = {name: own[name] for name in reading.facts()}
    if told == reading.facts() and own["resolved_by"] == Decider.MACHINE:
        return False
    say_reading(point, reading.facts(), Decider.MACHINE, saying)
    return True


def _keep_candidates(found: Mapping[Point, Sequence[Possible]]) -> None:
    """Keep the questions as they are now; what was decided of the same text stays decided."""
    known: dict[int, dict[int | None, Candidate]] = defaultdict(dict)
    for row in Candidate.objects.filter(point__in=found, address__isnull=False):
        known[row.point_id][row.address_id] = row
    new: list[Candidate] = []
    for point, possible in found.items():
        for one in possible:
            row = known[point.pk].pop(one.address, None)
            if row is None:
                new.append(_ask_anew(Candidate(point=point, address_id=one.address), one, point))
            elif not (row.state in _DECIDED and row.written == written_of(point)):
                _ask_anew(row, one, point).save()
    Candidate.objects.bulk_create(new)
    left = (row for rows in known.values() for row in rows.values())
    gone = [row.pk for row in left if row.state == Verdict.OPEN]
    Candidate.objects.filter(pk__in=gone).update(state=Verdict.LAPSED)


def _ask_anew(row: Candidate, one: Possible, point: Point) -> Candidate:
    row.score, row.reasons, row.written = one.probability, list(one.reasons), written_of(point)
    row.state, row.found_at = Verdict.OPEN, timezone.now()
    row.decided_by, row.decided_at = None, None
    return row
