"""The days of the week, Monday first, as the pages and the lists of the sector write them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

# as within a sentence
WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
# as lists write them, by the number of the day: 1 is Monday
WEEKDAYS_VI = ("", "T2", "T3", "T4", "T5", "T6", "T7", "CN")
WEEKDAYS_EN = ("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
