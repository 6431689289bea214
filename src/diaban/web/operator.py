"""Who acts on a page before there is sign-in: the operator of this machine, on loopback only."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from diaban.spine.parties.models import local_operator


class LocalOperatorMiddleware:
    """Let a visitor without an account act as the local operator; the server is loopback-only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        signed_in = request.user
        request.user = SimpleLazyObject(
            lambda: signed_in if signed_in.is_authenticated else local_operator()
        )
        return self.get_response(request)
