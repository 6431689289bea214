"""A measured share put right by what an audit found wrong, in both directions."""

from collections.abc import Sequence
from math import hypot
from typing import NamedTuple

from diaban.engines.measuring.intervals import Interval, deviate, wilson

__all__ = ["Audited", "correct_by_rates", "correct_share", "correct_strata"]


class Audited(NamedTuple):
    """One class of records: how many there are, how many were looked at, how many were wrong.

    >>> Audited(1_000, 50, 5).wrong
    5
    """

    population: int
    looked_at: int
    wrong: int


def correct_share(counted: Audited, others: Audited, confidence: float = 0.95) -> Interval:
    """Return the true share, from an audit among the ``counted`` and among the ``others``.

    The counted that were wrong leave, the others that were wrong join: each class is a stratum of
    the audit (double sampling: Tenenbein, J. Am. Stat. Assoc. 65 (1970); Cochran 1977, section
    5.4). The bounds join the Wilson bounds of both classes (Zou and Donner, Stat. Med. 27 (2008)),
    so that no error found is not taken for none there. A class of which nobody was looked at may
    be wrong in anything. ValueError where there are no records.

    >>> found = correct_share(Audited(800, 100, 10), Audited(200, 50, 5))
    >>> round(found.share, 3), round(found.low, 3), round(found.high, 3)
    (0.74, 0.684, 0.779)
    >>> correct_share(Audited(8, 8, 1), Audited(2, 2, 1))
    Interval(share=0.8, low=0.8, high=0.8)
    """
    return correct_strata([counted], [others], confidence)


def correct_strata(
    counted: Sequence[Audited], others: Sequence[Audited], confidence: float = 0.95
) -> Interval:
    """Return the true share where either class was looked at in several strata.

    An audit that serves several measures draws more of some records than of others, so that each
    stratum is told by its own sample and weighs by its records (Cochran 1977, section 5.3).
    ValueError where there are no records.

    >>> found = correct_strata([Audited(700, 70, 0), Audited(100, 50, 25)], [Audited(200, 50, 5)])
    >>> round(found.share, 3)
    0.77
    """
    strata = [*counted, *others]
    whole = sum(stratum.population for stratum in strata)
    if whole < 1:
        raise ValueError("no records to measure")
    weights = [stratum.population / whole for stratum in strata]
    told = [_right_share(stratum, confidence) for stratum in counted]
    told += [_wrong_share(stratum, confidence) for stratum in others]
    share = sum(weight * one.share for weight, one in zip(weights, told, strict=True))
    below = hypot(*(w * (one.share - one.low) for w, one in zip(weights, told, strict=True)))
    above = hypot(*(w * (one.high - one.share) for w, one in zip(weights, told, strict=True)))
    return Interval(share, max(0.0, share - below), min(1.0, share + above))


def correct_by_rates(measured: Interval, sensitivity: float, specificity: float) -> Interval:
    """Return the true share where the rates of error are known from elsewhere.

    ``sensitivity``: share of the true that are counted; ``specificity``: share of the untrue that
    are not. Rogan and Gladen, Am. J. Epidemiol. 107 (1978). Held within 0 and 1. ValueError where
    counting tells no more than a coin.

    >>> corrected = correct_by_rates(Interval(0.74, 0.71, 0.77), 0.9, 0.95)
    >>> round(corrected.share, 4), round(corrected.low, 4), round(corrected.high, 4)
    (0.8118, 0.7765, 0.8471)
    """
    gain = sensitivity + specificity - 1.0
    if gain <= 0.0:
        raise ValueError(f"counting that tells nothing: {sensitivity}, {specificity}")
    held = (min(1.0, max(0.0, (one + specificity - 1.0) / gain)) for one in measured)
    return Interval(*held)


def _right_share(audited: Audited, confidence: float) -> Interval:
    wrong = _wrong_share(audited, confidence)
    return Interval(1.0 - wrong.share, 1.0 - wrong.high, 1.0 - wrong.low)


def _wrong_share(audited: Audited, confidence: float) -> Interval:
    if audited.population == 0:
        return Interval(0.0, 0.0, 0.0)
    if audited.looked_at == 0:
        deviate(confidence)
        return Interval(0.0, 0.0, 1.0)
    return wilson(audited.wrong, audited.looked_at, confidence, audited.population)
