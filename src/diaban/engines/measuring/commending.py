"""Whom to propose for commendation: a published rule over measured shares, and nothing else.

Each place is judged by its low bound, as if each of its unknown records were a no, and the others
by their high bounds. So keeping records unknown cannot help, and nothing that somebody declared is
ever read. What would be a proposal if the place's own unknown were all yes is told as open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from diaban.engines.measuring.counts import Count, ShareBounds

__all__ = ["Contest", "Merit", "Outcome", "Speaks", "commend", "with_vanished"]

VERSION = 1
# of the others, this part must be behind, or ahead, before a comparison speaks
PART = 0.75
LEAST_OTHERS = 4

K = TypeVar("K", bound=Hashable)


class Speaks(StrEnum):
    """What one target says of one place.

    >>> Speaks("for").name
    'FOR'
    """

    FOR = "for"  # the threshold is met, or three quarters of the others are behind
    NEITHER = "neither"
    AGAINST = "against"  # three quarters of the others are ahead


class Outcome(StrEnum):
    """What the rule makes of all targets of a field together.

    >>> Outcome("open").name
    'OPEN'
    """

    PROPOSED = "proposed"
    OPEN = "open"  # would be proposed if its own unknown records were all yes
    NOT = "not"
    BARRED = "barred"  # would be proposed, but for what its figures cannot tell


@dataclass(frozen=True, slots=True)
class Contest(Generic[K]):
    """One target: each place's share with its bounds, and from what share on it is reached.

    >>> Contest({"a": ShareBounds(1.0, 1.0, 1.0)}, 0.9).reaches(0.9)
    True
    """

    shares: Mapping[K, ShareBounds]
    threshold: float
    must_exceed: bool = False

    def reaches(self, share: float) -> bool:
        """Say whether a share meets the threshold."""
        return share > self.threshold if self.must_exceed else share >= self.threshold


@dataclass(frozen=True, slots=True)
class Merit:
    """What the targets of a field say of one place: unknown as no, then as yes; and the outcome.

    >>> Merit(Outcome.NOT, (Speaks.NEITHER,), (Speaks.NEITHER,)).outcome.value
    'not'
    """

    outcome: Outcome
    at_least: tuple[Speaks, ...]
    at_most: tuple[Speaks, ...]


def commend(contests: Sequence[Contest[K]], barred: Collection[K] = ()) -> dict[K, Merit]:
    """Return the outcome for each place that any of a field's targets concerns.

    Proposed is a place for which more than half of its targets speak, and none against. The order
    in which places or targets come changes nothing, and equal figures have equal outcomes.

    >>> exactly = lambda share: ShareBounds(share, share, share)
    >>> shares = {name: exactly(n / 10) for n, name in enumerate("abcdefgh")}
    >>> found = commend([Contest({**shares, "i": ShareBounds(1.0, 0.1, 1.0)}, 0.95)])
    >>> [(place, one.outcome.value) for place, one in found.items() if one.outcome != "not"]
    [('g', 'proposed'), ('h', 'proposed'), ('i', 'open')]
    """
    judged = [_Judge(contest) for contest in contests]
    places = dict.fromkeys(place for contest in contests for place in contest.shares)
    return {place: _weigh_up(place, judged, place in barred) for place in places}


def with_vanished(count: Count, belonged_before: int) -> Count:
    """Return a count in which records that were there before, and are not now, are unknown.

    So a share does not rise by leaving out what does not hold.

    >>> with_vanished(Count(8, 8), 10)
    Count(numerator=8, denominator=8, unknown=2, excluded=0)
    """
    vanished = max(0, belonged_before - count.belonging)
    return count + Count(unknown=vanished)


class _Judge(Generic[K]):
    """One target, with the bounds of all its places in order."""

    def __init__(self, contest: Contest[K]) -> None:
        self.contest = contest
        self._highs = sorted(one.high for one in contest.shares.values())
        self._lows = sorted(one.low for one in contest.shares.values())

    def speaks(self, place: K, share: float) -> Speaks:
        own = self.contest.shares[place]
        others = len(self._highs) - 1
        # the place itself is not among the others
        behind = bisect_left(self._highs, share) - (own.high < share)
        ahead = len(self._lows) - bisect_right(self._lows, share) - (own.low > share)
        enough = others >= LEAST_OTHERS
        if self.contest.reaches(share) or (enough and behind >= PART * others):
            return Speaks.FOR
        return Speaks.AGAINST if enough and ahead >= PART * others else Speaks.NEITHER


def _weigh_up(place: K, judges: Sequence[_Judge[K]], is_barred: bool) -> Merit:
    own = [
        (judge, judge.contest.shares[place]) for judge in judges if place in judge.contest.shares
    ]
    at_least = tuple(judge.speaks(place, bounds.low) for judge, bounds in own)
    at_most = tuple(judge.speaks(place, bounds.high) for judge, bounds in own)
    outcome = Outcome.NOT
    if _suffices(at_least):
        outcome = Outcome.BARRED if is_barred else Outcome.PROPOSED
    elif _suffices(at_most) and not is_barred:
        outcome = Outcome.OPEN
    return Merit(outcome, at_least, at_most)


def _suffices(said: Sequence[Speaks]) -> bool:
    found = Counter(said)
    return 2 * found[Speaks.FOR] > len(said) and not found[Speaks.AGAINST]
