"""The demonstration programme with one closed month, some tasks done and some late."""

from datetime import date, timedelta

import pytest

from diaban.engines.measuring import WindowKind, window_of
from diaban.exchange.reports.reading import report_of_closing, report_of_day
from diaban.spine.places.units import today
from diaban.spine.programme.closing import close_report
from diaban.spine.programme.declared import declare
from diaban.spine.programme.models import Programme, Target, Task


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, few_days):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def programme(loaded_programme, official_hanoi, operator, settings):
    programme = loaded_programme.put_back(settings.FIGURE_FOLDER)
    # whatever the day on which the tests run
    Programme.objects.update(begins_on=date(2025, 1, 1), ends_on=today() + timedelta(days=400))
    first, second, third = programme.tasks.order_by("pk")[4:7]
    last = window().closes_on
    Task.objects.filter(pk=first.pk).update(done_on=last, original_deadline=last)
    Task.objects.filter(pk=second.pk).update(
        done_on=last, original_deadline=last - timedelta(days=9)
    )
    Task.objects.filter(pk=third.pk).update(
        done_on=None, original_deadline=last - timedelta(days=1000)
    )
    target = Target.objects.get(task=first)
    declare(target, None, last, ("100", "120"), operator)
    return programme


def window():
    """The last month that is over."""
    last = today().replace(day=1) - timedelta(days=1)
    return window_of(WindowKind.MONTH, last.year, last.month)


@pytest.fixture
def closing(programme, operator):
    return close_report(window(), operator)


@pytest.fixture
def report(closing, programme):
    return report_of_closing(closing, programme)


@pytest.fixture
def provisional(programme):
    return report_of_day(today(), programme)
