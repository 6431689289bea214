"""What two shares with bounds can bear: more, less, the same, or nothing that could be told."""

from __future__ import annotations

from enum import StrEnum

from diaban.engines.measuring.counts import ShareBounds

__all__ = ["Order", "compare_shares"]


class Order(StrEnum):
    """How the first of two shares stands to the second.

    >>> Order("cannot_tell").value
    'cannot_tell'
    """

    MORE = "more"
    LESS = "less"
    EQUAL = "equal"
    CANNOT_TELL = "cannot_tell"


def compare_shares(first: ShareBounds, second: ShareBounds) -> Order:
    """Return which share is greater whatever the unknown is; where bounds meet nobody can tell.

    Equal are only two that are known, since ranges that look alike may hide different shares.

    >>> compare_shares(ShareBounds(0.9, 0.8, 0.95), ShareBounds(0.7, 0.6, 0.75)).value
    'more'
    >>> compare_shares(ShareBounds(0.9, 0.8, 0.95), ShareBounds(0.85, 0.6, 0.9)).value
    'cannot_tell'
    """
    if first.low > second.high:
        return Order.MORE
    if first.high < second.low:
        return Order.LESS
    known = first.low == first.high == second.low == second.high
    return Order.EQUAL if known else Order.CANNOT_TELL
