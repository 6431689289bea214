"""When a session ends by itself: some time after the last request, and some time after signing in.

A collector works through days without a network and must still be signed in; whoever sits in an
office signs in each morning. NIST SP 800-63B (level 2) would end a session after 30 minutes of
rest; two hours are kept, since offices work in long forms, and because nothing that names a person
is shown to most of them. Kinder to collectors, whose phones hold unsent work: seven days.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse

from diaban.spine.parties.models import Role

HOUR = 3_600


class Ends(NamedTuple):
    """Seconds of rest, and seconds in all."""

    rest: int
    whole: int


_OFFICE = Ends(2 * HOUR, 12 * HOUR)
_FIELD = Ends(7 * 24 * HOUR, 7 * 24 * HOUR)
ENDS = {Role.COLLECTOR: _FIELD}
# noted no more often, so that reading pages writes little
_NOTED_EVERY = 300
_BEGUN, _SEEN = "begun_at", "seen_at"


def ends_of(user) -> Ends:
    return _OFFICE if user.is_administrator else ENDS.get(user.role, _OFFICE)


class SessionEndMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # a visitor's request must not touch the session
        if request.session.session_key and request.user.is_authenticated:
            _note(request)
        return self.get_response(request)


def _note(request: HttpRequest) -> None:
    session, now = request.session, int(time.time())
    begun, seen = session.setdefault(_BEGUN, now), session.setdefault(_SEEN, now)
    ends = ends_of(request.user)
    if now - seen > ends.rest or now - begun > ends.whole:
        logout(request)
    elif now - seen > _NOTED_EVERY:
        session[_SEEN] = now
