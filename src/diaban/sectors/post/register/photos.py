"""The one way to add a photo to a point and to take it down, and for how long photos are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from diaban.sectors.post.models import Point, PointPhoto
from diaban.sectors.post.presence.roster import answers_for
from diaban.sectors.post.refusing import ReasonedError
from diaban.sectors.post.register.deciding import subject_of
from diaban.sectors.post.register.photo_models import LONGEST_CAPTION, LONGEST_REASON
from diaban.spine.fieldwork.models import Photo
from diaban.spine.fieldwork.photos import PhotoError, erase_photo, keep_whole
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User
from diaban.spine.places.units import today
from diaban.spine.privacy.retention import Kept, delete_in_parts

LARGEST_BYTES = 8 << 20
MOST_SHOWN = 12
KEEP_DAYS = 730
_KEPT_AS = "post_point_photos"


class PointPhotoError(ReasonedError):
    """A photo that is not taken, or not taken down; ``reason`` is one of `photo_pages.REFUSALS`."""


@dataclass(frozen=True)
class Shown:
    """What a photo shows, in words, and the day on which it was taken."""

    caption: str
    taken_on: date


@transaction.atomic
def add_photo(actor: User, point: Point, content: bytes, shown: Shown) -> PointPhoto:
    """Add a photo to a point, without what the camera wrote beside it. Raises PointPhotoError."""
    PointPhotoError.unless(answers_for(actor, point), "not_answering")
    caption = " ".join(shown.caption.split())[:LONGEST_CAPTION]
    PointPhotoError.unless(caption, "no_caption")
    PointPhotoError.unless(shown.taken_on <= today(), "day")
    Point.objects.everywhere("one photo after another").select_for_update().get(pk=point.pk)
    PointPhotoError.unless(
        PointPhoto.objects.showing().of_point(point).count() < MOST_SHOWN, "full"
    )
    try:
        picture = keep_whole(actor, content, _KEPT_AS, LARGEST_BYTES)
    except PhotoError as error:
        raise PointPhotoError(error.reason) from None
    made = PointPhoto.objects.create(
        point=point, picture=picture, caption=caption, taken_on=shown.taken_on, added_by=actor
    )
    record(actor, "post.photo_added", subject_of(point), {"photo": made.pk})
    return made


@transaction.atomic
def take_down(actor: User, photo: PointPhoto, reason: str) -> None:
    """Delete a photo's picture; who took it down and why stays. Raises PointPhotoError."""
    PointPhotoError.unless(answers_for(actor, photo.point), "not_answering")
    why = " ".join(reason.split())[:LONGEST_REASON]
    PointPhotoError.unless(why, "no_reason")
    held = PointPhoto.objects.select_for_update().get(pk=photo.pk)
    PointPhotoError.unless(held.taken_down_at is None, "taken_down")
    _erase_after([held.picture_id])
    held.picture, held.reason = None, why
    held.taken_down_by, held.taken_down_at = actor, timezone.now()
    held.save(update_fields=["picture", "reason", "taken_down_by", "taken_down_at"])
    facts = {"photo": held.pk, "reason": why}
    record(actor, "post.photo_taken_down", subject_of(held.point), facts)


def _erase_after(keys: list) -> None:
    """Delete pictures once nothing shows them any more."""
    pictures = list(Photo.objects.filter(pk__in=keys))
    transaction.on_commit(lambda: [erase_photo(picture) for picture in pictures])


def _past(before: datetime) -> QuerySet:
    return PointPhoto.objects.filter(added_at__lt=before)


def _forget(rows: QuerySet) -> None:
    _erase_after(list(rows.values_list("picture", flat=True)))
    delete_in_parts(rows)


KEPT = (
    Kept(_KEPT_AS, KEEP_DAYS, "ảnh chụp điểm bưu chính", "photos of post points", _past, _forget),
)
