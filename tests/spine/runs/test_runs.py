"""Bulk work keeps count, can be taken over, and says how it ended; generations only grow."""

import os
import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from diaban.spine.parties.models import local_operator
from diaban.spine.runs.models import (
    LEASE,
    LONGEST_SILENCE,
    Generation,
    Kind,
    Run,
    RunTakenOverError,
    State,
)

HERE = socket.gethostname()


@pytest.fixture
def run(db):
    return Run.objects.create(kind=Kind.IMPORT, actor=local_operator())


def test_a_run_counts_rows_and_what_became_of_them(run):
    run.advance(10, {"created": 8, "updated": 2})
    run.advance(5, {"created": 5})
    stored = Run.objects.get(pk=run.pk)
    assert (stored.position, stored.counts) == (15, {"created": 13, "updated": 2})


def test_a_finished_run_says_when(run):
    run.finish()
    assert run.state == State.DONE
    assert run.finished_at is not None
    assert not run.is_leased


def test_a_failed_run_says_why(run):
    run.fail("the file broke off")
    stored = Run.objects.get(pk=run.pk)
    assert (stored.state, stored.error) == (State.FAILED, "the file broke off")


@pytest.mark.parametrize(
    ("owner", "silence", "leased"),
    [
        (f"{HERE}:{os.getpid()}", timedelta(0), False),
        (f"{HERE}:1", timedelta(0), True),
        (f"{HERE}:1", LEASE * 2, True),
        (f"{HERE}:1", LONGEST_SILENCE * 2, False),
        (f"{HERE}:99999999", timedelta(0), False),
        ("elsewhere:1", timedelta(0), True),
        ("elsewhere:1", LEASE * 2, False),
    ],
    # without the number of this process, so that every worker of a round has the same names
    ids=["own", "here", "here, late", "here, silent", "gone", "elsewhere", "elsewhere, late"],
)
def test_a_run_is_held_by_a_worker_that_lives(run, owner, silence, leased):
    run.owner, run.heartbeat_at = owner, timezone.now() - silence
    assert run.is_leased == leased


def test_a_generation_that_was_never_grown_is_nought(db):
    assert Generation.of("places") == 0
    Generation.grow("places")
    Generation.grow("places")
    assert (Generation.of("places"), Generation.of("addresses")) == (2, 0)


def test_a_run_that_another_worker_took_over_counts_nothing_more(run):
    theirs = Run.objects.get(pk=run.pk)
    Run.objects.filter(pk=run.pk).update(owner="elsewhere:1", position=7)
    with pytest.raises(RunTakenOverError):
        theirs.advance(10, {"created": 10})
    with pytest.raises(RunTakenOverError):
        theirs.finish()
    stored = Run.objects.get(pk=run.pk)
    assert (stored.position, stored.counts, stored.state) == (7, {}, State.RUNNING)


def test_who_takes_a_run_over_goes_on_after_the_last_batch_of_the_other(run):
    read_early = Run.objects.get(pk=run.pk)
    run.advance(10, {"created": 10})
    read_early.take_over()
    read_early.advance(5, {"created": 5})
    stored = Run.objects.get(pk=run.pk)
    assert (stored.position, stored.counts) == (15, {"created": 15})
