"""The roster of a point: its week with what is missing, who works there, shifts and absences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from diaban.sectors.post.models import Absence, Point, Posting, Shift
from diaban.sectors.post.page_above import page_above
from diaban.sectors.post.page_section import Section
from diaban.sectors.post.presence import roster
from diaban.sectors.post.presence.absences import Away, announce, come_back, withdraw
from diaban.sectors.post.presence.finding_staff import is_meant, words_asked
from diaban.sectors.post.presence.roster_reading import read_roster_day, read_week_hours
from diaban.sectors.post.presence.roster_refusals import TO_CONFIRM, RosterError
from diaban.sectors.post.presence.roster_week import RosterDay, read_week
from diaban.sectors.post.presence.work import work_of
from diaban.sectors.post.weekdays import WEEKDAYS, WEEKDAYS_VI
from diaban.spine.parties.access import DECIDING, OFFICE, Territory
from diaban.spine.parties.models import Role, User
from diaban.spine.places.units import today
from diaban.spine.sectors import Page, Screen

STYLE = "post/roster.css"
SHOWN_AT_ONCE = 50
_ENDED_DAYS = 90


@dataclass(frozen=True)
class PersonLine:
    """Who works at a point, and their weekly hours."""

    posting: Posting
    name: str
    shifts: list[tuple[object, Shift]]


def seen_points(actor: User):
    """Return the points whose roster concerns somebody: in charge, or their own work."""
    if actor.sees_whole_city:
        return Point.objects.visible_to(actor)
    own = Q(pk__in=Posting.objects.filter(person=actor).values("point"))
    own |= Q(pk__in=Absence.objects.standing().filter(cover=actor).values("point"))
    if actor.role == Role.COMMUNE:
        own |= Q(pk__in=Point.objects.visible_to(actor).values("pk"))
    return Point.objects.everywhere("one's own work").filter(own)


@require_safe
def rosters(request: HttpRequest) -> Screen:
    """List the points at which anybody is posted; where the staff come in, their work above it."""
    is_office = request.user.role in OFFICE
    rows = Posting.objects.visible_to(request.user).in_force(today()).select_related("point")
    points: dict[int, tuple[Point, list[User]]] = {}
    for row in rows.select_related("person").order_by("point__sort_key", "pk"):
        points.setdefault(row.point_id, (row.point, []))[1].append(row.person)
    words = words_asked(request)
    found = [
        (point, [roster.name_of(one) for one in people])
        for point, people in points.values()
        if is_meant(words, people, [point])
    ]
    context = {"points": found[:SHOWN_AT_ONCE], "shown": SHOWN_AT_ONCE, "count": len(found),
               "more": len(found) > SHOWN_AT_ONCE, "asked": words,
               "may_import": request.user.role == Role.DEPARTMENT,
               "work": [] if is_office else work_of(request.user)}  # fmt: skip
    return Screen(
        "post/rosters.html", _("Rosters"), context,
        back=page_above(request) if is_office else None,
        synthetic=any(point.synthetic for point, _names in found),
    )  # fmt: skip


def roster_section(request: HttpRequest, point: Point) -> Section | None:
    """Show on a point's page who works there, and what is missing this week."""
    if not seen_points(request.user).filter(pk=point.pk).exists():
        return None
    context = _week_of(request, point, _monday(today()))
    may_code = request.user.role in DECIDING
    context |= {"point": point, "may_code": may_code}
    return Section("post/_roster.html", context, styles=(STYLE,))


@require_safe
def roster_page(request: HttpRequest, number: int) -> Screen:
    return _screen(request, _point(request, number))


@require_POST
def add_post(request: HttpRequest, number: int) -> Screen | HttpResponse:
    def act(point: Point, told) -> None:
        person = roster.person_named(told("person"))
        roster.post_person(request.user, point, person, _period(told))

    return _answer(request, number, "posting", act)


@require_POST
def add_shift(request: HttpRequest, number: int) -> Screen | HttpResponse:
    def act(point: Point, told) -> None:
        chosen = request.POST.getlist("weekday")
        days = [WEEKDAYS_VI[int(day)] for day in chosen if day in set("1234567")]
        week = read_week_hours(",".join(days), told("hours"))
        person = _colleague(point, told("person"))
        entered = roster.Hours(week, "biểu mẫu", point.synthetic)
        roster.add_shifts(request.user, point, person, entered, _period(told))

    return _answer(request, number, "shift", act)


@require_POST
def announce_absence(request: HttpRequest, number: int) -> Screen | HttpResponse:
    def act(point: Point, told) -> None:
        person = _colleague(point, told("person"))
        first, last = (read_roster_day(told(name), name) for name in ("first", "last"))
        cover = roster.person_named(told("cover"), "cover") if told("cover") else None
        away = Away(person, first, last, told("reason"), cover)
        announce(request.user, point, away, confirmed=told("confirmed") == "yes")

    return _answer(request, number, "absence", act)


