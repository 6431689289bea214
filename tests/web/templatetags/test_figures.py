"""Numbers as people read them: no share that is not whole looks whole."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from diaban.spine.parties.models import User, local_operator
from diaban.web.templatetags import figures


@pytest.mark.parametrize(("language", "text"), [("vi", "1.234.567"), ("en", "1,234,567")])
def test_thousands_are_parted_as_the_language_does(language, text):
    with override(language):
        assert figures.number(1_234_567) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0\xa0%"),
        (0.00001, "<\xa00.1\xa0%"),
        (0.5, "50.0\xa0%"),
        (0.99999, ">\xa099.9\xa0%"),
        (1, "100\xa0%"),
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


@pytest.mark.parametrize(
    ("language", "words"), [("vi", "người dùng máy này"), ("en", "this computer's user")]
)
def test_who_never_signed_in_is_told_in_words_and_everybody_else_by_name(db, language, words):
    with override(language):
        assert figures.person(local_operator()) == words
        assert figures.person(User(username="lan")) == "lan"
        assert figures.person(User(username="lan", first_name="Lan", last_name="Trần")) != "lan"
        assert figures.person(None) == ""


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(-0.082, 1, "−8,2"), (0.0011, 1, "+0,1"), (0.0011, 2, "+0,11")]
)
def test_differences_are_in_points_with_as_many_decimals_as_tell_them_apart(value, decimals, text):
    with override("vi"):
        assert figures.points(value, decimals) == text
