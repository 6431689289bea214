"""Intervals of a share: Wilson's for reports, Clopper and Pearson's where a promise must hold."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from diaban.engines.measuring.beta import beta_quantile

__all__ = ["Interval", "clopper_pearson", "deviate", "wilson", "wilson_around"]


class Interval(NamedTuple):
    """The share found, and between which bounds the true one lies; all from 0 to 1.

    >>> Interval(0.5, 0.4, 0.6).half_width
    0.1
    """

    share: float
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the distance of the bounds."""
        return round((self.high - self.low) / 2.0, 15)


def wilson(
    found: int, of: int, confidence: float = 0.95, population: int | None = None
) -> Interval:
    """Return Wilson's score interval of ``found`` among ``of`` looked at.

    With ``population`` the ``of`` were drawn from so many without replacement: the interval narrows
    to nothing as all are looked at (finite population correction, Cochran 1977, section 2.6).
    Wilson, J. Am. Stat. Assoc. 22 (1927). ValueError for counts that cannot be.

    >>> low_to_high = wilson(8, 10)
    >>> round(low_to_high.low, 4), round(low_to_high.high, 4)
    (0.4902, 0.9433)
    >>> wilson(8, 10, population=10)
    Interval(share=0.8, low=0.8, high=0.8)
    """
    _check(found, of, population)
    if of == population:
        return Interval(found / of, found / of, found / of)
    return wilson_around(found / of, effective_size(of, population), confidence)


def wilson_around(share: float, size: float, confidence: float) -> Interval:
    """Return Wilson's interval of a share found among ``size``, which need not be whole.

    >>> wilson_around(0.8, 10, 0.95) == wilson(8, 10)
    True
    """
    z2 = deviate(confidence) ** 2
    scale = 1.0 + z2 / size
    middle = (share + z2 / (2.0 * size)) / scale
    reach = sqrt(z2 * (share * (1.0 - share) / size + z2 / (4.0 * size * size))) / scale
    # at the ends the bound is the end itself, not a rounding away from it
    low = 0.0 if share <= 0.0 else max(0.0, middle - reach)
    high = 1.0 if share >= 1.0 else min(1.0, middle + reach)
    return Interval(share, min(low, share), max(high, share))


def clopper_pearson(found: int, of: int, confidence: float = 0.95) -> Interval:
    """Return the exact interval: it holds the true share at least as often as it says.

    Clopper and Pearson, Biometrika 26 (1934). ValueError for counts that cannot be.

    >>> exact = clopper_pearson(8, 10)
    >>> round(exact.low, 4), round(exact.high, 4)
    (0.4439, 0.9748)
    """
    _check(found, of, None)
    tail = (1.0 - _checked(confidence)) / 2.0
    low = beta_quantile(tail, found, of - found + 1) if found else 0.0
    high = beta_quantile(1.0 - tail, found + 1, of - found) if found < of else 1.0
    return Interval(found / of, low, high)


def effective_size(of: int, population: int | None) -> float:
    """Return how many drawn with replacement tell as much.

    >>> effective_size(50, 99), effective_size(50, None)
    (100.0, 50.0)
    """
    if population is None:
        return float(of)
    return of * (population - 1) / (population - of)


def deviate(confidence: float) -> float:
    """Return how many standard deviations to either side hold ``confidence`` of a normal.

    >>> round(deviate(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(0.5 + _checked(confidence) / 2.0)


def _checked(confidence: float) -> float:
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"a confidence lies between 0 and 1: {confidence}")
    return confidence


def _check(found: int, of: int, population: int | None) -> None:
    if of < 1 or not 0 <= found <= of or (population is not None and of > population):
        raise ValueError(f"no such sample: {found} of {of} from {population}")
