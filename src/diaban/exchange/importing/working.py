"""Work that the pages order and a worker does: checks, imports, undoing of imports, mailings.

The table of runs is the queue. A run waits, is done by one worker at a time, and is taken up again
where its worker died; what it committed stands, and it goes on at exactly the next row.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from diaban.exchange.cleaning.ordered import do_cleaning
from diaban.exchange.importing.boundary_undo import undo_boundaries
from diaban.exchange.importing.kinds import known_kinds
from diaban.exchange.importing.orders import Order, Outcome, count_reasons, whole_numbers
from diaban.exchange.importing.problems import InputError
from diaban.exchange.importing.rejects import read_problems
from diaban.exchange.importing.resuming import doing
from diaban.spine.addresses.coding import (
    BATCH,
    CodingIsRunningError,
    count_due,
    count_states,
    run_coding,
)
from diaban.spine.addresses.duplicates import propose_after
from diaban.spine.addresses.search_entries import index_waiting
from diaban.spine.addresses.withdrawing import WithdrawalError, undo_of, withdraw_run
from diaban.spine.basemap.storing import take_back
from diaban.spine.notices.issuing import carry_out
from diaban.spine.parties.models import User
from diaban.spine.runs.jobs import do_job
from diaban.spine.runs.models import Kind, PausedError, Run, State, look_alone, this_process

logger = logging.getLogger(__name__)
CODING = "coding"
_UNFINISHED = (State.WAITING, State.RUNNING, State.PAUSED)


def order_check(order: Order, actor: User) -> Run:
    """Let a worker read and check a file; nothing will be written of it."""
    return _queue(Kind.CHECK, actor, order.as_json(), source=order.source, name=order.path.name)


def order_import(order: Order, actor: User, told: Mapping[str, Any], total: int | None) -> Run:
    """Let a worker take a file; ``told`` is what the report should keep of how it was read."""
    run = _queue(Kind.IMPORT, actor, order.as_json(), source=order.source, name=order.path.name)
    run.report, run.total, run.synthetic = dict(told), total, order.synthetic
    run.save(update_fields=["report", "total", "synthetic"])
    return run


def order_undo(run: Run, actor: User) -> Run:
    """Let a worker take back all that an import said; a second wish leads to the same undo."""
    if before := undo_of(run):
        return before
    order = {"withdraws": run.pk, "withdrawn_through": 0, "kind": run.order.get("kind")}
    undo = _queue(Kind.UNDO, actor, order, source=run.source, name=run.file_name)
    Run.objects.filter(pk=undo.pk).update(total=run.counts.get("accepted"))
    return undo


def _queue(kind: Kind, actor: User, order: dict[str, Any], source: str, name: str) -> Run:
    return Run.objects.create(
        kind=kind,
        state=State.WAITING,
        actor=actor,
        source=source[:200],
        file_name=name[:255],
        order=order,
        queued_at=timezone.now(),
        follow_up="" if kind == Kind.CHECK else CODING,
        owner="",
    )


def ask_pause(run: Run) -> None:
    """Pause at once what waits, and between two batches what runs."""
    waiting = Run.objects.filter(pk=run.pk, state=State.WAITING)
    if not waiting.update(state=State.PAUSED):
        Run.objects.filter(pk=run.pk, state=State.RUNNING).update(pause_asked=True)


def resume(run: Run) -> None:
    """Put a paused or failed run back in line; it goes on where it stopped."""
    stopped = Run.objects.filter(pk=run.pk, state__in=(State.PAUSED, State.FAILED))
    stopped.update(
        state=State.WAITING, pause_asked=False, error="", finished_at=None, queued_at=timezone.now()
    )


def needs_its_file(path: str) -> bool:
    """Say whether an unfinished run may still read this file."""
    runs = Run.objects.filter(queued_at__isnull=False, state__in=_UNFINISHED)
    return runs.filter(order__path=path).exists()


def work_once() -> bool:
    """Do the next thing in line, if anything waits; say whether something was done."""
    run = _take_next()
    if run is None:
        return False
    return _follow_up(run) if run.state == State.DONE else _do(run)


def work_on(run: Run) -> bool:
    """Do this run now, in this process."""
    Run.objects.filter(pk=run.pk).update(state=State.RUNNING, owner=this_process())
    run.refresh_from_db()
    return _do(run)


def _take_next(*kinds: Kind) -> Run | None:
    """Claim the oldest run that waits, or whose worker is gone; short checks come first."""
    open_ = Q(state__in=(State.WAITING, State.RUNNING)) | (Q(state=State.DONE) & ~Q(follow_up=""))
    runs = Run.objects.filter(open_, queued_at__isnull=False)
    if kinds:
        runs = runs.filter(kind__in=kinds, state=State.WAITING)
    with transaction.atomic():
        look_alone("work")
        ordered = sorted(runs, key=lambda run: (run.kind != Kind.CHECK, run.queued_at))
        run = next((run for run in ordered if not run.is_leased), None)
        if run is None or run.state == State.DONE:
            return run
        run.state, run.owner = State.RUNNING, this_process()
        run.heartbeat_at = run.resumed_at = timezone.now()
        run.resumed_position = run.position
        run.save(update_fields=["state", "owner", "heartbeat_at", "resumed_at", "resumed_position"])
    return run


def _do(run: Run) -> bool:
    try:
        _WORK.get(run.kind, _import)(run)
    except PausedError:
        Run.objects.filter(pk=run.pk).update(state=State.PAUSED, pause_asked=False)
    except WithdrawalError as error:
        run.fail(_CANNOT_UNDO.get(error.reason, _BROKE_OFF))
    except InputError as error:
        return _refuse(run, error)
    except Exception:
        logger.exception("run %s broke off", run.pk)
        run.fail(_BROKE_OFF)
    else:
        _follow_up(run)
    return True


_BROKE_OFF = (
    "Máy chủ gặp lỗi khi đang làm việc này. Phần đã ghi vẫn còn nguyên; hãy bấm “Làm tiếp”. "
    "Nếu vẫn lỗi, gửi nhật ký của máy chủ cho người quản trị.\n"
    "The server met a fault at this work. What was taken stands; press “Go on”. "
    "If it fails again, give the server's log to whoever runs it."
)

_CANNOT_UNDO = {
    "running": (
        "Lần nhập này đang chạy. Tạm dừng nó trước, rồi hoàn tác.\n"
        "This import is running. Pause it first, then undo it."
    ),
    "undo_running": (
        "Một tiến trình khác đang hoàn tác lần nhập này. Đợi nó xong.\n"
        "Another process is undoing this import. Let it finish."
    ),
}


def _refuse(run: Run, error: InputError) -> bool:
    """Fail with the reason in words; where another process holds the source, wait in line."""
    if error.problem.code == "run_held":
        Run.objects.filter(pk=run.pk).update(state=State.WAITING, queued_at=timezone.now())
        return False
    run.refresh_from_db()
    run.fail(error.problem.say("vi") + "\n" + error.problem.say("en"))
    return True


def _check(run: Run) -> None:
    order = Order.from_json(run.order)
    outcome: Outcome = known_kinds()[order.kind].plan(order, run.actor)
    run.report = outcome.as_json()
    run.counts = outcome.counts
    run.save(update_fields=["report", "counts"])
    run.finish()


def _import(run: Run) -> None:
    order = Order.from_json(run.order)
    with doing(run):
        done = known_kinds()[order.kind].run(order, run.actor, _between_batches)
    _close(run, done)


def _undo(run: Run) -> None:
    undone = Run.objects.get(pk=run.order["withdraws"])
    if run.order.get("kind") == "basemap":
        with transaction.atomic():
            counts = take_back(undone, by=run)
            run.advance(counts.total(), dict(counts))
        done = run
    elif run.order.get("kind") == "boundaries":
        done = undo_boundaries(undone, by=run)
    else:
        done = withdraw_run(undone, run.actor, _between_batches)
    _close(run, done)
    undone.refresh_from_db()
    undone.report = undone.report | {"undone_by": run.pk}
    undone.save(update_fields=["report"])


def _close(run: Run, done: Run) -> None:
    """Keep what was done in the run that was ordered, whichever run did it."""
    run.refresh_from_db()
    report = run.report | done.report
    if done.pk != run.pk:
        report["ran_as"] = done.pk
        run.counts, run.position = done.counts, done.position
        run.save(update_fields=["counts", "position"])
    if "reasons" not in report:
        rows = done.rejected_rows.order_by("row_number").iterator(chunk_size=2_000)
        report["reasons"] = count_reasons(p for row in rows for p in read_problems(row))
    run.report = report
    run.save(update_fields=["report"])
    if run.state != State.DONE:
        run.finish()


def _between_batches(run: Run) -> None:
    """Obey a wish to pause, and let short checks of other files go between."""
    run.obey()
    if waiting := _take_next(Kind.CHECK):
        _do(waiting)


def _look_for_duplicates(run: Run) -> int | None:
    """Return how many pairs of addresses may be one door; None where looking broke off."""
    try:
        with transaction.atomic():
            found = propose_after(Run.objects.get(pk=run.report.get("ran_as", run.pk)))
    except Exception:
        # nothing that was taken depends on it, and `diaban duplicates` looks again
        logger.exception("looking for duplicates after run %s broke off", run.pk)
        return None
    return found["created"]


def _follow_up(run: Run) -> bool:
    """Code what an import left due, index it, look for duplicates; other coding is waited for."""
    run.refresh_from_db()
    if run.follow_up != CODING:
        return True
    report = run.report
    if count_due():
        try:
            coding = run_coding(run.actor, batch=BATCH)
        except CodingIsRunningError:
            return False
        told = {name: coding.counts.get(name, 0) for name in ("given", "reissued")}
        report["coding"] = {"run": coding.pk, "looked_at": coding.position, **told}
    index_waiting()
    if run.kind == Kind.IMPORT and run.order.get("kind", "addresses") == "addresses":
        report["duplicates"] = _look_for_duplicates(run)
    report["registry"] = whole_numbers(count_states())
    run.report, run.follow_up = report, ""
    run.save(update_fields=["report", "follow_up"])
    return True


def _write_letters(run: Run) -> None:
    carry_out(run, _between_batches)


# what is not named here is taken in
_WORK: dict[str, Callable[[Run], None]] = {
    Kind.CHECK: _check,
    Kind.UNDO: _undo,
    Kind.CLEANING: do_cleaning,
    Kind.NOTICES: _write_letters,
    Kind.SECTOR: do_job,
}