@require_POST
def end_posting(request: HttpRequest, number: int) -> Screen | HttpResponse:
    row = _row(request, Posting.objects.visible_to(request.user), number)

    def act(_point: Point, told) -> None:
        roster.end_posting(request.user, row, read_roster_day(told("until"), "until"))

    return _answer(request, row.point_id, "", act)


@require_POST
def manage(request: HttpRequest, number: int) -> Screen | HttpResponse:
    row = _row(request, Posting.objects.visible_to(request.user), number)

    def act(_point: Point, told) -> None:
        roster.set_manager(request.user, row, is_manager=told("manager") == "yes")

    return _answer(request, row.point_id, "", act)


@require_POST
def end_shift(request: HttpRequest, number: int) -> Screen | HttpResponse:
    row = _row(request, Shift.objects.visible_to(request.user), number)

    def act(_point: Point, told) -> None:
        roster.end_shift(request.user, row, read_roster_day(told("until"), "until"))

    return _answer(request, row.point_id, "", act)


@require_POST
def end_absence(request: HttpRequest, number: int) -> Screen | HttpResponse:
    """Withdraw an absence, or let it end sooner: ``back`` is the day of coming back."""
    row = _row(request, Absence.objects.visible_to(request.user), number)

    def act(_point: Point, told) -> None:
        if told("back"):
            come_back(request.user, row, read_roster_day(told("back"), "back"))
        else:
            withdraw(request.user, row)

    return _answer(request, row.point_id, "", act)


def _answer(
    request: HttpRequest, number: int, form: str, act: Callable[[Point, Callable[[str], str]], None]
) -> Screen | HttpResponse:
    """Do what was asked; what is refused comes back with what was typed."""
    point = _point(request, number)

    def told(name: str) -> str:
        return request.POST.get(name, "").replace("\0", "").strip()[:200]

    try:
        act(point, told)
    except RosterError as error:
        if error.code in {"not_answering", "managers_by_office"}:
            raise Http404 from None
        return _screen(request, point, form, error)
    return redirect("post_roster", point.pk)


def _screen(
    request: HttpRequest, point: Point, form: str = "", error: RosterError | None = None
) -> Screen:
    actor, given = request.user, request.POST
    week = _week_of(request, point, _week_asked(request))
    monday, answers = week["monday"], week["answers"]
    may_announce = actor.role != Role.AUDITOR and bool(week["people"])
    ended = roster.Period(today() - timedelta(days=_ENDED_DAYS), today() + timedelta(days=1))
    # why somebody is away is often their health: who stands in, or audits, is told the days alone
    context: dict[str, Any] = {
        **week,
        "point": point,
        "weekdays": [(n + 1, WEEKDAYS[n]) for n in range(7)],
        "chosen": {int(day) for day in given.getlist("weekday") if day in set("1234567")},
        "earlier": monday - timedelta(days=7),
        "later": monday + timedelta(days=7),
        "absences": [
            (one, answers or one.person_id == actor.pk) for one in _absences(actor, point)
        ],
        "ended": _ended(actor, point, ended),
        "may_announce": may_announce,
        "own": actor.pk,
        "may_make_managers": answers and actor.role in DECIDING,
        "may_see_point": Point.objects.visible_to(actor).filter(pk=point.pk).exists(),
        "today": today(),
        "open_from": roster.open_from(),
        "form": form,
        "given": given if form else {},
        "error": error,
        "to_confirm": error is not None and error.code in TO_CONFIRM,
    }
    seen = context["may_see_point"]
    back = (reverse("post_point", args=[point.pk]), str(point)) if seen else (
        reverse("post_rosters"), _("Rosters"))  # fmt: skip
    return Screen(
        "post/roster.html", _("Roster of %(point)s") % {"point": point}, context, back=back,
        styles=(STYLE,), synthetic=point.synthetic, status=422 if error else 200,
    )  # fmt: skip


def _week_of(request: HttpRequest, point: Point, monday: date) -> dict[str, Any]:
    """Return a week as this person may see it; only who answers for a point is told its gaps."""
    actor = request.user
    days, known = seen_week(actor, point, monday)
    answers = roster.answers_for(actor, point)
    return {
        "monday": monday,
        "week": [(WEEKDAYS[day.day.weekday()], day) for day in days],
        "hours_known": known,
        "missing": sum(day.missing_minutes for day in days),
        "people": _people(actor, point),
        "answers": answers,
        "sees_gaps": answers or actor.sees_whole_city,
    }


