"""Which days of a point its doubts are about: those of the check-ins that a doubt names."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils import timezone

from diaban.sectors.post.models import CheckIn, Flag, Point
from diaban.spine.parties.models import User


def doubts_by_day(actor: User, point: Point) -> dict[date, list[Flag]]:
    """Return the doubts about a point that somebody may see, by each day that they are about."""
    flags = list(Flag.objects.visible_to(actor).filter(point=point).order_by("pk"))
    numbers = {number for flag in flags for number in flag.check_ins}
    rows = CheckIn.objects.filter(pk__in=numbers, point=point)
    days = {row.pk: timezone.localdate(row.happened_at) for row in rows.only("happened_at")}
    found: dict[date, list[Flag]] = defaultdict(list)
    for flag in flags:
        of_flag = {days[number] for number in flag.check_ins if number in days}
        for day in of_flag or {flag.day}:
            found[day].append(flag)
    return dict(found)
