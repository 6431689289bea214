"""The codes of points: secrets made and renewed, screens at points, and what a check-in gave.

Who checks in must not be able to read the code elsewhere: it is shown only by a browser that an
officer set up at the point, or on the card that an officer prints.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.models import CodeMode, PointSecret, Screen
from diaban.sectors.post.presence.rotating_codes import (
    STEP_SECONDS,
    card_code,
    is_card_code,
    is_screen_code,
    new_secret,
    screen_code,
)
from diaban.spine.journal.recording import record
from diaban.spine.parties.models import User

LINK_LASTS = timedelta(hours=24)
_CHECKS = {CodeMode.SCREEN: is_screen_code, CodeMode.CARD: is_card_code}


@dataclass(frozen=True)
class CardDay:
    day: date
    morning: str
    afternoon: str


@dataclass(frozen=True)
class Shown:
    """The code on a screen, and the seconds for which it stands."""

    code: str
    seconds: int


def is_code_of_moment(point: Point, at: datetime, given: str) -> bool | None:
    """Say whether a code was the point's at a moment; None where none was given or there is none.

    A point may have both a screen and a card; one of them is enough.
    """
    rows = PointSecret.objects.filter(point=point, made_at__lte=at)
    held = list(rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at)))
    if not given or not held:
        return None
    here = timezone.localtime(at)
    return any(_CHECKS[CodeMode(row.mode)](bytes(row.secret), here, given) for row in held)


def modes_of(points: list[int]) -> dict[int, list[str]]:
    """Return in which ways each of some points shows a code today."""
    held = PointSecret.objects.filter(point__in=points, ended_at__isnull=True).order_by("mode")
    found: dict[int, list[str]] = {}
    for point, mode in held.values_list("point", "mode"):
        found.setdefault(point, []).append(mode)
    return found


def make_screen_link(actor: User, point: Point) -> str:
    """Return a link's secret part: the first browser that opens it within a day is the screen."""
    link = secrets.token_urlsafe(24)
    with transaction.atomic():
        _secret_of(actor, point, CodeMode.SCREEN)
        Screen.objects.create(point=point, link_digest=_digest(link), made_by=actor)
        record(actor, "post.screen_linked", f"post_point:{point.pk}", {})
    return link


def open_screen(link: str, cookie: str) -> tuple[Screen | None, str]:
    """Return the screen that a link opens in a browser, and the cookie that the browser keeps.

    None: no such link, one past its day, revoked, or already another browser's.
    """
    with transaction.atomic():
        found = Screen.objects.select_for_update(of=("self",)).select_related("point")
        row = found.filter(link_digest=_digest(link), ended_at__isnull=True).first()
        if row is None:
            return None, ""
        if row.opened_at is not None:
            return (row if _digest(cookie) == row.cookie_digest else None), cookie
        if row.made_at < timezone.now() - LINK_LASTS:
            return None, ""
        made = secrets.token_urlsafe(24)
        row.cookie_digest, row.opened_at = _digest(made), timezone.now()
        row.save(update_fields=["cookie_digest", "opened_at"])
    return row, made


def code_shown(point: Point, at: datetime) -> Shown:
    """Return what a screen at the point shows; raises LookupError where its secret has ended."""
    held = PointSecret.objects.filter(point=point, mode=CodeMode.SCREEN, ended_at__isnull=True)
    row = held.first()
    if row is None:
        raise LookupError(point.pk)
    left = STEP_SECONDS - int(at.timestamp()) % STEP_SECONDS
    return Shown(screen_code(bytes(row.secret), at), left)


def print_card(actor: User, point: Point, monday: date) -> list[CardDay]:
    """Return the codes of a week, for printing; journalled: who has the card has the codes."""
    with transaction.atomic():
        secret = bytes(_secret_of(actor, point, CodeMode.CARD).secret)
        facts = {"week": monday.isoformat()}
        record(actor, "post.card_printed", f"post_point:{point.pk}", facts)
    days = [monday + timedelta(days=n) for n in range(7)]
    return [
        CardDay(
            day, card_code(secret, day, afternoon=False), card_code(secret, day, afternoon=True)
        )
        for day in days
    ]


def renew_secret(actor: User, point: Point, mode: CodeMode) -> None:
    """End a secret that may be known elsewhere, and its screens; what it proved stays proved."""
    with transaction.atomic():
        now = timezone.now()
        held = PointSecret.objects.filter(point=point, mode=mode, ended_at__isnull=True)
        held.update(ended_at=now)
        if mode == CodeMode.SCREEN:
            Screen.objects.filter(point=point, ended_at__isnull=True).update(ended_at=now)
        PointSecret.objects.create(
            point=point, mode=mode, secret=new_secret(), made_by=actor, made_at=now
        )
        record(actor, "post.code_renewed", f"post_point:{point.pk}", {"mode": str(mode)})


def _secret_of(actor: User, point: Point, mode: CodeMode) -> PointSecret:
    row, _made = PointSecret.objects.get_or_create(
        point=point, mode=mode, ended_at=None,
        defaults={"secret": new_secret(), "made_by": actor},
    )  # fmt: skip
    return row


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