def seen_week(actor: User, point: Point, monday: date) -> tuple[list[RosterDay], bool]:
    """Return the days of a week as somebody may see them, and whether the hours are known."""
    last = monday + timedelta(days=6)
    shifts = Shift.objects.visible_to(actor).filter(point=point, valid_from__lte=last)
    held = list(shifts.filter(Q(valid_to=None) | Q(valid_to__gt=monday)).select_related("person"))
    return read_week(point, held, absences_between(actor, point, monday, last), monday)


def absences_between(actor: User, point: Point, first: date, last: date) -> list[Absence]:
    rows = Absence.objects.visible_to(actor).standing()
    away = rows.filter(point=point, first_day__lte=last, last_day__gte=first)
    return list(away.select_related("person", "cover").order_by("first_day", "pk"))


def _people(actor: User, point: Point) -> list[PersonLine]:
    """Return who works at a point now or is to begin, with hours that hold or are to come."""
    later = Q(valid_to__isnull=True) | Q(valid_to__gt=today())
    postings = Posting.objects.visible_to(actor).filter(later, point=point)
    shifts = Shift.objects.visible_to(actor).filter(later, point=point)
    ordered = list(shifts.order_by("weekday", "begin_minute", "valid_from"))
    return [
        PersonLine(
            row, roster.name_of(row.person),
            [(WEEKDAYS[one.weekday - 1], one) for one in ordered
             if one.person_id == row.person_id],
        )
        for row in postings.select_related("person").order_by("-is_manager", "valid_from", "pk")
    ]  # fmt: skip


def _absences(actor: User, point: Point) -> list[Absence]:
    rows = Absence.objects.visible_to(actor).filter(point=point, last_day__gte=roster.open_from())
    return list(rows.select_related("person", "cover").order_by("withdrawn_at", "first_day")[:100])


def _ended(actor: User, point: Point, ended: roster.Period) -> list[tuple[object, Shift]]:
    rows = Shift.objects.visible_to(actor).filter(
        point=point, valid_to__gte=ended.since, valid_to__lt=ended.until
    )
    found = rows.select_related("person").order_by("-valid_to", "weekday", "begin_minute")[:100]
    return [(WEEKDAYS[one.weekday - 1], one) for one in found]


def _period(told: Callable[[str], str]) -> roster.Period:
    since = read_roster_day(told("since"), "since")
    return roster.Period(since, read_roster_day(told("until"), "until") if told("until") else None)


def _colleague(point: Point, text: str) -> User:
    """Return who was chosen among those who were ever posted at a point."""
    plain = text.isascii() and text.isdecimal() and len(text) < 16
    posted = Posting.objects.filter(point=point, person=int(text) if plain else 0)
    found = posted.select_related("person").first()
    if found is None:
        raise RosterError("person_unknown", "person", {"text": text[:80]})
    return found.person


def _row(request: HttpRequest, rows, number: int):
    found = rows.select_related("point", "person").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _point(request: HttpRequest, number: int) -> Point:
    found = seen_points(request.user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _week_asked(request: HttpRequest) -> date:
    try:
        day = date.fromisoformat(request.GET.get("week", ""))
    except ValueError:
        day = today()
    # the calendar of holidays is known for some years only
    nearest = min(max(day, today() - timedelta(days=800)), today() + timedelta(days=400))
    return _monday(nearest)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


_SEE = OFFICE | {Role.OPERATOR}
_ACT = DECIDING | {Role.OPERATOR}
_ENTER, _OWN_ABSENCE = "enter a point's roster", "announce absences from a point"
PAGES: tuple[Page, ...] = (
    Page("rosters/", "post_rosters", rosters, _SEE, Territory.CHARGE, "rosters: see"),
    Page("points/<row:number>/roster/", "post_roster", roster_page, _SEE, Territory.CHARGE,
         "rosters: see"),
    Page("points/<row:number>/roster/people/", "post_roster_post", add_post, _ACT,
         Territory.CHARGE, _ENTER),
    Page("points/<row:number>/roster/shifts/", "post_roster_shift", add_shift, _ACT,
         Territory.CHARGE, _ENTER),
    Page("points/<row:number>/roster/absences/", "post_roster_absence", announce_absence, _ACT,
         Territory.CHARGE, _OWN_ABSENCE),
    Page("postings/<row:number>/end/", "post_posting_end", end_posting, _ACT, Territory.CHARGE,
         _ENTER),
    Page("postings/<row:number>/manager/", "post_posting_manage", manage, _ACT, Territory.CHARGE,
         _ENTER),
    Page("shifts/<row:number>/end/", "post_shift_end", end_shift, _ACT, Territory.CHARGE, _ENTER),
    Page("absences/<row:number>/end/", "post_absence_end", end_absence, _ACT, Territory.CHARGE,
         _OWN_ABSENCE),
)  # fmt: skip
