"""Where a figure should be by now, and when it will reach its target if it goes on as it does."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import fsum, sqrt

from diaban.engines.measuring.beta import beta_quantile

__all__ = ["Forecast", "Outlook", "expected_share", "forecast"]

LEAST_POINTS = 4  # three settle a line and its scatter, one more shows that it is one
FURTHEST_DAYS = 3653  # ten years: further on no line of a programme's year tells anything

Point = tuple[date, float]


class Outlook(StrEnum):
    """What can be said of reaching a target.

    >>> Outlook("cannot_tell").value
    'cannot_tell'
    """

    REACHED = "reached"
    KNOWN_PART = "known_part"  # what is known reaches it; what is unknown still decides
    EXPECTED = "expected"  # on a day, between two days
    NOT_BEFORE = "not_before"  # a first day only: it may as well take for ever
    CANNOT_TELL = "cannot_tell"  # too few figures, or they do not rise for certain


@dataclass(frozen=True, slots=True)
class Forecast:
    """The outlook, the likeliest day and between which days it lies; None where unknown.

    Of what is reached ``day`` is the first of the figures since which it has stayed so.

    ``daily`` is the rise of the share a day that the line has; None without a line.

    >>> Forecast(Outlook.CANNOT_TELL).day is None
    True
    """

    outlook: Outlook
    day: date | None = None
    earliest: date | None = None
    latest: date | None = None
    daily: float | None = None


def expected_share(milestones: Sequence[Point], on: date) -> float:
    """Return the share that a plan expects on a day: straight between its milestones.

    Before the first milestone its share, after the last its share. ``milestones``: days in order
    with shares 0 to 1, at least one. ValueError for none, or days out of order.

    >>> plan = [(date(2021, 1, 1), 0.2), (date(2021, 7, 1), 0.6), (date(2021, 12, 31), 1.0)]
    >>> round(expected_share(plan, date(2021, 4, 2)), 3)
    0.401
    >>> expected_share(plan, date(2022, 5, 1))
    1.0
    """
    days = [day for day, _ in milestones]
    if not days or any(later <= day for day, later in itertools.pairwise(days)):
        raise ValueError(f"milestones are days in order: {days}")
    if on <= days[0]:
        return milestones[0][1]
    for (begin, low), (end, high) in itertools.pairwise(milestones):
        if on <= end:
            return low + (high - low) * (on - begin).days / (end - begin).days
    return milestones[-1][1]


def forecast(points: Sequence[Point], target: float, confidence: float = 0.95) -> Forecast:
    """Return when the straight line through the figures meets the target, and how sure that is.

    ``points``: days in order with the shares measured on them; give those of the present pace
    (the last half year, say), since a line knows no change of pace. The interval holds every day
    on which the line's own confidence band covers the target (inverse regression: Fieller, J. R.
    Stat. Soc. B 16 (1954); Draper and Smith 1998, section 3.2). Where the rise could be chance the
    band never leaves the target again, and the outlook says so instead of giving a day.
    ValueError for days out of order or a confidence outside of 0 to 1.

    >>> months = [(date(2021, m, 1), s) for m, s in enumerate([0.1, 0.21, 0.29, 0.41, 0.5], 1)]
    >>> found = forecast(months, 0.8)
    >>> found.outlook.value, found.day.isoformat(), found.earliest.isoformat()
    ('expected', '2021-07-29', '2021-07-18')
    >>> forecast(months[:3], 0.8).outlook.value, forecast(months, 0.5).outlook.value
    ('cannot_tell', 'reached')
    """
    days = [day for day, _ in points]
    if any(later <= day for day, later in itertools.pairwise(days)):
        raise ValueError(f"figures are of days in order: {days}")
    t = student_deviate(confidence, max(1, len(points) - 2))
    if points and points[-1][1] >= target:
        since = itertools.takewhile(lambda point: point[1] >= target, reversed(points))
        return Forecast(Outlook.REACHED, day=min(day for day, _ in since))
    if len(points) < LEAST_POINTS:
        return Forecast(Outlook.CANNOT_TELL)
    line = _fit(points)
    if line.slope <= 0.0:
        return Forecast(Outlook.CANNOT_TELL, daily=line.slope)
    return _read_off(line, target, t)


def student_deviate(confidence: float, freedom: int) -> float:
    """Return how many standard errors to either side hold ``confidence`` of Student's t.

    By the beta distribution (Abramowitz and Stegun 26.7.1).

    >>> round(student_deviate(0.95, 10), 4)
    2.2281
    """
    if not 0.0 < confidence < 1.0:
        raise ValueError(f"a confidence lies between 0 and 1: {confidence}")
    below = beta_quantile(1.0 - confidence, freedom / 2.0, 0.5)
    return sqrt(freedom * (1.0 - below) / below)


@dataclass(frozen=True, slots=True)
class _Line:
    """Least squares through points, about their middle; days count from the first figure."""

    origin: date
    last: date
    number: int
    middle: float
    height: float
    slope: float
    spread: float  # sum of squared distances of the days from their middle
    variance: float  # of the figures about the line

    def day(self, from_middle: float) -> date | None:
        """Return the day so far from the middle; None beyond what can be told."""
        ahead = self.middle + from_middle - (self.last - self.origin).days
        if ahead > FURTHEST_DAYS:
            return None
        # it has not been reached yet, so the first day that is left is tomorrow
        return self.last + timedelta(days=max(1, round(ahead)))


def _fit(points: Sequence[Point]) -> _Line:
    origin = points[0][0]
    xs = [float((day - origin).days) for day, _ in points]
    ys = [share for _, share in points]
    n = len(points)
    middle, height = fsum(xs) / n, fsum(ys) / n
    spread = fsum((x - middle) ** 2 for x in xs)
    pairs = list(zip(xs, ys, strict=True))
    slope = fsum((x - middle) * (y - height) for x, y in pairs) / spread
    off = fsum((y - height - slope * (x - middle)) ** 2 for x, y in pairs)
    return _Line(origin, points[-1][0], n, middle, height, slope, spread, off / (n - 2))


def _read_off(line: _Line, target: float, t: float) -> Forecast:
    """Solve (height + slope·D - target)² = t²·variance·(1/n + D²/spread) for D."""
    missing = target - line.height
    noise = t * t * line.variance
    square = line.slope**2 - noise / line.spread
    constant = missing**2 - noise / line.number
    day = line.day(missing / line.slope)
    under_root = (line.slope * missing) ** 2 - square * constant
    if square <= 0.0:  # the rise could be chance
        return Forecast(Outlook.CANNOT_TELL, daily=line.slope)
    root = sqrt(max(0.0, under_root))
    earliest = line.day((line.slope * missing - root) / square)
    latest = line.day((line.slope * missing + root) / square)
    if earliest is None:
        return Forecast(Outlook.CANNOT_TELL, daily=line.slope)
    if day is None or latest is None:
        return Forecast(Outlook.NOT_BEFORE, None, earliest, None, line.slope)
    return Forecast(Outlook.EXPECTED, day, earliest, latest, line.slope)
