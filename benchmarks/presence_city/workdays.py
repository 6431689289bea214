"""Models the year: local days from Monday 2025-01-06, Tết, holidays, rain and storms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from benchmarks.presence_city.chance import Chance

FIRST_DAY = date(2025, 1, 6)
DAY_SECONDS = 86_400
# local midnight of the first day, in UTC (Vietnam is UTC+7 without summer time)
LOCAL_ORIGIN = datetime(2025, 1, 5, 17, 0, tzinfo=UTC)

# Tết 2025 was on 29 January and Tết 2026 on 17 February: the post rests for about five days
TET = [(date(2025, 1, 28), date(2025, 2, 1)), (date(2026, 2, 16), date(2026, 2, 20))]
# one-day holidays: main offices keep a duty day, commune points mostly stay shut
HOLIDAYS = {
    date(2025, 4, 7),
    date(2025, 4, 30),
    date(2025, 5, 1),
    date(2025, 9, 1),
    date(2025, 9, 2),
    date(2026, 1, 1),
}
OPEN_ON_HOLIDAY = 0.25  # a quarter of the points keep duty on a public holiday
STORMS_A_YEAR = 3  # a northern city meets two to four storms a year that cut power and masts


@dataclass(slots=True)
class Year:
    """The days that are run, and what falls on them."""

    days: int
    rainy: set[int]
    storms: list[tuple[float, float]]  # seconds since the first local midnight
    maintenance: list[tuple[float, float]]  # when the server could not be reached

    def date_of(self, day: int) -> date:
        return FIRST_DAY + timedelta(days=day)

    def is_tet(self, day: int) -> bool:
        today = self.date_of(day)
        return any(first <= today <= last for first, last in TET)

    def is_holiday(self, day: int) -> bool:
        return self.date_of(day) in HOLIDAYS

    def server_back(self, moment: float) -> float:
        """The moment itself, or the end of the maintenance it falls into."""
        for first, last in self.maintenance:
            if first <= moment < last:
                return last
        return moment


def build_year(days: int, chance: Chance) -> Year:
    """Draws the weather and the server's bad hours."""
    # heavy rain at rush hour: one day in five from May to October, one in twelve otherwise
    rainy = set()
    for day in range(days):
        month = (FIRST_DAY + timedelta(days=day)).month
        if chance.hit(0.20 if 5 <= month <= 10 else 0.08):
            rainy.add(day)
    storms = []
    for _ in range(STORMS_A_YEAR):
        day = chance.whole(200, 300)  # late July to end of October
        start = day * DAY_SECONDS + chance.between(0, DAY_SECONDS)
        storms.append((start, start + chance.between(8, 40) * 3600))
    # three unplanned server outages a year in working hours, one to four hours long
    maintenance = []
    for _ in range(3):
        start = chance.whole(0, max(days - 1, 1)) * DAY_SECONDS + chance.between(6, 17) * 3600
        maintenance.append((start, start + chance.between(1, 4) * 3600))
    return Year(days, rainy, storms, sorted(maintenance))
