"""By which days a request about personal data must be answered.

Law 91/2025/QH15, article 4 (the rights), and Decree 356/2025/ND-CP, article 5 (the days), both in
force since 1 January 2026: a reply within two working days that says what will be done; then done
within the days of :data:`DAYS`, which may be extended once by as many again, with the reason told.
Read in law firms' accounts of the decree, not in the Official Gazette: compare before relying on
them. The longer days where a processor must act are not used, since there is none.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from diaban.spine.privacy.models import Wish

REPLY_WORKING_DAYS = 2
DAYS = {Wish.ACCESS: 10, Wish.RECTIFY: 10, Wish.ERASE: 20, Wish.RESTRICT: 15, Wish.OBJECT: 15}
# Labour Code 45/2019/QH14, article 112: those that the sun fixes; the lunar ones are counted as
# working days here, so that a day told is never too late
_HOLIDAYS = frozenset({(1, 1), (4, 30), (5, 1), (9, 1), (9, 2)})
_SATURDAY = 5


class LegalDays(NamedTuple):
    """The last day for the reply, and the last day for the work."""

    reply_by: date
    due_on: date


def legal_days(wish: Wish, received_on: date) -> LegalDays:
    """Count the days from the one after the request came."""
    return LegalDays(
        add_working_days(received_on, REPLY_WORKING_DAYS),
        received_on + timedelta(days=DAYS[wish]),
    )


def extend(wish: Wish, due_on: date) -> date:
    return due_on + timedelta(days=DAYS[wish])


def add_working_days(day: date, number: int) -> date:
    """Return the ``number``-th working day after ``day``."""
    while number:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and (day.month, day.day) not in _HOLIDAYS:
            number -= 1
    return day
