"""What phones fetch and send: their lots, captures taken once, pictures in pieces."""

from __future__ import annotations

import json
import re
import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from diaban.spine.fieldwork import photos
from diaban.spine.fieldwork.lots import describe_lot, open_lots
from diaban.spine.fieldwork.models import Lot, LotState, Photo, PhotoState
from diaban.spine.fieldwork.taking import MOST_CAPTURES, Sending, take_captures
from diaban.spine.parties.models import Role

_RANGE = re.compile(r"bytes (?:(\d{1,9})-(\d{1,9})|\*)/(\d{1,9})")
_LONGEST_DEVICE = 64
_STATUS = {"size": 413, "type": 415, "cut": 415, "full": 429, "another_ones": 403}


@require_GET
def lots(request: HttpRequest) -> JsonResponse:
    """Tell a collector's open lots with their versions."""
    rows = [
        {
            "id": lot.pk,
            "name": lot.name,
            "version": lot.version,
            "commune": lot.drawing.unit.name,
            "team": lot.drawing.team,
            "doors": lot.doors_count,
            "done": lot.done_count,
            "synthetic": lot.drawing.synthetic,
        }
        for lot in open_lots(request.user)
    ]
    return _fresh(JsonResponse({"now": _now(), "lots": rows}))


@require_GET
def lot(request: HttpRequest, number: int) -> JsonResponse:
    """Tell one lot with its doors in the order of the walk."""
    rows = Lot.objects.visible_to(request.user).filter(state=LotState.OPEN)
    found = rows.filter(pk=number).first()
    if found is None:
        raise Http404
    return _fresh(JsonResponse(describe_lot(found)))


@require_POST
def sync(request: HttpRequest) -> JsonResponse:
    """Take captures, each once; answer what became of each key."""
    sending, captures = _read_sending(request)
    if sending is None:
        return JsonResponse({"error": "malformed"}, status=400)
    if len(captures) > MOST_CAPTURES:
        return JsonResponse({"error": "too_many", "most": MOST_CAPTURES}, status=413)
    answer = take_captures(sending, captures)
    told = {name: getattr(answer, name) for name in ("taken", "again", "refused", "conflicts")}
    return _fresh(JsonResponse({"now": _now(), **told}))


def _read_sending(request: HttpRequest) -> tuple[Sending | None, list[object]]:
    try:
        sent = json.loads(request.body)
        device = "".join(c for c in str(sent["device"]) if c.isprintable())
        captures = sent["captures"]
        clock, uptime = int(sent["sent_at"]), int(sent.get("uptime", -1))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None, []
    sound = 0 < len(device) <= _LONGEST_DEVICE and isinstance(captures, list)
    if not sound or not (0 <= clock < 2**53 and -1 <= uptime < 2**53):
        return None, []
    return Sending(request.user, device, clock, uptime), captures


@require_http_methods(["GET", "PUT"])
def photo(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Show a picture; or take a piece of it, ``Content-Range: bytes 0-65535/200000``.

    ``bytes */200000`` with no body asks how much is here. A PUT without the header is a whole
    picture. The answer says where the next piece begins.
    """
    if request.method == "GET":
        return _show(request, key)
    if request.user.role == Role.AUDITOR:
        # they read the whole city and write nowhere
        return JsonResponse({"error": "forbidden"}, status=403)
    return _take_piece(request, key)


def _show(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    rows = Photo.objects.visible_to(request.user).filter(state=PhotoState.WHOLE)
    found = rows.filter(pk=key).first()
    if found is None or not photos.path_of(found).is_file():
        raise Http404
    answer = HttpResponse(photos.path_of(found).read_bytes(), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer


def _take_piece(request: HttpRequest, key: uuid.UUID) -> JsonResponse:
    length = request.headers.get("Content-Length") or "0"
    declared = int(length) if length.isdecimal() and length.isascii() else 0
    if declared > photos.LARGEST_BYTES:
        return JsonResponse({"error": "size", "most": photos.LARGEST_BYTES}, status=413)
    header = request.headers.get("Content-Range", "")
    ranged = _RANGE.fullmatch(header or f"bytes 0-{max(declared - 1, 0)}/{declared}")
    if ranged is None:
        return JsonResponse({"error": "malformed"}, status=400)
    first, last, size = ranged.groups()
    piece = request.read(declared) if first is not None else b""
    if first is not None and len(piece) != int(last) - int(first) + 1:
        return JsonResponse({"error": "cut"}, status=400)
    try:
        found = photos.begin_photo(request.user, key, int(size))
        if first is not None:
            found = photos.append_piece(found, int(first), piece)
    except photos.PhotoError as error:
        return JsonResponse({"error": error.reason}, status=_STATUS[error.reason])
    if found.state == PhotoState.REFUSED:
        return JsonResponse({"error": found.reason}, status=_STATUS[found.reason])
    is_whole = found.state == PhotoState.WHOLE
    return JsonResponse({"received": found.received, "size": found.size, "whole": is_whole})


def _now() -> int:
    return round(timezone.now().timestamp() * 1000)


def _fresh(response: JsonResponse) -> JsonResponse:
    response["Cache-Control"] = "no-store"
    return response
