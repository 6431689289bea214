"""What is kept how long: one table, asked once a day. What is past its days is deleted or emptied.

Sectors add rows of their own (``KEPT`` of their ``holdings``, names beginning with their label).
``DIABAN_KEEP`` changes days, ``photos=365,notes=90``. The journal and the observations are not in
the table: they hold no person's data, and the history of an address rests on them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from diaban.spine.addresses.models import RejectedRow
from diaban.spine.fieldwork.models import Capture, Photo, PhotoState, RefusedCapture
from diaban.spine.fieldwork.photos import erase_photo
from diaban.spine.handovers.models import Handover, HandoverRow
from diaban.spine.journal.recording import record
from diaban.spine.notices.models import AnswerState, Words
from diaban.spine.parties.invitations import Invitation
from diaban.spine.parties.models import User, local_operator
from diaban.spine.privacy.models import DataRequest, WishState
from diaban.spine.sectors import declared

# rows deleted at once
_PART = 5_000


class KeepError(ValueError):
    """``DIABAN_KEEP`` names nothing that is kept, or no number of days."""


@dataclass(frozen=True)
class Kept:
    """One kind of data: how long, and what is done then. ``rows`` finds what is past a moment."""

    name: str
    days: int
    vi: str
    en: str
    rows: Callable[[datetime], QuerySet]
    act: Callable[[QuerySet], object]


def _photos(before: datetime) -> QuerySet:
    # those that a sector shows go by its own row
    return Photo.objects.filter(state=PhotoState.WHOLE, kept_as="photos", begun_at__lt=before)


def _half_photos(before: datetime) -> QuerySet:
    return Photo.objects.exclude(state=PhotoState.WHOLE).filter(begun_at__lt=before)


def _erase_photos(rows: QuerySet) -> None:
    pictures = list(rows)
    Capture.objects.filter(photo__in=[p.pk for p in pictures]).update(photo=None)
    for picture in pictures:
        erase_photo(picture)


def _notes(before: datetime) -> QuerySet:
    return Capture.objects.exclude(note="").filter(received_at__lt=before)


def _empty_notes(rows: QuerySet) -> None:
    rows.update(note="")


def _answer_words(before: datetime) -> QuerySet:
    decided = Words.objects.exclude(answer__state=AnswerState.OPEN)
    return decided.filter(answer__at__lt=before)


def _refused_captures(before: datetime) -> QuerySet:
    return RefusedCapture.objects.exclude(settled_as="").filter(settled_at__lt=before)


def _rejected_rows(before: datetime) -> QuerySet:
    return RejectedRow.objects.visible_to(local_operator()).filter(run__started_at__lt=before)


def _invitations(before: datetime) -> QuerySet:
    return Invitation.objects.filter(Q(ends_at__lt=before) | Q(used_at__lt=before))


def _sessions(before: datetime) -> QuerySet:
    return apps.get_model("sessions.Session").objects.filter(expire_date__lt=before)


def _requests(before: datetime) -> QuerySet:
    closed = DataRequest.objects.exclude(state=WishState.OPEN).filter(closed_at__lt=before)
    return closed.exclude(asker="", words="", answer="")


def _empty_requests(rows: QuerySet) -> None:
    rows.update(asker="", words="", answer="")


def _handover_rows(before: datetime) -> QuerySet:
    """Those of lists that a newer one has replaced: what was taken of them is in the registry."""
    reconciled = Handover.objects.filter(reconciled_at__isnull=False).order_by("-pk")
    newest = reconciled.values_list("pk", flat=True).first() or 0
    past = HandoverRow.objects.filter(handover__run__started_at__lt=before)
    return past.filter(handover__lt=newest)


def delete_in_parts(rows: QuerySet) -> None:
    """Delete as many as a list of the whole city has, a part at a time."""
    while part := list(rows.order_by("pk").values_list("pk", flat=True)[:_PART]):
        rows.model.objects.filter(pk__in=part).delete()


def _delete(rows: QuerySet) -> None:
    rows.delete()


KEPT: tuple[Kept, ...] = (
    Kept("photos", 730, "ảnh biển số, cửa", "pictures of plates and doors", _photos,
         _erase_photos),
    Kept("half_photos", 30, "ảnh gửi dở", "pictures half sent", _half_photos, _erase_photos),
    Kept("notes", 180, "ghi chú của người thu thập", "notes of collectors", _notes, _empty_notes),
    Kept("answer_words", 365, "lời của hộ kèm trả lời", "own words of households' answers",
         _answer_words, _delete),
    Kept("refused_captures", 180, "điều ghi bị từ chối, đã xử lý", "records refused and settled",
         _refused_captures, _delete),
    Kept("rejected_rows", 365, "dòng không nhận được của tệp nhập",
         "rows refused of imported files", _rejected_rows, _delete),
    Kept("handover_rows", 365, "dòng của danh sách bàn giao cũ, đã có danh sách mới hơn",
         "rows of handed-over lists that a newer one has replaced", _handover_rows,
         delete_in_parts),
    Kept("invitations", 30, "lời mời đã dùng hoặc hết hạn", "invitations used or ended",
         _invitations, _delete),
    Kept("sessions", 1, "phiên đã hết hạn", "sessions that have ended", _sessions, _delete),
    Kept("requests", 365, "lời trong yêu cầu về dữ liệu đã đóng",
         "words of closed requests about data", _requests, _empty_requests),
)  # fmt: skip


def every_kept() -> tuple[Kept, ...]:
    """Return the table with what the sectors declare."""
    return (*KEPT, *(kept for _, kept in declared("holdings", "KEPT")))


def days_kept(said: str = "") -> dict[str, int]:
    """Return the days of each kind, as the table has them or as ``said``; raises KeepError."""
    days = {kept.name: kept.days for kept in every_kept()}
    for part in filter(None, said.replace(" ", "").split(",")):
        name, _, number = part.partition("=")
        if name not in days or not (number.isascii() and number.isdigit() and int(number) > 0):
            raise KeepError(part)
        days[name] = int(number)
    return days


def days_said() -> dict[str, int]:
    """Return the days of each kind as ``DIABAN_KEEP`` has them; raises KeepError."""
    return days_kept(os.environ.get("DIABAN_KEEP", ""))


def look(days: Mapping[str, int]) -> Iterator[tuple[Kept, int, int]]:
    """Yield each kind with its days and the number of rows that are past them."""
    for kept in every_kept():
        yield kept, days[kept.name], kept.rows(_before(days[kept.name])).count()


def apply(actor: User, days: Mapping[str, int]) -> dict[str, int]:
    """Delete or empty what is past its days; return how many rows of each kind, none left out."""
    done: dict[str, int] = {}
    with transaction.atomic():
        for kept in every_kept():
            rows = kept.rows(_before(days[kept.name]))
            done[kept.name] = rows.count()
            if done[kept.name]:
                kept.act(rows)
        if any(done.values()):
            facts = json.loads(json.dumps({"rows": done, "days": dict(days)}))
            record(actor, "retention.applied", "retention", facts)
    return done


def _before(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
