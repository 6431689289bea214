"""The collector's page, which works without a network, and who is signed in.

The page asks the server for nothing else but the lots, the ground beneath them and the sending of
captures.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from diaban.spine.offline_page import InstalledLook, OfflinePage

_PAGE = OfflinePage(
    name="field",
    folder=Path(settings.WEB) / "static/diaban/field",
    prefix="diaban/field",
    template="field/phone.html",
    page_url="field_phone",
    manifest_url="field_phone_manifest",
    files=("phone.css", "icon-192.png"),
    others=("diaban/mark.svg",),
)
_ICONS = (
    ("icon-192.png", 192, ""),
    ("icon-512.png", 512, ""),
    ("icon-maskable.png", 512, "maskable"),
)


@require_safe
@cache_control(private=True, no_cache=True)
def page(request: HttpRequest) -> HttpResponse:
    return _PAGE.page()


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    return _PAGE.worker()


@require_safe
@cache_control(private=True, no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    look = InstalledLook(_("Địa bàn: door to door"), "Địa bàn", _ICONS)
    return _PAGE.manifest(request, look)


@require_safe
@cache_control(private=True, no_store=True)
def hello(request: HttpRequest) -> JsonResponse:
    """Tell a phone who is signed in, the time here in ms since 1970, and its CSRF token."""
    body = {
        "token": get_token(request),
        "actor": str(request.user.pk),
        "name": request.user.get_username(),
        "now": int(timezone.now().timestamp() * 1000),
    }
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})
