"""The five classes in which a map paints shares, from the palest to the darkest, and their key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

from django.utils.translation import gettext as _

from diaban.engines.measuring import Count
from diaban.spine.programme.models import Relation, Target
from diaban.spine.programme.targets import meets
from diaban.web.templatetags.figures import NO_BREAK, plain, sign

# no class is narrower: its limits would all be the same whole percent
_NARROWEST = 0.01
_FARTHER = 20  # one of so many places may be farther off than where the classes begin
_TINY = 1e-9  # what is left of a share when it is reckoned with


@dataclass(frozen=True)
class ShareClasses:
    """Four limits between five classes, from the palest on: rising, or falling where less is asked.

    A share is in the class of as many limits as it meets. ``relation`` is how it meets the last
    one, at which the darkest class begins; ``is_asked``: that is what a target asks for.
    """

    limits: tuple[float, ...]
    relation: Relation = Relation.AT_LEAST
    is_asked: bool = False

    @property
    def falls(self) -> bool:
        return self.relation in {Relation.AT_MOST, Relation.BELOW}

    def class_of(self, share: float | None, at_worst: float | None = None) -> str:
        """Return the number of a share's class; ``x`` where it is unknown.

        Only what is so ``at_worst``, whatever is unknown, is in the class of what is asked.

        >>> [COVERED.class_of(share) for share in (0.0, 0.5, 0.98, None)]
        ['0', '1', '4', 'x']
        """
        if share is None:
            return "x"
        *before, last = self.limits
        plain_relation = Relation.AT_MOST if self.falls else Relation.AT_LEAST
        met = [meets(share, plain_relation, limit) for limit in before]
        surely = share if at_worst is None or not self.is_asked else at_worst
        reached = meets(share, self.relation, last) and meets(surely, self.relation, last)
        return str(sum((*met, reached)))

    def class_of_count(self, count: Count | None) -> str:
        """Return the class of a place by what was counted there."""
        if count is None:
            return "x"
        return self.class_of(count.share, count.high if self.falls else count.low)

    @property
    def legend(self) -> list[tuple[int, str]]:
        """The classes with their words, the palest first."""
        told = [plain(round(100 * limit, 1)) for limit in self.limits]
        pairs = pairwise(told)
        between = [f"{low}–{high}" for low, high in (p[::-1] if self.falls else p for p in pairs)]
        # no share is above all or below nothing
        is_end = self.limits[-1] == (0.0 if self.falls else 1.0)
        last = told[-1] if is_end else f"{sign(self.relation)}{NO_BREAK}{told[-1]}"
        words = [f"{'>' if self.falls else '<'}{NO_BREAK}{told[0]}", *between, last]
        whole = [f"{one}{NO_BREAK}%" for one in words]
        if self.is_asked:
            # what is measured there may be more than the class says: unknown rows decide
            whole[-2] = _("%(share)s, or reached but not surely") % {"share": whole[-2]}
            whole[-1] = _("%(share)s (reached)") % {"share": whole[-1]}
        return list(enumerate(whole))


# of what is nearly whole everywhere, as households with a code are to be
COVERED = ShareClasses((0.5, 0.8, 0.9, 0.98))


def classes_for(target: Target, shares: Iterable[float] = ()) -> ShareClasses:
    """Return the classes that tell how far a target's places are from what is asked of a share.

    The darkest is what is asked; the others are the quarters of the way there from the places that
    are farthest off (one in twenty may be farther), so that places that are near one another are
    told apart, too; without ``shares`` from nothing, or where less is asked from all. Limits are
    whole percents. The usual classes where no share is asked, where it leaves no room for four
    more, or where it is asked exactly. An amount asks no share of any single place.
    """
    asked = None if target.amount else target.threshold
    relation = Relation(target.relation)
    if relation == Relation.EXACTLY and asked == 1.0:
        relation = Relation.AT_LEAST
    if asked is None or relation == Relation.EXACTLY:
        return COVERED
    falls = relation in {Relation.AT_MOST, Relation.BELOW}
    farthest = _farthest(asked, shares, falls=falls)
    width = (farthest - asked) / 4
    if abs(width) < _NARROWEST - _TINY:
        return COVERED
    steps = (asked + n * width for n in (3, 2, 1))
    return ShareClasses((*(round(100 * one) / 100 for one in steps), asked), relation, True)


def _farthest(asked: float, shares: Iterable[float], *, falls: bool) -> float:
    """Return the step of 5 % that hardly a share is beyond, with room for four classes."""
    end = 1.0 if falls else 0.0
    known = sorted(shares, reverse=falls)
    if not known:
        return end
    far = known[len(known) // _FARTHER]
    if falls:
        return min(end, max(ceil(20 * far) / 20, asked + 4 * _NARROWEST))
    return max(end, min(floor(20 * far) / 20, asked - 4 * _NARROWEST))
