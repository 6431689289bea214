"""What a phone keeps of a page so that it opens without a network, and the worker that keeps it.

Every file of the page is named here. The page itself holds nothing of a person or a place: those
come by its own calls and stay on the phone.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse

_WORKER = Path(__file__).with_name("worker.js")
_ENTRY = "phone.js"
_COLOUR, _GROUND = "#0a5a66", "#f1f5f4"


@dataclass(frozen=True)
class InstalledLook:
    """How a page stands on a phone's screen. ``icons``: name of the file, pixels, purpose or ""."""

    name: str
    short_name: str
    icons: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True)
class OfflinePage:
    """A page of one folder of static files, kept whole by a phone.

    ``name`` tells its caches from another page's on the same site. ``folder`` is where its files
    lie, ``prefix`` the same as static files are asked for. Each ``*.js`` in it is a module of the
    page, ``phone.js`` begins, and ``sending.js`` gives the worker its ``send``. ``page_url`` and
    ``manifest_url`` are names of addresses; ``files`` are kept of the folder beside the modules,
    ``others`` are static files from elsewhere.
    """

    name: str
    folder: Path
    prefix: str
    template: str
    page_url: str
    manifest_url: str
    files: tuple[str, ...]
    others: tuple[str, ...] = field(default=())

    def page(self) -> HttpResponse:
        modules = [self.static(name) for name in self._scripts() if name != _ENTRY]
        context = {"modules": modules, "entry": self.static(_ENTRY), "sign_in": _sign_in()}
        return HttpResponse(get_template(self.template).render(context))

    def worker(self) -> HttpResponse:
        """Send the service worker; a change in any file of the shell makes it another worker."""
        shell = {
            "name": f"diaban-{self.name}", "version": self._version(),
            "page": reverse(self.page_url), "files": self._shell_files(),
        }  # fmt: skip
        head = (
            f'import {{ send }} from "{self.static("sending.js")}";\n'
            f"const SHELL = {json.dumps(shell)};\n"
        )
        text = head + _WORKER.read_text(encoding="utf-8")
        return HttpResponse(text, content_type="text/javascript; charset=utf-8")

    def manifest(self, request: HttpRequest, look: InstalledLook) -> JsonResponse:
        """Say how the page stands on a phone's screen once it is installed."""
        here = reverse(self.page_url)
        body = {
            "id": here,
            "name": look.name,
            "short_name": look.short_name,
            "lang": request.LANGUAGE_CODE,
            "start_url": here,
            "scope": here,
            "display": "standalone",
            "orientation": "portrait",
            "theme_color": _COLOUR,
            "background_color": _GROUND,
            "icons": [self._icon(*icon) for icon in look.icons],
        }
        return JsonResponse(
            body,
            content_type="application/manifest+json",
            json_dumps_params={"ensure_ascii": False},
        )

    def static(self, name: str) -> str:
        """Return the address of a file of the folder."""
        return static(f"{self.prefix}/{name}")

    def _icon(self, name: str, pixels: int, purpose: str) -> dict[str, str]:
        told = {"src": self.static(name), "sizes": f"{pixels}x{pixels}", "type": "image/png"}
        return told | ({"purpose": purpose} if purpose else {})

    def _scripts(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*.js"))

    def _shell_files(self) -> list[str]:
        """The addresses of everything beside the page itself."""
        own = [self.static(name) for name in [*self._scripts(), *self.files]]
        return [*own, *map(static, self.others), reverse(self.manifest_url)]

    def _version(self) -> str:
        digest = hashlib.sha256()
        kept = sorted(path for path in self.folder.iterdir() if path.is_file())
        for path in [*kept, _WORKER]:
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        digest.update(get_template(self.template).template.source.encode())
        return digest.hexdigest()[:16]


def _sign_in() -> str:
    try:
        return reverse("account_login")
    except NoReverseMatch:
        return ""
