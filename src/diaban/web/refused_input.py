"""Writing down what nobody sends by chance: it may be somebody who looks for a way round."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)
# malformed, too large, of no kind that is taken, more than is allowed: no page of ours sends such
NOT_BY_CHANCE = frozenset({400, 413, 415, 429})


class RefusedInputMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code in NOT_BY_CHANCE:
            write_down(request, str(answer.status_code))
        return answer


def write_down(request: HttpRequest, what: str) -> None:
    """Log what was refused, of whom by number, and at which address by its name: no input."""
    found = request.resolver_match
    who = f"user:{request.user.pk}" if request.user.is_authenticated else "a visitor"
    logger.warning("refused input: %s at %s: %s", who, found.view_name if found else "-", what)
