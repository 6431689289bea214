"""Where a webhook may go: over TLS, to a public address, and to no other than was looked at.

Otherwise whoever registers an address could let this server ask machines of its own network.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST_URL = 500
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
_LOWEST_PORT = 1024
_HTTPS = 443


class DestinationError(ValueError):
    """Nothing may be sent there; ``reason`` is url, https, port, private or unknown_host."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Destination:
    """A host and what is asked of it."""

    host: str
    port: int
    target: str


def read_url(url: str, *, allow_private: bool = False) -> Destination:
    """Return where a URL leads, without asking anybody. Raises DestinationError."""
    if not url.isascii() or len(url) > LONGEST_URL or any(c <= " " or c == "\\" for c in url):
        raise DestinationError("url")
    try:
        parts = urlsplit(url)
        port = parts.port or _HTTPS
    except ValueError:
        raise DestinationError("url") from None
    if parts.scheme != "https":
        raise DestinationError("https")
    if not parts.hostname or "@" in parts.netloc or parts.fragment:
        raise DestinationError("url")
    if port != _HTTPS and port < _LOWEST_PORT:
        raise DestinationError("port")
    if not allow_private and _is_private_literal(parts.hostname):
        raise DestinationError("private")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(parts.hostname, port, target)


def resolve(destination: Destination, *, allow_private: bool = False) -> str:
    """Return the address to connect to: the first, where all that the name leads to are public."""
    try:
        found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise DestinationError("unknown_host") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses:
        raise DestinationError("unknown_host")
    if not allow_private and not all(is_public(address) for address in addresses):
        raise DestinationError("private")
    return addresses[0]


def is_public(text: str) -> bool:
    """Say whether an IP address is one of the open network, whatever form it is written in."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped
        if inner is not None:
            address = inner
        elif address.sixtofour or address.teredo or address in _TRANSLATED:
            return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def _is_private_literal(host: str) -> bool:
    try:
        return not is_public(host)
    except ValueError:
        # localhost is known without asking
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
