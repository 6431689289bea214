"""What others say against check-ins in the demonstration city: visits, reports, an absence.

Each is kept as what it is, labelled, at a point that is otherwise well kept; the doubts are raised
from them by the rules as any day. Whoever looks into one finds both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from diaban.sectors.post.models import CheckIn, CitizenReport, Flag, Point, SpotCheck
from diaban.sectors.post.presence.absences import Away, announce
from diaban.sectors.post.presence.citizen_reports import settle_report
from diaban.sectors.post.presence.flags import comment, settle
from diaban.sectors.post.presence.inspection_models import Found
from diaban.sectors.post.presence.spot_checks import Seen, correct
from diaban.spine.parties.models import Role, User

_NEWEST = 60
_LONG, _LONGEST = timedelta(hours=2), timedelta(hours=5)


def stand_against(actor: User, points: Sequence[Point]) -> None:
    """Let two visits, two reports and an absence stand against check-ins of well-kept points."""
    steps = [_visit, _corrected_visit, _report, _report, _absence]
    for step, point in zip(steps, points, strict=False):
        if (found := _newest_session(point)) is not None:
            step(actor, *found)


def answer_some(actor: User) -> None:
    """Whose check-ins a visit is against explains them; a report's have been decided on."""
    visit = Flag.objects.filter(kind="spot_check", settled_at=None).order_by("pk").first()
    if visit is not None:
        comment(visit.person, visit, "Tôi ở kho phía sau, không nghe gõ cửa (mô phỏng)")
    report = Flag.objects.filter(kind="report", settled_at=None).order_by("pk").first()
    if report is not None:
        comment(report.person, report, "Tôi đi gửi tiền ngân hàng, quên bấm Về (mô phỏng)")
        settle(actor, report, "Đã hỏi: có đi vắng giữa buổi (mô phỏng)", counts=False)


def _newest_session(point: Point) -> tuple[CheckIn, datetime] | None:
    """Return the last long session by its first check-in and its middle."""
    rows = CheckIn.objects.filter(point=point).select_related("point", "person")
    for later, earlier in pairwise(rows.order_by("-happened_at")[:_NEWEST]):
        length = later.happened_at - earlier.happened_at
        if (earlier.kind, later.kind) == ("in", "out") and _LONG <= length <= _LONGEST:
            return earlier, earlier.happened_at + length / 2
    return None


def _visit(_actor: User, began: CheckIn, middle: datetime) -> SpotCheck:
    """Keep a visit: whoever writes one down by hand has a day for it, and this was any day."""
    return SpotCheck.objects.create(
        point=began.point, inspector=_inspector(), at=middle, found=Found.NOBODY, metres=9,
        note="Cửa mở, gọi hai lần không có ai (mô phỏng)", synthetic=True,
    )  # fmt: skip


def _corrected_visit(actor: User, began: CheckIn, middle: datetime) -> None:
    made = _visit(actor, began, middle)
    note = "Ghi lại: cửa khóa chứ không phải mở (mô phỏng)"
    correct(made.inspector, made, Seen(Found.CLOSED, made.at, note))


def _report(actor: User, began: CheckIn, middle: datetime) -> None:
    at = timezone.localtime(middle)
    report, _made = CitizenReport.objects.update_or_create(
        point=began.point, day=at.date(), hour=at.hour,
        defaults={"count": 4, "synthetic": True},
    )  # fmt: skip
    settle_report(actor, report, "Hàng xóm cũng nói vậy (mô phỏng)", is_so=True)


def _absence(actor: User, began: CheckIn, _middle: datetime) -> None:
    day = timezone.localdate(began.happened_at)
    away = Away(began.person, day, day, "Việc gia đình (mô phỏng)")
    announce(actor, began.point, away)


def _inspector() -> User:
    """Return who went there, somebody who is nobody: the operator may then settle the doubt."""
    found, made = User.objects.get_or_create(
        username="nguoi-kiem-tra-mau",
        defaults={"last_name": "Người kiểm tra mẫu (mô phỏng)", "role": Role.DEPARTMENT},
    )
    if made:
        found.set_unusable_password()
        found.save(update_fields=["password"])
    return found
