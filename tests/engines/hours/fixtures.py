"""A thousand opening hours with a day and its open minutes, made without any library of hours.

``FIXTURES`` are made from a fixed seed: 700 in the OSM grammar (``osm_cases``) and 300 in free
Vietnamese (``vietnamese_cases``). ``DIGEST`` is that of the frozen list: what an engine is measured
by does not change unseen. They were written before the engine and without a look at it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date

from tests.engines.hours import osm_cases, vietnamese_cases
from tests.engines.hours.days_off import HOLIDAYS
from tests.engines.hours.schedules import Spans

SEED = 20261124
DIGEST = "44b9ba23ea66c9e6f1d47210c250a05778dcc8f9ac9f06cc4d6a62f1086b1750"

TWO_READINGS = frozenset(
    {
        "7H45 PHÚT-11H15 PHÚT VÀ 13H15 PHÚT-16H45 PHÚT, THỨ 2, THỨ 4, THỨ 6, NGÀY LỄ NGHỈ",
        "buổi sáng 7h45 – 11h15; buổi chiều 13h30 – 16h, thứ 2 - thứ 7, lễ, Tết nghỉ",
        "TỪ 07H15 PHÚT ĐẾN 10H45 PHÚT; TỪ 14H ĐẾN 17H THỨ 3, 5, 7, NGÀY LỄ NGHỈ",
        "buổi sáng: 8h–12h; buổi chiều: 13h15 phút–16h45 phút thứ 3, thứ 5 ngày lễ nghỉ",
        "7h30-11h30 T.3, T.5, T.7, lễ, Tết nghỉ",
        "TỪ 7 GIỜ SÁNG ĐẾN 4 GIỜ CHIỀU THỨ HAI-THỨ SÁU NGÀY LỄ NGHỈ",
        "7h15-10h45; 13h30-17h, Thứ 2, 4, 6 nghỉ các ngày lễ, Tết",
        "7g - 11g; 13g45 - 17g15; 17g30 - 19g30 thu 3, thu 5 nghi cac ngay le",
        "sáng: 7:45 – 11:15 Thứ 2 - Thứ 7 nghỉ lễ tết",
        "Mở cửa từ 7 giờ 45 đến 11 giờ 15 thứ 2–thứ 7 nghỉ lễ, tết",
    }
)
"""Faults of the fixtures, found when the engine first read them: after hours without days, the days
may be those of the hours or be closed with the holidays. They are to be refused, and stay in."""


def has_two_readings(text: str) -> bool:
    return unicodedata.normalize("NFC", text) in TWO_READINGS


@dataclass(frozen=True)
class Fixture:
    """``open_minutes`` are [start, end) after the local midnight of ``day`` (Asia/Ho_Chi_Minh)."""

    language: str
    family: str
    text: str
    day: date
    is_holiday: bool
    open_minutes: Spans

    def __str__(self) -> str:
        return f"{self.family} {self.day} {self.text}"


FIXTURES = tuple(
    Fixture(language, family, text, day, day in HOLIDAYS, schedule.open_intervals(day))
    for language, cases in (("osm", osm_cases.cases), ("vi", vietnamese_cases.cases))
    for family, (schedule, text, day) in cases(SEED)
)


def digest() -> str:
    """SHA-256 over every field of every fixture."""
    lines = (
        f"{fixture.language}|{fixture.text}|{fixture.day}|{fixture.is_holiday}|{fixture.open_minutes}"
        for fixture in FIXTURES
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
