"""From which machine somebody asks who has not signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from diaban.web import installation


def machine_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks; behind proxies the one that the first saw."""
    return address_in(request.META)


def address_in(environ: Mapping[str, Any]) -> str:
    """Return the same of a WSGI environment."""
    told = environ.get("HTTP_X_FORWARDED_FOR", "")
    if told and installation.is_behind_proxy():
        # what stands before those that our proxies wrote was written by the visitor
        seen = told.split(",")
        return seen[-min(installation.trusted_proxies(), len(seen))].strip()
    return environ.get("REMOTE_ADDR", "")
