"""What inspectors and citizens saw in the demonstration city, and doubts that were looked into."""

from __future__ import annotations

from datetime import timedelta

from diaban.sectors.post.models import CitizenReport, Flag, Point, SpotCheck
from diaban.sectors.post.presence.demo_phones import moment_of
from diaban.sectors.post.presence.flags import comment, settle
from diaban.sectors.post.presence.inspection_models import Found
from diaban.spine.parties.models import User
from diaban.spine.places.units import today

_REPORTED_DAYS = (2, 5, 9)


def look_around(actor: User, vacant: list[Point], seen: list[tuple[Point, int, int]]) -> None:
    """Let an inspector come by in opening hours, and people stand before closed doors."""
    checks = [
        SpotCheck(
            point=point, inspector=actor, at=moment_of((start + end) // 2), metres=12,
            found=Found.CLOSED if point in vacant else Found.OPEN,
            note="Đi kiểm tra (mô phỏng)", synthetic=True,
        )
        for point, start, end in seen
    ]  # fmt: skip
    SpotCheck.objects.bulk_create(checks)
    CitizenReport.objects.bulk_create(
        CitizenReport(
            point=point, day=today() - timedelta(days=before), hour=9, count=2 + nth,
            synthetic=True,
        )
        for nth, point in enumerate([*vacant, *(point for point, _, _ in seen[:2])])
        for before in _REPORTED_DAYS
    )  # fmt: skip


def settle_some(actor: User) -> None:
    """One doubt has been explained and looked into, another only explained."""
    if Flag.objects.exclude(settled_at=None).exists():
        return
    clock = Flag.objects.filter(kind="clock").order_by("pk").first()
    if clock is not None:
        comment(clock.person, clock, "Điện thoại của tôi chạy nhanh hơn một giờ (mô phỏng)")
        settle(actor, clock, "Đã hỏi: đồng hồ sai, người có mặt (mô phỏng)", counts=True)
    home = Flag.objects.filter(kind="geofence").order_by("pk").first()
    if home is not None:
        comment(home.person, home, "Tôi bấm khi đi giao thư cho dân (mô phỏng)")
