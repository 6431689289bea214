"""A share that several witnesses told, none of whom counts for more than so many."""

from collections.abc import Iterable
from typing import NamedTuple

from diaban.engines.measuring.intervals import Interval, wilson_around

__all__ = ["Told", "share_of_witnesses"]


class Told(NamedTuple):
    """What one witness told: how often it was found, of how many times."""

    found: int
    of: int


def share_of_witnesses(told: Iterable[Told], most: int, confidence: float = 0.95) -> Interval:
    """Return the share with each witness's own share weighing as ``most`` times at most.

    What one witness tells hangs together (one habit, one map, one interest), so what goes beyond
    ``most`` makes its own share surer and neither the whole nor its interval, which is Wilson's
    over the times that count. ValueError where nobody told anything.

    >>> share_of_witnesses([Told(1, 2), Told(0, 3)], 5) == share_of_witnesses([Told(1, 5)], 5)
    True
    >>> one_against_many = share_of_witnesses([Told(90, 90), Told(0, 5)], 5)
    >>> one_against_many.share
    0.5
    >>> round(one_against_many.low, 3), round(one_against_many.high, 3)
    (0.237, 0.763)
    """
    heard = [one for one in told if one.of]
    weights = [min(one.of, most) for one in heard]
    size = sum(weights)
    if size < 1:
        raise ValueError("nobody told anything")
    found = sum(weight * one.found / one.of for weight, one in zip(weights, heard, strict=True))
    return wilson_around(found / size, size, confidence)
