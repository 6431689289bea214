"""A target's way through its time: what the plan expects and what was measured, as a drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, isfinite

from diaban.engines.measuring import Forecast, Outlook
from diaban.spine.programme.targets import Standing

WIDTH, HEIGHT = 640.0, 260.0
LEFT, BOTTOM, TOP, RIGHT = 44.0, 28.0, 10.0, 12.0
MOST_LABELS = 8
# months of a year that are written below, and of which years
_LABELS = (((1, 4, 7, 10), 1), ((1, 7), 1), ((1,), 1), ((1,), 2), ((1,), 5))


@dataclass(frozen=True)
class Mark:
    """A measured day: where its share stands, and its bounds, all in the drawing's units."""

    day: date
    x: str
    y: str
    low: str
    high: str


@dataclass(frozen=True)
class Curve:
    """What the drawing holds, written as SVG reads it; nothing of it depends on a language."""

    expected: str
    threshold: str
    marks: list[Mark]
    line: str
    band: tuple[str, str] | None
    rungs: list[tuple[str, int]]
    months: list[tuple[str, date]]

    width, height = WIDTH, HEIGHT
    left, bottom, right = LEFT, HEIGHT - BOTTOM, WIDTH - RIGHT

    @classmethod
    def of(cls, points: Sequence[tuple[date, Standing]], forecast: Forecast | None) -> Curve:
        """Draw the figures by the gauge of the last day; another rule's are another curve."""
        now = points[-1][1]
        target = now.target
        told = [
            (day, one.shares)
            for day, one in points
            if one.gauge == now.gauge and one.shares and one.shares.share is not None
        ]
        frame = Frame(
            min(target.begins_on, points[0][0]),
            max(target.ends_on, points[-1][0]),
            _top([share for _day, shares in told for share in shares]),
        )
        marks = [
            Mark(day, frame.x(day), frame.y(s.share or 0), frame.y(s.low), frame.y(s.high))
            for day, s in told
        ]
        plan = [(date.fromisoformat(day), share) for day, share in target.milestones]
        return cls(
            " ".join(f"{frame.x(day)},{frame.y(share)}" for day, share in plan),
            frame.y(target.threshold) if target.threshold is not None else "",
            marks,
            " ".join(f"{mark.x},{mark.y}" for mark in marks),
            _band(frame, forecast),
            [(frame.y(frame.top * n / 4), round(frame.top * 25 * n)) for n in range(5)],
            [(frame.x(day), day) for day in frame.labelled()],
        )


@dataclass(frozen=True)
class Frame:
    """The days and shares that the drawing goes over."""

    first: date
    last: date
    top: float

    def x(self, day: date) -> str:
        part = (day - self.first).days / max(1, (self.last - self.first).days)
        return f"{LEFT + min(1.0, max(0.0, part)) * (WIDTH - LEFT - RIGHT):.1f}"

    def y(self, share: float) -> str:
        part = min(1.0, share / self.top)
        return f"{TOP + (1.0 - part) * (HEIGHT - TOP - BOTTOM):.1f}"

    def labelled(self) -> list[date]:
        """Return the first days of quarters, half years or years, as many as have room."""
        years = range(self.first.year, self.last.year + 1)
        days: list[date] = []
        for months, every in _LABELS:
            firsts = [date(year, m, 1) for year in years if year % every == 0 for m in months]
            days = [day for day in firsts if self.first <= day <= self.last]
            if len(days) <= MOST_LABELS:
                return days
        return days[:: 1 + len(days) // MOST_LABELS]


def _top(shares: Sequence[float]) -> float:
    """Return the share at the top: 1, or of an amount that was passed the next whole number."""
    return float(ceil(max((share for share in shares if isfinite(share)), default=1.0) or 1.0))


def _band(frame: Frame, forecast: Forecast | None) -> tuple[str, str] | None:
    """Return from where to where the day of reaching it lies, as far as the drawing goes."""
    if forecast is None or forecast.outlook != Outlook.EXPECTED:
        return None
    first, last = forecast.earliest, forecast.latest
    if first is None or last is None or first > frame.last:
        return None
    begin, end = float(frame.x(first)), float(frame.x(last))
    return f"{begin:.1f}", f"{max(2.0, end - begin):.1f}"
