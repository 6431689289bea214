"""The shortest way to a code: answered before Django's middleware, for couriers' volumes.

Only public, read-only answers may pass here: no actor, no cookie, no session. It speaks for one
address, GET /api/v1/codes/{code}, with the same function and the same bytes as Django's door.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from django.conf import settings
from django.db import close_old_connections

from diaban.engines.vpostcode import CodeError
from diaban.web.api.answering import answer_code
from diaban.web.loopback import is_loopback

PREFIX = "/api/v1/codes/"
_HEADERS = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]
Application = Callable[[dict, Callable], Iterable[bytes]]


def answer_codes_first(application: Application) -> Application:
    """Wrap a WSGI application; whatever is not a plain code look-up goes on to it."""

    def answer(environ: dict, start_response: Callable) -> Iterable[bytes]:
        code = _code_asked(environ)
        if code is None:
            return application(environ, start_response)
        try:
            body = json.dumps(answer_code(code), ensure_ascii=False)
        except CodeError:
            return application(environ, start_response)
        except Exception:
            close_old_connections()
            raise
        encoded = body.encode()
        start_response("200 OK", [*_HEADERS, ("Content-Length", str(len(encoded)))])
        return [encoded]

    return answer


def _code_asked(environ: dict) -> str | None:
    """Return the code of a plain look-up; None for any other request."""
    path = environ.get("PATH_INFO", "")
    if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] != "GET":
        return None
    try:
        # the server has unquoted it once already; WSGI carries the bytes as Latin-1
        code = path[len(PREFIX) :].encode("latin-1").decode()
    except UnicodeError:
        return None
    return code if "/" not in code and _is_ours(environ) else None


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
