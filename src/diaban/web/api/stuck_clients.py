"""Cutting off clients that neither send nor take: the server's threads would wait for them.

The thread that writes waits until the client has room, and what reads a body waits until more of
it comes; a connection whose body is never read to its end keeps the server from others. Linux
only: elsewhere a proxy before the server has to do it.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_DESCRIPTORS = Path("/proc/self/fd")
# struct tcp_info of linux/tcp.h: milliseconds since data were sent, and since they were received
_SENT, _RECEIVED = 44, 52


def cut_off_unread(port: int, seconds: float) -> None:
    """Give up connections at this server's ``port`` whose client takes nothing for ``seconds``.

    Counts for those that are open and, through the listening socket, for all that come.
    """
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return
    for one in _sockets(port):
        with one, suppress(OSError):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1_000))


def hang_up_silent(port: int, seconds: float) -> None:
    """Stop listening to clients from and to whom nothing went for ``seconds``.

    They can still be told why. A connection that only waits for a next request is among them.
    """
    if not hasattr(socket, "TCP_INFO"):
        return
    for one in _sockets(port):
        with one, suppress(OSError):
            if _is_silent(one, seconds * 1_000):
                one.shutdown(socket.SHUT_RD)


def _is_silent(one: socket.socket, milliseconds: float) -> bool:
    try:
        one.getpeername()
        info = one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    except OSError:
        return False
    quiet = min(struct.unpack_from("=I", info, at)[0] for at in (_SENT, _RECEIVED))
    # the kernel counts in ticks of its own
    return bool(quiet >= 0.9 * milliseconds)


def _sockets(port: int) -> Iterator[socket.socket]:
    """Yield a copy of each socket of this process at ``port``."""
    for entry in list(_DESCRIPTORS.iterdir()) if _DESCRIPTORS.exists() else ():
        with suppress(OSError):
            copy = os.dup(int(entry.name))
            try:
                found = socket.socket(fileno=copy)
            except OSError:
                os.close(copy)
                continue
            if found.family in {socket.AF_INET, socket.AF_INET6} and found.getsockname()[1] == port:
                yield found
            else:
                found.close()
