"""How long it is kept where check-ins were made, what was signed, the photos, and what was refused.

Ninety days each: a month's doubts are looked into within two more, and the checks of doubts need
what is usual for a person. `DIABAN_KEEP` changes them; with fewer days the checks see less.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from diaban.sectors.post.presence.check_in_photos import erase_photos
from diaban.sectors.post.presence.models import CheckInPlace, RefusedCheckIn
from diaban.spine.privacy.retention import KeepError, Kept, days_said, delete_in_parts

KEEP_DAYS = 90


def position_days() -> int:
    """Return for how many days positions are kept, as the phone's page tells its holder."""
    try:
        return days_said()["post_positions"]
    except KeepError:
        # the worker complains of it; who comes to work is not held up
        return KEEP_DAYS


def _photos(before: datetime) -> QuerySet:
    return CheckInPlace.objects.exclude(photo="").filter(kept_since__lt=before)


def _forget_photos(rows: QuerySet) -> None:
    _erase_after(rows)
    rows.update(photo="")


def _positions(before: datetime) -> QuerySet:
    return CheckInPlace.objects.filter(kept_since__lt=before)


def _forget_positions(rows: QuerySet) -> None:
    _erase_after(rows.exclude(photo=""))
    delete_in_parts(rows)


def _erase_after(rows: QuerySet) -> None:
    """Delete the pictures once nothing names them any more."""
    digests = list(rows.values_list("photo", flat=True))
    transaction.on_commit(lambda: erase_photos(digests))


def _refused(before: datetime) -> QuerySet:
    return RefusedCheckIn.objects.filter(received_at__lt=before)


KEPT = (
    Kept("post_photos", KEEP_DAYS, "ảnh kèm lượt điểm danh ở điểm bưu chính",
         "photos of check-ins at post points", _photos, _forget_photos),
    Kept("post_positions", KEEP_DAYS, "vị trí và nội dung đã ký của lượt điểm danh",
         "positions and signed texts of check-ins", _positions, _forget_positions),
    Kept("post_refused", KEEP_DAYS, "lượt điểm danh không được nhận", "check-ins refused",
         _refused, delete_in_parts),
)  # fmt: skip
