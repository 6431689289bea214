"""What the staff's phones fetch and send: their own record, keys, check-ins, photos."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from diaban.sectors.post.presence.check_in_devices import DeviceError, enrol
from diaban.sectors.post.presence.check_in_photos import (
    LARGEST_BYTES,
    PhotoError,
    keep_photo,
    path_of,
)
from diaban.sectors.post.presence.check_in_taking import MOST_MESSAGES, Sending, take_check_ins
from diaban.sectors.post.presence.models import CheckIn, CheckInPlace, Device, RefusedCheckIn
from diaban.sectors.post.presence.point_codes import modes_of
from diaban.sectors.post.presence.retention import position_days
from diaban.sectors.post.presence.roster_models import Absence, Posting
from diaban.sectors.post.presence.staffing_models import Flag
from diaban.spine.parties.models import User
from diaban.spine.places.units import today

RECORD_DAYS = 14
_DIGEST = re.compile(r"[0-9a-f]{64}")
_STATUS = {"size": 413, "type": 415, "cut": 415, "not_bare": 415, "changed": 409, "unknown": 404}


@require_safe
@cache_control(private=True, no_store=True)
def hello(request: HttpRequest) -> JsonResponse:
    """Tell a phone who is signed in, our time in ms, their points, keys, record and doubts."""
    person = request.user
    since = timezone.now() - timedelta(days=RECORD_DAYS)
    body = {
        "token": get_token(request),
        "actor": str(person.pk),
        "name": person.get_full_name() or person.get_username(),
        "now": _now(),
        "kept_days": position_days(),
        "points": _points_of(person),
        "devices": [_device(row) for row in Device.objects.filter(person=person).order_by("pk")],
        "record": _record_of(person, since),
        "refused": _refused_of(person, since),
        "flags": _flags_of(person, since),
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@require_POST
def enrol_device(request: HttpRequest) -> JsonResponse:
    """Take in the public half of a key made on the phone."""
    told = _read_object(request)
    key, phone = told.get("key"), told.get("phone")
    if not isinstance(key, str) or not isinstance(phone, str):
        return JsonResponse({"error": "malformed"}, status=400)
    try:
        row = enrol(request.user, key, phone)
    except DeviceError as error:
        return JsonResponse({"error": error.reason}, status=409)
    return _fresh(JsonResponse(_device(row)))


@require_POST
def sync(request: HttpRequest) -> JsonResponse:
    """Take check-ins, each once; answer what became of each by its digest."""
    told = _read_object(request)
    clock, uptime, sent = told.get("sent_at"), told.get("uptime", -1), told.get("messages")
    sound = type(clock) is int and type(uptime) is int and isinstance(sent, list)
    if not sound or not (0 <= clock < 2**53 and -1 <= uptime < 2**53):
        return JsonResponse({"error": "malformed"}, status=400)
    if len(sent) > MOST_MESSAGES:
        return JsonResponse({"error": "too_many", "most": MOST_MESSAGES}, status=413)
    answer = take_check_ins(Sending(request.user, clock, uptime), sent)
    body = {"now": _now(), "taken": answer.taken, "again": answer.again}
    return _fresh(JsonResponse({**body, "refused": answer.refused, "waiting": answer.waiting}))


@require_http_methods(["GET", "PUT"])
def photo(request: HttpRequest, digest: str) -> HttpResponse:
    """Show a picture to who may see its check-in; or take it, whole, from who signed its digest."""
    if _DIGEST.fullmatch(digest) is None:
        return JsonResponse({"error": "malformed"}, status=404)
    if request.method == "GET":
        return _show(request, digest)
    declared = int(request.headers.get("Content-Length") or "0")
    if declared > LARGEST_BYTES:
        return JsonResponse({"error": "size", "most": LARGEST_BYTES}, status=413)
    try:
        is_new = keep_photo(request.user, digest, request.read(declared))
    except PhotoError as error:
        return JsonResponse({"error": error.reason}, status=_STATUS[error.reason])
    return JsonResponse({"kept": True, "new": is_new})


def _show(request: HttpRequest, digest: str) -> HttpResponse:
    seen = CheckInPlace.objects.visible_to(request.user).filter(photo=digest).exists()
    path = path_of(digest)
    if not seen or not path.is_file():
        return JsonResponse({"error": "unknown"}, status=404)
    answer = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def _points_of(person: User) -> list[dict[str, Any]]:
    """Return where somebody works today, and where they stand in for somebody."""
    posted = Posting.objects.filter(person=person).in_force(today()).values("point")
    covers = Absence.objects.standing().filter(
        cover=person, first_day__lte=today() + timedelta(days=7), last_day__gte=today()
    )
    points = Posting._meta.get_field("point").related_model.objects
    rows = points.everywhere("where a person works").filter(pk__in=posted)
    rows |= points.everywhere("where a person stands in").filter(pk__in=covers.values("point"))
    found = list(rows.distinct())
    modes = modes_of([row.pk for row in found])
    return [
        {
            "id": row.identifier,
            "name": row.name or row.identifier,
            "lat_e7": row.lat_e7,
            "lng_e7": row.lng_e7,
            "code": modes.get(row.pk, []),
            "synthetic": row.synthetic,
        }
        for row in found
    ]


def _device(row: Device) -> dict[str, Any]:
    told = {"key": row.key_id, "state": row.state, "fingerprint": row.fingerprint}
    return {**told, "seq": row.last_seq, "head": row.head}


def _record_of(person: User, since) -> list[dict[str, Any]]:
    rows = CheckIn.objects.filter(person=person, happened_at__gte=since).select_related("point")
    return [
        {
            "digest": row.digest,
            "point": row.point.identifier,
            "name": row.point.name,
            "kind": row.kind,
            "at": round(row.happened_at.timestamp() * 1000),
            "remarks": row.remarks,
        }
        for row in rows.order_by("-happened_at")[:200]
    ]


def _refused_of(person: User, since) -> list[dict[str, Any]]:
    rows = RefusedCheckIn.objects.filter(actor=person, received_at__gte=since).order_by("-pk")[:50]
    return [
        {"digest": row.digest, "reason": row.reason, "at": _ms(row.received_at)} for row in rows
    ]


def _flags_of(person: User, since) -> list[dict[str, Any]]:
    rows = Flag.objects.filter(person=person, raised_at__gte=since).order_by("-pk")[:50]
    return [
        {
            "id": row.pk,
            "kind": row.kind,
            "day": row.day.isoformat(),
            "note": row.note,
            "settled": row.settled_at is not None,
        }
        for row in rows
    ]


def _read_object(request: HttpRequest) -> dict[str, Any]:
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _ms(at) -> int:
    return round(at.timestamp() * 1000)


def _now() -> int:
    return _ms(timezone.now())


def _fresh(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response
