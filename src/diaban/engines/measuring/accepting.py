"""Whether a lot stands: so few errors in the sample that the whole holds no more than tolerated.

Both questions are answered exactly, for draws without replacement from a lot of known size
(hypergeometric; Cochran 1977, section 3.6; compare ISO 2859-2 for lots by themselves).
"""

from enum import StrEnum
from math import comb

__all__ = ["Verdict", "judge_lot", "most_errors", "size_without_error"]


class Verdict(StrEnum):
    """What follows from a sample.

    >>> Verdict("stands")
    <Verdict.STANDS: 'stands'>
    """

    STANDS = "stands"
    FALLS = "falls"
    OPEN = "open"  # look at more


def judge_lot(
    population: int, looked_at: int, wrong: int, tolerated: float, confidence: float = 0.95
) -> Verdict:
    """Return whether a lot stands, falls, or cannot be told yet.

    It stands where a lot with more than ``tolerated`` (a share) wrong would show so few errors
    with a chance of at most 1 − ``confidence``; it falls where one with no more than that would
    show so many. ValueError for counts that cannot be.

    >>> judge_lot(400, 60, 0, 0.05).value, judge_lot(400, 60, 12, 0.05).value
    ('stands', 'falls')
    >>> judge_lot(400, 60, 2, 0.05).value
    'open'
    """
    _check(population, looked_at, wrong, tolerated, confidence)
    allowed = int(tolerated * population + 1e-9)
    slack = 1.0 - confidence
    if _chance_up_to(wrong, allowed + 1, population, looked_at) <= slack:
        return Verdict.STANDS
    if 1.0 - _chance_up_to(wrong - 1, allowed, population, looked_at) <= slack:
        return Verdict.FALLS
    return Verdict.OPEN


def most_errors(
    population: int, looked_at: int, tolerated: float, confidence: float = 0.95
) -> int | None:
    """Return with how many errors a lot still stands; None where it cannot stand at all.

    >>> most_errors(400, 60, 0.05), most_errors(400, 20, 0.05)
    (0, None)
    """
    stands = None
    for wrong in range(looked_at + 1):
        if judge_lot(population, looked_at, wrong, tolerated, confidence) != Verdict.STANDS:
            break
        stands = wrong
    return stands


def size_without_error(population: int, tolerated: float, confidence: float = 0.95) -> int:
    """Return the least sample after which a lot stands if no error is found in it.

    >>> size_without_error(400, 0.05), size_without_error(100_000, 0.05)
    (52, 59)
    """
    _check(population, 0, 0, tolerated, confidence)
    low, high = 0, population
    while high - low > 1:
        middle = (low + high) // 2
        if judge_lot(population, middle, 0, tolerated, confidence) == Verdict.STANDS:
            high = middle
        else:
            low = middle
    return high


def _chance_up_to(wrong: int, bad: int, population: int, looked_at: int) -> float:
    """Return the chance of at most ``wrong`` errors in the sample where the lot holds ``bad``."""
    if bad > population:
        return 0.0
    ways = sum(
        comb(bad, n) * comb(population - bad, looked_at - n)
        for n in range(max(0, looked_at - (population - bad)), min(wrong, bad, looked_at) + 1)
    )
    return ways / comb(population, looked_at)


def _check(
    population: int, looked_at: int, wrong: int, tolerated: float, confidence: float
) -> None:
    counts = 0 <= wrong <= looked_at <= population and population > 0
    if not (counts and 0.0 <= tolerated < 1.0 and 0.0 < confidence < 1.0):
        raise ValueError(f"no such lot: {wrong} of {looked_at} of {population}, {tolerated}")
