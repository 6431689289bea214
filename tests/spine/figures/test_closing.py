"""Closed reports: what stood stays for good, and late facts are listed as revisions."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.registry import door, observe

from diaban.engines.measuring import WindowKind, window_of
from diaban.spine.figures.closing import (
    ClosingError,
    close_window,
    digest,
    revisions,
    stands_unchanged,
)
from diaban.spine.figures.models import ClosedFigure
from diaban.spine.guarded_tables import guarded_tables, lift_guards
from diaban.spine.journal.models import Entry
from diaban.spine.places.units import today

pytestmark = pytest.mark.usefixtures("official_hanoi")


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FIGURE_FOLDER = tmp_path


@pytest.fixture
def window():
    last = today().replace(day=1) - timedelta(days=1)
    return window_of(WindowKind.MONTH, last.year, last.month)


@pytest.fixture
def closing(operator, window):
    before = window.closes_on - timedelta(days=20)
    observe(door("a", life="confirmed", held_on=before), door("b", held_on=before))
    return close_window(window, operator)


def test_a_late_fact_is_a_revision_and_the_closed_figure_stays(operator, window, closing):
    assert revisions(closing) == []
    said = sorted(ClosedFigure.objects.values_list())
    observe(door("b", life="confirmed", held_on=window.closes_on - timedelta(days=2)))
    [late] = [one for one in revisions(closing) if one.measure == "households-confirmed"]
    assert (late.closed.numerator, late.known.numerator) == (1, 2)
    assert late.same_rule
    assert sorted(ClosedFigure.objects.values_list()) == said


def test_what_held_only_after_the_closing_day_is_no_revision(operator, window, closing):
    observe(door("b", life="confirmed", held_on=window.closes_on + timedelta(days=1)))
    assert revisions(closing) == []


def test_a_window_closes_once_and_not_before_its_end(operator, window, closing):
    with pytest.raises(ClosingError, match="closed_already"):
        close_window(window, operator)
    with pytest.raises(ClosingError, match="not_over"):
        close_window(window_of(WindowKind.YEAR, today().year + 1), operator)


def test_nobody_changes_a_closed_figure_unseen(operator, closing):
    figure = closing.figures.first()
    with pytest.raises(TypeError, match="append-only"):
        figure.save()
    with pytest.raises(TypeError, match="append-only"):
        closing.figures.all().delete()
    assert stands_unchanged(closing)
    entry = Entry.objects.get(act="figures.closed")
    assert closing.digest in entry.facts
    lift_guards(connection, guarded_tables(connection))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE figures_closedfigure SET numerator = numerator + 1")
    assert not stands_unchanged(closing)
    # nor by whoever writes the digest anew as well: the journal has the one of then
    again = digest(list(closing.figures.all()))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE figures_closing SET digest = %s", [again])
    closing.refresh_from_db()
    assert not stands_unchanged(closing)


def test_a_row_that_is_there_is_not_written_over(closing):
    figure = closing.figures.first()
    copy = ClosedFigure(pk=figure.pk, closing=closing, measure="x", version=1,
                        excluded=0, numerator=9, rest=0, unknown=0)  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
