"""A phone as its page is meant to work: what is captured is on its disk before anything else.

It may be killed at any moment and starts again from its disk; its clock is off, and somebody may
set it; the network loses questions and answers; what was not answered is sent again.
"""

import json
import random
import uuid
from dataclasses import dataclass, field
from typing import Any

from tests.fieldwork import fix, now, place

from diaban.spine.fieldwork.models import Lot
from diaban.spine.fieldwork.taking import Sending, take_captures
from diaban.spine.parties.models import User


@dataclass
class Disk:
    """What outlives the battery: captures not yet answered, the count, what was refused."""

    seq: int = 0
    waiting: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    conflicts: set[str] = field(default_factory=set)


class ModelPhone:
    """One collector's phone over a day; all chance comes from ``chance``."""

    def __init__(self, user: User, lot: Lot, chance: random.Random) -> None:
        self.user, self.lot, self.chance = user, lot, chance
        self.disk = Disk()
        self.device = f"phone of {user.username}"
        self.clock_off = chance.randrange(-(10**9), 10**9)
        self.age, self.started = 0, 0
        self.captured: dict[str, dict[str, Any]] = {}

    def capture(self, door: str | None, number: int, **said: Any) -> None:
        self.age += self.chance.randrange(10_000, 120_000)
        self.disk.seq += 1
        sent = {
            "key": str(uuid.UUID(int=self.chance.getrandbits(128), version=4)),
            "lot": self.lot.pk, "door": door, "seq": self.disk.seq,
            "clock": now() + self.clock_off - 10**7 + self.age, "uptime": self.age - self.started,
            "position": fix(place(number, self.chance.uniform(-2, 2))), "outcome": "found", **said,
        }  # fmt: skip
        self.captured[sent["key"]] = sent
        self.disk.waiting[sent["key"]] = json.dumps(sent)

    def suffer(self) -> None:
        """Be killed and started again, or have the clock set."""
        if self.chance.random() < 0.02:
            self.started = self.age
        if self.chance.random() < 0.01:
            self.clock_off = self.chance.randrange(-(10**9), 10**9)

    def try_to_send(self) -> None:
        """Send some of what waits; the question or the answer may be lost, or be asked twice."""
        waiting = list(self.disk.waiting.values())
        if self.chance.random() < 0.2:
            self.chance.shuffle(waiting)
        piece = [json.loads(text) for text in waiting[: self.chance.randrange(1, 60)]]
        if not piece or self.chance.random() < 0.2:
            return
        for _ in range(2 if self.chance.random() < 0.2 else 1):
            sending = Sending(self.user, self.device, now() + self.clock_off)
            answer = take_captures(sending, piece)
        if self.chance.random() < 0.3:
            return
        for key in [*answer.taken, *answer.again]:
            self.disk.waiting.pop(key, None)
        for refused in answer.refused:
            self.disk.refused[refused["key"]] = self.disk.waiting.pop(refused["key"])
        self.disk.conflicts |= {told["key"] for told in answer.conflicts}
