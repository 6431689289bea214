"""The staff's page on a phone, which works without a network.

Nothing of a person or a point is in it: those come by ``hello.json`` and stay on the phone.
"""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from diaban.spine.offline_page import InstalledLook, OfflinePage

_ICON = "icon-192.png"
_PAGE = OfflinePage(
    name="post",
    folder=Path(__file__).parents[1] / "static/post/check_in",
    prefix="post/check_in",
    template="post/check_in_phone.html",
    page_url="post_check_in",
    manifest_url="post_check_in_manifest",
    files=("phone.css", _ICON),
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
    look = InstalledLook(_("Post point: come and go"), _("Post point"), ((_ICON, 192, ""),))
    return _PAGE.manifest(request, look)
