"""The same point twice in the register: joined where it is sure, else left to a person."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils import timezone

from diaban.engines.addressing import parse
from diaban.engines.addressing.registered import name_way
from diaban.sectors.post.choices import PositionFrom
from diaban.sectors.post.models import Act, Candidate, Point, PointKey, Verdict
from diaban.sectors.post.register.likeness import (
    SURE,
    WORTH_ASKING,
    Likened,
    compare,
    likelihood,
    name_core,
)
from diaban.sectors.post.register.resolving import written_of
from diaban.sectors.post.register.stating import Saying, rebuild, say
from diaban.spine.places.gazetteer import address_gazetteer
from diaban.spine.places.names import fold_name
from diaban.spine.places.units import legal_predecessors

# a feature that more points share tells nothing of two of them
_MOST_SHARING = 60


class MergeError(ValueError):
    """Two rows cannot be one point: ``reason`` is itself, gone or made_up."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@transaction.atomic
def find_same(numbers: Iterable[int], saying: Saying) -> Counter[str]:
    """Look for these points among all others: join what is surely one, ask about what may be."""
    wanted, done = set(numbers), Counter[str]()
    known = {one.number: one for one in _likened()}
    decided = _decided(wanted)
    for first, second in sorted(_pairs(known, wanted)):
        if (first, second) in decided:
            continue
        reasons = compare(known[first], known[second])
        score = likelihood(reasons)
        if score >= SURE:
            join(first, second, saying)
            done["joined"] += 1
        elif score >= WORTH_ASKING:
            _ask(first, second, round(score, 4), reasons)
            done["asked"] += 1
    return done


@transaction.atomic
def join(kept: int, other: int, saying: Saying) -> None:
    """Let one row answer for another from now on; both identifiers stay, and can be parted again.

    Raises MergeError where one of the two is made up and the other is not, or answers for itself
    no more.
    """
    if kept == other:
        raise MergeError("itself")
    rows = Point.objects.everywhere("joining").select_for_update().in_bulk([kept, other])
    if any(row.merged_into_id for row in rows.values()):
        kept, other = _root(rows[kept]), _root(rows[other])
        if kept == other:
            raise MergeError("gone")
        rows = Point.objects.everywhere("joining").in_bulk([kept, other])
    if rows[kept].synthetic != rows[other].synthetic:
        raise MergeError("made_up")
    behind = Point.objects.everywhere("joining").filter(merged_into=other)
    for row in [rows[other], *behind]:
        say(row, Act.CORRECTION, {"merged_into": kept}, saying)
    rebuild([kept, other, *(row.pk for row in behind)])


@transaction.atomic
def part(point: Point, saying: Saying) -> None:
    """Let a row that was joined to another stand for itself again; they are not joined anew."""
    if point.merged_into_id is None:
        raise MergeError("gone")
    pair = sorted((point.pk, point.merged_into_id))
    Candidate.objects.update_or_create(
        point_id=pair[1],
        other_id=pair[0],
        defaults={"state": Verdict.APART, "decided_by": saying.actor,
                  "decided_at": timezone.now()},
        create_defaults={"state": Verdict.APART, "decided_by": saying.actor, "score": 0.0,
                         "decided_at": timezone.now(), "found_at": timezone.now()},
    )  # fmt: skip
    say(point, Act.CORRECTION, {"merged_into": None}, saying)
    rebuild([point.pk])


def _root(row: Point) -> int:
    return row.merged_into_id or row.pk


def _decided(wanted: set[int]) -> set[tuple[int, int]]:
    rows = Candidate.objects.filter(other__isnull=False, state__in=(Verdict.APART, Verdict.SAME))
    pairs = rows.values_list("point_id", "other_id")
    return {(min(p), max(p)) for p in pairs if wanted & set(p)}


def _ask(first: int, second: int, score: float, reasons: tuple[str, ...]) -> None:
    """Leave a pair to a person; the newer row is the point, the older the one it may be."""
    Candidate.objects.update_or_create(
        point_id=second,
        other_id=first,
        defaults={"score": score, "reasons": list(reasons), "found_at": timezone.now(),
                  "state": Verdict.OPEN},
    )  # fmt: skip


def _pairs(known: dict[int, Likened], wanted: set[int]) -> set[tuple[int, int]]:
    """Return the pairs with one of ``wanted`` in them that share anything telling."""
    sharing: dict[tuple[bool, object], list[int]] = defaultdict(list)
    for one in known.values():
        for feature in _features(one):
            sharing[one.synthetic, feature].append(one.number)
    return {
        (min(number, other), max(number, other))
        for numbers in sharing.values()
        if len(numbers) <= _MOST_SHARING
        for number in numbers
        if number in wanted
        for other in numbers
        if other != number
    }


def _features(one: Likened) -> Iterator[tuple[str, object]]:
    yield from (("code", code) for code in one.codes)
    yield "name", one.name
    yield from (("door", (one.street, door)) for door in one.doors if one.street)
    if one.address is not None:
        yield "address", one.address
    if one.position is not None:
        # squares of about 110 m, which also reach over their borders
        lat, lng = (round(degree * 1000) for degree in one.position)
        yield from (("ground", (lat + n, lng + e)) for n in (0, 1) for e in (0, 1))
    for commune in one.communes if one.name else ():
        yield "commune", (commune, one.name.split()[0])


def _likened() -> Iterator[Likened]:
    """Read every present point as it is compared."""
    sources: dict[int, set[str]] = defaultdict(set)
    keys = PointKey.objects.values_list("point_id", "point__merged_into_id", "source")
    for number, into, source in keys:
        sources[into or number].add(source)
    codes: dict[int, set[str]] = defaultdict(set)
    rows = Point.objects.everywhere("looking for the same points")
    for number, into, code in rows.exclude(operator_code="").values_list(
        "pk", "merged_into_id", "operator_code"
    ):
        codes[into or number].add(code)
    heirs: dict[int, set[int]] = defaultdict(set)
    for commune, formers in legal_predecessors().items():
        for former in formers:
            heirs[former].add(commune)
    for point in rows.present().order_by("pk"):
        communes = {point.commune_id} if point.commune_id else heirs[point.former_id or 0]
        yield _liken(point, codes[point.pk], sources[point.pk], communes)


def _liken(point: Point, codes: set[str], sources: set[str], communes: set[int]) -> Likened:
    parsed = parse(written_of(point), address_gazetteer())
    own = point.position_from == PositionFrom.STATED
    return Likened(
        number=point.pk,
        name=name_core(point.name),
        kind=point.kind,
        codes=frozenset(codes),
        sources=frozenset(sources),
        doors=frozenset(door.path for door in parsed.doors if door.path),
        street=name_way(parsed.street) if parsed.street else "",
        place=fold_name(parsed.hamlet or parsed.area or parsed.building),
        address=point.address_id,
        communes=frozenset(communes),
        former=point.former_id,
        position=point.position if own else None,
        synthetic=point.synthetic,
    )
