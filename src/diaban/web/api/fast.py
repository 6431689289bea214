"""The shortest way to an answer: before Django's middleware, for couriers' volumes.

Only read-only answers may pass here: no cookie, no session. It speaks for three addresses, GET
/api/v1/codes/{code}, which anybody may ask, and GET /api/v1/verify and /lookup, with a key; each
with the same function, the same admission and the same bytes as Django's door.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import close_old_connections

from diaban.engines.vpostcode import CodeError
from diaban.spine.parties.api_keys import Scope
from diaban.web.api.answering import answer_code
from diaban.web.api.bulk_answers import LONGEST_ADDRESS
from diaban.web.api.keys import BEARER, Admitted, Headers, KeyRefusedError, admit
from diaban.web.api.verification import LONGEST_CODE, answer_lookup, answer_verify
from diaban.web.loopback import is_loopback
from diaban.web.visitor_quota import count_visitor

PREFIX = "/api/v1/codes/"
_HEADERS = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]
_STATUS = {200: "200 OK", 401: "401 Unauthorized", 403: "403 Forbidden"}
_STATUS[429] = "429 Too Many Requests"
# the only parameter of a call, and how long it may be
_CALLS: dict[str, tuple[str, int, Callable[..., dict[str, Any]]]] = {
    "/api/v1/verify": ("text", LONGEST_ADDRESS, answer_verify),
    "/api/v1/lookup": ("code", LONGEST_CODE, answer_lookup),
}
Application = Callable[[dict, Callable], Iterable[bytes]]
Answer = Callable[[Admitted | None], dict[str, Any]]


def answer_plain_first(application: Application) -> Application:
    """Wrap a WSGI application; whatever is not one of the plain calls goes on to it."""

    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        asked = _asked(environ)
        if asked is None:
            return application(environ, start_response)
        try:
            status, body, headers = _answer(asked, environ.get("HTTP_AUTHORIZATION", ""))
        except CodeError:
            return application(environ, start_response)
        except Exception:
            close_old_connections()
            raise
        encoded = json.dumps(body, ensure_ascii=False).encode()
        length = ("Content-Length", str(len(encoded)))
        start_response(_STATUS[status], [*_HEADERS, *headers, length])
        return [encoded]

    return answer


def _answer(asked: Answer, authorization: str) -> tuple[int, dict[str, Any], Headers]:
    try:
        admitted = admit(authorization)
        headers = admitted.headers if admitted else []
        return 200, asked(admitted), headers
    except KeyRefusedError as error:
        told = error.headers() if error.status != 403 else []
        return error.status, error.as_body(), told


def _asked(environ: dict) -> Answer | None:
    """Return what answers a plain call; None for any other request."""
    path = environ.get("PATH_INFO", "")
    if environ["REQUEST_METHOD"] != "GET" or not path.startswith("/api/v1/"):
        return None
    if path.startswith(PREFIX):
        return _code_asked(path, environ)
    call = _CALLS.get(path)
    # without a key somebody may be signed in, whom only Django knows
    if call is None or not _sends_key(environ) or not _is_ours(environ):
        return None
    name, longest, function = call
    text = _parameter(environ.get("QUERY_STRING", ""), name, longest)
    if text is None:
        return None

    def answer(admitted: Admitted | None) -> dict[str, Any]:
        if admitted is None:
            raise KeyRefusedError("key_missing")
        admitted.require(Scope.READ)
        return function(text, admitted.held.searches_as, admitted.held.territory)

    return answer


def _code_asked(path: str, environ: dict) -> Answer | None:
    """Return what answers a look-up of a code, which needs no key but is counted."""
    try:
        # the server has unquoted it once already; WSGI carries the bytes as Latin-1
        code = path[len(PREFIX) :].encode("latin-1").decode()
    except UnicodeError:
        return None
    if "/" in code or _sends_key(environ) or not _is_ours(environ):
        return None

    def answer(_: Admitted | None) -> dict[str, Any]:
        count_visitor(environ)
        return answer_code(code)

    return answer


def _sends_key(environ: dict) -> bool:
    return environ.get("HTTP_AUTHORIZATION", "")[: len(BEARER)].lower() == BEARER


def _parameter(query: str, name: str, longest: int) -> str | None:
    """Return the value of the only parameter; None where there are others, or it is unsound."""
    try:
        told = parse_qsl(query, keep_blank_values=True, strict_parsing=True, errors="strict")
    except ValueError:
        return None
    if len(told) != 1 or told[0][0] != name or not 0 < len(told[0][1]) <= longest:
        return None
    return told[0][1]


def _is_ours(environ: dict) -> bool:
    """Whether it is asked by one of our names: this machine's own, or a public one over TLS."""
    host = environ.get("HTTP_HOST", "")
    if is_loopback(host):
        return True
    if host not in settings.PUBLIC_NAMES and host.rpartition(":")[0] not in settings.PUBLIC_NAMES:
        return False
    if settings.SECURE_PROXY_SSL_HEADER:
        header, value = settings.SECURE_PROXY_SSL_HEADER
        return environ.get(header) == value
    return environ["wsgi.url_scheme"] == "https"
