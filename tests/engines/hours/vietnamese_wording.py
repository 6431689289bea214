"""Schedules written in free Vietnamese, as officers write them on notices and in forms.

Only what a Vietnamese reader takes in one way. Left out: "giờ hành chính", "ngày làm việc" (their
hours and days differ by place), "các ngày trong tuần" (five or seven), "mùa hè" without dates, a
holiday of which the text says nothing, and one on a weekday that is closed otherwise where the text
says "kể cả ngày lễ".
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

from tests.engines.hours.schedules import EVERY, Spans

NUMBERS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
NOON, EVENING = 12 * 60, 18 * 60


@dataclass(frozen=True)
class Hand:
    """One officer's habits, kept through a whole text."""

    hour: str
    days: str
    dash: str
    until: str
    part_of_day: bool
    twelve: bool
    padded: bool

    @classmethod
    def of(cls, rng: random.Random) -> Hand:
        return cls(
            hour=rng.choice(("h", "h", "h", "g", ":", " giờ ", "h phút", "h00", "g00")),
            days=rng.choice(("T", "T", "Thứ n", "thứ n", "thứ chữ", "Thứ Chữ", "T.")),
            dash=rng.choice(("–", "-", " - ", "-", " – ", " đến ")),
            until=rng.choice(("-", "–", " - ", " – ", " đến ", "từ")),
            part_of_day=rng.random() < 0.5,
            twelve=rng.random() < 0.3,
            padded=rng.random() < 0.3,
        )


def write_time(minutes: int, hand: Hand) -> str:
    hours, rest = divmod(minutes, 60)
    if hand.part_of_day and hand.twelve and minutes > NOON + 59:
        hours -= 12
    number = f"{hours:02d}" if hand.padded and not hand.twelve else str(hours)
    if hand.hour == ":":
        return f"{number}:{rest:02d}"
    if hand.hour in ("h00", "g00"):
        return f"{number}{hand.hour[0]}{rest:02d}"
    if hand.hour == " giờ ":
        return f"{number} giờ {rest}" if rest else f"{number} giờ"
    if hand.hour == "h phút":
        return f"{number}h{rest:02d} phút" if rest else f"{number}h"
    return f"{number}{hand.hour}{rest:02d}" if rest else f"{number}{hand.hour}"


def write_span(span: tuple[int, int], hand: Hand) -> str:
    start, end = (write_time(minutes, hand) for minutes in span)
    return f"từ {start} đến {end}" if hand.until == "từ" else f"{start}{hand.until}{end}"


def part_of(span: tuple[int, int]) -> str:
    return "sáng" if span[0] < NOON else "chiều" if span[0] < EVENING - 30 else "tối"


def write_hours(spans: Spans, hand: Hand, rng: random.Random) -> str:
    """'sáng 7h30-11h30, chiều 1h30-5h' or the spans alone, on the 24-hour clock."""
    if not hand.part_of_day:
        return rng.choice((", ", " và ", "; ")).join(write_span(span, hand) for span in spans)
    prefix = rng.choice(("", "", "buổi "))
    colon = rng.choice((" ", " ", ": "))
    joint = rng.choice((", ", ", ", "; "))
    return joint.join(f"{prefix}{part_of(span)}{colon}{write_span(span, hand)}" for span in spans)


def write_day(day: int, hand: Hand) -> str:
    if day == 6:
        return "CN" if hand.days in ("T", "T.") else "chủ nhật"
    if hand.days == "T":
        return f"T{day + 2}"
    if hand.days == "T.":
        return f"T.{day + 2}"
    if hand.days in ("Thứ n", "thứ n"):
        return f"{hand.days[:-2]} {day + 2}"
    return f"thứ {NUMBERS[day]}" if hand.days == "thứ chữ" else f"Thứ {NUMBERS[day].capitalize()}"


def write_days(days: frozenset[int], hand: Hand, rng: random.Random) -> str:
    if days == EVERY:
        return rng.choice(
            ("cả tuần", "hàng ngày", "hằng ngày", "tất cả các ngày", "tất cả các ngày trong tuần")
        )
    ordered = sorted(days)
    if len(days) > 2 and ordered == list(range(ordered[0], ordered[-1] + 1)):
        first, last = write_day(ordered[0], hand), write_day(ordered[-1], hand)
        if hand.dash == " đến " and rng.random() < 0.5:
            return f"từ {first} đến {last}"
        return f"{first}{hand.dash}{last}"
    names = [write_day(day, hand) for day in ordered]
    if hand.days in ("Thứ n", "thứ n") and len(days) > 1 and 6 not in days and rng.random() < 0.5:
        return f"{names[0]}, " + ", ".join(str(day + 2) for day in ordered[1:])
    if len(names) > 1 and rng.random() < 0.3:
        return ", ".join(names[:-1]) + f" và {names[-1]}"
    return ", ".join(names)


CLOSED_ON_HOLIDAYS = (
    "nghỉ lễ",
    "nghỉ lễ, tết",
    "nghỉ lễ tết",
    "nghỉ các ngày lễ",
    "nghỉ các ngày lễ, Tết",
    "trừ ngày lễ",
    "trừ ngày lễ, tết",
    "(trừ lễ, Tết)",
    "ngày lễ nghỉ",
    "lễ, Tết nghỉ",
    "không làm việc ngày lễ",
)
CLOSED_AS_WELL = tuple(words for words in CLOSED_ON_HOLIDAYS if "trừ" not in words)
"""After "nghỉ CN", where "trừ ngày lễ" could be an exception from the exception."""
OPEN_ON_HOLIDAYS = ("kể cả ngày lễ", "kể cả lễ, Tết", "kể cả ngày lễ, tết")


def write_closed(days: frozenset[int], hand: Hand, rng: random.Random) -> str:
    """'CN nghỉ', 'nghỉ thứ 7, chủ nhật', 'trừ chủ nhật'."""
    names = write_days(days, hand, rng)
    return rng.choice((f"{names} nghỉ", f"nghỉ {names}", f"trừ {names}"))


def without_marks(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(mark for mark in plain if not unicodedata.combining(mark))


def as_typed(text: str, rng: random.Random) -> str:
    """Without marks, in capitals, decomposed, with a full stop, or as it is."""
    kind = rng.random()
    if kind < 0.15:
        return without_marks(text)
    if kind < 0.22:
        return text.upper()
    if kind < 0.27:
        return unicodedata.normalize("NFD", text)
    if kind < 0.33:
        return text[0].upper() + text[1:] + "."
    if kind < 0.5:
        return text[0].upper() + text[1:]
    return text
