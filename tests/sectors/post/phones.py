"""A phone of the staff in tests: it signs as the page does, with a key of its own."""

import base64
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from diaban.sectors.post.models import Device, Point, Posting
from diaban.sectors.post.presence.check_in_devices import confirm, enrol
from diaban.sectors.post.presence.check_in_messages import digest_of, key_id_of
from diaban.sectors.post.presence.check_in_taking import Answer, Sending, take_check_ins
from diaban.spine.parties.models import Role, User, local_operator


def base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@dataclass
class StaffPhone:
    """One browser of one person; ``skew`` is what its clock is ahead of ours."""

    person: User
    skew: timedelta = timedelta(0)
    phone: str = field(default_factory=lambda: str(uuid.uuid4()))
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    seq: int = 0
    head: str = "0" * 64

    @property
    def public_key(self) -> bytes:
        return self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def key_id(self) -> str:
        return key_id_of(self.public_key)

    def enrol(self, confirmed_by: User | None = None) -> Device:
        device = enrol(self.person, base64url(self.public_key), self.phone)
        if confirmed_by is not None:
            confirm(confirmed_by, device)
        return device

    def clock(self, at: datetime) -> int:
        return round((at + self.skew).timestamp() * 1000)

    def say(self, point: Point, kind: str, at: datetime, /, **changes: Any) -> dict[str, str]:
        """Sign the next message of this phone."""
        lat, lng = point.lat_e7, point.lng_e7
        told = {
            "v": 1, "device": self.key_id, "seq": self.seq + 1, "prev": self.head,
            "point": point.identifier, "kind": kind, "at": self.clock(at), "up": -1,
            "lat_e7": lat, "lng_e7": lng, "accuracy": None if lat is None else 10, "mock": None,
            "code": "", "photo": "", "nonce": base64url(uuid.uuid4().bytes), **changes,
        }  # fmt: skip
        body = rfc8785.dumps(told).decode()
        self.seq, self.head = told["seq"], digest_of(body)
        return {"body": body, "signature": self.sign(body)}

    def sign(self, body: str) -> str:
        r, s = decode_dss_signature(self.key.sign(body.encode(), ec.ECDSA(SHA256())))
        return base64url(r.to_bytes(32) + s.to_bytes(32))

    def send(self, *messages: object, at: datetime | None = None, actor: User | None = None):
        now = at or timezone.now()
        sending = Sending(actor or self.person, self.clock(now), now=now)
        return take_check_ins(sending, messages)


def staff(name: str, *points: Point, **traits: Any) -> User:
    """Somebody posted at points."""
    person = User.objects.create(username=name, role=Role.OPERATOR)
    for point in points:
        post(person, point, **traits)
    return person


def post(person: User, point: Point, **traits: Any) -> Posting:
    first = traits.pop("valid_from", timezone.localdate() - timedelta(days=400))
    return Posting.objects.create(
        point=point, person=person, posted_by=local_operator(), valid_from=first, **traits
    )


def confirmed_phone(name: str, *points: Point, **traits: Any) -> StaffPhone:
    """The phone of somebody posted at points, whose key the department has confirmed."""
    phone = StaffPhone(staff(name, *points), **traits)
    phone.enrol(local_operator())
    return phone


def reasons(answer: Answer) -> list[str]:
    return [one["reason"] for one in answer.refused]
