"""How much one machine may ask without a key and without signing in, in each minute.

The counts stand in a small file that all serving processes of a machine map into their memory:
one slot for the digest of a network address, gone with its minute. Nothing waits for a lock, so two
processes at one instant may lose a count; whoever is far beyond the limit is refused all the same.
"""

from __future__ import annotations

import mmap
import os
import struct
import time
from collections.abc import Callable, MutableMapping
from functools import lru_cache
from hashlib import blake2b
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from diaban.web.api.keys import KeyRefusedError, refuse_key
from diaban.web.visitors import address_in

REASON = "too_many_requests"
# who was counted at the fast door is not counted again behind it
_COUNTED = "diaban.counted"
_MINUTE = 60
_SLOTS = 1 << 15
_SLOT = struct.Struct("<III")
# files, tiles and what proves that the server lives cost little, and a map asks for many
_FREE = ("/static/", "/tiles/", "/data/", "/healthz", "/readyz")


class VisitorQuotaMiddleware:
    """Refuse visitors whose machine asked too much; who has a key or signed in is not counted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # who is asking is read from the database, which a look at whether we live must not need
        free = request.path.startswith(_FREE) or request.admitted is not None
        if not free and not request.user.is_authenticated:
            try:
                count_visitor(request.META)
            except KeyRefusedError as error:
                return _refuse(request, error)
        return self.get_response(request)


def _refuse(request: HttpRequest, error: KeyRefusedError) -> HttpResponse:
    if request.path.startswith("/api/"):
        return refuse_key(request, error)
    told = error.as_body()
    plain = "text/plain; charset=utf-8"
    response = HttpResponse(f"{told['vi']}\n{told['en']}\n", plain, error.status)
    for name, value in error.headers():
        response[name] = value
    return response


def count_visitor(environ: MutableMapping[str, Any], now: float | None = None) -> None:
    """Count a request of a WSGI environment, once; raise KeyRefusedError beyond the limit."""
    limit = settings.VISITOR_REQUESTS_A_MINUTE
    if not limit or _COUNTED in environ:
        return
    environ[_COUNTED] = True
    network = _network_of(address_in(environ))
    now = time.time() if now is None else now
    if network is not None and _count(network, int(now) // _MINUTE) > limit:
        raise KeyRefusedError(REASON, limit=limit, reset=_MINUTE - int(now) % _MINUTE)


@lru_cache(maxsize=10_000)
def _network_of(address: str) -> bytes | None:
    """Return what stands for a visitor's machine; None for this one, or one that is not told.

    Of IPv6 the first 64 bits: one house has all that begin so.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return None
    if found.is_loopback:
        return None
    found = getattr(found, "ipv4_mapped", None) or found
    key = settings.SECRET_KEY.encode()[:64]
    return blake2b(found.packed[:8], digest_size=8, key=key, person=b"visitors").digest()


def _count(network: bytes, minute: int) -> int:
    slots = _slots()
    place = int.from_bytes(network[:4]) % _SLOTS * _SLOT.size
    sign = int.from_bytes(network[4:])
    then, whose, count = _SLOT.unpack_from(slots, place)
    if then != minute or whose != sign:
        # of two machines that share a slot the later one is counted
        count = 0
    count = min(count + 1, 0xFFFF_FFFF)
    _SLOT.pack_into(slots, place, minute, sign, count)
    return count


_held: list[tuple[object, int, mmap.mmap]] = []


def _slots() -> mmap.mmap:
    folder, process = settings.QUOTA_FOLDER, os.getpid()
    if not _held or _held[0][0] is not folder or _held[0][1] != process:
        _held[:] = [(folder, process, _map(Path(folder) / "visitors"))]
    return _held[0][2]


def _map(path: Path) -> mmap.mmap:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.truncate(descriptor, _SLOTS * _SLOT.size)
        return mmap.mmap(descriptor, _SLOTS * _SLOT.size)
    finally:
        os.close(descriptor)
