"""Who asks with a key: found, held for a second, counted; the answer to whoever may not.

One admission serves Django's door and the fast one, so that neither lets in more than the other.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI

from diaban.spine.addresses.searching import WholeCity, searching_as, territory_of
from diaban.spine.parties.api_keys import ApiKey, Scope, find_key
from diaban.spine.parties.api_quotas import Limits, Spent, spend
from diaban.spine.parties.models import Role, User

# how long a revoked key may still be let in
_TRUSTED_SECONDS = 1.0
_MOST_HELD = 2_000
BEARER = "bearer "
Headers = list[tuple[str, str]]

REFUSALS = {
    "key_missing": (
        401,
        "Cần khóa API: thêm tiêu đề “Authorization: Bearer KHÓA”. Quản trị viên của Sở cấp khóa.",
        "A key is needed: header “Authorization: Bearer KEY”; the administrator gives it.",
    ),
    "key_unknown": (
        401,
        "Không có khóa API này. Kiểm tra đã chép đủ khóa chưa, hoặc xin khóa mới.",
        "There is no such key. Check that all of it was copied, or ask for a new one.",
    ),
    "key_ended": (
        401,
        "Khóa API đã hết hạn hoặc bị thu hồi. Hãy xin khóa mới.",
        "The key has expired or was revoked. Ask for a new one.",
    ),
    "scope_missing": (
        403,
        "Khóa API này không dùng được cho việc này. Xin quyền “{scope}”.",
        "This key is not for this. Ask for the scope “{scope}”.",
    ),
    "quota_minute": (
        429,
        "Đã hết {limit} lượt của phút này. Thử lại sau {reset} giây.",
        "The {limit} requests of this minute are used up. Try again in {reset} seconds.",
    ),
    "too_many_requests": (
        429,
        "Máy này đã hỏi quá {limit} lần trong một phút. Thử lại sau {reset} giây, hoặc xin khóa.",
        "This machine asked over {limit} times in a minute. Try again in {reset} s, or use a key.",
    ),
    "quota_day": (
        429,
        "Đã hết {limit} lượt của hôm nay. Thử lại sau {reset} giây, hoặc xin thêm.",
        "The {limit} requests of today are used up. Try again in {reset} seconds, or ask for more.",
    ),
}


class KeyRefusedError(Exception):
    """A request is not let in; ``reason`` is one of ``REFUSALS``."""

    def __init__(self, reason: str, quota: Headers | None = None, **details: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.quota = quota or []
        self.details = details

    @property
    def status(self) -> int:
        return REFUSALS[self.reason][0]

    def as_body(self) -> dict[str, Any]:
        _, vi, en = REFUSALS[self.reason]
        told = self.details
        return {
            "reason": self.reason,
            "vi": vi.format(**told),
            "en": en.format(**told),
            "detail": [],
        }

    def headers(self) -> Headers:
        told = [("Cache-Control", "no-store"), *self.quota]
        if self.status == 401:
            told.append(("WWW-Authenticate", "Bearer"))
        if self.status == 429:
            told.append(("Retry-After", str(self.details["reset"])))
        return told


@dataclass(frozen=True)
class HeldKey:
    """What serving a request needs of a key, kept for a moment."""

    key: ApiKey
    client: User
    limits: Limits
    scopes: frozenset[str]
    territory: frozenset[int] | None
    searches_as: User | WholeCity
    read_at: float


@dataclass(frozen=True)
class Admitted:
    """A key that is let in for one request, and the headers that say what is left of its quota."""

    held: HeldKey
    headers: Headers

    def require(self, scope: Scope) -> None:
        if scope not in self.held.scopes:
            raise KeyRefusedError("scope_missing", scope=scope.value)


_known: dict[str, HeldKey] = {}
_lock = threading.Lock()


def admit(authorization: str) -> Admitted | None:
    """Let in who sends a key and count the request; None where no key was sent.

    ``authorization`` is the header's text. Raises KeyRefusedError.
    """
    if authorization[: len(BEARER)].lower() != BEARER:
        return None
    held = _hold(authorization[len(BEARER) :].strip())
    if not held.key.is_good or not held.client.is_active:
        raise KeyRefusedError("key_ended")
    spent = spend(held.key.pk, held.limits)
    headers = quota_headers(held.limits, spent)
    if spent.exceeded:
        details = {"limit": spent.limit, "reset": spent.reset}
        raise KeyRefusedError(f"quota_{spent.exceeded}", headers, **details)
    return Admitted(held, headers)


def quota_headers(limits: Limits, spent: Spent) -> Headers:
    """Return the headers of draft-ietf-httpapi-ratelimit-headers-06."""
    policy = f"{limits.per_minute};w=60, {limits.per_day};w=86400"
    return [
        ("RateLimit-Policy", policy),
        ("RateLimit-Limit", str(spent.limit)),
        ("RateLimit-Remaining", str(spent.remaining)),
        ("RateLimit-Reset", str(spent.reset)),
    ]


def _hold(token: str) -> HeldKey:
    held = _known.get(token)
    if held is not None and time.monotonic() - held.read_at < _TRUSTED_SECONDS:
        return held
    key = find_key(token)
    if key is None:
        raise KeyRefusedError("key_unknown")
    territory = territory_of(key.client)
    held = HeldKey(
        key,
        key.client,
        Limits(key.per_minute, key.per_day, key.rows_per_day),
        frozenset(key.scopes),
        territory,
        searching_as(key.client),
        time.monotonic(),
    )
    with _lock:
        if len(_known) >= _MOST_HELD:
            _known.clear()
        _known[token] = held
    return held


def forget_keys() -> None:
    """Let every key be read again; for tests, whose databases share a process."""
    _known.clear()


class ApiKeyMiddleware:
    """Let the client of a key act; whoever sends a key acts as nobody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.admitted = None
        if not request.path.startswith("/api/"):
            return self.get_response(request)
        try:
            admitted = admit(request.META.get("HTTP_AUTHORIZATION", ""))
        except KeyRefusedError as error:
            return refuse_key(request, error)
        if admitted is None:
            return self.get_response(request)
        request.admitted, request.user = admitted, admitted.held.client
        response = self.get_response(request)
        for name, value in admitted.headers:
            response[name] = value
        response["Cache-Control"] = "no-store"
        return response


def refuse_key(request: HttpRequest, error: KeyRefusedError) -> HttpResponse:
    """Answer a request that is not let in."""
    response = HttpResponse(
        json.dumps(error.as_body(), ensure_ascii=False),
        status=error.status,
        content_type="application/json; charset=utf-8",
    )
    for name, value in error.headers():
        response[name] = value
    return response


def refuse_keys(api: NinjaAPI) -> None:
    """Let calls refuse a key for what it is not for."""
    api.add_exception_handler(KeyRefusedError, refuse_key)


def require_key(request: HttpRequest, scope: Scope) -> HeldKey:
    """Return the key that a call was made with. Raises KeyRefusedError where there is none."""
    admitted: Admitted | None = request.admitted
    if admitted is None:
        raise KeyRefusedError("key_missing")
    admitted.require(scope)
    return admitted.held


def require_reader(request: HttpRequest) -> tuple[User | WholeCity, frozenset[int] | None]:
    """Return who reads and their communes: a key for reading, or somebody who signed in."""
    if request.admitted is not None:
        held = require_key(request, Scope.READ)
        return held.searches_as, held.territory
    user = request.user
    if not user.is_authenticated or user.role in {Role.API_CLIENT, Role.PUBLIC}:
        raise KeyRefusedError("key_missing")
    return user, territory_of(user)
