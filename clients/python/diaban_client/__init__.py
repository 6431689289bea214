"""A typed client of Diaban's interface, by the standard library alone.

client = connect("https://diaban.example.vn", key)
client.verify("12 Hàng Bông, Hà Nội").verdict
"""

from diaban_client.calls import Calls
from diaban_client.following import Follower
from diaban_client.transport import DiabanError, HttpTransport
from diaban_client.webhooks import SignatureError, read_webhook

__all__ = [
    "Calls",
    "DiabanError",
    "Follower",
    "HttpTransport",
    "SignatureError",
    "connect",
    "read_webhook",
]


def connect(site: str, key: str) -> Calls:
    """Return the calls of an installation, made with a key."""
    return Calls(HttpTransport(site, key))
