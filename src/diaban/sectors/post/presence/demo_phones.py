"""Phones of the made-up staff: each has a key of its own and signs as the page on a phone does.

What they sign is kept by the rows that a sending makes (`check_in_taking.rows_of`), many at once:
chains, digests and signatures are true. Nothing of the demonstration's city shows codes.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from diaban.sectors.post.models import Point
from diaban.sectors.post.presence.check_in_messages import VERSION, Message, digest_of, key_id_of
from diaban.sectors.post.presence.check_in_taking import Sending, Signed, rows_of
from diaban.sectors.post.presence.models import NO_PREVIOUS, CheckIn, CheckInPlace, Device
from diaban.spine.parties.models import User

_DIGEST = ec.ECDSA(SHA256())


@dataclass(frozen=True)
class Press:
    """A button that somebody pressed: when, where they were (None: no fix), when it was sent."""

    at: datetime
    point: Point
    kind: str
    place_e7: tuple[int, int] | None
    accuracy_metres: int
    sent: timedelta


@dataclass
class MadeUpPhone:
    """One key; ``skew`` is what the phone's clock is ahead of ours."""

    person: User
    key: ec.EllipticCurvePrivateKey
    device: Device
    chance: Random
    skew: timedelta = timedelta(0)

    def rows(self, presses: Iterable[Press], keep_since: datetime) -> Iterator[Kept]:
        """Yield the rows of presses in their order; places only of those that are still kept."""
        arrived = keep_since - timedelta(days=36_500)
        for press in presses:
            # what waits is sent in its order
            arrived = max(arrived, press.at + press.sent)
            made, place = self._row(press, arrived)
            yield made, place if arrived >= keep_since else None

    def _row(self, press: Press, arrived: datetime) -> tuple[CheckIn, CheckInPlace]:
        message = self._message(press)
        body = _write_message(message, self.chance)
        signature = _sign(self.key, body)
        signed = Signed(message, self.device, body, signature, press.at)
        clock = round((arrived + self.skew).timestamp() * 1_000)
        sending = Sending(self.person, clock, now=arrived)
        self.device.last_seq, self.device.head = message.seq, digest_of(body)
        return rows_of(sending, signed, press.point, code_ok=None)

    def _message(self, press: Press) -> Message:
        lat, lng = press.place_e7 or (None, None)
        return Message(
            device=self.device.key_id, seq=self.device.last_seq + 1, previous=self.device.head,
            point=press.point.identifier, kind=press.kind,
            at=round((press.at + self.skew).timestamp() * 1_000), uptime=-1, lat_e7=lat,
            lng_e7=lng, accuracy_metres=None if lat is None else press.accuracy_metres,
            is_mock=None, code="", photo="",
        )  # fmt: skip


Kept = tuple[CheckIn, CheckInPlace | None]


def give_phone(
    person: User, confirmed_by: User, since: datetime, chance: Random, phone: uuid.UUID
) -> MadeUpPhone:
    """Return a phone whose key the operator has confirmed; its row is not saved yet."""
    secret = int.from_bytes(sha256(f"mô phỏng {person.username}".encode()).digest())
    key = ec.derive_private_key(secret, ec.SECP256R1())
    public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    device = Device(
        key_id=key_id_of(public), person=person, phone=phone, public_key=public,
        enrolled_at=since, confirmed_by=confirmed_by, confirmed_at=since, head=NO_PREVIOUS,
    )  # fmt: skip
    return MadeUpPhone(person, key, device, chance)


def _write_message(message: Message, chance: Random) -> str:
    told = {
        "v": VERSION, "device": message.device, "seq": message.seq, "prev": message.previous,
        "point": message.point, "kind": message.kind, "at": message.at, "up": message.uptime,
        "lat_e7": message.lat_e7, "lng_e7": message.lng_e7, "accuracy": message.accuracy_metres,
        "mock": message.is_mock, "code": message.code, "photo": message.photo,
        "nonce": _base64url(chance.randbytes(16)),
    }  # fmt: skip
    # whole numbers and plain letters only: canonical JSON (RFC 8785) writes them the same
    return json.dumps(told, sort_keys=True, separators=(",", ":"))


def _sign(key: ec.EllipticCurvePrivateKey, body: str) -> str:
    r, s = decode_dss_signature(key.sign(body.encode(), _DIGEST))
    return _base64url(r.to_bytes(32) + s.to_bytes(32))


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def moment_of(minute: float) -> datetime:
    """Return the moment of a minute since 1970 on the clocks of Viet Nam."""
    return datetime.fromtimestamp(round(60 * (minute - 420), 3), UTC)
