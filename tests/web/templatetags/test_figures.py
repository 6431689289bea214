"""Numbers as people read them: no share that is not whole looks whole."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from diaban.web.templatetags import figures


@pytest.mark.parametrize(("language", "text"), [("vi", "1.234.567"), ("en", "1,234,567")])
def test_thousands_are_parted_as_the_language_does(language, text):
    with override(language):
        assert figures.number(1_234_567) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0 %"),
        (0.00001, "< 0.1 %"),
        (0.5, "50.0 %"),
        (0.99999, "> 99.9 %"),
        (1, "100 %"),
    ],
)
def test_a_share_is_nought_or_whole_only_where_it_is(value, text):
    with override("en"):
        assert figures.share(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.001, "< 1 %"), (0.5, "50 %"), (0.999, "> 99 %"), (1, "100 %")]
)
def test_a_chance_is_certain_only_where_it_is(value, text):
    assert figures.chance(value) == text


def test_days_are_written_as_the_language_does():
    with override("vi"):
        assert figures.day(date(2025, 7, 1)) == "1/7/2025"
    with override("en"):
        assert figures.day(date(2025, 7, 1)) == "1 Jul 2025"
    assert figures.day(None) == ""


def test_a_moment_is_written_as_its_day_in_viet_nam():
    """At 18:12 of the 26th in London it is past one o'clock of the 27th in Hanoi."""
    with override("vi"):
        assert figures.day(datetime(2026, 11, 26, 18, 12, tzinfo=UTC)) == "27/11/2026"
