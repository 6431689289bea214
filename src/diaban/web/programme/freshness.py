"""Whether figures hold all that has been said: no page shows old ones without saying so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from diaban.spine.figures.computing import lags
from diaban.spine.figures.declaring import measures, tables
from diaban.spine.programme.targets import Standing


@dataclass(frozen=True)
class Lagging:
    """Figures that do not hold what was said last; ``counted_at`` is None where none were ever."""

    counted_at: datetime | None


def lagging_tables(standings: Iterable[Standing]) -> Lagging | None:
    """Return when figures that lag behind were counted; None where all of them are of now."""
    measured = [one for one in standings if one.gauge and one.gauge.measure]
    names = {measures()[one.gauge.measure].table for one in measured if one.gauge}
    if not any(lags(tables()[name]) for name in names):
        return None
    counted = [one.stored.computed_at for one in measured if one.stored]
    return Lagging(min(counted, default=None))
