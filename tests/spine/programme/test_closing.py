"""Closed reports of the programme: what stood stays for good, what is learned later is listed."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.spine.programme.conftest import gauge

from diaban.engines.measuring import Count, ReportingWindow, WindowKind, window_of
from diaban.spine.evidence.models import Register
from diaban.spine.evidence.stating import Said, Source, state
from diaban.spine.figures.closing import ClosingError
from diaban.spine.figures.models import Closing
from diaban.spine.guarded_tables import guarded_tables, lift_guards
from diaban.spine.journal.models import Entry
from diaban.spine.parties.models import Organisation
from diaban.spine.places.units import city_communes, today
from diaban.spine.programme.closing import close_report, revise, stands_unchanged
from diaban.spine.programme.declared import declare
from diaban.spine.programme.freezing import freeze, read_frozen
from diaban.spine.programme.models import ClosedPlace, ClosedTarget, ClosedTask, Programme
from diaban.spine.programme.statuses import Status
from diaban.spine.programme.targets import read_targets

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, few_days):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def window():
    last = today().replace(day=1) - timedelta(days=1)
    return window_of(WindowKind.MONTH, last.year, last.month)


@pytest.fixture
def before(window):
    return window.closes_on - timedelta(days=10)


@pytest.fixture
def communes():
    return list(city_communes(today()).order_by("pk")[:3])


@pytest.fixture
def measured(target, register, adopted, communes, before, operator):
    """A target over three communes, of which two have spoken."""
    run_long()
    target.places.set(communes)
    gauge(target, operator, since=date(2025, 1, 1), register=register)
    say(register, operator, communes[0], before, 5, 10)
    say(register, operator, communes[1], before, 3, 10, 4)
    declare(target, None, before, ("20", "24"), operator)
    return target


@pytest.fixture
def closing(measured, window, operator):
    return close_report(window, operator)


def run_long():
    first, last = date(2025, 1, 1), date(2030, 12, 31)
    Programme.objects.update(begins_on=first, ends_on=last, adopted_on=first)


def say(register, actor, unit, held_on, numerator, denominator, unknown=0):
    state(register, [Said(unit, held_on, numerator, denominator, unknown)], actor, Source("x"))


def rows():
    return [
        list(m.objects.order_by("pk").values()) for m in (ClosedTask, ClosedTarget, ClosedPlace)
    ]


def test_a_closing_keeps_what_was_measured_declared_and_not_said(closing, communes):
    [task] = read_frozen(closing)
    [target] = task.targets
    figure = target.figure
    assert figure.count == Count(8, 20, 4)
    assert (figure.share, figure.low, figure.high) == (0.4, 8 / 24, 12 / 24)
    assert (figure.silent, figure.is_reached) == (1, None)
    assert (figure.declared_numerator, figure.declared_denominator) == (20, 24)
    assert figure.gauge == "register:codes"
    told = {place.unit_id: (place.count, place.silent) for place in target.places}
    assert told == {
        communes[0].pk: (Count(5, 10), False),
        communes[1].pk: (Count(3, 10, 4), False),
        communes[2].pk: (Count(), True),
    }
    assert task.row.status == (
        Status.OVERDUE if date(2026, 6, 30) < closing.closes_on else Status.OPEN_IN_TIME
    )


def test_what_units_declared_is_held_against_what_was_measured_in_them(
    measured, communes, before, window, operator
):
    # newer than what was declared of the whole
    declare(measured, communes[0], before + timedelta(days=1), ("9", "10"), operator)
    close_report(window, operator)
    [task] = read_frozen(Closing.objects.get())
    [one] = task.targets
    [standing] = read_targets([measured], window.closes_on)
    assert (one.figure.declared_numerator, one.figure.declared_by_units) == (9, True)
    assert [place.unit_id for place in one.declaring] == [communes[0].pk]
    assert one.comparable.share == 0.5
    assert one.difference == pytest.approx(0.4)
    assert one.difference == standing.difference


def test_a_newer_declaration_of_the_whole_is_held_against_the_whole(
    measured, communes, before, window, operator
):
    declare(measured, communes[0], before - timedelta(days=1), ("9", "10"), operator)
    [task] = freeze(window.opens_on, window.closes_on)
    [one] = task.targets
    assert (one.figure.declared_numerator, one.figure.declared_by_units) == (20, False)
    assert one.declaring == []
    assert one.difference == pytest.approx(20 / 24 - 0.4)


def test_where_each_place_counts_alike_so_do_those_that_declared(
    measured, communes, before, window, operator
):
    type(measured).objects.update(counts_alike=True)
    for commune, said in zip(communes[:2], (("9", "10"), ("90", "100")), strict=True):
        declare(measured, commune, before + timedelta(days=1), said, operator)
    [task] = freeze(window.opens_on, window.closes_on)
    [one] = task.targets
    assert one.comparable.share == pytest.approx((0.5 + 0.3) / 2)


def test_a_target_that_nothing_measures_is_closed_without_a_figure(
    target, adopted, window, operator
):
    run_long()
    [task] = read_frozen(close_report(window, operator))
    figure = task.targets[0].figure
    assert (figure.share, figure.low, figure.high) == (None, None, None)
    assert not figure.is_measurable
    assert figure.shares is None


def test_drafts_and_programmes_of_other_years_are_not_reported(target, window, operator):
    assert freeze(window.opens_on, window.closes_on) == []
    Programme.objects.update(stage="adopted", begins_on="2020-01-01", ends_on="2020-12-31")
    assert freeze(window.opens_on, window.closes_on) == []


def test_a_plan_is_reported_from_the_window_on_in_which_it_was_adopted(measured, window, operator):
    Programme.objects.update(adopted_on=window.closes_on + timedelta(days=1))
    assert freeze(window.opens_on, window.closes_on) == []
    closing = close_report(window, operator)
    assert read_frozen(closing) == []
    assert revise(closing).tasks == [], "it was no plan on that day"
    number = Programme.objects.get().pk
    assert len(freeze(window.opens_on, window.closes_on, [number])) == 1, "where it is asked for"
    Programme.objects.update(adopted_on=window.closes_on)
    assert len(freeze(window.opens_on, window.closes_on)) == 1


def test_what_was_reported_before_it_was_adopted_is_compared_and_not_told_to_be_gone(
    closing, window
):
    Programme.objects.update(adopted_on=window.closes_on + timedelta(days=1))
    assert revise(closing).tasks == []
    assert revise(closing).targets == []


def test_a_late_statement_is_a_revision_of_its_place_and_of_the_whole(
    closing, measured, register, communes, before, operator
):
    assert revise(closing).targets == []
    say(register, operator, communes[2], before, 7, 7)
    whole, place = revise(closing).targets
    assert (whole.whole, whole.stood.count, whole.known.count) == (
        True, Count(8, 20, 4), Count(15, 27, 4),
    )  # fmt: skip
    assert (place.unit, place.stood.silent, place.known.silent) == (communes[2].pk, True, False)
    assert place.known.count == Count(7, 7)
    assert whole.same_rule
    assert place.same_rule


def test_what_held_after_the_closing_day_is_no_revision(
    closing, register, communes, window, operator
):
    say(register, operator, communes[0], window.closes_on + timedelta(days=1), 10, 10)
    assert revise(closing).targets == []


def test_another_gauge_of_that_day_is_told_as_another_rule(
    closing, measured, operator, before, communes
):
    other = Register.objects.create(
        key="other", title_vi="Khác", title_en="Other", noun_vi="hộ", noun_en="households",
        source="x", opened_at="2026-01-01T00:00Z", opened_by=operator,
    )  # fmt: skip
    gauge(measured, operator, since=before, register=other)
    assert {one.same_rule for one in revise(closing).targets} == {False}


def test_a_product_that_was_there_earlier_than_known_revises_the_task(closing, adopted, before):
    adopted.done_on = before
    adopted.save()
    [moved] = revise(closing).tasks
    assert moved.stood.done_on is None
    assert moved.known.done_on == before
    assert moved.known.status in {Status.DONE_LATE, Status.DONE_ON_TIME}


def test_renaming_a_task_later_leaves_the_report_as_it_was(closing, adopted):
    adopted.title = "Tên khác"
    adopted.lead = Organisation.objects.create(name="Sở khác")
    adopted.save()
    assert read_frozen(closing)[0].row.title == "Mã địa chỉ tới từng hộ"
    assert stands_unchanged(closing)


def test_both_halves_are_kept_or_neither(measured, window, operator, monkeypatch):
    def fail(*_values):
        raise RuntimeError

    monkeypatch.setattr("diaban.spine.programme.closing.save_frozen", fail)
    with pytest.raises(RuntimeError):
        close_report(window, operator)
    assert not Closing.objects.exists()
    assert not Entry.objects.filter(act__endswith=".closed").exists()


def test_who_is_second_is_told_so(closing, window, operator, monkeypatch):
    with pytest.raises(ClosingError, match="closed_already"):
        close_report(window, operator)
    # and who looked before the first had written
    monkeypatch.setattr(type(Closing.objects.all()), "exists", lambda _rows: False)
    with pytest.raises(ClosingError, match="closed_already"):
        close_report(window, operator)
    monkeypatch.undo()
    assert Closing.objects.count() == 1


def test_a_changed_row_is_told_by_the_digest_in_the_journal(closing):
    entry = Entry.objects.get(act="programme.closed")
    assert json.loads(entry.facts)["tasks"] == 1
    for table, column in (
        ("programme_closedplace", "numerator"),
        ("programme_closedtarget", "unknown"),
        ("programme_closedtask", "behind_days"),
    ):
        assert stands_unchanged(closing)
        lift_guards(connection, guarded_tables(connection))
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {column} = {column} + 1")
            assert not stands_unchanged(closing)
            cursor.execute(f"UPDATE {table} SET {column} = {column} - 1")


statements = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(-20, 15), st.integers(0, 20), st.integers(0, 20),
        st.integers(0, 5), st.booleans(),
    ),
    min_size=1, max_size=6,
)  # fmt: skip


@settings(
    max_examples=25, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(said=statements)
def test_a_frozen_figure_never_changes_whatever_is_said_later(
    closing, measured, register, communes, window, operator, said
):
    stood = rows()
    for place, days, first, second, unknown, declares in said:
        day = window.closes_on + timedelta(days=days)
        low, high = sorted((first, second + 1))
        if declares:
            declare(measured, communes[place], min(day, today()), (str(low), str(high)), operator)
        else:
            say(register, operator, communes[place], min(day, today()), low, high, unknown)
    assert rows() == stood
    assert stands_unchanged(closing)
    # and the difference of the whole is the sum of the places' differences
    changed = revise(closing).targets
    for one in changed:
        if one.whole:
            places = [p for p in changed if not p.whole]
            moved = sum(p.known.numerator - p.stood.numerator for p in places)
            assert one.known.numerator - one.stood.numerator == moved


def test_a_window_before_any_programme_closes_with_figures_alone(operator):
    old = ReportingWindow(WindowKind.MONTH, date(2024, 1, 15), date(2024, 2, 14))
    closing = close_report(old, operator)
    assert read_frozen(closing) == []
    assert stands_unchanged(closing)
