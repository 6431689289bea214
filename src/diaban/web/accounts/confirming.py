"""Asking again who sits there: before sessions are ended, and with a new session key afterwards."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
_MADE = "account_authentication_methods"


def asked_again(view: View) -> View:
    """Let a form of this page through only shortly after its sender has proved who they are."""
    return reauthentication_required(view, allow_get=True)


def renewing(view: View) -> View:
    """Give the session another key once somebody has proved again who they are."""

    @wraps(view)
    def confirm(request: HttpRequest, *parts: Any, **named: Any) -> HttpResponse:
        before = len(request.session.get(_MADE, ()))
        answer = view(request, *parts, **named)
        if len(request.session.get(_MADE, ())) > before:
            _renew(request)
        return answer

    return confirm


def _renew(request: HttpRequest) -> None:
    old = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
