"""The beta distribution: its share below a point, and the point below which a share lies.

The continued fraction of the incomplete beta function, evaluated by Lentz's method (Abramowitz and
Stegun 26.5.8; DiDonato and Morris 1992).
"""

from math import exp, lgamma, log, log1p

__all__ = ["beta_quantile", "beta_share"]

_TINY = 1e-300
_STEPS = 10_000


def beta_share(x: float, a: float, b: float) -> float:
    """Return the probability that a beta(a, b) variable is at most ``x``.

    >>> round(beta_share(0.5, 2.0, 3.0), 4)
    0.6875
    """
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    # the fraction converges fast on the near side of the mean
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _fraction(x, a, b) / a
    return 1.0 - front * _fraction(1.0 - x, b, a) / b


def beta_quantile(share: float, a: float, b: float) -> float:
    """Return the point below which ``share`` of a beta(a, b) lies, to about 1e-15.

    >>> round(beta_quantile(0.6875, 2.0, 3.0), 9)
    0.5
    """
    low, high = 0.0, 1.0
    # halving to neighbours takes as many steps as a float has bits, near 0 a few more
    for _ in range(1_100):
        middle = (low + high) / 2.0
        if middle in {low, high} or high - low < 1e-16:
            break
        if beta_share(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 / _away(1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, _STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            d = 1.0 / _away(1.0 + term * d)
            c = _away(1.0 + term / c)
            value *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return value


def _away(value: float) -> float:
    """Keep a divisor away from nothing."""
    return value if abs(value) > _TINY else _TINY
