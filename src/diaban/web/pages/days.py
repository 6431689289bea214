"""The day an answer speaks of: pages, interface and command line refuse the same days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from diaban.spine.places.gazetteer import FIRST_DAY
from diaban.spine.places.units import LAST_THREE_TIER_DAY, TWO_TIER_FROM, today

# before this day Hanoi had other communes than the 526, and the tables do not hold them
EARLIEST = date(2025, 1, 1)


class DayError(ValueError):
    """A day of which the tables know nothing; ``reason`` is for programs."""

    def __init__(self, day: date, earliest: date = EARLIEST) -> None:
        self.reason = "day_too_early" if day < earliest else "day_not_come"
        if day < earliest:
            self.vi = (
                f"Chưa có đơn vị hành chính của ngày {day}. Hãy chọn từ {earliest} đến hôm nay."
            )
            self.en = f"No units are known on {day}. Choose a day from {earliest} to today."
        else:
            self.vi = f"Ngày {day} chưa tới. Hãy chọn từ {earliest} đến hôm nay, {today()}."
            self.en = f"{day} has not come yet. Choose from {earliest} to today, {today()}."
        super().__init__(f"{self.reason}: {day}")


def require_known_day(as_of: date | None) -> date:
    """Return the day itself, or today for none. Raises DayError for a day that is not known."""
    return _require(as_of, EARLIEST)


def require_addressed_day(as_of: date | None) -> date:
    """Return the day itself, or today: one whose units, anywhere in the country, are known."""
    return _require(as_of, FIRST_DAY)


def _require(as_of: date | None, earliest: date) -> date:
    if as_of is None:
        return today()
    if not earliest <= as_of <= today():
        raise DayError(as_of, earliest)
    return as_of


@dataclass(frozen=True)
class PickedDay:
    """``refused`` is what was asked for and cannot be answered; the day is today then."""

    as_of: date
    refused: str = ""

    @property
    def is_former(self) -> bool:
        return self.as_of < TWO_TIER_FROM


def pick_day(request: HttpRequest, name: str = "as_of") -> PickedDay:
    wanted = request.GET.get(name, "")
    if not wanted:
        return PickedDay(today())
    try:
        return PickedDay(require_known_day(date.fromisoformat(wanted)))
    except ValueError:  # DayError too
        return PickedDay(today(), refused=wanted)


def day_choices() -> dict[str, date]:
    return {"earliest": EARLIEST, "latest": today(), "last_former_day": LAST_THREE_TIER_DAY}
