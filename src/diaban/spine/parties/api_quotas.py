"""Counting what is asked with each key, for all serving processes of a machine together.

A request must not wait for the database: a bulk run holds SQLite's only pen for seconds. So the
counters stand in a small file, one slot a key, each slot locked for the microseconds of its change.
The worker carries the figures of the days into the database. Installations of several machines
count on each of them.
"""

from __future__ import annotations

import os
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from diaban.spine.parties.api_keys import ApiKey, ApiUsage, keep_usage

try:
    import fcntl
except ImportError:  # Windows has no such locks: processes may count over one another there
    fcntl = None

_SLOT = struct.Struct("<10I")
_SLOT_BYTES = 64
_MINUTE, _DAY = 60, 86_400
_VIET_NAM = 7 * 3_600
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Limits:
    """How much a key may ask."""

    per_minute: int
    per_day: int
    rows_per_day: int = 0


@dataclass(frozen=True)
class Spent:
    """Whether one more request was within the limits, and how things stand in the nearer one.

    ``reset`` is in seconds; ``exceeded`` is minute, day, rows or empty.
    """

    limit: int
    remaining: int
    reset: int
    exceeded: str = ""


@dataclass(frozen=True)
class _Day:
    number: int = 0
    requests: int = 0
    refused: int = 0
    rows: int = 0


@dataclass(frozen=True)
class _Slot:
    minute: int
    in_minute: int
    today: _Day
    before: _Day

    @classmethod
    def read(cls, raw: bytes) -> _Slot:
        told = _SLOT.unpack(raw[: _SLOT.size].ljust(_SLOT.size, b"\0"))
        return cls(told[0], told[1], _Day(*told[2:6]), _Day(*told[6:10]))

    def write(self) -> bytes:
        days = [(d.number, d.requests, d.refused, d.rows) for d in (self.today, self.before)]
        return _SLOT.pack(self.minute, self.in_minute, *days[0], *days[1])

    def at(self, now: float) -> _Slot:
        """Return the slot with what belongs to minutes and days that are over set aside."""
        minute, day = int(now) // _MINUTE, (int(now) + _VIET_NAM) // _DAY
        moved = self
        if minute != moved.minute:
            moved = replace(moved, minute=minute, in_minute=0)
        if day != moved.today.number:
            moved = replace(moved, today=_Day(day), before=moved.today)
        return moved


def spend(key: int, limits: Limits, now: float | None = None) -> Spent:
    """Count one request of a key (its row number) if it is within the limits."""
    now = time.time() if now is None else now
    with _held(key) as slots:
        slot = slots.read(key).at(now)
        today = slot.today
        exceeded = ""
        if today.requests >= limits.per_day:
            exceeded = "day"
        elif slot.in_minute >= limits.per_minute:
            exceeded = "minute"
        if exceeded:
            slot = replace(slot, today=replace(today, refused=today.refused + 1))
        else:
            today = replace(today, requests=today.requests + 1)
            slot = replace(slot, in_minute=slot.in_minute + 1, today=today)
        slots.write(key, slot)
    return _stand(slot, limits, now, exceeded)


def spend_rows(key: int, rows: int, limits: Limits, now: float | None = None) -> bool:
    """Count rows of a list against the day; False, and nothing counted, where it has no more."""
    now = time.time() if now is None else now
    with _held(key) as slots:
        slot = slots.read(key).at(now)
        if slot.today.rows + rows > limits.rows_per_day:
            return False
        slots.write(key, replace(slot, today=replace(slot.today, rows=slot.today.rows + rows)))
    return True


def count_usage(keys: list[int]) -> list[ApiUsage]:
    """Return the figures of these keys for the last two days on which they were used."""
    told = []
    for key in keys:
        with _held(key) as slots:
            slot = slots.read(key)
        told += [
            ApiUsage(
                key_id=key,
                day=_EPOCH + timedelta(days=day.number),
                requests=day.requests,
                refused=day.refused,
                rows=day.rows,
            )
            for day in (slot.before, slot.today)
            if day.number
        ]
    return told


def read_usage(key: ApiKey, days: int) -> list[ApiUsage]:
    """Return what was asked with a key on each of its last days, the newest first."""
    kept = {row.day: row for row in key.usage.order_by("-day")[:days]}
    kept |= {row.day: row for row in count_usage([key.pk])}
    return [kept[day] for day in sorted(kept, reverse=True)][:days]


def carry_usage() -> None:
    """Carry what was counted into the database; the worker calls it now and then."""
    numbers = ApiKey.objects.order_by("pk").values_list("pk", flat=True)
    keep_usage(count_usage(list(numbers)))


def _stand(slot: _Slot, limits: Limits, now: float, exceeded: str) -> Spent:
    in_minute = max(limits.per_minute - slot.in_minute, 0)
    in_day = max(limits.per_day - slot.today.requests, 0)
    if exceeded == "day" or (not exceeded and in_day < in_minute):
        reset = _DAY - (int(now) + _VIET_NAM) % _DAY
        return Spent(limits.per_day, in_day, reset, exceeded)
    return Spent(limits.per_minute, in_minute, _MINUTE - int(now) % _MINUTE, exceeded)


class _Slots:
    """The file of counters; opened once a process."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self.process = os.getpid()
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def read(self, key: int) -> _Slot:
        os.lseek(self.descriptor, key * _SLOT_BYTES, os.SEEK_SET)
        return _Slot.read(os.read(self.descriptor, _SLOT.size))

    def write(self, key: int, slot: _Slot) -> None:
        os.lseek(self.descriptor, key * _SLOT_BYTES, os.SEEK_SET)
        os.write(self.descriptor, slot.write())


_lock = threading.Lock()
_open: list[_Slots] = []


@contextmanager
def _held(key: int) -> Iterator[_Slots]:
    """Hold a key's slot against the threads of this process and the other processes."""
    with _lock:
        slots = _slots()
        if fcntl is None:
            yield slots
            return
        # a lock of a range belongs to the process, so that a fork shares none
        fcntl.lockf(slots.descriptor, fcntl.LOCK_EX, _SLOT_BYTES, key * _SLOT_BYTES)
        try:
            yield slots
        finally:
            fcntl.lockf(slots.descriptor, fcntl.LOCK_UN, _SLOT_BYTES, key * _SLOT_BYTES)


def _slots() -> _Slots:
    path = Path(settings.QUOTA_FOLDER) / "counters"
    if not _open or _open[0].process != os.getpid() or _open[0].path != path:
        for old in _open:
            os.close(old.descriptor)
        _open[:] = [_Slots(path)]
    return _open[0]
