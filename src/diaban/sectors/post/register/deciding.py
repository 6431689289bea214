"""What a person decides of where a point stands, and of two rows that may be one point."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.sectors.post.choices import Decider, Resolution
from diaban.sectors.post.models import Candidate, Point, Verdict
from diaban.sectors.post.register.reading_address import Reading
from diaban.sectors.post.register.resolving import resolve, say_reading, written_of
from diaban.sectors.post.register.same_points import MergeError, join, part
from diaban.sectors.post.register.stating import Saying, rebuild
from diaban.spine.addresses.models import Address
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.units import today

BY_HAND = "quyết định"


class DecisionError(ValueError):
    """A decision that cannot be taken.

    ``reason``: stale, merged, made_up, reason_missing or nothing_written.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def subject_of(point: Point) -> str:
    return f"post_point:{point.pk}"


def by_hand(actor: User, on: date | None = None) -> Saying:
    return Saying(actor, BY_HAND, on or today())


@transaction.atomic
def decide(candidate: Candidate, verdict: Verdict, actor: User) -> None:
    """Take a decision on an open question; DecisionError where it is one no more."""
    held = Candidate.objects.select_for_update().get(pk=candidate.pk)
    point = held.point
    if held.state != Verdict.OPEN or point.merged_into_id:
        raise DecisionError("stale")
    if held.address_id and held.written != written_of(point):
        raise DecisionError("stale")
    held.state, held.decided_by, held.decided_at = verdict, actor, timezone.now()
    held.save()
    if held.address_id:
        _decide_address(held, verdict, actor)
    elif verdict == Verdict.SAME:
        _join(held, actor)
    facts = {"verdict": str(verdict), "candidate": _name_of(held)}
    record(actor, "post.candidate_decided", subject_of(point), facts)


@transaction.atomic
def place_by_hand(point: Point, address: Address, actor: User) -> None:
    """Say which address of the register a point's written address is."""
    if address.synthetic != point.synthetic:
        raise DecisionError("made_up")
    _say_address(point, address, actor)
    record(actor, "post.placed", subject_of(point), {"address": address.identifier})


@transaction.atomic
def except_by_hand(point: Point, reason: str, actor: User) -> None:
    """Say why a point has no address in the register; how far it led stays."""
    words = " ".join(reason.split())[:240]
    if not words:
        raise DecisionError("reason_missing")
    if not written_of(point):
        raise DecisionError("nothing_written")
    facts = _reading_of(point).facts()
    _say(point, facts | {"exception": words}, actor)
    record(actor, "post.excepted", subject_of(point), {"reason": words})


@transaction.atomic
def part_by_hand(point: Point, actor: User) -> None:
    """Let a row that was joined to another stand for itself again."""
    part(point, by_hand(actor))
    record(actor, "post.parted", subject_of(point), {})


def _decide_address(candidate: Candidate, verdict: Verdict, actor: User) -> None:
    if verdict == Verdict.SAME:
        _say_address(candidate.point, candidate.address, actor)
    else:
        resolve([candidate.point_id], by_hand(actor))


def _say_address(point: Point, address: Address, actor: User) -> None:
    if not written_of(point):
        raise DecisionError("nothing_written")
    reading = replace(
        _reading_of(point),
        resolution=Resolution.ADDRESS,
        address=address.pk,
        street=address.street or point.street,
        commune=address.commune_id or point.commune_id,
    )
    _say(point, reading.facts() | {"exception": ""}, actor)
    point.candidates.filter(address__isnull=False, state=Verdict.OPEN).update(state=Verdict.LAPSED)


def _say(point: Point, facts: dict[str, object], actor: User) -> None:
    say_reading(point, facts, Decider.PERSON, by_hand(actor))
    rebuild([point.pk])


def _reading_of(point: Point) -> Reading:
    return Reading(
        Resolution(point.resolution), point.address_id, point.street, point.commune_id,
        point.former_id,
    )  # fmt: skip


def _join(candidate: Candidate, actor: User) -> None:
    assert candidate.other_id is not None  # noqa: S101 - a candidate is one of two
    kept, other = sorted((candidate.point_id, candidate.other_id))
    try:
        join(kept, other, by_hand(actor))
    except MergeError as error:
        raise DecisionError("made_up" if error.reason == "made_up" else "merged") from error


def _name_of(candidate: Candidate) -> str:
    found = candidate.address or candidate.other
    return found.identifier if found is not None else ""
