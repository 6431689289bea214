"""The collector's page: a shell that works without a network, its worker and who is signed in.

Everything that the page needs is named here, so that a phone can keep it: the page asks the
server for nothing else but the lots, the ground beneath them and the sending of captures.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

_TEMPLATE = "field/phone.html"
_FOLDER = "diaban/field"
_WORKER = "worker.js"
_ENTRY = "phone.js"
_COLOUR = "#0a5a66"
_ICON_SIZES = (192, 512)


@require_safe
@cache_control(private=True, no_cache=True)
def page(request: HttpRequest) -> HttpResponse:
    """Send the shell: nothing of a person or a door is in it."""
    modules = [static(f"{_FOLDER}/{name}") for name in _scripts() if name != _ENTRY]
    shell = get_template(_TEMPLATE).render({"modules": modules, "sign_in": _sign_in()})
    return HttpResponse(shell)


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """Send the service worker; a change in any file of the shell makes it another worker."""
    shell = {"version": _version(), "page": reverse("field_phone"), "files": _shell_files()}
    head = (
        f'import {{ send }} from "{static(f"{_FOLDER}/sending.js")}";\n'
        f"const SHELL = {json.dumps(shell)};\n"
    )
    text = (_folder() / _WORKER).read_text(encoding="utf-8")
    return HttpResponse(head + text, content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(private=True, no_cache=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """Say how the page stands on a phone's screen once it is installed."""
    icons = [
        {
            "src": static(f"{_FOLDER}/icon-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
        }
        for size in _ICON_SIZES
    ]
    maskable = {**icons[-1], "src": static(f"{_FOLDER}/icon-maskable.png"), "purpose": "maskable"}
    body = {
        "id": reverse("field_phone"),
        "name": _("Địa bàn: door to door"),
        "short_name": "Địa bàn",
        "lang": request.LANGUAGE_CODE,
        "start_url": reverse("field_phone"),
        "scope": reverse("field_phone"),
        "display": "standalone",
        "orientation": "portrait",
        "theme_color": _COLOUR,
        "background_color": "#f1f5f4",
        "icons": [*icons, maskable],
    }
    return JsonResponse(
        body,
        content_type="application/manifest+json",
        json_dumps_params={"ensure_ascii": False},
    )


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


def _folder() -> Path:
    return Path(settings.WEB) / "static" / _FOLDER


def _scripts() -> list[str]:
    return sorted(path.name for path in _folder().glob("*.js") if path.name != _WORKER)


def _shell_files() -> list[str]:
    """The addresses of everything beside the page itself."""
    names = [*_scripts(), "phone.css", "icon-192.png"]
    own = [static(f"{_FOLDER}/{name}") for name in names]
    return [*own, static("diaban/mark.svg"), reverse("field_phone_manifest")]


def _version() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in _folder().iterdir() if path.is_file()):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    digest.update(get_template(_TEMPLATE).template.source.encode())
    return digest.hexdigest()[:16]


def _sign_in() -> str:
    try:
        return reverse("account_login")
    except NoReverseMatch:
        return ""
