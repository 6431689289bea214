"""What an inspector saw at a point: written once, put right by another entry, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from diaban.engines.presence import PresenceRules
from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.inspection_models import Found, SpotCheck
from diaban.sectors.post.presence.staffing import refresh
from diaban.sectors.post.refusing import ReasonedError
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import DECIDING
from diaban.spine.parties.models import User
from diaban.spine.places.distances import metres_between

LONGEST_NOTE = 240
# what is written down later is remembered less well, and may have been talked over
WRITTEN_WITHIN = timedelta(hours=24)
# a phone's clock may be a little ahead of ours
_AHEAD = timedelta(minutes=5)
# farther away is a slip of the phone, and the column holds no more
_FARTHEST_METRES = 2_000_000


class SpotCheckError(ReasonedError):
    """A visit cannot be written down so.

    ``reason``: no_found, no_note, no_moment, future, too_old, not_own, corrected, no_standing.
    """


@dataclass(frozen=True)
class Seen:
    """What was seen, and when. ``here``: where the phone was, in degrees; it is not kept."""

    found: Found
    at: datetime
    note: str = ""
    here: tuple[float, float] | None = None


def write_down(actor: User, point: Point, seen: Seen) -> SpotCheck:
    """Keep a visit of the last 24 hours. Raises SpotCheckError."""
    SpotCheckError.unless(actor.role in DECIDING, "no_standing")
    SpotCheckError.unless(seen.found != Found.NOTHING, "no_found")
    now = timezone.now()
    SpotCheckError.unless(seen.at <= now + _AHEAD, "future")
    SpotCheckError.unless(seen.at >= now - WRITTEN_WITHIN, "too_old")
    return _keep(actor, point, seen, min(seen.at, now))


def correct(actor: User, earlier: SpotCheck, seen: Seen) -> SpotCheck:
    """Put an entry of one's own right by another one of the same moment. Raises SpotCheckError.

    ``Found.NOTHING`` takes it back. A note says why; the first entry stays to be read.
    """
    SpotCheckError.unless(actor.role in DECIDING and earlier.inspector_id == actor.pk, "not_own")
    SpotCheckError.unless(_tidy(seen.note), "no_note")
    return _keep(actor, earlier.point, seen, earlier.at, earlier)


def metres_from(point: Point, here: tuple[float, float] | None) -> int | None:
    """Return how far a place is from a point in a straight line; None where nobody knows."""
    if here is None or point.position is None:
        return None
    return min(round(metres_between(point.position, here)), _FARTHEST_METRES)


def _keep(
    actor: User, point: Point, seen: Seen, at: datetime, earlier: SpotCheck | None = None
) -> SpotCheck:
    around = timedelta(minutes=PresenceRules().spot_check_minutes)
    try:
        with transaction.atomic():
            made = SpotCheck.objects.create(
                point=point, inspector=actor, at=at, found=seen.found, note=_tidy(seen.note),
                metres=metres_from(point, seen.here), corrects=earlier, synthetic=point.synthetic,
            )  # fmt: skip
            facts = {"check": made.pk, "found": str(seen.found)}
            if earlier is not None:
                facts["corrects"] = earlier.pk
            record(actor, "post.spot_checked", f"post_point:{point.pk}", facts)
            days = timezone.localdate(at - around), timezone.localdate(at + around)
            refresh([point.pk], *days)
    except IntegrityError as error:
        # somebody, or another window, was faster
        raise SpotCheckError("corrected") from error
    return made


def _tidy(note: str) -> str:
    return " ".join(note.replace("\0", "").split())[:LONGEST_NOTE]
