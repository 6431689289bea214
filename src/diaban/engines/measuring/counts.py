"""A figure as four counts: what holds, of how many, what nobody knows, what does not belong."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import fsum
from typing import NamedTuple, TypeVar

__all__ = ["Count", "ShareBounds", "bound_restated", "roll_up", "weigh"]

K = TypeVar("K", bound=Hashable)
Range = tuple[float, float | None]


@dataclass(frozen=True, slots=True)
class Count:
    """Records by what a measure says of them; a record is in exactly one of four classes.

    ``numerator`` of the ``denominator`` known records hold; of ``unknown`` ones nobody can tell
    (yes, no, or whether they belong); ``excluded`` ones do not belong. Sums are class by class, so
    a figure of many places is the sum of numerators over the sum of denominators, never a mean of
    shares. ValueError for counts that cannot be.

    >>> Count(60, 60, unknown=40).share, Count(60, 60, unknown=40).low
    (1.0, 0.6)
    >>> Count(1, 2) + Count(3, 8, unknown=1)
    Count(numerator=4, denominator=10, unknown=1, excluded=0)
    """

    numerator: int = 0
    denominator: int = 0
    unknown: int = 0
    excluded: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.numerator <= self.denominator or min(self.unknown, self.excluded) < 0:
            raise ValueError(f"no such count: {self}")

    def __add__(self, other: Count) -> Count:
        return Count(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.unknown + other.unknown,
            self.excluded + other.excluded,
        )

    @property
    def rest(self) -> int:
        """How many are known not to hold."""
        return self.denominator - self.numerator

    @property
    def belonging(self) -> int:
        """How many belong, or may: the denominator if everything were known."""
        return self.denominator + self.unknown

    @property
    def share(self) -> float | None:
        """The part of the known records; None where nothing is known, which is not zero."""
        return self.numerator / self.denominator if self.denominator else None

    @property
    def low(self) -> float:
        """The share if every unknown record were a no."""
        return self.numerator / self.belonging if self.belonging else 0.0

    @property
    def high(self) -> float:
        """The share if every unknown record were a yes."""
        return (self.numerator + self.unknown) / self.belonging if self.belonging else 1.0

    @property
    def unknown_share(self) -> float:
        """The part of those that belong, or may, of which nobody can tell."""
        return self.unknown / self.belonging if self.belonging else 0.0


def roll_up(counts: Iterable[Count]) -> Count:
    """Return the count of all together: sum over sum.

    >>> roll_up([Count(1, 1), Count(0, 99)]).share
    0.01
    """
    numerator = denominator = unknown = excluded = 0
    for count in counts:
        numerator += count.numerator
        denominator += count.denominator
        unknown += count.unknown
        excluded += count.excluded
    return Count(numerator, denominator, unknown, excluded)


class ShareBounds(NamedTuple):
    """A share that may be unknown, and the bounds that hold whatever the unknown is.

    >>> ShareBounds(None, 0.0, 1.0).low
    0.0
    """

    share: float | None
    low: float
    high: float


def bound_of_amount(count: Count, amount: int) -> ShareBounds:
    """Return how much of an amount that is to be there holds: "at least 40 stations".

    The records that do not hold say nothing of how much is wanted, so the amount is the whole and
    the share may be over 1. It is unknown while all that there is, is; where nothing is there at
    all it is 0. ValueError for an amount below 1.

    >>> bound_of_amount(Count(32, 50, unknown=4), 40)
    ShareBounds(share=0.8, low=0.8, high=0.9)
    >>> bound_of_amount(Count(50, 50), 40).share
    1.25
    """
    if amount < 1:
        raise ValueError(f"an amount to reach is 1 or more: {amount}")
    held, most = count.numerator / amount, (count.numerator + count.unknown) / amount
    return ShareBounds(None if count.unknown and not count.denominator else held, held, most)


def weigh(counts: Mapping[K, Count], weights: Mapping[K, float]) -> ShareBounds:
    """Return the weighted mean of shares, for targets whose programme declares weights.

    ("Each commune counts alike.") Everything else is ``roll_up``. A place of which nothing is known
    takes part in the bounds alone, with 0 to 1, and the share is then that of the others.
    ValueError for a place without a weight, or weights that cannot be.

    >>> weigh({"a": Count(1, 1), "b": Count(0, 99)}, {"a": 1, "b": 1})
    ShareBounds(share=0.5, low=0.5, high=0.5)
    >>> weigh({"a": Count(1, 2, unknown=2), "b": Count()}, {"a": 3, "b": 1})
    ShareBounds(share=0.5, low=0.1875, high=0.8125)
    """
    missing = [key for key in counts if key not in weights]
    whole = fsum(weights.get(key, 0.0) for key in counts)
    if missing or whole <= 0.0 or any(weights[key] < 0 for key in counts):
        raise ValueError(f"no weight, or none above nothing: {missing or dict(weights)}")
    shares = [(weights[key], count.share) for key, count in counts.items()]
    known = [(weight, share) for weight, share in shares if share is not None and weight]
    of_known = fsum(weight for weight, _ in known)
    return ShareBounds(
        fsum(weight * share for weight, share in known) / of_known if known else None,
        fsum(weights[key] * count.low for key, count in counts.items()) / whole,
        fsum(weights[key] * count.high for key, count in counts.items()) / whole,
    )


def bound_restated(numerator: Range, rest: Range, unknown: Range) -> ShareBounds:
    """Return the share of a unit of which each class is only known between bounds.

    After a split each class of a former unit's count passes on somewhere between nothing and all
    of it: ``engines.places.restate`` of each class gives low and high (None: no upper bound). The
    share rises with the numerator and falls with the rest, so its bounds are at the corners.

    >>> bound_restated((80, 80), (20, 20), (0, 0))
    ShareBounds(share=0.8, low=0.8, high=0.8)
    >>> bounds = bound_restated((60, 80), (10, 20), (0, 5))
    >>> bounds.share, round(bounds.low, 4), round(bounds.high, 4)
    (None, 0.7059, 0.8947)
    """
    exact = numerator[0] == numerator[1] and rest[0] == rest[1]
    known = numerator[0] + rest[0]
    low, high = 0.0, 1.0
    if rest[1] is not None and unknown[1] is not None:
        low = _part(numerator[0], rest[1] + unknown[1], none=0.0)
    if numerator[1] is not None and unknown[1] is not None:
        high = _part(numerator[1] + unknown[1], rest[0], none=1.0)
    return ShareBounds(numerator[0] / known if exact and known else None, low, high)


def _part(part: float, other: float, none: float) -> float:
    return part / (part + other) if part + other else none
