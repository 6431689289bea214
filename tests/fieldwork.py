"""Lots, phones and what they send, for tests of field work."""

import struct
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.registry import address_of, door, observe

from diaban.spine.addresses import identifiers
from diaban.spine.fieldwork.lots import newest_observation
from diaban.spine.fieldwork.models import Drawing, Lot, LotCollector, LotDoor
from diaban.spine.fieldwork.taking import Answer, Sending, take_captures
from diaban.spine.parties.models import Role, User, local_operator
from diaban.spine.places.models import Charge, Unit

# Hoàn Kiếm; doors stand eleven metres apart to the north
FIRST = (21.0285, 105.8540)
STEP = 0.0001
AN_HOUR = 3_600_000


def place(number: int, north_metres: float = 0.0) -> tuple[float, float]:
    return FIRST[0] + number * STEP + north_metres / 111_195, FIRST[1]


def draw_by_hand(unit: Unit, doors: int, name: str = "1") -> Lot:
    """Register some doors in a row, and put them in a lot in that order."""
    observe(
        *(
            door(f"{name}-{n}", place(n), house_number=str(10 + n), street="phố Thử")
            for n in range(doors)
        )
    )
    drawing = Drawing.objects.create(
        unit=unit, team="Tổ 1", collectors=2, doors_a_day=100, drawn_by=local_operator()
    )
    lot = Lot.objects.create(drawing=drawing, name=name)
    newest = newest_observation()
    LotDoor.objects.bulk_create(
        LotDoor(lot=lot, address=address_of(f"{name}-{n}"), place=n, seen_through=newest)
        for n in range(doors)
    )
    return lot


def collector(name: str, *lots: Lot) -> User:
    """A collector who holds these lots, with the commune in their charge."""
    user = User.objects.create(username=name, role=Role.COLLECTOR)
    for lot in lots:
        Charge.objects.get_or_create(user=user, unit=lot.drawing.unit)
        LotCollector.objects.create(
            lot=lot,
            collector=user,
            handed_by=local_operator(),
            handed_at=timezone.now() - timedelta(days=1),
        )
    return user


def now() -> int:
    return round(timezone.now().timestamp() * 1000)


@dataclass
class Phone:
    """A phone whose clock is off by so many milliseconds; what it records it counts."""

    user: User
    device: str = "phone-1"
    off: int = 0
    seq: int = 0
    up: int = 1_000
    waiting: list[dict[str, Any]] = field(default_factory=list)

    def record(self, lot: Lot, at: str | None, **said: Any) -> dict[str, Any]:
        """Capture a door (its identifier, or None for a new one), and keep it to be sent."""
        self.seq += 1
        self.up += 30_000
        capture = {
            "key": str(uuid.uuid4()), "lot": lot.pk, "door": at, "seq": self.seq,
            "clock": now() + self.off - AN_HOUR + self.up, "uptime": self.up,
            "outcome": "found", **said,
        }  # fmt: skip
        self.waiting.append(capture)
        return capture

    def send(self, *captures: dict[str, Any]) -> Answer:
        sending = Sending(self.user, self.device, now() + self.off)
        return take_captures(sending, list(captures) or self.waiting)


def fix(where: tuple[float, float], accuracy: float = 4.0) -> dict[str, Any]:
    return {"lat": where[0], "lng": where[1], "accuracy": accuracy, "fixes": 5}


def identifier(key: str) -> str:
    return identifiers.write(address_of(key).pk)


def jpeg(width: int = 4, height: int = 3, *extra: bytes) -> bytes:
    """The parts of a JPEG in order, with no picture that anybody could see."""

    def segment(marker: int, body: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body

    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"".join(
        (
            b"\xff\xd8", segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), *extra,
            segment(0xDB, bytes(65)), segment(0xC0, frame), segment(0xC4, bytes(20)),
            segment(0xDA, b"\x01\x01\0\0\x3f\0"), b"\x12\xff\x00\x34\xff\xd0\x56", b"\xff\xd9",
        )
    )  # fmt: skip


def exif(body: bytes = b"Exif\0\0GPS 21.0 105.8") -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
