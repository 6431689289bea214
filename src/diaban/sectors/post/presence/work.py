"""What there is to do about presence, with how much of it waits: links of the leading pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from diaban.sectors.post.models import CitizenReport, Device, Flag
from diaban.spine.parties.models import User
from diaban.spine.sectors import declared


@dataclass(frozen=True)
class Work:
    """A page to work on, and how many things wait there; None where nothing is counted."""

    page: str
    title: object
    waiting: int | None = None


def _flags(actor: User) -> int:
    return Flag.objects.visible_to(actor).filter(settled_at=None).count()


def _phones(actor: User) -> int:
    rows = Device.objects.visible_to(actor)
    return rows.filter(confirmed_at=None, revoked_at=None).count()


def _reports(actor: User) -> int:
    return CitizenReport.objects.visible_to(actor).filter(settled_at=None).count()


_WORK: tuple[tuple[str, object, Callable[[User], int] | None], ...] = (
    ("post_flags", gettext_lazy("Doubts about check-ins"), _flags),
    ("post_phones", gettext_lazy("Phones of the staff"), _phones),
    ("post_reports", gettext_lazy("Citizens said that it was closed"), _reports),
    ("post_rosters", gettext_lazy("Rosters"), None),
    ("post_round", gettext_lazy("Round of the day"), None),
    ("post_check_in", gettext_lazy("Come and go"), None),
)


def work_of(actor: User) -> list[Work]:
    """Return the pages of presence that somebody may open, each with what waits there."""
    roles = {page.name: page.roles for _sector, page in declared("urls", "PAGES")}
    return [
        Work(name, title, count(actor) if count else None)
        for name, title, count in _WORK
        if actor.role in roles[name]
    ]
