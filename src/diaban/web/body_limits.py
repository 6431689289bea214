"""How much one request may bring: refused before a byte of it is read or stored.

Django checks a form's token by reading the form, with every file in it, before any page is asked
who may send it. Without a limit anybody could fill the disk by way of the sign-in page.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

from diaban.web.access import may_open
from diaban.web.sectors.pages import largest_bodies

LARGEST_FORM_BYTES = 10 << 20
# what bounds itself while it reads, and so takes more than a form
_READ_IN_PIECES = frozenset({"api-v1:stream"})
_WHOLE_FILES = frozenset({"import"})
# around the file stand its name and the form's other fields
_AROUND = 1 << 20


class BodyLimitMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        declared = _declared(request)
        if declared > LARGEST_FORM_BYTES:
            most = _most(request)
            if most is not None and declared > most:
                return _refuse(request, most)
        return self.get_response(request)


def _declared(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def _most(request: HttpRequest) -> int | None:
    """Return how many bytes this address takes from this person; None: it counts by itself."""
    try:
        name = resolve(request.path_info).view_name
    except Resolver404:
        return LARGEST_FORM_BYTES
    if name in _READ_IN_PIECES:
        return None
    if not may_open(request.user, name):
        return LARGEST_FORM_BYTES
    if name in _WHOLE_FILES:
        return settings.LARGEST_UPLOAD_BYTES + _AROUND
    return largest_bodies().get(name, LARGEST_FORM_BYTES)


def _refuse(request: HttpRequest, most: int) -> HttpResponse:
    if "text/html" in request.headers.get("Accept", ""):
        context = {"most_megabytes": most >> 20}
        return render(request, "pages/too_large.html", context, status=413)
    return JsonResponse({"error": "too_large", "most": most}, status=413)
