"""The pages of keys and codes: confirm a phone, set up a point's screen, print its card."""

from __future__ import annotations

from datetime import date, timedelta

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from diaban.sectors.post.models import Device, Point
from diaban.sectors.post.page_above import page_above
from diaban.sectors.post.presence.check_in_devices import (
    DeviceError,
    confirm,
    decided_for_by,
    revoke,
)
from diaban.sectors.post.presence.finding_staff import (
    is_meant,
    points_of_staff,
    words_asked,
)
from diaban.sectors.post.presence.models import CodeMode, PointSecret, Screen
from diaban.sectors.post.presence.point_codes import (
    code_shown,
    make_screen_link,
    open_screen,
    print_card,
    renew_secret,
)
from diaban.spine.parties.access import ANYBODY, DECIDING, OFFICE, Territory
from diaban.spine.parties.models import Role
from diaban.spine.places.units import today
from diaban.spine.sectors import Page
from diaban.spine.sectors import Screen as Shown

COOKIE, COOKIE_SECONDS = "post_screen", 400 * 24 * 3600
# how many weeks ahead a card is printed
WEEKS_AHEAD = 4
SHOWN_AT_ONCE = 50
REFUSALS = {
    "own": gettext_lazy("Nobody confirms a phone of their own: ask somebody else who may."),
    "not_posted": gettext_lazy("The person works at no point that you answer for."),
    "no_reason": gettext_lazy("Write why the phone is revoked, such as lost or sold."),
    "ended": gettext_lazy("Somebody decided this meanwhile."),
}


@require_safe
def phones(request: HttpRequest) -> Shown:
    """Keys that wait to be confirmed, then those that hold; of people in sight."""
    words, posted = words_asked(request), points_of_staff(request.user)
    rows = Device.objects.visible_to(request.user).select_related("person", "confirmed_by")
    waiting = rows.filter(confirmed_at=None, revoked_at=None).order_by("enrolled_at")
    holding = rows.filter(confirmed_at__isnull=False, revoked_at=None).order_by("-confirmed_at")
    found = [
        [one for one in some if is_meant(words, [one.person], posted.get(one.person_id, ()))]
        for some in (waiting, holding)
    ]
    first, held = (some[:SHOWN_AT_ONCE] for some in found)
    mine = decided_for_by(request.user, [row.person_id for row in first + held])
    # anybody may give up a phone of their own
    revocable = mine | {request.user.pk}
    context = {
        "asked": words,
        "waiting": [(row, posted.get(row.person_id, ()), row.person_id in mine) for row in first],
        "holding": [
            (row, posted.get(row.person_id, ()), row.person_id in revocable) for row in held
        ],
        "counts": [len(some) for some in found],
        "shown": SHOWN_AT_ONCE,
        "refusal": REFUSALS.get(request.GET.get("refused", ""), ""),
    }
    return Shown("post/phones.html", _("Phones of the staff"), context, back=page_above(request))


@require_POST
def confirm_phone(request: HttpRequest, number: int) -> HttpResponse:
    return _decide(lambda device: confirm(request.user, device), request, number)


