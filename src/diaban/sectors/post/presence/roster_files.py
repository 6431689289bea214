"""Rosters as the file that is taken in again, and announced absences as days without reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from diaban.sectors.post.models import Absence, Shift
from diaban.sectors.post.presence.roster_import import ROSTERS
from diaban.sectors.post.weekdays import WEEKDAYS_VI
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import OFFICE, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.sectors import ListFile, Page

# as long as days of staffing are kept on one page
_ABSENT_DAYS = 400
_ABSENCES = {
    "vi": ("Điểm", "Tên điểm", "Tên đăng nhập", "Từ ngày", "Đến hết ngày", "Người trực thay"),
    "en": ("Point", "Name of the point", "Sign-in name", "From day", "Through day", "Stands in"),
}


@require_safe
def rosters_file(request: HttpRequest) -> ListFile:
    """Give the hours that hold or are to come, of those that one may see."""
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=today())
    shifts = Shift.objects.visible_to(request.user).filter(later, point__merged_into=None)
    ordered = shifts.select_related("point", "person").order_by("point__sort_key", "point", "pk")
    rows = list(_roster_rows(ordered))
    name = _name("lich-truc", is_made_up=shifts.filter(synthetic=True).exists())
    _tell(request.user, "post.rosters_exported", len(rows))
    headings = tuple(field.label(_language()) for field in ROSTERS.fields)
    return ListFile(name, headings, lambda: iter(rows))


def _roster_rows(shifts: Sequence[Shift]) -> Iterator[list[object]]:
    """Yield one row for the weekdays that share person, hours and days."""
    weekdays: dict[tuple, list[int]] = defaultdict(list)
    for one in shifts:
        known = (one.point.identifier, one.person.username, one.hours)
        days = (one.valid_from.isoformat(), one.valid_to.isoformat() if one.valid_to else "")
        weekdays[*known, *days].append(one.weekday)
    for (point, person, hours, since, until), days in weekdays.items():
        written = ", ".join(WEEKDAYS_VI[day] for day in sorted(set(days)))
        told = {
            "point": point, "person": person, "weekdays": written, "hours": hours,
            "since": since, "until": until,
        }  # fmt: skip
        yield [told.get(field.name, "") for field in ROSTERS.fields]


@require_safe
def absences_file(request: HttpRequest) -> ListFile:
    """Give the days on which somebody was or will be away; why is nobody's business in a file."""
    since = today() - timedelta(days=_ABSENT_DAYS)
    seen = Absence.objects.visible_to(request.user).standing().filter(last_day__gte=since)
    found = seen.select_related("point", "person", "cover").order_by("first_day", "pk")
    rows = [
        (one.point.identifier, one.point.name, one.person.username, one.first_day.isoformat(),
         one.last_day.isoformat(), one.cover.username if one.cover else "")
        for one in found
    ]  # fmt: skip
    name = _name("vang-mat", is_made_up=seen.filter(point__synthetic=True).exists())
    _tell(request.user, "post.absences_exported", len(rows))
    return ListFile(name, _ABSENCES[_language()], lambda: iter(rows))


def _tell(actor: User, act: str, count: int) -> None:
    record(actor, act, "post_points:list", {"rows": count, "format": ".xlsx"})


def _name(name: str, *, is_made_up: bool) -> str:
    return f"{name}-mo-phong" if is_made_up else name


def _language() -> str:
    return "en" if get_language() == "en" else "vi"


_SEE = OFFICE | {Role.OPERATOR}
PAGES: tuple[Page, ...] = (
    Page("rosters/list.xlsx", "post_rosters_xlsx", rosters_file, _SEE, Territory.CHARGE,
         "take rosters and absences out"),
    Page("rosters/absences.xlsx", "post_absences_xlsx", absences_file, _SEE, Territory.CHARGE,
         "take rosters and absences out"),
)  # fmt: skip
