"""Models sending: each phone keeps an outbox and sends what waited in the order it was made."""

from __future__ import annotations

from benchmarks.presence_city.chance import Chance
from benchmarks.presence_city.taps import Tap
from benchmarks.presence_city.workdays import Year


def _latency(chance: Chance) -> float:
    """Seconds from tap to server when online: the fix, the photo's upload, the network."""
    if chance.hit(0.03):  # a weak signal and a retry
        return chance.skewed(35.0, 0.8)
    return 0.6 + chance.skewed(2.2, 0.75)


def _send_phone(taps: list[Tap], year: Year, chance: Chance) -> list[tuple[float, Tap]]:
    """Arrival times of one phone's records."""
    sent: list[tuple[float, Tap]] = []
    pending: list[tuple[float, Tap]] = []
    last = -1e9

    def flush(moment: float) -> None:
        nonlocal last
        at = year.server_back(moment)
        for _, tap in pending:
            last = max(last + 0.08 + chance.waiting(0.5), at + _latency(chance))
            sent.append((last, tap))
        pending.clear()

    for tap in taps:
        if pending and (ready := min(moment for moment, _ in pending)) <= tap.made_at:
            flush(ready)
        pending.append((tap.made_at + tap.wait, tap))
        if tap.wait == 0.0:
            flush(tap.made_at)
    if pending:
        flush(min(moment for moment, _ in pending))
    return sent


def send_all(taps: list[Tap], year: Year, chance: Chance) -> list[tuple[float, Tap]]:
    """All records in order of arrival at the server."""
    by_phone: dict[int, list[Tap]] = {}
    for tap in taps:
        by_phone.setdefault(tap.device, []).append(tap)
    arrivals: list[tuple[float, Tap]] = []
    for phone_taps in by_phone.values():
        phone_taps.sort(key=lambda tap: tap.made_at)
        arrivals.extend(_send_phone(phone_taps, year, chance))
    arrivals.sort(key=lambda arrival: arrival[0])
    return arrivals
