"""One unit's figure beside those of its peers: rank, best and median of what is known."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from diaban.engines.measuring import Count
from diaban.spine.programme.models import Relation
from diaban.spine.programme.targets import Standing

_LESS_IS_BETTER = frozenset({Relation.AT_MOST, Relation.BELOW})


@dataclass(frozen=True, slots=True)
class AmongPeers:
    """A unit's count, and where its share stands among the ``known`` shares of all units.

    ``rank`` is 1 for the best, shared by equals; None where the unit's own share is unknown.
    ``unknown``: units of which no share is known, not even this one's perhaps.
    """

    count: Count
    rank: int | None
    known: int
    unknown: int
    best: float | None
    median: float | None


def among_peers(standing: Standing, unit_id: int) -> AmongPeers | None:
    """Return how a unit stands among its peers; None where the target is not told of such units."""
    counts = {unit: count for unit, count in standing.counts.items() if unit is not None}
    if unit_id not in counts and unit_id not in standing.silent:
        return None
    own = counts.get(unit_id, Count())
    shares = [count.share for count in counts.values() if count.share is not None]
    sign = -1 if standing.target.relation in _LESS_IS_BETTER else 1
    return AmongPeers(
        own,
        None if own.share is None else 1 + sum(sign * (one - own.share) > 0 for one in shares),
        len(shares),
        len(counts) - len(shares) + len(standing.silent),
        max(shares, key=lambda one: sign * one, default=None),
        median(shares) if shares else None,
    )
