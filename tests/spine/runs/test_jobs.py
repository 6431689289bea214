"""Work that a sector orders: done once by the worker, paused, broken off, taken up again."""

import pytest
from tests.sectors.installing import toy  # noqa: F401 - a fixture
from tests.sectors.toy.clubs import every_club

from diaban.exchange.importing.working import ask_pause, resume, work_once
from diaban.spine.privacy.models import Duty
from diaban.spine.runs.jobs import UnknownJobError, last_ordered, order_job
from diaban.spine.runs.models import Run, State
from diaban.web import daily


@pytest.fixture
def orders(toy, operator):  # noqa: F811
    return lambda **said: order_job(operator, "toy-flight", said)


def work() -> None:
    while work_once():
        pass


def test_a_job_is_done_by_the_worker_and_leaves_its_report(orders):
    ordered = orders(rounds=3)
    assert (ordered.state, every_club().count()) == (State.WAITING, 0)
    work()
    ordered.refresh_from_db()
    assert (ordered.state, ordered.position, ordered.report) == (State.DONE, 3, {"clubs": 3})
    assert last_ordered("toy-flight") == ordered


def test_the_same_that_waits_already_is_not_put_in_line_twice(orders):
    assert orders(rounds=3) == orders(rounds=3)
    assert orders(rounds=4) != orders(rounds=3)
    work()
    assert orders(rounds=3).state == State.WAITING


def test_a_job_pauses_between_two_steps_and_goes_on_there(orders):
    ordered = orders(rounds=3)
    Run.objects.filter(pk=ordered.pk).update(pause_asked=True)
    work()
    ordered.refresh_from_db()
    assert (ordered.state, ordered.position) == (State.PAUSED, 1)
    resume(ordered)
    work()
    assert [club.name for club in every_club()] == ["vòng 0", "vòng 1", "vòng 2"]


def test_a_job_that_breaks_off_says_so_in_both_languages_and_can_be_done_again(orders):
    ordered = orders(rounds=3, storm=1)
    work()
    ordered.refresh_from_db()
    assert (ordered.state, ordered.position) == (State.FAILED, 1)
    vi, _line, en = ordered.error.partition("\n")
    assert "Làm tiếp" in vi
    assert "Go on" in en


def test_one_that_waits_can_be_stopped_before_it_begins(orders):
    ordered = orders(rounds=3)
    ask_pause(ordered)
    work()
    assert not every_club().exists()


def test_what_no_sector_declares_cannot_be_ordered(toy, operator):  # noqa: F811
    with pytest.raises(UnknownJobError):
        order_job(operator, "toy-sinking", {})


def test_a_daily_duty_is_done_once_a_day(toy, hanoi, operator, settings, tmp_path, monkeypatch):  # noqa: F811
    settings.OPEN_DATA_FOLDER = settings.LIST_FOLDER = tmp_path
    monkeypatch.setenv("DIABAN_DATA", str(tmp_path))
    monkeypatch.setattr(daily, "publish_daily", lambda day: False)
    daily.do_daily()
    assert Duty.objects.filter(name="toy_count").exists()
    daily.do_daily()
    assert every_club().count() == 1