@require_POST
def revoke_phone(request: HttpRequest, number: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _decide(lambda device: revoke(request.user, device, reason), request, number)


@require_safe
def codes(request: HttpRequest, number: int) -> Shown:
    point = _point(request, number)
    held = PointSecret.objects.filter(point=point, ended_at__isnull=True)
    monday = today() - timedelta(days=today().weekday())
    context = {
        "point": point,
        "secrets": {row.mode: row for row in held},
        "screens": Screen.objects.filter(point=point, ended_at=None).order_by("-made_at"),
        "weeks": [monday + timedelta(weeks=n) for n in range(WEEKS_AHEAD)],
        "link": request.session.pop("post_screen_link", ""),
    }
    return Shown(
        "post/codes.html", _("The code of %(point)s") % {"point": point}, context,
        back=(reverse("post_point", args=[point.pk]), str(point)), synthetic=point.synthetic,
    )  # fmt: skip


@require_POST
def link_screen(request: HttpRequest, number: int) -> HttpResponse:
    """Make a link and show it once, to the officer who sets up the screen."""
    point = _point(request, number)
    link = reverse("post_screen", args=[make_screen_link(request.user, point)])
    request.session["post_screen_link"] = request.build_absolute_uri(link)
    return redirect("post_codes", point.pk)


@require_POST
def renew(request: HttpRequest, number: int) -> HttpResponse:
    point = _point(request, number)
    mode = request.POST.get("mode", "")
    if mode not in CodeMode.values:
        raise Http404
    renew_secret(request.user, point, CodeMode(mode))
    return redirect("post_codes", point.pk)


@never_cache
@require_POST
def card(request: HttpRequest, number: int) -> HttpResponse:
    """Show the card of a week for printing. By POST: who asks for it is journalled."""
    point = _point(request, number)
    try:
        monday = date.fromisoformat(request.POST.get("week", ""))
    except ValueError:
        raise Http404 from None
    first = today() - timedelta(days=today().weekday())
    if monday.weekday() or not first <= monday < first + timedelta(weeks=WEEKS_AHEAD):
        raise Http404
    page = request.build_absolute_uri(reverse("post_check_in"))
    days = [
        (one.day, [(code, _qr(f"{page}#code={code}")) for code in (one.morning, one.afternoon)])
        for one in print_card(request.user, point, monday)
    ]
    closed = request.build_absolute_uri(reverse("post_closed", args=[point.pk]))
    context = {
        "point": point, "days": days, "monday": monday, "closed_page": closed,
        "closed_qr": _qr(closed),
    }  # fmt: skip
    return render(request, "post/card.html", context)


@never_cache
@require_safe
def screen(request: HttpRequest, link: str) -> HttpResponse:
    """The page of a screen at a point: big digits, which change by themselves."""
    row, cookie = open_screen(link, request.COOKIES.get(COOKIE, ""))
    if row is None:
        return render(request, "post/screen_closed.html", status=404)
    shown = code_shown(row.point, timezone.now())
    page = request.build_absolute_uri(reverse("post_check_in"))
    context = {"point": row.point, "shown": shown, "qr": _qr(f"{page}#code={shown.code}")}
    answer = render(request, "post/screen.html", context)
    answer.headers["Refresh"] = str(shown.seconds + 1)
    answer.set_cookie(
        COOKIE, cookie, max_age=COOKIE_SECONDS, path=reverse("post_screen", args=[link]),
        httponly=True, samesite="Strict", secure=request.is_secure(),
    )  # fmt: skip
    return answer


def _decide(act, request: HttpRequest, number: int) -> HttpResponse:
    device = Device.objects.visible_to(request.user).filter(pk=number).first()
    if device is None:
        raise Http404
    try:
        act(device)
    except DeviceError as error:
        return redirect(f"{reverse('post_phones')}?refused={error.reason}")
    return redirect("post_phones")


def _point(request: HttpRequest, number: int) -> Point:
    found = Point.objects.visible_to(request.user).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _qr(text: str) -> str:
    """Draw a picture that a phone's camera reads, as an address of data for ``img``."""
    return segno.make(text, error="m").svg_data_uri(scale=4, border=2)


_STAFF = OFFICE | {Role.OPERATOR}
PAGES: tuple[Page, ...] = (
    Page("phones/", "post_phones", phones, _STAFF, Territory.CHARGE,
         "keys of the staff's phones: see"),
    Page("phones/<row:number>/confirm/", "post_phone_confirm", confirm_phone,
         DECIDING | {Role.OPERATOR}, Territory.CHARGE, "keys of the staff's phones: decide"),
    Page("phones/<row:number>/revoke/", "post_phone_revoke", revoke_phone,
         DECIDING | {Role.OPERATOR}, Territory.CHARGE, "keys of the staff's phones: decide"),
    Page("points/<row:number>/codes/", "post_codes", codes, DECIDING, Territory.CHARGE,
         "the rotating code of a point"),
    Page("points/<row:number>/codes/link/", "post_screen_link", link_screen, DECIDING,
         Territory.CHARGE, "the rotating code of a point"),
    Page("points/<row:number>/codes/renew/", "post_code_renew", renew, DECIDING, Territory.CHARGE,
         "the rotating code of a point"),
    Page("points/<row:number>/codes/card/", "post_card", card, DECIDING, Territory.CHARGE,
         "the rotating code of a point"),
    # opened without an account by the browser at the point, which holds the link and a cookie
    Page("screen/<str:link>/", "post_screen", screen, ANYBODY, Territory.OPEN,
         "the screen at a point, by its secret link"),
)  # fmt: skip
