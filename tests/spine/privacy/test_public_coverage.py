"""What anybody may read of coverage: once a day the same, and nothing of few households."""

from datetime import timedelta

import pytest
from tests.hanoi import commune_of_postal_code
from tests.registry import door, observe

from diaban.spine.addresses.coding import run_coding
from diaban.spine.places.units import today
from diaban.spine.privacy.duties import do_once_a_day
from diaban.spine.privacy.models import CoveragePublication, Duty
from diaban.spine.privacy.public_coverage import latest_publication, publish_coverage

THERE = (21.0368, 105.8346)


@pytest.fixture
def uneven_city(operator, official_hanoi):
    """27 households in Hoàn Kiếm, of which two are confirmed, and 3 in Ba Đình."""
    observe(*(door(f"h{n}", house_number=str(n), street="Hàng Bông") for n in range(25)))
    observe(*(door(f"c{n}", life="confirmed") for n in range(2)))
    observe(*(door(f"b{n}", THERE, house_number=str(n), street="Đội Cấn") for n in range(3)))
    run_coding(operator)


def row_of(published: CoveragePublication, postal_code: str) -> dict[str, object]:
    code = commune_of_postal_code(postal_code).code
    return next(row for row in published.units if row["code"] == code)


def test_few_households_are_withheld_and_so_is_what_would_tell_of_them(uneven_city):
    published = publish_coverage(today())
    assert row_of(published, "11120")["registered"] is None
    # the only commune with enough households covers the others, or 30 - 27 would tell
    assert row_of(published, "11024")["registered"] is None
    assert published.sums == {"registered": 30, "complete": 30, "coded": 30, "confirmed": None}
    told = {row[measure] for row in published.units for measure in published.sums}
    assert told == {None}


def test_a_day_is_published_once_whatever_happens_after(uneven_city, operator):
    first = publish_coverage(today())
    observe(*(door(f"n{n}") for n in range(40)))
    run_coding(operator)
    assert publish_coverage(today()).sums == first.sums
    later = publish_coverage(today() + timedelta(days=1))
    assert later.sums["registered"] == 70
    assert latest_publication() == later
    with pytest.raises(TypeError):
        first.save()


@pytest.mark.django_db
def test_a_duty_is_done_once_a_day():
    done = []
    for day in (0, 0, 1, 0):
        do_once_a_day("test", today() + timedelta(days=day), lambda: done.append(1))
    assert len(done) == 2
    assert Duty.objects.get(name="test").done_on == today() + timedelta(days=1)


@pytest.mark.django_db
def test_a_duty_that_fails_is_not_taken_for_done():
    def fail() -> None:
        raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        do_once_a_day("test", today(), fail)
    assert not Duty.objects.exists()
