"""How much of the last weeks somebody was there, point by point, for lists that show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from diaban.sectors.post.presence.staffing import (
    STAFFED_DAYS,
    STAFFED_SHARE,
    staffed_by_share,
    staffed_share,
)

# as a list is asked for them; of the points that are in neither nobody can tell
VERDICTS = {"yes": True, "no": False, "unknown": None}


class Lately(NamedTuple):
    """A point's minutes of the last `STAFFED_DAYS`; ``verdict``: whether somebody serves there."""

    required: int
    staffed: int
    unknown: int
    verdict: bool | None

    @property
    def share(self) -> float | None:
        """What is evidenced of the required minutes; None where nothing is required."""
        return self.staffed / self.required if self.required else None

    @property
    def unknown_share(self) -> float | None:
        return self.unknown / self.required if self.required else None

    @property
    def asked_as(self) -> str:
        return next(word for word, told in VERDICTS.items() if told is self.verdict)


NOTHING = Lately(0, 0, 0, None)


def staffed_lately(on: date) -> dict[int, Lately]:
    """Return the minutes of each point that has any; of every other one nothing is known."""
    told = staffed_by_share(on, STAFFED_DAYS, STAFFED_SHARE)
    rows = staffed_share(on, STAFFED_DAYS).iter_rows(named=True)
    return {
        row["point"]: Lately(
            row["required_minutes"], row["staffed_minutes"], row["unknown_minutes"],
            told.get(row["point"]),
        )
        for row in rows
    }  # fmt: skip


def are_so(asked: str, lately: Mapping[int, Lately]) -> Q:
    """Return which points are staffed, are not, or of which nobody can tell."""
    verdict = VERDICTS[asked]
    if verdict is None:
        return ~Q(pk__in=[number for number, one in lately.items() if one.verdict is not None])
    return Q(pk__in=[number for number, one in lately.items() if one.verdict is verdict])
