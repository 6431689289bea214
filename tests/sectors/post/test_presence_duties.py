"""The day's work of presence is ordered by a duty and done by the worker."""

from datetime import date

import pytest
from tests.sectors.post.points import a_point

from diaban.sectors.post.models import StaffedDay
from diaban.sectors.post.presence.duties import PRESENCE, order_presence
from diaban.sectors.post.presence.raising_flags import _months_before
from diaban.spine.runs.jobs import do_job, last_ordered
from diaban.spine.runs.models import State


def test_the_duty_only_orders_and_the_worker_works_the_days_out(official_hanoi):
    a_point(hours_text="7h30-11h30 hàng ngày")
    order_presence()
    assert not StaffedDay.objects.exists()
    run = last_ordered(PRESENCE)
    do_job(run)
    assert run.state == State.DONE
    assert run.report["days"] == StaffedDay.objects.count() > 0


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2026, 1, 31), date(2025, 10, 1)), (date(2026, 4, 1), date(2026, 1, 1))],
)
def test_doubts_are_looked_for_in_this_month_and_three_before(day, first):
    assert _months_before(day, 3) == first
