"""Who acts on a page: whoever signed in; the operator of this machine while nobody can."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from diaban.spine.parties.models import User, has_administrator, local_operator

# of the one who signs in, never of the operator
OWN_PAGES = "/account/"


class LocalOperatorMiddleware:
    """Let a visitor act as the local operator on loopback, until there is an administrator."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.PUBLIC_NAMES and not request.path.startswith(OWN_PAGES):
            signed_in = request.user
            request.user = SimpleLazyObject(lambda: _who(signed_in))
        return self.get_response(request)


def _who(signed_in: User) -> User:
    return signed_in if signed_in.is_authenticated or has_administrator() else local_operator()
