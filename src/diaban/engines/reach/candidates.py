"""What may be chosen when points are sited, and what may be spent on it: plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.sparse import csr_array  # type: ignore[import-untyped]

from diaban.engines.reach.array_types import Flags, Floats, Ints, Sparse
from diaban.engines.reach.errors import ReachError

__all__ = ["DAYS_A_WEEK", "Budget", "Demand", "SiteKind", "Sites"]

# a van serves one place a day, and its crew works five days
DAYS_A_WEEK = 5


class SiteKind(StrEnum):
    """What a site is; an existing one is there already and costs nothing.

    >>> SiteKind("room").name
    'ROOM'
    """

    EXISTING = "existing"
    POINT = "point"
    ROOM = "room"  # borrowed, in a cultural house for instance
    MOBILE_DAY = "mobile_day"  # a van stands there one weekday in each week


@dataclass(frozen=True, slots=True)
class Demand:
    """How many live at each place, and which sites reach them there.

    `households`: float64[h]. `reached`: [sites, h], what a household that this site reaches has of
    what it has of a point with full hours: above 0 and up to 1, and nothing stored where it is not
    reached. That is the declared rule for rooms and mobile days: 1 says that a day a week is as
    good as a point, 0.5 that it is worth half. Of several sites the best one counts. Each further
    share in use makes the problem larger; a few are meant. ReachError `length`, `negative`
    (households, with their row), `share` (with the site).

    >>> Demand(np.array([5.0]), csr_array(np.array([[0.5]]))).households.tolist()
    [5.0]
    """

    households: Floats
    reached: Sparse

    def __post_init__(self) -> None:
        if self.reached.shape[1] != len(self.households):
            raise ReachError(
                "length", field="reached", length=self.reached.shape[1],
                expected=len(self.households),
            )  # fmt: skip
        wrong = np.flatnonzero(~((self.households >= 0) & np.isfinite(self.households)))
        if len(wrong):
            raise ReachError("negative", field="households", row=int(wrong[0]))
        table = csr_array(self.reached)
        share = table.data
        outside = np.flatnonzero(~((share > 0) & (share <= 1)))
        if len(outside):
            at = int(outside[0])
            site = int(np.searchsorted(table.indptr, at, side="right")) - 1
            raise ReachError("share", field="reached", row=site, share=float(share[at]))


@dataclass(frozen=True, slots=True)
class Sites:
    """The sites that are there and those that may be added.

    `kinds`: n of them. `cost`: float64[n] in money, None where money does not matter. ReachError
    `length` for unequal lengths, `negative` for a cost below zero or none.

    >>> Sites([SiteKind.EXISTING, SiteKind.ROOM]).of_kind(SiteKind.ROOM).tolist()
    [1]
    """

    kinds: Sequence[SiteKind]
    cost: Floats | None = None

    def __post_init__(self) -> None:
        if self.cost is None:
            return
        if len(self.cost) != len(self.kinds):
            raise ReachError(
                "length", field="cost", length=len(self.cost), expected=len(self.kinds)
            )
        wrong = np.flatnonzero(~((self.cost >= 0) & np.isfinite(self.cost)))
        if len(wrong):
            raise ReachError("negative", field="cost", row=int(wrong[0]))

    def of_kind(self, *kinds: SiteKind) -> Ints:
        """Return the sites of some kinds, int64, in order.

        >>> Sites([SiteKind.ROOM, SiteKind.POINT]).of_kind(SiteKind.POINT).tolist()
        [1]
        """
        return np.flatnonzero(self.is_kind(*kinds))

    def is_kind(self, *kinds: SiteKind) -> Flags:
        """Return for each site whether it is of one of some kinds, bool[n].

        >>> Sites([SiteKind.ROOM, SiteKind.POINT]).is_kind(SiteKind.POINT).tolist()
        [False, True]
        """
        return np.array([kind in kinds for kind in self.kinds], dtype=np.bool_)


@dataclass(frozen=True, slots=True)
class Budget:
    """What may be added, at most; None is no limit.

    `sites`: new points and borrowed rooms together. `vans`: each stands at five places a week, so
    that is five mobile days. `money`: the sum of the costs of all that is added, mobile days too.
    ReachError `negative` for amounts below zero.

    >>> Budget(sites=3, vans=1).vans
    1
    """

    sites: int | None = None
    vans: int | None = 0
    money: float | None = None

    def __post_init__(self) -> None:
        for field in ("sites", "vans", "money"):
            amount = getattr(self, field)
            if amount is not None and not amount >= 0:
                raise ReachError("negative", field=field, amount=amount)

    def limits(self, sites: Sites) -> tuple[Floats, Floats]:
        """Return what each site uses of each limit, float64[limits, n], and the limits.

        >>> uses, limits = Budget(sites=3).limits(Sites([SiteKind.ROOM, SiteKind.MOBILE_DAY]))
        >>> uses.tolist(), limits.tolist()
        ([[1.0, 0.0], [0.0, 1.0]], [3.0, 0.0])
        """
        uses, limits = [], []
        if self.sites is not None:
            uses.append(sites.is_kind(SiteKind.POINT, SiteKind.ROOM).astype(np.float64))
            limits.append(float(self.sites))
        if self.vans is not None:
            uses.append(sites.is_kind(SiteKind.MOBILE_DAY).astype(np.float64))
            limits.append(float(self.vans * DAYS_A_WEEK))
        if self.money is not None:
            if sites.cost is None:
                raise ReachError("no_cost", field="cost")
            uses.append(np.where(sites.is_kind(SiteKind.EXISTING), 0.0, sites.cost))
            limits.append(float(self.money))
        return np.array(uses).reshape(len(uses), len(sites.kinds)), np.array(limits)
