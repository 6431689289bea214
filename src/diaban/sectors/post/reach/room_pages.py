"""Rooms that communes put on offer for serving people: the list, and adding and withdrawing one."""

from __future__ import annotations

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from diaban.sectors.post.reach.models import PlaceOnOffer
from diaban.sectors.post.reach.room_offering import (
    WORDS,
    Offering,
    RoomError,
    commune_of,
    put_on_offer,
    read_offer,
)
from diaban.sectors.post.weekdays import WEEKDAYS
from diaban.spine.journal.recording import record
from diaban.spine.parties.access import DECIDING, OFFICE, Territory
from diaban.spine.parties.models import Role
from diaban.spine.places.points import read_point
from diaban.spine.places.units import today
from diaban.spine.sectors import Page, Screen

SOURCE = "office"


def rooms_page(request: HttpRequest) -> Screen:
    """List the rooms in charge."""
    return _screen(request)


@require_POST
def offer_page(request: HttpRequest) -> Screen | HttpResponse:
    """Take a new room, or say which field cannot be meant."""
    try:
        _offer(request)
    except RoomError as refused:
        return _screen(request, str(WORDS[refused.code]))
    return redirect("post_rooms")


def _screen(request: HttpRequest, fault: str = "") -> Screen:
    rooms = PlaceOnOffer.objects.visible_to(request.user).standing().select_related("commune")
    told = [_told(room) for room in rooms.order_by("commune__sort_key", "name")]
    context = {
        "rooms": told,
        "fault": fault,
        "asked": request.POST,
        "chosen": {int(day) for day in request.POST.getlist("weekday") if day in set("0123456")},
        "weekdays": list(enumerate(WEEKDAYS)),
        "may_import": request.user.role == Role.DEPARTMENT,
        "may_add": request.user.role in (Role.DEPARTMENT, Role.COMMUNE),
    }
    return Screen(
        template="post/rooms.html",
        title=_("Rooms on offer"),
        context=context,
        back=(reverse("post_overview"), _("Post")),
        synthetic=any(one["room"].synthetic for one in told),
        status=400 if fault else 200,
    )


@require_POST
def withdraw_page(request: HttpRequest, number: int) -> HttpResponse:
    rooms = PlaceOnOffer.objects.visible_to(request.user).standing()
    room = rooms.filter(pk=number).first()
    if room is None:
        raise Http404
    with transaction.atomic():
        now = {"withdrawn_at": timezone.now(), "withdrawn_by": request.user}
        if rooms.filter(pk=number).update(**now):
            record(request.user, "post.room_withdrawn", f"room:{room.pk}", {"name": room.name})
    return redirect("post_rooms")


def _offer(request: HttpRequest) -> None:
    form = request.POST
    days = [int(day) for day in form.getlist("weekday") if day in set("0123456")]
    at = read_point(form.get("at", ""))
    offer = read_offer(form.get("name", "").strip(), at, days, form.get("note", "").strip())
    unit = commune_of(request.user, offer)
    with transaction.atomic():
        room = put_on_offer(offer, unit, Offering(request.user, SOURCE, today()))
        record(request.user, "post.room_offered", f"room:{room.pk}", {"name": room.name})


def _told(room: PlaceOnOffer) -> dict[str, object]:
    return {
        "room": room,
        "days": ", ".join(str(WEEKDAYS[day]) for day in room.weekdays),
        "spot": f"#17/{room.lat_e7 / 1e7:.5f}/{room.lng_e7 / 1e7:.5f}",
    }


PAGES = (
    Page(
        "rooms/offer/", "post_room_offer", offer_page, DECIDING, Territory.CHARGE,
        "put a room on offer",
    ),
    Page(
        "rooms/", "post_rooms", rooms_page, OFFICE, Territory.CHARGE,
        "rooms that communes lend for serving people",
    ),
    Page(
        "rooms/<row:number>/withdraw/", "post_room_withdraw", withdraw_page, DECIDING,
        Territory.CHARGE, "withdraw a room on offer",
    ),
)  # fmt: skip
