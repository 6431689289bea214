"""The address under which the world reaches this installation; paper and links carry it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from diaban.spine.plates.printing import Site


def public_site(request: HttpRequest | None = None) -> Site:
    """Return the first public name over TLS; without one this machine's own, as not public."""
    names = settings.PUBLIC_NAMES
    if names:
        return Site(f"https://{names[0]}", is_public=True)
    here = f"{request.scheme}://{request.get_host()}" if request else "http://localhost:8000"
    return Site(here, is_public=False)
