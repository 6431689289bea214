"""Which places to help first: where the records are that a target still lacks."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import ceil
from typing import Generic, NamedTuple, TypeVar

from diaban.engines.measuring.counts import Count, roll_up

__all__ = ["Gap", "missing_records", "rank_gaps", "rank_gaps_to_amount"]

K = TypeVar("K", bound=Hashable)


class Gap(NamedTuple, Generic[K]):
    """What one place can add to the figure of all.

    ``to_do`` records are known not to hold, ``to_find_out`` ones are unknown; ``gain`` of both
    together would hold by the day asked about, ``adds`` is that as a part of the whole's share.
    ``needed`` says whether the target can only be met, best places first, with this one.

    >>> Gap("a", 8, 2, 10, 0.1, True).gain
    10
    """

    place: K
    to_do: int
    to_find_out: int
    gain: int
    adds: float
    needed: bool


def missing_records(whole: Count, target: float) -> int:
    """Return how many more records must hold for the share to be at the target whatever is unknown.

    >>> missing_records(Count(50, 80, unknown=20), 0.9), missing_records(Count(9, 10), 0.9)
    (40, 0)
    """
    # as a fraction of what was written, so that 90 % of 10 is 9 and not a little more
    wanted = ceil(Fraction(str(target)) * whole.belonging)
    return max(0, wanted - whole.numerator)


def rank_gaps(
    counts: Mapping[K, Count],
    target: float,
    daily: Mapping[K, float] | None = None,
    days: int | None = None,
) -> list[Gap[K]]:
    """Return the places that can add anything, those that add most first.

    With ``daily`` (records a day that each place has been making hold) and ``days`` a place adds
    no more than its pace allows by then: so the order says who closes the gap fastest, not who is
    largest. Places of equal gain stand by their names. ValueError for a target outside of 0 to 1.

    >>> counts = {"a": Count(10, 50), "b": Count(0, 10, unknown=60), "c": Count(5, 5)}
    >>> [(gap.place, gap.gain, gap.needed) for gap in rank_gaps(counts, 0.5)]
    [('b', 70, True), ('a', 40, False)]
    >>> [gap.place for gap in rank_gaps(counts, 0.5, {"a": 2.0, "b": 0.5}, days=30)]
    ['a', 'b']
    """
    if not 0.0 <= target <= 1.0:
        raise ValueError(f"a target lies between 0 and 1: {target}")
    whole = roll_up(counts.values())
    gains = {key: _gain(count, key, daily, days) for key, count in counts.items()}
    return _rank(counts, gains, missing_records(whole, target), whole.belonging)


def rank_gaps_to_amount(counts: Mapping[K, Count], amount: int) -> list[Gap[K]]:
    """Return the places that can add to a number that is to be there, those that add most first.

    ``adds`` is a part of that number, which may be more than all that is counted.

    >>> counts = {"a": Count(10, 50), "b": Count(0, 10, unknown=20)}
    >>> [(gap.place, gap.adds, gap.needed) for gap in rank_gaps_to_amount(counts, 40)]
    [('a', 1.0, True), ('b', 0.75, False)]
    """
    if amount < 1:
        raise ValueError(f"an amount to reach is 1 or more: {amount}")
    held = roll_up(counts.values()).numerator
    gains = {key: _gain(count, key, None, None) for key, count in counts.items()}
    return _rank(counts, gains, amount - held, amount)


def _rank(
    counts: Mapping[K, Count], gains: Mapping[K, int], missing: int, whole: int
) -> list[Gap[K]]:
    ranked = []
    for key in sorted((k for k in counts if gains[k]), key=lambda k: (-gains[k], str(k))):
        count, gain = counts[key], gains[key]
        ranked.append(Gap(key, count.rest, count.unknown, gain, gain / whole, missing > 0))
        missing -= gain
    return ranked


def _gain(count: Count, key: K, daily: Mapping[K, float] | None, days: int | None) -> int:
    potential = count.rest + count.unknown
    if daily is None or days is None:
        return potential
    return min(potential, int(max(0.0, daily.get(key, 0.0)) * days))
