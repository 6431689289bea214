"""From which machine somebody asks who has not signed in."""

from __future__ import annotations

from django.http import HttpRequest

from diaban.web import installation


def machine_of(request: HttpRequest) -> str:
    """Return the network address of whoever asks; behind a proxy the one that the proxy saw."""
    told = request.headers.get("X-Forwarded-For", "")
    if installation.is_behind_proxy() and told:
        # what stands before the last was written by the visitor
        return told.rpartition(",")[2].strip()
    return request.META.get("REMOTE_ADDR", "")
